//! A programme: one of the four prongs, somewhere, for a time.

use serde::{Deserialize, Serialize};

use super::vocabulary::Prong;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::AreaId;
use crate::model::actor::OrgId;
use crate::model::incident::Nothing;
use crate::model::refusal::RefusalCode;
use crate::text::Title;

crate::model::acts! {
    /// An act on a programme.
    pub enum ProgrammeAct {
        /// What it is; said again, where something was wrong.
        Described(Box<ProgrammeDescription>) = "programme.described";
        /// It is over: nothing more is planned in it.
        Closed(Nothing) = "programme.closed";
    }
}

/// Somebody who carries a programme along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The name of the organisation.
    pub name: Title,
    /// Which one, where the hub knows it: its officials read the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
}

/// What a programme wants to reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Whom, such as "learners of class 7 and 8".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Title>,
    /// How many people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// With how many events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u32>,
}

/// See [`ProgrammeAct::Described`]. Its area is in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeDescription {
    /// Which of the four prongs.
    pub prong: Prong,
    /// Its name.
    pub name: Title,
    /// Who carries it along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Partner>,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// What it wants to reach.
    #[serde(default)]
    pub target: Target,
}

/// A programme as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Identity.
    pub id: SubjectId,
    /// What it is; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<ProgrammeDescription>,
    /// Where it is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Since when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl Programme {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self { id, description: None, area: None, closed_at: None }
    }

    /// Whether something can still be planned in it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.description.is_some() && self.closed_at.is_none()
    }

    /// Whether an act fits.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not: what is over stays as it was.
    pub const fn fits(&self, act: &ProgrammeAct) -> Result<(), RefusalCode> {
        match (act, &self.description, self.closed_at) {
            (ProgrammeAct::Described(_), _, None) | (ProgrammeAct::Closed(_), Some(_), None) => Ok(()),
            _ => Err(RefusalCode::WrongStatus),
        }
    }

    pub(super) fn apply(&mut self, act: &ProgrammeAct, with: &super::With<'_>) -> bool {
        if self.fits(act).is_err() {
            return false;
        }
        match act {
            ProgrammeAct::Described(described) => {
                self.description = Some((**described).clone());
                self.area = with.event.header().area;
            }
            ProgrammeAct::Closed(_) => self.closed_at = Some(with.stamp.at()),
        }
        true
    }
}
