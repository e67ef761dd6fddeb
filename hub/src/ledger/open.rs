//! Opening: settings, migrations, one writer and a few readers.

use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};

use usalama_core::event::Realm;

use super::LedgerError;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_alerts.sql"),
    include_str!("migrations/0003_directory.sql"),
    include_str!("migrations/0004_anonymous.sql"),
    include_str!("migrations/0005_solutions.sql"),
    include_str!("migrations/0006_rights.sql"),
    include_str!("migrations/0007_counting.sql"),
];

/// Readers beside the writer.
const READERS: usize = 4;

/// Pages that a connection keeps in memory, in KiB. Identities are random, so what is written is spread over the whole file.
const WRITER_CACHE_KIB: i64 = 65_536;
const READER_CACHE_KIB: i64 = 16_384;

/// How long a writer waits for one of another process, such as the admin command beside a running hub.
const BUSY: Duration = Duration::from_secs(10);

/// The hub's database.
#[derive(Debug)]
pub struct Ledger {
    writer: Mutex<Connection>,
    readers: [Mutex<Connection>; READERS],
}

/// A change of the ledger: all of it is committed with one fsync, or none. It can be read like the ledger itself.
pub struct Write<'a>(Transaction<'a>);

impl Deref for Write<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Ledger {
    /// Opens or makes the ledger.
    ///
    /// # Errors
    /// [`LedgerError`] where the file cannot be opened, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let mut writer = connect(path)?;
        migrate(&mut writer)?;
        let readers = [connect(path)?, connect(path)?, connect(path)?, connect(path)?];
        writer.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        for reader in &readers {
            reader.pragma_update(None, "query_only", true)?;
            reader.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        }
        Ok(Self { writer: Mutex::new(writer), readers: readers.map(Mutex::new) })
    }

    /// Changes the ledger in one transaction. When this returns, the change is on the disk.
    ///
    /// # Errors
    /// Whatever `change` returns, and [`LedgerError`] where the disk does not play along; nothing is changed then.
    pub fn write<T, E: From<LedgerError>>(&self, change: impl FnOnce(&Write<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let tx = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| E::from(error.into()))?;
        let write = Write(tx);
        let value = change(&write)?;
        write.0.commit().map_err(|error| E::from(error.into()))?;
        Ok(value)
    }

    /// Reads from the ledger, beside any writer, as it stands at one instant.
    ///
    /// # Errors
    /// Whatever `ask` returns, and [`LedgerError`] where the disk does not play along.
    pub fn read<T, E: From<LedgerError>>(&self, ask: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let [first, ..] = &self.readers;
        let connection = free.unwrap_or_else(|| lock(first));
        let snapshot = connection.unchecked_transaction().map_err(|error| E::from(error.into()))?;
        ask(&snapshot)
    }

    /// Moves the write-ahead log into the file.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along; nothing is lost then.
    pub fn checkpoint(&self) -> Result<(), LedgerError> {
        lock(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A transaction that panicked was rolled back; the connection itself is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The settings under which a commit that returned survives a power cut.
fn connect(path: &Path) -> Result<Connection, LedgerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // What is erased is overwritten, where that takes no further reading or writing.
    connection.pragma_update(None, "secure_delete", "FAST")?;
    // A kept statement keeps its plan: else it is planned anew for each value that is compared with an index.
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    for (version, sql) in (1_u32..).zip(MIGRATIONS) {
        // Looked at within the transaction: the admin command may open the same file at the same time.
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > known {
            return Err(LedgerError::NewerSchema { found, known });
        }
        if found < version {
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", version)?;
            tx.commit()?;
        }
    }
    Ok(())
}

/// A setting that the hub keeps for itself.
pub(crate) fn meta(db: &Connection, key: &str) -> Result<Option<String>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(statement.query_row(params![key], |row| row.get(0)).optional()?)
}

/// Keeps a setting.
pub(crate) fn set_meta(write: &Write<'_>, key: &str, value: &str) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute(params![key, value])?;
    Ok(())
}

/// A version that is counted up when something changes, so that others notice cheaply.
pub(crate) fn version(db: &Connection, key: &str) -> Result<u64, LedgerError> {
    Ok(meta(db, key)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Counts a version up.
pub(crate) fn bump(write: &Write<'_>, key: &str) -> Result<(), LedgerError> {
    let next = version(write, key)?.wrapping_add(1);
    set_meta(write, key, &next.to_string())
}

const REALM: &str = "realm";

/// The realm that a ledger belongs to.
pub(crate) fn realm(db: &Connection) -> Result<Realm, LedgerError> {
    Ok(meta(db, REALM)?.map_or(Realm::Safety, |code| Realm::from(code.as_str())))
}

/// Makes a ledger belong to a realm, for good. Says whether it does: one that belongs to another, or was used without one, stays as it is.
pub(crate) fn enter_realm(write: &Write<'_>, wanted: &Realm) -> Result<bool, LedgerError> {
    if meta(write, REALM)?.is_some() {
        return Ok(realm(write)? == *wanted);
    }
    let used: bool = write.query_row("SELECT EXISTS (SELECT 1 FROM account)", [], |row| row.get(0))?;
    if used && *wanted != Realm::Safety {
        return Ok(false);
    }
    set_meta(write, REALM, wanted.code())?;
    Ok(true)
}
