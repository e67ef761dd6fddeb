//! What the hub says of events: where one stands, and how many there are of them.

use serde::{Deserialize, Serialize};

use super::header::EventId;
use crate::clock::Timestamp;
use crate::keys::Hash;

/// Where an event stands at the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its number within the subject, from 1.
    pub seq: u64,
    /// When the hub received it.
    pub at: Timestamp,
    /// The device's clock was off by more than five minutes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_suspect: bool,
}

/// A bucket's events, in short.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    /// How many there are.
    pub count: u64,
    /// The sum of their identifiers' hashes, modulo 2⁶⁴: it does not depend on the order.
    pub sum: u64,
}

impl Checksum {
    /// With one more event.
    #[must_use]
    pub fn plus(self, id: EventId) -> Self {
        Self { count: self.count.wrapping_add(1), sum: self.sum.wrapping_add(Self::term(id)) }
    }

    /// With one event less.
    #[must_use]
    pub fn minus(self, id: EventId) -> Self {
        Self { count: self.count.wrapping_sub(1), sum: self.sum.wrapping_sub(Self::term(id)) }
    }

    fn term(id: EventId) -> u64 {
        let hash = Hash::of("usalama 2026 bucket checksum", &[id.0.as_bytes()]);
        let mut bytes = [0; 8];
        bytes.copy_from_slice(hash.as_bytes().split_at(8).0);
        u64::from_le_bytes(bytes)
    }
}
