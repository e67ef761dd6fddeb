//! Rights over one's own data, over a real hub: the copy, and erasing the account with what is left then (DOMAIN §12, "Export / delete
//! own data"; §19, scenario 21).

use std::time::Duration;

use usalama_core::client::{BookOn, Error, NewReferral, SendOptions, TheHub, Unsent};
use usalama_core::clock::Clock as _;
use usalama_core::event::{ActorId, Role};
use usalama_core::keys::{HostKey, SecretKey};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::retention::RetentionClass;
use usalama_core::sync::wire::{EraseAccount, WhoseAccount, erase_digest, paths};
use usalama_core::sync::{HttpTransport, Method, Request, Transport as _};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::caring;
use usalama_tests::disk;
use usalama_tests::guarding::GuardedSite;
use usalama_tests::town::Town;
use usalama_tests::traces::{CANARY, HEADERS, WITH_PARTS, hub_file, is_in_files, is_there, number, refused, report};

const DAY: Duration = Duration::from_secs(24 * 3600);
const DEADLINE: Duration = Duration::from_secs(30);

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
    let _ = report(&sender, &town, Category::StreetLight);
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

#[tokio::test(flavor = "multi_thread")]
async fn erase_me_takes_the_realm_care_and_letters_without_a_name_along_and_tells_nobody_that_they_belong_together() {
    const NOTE: &str = "Aletwe na dada Zq5";
    let town = Town::start();
    caring::open_centres(&town, false);
    let phone = town.resident().await;
    caring::sync(&phone).await;
    let care = caring::care(&phone);
    let refer = || {
        let notes = Some(Comment::new(NOTE).unwrap());
        let id = care.draft(NewReferral { for_self: true, notes, ..caring::to(caring::GOOD) }).unwrap().id;
        care.consent(id, caring::agreed()).unwrap();
        care.send(id, SendOptions::default()).unwrap();
        id
    };
    let sent = refer();
    caring::sync(&phone).await;
    let _ = refer();
    let waiting = care.sync_status().unwrap().unsent;
    assert!(waiting > 0);
    let mut new = NewIncident::new(Category::Robbery, town.place());
    new.description = Some(Description::new(CANARY).unwrap());
    let letter = phone.app.report_anonymously(new, false).unwrap();

    // What waits there goes at a time of its own: not now, and not with this.
    let stuck = phone.app.erase_me(Unsent::SendFirst, DEADLINE).await.unwrap_err();
    assert!(matches!(stuck, Error::Invalid(_)), "{stuck}");
    assert_eq!((care.sync_status().unwrap().unsent, phone.app.anonymous_threads().unwrap().len()), (waiting, 1));
    assert!(disk::ENCRYPTED || (is_in_files(phone.directory(), NOTE) && is_in_files(phone.directory(), CANARY)));
    let (actor, apart) = (phone.actor(), care.actor());
    drop(care);
    let erased = phone.app.erase_me(Unsent::Discard, DEADLINE).await.unwrap();
    assert_eq!((erased.discarded, erased.forget_key), (waiting + 1, true));
    let receipt = letter.receipt.digits();
    for nothing in [NOTE, CANARY, receipt, &actor.to_string(), &apart.to_string()] {
        assert!(!is_in_files(phone.directory(), nothing), "{nothing}");
    }
    assert!(matches!(phone.app.care(), Err(Error::NotSignedIn)));
    // The realm care has heard of no erasure, and keeps what was sent as the table says.
    let hub = rusqlite::Connection::open(town.hub.data().join("care").join("hub.db")).unwrap();
    assert!(number(&hub, WITH_PARTS, sent) > 0);
    // The phone goes on with somebody new, who has nothing of it.
    phone.app.sign_in_new(&HostKey::generate().unwrap()).unwrap();
    assert!(caring::care(&phone).referrals(10).unwrap().is_empty());
    assert!(phone.app.anonymous_threads().unwrap().is_empty());
}
