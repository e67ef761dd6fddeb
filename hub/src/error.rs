//! What can go wrong on the hub's own side. None of it says anything about a person.

use usalama_core::event::{EventError, PartError};
use usalama_core::geo::IndexError;
use usalama_core::keys::KeyError;
use usalama_core::model::grant::GrantError;

use crate::ledger::LedgerError;

/// The hub could not do as it was asked; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The disk did not play along.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No random bytes, or a key that is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An event of the hub's own could not be made.
    #[error("the hub's event could not be made")]
    Event(#[from] EventError),
    /// A part of an event of the hub's own could not be made.
    #[error("the hub's event could not be made")]
    Part(#[from] PartError),
    /// A grant could not be made.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// The areas do not fit together.
    #[error(transparent)]
    Areas(#[from] IndexError),
    /// A reply could not be written.
    #[error("the reply could not be written")]
    Reply(#[source] serde_json::Error),
    /// The file system or the network said no.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
    /// The key file does not hold 32 bytes.
    #[error("the key file is not 32 bytes long: restore it from a backup, without it every phone must enrol anew")]
    KeyFile,
    /// The data directory is another realm's.
    #[error("the data directory belongs to another realm: nothing of two realms may ever come together")]
    Realm,
    /// Nobody can hold such a role in this realm.
    #[error("nobody can hold this role in this realm")]
    Role,
    /// A task of the hub ended before its time.
    #[error("a task of the hub was cut off")]
    CutOff,
}
