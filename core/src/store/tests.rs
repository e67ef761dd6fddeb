//! What only the inside of the store can show: its settings, and what its questions cost.

use super::outbox::{DUE, EARLIER, WAITING};
use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::keys::{FileKey, HostKey};

fn open(folder: &tempfile::TempDir) -> Store {
    let key = cfg!(feature = "encrypted").then(|| FileKey::new(&HostKey::from_bytes([1; 32]), uuid::Uuid::nil()));
    Store::open(&folder.path().join("profile.db"), key.as_ref(), Timestamp::from_millis(0)).unwrap()
}

#[test]
fn a_commit_that_returned_survives_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let setting = |name: &str| -> String {
        store
            .write(|write| {
                Ok::<_, StoreError>(match write.tx.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))? {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
            })
            .unwrap()
    };
    // Positions of a patrol are not forced each, and leave nothing of that behind.
    store.keep_fixes(SubjectId(uuid::Uuid::nil()), 1, &[], false).unwrap();
    let full = 2.to_string();
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", full.as_str()),
        ("foreign_keys", "1"),
        ("temp_store", "2"),
        ("journal_size_limit", "4194304"),
        ("trusted_schema", "0"),
        ("user_version", "6"),
    ] {
        assert_eq!(setting(name), value, "{name}");
    }
}

#[test]
fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    let refused = store.read(|connection| Ok(connection.execute("DELETE FROM event", [])?));
    assert!(matches!(refused, Err(StoreError::Sqlite(_))), "{refused:?}");
}

#[test]
fn what_is_due_is_found_without_reading_or_sorting_the_whole_queue() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder);
    for (sql, index) in [(DUE, "outbox_due"), (WAITING, "outbox_subject"), (EARLIER, "outbox_subject")] {
        let plan: Vec<String> = store
            .read(|connection| {
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let numbers: Vec<i64> = vec![0; statement.parameter_count()];
                let rows = statement.query_map(rusqlite::params_from_iter(numbers), |row| row.get("detail"))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .unwrap();
        assert!(plan.iter().any(|step| step.contains("SEARCH") && step.contains(index)), "{sql}: {plan:?}");
        assert!(!plan.iter().any(|step| step.contains("SCAN") || step.contains("TEMP B-TREE")), "{sql}: {plan:?}");
    }
}
