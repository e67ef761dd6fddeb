//! What an app may do wrong, and what happens on threads, seen from Rust: Kotlin and Swift have the same tests of their own.

#![allow(clippy::unwrap_used, reason = "a test that fails says so")]

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use usalama::client::{Usalama, new_key};
use usalama::error::{ErrorCode, UsalamaError};
use usalama::incident::Filter;
use usalama::observe::{ChangeListener, ListenerError, Subscription};
use usalama::patrol::NewPatrol;
use usalama::report::{NewIncident, Place, Position};
use usalama::shift::BookOn;
use usalama::site::{NewCheckpoint, code_at, new_code_secret};
use usalama::sos::NewSos;
use usalama_core::clock::Timestamp;
use usalama_core::event::Role;
use usalama_core::model::directory::EntryKind;
use usalama_core::model::duty::CheckpointKind;
use usalama_core::model::incident::Category;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::sos::{SosKind, SosMode, SosState, SosTrigger};
use usalama_core::profile::Topic;
use usalama_core::store::Delivery;

const KEY: [u8; 32] = [7; 32];
/// Longer than changes gather, by far.
const SETTLED: Duration = Duration::from_millis(400);

fn code<T: std::fmt::Debug>(result: Result<T, UsalamaError>) -> ErrorCode {
    let UsalamaError::Failed { code, reason, .. } = result.unwrap_err();
    assert!(!reason.is_empty());
    code
}

async fn open(folder: &TempDir, hub: Option<&str>) -> Result<Arc<Usalama>, UsalamaError> {
    let directory = folder.path().to_str().unwrap().to_owned();
    Usalama::open(directory, KEY.to_vec(), hub.map(str::to_owned), false).await
}

fn position(lat: f64, lon: f64) -> Position {
    Position { lat, lon, accuracy_m: 12.0, source: None, captured_at: None }
}

