//! An alert: a CAP 1.2 message that officials and police send to everyone whom it concerns (DOMAIN §8.1 to §8.4).
//!
//! - [`act`](AlertAct): what is done, one kind of event each
//! - [`state`](Alert): the fold of one message
//! - [`compose`](NewAlert): what an official writes becomes a message
//! - [`board`](Board): what messages make of each other
//! - [`reach`](Reach): where a message is for
//! - [`matching`](AlertIndex): whom it concerns, found on the phone
//! - [`proof`](ProofCode): how forwarded words are told from invented ones
//! - [`vocabulary`](AlertState): where it stands, what it is about, what people are told and answer

mod act;
mod board;
mod compose;
mod matching;
mod proof;
mod reach;
mod state;
mod vocabulary;

pub use act::*;
pub use board::*;
pub use compose::*;
pub use matching::*;
pub use proof::*;
pub use reach::*;
pub use state::*;
pub use vocabulary::*;

/// Version of the schema of every kind of an alert's events.
pub const SCHEMA_VERSION: u16 = 1;

/// Whether a kind of event belongs to an alert.
#[must_use]
pub fn is_alert(kind: &str) -> bool {
    kind.starts_with("alert.")
}

#[cfg(test)]
mod tests;
