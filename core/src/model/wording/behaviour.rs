//! What was done comes first (DOMAIN §13.3): of what is suspicious a form asks what was done, then for two things that tell people
//! apart, and who describes nothing but ethnicity, language, dress or poverty is asked again.

use super::hint::{terms_in, words};
use super::terms::Terms;
use crate::model::incident::Category;
use crate::text::Label;

/// What a form asks, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub label: Label,
    /// How many things are to be named.
    pub at_least: u8,
}

const DONE: Question = Question {
    label: Label {
        en: "What was done? Say what you saw or heard.",
        sw: "Nini kilifanywa? Eleza ulichoona au kusikia.",
    },
    at_least: 1,
};

const FEATURES: Question = Question {
    label: Label {
        en: "Name at least two things that tell this person or thing from others: shoes, a bag, a way of walking, damage.",
        sw: "Taja angalau mambo mawili ya kutofautisha: viatu, mkoba, mwendo, uharibifu.",
    },
    at_least: 2,
};

/// What a form asks for this category before it is sent; nothing for most.
#[must_use]
pub const fn prompts(category: &Category) -> &'static [Question] {
    match category {
        Category::SuspiciousActivity | Category::SuspiciousObject => &[DONE, FEATURES],
        _ => &[],
    }
}

/// Whether something is left of a text that is not ethnicity, origin, religion, language, dress, poverty, or the mere mention of
/// people. An empty text says nothing wrong.
#[must_use]
pub fn says_what_was_done(text: &str, terms: &Terms) -> bool {
    let words = words(text);
    let lists = [&terms.identity, &terms.dress, &terms.poverty, &terms.person, &terms.filler, &terms.slurs];
    let spent: Vec<_> = lists.iter().flat_map(|list| terms_in(&words, list)).collect();
    let is_spent = |at: &std::ops::Range<usize>| spent.iter().any(|term| term.start <= at.start && at.end <= term.end);
    let about_people = [&terms.identity, &terms.dress, &terms.poverty, &terms.person, &terms.slurs]
        .iter()
        .any(|list| !terms_in(&words, list).is_empty());
    !about_people || words.iter().any(|word| !is_spent(&word.at))
}
