//! One transaction's work: events are appended to their subjects, and the buckets of their readers change.
//!
//! What people send and what the hub says itself go through the same two doors, [`Batch::append`] and
//! [`Batch::append_to_copy`].

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{
    ActorId, Audience, ChainId, Draft, EventId, Header, Parts, Receipt, Role, SubjectId, VerifiedEvent,
};
use usalama_core::geo::AreaId;
use usalama_core::model::alert::Alert;
use usalama_core::model::attendance::Sheet;
use usalama_core::model::custody::Custody;
use usalama_core::model::duty::Duty;
use usalama_core::model::incident::{Act, Entry, Incident, SCHEMA_VERSION, Stamp, next};
use usalama_core::model::outreach::Outreach;
use usalama_core::model::publication::Publication;
use usalama_core::model::referral::Referral;
use usalama_core::model::refusal::Refusal;
use usalama_core::model::solution::{Problem, Proposal, is_aside};
use usalama_core::model::sos::Sos;
use usalama_core::model::tip::Tip;
use usalama_core::policy::{
    Bucket, Routing, carries, custody_readership, problem_readership, readership, route, route_alert, route_attendance,
    route_duty, route_outreach, route_proposal, route_referral, route_sos, route_tip,
};

use crate::atlas::World;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::events::{self, Verdict};
use crate::ledger::feed::Changes;
use crate::ledger::grants::{self, KeptGrant};
use crate::ledger::subjects::{self, IncidentRecord, Kept, PublicationRecord, Record};
use crate::ledger::{LedgerError, Write, accounts};

/// A model whose events go to buckets by what its subject was before and is after.
pub trait Routed: Kept {
    /// Where an accepted event goes.
    fn route(before: &Self, after: &Record<Self>, header: &Header) -> Routing;
}

impl Routed for Duty {
    fn route(before: &Self, after: &Record<Self>, header: &Header) -> Routing {
        route_duty(before, &after.state, header)
    }
}

impl Routed for Alert {
    fn route(before: &Self, after: &Record<Self>, header: &Header) -> Routing {
        route_alert(before, &after.state, &after.placement, header)
    }
}

impl Routed for Sos {
    fn route(before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        route_sos(before, &after.state, &after.placement, after.author)
    }
}

impl Routed for Tip {
    fn route(before: &Self, after: &Record<Self>, header: &Header) -> Routing {
        route_tip(before, &after.state, &after.placement, after.author, header)
    }
}

impl Routed for Referral {
    fn route(before: &Self, after: &Record<Self>, header: &Header) -> Routing {
        route_referral(before, &after.state, after.author, header)
    }
}

impl Routed for Sheet {
    fn route(_before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        route_attendance(after.author)
    }
}

impl Routed for Outreach {
    fn route(before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        route_outreach(before, &after.state)
    }
}

impl Routed for Problem {
    fn route(_before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        Routing { add: problem_readership(&after.placement), ..Routing::default() }
    }
}

impl Routed for Proposal {
    fn route(before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        route_proposal(before, &after.state, &after.placement, after.author)
    }
}

impl Routed for Custody {
    fn route(_before: &Self, after: &Record<Self>, _header: &Header) -> Routing {
        Routing { add: custody_readership(&after.state, after.author, &after.placement), ..Routing::default() }
    }
}

/// Somebody whose acts are judged.
#[derive(Debug)]
pub struct Person {
    /// When the account was made.
    pub joined_at: Option<Timestamp>,
    /// All grants, those that are superseded or taken back too.
    pub grants: Vec<KeptGrant>,
}

/// One transaction's work.
pub struct Batch<'a> {
    /// The hub.
    pub hub: &'a Hub,
    /// The transaction.
    pub write: &'a Write<'a>,
    /// The areas.
    pub world: Arc<World>,
    /// One instant for all of it.
    pub now: Timestamp,
    feed: Changes,
    people: RefCell<HashMap<ActorId, Rc<Person>>>,
    /// Subjects that are gone once the buckets have let go of them.
    erased: Vec<SubjectId>,
}

