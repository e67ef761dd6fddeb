//! Golden scenarios of the domain (DOMAIN §19), each end to end: real phones, a real hub process, real HTTP.

use std::time::Duration;

use usalama_core::client::{Acceptance, Delivery, Error, IncidentFilter, Offer, Who};
use usalama_core::event::{Audience, ChainId, Draft, EventId, Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::keys::HostKey;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{
    Act, CaseStatus, Category, Closed, CorroborationKind, Entry, Flag, NewIncident, Outcome,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::profile::{Changes, NewEvent, Profile};
use usalama_core::store::{Lane, Standing, chain_head};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::street_crime;
use usalama_tests::town::{Town, beside};

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> RefusalCode {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn status(phone: &Phone, id: SubjectId) -> Option<CaseStatus> {
    phone.app.incident(id).unwrap().view.incident.status
}

fn sees(phone: &Phone, id: SubjectId) -> bool {
    phone.app.incident(id).is_ok()
}

/// Records an act without asking policy, as a forged app would, and returns the hub's answer.
async fn force(phone: Phone, id: SubjectId, act: Act, role: Role) -> (Phone, RefusalCode) {
    let entry = Entry::from(act);
    let actor = phone.actor();
    {
        let clock = phone.clock.clone();
        let profile =
            Profile::open(phone.directory(), actor, &phone.key, clock, Changes::default(), disk::OPENING).unwrap();
        let audience = phone.app.incident(id).unwrap().view.incident.visibility;
        let signer = profile.signer(role, id);
        profile.record(NewEvent { signer: &signer, entry: &entry, area: None, audience }).unwrap();
    }
    let phone = phone.restarted();
    let report = phone.sync().await;
    assert_eq!(report.refused, 1, "{report:?}");
    let code = phone.app.sync_status().unwrap().parked.last().unwrap().refusal.code.clone();
    (phone, code)
}

/// A break-in that a supervisor has assigned to a guard, who is on scene; all have synced.
async fn guard_on_scene(town: &Town, category: Category) -> (Phone, Phone, Phone, SubjectId) {
    let resident = town.resident().await;
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let guard = town.recruit(Role::Guard).await;
    let id = resident.app.report(NewIncident::new(category, town.place())).unwrap().incident.id;
    resident.sync().await;
    supervisor.sync().await;
    supervisor.app.triage(id, Severity::Moderate).unwrap();
    supervisor.app.assign(id, guard.actor(), Some(town.firm())).unwrap();
    supervisor.sync().await;
    guard.sync().await;
    guard.app.accept_assignment(id).unwrap();
    guard.app.set_out(id).unwrap();
    guard.app.arrive(id, beside(&town.place(), 20.0, 0.0)).unwrap();
    guard.sync().await;
    (resident, supervisor, guard, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_2_two_neighbours_report_the_same_break_in_and_both_follow_it_through_merge_and_unmerge() {
    let town = Town::start();
    let (first, second) = (town.resident().await, town.resident().await);
    let moderator = town.recruit(Role::Moderator).await;
    let a = first.app.report(NewIncident::new(Category::Burglary, town.place())).unwrap().incident.id;
    let b =
        second.app.report(NewIncident::new(Category::Burglary, beside(&town.place(), 30.0, 10.0))).unwrap().incident.id;
    first.sync().await;
    second.sync().await;
    moderator.sync().await;
    let detail = moderator.app.incident(b).unwrap();
    assert_eq!(detail.possible_duplicates, [a], "suggested");
    assert_eq!(detail.view.incident.status, Some(CaseStatus::Submitted), "and not merged by itself");

    moderator.app.mark_duplicate(b, a).unwrap();
    moderator.sync().await;
    second.sync().await;
    assert_eq!(status(&second, b), Some(CaseStatus::Duplicate));
    assert_eq!(second.app.incident(b).unwrap().view.incident.duplicate_of, Some(a));
    // The phone has not heard of the other report: the hub decides.
    second.app.reopen(b, comment("it is another one")).unwrap();
    assert_eq!(second.sync().await.refused, 1);
    assert_eq!(second.app.sync_status().unwrap().parked[0].refusal.code, RefusalCode::ParentOpen);
    assert_eq!(status(&second, b), Some(CaseStatus::Duplicate), "what was refused falls out of the fold");

    moderator.app.unlink_duplicate(b).unwrap();
    moderator.sync().await;
    first.sync().await;
    second.sync().await;
    assert_eq!(status(&second, b), Some(CaseStatus::Submitted), "back to where it stood");
    assert_eq!(status(&first, a), Some(CaseStatus::Submitted));
    assert!(!sees(&first, b) && !sees(&second, a), "neither reads the other's report");
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_3_many_shopliftings_at_one_point_in_a_month_stay_as_many_reports() {
    let town = Town::start();
    let admin = town.recruit(Role::ProgrammeAdmin).await;
    let rows: Vec<_> = street_crime::months().iter().flat_map(|month| street_crime::rows(month)).collect();
    let mut points = std::collections::BTreeMap::<_, Vec<_>>::new();
    for row in rows.iter().filter(|row| row.crime_type == "Shoplifting" && row.latitude.is_some()) {
        let point = (row.month.clone(), format!("{:?} {:?}", row.latitude, row.longitude));
        points.entry(point).or_default().push(row);
    }
    let most = points.into_values().max_by_key(Vec::len).unwrap();
    assert!(most.len() >= 10, "{} rows", most.len());
    for row in &most {
        admin.app.report(street_crime::report(row)).unwrap();
    }
    admin.sync().await;
    let page = admin.app.incidents(IncidentFilter::default(), None, 100).unwrap();
    assert_eq!(page.incidents.len(), most.len());
    for view in &page.incidents {
        assert_eq!(view.incident.status, Some(CaseStatus::Submitted));
        let suggested = admin.app.incident(view.id).unwrap().possible_duplicates;
        assert_eq!(suggested, [], "the month alone is no sign of one event");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_5_two_guards_share_a_phone_offline_and_neither_loses_or_sees_the_others_work() {
    let town = Town::start();
    let phone = town.phone();
    let (day, day_key) = (phone.actor(), phone.key.clone());
    town.appoint(&phone, Role::Guard).await;
    let night_key = HostKey::generate().unwrap();
    let night = phone.app.sign_in_new(&night_key).unwrap();
    town.appoint(&phone, Role::Guard).await;
    phone.go_offline();

    phone.app.sign_in(day, &day_key).unwrap();
    let by_day = phone.app.report(NewIncident::new(Category::Trespass, town.place())).unwrap().incident.id;
    phone.app.sign_out().unwrap();
    assert!(matches!(phone.app.incident(by_day), Err(Error::NotSignedIn)));
    assert!(phone.app.sign_in(night, &day_key).is_err(), "another's key does not open it");
    phone.app.sign_in(night, &night_key).unwrap();
    assert!(matches!(phone.app.incident(by_day), Err(Error::NotFound)));
    let by_night = phone.app.report(NewIncident::new(Category::Barrier, town.place())).unwrap().incident.id;
    let unsent: Vec<_> = phone.app.profiles().unwrap().iter().map(|p| (p.actor == night, p.unsent)).collect();
    assert_eq!(unsent.iter().filter(|(_, unsent)| *unsent == Some(1)).count(), 2, "{unsent:?}");

    // The night guard is signed in when the network comes back; the day guard's work goes out too.
    let report = phone.go_online().await;
    assert_eq!(report.accepted, 2);
    assert!(matches!(phone.app.incident(by_day), Err(Error::NotFound)));
    assert_eq!(phone.app.incident(by_night).unwrap().view.delivery, Delivery::Delivered);
    phone.app.sign_in(day, &day_key).unwrap();
    assert_eq!(phone.app.incident(by_day).unwrap().view.delivery, Delivery::Delivered);
    assert!(matches!(phone.app.incident(by_night), Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_8_a_handover_from_screen_to_camera_and_a_guard_who_tries_to_resolve_a_robbery() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let (resident, _, guard, id) = guard_on_scene(&town, Category::Robbery).await;
    assert_eq!(refusal(guard.app.resolve(id, Outcome::SuspectArrestedByPolice)), RefusalCode::CrimeNeedsPolice);

    // No network for either.
    guard.go_offline();
    officer.go_offline();
    let mut offer = Offer::new(town.station(), Description::new("Two men held at the gate; one phone found.").unwrap());
    (offer.persons, offer.property) = (2, vec![Title::new("phone, black").unwrap()]);
    let offered = guard.app.offer_handover(id, offer).unwrap();
    assert_eq!(offered.incident.status, Some(CaseStatus::HandoverOffered));
    assert_eq!(offered.delivery, Delivery::OnlyOnThisPhone);
    let codes = guard.app.handover_codes(id).unwrap();
    assert!(codes.iter().all(|code| code.len() <= 800), "each fits a QR code");

    let altered: Vec<String> = codes.iter().map(|code| code.replace('7', "8")).collect();
    assert!(matches!(officer.app.take_up_codes(&altered), Err(Error::Qr(_))));
    if codes.len() > 1 {
        let missing = officer.app.take_up_codes(&codes[1..]);
        assert!(matches!(missing, Err(Error::Qr(usalama_core::exchange::QrError::Incomplete { missing: 1 }))));
    }
    let seen = officer.app.take_up_codes(&codes).unwrap();
    assert_eq!(seen.incident.handover.as_ref().unwrap().persons, 2);
    assert!(seen.incident.identity.is_none(), "who reported is never in the codes");
    let acceptance = Acceptance { ob_number: Some(Title::new("OB 12/24/11/2026").unwrap()), ..Acceptance::default() };
    let accepted = officer.app.accept_handover(id, acceptance).unwrap();
    assert_eq!(accepted.incident.status, Some(CaseStatus::WithPolice));
    let back = officer.app.handover_codes(id).unwrap();
    let guards = guard.app.take_up_codes(&back).unwrap();
    assert_eq!(guards.incident.status, Some(CaseStatus::WithPolice));
    assert_eq!(guards.incident.handover, accepted.incident.handover, "both copies are identical");

    // The officer comes online first, and brings the guard's signature too; the hub joins both.
    let report = officer.go_online().await;
    assert!(report.accepted >= 2 && report.refused == 0, "{report:?}");
    let report = guard.go_online().await;
    assert_eq!((report.accepted, report.refused), (0, 0), "all of it is there already: {report:?}");
    resident.sync().await;
    let detail = resident.app.incident(id).unwrap();
    assert_eq!(detail.view.incident.status, Some(CaseStatus::WithPolice));
    assert_eq!(detail.view.incident.ob_number(), Some("OB 12/24/11/2026"));
    let kinds: Vec<&str> = detail.timeline.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds.first(), Some(&"incident.submitted"));
    assert_eq!(kinds.last(), Some(&"incident.handover_accepted"));
    assert_eq!(detail.timeline[0].who, Who::Me);

    // Even an app that does not ask: the hub refuses by the same rule.
    let act = Act::Resolved(Closed { outcome: Outcome::SuspectArrestedByPolice });
    let (_, code) = force(guard, id, act, Role::Guard).await;
    assert_eq!(code, RefusalCode::CrimeNeedsPolice);
    // And the police close it, with a connection.
    assert_eq!(refusal(officer.app.resolve(id, Outcome::SuspectArrestedByPolice)), RefusalCode::NeedsConnection);
    let act = Act::Resolved(Closed { outcome: Outcome::SuspectArrestedByPolice });
    let closed = officer.app.act_online(id, act.into(), Duration::from_secs(20)).await.unwrap();
    assert_eq!(closed.incident.status, Some(CaseStatus::Resolved));
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_9_the_police_of_one_station_do_not_touch_the_case_of_another() {
    let town = Town::start();
    let (_, _, guard, id) = guard_on_scene(&town, Category::Robbery).await;
    // An officer of the other station who, as it happens, reads this station's area.
    let stranger = town.phone();
    let area = town.area(&AreaKind::PoliceArea, "Mfano");
    town.appoint_to(&stranger, Role::PoliceOfficer, Some(town.other_station()), area, None).await;
    let officer = town.recruit(Role::PoliceOfficer).await;
    guard.app.offer_handover(id, Offer::new(town.station(), Description::new("One man held.").unwrap())).unwrap();
    guard.sync().await;
    stranger.sync().await;
    officer.sync().await;
    assert_eq!(refusal(stranger.app.accept_handover(id, Acceptance::default())), RefusalCode::OtherStation);
    let acceptance = Acceptance { without_ob: Some(comment("the book is at the station")), ..Acceptance::default() };
    officer.app.accept_handover(id, acceptance).unwrap();
    officer.sync().await;
    stranger.sync().await;
    let act = Act::Resolved(Closed { outcome: Outcome::NoOffence });
    let online = stranger.app.act_online(id, act.clone().into(), Duration::from_secs(20)).await;
    assert_eq!(refusal(online), RefusalCode::OtherStation);
    let (_, code) = force(stranger, id, act, Role::PoliceOfficer).await;
    assert_eq!(code, RefusalCode::OtherStation);
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_16_a_mob_risk_reaches_police_and_responders_alone() {
    let town = Town::start();
    let resident = town.resident().await;
    let officer = town.recruit(Role::PoliceOfficer).await;
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let moderator = town.recruit(Role::Moderator).await;
    let neighbour = town.resident().await;
    let mut others = vec![];
    for role in [Role::CommunityLeader, Role::RaOfficial, Role::NgaoOfficer, Role::Guard] {
        others.push(town.recruit(role).await);
    }
    let mut report = NewIncident::new(Category::Theft, town.place());
    report.flags = vec![Flag::CrowdForming];
    report.visibility = Some(Audience::Area);
    let reported = resident.app.report(report).unwrap();
    assert!(reported.advice.iter().any(|advice| advice.en.contains("999") && advice.sw.contains("polisi")));
    let id = reported.incident.id;
    resident.sync().await;
    for phone in [&officer, &supervisor, &moderator] {
        phone.sync().await;
        assert!(sees(phone, id));
    }
    let approval = moderator.app.approve_publication(id, Audience::Area, None);
    assert!(matches!(refusal(approval), RefusalCode::MobRisk | RefusalCode::AudienceTooWide));
    neighbour.sync().await;
    assert!(!sees(&neighbour, id) && neighbour.app.publications(10).unwrap().is_empty());
    for phone in &others {
        phone.sync().await;
        assert!(!sees(phone, id), "{:?}", phone.app.acting_role());
        assert_eq!(phone.app.incidents(IncidentFilter::default(), None, 10).unwrap().incidents.len(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_19_a_report_from_a_ward_that_nobody_has_drawn_reaches_the_countys_triage() {
    let town = Town::start();
    let resident = town.resident().await;
    let admin = town.recruit(Role::ProgrammeAdmin).await;
    let elsewhere = beside(&town.place(), -5_000.0, -9_000.0);
    let view = resident.app.report(NewIncident::new(Category::Burglary, elsewhere)).unwrap().incident;
    assert_eq!(view.incident.area, None, "the ward is unknown, and not guessed");
    resident.sync().await;
    admin.sync().await;
    assert!(sees(&admin, view.id), "never nowhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_22_what_a_newer_version_says_is_kept_and_handed_on_unchanged() {
    let town = Town::start();
    let resident = town.resident().await;
    let officer = town.recruit(Role::PoliceOfficer).await;
    let newer = Category::Other("drone_sighting".into());
    let id = resident.app.report(NewIncident::new(newer.clone(), town.place())).unwrap().incident.id;
    resident.sync().await;
    officer.sync().await;
    // An act of a newer version, signed by the officer's newer app.
    let officers = {
        let clock = officer.clock.clone();
        let actor = officer.actor();
        let profile =
            Profile::open(officer.directory(), actor, &officer.key, clock, Changes::default(), disk::OPENING).unwrap();
        let signer = profile.signer(Role::PoliceOfficer, id);
        profile
            .store()
            .write(|write| {
                let chain = ChainId { key: signer.author().key(), subject: id, audience: Audience::Police };
                let draft = Draft {
                    id: EventId::now(profile.clock().now()),
                    subject: id,
                    kind: "incident.drone_dispatched",
                    schema_version: 7,
                    role: Role::PoliceOfficer,
                    area: None,
                    audience: Audience::Police,
                    time: profile.clock().device_time(),
                    parts: Entry::from(Act::Withdrawn(usalama_core::model::incident::Nothing {})).parts().unwrap(),
                };
                let event = signer.sign(draft, &chain_head(&chain, &write.events_of(id)?)).unwrap();
                write.append(&event, true, Standing::Pending)?;
                write.enqueue(&event, Lane::of(&event))?;
                Ok::<_, usalama_core::store::StoreError>(event)
            })
            .unwrap()
    };
    let officer = officer.restarted();
    assert_eq!(officer.sync().await.accepted, 1);
    let colleague = town.recruit(Role::PoliceOfficer).await;
    colleague.sync().await;
    let detail = colleague.app.incident(id).unwrap();
    assert_eq!(detail.view.incident.report.as_ref().unwrap().category, newer);
    assert_eq!(detail.view.incident.status, Some(CaseStatus::Submitted), "unapplied");
    assert_eq!(detail.timeline.last().unwrap().kind, "incident.drone_dispatched");
    let clock = colleague.clock.clone();
    let profile = Profile::open(
        colleague.directory(),
        colleague.actor(),
        &colleague.key,
        clock,
        Changes::default(),
        disk::OPENING,
    )
    .unwrap();
    let kept = profile.store().event(officers.header().id).unwrap().unwrap();
    assert_eq!(kept.event.header_bytes(), officers.header_bytes(), "byte for byte");
    assert_eq!(kept.event.parts(), officers.parts());
    assert!(kept.event.into_signed().verify().is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_sees_a_coarse_copy_after_moderation_and_corroborates_it_three_days_after_joining() {
    let town = Town::start();
    let resident = town.resident().await;
    let moderator = town.recruit(Role::Moderator).await;
    let neighbour = town.resident().await;
    let place = beside(&town.place(), 33.0, 21.0);
    let mut report = NewIncident::new(Category::PhoneSnatching, place.clone());
    report.description = Some(Description::new("Mtu aliye na pikipiki alininyakulia simu.").unwrap());
    let id = resident.app.report(report).unwrap().incident.id;
    resident.sync().await;
    neighbour.sync().await;
    assert!(neighbour.app.publications(10).unwrap().is_empty(), "nothing before moderation");
    moderator.sync().await;
    moderator.app.approve_publication(id, Audience::Area, Some(comment("Phone snatched by a rider."))).unwrap();
    moderator.sync().await;
    neighbour.sync().await;
    let copies = neighbour.app.publications(10).unwrap();
    let copy = &copies.first().expect("a copy").publication;
    assert_ne!(copy.id, id, "a new record");
    let cell = copy.copy.as_ref().unwrap().cell.as_ref().expect("a cell");
    assert!(cell.edge_m() >= 150 && cell.contains(place.at));
    assert!(!sees(&neighbour, id));

    assert_eq!(refusal(neighbour.app.corroborate(copy.id, CorroborationKind::SawIt)), RefusalCode::NewAccount);
    town.advance(Duration::from_secs(72 * 3600 + 60)).await;
    neighbour.sync().await;
    neighbour.app.corroborate(copy.id, CorroborationKind::SawIt).unwrap();
    assert_eq!(refusal(neighbour.app.corroborate(copy.id, CorroborationKind::SawIt)), RefusalCode::AlreadyDone);
    assert_eq!(neighbour.sync().await.refused, 0);
    resident.sync().await;
    let tally = resident.app.incident(id).unwrap().view.incident.corroboration;
    assert_eq!(tally.and_then(|tally| tally.supporting), None, "fewer than three are nobody's business");

    // What the neighbour's phone holds tells neither the place nor the words nor the reporter.
    let held = std::fs::read_dir(neighbour.directory().join("profiles")).unwrap();
    neighbour.app.pause().await.unwrap();
    let bytes: Vec<u8> = held.flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
    let exact = format!("{}", place.at.lat());
    for secret in [exact.as_str(), "pikipiki", &resident.actor().to_string(), &id.to_string()] {
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret}");
    }
    let log = std::fs::read(town.hub.data().join("hub.log")).unwrap();
    for secret in [exact.as_str(), "pikipiki", "+2547"] {
        assert!(!log.windows(secret.len()).any(|w| w == secret.as_bytes()), "{secret} in the hub's log");
    }
}
