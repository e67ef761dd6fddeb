//! Areas and organisations, as they are kept.

use rusqlite::{Connection, params};
use usalama_core::geo::Area;
use usalama_core::model::actor::Organisation;

use super::{LedgerError, REFERENCE_VERSION, Write, bump};

/// All areas, by identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn areas(db: &Connection) -> Result<Vec<Area>, LedgerError> {
    all(db, "SELECT json FROM area ORDER BY id", "area")
}

/// All organisations, by identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn organisations(db: &Connection) -> Result<Vec<Organisation>, LedgerError> {
    all(db, "SELECT json FROM organisation ORDER BY id", "organisation")
}

fn all<T: serde::de::DeserializeOwned>(db: &Connection, sql: &str, what: &'static str) -> Result<Vec<T>, LedgerError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|json| serde_json::from_str(&json?).map_err(|_| LedgerError::Unreadable(what))).collect()
}

/// Keeps areas and organisations, in the place of those of the same identity. Whether they fit together is checked before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep(write: &Write<'_>, areas: &[Area], organisations: &[Organisation]) -> Result<(), LedgerError> {
    for area in areas {
        let json = serde_json::to_string(area).map_err(|_| LedgerError::Unreadable("area"))?;
        write
            .prepare_cached("INSERT OR REPLACE INTO area (id, json) VALUES (?1, ?2)")?
            .execute(params![area.id.as_uuid(), json])?;
    }
    for organisation in organisations {
        let json = serde_json::to_string(organisation).map_err(|_| LedgerError::Unreadable("organisation"))?;
        write
            .prepare_cached("INSERT OR REPLACE INTO organisation (id, json) VALUES (?1, ?2)")?
            .execute(params![organisation.id.0, json])?;
    }
    bump(write, REFERENCE_VERSION)
}
