//! Solutions that people of an area develop together (DOMAIN §9): a problem, and proposals to solve it.
//!
//! - [`problem`](Problem): identified, analysed, with solutions, assessed
//! - [`act`](ProposalAct): what is done to a proposal, one kind of event each
//! - [`proposal`](Proposal): the fold
//! - `transition`: from which state which act leads where
//! - [`ballot`](BallotTerms): how votes are cast in time and counted
//! - [`vocabulary`](ProposalState): the words

mod act;
mod ballot;
mod problem;
mod proposal;
mod transition;
mod vocabulary;

pub use act::*;
pub use ballot::*;
pub use problem::*;
pub use proposal::*;
pub use transition::*;
pub use vocabulary::*;

use std::time::Duration;

/// Version of the schema of every kind of a problem's and a proposal's events.
pub const SCHEMA_VERSION: u16 = 1;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long a moderator has to look at a proposal.
pub const CHECK_WITHIN: Duration = DAY;
/// How long a proposal is discussed, at least.
pub const DISCUSSION: Duration = Duration::from_secs(7 * 24 * 3600);
/// How many days a ballot is open, at least and at most.
pub const BALLOT_DAYS: std::ops::RangeInclusive<u8> = 3..=21;
/// How long after a ballot's close a vote that was cast before it is still received.
pub const LATE_BY: Duration = DAY;
/// How long after a ballot's close it is known that somebody voted (DOMAIN §14).
pub const VOTERS_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long after it was due a commitment without an update stalls its proposal.
pub const STALLED_AFTER: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long after it was done an outcome is measured, at the earliest.
pub const ASSESSED_AFTER: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many residents confirm that it is done.
pub const CONFIRMED_BY: usize = 3;

/// Whether a kind of event belongs to a problem.
#[must_use]
pub fn is_problem(kind: &str) -> bool {
    kind.starts_with("problem.")
}

/// Whether a kind of event belongs to a proposal.
#[must_use]
pub fn is_proposal(kind: &str) -> bool {
    kind.starts_with("proposal.")
}

/// Whether an event changes nothing that others see: it is its author's and the hub's alone.
#[must_use]
pub fn is_aside(kind: &str) -> bool {
    matches!(kind, "proposal.voted" | "proposal.supported")
}
