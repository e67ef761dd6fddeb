//! The rows "incident, ordinary" and "incident ⚠", and the legal hold that suspends erasure.

use std::time::Duration;

use usalama_core::client::{Error, IncidentFilter};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::Category;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::retention::RetentionClass;
use usalama_core::text::{Comment, Title};
use usalama_tests::disk;
use usalama_tests::town::Town;
use usalama_tests::traces::{
    CANARY, HEADERS, WITH_PARTS, file_of, hub_file, is_in_files, is_there, number, refused, report,
};

use super::{DAY, MINUTE};

#[tokio::test(flavor = "multi_thread")]
async fn s14_incident_ordinary_30_days_on_the_phone_12_months_on_the_hub_then_a_number() {
    let town = Town::start();
    let phone = town.resident().await;
    let id = report(&phone, &town, Category::StreetLight);
    phone.sync().await;
    town.advance(DAY * 40).await;
    assert!(phone.app.sweep().unwrap().0.is_empty() && is_there(&phone, id), "an open case stays");
    phone.app.withdraw(id).unwrap();
    phone.sync().await;
    town.advance(DAY * 29).await;
    let phone = phone.restarted();
    assert!(is_there(&phone, id));
    assert!(disk::ENCRYPTED || is_in_files(phone.directory(), CANARY), "else nothing is shown here");
    let headers = number(&file_of(&phone), HEADERS, id);

    // No network: the phone does it by itself when it is opened.
    phone.go_offline();
    town.advance(DAY * 2).await;
    let phone = phone.restarted();
    assert!(!is_there(&phone, id));
    assert!(!is_in_files(phone.directory(), CANARY), "neither in the file nor in its log");
    assert_eq!(number(&file_of(&phone), HEADERS, id), headers, "chains can still be followed");
    assert_eq!(number(&file_of(&phone), WITH_PARTS, id), 0);
    assert!(phone.app.incidents(IncidentFilter::default(), None, 10).unwrap().incidents.is_empty());

    // What comes again of it is not kept again.
    phone.go_online().await;
    file_of(&phone).execute("UPDATE cursor SET position = 0, reached = 0", []).unwrap();
    let phone = phone.restarted();
    phone.sync().await;
    assert_eq!(number(&file_of(&phone), WITH_PARTS, id), 0);

    assert_eq!(number(&hub_file(&town), WITH_PARTS, id), headers);
    assert_eq!(town.hub.admin(&["kept"]), "");
    town.advance(DAY * 335).await;
    let hub = hub_file(&town);
    assert_eq!((number(&hub, HEADERS, id), number(&hub, WITH_PARTS, id)), (headers, 0));
    assert_eq!(number(&hub, "SELECT count(*) FROM pseudonym WHERE subject = ?1", id), 0, "who it was is dropped");
    assert_eq!(number(&hub, "SELECT count(reporter) FROM subject WHERE id = ?1", id), 0);
    let state: String =
        hub.query_row("SELECT state FROM subject WHERE id = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap();
    assert!(state.contains("withdrawn") && !state.contains("street_light") && !state.contains(CANARY), "{state}");
    let kept = town.hub.admin(&["kept"]);
    let words: Vec<&str> = kept.split(' ').collect();
    assert_eq!((words[0], words[1], words[3]), ("street_light", town.ward().to_string().as_str(), "<3"), "{kept}");
    let phone = phone.restarted();
    phone.sync().await;
    assert!(!is_there(&phone, id));
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_incident_sensitive_7_days_after_delivery_24_months_on_the_hub_unless_a_legal_hold() {
    let town = Town::start();
    let (phone, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    phone.go_offline();
    let id = report(&phone, &town, Category::Gbv);
    town.advance(DAY * 30).await;
    assert!(phone.app.sweep().unwrap().0.is_empty() && is_there(&phone, id), "unsent work stays, however old");
    phone.go_online().await;
    officer.sync().await;
    town.advance(DAY * 6).await;
    phone.app.sweep().unwrap();
    assert!(is_there(&phone, id));
    town.advance(DAY).await;
    let swept = phone.app.sweep().unwrap();
    assert_eq!(swept.0, [(RetentionClass::SensitiveIncident, 1)]);
    assert!(!is_there(&phone, id) && !is_in_files(phone.directory(), CANARY));
    assert!(
        officer.app.sweep().unwrap().0.is_empty() && is_there(&officer, id),
        "who handles it needs it while it is open"
    );

    // Its reporter still hears of it, and the police put a hold on it.
    let ob = Title::new("OB 7/24/11/2026").unwrap();
    let until = |days: u32| town.clock.now().plus(DAY * days);
    assert_eq!(
        refused(officer.app.hold(id, ob.clone(), until(400)).unwrap_err()),
        RefusalCode::Incomplete,
        "a year at most"
    );
    assert_eq!(refused(officer.app.hold(id, ob.clone(), until(0)).unwrap_err()), RefusalCode::TooLate);
    officer.app.triage(id, usalama_core::model::cap::Severity::Severe).unwrap();
    officer.app.act(id, closing()).unwrap_or_else(|error| panic!("{error}"));
    officer.sync().await;
    phone.sync().await;
    town.advance(DAY * 400).await;
    officer.sync().await;
    let hold = officer.app.hold(id, ob.clone(), until(360));
    assert!(matches!(hold, Err(Error::NotFound)), "on the officer's phone it was due as well");
    assert!(number(&hub_file(&town), WITH_PARTS, id) > 0);
    town.advance(DAY * 331).await;
    assert_eq!(number(&hub_file(&town), WITH_PARTS, id), 0, "24 months");
    assert_eq!(town.hub.admin(&["kept"]), "", "of a sensitive one not even a number stays");
}

/// The police resolve what they have triaged.
fn closing() -> usalama_core::model::incident::Entry {
    use usalama_core::model::incident::{Act, Closed, Entry, Outcome};
    let words = Comment::new("Settled at the station.").unwrap();
    Entry::with_comment(Act::Resolved(Closed { outcome: Outcome::AdviceGiven }), words)
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_legal_hold_suspends_erasure_is_the_polices_alone_and_is_shown_to_the_data_subject() {
    let mut town = Town::start();
    let (phone, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    let (guard, other) = (town.recruit(Role::RaOfficial).await, town.resident().await);
    let id = report(&phone, &town, Category::Burglary);
    let free = report(&phone, &town, Category::Burglary);
    phone.sync().await;
    for phone in [&officer, &guard] {
        phone.sync().await;
    }
    let ob = Title::new("OB 3/24/11/2026").unwrap();
    let now = town.clock.now();
    assert_eq!(refused(guard.app.hold(id, ob.clone(), now.plus(DAY * 300)).unwrap_err()), RefusalCode::NoGrant);
    assert!(matches!(other.app.hold(id, ob.clone(), now.plus(DAY * 300)), Err(Error::NotFound)));
    phone.app.withdraw(id).unwrap();
    phone.app.withdraw(free).unwrap();
    phone.sync().await;
    officer.sync().await;
    // Put on near its end: the year of the case ends within it.
    let hold = officer.app.hold(id, ob.clone(), now.plus(DAY * 366)).unwrap();
    officer.sync().await;
    phone.sync().await;
    let shown = phone.app.legal_holds(id).unwrap();
    assert_eq!((shown.len(), &shown[0].ob_number, shown[0].by), (1, &ob, Some(officer.actor())));
    assert!(other.app.legal_holds(id).unwrap().is_empty());

    town.advance(DAY * 365 + MINUTE * 10).await;
    town.hub.restart();
    town.hub.advance(Duration::ZERO).await;
    let hub = hub_file(&town);
    assert!(number(&hub, WITH_PARTS, id) > 0, "it is held");
    assert_eq!(number(&hub, WITH_PARTS, free), 0, "the other is not");
    assert!(town.hub.admin(&["audit"]).contains("held "), "an administrator reads it");
    // The note was on the phones of the station and of the data subject; an officer takes it off.
    officer.sync().await;
    assert!(matches!(officer.app.release_hold(hold.id), Err(Error::NotFound)), "the case is gone from this phone");
    town.advance(DAY * 2).await;
    assert_eq!(number(&hub_file(&town), WITH_PARTS, id), 0, "its time is up, and so it is erased");
    phone.sync().await;
    assert!(phone.app.legal_holds(id).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_legal_hold_is_taken_off_by_its_own_station_alone_once() {
    let town = Town::start();
    let (phone, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    let colleague = town.recruit(Role::PoliceOfficer).await;
    let foreign = town.phone();
    let area = town.area(&AreaKind::PoliceArea, "Mfano");
    town.appoint_to(&foreign, Role::PoliceOfficer, Some(town.other_station()), area, None).await;
    let id = report(&phone, &town, Category::Burglary);
    phone.sync().await;
    officer.sync().await;
    let until = town.clock.now().plus(DAY * 20);
    let hold = officer.app.hold(id, Title::new("OB 4/24/11/2026").unwrap(), until).unwrap();
    assert_eq!(officer.sync().await.refused, 0);
    for phone in [&colleague, &foreign, &phone] {
        phone.sync().await;
    }
    assert_eq!(phone.app.legal_holds(id).unwrap().len(), 1);
    assert!(matches!(foreign.app.release_hold(hold.id), Err(Error::NotFound)), "another station has not even the note");
    assert_eq!(refused(phone.app.release_hold(hold.id).unwrap_err()), RefusalCode::NoGrant);
    colleague.app.release_hold(hold.id).unwrap();
    assert_eq!(refused(colleague.app.release_hold(hold.id).unwrap_err()), RefusalCode::WrongStatus);
    assert_eq!(colleague.sync().await.refused, 0);
    phone.sync().await;
    assert!(phone.app.legal_holds(id).unwrap().is_empty());
    assert!(town.hub.admin(&["audit"]).starts_with("released "));
}
