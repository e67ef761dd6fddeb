//! Why somebody was not let in.

use crate::error::HubError;
use crate::ledger::LedgerError;

/// Not let in, or not served.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The request makes no sense; the text says why, to developers.
    #[error("{0}")]
    BadRequest(&'static str),
    /// No proof, or one that does not hold.
    #[error("the proof does not hold")]
    Unauthorised,
    /// The challenge is over: a minute has passed, the hub was started anew, or it was answered before. Says nothing of keys.
    #[error("the challenge is over: ask for another")]
    ChallengeOver,
    /// The proof holds, but not for this.
    #[error("this may not be done")]
    Forbidden,
    /// These keys were replaced, or used elsewhere: the profile was cloned or restored.
    #[error("this identity goes on under other keys")]
    IdentityConflict,
    /// The number, or the identity, belongs to another account.
    #[error("there is an account already")]
    AlreadyEnrolled,
    /// What an officer did is kept for audit.
    #[error("official records are kept for audit")]
    AuditBound,
    /// Too often.
    #[error("too often")]
    RateLimited {
        /// When to try again, in seconds.
        retry_after_s: u64,
    },
    /// There is no road for this at the moment.
    #[error("not available")]
    Unavailable,
    /// The hub's own trouble.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<LedgerError> for Denied {
    fn from(error: LedgerError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<usalama_core::keys::KeyError> for Denied {
    fn from(error: usalama_core::keys::KeyError) -> Self {
        Self::Hub(error.into())
    }
}
