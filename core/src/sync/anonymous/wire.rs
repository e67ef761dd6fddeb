//! What phone and hub say to each other on the anonymous road.
//!
//! `GET /v1/anonymous` gives [`SignedTerms`], the same for everybody. `POST /v1/anonymous` takes a challenge, the number that
//! solves it and a sealed [`Letter`], as bytes; it gives a sealed [`Answer`]. Letters and answers have one of four sizes.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::work::Challenge;
use crate::clock::Timestamp;
use crate::event::{Audience, SubjectId, WireEvent};
use crate::geo::AreaId;
use crate::keys::{Hash, KeyError, PublicKey, SecretKey, Signature};
use crate::model::incident::Words;
use crate::model::refusal::Refusal;
use crate::model::tip::{Secret, TipFeedback};
use crate::policy::Recipient;
use crate::seal::{SealError, Sealed};

/// Where all of it goes.
pub const PATH: &str = "/v1/anonymous";

/// Bytes of a sealed letter or answer: there are no other sizes.
pub const STEPS: [usize; 4] = [4 * 1024, 8 * 1024, 16 * 1024, 64 * 1024];

/// Bytes of a request before the sealed letter: challenge and number.
pub const PREFIX: usize = 32 + 8;

/// The purpose that letters are sealed for.
const LETTER: &str = "usalama 2026 anonymous letter";
/// The purpose that answers are sealed for.
const ANSWER: &str = "usalama 2026 anonymous answer";

/// What the hub tells everybody who wants to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// What letters are sealed to.
    pub intake: PublicKey,
    /// What to work on, for some ten minutes.
    pub challenge: Challenge,
    /// How much.
    pub bits: u8,
    /// Whom the words of tips can be sealed to.
    pub recipients: Vec<Recipient>,
}

/// [`Terms`] with the hub's signature: JSON that is never serialised again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedTerms {
    /// JSON of [`Terms`], as signed.
    pub terms: String,
    /// The key that phones pin.
    pub hub_key: PublicKey,
    /// The hub's signature.
    pub signature: Signature,
}

impl SignedTerms {
    /// Signs terms.
    ///
    /// # Errors
    /// Where they cannot be written as JSON.
    pub fn sign(terms: &Terms, hub: &SecretKey) -> Result<Self, serde_json::Error> {
        let terms = serde_json::to_string(terms)?;
        let signature = hub.sign(digest(&terms).as_bytes());
        Ok(Self { terms, hub_key: hub.public(), signature })
    }

    /// Reads them, where the hub signed them: the one that is pinned, where one is.
    ///
    /// # Errors
    /// [`KeyError`] where they are another's, or none.
    pub fn verify(&self, pinned: Option<&PublicKey>) -> Result<Terms, KeyError> {
        let hub = pinned.unwrap_or(&self.hub_key);
        hub.verify(digest(&self.terms).as_bytes(), &self.signature)?;
        serde_json::from_str(&self.terms).map_err(|_| KeyError::Encoding("terms of the anonymous road"))
    }
}

fn digest(terms: &str) -> Hash {
    Hash::of("usalama 2026 anonymous terms", &[terms.as_bytes()])
}

/// What somebody says to the hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    /// The key of the receipt: what the answer is sealed to.
    pub key: PublicKey,
    /// What is said.
    pub what: Said,
}

/// See [`Letter`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// An event that the key signed.
    Event(Box<WireEvent>),
    /// What has become of it? The key's signature over [`thread_digest`].
    Thread(Signature),
}

/// What is signed to read a thread.
#[must_use]
pub fn thread_digest(challenge: &Challenge) -> Hash {
    Hash::of("usalama 2026 anonymous thread", &[challenge.as_bytes()])
}

/// What the hub says to that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The event is taken up, now or before.
    Taken,
    /// It is refused.
    Refused(Refusal),
    /// The thread.
    Thread(Box<ThreadState>),
    /// There is no thread of this key, or there is none any more.
    NoThread,
}

/// How something stands that was sent without a name, for whoever has the receipt. Nothing in it is operational.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadState {
    /// What it is about.
    pub subject: SubjectId,
    /// It is a tip, else an incident.
    pub tip: bool,
    /// Where it stands: of a tip `received` or `closed`, of an incident the status of the case.
    pub state: String,
    /// What is told of a tip once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<TipFeedback>,
    /// What came of an incident, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<ThreadMessage>,
    /// The area that answers are routed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The audience of answers.
    pub audience: Audience,
    /// Whom answers are sealed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<PublicKey>,
    /// Until when the receipt opens it, unless it is read again before.
    pub expires: Timestamp,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreadMessage {
    /// When the hub received it.
    pub at: Timestamp,
    /// By whoever has the receipt, else by a handler.
    pub from_source: bool,
    /// What.
    pub words: Secret<Words>,
}

