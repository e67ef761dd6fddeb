//! Pull: what others did comes in, page by page; a page and the cursors it moves commit together.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::held_world;
use super::engine::{Engine, Link, Run, SyncError, post};
use super::wire::{BucketPage, BucketRef, FeedItem, Page, Pull, SIGNATURE_HEADER, page_digest, paths};
use crate::event::{Author, PartName, Receipt, SignedEvent, SubjectId, VerifiedEvent, unpack};
use crate::model::alert::is_alert;
use crate::model::duty::DutyKind;
use crate::model::grant::{GrantId, SignedGrant};
use crate::model::incident::Identity;
use crate::policy::Bucket;
use crate::profile::{Profile, Topic};
use crate::store::{Standing, StoreError, Write};

/// The buckets behind what stood for them when they were asked for.
type Names = BTreeMap<BucketRef, Bucket>;

/// What a page did.
#[derive(Debug, Default)]
struct Taken {
    evicted: u64,
    resets: u64,
    /// Buckets that do not add up: to be read anew.
    mismatched: BTreeSet<Bucket>,
}

impl Engine {
    /// Pulls until there is no more. Says whether areas or directory are newer than what is held.
    pub(super) async fn pull_all(&self, link: &mut Link, run: &mut Run) -> Result<bool, SyncError> {
        let mut read_anew = BTreeSet::new();
        loop {
            self.not_paused()?;
            run.left()?;
            let (names, page) = self.fetch(link, run).await?;
            let (more, renew) = (page.more, page.renew);
            let taken = self.keep(run, names, page).await?;
            run.report.evicted += taken.evicted;
            run.report.resets += taken.resets;
            for bucket in &taken.mismatched {
                // Once is chance; twice would never end.
                if !read_anew.insert(bucket.clone()) {
                    return Err(SyncError::Protocol("a bucket does not add up"));
                }
            }
            if !more && taken.mismatched.is_empty() {
                return Ok(renew);
            }
        }
    }

    async fn fetch(&self, link: &mut Link, run: &mut Run) -> Result<(Names, Page), SyncError> {
        let (cursors, unread, held) = self
            .disk(|profile| Ok((profile.store().cursors()?, profile.store().unread()?, held_world(profile)?)))
            .await?;
        let pull = Pull {
            cursors: cursors.iter().map(|(bucket, cursor)| (BucketRef::short(bucket), *cursor)).collect(),
            whole: unread.iter().map(BucketRef::short).collect(),
            limit: None,
            held: Some(held),
        };
        let names = cursors.into_keys().map(|bucket| (BucketRef::short(&bucket), bucket)).collect();
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
        let page = serde_json::from_slice(&response.body);
        Ok((names, page.map_err(|_| SyncError::Protocol("a page of another shape"))?))
    }

    async fn keep(&self, run: &mut Run, names: Names, page: Page) -> Result<Taken, SyncError> {
        let hub_time = page.hub_time;
        self.disk(move |profile| profile.note_hub_time(hub_time)).await?;
        let news = !page.buckets.is_empty() || !page.withdrawn.is_empty();
        let events = proven(&page)?;
        let quiet = self.profile.quiet()?;
        let hidden = |subject: &SubjectId| quiet.iter().any(|quiet| quiet.subject == *subject);
        run.report.received += events.iter().filter(|(event, _)| !hidden(&event.header().subject)).count() as u64;
        let is_quiet = !quiet.is_empty()
            && page.withdrawn.is_empty()
            && page.buckets.iter().all(|bucket| {
                let subject = |item: &FeedItem| match item {
                    FeedItem::Event(at) => {
                        events.get(usize::try_from(*at).ok()?).map(|(event, _)| event.header().subject)
                    }
                    FeedItem::Held { subject, .. } | FeedItem::Evict(subject) => Some(*subject),
                };
                bucket.items.iter().filter_map(subject).all(|subject| hidden(&subject))
            });
        if !news {
            return Ok(Taken::default());
        }
        let named = |bucket: &BucketRef| match bucket {
            BucketRef::Name(bucket) => Ok(bucket.clone()),
            short => names.get(short).cloned().ok_or(SyncError::Protocol("a bucket that was not asked for")),
        };
        let granted = self.granted(&page.grants);
        let withdrawn = page.withdrawn.iter().map(named).collect::<Result<Vec<_>, _>>()?;
        let news = page.buckets.into_iter().map(|news| Ok((named(&news.bucket)?, news)));
        let news = news.collect::<Result<Vec<_>, SyncError>>()?;
        let taken = self.disk(move |profile| keep_page(profile, &events, &withdrawn, &news, &granted)).await?;
        if !is_quiet {
            self.profile.tell(&Topic::OF_EVENTS);
        }
        Ok(taken)
    }
}

