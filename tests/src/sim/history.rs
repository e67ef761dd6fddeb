//! One history, from its plan to the checks; and many of them on several threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::bugs::Bug;
use super::plan::{Plan, Step};
use super::table::Table;
use super::template::Template;
use super::world::{World, Wrong};

/// What came of a history.
#[derive(Debug)]
pub struct Played {
    /// What was counted.
    pub table: Table,
    /// What does not hold.
    pub wrong: Option<Wrong>,
    /// What happened, where it was to be taken down.
    pub diary: Vec<String>,
    /// How many requests it took.
    pub requests: u64,
    /// Phones whose account went on with a copy of them for good.
    pub stranded: u64,
}

/// Plays a plan, and checks what has to hold after it.
pub async fn play(template: &Template, plan: &Plan, bug: Option<Bug>, takes_down: bool) -> Played {
    let mut world = World::new(template, plan, bug);
    world.diary = takes_down.then(Vec::new);
    let wrong = run(&mut world, &plan.steps).await.err();
    let requests = world.requests();
    let stranded = world.phones.iter().filter(|phone| phone.is_stranded).count() as u64;
    Played { table: world.table.clone(), wrong, diary: world.diary.take().unwrap_or_default(), requests, stranded }
}

async fn run(world: &mut World<'_>, steps: &[Step]) -> Result<(), Wrong> {
    for step in steps {
        world.step(step).await?;
    }
    world.heal().await?;
    world.check()
}

/// A runtime for one thread: everything waits for everything else, as it does not in life, so that a seed tells what happens.
///
/// # Panics
/// Where it cannot be made.
#[must_use]
pub fn runtime() -> tokio::runtime::Runtime {
    let made = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(4).build();
    made.expect("a runtime")
}

/// What came of many histories.
#[derive(Debug, Default)]
pub struct Sum {
    /// What was counted.
    pub table: Table,
    /// How many histories were played.
    pub histories: u64,
    /// People's phones in all of them.
    pub phones: u64,
    /// Requests in all of them.
    pub requests: u64,
    /// Phones whose account went on with a copy of them for good.
    pub stranded: u64,
    /// Seeds that failed, and how.
    pub failures: Vec<(u64, Wrong)>,
    /// How long it took.
    pub took: Duration,
    /// How long the processors worked on it, all threads together; nothing where the system does not tell.
    pub worked: Option<Duration>,
}

/// How many are played, and which.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The first seed.
    pub from: u64,
    /// How many.
    pub count: u64,
    /// Threads.
    pub jobs: usize,
    /// The bug that is put in, where it is the test that is tested.
    pub bug: Option<Bug>,
    /// After so many failures nothing new is begun.
    pub enough: usize,
}

/// Plays many histories. `tell` hears of the progress now and then.
///
/// # Panics
/// Where a thread dies.
pub fn play_all(range: Range, tell: impl Fn(u64, usize) + Sync) -> Sum {
    let (began, worked_before) = (Instant::now(), worked());
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let sum = Mutex::new(Sum::default());
    std::thread::scope(|scope| {
        for _ in 0..range.jobs.max(1) {
            scope.spawn(|| {
                let runtime = runtime();
                let template = runtime.block_on(Template::prepare());
                while !stop.load(Ordering::SeqCst) {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= range.count {
                        break;
                    }
                    let plan = Plan::of(range.from + at);
                    let played = runtime.block_on(play(&template, &plan, range.bug, false));
                    let mut sum = sum.lock().expect("nobody died");
                    sum.table.add(&played.table);
                    sum.histories += 1;
                    sum.phones += plan.cast.len() as u64;
                    sum.requests += played.requests;
                    sum.stranded += played.stranded;
                    sum.failures.extend(played.wrong.map(|wrong| (plan.seed, wrong)));
                    if sum.failures.len() >= range.enough {
                        stop.store(true, Ordering::SeqCst);
                    }
                    if sum.histories.is_multiple_of(500) {
                        tell(sum.histories, sum.failures.len());
                    }
                }
            });
        }
    });
    let mut sum = sum.into_inner().expect("nobody died");
    sum.failures.sort();
    sum.took = began.elapsed();
    sum.worked = worked().zip(worked_before).map(|(now, before)| now.saturating_sub(before));
    sum
}

/// How long the processors have worked for this process, as Linux counts it, in hundredths of a second.
fn worked() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let (user, system): (u64, u64) = (fields.nth(11)?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis(10 * (user + system)))
}
