//! Positions of a patrol that is under way, until its leg is packed into an event.
//!
//! They come every few seconds, and a forced write for each would empty the battery: they survive a kill of the app, and a power
//! cut may cost what came since the last forced write of any kind.

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::error::StoreError;
use super::open::{Store, Write, writer};
use crate::clock::{DeviceTime, Timestamp};
use crate::event::SubjectId;
use crate::geo::track::Fix;
use crate::geo::{LatLon, Position, PositionSource};

impl Store {
    /// Keeps positions of a leg, all or none. Where `forced`, they are on the disk when this returns, and all before them.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along; nothing is kept then.
    pub fn keep_fixes(&self, patrol: SubjectId, leg: u16, fixes: &[Fix], forced: bool) -> Result<(), StoreError> {
        let mut writer = writer(self);
        insert(if forced { writer.forced()? } else { writer.unforced()? }, patrol, leg, fixes)
    }

    /// Hands the positions of a leg, in the order in which they came, to `each`; one that cannot be read is passed over.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn each_fix(&self, patrol: SubjectId, leg: u16, mut each: impl FnMut(Fix)) -> Result<(), StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT at, utc_offset, monotonic_ms, boot, lat, lon, accuracy_m, source, speed_mps, mock
                 FROM fix WHERE patrol = ?1 AND leg = ?2 ORDER BY no",
            )?;
            let mut rows = statement.query(params![patrol.0.as_bytes(), leg])?;
            while let Some(row) = rows.next()? {
                let boot: Option<[u8; 16]> = row.get(3)?;
                let time = DeviceTime {
                    at: Timestamp::from_millis(row.get(0)?),
                    utc_offset: row.get(1)?,
                    monotonic_ms: row.get(2)?,
                    boot: boot.map(Uuid::from_bytes),
                };
                let source = PositionSource::from(row.get::<_, String>(7)?);
                let fix = LatLon::new(row.get(4)?, row.get(5)?)
                    .and_then(|at| Position::new(at, row.get(6).unwrap_or(0.0), source, None))
                    .ok()
                    .and_then(|position| Fix::new(time, position).ok());
                let speed: Option<f32> = row.get(8)?;
                let fix = match speed {
                    Some(mps) => fix.and_then(|fix| fix.with_speed(mps).ok()),
                    None => fix,
                };
                let mock: bool = row.get(9)?;
                if let Some(fix) = fix {
                    each(fix.with_mock(mock));
                }
            }
            Ok(())
        })
    }

    /// The patrols of which positions wait to be packed.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn patrols_with_fixes(&self) -> Result<Vec<SubjectId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT DISTINCT patrol FROM fix")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.map(|patrol| patrol.map(SubjectId)).collect::<Result<_, _>>()?)
        })
    }

    /// The legs of a patrol of which positions wait to be packed.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn legs_with_fixes(&self, patrol: SubjectId) -> Result<Vec<u16>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT DISTINCT leg FROM fix WHERE patrol = ?1 ORDER BY leg")?;
            let rows = statement.query_map(params![patrol.0.as_bytes()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

impl Write<'_> {
    /// Drops the positions of a leg: they are in an event now.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn drop_fixes(&self, patrol: SubjectId, leg: u16) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("DELETE FROM fix WHERE patrol = ?1 AND leg = ?2")?
            .execute(params![patrol.0.as_bytes(), leg])?;
        Ok(())
    }
}

fn insert(connection: &Connection, patrol: SubjectId, leg: u16, fixes: &[Fix]) -> Result<(), StoreError> {
    let tx = connection.unchecked_transaction()?;
    {
        let mut statement = tx.prepare_cached(
            "INSERT INTO fix (patrol, leg, at, utc_offset, monotonic_ms, boot, lat, lon, accuracy_m, source, speed_mps, mock)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        for fix in fixes {
            let (time, position) = (fix.time(), fix.position());
            statement.execute(params![
                patrol.0.as_bytes(),
                leg,
                time.at.as_millis(),
                time.utc_offset,
                time.monotonic_ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX)),
                time.boot.map(Uuid::into_bytes),
                position.at.lat(),
                position.at.lon(),
                position.accuracy_m(),
                position.source.code(),
                fix.speed_mps(),
                fix.is_mock(),
            ])?;
        }
    }
    Ok(tx.commit()?)
}
