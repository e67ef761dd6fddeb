//! Enrolling a device: whoever proves a phone number becomes a resident, whoever holds an invitation gets its role.
//!
//! A reply can be lost: the same code or invitation, given again by the same actor under the same keys, has the same answer.

use usalama_core::event::{ActorId, Audience, Realm, Role};
use usalama_core::geo::{AreaId, AreaKind};
use usalama_core::model::grant::Capability;
use usalama_core::sync::wire::{Enrol, EnrolBy, Enrolled, keys_digest};
use uuid::Uuid;

use super::denied::Denied;
use super::grants::{current, issue, key_for, renew_current};
use super::secret::{code_hash, invitation_hash};
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::grants::{self, Terms};
use crate::ledger::{Write, accounts, care, rights, sessions};

/// Wrong codes after which an enrolment is over.
pub(super) const ATTEMPTS: u32 = 5;

/// Roles that a device may name keys for: more than there are.
const MOST_ROLES: usize = 64;

/// Enrols a device with its keys.
///
/// # Errors
/// [`Denied::Forbidden`] for a signature, a code or an invitation that does not hold; [`Denied::AlreadyEnrolled`] for a number
/// or an identity of another account; [`Denied::IdentityConflict`] where an account has other keys by now.
pub fn enrol(hub: &Hub, request: &Enrol) -> Result<Enrolled, Denied> {
    if request.role_keys.len() > MOST_ROLES {
        return Err(Denied::BadRequest("there are not so many roles"));
    }
    let digest = keys_digest(request.actor, &request.account_key, &request.role_keys);
    request.account_key.verify(digest.as_bytes(), &request.signature).map_err(|_| Denied::Forbidden)?;
    hub.ledger
        // A wrong attempt is counted, though it is denied: the inner result does not roll anything back.
        .write::<_, Denied>(|write| match &request.by {
            EnrolBy::Code { enrolment, code } => by_code(hub, write, request, *enrolment, code),
            EnrolBy::Invitation { invitation } => by_invitation(hub, write, request, invitation).map(Ok),
            EnrolBy::Unnamed {} => unnamed(hub, write, request).map(Ok),
        })?
}

/// In the realm `care` nobody has to say who they are, so that there is nothing to tell one of them from another: there may be as many
/// in an hour as a region has in a bad week, whoever they are. What is not there is a price that a machine would have to pay for each.
const UNNAMED_AN_HOUR: u32 = 300;
const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

fn unnamed(hub: &Hub, write: &Write<'_>, request: &Enrol) -> Result<Enrolled, Denied> {
    if hub.settings.realm != Realm::Care {
        return Err(Denied::Forbidden);
    }
    let (actor, now) = (request.actor, hub.now());
    match accounts::find(write, actor)? {
        Some(account) if account.key != request.account_key => return Err(Denied::IdentityConflict),
        Some(_) => {}
        None if care::unnamed_since(write, crate::clock::before(now, HOUR))? >= UNNAMED_AN_HOUR => {
            return Err(Denied::RateLimited { retry_after_s: HOUR.as_secs() / 6 });
        }
        // Where somebody lives is nobody's business here.
        None => accounts::make(write, actor, &request.account_key, None, now)?,
    }
    accounts::keep_keys(write, actor, &request.account_key, &request.role_keys, now)?;
    Ok(enrolled(hub, write, actor)?)
}

fn by_code(
    hub: &Hub,
    write: &Write<'_>,
    request: &Enrol,
    enrolment: Uuid,
    code: &str,
) -> Result<Result<Enrolled, Denied>, Denied> {
    let (actor, now) = (request.actor, hub.now());
    let kept = sessions::code(write, enrolment)?.ok_or(Denied::Forbidden)?;
    let used_by_another = kept.used_by.is_some_and(|by| by != actor);
    if now >= kept.expires || kept.attempts >= ATTEMPTS || used_by_another {
        return Err(Denied::Forbidden);
    }
    if kept.code != code_hash(enrolment, code) {
        sessions::count_attempt(write, enrolment)?;
        return Ok(Err(Denied::Forbidden));
    }
    let home = home_ward(hub, write, request)?;
    let account = accounts::find(write, actor)?;
    let closed = rights::closed(write, actor)?;
    // What was erased does not come back, and the keys of a lost phone do not either.
    let lost_key = rights::is_lost_key(write, actor, &request.account_key)?;
    if closed.erased || lost_key {
        return Err(Denied::Forbidden);
    }
    let mine = match accounts::by_phone(write, &kept.phone)? {
        Some(holder) if holder != actor => return Err(Denied::AlreadyEnrolled),
        holder => holder.is_some(),
    };
    match &account {
        // Somebody else's number does not give away an account.
        Some(account) if !mine && account.key != request.account_key => return Err(Denied::AlreadyEnrolled),
        Some(_) => {}
        None => accounts::make(write, actor, &request.account_key, home, now)?,
    }
    let rekeyed = account.is_some_and(|account| account.key != request.account_key);
    accounts::keep_keys(write, actor, &request.account_key, &request.role_keys, now)?;
    if rekeyed {
        sessions::end(write, actor)?;
        renew_current(hub, write, actor, true)?;
    }
    if !mine {
        accounts::keep_phone(write, actor, &kept.phone)?;
    }
    rights::find_phone(write, actor)?;
    if !current(write, actor)?.iter().any(|kept| kept.grant.role == Role::Resident) {
        let terms = Terms {
            role: Role::Resident,
            org: None,
            areas: home.into_iter().collect(),
            capability: request.minor.then_some(Capability::Minor),
            max_audience: Audience::Public,
            credential: None,
        };
        issue(hub, write, actor, request.account_key, &terms, None)?;
    }
    sessions::use_code(write, enrolment, actor)?;
    Ok(Ok(enrolled(hub, write, actor)?))
}

