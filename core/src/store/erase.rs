//! Erasing what is due: parts go, headers stay, so that every chain can still be followed. What still waits to be sent is left
//! alone, with its whole subject.
//!
//! A row that was overwritten is still in the file's free pages and in its log. So what was erased is scrubbed: the file is
//! written anew and the log emptied. That this is still to be done is a row too.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

use super::anonymous::has_old_threads;
use super::error::StoreError;
use super::open::{Store, Write, writer};
use crate::clock::Timestamp;
use crate::event::{EventId, PartName, Parts, SubjectId};
use crate::model::alert::Alert;
use crate::model::attendance::Sheet;
use crate::model::custody::Custody;
use crate::model::duty::Duty;
use crate::model::incident::Incident;
use crate::model::publication::Publication;
use crate::model::referral::Referral;
use crate::model::retention::{Due, Erases, Keep, Life, Retained, RetentionClass, Side, rule};
use crate::model::solution::Proposal;
use crate::model::sos::Sos;
use crate::model::tip::Tip;

/// All parts.
const ALL: &str = "*";
/// Whether something that was erased, or may be read here no more, is still to be scrubbed.
const SCRUB: &str = "scrub";
/// When it was last swept.
const SWEPT: &str = "swept";
/// How often the log is tried to be emptied while somebody reads.
const TRIES: u32 = 20;

/// What a sweep erased, by class: how many subjects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept(pub Vec<(RetentionClass, u64)>);

impl Swept {
    /// How many subjects lost something.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    fn note(&mut self, class: &RetentionClass) {
        match self.0.iter_mut().find(|(known, _)| known == class) {
            Some((_, count)) => *count += 1,
            None => self.0.push((class.clone(), 1)),
        }
    }
}

impl Store {
    /// Erases what is due, and scrubs the file where anything was.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along. What was erased is erased; what is to be scrubbed still is.
    pub fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        // Views must be as the log is.
        self.catch_up()?;
        let due = self.read(|connection| due(connection, now))?;
        let mut swept = Swept::default();
        let forgotten = self.forget_receipts(now)?;
        for _ in 0..forgotten {
            swept.note(&RetentionClass::AnonymousThread);
        }
        if !due.is_empty() {
            self.write(|write| {
                let mut touched = BTreeSet::new();
                for (subject, due) in &due {
                    // Something may have been written since.
                    if write.waits(*subject)? {
                        continue;
                    }
                    if write.erase(*subject, &due.erases)? {
                        swept.note(&due.class);
                        touched.insert(*subject);
                    }
                }
                if !touched.is_empty() {
                    write.scrub_later()?;
                }
                write.refold_all(&touched)
            })?;
        }
        if self.get::<bool>(SCRUB)? == Some(true) {
            self.scrub()?;
        }
        // Where this cannot be noted, it is swept once more than it has to be.
        let _ = self.write_unforced(|write| write.put(SWEPT, &now));
        Ok(swept)
    }

    /// When it was last swept; nothing where something is still to be scrubbed.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn swept_at(&self) -> Result<Option<Timestamp>, StoreError> {
        if self.get::<bool>(SCRUB)? == Some(true) { Ok(None) } else { self.get(SWEPT) }
    }

    /// Forgets the receipts that nobody came back to for as long as the table says: to the day, and not before the hub lets them end.
    fn forget_receipts(&self, now: Timestamp) -> Result<u64, StoreError> {
        let Some(Keep::Hours(hours, _)) = rule(&RetentionClass::AnonymousThread).map(|rule| rule.device.keep) else {
            return Ok(0);
        };
        let life = Duration::from_secs((u64::from(hours) + 24) * 3600);
        if !self.read(|connection| has_old_threads(connection, life, now))? {
            return Ok(0);
        }
        self.write(|write| {
            write.scrub_later()?;
            write.forget_old_threads(life, now)
        })
    }

    /// Empties the whole store: for a profile that goes, whose file is overwritten then. Its free pages are scrubbed before, where
    /// there is room for that.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along: nothing is gone then.
    pub fn shred(&self) -> Result<(), StoreError> {
        self.write::<_, StoreError>(|write| {
            for table in [
                "outbox",
                "event",
                "fix",
                "witness",
                "bucket_event",
                "cursor",
                "grant_token",
                "profile",
                "incident",
                "incident_place",
                "publication",
                "subject",
                "anonymous_letter",
                "anonymous_thread",
                "directory_change",
                "directory_entry",
                "region",
                "area",
                "organisation",
            ] {
                write.tx.execute(&format!("DELETE FROM {table}"), [])?;
            }
            Ok(())
        })?;
        // Emptied it is, and the file is overwritten in any case.
        let _ = self.scrub();
        Ok(())
    }

    /// Writes the file anew without what was freed in it, and empties its log.
    fn scrub(&self) -> Result<(), StoreError> {
        let mut writer = writer(self);
        let connection = writer.forced()?;
        connection.pragma_update(None, "secure_delete", true)?;
        let scrubbed = connection.execute_batch("VACUUM").map_err(StoreError::from).and_then(|()| {
            connection.execute("DELETE FROM profile WHERE key = ?1", params![SCRUB])?;
            empty_log(connection)
        });
        connection.pragma_update(None, "secure_delete", false)?;
        scrubbed
    }

    /// How many events there are.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn count_events(&self) -> Result<u64, StoreError> {
        self.read(|connection| Ok(connection.query_row("SELECT count(*) FROM event", [], |row| row.get(0))?))
    }
}

