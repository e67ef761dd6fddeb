//! Small notes from screen to camera: one QR code each, marked by what it is.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::qr::QrError;

/// The head of a chain, to be signed by another phone.
pub const HEAD: &str = "UHEAD:";
/// A head that another phone signed.
pub const SEEN: &str = "USEEN:";

/// Characters of a note, at most: more than fits into one code at arm's length.
const MAX_CHARS: usize = 4_096;

/// Writes a note: base45, which codes hold in their alphanumeric mode (RFC 9285).
///
/// # Errors
/// [`QrError::TooLarge`] where it is too much for a code.
pub fn encode<T: Serialize>(mark: &str, note: &T) -> Result<String, QrError> {
    let json = serde_json::to_vec(note).map_err(|_| QrError::TooLarge)?;
    let text = format!("{mark}{}", base45::encode(&json));
    if text.len() > MAX_CHARS { Err(QrError::TooLarge) } else { Ok(text) }
}

/// Reads a note.
///
/// # Errors
/// [`QrError::NotOurs`] for anything else.
pub fn decode<T: DeserializeOwned>(mark: &str, text: &str) -> Result<T, QrError> {
    let text = text.trim();
    let body = text.strip_prefix(mark).filter(|body| body.len() <= MAX_CHARS).ok_or(QrError::NotOurs)?;
    let json = base45::decode(body).map_err(|_| QrError::NotOurs)?;
    serde_json::from_slice(&json).map_err(|_| QrError::NotOurs)
}
