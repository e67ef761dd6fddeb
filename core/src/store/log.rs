//! The log: events as they were signed, with what the hub said of them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::StoreError;
use super::open::{Store, Write};
use crate::clock::Timestamp;
use crate::event::{ChainHead, ChainId, EventId, Header, Parts, Proof, Receipt, SignedEvent, SubjectId, VerifiedEvent};
use crate::keys::Signature;
use crate::model::incident::Stamp;

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The hub has not said anything yet.
    Pending,
    /// The hub took it up.
    Confirmed(Receipt),
    /// The hub refused it: it stays a link of its chain, outside the fold.
    Refused,
}

/// An event of the log.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Order of arrival on this phone.
    pub no: i64,
    /// The event, with the parts that are at hand.
    pub event: VerifiedEvent,
    /// Whether this profile made it.
    pub own: bool,
    /// Where it stands.
    pub standing: Standing,
}

impl Kept {
    /// Its place in the order of its subject; nothing for one that was refused.
    #[must_use]
    pub const fn stamp(&self) -> Option<Stamp> {
        match self.standing {
            Standing::Pending => Some(Stamp::Pending(self.event.header().time.at)),
            Standing::Confirmed(receipt) => Some(Stamp::Confirmed { seq: receipt.seq, at: receipt.at }),
            Standing::Refused => None,
        }
    }
}

/// The head of a chain, as far as the events of its subject show it.
#[must_use]
pub fn chain_head(chain: &ChainId, events: &[Kept]) -> ChainHead {
    let mut head = ChainHead::default();
    for kept in events {
        let header = kept.event.header();
        if let Some(link) = header.link.filter(|link| link.seq > head.seq && ChainId::of(header) == *chain) {
            head = ChainHead { seq: link.seq, hash: Some(kept.event.hash()) };
        }
    }
    head
}

const COLUMNS: &str =
    "no, hash, header, signature, parts, own, proof, standing, subject_seq, received_at, clock_suspect";

impl Store {
    /// All events of a subject in the order of the fold: the confirmed ones in hub order, then the pending ones, then
    /// those that were refused.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn events_of(&self, subject: SubjectId) -> Result<Vec<Kept>, StoreError> {
        self.read(|connection| events_of(connection, subject))
    }

    /// The events that this profile wrote, in the order in which they came here; those that cannot be read are passed over.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn own_events(&self) -> Result<Vec<Kept>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE own ORDER BY no"))?;
            let mut rows = statement.query([])?;
            let mut kept = vec![];
            while let Some(row) = rows.next()? {
                match read_row(row) {
                    Err(StoreError::Unreadable(_)) => {}
                    other => kept.push(other?),
                }
            }
            Ok(kept)
        })
    }

    /// One event.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn event(&self, id: EventId) -> Result<Option<Kept>, StoreError> {
        self.read(|connection| event(connection, id))
    }
}

