//! Counties, their directories, and what was asked of these.

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::geo::CountyCode;
use usalama_core::model::directory::{Change, DirectoryChange, HsdsId, Organization, RegionSettings, Suggestion};
use usalama_core::model::refusal::Refusal;
use uuid::Uuid;

use super::{LedgerError, Write};

/// Suggestions that are read at once, at most.
const MOST_SUGGESTIONS: u32 = 500;

/// A county.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Which.
    pub county: CountyCode,
    /// Version of settings and directory.
    pub version: u64,
    /// Its settings.
    pub settings: RegionSettings,
}

fn unreadable<E>(what: &'static str) -> impl FnOnce(E) -> LedgerError {
    move |_| LedgerError::Unreadable(what)
}

/// The version of a county; 0 where nothing is known of it.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn version_of(db: &Connection, county: CountyCode) -> Result<u64, LedgerError> {
    let mut statement = db.prepare_cached("SELECT version FROM region WHERE county = ?1")?;
    Ok(statement.query_row(params![county.number()], |row| row.get(0)).optional()?.unwrap_or(0))
}

/// Every county that something is known of.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn regions(db: &Connection) -> Result<Vec<Region>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT county, version, settings FROM region ORDER BY county")?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, u16>(0)?, row.get::<_, u64>(1)?, row.get::<_, String>(2)?)))?;
    rows.map(|row| {
        let (county, version, settings) = row?;
        Ok(Region {
            county: CountyCode::new(county).map_err(unreadable("region"))?,
            version,
            settings: serde_json::from_str(&settings).map_err(unreadable("region"))?,
        })
    })
    .collect()
}

/// Counts a county's version up, and makes the county where it is new. Returns the version.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn turn(write: &Write<'_>, county: CountyCode) -> Result<u64, LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO region (county, version, settings) VALUES (?1, 1, '{}')
             ON CONFLICT (county) DO UPDATE SET version = version + 1",
        )?
        .execute(params![county.number()])?;
    version_of(write, county)
}

/// Keeps the settings of a county.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn set_settings(write: &Write<'_>, county: CountyCode, settings: &RegionSettings) -> Result<(), LedgerError> {
    turn(write, county)?;
    let json = serde_json::to_string(settings).map_err(unreadable("region"))?;
    write.execute("UPDATE region SET settings = ?2 WHERE county = ?1", params![county.number(), json])?;
    Ok(())
}

/// Keeps entries in a version, in the place of those of the same identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep(write: &Write<'_>, county: CountyCode, version: u64, entries: &[Organization]) -> Result<(), LedgerError> {
    for entry in entries {
        let json = serde_json::to_string(entry).map_err(unreadable("directory entry"))?;
        put(write, county, &entry.id, version, Some(json))?;
    }
    Ok(())
}

/// Takes an entry out in a version. Says whether it was there.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn remove(write: &Write<'_>, county: CountyCode, id: &HsdsId, version: u64) -> Result<bool, LedgerError> {
    let there = entry(write, county, id)?.is_some();
    if there {
        put(write, county, id, version, None)?;
    }
    Ok(there)
}

fn put(
    write: &Write<'_>,
    county: CountyCode,
    id: &HsdsId,
    version: u64,
    json: Option<String>,
) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT OR REPLACE INTO directory_entry (county, id, version, json) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![county.number(), id.as_str(), version, json])?;
    Ok(())
}

/// One entry.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn entry(db: &Connection, county: CountyCode, id: &HsdsId) -> Result<Option<Organization>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT json FROM directory_entry WHERE county = ?1 AND id = ?2")?;
    let json: Option<Option<String>> =
        statement.query_row(params![county.number(), id.as_str()], |row| row.get(0)).optional()?;
    json.flatten().map(|json| serde_json::from_str(&json).map_err(unreadable("directory entry"))).transpose()
}

/// The entries that changed after a version, and the identities of those that were taken out after it.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn since(
    db: &Connection,
    county: CountyCode,
    version: u64,
) -> Result<(Vec<Organization>, Vec<HsdsId>), LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT id, json FROM directory_entry WHERE county = ?1 AND version > ?2 ORDER BY id")?;
    let rows = statement.query_map(params![county.number(), version], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
    })?;
    let (mut entries, mut removed) = (vec![], vec![]);
    for row in rows {
        let (id, json) = row?;
        match json {
            Some(json) => entries.push(serde_json::from_str(&json).map_err(unreadable("directory entry"))?),
            None => removed.push(HsdsId::try_from(id).map_err(unreadable("directory entry"))?),
        }
    }
    Ok((entries, removed))
}

/// What became of a change; nothing where it was not asked for before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn outcome(db: &Connection, id: Uuid) -> Result<Option<Option<Refusal>>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT refusal FROM directory_change WHERE id = ?1")?;
    let found: Option<Option<String>> = statement.query_row(params![id], |row| row.get(0)).optional()?;
    let read = |refusal: String| serde_json::from_str(&refusal).map_err(unreadable("refusal"));
    found.map(|refusal| refusal.map(read).transpose()).transpose()
}

/// Notes a change and what became of it.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn note(
    write: &Write<'_>,
    actor: ActorId,
    change: &DirectoryChange,
    refusal: Option<&Refusal>,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let suggested = match &change.what {
        Change::Suggested { text, .. } => Some(text.as_str()),
        Change::Published(_) | Change::Retired(_) => None,
    };
    write
        .prepare_cached(
            "INSERT INTO directory_change (id, actor, role, at, county, entry, suggested, json, refusal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            change.id,
            actor.0,
            change.as_role.code(),
            now.as_millis(),
            change.county.number(),
            change.what.entry().map(HsdsId::as_str),
            suggested,
            serde_json::to_string(&change.what).map_err(unreadable("directory change"))?,
            refusal.map(serde_json::to_string).transpose().map_err(unreadable("refusal"))?,
        ])?;
    Ok(())
}

/// How many corrections somebody suggested since a moment.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn suggested_since(db: &Connection, actor: ActorId, since: Timestamp) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM directory_change WHERE actor = ?1 AND at > ?2 AND suggested IS NOT NULL",
    )?;
    Ok(statement.query_row(params![actor.0, since.as_millis()], |row| row.get(0))?)
}

/// The corrections that were suggested, and after which nobody changed the entry, oldest first, at most 500.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn suggestions(db: &Connection) -> Result<Vec<Suggestion>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT id, county, entry, suggested, at FROM directory_change AS asked
         WHERE suggested IS NOT NULL AND refusal IS NULL AND NOT EXISTS (
             SELECT 1 FROM directory_change AS done WHERE done.county = asked.county AND done.entry = asked.entry
             AND done.suggested IS NULL AND done.refusal IS NULL AND done.at >= asked.at
         ) ORDER BY at, id LIMIT ?1",
    )?;
    let rows = statement.query_map(params![MOST_SUGGESTIONS], |row| {
        Ok((
            row.get::<_, Uuid>(0)?,
            row.get::<_, u16>(1)?,
            row.get::<_, Option<String>>(2)?,
            row.get::<_, String>(3)?,
            row.get::<_, i64>(4)?,
        ))
    })?;
    rows.map(|row| {
        let (id, county, entry, text, at) = row?;
        let what = "suggestion";
        Ok(Suggestion {
            id,
            county: CountyCode::new(county).map_err(unreadable(what))?,
            entry: entry.map(HsdsId::try_from).transpose().map_err(unreadable(what))?,
            text: usalama_core::text::Text::new(&text).map_err(unreadable(what))?,
            at: Timestamp::from_millis(at),
        })
    })
    .collect()
}
