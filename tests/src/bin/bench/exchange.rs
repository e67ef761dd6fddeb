//! Events a second through the real hub: one phone pushes, a fresh one pulls. The baseline is what SQLite alone does with the same
//! rows in transactions of the same size.

use std::path::Path;
use std::time::Instant;

use rusqlite::params;
use usalama_core::event::Role;
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Category, Channel, NewIncident};
use usalama_core::profile::profile_path;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

use crate::{Row, report};

/// Events in one push.
const BATCH: usize = usalama_core::sync::wire::MAX_EVENTS;

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
    phone.network.set_online(true);
    // The session and the areas are not part of the figure.
    let bare = baseline(&phone);
    let started = Instant::now();
    let report = phone.sync().await;
    let push = f64::from(count) / started.elapsed().as_secs_f64();
    assert_eq!(report.accepted, u64::from(count));
    println!("push and echo: {} requests, {} bytes out, {} in", report.requests, report.bytes_out, report.bytes_in);
    let fresh = town.phone();
    let (station, area) = (Some(town.station()), town.area(&AreaKind::PoliceArea, "Mfano"));
    town.invite(&fresh, Role::PoliceOfficer, station, area, None).await;
    let started = Instant::now();
    let report = fresh.sync().await;
    let pull = f64::from(count) / started.elapsed().as_secs_f64();
    assert_eq!(report.received, u64::from(count));
    println!(
        "pull: {} requests, {} bytes in, {:.0} bytes an event",
        report.requests,
        report.bytes_in,
        per(report.bytes_in, count)
    );
    let row = |name, value, unit| Row { name, value, unit, baseline: Some(bare), runs: 1 };
    vec![
        row("push_10k_events_per_s", push, "events/s; the baseline is SQLite alone"),
        row("pull_10k_events_per_s", pull, "events/s; the baseline is SQLite alone"),
        Row {
            name: "pull_bytes_per_event",
            value: per(report.bytes_in, count),
            unit: "bytes, compressed",
            baseline: None,
            runs: 1,
        },
    ]
}

#[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
fn per(bytes: u64, count: u32) -> f64 {
    bytes as f64 / f64::from(count)
}

/// Events a second that SQLite takes in by itself: the phone's own rows, copied in transactions of a push each.
fn baseline(phone: &Phone) -> f64 {
    let folder = tempfile::tempdir_in("target").expect("a folder on the same disk");
    let source = profile_path(phone.directory(), phone.actor());
    let mut file = report::bare(&folder.path().join("bare.db"));
    attach(&file, &source);
    let count: u32 = file.query_row("SELECT count(*) FROM phone.event", [], |row| row.get(0)).expect("a count");
    let started = Instant::now();
    let mut from = 0;
    while from < i64::from(count) {
        let tx = file.transaction().expect("a transaction");
        let to = from + i64::try_from(BATCH).expect("small");
        tx.execute("INSERT INTO event SELECT * FROM phone.event WHERE no > ?1 AND no <= ?2", params![from, to])
            .expect("events");
        tx.execute("INSERT INTO outbox SELECT * FROM phone.outbox WHERE no > ?1 AND no <= ?2", params![from, to])
            .expect("items");
        tx.commit().expect("the commit");
        from = to;
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

fn attach(file: &rusqlite::Connection, source: &Path) {
    file.execute("ATTACH DATABASE ?1 AS phone", params![source.to_str().expect("a path")]).expect("the phone's file");
}
