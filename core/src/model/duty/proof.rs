//! Proofs that a guard was at a checkpoint, checked offline by standard algorithms: rotating codes by RFC 6238 (TOTP, SHA-1,
//! six digits, 30 seconds), signed tags by Ed25519.
//!
//! In: what a phone read, and what the site's supervisor set up. Out: whether it is this checkpoint's proof. What is kept of a
//! fixed tag or code is a digest, so that nobody who reads the record can make a copy of it.

use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::site::{Checkpoint, CheckpointNo};
use super::vocabulary::CheckpointKind;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::keys::{Hash, KeyError, PublicKey, SecretKey, Signature, random_bytes};

/// How far a phone's clock may be off for a code still to be the present one: what the hub tolerates, either way.
const TOLERANCE_STEPS: u16 = 10;
/// Seconds of a step (RFC 6238 §4.1).
const STEP_S: u64 = 30;
/// How far back a code that is not the present one is looked for, to tell one that was photographed from one that is wrong.
const REPLAY_S: u64 = 24 * 3600;
/// Bytes of a tag or code, at most.
const MAX_CONTENT: usize = 4096;

/// What identifies a fixed tag, code or beacon: 64 bits of a hash over site, checkpoint and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TagDigest(u64);

/// Text that is no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tag's digest is 16 hexadecimal digits")]
pub struct TagDigestError;

impl TagDigest {
    /// The digest of what a tag, code or beacon says.
    #[must_use]
    pub fn of(site: SubjectId, checkpoint: CheckpointNo, content: &[u8]) -> Self {
        let hash =
            Hash::of("usalama 2026 checkpoint content", &[site.0.as_bytes(), &checkpoint.0.to_le_bytes(), content]);
        let mut first = [0; 8];
        first.copy_from_slice(hash.as_bytes().split_at(8).0);
        Self(u64::from_be_bytes(first))
    }
}

impl TryFrom<String> for TagDigest {
    type Error = TagDigestError;
    fn try_from(text: String) -> Result<Self, TagDigestError> {
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = u64::from_str_radix(&text, 16).ok().filter(|_| digits);
        number.map(Self).ok_or(TagDigestError)
    }
}

impl From<TagDigest> for String {
    fn from(digest: TagDigest) -> Self {
        format!("{:016x}", digest.0)
    }
}

/// What a phone read at a checkpoint, or what its guard says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// An NFC tag: its identity, and its text where it has one.
    Nfc {
        /// The tag's identity.
        uid: Vec<u8>,
        /// The first text record, where there is one.
        text: Option<String>,
    },
    /// A QR code, printed or on a display.
    Qr(String),
    /// A Bluetooth beacon's identity.
    Ble(String),
    /// Nothing but the position.
    Gps,
    /// The guard's word; the reason goes into the note.
    Manual,
}

/// What is kept of a scan: evidence that others can check again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A fixed tag, code or beacon.
    Tag(TagDigest),
    /// A tag that bears a signature over its identity.
    Signed {
        /// The tag's identity, in hexadecimal digits.
        uid: String,
        /// The signature.
        signature: Signature,
    },
    /// A rotating code, as it was shown.
    Otp(String),
    /// The position, which is in the place part.
    Gps,
    /// The guard's word.
    Manual,
}

/// The secret of a rotating code, in base32 as displays and authenticators take it (RFC 4648).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OtpSecret(Zeroizing<String>);

/// Text that is no secret of RFC 6238: base32 of 16 bytes or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret of a rotating code is base32 of 16 to 64 bytes")]
pub struct OtpSecretError;

impl std::fmt::Debug for OtpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OtpSecret(…)")
    }
}

impl TryFrom<String> for OtpSecret {
    type Error = OtpSecretError;
    fn try_from(text: String) -> Result<Self, OtpSecretError> {
        let text = Zeroizing::new(text);
        totp(&text, TOLERANCE_STEPS).map(|_| Self(text)).ok_or(OtpSecretError)
    }
}

impl From<OtpSecret> for String {
    fn from(secret: OtpSecret) -> Self {
        secret.0.to_string()
    }
}

impl OtpSecret {
    /// A new secret of 160 bits, as RFC 4226 §4 recommends.
    ///
    /// # Errors
    /// [`KeyError`] where the system has no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(random_bytes::<20>()?);
        Ok(Self(Zeroizing::new(Secret::from(bytes.to_vec()).to_base32())))
    }

    /// The code that a display shows at an instant.
    #[must_use]
    pub fn code_at(&self, at: Timestamp) -> Option<String> {
        Some(totp(&self.0, 0)?.generate(seconds(at)).to_string())
    }
}

fn totp(secret: &str, skew: u16) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let length = secret.as_ref().len();
    if !(16..=64).contains(&length) {
        return None;
    }
    Builder::new().with_secret(secret).with_skew(skew).with_step_duration(STEP_S).build().ok()
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millis() / 1000).unwrap_or(0)
}

/// What is known of the time of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The best estimate: the device's clock, carried on by its monotonic clock.
    pub at: Timestamp,
    /// The clock was moved: it was then or later, by up to a day.
    pub suspect: bool,
}

