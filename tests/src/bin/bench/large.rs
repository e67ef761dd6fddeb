//! A profile of 50,000 incidents: how long it takes to open, to list, to fold anew; how much memory that takes, and how many bytes
//! a report takes on the disk. Baselines are bare SQL on the same file, with the library's own settings and indexes, that gives the
//! same values: the JSON of each row is read.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use usalama_core::client::{IncidentFilter, Settings, Usalama};
use usalama_core::event::Role;
use usalama_core::geo::LatLon;
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{CaseStatus, Category, Channel, Incident, NewIncident};
use usalama_core::profile::profile_path;
use usalama_tests::town::{Town, beside};

use crate::report::median;
use crate::{Row, bare, memory};

/// Incidents of a page.
const PAGE: usize = 50;
/// How far around.
const METRES: f64 = 1_000.0;
/// How often each question is asked.
const ASKED: usize = 200;
/// How often it is opened.
const OPENED: usize = 20;

/// Metres in a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Measures with `count` incidents.
pub async fn measure(count: u32) -> Vec<Row> {
    let town = Town::start();
    let phone = town.recruit(Role::ProgrammeAdmin).await;
    phone.go_offline();
    let before = written(&profile_path(phone.directory(), phone.actor()));
    let mut chance = fastrand::Rng::with_seed(1);
    for _ in 0..count {
        // Ten kilometres around, as in a city.
        let mut metres = || chance.f64() * 20_000.0 - 10_000.0;
        let mut new = NewIncident::new(Category::Theft, beside(&town.place(), metres(), metres()));
        new.channel = Channel::Import;
        phone.app.report(new).expect("the report is taken down");
    }
    let here = town.place().at;
    let (file, key) = (profile_path(phone.directory(), phone.actor()), phone.key.clone());
    let folder = phone.closed();
    let disk = bytes_per(written(&file) - before, count);
    let app = open(folder.path(), &key);
    let near = IncidentFilter { near: Some((here, METRES)), ..IncidentFilter::default() };
    let newest = IncidentFilter { statuses: open_statuses(), ..IncidentFilter::default() };
    let sql = bare::open(&file);
    let nearby = against(|| list(&app, &near), || nearby_bare(&sql, here));
    let newest = against(|| list(&app, &newest), || newest_bare(&sql));
    drop((app, sql));
    let opened = against_times(
        OPENED,
        || list(&open(folder.path(), &key), &IncidentFilter::default()),
        || newest_bare(&bare::open(&file)),
    );
    let peak = memory::of_child(&["memory-of-large", &folder.path().to_string_lossy(), &memory::hex(&key)]);
    let refold = refolded(folder.path(), &file, &key, opened.0);
    println!(
        "{count} incidents: {PAGE} nearby {:.2} ms (bare {:.2}), {PAGE} newest {:.2} ms (bare {:.2}), opened {:.1} ms (bare {:.1})",
        ms(nearby.0),
        ms(nearby.1),
        ms(newest.0),
        ms(newest.1),
        ms(opened.0),
        ms(opened.1)
    );
    let ratio = |name, (ours, theirs): (Duration, Duration), unit, runs| Row {
        name,
        value: ours.as_secs_f64() / theirs.as_secs_f64(),
        unit,
        baseline: Some(1.0),
        runs,
    };
    let figure = |name, value, unit| Row { name, value, unit, baseline: None, runs: 1 };
    let mut rows = vec![
        ratio("nearby50_vs_bare_sql", nearby, "ratio, target at most 1.5", ASKED),
        ratio("newest50_vs_bare_sql", newest, "ratio, target at most 1.5", ASKED),
        ratio("open_50k_vs_bare", opened, "ratio; with a first page, target at most 3", OPENED),
        figure("refold_50k_events_per_s", f64::from(count) / refold.as_secs_f64(), "events/s, all views made anew"),
        figure("report_disk_bytes", disk, "bytes of the profile's file, log, outbox and view"),
    ];
    match peak {
        Some(peak) => rows.push(figure("open_50k_peak_memory_kib", peak, "KiB; opened, five pages listed")),
        None => println!("NOT MEASURED: peak memory (/proc/self/status does not tell)"),
    }
    rows
}

/// The work of the child whose memory is measured. Says whether there was any to do.
pub fn child(arguments: &[String]) -> bool {
    let [_, work, path, key] = arguments else { return false };
    if work != "memory-of-large" {
        return false;
    }
    let app = open(Path::new(path), &memory::key(key));
    let mut after = None;
    for _ in 0..5 {
        after = app.incidents(IncidentFilter::default(), after, PAGE).expect("a page").next;
    }
    println!("{}", memory::of_this("VmHWM:").unwrap_or_default());
    true
}

