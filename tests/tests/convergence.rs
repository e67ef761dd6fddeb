//! All phones agree once they have received the same, whatever the order: histories of acts that policy allows, signed by
//! real keys, handed to real stores in any order, in any batches, twice, in parts, and with pending acts on top.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use usalama_core::event::{Audience, PartName, Receipt, VerifiedEvent, pack, unpack};
use usalama_core::model::incident::{Act, Category, Entry, Incident, Stamp};
use usalama_core::policy::{Decision, OtherIncident, Scene, may};
use usalama_core::store::{Lane, Standing, Store, StoreError};
use usalama_tests::cast::{Cast, entry_on, people, standing};
use usalama_tests::disk;
use usalama_tests::fixtures::{Case, EVENING, FIRM, acts, placement, report, scene, submission};

/// Who tries what in a random history, and how often beside the others.
const MOVES: &[(&str, &str, usize)] = &[
    ("sup", "triaged", 6),
    ("sup", "assigned", 6),
    ("grd_a", "assignment_accepted", 6),
    ("grd_a", "responding", 6),
    ("grd_a", "arrived", 6),
    ("grd_a", "handover_offered", 6),
    ("pol", "handover_accepted", 6),
    ("pol", "resolved", 2),
    ("pol", "closed_no_action", 4),
    ("pol", "reopened", 4),
    ("own", "reopened", 2),
    ("mod", "unlinked", 4),
    ("rao", "relation_added", 1),
    ("sup", "info_requested", 1),
    ("own", "info_given", 3),
    ("grd_a", "assignment_declined", 1),
    ("hub", "assignment_lapsed", 1),
    ("pol", "handover_refused", 1),
    ("hub", "handover_escalated", 1),
    ("pol", "ob_recorded", 1),
    ("sup", "referred", 1),
    ("mod", "marked_duplicate", 1),
    ("own", "withdrawn", 1),
    ("own", "resolution_confirmed", 1),
    ("own", "updated", 1),
    ("cml", "corroborated", 1),
    ("hub", "corroboration_tallied", 1),
    ("mod", "assessed", 1),
    ("mod", "moderated", 1),
    ("pol", "disclosure_requested", 1),
    ("adm", "disclosure_approved", 1),
    ("own", "narrowed", 1),
];

type Step = (prop::sample::Index, u8);

/// A random history: at every step one of the acts that policy allows is done, and some time passes.
fn history(number: u128, steps: &[Step], people: &Cast) -> Case {
    let mut case = Case::new(number, Audience::Ra);
    case.then(&people["own"], &submission(report(Category::Theft, Audience::Ra)));
    let here = placement();
    for (pick, minutes) in steps {
        let incident = case.incident();
        let around = Scene { other: Some(OtherIncident::Closed), ..scene(&incident, &here, &case.audience, case.now) };
        let allowed: Vec<(&str, Entry)> = MOVES
            .iter()
            .map(|(name, kind, weight)| {
                let entry = match *kind {
                    "assigned" => acts::assigned(&people["grd_a"], Some(FIRM), case.now),
                    kind => entry_on(kind, &people[name], &incident, case.now, people),
                };
                (*name, entry, *weight)
            })
            .filter(|(name, entry, _)| may(entry, &standing(&people[name], &incident), &around) == Decision::Allow)
            .flat_map(|(name, entry, weight)| std::iter::repeat_n((name, entry), weight))
            .collect();
        let (name, entry) = &allowed[pick.index(allowed.len())];
        case.then(&people[name], entry).wait(Duration::from_secs(u64::from(*minutes) * 60));
    }
    case
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24)
}

fn store_in(folder: &Path, name: &str) -> Store {
    disk::open(&folder.join(name), EVENING).unwrap()
}

fn confirmed(case: &Case) -> Vec<(VerifiedEvent, Receipt)> {
    case.events.iter().map(|(event, _)| event.clone()).zip(case.receipts()).collect()
}

/// Takes events in, in batches of one transaction each.
fn receive(store: &Store, events: &[(VerifiedEvent, Receipt)], batch: usize) {
    for events in events.chunks(batch.max(1)) {
        store
            .write(|write| {
                for (event, receipt) in events {
                    write.append(event, false, Standing::Confirmed(*receipt))?;
                }
                let subjects = events.iter().map(|(event, _)| event.header().subject).collect();
                write.refold_all(&subjects)
            })
            .unwrap();
    }
}

fn write_own(store: &Store, event: &VerifiedEvent) {
    store
        .write(|write| {
            write.append(event, true, Standing::Pending)?;
            write.enqueue(event, Lane::of(event))?;
            write.refold(event.header().subject)
        })
        .unwrap();
}