fn snatching(position: Position) -> NewIncident {
    NewIncident {
        category: Category::PhoneSnatching,
        place: Place { position: Some(position), ..Place::default() },
        description: Some("Wawili kwa pikipiki.".to_owned()),
        title: None,
        lang: None,
        secondary: vec![],
        severity: None,
        occurred: None,
        flags: vec![],
        weapon_seen: None,
        people: None,
        vehicle: None,
        relation: None,
        anonymity: None,
        visibility: None,
        contact: None,
        channel: None,
        proxy_consent: false,
        links: vec![],
        external_references: vec![],
        consents: vec![],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_on_the_phone_at_once_and_again_after_the_app_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    let reported = usalama.report(snatching(position(-1.2886, 36.8233))).await.unwrap();
    assert_eq!(reported.incident.delivery.code(), "queued");
    assert_eq!(usalama.acting_role().await, Ok(Role::Resident));
    usalama.shut_down().await;
    let usalama = open(&folder, None).await.unwrap();
    let page = usalama.incidents(Filter::default(), None, 50).await.unwrap();
    assert_eq!(page.incidents, [reported.incident]);
    assert_eq!(page.next, None);
    assert_eq!(code(usalama.sync(Duration::from_secs(1)).await), ErrorCode::NoHub);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_app_may_get_wrong_has_a_code_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    assert_eq!(code(open(&folder, None).await), ErrorCode::InUse);
    for bad in [position(91.0, 0.0), position(f64::NAN, 36.8), position(0.0, f64::INFINITY)] {
        assert_eq!(code(usalama.report(snatching(bad)).await), ErrorCode::Invalid);
    }
    let long = NewIncident { description: Some("x".repeat(2_001)), ..snatching(position(-1.28, 36.82)) };
    assert_eq!(code(usalama.report(long).await), ErrorCode::Invalid);
    let nowhere = NewIncident { place: Place::default(), ..snatching(position(-1.28, 36.82)) };
    let UsalamaError::Failed { code: refused, refusal, .. } = usalama.report(nowhere).await.unwrap_err();
    assert_eq!(refused, ErrorCode::Refused);
    assert_eq!(refusal.unwrap().sw, "Kuna kitu kinakosekana");
    assert_eq!(code(usalama.incident(uuid::Uuid::nil()).await), ErrorCode::NotFound);
    assert_eq!(code(usalama.sign_in_new(vec![1; 31]).await), ErrorCode::Invalid);
    assert!(usalama.incidents(Filter::default(), None, 50).await.unwrap().incidents.is_empty());

    usalama.shut_down().await;
    assert_eq!(code(usalama.profiles().await), ErrorCode::Closed);
    assert_eq!(code(usalama.signed_in()), ErrorCode::Closed);
    let directory = folder.path().to_str().unwrap().to_owned();
    let other = new_key().unwrap();
    assert_eq!(code(Usalama::open(directory.clone(), other, None, false).await), ErrorCode::WrongKey);
    assert_eq!(
        code(Usalama::open(directory.clone(), KEY.to_vec(), Some("not an address".into()), false).await),
        ErrorCode::Invalid
    );
    let refused = if cfg!(feature = "encrypted") { ErrorCode::NotEncrypted } else { ErrorCode::EncryptionUnavailable };
    assert_eq!(code(Usalama::open(directory, KEY.to_vec(), None, true).await), refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_walks_no_patrol_and_has_no_shift() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    let refused = |result: Result<_, UsalamaError>| {
        let UsalamaError::Failed { code, refusal, .. } = result.unwrap_err();
        assert_eq!(code, ErrorCode::Refused);
        refusal.unwrap().code
    };
    assert_eq!(refused(usalama.clone().start_patrol(NewPatrol::default()).await.map(|_| ())), RefusalCode::NoGrant);
    assert_eq!(refused(usalama.book_on(BookOn::default()).await.map(|_| ())), RefusalCode::NoGrant);
    assert!(usalama.clone().patrol_under_way().await.unwrap().is_none());
    assert_eq!(usalama.current_shift().await, Ok(None));
    let nowhere = NewPatrol { at: Some(position(91.0, 0.0)), ..NewPatrol::default() };
    assert_eq!(code(usalama.clone().start_patrol(nowhere).await), ErrorCode::Invalid);
    let unknown = NewPatrol { site: Some(uuid::Uuid::nil()), ..NewPatrol::default() };
    assert_eq!(code(usalama.clone().start_patrol(unknown).await), ErrorCode::NotFound);
    let photo = BookOn { photo: Some("no hash".to_owned()), ..BookOn::default() };
    assert_eq!(code(usalama.book_on(photo).await), ErrorCode::Invalid);
    assert_eq!(usalama.sync_status().await.unwrap().unsent, 0);
}

#[test]
fn a_display_and_a_phone_reckon_the_same_code() {
    let secret = new_code_secret().unwrap();
    let at = Timestamp::from_millis(1_780_000_000_000);
    let shown = code_at(secret.clone(), at).unwrap();
    assert_eq!(shown.len(), 6);
    assert_eq!(code_at(secret.clone(), at), Ok(shown));
    assert_eq!(code(code_at("JBSWY3DP".to_owned(), at)), ErrorCode::Invalid);
    let checkpoint = NewCheckpoint {
        no: 1,
        name: "Lango".to_owned(),
        kind: CheckpointKind::QrRotating,
        position: None,
        radius_m: None,
        questions: vec![],
        content: None,
        secret: Some(secret.clone()),
    };
    assert!(!format!("{checkpoint:?}").contains(&secret));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_nobody_answers_is_cancelled_at_once() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hub = format!("http://{}", silent.local_addr().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, Some(&hub)).await.unwrap();
    let asked = tokio::spawn({
        let usalama = usalama.clone();
        async move { usalama.request_code("+254712345678".to_owned(), Duration::from_secs(60)).await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    usalama.cancel();
    assert_eq!(code(asked.await.unwrap()), ErrorCode::Cancelled);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[derive(Default)]
struct Listener {
    heard: AtomicU32,
    usalama: Mutex<Option<Arc<Usalama>>>,
    stop: Mutex<Option<Arc<Subscription>>>,
    fails: bool,
}

impl ChangeListener for Listener {
    fn changed(&self, topics: Vec<Topic>) -> Result<(), ListenerError> {
        assert_eq!(topics, [Topic::Incidents]);
        self.heard.fetch_add(1, SeqCst);
        if let Some(usalama) = self.usalama.lock().unwrap().as_ref() {
            usalama.signed_in().unwrap();
        }
        if let Some(subscription) = self.stop.lock().unwrap().take() {
            subscription.stop();
        }
        if self.fails { Err(ListenerError::Failed) } else { Ok(()) }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_may_fail_call_back_and_stop_itself_and_hears_nothing_once_it_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    let report = || usalama.report(snatching(position(-1.2886, 36.8233)));
    let failing = Arc::new(Listener { fails: true, usalama: Mutex::new(Some(usalama.clone())), ..Listener::default() });
    let once = Arc::new(Listener::default());
    let subscription = usalama.observe(vec![Topic::Incidents], failing.clone()).unwrap();
    *once.stop.lock().unwrap() = Some(usalama.observe(vec![Topic::Incidents], once.clone()).unwrap());
    for _ in 0..2 {
        report().await.unwrap();
        tokio::time::sleep(SETTLED).await;
    }
    assert_eq!(failing.heard.load(SeqCst), 2);
    assert_eq!(once.heard.load(SeqCst), 1);
    subscription.stop();
    report().await.unwrap();
    tokio::time::sleep(SETTLED).await;
    assert_eq!(failing.heard.load(SeqCst), 2);
}

fn sos(mode: SosMode) -> NewSos {
    NewSos {
        trigger: SosTrigger::Button,
        mode,
        kind: SosKind::Attack,
        at: Some(position(-1.2886, 36.8233)),
        place_text: Some("x".repeat(500)),
        area: None,
        contacts: vec![],
        name: Some("Achieng".to_owned()),
        phone: Some("none".to_owned()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sos_becomes_active_by_itself_and_wrong_pins_have_codes_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    let raised = usalama.raise_sos(sos(SosMode::Loud)).await.unwrap();
    assert_eq!(raised.state, SosState::Arming);
    // The app is closed meanwhile: what is left of the five seconds passes in the next one.
    usalama.shut_down().await;
    let usalama = open(&folder, None).await.unwrap();
    let until = Instant::now() + Duration::from_secs(9);
    // Nobody asks: only the listener tells.
    let heard = Arc::new(AtomicU32::new(0));
    struct Counting(Arc<AtomicU32>);
    impl ChangeListener for Counting {
        fn changed(&self, _: Vec<Topic>) -> Result<(), ListenerError> {
            self.0.fetch_add(1, SeqCst);
            Ok(())
        }
    }
    let listening = usalama.observe(vec![Topic::Sos], Arc::new(Counting(heard.clone()))).unwrap();
    while heard.load(SeqCst) == 0 {
        assert!(Instant::now() < until, "it became active by itself");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    listening.stop();
    let active = usalama.sos(raised.id).await.unwrap();
    assert_eq!((active.state, active.said.sw.as_str()), (SosState::Active, "Bado haijatumwa"));
    assert_eq!((active.name.as_deref(), active.phone, active.place_text), (Some("Achieng"), None, None));
    assert_eq!(active.spots.len(), 1);
    assert_eq!(usalama.sos_to_locate().await.unwrap(), [raised.id]);

    assert_eq!(code(usalama.cancel_sos(raised.id, "1234".to_owned()).await), ErrorCode::NoPin);
    let other = tempfile::tempdir().unwrap();
    let usalama = open(&other, None).await.unwrap();
    assert_eq!(code(usalama.set_sos_pins("12".to_owned(), None, None).await), ErrorCode::Invalid);
    usalama.set_sos_pins("1234".to_owned(), Some("9876".to_owned()), None).await.unwrap();
    let id = usalama.raise_sos(sos(SosMode::Silent)).await.unwrap().id;
    for _ in 0..5 {
        assert_eq!(code(usalama.cancel_sos(id, "0000".to_owned()).await), ErrorCode::WrongPin);
    }
    assert_eq!(code(usalama.cancel_sos(id, "1234".to_owned()).await), ErrorCode::TooManyTries);
}

#[tokio::test]
async fn hotlines_are_there_before_anything_else_and_what_is_wrong_is_told() {
    let folder = TempDir::new().unwrap();
    let usalama = open(&folder, None).await.unwrap();
    let hotlines = usalama.hotlines().await.unwrap();
    let nacada = hotlines.iter().find(|line| line.phones == ["1192"]).unwrap();
    assert_eq!(nacada.confirm_first.as_ref().map(|advice| advice.sw.as_str()), Some("Hakikisha kwanza"));
    assert_eq!((nacada.county, nacada.verified_on.as_deref()), (None, None));
    assert_eq!(usalama.directory_entry(nacada.id).await.unwrap().hsds, nacada.hsds);
    let of_county = usalama.directory(Some(EntryKind::Hotline), Some(42), false).await.unwrap();
    assert_eq!((of_county, usalama.regions().await.unwrap()), (vec![], vec![]));

    let asked = usalama.suggest_correction(47, Some(nacada.id), "Haipatikani.".into()).await.unwrap();
    assert_eq!((asked.delivery, asked.refusal), (Delivery::OnlyOnThisPhone, None));
    assert_eq!(usalama.directory_changes().await.unwrap().len(), 1);
    assert_eq!(code(usalama.suggest_correction(48, None, "?".into()).await), ErrorCode::Invalid);
    assert_eq!(code(usalama.suggest_correction(47, None, String::new()).await), ErrorCode::Invalid);
    assert_eq!(code(usalama.suggest_correction(47, Some(uuid::Uuid::nil()), "?".into()).await), ErrorCode::NotFound);
    assert_eq!(code(usalama.nearest_entries(EntryKind::Clinic, f64::NAN, 0.0, 3).await), ErrorCode::Invalid);
    assert_eq!(code(usalama.publish_entry(47, nacada.hsds.clone()).await), ErrorCode::Refused);
    let UsalamaError::Failed { code, reason, .. } = usalama.publish_entry(47, "{}".into()).await.unwrap_err();
    assert_eq!((code, reason.as_str()), (ErrorCode::Invalid, "'id' is missing"));
    assert_eq!(usalama.directory_changes().await.unwrap().len(), 1, "what is refused leaves nothing");
}