impl<'a> Batch<'a> {
    /// Begins.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn begin(hub: &'a Hub, write: &'a Write<'a>) -> Result<Self, HubError> {
        Ok(Self {
            hub,
            write,
            world: hub.atlas.world(write)?,
            now: hub.now(),
            feed: Changes::default(),
            people: RefCell::default(),
            erased: vec![],
        })
    }

    /// Who somebody is. Nothing that is taken in changes that, so each is looked up once.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn person(&self, actor: ActorId) -> Result<Rc<Person>, LedgerError> {
        if let Some(known) = self.people.borrow().get(&actor) {
            return Ok(known.clone());
        }
        let joined_at = accounts::find(self.write, actor)?.map(|account| account.joined_at);
        let person = Rc::new(Person { joined_at, grants: grants::of_actor(self.write, actor)? });
        self.people.borrow_mut().insert(actor, person.clone());
        Ok(person)
    }

    /// Writes what happened to the buckets. Gives the heads of those that changed, to be announced after the commit.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn finish(self) -> Result<BTreeMap<Bucket, u64>, LedgerError> {
        let heads = self.feed.write(self.write)?;
        for subject in self.erased {
            subjects::erase(self.write, subject)?;
        }
        Ok(heads)
    }

    /// Appends an event to an incident, and sends it to its readers.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn append(
        &mut self,
        record: &mut IncidentRecord,
        event: &VerifiedEvent,
        entry: Option<&Entry>,
        clock_suspect: bool,
    ) -> Result<Receipt, LedgerError> {
        let receipt = Receipt { seq: number(event, &mut record.next_seq), at: self.now, clock_suspect };
        let before = record.state.clone();
        if let Some(entry) = entry {
            record.state.apply(event, entry, Stamp::Confirmed { seq: receipt.seq, at: receipt.at });
        }
        events::keep(self.write, event, &Verdict::Accepted(receipt), receipt.at, clock_suspect)?;
        subjects::keep_incident(self.write, record)?;
        self.send(&before, record, event, entry)?;
        Ok(receipt)
    }

    fn send(
        &mut self,
        before: &Incident,
        record: &IncidentRecord,
        event: &VerifiedEvent,
        entry: Option<&Entry>,
    ) -> Result<(), LedgerError> {
        let (after, placement, reporter) = (&record.state, &record.placement, record.reporter);
        let (id, subject) = (event.header().id, after.id);
        let routing = route(before, after, placement, reporter, event.header(), entry);
        for bucket in &routing.evict {
            self.feed.evict(bucket, subject);
        }
        // The first event has no history.
        if before.status.is_some() && !routing.backfill.is_empty() {
            let readers = readership(after, placement, reporter);
            let history: Vec<_> = events::of_subject(self.write, subject)?
                .into_iter()
                .map(|kept| (Entry::read(&kept.event).ok().flatten(), kept.event))
                .collect();
            for (bucket, scope) in routing.backfill.iter().filter_map(|bucket| readers.get_key_value(bucket)) {
                let again = matches!(entry.map(|entry| &entry.act), Some(Act::DisclosureApproved(_)));
                for (entry, event) in &history {
                    let header = event.header();
                    if !carries(bucket, scope, header, entry.as_ref(), reporter) {
                        continue;
                    }
                    if again {
                        self.feed.resend(bucket, subject, header.id);
                    } else {
                        self.feed.add(bucket, subject, header.id);
                    }
                }
            }
        }
        for bucket in &routing.add {
            self.feed.add(bucket, subject, id);
        }
        Ok(())
    }

    /// Appends an event to a subject, and sends it to its readers.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn append_to<S: Routed>(
        &mut self,
        record: &mut Record<S>,
        event: &VerifiedEvent,
        entry: Option<&S::Entry>,
        clock_suspect: bool,
    ) -> Result<Receipt, LedgerError> {
        let receipt = Receipt { seq: number(event, &mut record.next_seq), at: self.now, clock_suspect };
        let before = record.state.clone();
        if let Some(entry) = entry {
            record.state.apply(event, entry, Stamp::Confirmed { seq: receipt.seq, at: receipt.at });
        }
        events::keep(self.write, event, &Verdict::Accepted(receipt), receipt.at, clock_suspect)?;
        subjects::keep_record(self.write, record)?;
        let (subject, routing) = (record.state.id(), S::route(&before, record, event.header()));
        for bucket in &routing.evict {
            self.feed.evict(bucket, subject);
        }
        // The first event has no history.
        if before.has_begun() && !routing.backfill.is_empty() {
            let history = events::of_subject(self.write, subject)?;
            for earlier in history.iter().filter(|earlier| !is_aside(&earlier.event.header().kind)) {
                for bucket in &routing.backfill {
                    self.feed.add(bucket, subject, earlier.event.header().id);
                }
            }
        }
        for bucket in &routing.add {
            self.feed.add(bucket, subject, event.header().id);
        }
        Ok(receipt)
    }

    /// Gives a subject's history to new readers, and takes the subject from those who read it no more.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn turn_over(
        &mut self,
        subject: SubjectId,
        was: &BTreeSet<Bucket>,
        is: &BTreeSet<Bucket>,
    ) -> Result<(), LedgerError> {
        for bucket in was.difference(is) {
            self.feed.evict(bucket, subject);
        }
        if is.is_subset(was) {
            return Ok(());
        }
        for earlier in events::of_subject(self.write, subject)? {
            for bucket in is.difference(was) {
                self.feed.add(bucket, subject, earlier.event.header().id);
            }
        }
        Ok(())
    }

    /// Erases a subject: its readers lose it, and nothing of it is kept.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn erase(&mut self, subject: SubjectId, readers: BTreeSet<Bucket>) -> Result<(), HubError> {
        for bucket in &readers {
            self.feed.evict(bucket, subject);
        }
        self.erased.push(subject);
        Ok(())
    }

    /// Appends an event to a subject that it does not change, for these buckets alone.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn append_aside<S: Kept>(
        &mut self,
        record: &mut Record<S>,
        event: &VerifiedEvent,
        clock_suspect: bool,
        buckets: &BTreeSet<Bucket>,
    ) -> Result<Receipt, LedgerError> {
        let mut seq = number(event, &mut record.next_seq);
        // Two people may have got the same numbers.
        while events::has_number(self.write, record.state.id(), seq)? {
            seq += 1 << 16;
        }
        let receipt = Receipt { seq, at: self.now, clock_suspect };
        events::keep(self.write, event, &Verdict::Accepted(receipt), receipt.at, clock_suspect)?;
        subjects::keep_record(self.write, record)?;
        for bucket in buckets {
            self.feed.add(bucket, record.state.id(), event.header().id);
        }
        Ok(receipt)
    }

    /// Appends an event to a published copy, and sends it to these buckets. `at` is when it happened, as far as its readers
    /// may know.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn append_to_copy(
        &mut self,
        record: &mut PublicationRecord,
        event: &VerifiedEvent,
        at: Timestamp,
        clock_suspect: bool,
        buckets: &BTreeSet<Bucket>,
    ) -> Result<Receipt, LedgerError> {
        let receipt = Receipt { seq: number(event, &mut record.next_seq), at, clock_suspect };
        events::keep(self.write, event, &Verdict::Accepted(receipt), at, clock_suspect)?;
        let id = record.state.id;
        let kept = events::of_subject(self.write, id)?;
        let stamped = kept.iter().filter_map(|kept| {
            kept.receipt().map(|receipt| (&kept.event, Stamp::Confirmed { seq: receipt.seq, at: receipt.at }))
        });
        record.state = Publication::fold(id, stamped);
        subjects::keep_publication(self.write, record)?;
        for bucket in buckets {
            self.feed.add(bucket, id, event.header().id);
        }
        Ok(receipt)
    }

    /// Keeps an authentic event that is refused as a link of its chain, outside the fold.
    ///
    /// # Errors
    /// [`LedgerError`] where the disk does not play along.
    pub fn keep_refused(
        &self,
        event: &VerifiedEvent,
        refusal: &Refusal,
        clock_suspect: bool,
    ) -> Result<(), LedgerError> {
        events::keep(self.write, event, &Verdict::Refused(refusal.clone()), self.now, clock_suspect)
    }

    /// An event of the hub's own, the next link of its chain.
    ///
    /// # Errors
    /// [`HubError`] where it cannot be made.
    pub fn sign(&self, words: HubWords) -> Result<VerifiedEvent, HubError> {
        let HubWords { id, subject, kind, area, audience, at, parts } = words;
        let (author, key) = self.hub.keys.as_author(kind);
        let chain = ChainId { key: author.key(), subject, audience: audience.clone() };
        let head = events::chain_head(self.write, &chain)?;
        let time = DeviceTime { at, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None };
        let draft =
            Draft { subject, kind, schema_version: SCHEMA_VERSION, role: Role::Hub, area, audience, time, parts };
        Ok(draft.sign_as(id, author, key, &head)?)
    }

    /// Acts on an incident as the hub, where its status allows. Says whether it did.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn act(&mut self, record: &mut IncidentRecord, act: Act) -> Result<bool, HubError> {
        if next(record.state.status.as_ref(), &act).is_err() {
            return Ok(false);
        }
        let kind = act.kind();
        let entry = Entry::from(act);
        let event = self.sign(HubWords {
            id: None,
            subject: record.state.id,
            kind,
            area: record.state.area,
            audience: record.state.visibility.clone(),
            at: self.now,
            parts: entry.parts()?,
        })?;
        self.append(record, &event, Some(&entry), false)?;
        Ok(true)
    }
}

