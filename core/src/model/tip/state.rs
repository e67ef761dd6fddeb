//! A tip as it stands.

use serde::{Deserialize, Serialize};

use super::act::{Graded, TipAct, TipEntry, TipReport, act_of};
use super::secret::Secret;
use super::transition::next_tip_state;
use super::vocabulary::{SourceRisk, TipBasis, TipFeedback, TipState, TipSubject, TipTopic};
use crate::clock::Timestamp;
use crate::event::{ActorId, Author, EventId, PartName, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::PublicKey;
use crate::model::Model;
use crate::model::incident::{Anonymity, Identity, Place, Stamp, Veracity, Words};
use crate::model::refusal::RefusalCode;

/// Messages between handlers and the source, at most; a tip is no chat.
pub const MOST_MESSAGES: usize = 200;

/// Something that was said between handlers and the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipMessage {
    /// The event.
    pub event: EventId,
    /// When the hub received it; before that, when it was written.
    pub at: Timestamp,
    /// By the source, else by a handler.
    pub from_source: bool,
    /// What was said, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Secret<Words>>,
}

/// A tip as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tip {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<TipState>,
    /// As it was shared; nothing for whoever screens the words alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<TipReport>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Secret<Words>>,
    /// Exactly where, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Secret<Place>>,
    /// Who shared it, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// Who signs for the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<PublicKey>,
    /// The area that it was routed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// When the hub received it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// How source and information are graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Graded>,
    /// How far it is true.
    pub veracity: Veracity,
    /// Who said so last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veracity_by: Option<ActorId>,
    /// Who found it false.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_false_by: Vec<ActorId>,
    /// With which other tip it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<SubjectId>,
    /// Something was done about it at some time: it is kept longer (DOMAIN §14).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acted_on: bool,
    /// What was said between handlers and the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<TipMessage>,
    /// What the source was told when it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<TipFeedback>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl TipReport {
    /// A tip about a topic, of an activity that was seen, of low risk; in an unknown language and place.
    #[must_use]
    pub fn new(topic: TipTopic, anonymity: Anonymity) -> Self {
        Self {
            topic,
            subject_kind: TipSubject::Activity,
            basis: TipBasis::Seen,
            first_known: None,
            last_known: None,
            recurring: None,
            risk_to_source: SourceRisk::Low,
            anonymity,
            lang: "und".to_owned(),
            ward: None,
            sealed_to: vec![],
        }
    }
}

impl Tip {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            report: None,
            words: None,
            place: None,
            identity: None,
            source: None,
            area: None,
            received_at: None,
            grade: None,
            veracity: Veracity::New,
            veracity_by: None,
            found_false_by: vec![],
            merged_into: None,
            acted_on: false,
            messages: vec![],
            feedback: None,
            closed_at: None,
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`RefusalCode`] where it does not fit.
    pub fn next(&self, act: &TipAct) -> Result<Option<TipState>, RefusalCode> {
        next_tip_state(self.state.as_ref(), act)
    }

    /// Whether nobody knows who shared it.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.anonymity == Anonymity::Anonymous)
    }

    fn begin(&mut self, event: &VerifiedEvent, entry: &TipEntry, stamp: Stamp) {
        let header = event.header();
        self.words = entry.words.clone();
        self.place = entry.place.clone();
        self.identity = entry.identity.clone();
        self.source = Some(header.author.key());
        self.area = header.area;
        self.received_at = stamp.confirmed_at();
    }

    fn assess(&mut self, event: &VerifiedEvent, veracity: &Veracity) {
        self.veracity = veracity.clone();
        self.veracity_by = match event.header().author {
            Author::Actor { id, .. } => Some(id),
            Author::Pseudonym { .. } | Author::OneTime { .. } => None,
        };
        let found_false = matches!(
            veracity,
            Veracity::ProbablyFalse | Veracity::ConfirmedFalse | Veracity::UnverifiableProbablyFalse
        );
        if let Some(by) = self.veracity_by.filter(|by| found_false && !self.found_false_by.contains(by)) {
            self.found_false_by.push(by);
        }
    }
}

impl Model for Tip {
    type Entry = TipEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<TipEntry> {
        let words = event.read(&PartName::Text).unwrap_or_default();
        let act = match act_of(event) {
            Ok(Some(act)) => act,
            // Whoever screens a tip gets its words and nothing else.
            Ok(None) if event.header().kind == "tip.submitted" && event.parts().get(&PartName::Core).is_none() => {
                TipAct::Submitted(Box::new(TipReport::new(WITHHELD.to_owned().into(), Anonymity::Anonymous)))
            }
            _ => return None,
        };
        Some(TipEntry {
            act,
            words,
            place: event.read(&PartName::Place).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &TipEntry, stamp: Stamp) -> bool {
        let led = match (self.next(&entry.act), &entry.act) {
            (Ok(led), _) => led,
            // The source is not told what was in between.
            (Err(_), TipAct::Closed(_)) if self.has_begun() && stamp.confirmed_at().is_some() => Some(TipState::Closed),
            (Err(_), _) => return false,
        };
        match &entry.act {
            TipAct::Submitted(report) => {
                self.begin(event, entry, stamp);
                self.report = Some((**report).clone()).filter(|report| report.topic.code() != WITHHELD);
            }
            TipAct::Screened(said) if said.out => self.feedback = Some(TipFeedback::NotEnough),
            TipAct::Screened(_) => {}
            TipAct::Graded(grade) => self.grade = Some(grade.clone()),
            TipAct::Assessed(assessed) => self.assess(event, &assessed.veracity),
            TipAct::Moved(moved) => {
                self.merged_into = moved.into;
                self.acted_on |= moved.to == TipState::Actioned;
            }
            TipAct::Asked(_) | TipAct::Answered(_) => {
                if self.messages.len() >= MOST_MESSAGES {
                    return false;
                }
                let from_source = matches!(entry.act, TipAct::Answered(_));
                let (event, at) = (event.header().id, stamp.at());
                self.messages.push(TipMessage { event, at, from_source, words: entry.words.clone() });
            }
            TipAct::Closed(closed) => self.feedback = Some(closed.feedback.clone()),
        }
        if led == Some(TipState::Closed) {
            self.closed_at = Some(stamp.at());
        }
        if let Some(state) = led {
            self.state = Some(state);
        }
        true
    }
}

/// Stands for a topic that this reader does not get.
const WITHHELD: &str = "withheld";
