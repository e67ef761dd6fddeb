//! Outreach as a broken phone, or one whose app was changed, would hand it in: the hub says what is wrong in its own word, tells
//! nobody a small number, and loses nothing of what is right.

use serde_json::{Value, json};
use usalama_core::clock::DeviceTime;
use usalama_core::event::{Part, PartName, Parts, Role, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::keys::Salt;
use usalama_core::model::incident::Category;
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::sync::wire::*;

use super::harness::*;
use super::place::*;

const HOUR_MS: i64 = 3_600_000;

fn part(body: &Value) -> Part {
    Part { salt: Salt::random().unwrap(), body: body.to_string() }
}

fn core(body: &Value) -> Parts {
    Parts::from([(PartName::Core, part(body))])
}

fn counted(shown: &Value, exact: &Value) -> Parts {
    let mut parts = core(&json!({ "shown": shown }));
    parts.insert(PartName::Sensitive, part(&json!({ "headcount": exact })));
    parts
}

fn cell(sex: &str, age: &str, count: i64) -> Value {
    json!({ "sex": sex, "age": age, "count": count })
}

/// Says something as somebody; gives what the hub said to it.
async fn says(
    person: &mut Person,
    town: &Town,
    role: Role,
    (subject, area): (SubjectId, AreaId),
    kind: &'static str,
    parts: Parts,
) -> PushResult {
    let time = DeviceTime { at: town.now(), utc_offset: 180, monotonic_ms: None, boot: None };
    let event = person.sign_parts(time, role, subject, kind, parts, Some(area));
    person.push(town, &[&event]).await.remove(0)
}

fn programme(town: &Town) -> Parts {
    let now = town.now().as_millis();
    core(
        &json!({ "prong": "integrated_enforcement", "name": "Clear heads", "from": now - HOUR_MS, "to": now + 900 * HOUR_MS }),
    )
}

fn plan(town: &Town, programme: SubjectId, kind: &str) -> Parts {
    let now = town.now().as_millis();
    let mut parts = core(&json!({ "programme": programme, "kind": kind, "host_org": "Market", "invited": [STATION],
        "host": ASSOCIATION, "from": now, "to": now + HOUR_MS }));
    parts.insert(PartName::Text, part(&json!({ "comment": "Meet behind the office." })));
    parts
}

#[tokio::test]
async fn what_does_not_hold_is_refused_and_what_is_right_flows_on() {
    let town = Town::new().await;
    let mut worker = town.official(Role::OutreachWorker, None, WARD).await;
    let (programme_id, event) = (SubjectId::now(town.now()), SubjectId::now(town.now()));
    let (on_programme, on_event) = ((programme_id, WARD), (event, WARD));
    let role = Role::OutreachWorker;

    // An event may come before the programme that it is part of: it waits.
    let (first, plan_again) = (plan(&town, programme_id, "inspection_joint"), plan(&town, programme_id, "forum"));
    let time = DeviceTime { at: town.now(), utc_offset: 180, monotonic_ms: None, boot: None };
    let early = worker.sign_parts(time, role.clone(), event, "outreach.planned", first, Some(WARD));
    let said = worker.push(&town, &[&early]).await.remove(0);
    assert!(matches!(said, PushResult::Deferred { needs: Need::Subject(id) } if id == programme_id), "{said:?}");
    let elsewhere = (SubjectId::now(town.now()), OTHER_WARD);
    let said = says(&mut worker, &town, role.clone(), elsewhere, "programme.described", programme(&town)).await;
    assert_eq!(refusal(&said), No::OutOfScope);
    let said = says(&mut worker, &town, role.clone(), on_programme, "programme.described", programme(&town)).await;
    assert!(is_accepted(&said), "{said:?}");
    assert!(is_accepted(&worker.push(&town, &[&early]).await.remove(0)));

    let group = json!([cell("female", "under_18", 30), cell("male", "age_35_plus", 2)]);
    let shown = json!([cell("female", "under_18", 30)]);
    let session = |pre: u32| {
        core(
            &json!({ "session": { "topic": "Law", "facilitator": "teacher", "duration_min": 40, "pre_score_avg": pre } }),
        )
    };
    let wrong: [(&'static str, Parts, No); 10] = [
        ("outreach.held", Parts::from([(PartName::Text, part(&json!({ "comment": "Well." })))]), No::Malformed),
        ("outreach.held", core(&json!({ "shown": shown })), No::Incomplete),
        ("outreach.held", counted(&group, &group), No::AudienceTooWide),
        ("outreach.held", counted(&json!([]), &json!([cell("male", "under_18", -4)])), No::Malformed),
        ("outreach.held", counted(&json!([]), &json!([group[1], group[1]])), No::Malformed),
        ("outreach.session_recorded", session(410), No::WrongStatus),
        ("outreach.session_recorded", session(1_001), No::Malformed),
        ("outreach.planned", plan(&town, programme_id, "support_group"), No::AudienceTooWide),
        ("outreach.planned", plan(&town, event, "forum"), No::OutOfScope),
        ("programme.closed", core(&json!({})), No::UnknownSubject),
    ];
    for (kind, parts, expected) in wrong {
        let said = says(&mut worker, &town, role.clone(), on_event, kind, parts).await;
        assert_eq!(refusal(&said), expected, "{kind}");
    }
    let said = says(&mut worker, &town, role.clone(), (event, OTHER_WARD), "outreach.planned", plan_again).await;
    assert_eq!(refusal(&said), No::OutOfScope, "it stays where it was");
    let said = says(&mut worker, &town, role.clone(), on_event, "outreach.held", counted(&shown, &group)).await;
    assert!(is_accepted(&said), "{said:?}");
    let few = json!([cell("male", "age_35_plus", 2)]);
    let said =
        says(&mut worker, &town, role.clone(), on_event, "outreach.count_corrected", counted(&json!([]), &few)).await;
    assert!(is_accepted(&said), "{said:?}");
    let said = says(&mut worker, &town, role.clone(), on_event, "outreach.session_recorded", session(410)).await;
    assert_eq!(refusal(&said), No::Incomplete, "the average of two is somebody's own mark");

    // What is about something else cannot be about this, nor this about something else.
    let (incident, reported) = worker.report(&town, Role::OutreachWorker, Category::Barrier, Some(here()));
    assert!(is_accepted(&worker.push(&town, &[&reported]).await.remove(0)));
    let said = says(&mut worker, &town, role, (incident, WARD), "outreach.cancelled", core(&json!({}))).await;
    assert_eq!(refusal(&said), No::UnknownSubject);
}

#[tokio::test]
async fn nobody_but_organisers_adds_anything_and_each_reads_what_the_row_says() {
    let town = Town::new().await;
    let mut worker = town.official(Role::OutreachWorker, None, WARD).await;
    let mut host = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let mut admin = town.official(Role::ProgrammeAdmin, None, COUNTY).await;
    let mut away = town.official(Role::OutreachWorker, None, OTHER_WARD).await;
    let mut other_police = town.official(Role::PoliceOfficer, Some(OTHER_STATION), OTHER_STATION_AREA).await;
    let mut guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let (programme_id, event) = (SubjectId::now(town.now()), SubjectId::now(town.now()));
    let on_event = (event, WARD);
    for (subject, kind, parts) in [
        (programme_id, "programme.described", programme(&town)),
        (event, "outreach.planned", plan(&town, programme_id, "inspection_joint")),
    ] {
        let said = says(&mut worker, &town, Role::OutreachWorker, (subject, WARD), kind, parts).await;
        assert!(is_accepted(&said), "{said:?}");
    }
    // Known kinds and kinds of a newer version alike: these would reach the readers too.
    for kind in ["outreach.cancelled", "outreach.filmed"] {
        for (person, role, expected) in [
            (&mut police, Role::PoliceOfficer, No::NotYourRole),
            (&mut admin, Role::ProgrammeAdmin, No::NotYourRole),
            (&mut guard, Role::Guard, No::NotYourRole),
            (&mut moderator, Role::Moderator, No::NotYourRole),
            (&mut away, Role::OutreachWorker, No::OutOfScope),
        ] {
            let said = says(person, &town, role.clone(), on_event, kind, core(&json!({}))).await;
            assert_eq!(refusal(&said), expected, "{role}: {kind}");
        }
    }
    let said = says(&mut worker, &town, Role::OutreachWorker, on_event, "outreach.filmed", core(&json!({}))).await;
    assert!(is_accepted(&said), "{said:?}");
    let exact = json!([cell("male", "age_25_34", 14), cell("male", "age_35_plus", 2)]);
    let shown = json!([cell("male", "age_25_34", 14)]);
    let said = says(&mut host, &town, Role::RaOfficial, on_event, "outreach.held", counted(&shown, &exact)).await;
    assert!(is_accepted(&said), "{said:?}");

    let all = ["core", "sensitive", "text"];
    let kinds = ["outreach.planned", "outreach.filmed", "outreach.held"];
    for (person, expected) in [
        (&mut worker, Some(&all[..])),
        (&mut host, Some(&all[..])),
        (&mut police, Some(&all[..1])),
        (&mut admin, Some(&all[..1])),
        (&mut away, None),
        (&mut other_police, None),
        (&mut guard, None),
        (&mut moderator, None),
    ] {
        person.pull(&town).await;
        let read: std::collections::BTreeSet<&str> =
            person.events(event).iter().flat_map(|event| event.parts().keys().map(PartName::code)).collect();
        assert_eq!(read.into_iter().collect::<Vec<_>>(), expected.unwrap_or_default());
        assert_eq!(person.kinds(event), if expected.is_some() { &kinds[..] } else { &[] });
        let parts = person.events(event).into_iter().flat_map(|event| event.parts().values());
        let small = parts.filter(|part| part.body.contains("\"count\":2,")).count();
        assert_eq!(small, usize::from(expected == Some(&all[..])), "two of an age are the organisers' to know");
    }
}
