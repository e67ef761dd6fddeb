//! What is done about a damaged file: it is set aside, never deleted, and what can be read of it is taken over into a fresh
//! one.
//!
//! A crash may come at any moment. So which files were taken over is written in the very transaction that takes them over:
//! whatever lies set aside and is not noted there is taken over at the next opening, and doing so twice does no harm.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags, params, params_from_iter};

use super::error::StoreError;
use super::log::{self, Kept, Standing};
use super::open::{Recovery, Store, Write};
use super::outbox::Lane;
use super::{seal, witness};
use crate::clock::Timestamp;
use crate::event::{EventId, Witness};
use crate::keys::FileKey;

/// Setting that names the files that were taken over.
const TAKEN_OVER: &str = "taken_over";

/// What was set aside is called like the file, and this, and a time and a number.
pub(crate) const DAMAGED: &str = ".damaged-";

/// The same for a file that nobody has the key of.
const LOCKED: &str = ".locked-";

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Sets a damaged file aside.
pub(super) fn set_aside(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    rename(path, DAMAGED, now)
}

/// Sets a file aside that nobody has the key of, and last the fingerprint of its key: until then no other key is right.
pub(super) fn lock_away(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    if path.exists() {
        rename(path, LOCKED, now)?;
    }
    let fingerprint = seal::fingerprint_path(path);
    if fingerprint.exists() {
        std::fs::rename(fingerprint, with_suffix(path, &format!("{LOCKED}{}.fingerprint", now.as_millis())))?;
    }
    Ok(())
}

/// Renames a file and its companions, the file itself last: an interrupted renaming goes on where it stopped.
fn rename(path: &Path, why: &str, now: Timestamp) -> Result<(), StoreError> {
    let begun = asides(path, why)?.into_iter().find_map(|name| {
        let stem = name.strip_suffix("-wal").or_else(|| name.strip_suffix("-shm"))?;
        let stem = path.with_file_name(stem);
        (!stem.exists()).then_some(stem)
    });
    let aside = match begun {
        Some(stem) => stem,
        None => {
            let named = |n: u32| with_suffix(path, &format!("{why}{}-{n}", now.as_millis()));
            (0..1000).map(named).find(|aside| !aside.exists()).unwrap_or_else(|| named(1000))
        }
    };
    for suffix in ["-shm", "-wal"] {
        if with_suffix(path, suffix).exists() {
            std::fs::rename(with_suffix(path, suffix), with_suffix(&aside, suffix))?;
        }
    }
    std::fs::rename(path, aside)?;
    Ok(())
}

/// The names beside the file that begin like what is set aside of it, companions included.
fn asides(path: &Path, why: &str) -> Result<BTreeSet<String>, StoreError> {
    let Some(file) = path.file_name().and_then(|name| name.to_str()) else { return Ok(BTreeSet::new()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let start = format!("{file}{why}");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok().filter(|name| name.starts_with(&start)));
    }
    Ok(names)
}

/// Takes over what was set aside and not taken over yet. Says what was done of the last such file.
pub(super) fn take_over(store: &Store) -> Result<Option<Recovery>, StoreError> {
    let mut left: BTreeSet<String> = asides(store.path(), DAMAGED)?;
    left.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    if left.is_empty() {
        return Ok(None);
    }
    let done: BTreeSet<String> = store.get(TAKEN_OVER)?.unwrap_or_default();
    let mut last = None;
    for name in left.difference(&done) {
        let set_aside = store.path().with_file_name(name);
        let attempt = |again: bool| {
            let mut recovery = Recovery { set_aside: set_aside.clone(), events: 0, unsent: 0, unreadable: 0 };
            let old = Old { path: set_aside.clone(), key: super::open::key(store), failed: Cell::new(None) };
            store.write(|write| {
                take_over_one(&old, write, name, &mut recovery)?;
                // What could not be read for once is not lost: it is noted as taken over only where it cannot be read again.
                old.failed.take().filter(|_| !again).map_or(Ok(()), |error| Err(StoreError::Sqlite(error)))
            })?;
            Ok::<_, StoreError>(recovery)
        };
        last = Some(match attempt(false) {
            Err(StoreError::Sqlite(_)) => attempt(true)?,
            done => done?,
        });
    }
    if last.is_some() {
        super::views::rebuild(super::open::writer(store).forced()?)?;
    }
    Ok(last)
}

