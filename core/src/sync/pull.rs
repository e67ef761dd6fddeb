//! Pull: what others did comes in, page by page; a page and the cursors it moves commit together.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::held_world;
use super::engine::{Engine, Link, Run, SyncError, post};
use super::wire::{BucketPage, BucketRef, FeedItem, HeldWorld, Page, Pull, SIGNATURE_HEADER, page_digest, paths};
use crate::event::{Author, EventId, PartName, Receipt, SignedEvent, SubjectId, VerifiedEvent, WireEvent, unpack};
use crate::model::alert::is_alert;
use crate::model::duty::DutyKind;
use crate::model::grant::{GrantId, SignedGrant};
use crate::model::incident::Identity;
use crate::policy::Bucket;
use crate::profile::{Profile, Topic};
use crate::store::{Kept, Standing, StoreError, Write};

/// What a page is asked for with.
struct Place {
    cursors: BTreeMap<Bucket, u64>,
    /// Buckets that were not read to their head yet.
    unread: BTreeSet<Bucket>,
    held: HeldWorld,
}

impl Place {
    fn of(profile: &Profile) -> Result<Self, StoreError> {
        let store = profile.store();
        Ok(Self { cursors: store.cursors()?, unread: store.unread()?, held: held_world(profile)? })
    }

    /// Where the phone will stand once it has kept a page.
    fn after(mut self, page: &Read) -> Self {
        for bucket in &page.withdrawn {
            self.cursors.remove(bucket);
            self.unread.remove(bucket);
        }
        for (bucket, news) in &page.news {
            let new = self.cursors.insert(bucket.clone(), news.next).is_none();
            if news.checksum.is_some() {
                self.unread.remove(bucket);
            } else if new || news.reset {
                self.unread.insert(bucket.clone());
            }
        }
        self
    }

    fn ask(&self) -> Pull {
        Pull {
            cursors: self.cursors.iter().map(|(bucket, cursor)| (BucketRef::short(bucket), *cursor)).collect(),
            whole: self.unread.iter().map(BucketRef::short).collect(),
            limit: None,
            held: Some(self.held.clone()),
        }
    }

    /// The bucket behind what stood for it when it was asked for.
    fn named(&self, bucket: &BucketRef) -> Result<Bucket, SyncError> {
        if let BucketRef::Name(bucket) = bucket {
            return Ok(bucket.clone());
        }
        let asked = self.cursors.keys().find(|known| BucketRef::short(known) == *bucket);
        asked.cloned().ok_or(SyncError::Protocol("a bucket that was not asked for"))
    }
}

/// A page whose buckets are known by their names.
struct Read {
    page: Page,
    withdrawn: Vec<Bucket>,
    news: Vec<(Bucket, BucketPage)>,
}

/// What a page did.
#[derive(Debug, Default)]
struct Taken {
    received: u64,
    evicted: u64,
    resets: u64,
    /// Buckets that do not add up: to be read anew.
    mismatched: BTreeSet<Bucket>,
    /// Nobody is to hear of it.
    is_quiet: bool,
}

impl Engine {
    /// Pulls until there is no more. Says whether areas or directory are newer than what is held.
    ///
    /// While a page is written down, the next one is under way already, asked for from where the first one ends. It is kept only
    /// after that: whatever ends a run, no cursor is ever ahead of what is on the disk.
    pub(super) async fn pull_all(&self, link: &mut Link, run: &mut Run) -> Result<bool, SyncError> {
        let mut read_anew = BTreeSet::new();
        let mut place = self.disk(Place::of).await?;
        let mut page = self.fetch(link, run, &place).await?;
        loop {
            let (more, renew) = (page.page.more, page.page.renew);
            let (taken, next) = if more && self.not_paused().is_ok() && run.left().is_ok() {
                place = place.after(&page);
                // The request goes first.
                let (next, taken) = tokio::join!(biased; self.fetch(link, run, &place), self.keep(page));
                (taken?, Some(next))
            } else {
                (self.keep(page).await?, None)
            };
            run.report.received += taken.received;
            run.report.evicted += taken.evicted;
            run.report.resets += taken.resets;
            let adds_up = taken.mismatched.is_empty();
            for bucket in taken.mismatched {
                // Once is chance; twice would never end.
                if !read_anew.insert(bucket) {
                    return Err(SyncError::Protocol("a bucket does not add up"));
                }
            }
            page = match next {
                Some(next) if adds_up => next?,
                None if !more && adds_up => return Ok(renew),
                // What was asked for ahead was asked for from another place than where the phone stands.
                _ => {
                    self.not_paused()?;
                    run.left()?;
                    place = self.disk(Place::of).await?;
                    self.fetch(link, run, &place).await?
                }
            };
        }
    }

