//! Guards' work at its edges, end to end over a real hub: what was not ended, what was cloned, what nobody may see, and phones that are
//! wrong about the time.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{ActivePatrol, BookOn, Error, NewPatrol, UnderWay, Usalama};
use usalama_core::clock::{Clock as _, ManualClock, Timestamp};
use usalama_core::event::Role;
use usalama_core::geo::AreaKind;
use usalama_core::geo::track::{Fix, FixError};
use usalama_core::model::actor::OrgId;
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    CheckpointNo, ObservationType, OccurrenceState, PassDown, PatrolState, Scan, ShiftState, Transport, Verdict,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::text::{Comment, Title};
use usalama_tests::disk;
use usalama_tests::guarding::{GuardedSite, ROUND};
use usalama_tests::network::Network;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};
use uuid::Uuid;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const GATE: CheckpointNo = CheckpointNo(1);

struct Watch {
    town: Town,
    supervisor: Phone,
    site: GuardedSite,
}

impl Watch {
    async fn new(every_min: Option<u16>) -> Self {
        let town = Town::start();
        let supervisor = town.recruit(Role::FirmSupervisor).await;
        let site = GuardedSite::set_up(&town, &supervisor.app, every_min);
        supervisor.sync().await;
        Self { town, supervisor, site }
    }

    fn walk(&self) -> NewPatrol {
        NewPatrol { site: Some(self.site.id), route: Some(ROUND), ..NewPatrol::default() }
    }

    fn at_gate(&self, patrol: &ActivePatrol<'_>, phone: &Phone) -> Verdict {
        let scan = self.site.read(GATE, phone.clock.now());
        patrol.scan(GATE, &scan, Some(&self.site.at(GATE)), vec![], None).unwrap().verdict
    }

    fn fix(&self, phone: &Phone, metres: f64) -> Fix {
        Fix::new(phone.clock.device_time(), beside(&self.town.place(), metres, 0.0)).unwrap()
    }
}

fn why<T>(result: Result<T, Error>) -> Option<RefusalCode> {
    match result {
        Err(Error::Refused(refusal)) => Some(refusal.code),
        Err(other) => panic!("{other:?}"),
        Ok(_) => None,
    }
}

fn handle(phone: &Phone) -> ActivePatrol<'_> {
    match phone.app.patrol_under_way().unwrap() {
        Some(UnderWay::Active(patrol)) => patrol,
        other => panic!("{other:?}"),
    }
}

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

