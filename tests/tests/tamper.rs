//! Nothing is changed silently: every single change of 10,000 entries is found against a head that was witnessed or had to end
//! the chain, and the first bad event is named.

use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use usalama_core::clock::Timestamp;
use usalama_core::event::{
    Anchor, AnchoredBy, Anchors, Audience, Audit, ChainHead, EventId, FaultCode, Held, PartName, Parts, SubjectId,
    Unproven, VerifiedWitness, audit,
};
use usalama_core::keys::{Hash, Salt, SecretKey, Signature};
use usalama_tests::chains::{ENDED, Entry, Signing, Writer, held, stranger};
use uuid::Uuid;

/// A chain with what holds it in place.
struct Record {
    writer: Writer,
    entries: Vec<Entry>,
    /// Nothing: the chain has to have ended.
    witness: Option<VerifiedWitness>,
}

impl Record {
    fn new(number: u64, length: u64, signing: Signing, is_witnessed: bool) -> Self {
        let writer = Writer::guard(number);
        let entries = writer.record(length, signing);
        let witness = is_witnessed.then(|| writer.witnessed(&entries, length, &stranger()));
        Self { writer, entries, witness }
    }

    fn audit(&self, events: &[Held<'_>]) -> Audit {
        let anchors = match &self.witness {
            Some(witness) => Anchors { witnesses: std::slice::from_ref(witness), ends: &[] },
            None => Anchors { witnesses: &[], ends: &[ENDED] },
        };
        audit(&self.writer.chain(), events, &anchors)
    }

    fn finds(&self, what: &str, events: &[Held<'_>], seq: usize, code: &FaultCode) {
        let found = self.audit(events).fault;
        let found = found.as_ref().map(|fault| (fault.seq, &fault.code));
        let how = (self.entries.len(), self.witness.is_some());
        assert_eq!(found, Some((seq as u64, code)), "{what}; entries and whether they were witnessed: {how:?}");
    }

    /// Changes an entry in every way, one after the other. Says in how many.
    fn tamper_with(&self, place: usize) -> u64 {
        let (seq, last) = (place + 1, self.entries.len() - 1);
        let whole = held(&self.entries);
        let mut tried = 0;
        let mut finds = |what: &str, events: &[Held<'_>], seq: usize, code: FaultCode| {
            self.finds(what, events, seq, &code);
            tried += 1;
        };
        let mut edit = |what: &str, code: FaultCode, edit: &dyn Fn(&mut Entry)| {
            let mut entry = self.entries[place].clone();
            edit(&mut entry);
            let mut events = whole.clone();
            events[place] = entry.held();
            finds(what, &events, seq, code);
        };
        // Whether anything but its own signature tells what the entry was.
        let is_held = place < last || self.witness.is_some();
        let edited = if is_held { FaultCode::Altered } else { FaultCode::BadSignature };
        let by = [60_000, -36_000_000, 1, -1][place % 4];
        let at = |at: Timestamp| Timestamp::from_millis(at.as_millis() + by);
        edit("another time", edited.clone(), &|entry| entry.edit(|header| header.time.at = at(header.time.at)));
        let field = self.field(place);
        let code = match field {
            "subject" | "audience" | "unchained" => FaultCode::Foreign,
            "part" | "unreadable" => FaultCode::Altered,
            _ => edited,
        };
        edit(field, code, &|entry| change(entry, field));
        edit("another body", FaultCode::Altered, &|entry| {
            let part = entry.parts.get_mut(&PartName::Core).unwrap();
            part.body = part.body.replace("quiet", "well");
        });
        edit("another salt", FaultCode::Altered, &|entry| {
            entry.parts.get_mut(&PartName::Core).unwrap().salt = Salt::from_bytes([1; 16]);
        });

        let mut events = whole.clone();
        events.remove(place);
        finds("dropped", &events, seq, if place < last { FaultCode::Missing } else { FaultCode::Truncated });
        // Beside the original, or anywhere: the first bad one is the copy, or the original where the copy comes first.
        let to = if place.is_multiple_of(2) { seq } else { (place * 7 + 3) % (last + 2) };
        let mut events = whole.clone();
        events.insert(to, whole[place]);
        finds("there twice", &events, if to == place { seq + 1 } else { to + 1 }, FaultCode::Duplicated);
        let with = if place.is_multiple_of(2) { seq } else { (place * 5 + 2) % (last + 1) };
        if with <= last && with != place {
            let mut events = whole.clone();
            events.swap(place, with);
            finds("swapped", &events, seq.min(with + 1), FaultCode::OutOfOrder);
        }
        tried
    }

    /// Puts in what nobody signed, and lets the author sign another history, from this place on.
    fn rewrite(&self, place: usize) {
        let (seq, chain) = (place + 1, self.writer.chain());
        let whole = held(&self.entries);
        let previous = place.checked_sub(1).map(|before| self.entries[before].hash());
        let head = ChainHead { seq: place as u64, hash: previous };
        let forged = self.writer.write("patrol.observed", &head, "all well", false);
        let mut events = whole.clone();
        events.insert(place, forged.held());
        self.finds("put in", &events, seq, &FaultCode::Inserted);

        let own = self.writer.write("patrol.observed", &head, "all well", true);
        let mut events = whole.clone();
        events.insert(seq, own.held());
        self.finds("forked", &events, seq + 1, &FaultCode::Forked);

        // Somebody had seen the link. The author, who has the key, signs others from here on to the end.
        let shown = [self.writer.witnessed(&self.entries, seq as u64, &stranger())];
        let mut fork = self.entries[..place].to_vec();
        self.writer.go_on(&mut fork, self.entries.len() as u64, "all well", Signing::Last);
        let fault = audit(&chain, &held(&fork), &Anchors { witnesses: &shown, ends: &[] }).fault.unwrap();
        assert_eq!((fault.code, fault.seq), (FaultCode::ContradictsWitness, seq as u64));
        assert_eq!(fault.witness, Some(stranger().public()));
    }

    fn field(&self, place: usize) -> &'static str {
        const FIELDS: &[&str] = &[
            "kind",
            "id",
            "role",
            "area",
            "version",
            "clock",
            "offset",
            "seq",
            "previous",
            "part",
            "subject",
            "audience",
            "unchained",
            "space",
            "unreadable",
        ];
        FIELDS[(place + self.entries.len()) % FIELDS.len()]
    }
}

/// Changes one field of a header.
fn change(entry: &mut Entry, field: &str) {
    match field {
        "space" => entry.header.push(' '),
        "unreadable" => entry.header.truncate(entry.header.len() - 1),
        _ => entry.edit(|header| match field {
            "kind" => header.kind = "patrol.observed".to_owned(),
            "id" => header.id = EventId(Uuid::from_u128(1)),
            "role" => header.role = "firm_supervisor".into(),
            "area" => header.area = Some(usalama_core::geo::AreaId::new(Uuid::from_u128(5))),
            "version" => header.schema_version += 1,
            "clock" => header.time.monotonic_ms = header.time.monotonic_ms.map(|ms| ms + 1),
            "offset" => header.time.utc_offset += 60,
            "seq" => header.link.as_mut().unwrap().seq += 1,
            "previous" => header.link.as_mut().unwrap().previous = Some(Hash::from_bytes([2; 32])),
            "part" => drop(header.parts.insert(PartName::Core, Hash::from_bytes([3; 32]))),
            "subject" => header.subject = SubjectId(Uuid::from_u128(5)),
            "audience" => header.audience = Audience::Public,
            "unchained" => header.link = None,
            other => panic!("{other}"),
        }),
    }
}

const ENTRIES: u64 = 10_000;

/// Chains of all short lengths and a few long ones, signed in all ways: 10,000 entries in all.
fn records() -> Vec<Record> {
    let mut records = vec![Record::new(0, 60, Signing::Last, true), Record::new(1, 40, Signing::OneIn(9), false)];
    let mut left = ENTRIES - 100;
    let mut number = 2;
    while left > 0 {
        let length = (1 + number % 7).min(left);
        let signing = [Signing::Last, Signing::OneIn(3), Signing::Last, Signing::Each][(number / 2 % 4) as usize];
        records.push(Record::new(number, length, signing, number % 2 == 0));
        left -= length;
        number += 1;
    }
    records
}

#[test]
fn every_change_of_ten_thousand_entries_is_found_and_the_first_bad_event_named() {
    let records = records();
    assert_eq!(records.iter().map(|record| record.entries.len() as u64).sum::<u64>(), ENTRIES);
    let (next, changes) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    let unchanged = record.audit(&held(&record.entries));
                    assert_eq!(unchanged.fault, None);
                    assert_eq!(unchanged.proven, record.entries.len() as u64);
                    for place in 0..record.entries.len() {
                        changes.fetch_add(record.tamper_with(place), Ordering::Relaxed);
                        if (place + record.entries.len()).is_multiple_of(5) {
                            record.rewrite(place);
                        }
                    }
                }
            });
        }
    });
    println!("{} changes of {ENTRIES} entries in {} chains", changes.into_inner(), records.len());
}

