//! An event before and after its proof: [`SignedEvent`] came from outside, [`VerifiedEvent`] may be stored.

use std::collections::HashSet;

use super::audience::Audience;
use super::audit::Held;
use super::author::{Author, Role};
use super::chain::{ChainHead, ChainId};
use super::header::{EventId, Header, Link, SubjectId};
use super::part::{Part, PartError, PartName, Parts};
use crate::clock::DeviceTime;
use crate::geo::AreaId;
use crate::keys::{Hash, KeyError, PublicKey, Salt, SaltSecret, SecretKey, Signature, verify_batch};

/// Sizes beyond which an event is refused unread.
pub mod limits {
    /// Bytes of a header.
    pub const HEADER: usize = 4 * 1024;
    /// Bytes of one part's body: the longest description, escaped, fits several times.
    pub const PART: usize = 48 * 1024;
    /// Parts of one event.
    pub const PARTS: usize = 8;
    /// Characters of a kind or of a role, audience or part name.
    pub const CODE: usize = 64;
}

/// An event that is not what it says.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The header's bytes are no header.
    #[error("the header is not valid JSON of the header's shape")]
    Header(#[source] serde_json::Error),
    /// A header, a part or a code beyond [`limits`].
    #[error("the event's {what} is over the limit of {limit}")]
    TooLarge {
        /// What.
        what: &'static str,
        /// The limit in bytes, parts or characters.
        limit: usize,
    },
    /// A part that the header does not name.
    #[error("the part '{0}' is not in the header")]
    UnknownPart(PartName),
    /// A part whose bytes were changed.
    #[error("the part '{0}' does not hash to what the header says")]
    AlteredPart(PartName),
    /// The signature is missing, and no later link of the chain vouches for this one.
    #[error("the event bears no signature")]
    Unsigned,
    /// The signature does not hold.
    #[error("the event's signature does not hold")]
    Signature(#[source] KeyError),
    /// A one-time key in a chain, or a named or pseudonymous author outside one; device traces on a one-time event.
    #[error("the author's kind and the header do not go together")]
    Author,
    /// The event could not be written.
    #[error(transparent)]
    Part(#[from] PartError),
}

/// What vouches for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The author's signature was checked here, or that of a later link of its chain.
    Author,
    /// It came in a page that the hub signed; the author's signature is yet to be checked.
    Hub,
}

/// An event as it came: parsed, bounded, unproven.
#[derive(Debug, Clone)]
pub struct SignedEvent {
    header: Header,
    header_bytes: String,
    signature: Option<Signature>,
    parts: Parts,
}

impl SignedEvent {
    /// Parses and bounds what came; checks that each part at hand is the one that the header names.
    ///
    /// # Errors
    /// [`EventError`]; nothing of it has been believed then.
    pub fn parse(header_bytes: String, signature: Option<Signature>, parts: Parts) -> Result<Self, EventError> {
        let header = read_header(&header_bytes)?;
        Self::of(header, header_bytes, signature, parts)
    }

    /// As [`SignedEvent::parse`], for a header that was read from these bytes, or written as them.
    pub(super) fn of(
        header: Header,
        header_bytes: String,
        signature: Option<Signature>,
        parts: Parts,
    ) -> Result<Self, EventError> {
        bounded("header", header_bytes.len(), limits::HEADER)?;
        bounded("number of parts", parts.len(), limits::PARTS)?;
        for part in parts.values() {
            bounded("part", part.body.len(), limits::PART)?;
        }
        bounded("number of parts", header.parts.len(), limits::PARTS)?;
        for code in [header.kind.as_str(), header.role.code(), header.audience.code()]
            .into_iter()
            .chain(header.parts.keys().map(PartName::code))
        {
            bounded("code", code.len(), limits::CODE)?;
        }
        for (name, part) in &parts {
            match header.parts.get(name) {
                None => return Err(EventError::UnknownPart(name.clone())),
                Some(hash) if *hash != part.hash(name) => return Err(EventError::AlteredPart(name.clone())),
                Some(_) => {}
            }
        }
        let one_time = matches!(header.author, Author::OneTime { .. });
        let traced = header.time.boot.is_some()
            || header.time.monotonic_ms.is_some()
            || header.parts.contains_key(&PartName::Identity);
        if one_time == header.link.is_some() || (one_time && traced) {
            return Err(EventError::Author);
        }
        Ok(Self { header, header_bytes, signature, parts })
    }

    /// What the header says, unproven: for finding the chain and the keys, never for acting on.
    #[must_use]
    pub const fn claimed(&self) -> &Header {
        &self.header
    }

    /// The bytes that were signed, or are claimed to be.
    #[must_use]
    pub fn claimed_bytes(&self) -> &str {
        &self.header_bytes
    }

    /// The event as an audit takes it.
    pub(super) fn held(&self) -> Held<'_> {
        Held { header: &self.header_bytes, signature: self.signature, parts: &self.parts }
    }

    /// Checks the author's signature.
    ///
    /// # Errors
    /// [`EventError::Unsigned`] or [`EventError::Signature`].
    pub fn verify(self) -> Result<VerifiedEvent, EventError> {
        let hash = Header::hash(self.header_bytes.as_bytes());
        let signature = self.signature.ok_or(EventError::Unsigned)?;
        self.header.author.key().verify(hash.as_bytes(), &signature).map_err(EventError::Signature)?;
        Ok(self.proven(hash, Proof::Author))
    }

    /// Checks many events at once: each must bear a signature that holds, or be followed by the link of its chain that names
    /// it and is itself proven so. Each event has its own outcome, in the order given.
    #[must_use]
    pub fn verify_all(events: Vec<Self>) -> Vec<Result<VerifiedEvent, EventError>> {
        let hashes: Vec<Hash> = events.iter().map(|e| Header::hash(e.header_bytes.as_bytes())).collect();
        let mut holds = Self::signatures_hold(&events, &hashes);
        // From the last to the first: what a proven successor names is proven.
        let mut named: HashSet<(ChainId, Hash)> = HashSet::new();
        for ((event, hash), holds) in events.iter().zip(&hashes).zip(&mut holds).rev() {
            let chain = ChainId::of(&event.header);
            let previous = event.header.link.and_then(|link| link.previous);
            *holds |= event.signature.is_none() && named.contains(&(chain.clone(), *hash));
            named.extend(previous.filter(|_| *holds).map(|previous| (chain, previous)));
        }
        events
            .into_iter()
            .zip(hashes)
            .zip(holds)
            .map(|((event, hash), holds)| match (holds, event.signature) {
                (true, _) => Ok(event.proven(hash, Proof::Author)),
                (false, None) => Err(EventError::Unsigned),
                (false, Some(_)) => Err(EventError::Signature(KeyError::BadSignature)),
            })
            .collect()
    }

    fn signatures_hold(events: &[Self], hashes: &[Hash]) -> Vec<bool> {
        let signed: Vec<(usize, _)> = events
            .iter()
            .enumerate()
            .filter_map(|(i, e)| e.signature.map(|s| (i, (e.header.author.key(), hashes[i].as_bytes().as_slice(), s))))
            .collect();
        let items: Vec<_> = signed.iter().map(|(_, item)| *item).collect();
        let mut holds = vec![false; events.len()];
        let together = items.len() > 1 && verify_batch(&items).is_ok();
        for (i, (key, message, signature)) in signed {
            holds[i] = together || key.verify(message, &signature).is_ok();
        }
        holds
    }

    /// Takes the word of a page whose head the hub signed; the author's signature is checked later, where it matters.
    #[must_use]
    pub fn vouched_by_hub(self) -> VerifiedEvent {
        let hash = Header::hash(self.header_bytes.as_bytes());
        self.proven(hash, Proof::Hub)
    }

    /// Brings back an event that a store kept after it was proven.
    #[must_use]
    pub fn restored(self, proof: Proof) -> VerifiedEvent {
        let hash = Header::hash(self.header_bytes.as_bytes());
        self.proven(hash, proof)
    }

    fn proven(self, hash: Hash, proof: Proof) -> VerifiedEvent {
        let Self { header, header_bytes, signature, parts } = self;
        VerifiedEvent { header, header_bytes, hash, signature, parts, proof }
    }
}

