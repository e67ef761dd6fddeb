//! The header: what every reader of an event gets. It names no place finer than an area, and of each part it holds only
//! a salted hash.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::audience::Audience;
use super::author::{Author, Role};
use super::part::PartName;
use crate::clock::DeviceTime;
use crate::geo::AreaId;
use crate::keys::Hash;

/// An event's identity: UUIDv7, made on the device. Everything is idempotent by it. An event of a chain gets the one that
/// follows from the rest of its header, so that it need not travel; what the hub publishes has a random one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub Uuid);

/// What an event is about: an incident, a publication, later a patrol, an alert, a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectId(pub Uuid);

impl EventId {
    /// The identity that follows from the rest of a header: the time is the device's, and the other bits are a hash of the
    /// place in the chain and of the parts. It tells a reader nothing that the header does not.
    #[must_use]
    pub fn derived(header: &Header) -> Self {
        let key = header.author.key();
        let (seq, previous) = header.link.map_or((0, None), |link| (link.seq, link.previous));
        let seq = seq.to_le_bytes();
        let mut pieces: Vec<&[u8]> = vec![
            key.as_bytes(),
            header.subject.0.as_bytes(),
            header.audience.code().as_bytes(),
            &seq,
            previous.as_ref().map_or(&[], |hash| hash.as_bytes().as_slice()),
            header.kind.as_bytes(),
        ];
        for (name, hash) in &header.parts {
            pieces.extend([name.code().as_bytes(), hash.as_bytes()]);
        }
        let hash = Hash::of("usalama 2026 event identity", &pieces);
        let mut tail = [0; 10];
        tail.copy_from_slice(hash.as_bytes().split_at(10).0);
        Self(uuid_v7(header.time.at, &tail))
    }
}

impl SubjectId {
    /// A new identifier that carries its time (RFC 9562 UUIDv7).
    #[must_use]
    pub fn now(at: crate::clock::Timestamp) -> Self {
        // Two random UUIDs have more than the 80 bits that are needed; their fixed bits are left out.
        let (a, b) = (Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes());
        Self(uuid_v7(at, &[a[0], a[1], a[2], a[3], a[4], a[5], b[0], b[1], b[2], b[3]]))
    }

    /// A new identifier that tells nothing: for publications, whose exact time is nobody's business.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

fn uuid_v7(at: crate::clock::Timestamp, tail: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.as_millis()).unwrap_or(0), tail).into_uuid()
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Display for SubjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Place of an event in the chain of its (key, subject, audience).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// From 1.
    pub seq: u64,
    /// Hash of the header before; nothing for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Hash>,
}

/// The header of an event. Serialised once, by its author; from then on its *bytes* are what is hashed, signed, stored
/// and sent, and fields of a newer version stay in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Identity.
    pub id: EventId,
    /// What it is about.
    pub subject: SubjectId,
    /// What was done, such as `incident.triaged`. A kind that this version does not know is kept, unapplied.
    pub kind: String,
    /// Version of the kind's schema.
    #[serde(rename = "v")]
    pub schema_version: u16,
    /// Whose signature it bears.
    pub author: Author,
    /// The role under which the author acts.
    #[serde(rename = "as")]
    pub role: Role,
    /// Ward or other area, never finer than every reader may know. Nothing where it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Whom it is meant for, at the widest.
    pub audience: Audience,
    /// Place in its chain; nothing for one-time keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// What the device's clocks said.
    pub time: DeviceTime,
    /// Salted hash of each part.
    pub parts: BTreeMap<PartName, Hash>,
}

impl Header {
    /// The hash of header bytes: what is signed, and what the next link of the chain names.
    #[must_use]
    pub fn hash(bytes: &[u8]) -> Hash {
        Hash::of("usalama 2026 event header", &[bytes])
    }
}
