//! How events travel: nothing is sent that the receiver can derive.
//!
//! - Of a header, what differs from that of the event before on the wire ([`Delta`]), whatever that was about; of the first,
//!   what there is. The place in the chain follows from the last event of the chain on the wire, the identity from the header,
//!   the hashes from the parts.
//! - Of the signatures of a chain, the last: it vouches for the links before it.
//! - To the hub alone, in place of the salts the secret that they are derived from, once for each key ([`pack_for_hub`]).
//!
//! The sender leaves fields out only after it has rebuilt the very bytes that were signed from what is left, so that
//! nothing ever depends on JSON being canonical; where that fails, the header goes whole.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize};

use super::audience::Audience;
use super::author::{Author, Role};
use super::chain::{ChainHead, ChainId};
use super::header::{EventId, Header, Link, SubjectId};
use super::part::{Part, PartName, Parts};
use super::signed::{EventError, SignedEvent, VerifiedEvent, limits, read_header};
use crate::clock::DeviceTime;
use crate::geo::AreaId;
use crate::keys::{Hash, PublicKey, Salt, SaltSecret, Signature};

/// An event on the wire. Either `header` or `delta` is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct WireEvent {
    /// The header as it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What differs from the event before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<Delta>,
    /// What the salts of all that this key signs are derived from, from this event on. For the hub alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salts: Option<SaltSecret>,
    /// The signature; absent where a later event of the chain bears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// The parts that the receiver gets.
    pub parts: BTreeMap<PartName, WirePart>,
}

/// A part on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WirePart {
    /// The salt, where it is not derived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    /// JSON text.
    pub body: String,
}

impl From<Part> for WirePart {
    fn from(part: Part) -> Self {
        Self { salt: Some(part.salt), body: part.body }
    }
}

/// What a header does not share with the one before it on the wire, and what cannot be derived: whatever is absent is the same,
/// or follows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// Identity, where it does not follow from the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EventId>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<SubjectId>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Version of the kind's schema.
    #[serde(default, rename = "v", skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<u16>,
    /// Whose signature it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// The role under which the author acts.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Area; `null` where this header has none, and the one before has one.
    #[serde(default, deserialize_with = "or_null", skip_serializing_if = "Option::is_none")]
    pub area: Option<Option<AreaId>>,
    /// Whom it is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
    /// Place in its chain, where it is neither the next after the chain's last event on the wire nor the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// What the device's clocks said, where boot or offset differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<DeviceTime>,
    /// How much later it was by the wall clock, in milliseconds.
    #[serde(default, rename = "t", skip_serializing_if = "is_zero")]
    pub wall_ms: i64,
    /// How much more than that the monotonic clock went on, in milliseconds.
    #[serde(default, rename = "m", skip_serializing_if = "is_zero")]
    pub monotonic_ms: i64,
    /// Hashes of the parts that the receiver does not get.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub withheld: BTreeMap<PartName, Hash>,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// Tells `null` from a member that is not there.
fn or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<AreaId>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A run that cannot be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Neither a header nor a difference, or both; or one from an event that is not there.
    #[error("event {0} has no header, and no event before it to derive one from")]
    NoHeader(usize),
    /// A part without a salt, under a key without a secret.
    #[error("event {0} has a part without a salt, and nothing to derive one from")]
    NoSalt(usize),
    /// A time before or after all time.
    #[error("event {0} was made at a time that is none")]
    Time(usize),
    /// The event is not what it says.
    #[error("event {index} is malformed")]
    Event {
        /// Its place in the batch, from 0.
        index: usize,
        /// Why.
        #[source]
        cause: EventError,
    },
}

/// Packs events for readers, in order, leaving out what the receiver can derive.
#[must_use]
pub fn pack(events: &[VerifiedEvent]) -> Vec<WireEvent> {
    pack_for_hub(events, |_| None)
}

