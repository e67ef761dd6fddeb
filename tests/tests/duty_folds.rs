//! Guards' work comes to the same on every phone and on the hub, whatever the order in which it arrives; and no order, gap or clock
//! makes a fold or an assessment fail: histories of acts that policy allows, signed by real keys.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use usalama_core::clock::Timestamp;
use usalama_core::event::{PartName, Receipt, SignedEvent, VerifiedEvent, pack, unpack};
use usalama_core::model::Model as _;
use usalama_core::model::duty::{
    Asking, Duty, DutyAct, DutyEntry, DutyKind, PatrolAct, Site, alarms_due, assess, next_change, shift_exceptions,
    welfare_checks,
};
use usalama_core::model::incident::Stamp;
use usalama_core::policy::Decision;
use usalama_core::store::{Lane, Standing, Store};
use usalama_tests::disk;
use usalama_tests::duties::{Post, Staff, entry_of, kinds, set_up, site_of, staff, state_name, states};
use usalama_tests::fixtures::EVENING;

/// One of the acts that are allowed, and the minutes until then.
type Step = (prop::sample::Index, u8);

/// Who tries what, and how often beside the others.
fn moves(kind: DutyKind) -> Vec<(&'static str, &'static str)> {
    let often = ["patrol.visited", "patrol.completed", "shift.passed_down", "patrol.queried", "patrol.explained"];
    let people: &[&str] = match kind {
        DutyKind::Site => &["sup", "sup", "rao"],
        DutyKind::Shift | DutyKind::Patrol => &["grd", "sup", "hub", "grd_o"],
    };
    let each = |act: &'static str| {
        let times = if often.contains(&act) { 3 } else { 1 };
        people.iter().flat_map(move |who| std::iter::repeat_n((*who, act), times))
    };
    kinds(kind).flat_map(each).collect()
}

/// A random history: at every step one of the acts that policy allows is done, and some time passes.
fn history(kind: DutyKind, steps: &[Step], staff: &Staff, site: &Site) -> Post {
    let mut post = if kind == DutyKind::Site { set_up(staff) } else { Post::new(kind, 0xF01D) };
    for (pick, minutes) in steps {
        let duty = post.duty();
        let allowed: Vec<(&str, DutyEntry)> = moves(kind)
            .into_iter()
            .map(|(who, act)| (who, entry_of(act, who, &duty, staff)))
            .filter(|(who, entry)| post.judge_on(&duty, &staff[*who], entry, Some(site), |_, _| {}) == Decision::Allow)
            .collect();
        let Some((who, entry)) = allowed.get(pick.index(allowed.len().max(1))) else { break };
        post.then(&staff[*who], entry);
        post.now = post.now.plus(Duration::from_secs(u64::from(*minutes) * 60));
    }
    post
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24)
}

fn a_kind() -> impl Strategy<Value = DutyKind> {
    prop::sample::select(vec![DutyKind::Site, DutyKind::Shift, DutyKind::Patrol])
}

fn confirmed(post: &Post) -> Vec<(VerifiedEvent, Receipt)> {
    let receipt = |stamp: &Stamp| match *stamp {
        Stamp::Confirmed { seq, at } => Receipt { seq, at, clock_suspect: false },
        Stamp::Pending(at) => Receipt { seq: 0, at, clock_suspect: false },
    };
    post.events.iter().map(|(event, stamp)| (event.clone(), receipt(stamp))).collect()
}

fn store_in(folder: &Path, name: &str) -> Store {
    disk::open(&folder.join(name), EVENING).unwrap()
}

fn receive(store: &Store, events: &[(VerifiedEvent, Receipt)], batch: usize) {
    for events in events.chunks(batch.max(1)) {
        store
            .write(|write| {
                for (event, receipt) in events {
                    write.append(event, false, Standing::Confirmed(*receipt))?;
                }
                write.refold_all(&events.iter().map(|(event, _)| event.header().subject).collect())
            })
            .unwrap();
    }
}

fn held(store: &Store, post: &Post) -> Option<Duty> {
    store.duty(post.id).unwrap().map(|row| row.state)
}

/// As the hub folds: one event after the other, each state written down and read again.
fn as_the_hub(post: &Post) -> Duty {
    let mut state = Duty::unknown(post.kind, post.id);
    for (event, stamp) in &post.events {
        let entry = DutyEntry::read(event).unwrap().unwrap();
        assert!(state.apply(event, &entry, *stamp));
        let kept = serde_json::to_string(&state).unwrap();
        let again: Duty = serde_json::from_str(&kept).unwrap();
        assert_eq!(again, state);
        state = again;
    }
    state
}

/// Over the wire and back.
fn carried(events: &[VerifiedEvent]) -> Vec<VerifiedEvent> {
    let wire = serde_json::to_string(&pack(events)).unwrap();
    let signed = unpack(serde_json::from_str(&wire).unwrap()).into_iter().map(Result::unwrap).collect();
    SignedEvent::verify_all(signed).into_iter().map(Result::unwrap).collect()
}

