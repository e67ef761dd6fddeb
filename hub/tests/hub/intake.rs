//! How events come in.

use std::time::Duration;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{
    Audience, Author, ChainHead, Draft, PartName, Parts, Role, SubjectId, VerifiedEvent, WireEvent, pack,
};
use usalama_core::keys::KeyPurpose;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::*;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::*;

use super::harness::*;
use super::place::*;

fn triaged() -> Entry {
    Act::Triaged(Triaged { severity: Severity::Moderate }).into()
}

#[tokio::test]
async fn an_event_has_one_effect_however_often_it_comes() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (subject, event) = person.report(&town, Role::Resident, Category::PhoneSnatching, Some(here()));
    let results = person.push(&town, &[&event, &event]).await;
    let [PushResult::Accepted(first), PushResult::Duplicate(second)] = results.as_slice() else {
        panic!("{results:?}")
    };
    assert_eq!((first.seq, first), (1, second));
    let carrier = town.resident("+254712345679", OTHER_WARD).await;
    let results = carrier.push(&town, &[&event]).await;
    assert_eq!(results, [PushResult::Duplicate(*first)], "a neighbour may carry it too");
    person.pull(&town).await;
    assert_eq!(person.kinds(subject), ["incident.submitted"]);
}

#[tokio::test]
async fn each_event_of_a_push_is_judged_after_the_ones_before_it() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (subject, first) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let second = person.sign(
        &town,
        Role::Resident,
        subject,
        Audience::Ra,
        &with_comment(Act::Withdrawn(Nothing {}), "Found it"),
    );
    let third = person.sign(&town, Role::Resident, subject, Audience::Ra, &Act::Withdrawn(Nothing {}).into());
    let run = pack(&[first, second, third]);
    assert!(run[0].signature.is_none() && run[1].header.is_none(), "the run bears one signature");
    let results = person.push_wire(&town, run).await;
    assert!(is_accepted(&results[0]) && is_accepted(&results[1]), "{results:?}");
    assert_eq!(
        results[2],
        PushResult::Refused(usalama_core::model::refusal::Refusal {
            code: RefusalCode::WrongStatus,
            current: Some(CaseStatus::Withdrawn)
        })
    );
}

#[tokio::test]
async fn a_guard_cannot_resolve_a_robbery_and_what_comes_after_still_flows() {
    let town = Town::new().await;
    let mut resident = town.resident("+254712345678", WARD).await;
    let mut guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = resident.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let audience = Audience::Responders;
    police.acts(&town, Role::PoliceOfficer, subject, audience.clone(), triaged()).await;
    let resolve = guard.sign(
        &town,
        Role::Guard,
        subject,
        audience.clone(),
        &Act::Resolved(Closed { outcome: Outcome::Fixed }).into(),
    );
    let update = guard.sign(
        &town,
        Role::Guard,
        subject,
        audience,
        &with_comment(Act::Updated(Updated { internal: false }), "Seen"),
    );
    let results = guard.push(&town, &[&resolve, &update]).await;
    assert_eq!(refusal(&results[0]), RefusalCode::CrimeNeedsPolice);
    assert_eq!(refusal(&results[1]), RefusalCode::NotAssignee, "judged, not stuck behind the first");
    let again = guard.push(&town, &[&resolve]).await;
    assert_eq!(refusal(&again[0]), RefusalCode::CrimeNeedsPolice, "the verdict stands");
    police.pull(&town).await;
    assert_eq!(police.kinds(subject), ["incident.submitted", "incident.triaged"]);
}

