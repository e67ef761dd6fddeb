//! What an attendee shows: random, on their phone alone. What is kept of it is a hash under a key of the organiser's for one programme,
//! so that two programmes, or two organisers, cannot compare whom they saw, and nobody who has the sheets alone can try tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::keys::{Hash, KeyError, random_bytes};
use crate::text::Title;

/// What the text of a token begins with.
const MARK: &str = "UT1.";

/// A self-held token: 16 random bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttendanceToken([u8; 16]);

/// Text that is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of attendance")]
pub struct TokenError;

impl AttendanceToken {
    /// A new one.
    ///
    /// # Errors
    /// [`KeyError::NoEntropy`] where the system has no random bytes.
    pub fn random() -> Result<Self, KeyError> {
        random_bytes().map(Self)
    }

    /// What is kept of it in a programme, under the organiser's key.
    #[must_use]
    pub fn hash(&self, key: &[u8; 32], programme: &Title) -> Hash {
        let name = programme.as_str().to_lowercase();
        Hash::of("usalama 2026 attendance token", &[key, name.as_bytes(), &self.0])
    }
}

impl std::str::FromStr for AttendanceToken {
    type Err = TokenError;
    fn from_str(text: &str) -> Result<Self, TokenError> {
        let mut bytes = [0; 16];
        let body = text.strip_prefix(MARK).ok_or(TokenError)?;
        match URL_SAFE_NO_PAD.decode_slice(body, &mut bytes) {
            Ok(16) => Ok(Self(bytes)),
            _ => Err(TokenError),
        }
    }
}

impl TryFrom<String> for AttendanceToken {
    type Error = TokenError;
    fn try_from(text: String) -> Result<Self, TokenError> {
        text.parse()
    }
}

impl From<AttendanceToken> for String {
    fn from(token: AttendanceToken) -> Self {
        format!("{MARK}{}", URL_SAFE_NO_PAD.encode(token.0))
    }
}

impl std::fmt::Debug for AttendanceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttendanceToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::event::SubjectId;

    #[test]
    fn repeat_attendance_is_counted_within_a_programme_and_nowhere_else() {
        let token = AttendanceToken::random().unwrap();
        let text = String::from(token.clone());
        assert_eq!(text.parse::<AttendanceToken>().unwrap(), token);
        assert!(
            ["", "UT1.", "UT1.AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "UT2.AAAAAAAAAAAAAAAAAAAAAA"]
                .iter()
                .all(|wrong| wrong.parse::<AttendanceToken>().is_err())
        );
        let programme = |name: &str| Title::new(name).unwrap();
        let (one, two) = ([1; 32], [2; 32]);
        let here = token.hash(&one, &programme("Elimu rika"));
        assert_eq!(here, token.hash(&one, &programme("elimu RIKA")));
        assert_ne!(here, token.hash(&one, &programme("Michezo")), "another programme");
        assert_ne!(here, token.hash(&two, &programme("Elimu rika")), "another organiser");
        assert!(!format!("{token:?}").contains(&text[4..]));

        let other = AttendanceToken::random().unwrap().hash(&one, &programme("Elimu rika"));
        let opened = Opened { programme: programme("Elimu rika"), topic: programme("Pombe") };
        let sheet = |tokens: &[Hash], counted| Sheet {
            opened: Some(opened.clone()),
            tokens: tokens.iter().copied().collect(),
            counted,
            ..Sheet::unknown(SubjectId::random())
        };
        let turnout = Turnout::of(&[sheet(&[here, other], 10), sheet(&[here], 0), Sheet::unknown(SubjectId::random())]);
        let expected = Turnout { sessions: 2, attendances: 13, people_with_token: 2, came_again: 1 };
        assert_eq!(turnout, expected);
    }

    #[test]
    fn a_sheet_takes_a_token_once_and_nothing_once_it_is_closed() {
        let seen = TokenSeen { token: Hash::from_bytes([7; 32]) };
        let name = Title::new("Elimu rika").unwrap();
        let mut sheet = Sheet::unknown(SubjectId::random());
        let counted = AttendanceAct::Counted(Counted { people: 3 });
        assert_eq!(sheet.takes(&counted), Err(crate::model::refusal::RefusalCode::WrongStatus));
        sheet.opened = Some(Opened { programme: name.clone(), topic: name });
        assert_eq!(sheet.takes(&AttendanceAct::TokenSeen(seen)), Ok(()));
        sheet.tokens.insert(seen.token);
        let again = sheet.takes(&AttendanceAct::TokenSeen(seen));
        assert_eq!(again, Err(crate::model::refusal::RefusalCode::AlreadyDone));
        sheet.closed = true;
        assert_eq!(sheet.takes(&counted), Err(crate::model::refusal::RefusalCode::WrongStatus));
    }
}
