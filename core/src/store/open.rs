//! Opening: settings, migrations, and what is done about a damaged file.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::behind::{AT_MOST, Behind};
use super::error::StoreError;
use super::recent::Recent;
use super::{salvage, seal, views};
use crate::clock::Timestamp;
use crate::keys::FileKey;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_durable.sql"),
    include_str!("migrations/0002_witness.sql"),
    include_str!("migrations/0003_directory.sql"),
    include_str!("migrations/0004_anonymous.sql"),
    include_str!("migrations/0005_erased.sql"),
    include_str!("migrations/0006_receipt.sql"),
];

/// Readers beside the writer, at most.
const READERS: usize = 2;

/// Below this size a file is checked whole whenever it is opened; above it, once it has shown damage.
const CHECKED_BYTES: u64 = 4 * 1024 * 1024;

/// One profile's store.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    key: Option<FileKey>,
    writer: Mutex<Writer>,
    readers: [Mutex<Option<Connection>>; READERS],
    recovery: Option<Recovery>,
    pub(super) behind: Behind,
    pub(super) recent: Recent,
}

/// The connection that writes. Whether its commits are forced to the disk is a setting of the connection, which whoever takes
/// it up chooses: so a setting that was left behind binds nobody.
#[derive(Debug)]
pub(super) struct Writer {
    connection: Connection,
    forces: bool,
}

impl Writer {
    /// The connection, with commits that are on the disk when they return.
    pub(super) fn forced(&mut self) -> Result<&mut Connection, rusqlite::Error> {
        self.set("FULL", true)
    }

    /// The connection, with commits that survive a kill of the app; a power cut may cost those since the last forced one.
    pub(super) fn unforced(&mut self) -> Result<&mut Connection, rusqlite::Error> {
        self.set("NORMAL", false)
    }

    fn set(&mut self, synchronous: &str, forces: bool) -> Result<&mut Connection, rusqlite::Error> {
        if self.forces != forces {
            self.connection.pragma_update(None, "synchronous", synchronous)?;
            self.forces = forces;
        }
        Ok(&mut self.connection)
    }
}

/// What was done about a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Where the damaged file was set aside.
    pub set_aside: PathBuf,
    /// Events that could be read and were taken over.
    pub events: u64,
    /// Of these, those that are still to be sent.
    pub unsent: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
}

/// A change of the store: all of it is committed, or none.
pub struct Write<'a> {
    pub(super) tx: Transaction<'a>,
    pub(super) behind: &'a Behind,
    pub(super) recent: &'a Recent,
}

impl Store {
    /// Opens or makes the store, encrypted where there is a key. A damaged file is set aside, never deleted: what can be read of it is taken over into a
    /// fresh one, and [`Store::recovery`] tells.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::Encrypted`], [`StoreError::NotEncrypted`] where the file was made under another
    /// key, with or without one; [`StoreError::EncryptionUnavailable`] in a build without the feature `encrypted`; other
    /// [`StoreError`]s where the file cannot be opened, or was written by a newer version.
    pub fn open(path: &Path, key: Option<&FileKey>, now: Timestamp) -> Result<Self, StoreError> {
        seal::check(path, key)?;
        let suspect = suspicion(path);
        let suspected = suspect.exists();
        let mut store = match Self::try_open(path, key, suspected) {
            // SQLite takes a page that could not be read for once for a damaged one: only what shows twice is damage.
            Err(StoreError::Damaged(_)) => match Self::try_open(path, key, true) {
                Err(StoreError::Damaged(_)) => {
                    salvage::set_aside(path, now)?;
                    Self::try_open(path, key, false)?
                }
                other => other?,
            },
            other => other?,
        };
        store.recovery = salvage::take_over(&store)?;
        if suspected {
            std::fs::remove_file(suspect)?;
        }
        Ok(store)
    }

    /// Sets an encrypted file aside that nobody has the key of any more, so that an empty one can be made. What is in it stays
    /// in it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along. Doing it again goes on where it stopped.
    pub fn set_aside(path: &Path, now: Timestamp) -> Result<(), StoreError> {
        salvage::lock_away(path, now)
    }

    fn try_open(path: &Path, key: Option<&FileKey>, suspected: bool) -> Result<Self, StoreError> {
        let existing = std::fs::metadata(path).map(|meta| meta.len()).unwrap_or(0);
        let mut writer = connect(path, key)?;
        migrate(&mut writer)?;
        // The quick check would not do: a flipped bit in a key of an index hides half of what is found by it.
        if existing > 0 && (suspected || existing < CHECKED_BYTES) {
            let verdict: String = writer.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
            if verdict != "ok" {
                return Err(damaged());
            }
        }
        if suspected {
            views::rebuild(&mut writer)?;
        } else {
            views::ensure(&mut writer)?;
        }
        let (path, key) = (path.to_owned(), key.cloned());
        let writer = Mutex::new(Writer { connection: writer, forces: true });
        let (behind, recent) = (Behind::default(), Recent::default());
        Ok(Self { path, key, writer, readers: Default::default(), recovery: None, behind, recent })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was done about a damaged file when this store was opened.
    #[must_use]
    pub const fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// Changes the store in one transaction. When this returns, the change is on the disk, and no view is behind.
    ///
    /// # Errors
    /// Whatever `change` returns, and [`StoreError`] where the disk does not play along; nothing is changed then.
    pub fn write<T, E: From<StoreError>>(&self, change: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        self.commit(Writer::forced, 0, change)
    }

    /// As [`Store::write`], but views may stay behind: for an act of one's own, whose author waits.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_ahead<T, E: From<StoreError>>(&self, change: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        self.commit(Writer::forced, AT_MOST, change)
    }

