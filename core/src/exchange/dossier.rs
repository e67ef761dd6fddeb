//! Dossiers: a record as a file that proves itself. Whoever holds one, and the hub's public key, can check it with this library alone,
//! years later and with no hub: who signed what under which role, that nothing was changed, left out or put in since, and who saw it
//! when.
//!
//! In: the events of a subject, those of others that are needed to read it (the site of a patrol), the grants of all who signed, and
//! the witnesses. Out: JSON, and back a [`Dossier`] of which every part was checked. What the events mean is for the model to say:
//! nothing here folds them.
//!
//! Whoever makes a dossier signs it: the choice of what is in it, and the order. So what was taken out of a file as a whole, such as
//! the chain of somebody who contradicts, shows. What its maker left out from the beginning does not, but for the links of a chain.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::event::{
    Anchors, Audit, Author, ChainId, EventId, Fault, FaultCode, Header, Held, Proof, Role, RunError, SignedEvent,
    SubjectId, VerifiedEvent, VerifiedWitness, WireEvent, Witness, WitnessError, audit, pack, unpack,
};
use crate::keys::{Hash, KeyError, PublicKey, SecretKey, Signature};
use crate::model::grant::{Grant, GrantError, GrantValidity, SignedGrant};

/// The format that is written here: what `format` says in a file.
pub const FORMAT: &str = "usalama.dossier/1";

/// Bytes of a file, at most.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Events, grants and witnesses of a file, of each at most.
pub const MAX_ITEMS: usize = 5_000;

/// What goes into a dossier.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// The record.
    pub subject: SubjectId,
    /// Its events, in the order in which they are folded: whole chains, each from its first link, as
    /// [`in_chain_order`](crate::event::in_chain_order) puts them.
    pub events: &'a [VerifiedEvent],
    /// Those of them that the hub refused: links of their chains, outside the fold.
    pub refused: &'a [EventId],
    /// Events of other subjects that are needed to read it: whole chains, too.
    pub context: &'a [VerifiedEvent],
    /// Grants of all who signed.
    pub grants: &'a [SignedGrant],
    /// Who saw the heads of these chains. Those of other chains are left out.
    pub witnesses: &'a [Witness],
    /// When it is made.
    pub at: Timestamp,
}

/// A dossier that was checked.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The record.
    pub subject: SubjectId,
    /// Its events, in the order in which they are folded.
    pub events: Vec<VerifiedEvent>,
    /// Those of them that the hub refused, as the maker says: to be left out of the fold.
    pub refused: BTreeSet<EventId>,
    /// Events of other subjects.
    pub context: Vec<VerifiedEvent>,
    /// The grants, signed by the hub.
    pub grants: Vec<Grant>,
    /// Who saw the heads of these chains: the hub, or somebody with a grant.
    pub witnesses: Vec<VerifiedWitness>,
    /// What the audit of each chain says; none shows a fault.
    pub audits: Vec<Audit>,
    /// When it was made, as its maker says.
    pub at: Timestamp,
    /// Whose signature it bears as a whole: [`Dossier::grants_of`] says who that is. Somebody else can take chains out and sign what
    /// is left; then this is another key.
    pub made_by: PublicKey,
}

