//! Sixteen write at once, others read all the while, and some of what is written is rolled back: nobody misses anything, and nothing
//! comes twice. Whoever follows identities in the place of positions does miss something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use usalama_core::event::{Audience, EventId, Role, SubjectId, VerifiedEvent, unpack};
use usalama_core::model::incident::{Act, Category, Channel, Entry};
use usalama_core::policy::{Bucket, audience_for};
use usalama_core::sync::wire::{BucketRef, FeedItem, Page};
use usalama_hub::HubError;
use usalama_hub::ledger::feed::{self, Changes};

use super::harness::{Person, Town, is_accepted, report};
use super::place::*;

const WRITERS: usize = 16;
/// Reports of each, in pushes of one to four.
const REPORTS: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_writers_and_readers_of_every_bucket_miss_nothing() {
    let town = Arc::new(Town::new().await);
    let mut written: Vec<EventId> = vec![];
    let mut writers = vec![];
    for number in 0..WRITERS {
        let mut writer = town.official(Role::ProgrammeAdmin, None, COUNTY).await;
        // Signed before anybody hands anything in: the order of identities is not that of arrival.
        let events: Vec<VerifiedEvent> = (0..REPORTS).map(|_| imported(&town, &mut writer)).collect();
        written.extend(events.iter().map(|event| event.header().id));
        writers.push((number, writer, events));
    }
    let done = Arc::new(AtomicBool::new(false));
    let readers = [
        (Role::Moderator, None, WARD),
        (Role::PoliceOfficer, Some(STATION), STATION_AREA),
        (Role::ProgrammeAdmin, None, COUNTY),
    ];
    let mut following = vec![];
    for (role, org, area) in readers {
        let reader = town.official(role, org, area).await;
        following.push(tokio::spawn(follow(Arc::clone(&town), reader, Arc::clone(&done))));
    }
    let naive = tokio::spawn(follow_identities(Arc::clone(&town), Arc::clone(&done)));
    let rolled_back = tokio::spawn(roll_back(Arc::clone(&town), Arc::clone(&done)));
    let writing: Vec<_> = writers
        .into_iter()
        .map(|(number, writer, events)| tokio::spawn(hand_in(Arc::clone(&town), number, writer, events)))
        .collect();
    for writer in writing {
        writer.await.unwrap();
    }
    done.store(true, Ordering::SeqCst);
    assert!(rolled_back.await.unwrap() > 0, "something was rolled back");

    let mut read = BTreeSet::new();
    for reader in following {
        let (reader, came) = reader.await.unwrap();
        for bucket in town.buckets_of(reader.actor) {
            let name = bucket.to_string();
            let hub = town.running.hub();
            let items = hub.ledger.read::<_, HubError>(|db| Ok(feed::after(db, &name, 0, usize::MAX >> 1)?)).unwrap();
            let positions: Vec<u64> = items.iter().map(|item| item.position).collect();
            assert_eq!(positions, (1..=positions.len() as u64).collect::<Vec<_>>(), "{bucket}: without gaps");
            let holds: BTreeMap<EventId, u32> = items.iter().filter_map(|item| Some((item.event?, 1))).collect();
            assert_eq!(came.get(&bucket).cloned().unwrap_or_default(), holds, "{bucket}: each event once");
            read.extend(holds.into_keys());
        }
    }
    let written: BTreeSet<EventId> = written.into_iter().collect();
    assert!(written.is_subset(&read), "what was acknowledged has readers");
    let seen = naive.await.unwrap();
    assert!(seen.len() < written.len(), "whoever follows identities misses nothing: this test shows nothing");
}

/// A report that no limit an hour is for.
fn imported(town: &Town, writer: &mut Person) -> VerifiedEvent {
    let mut entry: Entry = report(town.now(), Category::Theft, Some(here()), Audience::Police);
    let Act::Submitted(body) = &mut entry.act else { unreachable!() };
    body.channel = Channel::Import;
    let (audience, _) = audience_for(body, &body.visibility_requested);
    writer.sign(town, Role::ProgrammeAdmin, SubjectId::now(town.now()), audience, &entry)
}

