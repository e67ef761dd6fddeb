//! What the hub says of events: where one stands, and how many there are of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// Receipts on the wire: those of events that the hub numbered in a row at one instant are one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptRun {
    /// Number of the first within the subject.
    pub seq: u64,
    /// When the hub received them.
    pub at: Timestamp,
    /// The device's clock was off by more than five minutes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_suspect: bool,
    /// How many there are; 1 where it is absent.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
}

const fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

/// Receipts that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("receipts for more events than there can be")]
pub struct ReceiptError;

impl ReceiptRun {
    /// Receipts in one reply, at most.
    const MOST: usize = 4096;

    /// Takes the receipt up as the next, where it is.
    #[must_use]
    pub fn takes(&mut self, next: &Receipt) -> bool {
        let follows = self.seq.checked_add(self.count.into()) == Some(next.seq)
            && (self.at, self.clock_suspect) == (next.at, next.clock_suspect)
            && self.count < u32::MAX;
        self.count += u32::from(follows);
        follows
    }

    /// Appends what is made of the receipts.
    ///
    /// # Errors
    /// `ReceiptError` where there would be too many, or a number beyond all numbers.
    pub fn spread<T>(self, out: &mut Vec<T>, make: impl Fn(Receipt) -> T) -> Result<(), ReceiptError> {
        let Self { seq: first, at, clock_suspect, count } = self;
        let end = first.checked_add(count.into()).ok_or(ReceiptError)?;
        if out.len().saturating_add(usize::try_from(count).unwrap_or(usize::MAX)) > Self::MOST {
            return Err(ReceiptError);
        }
        out.extend((first..end).map(|seq| make(Receipt { seq, at, clock_suspect })));
        Ok(())
    }
}

impl From<Receipt> for ReceiptRun {
    fn from(Receipt { seq, at, clock_suspect }: Receipt) -> Self {
        Self { seq, at, clock_suspect, count: 1 }
    }
}

/// For `#[serde(with)]`: a list of receipts, as [`ReceiptRun`]s.
pub mod runs {
    use super::*;

    /// Writes runs.
    ///
    /// # Errors
    /// The serialiser's.
    pub fn serialize<S: Serializer>(receipts: &[Receipt], serializer: S) -> Result<S::Ok, S::Error> {
        let mut runs: Vec<ReceiptRun> = vec![];
        for receipt in receipts {
            if !runs.last_mut().is_some_and(|run| run.takes(receipt)) {
                runs.push((*receipt).into());
            }
        }
        runs.serialize(serializer)
    }

    /// Reads runs.
    ///
    /// # Errors
    /// The deserialiser's, and `ReceiptError`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Receipt>, D::Error> {
        let mut receipts = vec![];
        for run in Vec::<ReceiptRun>::deserialize(deserializer)? {
            run.spread(&mut receipts, |receipt| receipt).map_err(serde::de::Error::custom)?;
        }
        Ok(receipts)
    }
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
