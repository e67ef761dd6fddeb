//! The reference sync service of Usalama: it takes signed events in, and hands each to those who may read it.
//!
//! In: what phones push, what an administrator sets up. Out: receipts, pages of events, news. The hub decides by the same
//! code as the phone: `event` proves, `policy` allows and routes, `model` folds. Nothing here knows a rule of its own.
//!
//! Floors, from the top; each uses only those below it:
//!
//! - [`cli`]: `serve` and `admin`
//! - [`http`]: the service: paths, limits, problems, logs without personal data
//! - [`intake`]: events in, with what follows from them; [`reading`]: pages out; [`enrolment`]: who somebody is
//! - [`hub`]: what they share
//! - [`ledger`]: the database; [`atlas`]: the areas; [`keys`], [`clock`], [`codes`], [`settings`]
#![deny(missing_docs)]

pub mod atlas;
pub mod cli;
pub mod clock;
pub mod codes;
pub mod enrolment;
pub mod error;
pub mod http;
pub mod hub;
pub mod intake;
pub mod keys;
pub mod ledger;
pub mod reading;
pub mod settings;

pub use error::HubError;
pub use hub::Hub;
pub use settings::Settings;
