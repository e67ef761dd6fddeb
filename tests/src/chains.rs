//! Chains of events, as a guard's patrol leaves them: made header by header, so that a test can take them apart.

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{
    ActorId, Audience, Author, ChainHead, ChainId, EventId, Header, Held, Link, Part, PartName, Parts, Role,
    SignedEvent, SubjectId, VerifiedEvent, VerifiedWitness, Witness,
};
use usalama_core::keys::{Hash, PublicKey, Salt, SecretKey, Signature};
use uuid::Uuid;

/// Six in the evening of 3 March 2026, Nairobi time.
pub const DUSK: Timestamp = Timestamp::from_millis(1_772_550_000_000);
/// The kind of the last event of a chain.
pub const ENDED: &str = "patrol.completed";

/// An event as somebody may hold it: nothing keeps these from being changed.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The header's bytes.
    pub header: String,
    /// The signature.
    pub signature: Option<Signature>,
    /// The parts.
    pub parts: Parts,
}

impl Entry {
    /// As an audit takes it.
    #[must_use]
    pub fn held(&self) -> Held<'_> {
        Held { header: &self.header, signature: self.signature, parts: &self.parts }
    }

    /// The header's hash.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Header::hash(self.header.as_bytes())
    }

    /// The header.
    ///
    /// # Panics
    /// Where it cannot be read.
    #[must_use]
    pub fn read(&self) -> Header {
        serde_json::from_str(&self.header).expect("a header")
    }

    /// Changes the header, and nothing that follows from it.
    ///
    /// # Panics
    /// Where it cannot be read.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Header)) {
        let mut header = self.read();
        edit(&mut header);
        self.header = serde_json::to_string(&header).expect("JSON");
    }

    /// The event, as the store of a phone that proved it gives it back.
    ///
    /// # Panics
    /// Where it is no event.
    #[must_use]
    pub fn restored(&self) -> VerifiedEvent {
        SignedEvent::parse(self.header.clone(), self.signature, self.parts.clone())
            .expect("an event")
            .restored(usalama_core::event::Proof::Author)
    }
}

/// Which links bear a signature. The last always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// Each.
    Each,
    /// The last of so many.
    OneIn(u64),
    /// The last of all.
    Last,
}

/// Who signs what.
#[derive(Debug, Clone)]
pub struct Writer {
    /// The author.
    pub author: ActorId,
    /// The author's role.
    pub role: Role,
    /// The author's key.
    pub key: SecretKey,
    /// What it is about.
    pub subject: SubjectId,
    /// Bytes of a body, about.
    pub body: usize,
}

impl Writer {
    /// A guard on a patrol, told apart by number.
    #[must_use]
    pub fn guard(number: u64) -> Self {
        let mut seed = [9; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        Self {
            author: ActorId(Uuid::from_u128(0x6A2D_0000 + u128::from(number))),
            role: Role::Guard,
            key: SecretKey::from_seed(&seed),
            subject: SubjectId(Uuid::from_u128(0x9A7_0000 + u128::from(number))),
            body: 60,
        }
    }

    /// The chain that this one writes.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        ChainId { key: self.key.public(), subject: self.subject, audience: Audience::Responders }
    }

    /// The link after `head`.
    ///
    /// # Panics
    /// Never: a header is JSON.
    #[must_use]
    pub fn write(&self, kind: &str, head: &ChainHead, word: &str, signed: bool) -> Entry {
        let link: Link = head.next();
        let number = u128::from(link.seq);
        let salt = Hash::of("salts of the tests", &[self.subject.0.as_bytes(), &link.seq.to_le_bytes()]);
        let salt = Salt::from_slice(&salt.as_bytes()[..16]).expect("16 bytes");
        let mut body = format!("{{\"checkpoint\":{},\"method\":\"qr_static\",\"word\":\"{word}\"", number % 9);
        let pad = self.body.saturating_sub(body.len() + 10);
        body.push_str(&format!(",\"note\":\"{}\"}}", "a".repeat(pad)));
        let mut parts = Parts::from([(PartName::Core, Part { salt, body })]);
        if number % 3 == 0 {
            parts.insert(PartName::Place, Part { salt, body: "{\"lat\":-1.2886,\"lon\":36.8233}".to_owned() });
        }
        let millis = i64::try_from(link.seq % 10_000).expect("small") * 400_000;
        let header = Header {
            id: EventId(Uuid::from_u128(self.subject.0.as_u128() << 32 | number)),
            subject: self.subject,
            kind: kind.to_owned(),
            schema_version: 1,
            author: Author::Actor { id: self.author, key: self.key.public() },
            role: self.role.clone(),
            area: None,
            audience: Audience::Responders,
            link: Some(link),
            time: DeviceTime {
                at: Timestamp::from_millis(DUSK.as_millis() + millis),
                utc_offset: KENYA_UTC_OFFSET_MINUTES,
                monotonic_ms: Some(millis.unsigned_abs()),
                boot: Some(Uuid::from_u128(0xB007)),
            },
            parts: parts.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect(),
        };
        let header = serde_json::to_string(&header).expect("JSON");
        let signature = signed.then(|| self.key.sign(Header::hash(header.as_bytes()).as_bytes()));
        Entry { header, signature, parts }
    }

    /// Goes on with a chain until it has `length` links: from `patrol.started` to [`ENDED`].
    pub fn go_on(&self, entries: &mut Vec<Entry>, length: u64, word: &str, signing: Signing) {
        let mut head = head_of(entries);
        while head.seq < length {
            let seq = head.seq + 1;
            let kind = match seq {
                _ if seq == length => ENDED,
                1 => "patrol.started",
                _ => "patrol.visited",
            };
            let signed = match signing {
                _ if seq == length => true,
                Signing::Each => true,
                Signing::OneIn(some) => seq.is_multiple_of(some),
                Signing::Last => false,
            };
            let entry = self.write(kind, &head, word, signed);
            head = head.after(entry.hash());
            entries.push(entry);
        }
    }

    /// A whole chain.
    #[must_use]
    pub fn record(&self, length: u64, signing: Signing) -> Vec<Entry> {
        let mut entries = vec![];
        self.go_on(&mut entries, length, "all quiet", signing);
        entries
    }

    /// Somebody else's signature over link `seq` of a chain.
    ///
    /// # Panics
    /// Where there is no such link, or the witness is the author.
    #[must_use]
    pub fn witnessed(&self, entries: &[Entry], seq: u64, by: &SecretKey) -> VerifiedWitness {
        let place = usize::try_from(seq).expect("small");
        let head = head_of(&entries[..place]);
        let at = Timestamp::from_millis(DUSK.as_millis() + 60_000_000);
        Witness::sign(self.chain(), &head, at, by).expect("a witness")
    }
}

/// The head of a chain.
#[must_use]
pub fn head_of(entries: &[Entry]) -> ChainHead {
    ChainHead { seq: entries.len() as u64, hash: entries.last().map(Entry::hash) }
}

/// As an audit takes them.
#[must_use]
pub fn held(entries: &[Entry]) -> Vec<Held<'_>> {
    entries.iter().map(Entry::held).collect()
}

/// A key of nobody who acts.
#[must_use]
pub fn stranger() -> SecretKey {
    SecretKey::from_seed(&[77; 32])
}

/// The public half of [`stranger`].
#[must_use]
pub fn stranger_key() -> PublicKey {
    stranger().public()
}
