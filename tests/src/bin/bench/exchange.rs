//! Push and pull through the real hub: one phone hands in, a fresh one reads all. The baseline is one bare writer and reader of the
//! same bytes: it reads the events at one end, and writes every row that the exchange left at the other, in as many forced
//! transactions. It neither signs nor checks, routes nor folds, and no byte of it crosses a network.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use usalama_core::event::Role;
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Category, Channel, NewIncident};
use usalama_core::profile::profile_path;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

use crate::Row;
use crate::bare::{self, Table};

/// Events in one push, and items on a page.
const BATCH: usize = usalama_core::sync::wire::MAX_EVENTS;

/// How long an exchange may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Measures `count` reports.
pub async fn measure(count: u32) -> Vec<Row> {
    let town = Town::start();
    let phone = town.recruit(Role::ProgrammeAdmin).await;
    phone.go_offline();
    for number in 0..count {
        let place = beside(&town.place(), f64::from(number % 20), f64::from(number / 20 % 20));
        let mut new = NewIncident::new(Category::Theft, place);
        new.channel = Channel::Import;
        phone.app.report(new).expect("the report is taken down");
    }
    let folder = tempfile::tempdir().expect("a folder on the same disk");
    let mut unsent = copy_of(&phone, &folder.path().join("unsent.db"));
    phone.network.set_online(true);
    let (pushed, report) = timed(&phone).await;
    assert_eq!(report.accepted, u64::from(count));
    println!("push and echo: {} requests, {} bytes out, {} in", report.requests, report.bytes_out, report.bytes_in);
    let fresh = town.phone();
    let (station, area) = (Some(town.station()), town.area(&AreaKind::PoliceArea, "Mfano"));
    // The session and the areas are not part of the figure.
    town.invite(&fresh, Role::PoliceOfficer, station, area, None).await;
    let (pulled, report) = timed(&fresh).await;
    assert_eq!(report.received, u64::from(count));
    let received = report.bytes_in;
    println!("pull: {} requests, {received} bytes in, {:.0} bytes an event", report.requests, per(received, count));

    let hub = town.hub.data().join("hub.db");
    let sender = profile_path(phone.directory(), phone.actor());
    let reader = profile_path(fresh.directory(), fresh.actor());
    let transactions = usize::try_from(count).expect("small").div_ceil(BATCH);
    // What a push leaves: at the hub its event and all that goes with it, at the sender that it is settled.
    let mut file = bare::empty_copy(&hub, &folder.path().join("hub.db"));
    let (read, _) = reads(&bare::open(&sender));
    let written = bare::write(&mut file, &at_the_hub(&bare::open(&hub)), transactions);
    let bare_push = read + written + settle(&mut unsent, &bare::open(&sender), transactions);
    // What a pull leaves: the events, where they came from, the views.
    let mut file = bare::empty_copy(&reader, &folder.path().join("phone.db"));
    let (read, rows) = reads(&bare::open(&hub));
    assert!(rows >= u64::from(count));
    let bare_pull = read + bare::write(&mut file, &at_the_phone(&bare::open(&reader)), transactions);
    println!(
        "push: {:.2} s, bare {:.2} s; pull: {:.2} s, bare {:.2} s",
        s(pushed),
        s(bare_push),
        s(pulled),
        s(bare_pull)
    );

    let row = |name, value, unit, baseline| Row { name, value, unit, baseline: Some(baseline), runs: 1 };
    let rate = |time: Duration| f64::from(count) / s(time);
    vec![
        row("push_10k_events_per_s", rate(pushed), "events/s; the baseline writes the same rows bare", rate(bare_push)),
        row("pull_10k_events_per_s", rate(pulled), "events/s; the baseline writes the same rows bare", rate(bare_pull)),
        row("push_10k_vs_bare", s(pushed) / s(bare_push), "times the time of bare rows, target at most 2.5", 1.0),
        row("pull_10k_vs_bare", s(pulled) / s(bare_pull), "times the time of bare rows, target at most 1.8", 1.0),
        Row {
            name: "pull_bytes_per_event",
            value: per(received, count),
            unit: "bytes, compressed",
            baseline: None,
            runs: 1,
        },
    ]
}

