//! One alert as it stands. What other messages make of it, [`Board`](super::Board) tells.

use serde::{Deserialize, Serialize};

use super::act::{AlertAct, AlertEntry, AnswerCounts, act_of};
use super::vocabulary::{AlertAnswer, AlertState};
use crate::clock::Timestamp;
use crate::event::{ActorId, Author, PartName, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::model::Model;
use crate::model::cap;
use crate::model::incident::Stamp;
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Title};

/// An alert as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands by its own events: waiting, out, returned or withdrawn. Nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AlertState>,
    /// The message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<cap::Alert>>,
    /// It describes a person: the number in the Occurrence Book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_ob_number: Option<Title>,
    /// Who handed it in; nothing for an alert from another system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActorId>,
    /// In which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Where, as coarse as every reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Who released it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_by: Option<ActorId>,
    /// When it went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Timestamp>,
    /// Why it was returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_because: Option<Comment>,
    /// The feed that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Title>,
    /// What this phone answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AlertAnswer>,
    /// How many answered what, for whoever issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<AnswerCounts>,
}

impl Alert {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            message: None,
            person_ob_number: None,
            by: None,
            role: None,
            area: None,
            released_by: None,
            issued_at: None,
            returned_because: None,
            source: None,
            answer: None,
            counts: None,
        }
    }

    /// Whether it went out.
    #[must_use]
    pub const fn is_out(&self) -> bool {
        matches!(self.state, Some(AlertState::Issued))
    }

    /// Where the alert would stand after an act; nothing where the act does not move it.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &AlertAct) -> Result<Option<AlertState>, RefusalCode> {
        match (act, &self.state) {
            (AlertAct::Proposed(proposed), None) if proposed.needs_release => Ok(Some(AlertState::PendingRelease)),
            (AlertAct::Proposed(_) | AlertAct::Imported(_), None) => Ok(Some(AlertState::Issued)),
            (AlertAct::Released(_), Some(AlertState::PendingRelease)) => Ok(Some(AlertState::Issued)),
            (AlertAct::Returned(_), Some(AlertState::PendingRelease)) => Ok(Some(AlertState::Returned)),
            (AlertAct::Withdrawn(_), Some(AlertState::PendingRelease | AlertState::Returned)) => {
                Ok(Some(AlertState::Withdrawn))
            }
            (AlertAct::Answered(_) | AlertAct::Counted(_), Some(AlertState::Issued)) => Ok(None),
            _ => Err(RefusalCode::WrongStatus),
        }
    }
}

impl Model for Alert {
    type Entry = AlertEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<AlertEntry> {
        Some(AlertEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &AlertEntry, stamp: Stamp) -> bool {
        let next = self.next(&entry.act);
        if matches!(stamp, Stamp::Pending(_)) && next.is_err() && self.has_begun() {
            return false;
        }
        let header = event.header();
        let by = match header.author {
            Author::Actor { id, .. } => Some(id),
            Author::Pseudonym { .. } | Author::OneTime { .. } => None,
        };
        match &entry.act {
            AlertAct::Proposed(proposed) => {
                self.message = Some(Box::new(proposed.alert.clone()));
                self.person_ob_number = proposed.person_ob_number.clone();
                (self.by, self.role, self.area) = (by, Some(header.role.clone()), header.area);
            }
            AlertAct::Imported(imported) => {
                self.message = Some(Box::new(imported.alert.clone()));
                self.source = Some(imported.source.clone());
                (self.role, self.area) = (Some(header.role.clone()), header.area);
            }
            AlertAct::Released(_) => self.released_by = by,
            AlertAct::Returned(_) => {
                self.returned_because = entry.words.as_ref().and_then(|words| words.comment.clone());
            }
            AlertAct::Withdrawn(_) => {}
            AlertAct::Answered(answered) => self.answer = Some(answered.answer.clone()),
            AlertAct::Counted(counts) => self.counts = Some(*counts),
        }
        if let Ok(Some(state)) = next {
            if state == AlertState::Issued {
                self.issued_at = Some(stamp.at());
            }
            self.state = Some(state);
        }
        true
    }
}
