//! The two PINs of an SOS: one takes it back, the other only looks as if it did.
//!
//! Kept are their Argon2id hashes alone, 32 bytes each, under salts of their own. 9 MiB, four passes, one lane: of the settings that
//! OWASP holds to be equally strong (2023) one that a phone with 1 GB of memory has room for, and that its slow cores finish in
//! some tenths of a second. A PIN is short, so that no hash alone protects it from somebody who copies the file: what is hashed
//! is keyed with a secret that follows from the host's 32 bytes, which are not in the file.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::open::Profile;
use crate::clock::Timestamp;
use crate::keys::{Hash, KeyError, Keyring, Salt};
use crate::store::StoreError;

/// KiB of memory.
const MEMORY_KIB: u32 = 9 * 1024;
/// Passes over it.
const PASSES: u32 = 4;
/// Wrong PINs within a minute, at most.
pub const TRIES: usize = 5;
/// The time that wrong PINs are counted in.
const TRIES_MS: u64 = 60_000;
const PINS: &str = "sos.pins";
const TRIED: &str = "sos.tried";

/// What a PIN means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinMeaning {
    /// Take it back.
    Cancel,
    /// Look as if it were taken back.
    Duress,
}

/// A PIN that could not be checked or set. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// It is neither of the two.
    #[error("the PIN is wrong; {left} more tries within this minute")]
    Wrong {
        /// How many more may be tried within this minute.
        left: u8,
    },
    /// Too many were wrong within a minute.
    #[error("too many PINs were wrong")]
    TooMany {
        /// How long to wait, in milliseconds.
        wait_ms: u64,
    },
    /// None is set.
    #[error("no PIN is set")]
    NotSet,
    /// It is none: four to twelve digits, and the two must differ.
    #[error("{0}")]
    Unfit(&'static str),
    /// The system gave no random bytes, or not enough memory.
    #[error("the PIN could not be hashed")]
    Hash,
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeyError> for PinError {
    fn from(_: KeyError) -> Self {
        Self::Hash
    }
}

/// Both PINs as they are kept. Which of them is looked at first tells nothing: both always are.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pins {
    /// Under which key of the host: under another, none is set.
    under: Hash,
    cancel: Kept,
    duress: Kept,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    salts: [Salt; 2],
    hash: Hash,
    /// It was set by somebody who knew the PIN for duress alone: whoever was forced to is never made to take anything back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    only_looks: bool,
}

impl Profile {
    /// Whether a PIN is set that takes an SOS back.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn has_pins(&self) -> Result<bool, StoreError> {
        Ok(self.pins()?.is_some())
    }

    /// Sets both PINs. Where they were set before, one of the present ones has to be given. Set with the one for duress, they look
    /// as they should, and neither takes anything back.
    ///
    /// # Errors
    /// [`PinError`]; nothing is changed then.
    pub fn set_pins(&self, current: Option<&str>, cancel: &str, duress: Option<&str>) -> Result<(), PinError> {
        check(cancel)?;
        if let Some(duress) = duress {
            check(duress)?;
            if duress == cancel {
                return Err(PinError::Unfit("the PIN for duress must not be the one that cancels"));
            }
        }
        let only_looks = match self.pins()? {
            None => false,
            Some(_) => self.check_pin(current.unwrap_or_default())? == PinMeaning::Duress,
        };
        let secret = self.pin_secret();
        let cancel = Kept::of(cancel.as_bytes(), &*secret, only_looks)?;
        // Where there is none for duress, nothing that can be typed is it.
        let nothing = [*Salt::random()?.as_bytes(), *Salt::random()?.as_bytes()].concat();
        let duress = Kept::of(duress.map_or(nothing.as_slice(), str::as_bytes), &*secret, only_looks)?;
        let under = Hash::of("usalama 2026 sos pins", &[&*secret]);
        self.store.write(|write| write.put(PINS, &Some(Pins { under, cancel, duress })))?;
        Ok(())
    }

    /// What a PIN means. Takes the same time whatever it is. What is tried counts before it is looked at, on the disk, so that killing
    /// the app gives no more tries.
    ///
    /// # Errors
    /// [`PinError::Wrong`], [`PinError::TooMany`], [`PinError::NotSet`], [`PinError::Store`].
    pub fn check_pin(&self, pin: &str) -> Result<PinMeaning, PinError> {
        let pins = self.pins()?.ok_or(PinError::NotSet)?;
        let left = self.count_try()?;
        let secret = self.pin_secret();
        // Whatever the first says, the second is computed too.
        let cancels = pins.cancel.is(pin, &*secret)?;
        let forced = pins.duress.is(pin, &*secret)?;
        if !(cancels | forced) {
            return Err(PinError::Wrong { left });
        }
        self.store.write(|write| write.put(TRIED, &Vec::<Timestamp>::new()))?;
        let only_looks = (cancels & pins.cancel.only_looks) | forced;
        Ok(if only_looks { PinMeaning::Duress } else { PinMeaning::Cancel })
    }

    /// Counts a try, and says how many more there are within this minute.
    fn count_try(&self) -> Result<u8, PinError> {
        let now = self.clock.now();
        let recent = |tried: &Timestamp| now.distance(*tried).as_millis() < u128::from(TRIES_MS);
        self.store.write(|write| {
            let mut tried: Vec<Timestamp> = write.setting(TRIED)?.unwrap_or_default();
            tried.retain(recent);
            if tried.len() >= TRIES {
                let oldest = tried.first().copied().unwrap_or(now);
                let waited = u64::try_from(now.since(oldest).as_millis()).unwrap_or(0);
                return Err(PinError::TooMany { wait_ms: TRIES_MS.saturating_sub(waited) });
            }
            tried.push(now);
            write.put(TRIED, &tried)?;
            Ok(u8::try_from(TRIES - tried.len()).unwrap_or(0))
        })
    }

    fn pins(&self) -> Result<Option<Pins>, StoreError> {
        let under = Hash::of("usalama 2026 sos pins", &[&*self.pin_secret()]);
        Ok(self.store.get::<Option<Pins>>(PINS)?.flatten().filter(|pins| pins.under == under))
    }

    /// It stays when the profile goes on under other keys: the PINs are still the same.
    fn pin_secret(&self) -> Zeroizing<[u8; 16]> {
        Zeroizing::new(Keyring::new(self.host_key(), self.actor.0, 0).blind(self.actor.0, b"sos pins"))
    }
}

impl Kept {
    fn of(pin: &[u8], secret: &[u8], only_looks: bool) -> Result<Self, PinError> {
        let salts = [Salt::random()?, Salt::random()?];
        Ok(Self { hash: hash(pin, &salts, secret)?, salts, only_looks })
    }

    fn is(&self, pin: &str, secret: &[u8]) -> Result<bool, PinError> {
        let found = hash(pin.as_bytes(), &self.salts, secret)?;
        let differ = found.as_bytes().iter().zip(self.hash.as_bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        Ok(std::hint::black_box(differ) == 0)
    }
}

fn hash(pin: &[u8], salts: &[Salt; 2], secret: &[u8]) -> Result<Hash, PinError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| PinError::Hash)?;
    let argon2 = Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, params);
    let salt = salts.map(|salt| *salt.as_bytes()).concat();
    let mut out = [0; 32];
    argon2.map_err(|_| PinError::Hash)?.hash_password_into(pin, &salt, &mut out).map_err(|_| PinError::Hash)?;
    Ok(Hash::from_bytes(out))
}

fn check(pin: &str) -> Result<(), PinError> {
    let fits = (4..=12).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if fits { Ok(()) } else { Err(PinError::Unfit("a PIN has four to twelve digits")) }
}
