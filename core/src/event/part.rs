//! Parts: the pieces of an event that have readers of their own.
//!
//! The header names each part by a salted hash, so that a reader who does not get a part cannot guess it from the hash. What a
//! profile signs gets its salts from a secret of the signing key: `salt = PRF(secret; subject, audience, seq, name, body)`. A
//! phone then tells the hub, which gets every part anyway, one secret in place of all salts; readers get the salt of each part
//! that they get, and never the secret. Why this is as good as random salts:
//!
//! - Whoever holds some salts learns of the secret nothing (BLAKE3 in its mode for key derivation is a PRF), and so neither
//!   the salt of a part that is withheld nor, for any guess of its body, whether the guess is right.
//! - No two parts share a salt: the chain (key, subject, audience), the place in it and the name go in. So does the body: two
//!   events that a rolled-back phone signs for one place share a salt only where they share the body, and then the two hashes
//!   tell that alone.
//! - The secret is one key's. A resident's pseudonym is one subject's, so that nothing links two subjects: not even the hub
//!   learns more than the two pseudonyms tell it. Whoever acts openly links their subjects by the key itself.
//! - To the hub the secret opens nothing: an event is handed to it whole or not at all.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::chain::ChainId;
use crate::keys::{Hash, KeyError, Salt, SaltSecret};

crate::vocabulary! {
    /// Which part of an event. Who may read which is decided by `policy` alone.
    pub enum PartName {
        /// What every reader of the event may know.
        Core = "core", "Essentials", "Muhimu";
        /// Free text.
        Text = "text", "Text", "Maandishi";
        /// The exact position.
        Place = "place", "Place", "Mahali";
        /// People and vehicle hints, summaries of handovers: police and responders only.
        Sensitive = "sensitive", "Sensitive", "Nyeti";
        /// Where a leg of a patrol went: never for the client.
        Track = "track", "Track", "Njia iliyopitwa";
        /// Who reported.
        Identity = "identity", "Identity", "Utambulisho";
    }
}

/// A part: JSON bytes with a salt, hashed as they are and never serialised again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Keeps the hash of a short body from being guessed once the part is withheld.
    pub salt: Salt,
    /// JSON text.
    pub body: String,
}

/// The parts of an event that are at hand; the header tells which there are in all.
pub type Parts = BTreeMap<PartName, Part>;

impl Part {
    /// Serialises a value. It is salted when its event is signed.
    ///
    /// # Errors
    /// [`PartError`] where the value cannot be written as JSON.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, PartError> {
        Ok(Self { salt: Salt::UNSET, body: serde_json::to_string(value).map_err(PartError::Json)? })
    }

    /// The salt of a part of this name in link `seq` of a chain, whose key's secret this is.
    #[must_use]
    pub fn derived_salt(secret: &SaltSecret, chain: &ChainId, seq: u64, name: &PartName, body: &str) -> Salt {
        let (subject, audience) = (chain.subject.0.as_bytes(), chain.audience.code().as_bytes());
        secret.salt(&[subject, audience, &seq.to_le_bytes(), name.code().as_bytes(), body.as_bytes()])
    }

    /// The hash that the header holds for a part of this name.
    #[must_use]
    pub fn hash(&self, name: &PartName) -> Hash {
        Hash::of("usalama 2026 event part", &[name.code().as_bytes(), self.salt.as_bytes(), self.body.as_bytes()])
    }

    /// Reads the body.
    ///
    /// # Errors
    /// [`PartError::Json`] where it is not what the type asks for.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, PartError> {
        serde_json::from_str(&self.body).map_err(PartError::Json)
    }
}

/// A part that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// Not the JSON that is expected. The cause is not printed: it can quote what somebody wrote.
    #[error("a part is not the JSON that its kind asks for")]
    Json(#[source] serde_json::Error),
    /// No random bytes for the salt.
    #[error(transparent)]
    Key(#[from] KeyError),
}
