//! How long what is kept: the classes of DOMAIN §14 as data, the same on phone and hub, and shown to the user.
//!
//! In: how a subject stands. Out: what of it is due to be erased, and when. Nothing is erased here, and no clock is read.
//!
//! - [`table`](TABLE): one row for each class, with its words in both languages
//! - [`life`](Retained): when a subject of each model is due
//! - [`redact`](redacted): what stays of an incident on the hub
//! - [`notice`](NOTICES): why personal data is processed, and on which basis

mod life;
mod notice;
mod redact;
mod table;

pub use life::{Due, Erases, Life, Retained, Side};
pub use notice::{LawfulBasis, NOTICES, Notice, Purpose, notice};
pub use redact::redacted;
pub use table::{Keep, Period, RetentionClass, Rule, Start, TABLE, rule};

#[cfg(test)]
mod tests;