/// A resident chooses the own ward, and nothing larger: nobody makes themselves everybody's neighbour.
fn home_ward(hub: &Hub, write: &Write<'_>, request: &Enrol) -> Result<Option<AreaId>, HubError> {
    let world = hub.atlas.world(write)?;
    Ok(request.home.filter(|home| world.areas.get(*home).is_some_and(|area| area.kind == AreaKind::Ward)))
}

fn by_invitation(hub: &Hub, write: &Write<'_>, request: &Enrol, invitation: &str) -> Result<Enrolled, Denied> {
    let (actor, now) = (request.actor, hub.now());
    // A child has no office.
    if request.minor || current(write, actor)?.iter().any(|kept| kept.grant.is(&Capability::Minor)) {
        return Err(Denied::Forbidden);
    }
    let secret = invitation_hash(invitation);
    let kept = grants::invitation(write, &secret)?.ok_or(Denied::Forbidden)?;
    let again = kept.used_by == Some(actor);
    let closed = rights::closed(write, actor)?;
    if closed.erased || closed.lost {
        return Err(Denied::Forbidden);
    }
    if !again && (kept.used_by.is_some() || now >= kept.expires) {
        return Err(Denied::Forbidden);
    }
    match accounts::find(write, actor)? {
        Some(account) if account.key != request.account_key => return Err(Denied::IdentityConflict),
        Some(_) => {}
        None => {
            let home = home_ward(hub, write, request)?;
            accounts::make(write, actor, &request.account_key, home, now)?;
        }
    }
    accounts::keep_keys(write, actor, &request.account_key, &request.role_keys, now)?;
    if !again {
        if !grants::take_up(write, &secret, actor)? {
            return Err(Denied::Forbidden);
        }
        let key = key_for(write, actor, &kept.terms.role)?;
        let key = key.ok_or(Denied::BadRequest("the key of the role is missing"))?;
        issue(hub, write, actor, key, &kept.terms, None)?;
    }
    Ok(enrolled(hub, write, actor)?)
}

/// What a phone is told once it is enrolled.
pub(super) fn enrolled(hub: &Hub, write: &Write<'_>, actor: ActorId) -> Result<Enrolled, HubError> {
    let joined_at = accounts::find(write, actor)?.map_or_else(|| hub.now(), |account| account.joined_at);
    Ok(Enrolled {
        hub_key: hub.keys.account.public(),
        hub_time: hub.now(),
        joined_at,
        grants: current(write, actor)?.into_iter().map(|kept| kept.signed).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use usalama_core::keys::{HostKey, KeyPurpose, Keyring};

    use super::*;
    use crate::settings::Settings;

    fn somebody() -> Enrol {
        let actor = ActorId::random();
        let key = Keyring::new(&HostKey::generate().unwrap(), actor.0, 0).key(KeyPurpose::Account);
        let (account_key, role_keys) = (key.public(), BTreeMap::new());
        let signature = key.sign(keys_digest(actor, &account_key, &role_keys).as_bytes());
        Enrol { actor, account_key, role_keys, by: EnrolBy::Unnamed {}, home: None, minor: false, signature }
    }

    #[test]
    fn in_the_realm_care_nobody_says_who_they_are_so_there_are_so_many_an_hour_and_elsewhere_none() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { dev: true, ..Settings::in_directory(folder.path()) };
        let (safety, care) = (Hub::open(settings.clone(), None).unwrap(), Hub::open(settings.care(), None).unwrap());
        assert!(matches!(enrol(&safety, &somebody()), Err(Denied::Forbidden)));
        let first = somebody();
        for _ in 0..UNNAMED_AN_HOUR - 1 {
            enrol(&care, &somebody()).unwrap();
        }
        assert_eq!(enrol(&care, &first).unwrap().grants, []);
        assert!(matches!(enrol(&care, &somebody()), Err(Denied::RateLimited { .. })));
        enrol(&care, &first).unwrap();
        let stranger = Enrol { actor: first.actor, ..somebody() };
        assert!(matches!(enrol(&care, &stranger), Err(Denied::Forbidden)), "somebody else's signature");
        care.move_clock(3601).unwrap();
        enrol(&care, &somebody()).unwrap();
    }

    #[test]
    fn a_ledger_belongs_to_one_realm_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::in_directory(folder.path());
        drop(Hub::open(settings.care(), None).unwrap());
        let confused = Settings { realm: Realm::Safety, ..settings.care() };
        assert!(matches!(Hub::open(confused, None), Err(HubError::Realm)));
    }
}
