//! Invitations: from the administrator's command, or from whoever may grant the role.

use std::time::Duration;

use usalama_core::event::ActorId;
use usalama_core::policy::{max_audience_of, may_grant};
use usalama_core::sync::wire::{Invitation, Invite};

use super::{Denied, hashed, secret};
use crate::hub::Hub;
use crate::ledger::grants::{self, Terms};
use crate::reading;

/// How long an invitation of somebody's can be taken up.
const LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Makes an invitation on these terms. Whoever asks has been asked before whether they may.
///
/// # Errors
/// [`Denied`] where the disk does not play along or there are no random bytes.
pub fn invite(hub: &Hub, terms: &Terms, life: Duration, by: Option<ActorId>) -> Result<Invitation, Denied> {
    let invitation = secret()?;
    let expires = hub.now().plus(life);
    hub.ledger.write::<_, Denied>(|write| {
        Ok(grants::invite(write, &hashed("invitation", invitation.as_bytes()), terms, expires, by)?)
    })?;
    Ok(Invitation { invitation, expires })
}

/// Makes an invitation under a role of somebody's, where that role may grant it (DOMAIN §12).
///
/// # Errors
/// [`Denied::Forbidden`] where it may not.
pub fn invite_as(hub: &Hub, actor: ActorId, request: &Invite) -> Result<Invitation, Denied> {
    let now = hub.now();
    let allowed = hub.ledger.read::<_, Denied>(|db| {
        let world = hub.atlas.world(db)?;
        let is_within = |area, other| area == other || world.areas.is_within(area, other);
        let granters = reading::in_force(db, actor, now)?;
        Ok(granters.iter().filter(|grant| grant.role == request.as_role).any(|granter| {
            let capability = request.capability.as_ref();
            may_grant(granter, &request.role, request.org, &request.areas, capability, is_within).is_ok()
        }))
    })?;
    if !allowed {
        return Err(Denied::Forbidden("this role is not yours to grant there"));
    }
    let terms = Terms {
        role: request.role.clone(),
        org: request.org,
        areas: request.areas.clone(),
        capability: request.capability.clone(),
        max_audience: max_audience_of(&request.role),
        credential: request.credential.clone(),
    };
    invite(hub, &terms, LIFE, Some(actor))
}
