//! The audit of a chain: what can be shown of a record that came from somewhere, by whoever holds it, with nothing but the record.
//!
//! In: the events of one chain as they are held, in the order given, and what holds the chain in place: verified witnesses, and
//! whether it has to have ended. Out: an [`Audit`]: unchanged, or the first bad event and what is wrong with it; up to which link
//! the chain is anchored, and by whom; and what is not proven.
//!
//! It is cheap. A header names the hash of the one before, so one signature, that of the last link, proves all of them, and a
//! signature that a later link makes unneeded is not even looked at: nothing hangs on it. Only where something is wrong is every
//! signature checked, to say what and where.
//!
//! What is shown, and what is not (DOMAIN §7.4):
//! - Without the author's key nobody can change, leave out, put in, move or repeat a link that a proven later one stands on.
//! - With the key, the author can sign another history. Up to the last witness that shows, as [`FaultCode::ContradictsWitness`] or
//!   [`FaultCode::Forked`]. Which of the links since the witness before is the first that was changed, nobody can tell.
//! - What comes last can be cut off by anybody, unless a witness saw it or the chain has to have ended.

use std::collections::{HashMap, HashSet};

use super::chain::ChainId;
use super::header::{EventId, Header, Link};
use super::part::Parts;
use super::signed::{SignedEvent, VerifiedEvent, limits};
use super::witness::{VerifiedWitness, Witness};
use crate::clock::Timestamp;
use crate::keys::{Hash, PublicKey, Signature};

/// An event as it is held: nothing of it is believed, not even that it can be read.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The header, as it is said to have been signed.
    pub header: &'a str,
    /// The signature; nothing where a later link bears it.
    pub signature: Option<Signature>,
    /// The parts that are at hand.
    pub parts: &'a Parts,
}

impl<'a> From<&'a VerifiedEvent> for Held<'a> {
    fn from(event: &'a VerifiedEvent) -> Self {
        Self { header: event.header_bytes(), signature: event.signature(), parts: event.parts() }
    }
}

impl<'a> From<&'a SignedEvent> for Held<'a> {
    fn from(event: &'a SignedEvent) -> Self {
        event.held()
    }
}

/// What holds a chain in place; the default is nothing but the author's own signature.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anchors<'a> {
    /// Who saw its head. Those of other chains are passed over. A key that nobody knows is worth nothing: whose word counts, the
    /// caller decides.
    pub witnesses: &'a [VerifiedWitness],
    /// The chain has to have ended: its last event is of one of these kinds. Where none is named, it may go on.
    pub ends: &'a [&'a str],
}

crate::vocabulary! {
    /// What is wrong with an event of a chain.
    pub enum FaultCode {
        /// The bytes are not those that were signed: the header, a part, or a part's salt.
        Altered = "altered", "Changed after it was signed", "Imebadilishwa baada ya kutiwa sahihi";
        /// The link of this number is not there; what stands in its place comes later.
        Missing = "missing", "Left out", "Imeondolewa";
        /// It is none of the author's, and the one that belongs here is there, too.
        Inserted = "inserted", "Put in later", "Imepachikwa baadaye";
        /// It belongs to another place, and the one that belongs here is there, too.
        OutOfOrder = "out_of_order", "Out of its order", "Haiko mahali pake";
        /// It is there twice.
        Duplicated = "duplicated", "There twice", "Imerudiwa";
        /// The author signed two histories, and this is where they part.
        Forked = "forked", "Two histories were signed", "Historia mbili zilitiwa sahihi";
        /// The signature that it bears does not hold.
        BadSignature = "bad_signature", "The signature does not hold", "Sahihi si halali";
        /// Nothing vouches for it: neither a signature nor a later link.
        Unsigned = "unsigned", "Not signed", "Haina sahihi";
        /// It is of another chain, or of none.
        Foreign = "foreign", "Of another record", "Ni ya rekodi nyingine";
        /// The end is cut off.
        Truncated = "truncated", "The end is cut off", "Mwisho umekatwa";
        /// The author's own signature, over something else than what was witnessed.
        ContradictsWitness = "contradicts_witness", "Not what was witnessed", "Inapingana na kilichoshuhudiwa";
    }
}

