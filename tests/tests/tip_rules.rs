//! Who may do what to a tip, in every state, on the phone and at the hub; and who reads which part of it: `policy::may_on_tip`,
//! `policy::may_read_tip`, `policy::route_tip` with `policy::buckets_of` (DOMAIN §6, §12, rows "Tip create" and "Tip read").

use std::collections::BTreeSet;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES};
use usalama_core::event::{Draft, PartName, Role, SubjectId, VerifiedEvent};
use usalama_core::keys::{PublicKey, SecretKey};
use usalama_core::model::Model as _;
use usalama_core::model::incident::{Anonymity, Assessed, Nothing, Place, Stamp, Veracity, Words};
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::model::tip::{
    Graded, InfoCredibility, Moved, SCHEMA_VERSION, Screened, Secret, SourceReliability, Tip, TipAct, TipClosed,
    TipEntry, TipFeedback, TipReport, TipState, TipTopic,
};
use usalama_core::policy::{
    Decision, Reader, Recipient, Standing, TipScene, buckets_of, may_on_tip, may_read_tip, route_tip, sealed_to,
    tip_audience, tip_readership,
};
use usalama_core::text::Comment;
use usalama_tests::cast::people;
use usalama_tests::fixtures::{EVENING, Person, Spot, placement};
use uuid::Uuid;

const ID: SubjectId = SubjectId(Uuid::from_u128(0x719));
const ACTS: [&str; 12] = [
    "submitted",
    "screened",
    "out",
    "graded",
    "assessed",
    "asked",
    "answered",
    "actioned",
    "merged",
    "shared_up",
    "parked",
    "closed",
];
const STATES: [&str; 7] = ["received", "screened", "actioned", "merged", "shared_up", "parked", "closed"];

fn words() -> Option<Secret<Words>> {
    Some(Secret::Open(Words { comment: Some(Comment::new("Because").unwrap()), ..Words::default() }))
}

fn entry(name: &str, topic: &TipTopic) -> TipEntry {
    let act = match name {
        "submitted" => TipAct::Submitted(Box::new(TipReport::new(topic.clone(), Anonymity::Named))),
        "screened" => TipAct::Screened(Screened { out: false }),
        "out" => TipAct::Screened(Screened { out: true }),
        "graded" => TipAct::Graded(Graded {
            reliability: SourceReliability::CannotBeJudged,
            credibility: InfoCredibility::CannotBeJudged,
        }),
        "assessed" => TipAct::Assessed(Assessed { veracity: Veracity::ProbablyTrue }),
        "asked" => TipAct::Asked(Nothing {}),
        "answered" => TipAct::Answered(Nothing {}),
        "closed" => TipAct::Closed(TipClosed { feedback: TipFeedback::LookedInto }),
        state => TipAct::Moved(Moved {
            to: state.into(),
            into: (state == "merged").then_some(SubjectId(Uuid::from_u128(1))),
        }),
    };
    TipEntry { words: words(), ..act.into() }
}

fn tip_in(state: Option<&str>, topic: &TipTopic) -> Tip {
    let report = state.map(|_| TipReport::new(topic.clone(), Anonymity::Confidential));
    Tip { state: state.map(TipState::from), report, ..Tip::unknown(ID) }
}

/// What DOMAIN §12 says, written down again.
fn role_may(name: &str, who: &Person, act: &str, topic: &TipTopic, is_source: bool) -> bool {
    let here = !name.ends_with("_x");
    let handles = match &who.role {
        Role::PoliceOfficer => !topic.is_about_officials() && here,
        Role::Oversight => topic.is_about_officials() && here,
        _ => false,
    };
    match act {
        "submitted" => !matches!(
            who.role,
            Role::RehabIntake | Role::Moderator | Role::ProgrammeAdmin | Role::Oversight | Role::Hub
        ),
        "answered" => is_source,
        "out" if who.role == Role::Moderator => !topic.is_about_officials() && here && !is_source,
        _ => handles && !is_source,
    }
}

