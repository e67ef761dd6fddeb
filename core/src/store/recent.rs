//! How many reports this profile made of late: asked before each report, so it is asked of the disk once.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rusqlite::params;

use super::error::StoreError;
use super::open::{Store, Write};
use crate::clock::Timestamp;
use crate::event::SubjectId;

/// Reports of this profile, from an instant on that an earlier question named.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<Option<Known>>);

#[derive(Debug)]
struct Known {
    from: SubjectId,
    reports: BTreeSet<SubjectId>,
}

impl Recent {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was noted may not have come to be.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }
}

impl Write<'_> {
    /// Notes a report of this profile.
    pub(super) fn note_report(&self, subject: SubjectId) {
        if let Some(known) = self.recent.lock().as_mut() {
            known.reports.insert(subject);
        }
    }
}

impl Store {
    /// How many reports this profile made since an instant, by this phone's clock: the identity of a report carries it
    /// (RFC 9562 UUIDv7).
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn own_reports_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        let from = first_of(since);
        if let Some(known) = self.recent.lock().as_mut().filter(|known| known.from <= from) {
            known.reports = known.reports.split_off(&from);
            known.from = from;
            return Ok(u32::try_from(known.reports.len()).unwrap_or(u32::MAX));
        }
        self.catch_up()?;
        let reports: BTreeSet<SubjectId> = self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT subject FROM incident WHERE subject >= ?1 AND mine = 1")?;
            let rows = statement.query_map(params![from.0.as_bytes()], |row| row.get(0).map(SubjectId))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let count = u32::try_from(reports.len()).unwrap_or(u32::MAX);
        *self.recent.lock() = Some(Known { from, reports });
        Ok(count)
    }
}

/// The least identity of an instant.
fn first_of(at: Timestamp) -> SubjectId {
    let [_, _, millis @ ..] = at.as_millis().max(0).to_be_bytes();
    let mut bytes = [0_u8; 16];
    for (byte, of) in bytes.iter_mut().zip(millis) {
        *byte = of;
    }
    SubjectId(uuid::Uuid::from_bytes(bytes))
}
