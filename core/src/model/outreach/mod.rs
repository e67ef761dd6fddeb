//! Outreach (DOMAIN §10): programmes of the four prongs, and what is done in them. Counts only, and nobody's name.
//!
//! - [`programme`](Programme): one of the four prongs, somewhere, for a time
//! - [`event`](OutreachEvent): planned, held or not, with its sessions
//! - `transition`: from which state which act leads where
//! - [`headcount`](Headcount): how many came, by sex and age
//! - [`vocabulary`](OutreachKind): prongs, kinds, states

mod event;
mod headcount;
mod programme;
mod transition;
mod vocabulary;

use serde::{Deserialize, Serialize};

pub use event::*;
pub use headcount::*;
pub use programme::*;
pub use transition::*;
pub use vocabulary::*;

use crate::event::{Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::model::Model;
use crate::model::incident::{Place, Stamp, Words};
use crate::model::refusal::RefusalCode;
use crate::text::Comment;

/// Version of the schema of every kind of outreach.
pub const SCHEMA_VERSION: u16 = 1;

/// An act of outreach.
#[derive(Debug, Clone, PartialEq)]
pub enum OutreachAct {
    /// On a programme.
    Programme(ProgrammeAct),
    /// On an event.
    Event(EventAct),
}

impl OutreachAct {
    /// The kind of event.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Programme(act) => act.kind(),
            Self::Event(act) => act.kind(),
        }
    }

    /// Whether it can be the first on its subject.
    #[must_use]
    pub const fn is_beginning(&self) -> bool {
        matches!(self, Self::Programme(ProgrammeAct::Described(_)) | Self::Event(EventAct::Planned(_)))
    }

    fn core(&self) -> Result<Part, PartError> {
        match self {
            Self::Programme(act) => act.core(),
            Self::Event(act) => act.core(),
        }
    }

    fn read(kind: &str, core: &Part) -> Result<Option<Self>, PartError> {
        Ok(match OutreachSubject::of(kind) {
            Some(OutreachSubject::Programme) => ProgrammeAct::read(kind, core)?.map(Self::Programme),
            Some(OutreachSubject::Event) => EventAct::read(kind, core)?.map(Self::Event),
            None => None,
        })
    }
}

impl From<ProgrammeAct> for OutreachAct {
    fn from(act: ProgrammeAct) -> Self {
        Self::Programme(act)
    }
}

impl From<EventAct> for OutreachAct {
    fn from(act: EventAct) -> Self {
        Self::Event(act)
    }
}

/// Which of the two a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OutreachSubject {
    /// A programme.
    Programme,
    /// An event.
    Event,
}

impl OutreachSubject {
    /// By the kind of one of its events; nothing for what is not outreach.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        match kind.split_once('.')?.0 {
            "programme" => Some(Self::Programme),
            "outreach" => Some(Self::Event),
            _ => None,
        }
    }
}

/// The sensitive part of a headcount: its small numbers too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Exact {
    headcount: Headcount,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct OutreachEntry {
    /// What was done.
    pub act: OutreachAct,
    /// What was written.
    pub words: Option<Words>,
    /// Exactly where.
    pub place: Option<Place>,
    /// The exact headcount.
    pub headcount: Option<Headcount>,
}

impl<A: Into<OutreachAct>> From<A> for OutreachEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, place: None, headcount: None }
    }
}

impl OutreachEntry {
    /// The act with a comment, where there is one.
    #[must_use]
    pub fn with_comment(act: impl Into<OutreachAct>, comment: Option<Comment>) -> Self {
        let words = comment.map(|comment| Words { comment: Some(comment), ..Words::default() });
        Self { words, ..Self::from(act) }
    }

    /// The comment, if there is one and the reader may see it.
    #[must_use]
    pub fn comment(&self) -> Option<&Comment> {
        self.words.as_ref().and_then(|words| words.comment.as_ref())
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
        if let Some(headcount) = &self.headcount {
            parts.insert(PartName::Sensitive, Part::of(&Exact { headcount: headcount.clone() })?);
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
            headcount: event.read::<Exact>(&PartName::Sensitive)?.map(|exact| exact.headcount),
        }))
    }
}

fn act_of(event: &VerifiedEvent) -> Result<Option<OutreachAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => OutreachAct::read(&header.kind, core),
        _ => Ok(None),
    }
}

/// An event as it is applied.
struct With<'a> {
    event: &'a VerifiedEvent,
    entry: &'a OutreachEntry,
    stamp: Stamp,
}

/// A programme or an event as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outreach {
    /// A programme.
    Programme(Box<Programme>),
    /// An event.
    Event(Box<OutreachEvent>),
}

impl Outreach {
    /// One of which nothing is known yet.
    #[must_use]
    pub fn unknown(kind: OutreachSubject, id: SubjectId) -> Self {
        match kind {
            OutreachSubject::Programme => Self::Programme(Box::new(Programme::unknown(id))),
            OutreachSubject::Event => Self::Event(Box::new(OutreachEvent::unknown(id))),
        }
    }

    /// Whether an act fits what the subject is and where it stands.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not; [`RefusalCode::UnknownSubject`] for an act on another kind of subject.
    pub fn fits(&self, act: &OutreachAct) -> Result<(), RefusalCode> {
        match (self, act) {
            (Self::Programme(programme), OutreachAct::Programme(act)) => programme.fits(act),
            (Self::Event(event), OutreachAct::Event(act)) => event.next(act).map(|_| ()),
            _ => Err(RefusalCode::UnknownSubject),
        }
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> OutreachSubject {
        match self {
            Self::Programme(_) => OutreachSubject::Programme,
            Self::Event(_) => OutreachSubject::Event,
        }
    }

    /// Its area.
    #[must_use]
    pub const fn area(&self) -> Option<AreaId> {
        match self {
            Self::Programme(programme) => programme.area,
            Self::Event(event) => event.area,
        }
    }

    /// What was planned, where it is an event.
    #[must_use]
    pub const fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Programme(_) => None,
            Self::Event(event) => event.plan.as_ref(),
        }
    }

    /// Where it stands, as a word.
    #[must_use]
    pub fn state_code(&self) -> Option<&str> {
        match self {
            Self::Programme(_) => None,
            Self::Event(event) => event.state.as_ref().map(OutreachState::code),
        }
    }
}

impl Model for Outreach {
    type Entry = OutreachEntry;

    fn id(&self) -> SubjectId {
        match self {
            Self::Programme(programme) => programme.id,
            Self::Event(event) => event.id,
        }
    }

    fn has_begun(&self) -> bool {
        match self {
            Self::Programme(programme) => programme.description.is_some(),
            Self::Event(event) => event.state.is_some(),
        }
    }

    fn readable(event: &VerifiedEvent) -> Option<OutreachEntry> {
        Some(OutreachEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            place: event.read(&PartName::Place).unwrap_or_default(),
            headcount: event.read::<Exact>(&PartName::Sensitive).unwrap_or_default().map(|exact| exact.headcount),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &OutreachEntry, stamp: Stamp) -> bool {
        let with = With { event, entry, stamp };
        match (self, &entry.act) {
            (Self::Programme(programme), OutreachAct::Programme(act)) => programme.apply(act, &with),
            (Self::Event(event), OutreachAct::Event(act)) => event.apply(act, &with),
            // An event of another model cannot be about this subject.
            _ => false,
        }
    }
}
