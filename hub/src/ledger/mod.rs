//! The ledger: all that the hub keeps, in one SQLite file.
//!
//! In: what intake, enrolment and timers decided. Out: rows. One writer, whose transactions are one fsync each, and a few
//! readers beside it. The ledger decides nothing: it never knows who may do or read what.
//!
//! - `open`(Ledger): settings, migrations, transactions
//! - `accounts`: who there is, with which keys and under which number
//! - `grants`: grants, invitations
//! - `sessions`: one-time codes, bearer tokens
//! - `events`: events and their chains
//! - `subjects`: incidents and publications as they stand
//! - `care`: centres, and what is counted of referrals
//! - `feed`: buckets, what they hold and in which order
//! - `reference`: areas and organisations
//! - `directory`: counties, their entries, what was asked of these
//! - `threads`: what receipts open
//! - `rights`: what is erased, what may not be
//! - `timers`: what is to be done later

pub mod accounts;
pub mod alerts;
pub mod ballots;
pub mod care;
pub mod directory;
mod error;
pub mod events;
pub mod feed;
pub mod grants;
mod open;
pub mod reference;
pub mod rights;
pub mod sessions;
pub mod subjects;
pub mod threads;
pub mod timers;

pub use error::LedgerError;
pub use open::{Ledger, Write};
pub(crate) use open::{bump, enter_realm, meta, realm, set_meta, version};

/// Counted up when areas or organisations change.
pub(crate) const REFERENCE_VERSION: &str = "reference_version";
/// Counted up when grants change, and so what somebody may read.
pub(crate) const ACCESS_VERSION: &str = "access_version";