    /// As [`Store::write_ahead`], for what may be lost with the power: it is not forced to the disk.
    pub(super) fn write_unforced<T>(
        &self,
        change: impl FnOnce(&Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.commit(Writer::unforced, AT_MOST, change)
    }

    /// Sees to it that no view is behind. It is not forced to the disk: the log can tell it again.
    pub(super) fn catch_up(&self) -> Result<(), StoreError> {
        if self.behind.is_empty() { Ok(()) } else { self.commit(Writer::unforced, 0, |_| Ok(())) }
    }

    /// Answers from views that are not behind, and writes nothing.
    pub(super) fn caught_up<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        let tx = writer.unforced()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.behind.keep(&tx)?;
        ask(&tx)
    }

    fn commit<T, E: From<StoreError>>(
        &self,
        how: fn(&mut Writer) -> Result<&mut Connection, rusqlite::Error>,
        may_be_behind: usize,
        change: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = lock(&self.writer);
        let done = how(&mut writer)
            .map_err(|error| E::from(self.note(error.into())))
            .and_then(|connection| self.commit_on(connection, may_be_behind, change));
        if done.is_err() {
            self.recent.forget();
            if self.renew(&mut writer.connection, connect) {
                writer.forces = true;
            }
        }
        done
    }

    fn commit_on<T, E: From<StoreError>>(
        &self,
        connection: &mut Connection,
        may_be_behind: usize,
        change: impl FnOnce(&Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let refuse = |error: rusqlite::Error| E::from(self.note(error.into()));
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refuse)?;
        let write = Write { tx, behind: &self.behind, recent: &self.recent };
        let value = change(&write)?;
        let catches_up = self.behind.len() >= may_be_behind;
        if catches_up {
            self.behind.keep(&write.tx).map_err(|error| self.note(error))?;
        }
        write.tx.commit().map_err(refuse)?;
        if catches_up {
            self.behind.clear();
        }
        Ok(value)
    }

    /// Once a page cannot be decrypted, SQLCipher reads nothing more on that connection; another one reads what is whole.
    /// Says whether there is another one now.
    fn renew(
        &self,
        connection: &mut Connection,
        connect: fn(&Path, Option<&FileKey>) -> Result<Connection, StoreError>,
    ) -> bool {
        let Some(key) = &self.key else { return false };
        // Where not even this can be done, the next call says so.
        let Ok(fresh) = connect(&self.path, Some(key)) else { return false };
        *connection = fresh;
        true
    }

    /// Reads from the store, beside any writer.
    pub(super) fn read<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let [first, ..] = &self.readers;
        let mut connection = free.unwrap_or_else(|| lock(first));
        let connection = match &mut *connection {
            Some(open) => open,
            // The first time that it is needed: opening a profile waits for none of them.
            none => none.insert(connect_reader(&self.path, self.key.as_ref()).map_err(|error| self.note(error))?),
        };
        let answer = ask(connection);
        if matches!(answer, Err(StoreError::Damaged(_) | StoreError::Unreadable(_))) {
            self.renew(connection, connect_reader);
        }
        answer.map_err(|error| self.note(error))
    }

    /// Leaves a note beside a file that shows damage, so that it is checked whole when it is opened the next time. A view
    /// that cannot be read is made anew then.
    fn note(&self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Damaged(_) | StoreError::Unreadable("incident" | "publication")) {
            // Where even this cannot be written, the next damage will say so again.
            let _ = std::fs::write(suspicion(&self.path), b"");
        }
        error
    }

    /// Moves the write-ahead log into the file, so that the app can be suspended with nothing open.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along; nothing is lost then.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        lock(&self.writer).forced()?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// The key of the file.
pub(super) const fn key(store: &Store) -> Option<&FileKey> {
    store.key.as_ref()
}

/// The writing connection.
pub(super) fn writer(store: &Store) -> MutexGuard<'_, Writer> {
    lock(&store.writer)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A transaction that panicked was rolled back; the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The note beside a file that showed damage.
fn suspicion(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".suspect");
    PathBuf::from(name)
}

fn damaged() -> StoreError {
    StoreError::Damaged(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT), None))
}

/// The settings under which a commit that returned survives a power cut.
fn connect(path: &Path, key: Option<&FileKey>) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    seal::unlock(&connection, key)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    if cfg!(target_vendor = "apple") {
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "journal_size_limit", 4 * 1024 * 1024)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // A kept statement keeps its plan: else it is planned anew for each value that is compared with an index.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn connect_reader(path: &Path, key: Option<&FileKey>) -> Result<Connection, StoreError> {
    let connection = connect(path, key)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// The old content or the new, whatever happens in between.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let fresh = path.with_extension("new");
    let mut file = std::fs::File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if cfg!(unix) => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (version, sql) in (1..).zip(MIGRATIONS).skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(sql)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}
