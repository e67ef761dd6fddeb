//! Pull: what others did comes in, page by page; a page and the cursors it moves commit together.

use std::collections::BTreeSet;

use super::engine::{Engine, Link, Run, SyncError, post};
use super::wire::{FeedItem, Page, Pull, SIGNATURE_HEADER, page_digest, paths};
use crate::event::{Receipt, SignedEvent, SubjectId, VerifiedEvent, unpack};
use crate::policy::Bucket;
use crate::profile::{Profile, Topic};
use crate::store::{Standing, StoreError};

/// What a page did.
#[derive(Debug, Default)]
struct Taken {
    evicted: u64,
    resets: u64,
    /// Buckets that do not add up: to be read anew.
    mismatched: BTreeSet<Bucket>,
}

impl Engine {
    /// Pulls until there is no more.
    pub(super) async fn pull_all(&self, link: &mut Link, run: &mut Run) -> Result<(), SyncError> {
        let mut read_anew = BTreeSet::new();
        loop {
            self.not_paused()?;
            run.left()?;
            let page = self.fetch(link, run).await?;
            let more = page.more;
            let taken = self.keep(run, page).await?;
            run.report.evicted += taken.evicted;
            run.report.resets += taken.resets;
            for bucket in &taken.mismatched {
                // Once is chance; twice would never end.
                if !read_anew.insert(bucket.clone()) {
                    return Err(SyncError::Protocol("a bucket does not add up"));
                }
            }
            if !more && taken.mismatched.is_empty() {
                return Ok(());
            }
        }
    }

    async fn fetch(&self, link: &mut Link, run: &mut Run) -> Result<Page, SyncError> {
        let (cursors, whole) = self.disk(|profile| Ok((profile.store().cursors()?, profile.store().unread()?))).await?;
        let mut again = true;
        let (response, hub_key) = loop {
            self.open_session(link, run).await?;
            let live = link.session.as_ref().ok_or(SyncError::NotEnrolled)?;
            let hub_key = live.session.hub_key;
            let pull = Pull { cursors: cursors.clone(), whole: whole.clone(), limit: None };
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
        serde_json::from_slice(&response.body).map_err(|_| SyncError::Protocol("a page of another shape"))
    }

    async fn keep(&self, run: &mut Run, page: Page) -> Result<Taken, SyncError> {
        let hub_time = page.hub_time;
        self.disk(move |profile| profile.note_hub_time(hub_time)).await?;
        let news = !page.buckets.is_empty() || !page.withdrawn.is_empty();
        let events = proven(&page)?;
        run.report.received += events.len() as u64;
        if !news {
            return Ok(Taken::default());
        }
        let taken = self.disk(move |profile| keep_page(profile, &page, &events)).await?;
        self.profile.tell(&[Topic::Incidents, Topic::Publications, Topic::Duty, Topic::Outbox]);
        Ok(taken)
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
    kind.starts_with("incident.handover_")
}

fn keep_page(profile: &Profile, page: &Page, events: &[(VerifiedEvent, Receipt)]) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    profile.store().write(|write| {
        let mut touched = BTreeSet::<SubjectId>::new();
        for (event, receipt) in events {
            let header = event.header();
            let own = profile.is_own(&header.author, header.subject);
            write.append(event, own, Standing::Confirmed(*receipt))?;
            write.settle(header.id)?;
            touched.insert(header.subject);
        }
        for bucket in &page.withdrawn {
            touched.extend(write.give_up(bucket)?);
        }
        for news in &page.buckets {
            if news.reset {
                touched.extend(write.give_up(&news.bucket)?);
                taken.resets += 1;
            }
            let mut adds_up = true;
            for item in &news.items {
                match item {
                    FeedItem::Held { subject, from, count } => {
                        adds_up &= write.join_held(&news.bucket, *subject, *from, *count)?;
                        touched.insert(*subject);
                    }
                    FeedItem::Event(at) => {
                        let at = usize::try_from(*at).unwrap_or(usize::MAX);
                        if let Some((event, _)) = events.get(at) {
                            write.join(&news.bucket, event.header().id)?;
                        }
                    }
                    FeedItem::Evict(subject) => {
                        write.evict(&news.bucket, *subject)?;
                        touched.insert(*subject);
                        taken.evicted += 1;
                    }
                }
            }
            write.advance(&news.bucket, news.next, news.checksum.is_some())?;
            // What it was said to hold, and does not, it gets when it reads the bucket anew.
            if !adds_up || (news.checksum.is_some() && news.checksum != Some(write.checksum(&news.bucket)?)) {
                touched.extend(write.give_up(&news.bucket)?);
                taken.mismatched.insert(news.bucket.clone());
            }
        }
        write.refold_all(&touched)
    })?;
    Ok(taken)
}
