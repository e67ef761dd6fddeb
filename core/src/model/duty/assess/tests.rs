//! DOMAIN §7.3 by the minute: a patrol that begins at minute 0, on a site whose every checkpoint has a fixed tag.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::clock::{DeviceTime, Timestamp};
use crate::event::{EventId, SubjectId};
use crate::model::duty::*;

const T0: i64 = 1_780_000_000_000;
const SITE: SubjectId = SubjectId(Uuid::from_u128(0x517E));
const BOOT: Uuid = Uuid::from_u128(0xB007);
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn at(minute: f64) -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "minutes of a test")]
    let ms = (minute * 60_000.0) as i64;
    Timestamp::from_millis(T0 + ms)
}

fn stop(no: u16, from: Option<u16>, to: Option<u16>) -> Stop {
    Stop { window_from_min: from, window_to_min: to, ..Stop::at(CheckpointNo(no)) }
}

/// A site with checkpoints 1 to 5 and one route; the fifth shows a rotating code, and is the only one whose place is known.
fn site(stops: &[Stop], order: OrderMode, every_min: Option<u16>, jitter_min: u16) -> Site {
    let checkpoint = |no: u16| {
        let rotating = no == 5;
        let kind = if rotating { CheckpointKind::QrRotating } else { CheckpointKind::NfcStatic };
        let tag = (!rotating).then(|| TagDigest::of(SITE, CheckpointNo(no), b"tag"));
        json!([{ "since": 1, "value": {
            "checkpoint": { "no": no, "name": "Gate", "kind": kind.code(), "tag": tag },
            "secret": rotating.then_some(SECRET),
        } }])
    };
    let checkpoints: BTreeMap<String, _> = (1..=5).map(|no| (no.to_string(), checkpoint(no))).collect();
    let route = json!({ "no": 1, "name": "Round", "stops": stops, "order": order.code(), "every_min": every_min,
        "jitter_min": jitter_min });
    let site = json!({ "id": SITE, "edition": 1, "checkpoints": checkpoints,
        "routes": { "1": [{ "since": 1, "value": route }] } });
    serde_json::from_value(site).unwrap()
}

fn hourly(stops: &[u16]) -> Site {
    let stops: Vec<Stop> = stops.iter().map(|no| Stop::at(CheckpointNo(*no))).collect();
    site(&stops, OrderMode::Any, Some(60), 0)
}

/// A patrol from minute 0, heard until then.
fn patrol() -> Patrol {
    let guard = crate::event::ActorId(Uuid::from_u128(1));
    let leg = LegPlan { transport: Transport::Foot, leader: guard, members: vec![] };
    let mut patrol = Patrol::unknown(SubjectId(Uuid::from_u128(0xBEA7)));
    patrol.state = Some(PatrolState::Active);
    patrol.guard = Some(guard);
    patrol.started_at = Some(at(0.0));
    patrol.started = Some(Started {
        firm: None,
        shift: None,
        site: Some(SITE),
        client: None,
        route: Some(RouteRef { no: RouteNo(1), edition: Edition(1) }),
        mandate: Mandate::Routine,
        objective: None,
        is_armed: false,
        leg,
    });
    hear(&mut patrol, 0.0);
    patrol
}

fn hear(patrol: &mut Patrol, minute: f64) {
    let monotonic = u64::try_from(at(minute).as_millis() - T0).unwrap();
    patrol.pace.step(&DeviceTime { at: at(minute), utc_offset: 180, monotonic_ms: Some(monotonic), boot: Some(BOOT) });
}

fn visited(no: u16, proof: Proof) -> Visited {
    Visited {
        checkpoint: CheckpointNo(no),
        proof,
        distance_m: None,
        accuracy_m: None,
        answers: vec![],
        verdict: Verdict::Ok,
    }
}

fn tag(no: u16) -> Visited {
    visited(no, Proof::Tag(TagDigest::of(SITE, CheckpointNo(no), b"tag")))
}

