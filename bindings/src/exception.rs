//! What did not go as planned on a shift or patrol, with what the guard says to it.

use usalama_core::clock::Timestamp;
use usalama_core::event::EventId;
use usalama_core::model::duty::{self, CheckpointNo, ExceptionKind};
use uuid::Uuid;

/// Which exception: what an explanation is of.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExceptionRef {
    /// What kind.
    pub kind: ExceptionKind,
    /// The event that shows it, where one does.
    #[uniffi(default = None)]
    pub event: Option<Uuid>,
    /// The checkpoint.
    #[uniffi(default = None)]
    pub checkpoint: Option<u16>,
    /// The round of the route, from 0, or the welfare check, from 1.
    #[uniffi(default = None)]
    pub number: Option<u16>,
}

/// Something that did not go as planned. It is found, not judged.
///
/// Not `Exception`: in Kotlin that is what is thrown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FoundException {
    /// Which: to be named by whoever explains it.
    pub what: ExceptionRef,
    /// When.
    pub at: Timestamp,
    /// When the guard explained it, last.
    pub explained_at: Option<Timestamp>,
    /// What the guard says, where this reader may know.
    pub explanation: Option<String>,
}

impl From<ExceptionRef> for duty::ExceptionRef {
    fn from(of: ExceptionRef) -> Self {
        Self {
            kind: of.kind,
            event: of.event.map(EventId),
            checkpoint: of.checkpoint.map(CheckpointNo),
            number: of.number,
        }
    }
}

impl From<duty::Exception> for FoundException {
    fn from(found: duty::Exception) -> Self {
        let what = ExceptionRef {
            kind: found.what.kind,
            event: found.what.event.map(|event| event.0),
            checkpoint: found.what.checkpoint.map(|no| no.0),
            number: found.what.number,
        };
        let (explained_at, explanation) = found.explanation.map_or((None, None), |said| (Some(said.at), said.text));
        Self { what, at: found.at, explained_at, explanation: explanation.map(String::from) }
    }
}
