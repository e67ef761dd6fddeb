//! The hub signs the heads of guards' records, and phones keep what it signed: through a push, an upgrade, and a damaged file.

use std::path::Path;

use usalama_core::clock::Timestamp;
use usalama_core::event::{
    Anchors, Author, ChainHead, ChainId, EventId, FaultCode, Header, Held, Part, PartName, Parts, Role, SignedEvent,
    SubjectId, VerifiedEvent, VerifiedWitness, Witness, audit,
};
use usalama_core::geo::AreaKind;
use usalama_core::keys::{KeyPurpose, Signature};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::profile::{Changes, Profile};
use usalama_core::store::{Lane, Standing, Store, chain_head};
use usalama_core::sync::wire::{PushReply, Witnessed};
use usalama_tests::chains::{DUSK, Signing, Writer, stranger};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

fn profile(phone: &Phone) -> Profile {
    let clock = phone.clock.clone();
    Profile::open(phone.directory(), phone.actor(), &phone.key, clock, Changes::default(), disk::OPENING).unwrap()
}

/// An act of a kind that the hub keeps without knowing it, as the next of this phone's chain.
fn next_of(profile: &Profile, subject: SubjectId, kind: &str) -> VerifiedEvent {
    let events = profile.store().events_of(subject).unwrap();
    let first = events.iter().map(|kept| kept.event.header()).find(|header| header.role == Role::Resident).unwrap();
    let key = profile.keyring().key(KeyPurpose::Role(Role::PoliceOfficer.code()));
    let author = Author::Actor { id: profile.actor(), key: key.public() };
    let chain = ChainId { key: key.public(), subject, audience: first.audience.clone() };
    let parts = Parts::from([(PartName::Core, Part::of(&"seen").unwrap())]);
    let header = Header {
        id: EventId(uuid::Uuid::new_v4()),
        kind: kind.to_owned(),
        author,
        role: Role::PoliceOfficer,
        link: Some(chain_head(&chain, &events).next()),
        time: profile.clock().device_time(),
        parts: parts.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect(),
        ..first.clone()
    };
    let bytes = serde_json::to_string(&header).unwrap();
    let signature = key.sign(Header::hash(bytes.as_bytes()).as_bytes());
    SignedEvent::parse(bytes, Some(signature), parts).unwrap().verify().unwrap()
}

