//! What is noted about a record rather than in it: who looked at it, and that it must not be erased (DOMAIN §12, §14).
//!
//! In: events of the kinds `custody.…`. Out: a note, which the data subject sees. Somebody's looking at a record on one day is
//! one note, whatever how often; its identity follows from who, what and when, so that it is noted once. A legal hold is a note of
//! its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Model;
use super::incident::{Nothing, Stamp};
use super::refusal::RefusalCode;
use crate::clock::{KENYA_UTC_OFFSET_MINUTES, Timestamp};
use crate::event::{ActorId, Author, PartError, PartName, Parts, Role, SubjectId, VerifiedEvent};
use crate::keys::Hash;
use crate::model::actor::OrgId;
use crate::text::Title;

/// Version of the schema of every kind below.
pub const SCHEMA_VERSION: u16 = 1;

/// How long a legal hold may last before it has to be put on again.
pub const LONGEST_HOLD: Duration = Duration::from_secs(366 * 24 * 3600);

/// Whether a kind of event is a note about a record.
#[must_use]
pub fn is_custody(kind: &str) -> bool {
    kind.starts_with("custody.")
}

crate::model::acts! {
    /// A note about a record.
    pub enum CustodyAct {
        /// Somebody opened it, and saw more than its core.
        Looked(Looked) = "custody.looked";
        /// It must not be erased.
        Held(LegalHold) = "custody.held";
        /// It may be erased again.
        Released(Nothing) = "custody.released";
    }
}

/// See [`CustodyAct::Looked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// At what.
    pub item: SubjectId,
    /// The parts that were there to be seen, beside the core.
    pub parts: Vec<PartName>,
    /// As whose officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
}

/// See [`CustodyAct::Held`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalHold {
    /// On what.
    pub item: SubjectId,
    /// The number in the Occurrence Book under which it is evidence.
    pub ob_number: Title,
    /// Until when.
    pub until: Timestamp,
    /// Of which station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
}

/// The identity of the note that somebody looked at something on the day of an instant, by Kenya's calendar.
#[must_use]
pub fn look_id(item: SubjectId, reader: ActorId, at: Timestamp) -> SubjectId {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let local = at.as_millis().saturating_add(i64::from(KENYA_UTC_OFFSET_MINUTES) * 60_000);
    let day = local.div_euclid(DAY_MS).to_le_bytes();
    let hash = Hash::of("usalama 2026 look", &[item.0.as_bytes(), reader.0.as_bytes(), &day]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(hash.as_bytes().split_at(16).0);
    SubjectId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// A note with what was done.
#[derive(Debug, Clone, PartialEq)]
pub struct CustodyEntry {
    /// What was done.
    pub act: CustodyAct,
}

impl From<CustodyAct> for CustodyEntry {
    fn from(act: CustodyAct) -> Self {
        Self { act }
    }
}

impl CustodyEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        Ok(Parts::from([(PartName::Core, self.act.core()?)]))
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand.
    ///
    /// # Errors
    /// [`PartError`] where the part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let header = event.header();
        match event.parts().get(&PartName::Core) {
            Some(core) if header.schema_version <= SCHEMA_VERSION => {
                Ok(CustodyAct::read(&header.kind, core)?.map(Self::from))
            }
            _ => Ok(None),
        }
    }
}

/// A note about a record as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Custody {
    /// Identity.
    pub id: SubjectId,
    /// What it is about; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<SubjectId>,
    /// Who looked, or put the hold on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActorId>,
    /// In which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// As whose officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// When, by the clock of that phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The parts that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartName>,
    /// The hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<LegalHold>,
    /// The hold was taken off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub released: bool,
}

impl Custody {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self { id, item: None, by: None, role: None, org: None, at: None, parts: vec![], hold: None, released: false }
    }

    /// The hold, where it is on.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> Option<&LegalHold> {
        self.hold.as_ref().filter(|hold| !self.released && now < hold.until)
    }

    /// A word for what it is: `looked`, `held` or `released`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match (&self.hold, self.released) {
            (None, _) => "looked",
            (Some(_), false) => "held",
            (Some(_), true) => "released",
        }
    }

    /// Whether an act fits.
    ///
    /// # Errors
    /// [`RefusalCode::AlreadyDone`], [`RefusalCode::WrongStatus`].
    pub const fn fits(&self, act: &CustodyAct) -> Result<(), RefusalCode> {
        match (act, &self.item, &self.hold, self.released) {
            (CustodyAct::Looked(_) | CustodyAct::Held(_), None, _, _)
            | (CustodyAct::Released(_), Some(_), Some(_), false) => Ok(()),
            (CustodyAct::Looked(_) | CustodyAct::Held(_), Some(_), _, _) => Err(RefusalCode::AlreadyDone),
            (CustodyAct::Released(_), ..) => Err(RefusalCode::WrongStatus),
        }
    }
}

impl Model for Custody {
    type Entry = CustodyEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.item.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<CustodyEntry> {
        CustodyEntry::read(event).ok().flatten()
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &CustodyEntry, _stamp: Stamp) -> bool {
        if self.fits(&entry.act).is_err() {
            return false;
        }
        let header = event.header();
        let mut begin = |item: SubjectId, org: Option<OrgId>| {
            (self.item, self.org, self.at) = (Some(item), org, Some(header.time.at));
            self.role = Some(header.role.clone());
            self.by = match header.author {
                Author::Actor { id, .. } => Some(id),
                Author::Pseudonym { .. } | Author::OneTime { .. } => None,
            };
        };
        match &entry.act {
            CustodyAct::Looked(looked) => {
                begin(looked.item, looked.org);
                self.parts.clone_from(&looked.parts);
            }
            CustodyAct::Held(hold) => {
                begin(hold.item, hold.org);
                self.hold = Some(hold.clone());
            }
            CustodyAct::Released(_) => self.released = true,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_a_day_has_one_identity_and_the_day_is_kenyas() {
        let (item, reader) = (SubjectId::random(), ActorId::random());
        // 2026-11-24T20:59:59Z and 21:00:00Z: midnight in Nairobi lies between them.
        let before = Timestamp::from_millis(1_795_553_999_000);
        let after = Timestamp::from_millis(1_795_554_000_000);
        assert_eq!(look_id(item, reader, before), look_id(item, reader, Timestamp::from_millis(1_795_500_000_000)));
        assert_ne!(look_id(item, reader, before), look_id(item, reader, after));
        assert_ne!(look_id(item, reader, before), look_id(item, ActorId::random(), before));
        assert_ne!(look_id(item, reader, before), look_id(SubjectId::random(), reader, before));
    }

    #[test]
    fn a_hold_ends_when_it_is_taken_off_or_its_time_is_up() {
        let until = Timestamp::from_millis(2_000);
        let mut note = Custody::unknown(SubjectId::random());
        let item = SubjectId::random();
        let hold = LegalHold { item, ob_number: Title::new("OB 12/24/11/2026").unwrap(), until, org: None };
        assert_eq!(note.fits(&CustodyAct::Released(Nothing {})), Err(RefusalCode::WrongStatus));
        assert_eq!(note.fits(&CustodyAct::Held(hold.clone())), Ok(()));
        (note.item, note.hold) = (Some(item), Some(hold));
        assert!(note.holds_at(Timestamp::from_millis(1_999)).is_some() && note.holds_at(until).is_none());
        assert_eq!(note.fits(&CustodyAct::Released(Nothing {})), Ok(()));
        note.released = true;
        assert!(note.holds_at(Timestamp::from_millis(0)).is_none());
    }
}
