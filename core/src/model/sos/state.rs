//! An SOS as it stands.

use serde::{Deserialize, Serialize};

use super::act::{Raised, SosAct, SosEntry, act_of};
use super::vocabulary::SosState;
use crate::clock::Timestamp;
use crate::event::{PartName, SubjectId, VerifiedEvent};
use crate::model::Model;
use crate::model::incident::{Place, Stamp};

/// An SOS as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sos {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SosState>,
    /// As it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
    /// When it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Where, as last known, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Sos {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self { id, state: None, raised: None, started_at: None, place: None }
    }
}

impl Model for Sos {
    type Entry = SosEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<SosEntry> {
        Some(SosEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            place: event.read(&PartName::Place).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, _event: &VerifiedEvent, entry: &SosEntry, stamp: Stamp) -> bool {
        match &entry.act {
            SosAct::Raised(raised) => {
                self.state = Some(SosState::Active);
                self.raised = Some((**raised).clone());
                self.started_at = Some(stamp.at());
                self.place = entry.place.clone();
            }
        }
        true
    }
}
