//! What the hub tells a phone about the world: settings of the profile, grants, areas, organisations.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::open::{Store, Write};
use crate::geo::Area;
use crate::keys::Signature;
use crate::model::actor::Organisation;
use crate::model::grant::{GrantId, SignedGrant};

impl Store {
    /// A setting of the profile.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along, or the setting is not what is asked for.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        self.read(|connection| setting(connection, key))
    }

    /// The grants that are kept, as [`Write::grants`].
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn grants(&self) -> Result<Vec<(SignedGrant, bool)>, StoreError> {
        self.read(grants)
    }

    /// The areas that are kept.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn areas(&self) -> Result<Vec<Area>, StoreError> {
        self.all("SELECT json FROM area ORDER BY id", "area")
    }

    /// The organisations that are kept.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn organisations(&self) -> Result<Vec<Organisation>, StoreError> {
        self.all("SELECT json FROM organisation ORDER BY id", "organisation")
    }

    fn all<T: DeserializeOwned>(&self, sql: &str, what: &'static str) -> Result<Vec<T>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|json| serde_json::from_str(&json?).map_err(|_| StoreError::Unreadable(what))).collect()
        })
    }
}

impl Write<'_> {
    /// A setting of the profile, as [`Store::get`].
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along, or the setting is not what is asked for.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        setting(&self.tx, key)
    }

    /// The grants that are kept, and whether each was taken back. Whoever uses one checks its signature.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn grants(&self) -> Result<Vec<(SignedGrant, bool)>, StoreError> {
        grants(&self.tx)
    }

    /// Keeps a setting of the profile.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn put<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT INTO profile (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            )?
            .execute(params![key, to_json(value, "setting")?])?;
        Ok(())
    }

    /// Replaces the grants.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_grants(&self, grants: &[(GrantId, SignedGrant)], revoked: &[GrantId]) -> Result<(), StoreError> {
        for (id, grant) in grants {
            self.tx
                .prepare_cached(
                    "INSERT INTO grant_token (id, token, signature) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET token = ?2, signature = ?3",
                )?
                .execute(params![id.0.as_bytes(), grant.token, grant.signature.as_bytes()])?;
        }
        for id in revoked {
            self.tx.execute("UPDATE grant_token SET revoked = 1 WHERE id = ?1", params![id.0.as_bytes()])?;
        }
        Ok(())
    }

    /// Replaces areas and organisations.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_reference(&self, areas: &[Area], organisations: &[Organisation]) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM area", [])?;
        self.tx.execute("DELETE FROM organisation", [])?;
        for area in areas {
            self.tx
                .prepare_cached("INSERT OR REPLACE INTO area (id, json) VALUES (?1, ?2)")?
                .execute(params![area.id.as_uuid().as_bytes(), to_json(area, "area")?])?;
        }
        for organisation in organisations {
            self.tx
                .prepare_cached("INSERT OR REPLACE INTO organisation (id, json) VALUES (?1, ?2)")?
                .execute(params![organisation.id.0.as_bytes(), to_json(organisation, "organisation")?])?;
        }
        Ok(())
    }
}

fn setting<T: DeserializeOwned>(connection: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT value FROM profile WHERE key = ?1")?
        .query_row(params![key], |row| row.get(0))
        .optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Unreadable("setting"))).transpose()
}

fn to_json<T: Serialize>(value: &T, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(what))
}

fn grants(connection: &Connection) -> Result<Vec<(SignedGrant, bool)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT token, signature, revoked FROM grant_token ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut grants = vec![];
    while let Some(row) = rows.next()? {
        let signature: Vec<u8> = row.get(1)?;
        let signature = Signature::from_slice(&signature).map_err(|_| StoreError::Unreadable("signature"))?;
        grants.push((SignedGrant { token: row.get(0)?, signature }, row.get(2)?));
    }
    Ok(grants)
}