impl Write<'_> {
    /// All events of a subject, as [`Store::events_of`].
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn events_of(&self, subject: SubjectId) -> Result<Vec<Kept>, StoreError> {
        events_of(&self.tx, subject)
    }

    /// One event, as [`Store::event`].
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn event(&self, id: EventId) -> Result<Option<Kept>, StoreError> {
        event(&self.tx, id)
    }

    /// Whether anything is held of a subject.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn knows(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE subject = ?1)")?;
        Ok(statement.query_row(params![subject.0.as_bytes()], |row| row.get(0))?)
    }

    /// Whether this profile made any event of a subject.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn has_own(&self, subject: SubjectId) -> Result<bool, StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE subject = ?1 AND own)")?;
        Ok(statement.query_row(params![subject.0.as_bytes()], |row| row.get(0))?)
    }

    /// Keeps an event that this profile has just made.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along, or its identity is taken.
    pub fn append_own(&self, event: VerifiedEvent) -> Result<Kept, StoreError> {
        if !self.append(&event, true, Standing::Pending)? {
            return Err(StoreError::Unreadable("event of the same identity"));
        }
        Ok(Kept { no: self.tx.last_insert_rowid(), event, own: true, standing: Standing::Pending })
    }

    /// Keeps an event. One that is there already gains the parts, the signature and the standing that it lacked; what was
    /// confirmed is never pending again. Says whether it is new.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along, or another event has this identity.
    pub fn append(&self, event: &VerifiedEvent, own: bool, standing: Standing) -> Result<bool, StoreError> {
        let header = event.header();
        let (code, receipt) = encode(standing);
        let parts = serde_json::to_string(event.parts()).map_err(|_| StoreError::Unreadable("part"))?;
        let new = self
            .tx
            .prepare_cached(
                "INSERT INTO event (id, subject, hash, header, signature, parts, own, proof, standing, subject_seq,
                     received_at, clock_suspect)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![
                header.id.0.as_bytes(),
                header.subject.0.as_bytes(),
                event.hash().as_bytes(),
                event.header_bytes(),
                event.signature().map(|s| *s.as_bytes()),
                parts,
                own,
                proof_code(event.proof()),
                code,
                receipt.map(|r| r.seq),
                receipt.map(|r| r.at.as_millis()),
                receipt.is_some_and(|r| r.clock_suspect),
            ])?
            == 1;
        if !new {
            self.enrich(event, standing)?;
        }
        Ok(new)
    }

    fn enrich(&self, event: &VerifiedEvent, standing: Standing) -> Result<(), StoreError> {
        let id = event.header().id;
        let kept = self::event(&self.tx, id)?.ok_or(StoreError::Unreadable("event"))?;
        if kept.event.hash() != event.hash() {
            return Err(StoreError::Unreadable("event of the same identity"));
        }
        let mut parts: Parts = kept.event.parts().clone();
        parts.extend(event.parts().iter().map(|(name, part)| (name.clone(), part.clone())));
        let parts = self.without_erased(id, parts)?;
        let parts = serde_json::to_string(&parts).map_err(|_| StoreError::Unreadable("part"))?;
        let proof = if event.proof() == Proof::Author { Proof::Author } else { kept.event.proof() };
        self.tx
            .prepare_cached(
                "UPDATE event SET parts = ?2, signature = coalesce(signature, ?3), proof = ?4 WHERE id = ?1",
            )?
            .execute(params![id.0.as_bytes(), parts, event.signature().map(|s| *s.as_bytes()), proof_code(proof)])?;
        if matches!(standing, Standing::Confirmed(_)) {
            self.stand(id, standing)?;
        }
        Ok(())
    }

    /// Notes what the hub said of an event.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn stand(&self, id: EventId, standing: Standing) -> Result<(), StoreError> {
        let (code, receipt) = encode(standing);
        self.tx
            .prepare_cached(
                "UPDATE event SET standing = ?2, subject_seq = ?3, received_at = ?4, clock_suspect = clock_suspect OR ?5
                 WHERE id = ?1",
            )?
            .execute(params![
                id.0.as_bytes(),
                code,
                receipt.map(|r| r.seq),
                receipt.map(|r| r.at.as_millis()),
                receipt.is_some_and(|r| r.clock_suspect),
            ])?;
        Ok(())
    }

    /// Marks an event whose author's signature was checked here.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn mark_proven(&self, id: EventId) -> Result<(), StoreError> {
        self.tx.prepare_cached("UPDATE event SET proof = 0 WHERE id = ?1")?.execute(params![id.0.as_bytes()])?;
        Ok(())
    }

    /// Marks an event that was recorded while the clock was known to be wrong.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn mark_clock_suspect(&self, id: EventId) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE event SET clock_suspect = 1 WHERE id = ?1")?
            .execute(params![id.0.as_bytes()])?;
        Ok(())
    }
}

