//! What guards' work costs: bytes of a guard's month on the wire, positions recorded, memory of a patrol.

use std::time::{Duration, Instant};

use rusqlite::Connection;
use usalama_core::client::{BookOn, NewPatrol, Settings, SyncReport, Usalama};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::Position;
use usalama_core::geo::track::Fix;
use usalama_core::model::duty::{PassDown, PatrolState};
use usalama_core::profile::profile_path;
use usalama_core::text::Comment;
use usalama_tests::guarding::{GuardedSite, ROUND, numbers};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

use crate::{Row, memory, report};

/// Shifts in a month.
const SHIFTS: u64 = 26;
/// Hours of a shift: a round of nine checkpoints and a welfare check in each.
const HOURS: u64 = 12;
/// The patrol ends so much earlier, for the pass-down: after twelve hours the hub would close it.
const HANDING_OVER: Duration = Duration::from_secs(3 * 60);
/// Hours between two exchanges.
const EXCHANGE_EVERY: u64 = 4;
/// Seconds between two positions.
const FIX_EVERY_S: u64 = 10;

/// Measures a guard's month on the wire, both ways, in real compressed bodies.
pub async fn month() -> Vec<Row> {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let (mut month, mut exchanges, mut scans) = (SyncReport::default(), 0_u64, 0_u64);
    let mut walk = Walk { chance: fastrand::Rng::with_seed(7), here: town.place(), fixes: 0 };
    for _ in 0..SHIFTS {
        let on =
            BookOn { site: Some(site.id), at: Some(town.place()), welfare_every_min: Some(60), ..BookOn::default() };
        let shift = guard.app.book_on(on).expect("booked on").shift.id;
        let patrol =
            guard.app.start_patrol(NewPatrol { route: Some(ROUND), ..NewPatrol::default() }).expect("a patrol");
        for hour in 1..=HOURS {
            let length = Duration::from_secs(3600) - if hour == HOURS { HANDING_OVER } else { Duration::ZERO };
            let mut rest = length - Duration::from_secs(30);
            for no in numbers() {
                let step = Duration::from_millis(walk.chance.u64(60_000..150_000));
                rest -= step;
                walk.to(&town, &guard, &patrol, &site.at(no), step);
                let here = beside(&site.at(no), walk.chance.f64() * 8.0, walk.chance.f64() * 8.0);
                let read = site.read(no, guard.clock.now());
                patrol.scan(no, &read, Some(&here), vec![], None).expect("a visit");
                scans += 1;
            }
            let still = town.place();
            walk.to(&town, &guard, &patrol, &still, rest);
            guard.app.answer_welfare(shift, true, None).expect("an answer");
            town.hub.advance(length).await;
            town.clock.advance(Duration::from_secs(30));
            if hour % EXCHANGE_EVERY == 0 && hour != HOURS {
                month = month.plus(guard.sync().await);
                exchanges += 1;
            }
        }
        patrol.complete(Some(town.place())).expect("completed");
        guard
            .app
            .pass_down(shift, PassDown::default(), Some(Comment::new("All quiet.").expect("text")))
            .expect("a note");
        guard.app.book_off(shift, Some(town.place()), None).expect("booked off");
        month = month.plus(guard.sync().await);
        exchanges += 1;
        // Twelve hours off; the app is not running.
        town.advance(HANDING_OVER + Duration::from_secs(12 * 3600)).await;
    }
    assert_eq!((month.refused, month.deferred), (0, 0));
    println!(
        "a guard's month: {SHIFTS} shifts of {HOURS} h, {scans} visits, {} positions, {} events, {exchanges} exchanges of {} \
         requests: {} bytes out, {} in",
        walk.fixes, month.accepted, month.requests, month.bytes_out, month.bytes_in
    );
    #[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
    let value = (month.bytes_out + month.bytes_in) as f64;
    vec![Row { name: "guard_month_wire_bytes", value, unit: "bytes both ways, compressed", baseline: None, runs: 1 }]
}

/// Seconds between two forced writes of positions, in the library and in the baseline.
const FORCED_EVERY: usize = 30;

