//! Ballots: whose vote it is, what is kept of it, and the count when the ballot is over.

use std::collections::BTreeSet;

use usalama_core::event::{ActorId, Role};
use usalama_core::model::grant::GrantValidity;
use usalama_core::model::solution::{Ballot, Counted, Electorate, ProposalAct, Voted, cast_at, is_aside};
use usalama_core::policy::{Bucket, Placement, shown_count};
use usalama_core::sync::wire::PushResult;

use super::batch::Batch;
use super::decide::Way;
use super::solution::say;
use crate::error::HubError;
use crate::ledger::ballots::{self, KeptVote};
use crate::ledger::subjects::ProposalRecord;
use crate::ledger::{LedgerError, events, grants};

/// Who votes as a resident: as `policy` has it.
const VOTERS: [Role; 5] =
    [Role::Resident, Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer, Role::OutreachWorker];
/// Who votes as an official or a leader.
const OFFICIALS: [Role; 3] = [Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer];

/// The unit of the electorate that somebody votes for; nothing where they are not on the roll that the ballot asks for.
fn unit_of(
    batch: &Batch<'_>,
    electorate: &Electorate,
    actor: ActorId,
    placement: &Placement,
) -> Result<Option<Vec<u8>>, LedgerError> {
    let person = actor.0.as_bytes().to_vec();
    Ok(match electorate {
        Electorate::Households => ballots::enrolled(batch.write, actor, placement)?
            .into_iter()
            .find_map(|enrolled| Some(household(enrolled.area, &enrolled.household?))),
        Electorate::RaMembers => {
            let is_member = ballots::enrolled(batch.write, actor, placement)?.iter().any(|enrolled| enrolled.member);
            is_member.then_some(person)
        }
        _ => Some(person),
    })
}

fn household(area: usalama_core::geo::AreaId, code: &str) -> Vec<u8> {
    [area.as_uuid().as_bytes().as_slice(), code.as_bytes()].concat()
}

/// Whether somebody is on the roll that a ballot asks for.
pub(super) fn is_on_roll(
    batch: &Batch<'_>,
    record: &ProposalRecord,
    actor: ActorId,
) -> Result<Option<bool>, LedgerError> {
    let Some(ballot) = &record.state.ballot else { return Ok(None) };
    Ok(Some(unit_of(batch, &ballot.terms.electorate, actor, &record.placement)?.is_some()))
}

/// Keeps a vote that counts. It goes to no bucket: its voter has it, and nobody else gets it.
pub(super) fn keep(
    batch: &mut Batch<'_>,
    record: &mut ProposalRecord,
    way: &Way<'_>,
    vote: &Voted,
) -> Result<PushResult, HubError> {
    let nobody = BTreeSet::<Bucket>::new();
    let Some(ballot) = record.state.ballot.clone() else { return way.on_nothing(batch) };
    let unit = unit_of(batch, &ballot.terms.electorate, way.known.actor, &record.placement)?;
    let Some(unit) = unit else { return way.on_nothing(batch) };
    let cast = cast_at(way.event.header().time.at, batch.now, way.suspect).as_millis();
    let secret = ballot.terms.secret;
    let keys = &batch.hub.keys;
    let unit = if secret { keys.blinded(vote.ballot, b"unit", &unit).to_vec() } else { unit };
    let mask = if secret { keys.mask(vote.ballot, &unit) } else { 0 };
    // The last one counts: of one person they come in order, of a household perhaps not.
    let before = ballots::vote_of(batch.write, vote.ballot, &unit)?;
    if before.is_none_or(|before| before.cast_at ^ mask <= cast) {
        let kept = KeptVote { unit, choices: vote.choices.clone(), cast_at: cast ^ mask };
        ballots::keep_vote(batch.write, vote.ballot, &kept)?;
    }
    // Of a secret one the header stays, so that it is known when it comes again; what was chosen does not.
    let event = if secret { way.event.clone().keeping(|_| false) } else { way.event.clone() };
    let receipt = batch.append_aside(record, &event, way.suspect, &nobody)?;
    Ok(PushResult::Accepted(receipt))
}

/// Counts a ballot, and tells its area.
pub(super) fn count(batch: &mut Batch<'_>, record: &mut ProposalRecord, ballot: &Ballot) -> Result<(), HubError> {
    let terms = &ballot.terms;
    let votes = ballots::votes(batch.write, terms.ballot)?;
    let mut counts = vec![0_u32; terms.choices()];
    for choice in votes.iter().flat_map(|vote| &vote.choices) {
        if let Some(count) = counts.get_mut(usize::from(*choice)) {
            *count += 1;
        }
    }
    let voted = u32::try_from(votes.len()).unwrap_or(u32::MAX);
    let units = units(batch, &terms.electorate, &record.placement)?.max(voted);
    let (outcome, winner) = terms.outcome(&counts, voted, units);
    let counts: Vec<Option<u32>> = counts.into_iter().map(shown_count).collect();
    let counted = Counted {
        ballot: terms.ballot,
        voted: shown_count(voted).filter(|_| counts.iter().all(Option::is_some)),
        units: shown_count(units),
        counts,
        outcome,
        winner,
    };
    say(batch, record, ProposalAct::BallotCounted(Box::new(counted)))
}

/// How many units an electorate has.
fn units(batch: &Batch<'_>, electorate: &Electorate, placement: &Placement) -> Result<u32, LedgerError> {
    let count = match electorate {
        Electorate::Households => {
            let roll = ballots::roll(batch.write, placement)?;
            roll.into_iter().filter_map(|on| Some((on.area, on.household?))).collect::<BTreeSet<_>>().len()
        }
        Electorate::RaMembers => {
            ballots::roll(batch.write, placement)?.iter().filter(|enrolled| enrolled.member).count()
        }
        Electorate::Officials => people(batch, &OFFICIALS, placement)?,
        _ => people(batch, &VOTERS, placement)?,
    };
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn people(batch: &Batch<'_>, roles: &[Role], placement: &Placement) -> Result<usize, LedgerError> {
    let mut people = BTreeSet::new();
    for role in roles {
        for grant in grants::of_role(batch.write, role)? {
            let here = grant.areas.iter().any(|area| placement.is_in(*area));
            if here && grant.validity(batch.now) == GrantValidity::InForce {
                people.insert(grant.actor);
            }
        }
    }
    Ok(people.len())
}

/// Erases who voted (DOMAIN §14). What was counted stays.
pub(super) fn forget(batch: &Batch<'_>, record: &ProposalRecord) -> Result<(), HubError> {
    let Some(ballot) = &record.state.ballot else { return Ok(()) };
    let subject = record.state.id;
    let kept = events::of_subject(batch.write, subject)?;
    let others: Vec<[u8; 32]> = kept
        .iter()
        .map(|kept| kept.event.header())
        .filter(|header| !is_aside(&header.kind) || header.kind == "proposal.supported")
        .map(|header| *header.author.key().as_bytes())
        .collect();
    Ok(ballots::forget_voters(batch.write, subject, ballot.terms.ballot, &others)?)
}
