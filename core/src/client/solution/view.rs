//! What a screen shows of a proposal: where it stands, what one's own vote is worth, and what one may do.

use super::decide;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::client::permitted::Permitted;
use crate::client::view::{TimelineEntry, Who};
use crate::clock::Timestamp;
use crate::event::{Author, EventId, SubjectId};
use crate::model::Model as _;
use crate::model::actor::OrgId;
use crate::model::incident::{Nothing, RejectReason, Words};
use crate::model::refusal::RefusalCode;
use crate::model::solution::{
    ActionUpdated, BallotMethod, BallotTerms, Checked, CommentHidden, Commented, CommitmentOffered, Decided,
    Electorate, Merge, OnCommitment, Outcome, OutcomeVerdict, Proposal, ProposalAct, ProposalEntry, Stance, Voted,
};
use crate::profile::Profile;
use crate::store::{Delivery, Kept, ProposalRow, Standing};
use crate::text::{Comment, TextError, Title};

crate::vocabulary! {
    /// What one's own vote is worth.
    pub enum VoteStanding {
        /// On this phone, not at the hub yet.
        Waiting = "waiting", "Not delivered yet", "Bado haijatumwa";
        /// The hub has it: it counts, unless a later one of the same person or household does.
        Received = "received", "Received", "Imepokelewa";
        /// It came too late.
        Late = "late", "Late, not counted", "Imechelewa, haikuhesabiwa";
        /// It was refused for another reason.
        Refused = "refused", "Refused", "Imekataliwa";
    }
}

/// A commitment that is offered, or asked of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommitment {
    /// What is promised.
    pub what: Title,
    /// Until when.
    pub due: Timestamp,
    /// The organisation whose commitment it is; else one's own.
    pub by_org: Option<OrgId>,
    /// What is given for it, in cents of a Kenyan shilling.
    pub resources_kes_cents: Option<u64>,
}

/// A proposal, as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalView {
    /// Identity.
    pub id: SubjectId,
    /// As it stands.
    pub proposal: Proposal,
    /// Handed in by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// What one's own last vote is worth, where one voted.
    pub vote: Option<VoteStanding>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A proposal, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalDetail {
    /// As a list shows it.
    pub view: ProposalView,
    /// What was done, in the order of the hub, then what is still pending, then what was refused.
    pub timeline: Vec<TimelineEntry>,
}

impl Usalama {
    /// Proposals of one's areas and one's own, newest change first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn proposals(&self, limit: usize) -> Result<Vec<ProposalView>, Error> {
        let profile = self.profile()?;
        profile.store().proposals(limit.clamp(1, 500))?.into_iter().map(|row| view(&profile, row)).collect()
    }

    /// One proposal with its timeline.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn proposal(&self, id: SubjectId) -> Result<ProposalDetail, Error> {
        let profile = self.profile()?;
        let view = self.proposal_view(&profile, id)?;
        let events = profile.store().events_of(id)?;
        let timeline =
            events.iter().map(|kept| timeline_entry(&profile, &view.proposal, kept)).collect::<Result<_, _>>()?;
        Ok(ProposalDetail { view, timeline })
    }

    pub(super) fn proposal_view(&self, profile: &Profile, id: SubjectId) -> Result<ProposalView, Error> {
        view(profile, profile.store().proposal(id)?.ok_or(Error::NotFound)?)
    }

    /// Every kind of act on this proposal with policy's answer, as [`Usalama::what_may_i_do`] gives it for an incident.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn what_may_i_do_on_proposal(&self, id: SubjectId) -> Result<Vec<Permitted>, Error> {
        let (profile, role) = (self.profile()?, self.acting_role()?);
        let row = profile.store().proposal(id)?.ok_or(Error::NotFound)?;
        let samples = samples(&row.state, profile.now()).map_err(|_| Error::Invalid("a sample text"))?;
        let terms = super::terms_at(&profile, row.state.area)?;
        samples
            .into_iter()
            .map(|entry| {
                let decision = decide(&profile, &row.state, row.mine, &role, &entry, &terms.proposals)?;
                Ok(Permitted { kind: entry.act.kind(), decision, needs_connection: false })
            })
            .collect()
    }
}

fn view(profile: &Profile, row: ProposalRow) -> Result<ProposalView, Error> {
    let ProposalRow { state, mine, delivery, changed_at, .. } = row;
    let vote = vote_standing(profile, state.id)?;
    Ok(ProposalView { id: state.id, proposal: state, mine, delivery, vote, changed_at })
}

