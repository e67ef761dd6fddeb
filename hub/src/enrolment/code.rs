//! A one-time code for a phone number.

use std::time::Duration;

use usalama_core::event::Realm;
use usalama_core::sync::wire::{CodeRequest, CodeSent};
use usalama_core::text::is_e164;
use uuid::Uuid;

use super::denied::Denied;
use super::secret::{code_hash, random_code};
use crate::clock::before;
use crate::hub::Hub;
use crate::ledger::sessions;

/// How long a code is good for.
pub const LIFE: Duration = Duration::from_secs(10 * 60);

/// Codes an hour for one number: nobody's phone is to be flooded.
const PER_HOUR: u32 = 5;
const HOUR: Duration = Duration::from_secs(3600);

/// Sends a code to a phone.
///
/// # Errors
/// [`Denied`] for a number that is none, after too many codes, and where no road for codes was set up.
pub fn ask_for_code(hub: &Hub, request: &CodeRequest) -> Result<CodeSent, Denied> {
    if !is_e164(&request.phone) {
        return Err(Denied::BadRequest("the phone number must be in E.164, such as +254700000000"));
    }
    // No telephone number is ever asked for, or kept, where people are cared for.
    if hub.settings.realm == Realm::Care {
        return Err(Denied::Forbidden);
    }
    let sender = hub.sender.as_ref().ok_or(Denied::Unavailable)?;
    let (enrolment, code, now) = (Uuid::new_v4(), random_code()?, hub.now());
    hub.ledger.write::<_, Denied>(|write| {
        if sessions::codes_since(write, &request.phone, before(now, HOUR))? >= PER_HOUR {
            return Err(Denied::RateLimited { retry_after_s: HOUR.as_secs() });
        }
        let hash = code_hash(enrolment, &code);
        Ok(sessions::keep_code(write, enrolment, &hash, &request.phone, now, now.plus(LIFE))?)
    })?;
    sender.send(enrolment, &request.phone, &code).map_err(|_| Denied::Unavailable)?;
    Ok(CodeSent { enrolment, expires_in_s: LIFE.as_secs() })
}

#[cfg(test)]
mod tests {
    use super::is_e164;

    #[test]
    fn a_short_code_or_a_local_number_is_not_e164() {
        assert!(is_e164("+254712345678") && is_e164("+254112345678"));
        for wrong in ["0712345678", "254712345678", "+0712345678", "999", "+1192", "+2547123456789012", "+25471234567a"]
        {
            assert!(!is_e164(wrong), "{wrong}");
        }
    }
}
