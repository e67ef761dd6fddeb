//! The phone's store: one SQLite file for each profile, in which a call that returned is durable.
//!
//! In: proven events, what the hub said of them, grants and areas. Out: the same, and views folded from them. One writer,
//! a few readers; every change is one transaction, log and outbox together. The store knows no network, asks nobody
//! for permission and decides nothing.
//!
//! - [`open`](Store::open): settings, migrations, quarantine of a damaged file
//! - [`log`](Write::append): the events
//! - [`erase`](Store::sweep): what is kept no longer
//! - `seal`: the file's encryption, and which key is the right one
//! - [`anonymous`](AnonymousState): what goes by the anonymous road, apart from all else
//! - [`outbox`](Outgoing): what is still to be sent, in which order
//! - [`salvage`](Store::recovery): what is taken over of a damaged file
//! - [`feed`](Write::advance): what came through which bucket, and how far
//! - `recent`: how many reports were made of late
//! - [`directory`](Region): counties, their entries, what is asked of them
//! - `fixes`: positions of a patrol that is under way
//! - [`reference`](Write::keep_grants): grants, areas, organisations
//! - [`witness`](Store::witnesses_of): what others signed of the heads of chains
//! - [`views`](IncidentRow): what screens ask for; [`behind`](Store::write_ahead): when they are kept

mod anonymous;
mod behind;
mod directory;
mod erase;
mod error;
mod feed;
mod fixes;
mod log;
mod open;
mod outbox;
mod query;
mod recent;
mod reference;
mod salvage;
mod seal;
mod views;
mod witness;

pub use anonymous::{AnonymousState, DueLetter, KeptThread};
pub use directory::{AskedChange, Region};
pub use erase::Swept;
pub use error::StoreError;
pub use log::{Kept, Standing, chain_head};
pub(crate) use open::write_durably;
pub use open::{Recovery, Store, Write};
pub use outbox::{Delivery, Lane, Outgoing, Parked, QueueCounts};
pub use query::{
    AlertRow, CustodyRow, DutyFilter, DutyRow, IncidentFilter, IncidentRow, OutreachRow, ProblemRow, ProposalRow,
    PublicationRow, ReferralRow, Row, SheetRow, SosRow, StateRow, TipRow,
};
pub(crate) use salvage::DAMAGED;

#[cfg(test)]
mod tests;
