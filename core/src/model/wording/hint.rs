//! What in a text ought not to go out (DOMAIN §13.4).

use std::ops::Range;

use regex_lite::Regex;

use super::terms::Terms;

crate::vocabulary! {
    /// What was found.
    pub enum HintKind {
        /// A telephone number.
        Phone = "phone", "Phone number", "Namba ya simu";
        /// A number plate.
        Plate = "plate", "Number plate", "Namba ya gari";
        /// What looks like the number of an identity card.
        IdNumber = "id_number", "Identity number", "Namba ya kitambulisho";
        /// An e-mail address.
        Email = "email", "E-mail address", "Barua pepe";
        /// Somebody is called a criminal.
        Accusation = "accusation", "Accuses a person", "Inamtuhumu mtu";
        /// A call for violence.
        Incitement = "incitement", "Incitement", "Uchochezi";
        /// An insult to a community.
        Slur = "slur", "Insult to a community", "Tusi kwa jamii";
    }
}

/// Something found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it is.
    pub kind: HintKind,
    /// Where, in bytes of the text (UTF-8), on borders of characters.
    pub at: Range<usize>,
}

/// What is left in the place of something that was left out.
const GAP: &str = "…";

/// Looks a text over. What was found is in the order of the text, and never overlaps: of two the longer counts.
#[must_use]
pub fn hints(text: &str, terms: &Terms) -> Vec<Hint> {
    let mut found: Vec<Hint> = vec![];
    for (kind, pattern) in patterns() {
        found.extend(pattern.find_iter(text).map(|found| Hint { kind: kind.clone(), at: found.range() }));
    }
    let words = words(text);
    for (kind, list) in
        [(HintKind::Incitement, &terms.incites), (HintKind::Slur, &terms.slurs), (HintKind::Accusation, &terms.accused)]
    {
        for at in terms_in(&words, list) {
            let said = if kind == HintKind::Accusation { with_whom(text, &words, at) } else { Some(at) };
            found.extend(said.map(|at| Hint { kind: kind.clone(), at }));
        }
    }
    found.sort_by(|a, b| a.at.start.cmp(&b.at.start).then(b.at.end.cmp(&a.at.end)));
    let mut until = 0;
    found.retain(|hint| {
        let is_free = hint.at.start >= until;
        if is_free {
            until = hint.at.end;
        }
        is_free
    });
    found
}

/// The text with an ellipsis in the place of each of these.
#[must_use]
pub fn without(text: &str, hints: &[Hint]) -> String {
    let (mut rest, mut kept) = (String::with_capacity(text.len()), 0);
    for hint in hints {
        if let Some(before) = text.get(kept..hint.at.start) {
            rest.push_str(before);
            rest.push_str(GAP);
            kept = hint.at.end;
        }
    }
    rest.push_str(text.get(kept..).unwrap_or_default());
    rest
}

/// Kenyan telephone numbers with or without the code of the country, number plates of cars (`KAA 123A`) and motorcycles
/// (`KMAA 123A`), seven or eight digits on their own, and e-mail addresses.
fn patterns() -> &'static [(HintKind, Regex)] {
    static PATTERNS: std::sync::OnceLock<Vec<(HintKind, Regex)>> = std::sync::OnceLock::new();
    PATTERNS.get_or_init(|| {
        let of = |kind, pattern| Regex::new(pattern).ok().map(|pattern| (kind, pattern));
        [
            of(HintKind::Email, r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
            of(HintKind::Phone, r"(\+?254|\b0)[ -]?[17]\d{2}[ -]?\d{3}[ -]?\d{3}\b"),
            of(HintKind::Phone, r"\+\d{8,15}\b"),
            // In small letters without a space alone: "kwa 500m" is none.
            of(HintKind::Plate, r"\bKM?[A-Z]{2}[ -]?\d{3}[A-Z]\b"),
            of(HintKind::Plate, r"\bkm?[a-z]{2}\d{3}[a-z]\b"),
            of(HintKind::IdNumber, r"\b\d{7,8}\b"),
        ]
        .into_iter()
        .flatten()
        .collect()
    })
}

/// A word in lower case, and where it stands.
pub(super) struct Word {
    pub(super) lower: String,
    pub(super) at: Range<usize>,
}

pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = vec![];
    let mut from = None;
    let end = text.len();
    for (at, character) in text.char_indices().chain([(end, ' ')]) {
        let is_inside = character.is_alphanumeric() || character == '\'';
        match from {
            None if is_inside => from = Some(at),
            Some(start) if !is_inside => {
                words.extend(text.get(start..at).map(|word| Word { lower: word.to_lowercase(), at: start..at }));
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// Where terms of a list stand, of several that begin at one word the longest.
pub(super) fn terms_in(words: &[Word], list: &std::collections::BTreeSet<String>) -> Vec<Range<usize>> {
    let longest = list.iter().map(|term| term.split(' ').count()).max().unwrap_or(0);
    let mut found = vec![];
    for first in 0..words.len() {
        let term = (1..=longest.min(words.len() - first)).rev().find_map(|length| {
            let run = words.get(first..first + length)?;
            let text = run.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
            list.contains(&text).then(|| Some(run.first()?.at.start..run.last()?.at.end)).flatten()
        });
        found.extend(term);
    }
    found
}

/// Where a word is said of somebody, with the name before it: "Juma Otieno ni mwizi", "he is a thief". Nothing where it is said of
/// nobody: thieves who came are a report.
fn with_whom(text: &str, words: &[Word], at: Range<usize>) -> Option<Range<usize>> {
    const ARE: [&str; 8] = ["ni", "is", "are", "was", "were", "he's", "she's", "they're"];
    const BETWEEN: [&str; 4] = ["a", "an", "the", "known"];
    const NAMES: usize = 3;
    let place = words.iter().position(|word| word.at.start == at.start)?;
    let mut before = words.iter().take(place).rev().skip_while(|word| BETWEEN.contains(&word.lower.as_str()));
    let said = before.next().filter(|word| ARE.contains(&word.lower.as_str()))?;
    let is_name =
        |word: &&Word| text.get(word.at.clone()).and_then(|word| word.chars().next()).is_some_and(char::is_uppercase);
    let from = before.take(NAMES).take_while(is_name).last().map_or(said.at.start, |name| name.at.start);
    Some(from..at.end)
}
