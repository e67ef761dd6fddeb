//! Alerts: found by the name of their message, and what people answered.

use rusqlite::{Connection, params};
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::model::alert::{Alert, AlertAnswer, AlertState};

use super::subjects::{self, AlertRecord, Subject};
use super::{LedgerError, Write};

/// What the column `kind` says of an alert.
const ALERT: i64 = 5;

/// An alert; nothing where there is none of this identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn alert(db: &Connection, id: SubjectId) -> Result<Option<AlertRecord>, LedgerError> {
    Ok(match subjects::find(db, id)? {
        Some(Subject::Alert(record)) => Some(*record),
        _ => None,
    })
}

/// All alerts, the newest first.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn all(db: &Connection, limit: usize) -> Result<Vec<Alert>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT state FROM subject WHERE kind = ?1 ORDER BY submitted_at DESC, id DESC LIMIT ?2")?;
    let rows = statement.query_map(params![ALERT, i64::try_from(limit).unwrap_or(i64::MAX)], |row| row.get(0))?;
    rows.map(|row| {
        let json: String = row?;
        serde_json::from_str(&json).map_err(|_| LedgerError::Unreadable("alert"))
    })
    .collect()
}

/// The alert of a message of this sender and identifier that went out; of several the first.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn of_message(db: &Connection, sender: &str, identifier: &str) -> Result<Option<Alert>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT state FROM subject WHERE kind = ?1 AND state ->> '$.message.sender' = ?2
         AND state ->> '$.message.identifier' = ?3 AND state ->> '$.state' = ?4 ORDER BY submitted_at LIMIT 1",
    )?;
    let mut rows = statement.query(params![ALERT, sender, identifier, AlertState::Issued.code()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let json: String = row.get(0)?;
    serde_json::from_str(&json).map(Some).map_err(|_| LedgerError::Unreadable("alert"))
}

/// Keeps what somebody answered, in the place of what they answered before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn answer(write: &Write<'_>, alert: SubjectId, actor: ActorId, answer: &AlertAnswer) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO alert_answer (alert, actor, answer) VALUES (?1, ?2, ?3)
             ON CONFLICT (alert, actor) DO UPDATE SET answer = ?3",
        )?
        .execute(params![alert.0, actor.0, answer.code()])?;
    Ok(())
}

/// How many answered what.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn answers(db: &Connection, alert: SubjectId) -> Result<Vec<(AlertAnswer, u32)>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT answer, count(*) FROM alert_answer WHERE alert = ?1 GROUP BY answer")?;
    let rows =
        statement.query_map(params![alert.0], |row| Ok((AlertAnswer::from(row.get::<_, String>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
