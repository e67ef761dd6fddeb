//! The simulator, in its short form: some histories by fixed seeds, and the bugs that it has to find.

use usalama_tests::sim::bugs::Bug;
use usalama_tests::sim::history::{Range, play, play_all, runtime};
use usalama_tests::sim::plan::Plan;
use usalama_tests::sim::shrink::shrink;
use usalama_tests::sim::template::Template;

/// So many histories pass here; `cargo xtask sim` plays as many as one likes.
const SHORT: u64 = 100;

/// Within so many histories each bug is found: no more than those that pass without it.
const WITHIN: u64 = 40;

fn range(count: u64, bug: Option<Bug>) -> Range {
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Range { from: 0, count, jobs, bug, enough: 1 }
}

#[test]
#[allow(clippy::cast_precision_loss, reason = "averages are told to one place")]
fn histories_in_which_everything_goes_wrong_lose_double_mix_up_and_betray_nothing() {
    let sum = play_all(range(SHORT, None), |_, _| {});
    assert_eq!(sum.failures, [], "again: cargo xtask sim --histories 1 --seed S");
    let each = |count: u64| count as f64 / sum.histories as f64;
    println!(
        "{:.1} phones, {:.1} acts, {:.1} faults",
        each(sum.phones),
        each(sum.table.acts()),
        each(sum.table.faults())
    );
    assert!(each(sum.phones) >= 3.0 && each(sum.table.acts()) >= 50.0 && each(sum.table.faults()) >= 10.0);
}

#[test]
fn each_of_five_bugs_that_are_put_in_is_found() {
    for bug in Bug::ALL {
        let sum = play_all(range(WITHIN, Some(bug)), |_, _| {});
        let (seed, wrong) = sum.failures.first().unwrap_or_else(|| panic!("{bug:?} is not found"));
        println!("{bug:?}: found by the history of seed {seed}, after {} were played: {wrong}", sum.histories);
    }
}

#[test]
fn a_failure_is_the_same_again_from_its_seed_and_shrinks_to_a_few_steps() {
    let bug = Some(Bug::DroppedSettle);
    runtime().block_on(async {
        let template = Template::prepare().await;
        let plan = Plan::of(3);
        assert_eq!(plan, Plan::of(3), "a plan is drawn from its seed alone");
        let wrong = play(&template, &plan, bug, false).await.wrong.expect("it fails");
        assert_eq!(play(&template, &plan, bug, false).await.wrong.as_ref(), Some(&wrong));
        let (fewest, still) = shrink(&template, &plan, bug).await;
        assert!(still.is_some() && fewest.steps.len() <= 3, "{} steps: {:?}", fewest.steps.len(), fewest.steps);
    });
}
