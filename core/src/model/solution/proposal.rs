//! A proposal as it stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act::{Commented, CommitmentOffered, Outcome, ProposalAct, ProposalEntry, Proposed, Voted, act_of};
use super::ballot::{BallotTerms, Counted};
use super::transition::next_proposal_state;
use super::vocabulary::{CommitmentState, ProposalState, Stance};
use super::{ASSESSED_AFTER, CHECK_WITHIN, CONFIRMED_BY, DISCUSSION, LATE_BY, STALLED_AFTER};
use crate::clock::Timestamp;
use crate::event::{EventId, PartName, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::PublicKey;
use crate::model::Model;
use crate::model::actor::OrgId;
use crate::model::incident::{PublicationStatus, RejectReason, Stamp, Words};
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Description, Title};

/// Comments that the state keeps, the newest; the log has them all.
const COMMENTS_KEPT: usize = 500;
/// Commitments of one proposal, at most.
pub const MOST_COMMITMENTS: usize = 50;

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalComment {
    /// Identity.
    pub id: EventId,
    /// Who signs for it.
    pub by: PublicKey,
    /// Under which role.
    pub role: Role,
    /// When.
    pub at: Timestamp,
    /// The comment that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<EventId>,
    /// How its author stands to the proposal.
    pub stance: Stance,
    /// What was written; nothing where it is out of sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Comment>,
    /// A moderator has taken it out of sight.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// A ballot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Its terms.
    pub terms: BallotTerms,
    /// From when it is open.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Timestamp,
    /// How it ended, once it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

impl Ballot {
    /// When it is counted: votes that were cast in time may come a day later.
    #[must_use]
    pub fn counted_at(&self) -> Timestamp {
        self.closes_at.plus(LATE_BY)
    }
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// What was offered.
    pub offered: CommitmentOffered,
    /// Who offered it, or asked for it.
    pub by: PublicKey,
    /// Where it stands.
    pub state: CommitmentState,
    /// How far it is, in percent.
    pub progress_pct: u8,
    /// When it was last heard of.
    pub heard_at: Timestamp,
    /// The last words on it: of an update, or why it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Comment>,
}

impl Commitment {
    /// Whether it is accepted, and neither delivered nor cancelled.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self.state, CommitmentState::Accepted | CommitmentState::InProgress | CommitmentState::Overdue)
    }

    /// Whether somebody owns it.
    #[must_use]
    pub fn is_owned_by(&self, key: PublicKey, org: Option<OrgId>) -> bool {
        match self.offered.by_org {
            Some(owner) => org == Some(owner),
            None => self.by == key,
        }
    }
}

/// A merge that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeUnderWay {
    /// The proposal that goes on.
    pub into: SubjectId,
    /// The author of this one agrees.
    pub author_agrees: bool,
    /// The author of the other agrees.
    pub other_agrees: bool,
}

/// A proposal as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ProposalState>,
    /// As it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Proposed>,
    /// Its title, where this reader may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// Its body, where this reader may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Description>,
    /// Who signs for its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PublicKey>,
    /// Under which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The area that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// When it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_at: Option<Timestamp>,
    /// What moderators say of it: pending, approved or rejected.
    pub check: PublicationStatus,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_reason: Option<RejectReason>,
    /// No moderator has looked at it within a day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub check_overdue: bool,
    /// The newest comments, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<ProposalComment>,
    /// How many support it; nothing for fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supports: Option<u32>,
    /// Since when it is discussed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discussed_since: Option<Timestamp>,
    /// Its ballot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ballot: Option<Ballot>,
    /// What whoever holds this phone voted last, where they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub my_vote: Option<Voted>,
    /// Whoever holds this phone supports it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub my_support: bool,
    /// Why the committee decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Comment>,
    /// A merge that is under way, or was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<MergeUnderWay>,
    /// Commitments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Commitment>,
    /// Who says that it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<PublicKey>,
    /// Residents who confirmed that.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub confirmed_by: BTreeSet<PublicKey>,
    /// Since when it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

