//! Sessions: a bearer token for a signature, and going on under new keys after a restore or a clone.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::PublicKey;
use usalama_core::sync::wire::{
    Challenge, ChallengeRequest, Enrolled, Renew, Session, SessionRequest, keys_digest, session_digest,
};

use super::denied::Denied;
use super::enrol::enrolled;
use super::grants::{current, renew_current};
use super::secret::{random_text, token_hash};
use crate::hub::Hub;
use crate::ledger::grants::KeptGrant;
use crate::ledger::{accounts, grants, rights, sessions};

/// How long a token is good for: a shift and the way home, so that a phone that asks every few hours opens one a day. What its
/// bearer may do is looked up at every request, and whoever loses a grant loses the token.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// Gives somebody a challenge, whether or not there is such an account: that is not to be found out here.
///
/// # Errors
/// [`Denied::RateLimited`] where too many challenges wait for an answer.
pub fn ask_for_challenge(hub: &Hub, request: &ChallengeRequest) -> Result<Challenge, Denied> {
    let now = hub.now();
    let nonce = hub.challenges.make(request.actor, now)?.ok_or(Denied::RateLimited { retry_after_s: 60 })?;
    Ok(Challenge { nonce, hub_time: now })
}

/// Opens a session.
///
/// # Errors
/// [`Denied::ChallengeOver`] where the challenge is not good any more; [`Denied::Unauthorised`] where the proof does not hold;
/// [`Denied::IdentityConflict`] for keys that were replaced and for an epoch that was used before.
pub fn open_session(hub: &Hub, request: &SessionRequest) -> Result<Session, Denied> {
    let now = hub.now();
    let actor = hub.challenges.take(&request.nonce, now).ok_or(Denied::ChallengeOver)?;
    let digest = session_digest(actor, &request.nonce, request.epoch);
    let signed = |key: &PublicKey| key.verify(digest.as_bytes(), &request.signature).is_ok();
    let (account, keys) = hub.ledger.read::<_, Denied>(|db| {
        let account = accounts::find(db, actor)?.ok_or(Denied::Unauthorised)?;
        is_open(db, actor)?;
        Ok((account, accounts::account_keys(db, actor)?))
    })?;
    if !signed(&account.key) {
        let retired = keys.retired.iter().any(signed);
        return Err(if retired { Denied::IdentityConflict } else { Denied::Unauthorised });
    }
    let key = account.key;
    let token = random_text()?;
    hub.ledger.write::<_, Denied>(|write| {
        let account = accounts::find(write, actor)?.ok_or(Denied::Unauthorised)?;
        is_open(write, actor)?;
        // The keys may have changed meanwhile.
        if account.key != key || request.epoch <= account.epoch {
            return Err(Denied::IdentityConflict);
        }
        accounts::keep_epoch(write, actor, request.epoch)?;
        renew_current(hub, write, actor, false)?;
        sessions::open(write, &token_hash(&token), actor, now.plus(LIFE))?;
        let is_named = |kept: &KeptGrant| request.grants.contains(&kept.grant.id);
        let news = current(write, actor)?.into_iter().filter(|kept| !is_named(kept));
        let revoked = grants::of_actor(write, actor)?.into_iter().filter(|kept| kept.revoked && is_named(kept));
        Ok(Session {
            token: token.clone(),
            expires_in_s: LIFE.as_secs(),
            hub_time: now,
            hub_key: hub.keys.account.public(),
            joined_at: account.joined_at,
            grants: news.map(|kept| kept.signed).collect(),
            revoked: revoked.map(|kept| kept.grant.id).collect(),
            revoked_issuers: grants::revoked_issuers(write, now)?,
        })
    })
}

/// Goes on under new keys. The old ones are kept for the events that they signed; other sessions end.
///
/// # Errors
/// [`Denied::Unauthorised`] where a signature does not hold; [`Denied::IdentityConflict`] where the old key is not the current
/// one, because another copy of the profile was quicker.
pub fn renew(hub: &Hub, request: &Renew) -> Result<Enrolled, Denied> {
    let (actor, now) = (request.actor, hub.now());
    let digest = keys_digest(actor, &request.account_key, &request.role_keys);
    request.old_key.verify(digest.as_bytes(), &request.old_signature).map_err(|_| Denied::Unauthorised)?;
    request.account_key.verify(digest.as_bytes(), &request.signature).map_err(|_| Denied::Unauthorised)?;
    hub.ledger.write::<_, Denied>(|write| {
        let account = accounts::find(write, actor)?.ok_or(Denied::Unauthorised)?;
        is_open(write, actor)?;
        if account.key != request.old_key {
            let keys = accounts::account_keys(write, actor)?;
            // The reply was lost, and the phone asks again.
            let done = account.key == request.account_key && keys.retired.contains(&request.old_key);
            return if done { Ok(enrolled(hub, write, actor)?) } else { Err(Denied::IdentityConflict) };
        }
        accounts::keep_keys(write, actor, &request.account_key, &request.role_keys, now)?;
        sessions::end(write, actor)?;
        renew_current(hub, write, actor, true)?;
        Ok(enrolled(hub, write, actor)?)
    })
}

/// An account that was erased, and one whose phone is lost, opens nothing.
fn is_open(db: &rusqlite::Connection, actor: ActorId) -> Result<(), Denied> {
    let closed = rights::closed(db, actor)?;
    if closed.erased || closed.lost { Err(Denied::Unauthorised) } else { Ok(()) }
}

/// Whose token this is, and until when.
///
/// # Errors
/// [`Denied::Unauthorised`] where it is nobody's any more.
pub fn who_is(hub: &Hub, token: &str) -> Result<(ActorId, Timestamp), Denied> {
    let found = hub.ledger.read::<_, Denied>(|db| Ok(sessions::find(db, &token_hash(token))?))?;
    found.filter(|(_, expires)| hub.now() < *expires).ok_or(Denied::Unauthorised)
}
