//! What is erased, what may not be, and what stays as a number.

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, EventId, PartName, Parts, SubjectId};
use usalama_core::geo::AreaId;

use super::{LedgerError, Write};

/// Everything of a subject.
pub const EVERYTHING: &str = "*";

/// Subjects of which not everything was erased, by the bytes of their identity, after one of them.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn subjects_after(db: &Connection, after: Option<SubjectId>, limit: u32) -> Result<Vec<SubjectId>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM (SELECT id FROM subject UNION ALL SELECT id FROM anonymous_subject) WHERE id > ?1
         AND NOT EXISTS (SELECT 1 FROM erasure WHERE subject = id AND what = '*') ORDER BY id LIMIT ?2",
    )?;
    let after = after.map_or_else(Vec::new, |id| id.0.as_bytes().to_vec());
    let rows = statement.query_map(params![after, limit], |row| Ok(SubjectId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the hub last took anything in of a subject.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn last_change(db: &Connection, subject: SubjectId) -> Result<Option<Timestamp>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT max(received_at) FROM event WHERE subject = ?1")?;
    let at: Option<i64> = statement.query_row(params![subject.0], |row| row.get(0))?;
    Ok(at.map(Timestamp::from_millis))
}

/// Whether this was erased of a subject before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn was_erased(db: &Connection, subject: SubjectId, what: &str) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM erasure WHERE subject = ?1 AND what IN (?2, '*')")?;
    Ok(statement.exists(params![subject.0, what])?)
}

/// Notes what was erased of a subject.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn note_erased(write: &Write<'_>, subject: SubjectId, what: &str, at: Timestamp) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO erasure (subject, what, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![subject.0, what, at.as_millis()])?;
    Ok(())
}

/// Counts up what stays of what was erased.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn count_up(write: &Write<'_>, what: &str, area: Option<AreaId>, month: &str) -> Result<(), LedgerError> {
    let area = area.map_or_else(Vec::new, |area| area.as_uuid().as_bytes().to_vec());
    write
        .prepare_cached(
            "INSERT INTO kept_count (what, area, month, count) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT (what, area, month) DO UPDATE SET count = count + 1",
        )?
        .execute(params![what, area, month])?;
    Ok(())
}

/// What stays of what was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCount {
    /// Of what kind it was.
    pub what: String,
    /// In which ward, where it is known.
    pub area: Option<AreaId>,
    /// In which month, such as `2026-11`.
    pub month: String,
    /// How many.
    pub count: u32,
}

