//! What is done to problems and proposals. Each call is durable when it returns; what policy refuses is not written.

use usalama_core::client;
use usalama_core::event::{EventId, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::model::incident::RejectReason;
use usalama_core::model::solution::Stance;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::report::text;
use crate::solution::{
    NewBallot, NewCommitment, NewProposal, OfferedCommitment, Problem, Proposal, ProposalDraft, ProposalOutcome,
};
use crate::solution_values::{core_ballot, core_commitment, core_outcome, core_proposal};

impl Usalama {
    async fn problem_act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::ProblemView, client::Error> + Send + 'static,
    ) -> Result<Problem, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }

    async fn proposal_act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::ProposalView, client::Error> + Send + 'static,
    ) -> Result<Proposal, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }
}

fn subjects(ids: Vec<Uuid>) -> Vec<SubjectId> {
    ids.into_iter().map(SubjectId).collect()
}

/// The errors of every act: `Refused` with policy's reason; `Invalid` for a text that is too long or empty; `NotFound`;
/// `NotSignedIn`; `Storage`. Nothing is written then.
#[uniffi::export]
impl Usalama {
    /// Names a problem of an area, with the reports (or published copies) behind it, at most 500. Others see how many there are, and
    /// not below three; which ones, the hub alone.
    ///
    /// # Errors
    /// As every act: `not_your_role`, `out_of_scope`, `names_person` and the like, `incomplete`.
    #[uniffi::method(default(description = None, reports = []))]
    pub async fn identify_problem(
        &self,
        area: Uuid,
        title: String,
        description: Option<String>,
        reports: Vec<Uuid>,
    ) -> Result<Problem, UsalamaError> {
        let (title, description) = (Text::new(&title)?, text(description)?);
        self.problem_act(move |usalama| {
            usalama.identify_problem(AreaId::new(area), title, description, subjects(reports))
        })
        .await
    }

    /// Links more reports to a problem.
    ///
    /// # Errors
    /// As [`Usalama::identify_problem`].
    pub async fn link_reports(&self, id: Uuid, reports: Vec<Uuid>) -> Result<Problem, UsalamaError> {
        self.problem_act(move |usalama| usalama.link_reports(SubjectId(id), subjects(reports))).await
    }

    /// Says what was found when a problem was looked into.
    ///
    /// # Errors
    /// As [`Usalama::identify_problem`].
    pub async fn analyse_problem(&self, id: Uuid, found: String) -> Result<Problem, UsalamaError> {
        let found = Text::new(&found)?;
        self.problem_act(move |usalama| usalama.analyse_problem(SubjectId(id), found)).await
    }

    /// Keeps a draft on this phone: a new one, or in the place of the one that `id` names.
    ///
    /// # Errors
    /// `NotFound` for an `id` that is no draft; `Invalid` for a text that is too long, or for more than 50 drafts; `NotSignedIn`;
    /// `Storage`.
    #[uniffi::method(default(id = None))]
    pub async fn draft_proposal(&self, proposal: NewProposal, id: Option<Uuid>) -> Result<ProposalDraft, UsalamaError> {
        let proposal = core_proposal(proposal)?;
        self.disk(move |usalama| Ok(usalama.draft_proposal(proposal, id.map(SubjectId))?.into())).await
    }

