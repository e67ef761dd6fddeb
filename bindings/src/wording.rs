//! Words before they go out: what in them ought not to, and what a form asks first.

use usalama_core::model::incident::Category;
use usalama_core::model::wording::{self, HintKind, Terms};

/// Something in a text that ought not to go out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Hint {
    /// What it is.
    pub kind: HintKind,
    /// The words.
    pub words: String,
}

/// A text that was looked over, offline.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LookedOver {
    /// What was found, in the order of the text.
    pub hints: Vec<Hint>,
    /// The text without that.
    pub without: String,
}

/// Looks a text over before it is sent: telephone numbers, number plates, identity numbers, addresses, accusations, incitement.
/// Nothing is refused: it is for a form to ask whether they are to stay.
#[must_use]
#[uniffi::export]
pub fn look_over(text: String) -> LookedOver {
    let found = wording::hints(&text, Terms::shared());
    let hints = found
        .iter()
        .map(|hint| Hint { kind: hint.kind.clone(), words: text.get(hint.at.clone()).unwrap_or_default().to_owned() })
        .collect();
    LookedOver { hints, without: wording::without(&text, &found) }
}

/// What a form asks before a report is sent.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Prompt {
    /// English.
    pub en: String,
    /// Kiswahili; a working draft.
    pub sw: String,
    /// How many things are to be named.
    pub at_least: u8,
}

/// What a form asks for a category, in this order; nothing for most. A description that says nothing but who somebody is is refused
/// as `profiling_only`.
#[must_use]
#[uniffi::export]
pub fn prompts(category: Category) -> Vec<Prompt> {
    wording::prompts(&category)
        .iter()
        .map(|asked| Prompt { en: asked.label.en.to_owned(), sw: asked.label.sw.to_owned(), at_least: asked.at_least })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_over() {
        let seen = look_over("Juma ni mwizi, 0712345678".to_owned());
        assert_eq!(seen.without, "…, …");
        assert_eq!(seen.hints[1].words, "0712345678");
        assert_eq!(prompts(Category::SuspiciousActivity).len(), 2);
    }
}
