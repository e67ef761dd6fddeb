//! What is done to a tip.

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::secret::Secret;
use super::vocabulary::{
    InfoCredibility, SourceReliability, SourceRisk, TipBasis, TipFeedback, TipState, TipSubject, TipTopic,
};
use crate::clock::Timestamp;
use crate::event::{Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::PublicKey;
use crate::model::incident::{Anonymity, Assessed, Identity, Nothing, Place, Words};
use crate::text::Title;

crate::model::acts! {
    /// An act on a tip.
    pub enum TipAct {
        /// Somebody shares what they know: the words in the text part, where in the place part.
        Submitted(Box<TipReport>) = "tip.submitted";
        /// Somebody has looked: it is worth going on with, or it is abuse.
        Screened(Screened) = "tip.screened";
        /// The police grade source and information.
        Graded(Graded) = "tip.graded";
        /// A verifier says how far it is true; the reason is in the text.
        Assessed(Assessed) = "tip.assessed";
        /// It goes on to another state.
        Moved(Moved) = "tip.moved";
        /// A handler asks the source; the question is in the text.
        Asked(Nothing) = "tip.asked";
        /// The source answers, or adds something; it is in the text.
        Answered(Nothing) = "tip.answered";
        /// It is over; the source is told one of four phrases.
        Closed(TipClosed) = "tip.closed";
    }
}

/// The `core` part of a tip: all that the hub learns of an anonymous one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipReport {
    /// What it is about.
    pub topic: TipTopic,
    /// What sort of thing it describes.
    pub subject_kind: TipSubject,
    /// How the source knows.
    pub basis: TipBasis,
    /// When it was first known, as far as the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_known: Option<Timestamp>,
    /// When it was last known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_known: Option<Timestamp>,
    /// When it happens again and again, in words such as "Fridays after ten".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurring: Option<Title>,
    /// How dangerous it is for the source if it becomes known.
    pub risk_to_source: SourceRisk,
    /// How far the source wants to be known.
    pub anonymity: Anonymity,
    /// BCP 47 language of the words, `und` where it is not known.
    pub lang: String,
    /// The ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ward: Option<AreaId>,
    /// The handlers whom words and place of an anonymous tip are sealed to; their questions are sealed to the same, and to the
    /// source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<PublicKey>,
}

/// See [`TipAct::Screened`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screened {
    /// It is abuse: it ends here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out: bool,
}

/// See [`TipAct::Graded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// How reliable the source is.
    pub reliability: SourceReliability,
    /// How credible the information is.
    pub credibility: InfoCredibility,
}

/// See [`TipAct::Moved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// To `actioned`, `merged`, `shared_up` or `parked`.
    pub to: TipState,
    /// With which other tip it is one, where it is merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<SubjectId>,
}

/// See [`TipAct::Closed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipClosed {
    /// What the source is told.
    pub feedback: TipFeedback,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct TipEntry {
    /// What was done.
    pub act: TipAct,
    /// What was written.
    pub words: Option<Secret<Words>>,
    /// Exactly where.
    pub place: Option<Secret<Place>>,
    /// Who is behind a pseudonym.
    pub identity: Option<Identity>,
}

impl<A: Into<TipAct>> From<A> for TipEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, place: None, identity: None }
    }
}

impl TipEntry {
    /// The act with words that are not sealed.
    #[must_use]
    pub fn with_comment(act: TipAct, comment: crate::text::Comment) -> Self {
        let words = Words { comment: Some(comment), ..Words::default() };
        Self { words: Some(Secret::Open(words)), ..act.into() }
    }

    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(words) = &self.words {
            parts.insert(PartName::Text, Part::of(words)?);
        }
        if let Some(place) = &self.place {
            parts.insert(PartName::Place, Part::of(place)?);
        }
        if let Some(identity) = &self.identity {
            parts.insert(PartName::Identity, Part::of(identity)?);
        }
        Ok(parts)
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand: such an
    /// event is kept, unapplied.
    ///
    /// # Errors
    /// [`PartError`] where a part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let Some(act) = act_of(event)? else { return Ok(None) };
        Ok(Some(Self {
            act,
            words: event.read(&PartName::Text)?,
            place: event.read(&PartName::Place)?,
            identity: event.read(&PartName::Identity)?,
        }))
    }
}

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<TipAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => TipAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
