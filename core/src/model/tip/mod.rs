//! A tip: what residents know of places, groups and goings-on over time (DOMAIN §6). Never shown to neighbours.
//!
//! - [`act`](TipAct): what is done, one kind of event each
//! - [`state`](Tip): the fold
//! - `transition`: from which state which act leads where
//! - [`vocabulary`](TipState): topics, grades, where it stands, what its source is told
//! - [`secret`](Secret): words that only those can read whom they are sealed to

mod act;
mod secret;
mod state;
mod transition;
mod vocabulary;

pub use act::*;
pub use secret::*;
pub use state::*;
pub use transition::*;
pub use vocabulary::*;

/// Version of the schema of every kind of a tip's events.
pub const SCHEMA_VERSION: u16 = 1;

/// Whether a kind of event belongs to a tip.
#[must_use]
pub fn is_tip(kind: &str) -> bool {
    kind.starts_with("tip.")
}
