//! The human reference `CCC-XXXXXX-K` (DOMAIN §1): short enough to be read over a telephone.

use crate::event::SubjectId;
use crate::geo::CountyCode;
use crate::model::crockford::{check, letter, symbol};

/// A reference: county (000 where it is not known), 30 bits of the identifier, a check character that catches every single
/// wrong character and every swap of two neighbours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

/// Text that is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Not of the shape `CCC-XXXXXX-K`.
    #[error("a reference looks like 047-3K9QXA-7")]
    Shape,
    /// Misread or mistyped.
    #[error("the check character does not fit: please read it again")]
    Check,
}

impl Reference {
    /// The reference of a subject in a county.
    #[must_use]
    pub fn of(county: Option<CountyCode>, id: SubjectId) -> Self {
        let county = county.map_or_else(|| "000".to_owned(), |code| code.to_string());
        let bits = id.0.as_u128() & 0x3FFF_FFFF;
        let symbols: Vec<u8> = (0..6).rev().map(|i| u8::try_from((bits >> (5 * i)) & 31).unwrap_or_default()).collect();
        let check = check(county.bytes().map(|b| b & 15).chain(symbols.iter().copied()));
        let text: String = symbols.iter().map(|symbol| letter(*symbol)).collect();
        Self(format!("{county}-{text}-{}", letter(check)))
    }

    /// Reads a reference as people write it: any case, O for 0, I and L for 1.
    ///
    /// # Errors
    /// [`ReferenceError`] telling whether its shape is wrong or a character was misread.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let clean: Vec<u8> = text
            .bytes()
            .filter(|b| *b != b'-' && !b.is_ascii_whitespace())
            .map(|b| symbol(b).map_or(b, |symbol| u8::try_from(letter(symbol)).unwrap_or(b)))
            .collect();
        let (county, rest) = clean.split_at_checked(3).ok_or(ReferenceError::Shape)?;
        if rest.len() != 7 || !county.iter().all(u8::is_ascii_digit) {
            return Err(ReferenceError::Shape);
        }
        let symbols: Option<Vec<u8>> = rest.iter().map(|b| symbol(*b)).collect();
        let symbols = symbols.ok_or(ReferenceError::Shape)?;
        let (body, given) = symbols.split_at(6);
        if given.first().copied() != Some(check(county.iter().map(|b| b & 15).chain(body.iter().copied()))) {
            return Err(ReferenceError::Check);
        }
        let county: String = county.iter().map(|b| char::from(*b)).collect();
        let body: String = rest.iter().take(6).map(|b| char::from(*b)).collect();
        let last: String = rest.iter().skip(6).map(|b| char::from(*b)).collect();
        Ok(Self(format!("{county}-{body}-{last}")))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_wrong_character_or_a_swap_of_neighbours_is_caught(id: u128, at in 0_usize..10, to in 0_usize..32) {
            let reference = Reference::of("047".parse().ok(), SubjectId(uuid::Uuid::from_u128(id)));
            prop_assert_eq!(Reference::parse(&reference.as_str().to_lowercase()), Ok(reference.clone()));
            let mut symbols: Vec<char> = reference.as_str().chars().filter(|c| *c != '-').collect();
            let wrong = if at < 3 { char::from_digit(to as u32 % 10, 10).unwrap() } else { letter(to as u8) };
            let original = symbols[at];
            symbols[at] = wrong;
            if original != wrong {
                prop_assert_eq!(Reference::parse(&symbols.iter().collect::<String>()), Err(ReferenceError::Check));
            }
            symbols[at] = original;
            if at != 2 && at < 9 && symbols[at] != symbols[at + 1] {
                symbols.swap(at, at + 1);
                prop_assert_eq!(Reference::parse(&symbols.iter().collect::<String>()), Err(ReferenceError::Check));
            }
        }
    }
}
