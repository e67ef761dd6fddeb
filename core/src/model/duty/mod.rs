//! Guards' work (DOMAIN §7): sites with their checkpoints and routes, shifts, patrols.
//!
//! - [`site`](Site): posts, post orders, checkpoints and routes, with every edition that they had
//! - [`shift`](Shift): booked on and off, welfare checks, the pass-down note
//! - [`patrol_acts`](PatrolAct): what is done on a patrol
//! - [`patrol`](Patrol): legs, visits, observations, tracks, as they stand
//! - [`proof`](Proof): what a checkpoint proves, checked offline
//! - [`pace`](Pace): what time it was, whatever the wall clock says
//! - [`assess`](assess()): what the visits are worth, what was missed; the same on phone and hub
//! - [`welfare`](welfare_checks): whether the guard of a shift answers
//! - [`exception`](Exception): what did not go as planned, and what the guard says to it

mod assess;
mod exception;
mod pace;
mod patrol;
mod patrol_acts;
mod proof;
mod shift;
mod site;
mod vocabulary;
mod welfare;

use serde::{Deserialize, Serialize};

pub use assess::*;
pub use exception::{Exception, ExceptionRef, Explained, Explanation};
pub use pace::{Moment, Pace};
pub use patrol::*;
pub use patrol_acts::*;
pub use proof::{
    Checked, OtpSecret, OtpSecretError, Proof, Scan, ScanError, TagDigest, TagDigestError, When, check, sign_tag,
};
pub use shift::*;
pub use site::*;
pub use vocabulary::*;
pub use welfare::*;

use crate::event::{ActorId, Author, Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::model::Model;
use crate::model::actor::OrgId;
use crate::model::incident::{Place, Stamp, Words};
use crate::model::refusal::RefusalCode;
use crate::text::Comment;

/// Version of the schema of every kind of guards' work.
pub const SCHEMA_VERSION: u16 = 1;

/// An act of guards' work.
#[derive(Debug, Clone, PartialEq)]
pub enum DutyAct {
    /// On a site.
    Site(SiteAct),
    /// On a shift.
    Shift(ShiftAct),
    /// On a patrol.
    Patrol(PatrolAct),
}

impl DutyAct {
    /// The kind of event.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Site(act) => act.kind(),
            Self::Shift(act) => act.kind(),
            Self::Patrol(act) => act.kind(),
        }
    }

    /// The site that it names, where it names one.
    #[must_use]
    pub const fn site(&self) -> Option<SubjectId> {
        match self {
            Self::Shift(ShiftAct::Planned(plan)) => Some(plan.site),
            Self::Shift(ShiftAct::BookedOn(on)) => on.site,
            Self::Patrol(PatrolAct::Planned(plan)) => Some(plan.site),
            Self::Patrol(PatrolAct::Started(started)) => started.site,
            Self::Site(_) | Self::Shift(_) | Self::Patrol(_) => None,
        }
    }

    fn core(&self) -> Result<Part, PartError> {
        match self {
            Self::Site(act) => act.core(),
            Self::Shift(act) => act.core(),
            Self::Patrol(act) => act.core(),
        }
    }

    fn read(kind: &str, core: &Part) -> Result<Option<Self>, PartError> {
        Ok(match DutyKind::of(kind) {
            Some(DutyKind::Site) => SiteAct::read(kind, core)?.map(Self::Site),
            Some(DutyKind::Shift) => ShiftAct::read(kind, core)?.map(Self::Shift),
            Some(DutyKind::Patrol) => PatrolAct::read(kind, core)?.map(Self::Patrol),
            None => None,
        })
    }
}

impl From<SiteAct> for DutyAct {
    fn from(act: SiteAct) -> Self {
        Self::Site(act)
    }
}

impl From<ShiftAct> for DutyAct {
    fn from(act: ShiftAct) -> Self {
        Self::Shift(act)
    }
}

impl From<PatrolAct> for DutyAct {
    fn from(act: PatrolAct) -> Self {
        Self::Patrol(act)
    }
}

