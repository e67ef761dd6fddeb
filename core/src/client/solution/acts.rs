//! What is done to a proposal. Each call is durable when it returns; what policy refuses is not written.

use uuid::Uuid;

use super::view::{NewCommitment, ProposalView};
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::{EventId, Role, SubjectId};
use crate::model::incident::{Nothing, RejectReason, Words};
use crate::model::solution::{
    ActionUpdated, BallotTerms, Checked, CommentHidden, Commented, CommitmentOffered, Decided, Merge, OnCommitment,
    Outcome, Proposal, ProposalAct, ProposalEntry, Stance, Voted,
};
use crate::text::Comment;

fn with(act: ProposalAct, comment: Comment) -> ProposalEntry {
    ProposalEntry { words: Some(Words { comment: Some(comment), ..Words::default() }), ..act.into() }
}

/// What belongs to somebody is done under the role it was begun under.
fn role_for(proposal: &Proposal, mine: bool, act: &ProposalAct) -> Option<Role> {
    let is_authors = matches!(act, ProposalAct::Withdrawn(_) | ProposalAct::MergeAgreed(_));
    proposal.role.clone().filter(|_| mine && is_authors)
}

impl Usalama {
    /// Does something to a proposal, under the acting role; what belongs to its author, under the role it was handed in under.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason; [`Error::NotFound`], [`Error::Store`].
    pub fn act_on_proposal(&self, id: SubjectId, entry: ProposalEntry) -> Result<ProposalView, Error> {
        let profile = self.profile()?;
        let row = profile.store().proposal(id)?.ok_or(Error::NotFound)?;
        let role = match role_for(&row.state, row.mine, &entry.act) {
            Some(role) => role,
            None => self.acting_role()?,
        };
        self.record_proposal(&profile, &row.state, row.mine, &role, entry)?;
        self.proposal_view(&profile, id)
    }

    /// Lets a proposal be shown to its area, as a moderator.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn approve_proposal(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::Checked(Checked { approved: true, reason: None }).into())
    }

    /// Keeps a proposal from being shown, as a moderator; its author sees why.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn reject_proposal(&self, id: SubjectId, reason: RejectReason) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::Checked(Checked { approved: false, reason: Some(reason) }).into())
    }

    /// Comments on a proposal, or answers a comment.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn comment_on_proposal(
        &self,
        id: SubjectId,
        text: Comment,
        stance: Stance,
        parent: Option<EventId>,
    ) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, with(ProposalAct::Commented(Commented { parent, stance }), text))
    }

    /// Takes a comment out of sight, as a moderator.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn hide_comment(&self, id: SubjectId, comment: EventId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::CommentHidden(CommentHidden { comment }).into())
    }

    /// Supports a proposal. Others learn a number alone, and none below three.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn support_proposal(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::Supported(Nothing {}).into())
    }

    /// Opens the discussion: for seven days at least.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn open_discussion(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::DiscussionOpened(Nothing {}).into())
    }

    /// Opens a ballot, for 3 to 21 days from when the hub has it.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `too_early` before the seven days of discussion are over.
    pub fn open_ballot(&self, id: SubjectId, terms: BallotTerms) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::BallotOpened(Box::new(terms)).into())
    }

    /// Votes, or changes one's vote: the last one before the close counts, and of a household the last one of anybody there. It goes to
    /// the hub alone. Cast before the close and received within a day of it, it counts; else [`ProposalView::vote`] says that it was
    /// late.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `late_vote`, `not_in_electorate`, `new_account`.
    pub fn vote(&self, id: SubjectId, choices: Vec<u16>) -> Result<ProposalView, Error> {
        let row = self.profile()?.store().proposal(id)?.ok_or(Error::NotFound)?;
        let ballot = row.state.ballot.map_or(Uuid::nil(), |ballot| ballot.terms.ballot);
        self.act_on_proposal(id, ProposalAct::Voted(Voted { ballot, choices }).into())
    }

    /// Decides for the association's committee, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn decide_proposal(&self, id: SubjectId, accepted: bool, reason: Comment) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, with(ProposalAct::Decided(Decided { accepted }), reason))
    }

    /// Suggests, as a moderator, that it becomes part of another.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn suggest_merge(&self, id: SubjectId, into: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::MergeSuggested(Merge { into }).into())
    }

    /// Agrees to the merge that was suggested, as the author of either.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `no_offer` where none was.
    pub fn agree_to_merge(&self, id: SubjectId, into: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::MergeAgreed(Merge { into }).into())
    }

    /// Merges, as a moderator, once both authors agree.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `second_person` before that.
    pub fn merge_proposal(&self, id: SubjectId, into: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::Merged(Merge { into }).into())
    }

    /// Takes a proposal of one's own back, before it is voted on.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn withdraw_proposal(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::Withdrawn(Nothing {}).into())
    }

    /// Offers a commitment of one's own or of one's organisation; an association may ask one of any organisation.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`].
    pub fn offer_commitment(&self, id: SubjectId, new: NewCommitment) -> Result<(Uuid, ProposalView), Error> {
        let NewCommitment { what, due, by_org, resources_kes_cents } = new;
        let commitment = Uuid::new_v4();
        let offered = CommitmentOffered { commitment, by_org, what, due, resources_kes_cents };
        Ok((commitment, self.act_on_proposal(id, ProposalAct::CommitmentOffered(Box::new(offered)).into())?))
    }

    /// Accepts a commitment, as its owner: from then on it binds.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `not_owner`.
    pub fn accept_commitment(&self, id: SubjectId, commitment: Uuid) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::CommitmentAccepted(OnCommitment { commitment }).into())
    }

    /// Says how far a commitment is, in percent, as its owner.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub fn update_action(
        &self,
        id: SubjectId,
        commitment: Uuid,
        progress_pct: u8,
        text: Comment,
    ) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, with(ProposalAct::ActionUpdated(ActionUpdated { commitment, progress_pct }), text))
    }

    /// Delivers a commitment, as its owner.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub fn deliver_commitment(&self, id: SubjectId, commitment: Uuid) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::CommitmentDelivered(OnCommitment { commitment }).into())
    }

    /// Cancels a commitment, as its owner, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub fn cancel_commitment(&self, id: SubjectId, commitment: Uuid, reason: Comment) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, with(ProposalAct::CommitmentCancelled(OnCommitment { commitment }), reason))
    }

    /// Says that it is done, as the owner of a commitment.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub fn claim_done(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::DoneClaimed(Nothing {}).into())
    }

    /// Confirms that it is done: an official of the association, or three residents.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `second_person` for one's own work.
    pub fn confirm_done(&self, id: SubjectId) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::DoneConfirmed(Nothing {}).into())
    }

    /// Records what was measured, thirty days after it was done at the earliest.
    ///
    /// # Errors
    /// As [`Usalama::act_on_proposal`]; `too_early`.
    pub fn record_outcome(&self, id: SubjectId, outcome: Outcome) -> Result<ProposalView, Error> {
        self.act_on_proposal(id, ProposalAct::OutcomeRecorded(Box::new(outcome)).into())
    }
}