fn record(patrol: &mut Patrol, minute: f64, visited: Visited, received: Option<f64>) {
    hear(patrol, minute);
    let event = EventId(Uuid::from_u128(100 + patrol.visits.len() as u128));
    let received_at = received.map(at);
    patrol.visits.push(Visit { event, at: at(minute), clock_suspect: false, received_at, visited });
}

/// Walked at these minutes, and heard of at once.
fn walked(visits: &[(u16, f64)]) -> Patrol {
    let mut patrol = patrol();
    for (no, minute) in visits {
        record(&mut patrol, *minute, tag(*no), Some(*minute));
    }
    patrol
}

fn pause(patrol: &mut Patrol, from: f64, to: Option<f64>) {
    patrol.pauses.push(Span { from: at(from), to: to.map(at) });
    hear(patrol, from);
    match to {
        Some(to) => hear(patrol, to),
        None => patrol.state = Some(PatrolState::Paused),
    }
}

fn ended(mut patrol: Patrol, minute: f64) -> Patrol {
    hear(&mut patrol, minute);
    patrol.state = Some(PatrolState::Completed);
    patrol.ended_at = Some(at(minute));
    patrol
}

fn ask(patrol: &Patrol, site: &Site, minute: f64, own_phone: bool) -> Assessment {
    assess(patrol, Some(site), Asking { now: at(minute), own_phone })
}

fn verdicts(patrol: &Patrol, site: &Site) -> Vec<(u16, &'static str)> {
    let assessment = ask(patrol, site, 600.0, true);
    assessment
        .visits
        .into_iter()
        .map(|visit| (visit.round, Verdict::ALL.iter().find(|verdict| **verdict == visit.verdict).unwrap().code()))
        .collect()
}

/// Where each stop of each round stands: round, checkpoint, state.
fn states(assessment: &Assessment) -> Vec<(u16, u16, String)> {
    let state = |o: &Occurrence| (o.round, o.checkpoint.0, o.state.code().to_owned());
    assessment.occurrences.iter().map(state).collect()
}

fn is(states: Vec<(u16, u16, String)>, expected: &[(u16, u16, &str)]) {
    let states: Vec<(u16, u16, &str)> = states.iter().map(|(round, no, state)| (*round, *no, state.as_str())).collect();
    assert_eq!(states, expected);
}

#[test]
fn a_visit_is_early_in_time_or_late_by_its_window_and_after_the_grace_the_stop_is_missed() {
    let site = site(&[stop(1, Some(10), Some(20))], OrderMode::Any, Some(60), 0);
    for (minute, verdict, state) in [
        (9.9, "early", "visited"),
        (10.0, "ok", "visited"),
        (20.0, "ok", "visited"),
        (20.1, "late", "visited"),
        (25.0, "late", "visited"),
        (25.1, "late", "missed"),
    ] {
        let patrol = ended(walked(&[(1, minute)]), 50.0);
        assert_eq!(verdicts(&patrol, &site), [(0, verdict)], "{minute}");
        is(states(&ask(&patrol, &site, 55.0, false)), &[(0, 1, state)]);
    }
    let waiting = patrol();
    for (minute, state) in [(0.0, "due"), (20.0, "due"), (25.0, "due"), (25.1, "missed"), (59.0, "missed")] {
        is(states(&ask(&waiting, &site, minute, true)), &[(0, 1, state)]);
    }
}

#[test]
fn jitter_widens_the_window_on_both_sides_and_puts_the_miss_off() {
    let site = site(&[stop(1, Some(10), Some(20))], OrderMode::Any, Some(60), 4);
    for (minute, verdict, state) in [
        (5.9, "early", "visited"),
        (6.0, "ok", "visited"),
        (24.0, "ok", "visited"),
        (24.1, "late", "visited"),
        (29.0, "late", "visited"),
        (29.1, "late", "missed"),
    ] {
        let patrol = ended(walked(&[(1, minute)]), 50.0);
        assert_eq!(verdicts(&patrol, &site), [(0, verdict)], "{minute}");
        is(states(&ask(&patrol, &site, 55.0, false)), &[(0, 1, state)]);
    }
    assert_eq!(next_change(&patrol(), Some(&site), at(1.0)), Some(at(29.0).plus(Duration::from_millis(1))));
}