/// What the hub says.
#[derive(Debug)]
pub struct HubWords {
    /// Identity, where it shall follow from nothing.
    pub id: Option<EventId>,
    /// What it is about.
    pub subject: SubjectId,
    /// What was done.
    pub kind: &'static str,
    /// Where.
    pub area: Option<AreaId>,
    /// For whom.
    pub audience: Audience,
    /// When, as far as its readers may know.
    pub at: Timestamp,
    /// The parts.
    pub parts: Parts,
}

/// The event's number within its subject. A corroboration, or an answer to an alert, changes nothing in the fold, and gets a number outside the row: a gap
/// in the row would tell its readers how many there were, and a small number is nobody's business (DOMAIN §3.3).
fn number(event: &VerifiedEvent, next: &mut u64) -> u64 {
    const ASIDE: u64 = 1 << 48;
    let header = event.header();
    match header.kind.as_str() {
        "incident.corroborated" => {
            let [a, b, c, d, e, ..] = *event.hash().as_bytes();
            return ASIDE | u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]);
        }
        // Of several answers of one person the last counts: their numbers follow each other.
        "alert.answered" | "proposal.voted" | "proposal.supported" => {
            let key = header.author.key();
            let [a, b, c, d, e, ..] = *key.as_bytes();
            let person = u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]);
            return 1 << 62 | person << 16 | header.link.map_or(0, |link| link.seq & 0xFFFF);
        }
        _ => {}
    }
    let this = *next;
    *next += 1;
    this
}
