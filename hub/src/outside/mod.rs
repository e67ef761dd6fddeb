//! Other systems: what they read here, and what is read from them (DOMAIN §8.2).
//!
//! In: alerts that are out, and feeds that an operator has put on the list. Out: CAP 1.2 documents and an Atom feed of them, for
//! anyone; and events that the hub signs itself for every message that a feed brought.
//!
//! - [`publish`]: alerts for everyone, as CAP and as Atom
//! - [`poll`]: feeds that are on the list

pub mod poll;
pub mod publish;
