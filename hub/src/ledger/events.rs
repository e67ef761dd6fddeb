//! Events as they were signed, what was said of them, and the heads of their chains.

use rusqlite::{Connection, OptionalExtension, Row, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::{ChainHead, ChainId, EventId, Proof, Receipt, SignedEvent, SubjectId, VerifiedEvent};
use usalama_core::keys::{Hash, Signature};
use usalama_core::model::refusal::Refusal;

use super::{LedgerError, Write};

/// What the hub said of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Taken up.
    Accepted(Receipt),
    /// A link of its chain, outside the fold.
    Refused(Refusal),
}

/// An event as it is kept.
#[derive(Debug, Clone)]
pub struct KeptEvent {
    /// The event, whole.
    pub event: VerifiedEvent,
    /// What was said of it.
    pub verdict: Verdict,
}

impl KeptEvent {
    /// Where it stands; nothing for one that was refused.
    #[must_use]
    pub const fn receipt(&self) -> Option<Receipt> {
        match self.verdict {
            Verdict::Accepted(receipt) => Some(receipt),
            Verdict::Refused(_) => None,
        }
    }
}

/// The hash of an event that is known, and what was said of it.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn verdict(db: &Connection, id: EventId) -> Result<Option<(Hash, Verdict)>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT subject_seq, received_at, clock_suspect, refusal, hash FROM event WHERE id = ?1")?;
    let mut rows = statement.query(params![id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some((Hash::from_bytes(row.get(4)?), verdict_of(row)?)))
}

/// From the columns `subject_seq, received_at, clock_suspect, refusal`.
fn verdict_of(row: &Row<'_>) -> Result<Verdict, LedgerError> {
    let seq: Option<u64> = row.get(0)?;
    let refusal: Option<String> = row.get(3)?;
    match (seq, refusal) {
        (Some(seq), _) => {
            Ok(Verdict::Accepted(Receipt { seq, at: Timestamp::from_millis(row.get(1)?), clock_suspect: row.get(2)? }))
        }
        (None, Some(json)) => {
            Ok(Verdict::Refused(serde_json::from_str(&json).map_err(|_| LedgerError::Unreadable("refusal"))?))
        }
        (None, None) => Err(LedgerError::Unreadable("verdict")),
    }
}

const COLUMNS: &str = "subject_seq, received_at, clock_suspect, refusal, header, signature, parts";

fn read(row: &Row<'_>) -> Result<KeptEvent, LedgerError> {
    let signature: Option<[u8; 64]> = row.get(5)?;
    let parts: String = row.get(6)?;
    let parts = serde_json::from_str(&parts).map_err(|_| LedgerError::Unreadable("part"))?;
    let event = SignedEvent::parse(row.get(4)?, signature.map(Signature::from_bytes), parts)
        .map_err(|_| LedgerError::Unreadable("event"))?
        .restored(Proof::Author);
    Ok(KeptEvent { event, verdict: verdict_of(row)? })
}

/// One event.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find(db: &Connection, id: EventId) -> Result<Option<KeptEvent>, LedgerError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE id = ?1"))?;
    let mut rows = statement.query(params![id.0])?;
    rows.next()?.map(read).transpose()
}

/// The accepted events of a subject, in its order.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn of_subject(db: &Connection, subject: SubjectId) -> Result<Vec<KeptEvent>, LedgerError> {
    let sql =
        format!("SELECT {COLUMNS} FROM event WHERE subject = ?1 AND subject_seq IS NOT NULL ORDER BY subject_seq");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![subject.0])?;
    let mut events = vec![];
    while let Some(row) = rows.next()? {
        events.push(read(row)?);
    }
    Ok(events)
}

/// Whether an event of a subject has this number.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn has_number(db: &Connection, subject: SubjectId, seq: u64) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM event WHERE subject = ?1 AND subject_seq = ?2")?;
    Ok(statement.exists(params![subject.0, seq])?)
}

/// Whether anything is kept of a subject, be it refused.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn any_of(db: &Connection, subject: SubjectId) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM event WHERE subject = ?1)")?;
    Ok(statement.query_row(params![subject.0], |row| row.get(0))?)
}

/// Keeps an event with what was said of it, and moves the head of its chain.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep(
    write: &Write<'_>,
    event: &VerifiedEvent,
    verdict: &Verdict,
    received_at: Timestamp,
    clock_suspect: bool,
) -> Result<(), LedgerError> {
    let header = event.header();
    let parts = serde_json::to_string(event.parts()).map_err(|_| LedgerError::Unreadable("part"))?;
    let (seq, refusal) = match verdict {
        Verdict::Accepted(receipt) => (Some(receipt.seq), None),
        Verdict::Refused(refusal) => {
            (None, Some(serde_json::to_string(refusal).map_err(|_| LedgerError::Unreadable("refusal"))?))
        }
    };
    write
        .prepare_cached(
            "INSERT INTO event (id, subject, subject_seq, hash, header, signature, parts, received_at, clock_suspect,
                 refusal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            header.id.0,
            header.subject.0,
            seq,
            event.hash().as_bytes(),
            event.header_bytes(),
            event.signature().map(|signature| *signature.as_bytes()),
            parts,
            received_at.as_millis(),
            clock_suspect,
            refusal,
        ])?;
    let Some(link) = header.link else { return Ok(()) };
    let chain = ChainId::of(header);
    write
        .prepare_cached(
            "INSERT INTO chain (key, subject, audience, seq, hash) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (key, subject, audience) DO UPDATE SET seq = ?4, hash = ?5",
        )?
        .execute(params![
            chain.key.as_bytes(),
            chain.subject.0,
            chain.audience.code(),
            link.seq,
            event.hash().as_bytes()
        ])?;
    Ok(())
}

/// The head of a chain.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn chain_head(db: &Connection, chain: &ChainId) -> Result<ChainHead, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT seq, hash FROM chain WHERE key = ?1 AND subject = ?2 AND audience = ?3")?;
    let head = statement
        .query_row(params![chain.key.as_bytes(), chain.subject.0, chain.audience.code()], |row| {
            Ok(ChainHead { seq: row.get(0)?, hash: Some(Hash::from_bytes(row.get(1)?)) })
        })
        .optional()?;
    Ok(head.unwrap_or_default())
}

/// How many events were accepted, and how many refused.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn counts(db: &Connection) -> Result<(u64, u64), LedgerError> {
    Ok(db.query_row("SELECT count(subject_seq), count(*) - count(subject_seq) FROM event", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?)
}
