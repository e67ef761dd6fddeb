//! A dossier proves itself to whoever holds it and the hub's key, and nothing that was changed in it goes unnoticed.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, FaultCode, Role, RunError, VerifiedEvent, Witness, in_chain_order};
use usalama_core::exchange::dossier::{Contents, Dossier, DossierError, FORMAT, MAX_BYTES, read, write};
use usalama_core::keys::SecretKey;
use usalama_core::model::grant::{Grant, GrantError, GrantId, SignedGrant};
use usalama_tests::chains::{DUSK, ENDED, Entry, Signing, Writer, stranger};
use uuid::Uuid;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn hub() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn grant_of(writer: &Writer, from: Timestamp, life: Duration) -> Grant {
    Grant {
        id: GrantId(Uuid::from_u128(writer.author.0.as_u128() + 1)),
        actor: writer.author,
        role: writer.role.clone(),
        key: writer.key.public(),
        org: None,
        areas: vec![],
        capability: None,
        max_audience: Audience::Ra,
        credential: None,
        not_before: from,
        expires: from.plus(life),
    }
}

fn restored(entries: &[Entry]) -> Vec<VerifiedEvent> {
    entries.iter().map(Entry::restored).collect()
}

/// A patrol of a guard, reviewed by a supervisor who also described the site, and seen by the hub and by a colleague.
struct Scene {
    guard: Writer,
    supervisor: Writer,
    events: Vec<VerifiedEvent>,
    site: Vec<VerifiedEvent>,
    grants: Vec<SignedGrant>,
    witnesses: Vec<Witness>,
}

impl Scene {
    fn new() -> Self {
        Self::of(12, 60)
    }

    fn of(length: u64, body: usize) -> Self {
        let guard = Writer { body, ..Writer::guard(1) };
        let mut supervisor = Writer::guard(2);
        supervisor.role = Role::FirmSupervisor;
        let patrol = guard.record(length, Signing::OneIn(9));
        let colleague = Writer::guard(3);
        let witnesses = vec![
            guard.witnessed(&patrol, length / 2, &hub()).into_witness(),
            guard.witnessed(&patrol, length, &colleague.key).into_witness(),
        ];
        let site = restored(&supervisor.record(2, Signing::Last));
        supervisor.subject = guard.subject;
        let review = supervisor.record(1, Signing::Last);
        let events = restored(&[patrol, review].concat());
        let from = Timestamp::from_millis(DUSK.as_millis() - 1000);
        let grants = [&guard, &supervisor, &colleague]
            .map(|who| SignedGrant::issue(&grant_of(who, from, DAY * 20), &hub()).unwrap());
        Self { guard, supervisor, events, site, grants: grants.to_vec(), witnesses }
    }

    fn contents(&self) -> Contents<'_> {
        Contents {
            subject: self.guard.subject,
            events: &self.events,
            refused: &[],
            context: &self.site,
            grants: &self.grants,
            witnesses: &self.witnesses,
            at: DUSK.plus(DAY),
        }
    }

    fn write(&self) -> String {
        write(&self.contents(), &self.guard.key).unwrap()
    }

    /// What a reader makes of it, whatever the writer would have said.
    fn read(&self) -> Result<Dossier, DossierError> {
        read(&self.write(), &hub().public())
    }
}

fn said(events: &[VerifiedEvent]) -> Vec<(&str, Vec<&str>)> {
    events
        .iter()
        .map(|event| (event.header_bytes(), event.parts().values().map(|part| part.body.as_str()).collect()))
        .collect()
}

#[test]
fn whoever_has_the_hubs_key_reads_what_was_written() {
    let scene = Scene::new();
    let refused = [scene.events[3].header().id];
    let text = write(&Contents { refused: &refused, ..scene.contents() }, &scene.guard.key).unwrap();
    assert!(text.contains(FORMAT));
    let dossier = read(&text, &hub().public()).unwrap();
    assert_eq!(said(&dossier.events), said(&scene.events));
    assert_eq!(said(&dossier.context), said(&scene.site));
    assert_eq!(dossier.refused, BTreeSet::from(refused));
    assert_eq!((dossier.subject, dossier.made_by), (scene.guard.subject, scene.guard.key.public()));
    assert_eq!(dossier.grants_of(dossier.made_by).map(|grant| grant.role.clone()).collect::<Vec<_>>(), [Role::Guard]);
    assert_eq!(dossier.audits.len(), 3);
    let patrol = dossier.audit(&scene.guard.chain(), &[ENDED]);
    assert_eq!(patrol.anchors.iter().map(|anchor| anchor.seq).collect::<Vec<_>>(), [6, 12, 12]);
    assert!(dossier.audit(&scene.guard.chain(), &["patrol.aborted"]).fault.is_some());
    println!("{} bytes for {} events", text.len(), scene.events.len() + scene.site.len());
}

