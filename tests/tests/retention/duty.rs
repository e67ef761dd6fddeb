//! The rows "track points" and "visits, shifts, handover".

use std::time::Duration;

use usalama_core::client::{Acceptance, BookOn, Error, NewPatrol};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::track::Fix;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Act, Category, Closed, Entry, Outcome};
use usalama_core::model::retention::RetentionClass;
use usalama_core::text::{Comment, Title};
use usalama_tests::guarding::{GuardedSite, ROUND};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};
use usalama_tests::traces::{WITH_PARTS, WITH_TRACK, file_of, hub_file, number, report};

use super::{DAY, DEADLINE, MINUTE};

/// A guard's night at a site, with its track, a visit and the shift, all still on the phone.
struct Night {
    town: Town,
    supervisor: Phone,
    guard: Phone,
    site: SubjectId,
    shift: SubjectId,
    patrol: SubjectId,
}

impl Night {
    async fn spent() -> Self {
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
        Self { town, supervisor, guard, site: site.id, shift, patrol: id }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_track_points_until_delivered_then_30_days_raw_at_the_hub_and_kilometres_and_visits_stay() {
    let Night { town, guard, patrol: id, .. } = Night::spent().await;
    town.advance(DAY * 20).await;
    assert!(guard.app.sweep().unwrap().0.is_empty(), "what is not delivered stays");
    assert_eq!(number(&file_of(&guard), WITH_TRACK, id), 1);
    guard.go_online().await;
    guard.go_offline();
    town.advance(MINUTE).await;
    assert_eq!(guard.app.sweep().unwrap().0, [(RetentionClass::Track, 1)]);
    assert_eq!(number(&file_of(&guard), WITH_TRACK, id), 0);
    let detail = guard.app.patrol(id).unwrap();
    assert_eq!(detail.patrol.visits.len(), 1);
    let metres = |summary: &usalama_core::model::duty::TrackSummary| summary.distance_m;
    assert!(detail.patrol.legs[0].track.as_ref().is_some_and(|track| metres(track) > 0), "kilometres and minutes stay");
    assert!(guard.app.verify_patrol(id).is_ok(), "the chain can still be followed");
    assert_eq!(number(&hub_file(&town), WITH_TRACK, id), 1);
    town.advance(DAY * 31).await;
    let hub = hub_file(&town);
    assert_eq!(number(&hub, WITH_TRACK, id), 0, "30 days raw");
    let state: String =
        hub.query_row("SELECT state FROM subject WHERE id = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap();
    assert!(state.contains("distance_m") && state.contains("visits"), "the summary stays: {state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_visits_shifts_handover_60_days_on_the_phone_24_months_at_the_hub_then_a_number() {
    let Night { town, supervisor, guard, site, shift, patrol } = Night::spent().await;
    guard.go_online().await;
    guard.app.sweep().unwrap();
    // A case of the night that was handed over.
    let (resident, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    let case = report(&resident, &town, Category::StreetLight);
    resident.sync().await;
    supervisor.sync().await;
    supervisor.app.triage(case, Severity::Moderate).unwrap();
    let offer = usalama_tests::fixtures::acts::handover_offered(town.station());
    supervisor.app.act(case, offer).unwrap();
    supervisor.sync().await;
    officer.sync().await;
    let ob_number = Title::new("OB 5/24/11/2026").ok();
    officer.app.accept_handover(case, Acceptance { ob_number, ..Acceptance::default() }).unwrap();
    officer.sync().await;
    let words = Comment::new("Settled.").unwrap();
    let closed = Act::Resolved(Closed { outcome: Outcome::AdviceGiven });
    officer.app.act_online(case, Entry::with_comment(closed, words), DEADLINE).await.unwrap();

    guard.go_offline();
    town.advance(DAY * 59).await;
    assert!(guard.app.sweep().unwrap().0.iter().all(|(class, _)| *class != RetentionClass::Duty));
    town.advance(DAY * 2).await;
    assert_eq!(guard.app.sweep().unwrap().0, [(RetentionClass::Duty, 2)], "without a network");
    assert!(
        matches!(guard.app.patrol(patrol), Err(Error::NotFound))
            && matches!(guard.app.shift(shift), Err(Error::NotFound))
    );
    assert!(guard.app.site(site).is_ok(), "a site is no work");

    let hub = hub_file(&town);
    let handover = "SELECT count(*) FROM event WHERE subject = ?1 AND parts <> '{}'
        AND header ->> '$.kind' LIKE 'incident.handover_%'";
    town.advance(DAY * 310).await;
    assert!(number(&hub, WITH_PARTS, patrol) > 0 && number(&hub, WITH_PARTS, shift) > 0);
    assert_eq!(number(&hub, WITH_PARTS, case), 2, "of the case the two signatures are left");
    assert_eq!(number(&hub, handover, case), 2);
    town.advance(DAY * 370).await;
    assert_eq!([patrol, shift, case].map(|id| number(&hub, WITH_PARTS, id)), [0, 0, 0], "24 months");
    let kept = town.hub.admin(&["kept"]);
    assert!(kept.contains("patrol ") && kept.contains("shift ") && kept.contains("street_light "), "{kept}");
}
