//! Data rights and retention over a real hub, with clocks that are moved by hand: rows of DOMAIN §14 and of §12, scenarios 20 and 21
//! of §19.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use usalama_core::client::{BookOn, Error, IncidentFilter, NewPatrol, NewSos, TheHub, Unsent};
use usalama_core::clock::Clock as _;
use usalama_core::event::{ActorId, PartName, Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::geo::track::Fix;
use usalama_core::keys::{HostKey, SecretKey};
use usalama_core::model::alert::{AlertEvent, AlertPlace, Bilingual, NewAlert};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{CaseStatus, Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::retention::RetentionClass;
use usalama_core::model::sos::{SosKind, SosMode, SosOutcome, SosTrigger};
use usalama_core::sync::wire::{EnrolBy, EraseAccount, WhoseAccount, erase_digest, paths};
use usalama_core::sync::{HttpTransport, Method, Request, Transport as _};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::disk;
use usalama_tests::guarding::{GuardedSite, ROUND};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);
const DEADLINE: Duration = Duration::from_secs(30);
const CANARY: &str = "Kwa mlango wa nyuma usiku Zq7";

fn report(phone: &Phone, town: &Town, category: Category) -> SubjectId {
    let mut new = NewIncident::new(category, town.place());
    new.description = Some(Description::new(CANARY).unwrap());
    phone.app.report(new).unwrap().incident.id
}

fn refused(error: Error) -> RefusalCode {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

fn is_there(phone: &Phone, id: SubjectId) -> bool {
    match phone.app.incident(id) {
        Ok(detail) => detail.view.incident.report.is_some(),
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other}"),
    }
}

/// Whether some bytes are in any file of a folder.
fn is_in_files(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in_files(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

fn file_of(phone: &Phone) -> Connection {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
}

fn hub_file(town: &Town) -> Connection {
    Connection::open(town.hub.data().join("hub.db")).unwrap()
}

fn number(file: &Connection, sql: &str, subject: SubjectId) -> i64 {
    file.query_row(sql, [subject.0.as_bytes()], |row| row.get(0)).unwrap()
}

const HEADERS: &str = "SELECT count(*) FROM event WHERE subject = ?1";
const WITH_PARTS: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts <> '{}'";
const WITH_PLACE: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts ->> '$.place' IS NOT NULL";
const WITH_TRACK: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts ->> '$.track' IS NOT NULL";

#[tokio::test(flavor = "multi_thread")]
async fn retention_incident_ordinary_30_days_on_the_phone_12_months_on_the_hub_then_a_number() {
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
async fn retention_incident_sensitive_7_days_after_delivery_24_months_on_the_hub_unless_a_legal_hold() {
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
async fn legal_hold_suspends_erasure_is_the_polices_alone_and_is_shown_to_the_data_subject() {
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
async fn legal_hold_is_taken_off_by_its_own_station_alone_once() {
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

#[tokio::test(flavor = "multi_thread")]
async fn retention_alert_30_days_after_it_expired_on_phones_for_good_on_the_hub() {
    let town = Town::start();
    let (chief, resident) = (town.recruit(Role::NgaoOfficer).await, town.resident().await);
    let headline = Bilingual::new("Water is cut off Zq8", "Maji yamekatika Zq8");
    let place = AlertPlace { areas: vec![town.area(&AreaKind::Location, "")], ..AlertPlace::default() };
    let expires = town.clock.now().plus(MINUTE * 60 * 6);
    let new = NewAlert::new(AlertEvent::UtilityFailure, Severity::Minor, headline, place, expires);
    let id = chief.app.propose_alert(&new).unwrap().alert.id;
    chief.sync().await;
    resident.sync().await;
    assert!(resident.app.alert(id).is_ok());
    town.advance(DAY * 30).await;
    assert!(resident.app.sweep().unwrap().0.is_empty());
    town.advance(MINUTE * 60 * 7).await;
    assert_eq!(resident.app.sweep().unwrap().0, [(RetentionClass::Alert, 1)]);
    assert!(matches!(resident.app.alert(id), Err(Error::NotFound)) && !is_in_files(resident.directory(), "Zq8"));
    town.advance(DAY * 1000).await;
    assert!(number(&hub_file(&town), WITH_PARTS, id) > 0, "a public record");
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_sos_positions_24_hours_on_phones_7_days_on_the_hub_then_the_ends_for_12_months() {
    let town = Town::start();
    let (caller, guard) = (town.resident().await, town.recruit(Role::Guard).await);
    let new = NewSos::new(SosTrigger::Button, SosMode::Silent, SosKind::Attack).at(town.place());
    let id = caller.app.raise_sos(new).unwrap().id;
    caller.sync().await;
    for step in 1..=4 {
        town.advance(Duration::from_secs(11)).await;
        caller.app.sos_position(id, beside(&town.place(), 20.0 * f64::from(step), 0.0)).unwrap();
    }
    caller.sync().await;
    guard.sync().await;
    guard.app.acknowledge_sos(id, Title::new("Juma").unwrap(), Some(3)).unwrap();
    guard.app.close_sos(id, SosOutcome::Resolved, None).unwrap();
    guard.sync().await;
    caller.sync().await;
    assert_eq!(number(&file_of(&caller), WITH_PLACE, id), 5);
    town.advance(DAY - MINUTE).await;
    for phone in [&caller, &guard] {
        phone.app.sweep().unwrap();
        assert_eq!(number(&file_of(phone), WITH_PLACE, id), 5);
    }
    town.advance(MINUTE * 2).await;
    for phone in [&caller, &guard] {
        assert_eq!(phone.app.sweep().unwrap().0, [(RetentionClass::SosPositions, 1)]);
        assert_eq!(number(&file_of(phone), WITH_PLACE, id), 0);
        let seen = phone.app.sos(id).unwrap().sos;
        assert!(seen.positions.is_empty() && seen.began_at.is_none() && !seen.responders.is_empty(), "the rest stays");
    }
    assert_eq!(number(&hub_file(&town), WITH_PLACE, id), 5);
    town.advance(DAY * 7).await;
    assert_eq!(number(&hub_file(&town), WITH_PLACE, id), 2, "the first and the last");
    town.advance(DAY * 360).await;
    assert_eq!(number(&hub_file(&town), WITH_PARTS, id), 0);
    assert!(town.hub.admin(&["kept"]).starts_with("sos "));
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_track_points_until_delivered_visits_and_shifts_60_days_and_24_months() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    guard.go_offline();
    let shift = guard.app.book_on(BookOn { site: Some(site.id), ..BookOn::default() }).unwrap().shift.id;
    let patrol = guard.app.start_patrol(NewPatrol { route: Some(ROUND), ..NewPatrol::default() }).unwrap();
    let id = patrol.id();
    for step in 0..60 {
        guard.clock.advance(Duration::from_secs(2));
        let here = beside(&town.place(), f64::from(step) * 2.0, 0.0);
        patrol.fix(&Fix::new(guard.clock.device_time(), here).unwrap()).unwrap();
    }
    let gate = usalama_core::model::duty::CheckpointNo(1);
    patrol.scan(gate, &site.read(gate, guard.clock.now()), Some(&site.at(gate)), vec![], None).unwrap();
    patrol.complete(None).unwrap();
    guard.app.book_off(shift, None, None).unwrap();
    town.hub.advance(Duration::from_secs(120)).await;
    assert!(guard.app.sweep().unwrap().0.is_empty(), "what is not delivered stays");
    assert_eq!(number(&file_of(&guard), WITH_TRACK, id), 1);
    guard.go_online().await;
    town.advance(MINUTE).await;
    assert_eq!(guard.app.sweep().unwrap().0, [(RetentionClass::Track, 1)]);
    assert_eq!(number(&file_of(&guard), WITH_TRACK, id), 0);
    let detail = guard.app.patrol(id).unwrap();
    assert_eq!(detail.patrol.visits.len(), 1);
    assert!(detail.patrol.legs[0].track.is_some(), "kilometres and minutes stay");
    assert!(guard.app.verify_patrol(id).is_ok(), "the chain can still be followed");
    assert_eq!(number(&hub_file(&town), WITH_TRACK, id), 1);
    town.advance(DAY * 31).await;
    assert_eq!(number(&hub_file(&town), WITH_TRACK, id), 0, "30 days raw");
    town.advance(DAY * 30).await;
    assert_eq!(guard.app.sweep().unwrap().0, [(RetentionClass::Duty, 2)]);
    assert!(
        matches!(guard.app.patrol(id), Err(Error::NotFound)) && matches!(guard.app.shift(shift), Err(Error::NotFound))
    );
    assert!(guard.app.site(site.id).is_ok(), "a site is no work");
    assert!(number(&hub_file(&town), WITH_PARTS, id) > 0);
    town.advance(DAY * 680).await;
    let hub = hub_file(&town);
    assert_eq!((number(&hub, WITH_PARTS, id), number(&hub, WITH_PARTS, shift)), (0, 0));
    let kept = town.hub.admin(&["kept"]);
    assert!(kept.contains("patrol ") && kept.contains("shift "), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_audit_who_looked_is_noted_once_a_day_shown_to_the_data_subject_and_kept_24_months() {
    let town = Town::start();
    let (phone, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    let (colleague, leader) = (town.recruit(Role::PoliceOfficer).await, town.recruit(Role::FirmSupervisor).await);
    let secret = report(&phone, &town, Category::Gbv);
    let plain = {
        let mut new = NewIncident::new(Category::Burglary, town.place());
        new.anonymity = usalama_core::model::incident::Anonymity::Named;
        phone.app.report(new).unwrap().incident.id
    };
    phone.sync().await;
    officer.sync().await;
    leader.sync().await;
    phone.app.incident(secret).unwrap();
    assert_eq!(phone.app.sync_status().unwrap().unsent, 0, "one's own is nobody's look");
    officer.go_offline();
    for _ in 0..3 {
        officer.app.incident(secret).unwrap();
    }
    officer.app.incident(plain).unwrap();
    officer.app.incidents(IncidentFilter::default(), None, 10).unwrap();
    assert_eq!(officer.app.sync_status().unwrap().unsent, 1, "once a day, and neither lists nor plain reports");
    town.advance(DAY).await;
    officer.app.incident(secret).unwrap();
    assert_eq!(officer.app.sync_status().unwrap().unsent, 2);
    let report = officer.go_online().await;
    assert_eq!((report.accepted, report.refused), (2, 0));
    phone.sync().await;
    let looks = phone.app.who_looked(secret).unwrap();
    assert_eq!(looks.len(), 2);
    for look in &looks {
        assert_eq!(
            (look.by, look.role.clone(), look.org),
            (Some(officer.actor()), Some(Role::PoliceOfficer), Some(town.station()))
        );
        assert!(look.parts.contains(&PartName::Text) && look.parts.contains(&PartName::Place));
    }
    assert!(phone.app.who_looked(plain).unwrap().is_empty());
    colleague.sync().await;
    assert_eq!(colleague.app.who_looked(secret).unwrap().len(), 2, "the station reads its own");
    let other = town.resident().await;
    assert!(other.app.who_looked(secret).unwrap().is_empty());
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 2);

    town.advance(DAY * 725).await;
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 2);
    town.advance(DAY * 10).await;
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn export_own_data_is_whole_works_offline_and_holds_nothing_of_others() {
    let town = Town::start();
    let (phone, other) = (town.resident().await, town.resident().await);
    let officer = town.recruit(Role::PoliceOfficer).await;
    let id = report(&phone, &town, Category::Gbv);
    let theirs = {
        let mut new = NewIncident::new(Category::Burglary, town.place());
        new.description = Some(Description::new("Neno la mwingine Xw9").unwrap());
        other.app.report(new).unwrap().incident.id
    };
    for phone in [&phone, &other, &officer] {
        phone.sync().await;
    }
    officer.app.incident(id).unwrap();
    officer.app.ask(id, Comment::new("Swali la polisi Kj4?").unwrap()).unwrap();
    officer.sync().await;
    phone.sync().await;
    phone.go_offline();
    let pending = report(&phone, &town, Category::StreetLight);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my-data.json");
    let exported = phone.app.export_my_data(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!((exported.events, exported.bytes), (2, text.len() as u64));
    let copy: serde_json::Value = serde_json::from_str(&text).unwrap();
    let subjects: Vec<&str> = copy["events"].as_array().unwrap().iter().filter_map(|e| e["subject"].as_str()).collect();
    assert_eq!(subjects, [id.to_string(), pending.to_string()]);
    assert!(text.contains(CANARY) && copy["events"][0]["parts"]["place"].is_object());
    assert_eq!(
        (&copy["events"][0]["delivery"], &copy["events"][1]["delivery"]),
        (&"delivered".into(), &"queued".into())
    );
    assert_eq!(copy["actor"], phone.actor().to_string());
    assert_eq!(copy["who_looked"][0]["by"], officer.actor().to_string());
    assert_eq!(copy["retention"].as_array().unwrap().len(), RetentionClass::ALL.len());
    assert!(copy["grants"][0]["grant"]["role"] == "resident" && copy["notices"][0]["text"]["sw"].is_string());
    for nothing in ["Xw9", "Kj4", &theirs.to_string(), &other.actor().to_string()] {
        assert!(!text.contains(nothing), "{nothing}");
    }
    // The officer's copy holds what the officer did, and nothing of the report.
    officer.app.export_my_data(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("Kj4") && text.contains("custody.looked") && !text.contains(CANARY) && !text.contains("Xw9"));
}

/// DOMAIN §19, scenario 21.
#[tokio::test(flavor = "multi_thread")]
async fn s21_erase_me_while_items_are_in_the_outbox() {
    let town = Town::start();
    let (sender, thrower) = (town.resident().await, town.resident().await);
    let officer = town.recruit(Role::PoliceOfficer).await;
    let first = report(&sender, &town, Category::Burglary);
    sender.sync().await;
    officer.sync().await;
    assert!(is_there(&officer, first) && (disk::ENCRYPTED || is_in_files(officer.directory(), CANARY)));
    sender.go_offline();
    let waiting = report(&sender, &town, Category::StreetLight);
    let late = report(&thrower, &town, Category::StreetLight);
    let before = thrower.actor();

    // Send first: without a network nothing is erased.
    let stuck = sender.app.erase_me(Unsent::SendFirst, Duration::from_secs(2)).await;
    assert!(matches!(stuck, Err(Error::Sync(_))), "{stuck:?}");
    assert!(is_there(&sender, waiting) && sender.app.sync_status().unwrap().unsent == 1);
    sender.network.set_online(true);
    let actor = sender.actor();
    let erased = sender.app.erase_me(Unsent::SendFirst, DEADLINE).await.unwrap();
    assert_eq!((erased.discarded, erased.forget_key), (0, true));
    let TheHub::Forgot(told) = erased.hub else { panic!("{:?}", erased.hub) };
    assert_eq!((told.erased, told.kept), (2, 0));
    assert!(matches!(sender.app.incident(first), Err(Error::NotSignedIn)));
    assert!(sender.app.profiles().unwrap().is_empty());
    assert!(!is_in_files(sender.directory(), &actor.to_string()) && !is_in_files(sender.directory(), CANARY));
    assert_eq!(std::fs::read_dir(sender.directory().join("profiles")).unwrap().count(), 0, "file and key are gone");

    // The hub tombstones: headers, and nobody behind them.
    let hub = hub_file(&town);
    for id in [first, waiting] {
        assert!(number(&hub, HEADERS, id) > 0 && number(&hub, WITH_PARTS, id) == 0);
        assert_eq!(number(&hub, "SELECT count(*) FROM pseudonym WHERE subject = ?1", id), 0);
    }
    let left = |table: &str| -> i64 {
        let sql = format!("SELECT count(*) FROM {table} WHERE actor = ?1");
        hub.query_row(&sql, [actor.0.as_bytes()], |row| row.get(0)).unwrap()
    };
    assert_eq!((left("account_contact"), left("session"), left("pseudonym"), left("account")), (0, 0, 0, 1));
    // Whoever had it gives it up, and has it in no page of the file either.
    officer.sync().await;
    officer.app.sweep().unwrap();
    assert!(!is_there(&officer, first) && !is_in_files(officer.directory(), CANARY));
    // It opens nothing any more, and the app goes on with somebody new.
    sender.app.sign_in_new(&HostKey::generate().unwrap()).unwrap();
    town.enrol_resident(&sender).await;
    report(&sender, &town, Category::StreetLight);
    sender.sync().await;

    // Discard, without a network: the hub is told later, by whoever uses the phone then.
    thrower.go_offline();
    let erased = thrower.app.erase_me(Unsent::Discard, Duration::from_secs(2)).await.unwrap();
    assert_eq!((erased.discarded, &erased.hub), (1, &TheHub::WillBeTold));
    assert!(!is_in_files(&thrower.directory().join("profiles"), CANARY));
    thrower.app.sign_in_new(&thrower.key).unwrap();
    let contacts = "SELECT count(*) FROM account_contact WHERE actor = ?1";
    let known = || -> i64 { hub.query_row(contacts, [before.0.as_bytes()], |row| row.get(0)).unwrap() };
    assert_eq!(known(), 1);
    thrower.network.set_online(true);
    town.enrol_resident(&thrower).await;
    assert_eq!(known(), 0);
    assert_eq!(number(&hub, HEADERS, late), 0, "it was thrown away");
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_delete_own_data_police_are_audit_bound_a_guards_chain_stays_and_a_case_of_the_police_loses_its_reporter_alone()
 {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let bound = officer.app.erase_me(Unsent::Discard, DEADLINE).await.unwrap_err();
    assert_eq!(refused(bound), RefusalCode::AuditBound);
    officer.sync().await;
    assert!(officer.app.sync_status().unwrap().enrolled, "nothing was erased");

    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let shift = guard.app.book_on(BookOn { site: Some(site.id), ..BookOn::default() }).unwrap().shift.id;
    guard.app.book_off(shift, None, None).unwrap();
    guard.sync().await;
    let erased = guard.app.erase_me(Unsent::SendFirst, DEADLINE).await.unwrap();
    assert!(matches!(erased.hub, TheHub::Forgot(_)), "{erased:?}");
    supervisor.sync().await;
    assert!(supervisor.app.shift(shift).unwrap().shift.booked_off.is_some(), "evidence between guard and firm");
    assert!(number(&hub_file(&town), WITH_PARTS, shift) >= 2);

    // What a hold keeps is kept, without its reporter.
    let resident = town.resident().await;
    let id = report(&resident, &town, Category::Burglary);
    resident.sync().await;
    officer.sync().await;
    let until = town.clock.now().plus(DAY * 30);
    officer.app.hold(id, Title::new("OB 9/24/11/2026").unwrap(), until).unwrap();
    officer.sync().await;
    resident.sync().await;
    let erased = resident.app.erase_me(Unsent::SendFirst, DEADLINE).await.unwrap();
    let TheHub::Forgot(told) = erased.hub else { panic!("{:?}", erased.hub) };
    assert_eq!((told.erased, told.kept), (0, 1));
    let hub = hub_file(&town);
    let parts: String =
        hub.query_row("SELECT parts FROM event WHERE subject = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap();
    assert!(parts.contains(CANARY) && !parts.contains("\"identity\""), "{parts}");
    assert_eq!(number(&hub, "SELECT count(reporter) FROM subject WHERE id = ?1", id), 0);
}

/// DOMAIN §19, scenario 20.
#[tokio::test(flavor = "multi_thread")]
async fn s20_lost_phone_keys_revoked_exposure_listed_re_enrolled_by_number_and_own_reports_readable_again() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let lost = town.phone();
    let number_of = "+254799000001";
    let enrol = async |phone: &Phone| {
        let sent = phone.app.request_code(number_of, DEADLINE).await.unwrap();
        (sent.enrolment, town.hub.code(sent.enrolment))
    };
    let (enrolment, code) = enrol(&lost).await;
    lost.app.enrol(EnrolBy::Code { enrolment, code }, Some(town.ward()), DEADLINE).await.unwrap();
    lost.sync().await;
    let actor = lost.actor();
    let id = report(&lost, &town, Category::Burglary);
    lost.sync().await;
    officer.sync().await;

    // Nobody takes a number over that is not reported lost, not even with its code.
    let found = town.phone();
    let (enrolment, code) = enrol(&found).await;
    let taken = found.app.recover_account(enrolment, &code, None, &found.key, DEADLINE).await.unwrap_err();
    assert!(matches!(&taken, Error::Sync(_)), "{taken}");
    let taken = found.app.enrol(EnrolBy::Code { enrolment, code }, Some(town.ward()), DEADLINE).await.unwrap_err();
    assert!(taken.to_string().contains("409"), "{taken}");

    let listed = town.hub.admin(&["lost-phone", "--phone", number_of]);
    assert!(listed.starts_with(&format!("actor {actor} keys revoked")), "{listed}");
    let exposed = listed.lines().find(|line| line.contains(&id.to_string())).unwrap();
    assert!(
        exposed.contains(" own incident.submitted ") && exposed.contains("place") && exposed.contains("text"),
        "{exposed}"
    );
    assert!(!listed.contains(CANARY), "what was readable is named, not told");

    // The lost phone reads and writes nothing more.
    let late = report(&lost, &town, Category::StreetLight);
    let (_, error) = lost.try_sync().await;
    assert!(error.is_some() && !lost.app.sync_status().unwrap().enrolled);
    assert_eq!(number(&hub_file(&town), HEADERS, late), 0);

    // A new phone: wrong codes first, then the right one.
    let (enrolment, code) = enrol(&found).await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert!(found.app.recover_account(enrolment, wrong, None, &found.key, DEADLINE).await.is_err());
    let again = found.app.recover_account(enrolment, &code, Some(town.ward()), &found.key, DEADLINE).await.unwrap();
    assert_eq!((again, found.actor()), (actor, actor));
    assert_eq!(found.app.profiles().unwrap().len(), 1, "the empty profile from before is gone");
    found.sync().await;
    let mine = found.app.incident(id).unwrap().view;
    assert!(mine.mine && mine.incident.place.is_some() && mine.incident.text.is_some(), "read again, as one's own");
    officer.app.triage(id, usalama_core::model::cap::Severity::Severe).unwrap();
    officer.sync().await;
    found.sync().await;
    assert_eq!(found.app.incident(id).unwrap().view.incident.status, Some(CaseStatus::Triaged), "what came of it too");
    found.app.withdraw(id).unwrap();
    let report = found.sync().await;
    assert_eq!((report.accepted, report.refused), (1, 0), "and it can be acted on");

    // The old keys stay dead, whoever holds them.
    let (_, error) = lost.try_sync().await;
    assert!(error.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_its_owner_did_not_sign_and_a_guessed_code_change_nothing() {
    let town = Town::start();
    let (phone, other) = (town.resident().await, town.resident().await);
    let id = report(&phone, &town, Category::Burglary);
    phone.sync().await;
    let transport = HttpTransport::new(town.hub.address()).unwrap();
    let post = async |path: &'static str, body: Vec<u8>| {
        let timeout = DEADLINE;
        let request = Request { method: Method::Post, path, token: None, etag: None, body, timeout };
        transport.send(request).await.unwrap().status
    };
    let at = town.clock.now();
    let stranger = SecretKey::from_seed(&[9; 32]);
    for actor in [phone.actor(), other.actor(), ActorId::random()] {
        let signature = stranger.sign(erase_digest(actor, at).as_bytes());
        let request = EraseAccount { actor, at, signature };
        assert_eq!(post(paths::ERASE, serde_json::to_vec(&request).unwrap()).await, 401);
    }
    assert_eq!(post(paths::ERASE, b"{}".to_vec()).await, 400);
    assert_eq!(post(paths::ERASE, b"{\"actor\":7}".to_vec()).await, 400);
    let sent = phone.app.request_code("+254700009999", DEADLINE).await.unwrap();
    for _ in 0..8 {
        let guess = WhoseAccount { enrolment: sent.enrolment, code: "000000x".to_owned() };
        assert_eq!(post(paths::WHOSE, serde_json::to_vec(&guess).unwrap()).await, 403);
    }
    // After so many wrong ones not even the right one is good.
    let right = WhoseAccount { enrolment: sent.enrolment, code: town.hub.code(sent.enrolment) };
    assert_eq!(post(paths::WHOSE, serde_json::to_vec(&right).unwrap()).await, 403);
    assert!(number(&hub_file(&town), WITH_PARTS, id) > 0);
    phone.sync().await;
    assert!(is_there(&phone, id));
}

#[test]
fn the_retention_table_is_shown_with_every_class_in_both_languages() {
    let table = usalama_core::client::Usalama::retention_table();
    assert_eq!(table.len(), RetentionClass::ALL.len());
    assert!(table.iter().all(|rule| rule.class.label().is_some()));
}
