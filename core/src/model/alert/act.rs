//! What is done to an alert.

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::vocabulary::AlertAnswer;
use crate::event::{Part, PartError, PartName, Parts, VerifiedEvent};
use crate::model::cap;
use crate::model::incident::{Identity, Nothing, Words};
use crate::text::Title;

crate::model::acts! {
    /// An act on an alert.
    pub enum AlertAct {
        /// An official hands the message in. Where no second person is asked for, it is out.
        Proposed(Box<Proposed>) = "alert.proposed";
        /// A second person releases it: it is out.
        Released(Nothing) = "alert.released";
        /// The second person does not release it; the reason is in the text.
        Returned(Nothing) = "alert.returned";
        /// Whoever wrote it takes it back before it is out.
        Withdrawn(Nothing) = "alert.withdrawn";
        /// It came from another system (hub).
        Imported(Box<Imported>) = "alert.imported";
        /// Somebody who got it answers; who is in the identity part, which the hub alone reads.
        Answered(Answered) = "alert.answered";
        /// How many answered what (hub).
        Counted(AnswerCounts) = "alert.counted";
    }
}

/// See [`AlertAct::Proposed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposed {
    /// The message.
    pub alert: cap::Alert,
    /// A second person has to release it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_release: bool,
    /// It describes a person: the number in the Occurrence Book under which the police look for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_ob_number: Option<Title>,
}

/// See [`AlertAct::Imported`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// The message, as sent.
    pub alert: cap::Alert,
    /// The feed that it came from, as the hub's list of allowed feeds names it.
    pub source: Title,
}

/// See [`AlertAct::Answered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What.
    pub answer: AlertAnswer,
}

/// See [`AlertAct::Counted`]. A count below [`SMALL_CELL`](crate::policy::SMALL_CELL) is not told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCounts {
    /// Seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u32>,
    /// Safe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<u32>,
    /// In need of help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need_help: Option<u32>,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertEntry {
    /// What was done.
    pub act: AlertAct,
    /// What was written.
    pub words: Option<Words>,
    /// Who answers.
    pub identity: Option<Identity>,
}

impl<A: Into<AlertAct>> From<A> for AlertEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, identity: None }
    }
}

impl AlertEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(words) = &self.words {
            parts.insert(PartName::Text, Part::of(words)?);
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
        Ok(Some(Self { act, words: event.read(&PartName::Text)?, identity: event.read(&PartName::Identity)? }))
    }
}

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<AlertAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => AlertAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
