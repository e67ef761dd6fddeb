//! Grants and invitations, as they are kept.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Audience, Role};
use usalama_core::geo::AreaId;
use usalama_core::keys::{Hash, Signature};
use usalama_core::model::actor::{GuardCredential, OrgId};
use usalama_core::model::grant::{Capability, Grant, GrantId, SignedGrant};
use usalama_core::policy::may_issue_alerts;

use super::{ACCESS_VERSION, LedgerError, Write, bump};

/// A grant as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptGrant {
    /// What it says.
    pub grant: Grant,
    /// As it was signed.
    pub signed: SignedGrant,
    /// Another took its place.
    pub superseded: bool,
    /// It was taken back.
    pub revoked: bool,
}

const COLUMNS: &str = "token, signature, superseded_by IS NOT NULL, revoked";

fn read(row: &rusqlite::Row<'_>) -> Result<KeptGrant, LedgerError> {
    let token: String = row.get(0)?;
    let grant = serde_json::from_str(&token).map_err(|_| LedgerError::Unreadable("grant"))?;
    let signature = Signature::from_bytes(row.get(1)?);
    Ok(KeptGrant { grant, signed: SignedGrant { token, signature }, superseded: row.get(2)?, revoked: row.get(3)? })
}

/// All grants of an actor, those that another superseded too.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn of_actor(db: &Connection, actor: ActorId) -> Result<Vec<KeptGrant>, LedgerError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM grant_token WHERE actor = ?1 ORDER BY id"))?;
    let mut rows = statement.query(params![actor.0])?;
    let mut grants = vec![];
    while let Some(row) = rows.next()? {
        grants.push(read(row)?);
    }
    Ok(grants)
}

/// All grants.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn all(db: &Connection) -> Result<Vec<KeptGrant>, LedgerError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM grant_token ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut grants = vec![];
    while let Some(row) = rows.next()? {
        grants.push(read(row)?);
    }
    Ok(grants)
}

/// The grants of a role that stand: no other took their place, and nobody took them back. They may have run out.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn of_role(db: &Connection, role: &Role) -> Result<Vec<Grant>, LedgerError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM grant_token WHERE role = ?1 AND superseded_by IS NULL AND NOT revoked ORDER BY id"
    ))?;
    let mut rows = statement.query(params![role.code()])?;
    let mut grants = vec![];
    while let Some(row) = rows.next()? {
        grants.push(read(row)?.grant);
    }
    Ok(grants)
}

/// Keeps a grant, in the place of another where that is named.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep(
    write: &Write<'_>,
    grant: &Grant,
    signed: &SignedGrant,
    supersedes: Option<GrantId>,
) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO grant_token (id, actor, role, token, signature) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![grant.id.0, grant.actor.0, grant.role.code(), signed.token, signed.signature.as_bytes()])?;
    if let Some(before) = supersedes {
        write
            .prepare_cached("UPDATE grant_token SET superseded_by = ?2 WHERE id = ?1")?
            .execute(params![before.0, grant.id.0])?;
    }
    bump(write, ACCESS_VERSION)
}

/// Takes a grant back, with those that it superseded and those that superseded it. Says how many there were.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn revoke(write: &Write<'_>, id: GrantId) -> Result<usize, LedgerError> {
    let revoked = write
        .prepare_cached(
            "WITH RECURSIVE line (id) AS (
                 SELECT id FROM grant_token WHERE id = ?1
                 UNION
                 SELECT g.id FROM grant_token g JOIN line ON g.superseded_by = line.id
                 UNION
                 SELECT g.superseded_by FROM grant_token g JOIN line ON g.id = line.id
                 WHERE g.superseded_by IS NOT NULL
             )
             UPDATE grant_token SET revoked = 1 WHERE id IN (SELECT id FROM line)",
        )?
        .execute(params![id.0])?;
    bump(write, ACCESS_VERSION)?;
    Ok(revoked)
}

/// Grants of people who may issue alerts that were taken back and have not run out: what was signed under one is not to be believed.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn revoked_issuers(db: &Connection, now: Timestamp) -> Result<Vec<GrantId>, LedgerError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM grant_token WHERE revoked = 1"))?;
    let mut rows = statement.query([])?;
    let mut ids = vec![];
    while let Some(row) = rows.next()? {
        let grant = read(row)?.grant;
        if may_issue_alerts(&grant) && grant.expires > now {
            ids.push(grant.id);
        }
    }
    Ok(ids)
}

/// What an invitation offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// As what.
    pub role: Role,
    /// For which organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// Where.
    pub areas: Vec<AreaId>,
    /// A finer rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<Capability>,
    /// The widest audience of acts under it.
    pub max_audience: Audience,
    /// A guard's credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<GuardCredential>,
}

/// An invitation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptInvitation {
    /// What it offers.
    pub terms: Terms,
    /// Until when.
    pub expires: Timestamp,
    /// Who took it up.
    pub used_by: Option<ActorId>,
}

/// Keeps an invitation under the hash of its secret.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn invite(
    write: &Write<'_>,
    secret: &Hash,
    terms: &Terms,
    expires: Timestamp,
    by: Option<ActorId>,
) -> Result<(), LedgerError> {
    let terms = serde_json::to_string(terms).map_err(|_| LedgerError::Unreadable("invitation"))?;
    write
        .prepare_cached("INSERT INTO invitation (secret, terms, expires, invited_by) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![secret.as_bytes(), terms, expires.as_millis(), by.map(|by| by.0)])?;
    Ok(())
}

/// The invitation with this secret.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn invitation(db: &Connection, secret: &Hash) -> Result<Option<KeptInvitation>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT terms, expires, used_by FROM invitation WHERE secret = ?1")?;
    let found: Option<(String, i64, Option<uuid::Uuid>)> = statement
        .query_row(params![secret.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(terms, expires, used_by)| {
            Ok(KeptInvitation {
                terms: serde_json::from_str(&terms).map_err(|_| LedgerError::Unreadable("invitation"))?,
                expires: Timestamp::from_millis(expires),
                used_by: used_by.map(ActorId),
            })
        })
        .transpose()
}

/// Marks an invitation as taken up. Says whether it was free.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn take_up(write: &Write<'_>, secret: &Hash, by: ActorId) -> Result<bool, LedgerError> {
    let taken = write
        .prepare_cached("UPDATE invitation SET used_by = ?2 WHERE secret = ?1 AND used_by IS NULL")?
        .execute(params![secret.as_bytes(), by.0])?;
    Ok(taken == 1)
}
