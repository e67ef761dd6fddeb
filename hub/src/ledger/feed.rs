//! Buckets: what they hold, and in which order it came. Positions are gapless from 1, so that a phone sees a hole.
//!
//! What one transaction does to the buckets is collected in [`Changes`] and written at its end, bucket by bucket in sorted
//! order: where rows are locked, they are locked last and never crosswise.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::event::{Checksum, EventId, SubjectId};
use usalama_core::policy::Bucket;

use super::{LedgerError, Write};

/// What happens to a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// An event goes in, if it is not there.
    Add(SubjectId, EventId),
    /// An event goes in, or is sent once more: its readers get parts that were withheld.
    Resend(SubjectId, EventId),
    /// A subject goes out.
    Evict(SubjectId),
}

/// What a transaction does to the buckets.
#[derive(Debug, Default)]
pub struct Changes(BTreeMap<Bucket, Vec<Change>>);

impl Changes {
    /// An event goes into a bucket, unless it is there.
    pub fn add(&mut self, bucket: &Bucket, subject: SubjectId, event: EventId) {
        self.0.entry(bucket.clone()).or_default().push(Change::Add(subject, event));
    }

    /// An event goes into a bucket, even where it is there: the checksum counts it once.
    pub fn resend(&mut self, bucket: &Bucket, subject: SubjectId, event: EventId) {
        self.0.entry(bucket.clone()).or_default().push(Change::Resend(subject, event));
    }

    /// The readers of a bucket may read a subject no more.
    pub fn evict(&mut self, bucket: &Bucket, subject: SubjectId) {
        self.0.entry(bucket.clone()).or_default().push(Change::Evict(subject));
    }

    /// Writes everything. Gives the heads of the buckets that changed.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn write(self, write: &Write<'_>) -> Result<BTreeMap<Bucket, u64>, LedgerError> {
        let mut heads = BTreeMap::new();
        for (bucket, changes) in self.0 {
            let name = bucket.to_string();
            let before = head(write, &name)?;
            let mut open = Open { write, name: &name, head: before };
            for change in changes {
                open.change(change)?;
            }
            if open.head != before {
                open.keep()?;
                heads.insert(bucket, open.head.position);
            }
        }
        Ok(heads)
    }
}

/// Where a bucket stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    /// Its last position.
    pub position: u64,
    /// What it holds.
    pub checksum: Checksum,
}

/// Where a bucket stands. One that never held anything stands at 0.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn head(db: &Connection, bucket: &str) -> Result<Head, LedgerError> {
    let mut statement = db.prepare_cached("SELECT head, count, sum FROM bucket WHERE name = ?1")?;
    let head = statement
        .query_row(params![bucket], |row| {
            let sum: i64 = row.get(2)?;
            Ok(Head { position: row.get(0)?, checksum: Checksum { count: row.get(1)?, sum: sum.cast_unsigned() } })
        })
        .optional()?;
    Ok(head.unwrap_or_default())
}

struct Open<'a> {
    write: &'a Write<'a>,
    name: &'a str,
    head: Head,
}