fn record(profile: &Profile, subject: SubjectId, kind: &str) -> ChainId {
    let event = next_of(profile, subject, kind);
    profile
        .store()
        .write(|write| {
            write.append_own(event.clone())?;
            write.enqueue(&event, Lane::of(&event))
        })
        .unwrap();
    ChainId::of(event.header())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_witnesses_each_chain_of_a_push_once_and_the_phone_keeps_it() {
    let town = Town::start();
    let (resident, officer) = (town.resident().await, town.phone());
    let (station, area) = (Some(town.station()), town.area(&AreaKind::PoliceArea, "Mfano"));
    town.invite(&officer, Role::PoliceOfficer, station, area, None).await;
    let subject = resident.app.report(NewIncident::new(Category::Robbery, town.place())).unwrap().incident.id;
    resident.sync().await;
    officer.sync().await;
    let profile = profile(&officer);
    let witnesses = || profile.store().witnesses_of(subject).unwrap();

    record(&profile, subject, "incident.looked_at");
    officer.sync().await;
    assert_eq!(witnesses(), [], "nobody asked for it");

    record(&profile, subject, "patrol.passed_by");
    let chain = record(&profile, subject, "patrol.passed_by_again");
    officer.sync().await;
    record(&profile, subject, "patrol.passed_by_later");
    officer.sync().await;
    let kept = witnesses();
    assert_eq!(kept.iter().map(|witness| witness.seq).collect::<Vec<_>>(), [3, 4], "one for each push");
    let hub = profile.standing().enrolment.as_ref().unwrap().hub_key;
    let verified: Vec<VerifiedWitness> = kept.into_iter().map(|witness| witness.verify().unwrap()).collect();
    assert!(verified.iter().all(|witness| witness.by == hub && witness.chain == chain));

    let events = profile.store().events_of(subject).unwrap();
    let mut own: Vec<&VerifiedEvent> =
        events.iter().map(|kept| &kept.event).filter(|event| ChainId::of(event.header()) == chain).collect();
    own.sort_by_key(|event| event.header().link.map(|link| link.seq));
    let held: Vec<Held<'_>> = own.iter().map(|event| Held::from(*event)).collect();
    let anchors = Anchors { witnesses: &verified, ends: &[] };
    let audited = audit(&chain, &held, &anchors);
    assert_eq!((audited.fault, audited.proven, audited.anchors.len()), (None, 4, 2));
    let cut = audit(&chain, &held[..2], &anchors).fault.unwrap();
    assert_eq!((cut.code, cut.seq, cut.witness), (FaultCode::Truncated, 3, Some(hub)));
}

#[test]
fn what_is_sent_of_a_witness_is_little_more_than_its_signature() {
    let witnessed = Witnessed { event: 499, signature: Signature::from_bytes([0xFF; 64]) };
    let json = serde_json::to_string(&witnessed).unwrap();
    println!("{} bytes: {json}", json.len());
    assert!(json.len() <= 100);
    assert_eq!(serde_json::from_str::<Witnessed>(&json).unwrap(), witnessed);
    let old: PushReply = serde_json::from_str("{\"hub_time\":1,\"results\":[]}").unwrap();
    assert!(old.witnessed.is_empty() && !serde_json::to_string(&old).unwrap().contains("witnessed"));
}

/// Three witnesses of one chain.
fn witnesses() -> Vec<VerifiedWitness> {
    let writer = Writer::guard(1);
    let entries = writer.record(9, Signing::Last);
    [2, 5, 9].map(|seq| writer.witnessed(&entries, seq, &stranger())).to_vec()
}

fn store(path: &Path) -> Store {
    disk::open(path, DUSK).unwrap()
}

fn keep(store: &Store, witnesses: &[VerifiedWitness]) {
    store.write(|write| witnesses.iter().try_for_each(|witness| write.keep_witness(witness))).unwrap();
}

fn kept(store: &Store) -> Vec<Witness> {
    store.witnesses_of(Writer::guard(1).subject).unwrap()
}

fn expected() -> Vec<Witness> {
    witnesses().into_iter().map(VerifiedWitness::into_witness).collect()
}

#[test]
fn who_saw_a_link_first_stands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.db");
    let first = store(&path);
    keep(&first, &witnesses());
    let writer = Writer::guard(1);
    let head = ChainHead { seq: 5, hash: Some(expected()[1].hash) };
    let again = Witness::sign(writer.chain(), &head, Timestamp::from_millis(0), &stranger()).unwrap();
    keep(&first, &[again]);
    assert_eq!(kept(&first), expected());
    drop(first);
    assert_eq!(kept(&store(&path)), expected());
    assert!(store(&path).witnesses_of(Writer::guard(2).subject).unwrap().is_empty());
}

#[test]
fn a_file_of_the_version_before_is_upgraded_with_all_that_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.db");
    let event = Writer::guard(1).record(1, Signing::Last)[0].restored();
    let before = store(&path);
    before
        .write(|write| {
            write.append(&event, true, Standing::Pending)?;
            write.enqueue(&event, Lane::of(&event))
        })
        .unwrap();
    before.checkpoint().unwrap();
    drop(before);
    // What came with each version since.
    disk::raw(&path)
        .execute_batch(
            "DROP TABLE witness; DROP TABLE directory_change; DROP TABLE directory_entry; DROP TABLE region;
             DROP TABLE anonymous_letter; DROP TABLE anonymous_thread; ALTER TABLE event DROP COLUMN erased;
             PRAGMA user_version = 1",
        )
        .unwrap();
    let after = store(&path);
    assert!(after.recovery().is_none());
    assert!(after.event(event.header().id).unwrap().is_some());
    assert_eq!(after.queue_counts().unwrap().unsent, 1);
    keep(&after, &witnesses());
    assert_eq!(kept(&after), expected());
}

#[test]
fn witnesses_are_taken_over_from_a_damaged_file_but_for_those_that_do_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.db");
    let before = store(&path);
    keep(&before, &witnesses());
    before.checkpoint().unwrap();
    drop(before);
    let raw = disk::raw(&path);
    raw.execute("UPDATE witness SET hash = zeroblob(32) WHERE seq = 5", []).unwrap();
    let root: u64 =
        raw.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_due'", [], |row| row.get(0)).unwrap();
    drop(raw);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = usize::try_from((root - 1) * 4096).unwrap();
    bytes[at..at + 8].fill(0xFF);
    std::fs::write(&path, bytes).unwrap();
    let after = store(&path);
    assert!(after.recovery().is_some());
    assert_eq!(kept(&after), [expected()[0].clone(), expected()[2].clone()]);
}