/// Which of the three a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyKind {
    /// A site.
    Site,
    /// A shift.
    Shift,
    /// A patrol.
    Patrol,
}

impl DutyKind {
    /// By the kind of one of its events; nothing for what is not guards' work.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        match kind.split_once('.')?.0 {
            "site" => Some(Self::Site),
            "shift" => Some(Self::Shift),
            "patrol" => Some(Self::Patrol),
            _ => None,
        }
    }
}

/// The sensitive part of a checkpoint: what only those who guard the site may know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Secrets {
    otp: OtpSecret,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyEntry {
    /// What was done.
    pub act: DutyAct,
    /// What was written.
    pub words: Option<Words>,
    /// Exactly where.
    pub place: Option<Place>,
    /// The secret of a rotating code.
    pub secret: Option<OtpSecret>,
    /// The points of a leg.
    pub track: Option<TrackChunk>,
}

impl<A: Into<DutyAct>> From<A> for DutyEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, place: None, secret: None, track: None }
    }
}

impl DutyEntry {
    /// The act with a comment, where there is one.
    #[must_use]
    pub fn with_comment(act: impl Into<DutyAct>, comment: Option<Comment>) -> Self {
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
        if let Some(secret) = &self.secret {
            parts.insert(PartName::Sensitive, Part::of(&Secrets { otp: secret.clone() })?);
        }
        if let Some(track) = &self.track {
            parts.insert(PartName::Track, Part::of(track)?);
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
            secret: event.read::<Secrets>(&PartName::Sensitive)?.map(|secrets| secrets.otp),
            track: event.read(&PartName::Track)?,
        }))
    }
}

fn act_of(event: &VerifiedEvent) -> Result<Option<DutyAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => DutyAct::read(&header.kind, core),
        _ => Ok(None),
    }
}

/// An event as it is applied.
struct With<'a> {
    event: &'a VerifiedEvent,
    entry: &'a DutyEntry,
    stamp: Stamp,
    by: Option<ActorId>,
}

/// A site, a shift or a patrol as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// A site.
    Site(Box<Site>),
    /// A shift.
    Shift(Box<Shift>),
    /// A patrol.
    Patrol(Box<Patrol>),
}

impl Duty {
    /// One of which nothing is known yet.
    #[must_use]
    pub fn unknown(kind: DutyKind, id: SubjectId) -> Self {
        match kind {
            DutyKind::Site => Self::Site(Box::new(Site::unknown(id))),
            DutyKind::Shift => Self::Shift(Box::new(Shift::unknown(id))),
            DutyKind::Patrol => Self::Patrol(Box::new(Patrol::unknown(id))),
        }
    }

    /// Folds the events that are at hand, as [`Model::folded`].
    pub fn fold<'a>(
        kind: DutyKind,
        id: SubjectId,
        events: impl IntoIterator<Item = (&'a VerifiedEvent, Stamp)>,
    ) -> Self {
        Self::unknown(kind, id).folded(events)
    }

    /// Whether an act fits what the subject is and where it stands.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not; [`RefusalCode::UnknownSubject`] for an act on another kind of subject.
    pub fn fits(&self, act: &DutyAct) -> Result<(), RefusalCode> {
        match (self, act) {
            (Self::Site(site), DutyAct::Site(act)) => match act.edition() {
                // Somebody else changed it in the meantime: look again.
                Some(edition) if edition != site.edition.next() => Err(RefusalCode::WrongStatus),
                _ => Ok(()),
            },
            (Self::Shift(shift), DutyAct::Shift(act)) => shift.next(act).map(|_| ()),
            (Self::Patrol(patrol), DutyAct::Patrol(act)) => patrol.next(act).map(|_| ()),
            _ => Err(RefusalCode::UnknownSubject),
        }
    }

