//! Sessions: a challenge that the account key signs, then a bearer token for an hour.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::{Hash, random_bytes};
use usalama_core::model::grant::{Grant, GrantId, SignedGrant};
use usalama_core::sync::wire::{
    Challenge, ChallengeRequest, Enrolled, Renew, Session, SessionRequest, keys_digest, session_digest,
};

use super::{Denied, hashed, issue, secret, terms_of};
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{Write, accounts, grants, sessions};
use crate::reading;

const SESSION_LIFE: Duration = Duration::from_secs(3600);
const CHALLENGE_LIFE: Duration = Duration::from_secs(60);
/// A grant that has less than this to run is renewed.
const RENEW_BEFORE: Duration = Duration::from_secs(7 * 24 * 3600);
/// Challenges that wait, at most; the oldest give way.
const MAX_CHALLENGES: usize = 100_000;

/// Challenges that wait for an answer: each is good once.
#[derive(Debug, Default)]
pub struct Challenges(Mutex<HashMap<Hash, (ActorId, Timestamp)>>);

impl Challenges {
    fn put(&self, nonce: Hash, actor: ActorId, now: Timestamp) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MAX_CHALLENGES {
            waiting.retain(|_, (_, expires)| now < *expires);
            if waiting.len() >= MAX_CHALLENGES {
                waiting.clear();
            }
        }
        waiting.insert(nonce, (actor, now.plus(CHALLENGE_LIFE)));
    }

    fn take(&self, nonce: &Hash, actor: ActorId, now: Timestamp) -> bool {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(nonce);
        taken.is_some_and(|(who, expires)| who == actor && now < expires)
    }
}

/// Gives a challenge, to whoever asks: it tells nothing of whether there is such an account.
///
/// # Errors
/// [`Denied`] where the system has no random bytes.
pub fn challenge(hub: &Hub, request: &ChallengeRequest) -> Result<Challenge, Denied> {
    let nonce = Hash::from_bytes(random_bytes()?);
    hub.challenges.put(nonce, request.actor, hub.now());
    Ok(Challenge { nonce, hub_time: hub.now() })
}

/// Opens a session.
///
/// # Errors
/// [`Denied::Unauthorised`]; [`Denied::Conflict`] `identity_conflict` where the epoch was used before.
pub fn open(hub: &Hub, request: &SessionRequest) -> Result<Session, Denied> {
    let now = hub.now();
    if !hub.challenges.take(&request.nonce, request.actor, now) {
        return Err(Denied::Unauthorised);
    }
    let digest = session_digest(request.actor, &request.nonce, request.epoch);
    request.account_key.verify(digest.as_bytes(), &request.signature).map_err(|_| Denied::Unauthorised)?;
    let token = secret()?;
    hub.ledger.write::<_, Denied>(|write| {
        let account = accounts::find(write, request.actor)?.ok_or(Denied::Unauthorised)?;
        if account.key != request.account_key {
            return Err(Denied::Unauthorised);
        }
        if request.epoch <= account.epoch {
            let message = "this session number was used before: the profile was cloned or restored";
            return Err(Denied::Conflict { code: "identity_conflict", message });
        }
        accounts::keep_epoch(write, request.actor, request.epoch)?;
        sessions::open(write, &hashed("token", token.as_bytes()), request.actor, now.plus(SESSION_LIFE))?;
        let grants = renewed(hub, write, request.actor, now)?.into_iter().map(|(_, signed)| signed).collect();
        let revoked: Vec<GrantId> = grants::of_actor(write, request.actor)?
            .into_iter()
            .filter(|kept| kept.revoked)
            .map(|kept| kept.grant.id)
            .collect();
        let world = hub.atlas.world(write)?;
        let in_force = reading::in_force(write, request.actor, now)?;
        Ok(Session {
            token: token.clone(),
            expires_in_s: SESSION_LIFE.as_secs(),
            hub_time: now,
            hub_key: hub.keys.account.public(),
            joined_at: account.joined_at,
            grants,
            revoked,
            buckets: reading::allowed(request.actor, &in_force, &world, now).into_iter().collect(),
        })
    })
}

/// The grants of an account, those that were about to run out or stood for other keys renewed. One that has expired long ago
/// is not: whoever granted it grants it again.
pub(super) fn renewed(
    hub: &Hub,
    write: &Write<'_>,
    actor: ActorId,
    now: Timestamp,
) -> Result<Vec<(Grant, SignedGrant)>, HubError> {
    let mut held = vec![];
    for kept in grants::of_actor(write, actor)?.into_iter().filter(|kept| !kept.superseded && !kept.revoked) {
        let keys = if kept.grant.role == usalama_core::event::Role::Resident {
            accounts::account_keys(write, actor)?
        } else {
            accounts::role_keys(write, actor, &kept.grant.role)?
        };
        let stale = keys.current != Some(kept.grant.key) || now.plus(RENEW_BEFORE) > kept.grant.expires;
        let lost = now > kept.grant.expires.plus(usalama_core::model::grant::MAX_LIFE);
        let fresh = match stale && !lost {
            true => issue(hub, write, actor, &terms_of(&kept.grant), Some(kept.grant.id), now)?,
            false => None,
        };
        let signed = fresh.unwrap_or(kept.signed);
        held.push((signed.verify(&hub.keys.account.public())?, signed));
    }
    Ok(held)
}

/// Puts the keys of the next generation in the place of the present ones.
///
/// # Errors
/// [`Denied::Unauthorised`] where either signature does not hold, or the old key is not the account's.
pub fn renew(hub: &Hub, request: &Renew) -> Result<Enrolled, Denied> {
    let digest = keys_digest(request.actor, &request.account_key, &request.role_keys);
    let holds = request.old_key.verify(digest.as_bytes(), &request.old_signature).is_ok()
        && request.account_key.verify(digest.as_bytes(), &request.signature).is_ok();
    if !holds || request.role_keys.len() > 64 {
        return Err(Denied::Unauthorised);
    }
    let now = hub.now();
    hub.ledger.write::<_, Denied>(|write| {
        let account = accounts::find(write, request.actor)?.ok_or(Denied::Unauthorised)?;
        if account.key != request.old_key {
            return Err(Denied::Unauthorised);
        }
        accounts::keep_keys(write, request.actor, &request.account_key, &request.role_keys, now)?;
        sessions::end(write, request.actor)?;
        let grants = renewed(hub, write, request.actor, now)?.into_iter().map(|(_, signed)| signed).collect();
        Ok(Enrolled { hub_key: hub.keys.account.public(), hub_time: now, joined_at: account.joined_at, grants })
    })
}
