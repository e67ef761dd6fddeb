//! How the tests open a store: as any app does, and with the feature `encrypted` encrypted.

use std::path::Path;

use rusqlite::Connection;
use usalama_core::client::Settings;
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::{FileKey, HostKey};
use usalama_core::profile::{Opening, profile_path};
use usalama_core::store::{Store, StoreError};

/// Whether the stores are encrypted.
pub const ENCRYPTED: bool = cfg!(feature = "encrypted");

/// How profiles are opened.
pub const OPENING: Opening = Opening { adopt: false, encrypted: ENCRYPTED };

/// The library's settings for a directory.
#[must_use]
pub fn settings(directory: &Path) -> Settings {
    Settings::new(directory).encrypted(ENCRYPTED)
}

/// The key of the stores that belong to no profile.
#[must_use]
pub fn key() -> Option<FileKey> {
    ENCRYPTED.then(|| FileKey::new(&HostKey::from_bytes([7; 32]), uuid::Uuid::nil()))
}

/// A store that belongs to no profile.
///
/// # Errors
/// What [`Store::open`] says.
pub fn open(path: &Path, now: Timestamp) -> Result<Store, StoreError> {
    Store::open(path, key().as_ref(), now)
}

/// The file of such a store, for SQL of the test's own.
///
/// # Panics
/// Where it cannot be opened.
#[must_use]
pub fn raw(path: &Path) -> Connection {
    unlocked(path, key().as_ref())
}

/// The file of a profile, for SQL of the test's own.
///
/// # Panics
/// Where it cannot be opened.
#[must_use]
pub fn raw_profile(directory: &Path, actor: ActorId, host: &HostKey) -> Connection {
    let key = ENCRYPTED.then(|| FileKey::new(host, actor.0));
    unlocked(&profile_path(directory, actor), key.as_ref())
}

fn unlocked(path: &Path, key: Option<&FileKey>) -> Connection {
    let file = Connection::open(path).expect("the file");
    if let Some(key) = key {
        let sql = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"{}\"", *key.sqlcipher());
        file.execute_batch(&sql).expect("the key");
    }
    file
}