async fn hand_in(town: Arc<Town>, number: usize, writer: Person, events: Vec<VerifiedEvent>) {
    let mut chance = fastrand::Rng::with_seed(number as u64);
    let mut left = events.as_slice();
    while !left.is_empty() {
        let (now, later) = left.split_at(chance.usize(1..=4).min(left.len()));
        tokio::time::sleep(Duration::from_millis(chance.u64(0..20))).await;
        let results = writer.push(&town, &now.iter().collect::<Vec<_>>()).await;
        assert!(results.iter().all(is_accepted), "{results:?}");
        left = later;
    }
}

/// How often each event came through each bucket.
type Came = BTreeMap<Bucket, BTreeMap<EventId, u32>>;

/// Pulls small pages for as long as anybody writes, then to the end.
async fn follow(town: Arc<Town>, mut reader: Person, done: Arc<AtomicBool>) -> (Person, Came) {
    let mut came = Came::new();
    loop {
        let last = done.load(Ordering::SeqCst);
        loop {
            let page = reader.pull_page(&town, Some(7)).await;
            count(&page, &mut came);
            if !page.more {
                break;
            }
        }
        if last {
            return (reader, came);
        }
    }
}

fn count(page: &Page, came: &mut Came) {
    let events: Vec<EventId> =
        unpack(page.events.clone()).into_iter().map(|event| event.unwrap().claimed().id).collect();
    for bucket in &page.buckets {
        assert!(!bucket.reset, "nobody begins anew");
        let BucketRef::Name(name) = &bucket.bucket else { panic!("{bucket:?}") };
        for item in &bucket.items {
            let FeedItem::Event(place) = item else { panic!("{item:?}") };
            *came.entry(name.clone()).or_default().entry(events[*place as usize]).or_default() += 1;
        }
    }
}

/// The control: reads whatever has a greater identity than the last that it saw.
async fn follow_identities(town: Arc<Town>, done: Arc<AtomicBool>) -> BTreeSet<EventId> {
    let (mut last, mut seen) = (EventId(uuid::Uuid::nil()), BTreeSet::new());
    loop {
        let ended = done.load(Ordering::SeqCst);
        let fresh: Vec<EventId> = town
            .running
            .hub()
            .ledger
            .read::<_, HubError>(|db| {
                let mut statement = db
                    .prepare_cached("SELECT id FROM event WHERE id > ?1 AND subject_seq = 1 ORDER BY id")
                    .map_err(usalama_hub::ledger::LedgerError::from)?;
                let rows = statement.query_map([last.0], |row| row.get(0).map(EventId));
                let rows = rows.map_err(usalama_hub::ledger::LedgerError::from)?;
                Ok(rows.collect::<Result<_, _>>().map_err(usalama_hub::ledger::LedgerError::from)?)
            })
            .unwrap();
        last = fresh.last().copied().unwrap_or(last);
        seen.extend(fresh);
        if ended {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Takes places in a bucket that others write to, and gives them back.
async fn roll_back(town: Arc<Town>, done: Arc<AtomicBool>) -> usize {
    let mut times = 0;
    while !done.load(Ordering::SeqCst) {
        let town = Arc::clone(&town);
        let undone = tokio::task::spawn_blocking(move || {
            let bucket = Bucket::Area { area: STATION_AREA, audience: Audience::Police };
            town.running.hub().ledger.write::<(), HubError>(|write| {
                let mut changes = Changes::default();
                changes.add(&bucket, SubjectId::random(), EventId(uuid::Uuid::new_v4()));
                changes.write(write)?;
                Err(HubError::Io { what: "given back", cause: std::io::Error::other("control") })
            })
        });
        assert!(undone.await.unwrap().is_err());
        times += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    times
}
