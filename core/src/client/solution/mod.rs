//! Solutions: problems of an area and proposals to solve them, from a draft to a measured outcome (DOMAIN §9).
//!
//! - [`draft`](Usalama::draft_proposal): what has not left the phone
//! - [`problem`](Usalama::identify_problem): problems, and the reports behind them
//! - [`acts`](Usalama::act_on_proposal): what is done to a proposal
//! - [`view`](ProposalView): what a screen shows

mod acts;
mod draft;
mod problem;
mod view;

pub use draft::{Draft, NewProposal};
pub use problem::ProblemView;
pub use view::{NewCommitment, ProposalDetail, ProposalView, VoteStanding};

use super::device::Usalama;
use super::error::Error;
use super::terms::terms_at;
use crate::event::{Author, Role, SubjectId};
use crate::keys::KeyPurpose;
use crate::model::incident::Identity;
use crate::model::solution::{Proposal, ProposalAct, ProposalEntry, ProposalState, is_aside};
use crate::model::wording::Safeguards;
use crate::policy::{
    Decision, OtherProposal, ProposalScene, Standing, may_on_proposal, proposal_audience, solution_placement,
};
use crate::profile::{HeldGrant, NewEvent, Profile, Signer};
use crate::store::{ProposalRow, Row};

/// Asks policy about an act on a proposal.
fn decide(
    profile: &Profile,
    proposal: &Proposal,
    mine: bool,
    role: &Role,
    entry: &ProposalEntry,
    safeguards: &Safeguards,
) -> Result<Decision, Error> {
    let id = proposal.id;
    let signer = profile.signer(role.clone(), id);
    let key = signer.author().key();
    let directory = profile.directory();
    let placement = solution_placement(&directory.areas, proposal.area);
    let audience = proposal_audience(&entry.act);
    let done_before = match &entry.act {
        ProposalAct::Supported(_) => proposal.my_support,
        ProposalAct::DoneConfirmed(_) => proposal.confirmed_by.contains(&key),
        _ => false,
    };
    let other = match &entry.act {
        ProposalAct::MergeSuggested(merge) | ProposalAct::MergeAgreed(merge) => profile
            .store()
            .proposal(merge.into)?
            .map(|row| OtherProposal { goes_on: goes_on(&row.state), own: row.mine }),
        _ => None,
    };
    let now = profile.now();
    let scene = ProposalScene {
        proposal,
        placement: (!placement.is_empty()).then_some(&placement),
        made_at: now,
        clock_suspect: false,
        key,
        now,
        audience: &audience,
        on_arrival: false,
        on_roll: None,
        done_before,
        other,
        safeguards,
    };
    Ok(super::acts::best(profile, role, |grant: Option<&HeldGrant>, joined_at| {
        let who = Standing {
            role,
            actor: Some(profile.actor()),
            grant: grant.map(|held| &held.grant),
            revoked: grant.is_some_and(|held| held.revoked),
            joined_at,
            is_reporter: mine,
        };
        may_on_proposal(entry, &who, &scene)
    }))
}

/// Whether another proposal can become part of it.
fn goes_on(proposal: &Proposal) -> bool {
    use ProposalState as S;
    matches!(proposal.state, Some(S::Proposed | S::Discussing | S::Voting | S::Accepted | S::Committed | S::InProgress))
}

impl Usalama {
    /// Asks policy, and records an act on a proposal.
    fn record_proposal(
        &self,
        profile: &Profile,
        proposal: &Proposal,
        mine: bool,
        role: &Role,
        mut entry: ProposalEntry,
    ) -> Result<ProposalRow, Error> {
        let id = proposal.id;
        let terms = terms_at(profile, proposal.area)?;
        if let Decision::Refuse(refusal) = decide(profile, proposal, mine, role, &entry, &terms.proposals)? {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(role.clone(), id);
        entry.identity = bound(profile, &signer, id, &entry.act)?;
        let audience = proposal_audience(&entry.act);
        let row = profile.record(NewEvent { signer: &signer, deed: (&entry).into(), area: proposal.area, audience })?;
        row.and_then(Row::proposal).ok_or(Error::NotFound)
    }
}

/// A resident's first act on a proposal shows the hub who is behind the pseudonym; so does each vote, which may come alone.
fn bound(profile: &Profile, signer: &Signer, id: SubjectId, act: &ProposalAct) -> Result<Option<Identity>, Error> {
    if !matches!(signer.author(), Author::Pseudonym { .. }) {
        return Ok(None);
    }
    let key = signer.author().key();
    let is_known =
        profile.store().events_of(id)?.iter().any(|kept| kept.own && kept.event.header().author.key() == key);
    let account = profile.keyring().key(KeyPurpose::Account);
    let shows = !is_known || is_aside(act.kind());
    Ok(shows.then(|| Identity::bind(profile.actor(), id, key, &account)))
}