#[test]
fn of_several_visits_the_first_in_order_stands_for_the_stop() {
    let site = site(&[stop(1, Some(10), Some(20))], OrderMode::Any, None, 0);
    let patrol = ended(walked(&[(1, 3.0), (1, 15.0), (1, 19.0)]), 30.0);
    assert_eq!(verdicts(&patrol, &site), [(0, "early"), (0, "ok"), (0, "ok")]);
    assert_eq!(ask(&patrol, &site, 31.0, false).occurrences[0].verdict, Some(Verdict::Ok));
}

#[test]
fn in_strict_order_what_comes_after_a_later_stop_is_out_of_order_and_a_second_look_is_not() {
    let stops: Vec<Stop> = [1, 2, 3, 4].map(|no| Stop::at(CheckpointNo(no))).to_vec();
    let strict = site(&stops, OrderMode::Strict, Some(60), 0);
    let patrol = walked(&[(1, 1.0), (3, 2.0), (3, 6.0), (2, 7.0), (4, 8.0), (5, 9.0), (1, 61.0), (2, 62.0)]);
    let codes =
        [(0, "ok"), (0, "ok"), (0, "ok"), (0, "out_of_order"), (0, "ok"), (0, "bad_proof"), (1, "ok"), (1, "ok")];
    assert_eq!(verdicts(&patrol, &strict), codes);
    let any = site(&stops, OrderMode::Any, Some(60), 0);
    assert!(verdicts(&patrol, &any).iter().all(|(_, code)| *code == "ok" || *code == "bad_proof"));
    // Out of order is there all the same.
    assert!(
        states(&ask(&patrol, &strict, 65.0, true)).iter().filter(|(round, ..)| *round == 0).all(|s| s.2 == "visited")
    );
}

#[test]
fn by_hand_counts_for_the_order_and_too_far_does_not() {
    let stops: Vec<Stop> = [1, 2, 3].map(|no| Stop::at(CheckpointNo(no))).to_vec();
    let site = site(&stops, OrderMode::Strict, None, 0);
    let mut patrol = patrol();
    record(&mut patrol, 1.0, visited(3, Proof::Manual), None);
    record(&mut patrol, 2.0, tag(1), None);
    assert_eq!(verdicts(&patrol, &site), [(0, "manual"), (0, "out_of_order")]);
}

#[test]
fn a_visit_within_the_grace_is_of_the_round_before_where_that_still_waits_and_one_visit_is_one() {
    let site = hourly(&[1, 2]);
    // Checkpoint 1 in time, checkpoint 2 three minutes late; then both in the second round.
    let patrol = walked(&[(1, 10.0), (1, 62.0), (2, 63.0), (2, 70.0)]);
    assert_eq!(verdicts(&patrol, &site), [(0, "ok"), (1, "ok"), (0, "late"), (1, "ok")]);
    is(
        states(&ask(&patrol, &site, 80.0, false)),
        &[(0, 1, "visited"), (0, 2, "visited"), (1, 1, "visited"), (1, 2, "visited")],
    );
    // Without the second one the second round is missed.
    let patrol = walked(&[(1, 10.0), (1, 62.0), (2, 63.0), (1, 126.0)]);
    is(
        states(&ask(&patrol, &site, 126.0, false)),
        &[(0, 1, "visited"), (0, 2, "visited"), (1, 1, "visited"), (1, 2, "missed"), (2, 1, "visited"), (2, 2, "due")],
    );
    // After the grace it is of its own round, and the one before was missed.
    let patrol = walked(&[(1, 10.0), (2, 65.1)]);
    assert_eq!(verdicts(&patrol, &site)[1], (1, "ok"));
    assert_eq!(states(&ask(&patrol, &site, 66.0, true))[1].2, "missed");
}

