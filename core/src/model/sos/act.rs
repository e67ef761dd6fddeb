//! What is done to an SOS.

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::vocabulary::{ContactedHow, SosKind, SosMode, SosOutcome, SosTrigger};
use crate::event::{ActorId, Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::model::actor::OrgId;
use crate::model::incident::{Identity, Nothing, Place, Words};
use crate::text::Title;

crate::model::acts! {
    /// An act on an SOS.
    pub enum SosAct {
        /// Help is called for; where is in the place part, who in the identity part.
        Raised(Box<Raised>) = "sos.raised";
        /// Where whoever called is now: in the place part.
        Located(Nothing) = "sos.located";
        /// What the phone did beside: dialled, offered an SMS.
        Contacted(Contacted) = "sos.contacted";
        /// Somebody who was told has it on the screen.
        Seen(Nothing) = "sos.seen";
        /// Somebody takes it up, by name.
        Acknowledged(Acknowledged) = "sos.acknowledged";
        /// Whoever took it up is on the way.
        Responding(Responding) = "sos.responding";
        /// Whoever took it up is there.
        OnScene(Nothing) = "sos.on_scene";
        /// Nobody took it up in time, or nobody was there to: the next tier is told (hub).
        Escalated(Escalated) = "sos.escalated";
        /// How often the same person's SOS was a false alarm before: to call first, never to stay away (hub).
        Noted(Noted) = "sos.noted";
        /// It is over.
        Closed(Closed) = "sos.closed";
        /// Whoever raised it takes it back, after the PIN.
        Cancelled(Nothing) = "sos.cancelled";
        /// The PIN for duress was entered: it looks cancelled where it was entered, and goes on.
        Duress(Nothing) = "sos.duress";
    }
}

/// See [`SosAct::Raised`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// What set it off.
    pub trigger: SosTrigger,
    /// Whether the phone makes it heard.
    pub mode: SosMode,
    /// What for.
    pub kind: SosKind,
    /// Whom whoever calls has chosen to be told at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ActorId>,
    /// The site that whoever calls is guarding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SubjectId>,
    /// The shift that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<SubjectId>,
    /// The firm whose control room is to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<OrgId>,
}

impl Raised {
    /// What set it off, how, and what for; nothing else.
    #[must_use]
    pub const fn new(trigger: SosTrigger, mode: SosMode, kind: SosKind) -> Self {
        Self { trigger, mode, kind, contacts: vec![], site: None, shift: None, firm: None }
    }
}

/// See [`SosAct::Contacted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacted {
    /// What the phone did.
    pub how: ContactedHow,
    /// Which number, where it is a public one: a friend's is nobody else's business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Title>,
}

/// See [`SosAct::Acknowledged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The name that whoever called is shown.
    pub name: Title,
    /// In how many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_min: Option<u16>,
}

/// See [`SosAct::Responding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responding {
    /// In how many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_min: Option<u16>,
}

/// See [`SosAct::Escalated`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// Up to which tier it is told from now on.
    pub tier: u8,
    /// Nobody was there to be told below it: no time was lost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
}

/// See [`SosAct::Noted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// How often before.
    pub false_alarms: u32,
}

/// See [`SosAct::Closed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// How it ended.
    pub outcome: SosOutcome,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct SosEntry {
    /// What was done.
    pub act: SosAct,
    /// What was written.
    pub words: Option<Words>,
    /// Exactly where.
    pub place: Option<Place>,
    /// Who calls for help.
    pub identity: Option<Identity>,
}

impl<A: Into<SosAct>> From<A> for SosEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, place: None, identity: None }
    }
}

impl SosEntry {
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

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<SosAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => SosAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