/// A dossier that cannot be made or relied on.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// Beyond [`MAX_BYTES`] or [`MAX_ITEMS`].
    #[error("the record is too large for a dossier")]
    TooLarge,
    /// Not JSON of a dossier's shape. The cause is not printed: it can quote what somebody wrote.
    #[error("the file is not a dossier")]
    Malformed(#[source] serde_json::Error),
    /// Of another version.
    #[error("the file is of a version that this library does not know")]
    Format,
    /// A grant that the hub did not sign.
    #[error("the dossier holds a grant that is not the hub's")]
    Grant(#[source] GrantError),
    /// What it holds is no event.
    #[error("the dossier holds an event that is none")]
    Event(#[source] RunError),
    /// An event of another subject among those of the record, or the other way round, or one outside any chain.
    #[error("the event {0} does not belong where it stands")]
    Misplaced(EventId),
    /// A witness's signature that does not hold.
    #[error("the dossier holds a witness that is none")]
    Witness(#[source] WitnessError),
    /// A witness who is neither the hub nor anybody with a grant at that time.
    #[error("nobody knows who the witness {0} is")]
    UnknownWitness(PublicKey),
    /// A chain is not as it was signed or seen. The audit says where, and what is wrong.
    #[error("the record was changed: {}", fault_of(.0))]
    Tampered(Box<Audit>),
    /// Links that somebody saw and that do not bear their author's signature.
    #[error("the record is not signed to its end")]
    Unsigned(Box<Audit>),
    /// No grant covers the author of an event in its role at that time.
    #[error("no grant covers the author of the event {0}")]
    NoGrant(EventId),
    /// The signature over the whole does not hold: something was taken out of the file, or put in.
    #[error("the dossier is not as its maker signed it")]
    Signature(#[source] KeyError),
}

fn fault_of(audit: &Audit) -> String {
    audit.fault.as_ref().map_or_else(String::new, ToString::to_string)
}

/// The file. Every field is under the signature, and there is no other.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    subject: SubjectId,
    at: Timestamp,
    events: Vec<WireEvent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused: Vec<EventId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    context: Vec<WireEvent>,
    grants: Vec<SignedGrant>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    witnesses: Vec<Witness>,
    /// Of each event the first bytes of its hash.
    marks: Vec<Mark>,
    by: PublicKey,
    signature: Signature,
}

/// Enough of a hash to tell where a file was changed. It proves nothing, and need not.
type Mark = u32;

#[derive(Deserialize)]
struct Version {
    format: String,
}

/// Writes a dossier, signed by whoever makes it.
///
/// # Errors
/// [`DossierError::TooLarge`]; what a reader would refuse of the chains is refused here.
pub fn write(contents: &Contents<'_>, maker: &SecretKey) -> Result<String, DossierError> {
    let Contents { subject, events, refused, context, grants, witnesses, at } = *contents;
    if [events.len() + context.len(), grants.len(), witnesses.len()].into_iter().any(|count| count > MAX_ITEMS) {
        return Err(DossierError::TooLarge);
    }
    let held: Vec<Whole<'_>> = events.iter().chain(context).map(Whole::from).collect();
    belong(subject, &held, events.len())?;
    let witnesses: Vec<VerifiedWitness> = of_chains(&held, witnesses)
        .map(|witness| witness.clone().verify().map_err(DossierError::Witness))
        .collect::<Result<_, _>>()?;
    audits(&held, &witnesses)?;
    let witnesses: Vec<Witness> = witnesses.into_iter().map(VerifiedWitness::into_witness).collect();
    let signed = digest(subject, at, &held, events.len(), refused, grants, &witnesses);
    let file = File {
        format: FORMAT.to_owned(),
        subject,
        at,
        events: pack(events),
        refused: refused.to_vec(),
        context: pack(context),
        grants: grants.to_vec(),
        witnesses,
        marks: held.iter().map(Whole::mark).collect(),
        by: maker.public(),
        signature: maker.sign(signed.as_bytes()),
    };
    let text = serde_json::to_string(&file).map_err(DossierError::Malformed)?;
    if text.len() > MAX_BYTES { Err(DossierError::TooLarge) } else { Ok(text) }
}

/// Reads a dossier and checks all of it: the hub signed every grant; no chain was changed; every witness saw what is there; every
/// author had a grant for the role at that time; and the whole is as its maker signed it.
///
/// # Errors
/// [`DossierError`]: nothing of it is to be believed then.
pub fn read(text: &str, hub_key: &PublicKey) -> Result<Dossier, DossierError> {
    if text.len() > MAX_BYTES {
        return Err(DossierError::TooLarge);
    }
    let version: Version = serde_json::from_str(text).map_err(DossierError::Malformed)?;
    if version.format != FORMAT {
        return Err(DossierError::Format);
    }
    let file: File = serde_json::from_str(text).map_err(DossierError::Malformed)?;
    let counts = [file.events.len() + file.context.len(), file.grants.len(), file.witnesses.len(), file.refused.len()];
    if counts.into_iter().any(|count| count > MAX_ITEMS) {
        return Err(DossierError::TooLarge);
    }
    let grants: Vec<Grant> =
        file.grants.iter().map(|grant| grant.verify(hub_key).map_err(DossierError::Grant)).collect::<Result<_, _>>()?;
    let signed = [unpacked(file.events)?, unpacked(file.context)?];
    let [events, context] = &signed;
    let held: Vec<Whole<'_>> = events.iter().chain(context).map(Whole::from).collect();
    belong(file.subject, &held, events.len())?;
    let mut witnesses = vec![];
    for witness in &file.witnesses {
        let witness = witness.clone().verify().map_err(DossierError::Witness)?;
        let known = grants.iter().any(|grant| grant.key == witness.by && is_in_force(grant, witness.at));
        if witness.by != *hub_key && !known {
            return Err(DossierError::UnknownWitness(witness.by));
        }
        witnesses.push(witness);
    }
    let audits = audits(&held, &witnesses).map_err(|error| where_it_was_changed(error, &held, &file.marks))?;
    for event in &held {
        if !is_covered(event, &grants, &witnesses, hub_key) {
            return Err(DossierError::NoGrant(event.header.id));
        }
    }
    let is_marked = file.marks.iter().copied().eq(held.iter().map(Whole::mark));
    let digest = digest(file.subject, file.at, &held, events.len(), &file.refused, &file.grants, &file.witnesses);
    match file.by.verify(digest.as_bytes(), &file.signature) {
        Ok(()) if is_marked => {}
        Ok(()) => return Err(DossierError::Signature(KeyError::BadSignature)),
        Err(cause) => return Err(DossierError::Signature(cause)),
    }
    let [events, context] =
        signed.map(|events| events.into_iter().map(|event| event.restored(Proof::Author)).collect());
    Ok(Dossier {
        subject: file.subject,
        events,
        refused: file.refused.into_iter().collect(),
        context,
        grants,
        witnesses,
        audits,
        at: file.at,
        made_by: file.by,
    })
}

impl Dossier {
    /// The grants under which a key acts.
    pub fn grants_of(&self, key: PublicKey) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.key == key)
    }

    /// Audits a chain again, for whoever knows which kinds of events end it.
    #[must_use]
    pub fn audit(&self, chain: &ChainId, ends: &[&str]) -> Audit {
        let events = self.events.iter().chain(&self.context).filter(|event| ChainId::of(event.header()) == *chain);
        let held: Vec<Held<'_>> = events.map(Held::from).collect();
        audit(chain, &held, &Anchors { witnesses: &self.witnesses, ends })
    }
}

/// An event whose header can be read.
struct Whole<'a> {
    header: &'a Header,
    held: Held<'a>,
}

