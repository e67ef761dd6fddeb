//! Whether words that were forwarded are those of an alert: a code of 64 bits at their end, and a comparison with the alert that the
//! phone holds (DOMAIN §8.3, §17.3).
//!
//! The code alone proves nothing: whoever has the alert can compute it, and so can whoever invents one. It says which alert the words
//! claim to be; the phone holds that alert, signed, or says that it does not know.

use unicode_normalization::UnicodeNormalization as _;

use super::state::Alert;
use crate::clock::Timestamp;
use crate::model::cap::{self, Status};
use crate::model::crockford::{check, letter, symbol};

/// Symbols of a code: 64 bits in 13, and one to check them.
const SYMBOLS: usize = 14;
/// How a code begins.
const MARK: &str = "#HA-";
/// Text that is longer than this is not looked at, in bytes.
pub const MAX_TEXT: usize = 20_000;

/// The short code of an alert, `#HA-XXXXX-XXXXX-XXXX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProofCode(u64);

impl ProofCode {
    /// The code of a message: of its name and of all that people are told by it.
    #[must_use]
    pub fn of(message: &cap::Alert) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("usalama alert proof 1");
        let mut word = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        };
        word(&message.sender);
        word(&message.identifier);
        word(message.sent.as_str());
        for info in &message.info {
            word(info.language());
            words(&told(message, info)).iter().for_each(|told| word(told));
        }
        let mut bytes = [0; 8];
        hasher.finalize_xof().fill(&mut bytes);
        Self(u64::from_le_bytes(bytes))
    }

    /// Reads a code as people copy it: any case, any spaces and hyphens, O for 0, I and L for 1. Nothing where it is none, or a
    /// character of it is wrong.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text.get(..3).filter(|mark| mark.eq_ignore_ascii_case("#HA")).and(text.get(3..))?;
        Self::from_symbols(rest.bytes().filter(|b| *b != b'-' && !b.is_ascii_whitespace()))
    }

    fn from_symbols(characters: impl Iterator<Item = u8>) -> Option<Self> {
        let symbols: Vec<u8> = characters.map(symbol).collect::<Option<_>>()?;
        let (given, body) = symbols.split_last().filter(|_| symbols.len() == SYMBOLS)?;
        if *given != check(body.iter().copied()) {
            return None;
        }
        let bits = body.iter().fold(0_u128, |bits, symbol| bits << 5 | u128::from(*symbol));
        u64::try_from(bits).ok().map(Self)
    }
}

impl std::fmt::Display for ProofCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: Vec<u8> = (0..SYMBOLS - 1)
            .rev()
            .map(|i| u8::try_from((u128::from(self.0) >> (5 * i)) & 31).unwrap_or_default())
            .collect();
        let text: String = body.iter().chain([&check(body.iter().copied())]).map(|symbol| letter(*symbol)).collect();
        let (first, rest) = text.split_at(5);
        let (second, third) = rest.split_at(5);
        write!(f, "{MARK}{first}-{second}-{third}")
    }
}

/// What an alert says in one language, to be forwarded: with its code at the end. Nothing where it has no info in that language.
#[must_use]
pub fn forward_text(message: &cap::Alert, language: &str) -> Option<String> {
    let speaks = |info: &&cap::Info| {
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        primary(info.language()) == primary(language)
    };
    let info = message.info.iter().find(speaks)?;
    Some(format!("{}\n{}", told(message, info), ProofCode::of(message)))
}

/// Everything that an info tells, line by line.
fn told(message: &cap::Alert, info: &cap::Info) -> String {
    let mut lines = vec![];
    let drill = match message.status {
        Status::Exercise => Some("MAZOEZI / EXERCISE".to_owned()),
        Status::Test => Some("TEST".to_owned()),
        _ => None,
    };
    lines.extend(drill);
    lines.push(info.headline.clone().unwrap_or_else(|| info.event.clone()));
    lines.extend(info.description.clone());
    lines.extend(info.instruction.clone());
    lines.extend(info.area.iter().map(|area| area.area_desc.clone()));
    lines.extend(
        info.expires.as_ref().map(|expires| format!("→ {}", expires.as_str().get(..16).unwrap_or(expires.as_str()))),
    );
    let from = [info.sender_name.clone(), info.contact.clone()];
    let from: Vec<String> = from.into_iter().flatten().collect();
    if !from.is_empty() {
        lines.push(from.join(", "));
    }
    lines.join("\n")
}

/// The words of a text, whatever its case, its spaces, its punctuation and its pictures.
fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What somebody pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The code, where there is one.
    pub code: Option<ProofCode>,
    /// All other words.
    body: Vec<String>,
}

