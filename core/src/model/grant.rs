//! Grants: what a person may do, for how long and where, signed by the hub so that any phone can check it offline.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{GuardCredential, OrgId};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Role};
use crate::geo::AreaId;
use crate::keys::{Hash, KeyError, PublicKey, SecretKey, Signature};

/// The longest that a grant may last (DOMAIN §2).
pub const MAX_LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

/// How long after its expiry acts under a grant are still received (DESIGN §5).
pub const GRACE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Identity of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(pub Uuid);

crate::vocabulary! {
    /// A finer rank within a role.
    pub enum Capability {
        /// Police: desk officer.
        Desk = "desk", "Desk officer", "Afisa wa dawati";
        /// Police: officer commanding a station.
        Ocs = "ocs", "Officer commanding station", "OCS";
        /// Police: sub-county police commander.
        Scpc = "scpc", "Sub-county commander", "Kamanda wa kaunti ndogo";
        /// Outreach: NACADA officer.
        NacadaOfficer = "nacada_officer", "NACADA officer", "Afisa wa NACADA";
        /// Outreach: peer educator.
        PeerEducator = "peer_educator", "Peer educator", "Mwelimishaji rika";
        /// Outreach: faith leader.
        FaithLeader = "faith_leader", "Faith leader", "Kiongozi wa dini";
        /// Resident: under eighteen, with a guardian's consent.
        Minor = "under_18", "Under eighteen", "Chini ya miaka kumi na minane";
    }
}

/// What somebody may do, where, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Identity, for revocation.
    pub id: GrantId,
    /// Who.
    pub actor: ActorId,
    /// As what.
    pub role: Role,
    /// The key that acts under this grant bear. A resident's is the account key; residents sign under pseudonyms.
    pub key: PublicKey,
    /// For which station, firm or association.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// Where: these areas and all within them.
    pub areas: Vec<AreaId>,
    /// A finer rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<Capability>,
    /// The widest audience that acts under it may have.
    pub max_audience: Audience,
    /// A guard's credential, as last checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<GuardCredential>,
    /// From when.
    pub not_before: Timestamp,
    /// Until when, at most [`MAX_LIFE`] later.
    pub expires: Timestamp,
}

/// What a grant is worth at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantValidity {
    /// In force.
    InForce,
    /// Expired no longer than [`GRACE`] ago: what was done before stands.
    Grace,
    /// Not yet, or no more.
    OutOfForce,
}

impl Grant {
    /// What it is worth at `now`.
    #[must_use]
    pub fn validity(&self, now: Timestamp) -> GrantValidity {
        if now < self.not_before {
            GrantValidity::OutOfForce
        } else if now < self.expires {
            GrantValidity::InForce
        } else if now < self.expires.plus(GRACE) {
            GrantValidity::Grace
        } else {
            GrantValidity::OutOfForce
        }
    }

    /// Whether it is a police officer's of this rank.
    #[must_use]
    pub fn is(&self, capability: &Capability) -> bool {
        self.capability.as_ref() == Some(capability)
    }
}

/// A grant with the hub's signature: a token of JSON bytes that are never serialised again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedGrant {
    /// JSON of [`Grant`], as signed.
    pub token: String,
    /// The hub's signature.
    pub signature: Signature,
}

/// A grant that cannot be relied on.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// Not signed by this hub.
    #[error("the grant is not signed by the hub")]
    Forged(#[source] KeyError),
    /// Not a grant.
    #[error("the grant is not valid JSON of a grant's shape")]
    Malformed(#[source] serde_json::Error),
    /// Longer than [`MAX_LIFE`], or it ends before it begins.
    #[error("a grant lasts more than nothing and at most 30 days")]
    Life,
    /// The hub's own role cannot be granted.
    #[error("this role cannot be granted")]
    Role,
}

impl SignedGrant {
    /// Signs a grant with the hub's key.
    ///
    /// # Errors
    /// [`GrantError`] for a life or role that no grant may have.
    pub fn issue(grant: &Grant, hub: &SecretKey) -> Result<Self, GrantError> {
        check(grant)?;
        let token = serde_json::to_string(grant).map_err(GrantError::Malformed)?;
        let signature = hub.sign(digest(&token).as_bytes());
        Ok(Self { token, signature })
    }

    /// Checks the hub's signature and reads the grant. Whether it is in force is another question.
    ///
    /// # Errors
    /// [`GrantError`] where it is forged or malformed.
    pub fn verify(&self, hub: &PublicKey) -> Result<Grant, GrantError> {
        hub.verify(digest(&self.token).as_bytes(), &self.signature).map_err(GrantError::Forged)?;
        let grant: Grant = serde_json::from_str(&self.token).map_err(GrantError::Malformed)?;
        check(&grant)?;
        Ok(grant)
    }
}

fn digest(token: &str) -> Hash {
    Hash::of("usalama 2026 grant", &[token.as_bytes()])
}

fn check(grant: &Grant) -> Result<(), GrantError> {
    if matches!(grant.role, Role::Hub) {
        return Err(GrantError::Role);
    }
    let life = grant.expires.since(grant.not_before);
    if life.is_zero() || life > MAX_LIFE { Err(GrantError::Life) } else { Ok(()) }
}
