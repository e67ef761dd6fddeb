//! Numbers as XML Schema writes them, kept as they were written: `1.50` is not `1.5` to whoever compares the texts.
//!
//! They have at most 18 digits: more need not be understood by those who validate a message (XML Schema 2 §3.2.3).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// No whole number of at most 18 decimal digits.
    #[error("this is no whole number of at most 18 decimal digits")]
    Integer,
    /// No decimal number of at most 18 digits, without exponent.
    #[error("this is no decimal number of at most 18 digits, without exponent")]
    Decimal,
}

/// A whole number: `xs:integer`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Integer(String);

/// A decimal number without exponent: `xs:decimal`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal(String);

impl Integer {
    /// The number, where it is not negative.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match self.0.strip_prefix('-') {
            Some(digits) => digits.bytes().all(|digit| digit == b'0').then_some(0),
            None => self.0.parse().ok(),
        }
    }
}

impl Decimal {
    /// The number, to the precision of 64 bits.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

fn unsigned(written: &str) -> &str {
    written.strip_prefix(['+', '-']).unwrap_or(written)
}

/// Digits of a number, at most.
const DIGITS: usize = 18;

fn is_short(written: &str) -> bool {
    written.bytes().filter(u8::is_ascii_digit).count() <= DIGITS
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is written as `xs:decimal`: digits with at most one point, perhaps a sign, no exponent.
pub(super) fn is_decimal(written: &str) -> bool {
    let (whole, rest) = unsigned(written).split_once('.').unwrap_or((unsigned(written), ""));
    is_digits(whole) && is_digits(rest) && !(whole.is_empty() && rest.is_empty())
}

impl FromStr for Integer {
    type Err = NumberError;
    fn from_str(written: &str) -> Result<Self, NumberError> {
        let digits = unsigned(written);
        let fits = !digits.is_empty() && is_digits(digits) && is_short(digits);
        if fits { Ok(Self(written.to_owned())) } else { Err(NumberError::Integer) }
    }
}

impl FromStr for Decimal {
    type Err = NumberError;
    fn from_str(written: &str) -> Result<Self, NumberError> {
        if is_decimal(written) && is_short(written) { Ok(Self(written.to_owned())) } else { Err(NumberError::Decimal) }
    }
}

macro_rules! written {
    ($($name:ident),+) => {$(
        impl $name {
            /// As it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NumberError;
            fn try_from(written: String) -> Result<Self, NumberError> {
                written.parse()
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.0
            }
        }
    )+};
}

written!(Integer, Decimal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_were_written() {
        let size: Integer = "+0042".parse().unwrap();
        assert_eq!((size.as_str(), size.to_u64()), ("+0042", Some(42)));
        assert_eq!("-0".parse::<Integer>().unwrap().to_u64(), Some(0));
        assert_eq!("-5".parse::<Integer>().unwrap().to_u64(), None);
        let height: Decimal = "-1.50".parse().unwrap();
        assert_eq!((height.as_str(), height.to_f64()), ("-1.50", -1.5));
        assert_eq!(".5".parse::<Decimal>().unwrap().to_f64(), 0.5);
        assert_eq!("5.".parse::<Decimal>().unwrap().to_f64(), 5.0);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for written in ["", "+", "1.0", "0x1", "1 ", "--1", "٤", "1234567890123456789"] {
            assert_eq!(written.parse::<Integer>(), Err(NumberError::Integer), "{written}");
        }
        for written in ["", ".", "-", "1e5", "inf", "NaN", "1.2.3", "1,5", "1234567890.123456789"] {
            assert_eq!(written.parse::<Decimal>(), Err(NumberError::Decimal), "{written}");
        }
    }
}
