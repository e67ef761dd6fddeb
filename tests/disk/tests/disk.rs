//! The disk does what it says: with SQLite alone, so that what it finds in the library is the library's.

use rusqlite::{Connection, Error, ErrorCode};
use usalama_faulty_disk::{Call, Disk, Fault, Plan};

/// Opens a file as the library does.
fn open(folder: &std::path::Path) -> Result<Connection, Error> {
    let file = Connection::open(folder.canonicalize().unwrap().join("a.db"))?;
    file.pragma_update(None, "journal_mode", "WAL")?;
    file.pragma_update(None, "synchronous", "FULL")?;
    file.pragma_update(None, "wal_autocheckpoint", 8)?;
    file.execute_batch("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, words TEXT)")?;
    Ok(file)
}

fn insert(file: &Connection, n: i64) -> Result<(), Error> {
    file.execute("INSERT INTO t VALUES (?1, ?2)", (n, "x".repeat(900))).map(|_| ())
}

fn count(file: &Connection) -> i64 {
    file.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
}

/// Writes until the power goes; how many were acknowledged, and how many are there afterwards.
fn cut(seed: u64, lax: bool) -> (i64, i64) {
    let (folder, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(open(folder.path()).unwrap());
    let disk = Disk::watch(folder.path(), seed);
    disk.be_lax(lax);
    let file = open(folder.path()).unwrap();
    disk.plan(Plan { cut_at: Some(40 + seed % 300), ..Plan::default() });
    let mut acknowledged = 0;
    while insert(&file, acknowledged + 1).is_ok() && acknowledged < 1000 {
        acknowledged += 1;
    }
    assert!(disk.is_cut());
    drop(file);
    disk.leave();
    disk.after_cut(after.path()).unwrap();
    let file = open(after.path()).unwrap();
    let verdict: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "seed {seed}");
    (acknowledged, count(&file))
}

#[test]
fn what_was_forced_is_there_after_a_cut_and_what_was_not_may_be_lost() {
    let (mut lost, mut more) = (0, 0);
    for seed in 0..60 {
        let (acknowledged, there) = cut(seed, false);
        assert!((acknowledged..=acknowledged + 1).contains(&there), "seed {seed}: {there} of {acknowledged}");
        more += i64::from(there > acknowledged);
        let (acknowledged, there) = cut(seed, true);
        assert!(there <= acknowledged + 1);
        lost += (acknowledged - there).max(0);
    }
    println!("{more} came although they were not acknowledged; without force {lost} were lost");
    assert!(lost > 0 && more > 0, "it keeps what it should not, or loses all: {lost}, {more}");
}

#[test]
fn every_call_can_fail_and_only_that_one() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let disk = Disk::watch(folder.path(), 1);
    let file = open(folder.path()).unwrap();
    disk.plan(Plan::default());
    insert(&file, 1).unwrap();
    let calls = disk.calls();
    assert!(calls.contains(&Call::Write) && calls.contains(&Call::Sync), "{calls:?}");
    let mut n = 1;
    for (at, call) in (1..).zip(&calls) {
        for fault in [Fault::Io, Fault::Full, Fault::Short].into_iter().filter(|fault| fault.fits(*call)) {
            let before = count(&file);
            disk.plan(Plan { fail_at: Some((at, fault, false)), ..Plan::default() });
            n += 1;
            let done = insert(&file, n);
            let hit = disk.failed();
            disk.plan(Plan::default());
            assert!(hit <= 1);
            assert!(done.is_err() || count(&file) == before + 1);
            assert!(count(&file) - before <= 1);
        }
    }
    disk.leave();
}

#[test]
fn a_full_disk_takes_no_more_and_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let disk = Disk::watch(folder.path(), 1);
    let file = open(folder.path()).unwrap();
    disk.plan(Plan { room: Some(disk.used() + 30_000), ..Plan::default() });
    let mut n = 0;
    let full = loop {
        match insert(&file, n + 1) {
            Ok(()) => n += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(full.sqlite_error_code(), Some(ErrorCode::DiskFull));
    assert!(n > 0 && count(&file) == n);
    disk.plan(Plan::default());
    insert(&file, n + 1).unwrap();
    disk.leave();
}