impl Proposal {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            proposed: None,
            title: None,
            body: None,
            author: None,
            role: None,
            area: None,
            proposed_at: None,
            check: PublicationStatus::Pending,
            check_reason: None,
            check_overdue: false,
            comments: vec![],
            supports: None,
            discussed_since: None,
            ballot: None,
            my_vote: None,
            my_support: false,
            decision: None,
            merge: None,
            commitments: vec![],
            claimed_by: None,
            confirmed_by: BTreeSet::new(),
            done_at: None,
            outcome: None,
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &ProposalAct) -> Result<Option<ProposalState>, RefusalCode> {
        next_proposal_state(self.state.as_ref(), act)
    }

    /// Whether a moderator lets it be shown.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.check == PublicationStatus::Approved
    }

    /// One of its commitments.
    #[must_use]
    pub fn commitment(&self, id: Uuid) -> Option<&Commitment> {
        self.commitments.iter().find(|commitment| commitment.offered.commitment == id)
    }

    /// When a moderator should have looked at it; nothing where one did, or it is known to be overdue.
    #[must_use]
    pub fn check_due_at(&self) -> Option<Timestamp> {
        let waits = self.check == PublicationStatus::Pending
            && self.state == Some(ProposalState::Proposed)
            && !self.check_overdue;
        self.proposed_at.filter(|_| waits).map(|at| at.plus(CHECK_WITHIN))
    }

    /// From when a ballot may be opened, or the committee may decide.
    #[must_use]
    pub fn discussed_until(&self) -> Option<Timestamp> {
        self.discussed_since.map(|since| since.plus(DISCUSSION))
    }

    /// When its ballot is counted; nothing where there is none, or it was.
    #[must_use]
    pub fn count_due_at(&self) -> Option<Timestamp> {
        let ballot = self.ballot.as_ref().filter(|ballot| ballot.counted.is_none())?;
        (self.state == Some(ProposalState::Voting)).then(|| ballot.counted_at())
    }

    /// The commitments that are due by now, and not known to be overdue.
    pub fn due_by(&self, now: Timestamp) -> impl Iterator<Item = Uuid> + '_ {
        self.commitments
            .iter()
            .filter(move |c| c.is_live() && c.state != CommitmentState::Overdue && c.offered.due <= now)
            .map(|commitment| commitment.offered.commitment)
    }

    /// When it stalls, if nothing is heard of it: 14 days after a commitment was due, or after the last word on it since then.
    #[must_use]
    pub fn stalls_at(&self) -> Option<Timestamp> {
        let is_going = matches!(self.state, Some(ProposalState::Committed | ProposalState::InProgress));
        let live = self.commitments.iter().filter(|commitment| is_going && commitment.is_live());
        live.map(|commitment| commitment.offered.due.max(commitment.heard_at).plus(STALLED_AFTER)).min()
    }

    /// From when an outcome may be recorded.
    #[must_use]
    pub fn assessed_from(&self) -> Option<Timestamp> {
        self.done_at.map(|at| at.plus(ASSESSED_AFTER))
    }

    fn begin(&mut self, proposed: &Proposed, event: &VerifiedEvent, words: Option<&Words>, stamp: Stamp) {
        let header = event.header();
        self.proposed = Some(proposed.clone());
        self.title = words.and_then(|words| words.title.clone());
        self.body = words.and_then(|words| words.description.clone());
        self.author = Some(header.author.key());
        self.role = Some(header.role.clone());
        self.area = header.area;
        self.proposed_at = Some(stamp.at());
    }

    fn comment(&mut self, said: &Commented, event: &VerifiedEvent, text: Option<Comment>, stamp: Stamp) {
        let header = event.header();
        self.comments.push(ProposalComment {
            id: header.id,
            by: header.author.key(),
            role: header.role.clone(),
            at: stamp.at(),
            parent: said.parent,
            stance: said.stance.clone(),
            text,
            hidden: false,
        });
        let too_many = self.comments.len().saturating_sub(COMMENTS_KEPT);
        self.comments.drain(..too_many);
    }

    fn on_commitment(&mut self, id: Uuid, stamp: Stamp, to: Option<CommitmentState>, words: Option<Comment>) {
        if let Some(found) = self.commitments.iter_mut().find(|c| c.offered.commitment == id) {
            if let Some(state) = to {
                found.state = state;
            }
            found.heard_at = stamp.at();
            found.words = words.or(found.words.take());
        }
    }

    fn confirm(&mut self, event: &VerifiedEvent, stamp: Stamp) -> bool {
        let header = event.header();
        let is_official = header.role == Role::RaOfficial;
        if !is_official {
            self.confirmed_by.insert(header.author.key());
        }
        let is_done = is_official || self.confirmed_by.len() >= CONFIRMED_BY;
        if is_done {
            self.done_at = Some(stamp.at());
        }
        is_done
    }
}

