//! The reference sync service of Usalama: it takes signed events in, and hands them to those who may read them.
//!
//! Floors, each of which uses only those below it:
//!
//! | floor | what it does |
//! |---|---|
//! | [`cli`] | the command line: `serve` and `admin` |
//! | [`http`] | paths, limits, the life of a server |
//! | [`outside`] | alerts for other systems, and from them |
//! | [`intake`], [`reading`], [`enrolment`], [`timers`], [`directory`] | events in, events out, people in, what happens when nobody acts, packs of counties |
//! | [`rights`] | what is kept no longer, accounts that end, phones that are lost |
//! | [`hub`] | what these share: ledger, clock, keys, areas |
//! | [`ledger`] | one SQLite file: events, subjects, buckets and their feeds |
//! | [`clock`], [`settings`], [`keys`], [`atlas`], [`codes`] | the ground |
//!
//! The way of an event: `http` measures it, `intake` proves it, asks `usalama_core::policy`, and appends it in the one
//! transaction of its push; `route` says which buckets change; readers pull these, and `policy` withholds parts again.
//! There is no rule here about who may do or read what: every such question goes to the same functions that phones ask.
#![deny(missing_docs)]

pub mod atlas;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod directory;
pub mod enrolment;
mod error;
pub mod http;
pub mod hub;
pub mod intake;
pub mod keys;
pub mod ledger;
pub mod outside;
pub mod reading;
pub mod rights;
pub mod settings;
pub mod timers;

pub use error::HubError;
pub use http::{Running, start};
pub use hub::Hub;
pub use settings::Settings;
