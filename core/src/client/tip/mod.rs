//! Tips, and what is sent without a name (DOMAIN §3.3, §6).
//!
//! What goes by the anonymous road is **confidential unless it is sent over an anonymising network**: the hub does not learn who
//! sent it, nor which of two reports came from one phone; the network still sees that this phone spoke to the hub. SMS and
//! telephone calls are never anonymous.
//!
//! - [`share`](Usalama::share_tip): a tip
//! - [`handle`](Usalama::act_on_tip): what those do who deal with it
//! - [`anonymous`](Usalama::report_anonymously): a report without a name, receipts and threads

mod anonymous;
mod handle;
mod share;

pub use anonymous::{AnonymousReport, AnonymousThread, ThreadLine, ThreadView};
pub use handle::{TipLine, TipView};
pub use share::{NewTip, SharedTip};