#[test]
fn every_role_does_in_every_state_what_the_matrix_says_on_the_phone_and_at_the_hub() {
    let (cast, placement) = (people(), placement());
    let (mut cells, mut allowed) = (0, 0);
    for topic in TipTopic::ALL {
        let audience = tip_audience(topic);
        for state in std::iter::once(None).chain(STATES.map(Some)) {
            let tip = tip_in(state, topic);
            for act in ACTS {
                let entry = entry(act, topic);
                for (name, who) in &cast {
                    for (on_arrival, is_source) in [(false, false), (true, false), (false, true), (true, true)] {
                        let scene = TipScene {
                            tip: &tip,
                            placement: Some(&placement),
                            now: EVENING,
                            audience: &audience,
                            on_arrival,
                            shared_last_hour: 0,
                        };
                        let standing = Standing { is_reporter: is_source, ..who.standing(&nothing()) };
                        let said = may_on_tip(&entry, &standing, &scene);
                        let fits = tip.next(&entry.act).is_ok();
                        let expected = role_may(name, who, act, topic, is_source) && fits;
                        assert_eq!(said == Decision::Allow, expected, "{name} {act} {topic} {state:?} {said:?}");
                        cells += 1;
                        allowed += u32::from(expected);
                    }
                }
            }
        }
    }
    println!("tips: {cells} cells, {allowed} allowed");
    assert_eq!(cells, 12 * 8 * 12 * 23 * 4);
}

fn nothing() -> usalama_core::model::incident::Incident {
    usalama_core::model::incident::Incident::unknown(ID)
}

/// An anonymous tip as it comes, and its only event.
fn shared(topic: &TipTopic, source: &SecretKey, readers: &[PublicKey]) -> (Tip, VerifiedEvent) {
    let seal = |part: &PartName| Secret::sealed(&Words::default(), part, ID, readers).unwrap();
    let place = Place { position: None, place_text: None, indoor: None };
    let report = TipReport { sealed_to: readers.to_vec(), ..TipReport::new(topic.clone(), Anonymity::Anonymous) };
    let entry = TipEntry {
        words: Some(seal(&PartName::Text)),
        place: Some(Secret::sealed(&place, &PartName::Place, ID, readers).unwrap()),
        ..TipAct::Submitted(Box::new(report)).into()
    };
    let time = DeviceTime { at: EVENING, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None };
    let draft = Draft {
        subject: ID,
        kind: entry.act.kind(),
        schema_version: SCHEMA_VERSION,
        role: Role::Resident,
        area: None,
        audience: tip_audience(topic),
        time,
        parts: entry.parts().unwrap(),
    };
    let event = draft.sign_once(source).unwrap();
    let mut tip = Tip::unknown(ID);
    assert!(tip.apply(&event, &entry, Stamp::Confirmed { seq: 1, at: EVENING }));
    (tip, event)
}

#[test]
fn every_reader_gets_what_the_matrix_says_and_nobody_else_a_header() {
    let (cast, placement) = (people(), placement());
    let source = SecretKey::from_seed(&[5; 32]);
    let mut cells = 0;
    for topic in TipTopic::ALL {
        let officials = topic.is_about_officials();
        let (tip, event) = shared(topic, &source, &[source.public()]);
        let header = event.header();
        let routing = route_tip(&Tip::unknown(ID), &tip, &placement, None, header);
        for (name, who) in &cast {
            let grants = [who.grant.clone()];
            let reader = Reader { actor: who.id, grants: &grants };
            let buckets = buckets_of(&reader, EVENING, |area| {
                // The county holds all but what is elsewhere.
                let inner = [Spot::Ward, Spot::StationArea, Spot::Ra, Spot::Cluster, Spot::Location, Spot::Site];
                let all =
                    std::iter::once(area).chain(inner.map(Spot::id).into_iter().filter(|_| area == Spot::County.id()));
                all.collect()
            });
            let gets_header = !buckets.is_disjoint(&routing.add);
            let here = !name.ends_with("_x");
            let handles = here
                && match who.role {
                    Role::PoliceOfficer => !officials,
                    Role::Oversight => officials,
                    _ => false,
                };
            let screens = here && who.role == Role::Moderator && !officials;
            // A second station's officers, whose grant is for the ward, read what lies in their own area's bucket alone.
            let expected = (handles && *name != "pol_n") || screens;
            assert_eq!(gets_header, expected, "{name} {topic}");
            for part in [PartName::Core, PartName::Text, PartName::Place, PartName::Identity] {
                let may = may_read_tip(&part, header, &tip, &placement, &reader, false, false);
                let expected = match part {
                    PartName::Identity => false,
                    PartName::Text => handles || screens,
                    _ => handles,
                };
                assert_eq!(may, expected, "{name} {topic} {part}");
                cells += 1;
            }
        }
        // Once somebody has looked, moderators lose it.
        let looked = Tip { state: Some(TipState::Screened), ..tip.clone() };
        let lost: BTreeSet<_> = tip_readership(&tip, &placement);
        let kept = tip_readership(&looked, &placement);
        assert_eq!(lost.difference(&kept).count(), if officials { 0 } else { 2 });
    }
    println!("tips: {cells} cells of reading");
}

