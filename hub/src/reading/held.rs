//! What a reader has already, because it handed it in itself: events under its keys of now. Those under keys that were retired
//! may be what another copy of the profile wrote.

use std::collections::HashMap;

use rusqlite::Connection;
use usalama_core::event::{ActorId, Author, Header, Role};
use usalama_core::keys::PublicKey;

use crate::ledger::{LedgerError, accounts};

/// Tells whether one reader has an event. Looks each role's key up once.
pub struct Held<'a> {
    db: &'a Connection,
    actor: ActorId,
    keys: HashMap<Role, Option<PublicKey>>,
}

impl<'a> Held<'a> {
    /// For this reader.
    pub fn new(db: &'a Connection, actor: ActorId) -> Self {
        Self { db, actor, keys: HashMap::new() }
    }

    /// Whether the reader signed it with a key of now.
    pub fn has(&mut self, header: &Header) -> Result<bool, LedgerError> {
        match header.author {
            Author::Actor { id, key } if id == self.actor => {
                let current = match self.keys.get(&header.role) {
                    Some(known) => *known,
                    None => {
                        let current = accounts::role_keys(self.db, id, &header.role)?.current;
                        *self.keys.entry(header.role.clone()).or_insert(current)
                    }
                };
                Ok(current == Some(key))
            }
            Author::Pseudonym { key } => accounts::is_behind_now(self.db, self.actor, &key, header.subject),
            Author::Actor { .. } | Author::OneTime { .. } => Ok(false),
        }
    }
}