impl Pasted {
    /// Reads a text. What messengers put in front of a forwarded message is passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut end = text.len().min(MAX_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let lines = text.get(..end).unwrap_or_default().lines().map(without_header);
        let mut body = words(&lines.collect::<Vec<_>>().join("\n"));
        let code = take_code(&mut body);
        Self { code, body }
    }

    /// Whether these are the words of an info of the message, all of them and no others.
    #[must_use]
    pub fn says(&self, message: &cap::Alert) -> bool {
        message.info.iter().any(|info| words(&told(message, info)) == self.body)
    }
}

/// Takes the code out of the words: `ha`, and after it as many words as make up the symbols.
fn take_code(body: &mut Vec<String>) -> Option<ProofCode> {
    for start in (0..body.len()).rev().filter(|at| body.get(*at).is_some_and(|word| word == "ha")) {
        let mut symbols = String::new();
        for end in start + 1..body.len() {
            symbols.push_str(body.get(end)?);
            if symbols.len() >= SYMBOLS {
                if let Some(code) = ProofCode::from_symbols(symbols.bytes()) {
                    body.drain(start..=end);
                    return Some(code);
                }
                break;
            }
        }
    }
    None
}

/// A line without what messengers put in front: a mark of quotation, `[24/11/2026, 14:02] Name:`, `Forwarded many times`.
fn without_header(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace() || c == '\u{200e}');
    let bare = words(line).join(" ");
    if ["forwarded", "forwarded many times", "forwarded message", "imetumwa", "imesambazwa", "imesambazwa mara nyingi"]
        .contains(&bare.as_str())
    {
        return "";
    }
    let Some((stamp, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return line };
    if !stamp.chars().any(|c| c.is_ascii_digit()) || stamp.len() > 40 {
        return line;
    }
    without_header(match rest.split_once(": ") {
        Some((name, said)) if name.len() <= 80 => said,
        _ => rest,
    })
}

/// What can be said of words, or of a code that was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Genuineness {
    /// It is an alert as it was issued, and it stands.
    Genuine {
        /// Until then; nothing where it has no end.
        until: Option<Timestamp>,
    },
    /// It was an alert as it was issued; a later message took its place.
    Updated,
    /// It names an alert, and the words are not its words.
    Altered,
    /// It was called off.
    Cancelled,
    /// It is over.
    Expired,
    /// Nothing is known of it here: it may be invented.
    Unknown,
}

/// Whether an alert is meant by a code.
#[must_use]
pub fn has_code(alert: &Alert, code: ProofCode) -> bool {
    alert.message.as_deref().is_some_and(|message| ProofCode::of(message) == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_code_is_read_as_people_write_it_and_one_wrong_character_is_noticed(bits: u64, at in 0_usize..14, to in 0_u8..32) {
            let code = ProofCode(bits);
            let written = code.to_string();
            prop_assert_eq!(ProofCode::parse(&written), Some(code));
            let loose = written.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
            prop_assert_eq!(ProofCode::parse(&loose), Some(code), "{}", loose);
            let mut symbols: Vec<char> = written.chars().skip(4).filter(|c| *c != '-').collect();
            let before = symbols[at];
            symbols[at] = letter(to);
            let wrong: String = symbols.iter().collect();
            let read = ProofCode::parse(&format!("#HA{wrong}"));
            prop_assert_eq!(read == Some(code), before == letter(to));
        }

        #[test]
        fn any_text_is_read_without_a_fault(text: String) {
            let _ = (Pasted::read(&text), ProofCode::parse(&text));
        }
    }

    #[test]
    fn what_messengers_put_in_front_is_passed_over_and_words_are_not() {
        let body = |text: &str| Pasted::read(text).body.join(" ");
        for text in [
            "Mto umefurika",
            "> Mto umefurika",
            "Forwarded\nMto umefurika",
            "Forwarded many times\n> MTO   UMEFURIKA!!! 🌊",
            "[24/11/26, 14:02:11] Asha: Mto umefurika",
            "[24/11/26, 14:02:11] Asha: Forwarded many times\n“Mto umefurika”",
        ] {
            assert_eq!(body(text), "mto umefurika", "{text}");
        }
        assert_eq!(body("[kesho] Mto umefurika"), "kesho mto umefurika", "a bracket without a date is the writer's");
        assert_eq!(body("forwarded by the chief: Mto umefurika"), "forwarded by the chief mto umefurika");
    }

    #[test]
    fn a_long_text_is_cut_where_a_character_ends() {
        let long = "ü".repeat(MAX_TEXT);
        assert!(Pasted::read(&long).code.is_none());
    }
}