/// Over the wire and back, as any phone gets it: what is left out is derived, and signatures are checked anew.
fn carried(events: &[VerifiedEvent]) -> Vec<VerifiedEvent> {
    let wire = serde_json::to_string(&pack(events)).unwrap();
    let signed = unpack(serde_json::from_str(&wire).unwrap()).into_iter().map(Result::unwrap).collect();
    usalama_core::event::SignedEvent::verify_all(signed).into_iter().map(Result::unwrap).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stores_agree_byte_for_byte_whatever_the_order_and_the_batches(
        one in steps(),
        two in steps(),
        shuffled in any::<[u64; 64]>(),
        batches in (1_usize..9, 1_usize..9),
        doubled in any::<prop::sample::Index>(),
    ) {
        let people = people();
        let mut events = confirmed(&history(1, &one, &people));
        events.extend(confirmed(&history(2, &two, &people)));
        let folder = tempfile::tempdir().unwrap();
        let straight = store_in(folder.path(), "straight.db");
        receive(&straight, &events, batches.0);
        let dump = straight.dump_incidents().unwrap();
        prop_assert_eq!(dump.len(), 2);

        // Shuffled, some of it twice, and through the wire.
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|i| shuffled[i % 64].rotate_left(u32::try_from(*i).unwrap()));
        let travelled = carried(&events.iter().map(|(event, _)| event.clone()).collect::<Vec<_>>());
        let mut mixed: Vec<_> = order.iter().map(|i| (travelled[*i].clone(), events[*i].1)).collect();
        mixed.extend_from_within(..=doubled.index(mixed.len()));
        let other = store_in(folder.path(), "shuffled.db");
        receive(&other, &mixed, batches.1);
        prop_assert_eq!(&other.dump_incidents().unwrap(), &dump);

        // The views made anew from the log are the same.
        drop(other);
        let path = folder.path().join("shuffled.db");
        disk::raw(&path).execute("DELETE FROM profile WHERE key = 'views'", []).unwrap();
        let again = disk::open(&path, EVENING).unwrap();
        prop_assert_eq!(&again.dump_incidents().unwrap(), &dump);
    }

    #[test]
    fn a_fold_depends_on_its_events_alone(steps in steps()) {
        let case = history(1, &steps, &people());
        let state = case.incident();
        prop_assert_eq!(&case.incident(), &state);
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<Incident>(&json).unwrap(), state);
    }

    #[test]
    fn what_is_pending_becomes_what_is_confirmed_and_what_is_refused_falls_out(
        steps in steps(),
        cut in any::<prop::sample::Index>(),
        refuse in any::<bool>(),
    ) {
        let people = people();
        let case = history(1, &steps, &people);
        let events = confirmed(&case);
        let known = cut.index(events.len() + 1).max(1);
        let folder = tempfile::tempdir().unwrap();
        let (author, reader) = (store_in(folder.path(), "author.db"), store_in(folder.path(), "reader.db"));
        receive(&author, &events[..known], 4);
        receive(&reader, &events[..known], 4);
        let before = reader.dump_incidents().unwrap();
        // One phone wrote the rest; it sees it at once, and the hub has not said anything.
        for (event, _) in &events[known..] {
            write_own(&author, event);
        }
        let pending = author.incident(case.id).unwrap().unwrap().incident;
        prop_assert_eq!(&pending.status, &case.incident().status, "what is pending counts on one's own phone");
        if refuse {
            author.write(|write| {
                for (event, _) in &events[known..] {
                    write.stand(event.header().id, Standing::Refused)?;
                }
                write.refold(case.id)
            }).map_err(|error: StoreError| TestCaseError::fail(error.to_string()))?;
        } else {
            receive(&reader, &events[known..], 3);
            receive(&author, &events[known..], 1);
        }
        let (mine, theirs) = (author.dump_incidents().unwrap(), reader.dump_incidents().unwrap());
        prop_assert_eq!(&mine, &theirs);
        prop_assert_eq!(refuse && mine != before, false);
    }

    #[test]
    fn a_reader_of_fewer_parts_sees_the_case_in_the_same_status(steps in steps()) {
        let case = history(1, &steps, &people());
        let (whole, core) = (case.incident(), {
            let few: Vec<_> =
                case.events.iter().map(|(e, stamp)| (e.clone().keeping(|part| *part == PartName::Core), *stamp)).collect();
            Incident::fold(case.id, few.iter().map(|(event, stamp)| (event, *stamp)))
        });
        prop_assert_eq!(&core.status, &whole.status);
        prop_assert_eq!(&core.assignment, &whole.assignment);
        prop_assert_eq!(&core.handover, &whole.handover);
        prop_assert_eq!((core.text, core.place, core.identity), (None, None, None));
    }
}

#[test]
fn the_histories_that_are_tried_go_far() {
    // Else the rest would prove little.
    let people = people();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        let case = history(1, &steps, &people);
        for n in 1..=case.events.len() {
            let so_far = case.events.iter().take(n).map(|(event, stamp)| (event, *stamp));
            seen.extend(Incident::fold(case.id, so_far).status);
        }
    }
    println!("statuses reached: {seen:?}");
    assert_eq!(seen.len(), 13, "{seen:?}");
}

#[test]
fn a_pending_act_that_no_longer_fits_has_no_effect_and_a_confirmed_one_always_has() {
    let people = people();
    let mut case = Case::reported(&people["own"], report(Category::Theft, Audience::Ra));
    let late = case.sign(&people["rao"], &acts::info_requested()).unwrap();
    case.then(&people["sup"], &acts::triaged()).then(&people["own"], &withdrawn());
    let with = |stamp| {
        let events = case.events.iter().map(|(event, stamp)| (event, *stamp));
        Incident::fold(case.id, events.chain([(&late, stamp)])).status
    };
    assert_eq!(with(Stamp::Pending(case.now)), Some("withdrawn".into()));
    assert_eq!(with(Stamp::Confirmed { seq: 4, at: case.now }), Some("needs_info".into()));
}

fn withdrawn() -> Entry {
    Act::Withdrawn(usalama_core::model::incident::Nothing {}).into()
}
