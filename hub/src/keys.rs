//! The hub's keys: one signs grants and pages, the other the hub's own events. Both are derived from one file.

use std::io::{Read as _, Write as _};
use std::path::Path;

use usalama_core::event::{ActorId, Author, Role, asks_for_witness};
use usalama_core::keys::{HostKey, KeyPurpose, Keyring, SecretKey};
use usalama_core::model::alert::is_alert;
use uuid::Uuid;

use crate::error::HubError;
use crate::ledger::{Ledger, meta, set_meta};

/// What the hub signs with.
#[derive(Debug)]
pub struct HubKeys {
    /// Signs grants and pages; phones pin its public half.
    pub account: SecretKey,
    /// Signs the hub's own events.
    pub author: SecretKey,
    /// What letters of the anonymous road are sealed to.
    pub intake: SecretKey,
    /// Who the hub is among the actors.
    pub actor: ActorId,
    ring: Keyring,
}

impl HubKeys {
    /// Reads the key file, or makes it on the first start, readable by its owner alone.
    ///
    /// # Errors
    /// [`HubError`] where the file cannot be read or made, or holds something else.
    pub fn open(file: &Path, ledger: &Ledger) -> Result<Self, HubError> {
        let ring = Keyring::new(&read_or_make(file)?, Uuid::nil(), 0);
        let actor = ledger.write::<_, HubError>(|write| {
            if let Some(actor) = meta(write, "hub_actor")?.and_then(|text| Uuid::try_parse(&text).ok()) {
                return Ok(ActorId(actor));
            }
            let actor = ActorId::random();
            set_meta(write, "hub_actor", &actor.to_string())?;
            Ok(actor)
        })?;
        Ok(Self {
            account: ring.key(KeyPurpose::Account),
            author: ring.key(KeyPurpose::Role(Role::Hub.code())),
            intake: ring.key(KeyPurpose::Role("anonymous")),
            actor,
            ring,
        })
    }

    /// What stands for something in a ballot: a hash under the hub's key (keyed BLAKE3), from which nobody without it finds out what.
    #[must_use]
    pub fn blinded(&self, ballot: Uuid, what: &[u8], input: &[u8]) -> [u8; 16] {
        self.ring.blind(ballot, &[b"usalama 2026 ballot ", what, b" ", input].concat())
    }

    /// What the time of a vote is masked with.
    #[must_use]
    pub fn mask(&self, ballot: Uuid, unit: &[u8]) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = self.blinded(ballot, b"time", unit);
        i64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    /// How the hub signs an event of a kind, and with what: what may have to be shown to others, who know nothing but the key that
    /// phones pin, with that key.
    #[must_use]
    pub fn as_author(&self, kind: &str) -> (Author, &SecretKey) {
        let key = if asks_for_witness(kind) || is_alert(kind) { &self.account } else { &self.author };
        (Author::Actor { id: self.actor, key: key.public() }, key)
    }
}

fn read_or_make(file: &Path) -> Result<HostKey, HubError> {
    let failed = |cause| HubError::Io { what: "the key file cannot be used", cause };
    match std::fs::File::open(file) {
        Ok(mut open) => {
            let mut bytes = vec![];
            open.read_to_end(&mut bytes).map_err(failed)?;
            bytes.try_into().map(HostKey::from_bytes).map_err(|_| HubError::KeyFile)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = HostKey::generate()?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut made = options.open(file).map_err(failed)?;
            made.write_all(key.as_bytes()).and_then(|()| made.sync_all()).map_err(failed)?;
            Ok(key)
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hub_stays_who_it_is_and_a_damaged_key_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&directory.path().join("hub.db")).unwrap();
        let file = directory.path().join("hub.key");
        let first = HubKeys::open(&file, &ledger).unwrap();
        let second = HubKeys::open(&file, &ledger).unwrap();
        assert_eq!((first.actor, first.account.public()), (second.actor, second.account.public()));
        assert_ne!(first.account.public(), first.author.public());
        std::fs::write(&file, b"short").unwrap();
        assert!(matches!(HubKeys::open(&file, &ledger), Err(HubError::KeyFile)));
        assert_eq!(std::fs::read(&file).unwrap(), b"short");
    }
}
