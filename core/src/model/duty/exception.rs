//! Exceptions: what did not go as planned, each with the guard's explanation (DOMAIN §7.5). They are found, not judged: no score
//! is made of them.

use serde::{Deserialize, Serialize};

use super::site::CheckpointNo;
use super::vocabulary::ExceptionKind;
use crate::clock::Timestamp;
use crate::event::EventId;
use crate::text::Comment;

/// Which exception: what an explanation is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExceptionRef {
    /// What kind.
    pub kind: ExceptionKind,
    /// The event that shows it, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// The checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<CheckpointNo>,
    /// The round of the route, or the welfare check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
}

impl ExceptionRef {
    /// Of a kind, with nothing more to tell it from others.
    #[must_use]
    pub const fn of(kind: ExceptionKind) -> Self {
        Self { kind, event: None, checkpoint: None, number: None }
    }

    /// Shown by an event.
    #[must_use]
    pub const fn at(kind: ExceptionKind, event: EventId) -> Self {
        Self { kind, event: Some(event), checkpoint: None, number: None }
    }
}

/// The guard explains an exception; the explanation is in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// Which.
    pub of: ExceptionRef,
}

/// An explanation of an exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Of what.
    pub of: ExceptionRef,
    /// When.
    pub at: Timestamp,
    /// What the guard says, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Comment>,
}

/// An exception with what the guard says to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Which.
    #[serde(flatten)]
    pub what: ExceptionRef,
    /// When.
    pub at: Timestamp,
    /// What the guard says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// Exceptions with their explanations, in the order of time.
#[must_use]
pub(super) fn explained(
    found: impl IntoIterator<Item = (ExceptionRef, Timestamp)>,
    said: &[Explanation],
) -> Vec<Exception> {
    let mut exceptions: Vec<Exception> = found
        .into_iter()
        .map(|(what, at)| Exception { explanation: said.iter().rev().find(|said| said.of == what).cloned(), what, at })
        .collect();
    exceptions.sort_by(|a, b| (a.at, &a.what).cmp(&(b.at, &b.what)));
    exceptions.dedup_by(|a, b| a.what == b.what);
    exceptions
}