    /// Throws a draft away. One that is not there is not.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn discard_proposal_draft(&self, id: Uuid) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.discard_draft(SubjectId(id))?)).await
    }

    /// Hands a draft in: a moderator looks at it before anybody else does. Where it is refused, it stays a draft.
    ///
    /// # Errors
    /// As every act: `names_person`, `names_household`, `excludes_community`, `unregistered_patrol`, `not_your_role`, `out_of_scope`,
    /// `no_grant`, `incomplete`.
    pub async fn propose(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.propose(SubjectId(id))).await
    }

    /// Lets a proposal be shown to its area, as a moderator.
    ///
    /// # Errors
    /// As every act.
    pub async fn approve_proposal(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.approve_proposal(SubjectId(id))).await
    }

    /// Keeps a proposal from being shown, as a moderator; its author sees why.
    ///
    /// # Errors
    /// As every act.
    pub async fn reject_proposal(&self, id: Uuid, reason: RejectReason) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.reject_proposal(SubjectId(id), reason)).await
    }

    /// Comments on a proposal, or answers a comment.
    ///
    /// # Errors
    /// As every act.
    #[uniffi::method(default(parent = None))]
    pub async fn comment_on_proposal(
        &self,
        id: Uuid,
        comment: String,
        stance: Stance,
        parent: Option<Uuid>,
    ) -> Result<Proposal, UsalamaError> {
        let comment = Text::new(&comment)?;
        let parent = parent.map(EventId);
        self.proposal_act(move |usalama| usalama.comment_on_proposal(SubjectId(id), comment, stance, parent)).await
    }

    /// Takes a comment out of sight, as a moderator.
    ///
    /// # Errors
    /// As every act.
    pub async fn hide_comment(&self, id: Uuid, comment: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.hide_comment(SubjectId(id), EventId(comment))).await
    }

    /// Supports a proposal. Others learn a number alone, and none below three.
    ///
    /// # Errors
    /// As every act.
    pub async fn support_proposal(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.support_proposal(SubjectId(id))).await
    }

    /// Opens the discussion: for seven days at least.
    ///
    /// # Errors
    /// As every act.
    pub async fn open_discussion(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.open_discussion(SubjectId(id))).await
    }

    /// Opens a ballot.
    ///
    /// # Errors
    /// As every act: `too_early` before the seven days of discussion are over, `incomplete` for terms that do not fit each other.
    pub async fn open_ballot(&self, id: Uuid, ballot: NewBallot) -> Result<Proposal, UsalamaError> {
        let terms = core_ballot(ballot)?;
        self.proposal_act(move |usalama| usalama.open_ballot(SubjectId(id), terms)).await
    }

    /// Votes, or changes one's vote: the last one before the close counts, and of a household the last one of anybody there. It goes
    /// to the hub alone. Choices are places: of a support threshold 0, of yes or no 0 and 1, else those of the options. Cast before
    /// the close and received within a day of it, it counts; else `vote` of the proposal says that it was late.
    ///
    /// # Errors
    /// As every act: `late_vote`, `not_in_electorate`, `new_account`.
    pub async fn vote(&self, id: Uuid, choices: Vec<u16>) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.vote(SubjectId(id), choices)).await
    }

    /// Decides for the association's committee, with the reason.
    ///
    /// # Errors
    /// As every act.
    pub async fn decide_proposal(&self, id: Uuid, accepted: bool, reason: String) -> Result<Proposal, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.proposal_act(move |usalama| usalama.decide_proposal(SubjectId(id), accepted, reason)).await
    }

    /// Suggests, as a moderator, that it becomes part of another.
    ///
    /// # Errors
    /// As every act.
    pub async fn suggest_merge(&self, id: Uuid, into: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.suggest_merge(SubjectId(id), SubjectId(into))).await
    }

    /// Agrees to the merge that was suggested, as the author of either.
    ///
    /// # Errors
    /// As every act: `no_offer` where none was.
    pub async fn agree_to_merge(&self, id: Uuid, into: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.agree_to_merge(SubjectId(id), SubjectId(into))).await
    }

    /// Merges, as a moderator, once both authors agree.
    ///
    /// # Errors
    /// As every act: `second_person` before that.
    pub async fn merge_proposal(&self, id: Uuid, into: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.merge_proposal(SubjectId(id), SubjectId(into))).await
    }

    /// Takes a proposal of one's own back, before it is voted on.
    ///
    /// # Errors
    /// As every act.
    pub async fn withdraw_proposal(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.withdraw_proposal(SubjectId(id))).await
    }

    /// Offers a commitment of one's own or of one's organisation; an association may ask one of any organisation.
    ///
    /// # Errors
    /// As every act.
    pub async fn offer_commitment(
        &self,
        id: Uuid,
        commitment: NewCommitment,
    ) -> Result<OfferedCommitment, UsalamaError> {
        let new = core_commitment(commitment)?;
        self.disk(move |usalama| {
            let (commitment, view) = usalama.offer_commitment(SubjectId(id), new)?;
            Ok(OfferedCommitment { id: commitment, proposal: view.into() })
        })
        .await
    }

    /// Accepts a commitment, as its owner: from then on it binds.
    ///
    /// # Errors
    /// As every act: `not_owner`.
    pub async fn accept_commitment(&self, id: Uuid, commitment: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.accept_commitment(SubjectId(id), commitment)).await
    }

    /// Says how far a commitment is, in percent, 0 to 100, as its owner.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub async fn update_action(
        &self,
        id: Uuid,
        commitment: Uuid,
        progress_pct: u8,
        comment: String,
    ) -> Result<Proposal, UsalamaError> {
        let comment = Text::new(&comment)?;
        self.proposal_act(move |usalama| usalama.update_action(SubjectId(id), commitment, progress_pct, comment)).await
    }

    /// Delivers a commitment, as its owner.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub async fn deliver_commitment(&self, id: Uuid, commitment: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.deliver_commitment(SubjectId(id), commitment)).await
    }

    /// Cancels a commitment, as its owner, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub async fn cancel_commitment(
        &self,
        id: Uuid,
        commitment: Uuid,
        reason: String,
    ) -> Result<Proposal, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.proposal_act(move |usalama| usalama.cancel_commitment(SubjectId(id), commitment, reason)).await
    }

    /// Says that it is done, as the owner of a commitment.
    ///
    /// # Errors
    /// As [`Usalama::accept_commitment`].
    pub async fn claim_done(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.claim_done(SubjectId(id))).await
    }

    /// Confirms that it is done: an official of the association, or three residents.
    ///
    /// # Errors
    /// As every act: `second_person` for one's own work.
    pub async fn confirm_done(&self, id: Uuid) -> Result<Proposal, UsalamaError> {
        self.proposal_act(move |usalama| usalama.confirm_done(SubjectId(id))).await
    }

    /// Records what was measured, thirty days after it was done at the earliest.
    ///
    /// # Errors
    /// As every act: `too_early`; `incomplete` for a measure that is no number.
    pub async fn record_outcome(&self, id: Uuid, outcome: ProposalOutcome) -> Result<Proposal, UsalamaError> {
        let outcome = core_outcome(outcome)?;
        self.proposal_act(move |usalama| usalama.record_outcome(SubjectId(id), outcome)).await
    }
}
