//! A patrol as it stands: legs, visits to checkpoints, observations and tracks, folded from the acts.
//!
//! Its events form a hash chain: after the record has left the phone or was co-signed, nobody can insert, drop or re-time one
//! unnoticed. That the guard was there is not proven by it (DOMAIN §7.4).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exception::{ExceptionRef, Explanation};
use super::pace::Pace;
use super::patrol_acts::{
    CheckpointMissed, LegPlan, Observed, PatrolAct, PatrolPlan, Skipped, Started, TrackSummary, Visited,
};
use super::vocabulary::{ExceptionKind, PatrolState, ReviewDecision};
use crate::clock::Timestamp;
use crate::event::{ActorId, EventId, Role, SubjectId};
use crate::geo::AreaId;
use crate::model::actor::OrgId;
use crate::model::incident::Place;
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Title};

/// A patrol that nobody ended closes by itself after this (DOMAIN §7.3).
pub const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// A leg as it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// As it began.
    #[serde(flatten)]
    pub plan: LegPlan,
    /// From when.
    pub from: Timestamp,
    /// Until when; nothing while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// Why it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_for_change: Option<Title>,
    /// Its track in short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<TrackSummary>,
}

/// A visit as it is recorded. What it is worth, [`assess`](super::assess()) says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The event.
    pub event: EventId,
    /// When, as far as the phone's clocks tell together.
    pub at: Timestamp,
    /// The phone's clock was moved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_suspect: bool,
    /// When the hub heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// What was recorded.
    #[serde(flatten)]
    pub visited: Visited,
}

/// A checkpoint that was skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Timestamp,
    /// Which, and why.
    #[serde(flatten)]
    pub skipped: Skipped,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Comment>,
}

/// An observation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub observed: Observed,
    /// In words, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Comment>,
    /// Where, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// An alarm that the hub raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Of what.
    #[serde(flatten)]
    pub missed: CheckpointMissed,
    /// When.
    pub at: Timestamp,
}

/// A supervisor's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActorId>,
    /// When.
    pub at: Timestamp,
    /// What is said.
    pub decision: ReviewDecision,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Comment>,
}

/// A patrol as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patrol {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its beginning has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<PatrolState>,
    /// How it ended: completed, aborted or closed by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_as: Option<PatrolState>,
    /// The hub closed it, and the guard's phone has not said how it ended: what it holds may still come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed_by_hub: bool,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ActorId>,
    /// The area of its site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// As planned, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PatrolPlan>,
    /// As it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Started>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Legs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// Interruptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<super::shift::Span>,
    /// Visits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// Checkpoints that were skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skips: Vec<Skip>,
    /// Observations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// Exceptions that the events themselves show, with the time of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noted: Vec<(ExceptionRef, Timestamp)>,
    /// Alarms of the hub's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    /// Explanations of exceptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanations: Vec<Explanation>,
    /// The supervisor's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// The time of the guard's acts.
    #[serde(default)]
    pub(super) pace: Pace,
}

