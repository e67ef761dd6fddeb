//! Secrets: made from the system's randomness, handed out once, kept as hashes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use usalama_core::keys::{Hash, KeyError, random_bytes};
use uuid::Uuid;

/// 32 random bytes in unpadded base64url: a bearer token, or the secret of an invitation.
pub fn random_text() -> Result<String, KeyError> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// Six random digits.
pub fn random_code() -> Result<String, KeyError> {
    // Of 2⁶⁴ values no code is likelier than another by more than one part in 10¹³.
    let number = u64::from_le_bytes(random_bytes()?) % 1_000_000;
    Ok(format!("{number:06}"))
}

/// What is kept of a bearer token.
#[must_use]
pub fn token_hash(token: &str) -> Hash {
    Hash::of("usalama 2026 hub session token", &[token.as_bytes()])
}

/// What is kept of an invitation's secret.
pub fn invitation_hash(secret: &str) -> Hash {
    Hash::of("usalama 2026 hub invitation", &[secret.as_bytes()])
}

/// What is kept of a one-time code. There are but a million codes: the hash hides one from a glance, its short life and the
/// count of attempts protect it.
pub fn code_hash(enrolment: Uuid, code: &str) -> Hash {
    Hash::of("usalama 2026 hub one-time code", &[enrolment.as_bytes(), code.as_bytes()])
}
