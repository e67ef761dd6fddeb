//! Whose account a number is, for whoever proves the number where its phone was reported lost: an administrator's word and the code
//! together, so that neither a stolen number nor a false report takes an account over.

use usalama_core::sync::wire::{Whose, WhoseAccount};

use super::denied::Denied;
use super::enrol::ATTEMPTS;
use super::secret::code_hash;
use crate::hub::Hub;
use crate::ledger::{accounts, rights, sessions};

/// Says whose account it is. The code stays good for enrolling.
///
/// # Errors
/// [`Denied::Forbidden`] where the code does not hold, or no phone was reported lost.
pub fn whose_account(hub: &Hub, request: &WhoseAccount) -> Result<Whose, Denied> {
    let now = hub.now();
    hub.ledger.write::<_, Denied>(|write| {
        let kept = sessions::code(write, request.enrolment)?.ok_or(Denied::Forbidden)?;
        if now >= kept.expires || kept.attempts >= ATTEMPTS {
            return Err(Denied::Forbidden);
        }
        if kept.code != code_hash(request.enrolment, &request.code) {
            sessions::count_attempt(write, request.enrolment)?;
            return Ok(Err(Denied::Forbidden));
        }
        let Some(actor) = accounts::by_phone(write, &kept.phone)? else { return Ok(Err(Denied::Forbidden)) };
        let lost = rights::closed(write, actor)?.lost;
        // After it was taken up the same phone may ask again.
        let again = kept.used_by == Some(actor);
        Ok(if lost || again { Ok(Whose { actor }) } else { Err(Denied::Forbidden) })
    })?
}
