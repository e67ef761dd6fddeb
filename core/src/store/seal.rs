//! Encryption of the file: SQLCipher under the profile's key, where the host asks for it.
//!
//! SQLCipher says the same of a wrong key and of a damaged first page. So that no file is ever taken for damaged because its
//! key is missing, the key is proved before SQLite sees the file: by the mark that the file begins with, or by the key's
//! fingerprint beside it. Where neither holds, the key is wrong and nothing is touched.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::error::StoreError;
use super::open::write_durably;
use crate::keys::FileKey;

/// What a file begins with that is not encrypted.
const PLAIN: [u8; 16] = *b"SQLite format 3\0";

/// The file that holds the fingerprint of the key.
pub(super) fn fingerprint_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".fingerprint");
    PathBuf::from(name)
}

/// Makes sure that the file can be opened in this way, before anything is changed.
pub(super) fn check(path: &Path, key: Option<&FileKey>) -> Result<(), StoreError> {
    let start = start(path)?;
    let beside = beside(path)?;
    let Some(key) = key else {
        return if beside.is_some() && start != Some(PLAIN) { Err(StoreError::Encrypted) } else { Ok(()) };
    };
    if !cfg!(feature = "encrypted") {
        return Err(StoreError::EncryptionUnavailable);
    }
    if start == Some(PLAIN) {
        return Err(StoreError::NotEncrypted);
    }
    let fingerprint = key.fingerprint().to_string();
    let proved = beside.as_deref() == Some(fingerprint.as_bytes());
    let is_new = start.is_none() && beside.is_none();
    if !proved && !is_new && start != Some(key.mark()) {
        return Err(StoreError::WrongKey);
    }
    if !proved {
        write_durably(&fingerprint_path(path), fingerprint.as_bytes())?;
    }
    Ok(())
}

/// Gives a connection its key. Comes before anything else is asked of it.
pub(super) fn unlock(connection: &Connection, key: Option<&FileKey>) -> Result<(), StoreError> {
    let Some(key) = key else { return Ok(()) };
    // An SQLite without encryption ignores what it does not know, and would write everything in the clear.
    let version = connection.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0));
    if version.is_err() {
        return Err(StoreError::EncryptionUnavailable);
    }
    // What goes wrong comes back as an error; SQLCipher's own log would go to the phone's.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let text = key.sqlcipher();
    let mut sql = zeroize::Zeroizing::new(String::with_capacity(128));
    for piece in ["PRAGMA key = \"", &text, "\""] {
        sql.push_str(piece);
    }
    // The error names the statement, and with it the key: nothing but its number goes on.
    connection.execute_batch(&sql).map_err(|error| {
        let code = error.sqlite_error().map_or(rusqlite::ffi::SQLITE_ERROR, |error| error.extended_code);
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into()
    })
}

/// The first bytes of the file; nothing where there is none, or an empty one. A shorter one is filled up with zeros.
fn start(path: &Path) -> Result<Option<[u8; 16]>, StoreError> {
    let mut bytes = Vec::with_capacity(16);
    match std::fs::File::open(path) {
        Ok(file) => file.take(16).read_to_end(&mut bytes)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut start = [0; 16];
    start.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
    Ok(Some(start).filter(|_| !bytes.is_empty()))
}

/// What lies beside the file as the fingerprint of its key.
fn beside(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match std::fs::read(fingerprint_path(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
