//! The one error: a stable code for the app, a reason for its developer, and whether trying again can help.
//!
//! In: the core's rich errors. Out: [`UsalamaError`]. It never carries personal data, positions, telephone numbers or
//! what anybody wrote, so an app may log it as it is.

use usalama_core::client;
use usalama_core::geo::PositionError;
use usalama_core::model::incident::{CaseStatus, ReferenceError};
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::sync::TransportError;
use usalama_core::text::TextError;

/// Why a call failed: what an app switches on. Codes are added, never changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum ErrorCode {
    /// Policy says no: `refusal` tells why, in words for the screen.
    Refused,
    /// A field is not what it must be.
    Invalid,
    /// Nobody is signed in.
    NotSignedIn,
    /// The hub does not know this actor (any more): enrol first. What is unsent stays.
    NotEnrolled,
    /// Nothing is known of what was asked for.
    NotFound,
    /// No hub was named when the library was opened.
    NoHub,
    /// The disk is full. What was there is intact.
    DiskFull,
    /// The file is in use; try again.
    StorageBusy,
    /// The library is open on this directory already, here or in another process.
    InUse,
    /// The key is not the one that the profile was made with.
    WrongKey,
    /// This library was built without encryption.
    EncryptionUnavailable,
    /// The profile is encrypted, and was to be opened without.
    Encrypted,
    /// The profile is not encrypted, and was to be opened as if it were.
    NotEncrypted,
    /// The disk did not play along.
    Storage,
    /// There is no connection, or it broke off. What is unsent stays.
    Offline,
    /// The hub asks to wait.
    TryLater,
    /// The exchange is paused.
    Paused,
    /// The hub said something unexpected.
    Hub,
    /// The codes are no handover, not all of it, or were altered.
    Qr,
    /// A patrol's file that cannot be made, or is not to be believed.
    File,
    /// The alert breaks rules of CAP or of its profile: `check_alert` names them.
    AlertRules,
    /// The text has not the shape of a reference: ask for all of it.
    ReferenceShape,
    /// A character of the reference was misread or mistyped: ask to read it again.
    ReferenceCheck,
    /// The PIN is neither of the two.
    WrongPin,
    /// Too many PINs were wrong within a minute.
    TooManyTries,
    /// No PIN is set.
    NoPin,
    /// The call was cancelled.
    Cancelled,
    /// The client was closed.
    Closed,
    /// A fault of this library; please report it.
    Internal,
    /// The centre must not be referred to today: `check_centre` tells why, where else, and whom to call.
    NotAccredited,
}

/// Why policy says no, for the screen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Refused {
    /// Why.
    pub code: RefusalCode,
    /// In English.
    pub en: String,
    /// In Kiswahili.
    pub sw: String,
    /// The present status of the case, where there is one.
    pub current: Option<CaseStatus>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let label = refusal.code.label();
        let text = |text: Option<&'static str>| text.map_or_else(|| refusal.code.code().to_owned(), str::to_owned);
        Self {
            en: text(label.map(|label| label.en)),
            sw: text(label.map(|label| label.sw)),
            current: refusal.current,
            code: refusal.code,
        }
    }
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
        /// Policy's reason, where the code is `Refused`.
        refusal: Option<Refused>,
    },
}

impl UsalamaError {
    pub(crate) fn new(code: ErrorCode, reason: impl Into<String>) -> Self {
        Self::Failed { code, reason: reason.into(), retryable: false, refusal: None }
    }

    pub(crate) fn closed() -> Self {
        Self::new(ErrorCode::Closed, "the client was closed")
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorCode::Cancelled, "the call was cancelled")
    }
}

impl From<client::Error> for UsalamaError {
    fn from(error: client::Error) -> Self {
        let code = match error.code() {
            _ if matches!(error, client::Error::Refused(_)) => ErrorCode::Refused,
            "invalid" => ErrorCode::Invalid,
            "not_signed_in" => ErrorCode::NotSignedIn,
            "not_enrolled" => ErrorCode::NotEnrolled,
            "not_found" => ErrorCode::NotFound,
            "no_hub" => ErrorCode::NoHub,
            "disk_full" => ErrorCode::DiskFull,
            "storage_busy" => ErrorCode::StorageBusy,
            "in_use" => ErrorCode::InUse,
            "wrong_key" => ErrorCode::WrongKey,
            "encryption_unavailable" => ErrorCode::EncryptionUnavailable,
            "encrypted" => ErrorCode::Encrypted,
            "not_encrypted" => ErrorCode::NotEncrypted,
            "storage" => ErrorCode::Storage,
            "offline" => ErrorCode::Offline,
            "try_later" => ErrorCode::TryLater,
            "paused" => ErrorCode::Paused,
            "hub" => ErrorCode::Hub,
            "qr" => ErrorCode::Qr,
            "file" => ErrorCode::File,
            "alert_rules" => ErrorCode::AlertRules,
            "wrong_pin" => ErrorCode::WrongPin,
            "too_many_tries" => ErrorCode::TooManyTries,
            "no_pin" => ErrorCode::NoPin,
            "not_accredited" => ErrorCode::NotAccredited,
            _ => ErrorCode::Internal,
        };
        let (reason, retryable) = (error.to_string(), error.is_retryable());
        let refusal = match error {
            client::Error::Refused(refusal) => Some(refusal.into()),
            _ => None,
        };
        Self::Failed { code, reason, retryable, refusal }
    }
}

impl From<ReferenceError> for UsalamaError {
    fn from(error: ReferenceError) -> Self {
        let code = match error {
            ReferenceError::Shape => ErrorCode::ReferenceShape,
            ReferenceError::Check => ErrorCode::ReferenceCheck,
        };
        Self::new(code, error.to_string())
    }
}

impl From<TextError> for UsalamaError {
    fn from(error: TextError) -> Self {
        Self::new(ErrorCode::Invalid, error.to_string())
    }
}

impl From<PositionError> for UsalamaError {
    fn from(error: PositionError) -> Self {
        Self::new(ErrorCode::Invalid, error.to_string())
    }
}

impl From<TransportError> for UsalamaError {
    fn from(error: TransportError) -> Self {
        client::Error::from(error).into()
    }
}