impl Open<'_> {
    fn change(&mut self, change: Change) -> Result<(), LedgerError> {
        match change {
            Change::Add(subject, event) => {
                if self.join(event)? {
                    self.push(subject, Some(event))?;
                }
            }
            Change::Resend(subject, event) => {
                self.join(event)?;
                self.push(subject, Some(event))?;
            }
            Change::Evict(subject) => self.evict(subject)?,
        }
        Ok(())
    }

    fn join(&mut self, event: EventId) -> Result<bool, LedgerError> {
        let new = self
            .write
            .prepare_cached("INSERT INTO member (bucket, event) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![self.name, event.0])?
            == 1;
        if new {
            self.head.checksum = self.head.checksum.plus(event);
        }
        Ok(new)
    }

    fn evict(&mut self, subject: SubjectId) -> Result<(), LedgerError> {
        let mut members = self.write.prepare_cached(
            "DELETE FROM member WHERE bucket = ?1 AND event IN (SELECT id FROM event WHERE subject = ?2)
             RETURNING event",
        )?;
        let gone: Vec<uuid::Uuid> =
            members.query_map(params![self.name, subject.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if gone.is_empty() {
            return Ok(());
        }
        for event in gone {
            self.head.checksum = self.head.checksum.minus(EventId(event));
        }
        // Whoever reads the bucket from an earlier place on must not be handed the events either.
        self.write
            .prepare_cached("UPDATE feed SET event = NULL WHERE bucket = ?1 AND subject = ?2")?
            .execute(params![self.name, subject.0])?;
        self.push(subject, None)
    }

    fn push(&mut self, subject: SubjectId, event: Option<EventId>) -> Result<(), LedgerError> {
        self.head.position += 1;
        self.write
            .prepare_cached("INSERT INTO feed (bucket, position, subject, event) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.name, self.head.position, subject.0, event.map(|event| event.0)])?;
        Ok(())
    }

    fn keep(&self) -> Result<(), LedgerError> {
        let Head { position, checksum } = self.head;
        self.write
            .prepare_cached(
                "INSERT INTO bucket (name, head, count, sum) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (name) DO UPDATE SET head = ?2, count = ?3, sum = ?4",
            )?
            .execute(params![self.name, position, checksum.count, checksum.sum.cast_signed()])?;
        Ok(())
    }
}

/// An item of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub position: u64,
    /// What it is about.
    pub subject: SubjectId,
    /// The event; nothing where the subject is evicted.
    pub event: Option<EventId>,
}

/// What came after a position, in order.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn after(db: &Connection, bucket: &str, position: u64, limit: usize) -> Result<Vec<Item>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT position, subject, event FROM feed WHERE bucket = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
    )?;
    let rows = statement.query_map(params![bucket, position, limit], |row| {
        Ok(Item {
            position: row.get(0)?,
            subject: SubjectId(row.get(1)?),
            event: row.get::<_, Option<uuid::Uuid>>(2)?.map(EventId),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many items there are in all feeds.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn count(db: &Connection) -> Result<u64, LedgerError> {
    Ok(db.query_row("SELECT count(*) FROM feed", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use usalama_core::event::ActorId;

    fn write(ledger: &Ledger, changes: Changes) -> BTreeMap<Bucket, u64> {
        ledger.write::<_, LedgerError>(|write| changes.write(write)).unwrap()
    }

    fn event(ledger: &Ledger, subject: SubjectId) -> EventId {
        let id = EventId(uuid::Uuid::new_v4());
        let insert = "INSERT INTO event (id, subject, hash, header, parts, received_at, clock_suspect)
                      VALUES (?1, ?2, x'', '', '', 0, 0)";
        ledger.write::<_, LedgerError>(|write| Ok(write.execute(insert, params![id.0, subject.0])?)).unwrap();
        id
    }

    #[test]
    fn an_evicted_subject_is_handed_to_nobody_who_comes_later() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&directory.path().join("hub.db")).unwrap();
        let bucket = Bucket::Actor(ActorId::random());
        let (kept, evicted) = (SubjectId::random(), SubjectId::random());
        let (a, b) = (event(&ledger, kept), event(&ledger, evicted));

        let mut changes = Changes::default();
        changes.add(&bucket, kept, a);
        changes.add(&bucket, evicted, b);
        changes.add(&bucket, evicted, b);
        assert_eq!(write(&ledger, changes).get(&bucket), Some(&2), "an event is in a bucket once");
        let mut changes = Changes::default();
        changes.evict(&bucket, evicted);
        changes.evict(&bucket, SubjectId::random());
        assert_eq!(write(&ledger, changes).get(&bucket), Some(&3), "what was never there is not evicted");

        let name = bucket.to_string();
        let (items, head) =
            ledger.read::<_, LedgerError>(|db| Ok((after(db, &name, 0, 10)?, head(db, &name)?))).unwrap();
        assert_eq!(items.iter().map(|item| item.position).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(items.iter().map(|item| item.event).collect::<Vec<_>>(), [Some(a), None, None]);
        assert_eq!(head.checksum, Checksum::default().plus(a));
    }

    #[test]
    fn an_event_that_is_sent_again_counts_once() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&directory.path().join("hub.db")).unwrap();
        let subject = SubjectId::random();
        let id = event(&ledger, subject);
        let mut changes = Changes::default();
        changes.add(&Bucket::Public, subject, id);
        changes.resend(&Bucket::Public, subject, id);
        assert_eq!(write(&ledger, changes).get(&Bucket::Public), Some(&2));
        let head = ledger.read::<_, LedgerError>(|db| head(db, "public")).unwrap();
        assert_eq!(head.checksum, Checksum::default().plus(id));
    }
}