/// Everything that is ever asked of a state. None of it may fail.
fn look_at(duty: &Duty, site: &Site, now: Timestamp) {
    for own_phone in [true, false] {
        let asking = Asking { now, own_phone };
        match duty {
            Duty::Patrol(patrol) => {
                for site in [Some(site), None] {
                    let assessment = assess(patrol, site, asking);
                    let _ = (alarms_due(patrol, &assessment), next_change(patrol, site, now));
                }
            }
            Duty::Shift(shift) => {
                let _ = (welfare_checks(shift, asking), shift_exceptions(shift, asking), shift.open_pass_down());
            }
            Duty::Site(site) => {
                let _ = (site.checkpoints().count(), site.routes().count(), site.client());
            }
        }
    }
    let text = serde_json::to_string(duty).unwrap();
    assert_eq!(serde_json::from_str::<Duty>(&text).unwrap(), *duty);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_phones_and_the_hub_agree_whatever_the_order_and_the_batches(
        kind in a_kind(),
        steps in steps(),
        shuffled in any::<[u64; 32]>(),
        batches in (1_usize..7, 1_usize..7),
        doubled in any::<prop::sample::Index>(),
    ) {
        let staff = staff();
        let site = site_of(&set_up(&staff));
        let post = history(kind, &steps, &staff, &site);
        let events = confirmed(&post);
        let hub = as_the_hub(&post);
        let folder = tempfile::tempdir().unwrap();
        let straight = store_in(folder.path(), "straight.db");
        receive(&straight, &events, batches.0);
        let found = held(&straight, &post);
        prop_assert_eq!(found.as_ref(), Some(&hub));

        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|i| shuffled[i % 32].rotate_left(u32::try_from(*i).unwrap()));
        let travelled = carried(&events.iter().map(|(event, _)| event.clone()).collect::<Vec<_>>());
        let mut mixed: Vec<_> = order.iter().map(|i| (travelled[*i].clone(), events[*i].1)).collect();
        mixed.extend_from_within(..=doubled.index(mixed.len()));
        let other = store_in(folder.path(), "shuffled.db");
        receive(&other, &mixed, batches.1);
        let found = held(&other, &post);
        prop_assert_eq!(found.as_ref(), Some(&hub));
    }

    #[test]
    fn what_is_pending_becomes_what_is_confirmed_and_what_is_refused_falls_out(
        kind in a_kind(),
        steps in steps(),
        cut in any::<prop::sample::Index>(),
        refuse in any::<bool>(),
    ) {
        let staff = staff();
        let site = site_of(&set_up(&staff));
        let post = history(kind, &steps, &staff, &site);
        let events = confirmed(&post);
        let known = cut.index(events.len() + 1).max(1);
        let folder = tempfile::tempdir().unwrap();
        let (author, reader) = (store_in(folder.path(), "author.db"), store_in(folder.path(), "reader.db"));
        receive(&author, &events[..known], 4);
        receive(&reader, &events[..known], 4);
        for (event, _) in &events[known..] {
            author.write(|write| {
                write.append(event, true, Standing::Pending)?;
                write.enqueue(event, Lane::of(event))?;
                write.refold(event.header().subject)
            }).unwrap();
        }
        let pending = held(&author, &post);
        let whole = post.duty();
        prop_assert_eq!(pending.as_ref().map(state_name), Some(state_name(&whole)));
        if refuse {
            author.write(|write| {
                for (event, _) in &events[known..] {
                    write.stand(event.header().id, Standing::Refused)?;
                }
                write.refold(post.id)
            }).unwrap();
        } else {
            receive(&reader, &events[known..], 3);
            receive(&author, &events[known..], 1);
        }
        prop_assert_eq!(held(&author, &post), held(&reader, &post));
    }

    #[test]
    fn no_order_gap_or_clock_makes_a_fold_fail(
        kind in a_kind(),
        steps in steps(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..40),
        now in prop_oneof![
            Just(i64::MIN), Just(i64::MAX), Just(0), Just(4_102_444_800_000_i64),
            (EVENING.as_millis() - 100_000_000)..(EVENING.as_millis() + 100_000_000)
        ],
        parts in any::<bool>(),
    ) {
        let staff = staff();
        let set_up = set_up(&staff);
        let site = site_of(&set_up);
        let post = history(kind, &steps, &staff, &site);
        // Any of them, in any order, some twice, confirmed or not, with or without the parts that some readers do not get; and
        // an event of another model among them.
        let all: Vec<&VerifiedEvent> =
            post.events.iter().map(|(event, _)| event).chain(set_up.events.last().map(|(event, _)| event)).collect();
        let picked: Vec<(VerifiedEvent, Stamp)> = (1..)
            .zip(&picks)
            .map(|(seq, (pick, pending))| {
                let event = all[pick.index(all.len())].clone();
                let event = if parts { event.keeping(|part| *part == PartName::Core) } else { event };
                let at = Timestamp::from_millis(now);
                (event, if *pending { Stamp::Pending(at) } else { Stamp::Confirmed { seq, at } })
            })
            .collect();
        for n in 0..=picked.len() {
            let duty = Duty::fold(kind, post.id, picked[..n].iter().map(|(event, stamp)| (event, *stamp)));
            look_at(&duty, &site, Timestamp::from_millis(now));
        }
    }

    #[test]
    fn a_phone_with_any_clock_records_and_is_assessed(
        steps in prop::collection::vec((any::<i64>(), any::<u8>()), 1..12),
        start in prop_oneof![Just(0_i64), Just(4_102_444_800_000), Just(i64::MIN), Just(i64::MAX)],
    ) {
        let staff = staff();
        let site = site_of(&set_up(&staff));
        let mut post = Post::new(DutyKind::Patrol, 1);
        post.now = Timestamp::from_millis(start);
        post.does("grd", "patrol.started", &staff);
        for (jump, what) in &steps {
            post.now = Timestamp::from_millis(*jump);
            let act = ["patrol.visited", "patrol.skipped", "patrol.paused", "patrol.resumed", "patrol.tracked"];
            let entry = entry_of(act[usize::from(*what) % act.len()], "grd", &post.duty(), &staff);
            if post.duty().fits(&entry.act).is_ok() {
                post.then(&staff["grd"], &entry);
            }
        }
        post.does("grd", "patrol.completed", &staff);
        let duty = post.duty();
        prop_assert_eq!(duty.state_code(), Some("completed"));
        for now in [i64::MIN, 0, EVENING.as_millis(), i64::MAX] {
            look_at(&duty, &site, Timestamp::from_millis(now));
        }
        // The order is the chain's, whatever the clock said: nothing is before what came before it.
        let Duty::Patrol(patrol) = &duty else { unreachable!() };
        prop_assert!(patrol.visits.windows(2).all(|pair| pair[0].at <= pair[1].at));
        prop_assert!(patrol.ended_at >= patrol.started_at);
        prop_assert_eq!(as_the_hub(&post), duty);
    }

    #[test]
    fn a_reader_of_fewer_parts_sees_it_where_it_stands(kind in a_kind(), steps in steps()) {
        let staff = staff();
        let site = site_of(&set_up(&staff));
        let post = history(kind, &steps, &staff, &site);
        let few: Vec<_> =
            post.events.iter().map(|(e, stamp)| (e.clone().keeping(|part| *part == PartName::Core), *stamp)).collect();
        let core = Duty::fold(kind, post.id, few.iter().map(|(event, stamp)| (event, *stamp)));
        let whole = post.duty();
        prop_assert_eq!(state_name(&core), state_name(&whole));
        if let (Duty::Patrol(core), Duty::Patrol(whole)) = (&core, &whole) {
            prop_assert_eq!(&core.visits, &whole.visits);
            prop_assert!(core.observations.iter().all(|seen| seen.note.is_none() && seen.place.is_none()));
            let asking = Asking { now: post.now, own_phone: false };
            prop_assert_eq!(assess(core, Some(&site), asking).visits, assess(whole, Some(&site), asking).visits);
        }
    }
}

