//! Letters are sealed, signed and sent, one at a time, and threads are read.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::wire::{
    Answer, Letter, PATH, Said, SignedTerms, Terms, ThreadState, open_answer, seal_letter, thread_digest,
};
use super::work::solve;
use crate::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES};
use crate::event::{Audience, Draft, Part, PartName, Parts, Role, SubjectId, VerifiedEvent, WireEvent, pack};
use crate::geo::AreaId;
use crate::keys::{PublicKey, SecretKey, random_bytes};
use crate::model::incident::{self, Act, Place, Words};
use crate::model::receipt::ReceiptNumber;
use crate::model::tip::{self, Secret, TipAct, TipEntry, TipReport};
use crate::policy::{Placement, sealed_to, tip_audience};
use crate::profile::{Profile, Topic};
use crate::seal::Sealed;
use crate::store::DueLetter;
use crate::sync::engine::{Engine, SyncError};
use crate::sync::transport::Apart;

/// The longest random delay.
const DELAY: Duration = Duration::from_secs(15 * 60);
/// How exactly anonymous events tell the time: by the hub's clock, so that no phone is known by how wrong its own is.
const HOUR: Duration = Duration::from_secs(3600);

/// The longest that a letter waits by chance, where there is a connection.
#[must_use]
pub const fn latest_delay() -> Duration {
    DELAY
}

/// How long a letter waits: up to fifteen minutes, by chance.
#[must_use]
pub fn random_delay() -> Duration {
    // Without random bytes the longest wait is the safe one.
    random_bytes::<4>().map_or(DELAY, |bytes| DELAY.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)))
}

/// What is to be sealed, signed and sent, as the phone keeps it until then.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnonymousDraft {
    /// A tip.
    Tip {
        /// Identity.
        subject: SubjectId,
        /// The area that it is routed by.
        area: Option<AreaId>,
        /// Its essentials, but for whom it is sealed to.
        report: Box<TipReport>,
        /// What was written.
        words: Words,
        /// Exactly where.
        place: Option<Place>,
    },
    /// An answer to a question about a tip, or an addition.
    TipAnswer {
        /// The tip.
        subject: SubjectId,
        /// The area that it is routed by.
        area: Option<AreaId>,
        /// Its audience.
        audience: Audience,
        /// Whom it is sealed to.
        sealed_to: Vec<PublicKey>,
        /// What was written.
        words: Words,
    },
    /// A report of an incident, or an act of its reporter on it.
    Incident {
        /// Identity.
        subject: SubjectId,
        /// What is done.
        kind: String,
        /// The ward.
        area: Option<AreaId>,
        /// Its audience.
        audience: Audience,
        /// The bodies of its parts.
        parts: BTreeMap<PartName, String>,
    },
}

/// What became of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterOutcome {
    /// None was due.
    NoneDue,
    /// The hub has said what becomes of it.
    Settled,
    /// Nobody is there yet whom it can be sealed to; it waits.
    NoRecipient,
}

