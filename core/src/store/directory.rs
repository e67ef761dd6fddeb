//! The directory of the counties that a phone follows, and what it asks of it.

use rusqlite::params;

use super::error::StoreError;
use super::open::{Store, Write};
use crate::geo::CountyCode;
use crate::model::directory::{DirectoryChange, EntryKind, HsdsId, Organization, RegionPack, RegionSettings};
use crate::model::refusal::Refusal;

/// Settled changes that are kept to be shown.
const KEPT_CHANGES: u32 = 200;

/// A county, as this phone holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Which.
    pub county: CountyCode,
    /// Version of its directory and settings.
    pub version: u64,
    /// Its settings.
    pub settings: RegionSettings,
}

/// A change that was asked for, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedChange {
    /// What was asked for.
    pub change: DirectoryChange,
    /// The hub has it.
    pub settled: bool,
    /// Why the hub refused it.
    pub refusal: Option<Refusal>,
}

impl Store {
    /// The counties that are held.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn regions(&self) -> Result<Vec<Region>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT county, version, settings FROM region ORDER BY county")?;
            let rows = statement
                .query_map([], |row| Ok((row.get::<_, u16>(0)?, row.get::<_, u64>(1)?, row.get::<_, String>(2)?)))?;
            rows.map(|row| {
                let (county, version, settings) = row?;
                let county = CountyCode::new(county).map_err(|_| StoreError::Unreadable("region"))?;
                let settings = serde_json::from_str(&settings).map_err(|_| StoreError::Unreadable("region"))?;
                Ok(Region { county, version, settings })
            })
            .collect()
        })
    }

    /// Entries of a kind, or all, with their counties.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn entries(&self, kind: Option<&EntryKind>) -> Result<Vec<(CountyCode, Organization)>, StoreError> {
        self.read_entries(
            "SELECT county, json FROM directory_entry WHERE ?1 IS NULL OR kind = ?1 ORDER BY county, id",
            kind.map(EntryKind::code),
        )
    }

    /// One entry, wherever it is.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn entry(&self, id: &HsdsId) -> Result<Option<(CountyCode, Organization)>, StoreError> {
        let sql = "SELECT county, json FROM directory_entry WHERE id = ?1 ORDER BY county LIMIT 1";
        Ok(self.read_entries(sql, Some(id.as_str()))?.pop())
    }

    fn read_entries(&self, sql: &str, of: Option<&str>) -> Result<Vec<(CountyCode, Organization)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![of], |row| Ok((row.get::<_, u16>(0)?, row.get::<_, String>(1)?)))?;
            rows.map(|row| {
                let (county, json) = row?;
                let county = CountyCode::new(county).map_err(|_| StoreError::Unreadable("directory entry"))?;
                let entry = serde_json::from_str(&json).map_err(|_| StoreError::Unreadable("directory entry"))?;
                Ok((county, entry))
            })
            .collect()
        })
    }

    /// Changes that were asked for, in the order of writing; those that the hub has not heard of alone, or all.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn directory_changes(&self, unsettled: bool) -> Result<Vec<AskedChange>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT json, settled, refusal FROM directory_change WHERE settled = 0 OR NOT ?1 ORDER BY no",
            )?;
            let rows = statement.query_map(params![unsettled], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, Option<String>>(2)?))
            })?;
            rows.map(|row| {
                let (json, settled, refusal) = row?;
                let unreadable = |_| StoreError::Unreadable("directory change");
                let change = serde_json::from_str(&json).map_err(unreadable)?;
                let refusal = refusal.map(|refusal| serde_json::from_str(&refusal)).transpose().map_err(unreadable)?;
                Ok(AskedChange { change, settled, refusal })
            })
            .collect()
        })
    }
}

impl Write<'_> {
    /// Takes a pack in that was opened for this phone: its signature, county and version are proven.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_pack(&self, pack: &RegionPack) -> Result<(), StoreError> {
        let county = pack.county.number();
        let settings = serde_json::to_string(&pack.settings).map_err(|_| StoreError::Unreadable("region"))?;
        self.tx
            .prepare_cached(
                "INSERT INTO region (county, version, settings) VALUES (?1, ?2, ?3)
                 ON CONFLICT (county) DO UPDATE SET version = ?2, settings = ?3",
            )?
            .execute(params![county, pack.version, settings])?;
        if pack.from == 0 {
            self.tx.execute("DELETE FROM directory_entry WHERE county = ?1", params![county])?;
        }
        for id in &pack.removed {
            self.tx
                .prepare_cached("DELETE FROM directory_entry WHERE county = ?1 AND id = ?2")?
                .execute(params![county, id.as_str()])?;
        }
        for entry in &pack.entries {
            let json = serde_json::to_string(entry).map_err(|_| StoreError::Unreadable("directory entry"))?;
            let kind = entry.kind().ok_or(StoreError::Unreadable("directory entry"))?;
            self.tx
                .prepare_cached(
                    "INSERT OR REPLACE INTO directory_entry (county, id, kind, json) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![county, entry.id.as_str(), kind.code(), json])?;
        }
        Ok(())
    }

    /// Keeps a change that is asked for, until the hub has heard of it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn ask_change(&self, change: &DirectoryChange) -> Result<(), StoreError> {
        let json = serde_json::to_string(change).map_err(|_| StoreError::Unreadable("directory change"))?;
        self.tx.execute(
            "INSERT INTO directory_change (id, no, json)
             SELECT ?1, coalesce(max(no), 0) + 1, ?2 FROM directory_change",
            params![change.id.as_bytes(), json],
        )?;
        Ok(())
    }

    /// Notes what the hub said of a change.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn settle_change(&self, id: uuid::Uuid, refusal: Option<&Refusal>) -> Result<(), StoreError> {
        let refusal = refusal.map(serde_json::to_string).transpose().map_err(|_| StoreError::Unreadable("refusal"))?;
        self.tx.execute(
            "UPDATE directory_change SET settled = 1, refusal = ?2 WHERE id = ?1",
            params![id.as_bytes(), refusal],
        )?;
        self.tx.execute(
            "DELETE FROM directory_change WHERE settled = 1 AND no <= (SELECT max(no) FROM directory_change) - ?1",
            params![KEPT_CHANGES],
        )?;
        Ok(())
    }
}
