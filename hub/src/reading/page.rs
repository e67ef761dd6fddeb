//! A page: what is new in the buckets that somebody may read, as much as fits.
//!
//! Buckets are dealt with in turns, one item each, so that a full one does not keep the others waiting.

use std::collections::{BTreeSet, HashMap, VecDeque};

use rusqlite::Connection;
use usalama_core::event::{ActorId, Author, EventId, Role, SubjectId, VerifiedEvent, pack};
use usalama_core::keys::{PublicKey, Signature};
use usalama_core::model::alert::is_alert;
use usalama_core::model::duty::DutyKind;
use usalama_core::model::grant::SignedGrant;
use usalama_core::policy::{Bucket, may_issue_alerts, shows_grant};
use usalama_core::sync::wire::{BucketPage, BucketRef, FeedItem, Page, Pull, Receipt, page_digest};

use super::access::Access;
use super::held::Held;
use super::parts::Withholder;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::feed::{self, Head, Item};
use crate::ledger::grants::{self, KeptGrant};
use crate::ledger::{LedgerError, events};

/// Feed items of a page, at most.
const MOST_ITEMS: usize = 500;

/// Bytes of a page beyond which nothing more is taken in.
const FULL: usize = 1024 * 1024;

/// About what an event takes on a page beside its header and parts: signature, receipt, punctuation.
const EVENT_OVERHEAD: usize = 320;

/// About what an item takes.
const ITEM_OVERHEAD: usize = 56;

/// Items that are read from a feed at once.
const CHUNK: usize = 64;

/// A page as it is sent, and the hub's signature over these very bytes.
#[derive(Debug)]
pub struct SignedPage {
    /// JSON of a [`Page`].
    pub body: Vec<u8>,
    /// The signature.
    pub signature: Signature,
}

/// What is new for somebody.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn pull(hub: &Hub, actor: usalama_core::event::ActorId, pull: &Pull) -> Result<SignedPage, HubError> {
    let page = hub.ledger.read::<_, HubError>(|db| {
        let access = Access::of(hub, db, actor)?;
        page(hub, db, &access, pull)
    })?;
    let body = serde_json::to_vec(&page).map_err(HubError::Reply)?;
    let signature = hub.keys.account.sign(page_digest(&body).as_bytes());
    Ok(SignedPage { body, signature })
}

fn page(hub: &Hub, db: &Connection, access: &Access, pull: &Pull) -> Result<Page, HubError> {
    let limit = pull.limit.map_or(MOST_ITEMS, |limit| usize::try_from(limit).unwrap_or(MOST_ITEMS));
    let mut taken = Taken {
        db,
        held: Held::new(db, access.actor),
        withholder: Withholder::new(db, access),
        events: HashMap::new(),
        bytes: 0,
        items: 0,
    };
    let mut readings = vec![];
    let mut withdrawn: BTreeSet<&BucketRef> = pull.cursors.keys().collect();
    for bucket in &access.buckets {
        let name = [BucketRef::short(bucket), bucket.clone().into()].into_iter().find(|name| withdrawn.remove(name));
        let name = name.unwrap_or_else(|| bucket.clone().into());
        let (cursor, whole) = (pull.cursors.get(&name).copied(), pull.whole.contains(&name));
        readings.extend(Reading::begin(db, bucket, name, cursor, whole)?);
    }
    let more = deal(&mut taken, &mut readings, limit.clamp(1, MOST_ITEMS))?;
    let Taken { events, .. } = taken;
    let mut order: Vec<(VerifiedEvent, Receipt)> = events.into_values().collect();
    order.sort_by_key(|(event, receipt)| (event.header().subject, receipt.seq));
    let (events, receipts): (Vec<VerifiedEvent>, Vec<Receipt>) = order.into_iter().unzip();
    let places: HashMap<EventId, u32> = events.iter().map(|event| event.header().id).zip(0..).collect();
    Ok(Page {
        hub_time: hub.now(),
        grants: grants_behind(db, access, &events)?,
        events: pack(&events),
        receipts,
        buckets: readings.into_iter().filter_map(|reading| reading.finish(&places)).collect(),
        withdrawn: withdrawn.into_iter().cloned().collect(),
        more,
        renew: pull.held.as_ref().map_or(Ok(false), |held| crate::directory::is_newer(hub, db, held))?,
    })
}

/// The grants of those who signed guards' work, as far as the reader gets them, and of those who issued alerts.
fn grants_behind(db: &Connection, access: &Access, events: &[VerifiedEvent]) -> Result<Vec<SignedGrant>, HubError> {
    let signed: BTreeSet<(ActorId, PublicKey)> = events
        .iter()
        .map(VerifiedEvent::header)
        .filter(|header| (DutyKind::of(&header.kind).is_some() || is_alert(&header.kind)) && header.role != Role::Hub)
        .filter_map(|header| match header.author {
            Author::Actor { id, key } => Some((id, key)),
            Author::Pseudonym { .. } | Author::OneTime { .. } => None,
        })
        .collect();
    let mut shown = vec![];
    for (actor, key) in signed {
        let of_key = grants::of_actor(db, actor)?.into_iter().filter(|kept| kept.grant.key == key && !kept.superseded);
        let is_shown = |kept: &KeptGrant| may_issue_alerts(&kept.grant) || shows_grant(&access.reader(), &kept.grant);
        shown.extend(of_key.filter(is_shown).map(|kept| kept.signed));
    }
    Ok(shown)
}