#[tokio::test]
async fn a_gap_in_a_chain_waits_and_a_fork_is_refused() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (subject, first) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let update = |text: &str| with_comment(Act::Updated(Updated { internal: false }), text);
    let second = person.sign(&town, Role::Resident, subject, Audience::Ra, &update("one"));
    let third = person.sign(&town, Role::Resident, subject, Audience::Ra, &update("two"));
    person.tell(&town, &first).await;
    let results = person.push(&town, &[&third]).await;
    assert_eq!(results, [PushResult::Deferred { needs: Need::ChainFrom(2) }]);
    let results = person.push(&town, &[&second, &third]).await;
    assert!(results.iter().all(is_accepted), "{results:?}");

    let ring = person.ring();
    let key = ring.key(KeyPurpose::Subject(subject.0));
    let fork = |head: &ChainHead| {
        let entry = update("another history");
        Draft {
            subject,
            kind: entry.act.kind(),
            schema_version: SCHEMA_VERSION,
            role: Role::Resident,
            area: None,
            audience: Audience::Ra,
            time: DeviceTime { at: town.now(), utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None },
            parts: entry.parts().unwrap(),
        }
        .sign(Author::Pseudonym { key: key.public() }, &key, head)
        .unwrap()
    };
    let forked = fork(&ChainHead { seq: 1, hash: Some(first.hash()) });
    assert_eq!(refusal(&person.push(&town, &[&forked]).await[0]), RefusalCode::ChainFork);
    let broken = fork(&ChainHead { seq: 3, hash: Some(first.hash()) });
    assert_eq!(refusal(&person.push(&town, &[&broken]).await[0]), RefusalCode::ChainBroken);
}

#[tokio::test]
async fn an_altered_event_is_malformed_and_a_foreign_signature_does_not_hold() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (_, event) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let (_, other) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let wire = || WireEvent {
        header: Some(event.header_bytes().to_owned()),
        delta: None,
        ..pack(std::slice::from_ref(&event)).remove(0)
    };
    let altered = {
        let mut wire = wire();
        wire.parts.get_mut(&PartName::Text).unwrap().body = "{}".to_owned();
        wire
    };
    let foreign = WireEvent { signature: other.signature(), ..wire() };
    let unsigned = WireEvent { signature: None, ..wire() };
    let nothing = WireEvent { header: None, ..wire() };
    let garbage = WireEvent { header: Some("[1,2".to_owned()), ..wire() };
    let results = person.push_wire(&town, vec![altered, foreign, unsigned, nothing, garbage, wire()]).await;
    let codes: Vec<RefusalCode> = results[..5].iter().map(refusal).collect();
    use RefusalCode::{BadSignature, Malformed};
    assert_eq!(codes, [Malformed, BadSignature, BadSignature, Malformed, Malformed]);
    assert!(is_accepted(&results[5]), "what was made of it by others does not stick to the event");
}

#[tokio::test]
async fn an_event_is_taken_up_whole_or_not_yet() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (_, event) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let partly = event.clone().keeping(|name| *name != PartName::Place);
    let id = event.header().id;
    assert_eq!(person.push(&town, &[&partly]).await, [PushResult::Deferred { needs: Need::Event(id) }]);
    person.tell(&town, &event).await;
}

#[tokio::test]
async fn a_report_carried_before_its_author_enrolled_is_not_lost() {
    let town = Town::new().await;
    let carrier = town.resident("+254712345678", WARD).await;
    let mut author = Person::new();
    let (_, event) = author.report(&town, Role::Resident, Category::Theft, Some(here()));
    assert_eq!(refusal(&carrier.push(&town, &[&event]).await[0]), RefusalCode::NoGrant);
    let by = town.code("+254712345679").await;
    author.enrol(&town, by, Some(WARD)).await.unwrap();
    assert!(is_accepted(&carrier.push(&town, &[&event]).await[0]));
}

#[tokio::test]
async fn nobody_can_put_words_into_anothers_mouth() {
    let town = Town::new().await;
    let victim = town.resident("+254712345678", WARD).await;
    let mut thief = town.resident("+254712345679", WARD).await;
    let own = thief.actor;
    thief.actor = victim.actor;
    let (_, event) = thief.report(&town, Role::Resident, Category::Theft, Some(here()));
    assert_eq!(refusal(&thief.push(&town, &[&event]).await[0]), RefusalCode::IdentityUnproven);
    let (_, event) = thief.report(&town, Role::Guard, Category::Theft, Some(here()));
    assert_eq!(refusal(&thief.push(&town, &[&event]).await[0]), RefusalCode::NoGrant);
    thief.actor = own;
    let (_, event) = thief.report(&town, Role::Hub, Category::Theft, Some(here()));
    assert_eq!(refusal(&thief.push(&town, &[&event]).await[0]), RefusalCode::HubOnly);
}

