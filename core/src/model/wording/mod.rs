//! Words that should not go out: what names people, and what says who somebody is where it ought to say what was done.
//!
//! In: what people write, and lists of terms. Out: remarks, with the place of each in the text, for an app to show before anything is
//! sent; and the text with what was remarked on left out, for copies that go wider. Nothing here refuses by itself but
//! [`says_what_was_done`] and [`Safeguards`].
//!
//! - [`hint`](hints): telephone numbers, number plates, identity numbers, addresses, accusations (DOMAIN §13.4)
//! - [`behaviour`](says_what_was_done): what was done comes first (DOMAIN §13.3)
//! - [`safeguards`](Safeguards): what a proposal may not do, as rules over words
//! - [`terms`](Terms): lists of words, which are data

mod behaviour;
mod hint;
mod safeguards;
mod terms;

pub use behaviour::{Question, prompts, says_what_was_done};
pub use hint::{Hint, HintKind, hints, without};
pub use safeguards::Safeguards;
pub use terms::{Terms, TermsError};

#[cfg(test)]
mod tests;
