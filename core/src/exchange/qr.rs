//! Payload strings for QR codes, phone to phone (DOMAIN §17.2): shrunk JSON in base45 (RFC 9285), which QR codes hold in
//! their alphanumeric mode, cut into frames that a cheap camera can read.
//!
//! A frame is `UH1:` and the base45 of: four bytes of the hash of the whole, its number, how many there are, and its share.

use serde::{Deserialize, Serialize};

use crate::event::{EventError, RunError, SignedEvent, VerifiedEvent, WireEvent, pack, unpack};
use crate::keys::Hash;
use crate::model::grant::SignedGrant;
use crate::shrink::{ShrinkError, expand, shrink};

/// Frames of one payload, at most.
pub const MAX_FRAMES: usize = 24;

const PREFIX: &str = "UH1:";
/// Bytes of a frame: 759 characters, a QR code of version 20 at the usual error correction.
const SHARE: usize = 500;
const HEAD: usize = 6;
/// Bytes of JSON that a payload may inflate to.
const MAX_JSON: usize = 256 * 1024;

/// What one phone hands another.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Payload {
    events: Vec<WireEvent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    grants: Vec<SignedGrant>,
}

/// What was handed over, unproven.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The events.
    pub events: Vec<SignedEvent>,
    /// Grants of those who signed them, to be checked against the hub's key.
    pub grants: Vec<SignedGrant>,
}

/// A payload that cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// Too much for [`MAX_FRAMES`] codes.
    #[error("this is too much for QR codes: send it over the network")]
    TooLarge,
    /// Not one of ours.
    #[error("this is not a code of this app")]
    NotOurs,
    /// Codes of different payloads.
    #[error("these codes do not belong together")]
    Mixed,
    /// Some are missing.
    #[error("{missing} more codes have to be scanned")]
    Incomplete {
        /// How many.
        missing: usize,
    },
    /// Damaged or made to harm.
    #[error("the code is damaged: please scan it again")]
    Damaged,
    /// What it holds is no event.
    #[error("the code holds a record that is not valid")]
    Run(#[source] RunError),
    /// What it holds is not proven.
    #[error("the code holds a record whose signature does not hold")]
    Event(#[source] EventError),
}

/// Writes events, and grants that show who signed them, as payload strings: one for each QR code.
///
/// # Errors
/// [`QrError::TooLarge`].
pub fn encode(events: &[VerifiedEvent], grants: &[SignedGrant]) -> Result<Vec<String>, QrError> {
    let payload = Payload { events: pack(events), grants: grants.to_vec() };
    let json = serde_json::to_vec(&payload).map_err(|_| QrError::Damaged)?;
    if json.len() > MAX_JSON {
        return Err(QrError::TooLarge);
    }
    let bytes = shrink(&json).map_err(|_| QrError::Damaged)?;
    let mark = mark(&bytes);
    let shares: Vec<&[u8]> = bytes.chunks(SHARE).collect();
    let count = u8::try_from(shares.len()).map_err(|_| QrError::TooLarge)?;
    if shares.len() > MAX_FRAMES {
        return Err(QrError::TooLarge);
    }
    Ok((0..count)
        .zip(shares)
        .map(|(number, share)| {
            let frame = [&mark[..], &[number, count], share].concat();
            format!("{PREFIX}{}", base45::encode(frame))
        })
        .collect())
}

/// Reads payload strings, in any order, each any number of times.
///
/// # Errors
/// [`QrError`]; [`QrError::Incomplete`] tells how many codes are still to be scanned.
pub fn decode<S: AsRef<str>>(frames: &[S]) -> Result<Handed, QrError> {
    let mut whole: Option<([u8; 4], u8)> = None;
    let mut shares: Vec<Option<Vec<u8>>> = vec![];
    for frame in frames {
        let text = frame.as_ref().trim().strip_prefix(PREFIX).ok_or(QrError::NotOurs)?;
        let bytes = base45::decode(text).map_err(|_| QrError::Damaged)?;
        let (head, share) = bytes.split_first_chunk::<HEAD>().ok_or(QrError::Damaged)?;
        let ([a, b, c, d, number, count], share) = (*head, share);
        if count == 0 || number >= count || usize::from(count) > MAX_FRAMES || share.len() > SHARE {
            return Err(QrError::Damaged);
        }
        if *whole.get_or_insert(([a, b, c, d], count)) != ([a, b, c, d], count) {
            return Err(QrError::Mixed);
        }
        shares.resize(usize::from(count), None);
        if let Some(place) = shares.get_mut(usize::from(number)) {
            *place = Some(share.to_vec());
        }
    }
    let (expected, _) = whole.ok_or(QrError::Incomplete { missing: 1 })?;
    let missing = shares.iter().filter(|share| share.is_none()).count();
    if missing > 0 {
        return Err(QrError::Incomplete { missing });
    }
    let bytes: Vec<u8> = shares.into_iter().flatten().flatten().collect();
    if mark(&bytes) != expected {
        return Err(QrError::Damaged);
    }
    let json = expand(&bytes, MAX_JSON).map_err(|error| match error {
        ShrinkError::TooLarge => QrError::TooLarge,
        ShrinkError::Damaged => QrError::Damaged,
    })?;
    let payload: Payload = serde_json::from_slice(&json).map_err(|_| QrError::Damaged)?;
    let events = unpack(payload.events).into_iter().collect::<Result<_, _>>().map_err(QrError::Run)?;
    Ok(Handed { events, grants: payload.grants })
}

fn mark(bytes: &[u8]) -> [u8; 4] {
    let hash = Hash::of("usalama 2026 qr payload", &[bytes]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(frames in proptest::collection::vec("(UH1:)?[0-9A-Z $%*+./:-]{0,60}", 0..4)) {
            let _ = decode(&frames);
        }
    }

    #[test]
    fn frames_of_an_empty_payload_round_trip_and_strangers_are_told_apart() {
        let frames = encode(&[], &[]).unwrap();
        assert!(decode(&frames).unwrap().events.is_empty());
        assert!(matches!(decode(&["HELLO"]), Err(QrError::NotOurs)));
        assert!(matches!(decode::<&str>(&[]), Err(QrError::Incomplete { missing: 1 })));
    }
}
