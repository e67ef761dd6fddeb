//! An SOS: somebody needs help now (DOMAIN §8.5).
//!
//! - [`act`](SosAct): what is done, one kind of event each
//! - [`state`](Sos): the fold
//! - `transition`: from which state which act leads where
//! - [`vocabulary`](SosState): what set it off, of what kind it is, where it stands

mod act;
mod state;
mod transition;
mod vocabulary;

pub use act::*;
pub use state::*;
pub use transition::*;
pub use vocabulary::*;

/// Version of the schema of every kind of an SOS's events.
pub const SCHEMA_VERSION: u16 = 1;

/// Whether a kind of event belongs to an SOS.
#[must_use]
pub fn is_sos(kind: &str) -> bool {
    kind.starts_with("sos.")
}