pub(super) fn events_of(connection: &Connection, subject: SubjectId) -> Result<Vec<Kept>, StoreError> {
    each_event_of(connection, subject, |kept, row| {
        kept.push(row?);
        Ok(())
    })
}

fn each_event_of(
    connection: &Connection,
    subject: SubjectId,
    take: impl Fn(&mut Vec<Kept>, Result<Kept, StoreError>) -> Result<(), StoreError>,
) -> Result<Vec<Kept>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM event WHERE subject = ?1
         ORDER BY CASE standing WHEN 1 THEN 0 WHEN 0 THEN 1 ELSE 2 END, subject_seq, no"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![subject.0.as_bytes()])?;
    let mut kept = vec![];
    while let Some(row) = rows.next()? {
        take(&mut kept, read_row(row))?;
    }
    Ok(kept)
}

pub(super) fn event(connection: &Connection, id: EventId) -> Result<Option<Kept>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM event WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let kept = statement.query_row(params![id.0.as_bytes()], |row| Ok(read_row(row))).optional()?;
    kept.transpose()
}

/// Walks the table of events itself, in the order in which they came, behind a number.
pub(super) fn prepare_walk(connection: &Connection) -> Result<rusqlite::Statement<'_>, rusqlite::Error> {
    connection.prepare(&format!("SELECT {COLUMNS} FROM event NOT INDEXED WHERE no > ?1 ORDER BY no"))
}

/// The events of a subject that can be read, in the order of the fold: one that cannot does not take the others with it.
pub(super) fn readable_events_of(connection: &Connection, subject: SubjectId) -> Result<Vec<Kept>, StoreError> {
    each_event_of(connection, subject, |kept, row| match row {
        Err(StoreError::Unreadable(what)) => {
            tracing::warn!(what, "a stored event cannot be read; its subject is folded without it");
            Ok(())
        }
        Err(error) => Err(error),
        Ok(event) => {
            kept.push(event);
            Ok(())
        }
    })
}

pub(super) fn read_row(row: &Row<'_>) -> Result<Kept, StoreError> {
    let signature: Option<Vec<u8>> = row.get("signature")?;
    let signature = signature
        .map(|bytes| Signature::from_slice(&bytes))
        .transpose()
        .map_err(|_| StoreError::Unreadable("signature"))?;
    let parts: String = row.get("parts")?;
    let parts: Parts = serde_json::from_str(&parts).map_err(|_| StoreError::Unreadable("part"))?;
    let signed =
        SignedEvent::parse(row.get("header")?, signature, parts).map_err(|_| StoreError::Unreadable("event"))?;
    let hash: Vec<u8> = row.get("hash")?;
    // A bit that flipped in a header would else go unnoticed until somebody checks the signature.
    if hash != Header::hash(signed.claimed_bytes().as_bytes()).as_bytes() {
        return Err(StoreError::Unreadable("event"));
    }
    let proof = if row.get::<_, i64>("proof")? == 0 { Proof::Author } else { Proof::Hub };
    let standing = match (row.get::<_, i64>("standing")?, row.get("subject_seq")?, row.get("received_at")?) {
        (1, Some(seq), Some(at)) => Standing::Confirmed(Receipt {
            seq,
            at: Timestamp::from_millis(at),
            clock_suspect: row.get("clock_suspect")?,
        }),
        (2, _, _) => Standing::Refused,
        _ => Standing::Pending,
    };
    Ok(Kept { no: row.get("no")?, event: signed.restored(proof), own: row.get("own")?, standing })
}

const fn encode(standing: Standing) -> (i64, Option<Receipt>) {
    match standing {
        Standing::Pending => (0, None),
        Standing::Confirmed(receipt) => (1, Some(receipt)),
        Standing::Refused => (2, None),
    }
}

const fn proof_code(proof: Proof) -> i64 {
    match proof {
        Proof::Author => 0,
        Proof::Hub => 1,
    }
}
