//! Proposals: taken in, and what the hub does when a time has passed: it counts ballots, notes what is overdue and what has stalled,
//! tells who should have looked, and forgets who voted.

use usalama_core::event::{ActorId, PartName};
use usalama_core::model::Model as _;
use usalama_core::model::incident::Nothing;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::solution::{
    OnCommitment, Proposal, ProposalAct, ProposalEntry, ProposalState, SCHEMA_VERSION, SupportsCounted, VOTERS_KEPT,
};
use usalama_core::policy::{
    OtherProposal, ProposalScene, may_on_proposal, proposal_audience, shown_count, solution_placement,
};
use usalama_core::sync::wire::PushResult;

use super::batch::{Batch, HubWords};
use super::decide::{Way, never_nowhere};
use super::judge::with_best_grant;
use super::{ballot, problem};
use crate::error::HubError;
use crate::ledger::subjects::{self, ProposalRecord, Subject};
use crate::ledger::timers::{self, Timer, TimerKind};
use crate::ledger::{LedgerError, accounts, ballots, events};

/// Decides about an event of a proposal.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let lacks_core = header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && ProposalAct::KINDS.contains(&header.kind.as_str());
    let entry = match ProposalEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core => return way.unknown_kind(batch, subject),
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match subject {
        Some(Subject::Proposal(record)) => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, ProposalAct::Proposed(_)) => {
            let placement = solution_placement(&batch.world.areas, header.area);
            ProposalRecord::begin(Some(way.known.actor), header.time.at, Proposal::unknown(header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let actor = way.known.actor;
    if is_forgotten(batch, &record, &entry.act) {
        // Nothing is to tell any more who voted.
        return Ok(PushResult::Refused(RefusalCode::LateVote.into()));
    }
    let other = match &entry.act {
        ProposalAct::MergeSuggested(merge) | ProposalAct::MergeAgreed(merge) => Some(other(batch, merge.into, actor)?),
        _ => None,
    };
    let terms = super::terms::terms_at(batch, &record.placement)?;
    let scene = ProposalScene {
        proposal: &record.state,
        placement: Some(&record.placement),
        made_at: header.time.at,
        clock_suspect: way.suspect,
        key: header.author.key(),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        on_roll: match &entry.act {
            ProposalAct::Voted(_) => ballot::is_on_roll(batch, &record, actor)?,
            _ => None,
        },
        done_before: done_before(batch, &record, &entry.act, actor)?,
        other,
        safeguards: &terms.proposals,
    };
    let is_own = record.author == Some(actor);
    let decision = with_best_grant(batch, actor, &header.role, is_own, |who| may_on_proposal(&entry, who, &scene))?;
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    way.known.remember(batch.write, way.event)?;
    match &entry.act {
        ProposalAct::Voted(vote) => ballot::keep(batch, &mut record, way, vote),
        ProposalAct::Supported(_) => support(batch, &mut record, way),
        _ => {
            record.placement = never_nowhere(batch, record.placement);
            let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
            follow(batch, &record, way, &entry.act)?;
            Ok(PushResult::Accepted(receipt))
        }
    }
}

/// Whether a vote comes so late that who voted was erased.
fn is_forgotten(batch: &Batch<'_>, record: &ProposalRecord, act: &ProposalAct) -> bool {
    let ballot = record.state.ballot.as_ref().filter(|_| matches!(act, ProposalAct::Voted(_)));
    ballot.is_some_and(|ballot| ballot.counted.is_some() && ballot.closes_at.plus(VOTERS_KEPT) <= batch.now)
}

fn other(batch: &Batch<'_>, id: usalama_core::event::SubjectId, actor: ActorId) -> Result<OtherProposal, LedgerError> {
    use ProposalState as S;
    let Some(Subject::Proposal(record)) = subjects::find(batch.write, id)? else {
        return Ok(OtherProposal { goes_on: false, own: false });
    };
    let state = record.state.state;
    let goes_on =
        matches!(state, Some(S::Proposed | S::Discussing | S::Voting | S::Accepted | S::Committed | S::InProgress));
    Ok(OtherProposal { goes_on, own: record.author == Some(actor) })
}

/// Whether the same account did the same before, be it under another key: or claimed what it now confirms.
fn done_before(
    batch: &Batch<'_>,
    record: &ProposalRecord,
    act: &ProposalAct,
    actor: ActorId,
) -> Result<bool, LedgerError> {
    use usalama_core::event::Author;
    let id = record.state.id;
    match act {
        ProposalAct::Supported(_) => ballots::supports(batch.write, id, actor),
        ProposalAct::DoneConfirmed(_) => {
            for kept in events::of_subject(batch.write, id)? {
                let header = kept.event.header();
                if !matches!(header.kind.as_str(), "proposal.done_claimed" | "proposal.done_confirmed") {
                    continue;
                }
                let author = match header.author {
                    Author::Actor { id, .. } => Some(id),
                    Author::Pseudonym { key } => accounts::behind(batch.write, &key, id)?,
                    Author::OneTime { .. } => None,
                };
                if author == Some(actor) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// Who supports it, the hub alone knows; others learn a number, when it changes.
fn support(batch: &mut Batch<'_>, record: &mut ProposalRecord, way: &Way<'_>) -> Result<PushResult, HubError> {
    let nobody = std::collections::BTreeSet::new();
    let receipt = batch.append_aside(record, way.event, way.suspect, &nobody)?;
    ballots::support(batch.write, record.state.id, way.known.actor)?;
    let count = shown_count(ballots::supporters(batch.write, record.state.id)?);
    if count != record.state.supports {
        say(batch, record, ProposalAct::SupportsCounted(SupportsCounted { count }))?;
    }
    Ok(PushResult::Accepted(receipt))
}

/// Sets the timers of an act, and tells the problem that it is for.
fn follow(batch: &mut Batch<'_>, record: &ProposalRecord, way: &Way<'_>, act: &ProposalAct) -> Result<(), HubError> {
    let (state, event) = (&record.state, way.event.header().id);
    let set = |batch: &Batch<'_>, due, kind| timers::set(batch.write, due, &kind, state.id, event);
    match act {
        ProposalAct::Proposed(_) => {
            if let Some(due) = state.check_due_at() {
                set(batch, due, TimerKind::CheckProposal)?;
            }
        }
        ProposalAct::Checked(checked) if checked.approved => problem::solution_found(batch, record)?,
        ProposalAct::BallotOpened(_) => {
            if let Some(ballot) = &state.ballot {
                set(batch, ballot.counted_at(), TimerKind::CountBallot)?;
                set(batch, ballot.closes_at.plus(VOTERS_KEPT), TimerKind::ForgetVoters)?;
            }
        }
        ProposalAct::CommitmentAccepted(on) => {
            if let Some(commitment) = state.commitment(on.commitment) {
                set(batch, commitment.offered.due, TimerKind::CommitmentDue)?;
            }
        }
        ProposalAct::ActionUpdated(_) | ProposalAct::CommitmentDelivered(_) | ProposalAct::CommitmentCancelled(_) => {
            if let Some(due) = state.stalls_at() {
                set(batch, due, TimerKind::StallProposal)?;
            }
        }
        ProposalAct::OutcomeRecorded(_) => problem::assessed(batch, record)?,
        _ => {}
    }
    Ok(())
}

/// Does what a timer of a proposal was set for, where it is still to be done.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(batch: &mut Batch<'_>, mut record: ProposalRecord, timer: &Timer) -> Result<(), HubError> {
    let now = batch.now;
    match timer.kind {
        TimerKind::CheckProposal if record.state.check_due_at().is_some_and(|due| due <= now) => {
            say(batch, &mut record, ProposalAct::CheckOverdue(Nothing {}))
        }
        TimerKind::CountBallot if record.state.count_due_at().is_some_and(|due| due <= now) => {
            match record.state.ballot.clone() {
                Some(ballot) => ballot::count(batch, &mut record, &ballot),
                None => Ok(()),
            }
        }
        TimerKind::ForgetVoters => ballot::forget(batch, &record),
        TimerKind::CommitmentDue => {
            let overdue: Vec<uuid::Uuid> = record.state.due_by(now).collect();
            for commitment in overdue {
                say(batch, &mut record, ProposalAct::CommitmentOverdue(OnCommitment { commitment }))?;
            }
            if let Some(due) = record.state.stalls_at() {
                timers::set(batch.write, due, &TimerKind::StallProposal, record.state.id, timer.event)?;
            }
            Ok(())
        }
        TimerKind::StallProposal if record.state.stalls_at().is_some_and(|due| due <= now) => {
            say(batch, &mut record, ProposalAct::Stalled(Nothing {}))
        }
        _ => Ok(()),
    }
}

/// Acts as the hub, where that fits.
pub(super) fn say(batch: &mut Batch<'_>, record: &mut ProposalRecord, act: ProposalAct) -> Result<(), HubError> {
    if record.state.next(&act).is_err() {
        return Ok(());
    }
    let entry = ProposalEntry::from(act);
    let event = batch.sign(HubWords {
        id: None,
        subject: record.state.id(),
        kind: entry.act.kind(),
        area: record.state.area,
        audience: proposal_audience(&entry.act),
        at: batch.now,
        parts: entry.parts()?,
    })?;
    batch.append_to(record, &event, Some(&entry), false)?;
    Ok(())
}
