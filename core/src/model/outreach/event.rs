//! An outreach event: planned, held or not, with its headcount, its materials and its sessions.

use serde::{Deserialize, Serialize};

use super::headcount::Headcount;
use super::vocabulary::{FacilitatorRole, OutreachKind, OutreachState};
use crate::clock::Timestamp;
use crate::event::{ActorId, Author, EventId, SubjectId};
use crate::geo::AreaId;
use crate::model::actor::OrgId;
use crate::model::incident::{Nothing, Place};
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Title};

crate::model::acts! {
    /// An act on an outreach event.
    pub enum EventAct {
        /// What it will be, and when; said again, where something was wrong. The place is in the place part, notes in the text.
        Planned(Box<Plan>) = "outreach.planned";
        /// It will be at another time; the reason is in the text.
        Rescheduled(Rescheduled) = "outreach.rescheduled";
        /// It will be at a time that is not known yet; the reason is in the text.
        Postponed(Nothing) = "outreach.postponed";
        /// It will not be; the reason is in the text.
        Cancelled(Nothing) = "outreach.cancelled";
        /// It was held: the exact headcount is in the sensitive part, notes in the text.
        Held(Held) = "outreach.held";
        /// The headcount or the materials were wrong: these are right.
        CountCorrected(Held) = "outreach.count_corrected";
        /// A session was part of it.
        SessionRecorded(SessionRecorded) = "outreach.session_recorded";
    }
}

/// See [`EventAct::Planned`]. Its area is in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The programme that it is part of.
    pub programme: SubjectId,
    /// What it is.
    pub kind: OutreachKind,
    /// With whom, such as a school, a church or a market.
    pub host_org: Title,
    /// Whose officials host it, where the hub knows the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<OrgId>,
    /// The leader who hosts it, where no organisation does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_actor: Option<ActorId>,
    /// The stations that are invited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invited: Vec<OrgId>,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
}

/// See [`EventAct::Rescheduled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rescheduled {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
}

/// What was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// What, such as "leaflet: bhang and the law".
    pub item: Title,
    /// How many.
    pub qty: u32,
    /// In which language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Title>,
}

/// See [`EventAct::Held`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The headcount as others than the organisers may see it: without its small numbers.
    pub shown: Headcount,
    /// What was given out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
}

/// An average mark: tenths of a percent, 0 to 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Score(u16);

/// A mark outside 0 to 100 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mark is 0 to 100 percent")]
pub struct ScoreError;

impl Score {
    /// From a percentage, rounded to a tenth.
    ///
    /// # Errors
    /// [`ScoreError`] outside 0 to 100.
    pub fn from_percent(percent: f64) -> Result<Self, ScoreError> {
        if !(0.0..=100.0).contains(&percent) {
            return Err(ScoreError);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000 by the check above")]
        Ok(Self((percent * 10.0).round() as u16))
    }

    /// As a percentage.
    #[must_use]
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl TryFrom<u16> for Score {
    type Error = ScoreError;
    fn try_from(tenths: u16) -> Result<Self, ScoreError> {
        if tenths <= 1_000 { Ok(Self(tenths)) } else { Err(ScoreError) }
    }
}

impl From<Score> for u16 {
    fn from(score: Score) -> Self {
        score.0
    }
}

/// A session: what was taught, and what the group knew before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What it was about.
    pub topic: Title,
    /// Which curriculum, with its section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curriculum_ref: Option<Title>,
    /// Who led it: the role.
    pub facilitator: FacilitatorRole,
    /// How many minutes it took.
    pub duration_min: u16,
    /// The average mark of the group before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pre_score_avg: Option<Score>,
    /// The average mark of the group after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_score_avg: Option<Score>,
}

impl Session {
    /// Whether it says a mark.
    #[must_use]
    pub const fn is_scored(&self) -> bool {
        self.pre_score_avg.is_some() || self.post_score_avg.is_some()
    }

    /// By how many percentage points the average mark rose; nothing where one of the two is missing.
    #[must_use]
    pub fn change(&self) -> Option<f64> {
        Some(f64::from(u16::from(self.post_score_avg?)) - f64::from(u16::from(self.pre_score_avg?))).map(|c| c / 10.0)
    }
}

/// See [`EventAct::SessionRecorded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecorded {
    /// The session that this corrects: the event that first recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<EventId>,
    /// The session.
    pub session: Session,
}

/// A session as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSession {
    /// Identity: the event that first recorded it.
    pub id: EventId,
    /// What it was.
    pub session: Session,
}

/// An outreach event as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutreachEvent {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OutreachState>,
    /// What was planned, as last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Who planned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned_by: Option<ActorId>,
    /// The area that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Exactly where, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Notes on the plan, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_notes: Option<Comment>,
    /// Why it was put off or called off, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Comment>,
    /// When it was said to have been held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_at: Option<Timestamp>,
    /// The headcount without its small numbers; nothing before it was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Headcount>,
    /// The exact headcount, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headcount: Option<Headcount>,
    /// What was given out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// Notes on how it went, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Comment>,
    /// How often the count was corrected.
    #[serde(default)]
    pub corrections: u32,
    /// The sessions, in the order in which they were recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<HeldSession>,
}

impl OutreachEvent {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            plan: None,
            planned_by: None,
            area: None,
            place: None,
            plan_notes: None,
            reason: None,
            held_at: None,
            shown: None,
            headcount: None,
            materials: vec![],
            notes: None,
            corrections: 0,
            sessions: vec![],
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &EventAct) -> Result<Option<OutreachState>, RefusalCode> {
        super::transition::next_state(self.state.as_ref(), act)
    }

    /// A session of it.
    #[must_use]
    pub fn session(&self, id: EventId) -> Option<&HeldSession> {
        self.sessions.iter().find(|held| held.id == id)
    }

    fn count(&mut self, held: &Held, with: &super::With<'_>) {
        self.shown = Some(held.shown.clone());
        self.headcount = with.entry.headcount.clone();
        self.materials.clone_from(&held.materials);
        self.notes = with.entry.comment().cloned().or_else(|| self.notes.take());
    }

    pub(super) fn apply(&mut self, act: &EventAct, with: &super::With<'_>) -> bool {
        let Ok(led) = self.next(act) else { return false };
        let header = with.event.header();
        match act {
            EventAct::Planned(plan) => {
                self.plan = Some((**plan).clone());
                self.area = header.area;
                self.place = with.entry.place.clone();
                self.plan_notes = with.entry.comment().cloned();
                self.reason = None;
                if let (None, Author::Actor { id, .. }) = (self.planned_by, header.author) {
                    self.planned_by = Some(id);
                }
            }
            EventAct::Rescheduled(new) => {
                if let Some(plan) = &mut self.plan {
                    (plan.from, plan.to) = (new.from, new.to);
                }
                self.reason = with.entry.comment().cloned();
            }
            EventAct::Postponed(_) | EventAct::Cancelled(_) => self.reason = with.entry.comment().cloned(),
            EventAct::Held(held) => {
                self.held_at = Some(with.stamp.at());
                self.count(held, with);
            }
            EventAct::CountCorrected(held) => {
                self.corrections = self.corrections.saturating_add(1);
                self.count(held, with);
            }
            EventAct::SessionRecorded(recorded) => {
                let session = recorded.session.clone();
                match recorded.corrects {
                    None => self.sessions.push(HeldSession { id: header.id, session }),
                    Some(id) => match self.sessions.iter_mut().find(|held| held.id == id) {
                        Some(held) => held.session = session,
                        None => return false,
                    },
                }
            }
        }
        self.state = led.or_else(|| self.state.take());
        true
    }
}