crate::vocabulary! {
    /// What an audit does not prove.
    pub enum Unproven {
        /// That anybody was there.
        Presence = "presence", "That the person was there", "Kwamba mtu alikuwepo";
        /// That what was written down is what happened.
        BeforeSigning = "before_signing", "What happened before it was signed", "Kilichotokea kabla ya kutiwa sahihi";
        /// That the device's clock was right.
        DeviceClock = "device_clock", "That the device's clock was right", "Kwamba saa ya kifaa ilikuwa sahihi";
        /// Links since the last witness: their author can still sign others in their place.
        OwnWord = "own_word", "What its author signed since the last witness", "Alichosaini mwenyewe tangu shahidi wa mwisho";
        /// Whether anything followed: it can have been cut off.
        AfterLastAnchor = "after_last_anchor", "What followed the last anchor", "Kilichofuata baada ya uthibitisho wa mwisho";
        /// Parts that were not at hand.
        Withheld = "withheld", "What was withheld", "Kilichozuiliwa";
    }
}

/// The first bad event of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub code: FaultCode,
    /// Which place of the chain, from 1, in the order given: one more than the number of events before it that are in order.
    pub seq: u64,
    /// The event that stands there; nothing where the end is cut off, and where there is nothing that can be read.
    pub event: Option<EventId>,
    /// Whose word it contradicts, or who saw what is cut off.
    pub witness: Option<PublicKey>,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "link {}: {}", self.seq, self.code)
    }
}

/// What holds a chain in place, up to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Up to which link.
    pub seq: u64,
    /// By what.
    pub by: AnchoredBy,
}

/// What an anchor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchoredBy {
    /// Somebody signed the head: the author cannot change what is before it any more.
    Witness {
        /// Whose signature it is.
        key: PublicKey,
        /// When it was seen, by the witness's clock.
        at: Timestamp,
    },
    /// The chain ended, as it had to: nobody else cut anything off. Its author could have signed another one.
    End,
}

/// What the audit of a chain showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The chain.
    pub chain: ChainId,
    /// How many events were given.
    pub events: usize,
    /// The first bad event; nothing where the chain is as its author signed it.
    pub fault: Option<Fault>,
    /// So many links, from the first and before any fault, are proven to be as their author signed them.
    pub proven: u64,
    /// What holds the chain in place before any fault, in the order of the links.
    pub anchors: Vec<Anchor>,
    /// Parts that the headers name and that were not at hand.
    pub withheld: usize,
    /// What none of this proves.
    pub not_proven: Vec<Unproven>,
}

impl Audit {
    /// Whether the chain is as its author signed it, and as everybody saw it who witnessed it.
    #[must_use]
    pub const fn is_unchanged(&self) -> bool {
        self.fault.is_none()
    }

    /// The last anchor; nothing where the chain is its author's word alone.
    #[must_use]
    pub fn last_anchor(&self) -> Option<&Anchor> {
        self.anchors.last()
    }
}