#[test]
fn a_patrol_of_a_night_fits_a_message() {
    let scene = Scene::of(121, 250);
    let text = scene.write();
    println!("{} bytes for {} events", text.len(), scene.events.len() + scene.site.len());
    assert!(text.len() < 100_000);
    assert!(read(&text, &hub().public()).is_ok());
}

#[test]
fn another_hubs_word_is_worth_nothing() {
    let scene = Scene::new();
    let other = read(&scene.write(), &stranger().public());
    assert!(matches!(other, Err(DossierError::Grant(GrantError::Forged(_)))));
}

#[test]
fn every_author_needs_a_grant_for_the_role_at_that_time() {
    let scene = Scene::new();
    let first = scene.events[0].header().id;
    let with = |grant: Grant| {
        let mut scene = Scene::new();
        scene.grants[0] = SignedGrant::issue(&grant, &hub()).unwrap();
        scene.read()
    };
    let lacking = |result: Result<Dossier, DossierError>| match result {
        Err(DossierError::NoGrant(event)) => Some(event),
        _ => None,
    };
    let good = grant_of(&scene.guard, DUSK, DAY);
    assert!(with(good.clone()).is_ok());
    assert_eq!(lacking(with(Grant { role: Role::PoliceOfficer, ..good.clone() })), Some(first));
    assert_eq!(lacking(with(Grant { actor: scene.supervisor.author, ..good.clone() })), Some(first));
    assert_eq!(lacking(with(Grant { key: scene.supervisor.key.public(), ..good.clone() })), Some(first));
    let over = Timestamp::from_millis(DUSK.as_millis() - 10 * DAY.as_millis() as i64);
    assert_eq!(lacking(with(grant_of(&scene.guard, over, DAY))), Some(first));
    // A phone's clock may be wrong: where the hub saw the links in time, they stand; those after it do not.
    let wrong = Timestamp::from_millis(scene.witnesses[0].at.as_millis() - 1000);
    let seventh = scene.events[6].header().id;
    assert_eq!(lacking(with(grant_of(&scene.guard, wrong, DAY))), Some(seventh));
}

#[test]
fn the_hubs_own_events_stand_where_the_hub_witnessed_them() {
    let mut scene = Scene::new();
    let mut closing = Writer::guard(8);
    (closing.role, closing.subject) = (Role::Hub, scene.guard.subject);
    let closed = closing.record(1, Signing::Last);
    scene.events.extend(restored(&closed));
    let id = closed[0].read().id;
    assert!(matches!(scene.read(), Err(DossierError::NoGrant(event)) if event == id));
    scene.witnesses.push(closing.witnessed(&closed, 1, &hub()).into_witness());
    assert!(scene.read().is_ok());
}

#[test]
fn a_witness_is_the_hub_or_somebody_with_a_grant() {
    let mut scene = Scene::new();
    let patrol: Vec<Entry> = scene.guard.record(12, Signing::OneIn(9));
    scene.witnesses.push(scene.guard.witnessed(&patrol, 5, &stranger()).into_witness());
    assert!(matches!(scene.read(), Err(DossierError::UnknownWitness(key)) if key == stranger().public()));
}

/// The text with a change that its maker did not sign.
fn changed(text: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    change(&mut value);
    value.to_string()
}

fn remove(value: &mut serde_json::Value, list: &str, place: usize) {
    drop(value[list].as_array_mut().unwrap().remove(place));
}

#[test]
fn what_was_taken_out_of_a_file_shows() {
    let scene = Scene::new();
    let text = scene.write();
    let reading = |text: &str| read(text, &hub().public());
    let without = |list: &str, place: usize| reading(&changed(&text, |value| remove(value, list, place)));
    // The chain of somebody who contradicts, with all that belongs to it.
    assert!(matches!(without("events", 12), Err(DossierError::Signature(_))));
    assert!(matches!(without("witnesses", 0), Err(DossierError::Signature(_))));
    assert!(matches!(without("grants", 2), Err(DossierError::UnknownWitness(_))));
    assert!(matches!(without("grants", 0), Err(DossierError::NoGrant(_))));
    assert!(matches!(without("marks", 12), Err(DossierError::Signature(_))));
    let all = changed(&text, |value| value["events"].as_array_mut().unwrap().drain(..12).for_each(drop));
    match reading(&all) {
        Err(DossierError::Tampered(audit)) => assert_eq!(audit.fault.unwrap().code, FaultCode::Truncated),
        // What is left begins with an event that was written as what differs from the one before.
        Err(DossierError::Event(RunError::NoHeader(0))) => {}
        other => panic!("{other:?}"),
    }
    let later = changed(&text, |value| value["at"] = 1.into());
    assert!(matches!(reading(&later), Err(DossierError::Signature(_))));
    let more = changed(&text, |value| value["note"] = "nothing".into());
    assert!(matches!(reading(&more), Err(DossierError::Malformed(_))));
    let newer = changed(&text, |value| value["format"] = "usalama.dossier/2".into());
    assert!(matches!(reading(&newer), Err(DossierError::Format)));
    let large = format!("{text}{}", " ".repeat(MAX_BYTES));
    assert!(matches!(reading(&large), Err(DossierError::TooLarge)));
}

