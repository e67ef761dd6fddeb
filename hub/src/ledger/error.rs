//! What can go wrong on the hub's disk.

/// A ledger that could not do as it was asked. The state before stands.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// No room. Nothing was written.
    #[error("the disk is full")]
    DiskFull,
    /// Another process writes for too long.
    #[error("the ledger is busy")]
    Busy,
    /// The file was written by a newer version of the hub.
    #[error("the ledger has schema {found}, this version knows {known}")]
    NewerSchema {
        /// What the file says.
        found: u32,
        /// What is known here.
        known: u32,
    },
    /// SQLite said no.
    #[error("the ledger failed")]
    Sqlite(#[source] rusqlite::Error),
    /// A row that cannot be read.
    #[error("a stored {0} cannot be read")]
    Unreadable(&'static str),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            _ => Self::Sqlite(error),
        }
    }
}
