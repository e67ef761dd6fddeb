//! A store that lives long: its log stays small while somebody holds an old state of the file, and half a year of a guard's work is opened
//! without being read.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "in a test, what fails has failed")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use usalama_core::client::{BookOn, NewPatrol};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::geo::track::Fix;
use usalama_core::model::duty::{CheckpointNo, PassDown, PatrolState};
use usalama_core::profile::profile_path;
use usalama_tests::disk;
use usalama_tests::guarding::{GuardedSite, ROUND, numbers};
use usalama_tests::town::{Town, beside};

/// What the log may take, whatever happens.
const MOST: u64 = 8 * 1024 * 1024;
/// Seconds between two positions.
const FIX_EVERY_S: u64 = 5;

fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

#[tokio::test]
async fn the_log_stays_small_while_somebody_reads_an_old_state_for_an_hour() {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    guard.sync().await;
    let patrol = guard
        .app
        .start_patrol(NewPatrol { site: Some(site.id), route: Some(ROUND), ..NewPatrol::default() })
        .expect("a patrol");
    let file = profile_path(guard.directory(), guard.actor());
    let log = log_of(&file);
    let mut reader = disk::raw_profile(guard.directory(), guard.actor(), &guard.key);
    let old = reader.transaction().expect("a snapshot");
    let count = |sql: &str, on: &rusqlite::Connection| on.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let fixes = "SELECT count(*) FROM fix";
    let before = count(fixes, &old);
    let mut most = 0;
    let mut rounds = (1..=9).map(CheckpointNo).cycle();
    for second in (0..3600).step_by(usize::try_from(FIX_EVERY_S).unwrap()) {
        town.clock.advance(Duration::from_secs(FIX_EVERY_S));
        #[allow(clippy::cast_precision_loss, reason = "below 3,600")]
        let here = beside(&town.place(), f64::from(second % 300), 0.0);
        patrol.fix(&Fix::new(guard.clock.device_time(), here).expect("a fix")).expect("recorded");
        if second % 300 == 0 {
            let no = rounds.next().unwrap();
            let read = site.read(no, guard.clock.now());
            patrol.scan(no, &read, Some(&site.at(no)), vec![], None).expect("a visit");
            // What screens ask, too: views are kept for it.
            assert_eq!(guard.app.patrols(None, None, &[PatrolState::Active], 1).unwrap().len(), 1);
        }
        if second % 900 == 0 {
            guard.sync().await;
        }
        most = most.max(size(&log));
    }
    assert_eq!(count(fixes, &old), before, "the old state is still held");
    drop(old);
    drop(reader);
    println!("the log of an hour of patrol, with an old state held: {most} bytes at most");
    assert!(most <= MOST, "{most} bytes");
    patrol.complete(Some(town.place())).expect("completed");
    guard.sync().await;
    assert!(size(&log) <= MOST / 2, "once nobody holds it, the log is cut: {} bytes", size(&log));
}

#[tokio::test]
async fn half_a_year_of_a_guards_work_is_opened_without_being_read() {
    const SHIFTS: usize = 150;
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    guard.sync().await;
    guard.go_offline();
    for _ in 0..SHIFTS {
        let on = BookOn { site: Some(site.id), at: Some(town.place()), ..BookOn::default() };
        let shift = guard.app.book_on(on).expect("booked on").shift.id;
        let patrol =
            guard.app.start_patrol(NewPatrol { route: Some(ROUND), ..NewPatrol::default() }).expect("a patrol");
        for no in numbers() {
            town.clock.advance(Duration::from_secs(120));
            let read = site.read(no, guard.clock.now());
            patrol.scan(no, &read, Some(&site.at(no)), vec![], None).expect("a visit");
        }
        patrol.complete(Some(town.place())).expect("completed");
        guard.app.pass_down(shift, PassDown::default(), None).expect("a note");
        guard.app.book_off(shift, Some(town.place()), None).expect("booked off");
        town.clock.advance(Duration::from_secs(26 * 3600));
    }
    let (actor, key) = (guard.actor(), guard.key.clone());
    let file = profile_path(guard.directory(), actor);
    // What is due is erased once a day, and that reads everything: it has been done today.
    guard.app.sweep().expect("swept");
    let patrols = guard.app.patrols(None, None, &[], 500).expect("patrols").len();
    let guard = guard.restarted();
    // Whatever is read to open it is read by the one that opens it: the file is taken from under the views.
    let raw = disk::raw_profile(guard.directory(), actor, &key);
    let events: i64 = raw.query_row("SELECT count(*) FROM event WHERE own", [], |row| row.get(0)).unwrap();
    raw.execute("UPDATE subject SET state = 'not read'", []).unwrap();
    drop(raw);
    let guard = guard.restarted();
    assert!(events >= i64::try_from(SHIFTS * 13).unwrap(), "{events} events");
    // It was opened; now that they are asked for, the damaged views are noticed.
    assert!(guard.app.patrols(None, None, &[], 500).is_err());
    let raw = disk::raw_profile(guard.directory(), actor, &key);
    raw.execute("UPDATE profile SET value = '0' WHERE key = 'views'", []).unwrap();
    drop(raw);
    let guard = guard.restarted();
    assert_eq!(guard.app.patrols(None, None, &[], 500).expect("patrols").len(), patrols);
    println!("half a year: {SHIFTS} shifts, {events} events, {} bytes", size(&file));
}