#[test]
fn a_skip_within_the_grace_is_of_the_round_before_where_that_still_waits() {
    let site = hourly(&[1]);
    let mut patrol = patrol();
    for minute in [62.0, 64.0] {
        hear(&mut patrol, minute);
        let skipped = Skipped { checkpoint: CheckpointNo(1), reason: SkipReason::Blocked };
        patrol.skips.push(Skip { event: EventId(Uuid::nil()), at: at(minute), skipped, remarks: None });
    }
    is(states(&ask(&patrol, &site, 70.0, false)), &[(0, 1, "skipped"), (1, 1, "skipped")]);
}

#[test]
fn nothing_is_due_while_the_patrol_is_paused() {
    let site = hourly(&[1]);
    // Half an hour of the first round was a pause: it ends half an hour later.
    let mut paused = patrol();
    pause(&mut paused, 20.0, Some(50.0));
    for (minute, first) in [(60.0, "due"), (95.0, "due"), (95.1, "missed")] {
        assert_eq!(states(&ask(&paused, &site, minute, true))[0].2, first, "{minute}");
    }
    let mut walked_on = paused.clone();
    record(&mut walked_on, 89.0, tag(1), Some(89.0));
    assert_eq!(verdicts(&walked_on, &site), [(0, "ok")]);
    assert_eq!(ask(&walked_on, &site, 89.0, false).occurrences[0].due_to, Some(at(90.0)));

    // As long as it lasts nothing is missed, however long; and the hub looks again, without hurry.
    let mut lasting = patrol();
    pause(&mut lasting, 59.0, None);
    for minute in [60.0, 66.0, 300.0, 700.0] {
        let assessment = ask(&lasting, &site, minute, false);
        assert!(assessment.occurrences.iter().all(|o| o.state == OccurrenceState::Due), "{minute}: {assessment:?}");
        assert!(alarms_due(&lasting, &assessment).is_empty());
        assert_eq!(next_change(&lasting, Some(&site), at(minute)), Some(at(minute).plus(GRACE)));
    }
    // When it goes on, what was left of the window is left.
    let mut resumed = lasting.clone();
    resumed.pauses[0].to = Some(at(200.0));
    resumed.state = Some(PatrolState::Active);
    hear(&mut resumed, 200.0);
    assert_eq!(states(&ask(&resumed, &site, 205.9, true))[0].2, "due");
    assert_eq!(states(&ask(&resumed, &site, 206.1, true))[0].2, "missed");
}

#[test]
fn one_visit_after_a_long_pause_is_of_one_round() {
    let site = hourly(&[1]);
    let mut patrol = patrol();
    pause(&mut patrol, 1.0, Some(181.0));
    for minute in [185.0, 190.0, 195.0, 200.0] {
        record(&mut patrol, minute, tag(1), Some(minute));
    }
    assert_eq!(verdicts(&patrol, &site), [(0, "ok"), (1, "ok"), (2, "ok"), (3, "ok")]);
}

#[test]
fn a_phone_that_is_merely_offline_has_missed_nothing_until_it_was_silent_for_two_intervals() {
    let site = hourly(&[1]);
    let silent = patrol();
    for (minute, hub) in [(65.0, "due"), (65.1, "unknown_offline"), (119.9, "unknown_offline"), (120.0, "missed")] {
        let assessment = ask(&silent, &site, minute, false);
        assert_eq!(states(&assessment)[0].2, hub, "{minute}");
        assert_eq!(alarms_due(&silent, &assessment).len(), usize::from(hub == "missed"), "{minute}");
    }
    assert_eq!(states(&ask(&silent, &site, 65.1, true))[0].2, "missed", "the guard's own phone knows");
    // It was heard after the window, and said nothing of the checkpoint.
    let mut heard = patrol();
    hear(&mut heard, 66.0);
    assert_eq!(states(&ask(&heard, &site, 66.0, false))[0].2, "missed");
}