/// A file that was set aside.
struct Old<'a> {
    path: PathBuf,
    key: Option<&'a FileKey>,
    /// The disk did not give something, which is not the same as that it is damaged.
    failed: Cell<Option<rusqlite::Error>>,
}

impl Old<'_> {
    /// What was read, if it was.
    fn read<T>(&self, result: Result<T, rusqlite::Error>) -> Option<T> {
        result
            .map_err(|error| {
                if matches!(
                    error.sqlite_error_code(),
                    Some(
                        ErrorCode::SystemIoFailure
                            | ErrorCode::CannotOpen
                            | ErrorCode::DiskFull
                            | ErrorCode::DatabaseBusy
                    )
                ) {
                    self.failed.set(Some(error));
                }
            })
            .ok()
    }

    /// A connection for one question: behind a page that it cannot decrypt, SQLCipher reads nothing more on the same one.
    fn connect(&self) -> Option<Connection> {
        let old = self.read(Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        seal::unlock(&old, self.key).ok()?;
        // Else SQLite gives nothing at all of a file that is shorter than it says.
        let _ = old.pragma_update(None, "writable_schema", true);
        Some(old)
    }
}

fn take_over_one(old: &Old<'_>, write: &Write<'_>, name: &str, recovery: &mut Recovery) -> Result<(), StoreError> {
    settings(old, write)?;
    reference(old, write)?;
    events(old, write, recovery)?;
    witnesses(old, write)?;
    parked(old, write)?;
    anonymous(old, write)?;
    fixes(old, write)?;
    let mut done: BTreeSet<String> = write.setting(TAKEN_OVER)?.unwrap_or_default();
    done.insert(name.to_owned());
    write.put(TAKEN_OVER, &done)
}

/// Takes the events over in the order in which they came, which the outbox keeps. The table is walked rather than asked for one
/// number after the other: a flipped bit in a key would hide half of it. Where a page cannot be read, and be it the root, those
/// behind it are found by what they hold.
fn events(old: &Old<'_>, write: &Write<'_>, recovery: &mut Recovery) -> Result<(), StoreError> {
    let mut missing = known_numbers(old);
    let mut leaves = None;
    let mut after = 0;
    let mut consider = |no: i64, row: Result<Kept, StoreError>, missing: &mut BTreeSet<i64>| {
        // A flipped bit in a part shows in the header's hash of it, one in a header in its own hash or its signature.
        let sound = |kept: &Kept| kept.event.signature().is_none() || kept.event.clone().into_signed().verify().is_ok();
        let Some(kept) = row.ok().filter(sound) else { return Ok(()) };
        missing.remove(&no);
        take(&kept, write, recovery)
    };
    loop {
        let walked = walk(old, None, after, |no, row| {
            after = no;
            missing.insert(no);
            consider(no, row, &mut missing)
        })?;
        let Some(next) = missing.range(after + 1..).next().copied().filter(|_| !walked) else { break };
        let leaves = leaves.get_or_insert_with(|| leaves_of(old, &missing));
        if let Some((page, _)) = leaves.get(&next) {
            walk(old, Some(*page), next - 1, |no, row| {
                after = after.max(no);
                // Of a page that is in no tree any more, what was deleted is not brought back.
                if missing.contains(&no) { consider(no, row, &mut missing) } else { Ok(()) }
            })?;
        }
        after = after.max(next);
    }
    recovery.unreadable += missing.len() as u64;
    Ok(())
}

/// Walks the events behind a number as far as it goes: the whole table, or what hangs on one of its pages. Says whether it
/// came to the end.
fn walk(
    old: &Old<'_>,
    page: Option<i64>,
    after: i64,
    mut each: impl FnMut(i64, Result<Kept, StoreError>) -> Result<(), StoreError>,
) -> Result<bool, StoreError> {
    let Some(file) = old.connect() else { return Ok(false) };
    if page.is_some_and(|page| old.read(enter(&file, page)).is_none()) {
        return Ok(false);
    }
    let Some(mut statement) = old.read(log::prepare_walk(&file)) else { return Ok(false) };
    let Some(mut rows) = old.read(statement.query(params![after])) else { return Ok(false) };
    loop {
        match old.read(rows.next()) {
            Some(Some(row)) => match row.get("no") {
                Ok(no) => each(no, log::read_row(row))?,
                Err(_) => return Ok(false),
            },
            Some(None) => return Ok(true),
            None => return Ok(false),
        }
    }
}

