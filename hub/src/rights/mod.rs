//! The rights of those whom data is about: what is kept no longer is erased, an account is forgotten when its owner asks, and a phone
//! that is lost reads nothing more.
//!
//! In: the table of `usalama_core::model::retention`, a signed word, an administrator's word. Out: parts, mappings and places in
//! buckets that are gone; headers, verdicts and numbers that stay. What of a subject is due is not decided here.
//!
//! - `sweep`(run_due): every day what is due, of every class
//! - `redact`: how one subject loses what it has to lose
//! - `erase`(erase_account): an account
//! - `lost`: a phone, and what was readable on it

mod erase;
pub mod lost;
mod redact;
mod sweep;

pub use erase::erase_account;
pub use sweep::run_due;