const OVER: Option<RefusalCode> = Some(RefusalCode::WrongStatus);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_recorded_of_a_patrol_that_is_paused_ended_or_closed_by_itself() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let refused = |stale: &ActivePatrol<'_>| {
        assert_eq!(why(stale.fix(&watch.fix(&guard, 0.0))), OVER);
        assert_eq!(why(stale.scan(GATE, &Scan::Gps, Some(&watch.site.at(GATE)), vec![], None)), OVER);
        assert_eq!(why(stale.observe(ObservationType::AllOk, Severity::Minor, None, None)), OVER);
    };
    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    let id = patrol.id();
    let stale = handle(&guard);
    stale.fix(&watch.fix(&guard, 0.0)).unwrap();
    let paused = patrol.pause(None).unwrap();
    refused(&stale);
    let patrol = paused.resume(None).unwrap();
    stale.fix(&watch.fix(&guard, 1.0)).unwrap();
    patrol.complete(None).unwrap();
    refused(&stale);
    assert_eq!(why(stale.complete(None)), OVER, "nobody ends it twice");
    assert!(matches!(guard.app.patrol(id).unwrap().patrol.state, Some(PatrolState::Completed)));

    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    let id = patrol.id();
    guard.clock.advance(12 * HOUR);
    assert_eq!(why(patrol.fix(&watch.fix(&guard, 0.0))), OVER, "after twelve hours it is over");
    refused(&patrol);
    let closed = guard.app.patrol(id).unwrap().patrol;
    assert_eq!((closed.state, closed.closed_by_hub), (Some(PatrolState::AutoClosed), false));
    assert!(guard.app.patrol_under_way().unwrap().is_none());

    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    guard.clock.advance(20 * HOUR);
    let ended = patrol.complete(None).unwrap();
    assert_eq!(ended.patrol.state, Some(PatrolState::AutoClosed), "who ends it later learns that it had closed");
    assert_eq!(ended.patrol.ended_at, ended.patrol.closes_at(), "and it lasted twelve hours");
    let again = guard.app.start_patrol(watch.walk()).unwrap();
    again.complete(None).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_followed_on_a_break_and_the_wrong_shift_ends_no_patrol() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let book = || BookOn { site: Some(watch.site.id), ..BookOn::default() };
    let old = guard.app.book_on(book()).unwrap().shift.id;
    guard.app.book_off(old, None, None).unwrap();
    let shift = guard.app.book_on(book()).unwrap().shift.id;
    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    assert_eq!(why(guard.app.book_off(old, None, None)), OVER);
    patrol.fix(&watch.fix(&guard, 0.0)).unwrap();
    guard.app.start_break(shift).unwrap();
    assert_eq!(why(patrol.fix(&watch.fix(&guard, 0.0))), OVER);
    let Some(UnderWay::Paused(paused)) = guard.app.patrol_under_way().unwrap() else { panic!("it is interrupted") };
    assert_eq!(why(paused.resume(None)), OVER, "not on a break");
    guard.app.end_break(shift).unwrap();
    let Some(UnderWay::Paused(paused)) = guard.app.patrol_under_way().unwrap() else { panic!("it is interrupted") };
    let patrol = paused.resume(None).unwrap();
    patrol.fix(&watch.fix(&guard, 1.0)).unwrap();
    let id = patrol.id();
    guard.app.book_off(shift, None, None).unwrap();
    assert_eq!(why(patrol.fix(&watch.fix(&guard, 2.0))), OVER);
    let closed = guard.app.patrol(id).unwrap().patrol;
    assert_eq!(closed.state, Some(PatrolState::AutoClosed));
    assert!(closed.legs[0].track.is_some(), "where it went is kept");
    assert_eq!(guard.app.shift(shift).unwrap().shift.state, Some(ShiftState::Ended));
    guard.sync().await;
    assert_eq!(guard.app.sync_status().unwrap().parked.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patrol_that_nobody_ended_loses_nothing_when_the_hub_closes_it_first() {
    let watch = Watch::new(Some(60)).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    let id = patrol.id();
    guard.sync().await;
    guard.go_offline();
    for step in 0..40 {
        guard.clock.advance(Duration::from_secs(30));
        patrol.fix(&watch.fix(&guard, f64::from(step) * 30.0)).unwrap();
    }
    assert_eq!(watch.at_gate(&patrol, &guard), Verdict::Ok);
    watch.town.advance(13 * HOUR).await;
    watch.supervisor.sync().await;
    let seen = watch.supervisor.app.patrol(id).unwrap().patrol;
    assert_eq!((seen.state, seen.closed_by_hub, seen.visits.len()), (Some(PatrolState::AutoClosed), true, 0));

    // The phone comes online in a pocket; the app is opened later.
    guard.go_online().await;
    let known = guard.app.patrol(id).unwrap().patrol;
    assert_eq!((known.visits.len(), known.closed_by_hub), (1, true));
    assert!(guard.app.patrol_under_way().unwrap().is_none());
    guard.sync().await;
    assert_eq!(guard.app.sync_status().unwrap().parked.len(), 0);
    watch.supervisor.sync().await;
    let seen = watch.supervisor.app.patrol(id).unwrap();
    assert_eq!((seen.patrol.closed_by_hub, seen.patrol.visits.len()), (false, 1));
    let track = watch.supervisor.app.patrol_track(id).unwrap();
    assert!(track[0].len() > 30, "{} points", track[0].len());
    assert_eq!(guard.app.patrol(id).unwrap().patrol, seen.patrol);
    let gate = seen.assessment.occurrences.iter().find(|o| o.checkpoint == GATE && o.round == 0).unwrap();
    assert_eq!(gate.state, OccurrenceState::OkSyncedLate);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clones_of_a_phone_that_go_on_with_one_patrol_are_told_and_each_keeps_its_own() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let id = guard.app.start_patrol(watch.walk()).unwrap().id();
    guard.sync().await;
    guard.app.pause().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(guard.directory(), folder.path());
    guard.app.resume();
    let network = Arc::new(Network::to(watch.town.hub.address()));
    let settings = disk::settings(folder.path()).clock(watch.town.clock.clone()).transport(network);
    let clone = Usalama::open(settings, &guard.key).unwrap();
    let Some(UnderWay::Active(theirs)) = clone.patrol_under_way().unwrap() else {
        panic!("it is under way there, too")
    };
    let mine = handle(&guard);
    assert_eq!(watch.at_gate(&mine, &guard), Verdict::Ok);
    watch.town.clock.advance(MINUTE);
    assert_eq!(watch.at_gate(&theirs, &guard), Verdict::Ok);
    theirs.observe(ObservationType::LightOut, Severity::Minor, Some(comment("The lamp.")), None).unwrap();
    guard.sync().await;
    let outcome = clone.sync(Duration::from_secs(30)).await.unwrap();
    let parked = clone.sync_status().unwrap().parked;
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    // Two went on from one head: the hub says so, and what the clone recorded stays on the clone, with the reason beside it.
    let told: Vec<_> = parked.iter().map(|parked| (parked.kind.as_str(), parked.refusal.code.clone())).collect();
    assert_eq!(told, [("patrol.visited", RefusalCode::ChainFork), ("patrol.observed", RefusalCode::ChainBroken)]);
    assert!(parked.iter().all(|parked| parked.subject == id));
    // The first one goes on, and its record holds.
    let ended = mine.complete(None).unwrap();
    assert_eq!(ended.patrol.visits.len(), 1);
    let (_, error) = guard.try_sync().await;
    assert!(error.is_none(), "{error:?}");
    assert!(guard.app.verify_patrol(id).unwrap().is_unchanged());
    watch.supervisor.sync().await;
    let seen = watch.supervisor.app.patrol(id).unwrap().patrol;
    assert_eq!((seen.visits.len(), seen.state), (1, Some(PatrolState::Completed)));
    assert!(watch.supervisor.app.verify_patrol(id).unwrap().is_unchanged());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_fixes_by_car_fit_into_one_event_and_the_patrol_ends() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let new = NewPatrol { transport: Transport::Vehicle, ..watch.walk() };
    let patrol = guard.app.start_patrol(new).unwrap();
    let id = patrol.id();
    // Thirteen metres each: of a shorter leg every second one would be kept.
    let start = watch.town.place();
    for step in 0..100_000_u32 {
        guard.clock.advance(Duration::from_millis(400));
        let round = f64::from(step % 2_000);
        let metres = if round < 1_000.0 { round } else { 2_000.0 - round } * 12.0;
        let position = beside(&start, metres, metres / 2.0);
        patrol.fix(&Fix::new(guard.clock.device_time(), position).unwrap()).unwrap();
    }
    let ended = patrol.complete(None).unwrap();
    let track = ended.patrol.legs[0].track.unwrap();
    println!("{track:?}");
    assert_eq!(ended.patrol.state, Some(PatrolState::Completed));
    assert!((3_000..13_000).contains(&track.points), "{track:?}");
    assert!((1_200_000..1_400_000).contains(&track.distance_m), "{track:?}");
    assert_eq!((track.outliers, track.duration_s), (0, 39_999), "{track:?}");
    let report = guard.sync().await;
    assert_eq!((report.accepted, report.refused), (3, 0), "{report:?}");
    watch.supervisor.sync().await;
    assert_eq!(watch.supervisor.app.patrol_track(id).unwrap()[0].len(), track.points as usize);
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_fixes_end_no_patrol_and_leave_no_line() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    let here = watch.town.place();
    let time =
        |at: i64| usalama_core::clock::DeviceTime { at: Timestamp::from_millis(at), ..guard.clock.device_time() };
    assert_eq!(Fix::new(time(-1), here.clone()), Err(FixError::Instant));
    assert_eq!(Fix::new(time(i64::MAX), here.clone()), Err(FixError::Instant));
    for (n, metres) in [0.0, 5_000_000.0, 3.0, -4_000_000.0, 6.0, 9.0].into_iter().enumerate() {
        guard.clock.advance(Duration::from_secs(10));
        let at = if n == 2 { 0 } else { guard.clock.now().as_millis() };
        let fix = Fix::new(time(at), beside(&here, metres, 0.0)).unwrap().with_mock(n == 3);
        patrol.fix(&fix).unwrap();
    }
    for _ in 0..500 {
        patrol.fix(&watch.fix(&guard, 9.0)).unwrap();
    }
    let track = patrol.complete(None).unwrap().patrol.legs[0].track.unwrap();
    assert!(track.distance_m < 50, "{track:?}");
    assert!(track.mocked == 1 && track.outliers >= 1, "{track:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_of_1970_and_2100_walk_their_patrols_and_lose_nothing() {
    let watch = Watch::new(Some(60)).await;
    for year in [1970_i64, 2100] {
        let at = Timestamp::from_millis((year - 1970) * 31_557_600_000 + 1_000);
        let guard = Phone::with_clock(watch.town.hub.address(), Arc::new(ManualClock::starting_at(at)));
        watch.town.appoint(&guard, Role::Guard).await;
        let shift = guard.app.book_on(BookOn { site: Some(watch.site.id), ..BookOn::default() }).unwrap().shift.id;
        let patrol = guard.app.start_patrol(watch.walk()).unwrap();
        let id = patrol.id();
        guard.clock.advance(MINUTE);
        for no in [2, 4] {
            let no = CheckpointNo(no);
            let scan = watch.site.read(no, watch.town.clock.now());
            patrol.scan(no, &scan, Some(&watch.site.at(no)), vec![], None).unwrap();
        }
        patrol.fix(&watch.fix(&guard, 0.0)).unwrap();
        guard.sync().await;
        watch.town.hub.advance(HOUR).await;
        guard.clock.advance(MINUTE);
        patrol.complete(None).unwrap();
        guard.app.book_off(shift, None, None).unwrap();
        let report = guard.sync().await;
        assert_eq!((report.refused, guard.app.sync_status().unwrap().parked.len()), (0, 0), "{year}: {report:?}");
        watch.supervisor.sync().await;
        let seen = watch.supervisor.app.patrol(id).unwrap();
        assert_eq!(seen.patrol.state, Some(PatrolState::Completed), "{year}");
        assert_eq!((seen.patrol.visits.len(), seen.patrol.alarms.len()), (2, 0), "{year}");
        assert_eq!(seen.patrol, guard.app.patrol(id).unwrap().patrol, "{year}");
        assert_eq!(watch.supervisor.app.shift(shift).unwrap().shift.state, Some(ShiftState::Ended), "{year}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_no_proof_is_said_at_once_and_an_old_code_is_worth_nothing() {
    let watch = Watch::new(None).await;
    let guard = watch.town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(watch.walk()).unwrap();
    let here = watch.site.at(GATE);
    let scan = |no: u16, scan: Scan| patrol.scan(CheckpointNo(no), &scan, Some(&here), vec![], None);
    let nfc = |uid: Vec<u8>, text: Option<&str>| Scan::Nfc { uid, text: text.map(str::to_owned) };
    for (no, what) in [
        (1, Scan::Qr("12345".into())),
        (1, Scan::Qr("x".repeat(10_000))),
        (2, nfc(vec![], None)),
        (2, nfc(vec![1; 5_000], None)),
        (3, nfc(vec![1, 2, 3, 4], None)),
        (3, nfc(vec![1, 2, 3, 4], Some("no signature"))),
        (4, Scan::Qr(String::new())),
    ] {
        let said = scan(no, what.clone());
        assert!(matches!(said, Err(Error::Invalid(_))), "{no} {what:?}: {said:?}");
    }
    assert!(matches!(scan(99, Scan::Gps), Err(Error::NotFound)));
    let many = vec![Title::new("Yes").unwrap(); 17];
    assert_eq!(why(patrol.scan(GATE, &Scan::Manual, None, many, Some(comment("x")))), Some(RefusalCode::Incomplete));
    assert!(guard.app.patrol(patrol.id()).unwrap().patrol.visits.is_empty(), "nothing of it was recorded");

    let now = guard.clock.now();
    let ago = |hours: i64| watch.site.read(GATE, Timestamp::from_millis(now.as_millis() - hours * 3_600_000));
    assert_eq!(scan(1, ago(20)).unwrap().verdict, Verdict::Replayed);
    assert_eq!(scan(1, ago(-1)).unwrap().verdict, Verdict::BadProof, "a code of the future");
    assert_eq!(scan(1, ago(40)).unwrap().verdict, Verdict::BadProof, "too old to be told from a wrong one");
    let forged = scan(3, nfc(vec![4, 1, 2, 3], Some(&"A".repeat(86)))).unwrap();
    assert_eq!(forged.verdict, Verdict::BadProof);
    // Whatever it is worth, it is recorded, and everybody finds the same.
    let id = patrol.id();
    guard.sync().await;
    watch.supervisor.sync().await;
    let seen = watch.supervisor.app.patrol(id).unwrap();
    assert_eq!(seen.assessment.visits, guard.app.patrol(id).unwrap().assessment.visits);
    assert_eq!(seen.assessment.visits.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_gets_of_guards_work_what_is_theirs_and_no_more() {
    let watch = Watch::new(None).await;
    let town = &watch.town;
    let site_area = town.area(&AreaKind::Site, "");
    let (other_firm, other_client) = (others(town, "security_firm"), others(town, "resident_association"));
    let guard = town.recruit(Role::Guard).await;
    let along = town.recruit(Role::Guard).await;
    let (next, official) = (town.recruit(Role::Guard).await, town.recruit(Role::RaOfficial).await);
    let (police, resident) = (town.recruit(Role::PoliceOfficer).await, town.resident().await);
    let (rival, rival_boss, other_official) = (town.phone(), town.phone(), town.phone());
    let moderator = town.recruit(Role::Moderator).await;
    town.appoint_to(&rival, Role::Guard, Some(other_firm), site_area, None).await;
    town.appoint_to(&rival_boss, Role::FirmSupervisor, Some(other_firm), site_area, None).await;
    town.appoint_to(&other_official, Role::RaOfficial, Some(other_client), town.area(&AreaKind::Ra, ""), None).await;

    let shift = guard.app.book_on(BookOn { site: Some(watch.site.id), at: Some(town.place()), ..BookOn::default() });
    let shift = shift.unwrap().shift.id;
    let new = NewPatrol { members: vec![along.actor()], at: Some(town.place()), ..watch.walk() };
    let patrol = guard.app.start_patrol(new).unwrap();
    let id = patrol.id();
    watch.at_gate(&patrol, &guard);
    patrol
        .observe(ObservationType::LightOut, Severity::Minor, Some(comment("By the pump.")), Some(town.place()))
        .unwrap();
    for step in 0..60 {
        guard.clock.advance(Duration::from_secs(10));
        patrol.fix(&watch.fix(&guard, f64::from(step) * 10.0)).unwrap();
    }
    patrol.complete(Some(town.place())).unwrap();
    guard.app.pass_down(shift, PassDown::default(), Some(comment("Mind the dog."))).unwrap();
    guard.sync().await;
    for phone in [&watch.supervisor, &along, &next, &official, &police, &resident, &rival, &rival_boss, &moderator] {
        phone.sync().await;
    }
    other_official.sync().await;

    let secret = |phone: &Phone| {
        let site = phone.app.site(watch.site.id).ok().filter(|site| site.description.is_some())?;
        Some(site.checkpoints().any(|set_up| set_up.secret.is_some()))
    };
    let noted = |phone: &Phone| {
        let seen = phone.app.patrol(id).ok()?.patrol;
        let observed = seen.observations.first()?;
        Some((seen.visits.len(), observed.note.is_some(), observed.place.is_some()))
    };
    let tracked = |phone: &Phone| phone.app.patrol_track(id).is_ok_and(|legs| legs.iter().any(|leg| !leg.is_empty()));
    let on_shift = |phone: &Phone| {
        let seen = phone.app.shift(shift).ok()?.shift;
        let note = seen.pass_downs.first().is_some_and(|note| note.remarks.is_some());
        Some((seen.booked_on.is_some(), note)).filter(|seen| *seen != (false, false))
    };
    let whole = Some((1, true, true));
    for (name, phone, site, walked, track, duty) in [
        ("the guard", &guard, Some(true), whole, true, Some((true, true))),
        ("the supervisor", &watch.supervisor, Some(true), whole, true, Some((true, true))),
        ("who walked along", &along, Some(true), whole, false, Some((false, true))),
        ("the next guard", &next, Some(true), None, false, Some((false, true))),
        ("the client", &official, Some(false), Some((1, false, false)), false, None),
        ("another association", &other_official, None, None, false, None),
        ("the police", &police, None, None, false, None),
        ("a neighbour", &resident, None, None, false, None),
        ("a moderator", &moderator, None, None, false, None),
        ("another firm's guard", &rival, None, None, false, None),
        ("another firm's supervisor", &rival_boss, None, None, false, None),
    ] {
        assert_eq!((secret(phone), noted(phone)), (site, walked), "{name}");
        assert_eq!((tracked(phone), on_shift(phone)), (track, duty), "{name}");
    }
    // Nor is any of it in the file of those who may not have it.
    let all = ["core", "text", "place", "sensitive", "track"];
    for (name, phone, withheld) in [
        ("the client", &official, vec!["place", "sensitive", "track"]),
        ("another association", &other_official, all.to_vec()),
        ("the police", &police, all.to_vec()),
        ("a neighbour", &resident, all.to_vec()),
        ("a moderator", &moderator, all.to_vec()),
        ("another firm's guard", &rival, all.to_vec()),
        ("another firm's supervisor", &rival_boss, all.to_vec()),
        ("who walked along", &along, vec!["track"]),
        ("the next guard", &next, vec!["place", "track"]),
    ] {
        phone.app.pause().await.unwrap();
        for (kind, part) in parts_of_duty(phone) {
            assert!(!withheld.contains(&part.as_str()), "{name} holds {part} of {kind}");
        }
    }
}

/// Another organisation of a kind, which the hub learns of.
fn others(town: &Town, kind: &str) -> OrgId {
    let mut reference: serde_json::Value = serde_json::from_str(usalama_tests::town::AREAS).unwrap();
    let organisations = reference["organisations"].as_array_mut().unwrap();
    let mut other = organisations.iter().find(|org| org["kind"] == kind).unwrap().clone();
    let id = OrgId(Uuid::new_v4());
    other["id"] = serde_json::to_value(id).unwrap();
    other["name"] = "Jirani (invented)".into();
    organisations.push(other);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("areas.json");
    std::fs::write(&file, reference.to_string()).unwrap();
    let _ = town.hub.admin(&["reference", "import", file.to_str().unwrap()]);
    id
}

/// The parts of guards' work that a phone's file holds.
fn parts_of_duty(phone: &Phone) -> Vec<(String, String)> {
    let file = disk::raw_profile(phone.directory(), phone.actor(), &phone.key);
    let mut statement = file.prepare("SELECT header, parts FROM event").unwrap();
    let rows: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let mut held = vec![];
    for (header, parts) in rows {
        let header: serde_json::Value = serde_json::from_str(&header).unwrap();
        let kind = header["kind"].as_str().unwrap().to_owned();
        let parts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&parts).unwrap();
        if usalama_core::model::duty::DutyKind::of(&kind).is_some() {
            held.extend(parts.keys().map(|part| (kind.clone(), part.clone())));
        }
    }
    held
}
