//! Guards' work as a broken phone, a cloned one or an attacker would hand it in: the hub stays up, says what is wrong in its own word,
//! and loses nothing of what is right.

use std::time::Duration;

use serde_json::{Value, json};
use usalama_core::clock::{DeviceTime, Timestamp};
use usalama_core::event::{EventId, Part, PartName, Parts, Role, SubjectId, VerifiedEvent};
use usalama_core::geo::AreaId;
use usalama_core::keys::Salt;
use usalama_core::model::actor::OrgId;
use usalama_core::model::duty::{Asking, Duty, DutyKind, OccurrenceState, PatrolState, Shift, assess};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::sync::wire::*;
use uuid::Uuid;

use super::harness::*;
use super::place::*;

const HOUR: Duration = Duration::from_secs(3600);
const OTHER_FIRM: OrgId = OrgId(Uuid::from_u128(99));

fn part(body: &str) -> Part {
    Part { salt: Salt::random().unwrap(), body: body.to_owned() }
}

fn core(body: &Value) -> Parts {
    Parts::from([(PartName::Core, part(&body.to_string()))])
}

/// A clock that says this, and whose monotonic clock runs with it.
fn by(at: Timestamp) -> DeviceTime {
    DeviceTime { at, utc_offset: 180, monotonic_ms: None, boot: None }
}

/// A site with a checkpoint for the guard's word and a route of it, once an hour.
struct Watch {
    town: Town,
    supervisor: Person,
    guard: Person,
    site: SubjectId,
}

impl Watch {
    async fn new() -> Self {
        let town = Town::new().await;
        let supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
        let guard = town.official(Role::Guard, Some(FIRM), SITE).await;
        let site = SubjectId::now(town.now());
        let mut watch = Self { town, supervisor, guard, site };
        for (kind, body) in [
            ("site.described", json!({ "edition": 1, "name": "Court", "firm": FIRM, "client": ASSOCIATION })),
            (
                "site.checkpoint_set",
                json!({ "edition": 2, "checkpoint": { "no": 1, "name": "Gate", "kind": "manual" } }),
            ),
            (
                "site.route_set",
                json!({ "edition": 3, "route": { "no": 1, "name": "Round", "stops": [{ "checkpoint": 1 }], "order": "any",
                    "every_min": 60 } }),
            ),
        ] {
            let said = watch.sets_up(kind, &body).await;
            assert!(is_accepted(&said), "{kind}: {said:?}");
        }
        watch
    }

    async fn sets_up(&mut self, kind: &'static str, body: &Value) -> PushResult {
        let now = by(self.town.now());
        let event = self.supervisor.sign_parts(now, Role::FirmSupervisor, self.site, kind, core(body), Some(SITE));
        self.supervisor.push(&self.town, &[&event]).await.remove(0)
    }

    fn started(&self) -> Value {
        json!({ "firm": FIRM, "site": self.site, "client": ASSOCIATION, "route": { "no": 1, "edition": 3 },
            "mandate": "routine", "leg": { "transport": "foot", "leader": self.guard.actor } })
    }

    fn signed(&mut self, at: Timestamp, patrol: SubjectId, kind: &'static str, parts: Parts) -> VerifiedEvent {
        self.guard.sign_parts(by(at), Role::Guard, patrol, kind, parts, Some(SITE))
    }

    async fn logs(&mut self, patrol: SubjectId, kind: &'static str, parts: Parts) -> PushResult {
        let event = self.signed(self.town.now(), patrol, kind, parts);
        self.guard.push(&self.town, &[&event]).await.remove(0)
    }

    async fn begins(&mut self) -> SubjectId {
        let patrol = SubjectId::now(self.town.now());
        let said = self.logs(patrol, "patrol.started", core(&self.started())).await;
        assert!(is_accepted(&said), "{said:?}");
        patrol
    }

    async fn seen(&mut self, kind: DutyKind, id: SubjectId) -> Option<Duty> {
        self.supervisor.sign_in(&self.town).await.unwrap();
        self.supervisor.pull(&self.town).await;
        self.supervisor.duty(kind, id)
    }

    async fn patrol(&mut self, id: SubjectId) -> usalama_core::model::duty::Patrol {
        match self.seen(DutyKind::Patrol, id).await {
            Some(Duty::Patrol(patrol)) => *patrol,
            other => panic!("{other:?}"),
        }
    }
}

