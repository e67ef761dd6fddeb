//! Enrolling: a resident by a code that is sent to a phone number, everybody else by an invitation.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, Role};
use usalama_core::keys::random_bytes;
use usalama_core::model::grant::SignedGrant;
use usalama_core::sync::wire::{CodeRequest, CodeSent, Enrol, EnrolBy, Enrolled, keys_digest};
use uuid::Uuid;

use super::{Denied, hashed, issue};
use crate::hub::Hub;
use crate::ledger::grants::{self, Terms};
use crate::ledger::{Write, accounts, sessions};

/// How long a code is good.
const CODE_LIFE: Duration = Duration::from_secs(10 * 60);
/// Wrong codes before an enrolment is over.
const ATTEMPTS: u32 = 5;
/// Codes for one number within [`CODE_LIFE`].
const CODES: u32 = 5;

/// Sends a one-time code.
///
/// # Errors
/// [`Denied`]: a number that is none, too many codes, or no road for them.
pub fn send_code(hub: &Hub, request: &CodeRequest) -> Result<CodeSent, Denied> {
    let phone = request.phone.as_str();
    if !is_e164(phone) {
        return Err(Denied::BadRequest("the phone number must be E.164"));
    }
    let sender = hub.sender.as_ref().ok_or(Denied::NoSender)?;
    let code = format!("{:06}", u32::from_le_bytes(random_bytes()?) % 1_000_000);
    let enrolment = Uuid::new_v4();
    let now = hub.now();
    hub.ledger.write::<_, Denied>(|write| {
        let earlier = Timestamp::from_millis(now.as_millis().saturating_sub(as_ms(CODE_LIFE)));
        sessions::forget_expired(write, now, earlier)?;
        if sessions::codes_since(write, phone, earlier)? >= CODES {
            return Err(Denied::TooMany);
        }
        let hash = hashed("code", format!("{enrolment}{code}").as_bytes());
        Ok(sessions::keep_code(write, enrolment, &hash, phone, now, now.plus(CODE_LIFE))?)
    })?;
    sender.send(enrolment, phone, &code).map_err(|_| Denied::NoSender)?;
    Ok(CodeSent { enrolment, expires_in_s: CODE_LIFE.as_secs() })
}

fn as_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

/// Enrols an account with its keys, or adds the role of an invitation. The same proof by the same account gives the same
/// grants again: the first answer may have been lost.
///
/// # Errors
/// [`Denied`]: keys that are not signed, a code or invitation that is not good, a number that is another's.
pub fn enrol(hub: &Hub, request: &Enrol) -> Result<Enrolled, Denied> {
    let digest = keys_digest(request.actor, &request.account_key, &request.role_keys);
    request.account_key.verify(digest.as_bytes(), &request.signature).map_err(|_| Denied::Unauthorised)?;
    if request.role_keys.len() > 64 {
        return Err(Denied::BadRequest("too many role keys"));
    }
    let now = hub.now();
    let known = |code: &str, enrolment: Uuid| hashed("code", format!("{enrolment}{code}").as_bytes());
    // A wrong code is counted even though the enrolment is denied: two transactions.
    if let EnrolBy::Code { enrolment, code } = &request.by {
        hub.ledger.write::<_, Denied>(|write| {
            let kept = sessions::code(write, *enrolment)?;
            if kept.is_some_and(|kept| kept.code != known(code, *enrolment)) {
                sessions::count_attempt(write, *enrolment)?;
            }
            Ok(())
        })?;
    }
    hub.ledger.write::<_, Denied>(|write| {
        let grants = match &request.by {
            EnrolBy::Code { enrolment, code } => {
                let kept = sessions::code(write, *enrolment)?.ok_or(Denied::Forbidden("the code is not good"))?;
                let good = kept.code == known(code, *enrolment)
                    && kept.attempts < ATTEMPTS
                    && now < kept.expires
                    && kept.used_by.is_none_or(|by| by == request.actor);
                if !good {
                    return Err(Denied::Forbidden("the code is not good"));
                }
                sessions::use_code(write, *enrolment, request.actor)?;
                by_phone(hub, write, request, &kept.phone, now)?
            }
            EnrolBy::Invitation { invitation } => by_invitation(hub, write, request, invitation, now)?,
        };
        let account = accounts::find(write, request.actor)?.ok_or(Denied::Unauthorised)?;
        Ok(Enrolled { hub_key: hub.keys.account.public(), hub_time: now, joined_at: account.joined_at, grants })
    })
}

