//! The directory: who helps, where, when, and how far what is said of them can be relied on (DOMAIN §11).
//!
//! - [`records`](Organization): the records of HSDS 3, with every field that it does not name kept as it came
//! - [`local`](LocalFields): what this programme adds to an organisation, under the one field `usalama`
//! - [`accreditation`](Accreditation): whether a facility may be referred to on a day
//! - [`schedule`](Schedule): whether a place is open at a moment (RFC 5545)
//! - [`vocabulary`](EntryKind): the words
//!
//! An *entry* is one [`Organization`] with its local fields: what is looked up, verified and published. A branch with an
//! accreditation of its own is an organisation of its own (`parent_organization_id`). This module knows no network, no store, and
//! nobody's whereabouts: days and moments are given.

mod accreditation;
mod local;
mod records;
mod schedule;
mod vocabulary;

pub use accreditation::*;
pub use local::*;
pub use records::*;
pub use schedule::*;
pub use vocabulary::*;

use chrono::{DateTime, Duration, NaiveDate};

use crate::clock::Timestamp;

/// The day at a moment, at an offset to UTC in minutes (Kenya: 180). Nothing outside the years that can be written.
#[must_use]
pub fn day_at(at: Timestamp, utc_offset: i16) -> Option<NaiveDate> {
    let utc = DateTime::from_timestamp_millis(at.as_millis())?;
    utc.naive_utc().checked_add_signed(Duration::minutes(i64::from(utc_offset))).map(|local| local.date())
}
