//! Outreach end to end over a real hub (DOMAIN §10; §12, the row "Outreach event"): counts only, and nobody's name.

use std::time::Duration;

use usalama_core::client::{
    Delivery, Error, HeldWith, NewOutreachEvent, NewProgramme, OutreachFilter, OutreachView, ProgrammeSummary,
};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::actor::OrgKind;
use usalama_core::model::outreach::{
    CountedAge, CountedSex, FacilitatorRole, Headcount, HeadcountCell, Material, OutreachKind, OutreachState, Partner,
    Prong, Score, Session, Target,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::text::{Comment, Title};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn words(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> RefusalCode {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn people(girls: u32, boys: u32, teachers: u32) -> Headcount {
    let cell = |sex, age, count| HeadcountCell { sex, age, count };
    Headcount::new([
        cell(CountedSex::Female, CountedAge::Under18, girls),
        cell(CountedSex::Male, CountedAge::Under18, boys),
        cell(CountedSex::Female, CountedAge::From35, teachers),
    ])
    .unwrap()
}

fn lesson(pre: f64, post: Option<f64>) -> Session {
    Session {
        topic: title("Refusing bhang, and where to go for help"),
        curriculum_ref: Some(title("NACADA life skills, unit 4")),
        facilitator: FacilitatorRole::PeerEducator,
        duration_min: 80,
        pre_score_avg: Some(Score::from_percent(pre).unwrap()),
        post_score_avg: post.map(|post| Score::from_percent(post).unwrap()),
    }
}

fn programme(town: &Town) -> NewProgramme {
    let now = town.clock.now();
    let ra = town.org(&OrgKind::ResidentAssociation, "");
    NewProgramme {
        prong: Prong::PeerEducation,
        name: title("Clear heads in class 7 and 8"),
        partners: vec![Partner { name: title("Mfano residents"), org: Some(ra) }],
        area: town.ward(),
        from: now,
        to: now.plus(90 * DAY),
        target: Target { group: Some(title("Class 7 and 8")), people: Some(400), events: Some(8) },
    }
}

fn event(town: &Town, programme: SubjectId, kind: OutreachKind, hours: u32) -> NewOutreachEvent {
    let from = town.clock.now().plus(HOUR * hours);
    NewOutreachEvent {
        at: Some(town.place()),
        place_text: Some(title("Hall behind the office")),
        notes: Some(words("Bring the projector.")),
        ..NewOutreachEvent::new(programme, kind, title("Mfano Primary School"), town.ward(), from, from.plus(2 * HOUR))
    }
}

/// How many events of a subject a phone's file holds.
fn held(phone: &Phone, id: SubjectId) -> i64 {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
        .query_row("SELECT count(*) FROM event WHERE subject = ?1", [id.0.as_bytes()], |row| row.get(0))
        .unwrap()
}

/// Of how many of a subject's events a phone's file holds the part of this name.
fn parts(phone: &Phone, id: SubjectId, name: &str) -> i64 {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
        .query_row(
            "SELECT count(*) FROM event WHERE subject = ?1 AND json_type(parts, '$.' || ?2) IS NOT NULL",
            rusqlite::params![id.0.as_bytes(), name],
            |row| row.get(0),
        )
        .unwrap()
}

fn refusals(phone: &Phone) -> Vec<(SubjectId, RefusalCode)> {
    let status = phone.app.sync_status().unwrap();
    status.parked.into_iter().map(|parked| (parked.subject, parked.refusal.code)).collect()
}

fn count(summary: &ProgrammeSummary, sex: &CountedSex, age: &CountedAge) -> Option<u32> {
    summary.people.iter().find(|people| people.sex == *sex && people.age == *age).unwrap().count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_session_offline_then_online_with_what_the_group_knew_before_and_after() {
    let town = Town::start();
    let worker = town.recruit(Role::OutreachWorker).await;
    let colleague = town.recruit(Role::OutreachWorker).await;
    let admin = town.recruit(Role::ProgrammeAdmin).await;
    let others = [
        town.resident().await,
        town.recruit(Role::Guard).await,
        town.recruit(Role::FirmSupervisor).await,
        town.recruit(Role::PoliceOfficer).await,
        town.recruit(Role::RehabIntake).await,
        town.recruit(Role::Moderator).await,
        town.recruit(Role::NgaoOfficer).await,
        town.recruit(Role::CommunityLeader).await,
    ];

    worker.go_offline();
    let programme = worker.app.start_programme(programme(&town)).unwrap().programme.id;
    let planned = worker.app.plan_outreach(event(&town, programme, OutreachKind::SchoolVisit, 1)).unwrap();
    let id = planned.event.id;
    assert_eq!((planned.event.state, planned.delivery), (Some(OutreachState::Planned), Delivery::OnlyOnThisPhone));
    let later = worker.app.plan_outreach(event(&town, programme, OutreachKind::Sports, 30)).unwrap().event.id;
    let here = OutreachFilter { area: Some(town.area(&AreaKind::County, "")), ..OutreachFilter::default() };
    let ids = |views: Vec<OutreachView>| views.into_iter().map(|view| view.event.id).collect::<Vec<_>>();
    assert_eq!(ids(worker.app.upcoming_outreach(&here, 10).unwrap()), [id, later]);
    let near = |metres| OutreachFilter {
        near: Some((beside(&town.place(), 300.0, 0.0).at, metres)),
        ..OutreachFilter::default()
    };
    assert_eq!(ids(worker.app.upcoming_outreach(&near(400.0), 1).unwrap()), [id]);
    assert_eq!(ids(worker.app.upcoming_outreach(&near(200.0), 10).unwrap()), []);

    // What does not hold is refused, and changes nothing.
    assert_eq!(refused(worker.app.record_session(id, lesson(41.0, None))), RefusalCode::WrongStatus);
    let care =
        NewOutreachEvent { invited: vec![town.station()], ..event(&town, programme, OutreachKind::CounsellingDay, 2) };
    assert_eq!(refused(worker.app.plan_outreach(care)), RefusalCode::AudienceTooWide);
    let after = event(&town, programme, OutreachKind::Forum, 24 * 91);
    assert_eq!(refused(worker.app.plan_outreach(after)), RefusalCode::TooLate);
    assert_eq!(refused(worker.app.hold_outreach(later, HeldWith::default())), RefusalCode::TooEarly);

    town.advance(2 * HOUR).await;
    let leaflets = Material { item: title("Leaflet: bhang and the law"), qty: 60, lang: Some(title("sw-KE")) };
    let headcount = people(31, 27, 2);
    let with = HeldWith {
        headcount: headcount.clone(),
        materials: vec![leaflets.clone()],
        notes: Some(words("The head teacher wants a second visit.")),
    };
    worker.app.hold_outreach(id, with).unwrap();
    let view = worker.app.record_session(id, lesson(41.5, None)).unwrap();
    let session = view.event.sessions[0].id;
    let view = worker.app.correct_session(id, session, lesson(41.5, Some(68.0))).unwrap();
    assert_eq!((view.event.sessions.len(), view.event.sessions[0].session.change()), (1, Some(26.5)));
    assert_eq!(view.event.headcount, Some(headcount.clone()));

    let report = worker.go_online().await;
    assert_eq!((report.accepted, refusals(&worker)), (6, vec![]));
    assert_eq!(worker.app.outreach_event(id).unwrap().delivery, Delivery::Delivered);

    // Another worker of the area reads all of it, and corrects the count: a new event.
    colleague.sync().await;
    let read = colleague.app.outreach_event(id).unwrap().event;
    assert_eq!((read.headcount, read.materials), (Some(headcount), vec![leaflets]));
    assert_eq!(read.notes, Some(words("The head teacher wants a second visit.")));
    let corrected = HeldWith { headcount: people(32, 27, 2), ..HeldWith::default() };
    let view = colleague.app.correct_outreach_count(id, corrected).unwrap();
    assert_eq!((view.event.corrections, view.event.notes.is_some()), (1, true));
    colleague.sync().await;
    worker.sync().await;
    assert_eq!(worker.app.outreach_event(id).unwrap().event, colleague.app.outreach_event(id).unwrap().event);

    // An administrator gets numbers, without the small ones; not where, not the notes.
    admin.sync().await;
    let numbers = admin.app.outreach_event(id).unwrap().event;
    assert_eq!((numbers.headcount, numbers.place, numbers.notes, numbers.plan_notes), (None, None, None, None));
    assert_eq!(numbers.shown, Some(people(32, 27, 0)));
    assert_eq!(["text", "place", "sensitive"].map(|name| parts(&admin, id, name)), [0, 0, 0]);
    for phone in [&worker, &admin] {
        let summary = phone.app.programme_summary(programme).unwrap();
        assert_eq!((summary.held, summary.planned, summary.sessions, summary.scored_sessions), (1, 1, 1, 1));
        assert_eq!(count(&summary, &CountedSex::Female, &CountedAge::Under18), Some(32));
        assert_eq!(count(&summary, &CountedSex::Female, &CountedAge::From35), None, "fewer than three");
        assert_eq!((summary.people_at_least, summary.mean_pre, summary.mean_change), (59, Some(41.5), Some(26.5)));
    }
    // Nobody else has heard of anything.
    for other in &others {
        other.sync().await;
        assert_eq!([programme, id, later].map(|id| held(other, id)), [0, 0, 0]);
        assert!(matches!(other.app.outreach_event(id), Err(Error::NotFound)));
    }
    // All of it stands after a restart.
    let worker = worker.restarted();
    assert_eq!(worker.app.programme_summary(programme).unwrap().people_at_least, 59);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_joint_inspection_that_an_association_hosts_and_police_are_invited_to() {
    let town = Town::start();
    let worker = town.recruit(Role::OutreachWorker).await;
    let chair = town.recruit(Role::RaOfficial).await;
    let police = town.recruit(Role::PoliceOfficer).await;
    let other_police = town.phone();
    let jirani = town.area(&AreaKind::PoliceArea, "Jirani");
    town.appoint_to(&other_police, Role::PoliceOfficer, Some(town.other_station()), jirani, None).await;

    let new = NewProgramme { prong: Prong::IntegratedEnforcement, ..programme(&town) };
    let programme = worker.app.start_programme(new).unwrap().programme.id;
    let inspection = NewOutreachEvent {
        host: Some(town.org(&OrgKind::ResidentAssociation, "")),
        invited: vec![town.station()],
        ..event(&town, programme, OutreachKind::InspectionJoint, 30)
    };
    let id = worker.app.plan_outreach(inspection.clone()).unwrap().event.id;
    worker.sync().await;
    for phone in [&chair, &police, &other_police] {
        phone.sync().await;
    }
    assert_eq!(held(&other_police, id), 0);
    let invited = police.app.upcoming_outreach(&OutreachFilter::default(), 10).unwrap();
    assert_eq!(invited.len(), 1);
    assert!(invited[0].event.place.is_some() && invited[0].event.plan_notes.is_none());
    // Who is invited reads, and does nothing.
    assert_eq!(refused(police.app.hold_outreach(id, HeldWith::default())), RefusalCode::NotYourRole);
    assert_eq!(refused(police.app.postpone_outreach(id, None)), RefusalCode::NotYourRole);

    // The host puts it off without a network, and gives it another time; the programme is known: the host is a partner.
    chair.go_offline();
    assert_eq!(chair.app.programme(programme).unwrap().programme.id, programme);
    chair.app.postpone_outreach(id, Some(words("The market is closed that day."))).unwrap();
    assert_eq!(chair.app.upcoming_outreach(&OutreachFilter::default(), 10).unwrap(), []);
    let from = town.clock.now().plus(54 * HOUR);
    assert_eq!(refused(chair.app.postpone_outreach(id, None)), RefusalCode::WrongStatus);
    chair.app.reschedule_outreach(id, from, from.plus(HOUR)).unwrap();
    chair.go_online().await;
    assert_eq!(refusals(&chair), []);
    police.sync().await;
    let moved = police.app.outreach_event(id).unwrap().event;
    assert_eq!((moved.state, moved.plan.map(|plan| plan.from)), (Some(OutreachState::Planned), Some(from)));
    assert_eq!(moved.reason, None, "why is between the organisers");

    town.advance(54 * HOUR).await;
    let cell = |age, count| HeadcountCell { sex: CountedSex::Male, age, count };
    let traders = Headcount::new([cell(CountedAge::From25To34, 14), cell(CountedAge::From35, 2)]).unwrap();
    chair.app.hold_outreach(id, HeldWith { headcount: traders.clone(), ..HeldWith::default() }).unwrap();
    chair.sync().await;
    police.sync().await;
    worker.sync().await;
    assert_eq!(worker.app.outreach_event(id).unwrap().event.headcount, Some(traders));
    let seen = police.app.outreach_event(id).unwrap().event;
    assert_eq!((seen.state, seen.headcount), (Some(OutreachState::Held), None));
    assert_eq!(seen.shown.map(|shown| shown.total()), Some(14), "two of an age are nobody's business");
    assert_eq!([parts(&police, id, "sensitive"), parts(&police, id, "text")], [0, 0]);

    // The next one is planned without the police after all: their phones lose it.
    let next = worker.app.plan_outreach(NewOutreachEvent { ..event_again(&town, &inspection) }).unwrap().event.id;
    worker.sync().await;
    police.sync().await;
    assert_eq!(held(&police, next), 1);
    let alone = NewOutreachEvent { invited: vec![], ..event_again(&town, &inspection) };
    worker.app.replan_outreach(next, alone).unwrap();
    worker.sync().await;
    police.sync().await;
    assert_eq!(held(&police, next), 0);
    assert!(matches!(police.app.outreach_event(next), Err(Error::NotFound)));
}

fn event_again(town: &Town, like: &NewOutreachEvent) -> NewOutreachEvent {
    let from = town.clock.now().plus(24 * HOUR);
    NewOutreachEvent { from, to: from.plus(HOUR), ..like.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_but_one_is_refused_to_begin_and_the_hub_decides_between_two_who_were_offline() {
    let town = Town::start();
    let one = town.recruit(Role::OutreachWorker).await;
    let two = town.recruit(Role::OutreachWorker).await;
    let programme_id = one.app.start_programme(programme(&town)).unwrap().programme.id;
    let first = one.app.plan_outreach(event(&town, programme_id, OutreachKind::Forum, 1)).unwrap().event.id;
    one.sync().await;
    two.sync().await;

    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Hub | Role::OutreachWorker | Role::Resident)) {
        let phone = town.recruit(role.clone()).await;
        phone.go_offline();
        assert_eq!(refused(phone.app.start_programme(programme(&town))), RefusalCode::NotYourRole, "{role}");
        let new = event(&town, programme_id, OutreachKind::Forum, 2);
        assert_eq!(refused(phone.app.plan_outreach(new)), RefusalCode::NotYourRole, "{role}");
        assert_eq!(phone.app.sync_status().unwrap().unsent, 0, "{role}");
    }
    let resident = town.resident().await;
    assert_eq!(refused(resident.app.start_programme(programme(&town))), RefusalCode::NotYourRole);
    let elsewhere = NewProgramme { area: town.area(&AreaKind::Ward, "Mfano Magharibi"), ..programme(&town) };
    assert_eq!(refused(one.app.start_programme(elsewhere)), RefusalCode::OutOfScope);

    // Both without a network: one calls the forum off and ends the programme, the other holds it and plans another one.
    one.go_offline();
    two.go_offline();
    town.advance(HOUR).await;
    one.app.cancel_outreach(first, Some(words("Heavy rain."))).unwrap();
    one.app.close_programme(programme_id).unwrap();
    two.app.hold_outreach(first, HeldWith { headcount: people(9, 9, 9), ..HeldWith::default() }).unwrap();
    let second = two.app.plan_outreach(event(&town, programme_id, OutreachKind::Roadshow, 5)).unwrap().event.id;
    assert_eq!(
        refused(one.app.plan_outreach(event(&town, programme_id, OutreachKind::Sports, 5))),
        RefusalCode::WrongStatus
    );
    one.go_online().await;
    two.go_online().await;
    let mut told = refusals(&two);
    told.sort_by_key(|(id, _)| *id);
    assert_eq!(told, [(first, RefusalCode::WrongStatus), (second, RefusalCode::WrongStatus)]);
    two.sync().await;
    let stands = two.app.outreach_event(first).unwrap().event;
    assert_eq!((stands.state, stands.headcount), (Some(OutreachState::Cancelled), None));
    assert_eq!(two.app.programme_summary(programme_id).unwrap().held, 0, "nothing counts that was not held");
    assert!(!two.app.programme(programme_id).unwrap().programme.is_open());
}