#[test]
fn what_was_done_in_time_and_heard_of_late_is_so_whether_or_not_there_was_an_alarm() {
    let site = hourly(&[1]);
    let alarm = Alarm { missed: CheckpointMissed { checkpoint: CheckpointNo(1), round: 0 }, at: at(125.0) };
    let seen = |minute: f64, received: f64, alarmed: bool| {
        let mut patrol = patrol();
        record(&mut patrol, minute, tag(1), Some(received));
        patrol.alarms.extend(alarmed.then_some(alarm));
        let assessment = ask(&patrol, &site, 200.0, false);
        assert!(alarms_due(&patrol, &assessment).iter().all(|missed| missed.round > 0 || !alarmed), "told once");
        assessment.occurrences[0].state.code().to_owned()
    };
    assert_eq!(seen(30.0, 31.0, false), "visited");
    assert_eq!(seen(30.0, 180.0, false), "ok_synced_late");
    assert_eq!(seen(30.0, 180.0, true), "ok_synced_late", "the alarm was false");
    assert_eq!(seen(64.0, 180.0, true), "ok_synced_late", "late, within the grace");
    assert_eq!(seen(90.0, 180.0, true), "missed", "the alarm was right");
}

#[test]
fn what_the_hub_closed_may_still_come_and_only_the_guards_phone_knows_better() {
    let stops = [Stop::at(CheckpointNo(1))];
    let site = site(&stops, OrderMode::Any, None, 0);
    let mut closed = patrol();
    closed.state = Some(PatrolState::AutoClosed);
    closed.ended_as = Some(PatrolState::AutoClosed);
    closed.ended_at = Some(at(720.0));
    closed.closed_by_hub = true;
    assert_eq!(states(&ask(&closed, &site, 800.0, false))[0].2, "unknown_offline");
    assert_eq!(states(&ask(&closed, &site, 800.0, true))[0].2, "missed");
    closed.closed_by_hub = false;
    assert_eq!(states(&ask(&closed, &site, 800.0, false))[0].2, "missed");
}

#[test]
fn a_patrol_lasts_twelve_hours_whoever_looks_at_it_when() {
    let site = hourly(&[1]);
    let open = walked(&[(1, 5.0)]);
    for minute in [720.0, 800.0, 1e6, 5e8] {
        assert_eq!(ask(&open, &site, minute, true).occurrences.len(), 12, "{minute}");
    }
    assert_eq!(next_change(&open, Some(&site), at(5e8)), None);
}

#[test]
fn where_the_phones_clock_is_far_off_nobody_else_can_tell_what_is_overdue() {
    let site = hourly(&[1]);
    let open = patrol();
    // The hub lives half a century later than this phone; then half a century earlier.
    let later = ask(&open, &site, 26_000_000.0, false);
    assert!(later.occurrences.iter().all(|o| o.state == OccurrenceState::UnknownOffline), "{later:?}");
    assert!(alarms_due(&open, &later).is_empty());
    let earlier = ask(&open, &site, -26_000_000.0, false);
    is(states(&earlier), &[(0, 1, "due")]);
    // What was done is as it was.
    let done = ended(walked(&[(1, 30.0)]), 50.0);
    is(states(&ask(&done, &site, -26_000_000.0, false)), &[(0, 1, "visited")]);
}

#[test]
fn what_a_patrol_was_ended_before_is_missed_in_the_first_round_alone() {
    let site = hourly(&[1, 2]);
    let patrol = ended(walked(&[(1, 5.0)]), 20.0);
    is(states(&ask(&patrol, &site, 21.0, false)), &[(0, 1, "visited"), (0, 2, "missed")]);
    let patrol = ended(walked(&[(1, 5.0), (2, 6.0), (1, 70.0)]), 80.0);
    is(states(&ask(&patrol, &site, 81.0, false)), &[(0, 1, "visited"), (0, 2, "visited"), (1, 1, "visited")]);
    // The window was over, its grace was not.
    let patrol = ended(walked(&[(1, 5.0), (2, 6.0), (1, 70.0)]), 122.0);
    assert!(states(&ask(&patrol, &site, 123.0, false)).contains(&(1, 2, "missed".to_owned())));
}