#[test]
fn an_audit_says_what_holds_the_chain_and_what_is_not_proven() {
    let writer = Writer::guard(1);
    let entries = writer.record(9, Signing::Last);
    let look = |entries: &[Entry], witnesses: &[VerifiedWitness], ends: &[&str]| {
        audit(&writer.chain(), &held(entries), &Anchors { witnesses, ends })
    };
    let always = [Unproven::Presence, Unproven::BeforeSigning, Unproven::DeviceClock];
    let bare = look(&entries, &[], &[]);
    assert!(bare.is_unchanged() && bare.last_anchor().is_none());
    assert_eq!(bare.not_proven, [&always[..], &[Unproven::OwnWord, Unproven::AfterLastAnchor]].concat());

    let (hub, colleague) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
    let witnesses = [writer.witnessed(&entries, 9, &colleague), writer.witnessed(&entries, 4, &hub)];
    let seen = look(&entries, &witnesses, &[]);
    let anchor = |witness: &VerifiedWitness| Anchor {
        seq: witness.seq,
        by: AnchoredBy::Witness { key: witness.by, at: witness.at },
    };
    assert_eq!(seen.anchors, [anchor(&witnesses[1]), anchor(&witnesses[0])]);
    assert_eq!(seen.not_proven, [&always[..], &[Unproven::AfterLastAnchor]].concat());
    let ended = look(&entries, &witnesses, &["patrol.aborted", ENDED]);
    assert_eq!(ended.last_anchor(), Some(&Anchor { seq: 9, by: AnchoredBy::End }));
    assert_eq!(ended.not_proven, always);

    // What is withheld is not proven, and nothing is wrong with it.
    let mut redacted = entries.clone();
    redacted[2].parts.remove(&PartName::Place);
    let shown = look(&redacted, &witnesses, &[]);
    assert_eq!((shown.fault, shown.withheld), (None, 1));
    assert!(shown.not_proven.contains(&Unproven::Withheld));

    // A fault leaves what comes before it as it was.
    let mut changed = entries.clone();
    changed[6].edit(|header| header.kind.push('x'));
    let found = look(&changed, &witnesses, &[]);
    assert_eq!(found.anchors, [anchor(&witnesses[1])]);
    let fault = found.fault.unwrap();
    assert_eq!((fault.seq, fault.event), (7, Some(entries[6].read().id)));
    assert_eq!(fault.to_string(), "link 7: altered");
}

