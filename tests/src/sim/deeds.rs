//! Everything that is drawn from: what can be done in each model, who might, and how often.

mod incidents;
mod other;

pub use other::ANONYMOUSLY;

use super::acts::Deed;

/// All of it.
pub fn all() -> impl Iterator<Item = &'static Deed> {
    incidents::DEEDS.iter().chain(other::DEEDS)
}