    /// Whether an act can be the first on its subject.
    #[must_use]
    pub const fn is_beginning(act: &DutyAct) -> bool {
        matches!(
            act,
            DutyAct::Site(SiteAct::Described(_))
                | DutyAct::Shift(ShiftAct::Planned(_) | ShiftAct::BookedOn(_))
                | DutyAct::Patrol(PatrolAct::Planned(_) | PatrolAct::Started(_))
        )
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> DutyKind {
        match self {
            Self::Site(_) => DutyKind::Site,
            Self::Shift(_) => DutyKind::Shift,
            Self::Patrol(_) => DutyKind::Patrol,
        }
    }

    /// The guard whose shift or patrol it is.
    #[must_use]
    pub fn guard(&self) -> Option<ActorId> {
        match self {
            Self::Site(_) => None,
            Self::Shift(shift) => shift.guard,
            Self::Patrol(patrol) => patrol.guard,
        }
    }

    /// The firm.
    #[must_use]
    pub fn firm(&self) -> Option<OrgId> {
        match self {
            Self::Site(site) => site.firm(),
            Self::Shift(shift) => shift.firm,
            Self::Patrol(patrol) => patrol.firm(),
        }
    }

    /// Whom the site is guarded for, where that is known here.
    #[must_use]
    pub fn client(&self) -> Option<OrgId> {
        match self {
            Self::Site(site) => site.client(),
            Self::Shift(_) => None,
            Self::Patrol(patrol) => patrol.client(),
        }
    }

    /// The area of its site.
    #[must_use]
    pub fn area(&self) -> Option<AreaId> {
        match self {
            Self::Site(site) => site.area,
            Self::Shift(shift) => shift.area,
            Self::Patrol(patrol) => patrol.area,
        }
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> Option<SubjectId> {
        match self {
            Self::Site(site) => Some(site.id),
            Self::Shift(shift) => shift.site,
            Self::Patrol(patrol) => patrol.site(),
        }
    }

    /// Where it stands, as a word.
    #[must_use]
    pub fn state_code(&self) -> Option<&str> {
        match self {
            Self::Site(_) => None,
            Self::Shift(shift) => shift.state.as_ref().map(ShiftState::code),
            Self::Patrol(patrol) => patrol.state.as_ref().map(PatrolState::code),
        }
    }
}

impl Model for Duty {
    type Entry = DutyEntry;

    fn id(&self) -> SubjectId {
        match self {
            Self::Site(site) => site.id,
            Self::Shift(shift) => shift.id,
            Self::Patrol(patrol) => patrol.id,
        }
    }

    fn has_begun(&self) -> bool {
        match self {
            Self::Site(site) => site.description.is_some(),
            Self::Shift(shift) => shift.state.is_some(),
            Self::Patrol(patrol) => patrol.state.is_some(),
        }
    }

    fn readable(event: &VerifiedEvent) -> Option<DutyEntry> {
        Some(DutyEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            place: event.read(&PartName::Place).unwrap_or_default(),
            secret: event.read::<Secrets>(&PartName::Sensitive).unwrap_or_default().map(|secrets| secrets.otp),
            track: event.read(&PartName::Track).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &DutyEntry, stamp: Stamp) -> bool {
        let fits = self.fits(&entry.act).is_ok();
        if matches!(stamp, Stamp::Pending(_)) && !fits && self.has_begun() {
            return false;
        }
        let by = match event.header().author {
            Author::Actor { id, .. } => Some(id),
            Author::Pseudonym { .. } | Author::OneTime { .. } => None,
        };
        let with = With { event, entry, stamp, by };
        match (self, &entry.act) {
            (Self::Site(site), DutyAct::Site(act)) => site.apply(act, &with),
            (Self::Shift(shift), DutyAct::Shift(act)) => {
                let state = shift.next(act).unwrap_or(None);
                shift.apply(act, &with);
                shift.state = state.or_else(|| shift.state.take());
            }
            (Self::Patrol(patrol), DutyAct::Patrol(act)) => {
                let state = patrol.next(act).unwrap_or(None);
                patrol.apply(act, &with);
                patrol.state = state.or_else(|| patrol.state.take());
            }
            // An event of another model cannot be about this subject.
            _ => return false,
        }
        true
    }
}