#[test]
fn an_end_that_was_cut_off_shows_to_whoever_knows_that_there_was_one() {
    let writer = Writer::guard(1);
    for signing in [Signing::Each, Signing::Last] {
        let entries = writer.record(9, signing);
        let cut = &entries[..5];
        let look = |witnesses: &[VerifiedWitness], ends: &[&str]| {
            audit(&writer.chain(), &held(cut), &Anchors { witnesses, ends }).fault.map(|fault| (fault.code, fault.seq))
        };
        let witness = [writer.witnessed(&entries, 7, &stranger())];
        assert_eq!(look(&witness, &[]), Some((FaultCode::Truncated, 6)));
        assert_eq!(look(&[], &[ENDED]), Some((FaultCode::Truncated, 6)));
        let unsigned = (signing == Signing::Last).then_some((FaultCode::Unsigned, 1));
        assert_eq!(look(&[], &[]), unsigned);
        // A witness of what is there vouches for it in the place of the signature that was on what is not.
        assert_eq!(look(&[writer.witnessed(&entries, 5, &stranger())], &[]), None);
        let nothing = audit(&writer.chain(), &[], &Anchors { witnesses: &witness, ends: &[] }).fault.unwrap();
        assert_eq!((nothing.code, nothing.seq, nothing.event), (FaultCode::Truncated, 1, None));
    }
}

#[test]
fn a_signature_that_nothing_hangs_on_is_not_looked_at_and_the_last_one_is() {
    let record = Record::new(1, 6, Signing::Each, true);
    let mut entries = record.entries.clone();
    entries[2].signature = Some(Signature::from_bytes([0; 64]));
    assert!(record.audit(&held(&entries)).is_unchanged());
    entries[5].signature = Some(Signature::from_bytes([0; 64]));
    record.finds("a bad signature", &held(&entries), 6, &FaultCode::BadSignature);
}

#[test]
fn a_witness_of_another_chain_says_nothing_of_this_one() {
    let (mine, other) = (Record::new(1, 4, Signing::Last, true), Record::new(2, 9, Signing::Last, true));
    let foreign = [other.witness.unwrap()];
    let looked = audit(&mine.writer.chain(), &held(&mine.entries), &Anchors { witnesses: &foreign, ends: &[] });
    assert!(looked.is_unchanged() && looked.anchors.is_empty());
}

