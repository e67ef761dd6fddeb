//! What is left of something: on a phone, in its files, at the hub.

use std::path::Path;

use rusqlite::Connection;
use usalama_core::client::Error;
use usalama_core::event::SubjectId;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::text::Description;

use crate::disk;
use crate::phone::Phone;
use crate::town::Town;

/// Words that are nowhere else.
pub const CANARY: &str = "Kwa mlango wa nyuma usiku Zq7";

/// How many events of a subject there are.
pub const HEADERS: &str = "SELECT count(*) FROM event WHERE subject = ?1";
/// How many of them say anything yet.
pub const WITH_PARTS: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts <> '{}'";
/// How many of them say where.
pub const WITH_PLACE: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts ->> '$.place' IS NOT NULL";
/// How many of them hold a track.
pub const WITH_TRACK: &str = "SELECT count(*) FROM event WHERE subject = ?1 AND parts ->> '$.track' IS NOT NULL";

/// Reports something here, in these words.
///
/// # Panics
/// Where it is refused.
#[must_use]
pub fn report(phone: &Phone, town: &Town, category: Category) -> SubjectId {
    let mut new = NewIncident::new(category, town.place());
    new.description = Description::new(CANARY).ok();
    phone.app.report(new).expect("a report").incident.id
}

/// Why not.
///
/// # Panics
/// Where it failed for another reason.
#[must_use]
pub fn refused(error: Error) -> RefusalCode {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

/// Whether a phone shows a report.
///
/// # Panics
/// Where it cannot tell.
#[must_use]
pub fn is_there(phone: &Phone, id: SubjectId) -> bool {
    match phone.app.incident(id) {
        Ok(detail) => detail.view.incident.report.is_some(),
        Err(Error::NotFound) => false,
        Err(other) => panic!("{other}"),
    }
}

/// Whether some bytes are in any file of a folder.
///
/// # Panics
/// Where it cannot be read.
#[must_use]
pub fn is_in_files(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return is_in_files(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// The file of whoever is signed in.
#[must_use]
pub fn file_of(phone: &Phone) -> Connection {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
}

/// The hub's ledger.
///
/// # Panics
/// Where it cannot be opened.
#[must_use]
pub fn hub_file(town: &Town) -> Connection {
    Connection::open(town.hub.data().join("hub.db")).expect("the ledger")
}

/// A number that is asked of a file about a subject.
///
/// # Panics
/// Where it cannot be read.
#[must_use]
pub fn number(file: &Connection, sql: &str, subject: SubjectId) -> i64 {
    file.query_row(sql, [subject.0.as_bytes()], |row| row.get(0)).expect("a number")
}
