//! What is not sent, because whoever asks has it or derives it.

use std::collections::BTreeMap;

use usalama_core::event::{Audience, ChainHead, Draft, Role, pack_for_hub};
use usalama_core::keys::KeyPurpose;
use usalama_core::model::incident::*;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::*;

use super::harness::*;
use super::place::*;

/// A page as a phone asks for it, from where it stands.
async fn page(town: &Town, person: &Person, cursors: &BTreeMap<Bucket, u64>, whole: bool, limit: Option<u32>) -> Page {
    let cursors: BTreeMap<BucketRef, u64> = cursors.iter().map(|(name, at)| (BucketRef::short(name), *at)).collect();
    let whole = if whole { cursors.keys().cloned().collect() } else { Default::default() };
    town.ask(paths::PULL, Some(&person.token), &Pull { cursors, whole, limit, held: None }).await.unwrap()
}

fn items(page: &Page) -> Vec<FeedItem> {
    page.buckets.iter().flat_map(|bucket| bucket.items.clone()).collect()
}

#[tokio::test]
async fn what_a_reader_handed_in_is_named_and_not_sent_unless_it_reads_from_the_beginning() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut desk = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    reporter.pull(&town).await;
    desk.pull(&town).await;
    let (was, desk_was) = (reporter.cursors.clone(), desk.cursors.clone());
    let said = with_comment(Act::Updated(Updated { internal: false }), "It was red");
    for _ in 0..3 {
        reporter.acts(&town, Role::Resident, subject, Audience::Police, said.clone()).await;
    }
    desk.acts(&town, Role::PoliceOfficer, subject, Audience::Police, said.clone()).await;
    reporter.acts(&town, Role::Resident, subject, Audience::Police, said).await;

    let news = page(&town, &reporter, &was, false, None).await;
    let held = |from, count| FeedItem::Held { subject, from, count };
    assert_eq!(items(&news), [held(2, 3), FeedItem::Event(0), held(6, 1)]);
    assert_eq!((news.events.len(), news.receipts.len()), (1, 1), "the other's word alone");
    let [bucket] = news.buckets.as_slice() else { panic!("{news:?}") };
    assert_eq!(bucket.bucket, BucketRef::short(&Bucket::Actor(reporter.actor)), "called as it was asked for");
    assert!(bucket.checksum.is_some_and(|sum| sum.count == 6));
    let theirs = page(&town, &desk, &desk_was, false, None).await;
    assert_eq!((theirs.events.len(), items(&theirs)[3].clone()), (4, held(5, 1)));
    assert!(theirs.events.iter().all(|event| event.salts.is_none()), "readers get salts, and never their secret");

    let unfinished = page(&town, &reporter, &was, true, None).await;
    assert_eq!(unfinished.events.len(), 5, "whoever is not done with reading anew gets everything");
    let anew = page(&town, &reporter, &BTreeMap::new(), false, Some(4)).await;
    assert_eq!((anew.events.len(), anew.more), (4, true));
    assert!(anew.buckets.iter().all(|page| matches!(page.bucket, BucketRef::Name(_))), "nothing was asked for");
    let again = page(&town, &reporter, &was, false, Some(2)).await;
    assert_eq!((items(&again), again.events.len(), again.more), (vec![held(2, 2)], 0, true));
}

#[tokio::test]
async fn what_was_done_to_two_subjects_in_turn_is_named_once_for_each() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let one = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let other = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    reporter.pull(&town).await;
    let was = reporter.cursors.clone();
    let said = with_comment(Act::Updated(Updated { internal: false }), "It was red");
    for subject in [one, other].repeat(3) {
        reporter.acts(&town, Role::Resident, subject, Audience::Police, said.clone()).await;
    }
    let held = |subject| FeedItem::Held { subject, from: 2, count: 3 };
    assert_eq!(items(&page(&town, &reporter, &was, false, None).await), [held(one), held(other)]);
}

#[tokio::test]
async fn what_was_signed_with_keys_that_are_retired_comes_whole() {
    let town = Town::new().await;
    for role in [Role::Resident, Role::PoliceOfficer] {
        let mut person = match role {
            Role::Resident => town.resident("+254712345678", WARD).await,
            _ => town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await,
        };
        let first = person.reports(&town, role.clone(), Category::Robbery, Some(here())).await;
        person.pull(&town).await;
        let was = person.cursors.clone();
        let said = with_comment(Act::Updated(Updated { internal: false }), "It was red");
        person.acts(&town, role.clone(), first, Audience::Police, said).await;
        assert!(page(&town, &person, &was, false, None).await.events.is_empty());

        let before = person.ring().key(KeyPurpose::Account);
        person.generation += 1;
        let (account, role_keys) = (person.ring().key(KeyPurpose::Account), person.role_keys());
        let digest = keys_digest(person.actor, &account.public(), &role_keys);
        let request = Renew {
            actor: person.actor,
            old_key: before.public(),
            account_key: account.public(),
            role_keys,
            old_signature: before.sign(digest.as_bytes()),
            signature: account.sign(digest.as_bytes()),
        };
        let _: Enrolled = town.ask(paths::RENEW, None, &request).await.unwrap();
        person.epoch = 0;
        person.sign_in(&town).await.unwrap();
        let copy = page(&town, &person, &was, false, None).await;
        assert_eq!(copy.events.len(), 1, "another copy of the profile may have written it");
        assert!(items(&copy).iter().all(|item| matches!(item, FeedItem::Event(_))));
    }
}

#[tokio::test]
async fn the_hub_derives_the_salts_that_readers_are_told() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let (subject, event) = reporter.report(&town, Role::Resident, Category::Robbery, Some(here()));
    let secret = reporter.ring().salts(&event.header().author.key());
    let events = pack_for_hub(std::slice::from_ref(&event), |_| Some(secret.clone()));
    assert!(events[0].salts.is_none(), "where a salt does not follow from the secret, the secret is not told");
    let key = reporter.ring().key(KeyPurpose::Subject(subject.0));
    let header = event.header().clone();
    let draft = Draft {
        subject,
        kind: "incident.submitted",
        schema_version: header.schema_version,
        role: header.role,
        area: header.area,
        audience: header.audience,
        time: header.time,
        parts: event.parts().clone(),
    };
    let head = ChainHead::default();
    let event = draft.salted(key.public(), &secret, &head).sign(header.author, &key, &head).unwrap();
    let events = pack_for_hub(std::slice::from_ref(&event), |_| Some(secret.clone()));
    assert!(events[0].salts.is_some() && events[0].parts.values().all(|part| part.salt.is_none()));
    assert!(is_accepted(&reporter.push_wire(&town, events.clone()).await[0]));
    police.pull(&town).await;
    let [held] = police.events(subject).try_into().unwrap();
    assert_eq!(held.header_bytes(), event.header_bytes());
    assert!(!held.parts().is_empty() && held.parts().iter().all(|(name, part)| event.parts()[name] == *part));
    let mut without = events;
    without[0].salts = None;
    let refused = reporter.push_wire(&town, without).await;
    assert_eq!(refusal(&refused[0]), RefusalCode::Malformed);
}