/// Packs events for the hub, which may know everything that it is handed: the secrets of keys, as far as they are known, go in
/// place of the salts.
#[must_use]
pub fn pack_for_hub(events: &[VerifiedEvent], secret: impl Fn(&PublicKey) -> Option<SaltSecret>) -> Vec<WireEvent> {
    let mut seen = Seen::default();
    let mut packed: Vec<WireEvent> = Vec::with_capacity(events.len());
    for (place, event) in events.iter().enumerate() {
        let header = event.header();
        let chain = ChainId::of(header);
        let known = seen.chains.get(&chain);
        if let Some(before) = known.filter(|known| header.link.is_some_and(|link| link.previous == known.head.hash))
            && event.signature().is_some()
            && let Some(before) = packed.get_mut(before.place)
        {
            before.signature = None;
        }
        let told = seen.salts.get(&chain.key).cloned();
        let salts = told.clone().or_else(|| secret(&chain.key)).filter(|secret| derives(secret, &chain, event));
        let parts = event.parts().iter().map(|(name, part)| {
            let salt = salts.is_none().then_some(part.salt);
            (name.clone(), WirePart { salt, body: part.body.clone() })
        });
        let delta = seen.delta(event);
        packed.push(WireEvent {
            header: delta.is_none().then(|| event.header_bytes().to_owned()),
            delta,
            salts: salts.clone().filter(|_| told.is_none()),
            signature: event.signature(),
            parts: parts.collect(),
        });
        seen.observe(place, header.clone(), chain, event.hash(), salts);
    }
    packed
}

/// Whether every salt of an event follows from this secret.
fn derives(secret: &SaltSecret, chain: &ChainId, event: &VerifiedEvent) -> bool {
    let Some(link) = event.header().link else { return false };
    let mut parts = event.parts().iter();
    !event.parts().is_empty()
        && parts.all(|(name, part)| part.salt == Part::derived_salt(secret, chain, link.seq, name, &part.body))
}

/// Unpacks what came over the wire. Each event has its own outcome: one that is malformed takes with it only those
/// whose headers would have to be derived from it.
#[must_use]
pub fn unpack(wire: Vec<WireEvent>) -> Vec<Result<SignedEvent, RunError>> {
    let mut seen = Seen::default();
    wire.into_iter().enumerate().map(|(index, event)| seen.unpack(index, event)).collect()
}

/// What is known on both sides of the events so far.
#[derive(Debug, Default)]
struct Seen {
    last: Option<Header>,
    chains: HashMap<ChainId, SeenChain>,
    salts: HashMap<PublicKey, SaltSecret>,
}

#[derive(Debug)]
struct SeenChain {
    head: ChainHead,
    /// Where its last event is on the wire.
    place: usize,
}

impl Seen {
    fn observe(&mut self, place: usize, header: Header, chain: ChainId, hash: Hash, salts: Option<SaltSecret>) {
        self.salts.extend(salts.map(|salts| (chain.key, salts)));
        if let Some(link) = header.link {
            let head = ChainHead { seq: link.seq, hash: Some(hash) };
            self.chains.insert(chain, SeenChain { head, place });
        }
        self.last = Some(header);
    }

    /// The place in a chain that follows from what was seen of it.
    fn next_link(&self, author: &Author, chain: &ChainId) -> Option<Link> {
        let head = self.chains.get(chain).map_or_else(ChainHead::default, |known| known.head);
        (!matches!(author, Author::OneTime { .. })).then(|| head.next())
    }

    /// What of an event's header does not follow; nothing where the very bytes cannot be rebuilt.
    fn delta(&self, event: &VerifiedEvent) -> Option<Delta> {
        let (before, header) = (self.last.as_ref(), event.header());
        let link = header.link.filter(|link| Some(*link) != self.next_link(&header.author, &ChainId::of(header)));
        let (time, wall_ms, monotonic_ms) = match before.and_then(|before| before.time.steps_to(&header.time)) {
            Some((wall_ms, monotonic_ms)) => (None, wall_ms, monotonic_ms),
            None => (Some(header.time), 0, 0),
        };
        let withheld = header.parts.iter().filter(|(name, _)| !event.parts().contains_key(name));
        let delta = Delta {
            id: (EventId::derived(header) != header.id).then_some(header.id),
            subject: unless_same(before.map(|before| &before.subject), &header.subject),
            kind: unless_same(before.map(|before| &before.kind), &header.kind),
            schema_version: unless_same(before.map(|before| &before.schema_version), &header.schema_version),
            author: unless_same(before.map(|before| &before.author), &header.author),
            role: unless_same(before.map(|before| &before.role), &header.role),
            area: unless_same(Some(&before.and_then(|before| before.area)), &header.area),
            audience: unless_same(before.map(|before| &before.audience), &header.audience),
            link,
            time,
            wall_ms,
            monotonic_ms,
            withheld: withheld.map(|(name, hash)| (name.clone(), *hash)).collect(),
        };
        let mut rebuilt = self.begin(0, before, delta.clone()).ok()?;
        finish(&mut rebuilt, delta.id, event.parts());
        (serde_json::to_string(&rebuilt).ok()? == event.header_bytes()).then_some(delta)
    }