fn by_hand(text: &str) -> Parts {
    let mut parts = core(&json!({ "checkpoint": 1, "proof": "manual" }));
    parts.insert(PartName::Text, part(&json!({ "comment": text }).to_string()));
    parts
}

fn nothing() -> Parts {
    core(&json!({}))
}

#[tokio::test]
async fn what_is_no_act_of_guards_work_is_refused_as_malformed_and_the_log_goes_on() {
    let mut watch = Watch::new().await;
    let patrol = watch.begins().await;
    let huge = format!("[{}]", vec![r#"{"checkpoint":1,"round":0}"#; 1_500].join(","));
    let bodies: Vec<(&str, &'static str, String)> = vec![
        ("no core that is a visit", "patrol.visited", "{}".into()),
        ("null", "patrol.visited", "null".into()),
        ("a number beyond all", "patrol.visited", r#"{"checkpoint":70000,"proof":"manual"}"#.into()),
        ("a negative number", "patrol.visited", r#"{"checkpoint":-1,"proof":"manual"}"#.into()),
        ("a distance that is none", "patrol.visited", r#"{"checkpoint":1,"proof":"manual","distance_m":NaN}"#.into()),
        (
            "a distance of half a metre",
            "patrol.visited",
            r#"{"checkpoint":1,"proof":"manual","distance_m":0.5}"#.into(),
        ),
        (
            "an answer that is too long",
            "patrol.visited",
            format!(r#"{{"checkpoint":1,"proof":"manual","answers":["{}"]}}"#, "x".repeat(81)),
        ),
        ("a proof that there is not", "patrol.visited", r#"{"checkpoint":1,"proof":"divination"}"#.into()),
        ("a digest that is none", "patrol.visited", r#"{"checkpoint":1,"proof":{"tag":"xyz"}}"#.into()),
        (
            "a signature that is none",
            "patrol.visited",
            r#"{"checkpoint":1,"proof":{"signed":{"uid":"04","signature":"!"}}}"#.into(),
        ),
        ("a leg beyond all", "patrol.tracked", r#"{"leg":65536,"points":1,"distance_m":1,"duration_s":1}"#.into()),
        ("a leg without a leader", "patrol.leg_started", r#"{"transport":"foot"}"#.into()),
        ("an exception of no kind", "patrol.noted", r#"{"of":{}}"#.into()),
        ("no JSON", "patrol.skipped", "{".into()),
        ("deep", "patrol.skipped", "[".repeat(40_000)),
        ("a reason that is a list", "patrol.skipped", r#"{"checkpoint":1,"reason":[]}"#.into()),
        ("not one decision", "patrol.reviewed", r#"{"decision":1}"#.into()),
        (
            "a thousand alarms that are no list of alarms",
            "patrol.checkpoints_missed",
            format!(r#"{{"missed":{{"a":{huge}}}}}"#),
        ),
        ("a round beyond all", "patrol.checkpoints_missed", r#"{"missed":[{"checkpoint":1,"round":65536}]}"#.into()),
    ];
    for (what, kind, body) in &bodies {
        let parts = Parts::from([(PartName::Core, part(body))]);
        assert_eq!(refusal(&watch.logs(patrol, kind, parts).await), RefusalCode::Malformed, "{what}");
    }
    for (what, name, body) in [
        (
            "a place off the Earth",
            PartName::Place,
            r#"{"position":{"at":{"lat":-91,"lon":0},"accuracy_m":1,"source":"gnss"}}"#,
        ),
        (
            "a place that is no number",
            PartName::Place,
            r#"{"position":{"at":{"lat":NaN,"lon":0},"accuracy_m":1,"source":"gnss"}}"#,
        ),
        ("words that are a number", PartName::Text, "7"),
        ("a secret that is too short", PartName::Sensitive, r#"{"otp":"AAAA"}"#),
        ("a track that is a number", PartName::Track, r#"{"packed":7}"#),
    ] {
        let mut parts = by_hand("At the gate.");
        parts.insert(name, part(body));
        let said = watch.logs(patrol, "patrol.visited", parts).await;
        assert_eq!(refusal(&said), RefusalCode::Malformed, "{what}");
    }
    let without_core = Parts::from([(PartName::Text, part(r#"{"comment":"x"}"#))]);
    let said = watch.logs(patrol, "patrol.visited", without_core.clone()).await;
    assert_eq!(refusal(&said), RefusalCode::Malformed, "nothing is said");
    // Each refused event is a link of its chain, and the next good one follows.
    assert!(is_accepted(&watch.logs(patrol, "patrol.visited", by_hand("At the gate.")).await));
    assert!(is_accepted(&watch.logs(patrol, "patrol.completed", nothing()).await));
    let seen = watch.patrol(patrol).await;
    assert_eq!((seen.state, seen.visits.len()), (Some(PatrolState::Completed), 1));
}

#[tokio::test]
async fn what_may_not_be_is_refused_in_its_own_word() {
    let mut watch = Watch::new().await;
    let patrol = watch.begins().await;
    for (kind, body, why) in [
        (
            "patrol.checkpoints_missed",
            json!({ "missed": vec![json!({ "checkpoint": 1, "round": 65535 }); 1_000] }),
            RefusalCode::HubOnly,
        ),
        ("patrol.started", watch.started(), RefusalCode::WrongStatus),
        ("patrol.resumed", json!({}), RefusalCode::WrongStatus),
        ("patrol.tracked", json!({ "leg": 0, "points": 0, "distance_m": 0, "duration_s": 0 }), RefusalCode::Incomplete),
        ("patrol.visited", json!({ "checkpoint": 1, "proof": "manual" }), RefusalCode::Incomplete),
        ("patrol.visited", json!({ "checkpoint": 1, "proof": "gps", "distance_m": 0 }), RefusalCode::Malformed),
        ("patrol.aborted", json!({}), RefusalCode::Incomplete),
        ("patrol.reviewed", json!({ "decision": "accepted" }), RefusalCode::NotYourRole),
        ("shift.booked_off", json!({}), RefusalCode::UnknownSubject),
        ("site.commented", json!({}), RefusalCode::UnknownSubject),
    ] {
        assert_eq!(refusal(&watch.logs(patrol, kind, core(&body)).await), why, "{kind} {body}");
    }
    // Nobody speaks for the hub.
    let now = by(watch.town.now());
    let hub = watch.guard.sign_parts(
        now,
        Role::Hub,
        patrol,
        "patrol.auto_closed",
        core(&json!({ "reason": "too_long" })),
        Some(SITE),
    );
    assert_eq!(refusal(&watch.guard.push(&watch.town, &[&hub]).await[0]), RefusalCode::HubOnly);
    // The area is the site's.
    for area in [Some(WARD), None] {
        let now = by(watch.town.now());
        let event = watch.guard.sign_parts(now, Role::Guard, patrol, "patrol.visited", by_hand("Here."), area);
        let said = watch.guard.push(&watch.town, &[&event]).await.remove(0);
        assert_eq!(refusal(&said), RefusalCode::OutOfScope, "{area:?}");
    }
    // Another guard of the firm, and one of another firm.
    for (firm, why) in [(FIRM, RefusalCode::NotAssignee), (OTHER_FIRM, RefusalCode::NotAssignee)] {
        let mut other = watch.town.official(Role::Guard, Some(firm), SITE).await;
        let now = by(watch.town.now());
        let event = other.sign_parts(now, Role::Guard, patrol, "patrol.visited", by_hand("Me, too."), Some(SITE));
        assert_eq!(refusal(&other.push(&watch.town, &[&event]).await[0]), why);
    }
    assert!(watch.patrol(patrol).await.visits.is_empty());
}

#[tokio::test]
async fn what_a_newer_version_says_is_taken_from_those_who_have_a_part_in_it() {
    let mut watch = Watch::new().await;
    let patrol = watch.begins().await;
    assert!(is_accepted(&watch.logs(patrol, "patrol.teleported", nothing()).await));
    assert!(is_accepted(&watch.logs(patrol, "patrol.completed", nothing()).await));
    for (role, org, area) in [
        (Role::Guard, Some(OTHER_FIRM), SITE),
        (Role::FirmSupervisor, Some(OTHER_FIRM), SITE),
        (Role::PoliceOfficer, Some(STATION), STATION_AREA),
        (Role::Moderator, None, WARD),
    ] {
        let mut stranger = watch.town.official(role.clone(), org, area).await;
        let now = by(watch.town.now());
        let event = stranger.sign_parts(now, role.clone(), patrol, "patrol.teleported", nothing(), Some(SITE));
        assert_eq!(refusal(&stranger.push(&watch.town, &[&event]).await[0]), RefusalCode::OutOfScope, "{role}");
    }
    assert_eq!(watch.patrol(patrol).await.state, Some(PatrolState::Completed));
}

#[tokio::test]
async fn a_site_is_its_firms_and_changes_one_edition_after_the_other() {
    let mut watch = Watch::new().await;
    let described = |edition: u32| json!({ "edition": edition, "name": "Court", "firm": FIRM, "client": ASSOCIATION });
    for edition in [u32::MAX, 0, 3, 5] {
        let said = watch.sets_up("site.described", &described(edition)).await;
        assert_eq!(refusal(&said), RefusalCode::WrongStatus, "{edition}");
    }
    assert_eq!(
        refusal(&watch.sets_up("site.described", &json!({ "edition": 4_294_967_296_u64 })).await),
        RefusalCode::Malformed
    );
    assert!(is_accepted(&watch.sets_up("site.described", &described(4)).await));
    // It does not move, not even to where its supervisor has a say.
    let now = by(watch.town.now());
    let moved = watch.supervisor.sign_parts(
        now,
        Role::FirmSupervisor,
        watch.site,
        "site.described",
        core(&described(5)),
        Some(WARD),
    );
    assert_eq!(refusal(&watch.supervisor.push(&watch.town, &[&moved]).await[0]), RefusalCode::OutOfScope);
    let mut rival = watch.town.official(Role::FirmSupervisor, Some(OTHER_FIRM), SITE).await;
    for (kind, body, why) in [
        ("site.described", json!({ "edition": 5, "name": "Ours", "firm": OTHER_FIRM }), RefusalCode::OutOfScope),
        ("site.checkpoint_removed", json!({ "edition": 5, "no": 1 }), RefusalCode::OutOfScope),
        ("site.orders_issued", json!({ "edition": 5 }), RefusalCode::OutOfScope),
    ] {
        let now = by(watch.town.now());
        let event = rival.sign_parts(now, Role::FirmSupervisor, watch.site, kind, core(&body), Some(SITE));
        assert_eq!(refusal(&rival.push(&watch.town, &[&event]).await[0]), why, "{kind}");
    }
    rival.pull(&watch.town).await;
    assert!(rival.events(watch.site).is_empty(), "and reads nothing of it");
}

#[tokio::test]
async fn a_patrol_of_a_site_that_nobody_has_heard_of_waits() {
    let mut watch = Watch::new().await;
    let mut started = watch.started();
    started["site"] = json!(SubjectId::now(watch.town.now()));
    let patrol = SubjectId::now(watch.town.now());
    let said = watch.logs(patrol, "patrol.started", core(&started)).await;
    assert!(matches!(said, PushResult::Deferred { needs: Need::Subject(_) }), "{said:?}");
    // The area of a site that nobody knows is nobody's to choose.
    let shift = SubjectId::now(watch.town.now());
    let booked = json!({ "firm": FIRM, "site": SubjectId::now(watch.town.now()) });
    let now = by(watch.town.now());
    let event = watch.guard.sign_parts(now, Role::Guard, shift, "shift.booked_on", core(&booked), Some(WARD));
    let said = watch.guard.push(&watch.town, &[&event]).await.remove(0);
    assert!(matches!(said, PushResult::Deferred { needs: Need::Subject(_) }), "{said:?}");
}

#[tokio::test]
async fn two_phones_that_go_on_with_one_patrol_are_told_and_nothing_that_came_first_is_lost() {
    let mut watch = Watch::new().await;
    let patrol = SubjectId::now(watch.town.now());
    let now = watch.town.now();
    let started_body = watch.started();
    let started = watch.signed(now, patrol, "patrol.started", core(&started_body));
    let mine = watch.signed(now, patrol, "patrol.visited", by_hand("By the one."));
    watch.guard.forget(&mine, &started);
    let theirs = watch.signed(now, patrol, "patrol.visited", by_hand("By the other."));
    let after = watch.signed(now, patrol, "patrol.completed", nothing());
    let said = watch.guard.push(&watch.town, &[&started, &mine]).await;
    assert!(said.iter().all(is_accepted), "{said:?}");
    let said = watch.guard.push(&watch.town, &[&theirs]).await;
    assert_eq!(refusal(&said[0]), RefusalCode::ChainFork);
    let said = watch.guard.push(&watch.town, &[&after]).await;
    assert_eq!(refusal(&said[0]), RefusalCode::ChainBroken, "it goes on from what is not there");
    // The one goes on.
    watch.guard.forget(&after, &mine);
    assert!(is_accepted(&watch.logs(patrol, "patrol.visited", by_hand("By the one again.")).await));
    let seen = watch.patrol(patrol).await;
    assert_eq!((seen.visits.len(), seen.state), (2, Some(PatrolState::Active)));
}

#[tokio::test]
async fn an_offline_patrol_is_closed_after_twelve_hours_and_what_comes_later_counts() {
    let mut watch = Watch::new().await;
    let patrol = watch.begins().await;
    let begun = watch.town.now();
    watch.town.advance(12 * HOUR + Duration::from_secs(1)).await;
    let seen = watch.patrol(patrol).await;
    assert_eq!((seen.state.clone(), seen.closed_by_hub), (Some(PatrolState::AutoClosed), true));
    watch.guard.sign_in(&watch.town).await.unwrap();
    // What was done in those hours comes now: a round, a pause, the end after five hours.
    let later = |hours: u32| begun.plus(hours * HOUR / 2);
    let visit = watch.signed(later(1), patrol, "patrol.visited", by_hand("At the gate."));
    let paused = watch.signed(later(2), patrol, "patrol.paused", nothing());
    let resumed = watch.signed(later(8), patrol, "patrol.resumed", nothing());
    let again = watch.signed(later(9), patrol, "patrol.visited", by_hand("At the gate."));
    let ended = watch.signed(later(10), patrol, "patrol.completed", nothing());
    let more = watch.signed(later(11), patrol, "patrol.visited", by_hand("After the end."));
    let said = watch.guard.push(&watch.town, &[&visit, &paused, &resumed, &again, &ended, &more]).await;
    assert!(said[..5].iter().all(is_accepted), "{said:?}");
    assert_eq!(refusal(&said[5]), RefusalCode::WrongStatus);
    let seen = watch.patrol(patrol).await;
    assert_eq!((seen.state.clone(), seen.visits.len(), seen.closed_by_hub), (Some(PatrolState::Completed), 2, false));
    assert_eq!(seen.ended_at, Some(later(10)));
    assert_eq!((seen.pauses[0].to, seen.legs[0].to), (Some(later(8)), Some(later(10))));
}

#[tokio::test]
async fn a_patrol_by_a_clock_of_1970_or_2100_is_neither_closed_at_once_nor_left_open_nor_alarmed() {
    for year in [1970_i64, 2100] {
        let mut watch = Watch::new().await;
        let start = Timestamp::from_millis((year - 1970) * 31_557_600_000);
        let patrol = SubjectId::now(watch.town.now());
        let body = watch.started();
        let started = watch.signed(start, patrol, "patrol.started", core(&body));
        let visit = watch.signed(start.plus(HOUR / 2), patrol, "patrol.visited", by_hand("At the gate."));
        let said = watch.guard.push(&watch.town, &[&started, &visit]).await;
        for said in &said {
            assert!(matches!(said, PushResult::Accepted(receipt) if receipt.clock_suspect), "{year}: {said:?}");
        }
        watch.town.advance(6 * HOUR).await;
        let seen = watch.patrol(patrol).await;
        assert_eq!((seen.state.clone(), seen.alarms.len()), (Some(PatrolState::Active), 0), "{year}");
        let site = match watch.seen(DutyKind::Site, watch.site).await {
            Some(Duty::Site(site)) => *site,
            other => panic!("{other:?}"),
        };
        let asking = Asking { now: watch.town.now(), own_phone: false };
        let assessment = assess(&seen, Some(&site), asking);
        assert!(assessment.occurrences.iter().all(|o| o.state != OccurrenceState::Missed), "{year}: {assessment:?}");
        watch.town.advance(7 * HOUR).await;
        let seen = watch.patrol(patrol).await;
        assert_eq!(seen.state, Some(PatrolState::AutoClosed), "{year}");
        assert!(seen.ended_at >= seen.started_at, "{year}");
        watch.guard.sign_in(&watch.town).await.unwrap();
        let ended = watch.signed(start.plus(HOUR), patrol, "patrol.completed", nothing());
        assert!(is_accepted(&watch.guard.push(&watch.town, &[&ended]).await[0]), "{year}");
    }
}

async fn shift_of(watch: &mut Watch, id: SubjectId) -> Shift {
    match watch.seen(DutyKind::Shift, id).await {
        Some(Duty::Shift(shift)) => *shift,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn welfare_alarms_are_few_whatever_the_clock_says_and_stop_after_a_day() {
    for (year, most) in [(1970_i64, 0), (2026, 24)] {
        let mut watch = Watch::new().await;
        let shift = SubjectId::now(watch.town.now());
        let start = if year == 1970 { Timestamp::from_millis(0) } else { watch.town.now() };
        let booked = json!({ "firm": FIRM, "site": watch.site, "welfare_every_min": 60 });
        let event = watch.signed(start, shift, "shift.booked_on", core(&booked));
        assert!(is_accepted(&watch.guard.push(&watch.town, &[&event]).await[0]));
        for _ in 0..30 {
            watch.town.advance(HOUR).await;
        }
        let seen = shift_of(&mut watch, shift).await;
        assert!(seen.welfare_alarms.len() <= most, "{year}: {:?}", seen.welfare_alarms);
        assert_eq!(seen.welfare_alarms.is_empty(), most == 0, "{year}");
        let alarms = seen.welfare_alarms.len();
        watch.town.advance(48 * HOUR).await;
        assert_eq!(shift_of(&mut watch, shift).await.welfare_alarms.len(), alarms, "{year}");
    }
}

#[tokio::test]
async fn a_note_that_was_altered_or_is_ones_own_is_not_signed() {
    let mut watch = Watch::new().await;
    let shift = SubjectId::now(watch.town.now());
    let booked = json!({ "firm": FIRM, "site": watch.site });
    assert!(is_accepted(&watch.logs(shift, "shift.booked_on", core(&booked)).await));
    let now = watch.town.now();
    let note = watch.signed(now, shift, "shift.passed_down", core(&json!({ "items": [] })));
    assert!(is_accepted(&watch.guard.push(&watch.town, &[&note]).await[0]));
    let answer = |id: EventId, hash: Value| core(&json!({ "note": id, "note_hash": hash }));
    let right = || json!(note.hash());
    let id = note.header().id;
    let mut next = watch.town.official(Role::Guard, Some(FIRM), SITE).await;
    let mut rival = watch.town.official(Role::Guard, Some(OTHER_FIRM), SITE).await;
    let own = watch.logs(shift, "shift.pass_down_signed", answer(id, right())).await;
    assert_eq!(refusal(&own), RefusalCode::SecondPerson);
    let sign = |person: &mut Person, parts: Parts, area: Option<AreaId>| {
        person.sign_parts(by(now), Role::Guard, shift, "shift.pass_down_signed", parts, area)
    };
    let event = sign(&mut rival, answer(id, right()), Some(SITE));
    assert_eq!(refusal(&rival.push(&watch.town, &[&event]).await[0]), RefusalCode::OutOfScope);
    let altered = json!(usalama_core::keys::Hash::of("another note", &[]));
    let event = sign(&mut next, answer(id, altered), Some(SITE));
    assert_eq!(refusal(&next.push(&watch.town, &[&event]).await[0]), RefusalCode::NoOffer);
    let event = sign(&mut next, answer(id, right()), Some(SITE));
    assert!(is_accepted(&next.push(&watch.town, &[&event]).await[0]));
    let event = sign(&mut next, answer(id, right()), Some(SITE));
    assert_eq!(refusal(&next.push(&watch.town, &[&event]).await[0]), RefusalCode::AlreadyDone);
    // The next guard has the note, and nothing else of the shift; a guard of another firm has no part of it.
    next.pull(&watch.town).await;
    assert_eq!(next.kinds(shift), ["shift.passed_down", "shift.pass_down_signed"]);
    rival.pull(&watch.town).await;
    assert!(rival.events(shift).iter().all(|event| event.parts().is_empty()));
    assert!(rival.events(watch.site).iter().all(|event| event.parts().is_empty()));
}
