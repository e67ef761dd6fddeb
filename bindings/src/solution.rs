//! Solutions: problems of an area and proposals to solve them, from a draft to a measured outcome. What an app says and sees;
//! what is done is in [`solution_acts`](crate::solution_acts).

use usalama_core::client::VoteStanding;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Category, PublicationStatus, RejectReason};
use usalama_core::model::solution::{
    BallotMethod, BallotOutcome, CommitmentState, Electorate, OutcomeVerdict, ProblemState, ProposalCategory,
    ProposalState, Stance,
};
use usalama_core::store::Delivery;
use uuid::Uuid;

use crate::acts::Permitted;
use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::incident::TimelineEntry;

/// How many reports of a category.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CategoryCount {
    /// Of which category.
    pub category: Category,
    /// How many.
    pub count: u32,
}

/// A problem, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: Option<ProblemState>,
    /// Its title.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Under which role it was named.
    pub role: Option<Role>,
    /// Where.
    pub area: Option<Uuid>,
    /// When it was named.
    pub identified_at: Option<Timestamp>,
    /// How many reports are behind it; nothing for fewer than three.
    pub reports: Option<u32>,
    /// How many of each category, where they are three or more.
    pub by_category: Vec<CategoryCount>,
    /// What was found when it was looked into.
    pub analysis: Option<String>,
    /// Proposals for it.
    pub proposals: Vec<Uuid>,
    /// Named by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A proposal that is being written.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewProposal {
    /// Its title, at most 80 characters.
    pub title: String,
    /// What is proposed, at most 2,000 characters.
    pub body: String,
    /// What it is about.
    pub category: ProposalCategory,
    /// The area that it is for: best that of an association.
    pub area: Uuid,
    /// The problem that it is to solve.
    #[uniffi(default = None)]
    pub problem: Option<Uuid>,
    /// What it would cost, in cents of a Kenyan shilling.
    #[uniffi(default = None)]
    pub budget_kes_cents: Option<u64>,
    /// Ways to do it, each at most 80 characters.
    #[uniffi(default = [])]
    pub options: Vec<String>,
}

/// A draft: on this phone alone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProposalDraft {
    /// Identity: that of the proposal which it becomes.
    pub id: Uuid,
    /// What is written so far.
    pub proposal: NewProposal,
}

/// A comment on a proposal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProposalComment {
    /// Identity: what an answer names, and a moderator who hides it.
    pub id: Uuid,
    /// By the author of the proposal.
    pub by_author: bool,
    /// Under which role.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// The comment that it answers.
    pub parent: Option<Uuid>,
    /// How its author stands to the proposal.
    pub stance: Stance,
    /// What was written; nothing where it is out of sight.
    pub text: Option<String>,
    /// A moderator has taken it out of sight.
    pub hidden: bool,
}

/// The terms of a ballot that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewBallot {
    /// What is asked, at most 80 characters.
    pub question: String,
    /// How it is decided.
    pub method: BallotMethod,
    /// Who votes.
    pub electorate: Electorate,
    /// For how many days it is open, from when the hub has it: 3 to 21.
    pub days: u8,
    /// How much of the electorate has to vote, in percent, 0 to 100.
    pub quorum_pct: u8,
    /// How many have to support it; of a support threshold alone.
    #[uniffi(default = None)]
    pub threshold: Option<u32>,
    /// The hub does not keep who voted.
    #[uniffi(default = false)]
    pub secret: bool,
    /// What there is to choose from, 2 to 20; of "choose one" and "approval" alone.
    #[uniffi(default = [])]
    pub options: Vec<String>,
}

/// How a ballot ended. Nothing below three is told, nor what would tell it by subtraction.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BallotCount {
    /// How often each choice was made, by its place; nothing where it was fewer than three times.
    pub counts: Vec<Option<u32>>,
    /// How many persons or households voted; nothing where that would tell a count that is withheld.
    pub voted: Option<u32>,
    /// How many there are; nothing for fewer than three.
    pub units: Option<u32>,
    /// How it ended.
    pub outcome: BallotOutcome,
    /// The place of what won, where something did.
    pub winner: Option<u16>,
}

/// A ballot.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Ballot {
    /// Identity.
    pub id: Uuid,
    /// Its terms.
    pub terms: NewBallot,
    /// From when it is open.
    pub opens_at: Timestamp,
    /// Until when a vote is cast.
    pub closes_at: Timestamp,
    /// When it is counted: a vote that was cast in time may come until then.
    pub counted_at: Timestamp,
    /// How it ended, once it was counted.
    pub counted: Option<BallotCount>,
}

