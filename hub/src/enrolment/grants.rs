//! Grants: issuing, renewing, and inviting others to a role.

use std::time::Duration;

use rusqlite::Connection;
use usalama_core::clock::{SUSPECT_SKEW, Timestamp};
use usalama_core::event::{ActorId, Role};
use usalama_core::keys::PublicKey;
use usalama_core::model::actor::CredentialStatus;
use usalama_core::model::grant::{Grant, GrantId, GrantValidity, MAX_LIFE, SignedGrant};
use usalama_core::policy::{is_grantable, max_audience_of, may_grant};
use usalama_core::sync::wire::{Invitation, Invite};
use uuid::Uuid;

use super::denied::Denied;
use super::secret::{invitation_hash, random_text};
use crate::clock::before;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::grants::{self, KeptGrant, Terms};
use crate::ledger::{LedgerError, Write, accounts, realm, reference, sessions};

/// A grant that runs out within this time is renewed when a session is opened.
pub const RENEW_BEFORE: Duration = Duration::from_secs(7 * 24 * 3600);

/// How long an invitation is good for, unless something else is said.
pub const INVITATION_LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Areas of one grant, at most: it is carried by every session.
const MOST_AREAS: usize = 100;

/// The grants of an actor that no other superseded and nobody took back, run out or not.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn current(db: &Connection, actor: ActorId) -> Result<Vec<KeptGrant>, LedgerError> {
    let mut grants = grants::of_actor(db, actor)?;
    grants.retain(|kept| !kept.superseded && !kept.revoked);
    Ok(grants)
}

/// Those of them that are in force: what an actor reads under.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn in_force(db: &Connection, actor: ActorId, now: Timestamp) -> Result<Vec<Grant>, LedgerError> {
    let grants = current(db, actor)?.into_iter().map(|kept| kept.grant);
    Ok(grants.filter(|grant| grant.validity(now) == GrantValidity::InForce).collect())
}

/// Issues a grant.
///
/// # Errors
/// [`HubError`] where the disk does not play along, or for a role that nobody can have.
pub fn issue(
    hub: &Hub,
    write: &Write<'_>,
    actor: ActorId,
    key: PublicKey,
    terms: &Terms,
    supersedes: Option<GrantId>,
) -> Result<SignedGrant, HubError> {
    if !is_grantable(&hub.settings.realm, &terms.role, terms.org) {
        return Err(HubError::Role);
    }
    // Begins a little earlier, so that a phone whose clock is slow can use it at once.
    let not_before = before(hub.now(), SUSPECT_SKEW);
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
        not_before,
        expires: not_before.plus(MAX_LIFE),
    };
    let signed = SignedGrant::issue(&grant, &hub.keys.account)?;
    grants::keep(write, &grant, &signed, supersedes)?;
    Ok(signed)
}

/// Issues the current grants of an actor anew, for the keys of now: all of them after a change of keys, else those that are
/// about to run out or have.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn renew_current(hub: &Hub, write: &Write<'_>, actor: ActorId, all: bool) -> Result<(), HubError> {
    let soon = hub.now().plus(RENEW_BEFORE);
    for KeptGrant { grant, .. } in current(write, actor)? {
        if !all && grant.expires >= soon {
            continue;
        }
        let Some(key) = key_for(write, actor, &grant.role)? else { continue };
        let terms = Terms {
            role: grant.role,
            org: grant.org,
            areas: grant.areas,
            capability: grant.capability,
            max_audience: grant.max_audience,
            credential: grant.credential,
        };
        issue(hub, write, actor, key, &terms, Some(grant.id))?;
    }
    Ok(())
}

/// Takes a grant back, with those that it superseded and those that superseded it, and ends the sessions of whoever held it: the
/// phone hears of it when it asks for another. Says how many there were.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn take_back(write: &Write<'_>, id: GrantId) -> Result<usize, LedgerError> {
    sessions::end_of_holder(write, id)?;
    grants::revoke(write, id)
}

/// The key that a grant of this role is for. Residents sign under pseudonyms: theirs is the account key.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn key_for(db: &Connection, actor: ActorId, role: &Role) -> Result<Option<PublicKey>, LedgerError> {
    let keys = match role {
        Role::Resident => accounts::account_keys(db, actor)?,
        role => accounts::role_keys(db, actor, role)?,
    };
    Ok(keys.current)
}

/// An invitation that was made.
#[derive(Debug)]
pub struct Invited {
    /// The secret, which is told once.
    pub secret: String,
    /// Until when it can be taken up.
    pub expires: Timestamp,
}

/// Makes an invitation; whether it may be made was asked before.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn make_invitation(
    write: &Write<'_>,
    terms: &Terms,
    expires: Timestamp,
    by: Option<ActorId>,
) -> Result<Invited, HubError> {
    if !is_grantable(&realm(write)?, &terms.role, terms.org) {
        return Err(HubError::Role);
    }
    let secret = random_text()?;
    grants::invite(write, &invitation_hash(&secret), terms, expires, by)?;
    Ok(Invited { secret, expires })
}

/// Invites somebody to a role, in the name of one who may grant it.
///
/// # Errors
/// [`Denied::Forbidden`] where they may not.
pub fn invite(hub: &Hub, by: ActorId, request: Invite) -> Result<Invitation, Denied> {
    let Invite { as_role, role, org, areas, capability, credential } = request;
    if areas.len() > MOST_AREAS {
        return Err(Denied::BadRequest("name a larger area instead of so many small ones"));
    }
    if !is_grantable(&hub.settings.realm, &role, org) {
        return Err(Denied::Forbidden);
    }
    let now = hub.now();
    hub.ledger.write::<_, Denied>(|write| {
        let is_known = |org| Ok::<_, LedgerError>(reference::organisations(write)?.iter().any(|known| known.id == org));
        if !org.map_or(Ok(true), is_known)? {
            return Err(Denied::BadRequest("there is no such organisation"));
        }
        let world = hub.atlas.world(write)?;
        let is_within = |area, other| world.areas.is_within(area, other);
        let allowed = in_force(write, by, now)?.iter().any(|grant| {
            grant.role == as_role && may_grant(grant, &role, org, &areas, capability.as_ref(), is_within).is_ok()
        });
        if !allowed {
            return Err(Denied::Forbidden);
        }
        // What a credential is worth is for the register to say, not for the employer.
        let credential = credential.map(|mut credential| {
            if as_role != Role::ProgrammeAdmin {
                credential.status = CredentialStatus::Unknown;
                credential.checked_at = None;
            }
            credential
        });
        let max_audience = max_audience_of(&role);
        let terms = Terms { role, org, areas, capability, max_audience, credential };
        let made = make_invitation(write, &terms, now.plus(INVITATION_LIFE), Some(by))?;
        Ok(Invitation { invitation: made.secret, expires: made.expires })
    })
}