/// Moves the log into the file and cuts it to nothing. Whoever reads just then is waited for.
fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    Err(StoreError::Busy)
}

/// What is due by now, with what it is due of.
fn due(connection: &Connection, now: Timestamp) -> Result<Vec<(SubjectId, Due)>, StoreError> {
    let mut due = vec![];
    collect::<Incident>(connection, "SELECT subject, mine, changed_at, state FROM incident", now, &mut due)?;
    collect::<Publication>(connection, "SELECT subject, 0, changed_at, state FROM publication", now, &mut due)?;
    let of_kinds =
        |kinds: &str| format!("SELECT subject, mine, changed_at, state FROM subject WHERE kind IN ({kinds})");
    collect::<Duty>(connection, &of_kinds("0, 1, 2"), now, &mut due)?;
    collect::<Alert>(connection, &of_kinds("3"), now, &mut due)?;
    collect::<Sos>(connection, &of_kinds("4"), now, &mut due)?;
    collect::<Proposal>(connection, &of_kinds("6"), now, &mut due)?;
    collect::<Tip>(connection, &of_kinds("7"), now, &mut due)?;
    collect::<Referral>(connection, &of_kinds("8"), now, &mut due)?;
    collect::<Sheet>(connection, &of_kinds("11"), now, &mut due)?;
    collect::<Custody>(connection, &of_kinds("12"), now, &mut due)?;
    Ok(due)
}

/// Adds what is due of the subjects of one model. One that cannot be read is passed over: it is made anew when it is folded again.
fn collect<S: Retained + DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    now: Timestamp,
    due: &mut Vec<(SubjectId, Due)>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let subject = SubjectId(row.get(0)?);
        let (mine, last, state): (bool, i64, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let Ok(state) = serde_json::from_str::<S>(&state) else { continue };
        let life = Life { mine, delivered_at: delivered_at(connection, subject)?, last: Timestamp::from_millis(last) };
        let is_due = |item: &Due| item.at <= now;
        due.extend(state.due(Side::Device, &life).into_iter().filter(is_due).map(|item| (subject, item)));
    }
    Ok(())
}

