//! Official numbers of counties, constituencies and wards.
//!
//! In: numbers and texts from registers, alerts and packs. Out: codes that are in range and cannot be taken for one
//! another. A county has **two** numbers: the one of the Constitution's First Schedule, which IEBC uses (Nairobi 047),
//! and the one of ISO 3166-2 (Nairobi `KE-30`). 30 is Baringo in the first and Nairobi in the second, so they are two
//! types, and the only way between them is the table below (DOMAIN §1, Annex A).
//!
//! This module never knows where anything is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code that is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The number is outside the range of the register.
    #[error("{register} codes run from 1 to {last}")]
    OutOfRange {
        /// Which register: `county`, `constituency`, `ward`.
        register: &'static str,
        /// Its last number.
        last: u16,
    },
    /// The text is not written as such a code is: digits for official codes, `KE-` and two digits for ISO 3166-2.
    #[error("this is not written as {expected}")]
    Form {
        /// The form that is expected.
        expected: &'static str,
    },
}

/// A code in JSON. Private: a bare number does not say which register it is of, so no caller converts by it.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Number(u16);

macro_rules! official_code {
    ($(#[$meta:meta])* $name:ident, $register:literal, $last:literal, $width:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "Number", into = "Number")]
        pub struct $name(u16);

        impl $name {
            /// The last number of the register; the first is 1.
            pub const LAST: u16 = $last;

            /// Checks an official number.
            ///
            /// # Errors
            /// [`CodeError::OutOfRange`].
            pub const fn new(number: u16) -> Result<Self, CodeError> {
                match number {
                    1..=$last => Ok(Self(number)),
                    _ => Err(CodeError::OutOfRange { register: $register, last: $last }),
                }
            }

            /// The official number.
            #[must_use]
            pub const fn number(self) -> u16 {
                self.0
            }
        }

        impl TryFrom<Number> for $name {
            type Error = CodeError;
            fn try_from(number: Number) -> Result<Self, CodeError> {
                Self::new(number.0)
            }
        }

        impl From<$name> for Number {
            fn from(code: $name) -> Self {
                Self(code.0)
            }
        }

        impl FromStr for $name {
            type Err = CodeError;
            /// Reads digits, with or without leading zeros.
            fn from_str(text: &str) -> Result<Self, CodeError> {
                if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(CodeError::Form { expected: concat!("the digits of a ", $register, " code") });
                }
                Self::new(text.parse().unwrap_or(0))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $width)
            }
        }
    };
}

official_code! {
    /// A county by its official number, 1..=47 (First Schedule of the Constitution; IEBC). Prints as `047`.
    CountyCode, "county", 47, 3
}
official_code! {
    /// A constituency by its IEBC number, 1..=290. Prints as `274`.
    ConstituencyCode, "constituency", 290, 1
}
official_code! {
    /// A ward by its IEBC number, 1..=1450. Prints as `1439`.
    WardCode, "ward", 1450, 1
}

impl CountyCode {
    /// The name of the county in English, as ISO 3166-2 writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Iso3166County::from(self).name()
    }
}

/// A county by its ISO 3166-2 code, `KE-01`..=`KE-47`.
///
/// It is made from text or from a [`CountyCode`], never from a bare number:
///
/// ```compile_fail
/// let nairobi = usalama_core::geo::Iso3166County::new(30);
/// ```
///
/// and it is not a [`CountyCode`]:
///
/// ```compile_fail
/// fn official(_: usalama_core::geo::CountyCode) {}
/// let iso: usalama_core::geo::Iso3166County = "KE-30".parse().unwrap();
/// official(iso);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iso3166County(u8);

/// The official number and the name of `KE-01`, `KE-02`, … in the order of ISO 3166-2.
const COUNTIES: [(u16, &str); 47] = [
    (30, "Baringo"),
    (36, "Bomet"),
    (39, "Bungoma"),
    (40, "Busia"),
    (28, "Elgeyo/Marakwet"),
    (14, "Embu"),
    (7, "Garissa"),
    (43, "Homa Bay"),
    (11, "Isiolo"),
    (34, "Kajiado"),
    (37, "Kakamega"),
    (35, "Kericho"),
    (22, "Kiambu"),
    (3, "Kilifi"),
    (20, "Kirinyaga"),
    (45, "Kisii"),
    (42, "Kisumu"),
    (15, "Kitui"),
    (2, "Kwale"),
    (31, "Laikipia"),
    (5, "Lamu"),
    (16, "Machakos"),
    (17, "Makueni"),
    (9, "Mandera"),
    (10, "Marsabit"),
    (12, "Meru"),
    (44, "Migori"),
    (1, "Mombasa"),
    (21, "Murang'a"),
    (47, "Nairobi City"),
    (32, "Nakuru"),
    (29, "Nandi"),
    (33, "Narok"),
    (46, "Nyamira"),
    (18, "Nyandarua"),
    (19, "Nyeri"),
    (25, "Samburu"),
    (41, "Siaya"),
    (6, "Taita/Taveta"),
    (4, "Tana River"),
    (13, "Tharaka-Nithi"),
    (26, "Trans Nzoia"),
    (23, "Turkana"),
    (27, "Uasin Gishu"),
    (38, "Vihiga"),
    (8, "Wajir"),
    (24, "West Pokot"),
];