    async fn fetch(&self, link: &mut Link, run: &mut Run, place: &Place) -> Result<Read, SyncError> {
        self.not_paused()?;
        run.left()?;
        let pull = place.ask();
        let mut again = true;
        let (response, hub_key) = loop {
            self.open_session(link, run).await?;
            let live = link.session.as_ref().ok_or(SyncError::NotEnrolled)?;
            let hub_key = live.session.hub_key;
            let request = post(paths::PULL, Some(&live.session.token), &pull)?;
            match self.ask(run, request).await {
                Err(SyncError::Hub { status: 401, .. }) if again => {
                    again = false;
                    link.session = None;
                }
                other => break (other?, hub_key),
            }
        };
        let signature = response.signature.ok_or(SyncError::Protocol(SIGNATURE_HEADER))?;
        hub_key
            .verify(page_digest(&response.body).as_bytes(), &signature)
            .map_err(|_| SyncError::Protocol("a page that the hub did not sign"))?;
        let mut page: Page =
            serde_json::from_slice(&response.body).map_err(|_| SyncError::Protocol("a page of another shape"))?;
        let withdrawn = page.withdrawn.iter().map(|bucket| place.named(bucket)).collect::<Result<_, _>>()?;
        let news = std::mem::take(&mut page.buckets).into_iter();
        let news = news.map(|news| Ok((place.named(&news.bucket)?, news))).collect::<Result<_, SyncError>>()?;
        Ok(Read { page, withdrawn, news })
    }

    async fn keep(&self, read: Read) -> Result<Taken, SyncError> {
        let profile = self.profile.clone();
        let kept = tokio::task::spawn_blocking(move || keep(&profile, read)).await;
        let taken = kept.map_err(|_| SyncError::CutOff)??;
        if !taken.is_quiet {
            self.profile.tell(&Topic::OF_EVENTS);
        }
        Ok(taken)
    }
}

/// Keeps a page, with the cursors that it moves.
fn keep(profile: &Profile, read: Read) -> Result<Taken, SyncError> {
    let Read { mut page, withdrawn, news } = read;
    profile.note_hub_time(page.hub_time)?;
    let events = proven(std::mem::take(&mut page.events), &page.receipts)?;
    if news.is_empty() && withdrawn.is_empty() {
        return Ok(Taken { is_quiet: true, ..Taken::default() });
    }
    let quiet = profile.quiet()?;
    let hidden = |subject: &SubjectId| quiet.iter().any(|quiet| quiet.subject == *subject);
    let received = events.iter().filter(|(event, _)| !hidden(&event.header().subject)).count() as u64;
    let is_quiet = !quiet.is_empty()
        && withdrawn.is_empty()
        && news.iter().all(|(_, bucket)| {
            let subject = |item: &FeedItem| match item {
                FeedItem::Event(at) => events.get(usize::try_from(*at).ok()?).map(|(event, _)| event.header().subject),
                FeedItem::Held { subject, .. } | FeedItem::Evict(subject) => Some(*subject),
            };
            bucket.items.iter().filter_map(subject).all(|subject| hidden(&subject))
        });
    let granted = granted(profile, &page.grants);
    let taken = keep_page(profile, events, &withdrawn, &news, &granted)?;
    Ok(Taken { received, is_quiet, ..taken })
}

/// Grants of others, as far as the hub's key vouches for them.
fn granted(profile: &Profile, shown: &[SignedGrant]) -> Vec<(GrantId, SignedGrant)> {
    let standing = profile.standing();
    let Some(enrolment) = &standing.enrolment else { return vec![] };
    let checked = shown.iter().filter_map(|signed| Some((signed.verify(&enrolment.hub_key).ok()?.id, signed.clone())));
    checked.collect()
}

/// The events of a page. The hub's signature vouches for the page; the author's own is checked at once where it matters: both
/// signatures of a handover.
fn proven(events: Vec<WireEvent>, receipts: &[Receipt]) -> Result<Vec<(VerifiedEvent, Receipt)>, SyncError> {
    if events.len() != receipts.len() {
        return Err(SyncError::Protocol("receipts are missing"));
    }
    let signed: Vec<SignedEvent> = unpack(events)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|_| SyncError::Protocol("an event that is none"))?;
    let matters: Vec<SignedEvent> =
        signed.iter().filter(|event| is_checked_at_once(&event.claimed().kind)).cloned().collect();
    let mut checked = SignedEvent::verify_all(matters).into_iter();
    let mut events = Vec::with_capacity(signed.len());
    for (event, receipt) in signed.into_iter().zip(receipts) {
        let event = if is_checked_at_once(&event.claimed().kind) {
            match checked.next() {
                Some(Ok(event)) => event,
                // Its signature is in a later link that this reader does not get: the hub vouches.
                Some(Err(crate::event::EventError::Unsigned)) => event.vouched_by_hub(),
                _ => return Err(SyncError::Protocol("a signature that does not hold")),
            }
        } else {
            event.vouched_by_hub()
        };
        events.push((event, *receipt));
    }
    Ok(events)
}

