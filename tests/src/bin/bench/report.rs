//! What a durable report costs, against a bare rusqlite transaction that inserts the same event and outbox rows: same file system,
//! same pragmas, same tables and indexes, same bytes, one after the other.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use usalama_core::client::{Settings, Usalama};
use usalama_core::clock::ManualClock;
use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::profile::profile_path;
use usalama_core::text::Description;

use crate::{Row, syncs};

const SCHEMA: &str = include_str!("../../../../core/src/store/migrations/0001_durable.sql");
/// More than the twelve minutes that five reports an hour ask for.
pub const BETWEEN: Duration = Duration::from_secs(13 * 60);

struct Library {
    app: Usalama,
    clock: Arc<ManualClock>,
    made: usize,
}

impl Library {
    fn open(folder: &Path) -> Self {
        let clock = Arc::new(ManualClock::starting_at(usalama_tests::phone::now()));
        let key = HostKey::from_bytes([7; 32]);
        let app = Usalama::open(Settings::new(folder).clock(clock.clone()), &key).expect("the library opens");
        Self { app, clock, made: 0 }
    }

    fn report(&mut self) -> Duration {
        self.clock.advance(BETWEEN);
        self.made += 1;
        let new = snatching(self.made);
        let started = Instant::now();
        self.app.report(new).expect("the report is taken down");
        started.elapsed()
    }
}

/// A report as people write them, at one of a hundred places.
#[allow(clippy::cast_precision_loss, reason = "below a hundred")]
pub fn snatching(number: usize) -> NewIncident {
    let at = LatLon::new(-1.2886 + (number % 100) as f64 * 1e-4, 36.8233).expect("a place");
    let here = Position::new(at, 12.0, PositionSource::Gnss, None).expect("a position");
    let mut new = NewIncident::new(Category::PhoneSnatching, here);
    new.description = Description::new("Wawili kwa pikipiki walinyakua simu karibu na kituo cha basi.").ok();
    new
}

/// The rows of an event and its outbox item, as they are in the library's file.
struct Rows {
    id: Vec<u8>,
    subject: Vec<u8>,
    hash: Vec<u8>,
    header: String,
    signature: Vec<u8>,
    parts: String,
    lane: i64,
}

fn last_rows(file: &Connection) -> Rows {
    file.query_row(
        "SELECT e.id, e.subject, e.hash, e.header, e.signature, e.parts, o.lane
         FROM event e JOIN outbox o ON o.event = e.id ORDER BY e.no DESC LIMIT 1",
        [],
        |row| {
            Ok(Rows {
                id: row.get(0)?,
                subject: row.get(1)?,
                hash: row.get(2)?,
                header: row.get(3)?,
                signature: row.get(4)?,
                parts: row.get(5)?,
                lane: row.get(6)?,
            })
        },
    )
    .expect("the event is there")
}

/// A file with the library's own pragmas and tables.
pub fn bare(path: &Path) -> Connection {
    let file = Connection::open(path).expect("a file");
    for (pragma, value) in
        [("journal_mode", "WAL"), ("synchronous", "FULL"), ("foreign_keys", "1"), ("temp_store", "MEMORY")]
    {
        file.pragma_update(None, pragma, value).expect("a pragma");
    }
    file.pragma_update(None, "journal_size_limit", 4 * 1024 * 1024).expect("a pragma");
    file.execute_batch(SCHEMA).expect("the tables");
    file
}

fn insert(file: &mut Connection, rows: &Rows) -> Duration {
    let started = Instant::now();
    let tx = file.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("a transaction");
    tx.prepare_cached(
        "INSERT INTO event (id, subject, hash, header, signature, parts, own, proof, standing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 0, 0)",
    )
    .expect("a statement")
    .execute(params![rows.id, rows.subject, rows.hash, rows.header, rows.signature, rows.parts])
    .expect("the event");
    tx.prepare_cached(
        "INSERT INTO outbox (event, no, subject, lane, state) SELECT id, no, subject, ?2, 0 FROM event WHERE id = ?1",
    )
    .expect("a statement")
    .execute(params![rows.id, rows.lane])
    .expect("the outbox item");
    tx.commit().expect("the commit");
    started.elapsed()
}

/// Measures `runs` reports and as many bare transactions, in turn.
pub fn measure(runs: usize) -> Vec<Row> {
    let folder = tempfile::tempdir_in("target").expect("a folder on the same disk");
    let mut library = Library::open(folder.path());
    let actor = library.app.signed_in().expect("a profile");
    let reader = Connection::open(profile_path(folder.path(), actor)).expect("the library's file");
    let mut file = bare(&folder.path().join("bare.db"));
    let (mut reports, mut inserts) = (vec![], vec![]);
    for _ in 0..runs {
        reports.push(library.report());
        let rows = last_rows(&reader);
        inserts.push(insert(&mut file, &rows));
    }
    let (report, bare) = (median(&mut reports), median(&mut inserts));
    println!(
        "a durable report: {:.3} ms, a bare transaction with the same rows: {:.3} ms (medians)",
        ms(report),
        ms(bare)
    );
    let mut rows = vec![
        row(
            "report_vs_bare_sqlite",
            report.as_secs_f64() / bare.as_secs_f64(),
            "ratio, target at most 1.5",
            Some(1.0),
            runs,
        ),
        row("report_ms", ms(report), "ms", Some(ms(bare)), runs),
    ];
    match (forced("count-reports"), forced("count-bare")) {
        (Some(ours), Some(theirs)) => {
            println!("forced writes per report: {ours:.3}, per bare transaction: {theirs:.3}");
            rows.push(row("report_fsyncs", ours, "forced writes per report", Some(theirs), COUNTED));
        }
        _ => println!("NOT MEASURED: forced writes (strace is not there: apt-get install strace)"),
    }
    rows
}

const COUNTED: usize = 50;

/// Forced writes of one more piece of work, what opening costs taken away.
fn forced(work: &str) -> Option<f64> {
    let none = syncs::of_child(&[work, "0"])?;
    let some = syncs::of_child(&[work, &COUNTED.to_string()])?;
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    Some(some.saturating_sub(none) as f64 / COUNTED as f64)
}

/// The work of the children whose forced writes are counted. Says whether there was any to do.
pub fn child(arguments: &[String]) -> bool {
    let [_, work, count] = arguments else { return false };
    let Ok(count) = count.parse::<usize>() else { return false };
    let folder = tempfile::tempdir_in("target").expect("a folder on the same disk");
    match work.as_str() {
        "count-reports" => {
            let mut library = Library::open(folder.path());
            for _ in 0..count {
                library.report();
            }
            // Ends without closing the files: closing moves the log into the file, which is not part of the work.
            let _ = std::fs::remove_dir_all(folder.path());
            std::process::exit(0)
        }
        "count-bare" => {
            let mut library = Library::open(&folder.path().join("library"));
            library.report();
            let actor = library.app.signed_in().expect("a profile");
            let reader = Connection::open(profile_path(&folder.path().join("library"), actor)).expect("the file");
            let mut rows = last_rows(&reader);
            let mut file = bare(&folder.path().join("bare.db"));
            for number in 0..count {
                rows.id = uuid::Uuid::from_u128(number as u128).as_bytes().to_vec();
                insert(&mut file, &rows);
            }
            let _ = std::fs::remove_dir_all(folder.path());
            std::process::exit(0)
        }
        _ => false,
    }
}

fn row(name: &'static str, value: f64, unit: &'static str, baseline: Option<f64>, runs: usize) -> Row {
    Row { name, value, unit, baseline, runs }
}

pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