async fn timed(phone: &Phone) -> (Duration, usalama_core::client::SyncReport) {
    let started = Instant::now();
    let outcome = phone.app.sync(PATIENCE).await.expect("a hub");
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    (started.elapsed(), outcome.report)
}

/// How long it takes to read every event, and how many there are.
fn reads(file: &Connection) -> (Duration, u64) {
    let started = Instant::now();
    let mut statement = file.prepare("SELECT id, hash, header, signature, parts FROM event").expect("a query");
    let mut rows = statement.query([]).expect("rows");
    let mut count = 0;
    while let Some(row) = rows.next().expect("a row") {
        let event: (Vec<u8>, Vec<u8>, String, Option<Vec<u8>>, String) = (
            row.get(0).expect("id"),
            row.get(1).expect("hash"),
            row.get(2).expect("header"),
            row.get(3).expect("signature"),
            row.get(4).expect("parts"),
        );
        count += u64::from(!std::hint::black_box(event).2.is_empty());
    }
    (started.elapsed(), count)
}

fn at_the_hub(hub: &Connection) -> Vec<Table> {
    let order = "JOIN event e ON e.id = t.event ORDER BY e.received_at, e.id";
    let by_subject = "JOIN event e ON e.subject = t.id AND e.subject_seq = 1 ORDER BY e.received_at, e.id";
    let by_key = "JOIN event e ON e.subject = t.subject AND e.subject_seq = 1 ORDER BY e.received_at, e.id";
    vec![
        Table::read(hub, "event", "SELECT * FROM event ORDER BY received_at, id"),
        Table::read(hub, "chain", &format!("SELECT t.* FROM chain t {by_key}")),
        Table::read(hub, "pseudonym", &format!("SELECT t.* FROM pseudonym t {by_key}")),
        Table::read(hub, "subject", &format!("SELECT t.* FROM subject t {by_subject}")),
        Table::read(hub, "feed", &format!("SELECT t.* FROM feed t {order}")),
        Table::read(hub, "member", &format!("SELECT t.* FROM member t {order}")),
    ]
}

/// The phone's file as it stands now.
fn copy_of(phone: &Phone, at: &Path) -> Connection {
    let file = Connection::open(profile_path(phone.directory(), phone.actor())).expect("the phone's file");
    file.execute("VACUUM INTO ?1", [at.to_str().expect("a path")]).expect("a copy");
    bare::open(at)
}

/// How long it takes to do at the sender what the hub's answers did there: the events stand, the outbox lets go of them, the
/// buckets hold them, the views say so.
fn settle(unsent: &mut Connection, sent: &Connection, transactions: usize) -> Duration {
    let ours = [
        (
            "UPDATE event SET standing = ?2, subject_seq = ?3, received_at = ?4 WHERE id = ?1",
            "SELECT id, standing, subject_seq, received_at FROM event ORDER BY no",
        ),
        ("DELETE FROM outbox WHERE event = ?1", "SELECT id FROM event ORDER BY no"),
        (
            "INSERT INTO bucket_event VALUES (?1, ?2)",
            "SELECT t.bucket, t.event FROM bucket_event t JOIN event e ON e.id = t.event ORDER BY e.no",
        ),
        (
            "UPDATE incident SET changed_at = ?2, state = ?3 WHERE no = ?1",
            "SELECT no, changed_at, state FROM incident ORDER BY no",
        ),
    ];
    let tables: Vec<Table> = ours.map(|(write, read)| Table::doing(sent, write, read)).into();
    bare::write(unsent, &tables, transactions)
}

fn at_the_phone(phone: &Connection) -> Vec<Table> {
    let order = "JOIN event e ON e.id = t.event ORDER BY e.no";
    vec![
        Table::read(phone, "event", "SELECT * FROM event ORDER BY no"),
        Table::read(phone, "bucket_event", &format!("SELECT t.* FROM bucket_event t {order}")),
        Table::read(phone, "incident", "SELECT * FROM incident ORDER BY no"),
        Table::read(phone, "incident_place", "SELECT * FROM incident_place ORDER BY no"),
    ]
}

fn s(time: Duration) -> f64 {
    time.as_secs_f64()
}

#[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
fn per(bytes: u64, count: u32) -> f64 {
    bytes as f64 / f64::from(count)
}