impl Iso3166County {
    /// All 47, in the order of ISO 3166-2.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=47).map(Self)
    }

    /// The name of the county in English, as ISO 3166-2 writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (u16, &'static str) {
        // `self.0` is 1..=47 by construction; the fallback is never taken.
        COUNTIES.get(usize::from(self.0).wrapping_sub(1)).copied().unwrap_or((47, ""))
    }
}

impl From<Iso3166County> for CountyCode {
    fn from(iso: Iso3166County) -> Self {
        Self(iso.row().0)
    }
}

impl From<CountyCode> for Iso3166County {
    fn from(code: CountyCode) -> Self {
        // Every official number is in the table exactly once (tested); the fallback is never taken.
        Self::all().find(|iso| iso.row().0 == code.0).unwrap_or(Self(30))
    }
}

impl FromStr for Iso3166County {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        const FORM: CodeError = CodeError::Form { expected: "KE- and two digits, as in KE-30" };
        let digits = text.strip_prefix("KE-").ok_or(FORM)?;
        if digits.len() != 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FORM);
        }
        match digits.parse() {
            Ok(number @ 1..=47) => Ok(Self(number)),
            _ => Err(CodeError::OutOfRange { register: "ISO 3166-2 county", last: 47 }),
        }
    }
}

impl TryFrom<String> for Iso3166County {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Iso3166County> for String {
    fn from(iso: Iso3166County) -> Self {
        iso.to_string()
    }
}

impl fmt::Display for Iso3166County {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KE-{:02}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn official(number: u16) -> CountyCode {
        CountyCode::new(number).unwrap()
    }

    #[test]
    fn the_three_roll_out_counties_have_two_numbers_each() {
        for (number, iso, name) in [(47, "KE-30", "Nairobi City"), (1, "KE-28", "Mombasa"), (32, "KE-31", "Nakuru")] {
            assert_eq!(Iso3166County::from(official(number)).to_string(), iso);
            assert_eq!(CountyCode::from(iso.parse::<Iso3166County>().unwrap()), official(number));
            assert_eq!(official(number).name(), name);
        }
    }

    #[test]
    fn iso_30_is_nairobi_and_official_30_is_baringo() {
        let iso: Iso3166County = "KE-30".parse().unwrap();
        assert_eq!(CountyCode::from(iso).number(), 47);
        assert_ne!(CountyCode::from(iso), official(30));
        assert_eq!(official(30).name(), "Baringo");
    }

    #[test]
    fn the_table_is_one_to_one() {
        let numbers: BTreeSet<u16> = Iso3166County::all().map(|iso| CountyCode::from(iso).number()).collect();
        assert_eq!(numbers, (1..=47).collect());
        for number in 1..=47 {
            assert_eq!(CountyCode::from(Iso3166County::from(official(number))), official(number));
        }
    }

    #[test]
    fn codes_that_are_none_are_refused() {
        for text in ["KE-047", "KE-0", "KE-48", "KE-00", "ke-30", "KE30", "047", "KE-3x", "KE-+3", ""] {
            assert!(text.parse::<Iso3166County>().is_err(), "{text}");
        }
        for text in ["48", "0", "KE-30", "", "-1", "+1", " 1", "00047", "٤٧"] {
            assert!(text.parse::<CountyCode>().is_err(), "{text}");
        }
        assert_eq!(WardCode::new(1451), Err(CodeError::OutOfRange { register: "ward", last: 1450 }));
        assert!("291".parse::<ConstituencyCode>().is_err());
        assert!(serde_json::from_str::<CountyCode>("48").is_err());
        assert!(serde_json::from_str::<Iso3166County>("30").is_err());
    }

    #[test]
    fn codes_print_and_read_back() {
        assert_eq!(official(47).to_string(), "047");
        assert_eq!("047".parse(), Ok(official(47)));
        assert_eq!("1".parse::<WardCode>().unwrap().to_string(), "1");
        assert_eq!(serde_json::to_string(&official(47)).unwrap(), "47");
        assert_eq!(serde_json::to_string(&Iso3166County::from(official(47))).unwrap(), "\"KE-30\"");
    }
}