#[test]
fn a_stop_that_may_be_left_out_is_no_miss_and_one_without_its_checkpoint_is_asked_of_nobody() {
    let optional = Stop { required: false, ..Stop::at(CheckpointNo(1)) };
    let site = site(&[optional, Stop::at(CheckpointNo(2)), Stop::at(CheckpointNo(77))], OrderMode::Any, None, 0);
    let patrol = ended(patrol(), 30.0);
    is(states(&ask(&patrol, &site, 31.0, false)), &[(0, 2, "missed")]);
    let exceptions = ask(&patrol, &site, 31.0, false).exceptions;
    assert_eq!(exceptions.iter().map(|e| e.what.checkpoint).collect::<Vec<_>>(), [Some(CheckpointNo(2))]);
}

#[test]
fn who_was_too_far_away_goes_nearer_and_scans_again() {
    let site = site(&[Stop::at(CheckpointNo(1)), Stop::at(CheckpointNo(5))], OrderMode::Any, None, 0);
    let secret = OtpSecret::try_from(SECRET.to_owned()).unwrap();
    let code = || Proof::Otp(secret.code_at(at(3.0)).unwrap());
    let from = |distance: u32, visited: Visited| Visited { distance_m: Some(distance), accuracy_m: Some(5), ..visited };
    let mut patrol = patrol();
    record(&mut patrol, 1.0, from(80, tag(1)), None);
    record(&mut patrol, 1.5, from(3, tag(1)), None);
    record(&mut patrol, 2.0, from(3, tag(1)), None);
    record(&mut patrol, 3.0, from(80, visited(5, code())), None);
    record(&mut patrol, 3.1, from(2, visited(5, code())), None);
    record(&mut patrol, 3.2, from(2, visited(5, code())), None);
    let codes = [(0, "too_far"), (0, "ok"), (0, "replayed"), (0, "too_far"), (0, "ok"), (0, "replayed")];
    assert_eq!(verdicts(&patrol, &site), codes);
    is(states(&ask(&patrol, &site, 4.0, true)), &[(0, 1, "visited"), (0, 5, "visited")]);
    // The same tag again after two minutes is another visit.
    record(&mut patrol, 3.6, from(3, tag(1)), None);
    assert_eq!(verdicts(&patrol, &site)[6], (0, "ok"));
}

#[test]
fn a_vague_position_is_no_evidence_either_way() {
    let site = site(&[Stop::at(CheckpointNo(1)), Stop::at(CheckpointNo(5))], OrderMode::Any, None, 0);
    let secret = OtpSecret::try_from(SECRET.to_owned()).unwrap();
    let worth = |distance_m: Option<u32>, accuracy_m: Option<u32>, no: u16| {
        let proof = if no == 5 { Proof::Otp(secret.code_at(at(3.0)).unwrap()) } else { tag(1).proof };
        let mut patrol = patrol();
        record(&mut patrol, 3.0, Visited { distance_m, accuracy_m, ..visited(no, proof) }, None);
        let visit = ask(&patrol, &site, 4.0, true).visits.remove(0);
        (visit.verdict, visit.strength)
    };
    assert_eq!(worth(Some(10), Some(8), 5), (Verdict::Ok, Strength::Strong));
    assert_eq!(worth(Some(10), Some(8), 1), (Verdict::Ok, Strength::Medium));
    assert_eq!(worth(None, None, 5), (Verdict::Ok, Strength::Medium));
    assert_eq!(worth(None, None, 1), (Verdict::Ok, Strength::Weak));
    // A fix by the cell, three kilometres off and good to five.
    assert_eq!(worth(Some(3_000), Some(5_000), 5), (Verdict::Ok, Strength::Medium));
    assert_eq!(worth(Some(3_000), Some(u32::MAX), 1), (Verdict::Ok, Strength::Weak));
    assert_eq!(worth(Some(3_000), Some(50), 5), (Verdict::TooFar, Strength::Weak));
}