impl Patrol {
    /// A patrol of which nothing is known yet.
    #[must_use]
    pub fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            ended_as: None,
            closed_by_hub: false,
            guard: None,
            area: None,
            plan: None,
            started: None,
            started_at: None,
            ended_at: None,
            legs: vec![],
            pauses: vec![],
            visits: vec![],
            skips: vec![],
            observations: vec![],
            noted: vec![],
            alarms: vec![],
            explanations: vec![],
            reviews: vec![],
            pace: Pace::default(),
        }
    }

    /// Whether it is under way, be it interrupted.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, Some(PatrolState::Active | PatrolState::Paused))
    }

    /// Of which firm.
    #[must_use]
    pub fn firm(&self) -> Option<OrgId> {
        self.started.as_ref().and_then(|started| started.firm).or_else(|| self.plan.as_ref()?.firm)
    }

    /// On which site.
    #[must_use]
    pub fn site(&self) -> Option<SubjectId> {
        self.started.as_ref().and_then(|started| started.site).or_else(|| self.plan.as_ref().map(|plan| plan.site))
    }

    /// Whom the site is guarded for.
    #[must_use]
    pub fn client(&self) -> Option<OrgId> {
        self.started.as_ref()?.client
    }

    /// Everybody who walks it.
    pub fn team(&self) -> impl Iterator<Item = ActorId> {
        let members = self.legs.iter().flat_map(|leg| leg.plan.members.iter().chain([&leg.plan.leader]).copied());
        self.guard.into_iter().chain(members)
    }

    /// Until when the guard's phone has been heard.
    #[must_use]
    pub fn heard_until(&self) -> Option<Timestamp> {
        self.pace.last()
    }

    /// The time of the guard's acts so far.
    #[must_use]
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    /// When it closes by itself.
    #[must_use]
    pub fn closes_at(&self) -> Option<Timestamp> {
        self.started_at.map(|at| at.plus(LONGEST))
    }

    /// Where the patrol would stand after an act.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &PatrolAct) -> Result<Option<PatrolState>, RefusalCode> {
        use PatrolState as S;
        let to = |state| Ok(Some(state));
        let state = self.state.as_ref();
        // The hub may have closed what an offline phone goes on with: what was done until then comes late, and counts. What
        // the guard's own phone has closed is over.
        let under_way = matches!(state, Some(S::Active)) || self.closed_by_hub;
        match act {
            PatrolAct::Planned(_) if state.is_none() => to(S::Planned),
            PatrolAct::Started(_) if matches!(state, None | Some(S::Planned)) => to(S::Active),
            PatrolAct::Paused(_) if matches!(state, Some(S::Active)) => to(S::Paused),
            PatrolAct::Resumed(_) if matches!(state, Some(S::Paused)) => to(S::Active),
            PatrolAct::LegStarted(_) | PatrolAct::Visited(_) | PatrolAct::Skipped(_) | PatrolAct::Observed(_)
                if under_way =>
            {
                Ok(None)
            }
            PatrolAct::Paused(_) | PatrolAct::Resumed(_) if self.closed_by_hub => Ok(None),
            PatrolAct::Noted(_) | PatrolAct::Tracked(_) if under_way || matches!(state, Some(S::Paused)) => Ok(None),
            PatrolAct::Completed(_) if under_way || matches!(state, Some(S::Paused)) => to(S::Completed),
            PatrolAct::Aborted(_) if under_way || matches!(state, Some(S::Paused)) => to(S::Aborted),
            PatrolAct::AutoClosed(_) if matches!(state, Some(S::Active | S::Paused)) => to(S::AutoClosed),
            PatrolAct::AutoClosed(_) if self.closed_by_hub => Ok(None),
            PatrolAct::CheckpointsMissed(_) if state.is_some() => Ok(None),
            PatrolAct::Explained(_) => match state {
                Some(S::Queried) => to(S::Explained),
                Some(S::Planned) | None => Err(RefusalCode::WrongStatus),
                Some(_) => Ok(None),
            },
            PatrolAct::Reviewed(reviewed) => {
                let ended =
                    matches!(state, Some(S::Completed | S::Aborted | S::AutoClosed | S::Explained | S::Queried));
                match reviewed.decision {
                    _ if !ended => Err(RefusalCode::WrongStatus),
                    ReviewDecision::Accepted => to(S::Reviewed),
                    ReviewDecision::Queried => to(S::Queried),
                    ReviewDecision::Other(_) => Ok(None),
                }
            }
            _ => Err(RefusalCode::WrongStatus),
        }
    }

    pub(super) fn apply(&mut self, act: &PatrolAct, with: &super::With<'_>) {
        let header = with.event.header();
        self.area = self.area.or(header.area);
        let by_guard = matches!(header.role, Role::Guard) && (self.guard.is_none() || self.guard == with.by);
        let moment = by_guard.then(|| self.pace.step(&header.time));
        let at = moment.map_or_else(|| with.stamp.at(), |moment| moment.at);
        if moment.is_some_and(|moment| moment.jumped) {
            self.noted.push((ExceptionRef::at(ExceptionKind::ClockJump, header.id), at));
        }
        let comment = || with.entry.comment().cloned();
        match act {
            PatrolAct::Planned(plan) => {
                self.guard = Some(plan.guard);
                self.plan = Some(plan.clone());
            }
            PatrolAct::Started(started) => {
                self.guard = self.guard.or(with.by);
                self.started_at = Some(at);
                self.legs.push(Leg {
                    plan: started.leg.clone(),
                    from: at,
                    to: None,
                    reason_for_change: None,
                    track: None,
                });
                self.started = Some((**started).clone());
            }
            PatrolAct::LegStarted(started) => {
                self.end_leg(at);
                let reason_for_change = started.reason_for_change.clone();
                self.legs.push(Leg { plan: started.leg.clone(), from: at, to: None, reason_for_change, track: None });
            }
            PatrolAct::Paused(_) => self.pauses.push(super::shift::Span { from: at, to: None }),
            PatrolAct::Resumed(_) => self.end_pause(at),
            PatrolAct::Visited(visited) => self.visits.push(Visit {
                event: header.id,
                at,
                clock_suspect: moment.is_some_and(|moment| moment.suspect),
                received_at: with.stamp.confirmed_at(),
                visited: visited.clone(),
            }),
            PatrolAct::Skipped(skipped) => {
                self.skips.push(Skip { event: header.id, at, skipped: skipped.clone(), remarks: comment() });
            }
            PatrolAct::Observed(observed) => self.observations.push(Observation {
                event: header.id,
                at,
                observed: observed.clone(),
                note: comment(),
                place: with.entry.place.clone(),
            }),
            PatrolAct::Noted(noted) => {
                self.noted.push((ExceptionRef { event: Some(header.id), ..noted.of.clone() }, at));
            }
            PatrolAct::Tracked(summary) => {
                for (kind, times) in
                    [(ExceptionKind::GpsGap, summary.gaps), (ExceptionKind::MockLocation, summary.mocked)]
                {
                    if times > 0 {
                        self.noted.push((ExceptionRef::at(kind, header.id), at));
                    }
                }
                if let Some(leg) = self.legs.get_mut(usize::from(summary.leg)) {
                    leg.track = Some(*summary);
                }
            }
            PatrolAct::Completed(_) => self.end(PatrolState::Completed, at),
            PatrolAct::Aborted(_) => self.end(PatrolState::Aborted, at),
            PatrolAct::AutoClosed(_) => {
                // Whoever notices it, and whenever: it lasted no longer than its longest time. By a clock that is ahead of
                // the hub's, it ended where the guard was last heard.
                let until = self.closes_at().map_or(at, |longest| longest.min(at));
                self.end(PatrolState::AutoClosed, self.started_at.map_or(until, |started| until.max(started)));
                self.closed_by_hub = !by_guard;
            }
            PatrolAct::CheckpointsMissed(alarm) => {
                self.alarms.extend(alarm.missed.iter().map(|missed| Alarm { missed: *missed, at }));
            }
            PatrolAct::Explained(explained) => {
                self.explanations.push(Explanation { of: explained.of.clone(), at, text: comment() });
            }
            PatrolAct::Reviewed(reviewed) => {
                self.reviews.push(Review { by: with.by, at, decision: reviewed.decision.clone(), remarks: comment() })
            }
        }
    }

    fn end(&mut self, how: PatrolState, at: Timestamp) {
        self.end_leg(at);
        self.end_pause(at);
        self.ended_as = Some(how);
        self.ended_at = Some(at);
        self.closed_by_hub = false;
    }

    fn end_leg(&mut self, at: Timestamp) {
        if let Some(leg) = self.legs.last_mut() {
            leg.to = Some(earlier(leg.to, at));
        }
    }

    fn end_pause(&mut self, at: Timestamp) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.to = Some(earlier(pause.to, at));
        }
    }
}

/// When something ended: what the guard's phone tells late was before the hub closed it.
fn earlier(known: Option<Timestamp>, at: Timestamp) -> Timestamp {
    known.map_or(at, |known| known.min(at))
}
