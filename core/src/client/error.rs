//! What can go wrong, with a stable code for apps.

use super::care::CentreRefused;
use crate::exchange::QrError;
use crate::exchange::dossier::DossierError;
use crate::geo::GridError;
use crate::model::alert::ComposeError;
use crate::model::cap::Breach;
use crate::model::refusal::{Refusal, RefusalCode};
use crate::profile::{PinError, ProfileError};
use crate::store::StoreError;
use crate::sync::{SyncError, TransportError};

/// A call that did not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Policy says no, for a reason that can be shown in both languages.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A field is not what it must be.
    #[error("{0}")]
    Invalid(&'static str),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The hub does not know this actor (any more): enrol first. What is unsent stays.
    #[error("this profile is not enrolled at the hub")]
    NotEnrolled,
    /// Nothing is known of what was asked for.
    #[error("there is no such record on this phone")]
    NotFound,
    /// No hub was named when the library was opened.
    #[error("no hub is set")]
    NoHub,
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The exchange with the hub.
    #[error(transparent)]
    Sync(SyncError),
    /// A QR code.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// A record's file.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// An alert breaks rules of CAP or of its profile; each is named.
    #[error("the alert breaks {} rules, the first: {}", .0.len(), .0.first().map_or("", |breach| breach.rule.code()))]
    Alert(Vec<Breach>),
    /// A PIN of an SOS.
    #[error(transparent)]
    Pin(PinError),
    /// The event could not be made.
    #[error("the event cannot be made")]
    Event(#[source] ProfileError),
    /// The centre must not be referred to: why, who else, and whom to call.
    #[error("the centre is not accredited: {}", .0.warning)]
    Centre(Box<CentreRefused>),
}

impl Error {
    /// A stable code: the refusal's own, or one of `invalid`, `not_signed_in`, `not_enrolled`, `not_found`, `no_hub`,
    /// `disk_full`, `storage_busy`, `in_use`, `wrong_key`, `encryption_unavailable`, `encrypted`, `not_encrypted`, `storage`,
    /// `offline`, `try_later`, `paused`, `hub`, `qr`, `file`, `alert_rules`, `wrong_pin`, `too_many_tries`, `no_pin`,
    /// `not_accredited`, `internal`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.code.code(),
            Self::Invalid(_) => "invalid",
            Self::NotSignedIn => "not_signed_in",
            Self::NotEnrolled => "not_enrolled",
            Self::NotFound => "not_found",
            Self::NoHub => "no_hub",
            Self::Store(StoreError::DiskFull) => "disk_full",
            Self::Store(StoreError::Busy) => "storage_busy",
            Self::Store(StoreError::InUse) => "in_use",
            Self::Store(StoreError::WrongKey) => "wrong_key",
            Self::Store(StoreError::EncryptionUnavailable) => "encryption_unavailable",
            Self::Store(StoreError::Encrypted) => "encrypted",
            Self::Store(StoreError::NotEncrypted) => "not_encrypted",
            Self::Store(_) => "storage",
            Self::Sync(SyncError::Transport(_) | SyncError::Deadline | SyncError::CutOff) => "offline",
            Self::Sync(SyncError::TryLater { .. }) => "try_later",
            Self::Sync(SyncError::Paused) => "paused",
            Self::Sync(_) => "hub",
            Self::Qr(_) => "qr",
            Self::Dossier(_) => "file",
            Self::Alert(_) => "alert_rules",
            Self::Pin(PinError::Wrong { .. }) => "wrong_pin",
            Self::Pin(PinError::TooMany { .. }) => "too_many_tries",
            Self::Pin(PinError::NotSet) => "no_pin",
            Self::Pin(PinError::Unfit(_)) => "invalid",
            Self::Centre(_) => "not_accredited",
            Self::Pin(PinError::Hash | PinError::Store(_)) | Self::Event(_) => "internal",
        }
    }

    /// Whether the same call may work later without anybody doing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Sync(error) => error.is_retryable(),
            _ => false,
        }
    }
}

impl From<SyncError> for Error {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotEnrolled => Self::NotEnrolled,
            SyncError::Store(error) => Self::Store(error),
            other => Self::Sync(other),
        }
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::SetUp(what) => Self::Invalid(what),
            other => Self::Sync(SyncError::Transport(other)),
        }
    }
}

impl From<ProfileError> for Error {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Store(error) => Self::Store(error),
            ProfileError::NotUnderWay => Self::Refused(RefusalCode::WrongStatus.into()),
            other => Self::Event(other),
        }
    }
}

impl From<ComposeError> for Error {
    fn from(error: ComposeError) -> Self {
        Self::Invalid(match error {
            ComposeError::Time(_) => "no calendar has this time",
            ComposeError::Place(_) => "the place is not on the Earth, or its radius is negative",
            ComposeError::TooFewPoints => "an outline has at least three points",
        })
    }
}

impl From<PinError> for Error {
    fn from(error: PinError) -> Self {
        match error {
            PinError::Store(error) => Self::Store(error),
            other => Self::Pin(other),
        }
    }
}

impl From<GridError> for Error {
    fn from(_: GridError) -> Self {
        Self::Invalid("the position lies outside the grid")
    }
}
