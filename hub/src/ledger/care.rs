//! Of the realm `care`: the centres, and what is counted of referrals and attendance.

use rusqlite::{Connection, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::model::actor::OrgId;
use usalama_core::model::referral::CentreList;

use super::subjects::{REFERRAL, SHEET};
use super::{LedgerError, REFERENCE_VERSION, Write, bump, meta, set_meta};

const CENTRES: &str = "centres";

/// The centres and helplines.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn centres(db: &Connection) -> Result<CentreList, LedgerError> {
    let json = meta(db, CENTRES)?;
    let list = json.map(|json| serde_json::from_str(&json).map_err(|_| LedgerError::Unreadable("centres")));
    Ok(list.transpose()?.unwrap_or_default())
}

/// Keeps the centres and helplines, in the place of those that were.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_centres(write: &Write<'_>, list: &CentreList) -> Result<(), LedgerError> {
    let json = serde_json::to_string(list).map_err(|_| LedgerError::Unreadable("centres"))?;
    set_meta(write, CENTRES, &json)?;
    bump(write, REFERENCE_VERSION)
}

/// Accounts that were made since an instant and hold no role: those of people who did not have to say who they are.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn unnamed_since(db: &Connection, since: Timestamp) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM account WHERE joined_at > ?1 AND actor NOT IN (SELECT actor FROM grant_token)",
    )?;
    Ok(statement.query_row(params![since.as_millis()], |row| row.get(0))?)
}

/// Referrals of themselves that somebody has open.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn open_of(db: &Connection, actor: ActorId) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM subject WHERE reporter = ?1 AND kind = ?2 AND json_extract(state, '$.role') = 'resident'
         AND json_extract(state, '$.state') IN ('draft', 'consented', 'sent', 'received', 'accepted', 'waitlisted', 'started')",
    )?;
    Ok(statement.query_row(params![actor.0, REFERRAL], |row| row.get(0))?)
}

/// Referrals of people themselves that a centre has not looked at yet.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn unread_at(db: &Connection, facility: OrgId) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM subject WHERE kind = ?1 AND json_extract(state, '$.role') = 'resident'
         AND json_extract(state, '$.state') = 'sent' AND json_extract(state, '$.asked.facility') = ?2",
    )?;
    Ok(statement.query_row(params![REFERRAL, facility.to_string()], |row| row.get(0))?)
}

/// How many referrals stand where, and how many sheets there are: what an administrator is told, nothing below three. Those in which
/// nobody can be recognised any more are over.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn counts(db: &Connection) -> Result<Vec<(String, u32)>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT CASE WHEN kind = ?1 THEN 'referral ' || coalesce(json_extract(state, '$.state'), 'over') ELSE 'attendance' END AS what, count(*)
         FROM subject WHERE kind IN (?1, ?2) GROUP BY what ORDER BY what",
    )?;
    let rows = statement.query_map(params![REFERRAL, SHEET], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