impl AnonymousDraft {
    /// The event, signed with the key of the receipt; nothing where there is nobody whom it can be sealed to.
    fn sign(&self, terms: &Terms, key: &SecretKey, profile: &Profile) -> Result<Option<VerifiedEvent>, SyncError> {
        let failed = |_| SyncError::Protocol("a letter cannot be sealed");
        let (subject, area, audience, kind, schema_version, parts) = match self {
            Self::Tip { subject, area, report, words, place } => {
                let audience = tip_audience(&report.topic);
                let placement = tip_placement(profile, *area, report.ward);
                let (readers, handlers) = sealed_to(&terms.recipients, &audience, &placement);
                if handlers.is_empty() {
                    return Ok(None);
                }
                let words = Secret::sealed(words, &PartName::Text, *subject, &readers).map_err(failed)?;
                let place = place.as_ref().map(|place| Secret::sealed(place, &PartName::Place, *subject, &handlers));
                let report = TipReport { sealed_to: handlers.clone(), ..(**report).clone() };
                let act = TipAct::Submitted(Box::new(report));
                let kind = act.kind();
                let entry = TipEntry { words: Some(words), place: place.transpose().map_err(failed)?, ..act.into() };
                (*subject, *area, audience, kind, tip::SCHEMA_VERSION, entry.parts())
            }
            Self::TipAnswer { subject, area, audience, sealed_to, words } => {
                // What one has said, one can read again.
                let readers = [sealed_to.as_slice(), &[key.public()]].concat();
                let words = Secret::sealed(words, &PartName::Text, *subject, &readers).map_err(failed)?;
                let act = TipAct::Answered(incident::Nothing {});
                let kind = act.kind();
                let entry = TipEntry { words: Some(words), ..act.into() };
                (*subject, *area, audience.clone(), kind, tip::SCHEMA_VERSION, entry.parts())
            }
            Self::Incident { subject, kind, area, audience, parts } => {
                let known = Act::KINDS.iter().find(|known| *known == kind);
                let kind = known.ok_or(SyncError::Protocol("a letter of another kind"))?;
                let salted = |(name, body): (&PartName, &String)| {
                    Ok((name.clone(), Part { salt: crate::keys::Salt::random()?, body: body.clone() }))
                };
                let parts = parts.iter().map(salted).collect::<Result<Parts, crate::event::PartError>>();
                (*subject, *area, audience.clone(), *kind, incident::SCHEMA_VERSION, parts)
            }
        };
        let at = terms.hub_time.floor_to(HOUR);
        let time = DeviceTime { at, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None };
        let parts = parts.map_err(|_| SyncError::Protocol("a letter cannot be written"))?;
        let draft = Draft { subject, kind, schema_version, role: Role::Resident, area, audience, time, parts };
        draft.sign_once(key).map(Some).map_err(|_| SyncError::Protocol("a letter cannot be signed"))
    }
}

/// Where a tip lies, as far as the hub can tell too.
fn tip_placement(profile: &Profile, area: Option<AreaId>, ward: Option<AreaId>) -> Placement {
    let directory = profile.directory();
    Placement::look_up(&directory.areas, None, area).joined(&Placement::look_up(&directory.areas, None, ward))
}

impl Engine {
    /// Sends one letter that is due, by the anonymous road. Others that are due wait again by chance: two letters never go in one
    /// breath.
    ///
    /// # Errors
    /// [`SyncError`] without a connection. The letter stays, and is tried again.
    pub async fn send_a_letter(&self, deadline: Duration) -> Result<LetterOutcome, SyncError> {
        self.not_paused()?;
        let now = self.profile.clock().now();
        let due = self.disk(move |profile| profile.store().due_letters(now, DELAY)).await?;
        let mut due: Vec<DueLetter<AnonymousDraft, WireEvent>> = due;
        if due.is_empty() {
            return Ok(LetterOutcome::NoneDue);
        }
        let chance = random_bytes::<4>().map(u32::from_le_bytes).unwrap_or(0) as usize;
        let letter = due.swap_remove(chance % due.len());
        let (this, others) = (letter.no, due.into_iter().map(|other| other.no).collect::<Vec<_>>());
        self.disk(move |profile| {
            profile.store().write_over(|write| {
                // Whatever happens now, this one too waits before it is tried again.
                write.letter_later(this, now.plus(random_delay()))?;
                others.iter().try_for_each(|other| write.letter_later(*other, now.plus(random_delay())))
            })
        })
        .await?;
        let until = Instant::now() + deadline;
        let terms = self.terms(until).await?;
        let receipt = ReceiptNumber::parse(&letter.receipt).map_err(|_| SyncError::Protocol("a receipt is damaged"))?;
        let key = derive(receipt).await?;
        let event = match letter.signed {
            Some(signed) => signed,
            None => {
                let Some(event) = letter.draft.sign(&terms, &key, &self.profile)? else {
                    return Ok(LetterOutcome::NoRecipient);
                };
                let event = pack(&[event]).pop().ok_or(SyncError::Protocol("a letter cannot be written"))?;
                let kept = event.clone();
                self.disk(move |profile| profile.store().write_over(|write| write.letter_signed(this, &kept))).await?;
                event
            }
        };
        let letter = Letter { key: key.public(), what: Said::Event(Box::new(event)) };
        let refusal = match self.write_apart(&letter, &terms, &key, until).await? {
            Answer::Taken => None,
            Answer::Refused(refusal) => Some(refusal),
            Answer::Thread(_) | Answer::NoThread => return Err(SyncError::Protocol("an answer to something else")),
        };
        self.disk(move |profile| {
            profile.store().wipe(|write| write.letter_settled(this, refusal.as_ref(), profile.now()))
        })
        .await?;
        self.profile.tell(&[Topic::Tips, Topic::Outbox]);
        Ok(LetterOutcome::Settled)
    }