/// When the hub had received all that was written here of a subject; nothing where something waits.
fn delivered_at(connection: &Connection, subject: SubjectId) -> Result<Option<Timestamp>, StoreError> {
    if waits(connection, subject)? {
        return Ok(None);
    }
    let at: Option<i64> = connection
        .prepare_cached("SELECT max(received_at) FROM event WHERE subject = ?1 AND own AND standing = 1")?
        .query_row(params![subject.0.as_bytes()], |row| row.get(0))?;
    Ok(at.map(Timestamp::from_millis))
}

fn waits(connection: &Connection, subject: SubjectId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE subject = ?1) OR EXISTS (SELECT 1 FROM fix WHERE patrol = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row(params![subject.0.as_bytes()], |row| row.get(0))?)
}

impl Write<'_> {
    /// Whether anything of a subject is still to be sent, or was refused and not dealt with.
    fn waits(&self, subject: SubjectId) -> Result<bool, StoreError> {
        waits(&self.tx, subject)
    }

    /// Notes that something was dropped that must not be found in the file either: the next sweep scrubs it.
    pub(super) fn scrub_later(&self) -> Result<(), StoreError> {
        self.put(SCRUB, &true)
    }

    /// Erases parts of the events of a subject. Says whether there were any.
    fn erase(&self, subject: SubjectId, what: &Erases) -> Result<bool, StoreError> {
        let mut any = false;
        for (id, kind, parts, erased) in self.parts_of(subject)? {
            let (gone, kept): (Parts, Parts) = parts.into_iter().partition(|(name, _)| is_erased(what, &kind, name));
            if gone.is_empty() {
                continue;
            }
            any = true;
            let erased = match what {
                Erases::Everything => ALL.to_owned(),
                _ => erased
                    .into_iter()
                    .chain(gone.keys().map(|name| name.code().to_owned()))
                    .collect::<Vec<_>>()
                    .join(","),
            };
            let kept = serde_json::to_string(&kept).map_err(|_| StoreError::Unreadable("part"))?;
            self.tx.prepare_cached("UPDATE event SET parts = ?2, erased = ?3 WHERE id = ?1")?.execute(params![
                id.0.as_bytes(),
                kept,
                erased
            ])?;
        }
        Ok(any)
    }

    #[allow(clippy::type_complexity, reason = "the columns of one query")]
    fn parts_of(&self, subject: SubjectId) -> Result<Vec<(EventId, String, Parts, Option<String>)>, StoreError> {
        let mut statement = self.tx.prepare_cached(
            "SELECT id, header ->> '$.kind', parts, erased FROM event WHERE subject = ?1 AND parts <> '{}'",
        )?;
        let mut rows = statement.query(params![subject.0.as_bytes()])?;
        let mut found = vec![];
        while let Some(row) = rows.next()? {
            let kind: Option<String> = row.get(1)?;
            let parts: String = row.get(2)?;
            let parts = serde_json::from_str(&parts).map_err(|_| StoreError::Unreadable("part"))?;
            found.push((EventId(row.get(0)?), kind.unwrap_or_default(), parts, row.get(3)?));
        }
        Ok(found)
    }

    /// The parts without those that were erased here before.
    pub(super) fn without_erased(&self, id: EventId, mut parts: Parts) -> Result<Parts, StoreError> {
        let erased: Option<Option<String>> = self
            .tx
            .prepare_cached("SELECT erased FROM event WHERE id = ?1")?
            .query_row(params![id.0.as_bytes()], |row| row.get(0))
            .optional()?;
        if let Some(erased) = erased.flatten() {
            parts.retain(|name, _| erased != ALL && !erased.split(',').any(|gone| gone == name.code()));
        }
        Ok(parts)
    }
}

fn is_erased(what: &Erases, kind: &str, name: &PartName) -> bool {
    match what {
        Erases::Everything => true,
        Erases::AllButHandover => !(kind.starts_with("incident.handover_") && *name == PartName::Core),
        // Which ones are the first and the last is the hub's to know.
        Erases::Part(part) | Erases::PartBetween(part) => name == part,
    }
}
