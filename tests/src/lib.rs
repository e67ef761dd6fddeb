//! Phones and a hub, put together for tests, the demonstration and the benchmarks: the real hub process over real HTTP, real
//! clients on real SQLite files, a network that can be as bad as it is out there, and clocks that are moved by hand.
//!
//! - [`caring`]: invented centres, and people of the realm `care`
//! - [`cast`], [`fixtures`]: people with roles and their events, for the rules alone
//! - [`duties`]: sites, shifts and patrols in every state, and every act as each of many people does it
//! - [`crash`]: power cuts, faults of the disk, full disks and damage, tried on the library and the hub
//! - [`disk`]: stores, encrypted or not
//! - [`hub`]: the hub process
//! - [`network`]: a transport that drops, delays and repeats
//! - [`phone`]: a phone with its directory, key, clock and network
//! - [`scenario`], [`play`]: scenarios as data, and their player
//! - [`traces`]: what is left of something on phones and at the hub
//! - [`town`]: invented areas and organisations, and people with roles in them
//! - [`sim`]: histories in which everything goes wrong that can
//! - [`street_crime`]: real reports of data.police.uk
//! - [`wiretap`]: what the network sees
//! - [`xsd`]: a validator of XML Schema that knows nothing of us

#![allow(clippy::expect_used, clippy::panic, reason = "where a part of the set-up fails, the test has failed")]

pub mod caring;
pub mod cast;
pub mod chains;
pub mod crash;
pub mod disk;
pub mod duties;
pub mod fixtures;
pub mod guarding;
pub mod hub;
pub mod network;
pub mod phone;
pub mod play;
pub mod scenario;
pub mod sim;
pub mod street_crime;
pub mod town;
pub mod traces;
pub mod wiretap;
pub mod xsd;

/// The examples of `README.md`, compiled and run with the documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
