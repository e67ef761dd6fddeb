//! The receipt of what was sent without a name: sixteen digits, the last a check digit (ISO/IEC 7812, Luhn), which open a thread
//! with whoever deals with it (DOMAIN §3.3).
//!
//! The digits are all there is. The key that signs the report is derived from them with Argon2id, and the hub knows its public half
//! alone: it can neither read the digits off, nor try them all: there are 10¹⁵, and each costs 9 MiB and four passes.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::{Zeroize, Zeroizing};

use crate::keys::{KeyError, SecretKey, random_bytes};

/// KiB of memory, as for the PINs of an SOS.
const MEMORY_KIB: u32 = 9 * 1024;
/// Passes over it.
const PASSES: u32 = 4;
/// Receipts are random, so that the salt keeps tables for other purposes away, and no more.
const SALT: &[u8] = b"usalama 2026 receipt";

/// Digits that are no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptNumberError {
    /// Not sixteen digits; spaces and hyphens do not count.
    #[error("a receipt has sixteen digits")]
    Length,
    /// A digit is wrong, or two are swapped.
    #[error("a digit of the receipt is wrong")]
    Digit,
    /// No random bytes, or not enough memory to derive the key.
    #[error("the system has no random bytes, or not enough memory")]
    System,
}

impl From<KeyError> for ReceiptNumberError {
    fn from(_: KeyError) -> Self {
        Self::System
    }
}

/// A receipt. Wiped from memory when dropped, and never printed unless asked to.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptNumber(Zeroizing<String>);

impl ReceiptNumber {
    /// A new one: 49.8 random bits.
    ///
    /// # Errors
    /// [`ReceiptNumberError::System`] where the system has no random bytes.
    pub fn random() -> Result<Self, ReceiptNumberError> {
        let mut digits = Zeroizing::new(String::with_capacity(16));
        while digits.len() < 15 {
            // 250 is the largest multiple of ten that a byte holds: no digit is likelier than another.
            for byte in random_bytes::<32>()?.into_iter().filter(|byte| *byte < 250).take(15 - digits.len()) {
                digits.push(char::from(b'0' + byte % 10));
            }
        }
        let check = luhn(digits.bytes());
        digits.push(char::from(b'0' + (10 - check) % 10));
        Ok(Self(digits))
    }

    /// Reads what somebody typed; spaces and hyphens do not count.
    ///
    /// # Errors
    /// [`ReceiptNumberError`] where it is none. A wrong digit and most swaps of two neighbours show.
    pub fn parse(text: &str) -> Result<Self, ReceiptNumberError> {
        let mut digits = Zeroizing::new(String::with_capacity(16));
        for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
            if !c.is_ascii_digit() || digits.len() == 16 {
                return Err(ReceiptNumberError::Length);
            }
            digits.push(c);
        }
        match digits.as_bytes() {
            [rest @ .., check] if rest.len() == 15 => {
                let sum = luhn(rest.iter().copied()) + (check - b'0');
                if sum.is_multiple_of(10) { Ok(Self(digits)) } else { Err(ReceiptNumberError::Digit) }
            }
            _ => Err(ReceiptNumberError::Length),
        }
    }

    /// The digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// In groups of four, to be written down.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut text = String::with_capacity(19);
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        text
    }

    /// The key that signs what is sent under this receipt. Takes some tenths of a second on a phone.
    ///
    /// # Errors
    /// [`ReceiptNumberError::System`] where there is not enough memory.
    pub fn key(&self) -> Result<SecretKey, ReceiptNumberError> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| ReceiptNumberError::System)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut seed = [0; 32];
        argon.hash_password_into(self.0.as_bytes(), SALT, &mut seed).map_err(|_| ReceiptNumberError::System)?;
        let key = SecretKey::from_seed(&seed);
        seed.zeroize();
        Ok(key)
    }
}

impl std::fmt::Debug for ReceiptNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceiptNumber(…)")
    }
}

/// The sum of fifteen digits, of which every second is doubled, beginning with the first; its last digit.
fn luhn(digits: impl Iterator<Item = u8>) -> u8 {
    let weighed = digits.enumerate().map(|(place, digit)| {
        let doubled = (digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        doubled / 10 + doubled % 10
    });
    weighed.fold(0, |sum, digit| (sum + digit) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_back_as_it_was_written_down_and_its_key_is_always_the_same() {
        let receipt = ReceiptNumber::random().unwrap();
        assert_eq!((receipt.digits().len(), receipt.grouped().len()), (16, 19));
        let again = ReceiptNumber::parse(&format!(" {} ", receipt.grouped().replace(' ', "-"))).unwrap();
        assert!(again == receipt);
        assert_eq!(again.key().unwrap().public(), receipt.key().unwrap().public());
        assert_ne!(ReceiptNumber::random().unwrap().key().unwrap().public(), receipt.key().unwrap().public());
        assert!(!format!("{receipt:?}").contains(receipt.digits()));
    }

    #[test]
    fn a_wrong_digit_shows_wherever_it_is() {
        // A card number that everybody uses as an example.
        assert!(ReceiptNumber::parse("4111 1111 1111 1111").is_ok());
        let receipt = ReceiptNumber::random().unwrap();
        for place in 0..16 {
            let mut digits = receipt.digits().as_bytes().to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + 1) % 10;
            let wrong = ReceiptNumber::parse(std::str::from_utf8(&digits).unwrap());
            assert_eq!(wrong.unwrap_err(), ReceiptNumberError::Digit, "{place}");
        }
        for none in ["", "123", "4111 1111 1111 111x", "4111 1111 1111 1111 1", "٤١١١١١١١١١١١١١١١"] {
            assert_eq!(ReceiptNumber::parse(none).unwrap_err(), ReceiptNumberError::Length, "{none}");
        }
    }
}
