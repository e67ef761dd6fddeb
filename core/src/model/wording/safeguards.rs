//! What a proposal may not do, as far as its words tell (DOMAIN §9): target a named person or household, exclude a community, create
//! patrols by unregistered persons. The rules, in English and Kiswahili, are part of the lists of terms. It is a first look: a
//! moderator takes the second.

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::model::refusal::RefusalCode;

/// Rules over words.
///
/// A phrase is a row of words. Within a word `#` is a digit, `?` a letter, `*` anything more; `^` alone is a word with a capital letter.
/// A rule is broken by a sentence with one of `any`, with one of `with` where there are some, and with none of `unless`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Safeguards(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    rule: RefusalCode,
    any: Vec<Phrase>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<Phrase>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unless: Vec<Phrase>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
struct Phrase(Vec<Vec<char>>);

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self(text.split_whitespace().map(|word| word.chars().collect()).collect())
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> Self {
        let words: Vec<Self> = phrase.0.into_iter().map(|word| word.into_iter().collect()).collect();
        words.join(" ")
    }
}

impl Safeguards {
    /// The rules that come with the library.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &Terms::shared().proposals
    }

    /// The lengths of the phrases of each list of a rule, in characters.
    pub(super) fn lengths(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        let length = |phrase: &Phrase| phrase.0.iter().map(|word| word.len() + 1).sum();
        let lists = self.0.iter().flat_map(|rule| [&rule.any, &rule.with, &rule.unless]);
        lists.map(move |list| list.iter().map(length).collect())
    }

    /// The first rule that words break, as the reason for a refusal.
    #[must_use]
    pub fn broken_by<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Option<RefusalCode> {
        let sentences: Vec<Vec<Word>> = texts.into_iter().flat_map(sentences).collect();
        let has = |sentence: &[Word], phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.is_in(sentence));
        let breaks = |rule: &Rule, sentence: &[Word]| {
            has(sentence, &rule.any)
                && (rule.with.is_empty() || has(sentence, &rule.with))
                && !has(sentence, &rule.unless)
        };
        let broken = self.0.iter().find(|rule| sentences.iter().any(|sentence| breaks(rule, sentence)));
        broken.map(|rule| rule.rule.clone())
    }
}

struct Word {
    lower: Vec<char>,
    has_capital: bool,
}

/// The words, sentence by sentence. What stands after a short word with a full stop, such as "Mr.", goes on with it.
fn sentences(text: &str) -> Vec<Vec<Word>> {
    let (mut all, mut sentence, mut word) = (vec![], vec![], String::new());
    // The end of the text ends the last word.
    for c in text.chars().chain(['\n']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        // "o'clock" and "ng'ombe" are one word.
        if matches!(c, '\'' | '’') && !word.is_empty() {
            continue;
        }
        let length = word.chars().count();
        if length > 0 {
            let has_capital = word.chars().next().is_some_and(char::is_uppercase);
            sentence.push(Word { lower: word.to_lowercase().chars().collect(), has_capital });
            word.clear();
        }
        if matches!(c, '!' | '?' | '\n') || (c == '.' && length > 3) {
            all.push(std::mem::take(&mut sentence));
        }
    }
    all
}

impl Phrase {
    fn is_in(&self, sentence: &[Word]) -> bool {
        !self.0.is_empty()
            && sentence
                .windows(self.0.len())
                .any(|words| self.0.iter().zip(words).all(|(pattern, word)| fits(pattern, word)))
    }
}

fn fits(pattern: &[char], word: &Word) -> bool {
    if pattern == ['^'] {
        return word.has_capital;
    }
    let mut letters = word.lower.iter();
    for wanted in pattern {
        match (wanted, letters.next()) {
            ('*', _) => return true,
            ('#', Some(c)) if c.is_ascii_digit() => {}
            ('?', Some(c)) if c.is_alphabetic() => {}
            (wanted, Some(c)) if wanted == c => {}
            _ => return false,
        }
    }
    letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Option<RefusalCode> {
        Safeguards::built_in().broken_by([text])
    }

    #[test]
    fn each_rule_is_told_by_name_in_both_languages() {
        use RefusalCode as No;
        for (text, rule) in [
            ("Tell Mr. Otieno to leave the court.", No::NamesPerson),
            ("Kamau ni mwizi, afukuzwe.", No::NamesPerson),
            ("Call 0712345678 about the noise.", No::NamesPerson),
            ("The car KBZ 123A parks there every night.", No::NamesPerson),
            ("The noise comes from house no. 14B.", No::NamesHousehold),
            ("Kelele zinatoka nyumba namba 7.", No::NamesHousehold),
            ("We should evict the refugees from the estate.", No::ExcludesCommunity),
            ("Wakimbizi waondolewe mtaani.", No::ExcludesCommunity),
            ("Our youths should patrol at night.", No::UnregisteredPatrol),
            ("Vijana wafanye doria usiku.", No::UnregisteredPatrol),
        ] {
            assert_eq!(broken(text), Some(rule), "{text}");
        }
    }

    #[test]
    fn ordinary_proposals_pass() {
        for text in [
            "Repair six street lights between the gate and the stage.",
            "Taa sita za barabarani zitengenezwe kati ya lango na stendi.",
            "A licensed firm with registered guards should patrol with residents informed by SMS.",
            "Ask the police to patrol; residents report by the app.",
            "A youth centre that is open at night.",
            "Budget: 120,000 shillings. Start in 2027.",
            "Remove the rubbish at the river.",
        ] {
            assert_eq!(broken(text), None, "{text}");
        }
    }

    #[test]
    fn rules_can_be_replaced_come_back_as_they_were_written_and_damaged_ones_are_an_error() {
        let list = r#"[{"rule":"names_person","any":["zzz# *"]}]"#;
        let rules: Safeguards = serde_json::from_str(list).unwrap();
        assert_eq!(rules.broken_by(["a zzz7 b"]), Some(RefusalCode::NamesPerson));
        assert_eq!(rules.broken_by(["a zzz b", "Mr Otieno"]), None);
        assert_eq!(serde_json::to_string(&rules).unwrap(), list);
        assert!(serde_json::from_str::<Safeguards>("{}").is_err());
    }
}