/// What somebody may do to a record, in any number.
#[derive(Debug, Clone)]
enum Deed {
    Edit(prop::sample::Index, &'static str),
    Byte(prop::sample::Index, prop::sample::Index, u8),
    Body(prop::sample::Index),
    Drop(prop::sample::Index),
    Copy(prop::sample::Index, prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Sign(prop::sample::Index, u8),
    Unsign(prop::sample::Index),
}

fn deed() -> impl Strategy<Value = Deed> {
    use prop::sample::Index;
    let index = any::<Index>;
    let field = prop::sample::select(vec!["kind", "seq", "previous", "subject", "unchained", "space", "unreadable"]);
    prop_oneof![
        (index(), field).prop_map(|(at, field)| Deed::Edit(at, field)),
        (index(), index(), any::<u8>()).prop_map(|(at, byte, to)| Deed::Byte(at, byte, to)),
        index().prop_map(Deed::Body),
        index().prop_map(Deed::Drop),
        (index(), index()).prop_map(|(from, to)| Deed::Copy(from, to)),
        (index(), index()).prop_map(|(a, b)| Deed::Swap(a, b)),
        (index(), any::<u8>()).prop_map(|(at, byte)| Deed::Sign(at, byte)),
        index().prop_map(Deed::Unsign),
    ]
}

fn commit(deed: &Deed, entries: &mut Vec<Entry>) {
    let length = entries.len();
    if length == 0 {
        return;
    }
    match deed {
        Deed::Edit(at, field) => {
            if serde_json::from_str::<usalama_core::event::Header>(&at.get(entries).header)
                .is_ok_and(|header| header.link.is_some())
            {
                change(&mut entries[at.index(length)], field);
            }
        }
        Deed::Byte(at, byte, to) => {
            let entry = &mut entries[at.index(length)];
            let mut bytes = std::mem::take(&mut entry.header).into_bytes();
            let byte = byte.index(bytes.len().max(1));
            if let Some(place) = bytes.get_mut(byte) {
                *place = *to;
            }
            entry.header = String::from_utf8_lossy(&bytes).into_owned();
        }
        Deed::Body(at) => {
            let parts: &mut Parts = &mut entries[at.index(length)].parts;
            if let Some(part) = parts.values_mut().next() {
                part.body.push('x');
            }
        }
        Deed::Drop(at) => drop(entries.remove(at.index(length))),
        Deed::Copy(from, to) => entries.insert(to.index(length + 1), from.get(entries).clone()),
        Deed::Swap(a, b) => entries.swap(a.index(length), b.index(length)),
        Deed::Sign(at, byte) => entries[at.index(length)].signature = Some(Signature::from_bytes([*byte; 64])),
        Deed::Unsign(at) => entries[at.index(length)].signature = None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_to_a_record_it_passes_only_as_what_it_was(
        length in 1_u64..14,
        each in any::<bool>(),
        deeds in prop::collection::vec(deed(), 0..6),
    ) {
        let record = Record::new(3, length, if each { Signing::Each } else { Signing::Last }, true);
        let mut entries = record.entries.clone();
        for deed in &deeds {
            commit(deed, &mut entries);
        }
        let same = |a: &Entry, b: &Entry| a.header == b.header && a.parts == b.parts;
        let is_as_it_was = entries.len() == record.entries.len()
            && entries.iter().zip(&record.entries).all(|(now, before)| same(now, before));
        let found = record.audit(&held(&entries));
        if found.is_unchanged() {
            prop_assert!(is_as_it_was);
        } else if let Some(fault) = found.fault {
            // Whatever is before the first bad event is as it was, or nothing more than its author's word was asked for.
            let before = usize::try_from(fault.seq - 1).unwrap();
            let proven = usize::try_from(found.proven).unwrap();
            prop_assert!(before <= entries.len() && proven <= before);
            for (now, was) in entries.iter().zip(&record.entries).take(proven) {
                prop_assert!(same(now, was));
            }
            let only_the_signature = is_as_it_was && fault.code == FaultCode::BadSignature;
            prop_assert!(!is_as_it_was || only_the_signature, "{fault}");
        }
    }

    #[test]
    fn nothing_that_is_held_makes_an_audit_panic(
        texts in prop::collection::vec((".{0,200}", prop::option::of(any::<u8>())), 0..8),
        seq in any::<u64>(),
    ) {
        let writer = Writer::guard(4);
        let parts = Parts::new();
        let signature = |byte: u8| Signature::from_bytes([byte; 64]);
        let mut events: Vec<Held<'_>> = texts
            .iter()
            .map(|(text, byte)| Held { header: text, signature: byte.map(signature), parts: &parts })
            .collect();
        let far = writer.write("patrol.visited", &ChainHead { seq, hash: Some(Hash::from_bytes([1; 32])) }, "x", true);
        events.push(far.held());
        let head = ChainHead { seq: seq.max(1), hash: Some(far.hash()) };
        let witness = usalama_core::event::Witness::sign(writer.chain(), &head, Timestamp::from_millis(0), &stranger());
        let looked = audit(&writer.chain(), &events, &Anchors { witnesses: &[witness.unwrap()], ends: &[ENDED] });
        prop_assert!(looked.fault.is_some());
    }
}
