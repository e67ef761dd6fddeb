//! What came through which bucket, and how far: cursors, memberships, evictions.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::open::{Store, Write};
use crate::event::{Checksum, EventId, SubjectId};
use crate::policy::Bucket;

impl Store {
    /// Where the phone stands in each bucket.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn cursors(&self) -> Result<BTreeMap<Bucket, u64>, StoreError> {
        self.read(cursors)
    }

    /// The buckets that were not read to their head yet since they were begun.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn unread(&self) -> Result<BTreeSet<Bucket>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT bucket FROM cursor WHERE reached = 0")?;
            let names = statement.query_map([], |row| row.get::<_, String>(0))?;
            names.map(|name| name?.parse().map_err(|_| StoreError::Unreadable("bucket"))).collect()
        })
    }
}

fn cursors(connection: &Connection) -> Result<BTreeMap<Bucket, u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bucket, position FROM cursor")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let mut cursors = BTreeMap::new();
    for row in rows {
        let (bucket, position) = row?;
        cursors.insert(bucket.parse().map_err(|_| StoreError::Unreadable("bucket"))?, position);
    }
    Ok(cursors)
}

impl Write<'_> {
    /// Where the phone stands in each bucket.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn cursors(&self) -> Result<BTreeMap<Bucket, u64>, StoreError> {
        cursors(&self.tx)
    }

    /// Notes that events came through a bucket.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn join(&self, bucket: &Bucket, events: &[EventId]) -> Result<(), StoreError> {
        let name = bucket.to_string();
        let before = self.checksum_of(&name)?;
        let mut sum = before;
        let mut insert = self
            .tx
            .prepare_cached("INSERT INTO bucket_event (bucket, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        for event in events {
            if insert.execute(params![name, event.0.as_bytes()])? == 1 {
                sum = sum.plus(*event);
            }
        }
        if sum == before { Ok(()) } else { self.keep_checksum(&name, sum) }
    }

    /// The confirmed events of a subject with so many numbers from one on, as far as this phone holds them.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn held(&self, subject: SubjectId, from: u64, count: u64) -> Result<Vec<EventId>, StoreError> {
        // Numbers beyond what SQLite can express are held by nobody.
        let (Ok(first), Some(Ok(end))) = (i64::try_from(from), from.checked_add(count).map(i64::try_from)) else {
            return Ok(vec![]);
        };
        let mut statement = self.tx.prepare_cached(
            "SELECT id FROM event WHERE subject = ?1 AND standing = 1 AND subject_seq >= ?2 AND subject_seq < ?3",
        )?;
        let ids = statement.query_map(params![subject.0.as_bytes(), first, end], |row| Ok(EventId(row.get(0)?)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Gives up what came of a subject through a bucket. Events that no other bucket carries, and that were not written
    /// here, are dropped.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn evict(&self, bucket: &Bucket, subject: SubjectId) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT event.id FROM event JOIN bucket_event ON bucket_event.event = event.id AND bucket = ?1 WHERE subject = ?2",
        )?;
        let events: Vec<uuid::Uuid> = statement
            .query_map(params![bucket.to_string(), subject.0.as_bytes()], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if !events.is_empty() {
            self.scrub_later()?;
        }
        for event in events {
            self.leave(bucket, EventId(event))?;
        }
        Ok(())
    }

    /// Gives up a whole bucket, and forgets how far it was read. Says which subjects were touched.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn give_up(&self, bucket: &Bucket) -> Result<BTreeSet<SubjectId>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT event.id, event.subject FROM event JOIN bucket_event ON bucket_event.event = event.id WHERE bucket = ?1",
        )?;
        let events: Vec<(uuid::Uuid, uuid::Uuid)> = statement
            .query_map(params![bucket.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if !events.is_empty() {
            self.scrub_later()?;
        }
        for (event, _) in &events {
            self.leave(bucket, EventId(*event))?;
        }
        self.tx.execute("DELETE FROM cursor WHERE bucket = ?1", params![bucket.to_string()])?;
        Ok(events.into_iter().map(|(_, subject)| SubjectId(subject)).collect())
    }

    fn leave(&self, bucket: &Bucket, event: EventId) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("DELETE FROM bucket_event WHERE bucket = ?1 AND event = ?2")?
            .execute(params![bucket.to_string(), event.0.as_bytes()])?;
        let name = bucket.to_string();
        self.keep_checksum(&name, self.checksum_of(&name)?.minus(event))?;
        self.tx
            .prepare_cached(
                "DELETE FROM event WHERE id = ?1 AND own = 0 AND NOT EXISTS (SELECT 1 FROM bucket_event WHERE event = ?1)",
            )?
            .execute(params![event.0.as_bytes()])?;
        Ok(())
    }

    /// Moves the cursor of a bucket, in the transaction that keeps the rows it stands for; to its head, or not yet.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn advance(&self, bucket: &Bucket, position: u64, to_head: bool) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT INTO cursor (bucket, position, count, sum, reached) VALUES (?1, ?2, 0, 0, ?3)
                 ON CONFLICT (bucket) DO UPDATE SET position = ?2, reached = reached OR ?3",
            )?
            .execute(params![bucket.to_string(), position, to_head])?;
        Ok(())
    }

    /// Notes that this phone does not hold all that it is said to hold of a bucket: from its cursor on it is read as if for the
    /// first time.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn unread(&self, bucket: &Bucket) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE cursor SET reached = 0 WHERE bucket = ?1")?
            .execute(params![bucket.to_string()])?;
        Ok(())
    }

    /// What the phone holds of a bucket.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn checksum(&self, bucket: &Bucket) -> Result<Checksum, StoreError> {
        self.checksum_of(&bucket.to_string())
    }

    fn checksum_of(&self, bucket: &str) -> Result<Checksum, StoreError> {
        let found: Option<(i64, i64)> = self
            .tx
            .prepare_cached("SELECT count, sum FROM cursor WHERE bucket = ?1")?
            .query_row(params![bucket], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.map_or_else(Checksum::default, |(count, sum)| Checksum {
            count: count.cast_unsigned(),
            sum: sum.cast_unsigned(),
        }))
    }

    fn keep_checksum(&self, bucket: &str, sum: Checksum) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT INTO cursor (bucket, position, count, sum) VALUES (?1, 0, ?2, ?3)
                 ON CONFLICT (bucket) DO UPDATE SET count = ?2, sum = ?3",
            )?
            .execute(params![bucket, sum.count.cast_signed(), sum.sum.cast_signed()])?;
        Ok(())
    }
}