/// Whether a proof is a checkpoint's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is; of a rotating code, with the step it was shown in.
    Good {
        /// Steps of 30 seconds since the Unix epoch.
        step: Option<u64>,
    },
    /// It was, at another time: a code that was photographed.
    Replayed,
    /// It is not.
    Bad,
    /// This side does not hold what it takes to tell.
    Unknown,
}

impl Scan {
    /// What is kept of it as evidence.
    ///
    /// # Errors
    /// [`ScanError`] for content that is too long, or a signed tag whose text is no signature.
    pub fn proof(&self, site: SubjectId, checkpoint: &Checkpoint) -> Result<Proof, ScanError> {
        let no = checkpoint.no;
        let tag = |content: &[u8]| {
            if content.is_empty() || content.len() > MAX_CONTENT {
                return Err(ScanError::Content);
            }
            Ok(Proof::Tag(TagDigest::of(site, no, content)))
        };
        match (self, &checkpoint.kind) {
            (Self::Manual, _) => Ok(Proof::Manual),
            (Self::Gps, _) => Ok(Proof::Gps),
            (Self::Nfc { uid, text }, CheckpointKind::NfcSigned) => {
                let text = text.as_deref().ok_or(ScanError::Unsigned)?;
                let signature = Signature::try_from(text.trim().to_owned()).map_err(|_| ScanError::Unsigned)?;
                if uid.is_empty() || uid.len() > 32 {
                    return Err(ScanError::Content);
                }
                Ok(Proof::Signed { uid: hex(uid), signature })
            }
            (Self::Nfc { uid, .. }, _) => tag(uid),
            (Self::Qr(code), CheckpointKind::QrRotating) => {
                let code: String = code.trim().chars().filter(|c| *c != ' ').collect();
                let digits = (6..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
                if digits { Ok(Proof::Otp(code)) } else { Err(ScanError::NotACode) }
            }
            (Self::Qr(text) | Self::Ble(text), _) => tag(text.as_bytes()),
        }
    }
}

/// A scan that can be no proof. Nothing is recorded then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Empty, or longer than any tag.
    #[error("the tag or code is empty or too long")]
    Content,
    /// A signed tag without a signature.
    #[error("the tag bears no signature")]
    Unsigned,
    /// No six digits.
    #[error("a rotating code is six digits")]
    NotACode,
}

/// The text that a supervisor writes onto a signed tag: the signature over site, checkpoint and the tag's identity.
#[must_use]
pub fn sign_tag(key: &SecretKey, site: SubjectId, checkpoint: CheckpointNo, uid: &[u8]) -> Signature {
    key.sign(tag_message(site, checkpoint, &hex(uid)).as_bytes())
}

fn tag_message(site: SubjectId, checkpoint: CheckpointNo, uid: &str) -> Hash {
    Hash::of("usalama 2026 signed tag", &[site.0.as_bytes(), &checkpoint.0.to_le_bytes(), uid.as_bytes()])
}

/// Checks a proof. `secret` is the rotating code's, where this reader may hold it.
#[must_use]
pub fn check(
    proof: &Proof,
    site: SubjectId,
    checkpoint: &Checkpoint,
    secret: Option<&OtpSecret>,
    when: When,
) -> Checked {
    let good = Checked::Good { step: None };
    let is = |yes: bool| if yes { good } else { Checked::Bad };
    match (proof, &checkpoint.kind) {
        (Proof::Manual, _) | (Proof::Gps, CheckpointKind::Gps) => good,
        (Proof::Tag(digest), CheckpointKind::NfcStatic | CheckpointKind::QrStatic | CheckpointKind::Ble) => {
            is(checkpoint.tag == Some(*digest))
        }
        (Proof::Signed { uid, signature }, CheckpointKind::NfcSigned) => {
            let message = tag_message(site, checkpoint.no, uid);
            let by = |key: &PublicKey| key.verify(message.as_bytes(), signature).is_ok();
            is(checkpoint.key.as_ref().is_some_and(by))
        }
        (Proof::Otp(code), CheckpointKind::QrRotating) => {
            secret.map_or(Checked::Unknown, |secret| check_code(code, secret, when))
        }
        _ => Checked::Bad,
    }
}

fn check_code(code: &str, secret: &OtpSecret, when: When) -> Checked {
    let Some(near) = totp(&secret.0, TOLERANCE_STEPS) else { return Checked::Bad };
    let now = seconds(when.at);
    if let Some(step) = near.check(code, now) {
        return Checked::Good { step: Some(step) };
    }
    let day = u16::try_from(REPLAY_S / STEP_S).unwrap_or(u16::MAX);
    let Some(far) = totp(&secret.0, day / 2) else { return Checked::Bad };
    let half = REPLAY_S / 2;
    if when.suspect {
        // The clock was moved back: the code itself tells what time it was.
        if let Some(step) = far.check(code, now.saturating_add(half)) {
            return Checked::Good { step: Some(step) };
        }
    }
    if far.check(code, now.saturating_sub(half)).is_some() { Checked::Replayed } else { Checked::Bad }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
