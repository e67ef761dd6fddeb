//! What is done to an SOS.

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::vocabulary::{SosKind, SosMode, SosTrigger};
use crate::event::{Part, PartError, PartName, Parts, VerifiedEvent};
use crate::model::incident::{Identity, Place, Words};

crate::model::acts! {
    /// An act on an SOS.
    pub enum SosAct {
        /// Help is called for; where is in the place part, who in the identity part.
        Raised(Box<Raised>) = "sos.raised";
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