#[test]
fn a_late_start_a_repeated_scan_and_each_miss_are_exceptions_once() {
    let site = hourly(&[1, 2]);
    let patrol = ended(walked(&[(1, 3.0), (1, 4.0)]), 30.0);
    let kinds: Vec<&str> = ask(&patrol, &site, 40.0, false)
        .exceptions
        .iter()
        .map(|e| ExceptionKind::ALL.iter().find(|kind| **kind == e.what.kind).unwrap().code())
        .collect();
    assert_eq!(kinds, ["duplicate_scan", "missed_checkpoint"]);
}

fn shift(every_min: u16) -> Shift {
    let json =
        json!({ "id": SITE, "state": "on_duty", "welfare_every_min": every_min, "booked_on": { "at": at(0.0) } });
    let mut shift: Shift = serde_json::from_value(json).unwrap();
    shift.pace.step(&DeviceTime { at: at(0.0), utc_offset: 180, monotonic_ms: Some(0), boot: Some(BOOT) });
    shift
}

fn answer(shift: &mut Shift, check: u16, minute: f64) {
    shift.welfare.push(WelfareAnswer { check, at: at(minute), ok: true });
    let ms = u64::try_from(at(minute).as_millis() - T0).unwrap();
    shift.pace.step(&DeviceTime { at: at(minute), utc_offset: 180, monotonic_ms: Some(ms), boot: Some(BOOT) });
}

fn welfare(shift: &Shift, minute: f64, own_phone: bool) -> Vec<(u16, &'static str)> {
    let checks = welfare_checks(shift, Asking { now: at(minute), own_phone });
    let word = |check: &WelfareCheck| match (check.answered_at, check.missed, check.unknown_offline) {
        (Some(_), false, false) => "answered",
        (Some(_), true, false) => "answered late",
        (None, true, false) => "missed",
        (None, false, true) => "unknown",
        (None, false, false) => "due",
        _ => "nonsense",
    };
    checks.iter().map(|check| (check.check, word(check))).collect()
}

#[test]
fn a_welfare_check_waits_five_minutes_for_its_answer_and_two_intervals_for_a_silent_phone() {
    let silent = shift(60);
    for (minute, own, hub) in [
        (59.0, "due", "due"),
        (65.0, "due", "due"),
        (65.1, "missed", "unknown"),
        (119.9, "missed", "unknown"),
        (120.0, "missed", "missed"),
    ] {
        assert_eq!(welfare(&silent, minute, true)[0], (1, own), "{minute}");
        assert_eq!(welfare(&silent, minute, false)[0], (1, hub), "{minute}");
    }
    let mut answered = shift(60);
    answer(&mut answered, 1, 64.0);
    answer(&mut answered, 2, 140.0);
    assert_eq!(welfare(&answered, 150.0, false), [(1, "answered"), (2, "answered late"), (3, "due")]);
}

#[test]
fn nobody_answers_for_hours_to_come() {
    let mut ahead = shift(60);
    for check in 1..=8 {
        answer(&mut ahead, check, 56.0);
    }
    assert_eq!(welfare(&ahead, 200.0, false), [(1, "answered"), (2, "missed"), (3, "missed"), (4, "due")]);
}

#[test]
fn welfare_is_asked_for_a_day_at_most_and_not_by_a_clock_that_is_far_off() {
    let forever = shift(5);
    assert_eq!(welfare(&forever, 1e6, true).len(), 24 * 12);
    assert!(welfare(&forever, 26_000_000.0, false).iter().all(|(_, word)| *word == "unknown"));
    let mut alarmed = shift(60);
    alarmed.welfare_alarms.push(3);
    let checks = welfare(&alarmed, 1e6, false);
    assert_eq!((checks.len(), checks[2]), (24, (3, "missed")), "what was raised stays raised");
    assert_eq!(welfare(&shift(60), -1e6, false), [(1, "due")]);
}

/// What is done in a patrol, minute by minute.
#[derive(Debug, Clone)]
enum Step {
    Visit(u16),
    Skip(u16),
    Pause(u16),
}

/// Steps of a walk, the windows and the interval of its route, its jitter, and whether it has an order.
type Walked = (Vec<(u16, Step)>, (Option<u16>, Option<u16>, Option<u16>), u16, bool);