#[tokio::test]
async fn a_one_time_report_does_not_come_by_the_road_of_accounts() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (_, event) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let key = usalama_core::keys::SecretKey::from_seed(&[9; 32]);
    let mut header = event.header().clone();
    header.author = Author::OneTime { key: key.public() };
    header.link = None;
    header.parts.remove(&PartName::Identity);
    let header = serde_json::to_string(&header).unwrap();
    let hash = usalama_core::event::Header::hash(header.as_bytes());
    let mut parts = event.parts().clone();
    parts.remove(&PartName::Identity);
    let parts = parts.into_iter().map(|(name, part)| (name, part.into())).collect();
    let signature = Some(key.sign(hash.as_bytes()));
    let wire = WireEvent { header: Some(header), signature, parts, ..WireEvent::default() };
    assert_eq!(refusal(&person.push_wire(&town, vec![wire]).await[0]), RefusalCode::Unavailable);
}

#[tokio::test]
async fn the_sixth_report_of_an_hour_is_refused_with_all_that_follows_it() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    for _ in 0..5 {
        person.reports(&town, Role::Resident, Category::Waste, Some(here())).await;
    }
    let (subject, sixth) = person.report(&town, Role::Resident, Category::Theft, Some(here()));
    let withdrawn = person.sign(&town, Role::Resident, subject, Audience::Ra, &Act::Withdrawn(Nothing {}).into());
    let results = person.push(&town, &[&sixth, &withdrawn]).await;
    assert_eq!(refusal(&results[0]), RefusalCode::RateLimited);
    assert_eq!(refusal(&results[1]), RefusalCode::UnknownSubject);
    town.advance(Duration::from_secs(3600)).await;
    person.sign_in(&town).await.unwrap();
    person.reports(&town, Role::Resident, Category::Theft, Some(here())).await;
}

#[tokio::test]
async fn a_wrong_clock_is_marked_and_nothing_is_refused_for_it() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let mut tell = async |at: Timestamp, sent_at: Timestamp| {
        let entry = report(at, Category::Waste, Some(here()), Audience::Ra);
        let event = person.sign_at(at, Role::Resident, SubjectId::now(at), Audience::Ra, &entry, None);
        let push = Push { sent_at, events: pack(&[event]) };
        let reply: PushReply = town.ask(paths::EVENTS, Some(&person.token), &push).await.unwrap();
        match reply.results.as_slice() {
            [PushResult::Accepted(receipt)] => receipt.clock_suspect,
            other => panic!("{other:?}"),
        }
    };
    let now = town.now();
    let week = Timestamp::from_millis(now.as_millis() - 7 * 24 * 3_600_000);
    assert!(!tell(week, now).await, "a week offline is no wrong clock");
    assert!(tell(now, week).await, "the phone's clock is a week behind");
    assert!(tell(now.plus(Duration::from_secs(600)), now).await, "it has not happened yet");
    assert!(tell(Timestamp::from_millis(0), now).await, "there was no phone then");
}

#[tokio::test]
async fn an_act_on_what_is_not_known_yet_waits_for_it() {
    let town = Town::new().await;
    let mut resident = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let (subject, event) = resident.report(&town, Role::Resident, Category::Robbery, Some(here()));
    let triage = police.sign(&town, Role::PoliceOfficer, subject, Audience::Responders, &triaged());
    let results = police.push(&town, &[&triage]).await;
    assert_eq!(results, [PushResult::Deferred { needs: Need::Subject(subject) }]);
    resident.tell(&town, &event).await;
    police.tell(&town, &triage).await;
}

#[tokio::test]
async fn an_answer_waits_for_its_offer() {
    let town = Town::new().await;
    let mut resident = town.resident("+254712345678", WARD).await;
    let mut supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = resident.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let audience = Audience::Responders;
    let offer = supervisor.sign(&town, Role::FirmSupervisor, subject, audience.clone(), &offered());
    let accepted = Act::HandoverAccepted(HandoverAccepted {
        offer: offer.header().id,
        offer_hash: offer.hash(),
        ob_number: usalama_core::text::Title::new("OB 12/3/11/2026").ok(),
    });
    let answer = police.sign(&town, Role::PoliceOfficer, subject, audience, &accepted.into());
    let results = police.push(&town, &[&answer]).await;
    assert_eq!(results, [PushResult::Deferred { needs: Need::Event(offer.header().id) }]);
    supervisor.tell(&town, &offer).await;
    police.tell(&town, &answer).await;
    resident.pull(&town).await;
    let incident = resident.incident(subject).unwrap();
    assert_eq!((incident.status, incident.handover.unwrap().to_station), (Some(CaseStatus::WithPolice), STATION));
}

