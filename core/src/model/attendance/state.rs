//! A sheet of attendance as it stands.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::act::{AttendanceAct, AttendanceEntry, Attendee, Named, Opened, act_of};
use crate::clock::Timestamp;
use crate::event::{PartName, SubjectId, VerifiedEvent};
use crate::keys::{Hash, PublicKey};
use crate::model::Model;
use crate::model::incident::Stamp;
use crate::model::refusal::RefusalCode;

/// People on one sheet by token or name, at most.
pub const MOST_ON_A_SHEET: usize = 2_000;

/// Somebody who came, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAttendance {
    /// The consent.
    pub consent: Named,
    /// Who, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Attendee>,
}

/// A sheet of attendance as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Identity: random.
    pub id: SubjectId,
    /// What it is for; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
    /// Who holds the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<PublicKey>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// How many came of whom nothing else is kept.
    #[serde(default)]
    pub counted: u32,
    /// Hashes of the tokens that were shown.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tokens: BTreeSet<Hash>,
    /// Who came by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<NamedAttendance>,
    /// It is over.
    #[serde(default)]
    pub closed: bool,
}

impl Sheet {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            opened: None,
            opened_by: None,
            opened_at: None,
            counted: 0,
            tokens: BTreeSet::new(),
            named: vec![],
            closed: false,
        }
    }

    /// Whether an act fits.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where the sheet is closed, or has not begun; [`RefusalCode::AlreadyDone`] for a token that is on
    /// it; [`RefusalCode::TooLate`] where it is full.
    pub fn takes(&self, act: &AttendanceAct) -> Result<(), RefusalCode> {
        if matches!(act, AttendanceAct::Opened(_)) != self.opened.is_none() || self.closed {
            return Err(RefusalCode::WrongStatus);
        }
        let is_full = self.tokens.len() + self.named.len() >= MOST_ON_A_SHEET;
        match act {
            AttendanceAct::TokenSeen(seen) if self.tokens.contains(&seen.token) => Err(RefusalCode::AlreadyDone),
            AttendanceAct::TokenSeen(_) | AttendanceAct::Named(_) if is_full => Err(RefusalCode::TooLate),
            _ => Ok(()),
        }
    }

    /// How many came.
    #[must_use]
    pub fn people(&self) -> u32 {
        let known = u32::try_from(self.tokens.len() + self.named.len()).unwrap_or(u32::MAX);
        self.counted.saturating_add(known)
    }
}

impl Model for Sheet {
    type Entry = AttendanceEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.opened.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<AttendanceEntry> {
        let attendee = event.read(&PartName::Sensitive).unwrap_or_default();
        Some(AttendanceEntry { act: act_of(event).ok()??, attendee })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &AttendanceEntry, stamp: Stamp) -> bool {
        if self.takes(&entry.act).is_err() {
            return false;
        }
        match &entry.act {
            AttendanceAct::Opened(opened) => {
                self.opened = Some(opened.clone());
                self.opened_by = Some(event.header().author.key());
                self.opened_at = Some(stamp.at());
            }
            AttendanceAct::Counted(counted) => self.counted = counted.people,
            AttendanceAct::TokenSeen(seen) => {
                self.tokens.insert(seen.token);
            }
            AttendanceAct::Named(named) => {
                self.named.push(NamedAttendance { consent: named.clone(), attendee: entry.attendee.clone() });
            }
            AttendanceAct::Closed(_) => self.closed = true,
        }
        true
    }
}

/// What a programme's sheets say of those who came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Sheets.
    pub sessions: u32,
    /// Everybody who came, each as often as they came.
    pub attendances: u32,
    /// Different tokens.
    pub people_with_token: u32,
    /// Of these, those that came more than once.
    pub came_again: u32,
}

impl Turnout {
    /// Counts over the sheets of one programme.
    #[must_use]
    pub fn of<'a>(sheets: impl IntoIterator<Item = &'a Sheet>) -> Self {
        let mut turnout = Self::default();
        let mut seen = std::collections::BTreeMap::<Hash, u32>::new();
        for sheet in sheets.into_iter().filter(|sheet| sheet.has_begun()) {
            turnout.sessions += 1;
            turnout.attendances = turnout.attendances.saturating_add(sheet.people());
            for token in &sheet.tokens {
                *seen.entry(*token).or_default() += 1;
            }
        }
        turnout.people_with_token = u32::try_from(seen.len()).unwrap_or(u32::MAX);
        turnout.came_again = u32::try_from(seen.values().filter(|times| **times > 1).count()).unwrap_or(u32::MAX);
        turnout
    }
}