#[test]
fn of_a_changed_run_the_first_bad_event_is_named() {
    let scene = Scene::new();
    let text = scene.write();
    for place in 0..12 {
        // The body of one event says something else: all headers that are derived from it come out otherwise, too.
        let word = changed(&text, |value| {
            let part = value["events"][place].to_string().replace("all quiet", "all fine!");
            value["events"][place] = serde_json::from_str(&part).unwrap();
        });
        match read(&word, &hub().public()) {
            Err(DossierError::Tampered(audit)) => {
                let fault = audit.fault.unwrap();
                assert_eq!((fault.seq, fault.code), (place as u64 + 1, FaultCode::Altered));
                assert_eq!(audit.proven, (place as u64).min(audit.proven));
            }
            // The header is there whole, and names another part.
            Err(DossierError::Event(_)) => assert_eq!(place, 0),
            other => panic!("{place}: {other:?}"),
        }
    }
}

#[test]
fn what_the_hub_refused_goes_back_to_its_place_in_the_chain() {
    let scene = Scene::new();
    let mut stored = scene.events.clone();
    let refused = [stored.remove(7), stored.remove(3)];
    stored.extend(refused.clone());
    let contents = scene.contents();
    let as_stored = write(&Contents { events: &stored, ..contents }, &scene.guard.key);
    assert!(matches!(as_stored, Err(DossierError::Tampered(_))));
    let events = in_chain_order(stored, VerifiedEvent::header);
    assert_eq!(said(&events), said(&scene.events));
    let refused = refused.map(|event| event.header().id);
    assert!(write(&Contents { events: &events, refused: &refused, ..contents }, &scene.guard.key).is_ok());
}

#[test]
fn what_a_reader_would_refuse_is_not_written() {
    let scene = Scene::new();
    let lacking = [&scene.events[..4], &scene.events[5..]].concat();
    let refused = write(&Contents { events: &lacking, ..scene.contents() }, &scene.guard.key);
    assert!(matches!(refused, Err(DossierError::Tampered(_))));
    let misplaced = write(&Contents { context: &scene.events[..1], ..scene.contents() }, &scene.guard.key);
    assert!(matches!(misplaced, Err(DossierError::Misplaced(_))));
    let unsigned = scene.events[..5].to_vec();
    let cut = write(&Contents { events: &unsigned, witnesses: &[], ..scene.contents() }, &scene.guard.key);
    assert!(matches!(cut, Err(DossierError::Tampered(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_character_changed_in_a_file_changes_what_it_says(at in any::<prop::sample::Index>(), to in " -~") {
        let scene = Scene::new();
        let mut bytes = scene.write().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to.as_bytes()[0];
        // A signature that nothing hangs on may be lost; nothing else may.
        if let Ok(dossier) = read(std::str::from_utf8(&bytes).unwrap(), &hub().public()) {
            prop_assert_eq!(said(&dossier.events), said(&scene.events));
            prop_assert_eq!(said(&dossier.context), said(&scene.site));
            prop_assert_eq!(dossier.witnesses[0].by, hub().public());
            prop_assert_eq!(dossier.witnesses.len(), scene.witnesses.len());
        }
    }

    #[test]
    fn no_text_makes_reading_panic(text in ".{0,300}", cut in any::<prop::sample::Index>()) {
        prop_assert!(read(&text, &hub().public()).is_err());
        let whole = Scene::new().write();
        let mut cut = cut.index(whole.len());
        while !whole.is_char_boundary(cut) {
            cut -= 1;
        }
        prop_assert!(read(&whole[..cut], &hub().public()).is_err());
        let spliced = format!("{}{text}{}", &whole[..cut], &whole[cut..]);
        let _ = read(&spliced, &hub().public());
    }
}