/// A handover to the western station.
pub fn offered() -> Entry {
    let act = Act::HandoverOffered(HandoverOffered {
        to_station: STATION,
        from_firm: Some(FIRM),
        persons: 1,
        injured: 0,
        force_used: ForceUsed::None,
        evidence: vec![],
    });
    let detail = HandoverDetail {
        summary: usalama_core::text::Description::new("Held at the gate").ok(),
        ..HandoverDetail::default()
    };
    Entry { sensitive: Some(Sensitive { handover: Some(detail), ..Sensitive::default() }), ..act.into() }
}

fn of_kind(town: &Town, person: &Person, subject: SubjectId, kind: &'static str, role: Role) -> VerifiedEvent {
    let key = person.ring().key(KeyPurpose::Role(role.code()));
    Draft {
        subject,
        kind,
        schema_version: 9,
        role,
        area: None,
        audience: Audience::Police,
        time: DeviceTime { at: town.now(), utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None },
        parts: Parts::from([(PartName::Core, usalama_core::event::Part::of(&serde_json::json!({"new": 1})).unwrap())]),
    }
    .sign(Author::Actor { id: person.actor, key: key.public() }, &key, &ChainHead::default())
    .unwrap()
}

#[tokio::test]
async fn what_a_newer_phone_says_is_kept_and_handed_on_unapplied() {
    let town = Town::new().await;
    let mut resident = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = resident.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let event = of_kind(&town, &police, subject, "incident.forensics_done", Role::PoliceOfficer);
    police.tell(&town, &event).await;
    police.pull(&town).await;
    assert_eq!(police.kinds(subject), ["incident.submitted", "incident.forensics_done"]);
    assert_eq!(police.incident(subject).unwrap().status, Some(CaseStatus::Submitted));
    let copy = of_kind(&town, &police, SubjectId::random(), "publication.hidden", Role::PoliceOfficer);
    assert_eq!(refusal(&police.push(&town, &[&copy]).await[0]), RefusalCode::HubOnly);
    let unknown = SubjectId::random();
    let event = of_kind(&town, &police, unknown, "incident.forensics_done", Role::PoliceOfficer);
    assert_eq!(police.push(&town, &[&event]).await, [PushResult::Deferred { needs: Need::Subject(unknown) }]);
}

#[tokio::test]
async fn an_act_reaches_no_farther_than_its_grant() {
    let town = Town::new().await;
    let terms = usalama_hub::ledger::grants::Terms {
        role: Role::PoliceOfficer,
        org: Some(STATION),
        areas: vec![STATION_AREA],
        capability: None,
        max_audience: Audience::Police,
        credential: None,
    };
    let mut police = Person::new();
    let by = town.invitation(&terms);
    police.enrol(&town, by, None).await.unwrap();
    police.sign_in(&town).await.unwrap();
    let mut resident = town.resident("+254712345678", WARD).await;
    let subject = resident.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let wide = police.act(&town, Role::PoliceOfficer, subject, Audience::Responders, triaged()).await;
    assert_eq!(refusal(&wide), RefusalCode::AudienceTooWide);
    assert!(is_accepted(&police.act(&town, Role::PoliceOfficer, subject, Audience::Police, triaged()).await));
}

#[tokio::test]
async fn a_place_in_no_known_area_is_looked_at_by_the_country() {
    let town = Town::new().await;
    let mut resident = town.resident("+254712345678", WARD).await;
    let mut administrator = town.official(Role::ProgrammeAdmin, None, COUNTRY).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = resident.reports(&town, Role::Resident, Category::Robbery, Some(elsewhere())).await;
    administrator.pull(&town).await;
    police.pull(&town).await;
    assert_eq!(administrator.kinds(subject), ["incident.submitted"]);
    assert!(administrator.cursors.contains_key(&Bucket::Triage(COUNTRY)));
    assert!(police.incident(subject).is_none());
    let (_, nowhere) = {
        let mut entry = report(town.now(), Category::Robbery, None, Audience::Responders);
        entry.place = None;
        let subject = SubjectId::now(town.now());
        (subject, resident.sign(&town, Role::Resident, subject, Audience::Responders, &entry))
    };
    assert_eq!(refusal(&resident.push(&town, &[&nowhere]).await[0]), RefusalCode::Incomplete);
}