/// Lets the table of the events begin at another page, on this connection alone: it is never committed.
fn enter(old: &Connection, page: i64) -> Result<(), rusqlite::Error> {
    old.execute_batch("BEGIN")?;
    old.execute("UPDATE sqlite_schema SET rootpage = ?1 WHERE type = 'table' AND name = 'event'", params![page])?;
    old.execute_batch("PRAGMA writable_schema = RESET; PRAGMA writable_schema = ON")
}

/// On which page each of these events is found, and how many are found from there: the fewer, the less lies between.
fn leaves_of(old: &Old<'_>, missing: &BTreeSet<i64>) -> BTreeMap<i64, (i64, usize)> {
    let pages =
        old.connect().and_then(|old| old.query_row("PRAGMA page_count", [], |row| row.get(0)).ok()).unwrap_or(0);
    let mut leaves: BTreeMap<i64, (i64, usize)> = BTreeMap::new();
    for page in 2..=pages {
        let mut held = vec![];
        // It ends where the page does, or shows that it is another table's.
        let _ = walk(old, Some(page), 0, |no, row| {
            held.extend(row.ok().map(|_| no).filter(|no| missing.contains(no)));
            Ok(())
        });
        for no in &held {
            let place = leaves.entry(*no).or_insert((page, held.len()));
            if held.len() < place.1 {
                *place = (page, held.len());
            }
        }
    }
    leaves
}

fn take(kept: &Kept, write: &Write<'_>, recovery: &mut Recovery) -> Result<(), StoreError> {
    write.append(&kept.event, kept.own, kept.standing)?;
    recovery.events += 1;
    // What the hub has not confirmed goes out again: it is idempotent by the event's identity.
    if kept.standing == Standing::Pending && kept.own {
        write.enqueue(&kept.event, Lane::of(&kept.event))?;
        recovery.unsent += 1;
    }
    Ok(())
}

/// The numbers of events that show from elsewhere than the table itself.
fn known_numbers(old: &Old<'_>) -> BTreeSet<i64> {
    ["SELECT no FROM event INDEXED BY event_subject", "SELECT no FROM outbox"]
        .into_iter()
        .flat_map(|sql| rows(old, sql, 1))
        .filter_map(|row| match row.first() {
            Some(Value::Integer(no)) => Some(*no),
            _ => None,
        })
        .collect()
}

/// What was refused stays to be shown.
fn parked(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    // The sign keeps SQLite from the index, which may be what is damaged.
    for row in rows(old, "SELECT event, refusal FROM outbox WHERE +state = 2", 2) {
        let [Value::Blob(id), Value::Text(refusal)] = row.as_slice() else { continue };
        let (Ok(id), Ok(refusal)) = (uuid::Uuid::from_slice(id), serde_json::from_str(refusal)) else { continue };
        // What was set aside here because it was not found goes out again: only what the hub refused has that standing.
        if let Some(kept) = write.event(EventId(id))?.filter(|kept| kept.standing == Standing::Refused) {
            write.enqueue(&kept.event, Lane::of(&kept.event))?;
            write.park(EventId(id), &refusal)?;
        }
    }
    Ok(())
}

/// A witness whose signature holds is whole, whatever happened to the file.
fn witnesses(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    let Some(file) = old.connect() else { return Ok(()) };
    // A file of an older version has none.
    let asked = file.prepare(&format!("SELECT {} FROM witness", witness::COLUMNS));
    let Some(mut statement) = old.read(asked) else { return Ok(()) };
    let Some(mut rows) = old.read(statement.query([])) else { return Ok(()) };
    while let Some(Some(row)) = old.read(rows.next()) {
        if let Some(Ok(witness)) = witness::read_row(row).ok().map(Witness::verify) {
            write.keep_witness(&witness)?;
        }
    }
    Ok(())
}

/// Settings that the fresh file has already are newer, but for what was taken over before.
fn settings(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    for row in rows(old, "SELECT key, value FROM profile", 2) {
        let [Value::Text(key), Value::Text(value)] = row.as_slice() else { continue };
        if key == TAKEN_OVER {
            let mut done: BTreeSet<String> = write.setting(TAKEN_OVER)?.unwrap_or_default();
            done.extend(serde_json::from_str::<BTreeSet<String>>(value).unwrap_or_default());
            write.put(TAKEN_OVER, &done)?;
        } else {
            write.tx.execute("INSERT OR IGNORE INTO profile (key, value) VALUES (?1, ?2)", params![key, value])?;
        }
    }
    Ok(())
}