fn is_checked_at_once(kind: &str) -> bool {
    kind.starts_with("incident.handover_") || is_alert(kind) || DutyKind::of(kind).is_some()
}

fn keep_page(
    profile: &Profile,
    events: Vec<(VerifiedEvent, Receipt)>,
    withdrawn: &[Bucket],
    news: &[(Bucket, BucketPage)],
    granted: &[(GrantId, SignedGrant)],
) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    let ids: Vec<EventId> = events.iter().map(|(event, _)| event.header().id).collect();
    profile.store().write(|write| {
        let mut touched = BTreeSet::<SubjectId>::new();
        // Subjects of which something was taken away.
        let mut gone = BTreeSet::<SubjectId>::new();
        // Subjects of which nothing was known: all that there is of them is at hand.
        let mut fresh = BTreeMap::<SubjectId, Vec<Kept>>::new();
        for (event, receipt) in events {
            let (id, subject) = (event.header().id, event.header().subject);
            let own = profile.is_own(&event.header().author, subject) || was_own(write, profile, &event)?;
            if !touched.contains(&subject) && !write.knows(subject)? {
                fresh.insert(subject, vec![]);
            }
            touched.insert(subject);
            let standing = Standing::Confirmed(receipt);
            if !write.append(&event, own, standing)? {
                write.settle(id)?;
                fresh.remove(&subject);
            } else if let Some(kept) = fresh.get_mut(&subject) {
                kept.push(Kept { no: i64::MAX, event, own, standing });
            }
        }
        for bucket in withdrawn {
            gone.extend(write.give_up(bucket)?);
        }
        for (bucket, news) in news {
            if news.reset {
                gone.extend(write.give_up(bucket)?);
                taken.resets += 1;
            }
            if !keep_items(write, bucket, &news.items, &ids, &mut gone, &mut taken)? {
                // It was said to hold what it does not: from where it stands it asks once more, for all of it.
                write.unread(bucket)?;
                taken.mismatched.insert(bucket.clone());
                continue;
            }
            write.advance(bucket, news.next, news.checksum.is_some())?;
            if news.checksum.is_some() && news.checksum != Some(write.checksum(bucket)?) {
                gone.extend(write.give_up(bucket)?);
                taken.mismatched.insert(bucket.clone());
            }
        }
        write.keep_grants(granted, &[])?;
        fresh.retain(|subject, _| !gone.contains(subject));
        touched.append(&mut gone);
        touched.retain(|subject| !fresh.contains_key(subject));
        fresh.into_iter().try_for_each(|(subject, events)| write.fold_fresh(subject, events))?;
        write.refold_all(&touched)
    })?;
    Ok(taken)
}

/// Whether an event was written by this actor under keys that are gone, as on a phone that was lost: the hub hands what a pseudonym
/// says of itself to nobody else but those who may know, and the rest of its chain follows.
fn was_own(write: &Write<'_>, profile: &Profile, event: &VerifiedEvent) -> Result<bool, StoreError> {
    let header = event.header();
    match header.author {
        Author::Actor { id, .. } => Ok(id == profile.actor()),
        Author::OneTime { .. } => Ok(false),
        Author::Pseudonym { key } => {
            let identity: Option<Identity> = event.read(&PartName::Identity).ok().flatten();
            if let Some(identity) = identity {
                return Ok(identity.actor == profile.actor());
            }
            if !write.has_own(header.subject)? {
                return Ok(false);
            }
            let earlier = write.events_of(header.subject)?;
            Ok(earlier.iter().any(|kept| kept.own && kept.event.header().author.key() == key))
        }
    }
}

/// Keeps what is new in a bucket. Says whether this phone holds all that it is said to hold.
fn keep_items(
    write: &Write<'_>,
    bucket: &Bucket,
    items: &[FeedItem],
    events: &[EventId],
    gone: &mut BTreeSet<SubjectId>,
    taken: &mut Taken,
) -> Result<bool, StoreError> {
    let mut holds = true;
    let mut joining = vec![];
    for item in items {
        match item {
            FeedItem::Event(at) => {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                joining.extend(events.get(at));
            }
            // Its parts, its receipt and its view are as they should be since it was handed in.
            FeedItem::Held { subject, from, count } => {
                let held = write.held(*subject, *from, *count)?;
                holds &= u64::try_from(held.len()) == Ok(*count);
                joining.extend(held);
            }
            FeedItem::Evict(subject) => {
                // It takes with it what came before it.
                write.join(bucket, &std::mem::take(&mut joining))?;
                write.evict(bucket, *subject)?;
                gone.insert(*subject);
                taken.evicted += 1;
            }
        }
    }
    write.join(bucket, &joining)?;
    Ok(holds)
}