fn a_walk() -> impl Strategy<Value = Walked> {
    let step = prop_oneof![
        6 => (1_u16..7).prop_map(Step::Visit),
        1 => (1_u16..6).prop_map(Step::Skip),
        1 => (1_u16..200).prop_map(Step::Pause),
    ];
    let window = prop::option::of(0_u16..70);
    let route = (window.clone(), window, prop::option::of(prop::sample::select(vec![5_u16, 30, 60])));
    (prop::collection::vec((0_u16..40, step), 0..20), route, 0_u16..20, any::<bool>())
}

fn walk(steps: &[(u16, Step)]) -> (Patrol, f64) {
    let (mut patrol, mut minute) = (patrol(), 0.0);
    for (wait, step) in steps {
        minute += f64::from(*wait);
        match step {
            Step::Visit(no) => record(&mut patrol, minute, tag(*no), Some(minute + f64::from(*wait))),
            Step::Skip(no) => {
                let skipped = Skipped { checkpoint: CheckpointNo(*no), reason: SkipReason::Other("x".into()) };
                patrol.skips.push(Skip { event: EventId(Uuid::nil()), at: at(minute), skipped, remarks: None });
            }
            Step::Pause(minutes) => {
                let to = minute + f64::from(*minutes);
                pause(&mut patrol, minute, Some(to));
                minute = to;
            }
        }
    }
    (patrol, minute)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_guard_is_told_what_everybody_finds_later((steps, (from, to, every), jitter, strict) in a_walk()) {
        let order = if strict { OrderMode::Strict } else { OrderMode::Any };
        let site = site(&[stop(1, from, to), stop(2, None, None), stop(3, None, to)], order, every, jitter);
        let (whole, _) = walk(&steps);
        let found = ask(&whole, &site, 800.0, false);
        for (n, visit) in whole.visits.iter().enumerate() {
            let mut before = whole.clone();
            before.visits.truncate(n);
            before.pauses.retain(|pause| pause.from <= visit.at);
            let told = verdict_of(&before, Some(&site), &visit.visited, When { at: visit.at, suspect: false });
            prop_assert_eq!(&told, &found.visits[n].verdict);
        }
        // A stop is there once in a round, and a visit stands for one stop at most.
        let mut seen: Vec<_> = found.occurrences.iter().map(|o| (o.round, o.checkpoint)).collect();
        seen.dedup();
        prop_assert_eq!(seen.len(), found.occurrences.len());
        let stood = found.occurrences.iter().filter(|o| matches!(o.state.code(), "visited" | "ok_synced_late")).count();
        prop_assert!(stood <= whole.visits.len());
    }

    #[test]
    fn by_time_alone_nothing_changes_before_it_is_said_to(
        (steps, (from, to, every), jitter, _) in a_walk(),
        later in 0.0..200.0_f64,
    ) {
        let site = site(&[stop(1, from, to), stop(2, None, to)], OrderMode::Any, every, jitter);
        let (patrol, minute) = walk(&steps);
        let (now, then) = (at(minute + later), at(minute + later + 30.0));
        let known = |at: Timestamp| {
            let assessment = assess(&patrol, Some(&site), Asking { now: at, own_phone: false });
            alarms_due(&patrol, &assessment)
        };
        let change = next_change(&patrol, Some(&site), now);
        let still = change.map_or(then, |change| Timestamp::from_millis(change.as_millis() - 1)).min(then);
        if still > now {
            prop_assert_eq!(known(now), known(still), "until {:?}", change);
        }
    }
}

#[test]
fn a_state_that_was_kept_is_read_as_it_was() {
    let (mut patrol, _) = walk(&[(5, Step::Visit(1)), (5, Step::Pause(10)), (5, Step::Skip(2))]);
    patrol.closed_by_hub = true;
    let duty = Duty::Patrol(Box::new(patrol));
    let text = serde_json::to_string(&duty).unwrap();
    assert_eq!(serde_json::from_str::<Duty>(&text).unwrap(), duty);
}
