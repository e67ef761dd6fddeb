//! Accounts: who there is, with which keys, and under which phone number.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Role};
use usalama_core::geo::AreaId;
use usalama_core::keys::PublicKey;

use super::{LedgerError, Write};

/// The word for the account key among the roles.
const ACCOUNT: &str = "account";

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub actor: ActorId,
    /// The current account key.
    pub key: PublicKey,
    /// When it was made.
    pub joined_at: Timestamp,
    /// Number of the last session.
    pub epoch: u64,
}

/// The account of an actor.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find(db: &Connection, actor: ActorId) -> Result<Option<Account>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT account_key, joined_at, epoch FROM account WHERE actor = ?1")?;
    let account = statement
        .query_row(params![actor.0], |row| {
            Ok(Account {
                actor,
                key: PublicKey::from_bytes(row.get(0)?),
                joined_at: Timestamp::from_millis(row.get(1)?),
                epoch: row.get(2)?,
            })
        })
        .optional()?;
    Ok(account)
}

/// The account that has this phone number.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn by_phone(db: &Connection, phone: &str) -> Result<Option<ActorId>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT actor FROM account_contact WHERE phone = ?1")?;
    Ok(statement.query_row(params![phone], |row| Ok(ActorId(row.get(0)?))).optional()?)
}

/// Notes the phone number of an account.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along, or another account has the number.
pub fn keep_phone(write: &Write<'_>, actor: ActorId, phone: &str) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO account_contact (phone, actor) VALUES (?1, ?2)")?
        .execute(params![phone, actor.0])?;
    Ok(())
}

/// Makes an account.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along, or there is one.
pub fn make(
    write: &Write<'_>,
    actor: ActorId,
    key: &PublicKey,
    home: Option<AreaId>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO account (actor, account_key, joined_at, home) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![actor.0, key.as_bytes(), now.as_millis(), home.map(AreaId::as_uuid)])?;
    Ok(())
}

/// Makes these the keys of an account. Those that were are retired, and kept for the events that they signed. Role keys that
/// are not named stay where the account key stays.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_keys(
    write: &Write<'_>,
    actor: ActorId,
    account: &PublicKey,
    roles: &BTreeMap<Role, PublicKey>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let same = keys(write, actor, ACCOUNT)?.current == Some(*account);
    let mut all: BTreeMap<&str, &PublicKey> = roles.iter().map(|(role, key)| (role.code(), key)).collect();
    all.insert(ACCOUNT, account);
    if !same {
        write
            .prepare_cached("UPDATE device_key SET retired_at = ?2 WHERE actor = ?1 AND retired_at IS NULL")?
            .execute(params![actor.0, now.as_millis()])?;
        write
            .prepare_cached("UPDATE account SET account_key = ?2, epoch = 0 WHERE actor = ?1")?
            .execute(params![actor.0, account.as_bytes()])?;
    }
    for (role, key) in all {
        write
            .prepare_cached(
                "UPDATE device_key SET retired_at = ?4
                 WHERE actor = ?1 AND role = ?2 AND key <> ?3 AND retired_at IS NULL",
            )?
            .execute(params![actor.0, role, key.as_bytes(), now.as_millis()])?;
        write
            .prepare_cached(
                "INSERT INTO device_key (actor, role, key) VALUES (?1, ?2, ?3)
                 ON CONFLICT (actor, role, key) DO UPDATE SET retired_at = NULL",
            )?
            .execute(params![actor.0, role, key.as_bytes()])?;
    }
    Ok(())
}

/// Notes the number of a session.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_epoch(write: &Write<'_>, actor: ActorId, epoch: u64) -> Result<(), LedgerError> {
    write.prepare_cached("UPDATE account SET epoch = ?2 WHERE actor = ?1")?.execute(params![actor.0, epoch])?;
    Ok(())
}

/// The keys that somebody has, or had, for one purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The key in use.
    pub current: Option<PublicKey>,
    /// Those before it.
    pub retired: Vec<PublicKey>,
}

impl Keys {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &PublicKey> {
        self.current.iter().chain(&self.retired)
    }
}

/// The account keys of an actor.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn account_keys(db: &Connection, actor: ActorId) -> Result<Keys, LedgerError> {
    keys(db, actor, ACCOUNT)
}

/// The keys of an actor for a role.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn role_keys(db: &Connection, actor: ActorId, role: &Role) -> Result<Keys, LedgerError> {
    // A role of a newer version that is called like the account key is none.
    if role.code() == ACCOUNT { Ok(Keys::default()) } else { keys(db, actor, role.code()) }
}

fn keys(db: &Connection, actor: ActorId, role: &str) -> Result<Keys, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT key, retired_at IS NULL FROM device_key WHERE actor = ?1 AND role = ?2")?;
    let mut rows = statement.query(params![actor.0, role])?;
    let mut keys = Keys::default();
    while let Some(row) = rows.next()? {
        let key = PublicKey::from_bytes(row.get(0)?);
        if row.get(1)? { keys.current = Some(key) } else { keys.retired.push(key) }
    }
    Ok(keys)
}

/// How many accounts there are.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn count(db: &Connection) -> Result<u64, LedgerError> {
    Ok(db.query_row("SELECT count(*) FROM account", [], |row| row.get(0))?)
}

/// Whether there is any account: the least that can be asked.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn any(db: &Connection) -> Result<bool, LedgerError> {
    Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM account)", [], |row| row.get(0))?)
}

/// Who is behind a pseudonym, where it is known.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn behind(
    db: &Connection,
    key: &PublicKey,
    subject: usalama_core::event::SubjectId,
) -> Result<Option<ActorId>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT actor FROM pseudonym WHERE key = ?1 AND subject = ?2")?;
    Ok(statement.query_row(params![key.as_bytes(), subject.0], |row| Ok(ActorId(row.get(0)?))).optional()?)
}

/// Remembers who is behind a pseudonym.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn remember(
    write: &Write<'_>,
    key: &PublicKey,
    subject: usalama_core::event::SubjectId,
    actor: ActorId,
    account_key: &PublicKey,
) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO pseudonym (key, subject, actor, account_key) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![key.as_bytes(), subject.0, actor.0, account_key.as_bytes()])?;
    Ok(())
}

/// Whether a pseudonym is one of an actor's under the account key of now.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn is_behind_now(
    db: &Connection,
    actor: ActorId,
    key: &PublicKey,
    subject: usalama_core::event::SubjectId,
) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM pseudonym JOIN account USING (actor, account_key)
         WHERE key = ?1 AND subject = ?2 AND actor = ?3)",
    )?;
    Ok(statement.query_row(params![key.as_bytes(), subject.0, actor.0], |row| row.get(0))?)
}

/// The account key that bound a pseudonym, where it is known.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn bound_by(
    db: &Connection,
    key: &PublicKey,
    subject: usalama_core::event::SubjectId,
) -> Result<Option<PublicKey>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT account_key FROM pseudonym WHERE key = ?1 AND subject = ?2")?;
    let found = statement.query_row(params![key.as_bytes(), subject.0], |row| row.get(0)).optional()?;
    Ok(found.map(PublicKey::from_bytes))
}
