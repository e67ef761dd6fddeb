//! Payload strings for QR codes, phone to phone (DOMAIN §17.2): deflated JSON in base45 (RFC 9285), which QR codes hold in
//! their alphanumeric mode, cut into frames that a cheap camera can read.
//!
//! A frame is `UH1:` and the base45 of: four bytes of the hash of the whole, its number, how many there are, and its share.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::event::{EventError, RunError, SignedEvent, VerifiedEvent, WireEvent, pack, unpack};
use crate::keys::Hash;
use crate::model::grant::SignedGrant;

/// Frames of one payload, at most.
pub const MAX_FRAMES: usize = 24;

const PREFIX: &str = "UH1:";
/// Bytes of a frame: 759 characters, a QR code of version 20 at the usual error correction.
const SHARE: usize = 500;
const HEAD: usize = 6;
/// Bytes of JSON that a payload may inflate to.
const MAX_JSON: u64 = 256 * 1024;

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
    if json.len() as u64 > MAX_JSON {
        return Err(QrError::TooLarge);
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&json).map_err(|_| QrError::Damaged)?;
    let bytes = encoder.finish().map_err(|_| QrError::Damaged)?;
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
    let mut json = Vec::new();
    DeflateDecoder::new(&bytes[..]).take(MAX_JSON + 1).read_to_end(&mut json).map_err(|_| QrError::Damaged)?;
    if json.len() as u64 > MAX_JSON {
        return Err(QrError::TooLarge);
    }
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
