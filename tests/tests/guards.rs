//! Guards at work, end to end over a real hub (DOMAIN §19, scenarios 4 to 7).

use std::time::Duration;

use usalama_core::client::{BookOn, FileFor, NewPatrol, UnderWay, check_patrol_file};
use usalama_core::clock::{Clock as _, Timestamp};
use usalama_core::event::Role;
use usalama_core::geo::track::Fix;
use usalama_core::model::duty::{
    CheckpointNo, OccurrenceState, PassDown, PassDownSaid, PatrolState, ReviewDecision, Scan, SkipReason, Strength,
    Verdict,
};
use usalama_core::text::Comment;
use usalama_tests::guarding::{GuardedSite, ROUND, numbers, round};
use usalama_tests::town::{Town, beside};

const MINUTE: Duration = Duration::from_secs(60);

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn walk() -> NewPatrol {
    NewPatrol { route: Some(ROUND), ..NewPatrol::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_4_a_night_offline_with_a_reboot_and_a_clock_set_back_two_hours() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    let report = supervisor.sync().await;
    assert_eq!(report.refused, 0, "{:?}", supervisor.app.sync_status().unwrap().parked);
    let guard = town.recruit(Role::Guard).await;
    assert_eq!(guard.app.site(site.id).unwrap().orders.len(), 1);
    guard.go_offline();
    let shift = guard.app.book_on(BookOn { site: Some(site.id), at: Some(town.place()), ..BookOn::default() }).unwrap();
    let patrol = guard.app.start_patrol(walk()).unwrap();
    let id = patrol.id();
    let mut told = vec![];
    for no in numbers() {
        guard.clock.advance(MINUTE);
        let now = town.clock.now();
        match no.0 {
            2 => patrol.skip(no, SkipReason::Blocked, Some(comment("A lorry stands in the gate."))).unwrap(),
            4 => {
                // A photograph of the printed code, scanned at the gate, 60 metres away.
                let scanned =
                    patrol.scan(no, &site.read(no, now), Some(&site.at(CheckpointNo(1))), vec![], None).unwrap();
                told.push((no, scanned.verdict, scanned.strength));
            }
            _ => {
                let here = site.at(no);
                let scanned =
                    patrol.scan(no, &site.read(no, true_time(&guard, no)), Some(&here), vec![], None).unwrap();
                told.push((no, scanned.verdict, scanned.strength));
            }
        }
        if no.0 == 5 {
            break;
        }
    }
    // The battery is changed; the phone comes up with a clock that is two hours behind.
    let before = guard.clock.now();
    guard.clock.reboot();
    guard.clock.set_wall(Timestamp::from_millis(before.as_millis() - 2 * 3_600_000));
    let guard = guard.restarted();
    let Some(UnderWay::Active(patrol)) = guard.app.patrol_under_way().unwrap() else { panic!("the patrol goes on") };
    for no in numbers().filter(|no| no.0 > 5) {
        guard.clock.advance(MINUTE);
        // What the display at the checkpoint shows does not depend on the phone's clock.
        let shown = Timestamp::from_millis(guard.clock.now().as_millis() + 2 * 3_600_000);
        let scanned = patrol.scan(no, &site.read(no, shown), Some(&site.at(no)), vec![], None).unwrap();
        told.push((no, scanned.verdict, scanned.strength));
    }
    let ended = patrol.complete(Some(site.at(CheckpointNo(9)))).unwrap();
    assert_eq!(ended.patrol.state, Some(PatrolState::Completed));
    guard.app.book_off(shift.shift.id, None, None).unwrap();
    let expected = [
        (1, Verdict::Ok, Strength::Strong),
        (3, Verdict::Ok, Strength::Strong),
        (4, Verdict::TooFar, Strength::Weak),
        (5, Verdict::Ok, Strength::Medium),
        (6, Verdict::ClockSuspect, Strength::Weak),
        (7, Verdict::ClockSuspect, Strength::Weak),
        (8, Verdict::ClockSuspect, Strength::Weak),
        (9, Verdict::ClockSuspect, Strength::Weak),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(no, verdict, strength)| (CheckpointNo(no), verdict, strength)).collect();
    assert_eq!(told, expected);

    guard.go_online().await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    let verdicts: Vec<_> =
        seen.assessment.visits.iter().map(|visit| (visit.checkpoint, visit.verdict.clone())).collect();
    assert_eq!(verdicts, expected.iter().map(|(no, verdict, _)| (*no, verdict.clone())).collect::<Vec<_>>());
    let skipped = seen.assessment.occurrences.iter().find(|o| o.checkpoint == CheckpointNo(2)).unwrap();
    assert_eq!(skipped.state, OccurrenceState::Skipped);
    assert!(
        seen.assessment.exceptions.iter().any(|e| e.what.kind.code() == "clock_jump"),
        "{:?}",
        seen.assessment.exceptions
    );
    // The rotating code of checkpoint 8 tells what time it was, whatever the phone's clock said.
    let eighth = seen.assessment.visits.iter().find(|visit| visit.checkpoint == CheckpointNo(8)).unwrap();
    assert!(eighth.code_shown_at.is_some());
    let guards = guard.app.patrol(id).unwrap();
    assert_eq!(guards.patrol, seen.patrol);
}

fn true_time(guard: &usalama_tests::phone::Phone, _: CheckpointNo) -> Timestamp {
    guard.clock.now()
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_5_the_day_and_the_night_guard_share_a_phone_offline() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let phone = town.recruit(Role::Guard).await;
    let day = phone.actor();
    let night = phone.app.sign_in_new(&phone.key).unwrap();
    town.appoint(&phone, Role::Guard).await;
    phone.app.sign_in(day, &phone.key).unwrap();
    phone.sync().await;
    phone.go_offline();
    let book = || BookOn { site: Some(site.id), ..BookOn::default() };
    let day_shift = phone.app.book_on(book()).unwrap().shift;
    let patrol = phone.app.start_patrol(walk()).unwrap();
    let day_patrol = patrol.id();
    let gate = CheckpointNo(1);
    patrol.scan(gate, &site.read(gate, phone.clock.now()), Some(&site.at(gate)), vec![], None).unwrap();
    patrol.complete(None).unwrap();
    phone
        .app
        .pass_down(day_shift.id, PassDown::default(), Some(comment("The light at the back gate is out.")))
        .unwrap();
    let note = phone.app.pass_down_codes(day_shift.id).unwrap();
    phone.app.book_off(day_shift.id, None, None).unwrap();
    phone.clock.advance(MINUTE);

    phone.app.sign_in(night, &phone.key).unwrap();
    assert!(phone.app.patrol(day_patrol).is_err(), "the night guard's file holds nothing of the day guard's");
    assert!(phone.app.shifts(None, &[], 10).unwrap().is_empty());
    let taken = phone.app.take_up_pass_down(&note).unwrap();
    assert_eq!(taken, day_shift.id);
    phone.app.sign_pass_down(day_shift.id).unwrap();
    let night_shift = phone.app.book_on(book()).unwrap().shift;
    assert!(night_shift.booked_on.as_ref().unwrap().shared_phone);
    let patrol = phone.app.start_patrol(walk()).unwrap();
    let night_patrol = patrol.id();
    phone.clock.advance(MINUTE);
    patrol.scan(gate, &site.read(gate, phone.clock.now()), Some(&site.at(gate)), vec![], None).unwrap();

    // The network is back while the night guard works: the phone sends for both.
    phone.go_online().await;
    // The signature waits at the hub's door for the shift that it is about; that came right after it.
    phone.sync().await;
    supervisor.sync().await;
    for (id, guard) in [(day_patrol, day), (night_patrol, night)] {
        let seen = supervisor.app.patrol(id).unwrap();
        assert_eq!((seen.patrol.guard, seen.patrol.visits.len()), (Some(guard), 1));
    }
    let seen = supervisor.app.shift(day_shift.id).unwrap();
    assert!(matches!(seen.shift.pass_downs[0].answer, Some(PassDownSaid::Signed { by: Some(by), .. }) if by == night));
    // Neither sees the other's patrol, then or now.
    assert!(phone.app.patrol(day_patrol).is_err());
    phone.app.sign_in(day, &phone.key).unwrap();
    phone.sync().await;
    assert!(phone.app.patrol(night_patrol).is_err());
    assert_eq!(phone.app.patrol(day_patrol).unwrap().patrol.visits.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_6_a_patrol_keeps_the_route_that_it_began_with() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let id = patrol.id();
    // The supervisor takes a checkpoint down and the route shrinks, while the guard is out.
    supervisor
        .app
        .set_route(
            site.id,
            usalama_core::model::duty::Route {
                stops: vec![usalama_core::model::duty::Stop::at(CheckpointNo(1))],
                ..round(None)
            },
        )
        .unwrap();
    supervisor.app.remove_checkpoint(site.id, CheckpointNo(9)).unwrap();
    supervisor.sync().await;
    guard.sync().await;
    assert_eq!(guard.app.site(site.id).unwrap().routes().next().unwrap().1.stops.len(), 1);
    for no in numbers() {
        guard.clock.advance(MINUTE);
        let scanned = patrol.scan(no, &site.read(no, guard.clock.now()), Some(&site.at(no)), vec![], None).unwrap();
        assert_eq!(scanned.verdict, Verdict::Ok, "{no:?}");
    }
    patrol.complete(None).unwrap();
    guard.sync().await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    assert_eq!(seen.assessment.occurrences.len(), 9);
    assert!(seen.assessment.occurrences.iter().all(|o| o.state == OccurrenceState::Visited), "{:?}", seen.assessment);
    let next = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let gone = next.scan(CheckpointNo(9), &site.read(CheckpointNo(9), guard.clock.now()), None, vec![], None);
    assert!(gone.is_err(), "the checkpoint is gone from the route of today");
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_7_a_phone_that_is_merely_offline_raises_no_alarm() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(30));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let id = patrol.id();
    guard.sync().await;
    guard.go_offline();
    for no in numbers() {
        town.advance(MINUTE).await;
        patrol.scan(no, &site.read(no, guard.clock.now()), Some(&site.at(no)), vec![], None).unwrap();
    }
    // The round is over, and the hub has heard nothing for 40 minutes.
    town.advance(31 * MINUTE).await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    let first = |detail: &usalama_core::client::PatrolDetail| {
        detail.assessment.occurrences.iter().filter(|o| o.round == 0).map(|o| o.state.clone()).collect::<Vec<_>>()
    };
    assert!(first(&seen).iter().all(|state| *state == OccurrenceState::UnknownOffline), "{:?}", seen.assessment);
    assert!(seen.patrol.alarms.is_empty());
    guard.go_online().await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    assert!(first(&seen).iter().all(|state| *state == OccurrenceState::OkSyncedLate), "{:?}", seen.assessment);
    assert!(seen.patrol.alarms.is_empty(), "no false alarm was ever raised");

    // The next round is not walked: the phone is online and says so, and the alarm comes.
    town.advance(30 * MINUTE).await;
    let gate = CheckpointNo(1);
    patrol.scan(gate, &site.read(gate, guard.clock.now()), Some(&site.at(gate)), vec![], None).unwrap();
    guard.sync().await;
    town.advance(MINUTE).await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    assert_eq!(seen.patrol.alarms.len(), 9, "{:?}", seen.patrol.alarms);
    let missed = seen.assessment.exceptions.iter().filter(|e| e.what.kind.code() == "missed_checkpoint").count();
    assert_eq!(missed, 9);
    let of =
        seen.assessment.exceptions.iter().find(|e| e.what.kind.code() == "missed_checkpoint").unwrap().what.clone();
    patrol.complete(None).unwrap();
    guard.app.explain_patrol(id, of.clone(), comment("I was called to the gate.")).unwrap();
    guard.sync().await;
    supervisor.sync().await;
    let reviewed = supervisor.app.review_patrol(id, ReviewDecision::Accepted, None).unwrap();
    assert_eq!(reviewed.patrol.state, Some(PatrolState::Reviewed));
    assert!(reviewed.assessment.exceptions.iter().any(|e| e.what == of && e.explanation.is_some()));
    // The supervisor can show it to others, with what the hub said.
    supervisor.sync().await;
    let file = supervisor.app.export_patrol(id, FileFor::Evidence).unwrap();
    let checked = check_patrol_file(&file, &supervisor.app.hub_key().unwrap()).unwrap();
    assert_eq!((checked.patrol.alarms.len(), checked.patrol.reviews.len()), (9, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_photographed_forged_or_read_elsewhere_is_told_at_once() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let patrol = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let scan = |no: u16, scan: Scan| {
        let no = CheckpointNo(no);
        patrol.scan(no, &scan, Some(&site.at(no)), vec![], None).unwrap().verdict
    };
    let hour_ago = Timestamp::from_millis(guard.clock.now().as_millis() - 3_600_000);
    let now = guard.clock.now();
    assert_eq!(scan(1, site.read(CheckpointNo(1), hour_ago)), Verdict::Replayed, "a code that was photographed");
    assert_eq!(scan(1, site.read(CheckpointNo(1), now)), Verdict::Ok);
    assert_eq!(scan(1, site.read(CheckpointNo(1), now)), Verdict::Replayed, "the same code twice");
    assert_eq!(scan(2, site.read(CheckpointNo(5), now)), Verdict::BadProof, "another checkpoint's tag");
    assert_eq!(scan(2, site.read(CheckpointNo(2), now)), Verdict::Ok);
    assert_eq!(scan(2, site.read(CheckpointNo(2), now)), Verdict::Replayed, "the same tag within two minutes");
    let copied = match site.read(CheckpointNo(3), now) {
        Scan::Nfc { text, .. } => Scan::Nfc { uid: vec![1, 2, 3, 4], text },
        other => other,
    };
    assert_eq!(scan(3, copied), Verdict::BadProof, "the content of a signed tag on another tag");
    assert_eq!(scan(3, site.read(CheckpointNo(3), now)), Verdict::Ok);
    let far = beside(&site.at(CheckpointNo(6)), 0.0, 200.0);
    let verdict = patrol.scan(CheckpointNo(6), &Scan::Gps, Some(&far), vec![], None).unwrap().verdict;
    assert_eq!(verdict, Verdict::TooFar);
    assert!(patrol.scan(CheckpointNo(6), &Scan::Manual, None, vec![], None).is_err(), "by hand needs a reason");
    let by_hand = patrol.scan(CheckpointNo(6), &Scan::Manual, None, vec![], Some(comment("No sky."))).unwrap();
    assert_eq!(by_hand.verdict, Verdict::Manual);
    let id = patrol.id();
    guard.sync().await;
    supervisor.sync().await;
    let seen = supervisor.app.patrol(id).unwrap();
    let mine = guard.app.patrol(id).unwrap();
    assert_eq!(seen.assessment.visits, mine.assessment.visits);
    assert_eq!(seen.assessment.visits.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patrol_is_verified_co_signed_and_handed_on_as_a_file_that_needs_no_hub() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let next = town.recruit(Role::Guard).await;
    guard.go_offline();
    next.go_offline();
    let patrol = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let id = patrol.id();
    for no in numbers() {
        guard.clock.advance(MINUTE);
        patrol.scan(no, &site.read(no, guard.clock.now()), Some(&site.at(no)), vec![], None).unwrap();
    }
    patrol.complete(None).unwrap();
    let alone = guard.app.verify_patrol(id).unwrap();
    assert!(alone.is_unchanged() && alone.events == 11, "{alone:?}");
    // The next guard's phone signs the head at the change of shifts; neither has a network.
    let seen = next.app.witness_patrol(&guard.app.patrol_head_code(id).unwrap()).unwrap();
    guard.app.take_up_witness(&seen).unwrap();
    assert!(guard.app.witness_patrol(&guard.app.patrol_head_code(id).unwrap()).is_err(), "nobody witnesses themselves");
    assert!(guard.app.take_up_witness(&seen.replace("USEEN", "UHEAD")).is_err());
    guard.go_online().await;
    let anchored = guard.app.verify_patrol(id).unwrap();
    assert!(anchored.anchors.len() >= 3, "the end, the other guard and the hub: {:?}", anchored.anchors);

    let hub_key = guard.app.hub_key().unwrap();
    let file = guard.app.export_patrol(id, FileFor::Evidence).unwrap();
    let checked = check_patrol_file(&file, &hub_key).unwrap();
    assert_eq!(checked.patrol.visits.len(), 9);
    assert!(checked.assessment.visits.iter().all(|visit| visit.verdict == Verdict::Ok), "{:?}", checked.assessment);
    assert!(checked.audits[0].is_unchanged());
    // The supervisor holds the same, and can show it too.
    supervisor.sync().await;
    let theirs = supervisor.app.export_patrol(id, FileFor::Client).unwrap();
    let checked = check_patrol_file(&theirs, &hub_key).unwrap();
    assert_eq!(checked.patrol.visits.len(), 9);
    // A change of a single letter is found out.
    let changed = file.replacen("distance_m\\\":0", "distance_m\\\":1", 1);
    assert_ne!(changed, file);
    assert!(check_patrol_file(&changed, &hub_key).is_err());
    assert!(
        check_patrol_file(
            &file,
            &usalama_core::keys::HostKey::generate()
                .map(|key| usalama_core::keys::SecretKey::from_seed(key.as_bytes()).public())
                .unwrap()
        )
        .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_recorded_during_a_patrol_alone_and_the_client_gets_none() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let official = town.recruit(Role::RaOfficial).await;
    let patrol = guard.app.start_patrol(NewPatrol { site: Some(site.id), ..walk() }).unwrap();
    let id = patrol.id();
    let fix = |metres: f64| Fix::new(guard.clock.device_time(), beside(&town.place(), metres, 0.0)).unwrap();
    for step in 0..200 {
        guard.clock.advance(Duration::from_secs(2));
        patrol.fix(&fix(f64::from(step) * 2.0)).unwrap();
    }
    let stale = guard.app.start_patrol(walk());
    assert!(stale.is_err(), "one patrol at a time");
    let paused = patrol.pause(None).unwrap();
    assert!(
        matches!(guard.app.patrol_under_way().unwrap(), Some(UnderWay::Paused(again)) if again.id() == paused.id())
    );
    // Kill and start again: nothing is lost, and it is paused still.
    let guard = guard.restarted();
    let Some(UnderWay::Paused(paused)) = guard.app.patrol_under_way().unwrap() else { panic!("it is paused") };
    let patrol = paused.resume(None).unwrap();
    let ended = patrol.complete(None).unwrap();
    let track = ended.patrol.legs[0].track.unwrap();
    assert!((390..410).contains(&track.distance_m), "{track:?}");
    assert!(track.points < 25, "{track:?}");
    guard.sync().await;
    supervisor.sync().await;
    official.sync().await;
    assert_eq!(guard.app.patrol_track(id).unwrap()[0].len(), track.points as usize);
    assert_eq!(supervisor.app.patrol_track(id).unwrap()[0].len(), track.points as usize);
    let clients = official.app.patrol(id).unwrap();
    assert_eq!(clients.patrol.legs[0].track.unwrap().distance_m, track.distance_m);
    let gpx = guard.app.patrol_gpx(id).unwrap();
    let read = usalama_core::exchange::read_gpx(gpx.as_bytes()).unwrap();
    assert_eq!(read.tracks.iter().map(|line| line.points.len()).sum::<usize>(), track.points as usize);
    assert!(guard.app.patrol_geojson(id).unwrap().contains("LineString"));
    let summary = official.app.patrol_summary(id).unwrap();
    assert!(summary.contains("\"distance_m\"") && !summary.contains("\"lat\""), "{summary}");
    assert!(official.app.patrol_track(id).unwrap().is_empty(), "the client sees visits and exceptions, not tracks");
    assert!(guard.app.patrol_under_way().unwrap().is_none());
}