/// Audits a chain: see the top of this module.
#[must_use]
pub fn audit(chain: &ChainId, events: &[Held<'_>], anchors: &Anchors<'_>) -> Audit {
    let links: Vec<Examined> = events.iter().map(|held| examine(chain, held)).collect();
    judge(chain, &links, anchors)
}

/// What an event shows by itself.
#[derive(Debug, Clone)]
struct Examined {
    hash: Hash,
    signature: Option<Signature>,
    facts: Result<Facts, Stranger>,
}

/// What is no event of this chain.
#[derive(Debug, Clone)]
enum Stranger {
    /// Nothing that can be read.
    Unreadable,
    /// An event of another chain, or of none.
    Foreign(EventId),
}

/// What the header of an event of this chain says.
#[derive(Debug, Clone)]
struct Facts {
    id: EventId,
    kind: String,
    link: Link,
    withheld: usize,
    /// A part is not the one that the header names.
    is_altered: bool,
}

fn examine(chain: &ChainId, held: &Held<'_>) -> Examined {
    let hash = Header::hash(held.header.as_bytes());
    Examined { hash, signature: held.signature, facts: read(chain, held) }
}

fn read(chain: &ChainId, held: &Held<'_>) -> Result<Facts, Stranger> {
    // What is this large was never signed.
    let bounded = Some(held.header).filter(|header| header.len() <= limits::HEADER).ok_or(Stranger::Unreadable)?;
    let header: Header = serde_json::from_str(bounded).map_err(|_| Stranger::Unreadable)?;
    let Header { id, kind, subject, audience, author, link, parts, .. } = header;
    let link = link.filter(|_| (&author.key(), &subject, &audience) == (&chain.key, &chain.subject, &chain.audience));
    let link = link.ok_or(Stranger::Foreign(id))?;
    let is_altered = held.parts.iter().any(|(name, part)| parts.get(name) != Some(&part.hash(name)));
    Ok(Facts { id, kind, link, withheld: parts.len().saturating_sub(held.parts.len()), is_altered })
}

impl Examined {
    fn link(&self) -> Option<Link> {
        self.facts.as_ref().ok().map(|facts| facts.link)
    }

    fn id(&self) -> Option<EventId> {
        match &self.facts {
            Ok(facts) => Some(facts.id),
            Err(Stranger::Foreign(id)) => Some(*id),
            Err(Stranger::Unreadable) => None,
        }
    }

    fn is_signed_by(&self, key: &PublicKey) -> Option<bool> {
        self.signature.map(|signature| key.verify(self.hash.as_bytes(), &signature).is_ok())
    }
}

fn judge(chain: &ChainId, links: &[Examined], anchors: &Anchors<'_>) -> Audit {
    let mut witnesses: Vec<&VerifiedWitness> =
        anchors.witnesses.iter().filter(|witness| witness.chain == *chain).collect();
    witnesses.sort_by_key(|witness| (witness.seq, witness.at));
    let case = Case { chain, links, witnesses, ends: anchors.ends };
    let (fault, proven) = if case.is_in_order() { (None, case.len()) } else { case.find_fault() };
    let sound = fault.as_ref().map_or_else(|| case.len(), |fault| fault.seq - 1);
    let mut anchored: Vec<Anchor> = case
        .witnesses
        .iter()
        .filter(|witness| witness.seq <= sound && case.agrees(witness))
        .map(|witness| Anchor { seq: witness.seq, by: AnchoredBy::Witness { key: witness.by, at: witness.at } })
        .collect();
    let witnessed = anchored.last().map_or(0, |anchor| anchor.seq);
    let ended = fault.is_none() && !anchors.ends.is_empty() && case.len() > 0;
    if ended {
        anchored.push(Anchor { seq: case.len(), by: AnchoredBy::End });
    }
    let withheld = links.iter().filter_map(|link| link.facts.as_ref().ok()).map(|facts| facts.withheld).sum();
    let not_proven = [
        (Unproven::Presence, true),
        (Unproven::BeforeSigning, true),
        (Unproven::DeviceClock, true),
        (Unproven::OwnWord, witnessed < case.len()),
        (Unproven::AfterLastAnchor, !ended),
        (Unproven::Withheld, withheld > 0),
    ];
    let not_proven = not_proven.into_iter().filter(|(_, applies)| *applies).map(|(what, _)| what).collect();
    Audit { chain: chain.clone(), events: links.len(), fault, proven, anchors: anchored, withheld, not_proven }
}

/// A chain that is being judged.
struct Case<'a> {
    chain: &'a ChainId,
    links: &'a [Examined],
    /// In the order of the links.
    witnesses: Vec<&'a VerifiedWitness>,
    ends: &'a [&'a str],
}

/// What is known to be the hash of a link, and from whom: a witness, or else the author.
#[derive(Debug, Clone, Copy)]
struct Known {
    hash: Hash,
    witness: Option<PublicKey>,
}

/// What the signatures at hand prove.
struct Proofs {
    /// The first place of each header.
    places: HashMap<Hash, usize>,
    /// Of each link of the chain as it should be, as far as a witness or a proven later link names it.
    known: Vec<Option<Known>>,
    /// Headers that the author signed, or that such a one stands on.
    authentic: HashSet<Hash>,
}

impl Proofs {
    /// What is known of the link of this number, where it is within the record.
    fn known_of(&mut self, seq: u64) -> Option<&mut Option<Known>> {
        self.known.get_mut(usize::try_from(seq.checked_sub(1)?).ok()?)
    }
}

impl<'a> Case<'a> {
    fn len(&self) -> u64 {
        self.links.len() as u64
    }

