//! The bugs that have bitten engines of this kind, each as a history of its own: the same phones, hub, faults and checks as in the
//! simulator, with the steps that matter.

use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{Delivery, NewTip, SyncReport, UpdateOptions, Usalama};
use usalama_core::event::SubjectId;
use usalama_core::model::incident::{Category, NewIncident, Whereabouts};
use usalama_core::model::tip::TipTopic;
use usalama_core::sync::SyncError;
use usalama_core::sync::wire::{MAX_EVENTS, paths};
use usalama_core::text::{Comment, Description};
use usalama_tests::sim::faults::Trouble;
use usalama_tests::sim::history::runtime;
use usalama_tests::sim::people::Part;
use usalama_tests::sim::plan::{Focus, Plan, Step};
use usalama_tests::sim::template::Template;
use usalama_tests::sim::world::World;
use usalama_tests::town::Town;

const NEIGHBOUR: usize = 0;
const GUARD: usize = 1;
const OFFICER: usize = 2;

/// Three people, and what happens to them.
fn history(what: impl AsyncFnOnce(&mut World<'_>)) {
    runtime().block_on(async {
        let template = Template::prepare().await;
        let cast = vec![Part::Neighbour, Part::Guard, Part::Officer];
        let plan = Plan { seed: 0, cast, focus: Focus::Incidents, steps: vec![] };
        let mut world = World::new(&template, &plan, None);
        for number in 0..3 {
            synced(&mut world, number).await;
        }
        what(&mut world).await;
        world.heal().await.unwrap();
        world.check().unwrap();
    });
}

async fn exchange(
    world: &mut World<'_>,
    number: usize,
    script: &[(u32, Trouble)],
) -> Option<(SyncReport, Option<SyncError>)> {
    world.sync(number, script.to_vec()).await.unwrap()
}

async fn synced(world: &mut World<'_>, number: usize) -> SyncReport {
    let (report, error) = exchange(world, number, &[]).await.unwrap();
    assert!(error.is_none(), "{error:?}");
    report
}

fn words() -> Comment {
    Comment::new("The gate is open.").unwrap()
}

fn report(world: &mut World<'_>, number: usize) -> SubjectId {
    let place = world.template.ground.place.clone();
    world.write(number, |app| app.report(NewIncident::new(Category::Vandalism, place))).unwrap().incident.id
}

fn update(app: &Usalama, id: SubjectId) {
    app.update(id, words(), UpdateOptions::default()).unwrap();
}

fn delivery(world: &World<'_>, number: usize, id: SubjectId) -> Delivery {
    world.phones[number].app().incident(id).unwrap().view.delivery
}

/// Many acts, on reports that are as many as an hour allows.
fn many(world: &mut World<'_>, acts: usize) {
    let mut id = None;
    for number in 0..acts {
        if number % 20 == 0 {
            world.pass(Duration::from_secs(15 * 60)).unwrap();
            id = Some(report(world, NEIGHBOUR));
        } else if let Some(id) = id {
            world.write(NEIGHBOUR, |app| app.update(id, words(), UpdateOptions::default())).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_a_phone_waits_for_news_goes_out_at_once() {
    let town = Town::start();
    let phone = town.resident().await;
    let patience = Duration::from_secs(60);
    let wakes_up = async {
        // The loop has nothing to do, and waits for minutes.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let id = phone.app.report(NewIncident::new(Category::Vandalism, town.place())).unwrap().incident.id;
        while phone.app.incident(id).unwrap().view.delivery != Delivery::Delivered {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        ended = phone.app.stay_in_step() => panic!("{ended:?}"),
        done = tokio::time::timeout(patience, wakes_up) => done.expect("it waits for the next write, or for minutes"),
    }
}

#[test]
fn who_changes_firms_holds_nothing_more_of_the_firm_that_was_left() {
    history(async |world| {
        let site = world.template.site;
        let orders = |world: &World<'_>| world.phones[GUARD].app().site(site).map_or(0, |site| site.orders.len());
        assert_eq!(orders(world), 1);
        world.step(&Step::Grant { who: GUARD, moved: true }).await.unwrap();
        synced(world, GUARD).await;
        assert_eq!(orders(world), 0, "another firm's post orders");
        world.step(&Step::Grant { who: GUARD, moved: false }).await.unwrap();
        synced(world, GUARD).await;
        assert_eq!(orders(world), 1, "they are back");
    });
}

#[test]
fn a_letter_that_was_written_under_a_wrong_clock_does_not_wait_for_years() {
    history(async |world| {
        world.step(&Step::ClockJump { who: NEIGHBOUR, years: 10 }).await.unwrap();
        let text = Description::new("They sell something behind the kiosk at dusk.").unwrap();
        let position = Some(world.template.ground.place.clone());
        let whereabouts = Whereabouts { position, ..Whereabouts::default() };
        let tip = NewTip { whereabouts, ..NewTip::new(TipTopic::Drugs, text) };
        world.write(NEIGHBOUR, |app| app.share_tip(tip)).unwrap();
        world.set_right(NEIGHBOUR);
        synced(world, NEIGHBOUR).await;
        assert_eq!(world.phones[NEIGHBOUR].app().sync_status().unwrap().anonymous_waiting, 0);
    });
}

#[test]
fn the_phone_dies_between_the_hubs_commit_and_its_reply() {
    history(async |world| {
        let id = report(world, NEIGHBOUR);
        assert!(exchange(world, NEIGHBOUR, &[(0, Trouble::CrashAfterCommit)]).await.is_none());
        assert_eq!(delivery(world, NEIGHBOUR, id), Delivery::OnlyOnThisPhone, "as far as it knows");
        let again = synced(world, NEIGHBOUR).await;
        assert_eq!((again.accepted, again.duplicates), (0, 1), "absorbed");
        assert_eq!(delivery(world, NEIGHBOUR, id), Delivery::Delivered);
    });
}

#[test]
fn something_is_done_to_a_report_while_its_push_is_on_the_way() {
    history(async |world| {
        let id = report(world, NEIGHBOUR);
        let app: Arc<Usalama> = world.phones[NEIGHBOUR].app().clone();
        let before = world.phones[NEIGHBOUR].probe.newest();
        world.phones[NEIGHBOUR].wire.meanwhile(paths::EVENTS, move || update(&app, id));
        let both = synced(world, NEIGHBOUR).await;
        world.acknowledge(NEIGHBOUR, before);
        assert_eq!(both.accepted, 2, "what was written meanwhile goes with the same run");
        assert_eq!(delivery(world, NEIGHBOUR, id), Delivery::Delivered);
    });
}

#[test]
fn a_run_that_is_given_up_or_paused_in_the_middle_moves_no_cursor_past_what_it_keeps() {
    history(async |world| {
        for _ in 0..3 {
            report(world, NEIGHBOUR);
        }
        synced(world, NEIGHBOUR).await;
        let before = world.phones[OFFICER].probe.cursors();
        world.cut_off(OFFICER, 0).await.unwrap();
        assert_eq!(world.phones[OFFICER].probe.cursors(), before, "the page was on its way");
        let app = world.phones[OFFICER].app().clone();
        let (outcome, paused) = tokio::join!(app.sync(Duration::from_secs(30)), app.pause());
        paused.unwrap();
        let ended = outcome.unwrap();
        assert!(matches!(ended.error, None | Some(SyncError::Paused)), "{:?}", ended.error);
        app.resume();
        drop(app);
        assert_eq!(synced(world, OFFICER).await.received + ended.report.received, 3);
    });
}

#[test]
fn a_queue_whose_length_is_an_exact_multiple_of_the_batch_goes_out_to_the_last() {
    history(async |world| {
        many(world, 2 * MAX_EVENTS);
        let report = synced(world, NEIGHBOUR).await;
        assert_eq!(report.accepted, 2 * MAX_EVENTS as u64);
        assert_eq!(world.phones[NEIGHBOUR].app().sync_status().unwrap().unsent, 0);
    });
}

#[test]
fn a_queue_ten_times_as_long_takes_ten_times_as_much_and_no_more() {
    history(async |world| {
        let mut cost = vec![];
        for acts in [400, 4_000] {
            many(world, acts);
            let before = world.requests();
            let report = synced(world, NEIGHBOUR).await;
            assert_eq!(report.accepted, acts as u64);
            cost.push((world.requests() - before, report.bytes_out + report.bytes_in));
        }
        let [(few, small), (many, large)] = cost[..] else { panic!("two queues") };
        println!("400 acts: {few} requests, {small} bytes; 4,000 acts: {many} requests, {large} bytes");
        assert!(many <= 10 * few && large <= 11 * small, "{cost:?}");
    });
}

#[test]
fn phones_that_push_at_once_hide_nothing_from_one_that_reads_meanwhile() {
    history(async |world| {
        let deadline = Duration::from_secs(60);
        for _ in 0..8 {
            world.pass(Duration::from_secs(1800)).unwrap();
            report(world, NEIGHBOUR);
            report(world, GUARD);
            let [one, two, reader] = [NEIGHBOUR, GUARD, OFFICER].map(|number| world.phones[number].app().clone());
            let (one, two, first) = tokio::join!(one.sync(deadline), two.sync(deadline), reader.sync(deadline));
            for outcome in [one, two, first] {
                assert!(outcome.unwrap().is_complete());
            }
        }
        synced(world, OFFICER).await;
        let held = world.phones[OFFICER].app().incident_states().unwrap().len();
        assert_eq!(held, 16, "nothing was passed over");
    });
}

#[test]
fn ones_own_writes_do_not_come_back_as_news() {
    history(async |world| {
        // A bucket that is begun is read whole.
        report(world, NEIGHBOUR);
        synced(world, NEIGHBOUR).await;
        let id = report(world, NEIGHBOUR);
        world.write(NEIGHBOUR, |app| app.update(id, words(), UpdateOptions::default())).unwrap();
        let second = synced(world, NEIGHBOUR).await;
        assert_eq!((second.accepted, second.received), (2, 0));
        assert_eq!(world.phones[NEIGHBOUR].app().incident(id).unwrap().timeline.len(), 2);
    });
}

#[test]
fn a_profile_that_is_restored_from_a_backup_and_cloned_goes_on_and_loses_nothing_that_it_had() {
    history(async |world| {
        report(world, GUARD);
        world.step(&Step::Backup { who: GUARD }).await.unwrap();
        synced(world, GUARD).await;
        report(world, GUARD);
        synced(world, GUARD).await;
        world.step(&Step::Restore { who: GUARD }).await.unwrap();
        report(world, GUARD);
        synced(world, GUARD).await;
        world.step(&Step::Clone { who: GUARD }).await.unwrap();
        let copy = world.phones.len() - 1;
        report(world, GUARD);
        report(world, copy);
        for number in [copy, GUARD, copy, GUARD] {
            exchange(world, number, &[]).await;
        }
    });
}

#[test]
fn an_event_that_nobody_can_read_blocks_nobody_and_is_seen_by_its_author() {
    history(async |world| {
        let poisoned = report(world, NEIGHBOUR);
        let others = [report(world, NEIGHBOUR), report(world, NEIGHBOUR)];
        world.phones[NEIGHBOUR]
            .probe
            .ask(|file| file.execute("UPDATE event SET parts = '{' WHERE subject = ?1", [poisoned.0.as_bytes()]));
        let report = synced(world, NEIGHBOUR).await;
        assert_eq!(report.accepted, 2);
        assert!(others.iter().all(|id| delivery(world, NEIGHBOUR, *id) == Delivery::Delivered));
        let parked = world.phones[NEIGHBOUR].app().sync_status().unwrap().parked;
        assert_eq!(parked.iter().map(|parked| parked.refusal.code.code()).collect::<Vec<_>>(), ["malformed"]);
    });
}

#[test]
fn a_bucket_that_is_read_anew_drops_nothing_that_waits_to_be_sent() {
    history(async |world| {
        report(world, NEIGHBOUR);
        synced(world, NEIGHBOUR).await;
        world.phones[NEIGHBOUR].probe.ask(|file| file.execute("UPDATE cursor SET position = position + 1000", []));
        let app = world.phones[NEIGHBOUR].app().clone();
        let (place, before) = (world.template.ground.place.clone(), world.phones[NEIGHBOUR].probe.newest());
        // Written behind the push and before the page: it waits while the buckets are given up.
        world.phones[NEIGHBOUR].wire.meanwhile(paths::PULL, move || {
            app.report(NewIncident::new(Category::Vandalism, place)).unwrap();
        });
        let report = synced(world, NEIGHBOUR).await;
        world.acknowledge(NEIGHBOUR, before);
        assert!(report.resets > 0, "{report:?}");
        assert_eq!(world.phones[NEIGHBOUR].app().sync_status().unwrap().unsent, 1);
        assert_eq!(synced(world, NEIGHBOUR).await.accepted, 1);
    });
}

#[test]
fn a_clock_that_jumps_back_ten_years_keeps_nothing_waiting_for_them() {
    history(async |world| {
        report(world, NEIGHBOUR);
        let (_, error) = exchange(world, NEIGHBOUR, &[(0, Trouble::TooMany)]).await.unwrap();
        assert!(matches!(error, Some(SyncError::TryLater { .. })), "{error:?}");
        world.step(&Step::ClockJump { who: NEIGHBOUR, years: -10 }).await.unwrap();
        let (_, error) = exchange(world, NEIGHBOUR, &[]).await.unwrap();
        assert!(matches!(error, Some(SyncError::TryLater { .. })), "the hub's word still counts: {error:?}");
        world.pass(Duration::from_secs(120)).unwrap();
        assert_eq!(synced(world, NEIGHBOUR).await.accepted, 1);
    });
}

#[test]
fn a_challenge_that_is_over_before_its_answer_arrives_costs_nobody_an_identity() {
    history(async |world| {
        report(world, GUARD);
        world.step(&Step::Crash { who: GUARD }).await.unwrap();
        // The answer takes longer than the minute for which a challenge is good.
        let told = exchange(world, GUARD, &[(1, Trouble::Delay)]).await.unwrap();
        assert!(told.1.is_none(), "{:?}", told.1);
        assert_eq!(told.0.accepted, 1);
        assert!(world.phones[GUARD].app().sync_status().unwrap().enrolled);
    });
}

#[test]
fn what_follows_an_act_that_is_parked_is_parked_too_and_does_not_wait_for_ever() {
    history(async |world| {
        let id = report(world, NEIGHBOUR);
        // Somebody in between spoils the first of two links of a chain beyond what the hub can read.
        exchange(world, NEIGHBOUR, &[(0, Trouble::RequestTruncated)]).await;
        let parked = world.phones[NEIGHBOUR].app().sync_status().unwrap().parked;
        assert_eq!(parked.len(), 1, "the author sees it");
        assert!(world.write(NEIGHBOUR, |app| app.update(id, words(), UpdateOptions::default())).is_err());
    });
}
