//! The rows "referral" and "attendance named", in the realm `care`.

use rusqlite::Connection;
use usalama_core::client::{Error, NamedAttendee, NewReferral, SendOptions};
use usalama_core::event::SubjectId;
use usalama_core::model::referral::{AgeBand, ConsentBy};
use usalama_core::model::retention::RetentionClass;
use usalama_core::text::Comment;
use usalama_tests::caring::{GOOD, agreed, care, intake, open_centres, sync, title, to, worker};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;
use usalama_tests::traces::{CANARY, HEADERS, WITH_PARTS, is_in_files, number};

use super::DAY;

fn hub_file(town: &Town) -> Connection {
    Connection::open(town.hub.data().join("care").join("hub.db")).unwrap()
}

fn is_there(phone: &Phone, id: SubjectId) -> bool {
    match care(phone).referral(id) {
        Ok(view) => view.referral.subject.is_some(),
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_referral_7_days_after_the_centre_has_it_6_months_at_the_hub_then_nobody_can_be_recognised() {
    let town = Town::start();
    open_centres(&town, false);
    let (worker, centre) = (worker(&town).await, intake(&town, GOOD).await);
    let kept = care(&worker);
    let notes = Some(Comment::new(CANARY).unwrap());
    let id = kept.draft(NewReferral { notes, ..to(GOOD) }).unwrap().id;
    kept.consent(id, agreed()).unwrap();
    kept.send(id, SendOptions::default()).unwrap();
    worker.go_offline();
    town.advance(30 * DAY).await;
    assert!(kept.sweep().unwrap().0.is_empty() && is_there(&worker, id), "what has not gone stays");
    worker.network.set_online(true);
    sync(&worker).await;
    town.advance(20 * DAY).await;
    assert!(kept.sweep().unwrap().0.is_empty() && is_there(&worker, id), "nobody has acknowledged it yet");
    sync(&centre).await;
    care(&centre).receive(id).unwrap();
    sync(&centre).await;
    sync(&worker).await;

    worker.go_offline();
    town.advance(6 * DAY).await;
    assert!(kept.sweep().unwrap().0.is_empty() && is_there(&worker, id));
    assert!(disk::ENCRYPTED || is_in_files(worker.directory(), CANARY));
    town.advance(2 * DAY).await;
    assert_eq!(kept.sweep().unwrap().0, [(RetentionClass::Referral, 1)], "without a network");
    assert!(!is_there(&worker, id) && !is_in_files(worker.directory(), CANARY));

    // The centre needs it while it is open, and for a week after.
    assert!(care(&centre).sweep().unwrap().0.is_empty() && is_there(&centre, id));
    care(&centre).accept(id, usalama_core::clock::Clock::now(&*town.clock).plus(DAY), None).unwrap();
    care(&centre).start(id).unwrap();
    care(&centre).complete(id).unwrap();
    sync(&centre).await;
    centre.go_offline();
    town.advance(8 * DAY).await;
    assert_eq!(care(&centre).sweep().unwrap().0, [(RetentionClass::Referral, 1)]);
    assert!(!is_there(&centre, id) && !is_in_files(centre.directory(), CANARY));

    let hub = hub_file(&town);
    assert!(number(&hub, WITH_PARTS, id) > 0);
    assert_eq!(town.hub.admin(&["--realm", "care", "care-counts"]), "referral completed fewer than 3");
    town.advance(165 * DAY).await;
    assert!(number(&hub, WITH_PARTS, id) > 0, "not before six months");
    town.advance(15 * DAY).await;
    assert!(number(&hub, HEADERS, id) > 0);
    assert_eq!(number(&hub, WITH_PARTS, id), 0);
    let state: String =
        hub.query_row("SELECT state FROM subject WHERE id = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap();
    assert!(!state.contains("Simba") && !state.contains(CANARY) && !state.contains("alcohol"), "{state}");
    assert_eq!(number(&hub, "SELECT count(reporter) FROM subject WHERE id = ?1", id), 0);
    assert_eq!(number(&hub, "SELECT count(*) FROM pseudonym WHERE subject = ?1", id), 0);
    assert_eq!(town.hub.admin(&["--realm", "care", "care-counts"]), "referral over fewer than 3", "a number stays");
}

const WITH_NAMES: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts ->> '$.sensitive' IS NOT NULL";

#[tokio::test(flavor = "multi_thread")]
async fn s14_attendance_named_30_days_on_the_phone_12_months_at_the_hub_then_the_number_alone() {
    const NAME: &str = "Achieng Zq4";
    let town = Town::start();
    let worker = worker(&town).await;
    let kept = care(&worker);
    let id = kept.open_sheet(title("Elimu rika"), title("Pombe")).unwrap().id;
    kept.count_on_sheet(id, 20).unwrap();
    let attendee =
        NamedAttendee { name: title(NAME), age_band: AgeBand::From25, by: ConsentBy::Own, form_version: title("1") };
    kept.add_by_name(id, attendee).unwrap();
    town.advance(20 * DAY).await;
    assert!(kept.sweep().unwrap().0.is_empty(), "a sheet that is open stays");
    assert_eq!(kept.close_sheet(id).unwrap().people, 21);
    sync(&worker).await;
    worker.go_offline();
    town.advance(29 * DAY).await;
    assert!(kept.sweep().unwrap().0.is_empty());
    assert!(disk::ENCRYPTED || is_in_files(worker.directory(), NAME));
    town.advance(2 * DAY).await;
    assert_eq!(kept.sweep().unwrap().0, [(RetentionClass::Attendance, 1)], "without a network");
    assert!(!is_in_files(worker.directory(), NAME));
    assert_eq!(kept.sheet(id).unwrap().people, 21, "the number stays");

    let hub = hub_file(&town);
    assert_eq!(number(&hub, WITH_NAMES, id), 1);
    town.advance(330 * DAY).await;
    assert_eq!(number(&hub, WITH_NAMES, id), 1);
    town.advance(10 * DAY).await;
    assert_eq!(number(&hub, WITH_NAMES, id), 0);
    assert_eq!(number(&hub, WITH_PARTS, id), number(&hub, HEADERS, id), "what was counted stays");
    assert_eq!(town.hub.admin(&["--realm", "care", "care-counts"]), "attendance fewer than 3");
}
