//! Everything that needs no other person works without a network, without an account and without a hub.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use usalama_core::client::{Delivery, Error, IncidentFilter, Topic, UpdateOptions, Usalama, Who};
use usalama_core::clock::{ManualClock, Timestamp};
use usalama_core::event::{Audience, Role};
use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{
    Anonymity, CaseStatus, Category, Channel, Contact, Flag, NewIncident, Outcome, Whereabouts,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::Decision;
use usalama_core::store::StoreError;
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::disk;

struct Offline {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
    key: HostKey,
    app: Usalama,
}

fn phone() -> Offline {
    phone_at(Timestamp::from_millis(1_795_500_000_000))
}

fn phone_at(now: Timestamp) -> Offline {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::starting_at(now));
    let key = HostKey::generate().unwrap();
    let app = Usalama::open(disk::settings(folder.path()).clock(clock.clone()), &key).unwrap();
    Offline { folder, clock, key, app }
}

fn here() -> Position {
    Position::new(LatLon::new(-1.2886, 36.8233).unwrap(), 12.0, PositionSource::Gnss, None).unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> RefusalCode {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_survives_the_app_and_tells_the_truth_about_where_it_is() {
    let phone = phone();
    let mut new = NewIncident::new(Category::PhoneSnatching, here());
    new.description = Description::new("Simu imenyakuliwa kwenye kituo.").ok();
    let reported = phone.app.report(new).unwrap().incident;
    assert_eq!(reported.delivery, Delivery::OnlyOnThisPhone);
    assert_eq!(reported.delivery.label().unwrap().sw, "Iko kwenye simu hii pekee");
    assert_eq!(reported.incident.status, Some(CaseStatus::Submitted));
    assert!(reported.reference.starts_with("000-"), "no areas are known: {}", reported.reference);
    let Offline { folder, clock, key, app } = phone;
    drop(app);
    let app = Usalama::open(disk::settings(folder.path()).clock(clock), &key).unwrap();
    let detail = app.incident(reported.id).unwrap();
    assert_eq!(detail.view, reported);
    assert_eq!((detail.timeline.len(), &detail.timeline[0].who), (1, &Who::Me));
    assert_eq!(app.verify_signatures(reported.id).unwrap(), []);
    assert_eq!(app.sync_status().unwrap().unsent, 1);
}

#[test]
fn a_category_and_a_place_are_enough_and_less_is_not() {
    let phone = phone();
    let in_words = Title::new("karibu na Muthurwa").unwrap();
    assert!(phone.app.report(NewIncident::new(Category::Burglary, in_words)).is_ok());
    let nowhere = NewIncident::new(Category::Burglary, Whereabouts::default());
    assert_eq!(refusal(phone.app.report(nowhere)), RefusalCode::Incomplete);
    assert_eq!(phone.app.sync_status().unwrap().unsent, 1, "what was refused left nothing behind");
}

#[test]
fn what_has_another_road_is_refused_with_its_reason() {
    let phone = phone();
    let mut anonymous = NewIncident::new(Category::Theft, here());
    anonymous.anonymity = Anonymity::Anonymous;
    assert_eq!(refusal(phone.app.report(anonymous)), RefusalCode::Unavailable);
    assert_eq!(refusal(phone.app.report(NewIncident::new(Category::DrugSelling, here()))), RefusalCode::TipOnly);
    let mut import = NewIncident::new(Category::Theft, here());
    import.channel = Channel::Import;
    assert_eq!(refusal(phone.app.report(import)), RefusalCode::NotYourRole);
    let mut proxy = NewIncident::new(Category::Theft, here());
    proxy.channel = Channel::Proxy;
    assert_eq!(refusal(phone.app.report(proxy)), RefusalCode::Incomplete, "without consent");
    let mut contact = NewIncident::new(Category::Theft, here());
    contact.contact = Some(Contact { name: Title::new("Achieng").unwrap(), phone: None, named_to_ra: false });
    assert!(matches!(phone.app.report(contact.clone()), Err(Error::Invalid(_))), "a name on a confidential report");
    contact.anonymity = Anonymity::Named;
    contact.contact.as_mut().unwrap().phone = Some("0712345678".into());
    assert!(matches!(phone.app.report(contact.clone()), Err(Error::Invalid(_))), "not E.164");
    contact.contact.as_mut().unwrap().phone = Some("+254712345678".into());
    assert!(phone.app.report(contact).is_ok());
}

#[test]
fn s13_8_five_reports_an_hour_and_the_sixth_when_the_hour_is_over() {
    let phone = phone();
    for _ in 0..5 {
        phone.app.report(NewIncident::new(Category::Theft, here())).unwrap();
        phone.clock.advance(Duration::from_secs(60));
    }
    let sixth = || phone.app.report(NewIncident::new(Category::Theft, here()));
    assert_eq!(refusal(sixth()), RefusalCode::RateLimited);
    phone.clock.advance(Duration::from_secs(56 * 60));
    assert!(sixth().is_ok());
}

#[test]
fn a_clock_of_1970_or_2100_stops_nobody() {
    for year in [0, 4_102_444_800_000, i64::MIN, i64::MAX] {
        let phone = phone_at(Timestamp::from_millis(year));
        let id = phone.app.report(NewIncident::new(Category::Fire, here())).unwrap().incident.id;
        assert_eq!(phone.app.incident(id).unwrap().timeline.len(), 1);
    }
}

#[test]
fn a_mob_risk_is_kept_to_responders_and_its_reporter_is_told_what_to_do() {
    let phone = phone();
    let mut new = NewIncident::new(Category::Assault, here());
    new.flags = vec![Flag::CrowdForming];
    new.visibility = Some(Audience::Public);
    let reported = phone.app.report(new).unwrap();
    assert_eq!(reported.incident.incident.visibility, Audience::Responders);
    assert!(reported.advice[0].en.starts_with("Do not join"));
}

#[test]
fn lists_are_filtered_and_paged_without_gap_or_repeat() {
    let phone = phone();
    let mut made = vec![];
    for number in 0..23 {
        let lat = -1.2886 + f64::from(number) * 0.001;
        let at = Position::new(LatLon::new(lat, 36.8233).unwrap(), 10.0, PositionSource::MapPin, None).unwrap();
        let category = if number % 2 == 0 { Category::Theft } else { Category::Waste };
        made.push(phone.app.report(NewIncident::new(category, at)).unwrap().incident.id);
        phone.clock.advance(Duration::from_secs(15 * 60));
    }
    let (mut paged, mut after) = (vec![], None);
    loop {
        let page = phone.app.incidents(IncidentFilter::default(), after, 7).unwrap();
        paged.extend(page.incidents.iter().map(|view| view.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    made.reverse();
    assert_eq!(paged, made, "newest first");
    let count = |filter| phone.app.incidents(filter, None, 500).unwrap().incidents.len();
    assert_eq!(count(IncidentFilter { categories: vec![Category::Waste], ..IncidentFilter::default() }), 11);
    assert_eq!(count(IncidentFilter { statuses: vec![CaseStatus::Resolved], ..IncidentFilter::default() }), 0);
    assert_eq!(count(IncidentFilter { mine: true, ..IncidentFilter::default() }), 23);
    let near = |metres| IncidentFilter { near: Some((here().at, metres)), ..IncidentFilter::default() };
    assert_eq!((count(near(0.0)), count(near(250.0)), count(near(100_000.0))), (1, 3, 23));
    assert!(matches!(phone.app.incidents(near(f64::NAN), None, 5), Err(Error::Invalid(_))));
}

#[test]
fn a_reporter_may_add_withdraw_and_open_again_once_and_nothing_that_is_others_to_do() {
    let phone = phone();
    let id = phone.app.report(NewIncident::new(Category::Burglary, here())).unwrap().incident.id;
    let text = |text: &str| Comment::new(text).unwrap();
    phone.app.update(id, text("They came back."), UpdateOptions::default()).unwrap();
    let internal = UpdateOptions { internal: true, ..UpdateOptions::default() };
    assert_eq!(refusal(phone.app.update(id, text("no"), internal)), RefusalCode::NotYourRole);
    assert!(matches!(phone.app.resolve(id, Outcome::Fixed), Err(Error::Refused(_))));
    assert_eq!(phone.app.withdraw(id).unwrap().incident.status, Some(CaseStatus::Withdrawn));
    assert_eq!(phone.app.reopen(id, text("I was wrong.")).unwrap().incident.status, Some(CaseStatus::Triaged));
    phone.app.withdraw(id).unwrap();
    assert_eq!(refusal(phone.app.reopen(id, text("again"))), RefusalCode::AlreadyDone);
    let allowed: Vec<&str> = phone
        .app
        .what_may_i_do(id)
        .unwrap()
        .into_iter()
        .filter(|permitted| permitted.decision == Decision::Allow)
        .map(|permitted| permitted.kind)
        .collect();
    assert_eq!(allowed, ["incident.updated", "incident.narrowed", "incident.relation_added"]);
    assert_eq!(phone.app.incident(id).unwrap().timeline.len(), 5);
}

#[test]
fn observers_hear_after_the_change_and_until_they_are_dropped() {
    let phone = phone();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = heard.clone();
    let observer = Arc::new(move |_: &[Topic]| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let subscription = phone.app.observe(&[Topic::Incidents], observer);
    phone.app.report(NewIncident::new(Category::Theft, here())).unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    phone.app.act_as(Some(Role::Guard)).unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 1, "another topic");
    drop(subscription);
    phone.app.act_as(None).unwrap();
    phone.app.report(NewIncident::new(Category::Theft, here())).unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 1);
}

#[test]
fn a_wrong_key_opens_nothing_and_a_lost_key_loses_nothing() {
    let phone = phone();
    let actor = phone.app.signed_in().unwrap();
    let id = phone.app.report(NewIncident::new(Category::Theft, here())).unwrap().incident.id;
    let Offline { folder, clock, app, .. } = phone;
    drop(app);
    let settings = || disk::settings(folder.path()).clock(clock.clone());
    let other = HostKey::generate().unwrap();
    assert!(matches!(Usalama::open(settings(), &other), Err(Error::Store(StoreError::WrongKey))));
    // The Keystore is gone for good, as after a restore on a new phone: the app says so.
    std::fs::write(folder.path().join("signed-in"), "").unwrap();
    let app = Usalama::open(settings(), &other).unwrap();
    assert_eq!(app.profiles().unwrap()[0].unsent, None, "not open");
    app.sign_in_with_new_key(actor, &other).unwrap();
    if disk::ENCRYPTED {
        // Nobody can read it now, but the file is kept.
        assert!(matches!(app.incident(id), Err(Error::NotFound)));
        let kept = std::fs::read_dir(folder.path().join("profiles")).unwrap();
        let kept = kept.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(".locked-"));
        assert!(kept.count() >= 2, "the file and its fingerprint");
        app.report(NewIncident::new(Category::Theft, here())).unwrap();
        drop(app);
        let app = Usalama::open(settings(), &other).unwrap();
        assert_eq!((app.recovery().unwrap(), app.sync_status().unwrap().unsent), (None, 1), "life goes on");
        return;
    }
    assert_eq!(app.incident(id).unwrap().view.delivery, Delivery::OnlyOnThisPhone);
    assert_eq!(app.sync_status().unwrap().unsent, 1);
}

#[test]
fn a_damaged_file_is_set_aside_and_what_was_unsent_is_still_unsent() {
    let phone = phone();
    let actor = phone.app.signed_in().unwrap();
    let id = phone.app.report(NewIncident::new(Category::Theft, here())).unwrap().incident.id;
    for _ in 0..4 {
        phone.app.report(NewIncident::new(Category::Waste, here())).unwrap();
        phone.clock.advance(Duration::from_secs(3600));
    }
    let Offline { folder, clock, key, app } = phone;
    drop(app);
    let file = usalama_core::profile::profile_path(folder.path(), actor);
    let mut bytes = std::fs::read(&file).unwrap();
    // The root page of an index: the rows themselves can be read.
    let page = 4096 * 4;
    bytes[page..page + 64].fill(0xA5);
    std::fs::write(&file, bytes).unwrap();
    let app = Usalama::open(disk::settings(folder.path()).clock(clock), &key).unwrap();
    let recovery = app.recovery().unwrap().expect("it was noticed");
    assert!(recovery.set_aside.exists(), "never deleted");
    assert_eq!(recovery.events + recovery.unreadable, 5, "{recovery:?}");
    assert_eq!(app.sync_status().unwrap().unsent, recovery.unsent);
    if recovery.unreadable == 0 {
        assert!(app.incident(id).is_ok());
    }
}

#[tokio::test]
async fn what_needs_a_hub_says_so() {
    let phone = phone();
    assert!(matches!(phone.app.sync(Duration::from_secs(1)).await, Err(Error::NoHub)));
    assert!(matches!(phone.app.request_code("+254712345678", Duration::from_secs(1)).await, Err(Error::NoHub)));
    assert!(matches!(phone.app.request_code("999", Duration::from_secs(1)).await, Err(Error::Invalid(_))));
    let address = "http://127.0.0.1:9";
    let settings = disk::settings(&phone.folder.path().join("other")).hub(address).unwrap();
    let app = Usalama::open(settings, &HostKey::generate().unwrap()).unwrap();
    app.report(NewIncident::new(Category::Theft, here())).unwrap();
    let outcome = app.sync(Duration::from_secs(5)).await.unwrap();
    assert!(!outcome.is_complete(), "not enrolled");
    let error = app.request_code("+254712345678", Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.code(), error.is_retryable()), ("offline", true));
    app.pause().await.unwrap();
    app.resume();
    assert_eq!(app.sync_status().unwrap().unsent, 1);
}