impl Model for Proposal {
    type Entry = ProposalEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<ProposalEntry> {
        Some(ProposalEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &ProposalEntry, stamp: Stamp) -> bool {
        use CommitmentState as C;
        let Ok(mut led) = self.next(&entry.act) else { return false };
        let words = entry.words.as_ref();
        let said = words.and_then(|words| words.comment.clone());
        match &entry.act {
            ProposalAct::Proposed(proposed) => self.begin(proposed, event, words, stamp),
            ProposalAct::Checked(checked) => {
                self.check = if checked.approved { PublicationStatus::Approved } else { PublicationStatus::Rejected };
                self.check_reason = checked.reason.clone();
            }
            ProposalAct::CheckOverdue(_) => self.check_overdue = true,
            ProposalAct::Commented(comment) => self.comment(comment, event, said, stamp),
            ProposalAct::CommentHidden(hidden) => {
                for comment in self.comments.iter_mut().filter(|comment| comment.id == hidden.comment) {
                    (comment.hidden, comment.text) = (true, None);
                }
            }
            ProposalAct::Supported(_) => self.my_support = true,
            ProposalAct::SupportsCounted(counted) => self.supports = counted.count,
            ProposalAct::DiscussionOpened(_) => self.discussed_since = Some(stamp.at()),
            ProposalAct::BallotOpened(terms) => {
                let open = std::time::Duration::from_secs(u64::from(terms.days) * 24 * 3600);
                let (opens_at, closes_at) = (stamp.at(), stamp.at().plus(open));
                self.ballot = Some(Ballot { terms: (**terms).clone(), opens_at, closes_at, counted: None });
            }
            ProposalAct::Voted(vote) => self.my_vote = Some(vote.clone()),
            ProposalAct::BallotCounted(counted) => {
                if let Some(ballot) = &mut self.ballot {
                    ballot.counted = Some((**counted).clone());
                }
            }
            ProposalAct::Decided(_) => self.decision = said,
            ProposalAct::MergeSuggested(merge) => {
                self.merge = Some(MergeUnderWay { into: merge.into, author_agrees: false, other_agrees: false });
            }
            ProposalAct::MergeAgreed(merge) => {
                let is_author = self.author == Some(event.header().author.key());
                if let Some(known) = self.merge.as_mut().filter(|known| known.into == merge.into) {
                    known.author_agrees |= is_author;
                    known.other_agrees |= !is_author;
                }
            }
            ProposalAct::CommitmentOffered(offered) => self.commitments.push(Commitment {
                offered: (**offered).clone(),
                by: event.header().author.key(),
                state: C::Offered,
                progress_pct: 0,
                heard_at: stamp.at(),
                words: said,
            }),
            ProposalAct::CommitmentAccepted(on) => self.on_commitment(on.commitment, stamp, Some(C::Accepted), said),
            ProposalAct::ActionUpdated(update) => {
                self.on_commitment(update.commitment, stamp, Some(C::InProgress), said);
                for found in self.commitments.iter_mut().filter(|c| c.offered.commitment == update.commitment) {
                    found.progress_pct = update.progress_pct.min(100);
                    // What was due before this word is late all the same.
                    if found.offered.due <= stamp.at() {
                        found.state = C::Overdue;
                    }
                }
            }
            ProposalAct::CommitmentDelivered(on) => self.on_commitment(on.commitment, stamp, Some(C::Delivered), said),
            ProposalAct::CommitmentCancelled(on) => self.on_commitment(on.commitment, stamp, Some(C::Cancelled), said),
            ProposalAct::CommitmentOverdue(on) => {
                let overdue = |c: &&mut Commitment| c.offered.commitment == on.commitment && c.is_live();
                for found in self.commitments.iter_mut().filter(overdue) {
                    found.state = C::Overdue;
                }
            }
            ProposalAct::DoneClaimed(_) => self.claimed_by = Some(event.header().author.key()),
            ProposalAct::DoneConfirmed(_) if self.claimed_by.is_some() => {
                if self.confirm(event, stamp) {
                    led = Some(ProposalState::Done);
                }
            }
            ProposalAct::OutcomeRecorded(outcome) => self.outcome = Some((**outcome).clone()),
            ProposalAct::DoneConfirmed(_)
            | ProposalAct::Stalled(_)
            | ProposalAct::Merged(_)
            | ProposalAct::Withdrawn(_) => {}
        }
        if let Some(state) = led {
            self.state = Some(state);
        }
        true
    }
}
