//! What SQLite needs by itself to do what an exchange does to the disk: every row that it left behind, read at one end and written
//! at the other, in as many transactions, under the same settings. No network, no signature, nothing checked, nothing folded.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// What is done with rows, and these rows, in the order in which they came to be.
pub struct Table {
    sql: String,
    rows: Vec<Vec<Value>>,
}

impl Table {
    /// All rows that a query finds go into a table of this name.
    pub fn read(source: &Connection, name: &str, sql: &str) -> Self {
        let mut table = Self::doing(source, "", sql);
        let columns = table.rows.first().map_or(0, Vec::len);
        table.sql = format!("INSERT INTO {name} VALUES ({})", vec!["?"; columns].join(", "));
        table
    }

    /// This is done with all rows that a query finds.
    pub fn doing(source: &Connection, write: &str, sql: &str) -> Self {
        let mut statement = source.prepare(sql).expect("a query");
        let columns = statement.column_count();
        let rows = statement
            .query_map([], |row| (0..columns).map(|column| row.get(column)).collect::<Result<Vec<Value>, _>>())
            .expect("rows")
            .collect::<Result<_, _>>()
            .expect("rows");
        Self { sql: write.to_owned(), rows }
    }
}

/// An empty copy of a database: its settings, its tables, its indexes.
pub fn empty_copy(of: &Path, at: &Path) -> Connection {
    let source = open(of);
    let copy = open(at);
    let mut schema = source
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'incident_place_%' ORDER BY rowid",
        )
        .expect("the schema");
    let statements = schema.query_map([], |row| row.get::<_, String>(0)).expect("the schema");
    for sql in statements {
        copy.execute_batch(&sql.expect("a statement")).expect("the same schema");
    }
    copy.pragma_update(None, "foreign_keys", false).expect("a pragma");
    copy
}

/// A connection under which a commit that returned survives a power cut.
pub fn open(path: &Path) -> Connection {
    let file = Connection::open(path).expect("a file");
    for (pragma, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("temp_store", "MEMORY")] {
        file.pragma_update(None, pragma, value).expect("a pragma");
    }
    file.set_prepared_statement_cache_capacity(64);
    file
}

/// How long it takes to write the tables in so many transactions, each with its share of every table.
pub fn write(file: &mut Connection, tables: &[Table], transactions: usize) -> Duration {
    let started = Instant::now();
    for number in 0..transactions {
        let tx = file.transaction().expect("a transaction");
        for table in tables.iter().filter(|table| !table.rows.is_empty()) {
            let share = |number: usize| table.rows.len() * number / transactions;
            let mut statement = tx.prepare_cached(&table.sql).expect("a statement");
            for row in table.rows.get(share(number)..share(number + 1)).unwrap_or_default() {
                statement.execute(params_from_iter(row)).expect("a row");
            }
        }
        tx.commit().expect("the commit");
    }
    started.elapsed()
}