fn open(folder: &Path, key: &HostKey) -> Usalama {
    Usalama::open(Settings::new(folder), key).expect("the library opens")
}

fn open_statuses() -> Vec<CaseStatus> {
    CaseStatus::ALL.iter().filter(|status| status.is_open()).cloned().collect()
}

fn list(app: &Usalama, filter: &IncidentFilter) -> usize {
    app.incidents(filter.clone(), None, PAGE).expect("a page").incidents.len()
}

/// What is handed out of a row, and what has to be known before it may be shown: values, as a screen needs them.
fn rows_of(
    statement: &mut rusqlite::CachedStatement<'_>,
    delivery: &mut rusqlite::CachedStatement<'_>,
    values: impl rusqlite::Params,
) -> usize {
    let mut rows = statement.query(values).expect("rows");
    let mut count = 0;
    while let Some(row) = rows.next().expect("a row") {
        let read: (i64, Vec<u8>, bool, i64, String) = (
            row.get(0).expect("no"),
            row.get(1).expect("subject"),
            row.get(2).expect("mine"),
            row.get(3).expect("changed_at"),
            row.get(4).expect("state"),
        );
        let unsent: i64 = delivery.query_row(params![read.1], |row| row.get(0)).expect("a count");
        let incident: Incident = serde_json::from_str(&read.4).expect("an incident");
        count += usize::from(std::hint::black_box((read, unsent, incident)).0.3 > 0);
    }
    count
}

const UNSENT: &str = "SELECT count(*) FROM outbox WHERE subject = ?1";

fn newest_bare(file: &Connection) -> usize {
    let mut statement = file
        .prepare_cached(&format!(
            "SELECT no, subject, mine, changed_at, state FROM incident WHERE status IN ({}) ORDER BY changed_at DESC, no DESC LIMIT 50",
            open_statuses().iter().map(|status| format!("'{}'", status.code())).collect::<Vec<_>>().join(", ")
        ))
        .expect("a statement");
    let mut delivery = file.prepare_cached(UNSENT).expect("a statement");
    rows_of(&mut statement, &mut delivery, [])
}

fn nearby_bare(file: &Connection, at: LatLon) -> usize {
    let dlat = METRES / METRES_PER_DEGREE;
    let dlon = dlat / at.lat().to_radians().cos();
    let mut statement = file
        .prepare_cached(
            "SELECT no, subject, mine, changed_at, state FROM incident
             WHERE no IN (SELECT no FROM incident_place WHERE max_lat >= ?1 AND min_lat <= ?2 AND max_lon >= ?3 AND min_lon <= ?4)
             ORDER BY changed_at DESC, no DESC LIMIT 50",
        )
        .expect("a statement");
    let mut delivery = file.prepare_cached(UNSENT).expect("a statement");
    rows_of(&mut statement, &mut delivery, [at.lat() - dlat, at.lat() + dlat, at.lon() - dlon, at.lon() + dlon])
}

fn against(ours: impl FnMut() -> usize, theirs: impl FnMut() -> usize) -> (Duration, Duration) {
    against_times(ASKED, ours, theirs)
}

/// Medians of both, asked in turns.
fn against_times(
    runs: usize,
    mut ours: impl FnMut() -> usize,
    mut theirs: impl FnMut() -> usize,
) -> (Duration, Duration) {
    let (mut own, mut other) = (vec![], vec![]);
    for _ in 0..runs {
        let started = Instant::now();
        assert_eq!(ours(), PAGE, "a whole page");
        own.push(started.elapsed());
        let started = Instant::now();
        assert_eq!(theirs(), PAGE, "a whole page");
        other.push(started.elapsed());
    }
    (median(&mut own), median(&mut other))
}

/// How long all views take to be made anew when the library is opened.
fn refolded(folder: &Path, file: &Path, key: &HostKey, opened: Duration) -> Duration {
    let views = bare::open(file);
    assert_eq!(views.execute("UPDATE profile SET value = '0' WHERE key = 'views'", []).expect("a setting"), 1);
    drop(views);
    let started = Instant::now();
    assert_eq!(list(&open(folder, key), &IncidentFilter::default()), PAGE);
    started.elapsed().saturating_sub(opened)
}

/// Bytes of a file once its log is in it.
fn written(file: &Path) -> u64 {
    let connection = bare::open(file);
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("a checkpoint");
    std::fs::metadata(file).expect("the file").len()
}

#[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
fn bytes_per(bytes: u64, count: u32) -> f64 {
    bytes as f64 / f64::from(count)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
