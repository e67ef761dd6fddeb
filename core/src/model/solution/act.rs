//! What is done to a proposal.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SCHEMA_VERSION;
use super::ballot::{BallotTerms, Counted};
use super::vocabulary::{OutcomeVerdict, ProposalCategory, Stance};
use crate::clock::Timestamp;
use crate::event::{EventId, Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::model::actor::OrgId;
use crate::model::incident::{Identity, Nothing, RejectReason, Words};
use crate::text::Title;

crate::model::acts! {
    /// An act on a proposal.
    pub enum ProposalAct {
        /// Handed in; title and body are in the text part.
        Proposed(Box<Proposed>) = "proposal.proposed";
        /// A moderator has looked at it.
        Checked(Checked) = "proposal.checked";
        /// No moderator has looked at it within a day (hub).
        CheckOverdue(Nothing) = "proposal.check_overdue";
        /// A comment; its words are in the text part.
        Commented(Commented) = "proposal.commented";
        /// A moderator takes a comment out of sight.
        CommentHidden(CommentHidden) = "proposal.comment_hidden";
        /// Somebody supports it: between them and the hub.
        Supported(Nothing) = "proposal.supported";
        /// How many support it (hub).
        SupportsCounted(SupportsCounted) = "proposal.supports_counted";
        /// The discussion is opened.
        DiscussionOpened(Nothing) = "proposal.discussion_opened";
        /// A ballot is opened.
        BallotOpened(Box<BallotTerms>) = "proposal.ballot_opened";
        /// A vote: between the voter and the hub.
        Voted(Voted) = "proposal.voted";
        /// The ballot was counted (hub).
        BallotCounted(Box<Counted>) = "proposal.ballot_counted";
        /// The association's committee decides; the reason is in the text.
        Decided(Decided) = "proposal.decided";
        /// A moderator suggests that it becomes part of another.
        MergeSuggested(Merge) = "proposal.merge_suggested";
        /// The author of one of the two agrees.
        MergeAgreed(Merge) = "proposal.merge_agreed";
        /// It is part of another now.
        Merged(Merge) = "proposal.merged";
        /// Its author takes it back.
        Withdrawn(Nothing) = "proposal.withdrawn";
        /// A commitment is offered, or asked of an organisation.
        CommitmentOffered(Box<CommitmentOffered>) = "proposal.commitment_offered";
        /// Its owner accepts it.
        CommitmentAccepted(OnCommitment) = "proposal.commitment_accepted";
        /// How far it is; the words are in the text.
        ActionUpdated(ActionUpdated) = "proposal.action_updated";
        /// It is delivered.
        CommitmentDelivered(OnCommitment) = "proposal.commitment_delivered";
        /// It is cancelled; the reason is in the text.
        CommitmentCancelled(OnCommitment) = "proposal.commitment_cancelled";
        /// It was due (hub).
        CommitmentOverdue(OnCommitment) = "proposal.commitment_overdue";
        /// Nothing was heard of what is overdue (hub).
        Stalled(Nothing) = "proposal.stalled";
        /// An owner of a commitment says that it is done.
        DoneClaimed(Nothing) = "proposal.done_claimed";
        /// Somebody confirms that.
        DoneConfirmed(Nothing) = "proposal.done_confirmed";
        /// What came of it was measured.
        OutcomeRecorded(Box<Outcome>) = "proposal.outcome_recorded";
    }
}

/// See [`ProposalAct::Proposed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// What it is about.
    pub category: ProposalCategory,
    /// The problem that it is to solve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<SubjectId>,
    /// What it would cost, in cents of a Kenyan shilling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_kes_cents: Option<u64>,
    /// Ways to do it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Title>,
}

/// See [`ProposalAct::Checked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// It may be shown.
    pub approved: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectReason>,
}

/// See [`ProposalAct::Commented`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commented {
    /// The comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EventId>,
    /// How its author stands to the proposal.
    pub stance: Stance,
}

/// See [`ProposalAct::CommentHidden`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentHidden {
    /// Which.
    pub comment: EventId,
}

/// See [`ProposalAct::SupportsCounted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportsCounted {
    /// How many; nothing for fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// See [`ProposalAct::Voted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voted {
    /// In which ballot.
    pub ballot: Uuid,
    /// The places of what is chosen.
    pub choices: Vec<u16>,
}

/// See [`ProposalAct::Decided`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Accepted, or not.
    pub accepted: bool,
}

/// See [`ProposalAct::MergeSuggested`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The proposal that goes on.
    pub into: SubjectId,
}

/// See [`ProposalAct::CommitmentOffered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentOffered {
    /// Identity.
    pub commitment: Uuid,
    /// The organisation whose commitment it is; else it is that of whoever offers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_org: Option<OrgId>,
    /// What is promised.
    pub what: Title,
    /// Until when.
    pub due: Timestamp,
    /// What is given for it, in cents of a Kenyan shilling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources_kes_cents: Option<u64>,
}

/// An act on one commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCommitment {
    /// Which.
    pub commitment: Uuid,
}

/// See [`ProposalAct::ActionUpdated`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionUpdated {
    /// Which commitment.
    pub commitment: Uuid,
    /// How far it is, in percent, 0 to 100.
    pub progress_pct: u8,
}

/// See [`ProposalAct::OutcomeRecorded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// When it was measured.
    pub measured_on: Timestamp,
    /// What was measured.
    pub measure: Title,
    /// What it was before.
    pub before: f64,
    /// What it is now.
    pub after: f64,
    /// What that says.
    pub verdict: OutcomeVerdict,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposalEntry {
    /// What was done.
    pub act: ProposalAct,
    /// What was written.
    pub words: Option<Words>,
    /// Who it was: for the hub.
    pub identity: Option<Identity>,
}

impl<A: Into<ProposalAct>> From<A> for ProposalEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, identity: None }
    }
}

impl ProposalEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(words) = &self.words {
            parts.insert(PartName::Text, Part::of(words)?);
        }
        if let Some(identity) = &self.identity {
            parts.insert(PartName::Identity, Part::of(identity)?);
        }
        Ok(parts)
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand.
    ///
    /// # Errors
    /// [`PartError`] where a part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let Some(act) = act_of(event)? else { return Ok(None) };
        Ok(Some(Self { act, words: event.read(&PartName::Text)?, identity: event.read(&PartName::Identity)? }))
    }
}

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<ProposalAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => ProposalAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