/// Reads a header that is not too large.
pub(super) fn read_header(bytes: &str) -> Result<Header, EventError> {
    bounded("header", bytes.len(), limits::HEADER)?;
    serde_json::from_str(bytes).map_err(EventError::Header)
}

fn bounded(what: &'static str, size: usize, limit: usize) -> Result<(), EventError> {
    if size > limit { Err(EventError::TooLarge { what, limit }) } else { Ok(()) }
}

/// An event that is proven: signed here, or verified, or vouched for by the hub, or kept by a store after it was.
#[derive(Debug, Clone)]
pub struct VerifiedEvent {
    header: Header,
    header_bytes: String,
    hash: Hash,
    signature: Option<Signature>,
    parts: Parts,
    proof: Proof,
}

impl VerifiedEvent {
    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The header as it was signed.
    #[must_use]
    pub fn header_bytes(&self) -> &str {
        &self.header_bytes
    }

    /// The hash of the header: the event's place in its chain.
    #[must_use]
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// The author's signature; nothing where a later link bears it.
    #[must_use]
    pub const fn signature(&self) -> Option<Signature> {
        self.signature
    }

    /// The parts that are at hand.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What vouches for it.
    #[must_use]
    pub const fn proof(&self) -> Proof {
        self.proof
    }

    /// The same event with fewer parts: what a narrower reader gets. The signature still holds.
    #[must_use]
    pub fn keeping(mut self, keep: impl Fn(&PartName) -> bool) -> Self {
        self.parts.retain(|name, _| keep(name));
        self
    }

