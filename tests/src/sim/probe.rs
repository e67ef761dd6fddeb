//! Looks into a phone's file beside the library: what was written, and what waits.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, params};
use usalama_core::event::{ActorId, EventId, SubjectId};
use usalama_core::keys::HostKey;

use crate::disk;

/// An event that its author was told to be on the disk.
#[derive(Debug, Clone)]
pub struct Written {
    /// Which.
    pub id: EventId,
    /// What it is about.
    pub subject: SubjectId,
    /// What was done.
    pub kind: String,
    /// The bytes that were signed.
    pub header: String,
}

/// A connection to the file of the profile, as long as the phone is on.
#[derive(Debug, Default)]
pub struct Probe(Mutex<Option<Connection>>);

impl Probe {
    /// Looks into another file from now on.
    pub fn turn_to(&self, directory: &Path, actor: ActorId, host: &HostKey) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(disk::raw_profile(directory, actor, host));
    }

    /// Looks away: the phone is off.
    pub fn look_away(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Asks the file.
    ///
    /// # Panics
    /// Where the phone is off, or the file cannot be read.
    pub fn ask<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
        let guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ask(guard.as_ref().expect("the phone is on")).expect("the phone's file is readable")
    }

    /// Kinds of what waits to be sent.
    #[must_use]
    pub fn waiting(&self) -> Vec<String> {
        self.ask(|db| {
            let mut statement = db.prepare_cached(
                "SELECT event.header ->> '$.kind' FROM outbox JOIN event ON event.id = outbox.event WHERE state < 2",
            )?;
            statement.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// Number of the newest row of the log.
    #[must_use]
    pub fn newest(&self) -> i64 {
        self.ask(|db| db.prepare_cached("SELECT coalesce(max(no), 0) FROM event")?.query_row([], |row| row.get(0)))
    }

    /// What was written here after a row of the log.
    #[must_use]
    pub fn written_after(&self, no: i64) -> Vec<Written> {
        self.ask(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id, subject, header ->> '$.kind', header FROM event WHERE own = 1 AND no > ?1 ORDER BY no",
            )?;
            let rows = statement.query_map(params![no], |row| {
                Ok(Written {
                    id: EventId(row.get(0)?),
                    subject: SubjectId(row.get(1)?),
                    kind: row.get(2)?,
                    header: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Whether the file has an event.
    #[must_use]
    pub fn has(&self, id: EventId) -> bool {
        self.ask(|db| db.prepare_cached("SELECT 1 FROM event WHERE id = ?1")?.exists(params![id.0.as_bytes()]))
    }

    /// Whether a letter about a subject waits here.
    #[must_use]
    pub fn has_letter(&self, subject: SubjectId) -> bool {
        let sql = "SELECT 1 FROM anonymous_letter WHERE instr(draft, ?1) > 0";
        self.ask(|db| db.prepare_cached(sql)?.exists(params![subject.0.to_string()]))
    }

    /// Where the phone stands in each bucket, and what it holds of it.
    #[must_use]
    pub fn cursors(&self) -> Vec<(String, i64, i64, i64, bool)> {
        self.ask(|db| {
            let sql = "SELECT bucket, position, count, sum, reached FROM cursor ORDER BY bucket";
            let mut statement = db.prepare_cached(sql)?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
            rows.collect()
        })
    }
}
