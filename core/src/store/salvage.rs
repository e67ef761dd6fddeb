//! What is done about a damaged file: it is set aside, never deleted, and what can be read of it is taken over into a fresh
//! one.
//!
//! A crash may come at any moment. So which files were taken over is written in the very transaction that takes them over:
//! whatever lies set aside and is not noted there is taken over at the next opening, and doing so twice does no harm.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params, params_from_iter};

use super::error::StoreError;
use super::log::{self, Kept, Standing};
use super::open::{Recovery, Store, Write};
use super::outbox::Lane;
use crate::clock::Timestamp;
use crate::event::EventId;

/// Setting that names the files that were taken over.
const TAKEN_OVER: &str = "taken_over";

/// What was set aside is called like the file, and this, and a time and a number.
const ASIDE: &str = ".damaged-";

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Renames a damaged file and its companions, the file itself last: an interrupted renaming goes on where it stopped.
pub(super) fn set_aside(path: &Path, now: Timestamp) -> Result<(), StoreError> {
    let begun = asides(path)?.into_iter().find_map(|name| {
        let stem = name.strip_suffix("-wal").or_else(|| name.strip_suffix("-shm"))?;
        let stem = path.with_file_name(stem);
        (!stem.exists()).then_some(stem)
    });
    let aside = match begun {
        Some(stem) => stem,
        None => {
            let named = |n: u32| with_suffix(path, &format!("{ASIDE}{}-{n}", now.as_millis()));
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
fn asides(path: &Path) -> Result<BTreeSet<String>, StoreError> {
    let Some(file) = path.file_name().and_then(|name| name.to_str()) else { return Ok(BTreeSet::new()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let start = format!("{file}{ASIDE}");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok().filter(|name| name.starts_with(&start)));
    }
    Ok(names)
}

/// Takes over what was set aside and not taken over yet. Says what was done of the last such file.
pub(super) fn take_over(store: &Store) -> Result<Option<Recovery>, StoreError> {
    let mut left: BTreeSet<String> = asides(store.path())?;
    left.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    if left.is_empty() {
        return Ok(None);
    }
    let done: BTreeSet<String> = store.get(TAKEN_OVER)?.unwrap_or_default();
    let mut last = None;
    for name in left.difference(&done) {
        let set_aside = store.path().with_file_name(name);
        let mut recovery = Recovery { set_aside, events: 0, unsent: 0, unreadable: 0 };
        store.write(|write| take_over_one(write, name, &mut recovery))?;
        last = Some(recovery);
    }
    if last.is_some() {
        let mut connection = super::open::writer(store);
        super::views::rebuild(&mut connection)?;
    }
    Ok(last)
}

fn take_over_one(write: &Write<'_>, name: &str, recovery: &mut Recovery) -> Result<(), StoreError> {
    // A file that is no database at all has nothing to give.
    if let Ok(old) = Connection::open_with_flags(&recovery.set_aside, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        // Else SQLite gives nothing at all of a file that is shorter than it says.
        let _ = old.pragma_update(None, "writable_schema", true);
        settings(&old, write)?;
        reference(&old, write)?;
        events(&old, write, recovery)?;
        parked(&old, write)?;
    }
    let mut done: BTreeSet<String> = write.setting(TAKEN_OVER)?.unwrap_or_default();
    done.insert(name.to_owned());
    write.put(TAKEN_OVER, &done)
}

/// Takes the events over in the order in which they came, which the outbox keeps. The table is walked rather than asked for one
/// number after the other: a flipped bit in a key would hide half of it. Behind a page that cannot be read it is entered anew.
fn events(old: &Connection, write: &Write<'_>, recovery: &mut Recovery) -> Result<(), StoreError> {
    let mut missing = known_numbers(old);
    let mut after = 0;
    loop {
        let walked = walk(old, after, |no, row| {
            after = no;
            missing.insert(no);
            // A flipped bit in a part shows in the header's hash of it, one in a header in its own hash or its signature.
            let sound =
                |kept: &Kept| kept.event.signature().is_none() || kept.event.clone().into_signed().verify().is_ok();
            let Ok(kept) = row else { return Ok(()) };
            if sound(&kept) {
                take(&kept, write, recovery)?;
                missing.remove(&no);
            }
            Ok(())
        })?;
        let Some(next) = missing.range(after + 1..).next().filter(|_| !walked) else { break };
        after = *next;
    }
    recovery.unreadable += missing.len() as u64;
    Ok(())
}

/// Walks the events behind a number as far as it goes. Says whether it came to the end.
fn walk(
    old: &Connection,
    after: i64,
    mut each: impl FnMut(i64, Result<Kept, StoreError>) -> Result<(), StoreError>,
) -> Result<bool, StoreError> {
    let Ok(mut statement) = log::prepare_walk(old) else { return Ok(false) };
    let Ok(mut rows) = statement.query(params![after]) else { return Ok(false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => match row.get("no") {
                Ok(no) => each(no, log::read_row(row))?,
                Err(_) => return Ok(false),
            },
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
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
fn known_numbers(old: &Connection) -> BTreeSet<i64> {
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
fn parked(old: &Connection, write: &Write<'_>) -> Result<(), StoreError> {
    // The sign keeps SQLite from the index, which may be what is damaged.
    for row in rows(old, "SELECT event, refusal FROM outbox WHERE +state = 2", 2) {
        let [Value::Blob(id), Value::Text(refusal)] = row.as_slice() else { continue };
        let (Ok(id), Ok(refusal)) = (uuid::Uuid::from_slice(id), serde_json::from_str(refusal)) else { continue };
        if let Some(kept) = write.event(EventId(id))? {
            write.enqueue(&kept.event, Lane::of(&kept.event))?;
            write.park(EventId(id), &refusal)?;
        }
    }
    Ok(())
}

/// Settings that the fresh file has already are newer, but for what was taken over before.
fn settings(old: &Connection, write: &Write<'_>) -> Result<(), StoreError> {
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

/// Grants, areas and organisations, so that one can go on acting offline. Whoever uses a grant checks its signature.
fn reference(old: &Connection, write: &Write<'_>) -> Result<(), StoreError> {
    for (read, keep, columns) in [
        (
            "SELECT id, token, signature, revoked FROM grant_token",
            "INSERT OR IGNORE INTO grant_token (id, token, signature, revoked) VALUES (?1, ?2, ?3, ?4)",
            4,
        ),
        ("SELECT id, json FROM area", "INSERT OR IGNORE INTO area (id, json) VALUES (?1, ?2)", 2),
        ("SELECT id, json FROM organisation", "INSERT OR IGNORE INTO organisation (id, json) VALUES (?1, ?2)", 2),
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

/// The rows that can be read before the first that cannot.
fn rows(old: &Connection, sql: &str, columns: usize) -> Vec<Vec<Value>> {
    let Ok(mut statement) = old.prepare(sql) else { return vec![] };
    let Ok(rows) = statement.query_map([], |row| (0..columns).map(|i| row.get(i)).collect::<Result<Vec<_>, _>>())
    else {
        return vec![];
    };
    rows.map_while(Result::ok).collect()
}
