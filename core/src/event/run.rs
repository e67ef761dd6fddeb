//! How events travel: consecutive events of one chain need one signature, the last, and nothing is sent that the
//! receiver can derive.
//!
//! The sender leaves fields out only after it has rebuilt the very bytes that were signed from what is left, so that
//! nothing ever depends on JSON being canonical; where that fails, the header goes whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::{ChainHead, ChainId};
use super::header::{EventId, Header};
use super::part::{Part, PartName, Parts};
use super::signed::{EventError, SignedEvent, VerifiedEvent};
use crate::clock::DeviceTime;
use crate::keys::{Hash, Signature};

/// An event on the wire. Either `header` or `next` is there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WireEvent {
    /// The header as it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// What differs from the event before, of whose chain this is the next link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextLink>,
    /// The signature; absent where the next event of the run bears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// The parts that the receiver gets.
    pub parts: BTreeMap<PartName, Part>,
}

/// What the next link of a chain does not share with the one before, and what cannot be derived from its parts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NextLink {
    /// Identity.
    pub id: EventId,
    /// What was done.
    pub kind: String,
    /// Version of the kind's schema.
    #[serde(rename = "v")]
    pub schema_version: u16,
    /// What the device's clocks said.
    pub time: DeviceTime,
}

/// A run that cannot be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Neither a header nor a place in a run, or both.
    #[error("event {0} has no header, and no event before it to derive one from")]
    NoHeader(usize),
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

/// Packs events for the wire, in order, leaving out what the receiver can derive.
#[must_use]
pub fn pack(events: &[VerifiedEvent]) -> Vec<WireEvent> {
    let mut packed: Vec<WireEvent> = Vec::with_capacity(events.len());
    for (i, event) in events.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| events.get(b)).filter(|before| follows(before, event));
        let short = before.and_then(|before| shorten(before, event));
        if before.is_some()
            && event.signature().is_some()
            && let Some(last) = packed.last_mut()
        {
            last.signature = None;
        }
        let header = short.is_none().then(|| event.header_bytes().to_owned());
        packed.push(WireEvent { header, next: short, signature: event.signature(), parts: event.parts().clone() });
    }
    packed
}

fn follows(before: &VerifiedEvent, event: &VerifiedEvent) -> bool {
    ChainId::of(before.header()) == ChainId::of(event.header())
        && event.header().link.is_some_and(|link| link.previous == Some(before.hash()))
}

fn shorten(before: &VerifiedEvent, event: &VerifiedEvent) -> Option<NextLink> {
    let header = event.header();
    let next =
        NextLink { id: header.id, kind: header.kind.clone(), schema_version: header.schema_version, time: header.time };
    let rebuilt = rebuild(before.header(), before.hash(), &next, event.parts()).ok()?;
    (rebuilt == event.header_bytes()).then_some(next)
}

fn rebuild(before: &Header, hash: Hash, next: &NextLink, parts: &Parts) -> Result<String, EventError> {
    let head = ChainHead { seq: before.link.map_or(0, |link| link.seq), hash: Some(hash) };
    let header = Header {
        id: next.id,
        kind: next.kind.clone(),
        schema_version: next.schema_version,
        link: Some(head.next()),
        time: next.time,
        parts: parts.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect(),
        ..before.clone()
    };
    serde_json::to_string(&header).map_err(EventError::Header)
}

/// Unpacks what came over the wire. Each event has its own outcome: one that is malformed takes with it only those
/// whose headers would have to be derived from it.
#[must_use]
pub fn unpack(wire: Vec<WireEvent>) -> Vec<Result<SignedEvent, RunError>> {
    let mut before: Option<(Header, Hash)> = None;
    let mut out = Vec::with_capacity(wire.len());
    for (index, event) in wire.into_iter().enumerate() {
        let bytes = match (event.header, event.next, before.take()) {
            (Some(bytes), None, _) => Ok(bytes),
            (None, Some(next), Some((header, hash))) if event.parts.len() <= super::limits::PARTS => {
                rebuild(&header, hash, &next, &event.parts).map_err(|cause| RunError::Event { index, cause })
            }
            _ => Err(RunError::NoHeader(index)),
        };
        let signed = bytes.and_then(|bytes| {
            let hash = Header::hash(bytes.as_bytes());
            let signed = SignedEvent::parse(bytes, event.signature, event.parts)
                .map_err(|cause| RunError::Event { index, cause })?;
            before = Some((signed.claimed().clone(), hash));
            Ok(signed)
        });
        out.push(signed);
    }
    out
}
