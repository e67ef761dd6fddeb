//! What a phone handed in does not come back to it; and where it turns out not to have it, it gets it.

use std::time::Duration;

use usalama_core::client::UpdateOptions;
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Act, Category, Channel, Entry, NewIncident, Updated};
use usalama_core::text::Comment;
use usalama_tests::disk;
use usalama_tests::network::Faults;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

fn words(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

async fn reported(town: &Town, phone: &Phone) -> SubjectId {
    let id = phone.app.report(NewIncident::new(Category::Theft, town.place())).unwrap().incident.id;
    phone.sync().await;
    id
}

fn timeline(phone: &Phone, id: SubjectId) -> usize {
    phone.app.incident(id).unwrap().timeline.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_gets_what_others_did_and_not_the_own_words_back() {
    let town = Town::start();
    let (guard, officer) = (town.recruit(Role::Guard).await, town.recruit(Role::PoliceOfficer).await);
    let id = reported(&town, &guard).await;
    officer.sync().await;
    for number in 0..5 {
        guard.app.update(id, words(&format!("Word {number}")), UpdateOptions::default()).unwrap();
    }
    officer.app.update(id, words("On our way"), UpdateOptions::default()).unwrap();
    officer.sync().await;
    let report = guard.sync().await;
    assert_eq!((report.accepted, report.received, report.requests), (5, 1, 2));
    assert_eq!(timeline(&guard, id), 7);
    let quiet = guard.sync().await;
    assert_eq!((quiet.requests, quiet.received, quiet.resets), (1, 0, 0), "everything adds up");
    assert!(quiet.bytes_out < 100 && quiet.bytes_in < 100, "{quiet:?}");
    officer.sync().await;
    assert_eq!(timeline(&officer, id), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_whose_answer_was_lost_comes_back_though_it_is_ones_own() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let id = reported(&town, &officer).await;
    for number in 0..3 {
        officer.app.update(id, words(&format!("Word {number}")), UpdateOptions::default()).unwrap();
    }
    officer.sync().await;
    officer.network.be_bad(Faults { lose_reply: 1.0, ..Faults::default() }, 1);
    let entry = Entry::with_comment(Act::Updated(Updated { internal: false }), words("The hub has it"));
    officer.app.act_online(id, entry, Duration::from_secs(10)).await.unwrap_err();
    officer.network.be_bad(Faults::default(), 1);
    assert_eq!(timeline(&officer, id), 4, "it is kept only where the hub is known to have it");
    let report = officer.sync().await;
    assert_eq!((report.received, report.resets), (1, 0), "this one, and nothing that is held");
    assert_eq!(timeline(&officer, id), 5);
    officer.app.update(id, words("And on it goes"), UpdateOptions::default()).unwrap();
    let report = officer.sync().await;
    assert_eq!((report.accepted, report.received), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_reads_from_the_beginning_gets_everything_whole_page_by_page() {
    let town = Town::start();
    let phone = town.recruit(Role::ProgrammeAdmin).await;
    let report = |number: u32| {
        let place = beside(&town.place(), f64::from(number % 20), f64::from(number / 20));
        let mut new = NewIncident::new(Category::Theft, place);
        new.channel = Channel::Import;
        phone.app.report(new).unwrap();
    };
    report(0);
    assert_eq!(phone.sync().await.received, 1, "it has not read its bucket before");
    (1..520).for_each(report);
    assert_eq!(phone.sync().await.received, 0);
    phone.app.pause().await.unwrap();
    let file = disk::raw_profile(phone.directory(), phone.actor(), &phone.key);
    file.execute_batch("DELETE FROM event; DELETE FROM bucket_event; UPDATE cursor SET count = 7").unwrap();
    drop(file);
    phone.app.resume();
    report(520);
    let synced = phone.sync().await;
    assert_eq!((synced.accepted, synced.received), (1, 521), "it does not add up, and is read anew");
    let listed = phone.app.incidents(Default::default(), None, 100).unwrap().incidents.len();
    assert_eq!(listed, 100);
    assert_eq!(phone.sync().await.received, 0);
}
