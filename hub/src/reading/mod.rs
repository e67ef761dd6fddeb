//! Pages out: what a reader may pull, and of each event the parts that this reader may see, by policy alone.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Author, EventId, Receipt, SubjectId, VerifiedEvent, pack};
use usalama_core::model::grant::{Grant, GrantValidity};
use usalama_core::policy::{Bucket, Reader, buckets_of, may_read};
use usalama_core::sync::wire::{BucketPage, FeedItem, Heads, Page, Pull};

use crate::atlas::World;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{LedgerError, accounts, events, feed, grants};

/// Feed items in one page, at most.
const MAX_ITEMS: usize = 500;
/// Bytes of events in one page, about.
const MAX_BYTES: usize = 1024 * 1024;

/// The grants of somebody that are in force.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn in_force(db: &Connection, actor: ActorId, now: Timestamp) -> Result<Vec<Grant>, LedgerError> {
    let held = grants::of_actor(db, actor)?.into_iter();
    let good = held.filter(|kept| !kept.revoked && !kept.superseded).map(|kept| kept.grant);
    Ok(good.filter(|grant| grant.validity(now) == GrantValidity::InForce).collect())
}

/// The buckets that somebody may pull.
#[must_use]
pub fn allowed(actor: ActorId, grants: &[Grant], world: &World, now: Timestamp) -> BTreeSet<Bucket> {
    buckets_of(&Reader { actor, grants }, now, |area| world.within(area))
}

/// Where the buckets that somebody may pull stand now.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn heads(hub: &Hub, actor: ActorId) -> Result<(BTreeSet<Bucket>, Heads), HubError> {
    let now = hub.now();
    hub.ledger.read::<_, HubError>(|db| {
        let world = hub.atlas.world(db)?;
        let allowed = allowed(actor, &in_force(db, actor, now)?, &world, now);
        let mut heads = BTreeMap::new();
        for bucket in &allowed {
            let head = feed::head(db, &bucket.to_string())?;
            if head.position > 0 {
                heads.insert(bucket.clone(), head.position);
            }
        }
        Ok((allowed, Heads { heads }))
    })
}

/// A page of what came after the cursors.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn page(hub: &Hub, actor: ActorId, pull: &Pull) -> Result<Page, HubError> {
    let now = hub.now();
    hub.ledger.read::<_, HubError>(|db| {
        let world = hub.atlas.world(db)?;
        let grants = in_force(db, actor, now)?;
        let allowed = allowed(actor, &grants, &world, now);
        let withdrawn = pull.cursors.keys().filter(|bucket| !allowed.contains(*bucket)).cloned().collect();
        let reader = Reader { actor, grants: &grants };
        let limit =
            pull.limit.map_or(MAX_ITEMS, |limit| usize::try_from(limit).unwrap_or(MAX_ITEMS)).clamp(1, MAX_ITEMS);
        let mut collected =
            Collected { db, reader, limit, items: 0, bytes: 0, events: BTreeMap::new(), subjects: BTreeMap::new() };
        let (mut news, mut more) = (vec![], false);
        for bucket in &allowed {
            let (told, left) = collected.bucket(bucket, pull.cursors.get(bucket).copied())?;
            news.extend(told);
            more |= left;
        }
        Ok(collected.into_page(now, news, withdrawn, more))
    })
}

/// What is said of a bucket, with the events still by their identity.
struct Told {
    bucket: Bucket,
    reset: bool,
    items: Vec<(SubjectId, Option<EventId>)>,
    next: u64,
    checksum: Option<usalama_core::event::Checksum>,
}

struct Collected<'a> {
    db: &'a Connection,
    reader: Reader<'a>,
    limit: usize,
    items: usize,
    bytes: usize,
    events: BTreeMap<EventId, (VerifiedEvent, Receipt)>,
    subjects: BTreeMap<SubjectId, Option<Subject>>,
}

