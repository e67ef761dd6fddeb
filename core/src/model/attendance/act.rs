//! What is done to a sheet of attendance.

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use crate::clock::Timestamp;
use crate::event::{Part, PartError, PartName, Parts, VerifiedEvent};
use crate::keys::Hash;
use crate::model::incident::Nothing;
use crate::model::referral::{AgeBand, ConsentBy};
use crate::text::Title;

crate::model::acts! {
    /// An act on a sheet of attendance.
    pub enum AttendanceAct {
        /// A session begins.
        Opened(Opened) = "attendance.opened";
        /// So many are here who are not on the sheet otherwise; the last number counts.
        Counted(Counted) = "attendance.counted";
        /// Somebody showed a token.
        TokenSeen(TokenSeen) = "attendance.token_seen";
        /// Somebody agreed to be on the sheet by name; the name is in the sensitive part.
        Named(Named) = "attendance.named";
        /// The session is over.
        Closed(Nothing) = "attendance.closed";
    }
}

/// See [`AttendanceAct::Opened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The programme, in words: repeat attendance is counted within it.
    pub programme: Title,
    /// What the session is about.
    pub topic: Title,
}

/// See [`AttendanceAct::Counted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub people: u32,
}

/// See [`AttendanceAct::TokenSeen`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenSeen {
    /// The keyed hash: another for each programme.
    pub token: Hash,
}

/// See [`AttendanceAct::Named`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Who agreed.
    pub by: ConsentBy,
    /// Version of the form that was shown.
    pub form_version: Title,
    /// When.
    pub at: Timestamp,
    /// How old whoever came is: a child needs a guardian.
    pub age_band: AgeBand,
}

/// The `sensitive` part of [`AttendanceAct::Named`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Their name.
    pub name: Title,
}

/// An act with what goes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendanceEntry {
    /// What was done.
    pub act: AttendanceAct,
    /// Who came, where this reader may know.
    pub attendee: Option<Attendee>,
}

impl From<AttendanceAct> for AttendanceEntry {
    fn from(act: AttendanceAct) -> Self {
        Self { act, attendee: None }
    }
}

impl AttendanceEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(attendee) = &self.attendee {
            parts.insert(PartName::Sensitive, Part::of(attendee)?);
        }
        Ok(parts)
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand.
    ///
    /// # Errors
    /// [`PartError`] where a part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let Some(act) = act_of(event)? else { return Ok(None) };
        Ok(Some(Self { act, attendee: event.read(&PartName::Sensitive)? }))
    }
}

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<AttendanceAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => AttendanceAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