fn by_phone(
    hub: &Hub,
    write: &Write<'_>,
    request: &Enrol,
    phone: &str,
    now: Timestamp,
) -> Result<Vec<SignedGrant>, Denied> {
    match accounts::by_phone(write, phone)? {
        Some(actor) if actor != request.actor => {
            return Err(Denied::Conflict {
                code: "already_enrolled",
                message: "the number belongs to another account",
            });
        }
        // The same person on a new phone, or after the key was lost.
        Some(_) => rekey(write, request, now)?,
        None => {
            match accounts::find(write, request.actor)? {
                Some(account) if account.key != request.account_key => {
                    return Err(Denied::Conflict {
                        code: "already_enrolled",
                        message: "the account has another number",
                    });
                }
                Some(_) => accounts::keep_keys(write, request.actor, &request.account_key, &request.role_keys, now)?,
                None => make(write, request, now)?,
            }
            accounts::keep_phone(write, request.actor, phone)?;
        }
    }
    let home = request.home.filter(|home| hub.atlas.world(write).is_ok_and(|world| world.areas.get(*home).is_some()));
    let terms = Terms {
        role: Role::Resident,
        org: None,
        areas: home.into_iter().collect(),
        capability: None,
        max_audience: Audience::Public,
        credential: None,
    };
    grant_once(hub, write, request, &terms, now)
}

fn by_invitation(
    hub: &Hub,
    write: &Write<'_>,
    request: &Enrol,
    invitation: &str,
    now: Timestamp,
) -> Result<Vec<SignedGrant>, Denied> {
    let no = Denied::Forbidden("the invitation is not good");
    let secret = hashed("invitation", invitation.as_bytes());
    let kept = grants::invitation(write, &secret)?.ok_or(no)?;
    if now >= kept.expires || kept.used_by.is_some_and(|by| by != request.actor) {
        return Err(Denied::Forbidden("the invitation is not good"));
    }
    match accounts::find(write, request.actor)? {
        Some(account) if account.key != request.account_key => return Err(Denied::Unauthorised),
        Some(_) => accounts::keep_keys(write, request.actor, &request.account_key, &request.role_keys, now)?,
        None => make(write, request, now)?,
    }
    grants::take_up(write, &secret, request.actor)?;
    grant_once(hub, write, request, &kept.terms, now)
}

fn make(write: &Write<'_>, request: &Enrol, now: Timestamp) -> Result<(), Denied> {
    accounts::make(write, request.actor, &request.account_key, request.home, now)?;
    Ok(accounts::keep_keys(write, request.actor, &request.account_key, &request.role_keys, now)?)
}

/// The keys of an account change hands: sessions end, and what it may do goes on under the new keys.
fn rekey(write: &Write<'_>, request: &Enrol, now: Timestamp) -> Result<(), Denied> {
    accounts::keep_keys(write, request.actor, &request.account_key, &request.role_keys, now)?;
    Ok(sessions::end(write, request.actor)?)
}

/// The grants of the account, with one on these terms among them; old ones for the present keys.
fn grant_once(
    hub: &Hub,
    write: &Write<'_>,
    request: &Enrol,
    terms: &Terms,
    now: Timestamp,
) -> Result<Vec<SignedGrant>, Denied> {
    let held = super::session::renewed(hub, write, request.actor, now)?;
    let has = held.iter().any(|(grant, _)| super::terms_of(grant) == *terms);
    let new = if has { None } else { issue(hub, write, request.actor, terms, None, now)? };
    Ok(held.into_iter().map(|(_, signed)| signed).chain(new).collect())
}