/// Measures positions recorded during a patrol, one a second, against the bare insertion of the same columns with the same pragmas,
/// of which one in thirty is forced to the disk, as the library does; and what a patrol at rest takes of memory, against a process
/// that has the same file open twice, as the library has, and nothing else.
pub async fn recorded(runs: usize) -> Vec<Row> {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let new = NewPatrol { site: Some(site.id), route: Some(ROUND), ..NewPatrol::default() };
    let patrol = guard.app.start_patrol(new).expect("a patrol");
    let bare = report::bare(&guard.directory().join("bare.db"));
    let (mut ours, mut theirs) = (vec![], vec![]);
    for run in 0..runs {
        town.clock.advance(Duration::from_secs(1));
        #[allow(clippy::cast_precision_loss, reason = "small")]
        let here = beside(&town.place(), (run % 1_000) as f64, 0.0);
        let fix = Fix::new(guard.clock.device_time(), here.clone()).expect("a fix");
        let started = Instant::now();
        patrol.fix(&fix).expect("recorded");
        ours.push(started.elapsed());
        let started = Instant::now();
        let level = if run % FORCED_EVERY == 0 { "FULL" } else { "NORMAL" };
        bare.pragma_update(None, "synchronous", level).expect("a pragma");
        insert(&bare, patrol.id(), &fix);
        theirs.push(started.elapsed());
    }
    let total = |times: &[Duration]| times.iter().sum::<Duration>().as_secs_f64();
    let (own, other) = (total(&ours), total(&theirs));
    #[allow(clippy::cast_precision_loss, reason = "small")]
    let per_second = runs as f64 / own;
    println!("positions: {per_second:.0} a second, one in {FORCED_EVERY} forced to the disk");
    let mut rows = vec![
        Row {
            name: "fix_vs_bare_sqlite",
            value: own / other,
            unit: "ratio; bare insertion of the same columns, as often forced",
            baseline: Some(1.0),
            runs,
        },
        Row { name: "fixes_per_s", value: per_second, unit: "positions/s", baseline: None, runs },
    ];
    drop(bare);
    let file = profile_path(guard.directory(), guard.actor());
    let (directory, key) = (guard.directory().to_owned(), memory::hex(&guard.key));
    let folder = guard.closed();
    let with = memory::of_child(&["memory-of-patrol", &directory.to_string_lossy(), &key]);
    let without = memory::of_child(&["memory-of-file", &file.to_string_lossy(), "-"]);
    drop(folder);
    match (with, without) {
        (Some(with), Some(without)) => rows.push(Row {
            name: "patrol_memory_vs_bare_sqlite",
            value: with / without,
            unit: "ratio of resident memory; a process with the same file open twice",
            baseline: Some(1.0),
            runs: 1,
        }),
        _ => println!("NOT MEASURED: memory of a patrol (/proc/self/status does not tell)"),
    }
    rows
}

fn insert(file: &Connection, patrol: SubjectId, fix: &Fix) {
    file.prepare_cached(
        "INSERT INTO fix (patrol, leg, at, utc_offset, monotonic_ms, boot, lat, lon, accuracy_m, source, speed_mps, mock)
         VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )
    .expect("a statement")
    .execute(rusqlite::params![
        patrol.0.as_bytes(),
        fix.time().at.as_millis(),
        fix.time().utc_offset,
        fix.time().monotonic_ms.map(|ms| i64::try_from(ms).unwrap_or(0)),
        fix.time().boot.map(uuid::Uuid::into_bytes),
        fix.position().at.lat(),
        fix.position().at.lon(),
        fix.position().accuracy_m(),
        fix.position().source.code(),
        fix.speed_mps(),
        fix.is_mock(),
    ])
    .expect("a row");
}

/// The work of the children whose memory is measured. Says whether there was any to do.
pub fn child(arguments: &[String]) -> bool {
    let [_, work, path, key] = arguments else { return false };
    match work.as_str() {
        "memory-of-patrol" => {
            let key = memory::key(key);
            let app = Usalama::open(Settings::new(path), &key).expect("the library opens");
            let under_way = app.patrols(None, None, &[PatrolState::Active], 1).expect("a patrol");
            assert_eq!(under_way.len(), 1, "the patrol is under way");
            println!("{}", memory::of_this("VmRSS:").unwrap_or_default());
        }
        "memory-of-file" => {
            let files: Vec<Connection> = (0..2).map(|_| Connection::open(path).expect("the file")).collect();
            for file in &files {
                let _: i64 = file.query_row("SELECT count(*) FROM subject", [], |row| row.get(0)).expect("a count");
            }
            println!("{}", memory::of_this("VmRSS:").unwrap_or_default());
        }
        _ => return false,
    }
    true
}

/// A guard who walks, and stands, as the receiver sees it: a few metres beside the truth.
struct Walk {
    chance: fastrand::Rng,
    here: Position,
    fixes: u64,
}

impl Walk {
    fn to(
        &mut self,
        town: &Town,
        guard: &Phone,
        patrol: &usalama_core::client::ActivePatrol<'_>,
        there: &Position,
        takes: Duration,
    ) {
        let steps = (takes.as_secs() / FIX_EVERY_S).max(1);
        let (from, to) = (self.here.at, there.at);
        for step in 1..=steps {
            // It takes two minutes at the most to get there; the rest is standing.
            #[allow(clippy::cast_precision_loss, reason = "small")]
            let share = (step as f64 / steps.min(12) as f64).min(1.0);
            town.clock.advance(takes / u32::try_from(steps).unwrap_or(1));
            let lat = from.lat() + (to.lat() - from.lat()) * share;
            let lon = from.lon() + (to.lon() - from.lon()) * share;
            let at = usalama_core::geo::LatLon::new(lat, lon).expect("on the Earth");
            let exact = Position::new(at, 8.0, there.source.clone(), None).expect("a position");
            let noise = (self.chance.f64() - 0.5, self.chance.f64() - 0.5);
            let seen = beside(&exact, noise.0 * 8.0, noise.1 * 8.0);
            let fix = Fix::new(guard.clock.device_time(), seen.clone()).expect("a fix");
            patrol.fix(&fix).expect("recorded");
            self.fixes += 1;
        }
        self.here = there.clone();
    }
}
