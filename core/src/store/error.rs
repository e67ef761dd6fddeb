//! What can go wrong on the disk.

/// A store that could not do as it was asked. The state before stands.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room. Nothing was written; unsent work can still be sent.
    #[error("the disk is full")]
    DiskFull,
    /// The file is damaged. It is set aside, and what is readable salvaged, when the profile is opened the next time.
    #[error("the store is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// Another process holds the file.
    #[error("the store is in use by another process")]
    Busy,
    /// The file was written by a newer version of this library.
    #[error("the store has schema {found}, this version knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u32,
        /// What is known here.
        known: u32,
    },
    /// The library is open on this directory already, in this process or in another.
    #[error("the library is open on this directory already")]
    InUse,
    /// The host's key is not the one that this profile was made with.
    #[error("the key is not this profile's")]
    WrongKey,
    /// The file is to be encrypted, and this build cannot: it lacks the feature `encrypted`.
    #[error("this build cannot encrypt")]
    EncryptionUnavailable,
    /// The file is encrypted, and was opened as one that is not. Nothing was changed.
    #[error("the store is encrypted")]
    Encrypted,
    /// The file is not encrypted, and was opened as one that is. Nothing was changed.
    #[error("the store is not encrypted")]
    NotEncrypted,
    /// SQLite said no.
    #[error("the store failed")]
    Sqlite(#[source] rusqlite::Error),
    /// The file system said no.
    #[error("the file system failed")]
    Io(#[from] std::io::Error),
    /// A row that cannot be read; the rest can.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(error),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Whether the same call may work later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::DiskFull | Self::Busy | Self::InUse | Self::Io(_))
    }
}
