//! Words that people read: labels in English and Kiswahili, and the limits on what people write.
//!
//! In: enum declarations and free text. Out: closed vocabularies that keep values they do not know, and text that
//! is normalised and bounded. This module knows nothing about incidents, areas or people.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A label in the two languages of the programme (BCP 47 `en-KE` and `sw-KE`).
///
/// The Kiswahili is a working draft, to be reviewed by a Kenyan speaker before release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// English.
    pub en: &'static str,
    /// Kiswahili.
    pub sw: &'static str,
}

/// Free text that is outside its limits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than the field allows, counted in Unicode scalar values after NFC normalisation.
    #[error("the text has {length} characters, at most {limit} are allowed")]
    TooLong {
        /// What was given.
        length: usize,
        /// What is allowed.
        limit: usize,
    },
    /// Nothing is left after control characters and surrounding white space are taken away.
    #[error("the text is empty")]
    Empty,
}

/// Text of at most `LIMIT` Unicode scalar values: NFC-normalised, control characters stripped (line feeds stay),
/// surrounding white space trimmed, never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const LIMIT: usize>(String);

/// A title: at most 80 characters (DOMAIN §1).
pub type Title = Text<80>;
/// A description: at most 2,000 characters (DOMAIN §1).
pub type Description = Text<2000>;
/// A comment, reason, question or reply: at most 500 characters (DOMAIN §1).
pub type Comment = Text<500>;

impl<const LIMIT: usize> Text<LIMIT> {
    /// Normalises and checks the text.
    ///
    /// # Errors
    /// [`TextError`] where it is too long, or empty.
    pub fn new(raw: &str) -> Result<Self, TextError> {
        // NFC can lengthen a text by a small factor at most; refuse absurd input before the work.
        if raw.len() > LIMIT.saturating_mul(64).saturating_add(4096) {
            return Err(TextError::TooLong { length: raw.chars().count(), limit: LIMIT });
        }
        let clean: String = raw.nfc().filter(|c| *c == '\n' || !c.is_control()).collect();
        let clean = clean.trim();
        let length = clean.chars().count();
        match length {
            0 => Err(TextError::Empty),
            n if n > LIMIT => Err(TextError::TooLong { length, limit: LIMIT }),
            _ => Ok(Self(clean.to_owned())),
        }
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const LIMIT: usize> TryFrom<String> for Text<LIMIT> {
    type Error = TextError;
    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::new(&raw)
    }
}

impl<const LIMIT: usize> From<Text<LIMIT>> for String {
    fn from(text: Text<LIMIT>) -> Self {
        text.0
    }
}

impl<const LIMIT: usize> std::fmt::Display for Text<LIMIT> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether this is a telephone number as ITU-T E.164 writes it: `+` and 8 to 15 digits, the first not 0. Short and toll-free
/// codes are none.
#[must_use]
pub fn is_e164(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

/// Declares a vocabulary: an enum whose values have a stable ASCII code and labels, and which carries a value that
/// it does not know in `Other`, so that a newer sender's word round-trips unchanged (DOMAIN §1).
///
/// ```
/// usalama_core::vocabulary! {
///     /// How sure somebody is.
///     pub enum Sureness {
///         /// Seen.
///         Seen = "seen", "Seen", "Imeonekana";
///         /// Heard.
///         Heard = "heard", "Heard", "Imesikika";
///     }
/// }
/// let known: Sureness = "seen".into();
/// assert_eq!(known.label().map(|l| l.sw), Some("Imeonekana"));
/// let newer: Sureness = "smelt".into();
/// assert_eq!(newer.code(), "smelt");
/// assert!(newer.label().is_none());
/// ```
#[macro_export]
macro_rules! vocabulary {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $en:literal, $sw:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// A value of a newer version, kept as it came.
            Other(String),
        }
        impl $name {
            /// Every value that this version knows, in the order of the domain's table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable ASCII code.
            #[must_use]
            pub fn code(&self) -> &str {
                match self { $(Self::$variant => $code,)+ Self::Other(code) => code }
            }
            /// English and Kiswahili; nothing for a value that this version does not know.
            #[must_use]
            pub fn label(&self) -> Option<$crate::text::Label> {
                match self {
                    $(Self::$variant => Some($crate::text::Label { en: $en, sw: $sw }),)+
                    Self::Other(_) => None,
                }
            }
        }
        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                match code { $($code => Self::$variant,)+ other => Self::Other(other.to_owned()) }
            }
        }
        impl From<String> for $name {
            fn from(code: String) -> Self { Self::from(code.as_str()) }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self { value.code().to_owned() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.code()) }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_normalised_stripped_and_counted_in_characters() {
        let composed = Text::<5>::new("  cafe\u{301}\u{7}  ").unwrap();
        assert_eq!(composed.as_str(), "caf\u{e9}");
        assert_eq!(Text::<3>::new("abcd"), Err(TextError::TooLong { length: 4, limit: 3 }));
        assert_eq!(Text::<3>::new("\u{0} \t"), Err(TextError::Empty));
        assert!(Text::<80>::new(&"x".repeat(10 << 20)).is_err());
    }

    #[test]
    fn oversized_text_cannot_be_deserialised() {
        assert!(serde_json::from_str::<Text<3>>("\"abcd\"").is_err());
    }
}