    /// Reads the thread of a receipt: nothing where there is none, or none any more. Whoever asks has to do the hub's work first.
    ///
    /// # Errors
    /// [`SyncError`] without a connection.
    pub async fn read_thread(
        &self,
        receipt: ReceiptNumber,
        deadline: Duration,
    ) -> Result<Option<(ThreadState, SecretKey)>, SyncError> {
        let until = Instant::now() + deadline;
        let terms = self.terms(until).await?;
        let key = derive(receipt).await?;
        let signature = key.sign(thread_digest(&terms.challenge).as_bytes());
        let letter = Letter { key: key.public(), what: Said::Thread(signature) };
        match self.write_apart(&letter, &terms, &key, until).await? {
            Answer::Thread(thread) => Ok(Some((*thread, key))),
            Answer::NoThread => Ok(None),
            Answer::Taken | Answer::Refused(_) => Err(SyncError::Protocol("an answer to something else")),
        }
    }

    async fn terms(&self, until: Instant) -> Result<Terms, SyncError> {
        let response = self.transport.send_apart(Apart { path: PATH, body: None, timeout: left(until)? }).await?;
        let body = said(response.status, response.body)?;
        let signed: SignedTerms =
            serde_json::from_slice(&body).map_err(|_| SyncError::Protocol("terms of another shape"))?;
        let pinned = self.profile.standing().enrolment.as_ref().map(|enrolment| enrolment.hub_key);
        signed.verify(pinned.as_ref()).map_err(|_| SyncError::Protocol("terms that the hub did not sign"))
    }

    async fn write_apart(
        &self,
        letter: &Letter,
        terms: &Terms,
        key: &SecretKey,
        until: Instant,
    ) -> Result<Answer, SyncError> {
        let sealed =
            seal_letter(letter, &terms.intake).map_err(|_| SyncError::Protocol("a letter cannot be sealed"))?;
        let (challenge, bits) = (terms.challenge, terms.bits);
        let work = tokio::task::spawn_blocking(move || {
            let nonce = solve(&challenge, sealed.as_bytes(), bits);
            [challenge.as_bytes().as_slice(), &nonce.to_le_bytes(), sealed.as_bytes()].concat()
        });
        let body = tokio::time::timeout(left(until)?, work).await.map_err(|_| SyncError::Deadline)?;
        let body = Some(body.map_err(|_| SyncError::CutOff)?);
        let response = self.transport.send_apart(Apart { path: PATH, body, timeout: left(until)? }).await?;
        let answer = Sealed::from_bytes(said(response.status, response.body)?);
        open_answer(&answer, key).map_err(|_| SyncError::Protocol("an answer that is sealed to somebody else"))
    }
}

/// The key of a receipt, beside the threads that serve.
async fn derive(receipt: ReceiptNumber) -> Result<SecretKey, SyncError> {
    let derived = tokio::task::spawn_blocking(move || receipt.key()).await.map_err(|_| SyncError::CutOff)?;
    derived.map_err(|_| SyncError::Protocol("there is not enough memory for the key of a receipt"))
}

fn left(until: Instant) -> Result<Duration, SyncError> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(SyncError::Deadline) } else { Ok(left) }
}

fn said(status: u16, body: Vec<u8>) -> Result<Vec<u8>, SyncError> {
    if status < 400 {
        return Ok(body);
    }
    let problem: Option<super::super::wire::Problem> = serde_json::from_slice(&body).ok();
    let code = problem.map_or_else(|| "unknown".to_owned(), |problem| problem.code);
    Err(SyncError::Hub { status, code })
}