#[test]
fn what_comes_without_a_name_is_sealed_to_those_who_deal_with_it_and_the_hub_takes_nothing_else() {
    let (placement, key) = (placement(), SecretKey::from_seed(&[5; 32]));
    let handler = SecretKey::from_seed(&[6; 32]);
    let audience = tip_audience(&TipTopic::Drugs);
    let judge = |entry: &TipEntry, actor: Option<&Person>| {
        let tip = Tip::unknown(ID);
        let scene = TipScene {
            tip: &tip,
            placement: Some(&placement),
            now: EVENING,
            audience: &audience,
            on_arrival: true,
            shared_last_hour: 0,
        };
        let role = Role::Resident;
        let actor = actor.map(|person| person.id);
        let who = Standing { role: &role, actor, grant: None, revoked: false, joined_at: None, is_reporter: true };
        match may_on_tip(entry, &who, &scene) {
            Decision::Refuse(refusal) => Some(refusal.code),
            _ => None,
        }
    };
    let (_, event) = shared(&TipTopic::Drugs, &key, &[handler.public()]);
    let good = TipEntry::read(&event).unwrap().unwrap();
    assert_eq!(judge(&good, None), None);
    let cast = people();
    assert_eq!(judge(&good, Some(&cast["res"])), Some(No::Unavailable), "an account has the other road");
    assert_eq!(
        judge(&entry("submitted", &TipTopic::Drugs), None),
        Some(No::Unavailable),
        "and a name the one with an account"
    );
    let open = TipEntry { words: words(), ..good.clone() };
    assert_eq!(judge(&open, None), Some(No::Incomplete));
    let place = Place { position: None, place_text: None, indoor: None };
    assert_eq!(judge(&TipEntry { place: Some(Secret::Open(place)), ..good.clone() }, None), Some(No::Incomplete));
    assert_eq!(judge(&TipEntry { words: None, ..good }, None), Some(No::Incomplete));

    // Words to handlers and to who screens, places to handlers; where none is, to those of the role wherever.
    let recipient = |seed: u8, role: Role, spot: Spot| Recipient {
        key: SecretKey::from_seed(&[seed; 32]).public(),
        role,
        areas: vec![spot.id()],
    };
    let all = [
        recipient(1, Role::PoliceOfficer, Spot::StationArea),
        recipient(2, Role::PoliceOfficer, Spot::Elsewhere),
        recipient(3, Role::Moderator, Spot::Ward),
        recipient(4, Role::Oversight, Spot::County),
    ];
    let (readers, handlers) = sealed_to(&all, &audience, &placement);
    assert_eq!((readers.len(), handlers), (2, vec![all[0].key]));
    let (readers, handlers) = sealed_to(&all, &tip_audience(&TipTopic::Corruption), &placement);
    assert_eq!((readers, handlers), (vec![all[3].key], vec![all[3].key]));
    let (_, handlers) = sealed_to(&all[1..], &audience, &placement);
    assert_eq!(handlers, [all[1].key], "somebody has to read it");
    assert_eq!(sealed_to(&[], &audience, &placement), (vec![], vec![]));
}
