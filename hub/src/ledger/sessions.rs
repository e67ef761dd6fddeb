//! One-time codes and bearer tokens, kept as hashes alone.

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::Hash;
use usalama_core::model::grant::GrantId;
use uuid::Uuid;

use super::{LedgerError, Write};

/// A one-time code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCode {
    /// Its hash.
    pub code: Hash,
    /// Where it was sent.
    pub phone: String,
    /// Until when it is good.
    pub expires: Timestamp,
    /// How often a wrong one was given.
    pub attempts: u32,
    /// Who enrolled with it.
    pub used_by: Option<ActorId>,
}

/// Keeps a code.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_code(
    write: &Write<'_>,
    enrolment: Uuid,
    code: &Hash,
    phone: &str,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO enrolment (id, code, phone, asked_at, expires) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![enrolment, code.as_bytes(), phone, now.as_millis(), expires.as_millis()])?;
    Ok(())
}

/// The code of an enrolment.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn code(db: &Connection, enrolment: Uuid) -> Result<Option<KeptCode>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT code, phone, expires, attempts, used_by FROM enrolment WHERE id = ?1")?;
    let found = statement
        .query_row(params![enrolment], |row| {
            Ok(KeptCode {
                code: Hash::from_bytes(row.get(0)?),
                phone: row.get(1)?,
                expires: Timestamp::from_millis(row.get(2)?),
                attempts: row.get(3)?,
                used_by: row.get::<_, Option<Uuid>>(4)?.map(ActorId),
            })
        })
        .optional()?;
    Ok(found)
}

/// How many codes were asked for this number since an instant.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn codes_since(db: &Connection, phone: &str, since: Timestamp) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM enrolment WHERE phone = ?1 AND asked_at > ?2")?;
    Ok(statement.query_row(params![phone, since.as_millis()], |row| row.get(0))?)
}

/// Counts a wrong code.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn count_attempt(write: &Write<'_>, enrolment: Uuid) -> Result<(), LedgerError> {
    write.prepare_cached("UPDATE enrolment SET attempts = attempts + 1 WHERE id = ?1")?.execute(params![enrolment])?;
    Ok(())
}

/// Marks a code as used.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn use_code(write: &Write<'_>, enrolment: Uuid, by: ActorId) -> Result<(), LedgerError> {
    write.prepare_cached("UPDATE enrolment SET used_by = ?2 WHERE id = ?1")?.execute(params![enrolment, by.0])?;
    Ok(())
}

/// Opens a session.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn open(write: &Write<'_>, token: &Hash, actor: ActorId, expires: Timestamp) -> Result<(), LedgerError> {
    write.prepare_cached("INSERT INTO session (token, actor, expires) VALUES (?1, ?2, ?3)")?.execute(params![
        token.as_bytes(),
        actor.0,
        expires.as_millis()
    ])?;
    Ok(())
}

/// Whose session it is, and until when.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find(db: &Connection, token: &Hash) -> Result<Option<(ActorId, Timestamp)>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT actor, expires FROM session WHERE token = ?1")?;
    let found = statement
        .query_row(params![token.as_bytes()], |row| Ok((ActorId(row.get(0)?), Timestamp::from_millis(row.get(1)?))))
        .optional()?;
    Ok(found)
}

/// Ends all sessions of an actor.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn end(write: &Write<'_>, actor: ActorId) -> Result<(), LedgerError> {
    write.prepare_cached("DELETE FROM session WHERE actor = ?1")?.execute(params![actor.0])?;
    Ok(())
}

/// Ends all sessions of whoever holds a grant.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn end_of_holder(write: &Write<'_>, grant: GrantId) -> Result<(), LedgerError> {
    write
        .prepare_cached("DELETE FROM session WHERE actor = (SELECT actor FROM grant_token WHERE id = ?1)")?
        .execute(params![grant.0])?;
    Ok(())
}

/// Forgets sessions and codes that have run out, phone numbers with them.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn forget_expired(write: &Write<'_>, now: Timestamp, codes_before: Timestamp) -> Result<(), LedgerError> {
    write.prepare_cached("DELETE FROM session WHERE expires <= ?1")?.execute(params![now.as_millis()])?;
    write.prepare_cached("DELETE FROM enrolment WHERE asked_at < ?1")?.execute(params![codes_before.as_millis()])?;
    Ok(())
}
