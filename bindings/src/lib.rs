//! What Kotlin and Swift see of Usalama: types and calls, one file for each domain, no rules.
//!
//! In: plain values from an app. Out: records and one typed error. Everything is answered by `usalama-core`; whatever
//! would need a decision here belongs there. The bindings are made by `cargo xtask bindings`, with the settings in
//! `uniffi.toml` at the top of the repository.
//!
//! - [`client`]: the client, who is signed in
//! - [`report`]: a new incident
//! - [`incident`]: what screens show
//! - [`acts`], [`handover`]: what is done to an incident
//! - [`site`], [`shift`], [`patrol`], [`patrol_detail`], [`exception`]: guards' work
//! - [`sos`]: calling for help, and answering
//! - [`tip`]: tips, and what is sent without a name
//! - [`outreach`]: programmes, the events in them, what they reached
//! - [`rights`]: retention, who looked, a copy of one's data, erasing it, a lost phone
//! - [`solution`], [`solution_acts`]: problems, proposals, ballots, commitments
//! - [`syncing`]: enrolling and exchanging with the hub
//! - [`care`], [`attendance`]: referrals and who came to a session, in a realm of their own
//! - [`alert`]: warnings of officials, issued, received and checked
//! - [`directory`]: who helps near here, and what is wrong with an entry
//! - [`observe`]: hearing of changes
//! - [`category`]: what can be reported
//! - [`reference`](mod@reference): `CCC-XXXXXX-K`
//! - [`error`]: the one error
//! - [`wording`]: words before they go out
//! - [`native`]: identities and vocabularies
//! - `runtime`: the library's own threads
#![deny(missing_docs)]

pub mod acts;
pub mod alert;
pub mod attendance;
pub mod care;
pub mod category;
pub mod client;
pub mod directory;
pub mod error;
pub mod evidence;
pub mod exception;
pub mod handover;
pub mod incident;
pub mod native;
pub mod observe;
pub mod outreach;
mod outreach_values;
pub mod patrol;
pub mod patrol_detail;
pub mod reference;
pub mod report;
pub mod rights;
mod runtime;
pub mod shift;
pub mod site;
pub mod solution;
pub mod solution_acts;
mod solution_values;
pub mod sos;
pub mod syncing;
pub mod tip;
pub mod wording;

pub use category::{CategoryFacts, categories};
pub use client::{Usalama, new_key};
pub use error::{ErrorCode, UsalamaError};
pub use reference::check_reference;
pub use wording::{look_over, prompts};

uniffi::setup_scaffolding!();

/// The version of this library, as in `CHANGELOG.md`.
#[must_use]
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