    /// Back to what travels.
    #[must_use]
    pub fn into_signed(self) -> SignedEvent {
        let Self { header, header_bytes, signature, parts, .. } = self;
        SignedEvent { header, header_bytes, signature, parts }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// [`PartError`] where it is not what the type asks for; nothing where the part is not at hand.
    pub fn read<T: serde::de::DeserializeOwned>(&self, name: &PartName) -> Result<Option<T>, PartError> {
        self.parts.get(name).map(Part::read).transpose()
    }
}

/// An event that is about to be signed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is about.
    pub subject: SubjectId,
    /// What was done.
    pub kind: &'static str,
    /// Version of the kind's schema.
    pub schema_version: u16,
    /// The role under which the author acts.
    pub role: Role,
    /// Ward or other area.
    pub area: Option<AreaId>,
    /// Whom it is meant for.
    pub audience: Audience,
    /// What the clocks say.
    pub time: DeviceTime,
    /// The parts.
    pub parts: Parts,
}

impl Draft {
    /// The same with salts that follow from the secret of the key that signs it as the next link after `head`.
    #[must_use]
    pub fn salted(mut self, key: PublicKey, secret: &SaltSecret, head: &ChainHead) -> Self {
        let chain = ChainId { key, subject: self.subject, audience: self.audience.clone() };
        for (name, part) in &mut self.parts {
            part.salt = Part::derived_salt(secret, &chain, head.next().seq, name, &part.body);
        }
        self
    }

    /// Signs the event as the next link after `head`, with the identity that follows from it. `author` must hold the key's
    /// public half.
    ///
    /// # Errors
    /// [`EventError::Author`] where it does not, or for a one-time author, whose road is another;
    /// [`EventError::TooLarge`] for parts beyond [`limits`].
    pub fn sign(self, author: Author, key: &SecretKey, head: &ChainHead) -> Result<VerifiedEvent, EventError> {
        self.sign_as(None, author, key, head)
    }