impl Collected<'_> {
    /// What is new in a bucket, and whether something is left over for the next page.
    fn bucket(&mut self, bucket: &Bucket, cursor: Option<u64>) -> Result<(Option<Told>, bool), HubError> {
        let name = bucket.to_string();
        let head = feed::head(self.db, &name)?;
        let reset = cursor.is_some_and(|cursor| cursor > head.position);
        let from = cursor.filter(|_| !reset).unwrap_or(0);
        if from == head.position && !reset {
            return Ok((None, false));
        }
        let room = self.limit.saturating_sub(self.items);
        if room == 0 || self.bytes >= MAX_BYTES {
            return Ok((None, true));
        }
        let mut told = Told { bucket: bucket.clone(), reset, items: vec![], next: from, checksum: None };
        for item in feed::after(self.db, &name, from, room)? {
            if self.bytes >= MAX_BYTES {
                break;
            }
            if let Some(event) = item.event {
                self.event(event)?;
            }
            told.items.push((item.subject, item.event));
            told.next = item.position;
            self.items += 1;
        }
        if told.next == head.position {
            told.checksum = Some(head.checksum);
        }
        let left = told.next < head.position;
        Ok((Some(told), left))
    }

    fn event(&mut self, id: EventId) -> Result<(), HubError> {
        if self.events.contains_key(&id) {
            return Ok(());
        }
        let kept = events::find(self.db, id)?.ok_or(LedgerError::Unreadable("event"))?;
        let receipt = kept.receipt().ok_or(LedgerError::Unreadable("verdict"))?;
        let event = self.redacted(kept.event)?;
        self.bytes +=
            event.header_bytes().len() + event.parts().values().map(|part| part.body.len() + 64).sum::<usize>();
        self.events.insert(id, (event, receipt));
        Ok(())
    }

    /// The event with the parts that the reader may see, as the subject stands now.
    fn redacted(&mut self, event: VerifiedEvent) -> Result<VerifiedEvent, HubError> {
        let header = event.header().clone();
        if !self.subjects.contains_key(&header.subject) {
            let found = subjects::find(self.db, header.subject)?;
            self.subjects.insert(header.subject, found);
        }
        let author = match header.author {
            Author::Actor { id, .. } => Some(id),
            Author::Pseudonym { key } => accounts::behind(self.db, &key, header.subject)?,
            Author::OneTime { .. } => None,
        };
        let wrote = author == Some(self.reader.actor);
        Ok(match self.subjects.get(&header.subject).and_then(Option::as_ref) {
            Some(Subject::Incident(record)) => {
                let reported = record.reporter == Some(self.reader.actor);
                event.keeping(|part| {
                    may_read(part, &header, &record.state, &record.placement, &self.reader, wrote, reported)
                })
            }
            // A copy was made for its readers; what others said of it is between them and the hub.
            Some(Subject::Publication(_)) => event.keeping(|_| wrote || header.kind.starts_with("publication.")),
            None => event.keeping(|_| false),
        })
    }

    fn into_page(self, now: Timestamp, news: Vec<Told>, withdrawn: Vec<Bucket>, more: bool) -> Page {
        let mut all: Vec<(VerifiedEvent, Receipt)> = self.events.into_values().collect();
        // Chains in a row, so that they travel as runs.
        all.sort_by_key(|(event, receipt)| (event.header().subject, receipt.seq));
        let places: BTreeMap<EventId, u32> = (0..).zip(&all).map(|(at, (event, _))| (event.header().id, at)).collect();
        let item = |(subject, event): (SubjectId, Option<EventId>)| match event.and_then(|id| places.get(&id)) {
            Some(at) => FeedItem::Event(*at),
            None => FeedItem::Evict(subject),
        };
        let buckets = news
            .into_iter()
            .map(|told| BucketPage {
                bucket: told.bucket,
                reset: told.reset,
                items: told.items.into_iter().map(item).collect(),
                next: told.next,
                checksum: told.checksum,
            })
            .collect();
        let (events, receipts): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        Page { hub_time: now, events: pack(&events), receipts, buckets, withdrawn, more }
    }
}
