//! What goes by the anonymous road: letters that wait for their time, and the threads that they open. Apart from log and outbox, so
//! that nothing joins the two; and wiped from the file when it is forgotten.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use super::open::{self, Store, Write};
use crate::clock::Timestamp;
use crate::model::refusal::Refusal;

/// How far what was sent under a receipt has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnonymousState {
    /// It waits for its time, or for a connection.
    Waits,
    /// The hub has it.
    Delivered,
    /// The hub refused it.
    Refused(Refusal),
}

/// A thread that this phone keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptThread<A, T> {
    /// The receipt's digits.
    pub receipt: String,
    /// What it is about.
    pub about: A,
    /// How far it has come.
    pub state: AnonymousState,
    /// The thread as it was last read.
    pub read: Option<T>,
    /// When the next letter goes, by this phone's clock.
    pub send_at: Option<Timestamp>,
}

/// A letter that is due.
#[derive(Debug, Clone)]
pub struct DueLetter<D, E> {
    /// Its number.
    pub no: i64,
    /// Under which receipt.
    pub receipt: String,
    /// What is to be sealed and signed.
    pub draft: D,
    /// The event, once it is.
    pub signed: Option<E>,
}

/// A thread that nobody came back to for so many milliseconds by now, and of which nothing waits.
const OLD: &str = "opened + ?1 <= ?2
    AND NOT EXISTS (SELECT 1 FROM anonymous_letter l WHERE l.receipt = anonymous_thread.receipt)";

fn old(life: Duration, now: Timestamp) -> [i64; 2] {
    [i64::try_from(life.as_millis()).unwrap_or(i64::MAX), now.as_millis()]
}

/// Whether there is a thread that nobody came back to for so long.
pub(super) fn has_old_threads(connection: &Connection, life: Duration, now: Timestamp) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM anonymous_thread WHERE {OLD}");
    Ok(connection.prepare_cached(&sql)?.exists(old(life, now))?)
}

const DAY: Duration = Duration::from_secs(24 * 3600);

fn print<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("anonymous letter"))
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unreadable("anonymous letter"))
}

const THREAD: &str = "SELECT receipt, about, state, refusal, read,
    (SELECT min(send_at) FROM anonymous_letter l WHERE l.receipt = t.receipt) FROM anonymous_thread t";

fn thread<A: DeserializeOwned, T: DeserializeOwned>(row: &Row<'_>) -> Result<KeptThread<A, T>, StoreError> {
    let about: String = row.get(1)?;
    let read: Option<String> = row.get(4)?;
    let send_at: Option<i64> = row.get(5)?;
    let state = match row.get(2)? {
        1_i64 => AnonymousState::Delivered,
        2 => AnonymousState::Refused(parse(&row.get::<_, String>(3)?)?),
        _ => AnonymousState::Waits,
    };
    Ok(KeptThread {
        receipt: row.get(0)?,
        about: parse(&about)?,
        state,
        read: read.map(|read| parse(&read)).transpose()?,
        send_at: send_at.map(Timestamp::from_millis),
    })
}