/// A letter, sealed to the hub.
///
/// # Errors
/// [`SealError`]; also where it is larger than the largest step.
pub fn seal_letter(letter: &Letter, intake: &PublicKey) -> Result<Sealed, SealError> {
    seal(letter, intake, LETTER)
}

/// Opens a letter.
///
/// # Errors
/// [`SealError::NotForUs`].
pub fn open_letter(sealed: &Sealed, intake: &SecretKey) -> Result<Letter, SealError> {
    open(sealed, intake, LETTER)
}

/// An answer, sealed to the key of the receipt.
///
/// # Errors
/// [`SealError`]; also where it is larger than the largest step.
pub fn seal_answer(answer: &Answer, key: &PublicKey) -> Result<Sealed, SealError> {
    seal(answer, key, ANSWER)
}

/// Opens an answer.
///
/// # Errors
/// [`SealError::NotForUs`].
pub fn open_answer(sealed: &Sealed, key: &SecretKey) -> Result<Answer, SealError> {
    open(sealed, key, ANSWER)
}

/// Pads to the next step: four bytes that tell the length, the JSON, zeros.
fn seal<T: Serialize>(value: &T, to: &PublicKey, purpose: &str) -> Result<Sealed, SealError> {
    let json = zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError::Readers)?);
    let needed = 4 + json.len() + Sealed::overhead(1);
    let step = STEPS.into_iter().find(|step| *step >= needed).ok_or(SealError::Readers)?;
    let mut padded = zeroize::Zeroizing::new(Vec::with_capacity(step));
    padded.extend_from_slice(&u32::try_from(json.len()).map_err(|_| SealError::Readers)?.to_le_bytes());
    padded.extend_from_slice(&json);
    padded.resize(step - Sealed::overhead(1), 0);
    Sealed::to(&[*to], purpose, &padded)
}

fn open<T: DeserializeOwned>(sealed: &Sealed, key: &SecretKey, purpose: &str) -> Result<T, SealError> {
    if !STEPS.contains(&sealed.as_bytes().len()) {
        return Err(SealError::NotForUs);
    }
    let padded = sealed.open(key, purpose)?;
    let (length, rest) = padded.split_first_chunk::<4>().ok_or(SealError::NotForUs)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| SealError::NotForUs)?;
    let json = rest.get(..length).ok_or(SealError::NotForUs)?;
    serde_json::from_slice(json).map_err(|_| SealError::NotForUs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_answers_have_one_of_four_sizes_whatever_they_say() {
        let (hub, key) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let signature = key.sign(b"x");
        let letter = Letter { key: key.public(), what: Said::Thread(signature) };
        let sealed = seal_letter(&letter, &hub.public()).unwrap();
        assert_eq!(sealed.as_bytes().len(), STEPS[0]);
        assert!(matches!(open_letter(&sealed, &hub).unwrap().what, Said::Thread(same) if same == signature));
        assert!(open_answer(&sealed, &hub).is_err(), "a letter is no answer");
        for length in [0, 3_000, 5_000, 10_000, 40_000] {
            let body = "x".repeat(length);
            let event = WireEvent { header: Some(body), ..WireEvent::default() };
            let sealed = seal_letter(&Letter { key: key.public(), what: Said::Event(Box::new(event)) }, &hub.public());
            assert!(STEPS.contains(&sealed.unwrap().as_bytes().len()));
        }
        let event = WireEvent { header: Some("x".repeat(70_000)), ..WireEvent::default() };
        assert!(seal_letter(&Letter { key: key.public(), what: Said::Event(Box::new(event)) }, &hub.public()).is_err());
        assert_eq!(seal_answer(&Answer::NoThread, &key.public()).unwrap().as_bytes().len(), STEPS[0]);
    }

    #[test]
    fn terms_of_another_hub_than_the_one_that_is_pinned_are_refused() {
        let (hub, other) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
        let challenge = Hash::of("test", &[]);
        let hub_time = Timestamp::from_millis(0);
        let terms = Terms { hub_time, intake: hub.public(), challenge, bits: 1, recipients: vec![] };
        let signed = SignedTerms::sign(&terms, &other).unwrap();
        assert_eq!(signed.verify(None).unwrap(), terms);
        assert!(signed.verify(Some(&hub.public())).is_err());
        let altered = SignedTerms { terms: signed.terms.replace("\"bits\":1", "\"bits\":0"), ..signed };
        assert!(altered.verify(None).is_err());
    }
}
