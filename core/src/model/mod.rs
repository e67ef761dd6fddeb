//! What people deal with, each as a fold of events: `State` plus acts, pure, without I/O and without a clock.
//!
//! In: verified events, in the order that the hub gave them. Out: the state that a screen shows. A model says what is
//! possible; who may do it is for `policy` alone.

pub mod actor;
mod acts;
pub mod alert;
pub mod attendance;
pub mod cap;
mod crockford;
pub mod custody;
pub mod directory;
pub mod duty;
pub mod grant;
pub mod incident;
pub mod outreach;
pub mod publication;
pub mod receipt;
pub mod referral;
pub mod refusal;
pub mod retention;
pub mod solution;
pub mod sos;
pub mod tip;
pub mod wording;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use acts::acts;

use crate::event::{SubjectId, VerifiedEvent};
use incident::Stamp;

/// What one subject is: the fold of the acts on it.
pub trait Model: Clone + Serialize + DeserializeOwned {
    /// An act with what goes with it.
    type Entry;

    /// Identity.
    fn id(&self) -> SubjectId;

    /// Whether its first event has been seen.
    fn has_begun(&self) -> bool;

    /// Reads what can be read of an event: a part that is not what its kind asks for counts as withheld. Nothing for a kind or a
    /// schema of a newer version: such an event is kept, unapplied.
    fn readable(event: &VerifiedEvent) -> Option<Self::Entry>;

    /// Applies one event. Says whether it took effect: a pending one that does not fit has none.
    fn apply(&mut self, event: &VerifiedEvent, entry: &Self::Entry, stamp: Stamp) -> bool;

    /// Applies the events that are at hand: first the confirmed ones in hub order, never judged again, then the pending ones, of
    /// which those that no longer fit are passed over.
    #[must_use]
    fn folded<'a>(mut self, events: impl IntoIterator<Item = (&'a VerifiedEvent, Stamp)>) -> Self {
        for (event, stamp) in events {
            if let Some(entry) = Self::readable(event) {
                self.apply(event, &entry, stamp);
            }
        }
        self
    }
}