/// A commitment that is offered, or asked of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewCommitment {
    /// What is promised, at most 80 characters.
    pub what: String,
    /// Until when.
    pub due: Timestamp,
    /// The organisation whose commitment it is; else one's own.
    #[uniffi(default = None)]
    pub by_org: Option<Uuid>,
    /// What is given for it, in cents of a Kenyan shilling.
    #[uniffi(default = None)]
    pub resources_kes_cents: Option<u64>,
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Commitment {
    /// Identity.
    pub id: Uuid,
    /// What is promised, by whom and until when.
    pub offered: NewCommitment,
    /// Where it stands.
    pub state: CommitmentState,
    /// How far it is, in percent.
    pub progress_pct: u8,
    /// When it was last heard of.
    pub heard_at: Timestamp,
    /// The last words on it: of an update, or why it was cancelled.
    pub words: Option<String>,
}

/// A commitment that was offered just now, and the proposal that it is to.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct OfferedCommitment {
    /// Identity of the commitment.
    pub id: Uuid,
    /// The proposal.
    pub proposal: Proposal,
}

/// A merge that is under way, or was made.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProposalMerge {
    /// The proposal that goes on.
    pub into: Uuid,
    /// The author of this one agrees.
    pub author_agrees: bool,
    /// The author of the other agrees.
    pub other_agrees: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ProposalOutcome {
    /// When it was measured.
    pub measured_on: Timestamp,
    /// What was measured, at most 80 characters.
    pub measure: String,
    /// What it was before.
    pub before: f64,
    /// What it is now.
    pub after: f64,
    /// What that says.
    pub verdict: OutcomeVerdict,
}

/// A proposal, as a list shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Proposal {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: Option<ProposalState>,
    /// Its title, where this reader may see it.
    pub title: Option<String>,
    /// What is proposed, where this reader may see it.
    pub body: Option<String>,
    /// What it is about.
    pub category: Option<ProposalCategory>,
    /// The problem that it is to solve.
    pub problem: Option<Uuid>,
    /// What it would cost, in cents of a Kenyan shilling.
    pub budget_kes_cents: Option<u64>,
    /// Ways to do it.
    pub options: Vec<String>,
    /// Under which role it was handed in.
    pub role: Option<Role>,
    /// The area that it is for.
    pub area: Option<Uuid>,
    /// When it was handed in.
    pub proposed_at: Option<Timestamp>,
    /// What moderators say of it: pending, approved or rejected.
    pub check: PublicationStatus,
    /// Why it was rejected.
    pub check_reason: Option<RejectReason>,
    /// No moderator has looked at it within a day.
    pub check_overdue: bool,
    /// The newest comments, oldest first, at most 500.
    pub comments: Vec<ProposalComment>,
    /// How many support it; nothing for fewer than three.
    pub supports: Option<u32>,
    /// The one who is signed in supports it.
    pub my_support: bool,
    /// Since when it is discussed.
    pub discussed_since: Option<Timestamp>,
    /// Its ballot.
    pub ballot: Option<Ballot>,
    /// What the one who is signed in chose last, by its places.
    pub my_choices: Option<Vec<u16>>,
    /// What that vote is worth.
    pub vote: Option<VoteStanding>,
    /// Why the committee decided so.
    pub decision: Option<String>,
    /// A merge that is under way, or was made.
    pub merge: Option<ProposalMerge>,
    /// Commitments.
    pub commitments: Vec<Commitment>,
    /// Somebody who owns a commitment says that it is done.
    pub done_claimed: bool,
    /// How many residents confirmed that.
    pub confirmations: u32,
    /// Since when it is done.
    pub done_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<ProposalOutcome>,
    /// Handed in by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A proposal, opened.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ProposalDetail {
    /// As a list shows it.
    pub proposal: Proposal,
    /// What was done, in the order of the hub, then what is still pending, then what was refused.
    pub timeline: Vec<TimelineEntry>,
}

#[uniffi::export]
impl Usalama {
    /// Problems of one's areas, newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn problems(&self, limit: u32) -> Result<Vec<Problem>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.problems(size(limit))?.into_iter().map(Problem::from).collect())).await
    }

    /// One problem.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn problem(&self, id: Uuid) -> Result<Problem, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.problem(SubjectId(id))?.into())).await
    }

    /// The drafts on this phone, the last changed last.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn proposal_drafts(&self) -> Result<Vec<ProposalDraft>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.proposal_drafts()?.into_iter().map(ProposalDraft::from).collect())).await
    }

    /// Proposals of one's areas and one's own, newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn proposals(&self, limit: u32) -> Result<Vec<Proposal>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.proposals(size(limit))?.into_iter().map(Proposal::from).collect())).await
    }

    /// One proposal with its timeline.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn proposal(&self, id: Uuid) -> Result<ProposalDetail, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.proposal(SubjectId(id))?.into())).await
    }

    /// Every kind of act on a proposal with policy's answer, as `what_may_i_do` gives it for an incident.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn what_may_i_do_on_proposal(&self, id: Uuid) -> Result<Vec<Permitted>, UsalamaError> {
        self.disk(move |usalama| {
            let permitted = usalama.what_may_i_do_on_proposal(SubjectId(id))?;
            Ok(permitted.into_iter().map(Permitted::from).collect())
        })
        .await
    }
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}