    /// A header, but for its identity and the hashes of the parts at hand.
    fn begin(&self, index: usize, before: Option<&Header>, delta: Delta) -> Result<Header, RunError> {
        let missing = RunError::NoHeader(index);
        let whole = || {
            let author = delta.author.or(before.map(|before| before.author))?;
            let subject = delta.subject.or(before.map(|before| before.subject))?;
            let audience = delta.audience.or_else(|| before.map(|before| before.audience.clone()))?;
            let chain = ChainId { key: author.key(), subject, audience };
            Some(Header {
                id: EventId(uuid::Uuid::nil()),
                subject,
                kind: delta.kind.or_else(|| before.map(|before| before.kind.clone()))?,
                schema_version: delta.schema_version.or(before.map(|before| before.schema_version))?,
                author,
                role: delta.role.or_else(|| before.map(|before| before.role.clone()))?,
                area: delta.area.unwrap_or_else(|| before.and_then(|before| before.area)),
                link: delta.link.or_else(|| self.next_link(&author, &chain)),
                audience: chain.audience,
                time: delta.time.or(before.map(|before| before.time))?,
                parts: delta.withheld,
            })
        };
        let header = whole().ok_or(missing)?;
        match delta.time {
            Some(_) => Ok(header),
            None => {
                let time = header.time.stepped(delta.wall_ms, delta.monotonic_ms).ok_or(RunError::Time(index))?;
                Ok(Header { time, ..header })
            }
        }
    }

    fn unpack(&mut self, index: usize, event: WireEvent) -> Result<SignedEvent, RunError> {
        let malformed = |cause| RunError::Event { index, cause };
        let WireEvent { header, delta, salts, signature, parts } = event;
        let before = self.last.take();
        if parts.len() > limits::PARTS {
            return Err(malformed(EventError::TooLarge { what: "number of parts", limit: limits::PARTS }));
        }
        let (whole, mut header, id) = match (header, delta, before) {
            (Some(bytes), None, _) => {
                let header = read_header(&bytes).map_err(malformed)?;
                (Some(bytes), header, None)
            }
            (None, Some(delta), before) => {
                let id = delta.id;
                (None, self.begin(index, before.as_ref(), delta)?, id)
            }
            _ => return Err(RunError::NoHeader(index)),
        };
        let chain = ChainId::of(&header);
        let salts = salts.or_else(|| self.salts.get(&chain.key).cloned());
        let seq = header.link.map(|link| link.seq);
        let mut salted = Parts::new();
        for (name, WirePart { salt, body }) in parts {
            let derived = || Some(Part::derived_salt(salts.as_ref()?, &chain, seq?, &name, &body));
            let salt = salt.or_else(derived).ok_or(RunError::NoSalt(index))?;
            salted.insert(name, Part { salt, body });
        }
        let bytes = match whole {
            Some(bytes) => bytes,
            None => {
                finish(&mut header, id, &salted);
                serde_json::to_string(&header).map_err(EventError::Header).map_err(malformed)?
            }
        };
        // What follows is derived from the header, whatever becomes of this event.
        self.observe(index, header.clone(), chain, Header::hash(bytes.as_bytes()), salts);
        SignedEvent::of(header, bytes, signature, salted).map_err(malformed)
    }
}

fn unless_same<T: Clone + PartialEq>(before: Option<&T>, now: &T) -> Option<T> {
    (before != Some(now)).then(|| now.clone())
}

/// What follows from the parts.
fn finish(header: &mut Header, id: Option<EventId>, parts: &Parts) {
    header.parts.extend(parts.iter().map(|(name, part)| (name.clone(), part.hash(name))));
    header.id = id.unwrap_or_else(|| EventId::derived(header));
}