/// What one's own last vote is worth.
fn vote_standing(profile: &Profile, id: SubjectId) -> Result<Option<VoteStanding>, Error> {
    let events = profile.store().events_of(id)?;
    let own = events.iter().filter(|kept| kept.own && kept.event.header().kind == "proposal.voted");
    let Some(last) = own.max_by_key(|kept| kept.event.header().link.map(|link| link.seq)) else { return Ok(None) };
    let (delivery, refusal) = profile.store().delivery_of(last)?;
    Ok(Some(match (delivery, refusal) {
        (_, Some(refusal)) if refusal.code == RefusalCode::LateVote => VoteStanding::Late,
        (_, Some(_)) => VoteStanding::Refused,
        (Delivery::Delivered, None) => VoteStanding::Received,
        (_, None) => VoteStanding::Waiting,
    }))
}

fn timeline_entry(profile: &Profile, proposal: &Proposal, kept: &Kept) -> Result<TimelineEntry, Error> {
    let header = kept.event.header();
    let (delivery, refusal) = profile.store().delivery_of(kept)?;
    let who = match &header.author {
        _ if kept.own => Who::Me,
        author if proposal.author == Some(author.key()) => Who::Reporter,
        Author::Actor { id, .. } => Who::Actor(*id),
        Author::Pseudonym { .. } | Author::OneTime { .. } => Who::Somebody,
    };
    let (at, clock_suspect) = match kept.standing {
        Standing::Confirmed(receipt) => (receipt.at, receipt.clock_suspect),
        Standing::Pending | Standing::Refused => (header.time.at, false),
    };
    let hidden = proposal.comments.iter().any(|comment| comment.hidden && comment.id == header.id);
    let words = Proposal::readable(&kept.event).and_then(|entry| entry.words).filter(|_| !hidden);
    Ok(TimelineEntry {
        event: header.id,
        kind: header.kind.clone(),
        who,
        role: header.role.clone(),
        at,
        device_time: header.time,
        clock_suspect,
        delivery,
        refusal,
        comment: words.and_then(|words| words.comment),
        proof: kept.event.proof(),
    })
}

/// Each act that a person can do, with everything that policy may ask for.
fn samples(proposal: &Proposal, now: Timestamp) -> Result<Vec<ProposalEntry>, TextError> {
    let nothing = Nothing {};
    let nowhere = uuid::Uuid::nil();
    let title = Title::new("…")?;
    let into = proposal.merge.as_ref().map_or(SubjectId(nowhere), |merge| merge.into);
    let commitment = proposal.commitments.last().map_or(nowhere, |commitment| commitment.offered.commitment);
    let comment = proposal.comments.last().map_or(EventId(nowhere), |comment| comment.id);
    let ballot = proposal.ballot.as_ref().map_or(nowhere, |ballot| ballot.terms.ballot);
    let terms = BallotTerms {
        ballot: nowhere,
        question: title.clone(),
        method: BallotMethod::YesNo,
        electorate: Electorate::Residents,
        days: 7,
        quorum_pct: 0,
        threshold: None,
        secret: false,
        options: vec![],
    };
    let offered = CommitmentOffered {
        commitment: uuid::Uuid::max(),
        by_org: None,
        what: title.clone(),
        due: now.plus(std::time::Duration::from_secs(24 * 3600)),
        resources_kes_cents: None,
    };
    let verdict = OutcomeVerdict::Improved;
    let outcome = Outcome { measured_on: now, measure: title, before: 0.0, after: 0.0, verdict };
    let acts = vec![
        ProposalAct::Checked(Checked { approved: false, reason: Some(RejectReason::NotLocal) }),
        ProposalAct::Commented(Commented { parent: None, stance: Stance::Neutral }),
        ProposalAct::CommentHidden(CommentHidden { comment }),
        ProposalAct::Supported(nothing),
        ProposalAct::DiscussionOpened(nothing),
        ProposalAct::BallotOpened(Box::new(terms)),
        ProposalAct::Voted(Voted { ballot, choices: vec![0] }),
        ProposalAct::Decided(Decided { accepted: true }),
        ProposalAct::MergeSuggested(Merge { into: SubjectId(uuid::Uuid::max()) }),
        ProposalAct::MergeAgreed(Merge { into }),
        ProposalAct::Merged(Merge { into }),
        ProposalAct::Withdrawn(nothing),
        ProposalAct::CommitmentOffered(Box::new(offered)),
        ProposalAct::CommitmentAccepted(OnCommitment { commitment }),
        ProposalAct::ActionUpdated(ActionUpdated { commitment, progress_pct: 50 }),
        ProposalAct::CommitmentDelivered(OnCommitment { commitment }),
        ProposalAct::CommitmentCancelled(OnCommitment { commitment }),
        ProposalAct::DoneClaimed(nothing),
        ProposalAct::DoneConfirmed(nothing),
        ProposalAct::OutcomeRecorded(Box::new(outcome)),
    ];
    let words = Words { comment: Some(Comment::new("…")?), ..Words::default() };
    Ok(acts.into_iter().map(|act| ProposalEntry { words: Some(words.clone()), ..act.into() }).collect())
}