/// Deals in turns until everything is read or the page is full. Says whether anything is left.
fn deal(taken: &mut Taken<'_>, readings: &mut [Reading], limit: usize) -> Result<bool, HubError> {
    loop {
        let mut moved = false;
        for reading in &mut *readings {
            if taken.items >= limit || taken.bytes >= FULL {
                return Ok(readings.iter().any(|reading| reading.next < reading.head.position));
            }
            if let Some(item) = reading.peek(taken.db)? {
                let told = taken.take(&item, reading.whole)?;
                reading.take(&item, told);
                moved = true;
            }
        }
        if !moved {
            return Ok(false);
        }
    }
}

/// What is on the page.
struct Taken<'a> {
    db: &'a Connection,
    held: Held<'a>,
    withholder: Withholder<'a>,
    events: HashMap<EventId, (VerifiedEvent, Receipt)>,
    bytes: usize,
    items: usize,
}

impl Taken<'_> {
    fn take(&mut self, item: &Item, whole: bool) -> Result<Told, HubError> {
        self.items += 1;
        self.bytes += ITEM_OVERHEAD;
        let Some(id) = item.event else { return Ok(Told::Evicted(item.subject)) };
        if self.events.contains_key(&id) {
            return Ok(Told::Event(id));
        }
        let kept = events::find(self.db, id)?.ok_or(LedgerError::Unreadable("feed"))?;
        let receipt = kept.receipt().ok_or(LedgerError::Unreadable("feed"))?;
        if !whole && self.held.has(kept.event.header())? {
            return Ok(Told::Held(item.subject, receipt.seq));
        }
        let event = self.withholder.withhold(kept.event)?;
        let parts: usize = event.parts().values().map(|part| part.body.len() + EVENT_OVERHEAD / 4).sum();
        self.bytes += event.header_bytes().len() + parts + EVENT_OVERHEAD;
        self.events.insert(id, (event, receipt));
        Ok(Told::Event(id))
    }
}

/// What is told of an item.
enum Told {
    Event(EventId),
    Held(SubjectId, u64),
    Evicted(SubjectId),
}

/// One bucket on its way onto the page.
struct Reading {
    /// As it was asked for.
    bucket: BucketRef,
    name: String,
    head: Head,
    asked_from: u64,
    reset: bool,
    /// Nothing counts as held.
    whole: bool,
    next: u64,
    items: Vec<Told>,
    ahead: VecDeque<Item>,
}

impl Reading {
    /// Nothing for a bucket with no news.
    fn begin(
        db: &Connection,
        bucket: &Bucket,
        asked: BucketRef,
        cursor: Option<u64>,
        whole: bool,
    ) -> Result<Option<Self>, LedgerError> {
        let name = bucket.to_string();
        let head = feed::head(db, &name)?;
        let asked_from = cursor.unwrap_or(0);
        let reset = asked_from > head.position;
        if asked_from == head.position {
            return Ok(None);
        }
        let next = if reset { 0 } else { asked_from };
        let (bucket, whole) = (asked, whole || next == 0);
        Ok(Some(Self { bucket, name, head, asked_from, reset, whole, next, items: vec![], ahead: VecDeque::new() }))
    }

    fn peek(&mut self, db: &Connection) -> Result<Option<Item>, LedgerError> {
        if self.ahead.is_empty() && self.next < self.head.position {
            self.ahead.extend(feed::after(db, &self.name, self.next, CHUNK)?);
        }
        Ok(self.ahead.front().copied())
    }

    fn take(&mut self, item: &Item, told: Told) {
        self.ahead.pop_front();
        self.next = item.position;
        self.items.push(told);
    }

    fn finish(self, places: &HashMap<EventId, u32>) -> Option<BucketPage> {
        if self.next == self.asked_from && !self.reset {
            // Its turn has not come on this page.
            return None;
        }
        let mut items: Vec<FeedItem> = Vec::with_capacity(self.items.len());
        // Where the last of each subject's is. What happens between to other subjects makes no difference.
        let mut last_held: HashMap<SubjectId, usize> = HashMap::new();
        for told in self.items {
            match told {
                Told::Held(subject, seq) => {
                    let last = last_held.get(&subject).and_then(|place| items.get_mut(*place));
                    if let Some(FeedItem::Held { from, count, .. }) = last
                        && from.checked_add(*count) == Some(seq)
                    {
                        *count += 1;
                        continue;
                    }
                    last_held.insert(subject, items.len());
                    items.push(FeedItem::Held { subject, from: seq, count: 1 });
                }
                Told::Evicted(subject) => {
                    last_held.remove(&subject);
                    items.push(FeedItem::Evict(subject));
                }
                Told::Event(id) => items.extend(places.get(&id).copied().map(FeedItem::Event)),
            }
        }
        Some(BucketPage {
            reset: self.reset,
            items,
            next: self.next,
            checksum: (self.next == self.head.position).then_some(self.head.checksum),
            bucket: self.bucket,
        })
    }
}