impl<'a> From<&'a VerifiedEvent> for Whole<'a> {
    fn from(event: &'a VerifiedEvent) -> Self {
        Self { header: event.header(), held: event.into() }
    }
}

impl<'a> From<&'a SignedEvent> for Whole<'a> {
    fn from(event: &'a SignedEvent) -> Self {
        Self { header: event.claimed(), held: event.into() }
    }
}

impl Whole<'_> {
    fn hash(&self) -> Hash {
        Header::hash(self.held.header.as_bytes())
    }

    fn mark(&self) -> Mark {
        let hash = self.hash();
        let [a, b, c, d, ..] = *hash.as_bytes();
        Mark::from_le_bytes([a, b, c, d])
    }

    /// The header, and which parts are at hand.
    fn digest(&self) -> Hash {
        let hash = self.hash();
        let parts: Vec<(&str, Hash)> =
            self.held.parts.iter().map(|(name, part)| (name.code(), part.hash(name))).collect();
        let mut pieces: Vec<&[u8]> = vec![hash.as_bytes()];
        for (name, hash) in &parts {
            pieces.push(name.as_bytes());
            pieces.push(hash.as_bytes());
        }
        Hash::of("usalama 2026 dossier event", &pieces)
    }
}

fn unpacked(events: Vec<WireEvent>) -> Result<Vec<SignedEvent>, DossierError> {
    unpack(events).into_iter().collect::<Result<_, _>>().map_err(DossierError::Event)
}

/// The first `count` are of the subject, the others of others, and all of chains.
fn belong(subject: SubjectId, events: &[Whole<'_>], count: usize) -> Result<(), DossierError> {
    let is_right =
        |place: usize, header: &Header| (header.subject == subject) == (place < count) && header.link.is_some();
    let wrong = events.iter().enumerate().find(|(place, event)| !is_right(*place, event.header));
    wrong.map_or(Ok(()), |(_, event)| Err(DossierError::Misplaced(event.header.id)))
}

fn of_chains<'a>(events: &[Whole<'_>], witnesses: &'a [Witness]) -> impl Iterator<Item = &'a Witness> {
    let chains: BTreeSet<ChainId> = events.iter().map(|event| ChainId::of(event.header)).collect();
    witnesses.iter().filter(move |witness| chains.contains(&witness.chain))
}

