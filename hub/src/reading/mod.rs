//! Handing events out: which buckets somebody may pull, what is new in them, and which parts of it they get.
//!
//! In: cursors. Out: a page of events, whose bytes the hub signs. What may be read is decided by `policy` alone, at the moment
//! of reading: whoever lost access a second ago gets nothing more.
//!
//! - `access`: who reads, and through which buckets
//! - `page`(pull): what is new
//! - `parts`: what is withheld of it
//! - `held`: what of it the reader has already

pub mod access;
mod held;
mod page;
mod parts;

pub use access::{Access, heads};
pub use page::{SignedPage, pull};
pub use parts::Withholder;