impl Write<'_> {
    /// Keeps a thread, where it is not kept yet.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn begin_thread<A: Serialize>(&self, receipt: &str, about: &A, forget: bool) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT OR IGNORE INTO anonymous_thread (receipt, about, state, forget) VALUES (?1, ?2, 0, ?3)",
            )?
            .execute(params![receipt, print(about)?, forget])?;
        Ok(())
    }

    /// Keeps a letter until its time has come.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_letter<D: Serialize>(&self, receipt: &str, draft: &D, send_at: Timestamp) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO anonymous_letter (receipt, draft, send_at) VALUES (?1, ?2, ?3)")?
            .execute(params![receipt, print(draft)?, send_at.as_millis()])?;
        Ok(())
    }

    /// Keeps what a letter was signed as: from then on it goes as it is.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn letter_signed<E: Serialize>(&self, no: i64, signed: &E) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE anonymous_letter SET signed = ?2 WHERE no = ?1")?
            .execute(params![no, print(signed)?])?;
        Ok(())
    }

    /// A letter goes later.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn letter_later(&self, no: i64, send_at: Timestamp) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE anonymous_letter SET send_at = ?2, attempts = attempts + 1 WHERE no = ?1")?
            .execute(params![no, send_at.as_millis()])?;
        Ok(())
    }

    /// The hub has said what becomes of a letter. Says whether its thread is to be forgotten now.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn letter_settled(&self, no: i64, refusal: Option<&Refusal>, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "DELETE FROM anonymous_letter WHERE no = ?1 RETURNING receipt";
        let receipt: Option<String> =
            self.tx.prepare_cached(sql)?.query_row(params![no], |row| row.get(0)).optional()?;
        let Some(receipt) = receipt else { return Ok(false) };
        let state = if refusal.is_some() { 2 } else { 1 };
        // What was delivered once stays so, whatever becomes of an answer.
        self.tx
            .prepare_cached("UPDATE anonymous_thread SET state = ?2, refusal = ?3 WHERE receipt = ?1 AND state <> 1")?
            .execute(params![receipt, state, refusal.map(print).transpose()?])?;
        self.thread_opened(&receipt, now)?;
        let forget = "DELETE FROM anonymous_thread WHERE receipt = ?1 AND state = 1 AND forget
            AND NOT EXISTS (SELECT 1 FROM anonymous_letter l WHERE l.receipt = ?1)";
        Ok(self.tx.prepare_cached(forget)?.execute(params![receipt])? > 0)
    }

    /// Keeps a thread as it was read, where it is kept here at all.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn thread_read<T: Serialize>(&self, receipt: &str, read: &T) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE anonymous_thread SET read = ?2 WHERE receipt = ?1")?
            .execute(params![receipt, print(read)?])?;
        Ok(())
    }

    /// Somebody came back to a thread that is kept here.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn thread_opened(&self, receipt: &str, now: Timestamp) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE anonymous_thread SET opened = ?2 WHERE receipt = ?1")?
            .execute(params![receipt, now.floor_to(DAY).as_millis()])?;
        Ok(())
    }

    /// Forgets the threads that nobody has come back to for so long, and of which nothing waits. Says how many.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub(super) fn forget_old_threads(&self, life: Duration, now: Timestamp) -> Result<u64, StoreError> {
        let sql = format!("DELETE FROM anonymous_thread WHERE {OLD}");
        Ok(self.tx.prepare_cached(&sql)?.execute(old(life, now))? as u64)
    }

    /// Forgets a thread, with what of it still waits.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn forget_thread(&self, receipt: &str) -> Result<bool, StoreError> {
        Ok(self.tx.prepare_cached("DELETE FROM anonymous_thread WHERE receipt = ?1")?.execute(params![receipt])? > 0)
    }
}

impl Store {
    /// The threads that are kept here, those that were begun last first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn threads<A: DeserializeOwned, T: DeserializeOwned>(&self) -> Result<Vec<KeptThread<A, T>>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(THREAD)?;
            let mut rows = statement.query([])?;
            let mut threads = vec![];
            while let Some(row) = rows.next()? {
                threads.push(thread(row)?);
            }
            Ok(threads)
        })
    }

    /// One thread.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn thread<A: DeserializeOwned, T: DeserializeOwned>(
        &self,
        receipt: &str,
    ) -> Result<Option<KeptThread<A, T>>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!("{THREAD} WHERE receipt = ?1"))?;
            let mut rows = statement.query(params![receipt])?;
            rows.next()?.map(thread).transpose()
        })
    }

    /// The letters whose time has come, in the order in which it came. None waits for longer than `longest`: where its time is
    /// farther off than that, the clock was wrong when it was written, and it is due.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn due_letters<D: DeserializeOwned, E: DeserializeOwned>(
        &self,
        now: Timestamp,
        longest: Duration,
    ) -> Result<Vec<DueLetter<D, E>>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT no, receipt, draft, signed FROM anonymous_letter WHERE send_at <= ?1 OR send_at > ?2
                 ORDER BY send_at, no",
            )?;
            let mut rows = statement.query(params![now.as_millis(), now.plus(longest).as_millis()])?;
            let mut letters = vec![];
            while let Some(row) = rows.next()? {
                let draft: String = row.get(2)?;
                let signed: Option<String> = row.get(3)?;
                letters.push(DueLetter {
                    no: row.get(0)?,
                    receipt: row.get(1)?,
                    draft: parse(&draft)?,
                    signed: signed.map(|signed| parse(&signed)).transpose()?,
                });
            }
            Ok(letters)
        })
    }

    /// Letters that wait, and when the next goes.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn letters_waiting(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        self.read(|connection| {
            let sql = "SELECT count(*), min(send_at) FROM anonymous_letter";
            let (count, next) =
                connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?)))?;
            Ok((count, next.map(Timestamp::from_millis)))
        })
    }

    /// Changes the store as [`Store::write`] does; what is deleted or replaced is overwritten with zeros, in the file.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_over<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let set = |on: bool| -> Result<(), StoreError> {
            Ok(open::writer(self).forced()?.pragma_update(None, "secure_delete", on)?)
        };
        set(true)?;
        let done = self.write(change);
        set(false)?;
        done
    }

    /// As [`Store::write_over`], and empties the file's log, which holds what was there before. What the flash memory below keeps
    /// of it, no program can tell.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn wipe<T>(&self, change: impl FnOnce(&Write<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = self.write_over(change)?;
        self.checkpoint()?;
        Ok(done)
    }
}
