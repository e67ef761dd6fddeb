//! What Kotlin and Swift see of Usalama: types and calls, one file for each domain, no rules.
//!
//! In: plain values from an app. Out: records and one typed error. Everything is answered by `usalama-core`; whatever
//! would need a decision here belongs there. The bindings are made by `cargo xtask bindings`, with the settings in
//! `uniffi.toml` at the top of the repository.
//!
//! - [`category`]: what can be reported
//! - [`error`]: the one error
//! - [`mod@reference`], `CCC-XXXXXX-K`
#![deny(missing_docs)]

pub mod category;
pub mod error;
pub mod reference;

pub use category::{Category, categories};
pub use error::{ErrorCode, UsalamaError};
pub use reference::check_reference;

uniffi::setup_scaffolding!();

/// The version of this library, as in `CHANGELOG.md`.
#[must_use]
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
