//! Threads that receipts open. Each key belongs to one report, and nothing links two of them.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::keys::PublicKey;

use super::{LedgerError, Write};

/// How long a receipt opens its thread after it was opened last (DOMAIN §3.3), to the day.
pub const LIFE: Duration = Duration::from_secs(90 * 24 * 3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Until when a thread that is opened now can be opened again: at least [`LIFE`], and never told more exactly than to the day.
#[must_use]
pub fn expires_after(now: Timestamp) -> Timestamp {
    now.floor_to(DAY).plus(LIFE + DAY)
}

/// What the thread of a key is about; nothing where there is none, or none any more.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find(db: &Connection, key: &PublicKey, now: Timestamp) -> Result<Option<SubjectId>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT subject FROM anonymous_thread WHERE key = ?1 AND expires > ?2")?;
    let found = statement.query_row(params![key.as_bytes(), now.as_millis()], |row| Ok(SubjectId(row.get(0)?)));
    Ok(found.optional()?)
}

/// Begins a thread, or keeps it open for longer.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep(write: &Write<'_>, key: &PublicKey, subject: SubjectId, now: Timestamp) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO anonymous_thread (key, subject, expires) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET expires = ?3",
        )?
        .execute(params![key.as_bytes(), subject.0, expires_after(now).as_millis()])?;
    Ok(())
}

/// Forgets the threads that nobody has opened for too long.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn forget_expired(write: &Write<'_>, now: Timestamp) -> Result<(), LedgerError> {
    write.prepare_cached("DELETE FROM anonymous_thread WHERE expires <= ?1")?.execute(params![now.as_millis()])?;
    Ok(())
}

/// Forgets the threads of tips that were closed before then. Those of reports go with the report.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn forget_closed(write: &Write<'_>, then: Timestamp) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "DELETE FROM anonymous_thread WHERE subject IN
             (SELECT id FROM anonymous_subject WHERE json_extract(state, '$.closed_at') <= ?1)",
        )?
        .execute(params![then.as_millis()])?;
    Ok(())
}
