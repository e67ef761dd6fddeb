//! Sealing: what only the holders of named keys can open.
//!
//! In: bytes and the Ed25519 keys that readers act under. Out: bytes that tell nothing but how long they are and for how many
//! readers they are meant. Who reads what is decided elsewhere.
//!
//! The construction is HPKE (RFC 9180, base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305) of the crate `hpke`.
//! For many readers a random key is sealed to each by HPKE, and the body once under that key by ChaCha20-Poly1305, as `age` and
//! JWE do. The X25519 key of a reader is that of its Ed25519 key on the other form of the curve (RFC 7748 §4.1), so that no
//! further key has to be enrolled, renewed and signed; that one pair may do both is proven in Thormarker, "On using the same key
//! pair for Ed25519 and an X25519 based KEM" (2021).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hpke::aead::ChaCha20Poly1305 as HpkeAead;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::keys::{KeyError, PublicKey, SecretKey, random_bytes};

/// Readers of one sealed body, at most.
pub const MOST_READERS: usize = 40;

/// Bytes of an encapsulated key.
const ENCAPPED: usize = 32;
/// Bytes of the tag of the authenticated cipher.
const TAG: usize = 16;
/// Bytes for each reader: an encapsulated key, and the body's key under it.
const PER_READER: usize = ENCAPPED + 32 + TAG;

/// What cannot be sealed or opened. It does not tell why: that would tell something of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No reader, more than [`MOST_READERS`], or a key that is none.
    #[error("nothing can be sealed to these readers")]
    Readers,
    /// Damaged, or for somebody else, or sealed for another purpose.
    #[error("this cannot be opened with this key")]
    NotForUs,
    /// The system gave no random bytes.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A body for some readers. As text: unpadded base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// How many bytes more than the body it takes for so many readers.
    #[must_use]
    pub const fn overhead(readers: usize) -> usize {
        1 + readers * PER_READER + TAG
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// From bytes, of whatever worth they are.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Seals a body to readers. What is sealed for one purpose opens for no other.
    ///
    /// # Errors
    /// [`SealError::Readers`], [`SealError::Key`].
    pub fn to(readers: &[PublicKey], purpose: &str, body: &[u8]) -> Result<Self, SealError> {
        let count = u8::try_from(readers.len()).map_err(|_| SealError::Readers)?;
        if count == 0 || readers.len() > MOST_READERS {
            return Err(SealError::Readers);
        }
        let key = Zeroizing::new(random_bytes::<32>()?);
        let mut bytes = Vec::with_capacity(Self::overhead(readers.len()) + body.len());
        bytes.push(count);
        for reader in readers {
            let reader = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&reader.to_x25519()?)
                .map_err(|_| SealError::Readers)?;
            let (encapped, locked) = hpke::single_shot_seal::<HpkeAead, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &reader,
                purpose.as_bytes(),
                &*key,
                &[],
            )
            .map_err(|_| SealError::Readers)?;
            bytes.extend_from_slice(&encapped.to_bytes());
            bytes.extend_from_slice(&locked);
        }
        // The key is used once.
        let cipher = ChaCha20Poly1305::new((&*key).into());
        let payload = Payload { msg: body, aad: purpose.as_bytes() };
        let sealed = cipher.encrypt(&Nonce::default(), payload).map_err(|_| SealError::Readers)?;
        bytes.extend_from_slice(&sealed);
        Ok(Self(bytes))
    }

    /// Opens what was sealed to the holder of this key, among others.
    ///
    /// # Errors
    /// [`SealError::NotForUs`].
    pub fn open(&self, key: &SecretKey, purpose: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (count, rest) = self.0.split_first().ok_or(SealError::NotForUs)?;
        let keys = usize::from(*count) * PER_READER;
        let (keys, body) = rest.split_at_checked(keys).ok_or(SealError::NotForUs)?;
        if usize::from(*count) > MOST_READERS {
            return Err(SealError::NotForUs);
        }
        let secret = Zeroizing::new(key.to_x25519());
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&*secret).map_err(|_| SealError::NotForUs)?;
        let unlock = |entry: &[u8]| -> Option<Zeroizing<Vec<u8>>> {
            let (encapped, locked) = entry.split_at_checked(ENCAPPED)?;
            let encapped = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapped).ok()?;
            hpke::single_shot_open::<HpkeAead, HkdfSha256, X25519HkdfSha256>(
                &OpModeR::Base,
                &secret,
                &encapped,
                purpose.as_bytes(),
                locked,
                &[],
            )
            .ok()
            .map(Zeroizing::new)
        };
        let key = keys.chunks(PER_READER).find_map(unlock).ok_or(SealError::NotForUs)?;
        let cipher = ChaCha20Poly1305::new_from_slice(&key).map_err(|_| SealError::NotForUs)?;
        let payload = Payload { msg: body, aad: purpose.as_bytes() };
        cipher.decrypt(&Nonce::default(), payload).map(Zeroizing::new).map_err(|_| SealError::NotForUs)
    }
}

impl TryFrom<String> for Sealed {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(|_| KeyError::Encoding("sealed body"))
    }
}

impl From<Sealed> for String {
    fn from(sealed: Sealed) -> Self {
        URL_SAFE_NO_PAD.encode(sealed.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    #[test]
    fn every_reader_opens_it_and_nobody_else_nor_for_another_purpose() {
        let readers = [key(1), key(2), key(3)];
        let public: Vec<PublicKey> = readers.iter().map(SecretKey::public).collect();
        let sealed = Sealed::to(&public, "tip", b"by the river").unwrap();
        assert_eq!(sealed.as_bytes().len(), Sealed::overhead(3) + 12);
        for reader in &readers {
            assert_eq!(sealed.open(reader, "tip").unwrap().as_slice(), b"by the river");
            assert_eq!(sealed.open(reader, "reply").unwrap_err(), SealError::NotForUs);
        }
        assert_eq!(sealed.open(&key(4), "tip").unwrap_err(), SealError::NotForUs);
        let again = Sealed::to(&public, "tip", b"by the river").unwrap();
        assert_ne!(sealed, again);
    }

    #[test]
    fn damage_and_nonsense_are_refused_without_panic() {
        let sealed = Sealed::to(&[key(1).public()], "tip", b"words").unwrap();
        for place in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[place] ^= 1;
            assert!(Sealed::from_bytes(bytes).open(&key(1), "tip").is_err(), "{place}");
            let cut = sealed.as_bytes()[..place].to_vec();
            assert!(Sealed::from_bytes(cut).open(&key(1), "tip").is_err(), "{place}");
        }
        assert_eq!(Sealed::to(&[], "tip", b"").unwrap_err(), SealError::Readers);
        assert_eq!(Sealed::to(&[key(1).public(); MOST_READERS + 1], "tip", b"").unwrap_err(), SealError::Readers);
        // No point of the curve, and one of small order: whatever is sealed to it, everybody could open.
        for weak in [[2; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            assert!(Sealed::to(&[PublicKey::from_bytes(weak)], "tip", b"").is_err());
        }
    }
}