    /// The event at the place of this number.
    fn at(&self, seq: u64) -> Option<&'a Examined> {
        usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1)).and_then(|place| self.links.get(place))
    }

    fn agrees(&self, witness: &VerifiedWitness) -> bool {
        self.at(witness.seq).is_some_and(|link| link.hash == witness.hash)
    }

    fn is_whole(&self) -> bool {
        let last = self.links.last().and_then(|link| link.facts.as_ref().ok());
        self.ends.is_empty() || last.is_some_and(|facts| self.ends.contains(&facts.kind.as_str()))
    }

    /// The way of nearly all chains: every link names the one before, the last is signed, and all anchors agree.
    fn is_in_order(&self) -> bool {
        let mut expected = Link { seq: 1, previous: None };
        for link in self.links {
            if !link.facts.as_ref().is_ok_and(|facts| facts.link == expected && !facts.is_altered) {
                return false;
            }
            expected = Link { seq: expected.seq + 1, previous: Some(link.hash) };
        }
        self.is_whole()
            && self.witnesses.iter().all(|witness| self.agrees(witness))
            && self.links.last().is_none_or(|last| last.is_signed_by(&self.chain.key) == Some(true))
    }

    /// Finds the first bad event, and how many links before it are proven.
    fn find_fault(&self) -> (Option<Fault>, u64) {
        let proofs = self.prove();
        let mut proven = 0;
        let mut previous = None;
        for (seq, link) in (1..).zip(self.links) {
            if let Some((code, witness)) = self.fault_of(&proofs, seq, link, previous) {
                return (Some(Fault { code, seq, event: link.id(), witness }), proven);
            }
            if proofs.authentic.contains(&link.hash) {
                proven = seq;
            }
            previous = Some(link.hash);
        }
        (self.fault_at_the_end(&proofs), proven)
    }

    fn prove(&self) -> Proofs {
        let mut places = HashMap::new();
        for (place, link) in self.links.iter().enumerate() {
            places.entry(link.hash).or_insert(place);
        }
        let mut proofs = Proofs { places, known: vec![None; self.links.len()], authentic: HashSet::new() };
        for witness in self.witnesses.iter().rev() {
            self.trace(&mut proofs, witness);
        }
        for link in self.links.iter().rev() {
            if proofs.authentic.contains(&link.hash) || link.link().is_none() {
                continue;
            }
            let mut next = Some(link.hash).filter(|_| link.is_signed_by(&self.chain.key) == Some(true));
            while let Some(hash) = next.filter(|hash| proofs.authentic.insert(*hash)) {
                next = self.named(&proofs, hash).and_then(|link| link.previous);
            }
        }
        // Of two histories the one that is given first stands. What is named and not there comes last.
        let authentic = self.links.iter().filter(|link| proofs.authentic.contains(&link.hash));
        let authentic: Vec<(Link, Hash)> = authentic.filter_map(|link| Some((link.link()?, link.hash))).collect();
        let own = authentic.iter().map(|(link, hash)| (Some(link.seq), Some(*hash)));
        let before = authentic.iter().map(|(link, _)| (link.seq.checked_sub(1), link.previous));
        for (seq, hash) in own.chain(before) {
            if let (Some(known), Some(hash)) = (seq.and_then(|seq| proofs.known_of(seq)), hash) {
                known.get_or_insert(Known { hash, witness: None });
            }
        }
        proofs
    }

    /// What the header of this hash says of its place, where it is there.
    fn named(&self, proofs: &Proofs, hash: Hash) -> Option<Link> {
        proofs.places.get(&hash).and_then(|place| self.links.get(*place)).and_then(Examined::link)
    }

    /// Notes the hash of a link that was witnessed, and of those before it, each of which is named by the next.
    fn trace(&self, proofs: &mut Proofs, witness: &Witness) {
        let (mut seq, mut hash) = (witness.seq, witness.hash);
        while seq > 0 {
            if let Some(known) = proofs.known_of(seq) {
                if known.is_some() {
                    return;
                }
                *known = Some(Known { hash, witness: Some(witness.by) });
            }
            match self.named(proofs, hash) {
                Some(Link { seq: own, previous: Some(previous) }) if own == seq => (seq, hash) = (seq - 1, previous),
                _ => return,
            }
        }
    }

    fn fault_of(
        &self,
        proofs: &Proofs,
        seq: u64,
        event: &Examined,
        previous: Option<Hash>,
    ) -> Option<(FaultCode, Option<PublicKey>)> {
        let place = usize::try_from(seq).unwrap_or(usize::MAX).saturating_sub(1);
        let known = proofs.known.get(place).copied().flatten();
        let is_there = |hash: &Hash| proofs.places.contains_key(hash);
        if proofs.places.get(&event.hash).is_some_and(|first| *first < place) {
            return Some((FaultCode::Duplicated, None));
        }
        let link = match &event.facts {
            Ok(Facts { link, is_altered: false, .. }) => *link,
            // Where the right one is there, too, this one is too many.
            _ if known.is_some_and(|known| known.hash != event.hash && is_there(&known.hash)) => {
                return Some((FaultCode::Inserted, None));
            }
            Ok(_) | Err(Stranger::Unreadable) => return Some((FaultCode::Altered, None)),
            Err(Stranger::Foreign(_)) => return Some((FaultCode::Foreign, None)),
        };
        if !proofs.authentic.contains(&event.hash) && known.is_none_or(|known| known.hash != event.hash) {
            return self.fault_of_unproven(seq, event, link, previous, known, is_there).map(|code| (code, None));
        }
        // It is the author's. Is it the right one?
        if link.seq > seq {
            let later = self.links.iter().skip(place + 1);
            let again = later.clone().any(|other| other.hash == event.hash);
            let comes = later.clone().any(|other| match known {
                Some(known) => other.hash == known.hash,
                None => other.link().is_some_and(|link| link.seq == seq),
            });
            return Some((
                match (again, comes) {
                    (true, _) => FaultCode::Duplicated,
                    (false, true) => FaultCode::OutOfOrder,
                    (false, false) => FaultCode::Missing,
                },
                None,
            ));
        }
        if link.seq < seq {
            // That number is taken already, by another event of the author's.
            return Some((FaultCode::Forked, None));
        }
        if let Some(known) = known.filter(|known| known.hash != event.hash) {
            return Some(match known.witness {
                Some(witness) if !is_there(&known.hash) => (FaultCode::ContradictsWitness, Some(witness)),
                _ => (FaultCode::Forked, None),
            });
        }
        let denied = self.witnesses.iter().find(|witness| witness.seq == seq && witness.hash != event.hash);
        if let Some(witness) = denied {
            return Some((FaultCode::ContradictsWitness, Some(witness.by)));
        }
        // The one before is as it is known to be, and the author names another.
        (link.previous != previous).then_some((FaultCode::Forked, None))
    }

    /// What is wrong with an event that nothing proves. Nothing, where it follows from the one before: the end will tell.
    fn fault_of_unproven(
        &self,
        seq: u64,
        event: &Examined,
        link: Link,
        previous: Option<Hash>,
        known: Option<Known>,
        is_there: impl Fn(&Hash) -> bool,
    ) -> Option<FaultCode> {
        if let Some(known) = known {
            return Some(if is_there(&known.hash) { FaultCode::Inserted } else { FaultCode::Altered });
        }
        if event.is_signed_by(&self.chain.key) == Some(false) {
            return Some(FaultCode::BadSignature);
        }
        (link != Link { seq, previous }).then_some(FaultCode::Altered)
    }

    fn fault_at_the_end(&self, proofs: &Proofs) -> Option<Fault> {
        let fault =
            |code, seq: u64, witness| Some(Fault { code, seq, event: self.at(seq).and_then(Examined::id), witness });
        let (last, after) = (self.len(), self.len() + 1);
        if self.links.last().is_some_and(|last| last.is_signed_by(&self.chain.key) == Some(false)) {
            return fault(FaultCode::BadSignature, last, None);
        }
        if let Some(witness) = self.witnesses.iter().find(|witness| witness.seq > last) {
            return fault(FaultCode::Truncated, after, Some(witness.by));
        }
        if !self.is_whole() {
            return fault(FaultCode::Truncated, after, None);
        }
        let unproven = proofs.known.iter().position(Option::is_none)?;
        fault(FaultCode::Unsigned, unproven as u64 + 1, None)
    }
}
