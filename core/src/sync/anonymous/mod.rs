//! The anonymous road: how reports and tips come to the hub without anything that tells who sent them (DOMAIN §3.3).
//!
//! What it does: no account, session, token or cookie; a connection of its own for each request, with no header that tells one phone
//! from another; a key that is used for one report alone, derived from its receipt; everything sealed to the hub, padded to one of
//! four sizes, and answered in the same way; a random delay, one letter at a time; times by the hub's clock, to the hour. The words
//! and the place of a tip are sealed to those who deal with it, so that the hub keeps what it cannot read. An incident the hub can
//! read: it has to route it and to fold it.
//!
//! What it does not do: it does not hide the phone's address on the network. So what goes by this road is **confidential unless it
//! is sent over an anonymising network**. SMS and telephone calls are never anonymous.
//!
//! Abuse is bounded by work that the sender's phone has to do for each request, and not by blind tokens: tokens are handed out to
//! accounts, so that whoever has none could send nothing, and how many were taken would be known of everybody who takes some; no
//! Rust crate for blind signatures is both kept up and audited; and work needs no state at the hub.
//!
//! - [`wire`](Letter): what is said
//! - [`work`](solve): the work
//! - `post`: letters are sent, threads are read

mod post;
mod wire;
mod work;

pub use post::{AnonymousDraft, LetterOutcome, latest_delay, random_delay};
pub use wire::*;
pub use work::{Challenge, is_solved, solve};