    /// As [`Draft::sign`], with an identity that follows from nothing, where one is given.
    ///
    /// # Errors
    /// As [`Draft::sign`].
    pub fn sign_as(
        self,
        id: Option<EventId>,
        author: Author,
        key: &SecretKey,
        head: &ChainHead,
    ) -> Result<VerifiedEvent, EventError> {
        if author.key() != key.public() || matches!(author, Author::OneTime { .. }) {
            return Err(EventError::Author);
        }
        self.signed_with(id, author, key, Some(head.next()))
    }

    /// Signs the event with a key that is used for this subject alone, by nobody that anyone knows: with no place in a chain, and
    /// with nothing of the device's clocks but what the draft says of the time.
    ///
    /// # Errors
    /// [`EventError::Author`] for a draft that bears a trace of a device or a person; [`EventError::TooLarge`].
    pub fn sign_once(self, key: &SecretKey) -> Result<VerifiedEvent, EventError> {
        let traced = self.time.boot.is_some() || self.time.monotonic_ms.is_some();
        if traced || self.parts.contains_key(&PartName::Identity) {
            return Err(EventError::Author);
        }
        self.signed_with(None, Author::OneTime { key: key.public() }, key, None)
    }

    fn signed_with(
        mut self,
        id: Option<EventId>,
        author: Author,
        key: &SecretKey,
        link: Option<Link>,
    ) -> Result<VerifiedEvent, EventError> {
        // No salt was derived for them: a random one each.
        for part in self.parts.values_mut().filter(|part| part.salt == Salt::UNSET) {
            part.salt = Salt::random().map_err(PartError::from)?;
        }
        let mut header = Header {
            id: EventId(uuid::Uuid::nil()),
            subject: self.subject,
            kind: self.kind.to_owned(),
            schema_version: self.schema_version,
            author,
            role: self.role,
            area: self.area,
            audience: self.audience,
            link,
            time: self.time,
            parts: self.parts.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect(),
        };
        header.id = id.unwrap_or_else(|| EventId::derived(&header));
        let header_bytes = serde_json::to_string(&header).map_err(EventError::Header)?;
        bounded("header", header_bytes.len(), limits::HEADER)?;
        bounded("number of parts", self.parts.len(), limits::PARTS)?;
        for part in self.parts.values() {
            bounded("part", part.body.len(), limits::PART)?;
        }
        let hash = Header::hash(header_bytes.as_bytes());
        let signature = Some(key.sign(hash.as_bytes()));
        Ok(VerifiedEvent { header, header_bytes, hash, signature, parts: self.parts, proof: Proof::Author })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock as _, SystemClock};

    #[test]
    fn parts_that_nobody_salted_are_salted_at_random_when_they_are_signed() {
        let part = Part::of(&"the same words").expect("a part");
        let draft = || Draft {
            subject: SubjectId::random(),
            kind: "incident.updated",
            schema_version: 1,
            role: Role::Resident,
            area: None,
            audience: Audience::Police,
            time: crate::clock::DeviceTime {
                at: SystemClock::new().now(),
                utc_offset: 180,
                monotonic_ms: None,
                boot: None,
            },
            parts: Parts::from([(PartName::Core, part.clone()), (PartName::Text, part.clone())]),
        };
        let key = crate::keys::Keyring::new(&crate::keys::HostKey::from_bytes([3; 32]), uuid::Uuid::nil(), 0)
            .key(crate::keys::KeyPurpose::Account);
        let salts: std::collections::BTreeSet<[u8; 16]> = (0..2)
            .flat_map(|_| {
                draft()
                    .sign_once(&key)
                    .expect("an event")
                    .parts()
                    .values()
                    .map(|p| *p.salt.as_bytes())
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(salts.len(), 4, "each another");
        assert!(!salts.contains(Salt::UNSET.as_bytes()));
    }
}
