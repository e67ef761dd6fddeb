//! Lists of words. They are data: a deployment, or a region, brings its own, kept up by people who know the languages.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Safeguards;

/// The lists that come with the library: a beginning in English and Kiswahili, to be replaced by ones that are kept up.
const BUILT_IN: &str = include_str!("terms.json");

/// Terms of one list, at most.
const MAX_TERMS: usize = 5_000;
/// Characters of one term, at most.
const MAX_LENGTH: usize = 60;

/// Lists of terms in lower case, whole words each; a term may be several words with one space between.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Grows with each change.
    pub version: u32,
    /// What nobody is called before a court has said so.
    #[serde(default)]
    pub accused: BTreeSet<String>,
    /// Calls for violence.
    #[serde(default)]
    pub incites: BTreeSet<String>,
    /// Insults to a community. None come with the library.
    #[serde(default)]
    pub slurs: BTreeSet<String>,
    /// Of ethnicity, origin, religion and language.
    #[serde(default)]
    pub identity: BTreeSet<String>,
    /// Of dress.
    #[serde(default)]
    pub dress: BTreeSet<String>,
    /// Of poverty.
    #[serde(default)]
    pub poverty: BTreeSet<String>,
    /// For people, their number, age and build.
    #[serde(default)]
    pub person: BTreeSet<String>,
    /// What says nothing.
    #[serde(default)]
    pub filler: BTreeSet<String>,
    /// What a proposal may not do. Where lists of a region say nothing of it, it is what comes with the library.
    #[serde(default = "proposals")]
    pub proposals: Safeguards,
}

fn proposals() -> Safeguards {
    Safeguards::built_in().clone()
}

/// Why lists are not taken.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// It is not the JSON that it ought to be.
    #[error("lists of terms cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A list is too long, or a term of it.
    #[error("at most {MAX_TERMS} terms in a list, of at most {MAX_LENGTH} characters each")]
    TooLarge,
    /// A term has no word, capitals, or white space beyond single spaces.
    #[error("a term is in lower case, with one space between its words")]
    Form,
}

impl Terms {
    /// The lists that come with the library.
    ///
    /// # Errors
    /// [`TermsError`], which a test rules out.
    pub fn built_in() -> Result<Self, TermsError> {
        Self::from_json(BUILT_IN)
    }

    /// The lists that come with the library, read once.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: std::sync::OnceLock<Terms> = std::sync::OnceLock::new();
        SHARED.get_or_init(|| Self::built_in().unwrap_or_default())
    }

    /// Reads lists: an object with the fields of this type.
    ///
    /// # Errors
    /// [`TermsError`].
    pub fn from_json(json: &str) -> Result<Self, TermsError> {
        let terms: Self = serde_json::from_str(json)?;
        terms.check()?;
        Ok(terms)
    }

    /// Whether they are lists that can be used.
    ///
    /// # Errors
    /// [`TermsError`].
    pub fn check(&self) -> Result<(), TermsError> {
        for list in self.lists() {
            if list.len() > MAX_TERMS || list.iter().any(|term| term.chars().count() > MAX_LENGTH) {
                return Err(TermsError::TooLarge);
            }
            let is_plain = |term: &String| {
                *term == term.to_lowercase() && term.split(' ').all(|word| word.chars().any(char::is_alphanumeric))
            };
            if !list.iter().all(is_plain) {
                return Err(TermsError::Form);
            }
        }
        let is_long = |list: Vec<usize>| list.len() > MAX_TERMS || list.into_iter().any(|length| length > MAX_LENGTH);
        if self.proposals.lengths().any(is_long) {
            return Err(TermsError::TooLarge);
        }
        Ok(())
    }

    fn lists(&self) -> [&BTreeSet<String>; 8] {
        let Self { version: _, accused, incites, slurs, identity, dress, poverty, person, filler, proposals: _ } = self;
        [accused, incites, slurs, identity, dress, poverty, person, filler]
    }
}