/// Grants, areas and organisations, so that one can go on acting offline, and what is still to be asked of the directory. Whoever uses a grant checks its signature.
fn reference(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    for (read, keep, columns) in [
        (
            "SELECT id, token, signature, revoked FROM grant_token",
            "INSERT OR IGNORE INTO grant_token (id, token, signature, revoked) VALUES (?1, ?2, ?3, ?4)",
            4,
        ),
        ("SELECT id, json FROM area", "INSERT OR IGNORE INTO area (id, json) VALUES (?1, ?2)", 2),
        ("SELECT id, json FROM organisation", "INSERT OR IGNORE INTO organisation (id, json) VALUES (?1, ?2)", 2),
        (
            "SELECT id, json, no FROM directory_change WHERE settled = 0",
            "INSERT OR IGNORE INTO directory_change (id, json, no) VALUES (?1, ?2, ?3)",
            3,
        ),
    ] {
        for row in rows(old, read, columns) {
            // The JSON is read in full wherever it is used: a damaged one must not get that far.
            if matches!(row.get(1), Some(Value::Text(json)) if serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok())
            {
                write.tx.execute(keep, params_from_iter(row))?;
            }
        }
    }
    Ok(())
}

/// What waits to go by the anonymous road, and the threads that are kept. A letter whose draft is damaged cannot be sent any more.
fn anonymous(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    let is_json = |value: Option<&Value>| match value {
        Some(Value::Text(json)) => serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok(),
        Some(Value::Null) => true,
        _ => false,
    };
    for (read, keep, columns, json) in [
        (
            "SELECT receipt, about, state, refusal, forget, read FROM anonymous_thread",
            "INSERT OR IGNORE INTO anonymous_thread (receipt, about, state, refusal, forget, read)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            6,
            &[1, 3, 5][..],
        ),
        (
            "SELECT receipt, draft, signed, send_at, attempts FROM anonymous_letter",
            "INSERT INTO anonymous_letter (receipt, draft, signed, send_at, attempts)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM anonymous_thread WHERE receipt = ?1)",
            5,
            &[1, 2],
        ),
    ] {
        for row in rows(old, read, columns) {
            if json.iter().all(|place| is_json(row.get(*place))) {
                write.tx.execute(keep, params_from_iter(row))?;
            }
        }
    }
    Ok(())
}

/// Positions of a patrol that is under way.
fn fixes(old: &Old<'_>, write: &Write<'_>) -> Result<(), StoreError> {
    let read = "SELECT patrol, leg, at, utc_offset, lat, lon, accuracy_m, mock, source, monotonic_ms, boot, speed_mps
                FROM fix NOT INDEXED ORDER BY no";
    let keep = "INSERT INTO fix (patrol, leg, at, utc_offset, lat, lon, accuracy_m, mock, source, monotonic_ms, boot, speed_mps)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    for row in rows(old, read, 12) {
        // A damaged value may be of another type, which the table does not take.
        let sound = matches!(
            row.as_slice(),
            [
                Value::Blob(patrol),
                Value::Integer(_),
                Value::Integer(_),
                Value::Integer(_),
                Value::Real(_),
                Value::Real(_),
                Value::Real(_),
                Value::Integer(_),
                Value::Text(_),
                Value::Integer(_) | Value::Null,
                Value::Blob(_) | Value::Null,
                Value::Real(_) | Value::Null,
            ] if patrol.len() == 16
        );
        if sound {
            write.tx.execute(keep, params_from_iter(row))?;
        }
    }
    Ok(())
}

/// The rows that can be read before the first that cannot.
fn rows(old: &Old<'_>, sql: &str, columns: usize) -> Vec<Vec<Value>> {
    let Some(file) = old.connect() else { return vec![] };
    let Some(mut statement) = old.read(file.prepare(sql)) else { return vec![] };
    let asked = statement.query_map([], |row| (0..columns).map(|i| row.get(i)).collect::<Result<Vec<_>, _>>());
    old.read(asked).into_iter().flatten().map_while(|row| old.read(row)).collect()
}
