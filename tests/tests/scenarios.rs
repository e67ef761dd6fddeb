//! Golden scenarios of the domain (DOMAIN §19), as far as they take more than the façade: forged apps, real data, bytes.
//!
//! What can be told in the domain's own words is in `scenarios/*.json`, and is played by `played.rs`.

use usalama_core::client::{Acceptance, Error, IncidentFilter, Offer};
use usalama_core::event::{Audience, ChainId, Draft, Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Act, CaseStatus, Category, Closed, Entry, NewIncident, Outcome};
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

/// Records an act without asking policy, as a forged app would, and returns the hub's answer.
async fn force(phone: Phone, id: SubjectId, act: Act, role: Role) -> RefusalCode {
    let entry = Entry::from(act);
    let actor = phone.actor();
    {
        let clock = phone.clock.clone();
        let profile =
            Profile::open(phone.directory(), actor, &phone.key, clock, Changes::default(), disk::OPENING).unwrap();
        let audience = phone.app.incident(id).unwrap().view.incident.visibility;
        let signer = profile.signer(role, id);
        profile.record(NewEvent { signer: &signer, deed: (&entry).into(), area: None, audience }).unwrap();
    }
    let phone = phone.restarted();
    let report = phone.sync().await;
    assert_eq!(report.refused, 1, "{report:?}");
    phone.app.sync_status().unwrap().parked.last().unwrap().refusal.code.clone()
}

/// A robbery that a supervisor has assigned to a guard, who is on scene; all have synced.
async fn guard_at_a_robbery(town: &Town) -> (Phone, SubjectId) {
    let resident = town.resident().await;
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let guard = town.recruit(Role::Guard).await;
    let id = resident.app.report(NewIncident::new(Category::Robbery, town.place())).unwrap().incident.id;
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
    (guard, id)
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
async fn scenario_8_codes_fit_a_screen_and_make_both_copies_identical_and_the_hub_refuses_what_a_forged_app_resolves() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let (guard, id) = guard_at_a_robbery(&town).await;
    let mut offer = Offer::new(town.station(), Description::new("Two men held at the gate; one phone found.").unwrap());
    (offer.persons, offer.property) = (2, vec![Title::new("phone, black").unwrap()]);
    guard.app.offer_handover(id, offer).unwrap();
    let codes = guard.app.handover_codes(id).unwrap();
    assert!(codes.iter().all(|code| code.len() <= 800), "each fits a QR code");
    if codes.len() > 1 {
        let missing = officer.app.take_up_codes(&codes[1..]);
        assert!(matches!(missing, Err(Error::Qr(usalama_core::exchange::QrError::Incomplete { missing: 1 }))));
    }
    officer.app.take_up_codes(&codes).unwrap();
    let acceptance = Acceptance { ob_number: Some(Title::new("OB 12/24/11/2026").unwrap()), ..Acceptance::default() };
    let accepted = officer.app.accept_handover(id, acceptance).unwrap();
    let guards = guard.app.take_up_codes(&officer.app.handover_codes(id).unwrap()).unwrap();
    assert_eq!(guards.incident.handover, accepted.incident.handover, "both copies are identical");
    officer.sync().await;
    guard.sync().await;

    let act = Act::Resolved(Closed { outcome: Outcome::SuspectArrestedByPolice });
    let code = force(guard, id, act, Role::Guard).await;
    assert_eq!(code, RefusalCode::CrimeNeedsPolice);
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_9_the_hub_refuses_what_a_forged_app_does_to_the_case_of_another_station() {
    let town = Town::start();
    let (guard, id) = guard_at_a_robbery(&town).await;
    // An officer of the other station who, as it happens, reads this station's area.
    let stranger = town.phone();
    let area = town.area(&AreaKind::PoliceArea, "Mfano");
    town.appoint_to(&stranger, Role::PoliceOfficer, Some(town.other_station()), area, None).await;
    let officer = town.recruit(Role::PoliceOfficer).await;
    guard.app.offer_handover(id, Offer::new(town.station(), Description::new("One man held.").unwrap())).unwrap();
    guard.sync().await;
    officer.sync().await;
    let acceptance = Acceptance { without_ob: Some(comment("the book is at the station")), ..Acceptance::default() };
    officer.app.accept_handover(id, acceptance).unwrap();
    officer.sync().await;
    stranger.sync().await;
    let act = Act::Resolved(Closed { outcome: Outcome::NoOffence });
    let code = force(stranger, id, act, Role::PoliceOfficer).await;
    assert_eq!(code, RefusalCode::OtherStation);
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
async fn what_a_neighbours_phone_holds_of_a_copy_tells_neither_place_nor_words_nor_reporter() {
    let town = Town::start();
    let resident = town.resident().await;
    let moderator = town.recruit(Role::Moderator).await;
    let neighbour = town.resident().await;
    let place = beside(&town.place(), 33.0, 21.0);
    let mut report = NewIncident::new(Category::PhoneSnatching, place.clone());
    report.description = Some(Description::new("Mtu aliye na pikipiki alininyakulia simu.").unwrap());
    let id = resident.app.report(report).unwrap().incident.id;
    resident.sync().await;
    moderator.sync().await;
    moderator.app.approve_publication(id, Audience::Area, Some(comment("Phone snatched by a rider."))).unwrap();
    moderator.sync().await;
    neighbour.sync().await;
    let copies = neighbour.app.publications(10).unwrap();
    let copy = &copies.first().expect("a copy").publication;
    assert_ne!(copy.id, id, "a new record");
    let cell = copy.copy.as_ref().unwrap().cell.as_ref().expect("a cell");
    assert!(cell.edge_m() >= 150 && cell.contains(place.at));

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
