//! Which messages a message is about: `references`, a list of `sender,identifier,sent`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Alert, DateTime};

/// What names no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reference is sender,identifier,sent")]
pub struct ReferenceError;

/// The name of a message (CAP 1.2 §3.2.1 `references`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Who sent it.
    pub sender: String,
    /// Its identifier, unique for the sender.
    pub identifier: String,
    /// When it was sent.
    pub sent: DateTime,
}

impl Reference {
    /// The name of this message.
    #[must_use]
    pub fn to(alert: &Alert) -> Self {
        Self { sender: alert.sender.clone(), identifier: alert.identifier.clone(), sent: alert.sent.clone() }
    }

    /// Whether this message is meant. The instants are compared, not how they were written.
    #[must_use]
    pub fn names(&self, alert: &Alert) -> bool {
        self.sender == alert.sender && self.identifier == alert.identifier && self.sent.at() == alert.sent.at()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{}", self.sender, self.identifier, self.sent)
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let mut parts = text.split(',');
        let (Some(sender), Some(identifier), Some(sent), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ReferenceError);
        };
        if sender.is_empty() || identifier.is_empty() {
            return Err(ReferenceError);
        }
        let sent = sent.parse().map_err(|_| ReferenceError)?;
        Ok(Self { sender: sender.to_owned(), identifier: identifier.to_owned(), sent })
    }
}

/// The text of `references`, as it was written: what is no reference stays in it, and is told by the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct References(String);

impl References {
    /// The text of the element.
    #[must_use]
    pub fn from_written(text: String) -> Self {
        Self(text)
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Each of the list, in its order.
    ///
    /// # Errors
    /// Each item is [`ReferenceError`] where it names no message.
    pub fn iter(&self) -> impl Iterator<Item = Result<Reference, ReferenceError>> {
        self.0.split_ascii_whitespace().map(str::parse)
    }
}

impl<'a> FromIterator<&'a Reference> for References {
    fn from_iter<I: IntoIterator<Item = &'a Reference>>(references: I) -> Self {
        Self(references.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_item_by_item_and_written_as_it_was() {
        let text = "a@b,1,2026-06-01T08:00:00+03:00\n nonsense a@b,2,2026-06-01T08:00:00Z ,3,2026-06-01T08:00:00+03:00";
        let list = References::from_written(text.to_owned());
        let read: Vec<_> = list.iter().collect();
        assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, false]);
        assert_eq!(list.as_str(), text);
        let first = read.into_iter().next().unwrap().unwrap();
        assert_eq!(
            References::from_iter([&first, &first]).iter().filter(|item| item.as_ref() == Ok(&first)).count(),
            2
        );
    }
}