/// Audits every chain.
fn audits(events: &[Whole<'_>], witnesses: &[VerifiedWitness]) -> Result<Vec<Audit>, DossierError> {
    let mut chains: BTreeMap<ChainId, Vec<Held<'_>>> = BTreeMap::new();
    // A chain that somebody saw and of which nothing is here was taken out.
    for witness in witnesses {
        chains.entry(witness.chain.clone()).or_default();
    }
    for event in events {
        chains.entry(ChainId::of(event.header)).or_default().push(event.held);
    }
    let anchors = Anchors { witnesses, ends: &[] };
    let mut audits = vec![];
    for (chain, events) in chains {
        let audit = audit(&chain, &events, &anchors);
        if audit.fault.is_some() {
            return Err(DossierError::Tampered(Box::new(audit)));
        }
        if audit.proven < audit.events as u64 {
            return Err(DossierError::Unsigned(Box::new(audit)));
        }
        audits.push(audit);
    }
    Ok(audits)
}

/// In a file the headers of a run are derived, one from the other, so that a change of one changes all behind it, and the proof fails
/// at the signature of the last. The marks say which was the first.
fn where_it_was_changed(error: DossierError, events: &[Whole<'_>], marks: &[Mark]) -> DossierError {
    let DossierError::Tampered(mut audit) = error else { return error };
    let mut chain = events.iter().zip(marks).filter(|(event, _)| ChainId::of(event.header) == audit.chain);
    if let (Some(fault), Some(place)) = (&audit.fault, chain.position(|(event, mark)| event.mark() != *mark)) {
        let seq = place as u64 + 1;
        if seq < fault.seq || matches!(fault.code, FaultCode::BadSignature | FaultCode::ContradictsWitness) {
            let event = events.iter().filter(|event| ChainId::of(event.header) == audit.chain).nth(place);
            let event = event.map(|event| event.header.id);
            audit.fault = Some(Fault { code: FaultCode::Altered, seq, event, witness: None });
            audit.proven = audit.proven.min(place as u64);
            audit.anchors.retain(|anchor| anchor.seq < seq);
        }
    }
    DossierError::Tampered(audit)
}

/// Whether the author had a grant for the role, at the time that the device says, or when the hub first saw it.
fn is_covered(event: &Whole<'_>, grants: &[Grant], witnesses: &[VerifiedWitness], hub_key: &PublicKey) -> bool {
    let header = event.header;
    let (Author::Actor { id, key }, Some(link)) = (header.author, header.link) else { return false };
    let chain = ChainId::of(header);
    let seen: Vec<Timestamp> = witnesses
        .iter()
        .filter(|witness| witness.by == *hub_key && witness.chain == chain && witness.seq >= link.seq)
        .map(|witness| witness.at)
        .collect();
    if header.role == Role::Hub {
        // Nobody can be granted it. What the hub signs or witnesses under this role is its own.
        return key == *hub_key || !seen.is_empty();
    }
    grants
        .iter()
        .filter(|grant| grant.key == key && grant.actor == id && grant.role == header.role)
        .any(|grant| is_in_force(grant, header.time.at) || seen.iter().min().is_some_and(|at| is_in_force(grant, *at)))
}

/// What is done within some days of a grant's end still stands.
fn is_in_force(grant: &Grant, at: Timestamp) -> bool {
    grant.validity(at) != GrantValidity::OutOfForce
}

fn digest(
    subject: SubjectId,
    at: Timestamp,
    events: &[Whole<'_>],
    count: usize,
    refused: &[EventId],
    grants: &[SignedGrant],
    witnesses: &[Witness],
) -> Hash {
    let list = |context: &str, items: Vec<Hash>| {
        let pieces: Vec<&[u8]> = items.iter().map(|hash| hash.as_bytes().as_slice()).collect();
        Hash::of(context, &pieces)
    };
    let grants = grants
        .iter()
        .map(|grant| Hash::of("usalama 2026 dossier grant", &[grant.token.as_bytes(), grant.signature.as_bytes()]));
    // What a witness's own signature holds together is named by it.
    let witnesses = witnesses.iter().map(|witness| {
        Hash::of("usalama 2026 dossier witness", &[witness.by.as_bytes(), witness.signature.as_bytes()])
    });
    let mut refused: Vec<&[u8]> = refused.iter().map(|id| id.0.as_bytes().as_slice()).collect();
    refused.sort_unstable();
    Hash::of(
        "usalama 2026 dossier",
        &[
            FORMAT.as_bytes(),
            subject.0.as_bytes(),
            &at.as_millis().to_le_bytes(),
            &(count as u64).to_le_bytes(),
            list("usalama 2026 dossier events", events.iter().map(Whole::digest).collect()).as_bytes(),
            Hash::of("usalama 2026 dossier refused", &refused).as_bytes(),
            list("usalama 2026 dossier grants", grants.collect()).as_bytes(),
            list("usalama 2026 dossier witnesses", witnesses.collect()).as_bytes(),
        ],
    )
}
