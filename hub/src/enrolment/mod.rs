//! Who somebody is to the hub: enrolling, sessions, renewed keys, invitations.
//!
//! - [`enrol`]: by a one-time code or an invitation
//! - [`session`]: a challenge, a bearer token, and keys of the next generation
//! - [`invite`]: invitations, from whoever may grant the role

mod enrol;
mod invite;
mod session;

use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::{Hash, random_bytes};
use usalama_core::model::grant::{Grant, GrantId, MAX_LIFE, SignedGrant};
use uuid::Uuid;

use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::grants::{self, Terms};
use crate::ledger::{Write, accounts, sessions};

pub use enrol::{enrol, send_code};
pub use invite::{invite, invite_as};
pub use session::{Challenges, challenge, open, renew};

/// How slow a clock may be: five minutes.
const SLOW_CLOCK_MS: i64 = 5 * 60 * 1000;

/// A request that is answered with a problem of its own.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// A field is not what it must be.
    #[error("{0}")]
    BadRequest(&'static str),
    /// Not proven.
    #[error("the signature or the session does not hold")]
    Unauthorised,
    /// Proven, and not allowed.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The number or the account is another's.
    #[error("{message}")]
    Conflict {
        /// Stable.
        code: &'static str,
        /// For developers.
        message: &'static str,
    },
    /// Too many codes.
    #[error("too many codes for this number")]
    TooMany,
    /// The hub has no road for codes.
    #[error("this hub cannot send codes")]
    NoSender,
    /// The hub's own side.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<crate::ledger::LedgerError> for Denied {
    fn from(error: crate::ledger::LedgerError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<usalama_core::keys::KeyError> for Denied {
    fn from(error: usalama_core::keys::KeyError) -> Self {
        Self::Hub(error.into())
    }
}

/// Whose bearer token it is.
///
/// # Errors
/// [`Denied::Unauthorised`] where it is nobody's (any more).
pub fn authenticate(hub: &Hub, token: &str) -> Result<ActorId, Denied> {
    let now = hub.now();
    let found = hub.ledger.read::<_, Denied>(|db| Ok(sessions::find(db, &hashed("token", token.as_bytes()))?))?;
    found.filter(|(_, expires)| now < *expires).map(|(actor, _)| actor).ok_or(Denied::Unauthorised)
}

/// Secrets are kept as hashes, each sort under a context of its own.
fn hashed(what: &str, secret: &[u8]) -> Hash {
    Hash::of("usalama 2026 hub secret", &[what.as_bytes(), secret])
}

/// A secret of 32 random bytes, as text.
fn secret() -> Result<String, HubError> {
    Ok(Hash::from_bytes(random_bytes()?).to_string())
}

/// Issues a grant on these terms for the key of the role, for as long as a grant may last.
fn issue(
    hub: &Hub,
    write: &Write<'_>,
    actor: ActorId,
    terms: &Terms,
    supersedes: Option<GrantId>,
    now: Timestamp,
) -> Result<Option<SignedGrant>, HubError> {
    let keys = if terms.role == usalama_core::event::Role::Resident {
        accounts::account_keys(write, actor)?
    } else {
        accounts::role_keys(write, actor, &terms.role)?
    };
    // A role of a newer version, for which the phone has no key yet.
    let Some(key) = keys.current else { return Ok(None) };
    let not_before = Timestamp::from_millis(now.as_millis().saturating_sub(SLOW_CLOCK_MS));
    let grant = Grant {
        id: GrantId(Uuid::new_v4()),
        actor,
        role: terms.role.clone(),
        key,
        org: terms.org,
        areas: terms.areas.clone(),
        capability: terms.capability.clone(),
        max_audience: terms.max_audience.clone(),
        credential: terms.credential.clone(),
        // A phone whose clock is a little slow must not find its grant in the future.
        not_before,
        expires: not_before.plus(MAX_LIFE),
    };
    let signed = SignedGrant::issue(&grant, &hub.keys.account)?;
    grants::keep(write, &grant, &signed, supersedes)?;
    Ok(Some(signed))
}

fn terms_of(grant: &Grant) -> Terms {
    Terms {
        role: grant.role.clone(),
        org: grant.org,
        areas: grant.areas.clone(),
        capability: grant.capability.clone(),
        max_audience: grant.max_audience.clone(),
        credential: grant.credential.clone(),
    }
}
