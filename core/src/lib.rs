//! Offline-first core of Usalama: people's acts are signed events, kept in SQLite, folded into what a screen shows,
//! and synced when there is a network. `ARCHITECTURE.md` at the top of the repository draws the floors.
#![deny(missing_docs)]

pub mod client;
pub mod clock;
pub mod event;
pub mod exchange;
pub mod geo;
pub mod keys;
pub mod model;
pub mod policy;
pub mod profile;
pub mod seal;
pub mod shrink;
pub mod store;
pub mod sync;
pub mod text;
