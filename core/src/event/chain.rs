//! Chains: within (signing key, subject, audience) each event names the one before, so that a gap, an edit, a swap or a
//! fork shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::audience::Audience;
use super::header::{Header, Link, SubjectId};
use crate::keys::{Hash, PublicKey};

/// Which chain an event belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChainId {
    /// The signing key.
    pub key: PublicKey,
    /// What the events are about.
    pub subject: SubjectId,
    /// Whom they are meant for.
    pub audience: Audience,
}

impl ChainId {
    /// The chain of this event.
    #[must_use]
    pub fn of(header: &Header) -> Self {
        Self { key: header.author.key(), subject: header.subject, audience: header.audience.clone() }
    }
}

/// The last link that is known of a chain; the default is a chain that has not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChainHead {
    /// Number of links.
    pub seq: u64,
    /// Hash of the last header.
    pub hash: Option<Hash>,
}

/// A link that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// Links between are missing; they may come yet.
    #[error("links {from}..{to} of the chain are missing")]
    Gap {
        /// First missing.
        from: u64,
        /// The one that came.
        to: u64,
    },
    /// Another event holds this place already: two devices went on from one head, or history was rewritten.
    #[error("link {seq} of the chain is taken by another event")]
    Fork {
        /// The place.
        seq: u64,
    },
    /// It does not name the event before it.
    #[error("link {seq} does not follow from the one before")]
    Broken {
        /// The place.
        seq: u64,
    },
    /// An event that must be chained is not, or one that must not be is.
    #[error("the author's kind and the chain do not go together")]
    Unchained,
}

impl ChainHead {
    /// The link that the next event must have.
    #[must_use]
    pub const fn next(&self) -> Link {
        Link { seq: self.seq.saturating_add(1), previous: self.hash }
    }

    /// The head after an event whose header hashes to `hash`.
    #[must_use]
    pub const fn after(&self, hash: Hash) -> Self {
        Self { seq: self.seq.saturating_add(1), hash: Some(hash) }
    }

    /// Whether `link` is the next of this chain.
    ///
    /// # Errors
    /// [`ChainError`] naming what is wrong.
    pub fn accepts(&self, link: Option<Link>) -> Result<(), ChainError> {
        let link = link.ok_or(ChainError::Unchained)?;
        match link.seq {
            0 => Err(ChainError::Broken { seq: 0 }),
            seq if seq <= self.seq => Err(ChainError::Fork { seq }),
            seq if seq > self.next().seq => Err(ChainError::Gap { from: self.next().seq, to: seq }),
            seq if link.previous != self.hash => Err(ChainError::Broken { seq }),
            _ => Ok(()),
        }
    }
}

/// Puts events into an order in which every chain is in its own: each comes after those that its chain has before it, and else
/// where it was. A store gives what the hub refused last; an audit and a dossier want it where it was signed.
#[must_use]
pub fn in_chain_order<T>(events: Vec<T>, header: impl Fn(&T) -> &Header) -> Vec<T> {
    let mut waiting: BTreeMap<ChainId, BTreeMap<(u64, usize), T>> = BTreeMap::new();
    let mut order = Vec::with_capacity(events.len());
    for (place, event) in events.into_iter().enumerate() {
        let (chain, seq) = (ChainId::of(header(&event)), header(&event).link.map_or(0, |link| link.seq));
        order.push((chain.clone(), (seq, place)));
        waiting.entry(chain).or_default().insert((seq, place), event);
    }
    let mut sorted = Vec::with_capacity(order.len());
    for (chain, key) in order {
        let Some(chain) = waiting.get_mut(&chain) else { continue };
        while let Some(first) = chain.first_entry().filter(|first| *first.key() <= key) {
            sorted.push(first.remove());
        }
    }
    sorted
}
