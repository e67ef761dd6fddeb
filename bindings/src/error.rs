//! The one error: a stable code for the app, a reason for its developer, and whether trying again can help.
//!
//! In: the core's rich errors. Out: [`UsalamaError`]. It never carries personal data, positions, telephone numbers or
//! what anybody wrote, so an app may log it as it is.

use usalama_core::model::incident::ReferenceError;

/// Why a call failed: what an app switches on. Codes are added, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum ErrorCode {
    /// The text has not the shape of a reference: ask for all of it.
    ReferenceShape,
    /// A character of the reference was misread or mistyped: ask to read it again.
    ReferenceCheck,
}

/// A call that failed.
///
/// One variant with fields, so that an app writes one `catch` and reads `code` from it. The text is `reason`, because an
/// exception of Kotlin has a `message` of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum UsalamaError {
    /// The call failed, and changed nothing.
    #[error("{reason}")]
    Failed {
        /// What went wrong.
        code: ErrorCode,
        /// For developers, in English.
        reason: String,
        /// Whether the same call may work later.
        retryable: bool,
    },
}

impl From<ReferenceError> for UsalamaError {
    fn from(error: ReferenceError) -> Self {
        let code = match error {
            ReferenceError::Shape => ErrorCode::ReferenceShape,
            ReferenceError::Check => ErrorCode::ReferenceCheck,
        };
        Self::Failed { code, reason: error.to_string(), retryable: false }
    }
}