/// What stays of what was erased.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn counts(db: &Connection) -> Result<Vec<KeptCount>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT what, area, month, count FROM kept_count ORDER BY what, month, area")?;
    let rows = statement.query_map([], |row| {
        let area: Vec<u8> = row.get(1)?;
        let area = uuid::Uuid::from_slice(&area).ok().map(AreaId::new);
        Ok(KeptCount { what: row.get(0)?, area, month: row.get(2)?, count: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Drops parts of the events of a subject: those of which `gone` says so, by the event's place among those of the subject, its kind
/// and the part's name. The refused ones are among them.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn drop_parts(
    write: &Write<'_>,
    subject: SubjectId,
    gone: impl Fn(EventId, &str, &PartName) -> bool,
) -> Result<(), LedgerError> {
    let events: Vec<(EventId, String, String)> = {
        let mut statement =
            write.prepare_cached("SELECT id, header ->> '$.kind', parts FROM event WHERE subject = ?1")?;
        let rows = statement.query_map(params![subject.0], |row| {
            Ok((EventId(row.get(0)?), row.get::<_, Option<String>>(1)?.unwrap_or_default(), row.get(2)?))
        })?;
        rows.collect::<Result<_, _>>()?
    };
    for (id, kind, parts) in events {
        let mut parts: Parts = serde_json::from_str(&parts).map_err(|_| LedgerError::Unreadable("part"))?;
        let before = parts.len();
        parts.retain(|name, _| !gone(id, &kind, name));
        if parts.len() < before {
            let json = serde_json::to_string(&parts).map_err(|_| LedgerError::Unreadable("part"))?;
            write.prepare_cached("UPDATE event SET parts = ?2 WHERE id = ?1")?.execute(params![id.0, json])?;
        }
    }
    Ok(())
}

/// Forgets who is behind a subject.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn forget_people(write: &Write<'_>, subject: SubjectId) -> Result<(), LedgerError> {
    write.prepare_cached("UPDATE subject SET reporter = NULL WHERE id = ?1")?.execute(params![subject.0])?;
    write.prepare_cached("DELETE FROM pseudonym WHERE subject = ?1")?.execute(params![subject.0])?;
    write.prepare_cached("DELETE FROM corroboration WHERE source = ?1")?.execute(params![subject.0])?;
    write.prepare_cached("DELETE FROM anonymous_thread WHERE subject = ?1")?.execute(params![subject.0])?;
    Ok(())
}

/// The names of the buckets that a subject is or was in.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn buckets_with(db: &Connection, subject: SubjectId) -> Result<Vec<String>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT DISTINCT bucket FROM feed WHERE subject = ?1")?;
    let rows = statement.query_map(params![subject.0], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The subjects and parts that a bucket holds, each event with its kind.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn held_in(db: &Connection, bucket: &str) -> Result<Vec<EventId>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT event FROM member WHERE bucket = ?1")?;
    let rows = statement.query_map(params![bucket], |row| Ok(EventId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a hold on.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn hold(write: &Write<'_>, note: SubjectId, item: SubjectId, until: Timestamp) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO legal_hold (note, item, until) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![note.0, item.0, until.as_millis()])?;
    Ok(())
}

/// Takes a hold off.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn release(write: &Write<'_>, note: SubjectId) -> Result<(), LedgerError> {
    write.prepare_cached("DELETE FROM legal_hold WHERE note = ?1")?.execute(params![note.0])?;
    Ok(())
}

/// Whether a hold is on a subject.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn is_held(db: &Connection, item: SubjectId, now: Timestamp) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM legal_hold WHERE item = ?1 AND until > ?2")?;
    Ok(statement.exists(params![item.0, now.as_millis()])?)
}

/// The subjects that an account began or wrote to under a pseudonym, with its keys there.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn subjects_of(db: &Connection, actor: ActorId) -> Result<Vec<(SubjectId, bool)>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT id, 1 FROM subject WHERE reporter = ?1
         UNION ALL SELECT DISTINCT subject, 0 FROM pseudonym
             WHERE actor = ?1 AND subject NOT IN (SELECT id FROM subject WHERE reporter = ?1)",
    )?;
    let rows = statement.query_map(params![actor.0], |row| Ok((SubjectId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets an account but for its keys, which prove what it signed, and marks it as ended: its number, its sessions, who was behind
/// which key, what it answered and bore out.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn end_account(write: &Write<'_>, actor: ActorId, now: Timestamp) -> Result<(), LedgerError> {
    write.execute(
        "DELETE FROM enrolment WHERE phone IN (SELECT phone FROM account_contact WHERE actor = ?1)",
        params![actor.0],
    )?;
    for sql in [
        "DELETE FROM account_contact WHERE actor = ?1",
        "DELETE FROM session WHERE actor = ?1",
        "DELETE FROM pseudonym WHERE actor = ?1",
        "DELETE FROM alert_answer WHERE actor = ?1",
        "UPDATE subject SET reporter = NULL WHERE reporter = ?1",
        // How many bore it out stays.
        "UPDATE corroboration SET actor = randomblob(16) WHERE actor = ?1",
        "UPDATE grant_token SET revoked = 1 WHERE actor = ?1",
    ] {
        write.execute(sql, params![actor.0])?;
    }
    write.execute(
        "UPDATE device_key SET retired_at = coalesce(retired_at, ?2) WHERE actor = ?1",
        params![actor.0, now.as_millis()],
    )?;
    write.execute(
        "UPDATE account SET erased_at = ?2, home = NULL WHERE actor = ?1",
        params![actor.0, now.as_millis()],
    )?;
    Ok(())
}

/// Takes the keys of a lost phone back: what they sign from now on is nobody's word, and no session is opened with them.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn lose_phone(write: &Write<'_>, actor: ActorId, now: Timestamp) -> Result<(), LedgerError> {
    let at = now.as_millis();
    write.execute(
        "UPDATE device_key SET lost_at = coalesce(lost_at, ?2), retired_at = coalesce(retired_at, ?2) WHERE actor = ?1",
        params![actor.0, at],
    )?;
    write.execute("UPDATE account SET lost_at = ?2 WHERE actor = ?1", params![actor.0, at])?;
    write.execute("DELETE FROM session WHERE actor = ?1", params![actor.0])?;
    Ok(())
}

/// The account goes on under other keys.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find_phone(write: &Write<'_>, actor: ActorId) -> Result<(), LedgerError> {
    write.prepare_cached("UPDATE account SET lost_at = NULL WHERE actor = ?1")?.execute(params![actor.0])?;
    Ok(())
}

/// How an account is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Closed {
    /// It was erased.
    pub erased: bool,
    /// Its phone was reported lost, and nobody went on with it.
    pub lost: bool,
}

/// Whether an account is closed.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn closed(db: &Connection, actor: ActorId) -> Result<Closed, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT erased_at IS NOT NULL, lost_at IS NOT NULL FROM account WHERE actor = ?1")?;
    let found = statement
        .query_row(params![actor.0], |row| Ok(Closed { erased: row.get(0)?, lost: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Whether a key was on a phone that was lost.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn is_lost_key(db: &Connection, actor: ActorId, key: &usalama_core::keys::PublicKey) -> Result<bool, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT 1 FROM device_key WHERE actor = ?1 AND key = ?2 AND lost_at IS NOT NULL")?;
    Ok(statement.exists(params![actor.0, key.as_bytes()])?)
}