#[test]
fn the_histories_that_are_tried_go_far() {
    let staff = staff();
    let site = site_of(&set_up(&staff));
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for kind in [DutyKind::Shift, DutyKind::Patrol] {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let steps = steps().new_tree(&mut runner).unwrap().current();
            let post = history(kind, &steps, &staff, &site);
            for n in 1..=post.events.len() {
                let so_far = post.events.iter().take(n).map(|(event, stamp)| (event, *stamp));
                seen.insert(state_name(&Duty::fold(kind, post.id, so_far)).to_owned());
            }
        }
        println!("states reached: {seen:?}");
        let missing: Vec<_> = states(kind)[1..].iter().filter(|state| !seen.contains(**state)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

#[test]
fn ten_thousand_alarms_and_rounds_beyond_all_are_folded_without_harm() {
    use usalama_core::model::duty::{CheckpointMissed, CheckpointNo, CheckpointsMissed};
    let staff = staff();
    let site = site_of(&set_up(&staff));
    let mut post = usalama_tests::duties::post_in(DutyKind::Patrol, "active", &staff);
    let missed = |n: u16| CheckpointMissed { checkpoint: CheckpointNo(n % 7), round: u16::MAX - n % 3 };
    let alarm = PatrolAct::CheckpointsMissed(CheckpointsMissed { missed: (0..10_000).map(missed).collect() });
    assert!(post.sign(&staff["hub"].person, &alarm.clone().into()).is_err(), "no event holds so many");
    for chunk in 0..10_u16 {
        let missed = (0..1_000).map(|n| missed(chunk * 1_000 + n)).collect();
        post.then(
            &staff["hub"],
            &DutyEntry::from(DutyAct::from(PatrolAct::CheckpointsMissed(CheckpointsMissed { missed }))),
        );
    }
    let duty = post.duty();
    let Duty::Patrol(patrol) = &duty else { unreachable!() };
    assert_eq!(patrol.alarms.len(), 10_000);
    look_at(&duty, &site, post.now);
}