impl Engine {
    /// Grants of others, as far as the hub's key vouches for them.
    fn granted(&self, shown: &[SignedGrant]) -> Vec<(GrantId, SignedGrant)> {
        let standing = self.profile.standing();
        let Some(enrolment) = &standing.enrolment else { return vec![] };
        let checked =
            shown.iter().filter_map(|signed| Some((signed.verify(&enrolment.hub_key).ok()?.id, signed.clone())));
        checked.collect()
    }
}

/// The events of a page. The hub's signature vouches for the page; the author's own is checked at once where it matters: both
/// signatures of a handover.
fn proven(page: &Page) -> Result<Vec<(VerifiedEvent, Receipt)>, SyncError> {
    if page.events.len() != page.receipts.len() {
        return Err(SyncError::Protocol("receipts are missing"));
    }
    let signed: Vec<SignedEvent> = unpack(page.events.clone())
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|_| SyncError::Protocol("an event that is none"))?;
    let matters: Vec<SignedEvent> =
        signed.iter().filter(|event| is_checked_at_once(&event.claimed().kind)).cloned().collect();
    let mut checked = SignedEvent::verify_all(matters).into_iter();
    let mut events = Vec::with_capacity(signed.len());
    for (event, receipt) in signed.into_iter().zip(&page.receipts) {
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
    events: &[(VerifiedEvent, Receipt)],
    withdrawn: &[Bucket],
    news: &[(Bucket, BucketPage)],
    granted: &[(GrantId, SignedGrant)],
) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    profile.store().write(|write| {
        let mut touched = BTreeSet::<SubjectId>::new();
        for (event, receipt) in events {
            let header = event.header();
            let own = profile.is_own(&header.author, header.subject) || was_own(write, profile, event)?;
            write.append(event, own, Standing::Confirmed(*receipt))?;
            write.settle(header.id)?;
            touched.insert(header.subject);
        }
        for bucket in withdrawn {
            touched.extend(write.give_up(bucket)?);
        }
        for (bucket, news) in news {
            if news.reset {
                touched.extend(write.give_up(bucket)?);
                taken.resets += 1;
            }
            if !keep_items(write, bucket, &news.items, events, &mut touched, &mut taken)? {
                // It was said to hold what it does not: from where it stands it asks once more, for all of it.
                write.unread(bucket)?;
                taken.mismatched.insert(bucket.clone());
                continue;
            }
            write.advance(bucket, news.next, news.checksum.is_some())?;
            if news.checksum.is_some() && news.checksum != Some(write.checksum(bucket)?) {
                touched.extend(write.give_up(bucket)?);
                taken.mismatched.insert(bucket.clone());
            }
        }
        write.keep_grants(granted, &[])?;
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
    events: &[(VerifiedEvent, Receipt)],
    touched: &mut BTreeSet<SubjectId>,
    taken: &mut Taken,
) -> Result<bool, StoreError> {
    let mut holds = true;
    for item in items {
        match item {
            FeedItem::Event(at) => {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                if let Some((event, _)) = events.get(at) {
                    write.join(bucket, event.header().id)?;
                }
            }
            // Its parts, its receipt and its view are as they should be since it was handed in.
            FeedItem::Held { subject, from, count } => holds &= write.join_held(bucket, *subject, *from, *count)?,
            FeedItem::Evict(subject) => {
                write.evict(bucket, *subject)?;
                touched.insert(*subject);
                taken.evicted += 1;
            }
        }
    }
    Ok(holds)
}
