//! Plays histories: `sim --histories N [--seed S] [--jobs J]`. Ends with a failure, its seed and its fewest steps where one does not hold.

use std::process::ExitCode;

use usalama_tests::sim::history::{Range, Sum, play, play_all, runtime};
use usalama_tests::sim::plan::Plan;
use usalama_tests::sim::shrink::shrink;
use usalama_tests::sim::template::Template;

/// So many failures are enough to begin with.
const ENOUGH: usize = 5;

fn main() -> ExitCode {
    let Some(arguments) = Arguments::read() else {
        eprintln!("sim --histories N [--seed S] [--jobs J]");
        return ExitCode::FAILURE;
    };
    let Arguments { histories, seed, jobs, enough } = arguments;
    println!("{histories} histories from seed {seed} on {jobs} threads");
    let range = Range { from: seed, count: histories, jobs, bug: None, enough };
    let sum = play_all(range, |played, failed| eprintln!("{played} played, {failed} failed"));
    print(&sum);
    if sum.failures.is_empty() {
        return ExitCode::SUCCESS;
    }
    for (seed, wrong) in &sum.failures {
        println!("\nseed {seed}: {wrong}\n  again: cargo xtask sim --histories 1 --seed {seed}");
    }
    if let Some((seed, _)) = sum.failures.first() {
        explain(*seed);
    }
    ExitCode::FAILURE
}

#[allow(clippy::cast_precision_loss, reason = "averages are told to one place")]
fn print(sum: &Sum) {
    let (histories, seconds) = (sum.histories.max(1) as f64, sum.took.as_secs_f64());
    println!("{}", sum.table.draw());
    println!(
        "{} histories in {seconds:.1} s: {:.1} a second, {:.1} ms each",
        sum.histories,
        histories / seconds,
        1000.0 * seconds / histories
    );
    if let Some(worked) = sum.worked {
        println!("the processors worked {:.1} ms on each", 1000.0 * worked.as_secs_f64() / histories);
    }
    println!(
        "a history, on average: {:.1} phones, {:.1} acts, {:.1} faults, {:.1} requests",
        sum.phones as f64 / histories,
        sum.table.acts() as f64 / histories,
        sum.table.faults() as f64 / histories,
        sum.requests as f64 / histories
    );
    println!("{} phones whose account went on with a copy of them, what they had unsent still on them", sum.stranded);
    println!("{} failed", sum.failures.len());
}

/// Finds the fewest steps of a failure, and tells what happens in them.
fn explain(seed: u64) {
    let runtime = runtime();
    runtime.block_on(async {
        let template = Template::prepare().await;
        let plan = Plan::of(seed);
        let (fewest, wrong) = shrink(&template, &plan, None).await;
        let Some(wrong) = wrong else {
            println!("\nseed {seed} did not fail again: it depends on more than its seed");
            return;
        };
        println!("\nseed {seed}, {} steps instead of {}: {wrong}", fewest.steps.len(), plan.steps.len());
        println!("  {:?}", fewest.cast);
        for step in &fewest.steps {
            println!("  {step:?}");
        }
        println!("what happens:");
        for line in play(&template, &fewest, None, true).await.diary {
            println!("  {line}");
        }
    });
}

struct Arguments {
    histories: u64,
    seed: u64,
    jobs: usize,
    enough: usize,
}

impl Arguments {
    fn read() -> Option<Self> {
        let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let mut read = Self { histories: 1000, seed: 0, jobs, enough: ENOUGH };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next()?;
            match word.as_str() {
                "--histories" => read.histories = value.parse().ok()?,
                "--seed" => read.seed = value.parse().ok()?,
                "--jobs" => read.jobs = value.parse().ok()?,
                "--enough" => read.enough = value.parse().ok()?,
                _ => return None,
            }
        }
        Some(read)
    }
}
