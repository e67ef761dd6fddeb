//! What screens show of a patrol: legs, visits with their verdicts, what the route asks for, exceptions, and where it went.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::geo::track::{self, Mark};
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    self, AssessedVisit, Mandate, ObservationType, OccurrenceState, PatrolState, ReviewDecision, SkipReason, Strength,
    Transport, Verdict,
};
use usalama_core::store::Delivery;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::exception::FoundException;
use crate::report::Position;
use crate::shift::TimeSpan;
use crate::site::strings;

/// A patrol as it stands, with what follows from it. What this reader may not see is absent.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PatrolDetail {
    /// Identity.
    pub id: Uuid,
    /// Where it stands; nothing where its beginning has not been seen.
    pub state: Option<PatrolState>,
    /// How it ended: completed, aborted or closed by itself.
    pub ended_as: Option<PatrolState>,
    /// Whose.
    pub guard: Option<Uuid>,
    /// The area of its site.
    pub area: Option<Uuid>,
    /// Of which firm.
    pub firm: Option<Uuid>,
    /// On which site.
    pub site: Option<Uuid>,
    /// Whom the site is guarded for.
    pub client: Option<Uuid>,
    /// In which shift.
    pub shift: Option<Uuid>,
    /// On which route of the site.
    pub route: Option<u16>,
    /// In which edition of the site: a later one does not change this patrol.
    pub edition: Option<u32>,
    /// Why.
    pub mandate: Option<Mandate>,
    /// What for.
    pub objective: Option<String>,
    /// Whether arms are carried.
    pub is_armed: bool,
    /// When it was to begin, where it was planned.
    pub planned_from: Option<Timestamp>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it closes by itself.
    pub closes_at: Option<Timestamp>,
    /// Until when the guard's phone has been heard.
    pub heard_until: Option<Timestamp>,
    /// Legs.
    pub legs: Vec<Leg>,
    /// Interruptions.
    pub pauses: Vec<TimeSpan>,
    /// Visits with their verdicts.
    pub visits: Vec<Visit>,
    /// What the route asks for, round by round. Empty where the route is not known here.
    pub occurrences: Vec<Occurrence>,
    /// Checkpoints that were skipped.
    pub skips: Vec<Skip>,
    /// Observations.
    pub observations: Vec<PatrolObservation>,
    /// What did not go as planned.
    pub exceptions: Vec<FoundException>,
    /// Alarms of the hub's.
    pub alarms: Vec<MissedAlarm>,
    /// The supervisor's words.
    pub reviews: Vec<Review>,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A leg: as long as transport and team stay the same.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Leg {
    /// How.
    pub transport: Transport,
    /// Who leads.
    pub leader: Uuid,
    /// Who else is there.
    pub members: Vec<Uuid>,
    /// From when.
    pub from: Timestamp,
    /// Until when; nothing while it lasts.
    pub to: Option<Timestamp>,
    /// Why it began.
    pub reason_for_change: Option<String>,
    /// Its track in short, once it is packed.
    pub track: Option<TrackSummary>,
}

/// A leg's track in short: what readers get who do not get the track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TrackSummary {
    /// Points that were kept.
    pub points: u32,
    /// Length in metres.
    pub distance_m: u32,
    /// From the first to the last point, in seconds.
    pub duration_s: u32,
    /// How much of the route was covered, in per cent.
    pub coverage_percent: Option<u8>,
    /// Times of more than ten minutes without a position.
    pub gaps: u16,
    /// Positions that an app invented.
    pub mocked: u16,
    /// Positions that cannot be.
    pub outliers: u16,
}

/// A visit to a checkpoint, with what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Visit {
    /// The event.
    pub event: Uuid,
    /// Which checkpoint.
    pub checkpoint: u16,
    /// In which round, from 0.
    pub round: u16,
    /// When, as far as the phone's clocks tell together.
    pub at: Timestamp,
    /// The phone's clock was moved.
    pub clock_suspect: bool,
    /// When the hub heard of it.
    pub received_at: Option<Timestamp>,
    /// What it is worth.
    pub verdict: Verdict,
    /// What the guard was told then.
    pub told: Verdict,
    /// How strong the evidence is.
    pub strength: Strength,
    /// How far from the checkpoint, in metres, by the phone's position.
    pub distance_m: Option<u32>,
    /// Accuracy of that position, in metres.
    pub accuracy_m: Option<u32>,
    /// Answers to the checkpoint's questions, in their order.
    pub answers: Vec<String>,
    /// When a rotating code says that it was, to half a minute.
    pub code_shown_at: Option<Timestamp>,
}

/// One visit that the route asks for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Occurrence {
    /// Which checkpoint.
    pub checkpoint: u16,
    /// In which round, from 0.
    pub round: u16,
    /// From when.
    pub due_from: Timestamp,
    /// Until when; nothing where the patrol may take as long as it takes.
    pub due_to: Option<Timestamp>,
    /// Where it stands.
    pub state: OccurrenceState,
    /// What the visit is worth, where there was one.
    pub verdict: Option<Verdict>,
}

/// A checkpoint that was skipped.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Skip {
    /// The event.
    pub event: Uuid,
    /// When.
    pub at: Timestamp,
    /// Which.
    pub checkpoint: u16,
    /// Why.
    pub reason: SkipReason,
    /// Remarks, where this reader may know.
    pub remarks: Option<String>,
}

/// Something that was observed. Not `Observation`: that is what `@Observable` of Swift expands to.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct PatrolObservation {
    /// The event.
    pub event: Uuid,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: ObservationType,
    /// How bad.
    pub severity: Severity,
    /// The incident that was reported because of it.
    pub raises_incident: Option<Uuid>,
    /// In words, where this reader may know.
    pub note: Option<String>,
    /// Where, where this reader may know.
    pub position: Option<Position>,
}

/// An alarm that the hub raised: a checkpoint was not visited in time.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MissedAlarm {
    /// Which checkpoint.
    pub checkpoint: u16,
    /// In which round, from 0.
    pub round: u16,
    /// When.
    pub at: Timestamp,
}

/// A supervisor's word.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Review {
    /// Whose.
    pub by: Option<Uuid>,
    /// When.
    pub at: Timestamp,
    /// What is said.
    pub decision: ReviewDecision,
    /// Remarks.
    pub remarks: Option<String>,
}

/// A point of a track.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct TrackPoint {
    /// When.
    pub at: Timestamp,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// What is wrong with it.
    pub marks: Vec<Mark>,
    /// It must not be counted as a place where the phone was.
    pub is_outlier: bool,
}

#[uniffi::export]
impl Usalama {
    /// Patrols, newest change first, at most 500: of a guard, on a site, or all that this actor may see; in one of these states, or
    /// in any.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(guard = None, site = None, states = [], limit = 50))]
    pub async fn patrols(
        &self,
        guard: Option<Uuid>,
        site: Option<Uuid>,
        states: Vec<PatrolState>,
        limit: u32,
    ) -> Result<Vec<PatrolDetail>, UsalamaError> {
        self.disk(move |usalama| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let patrols = usalama.patrols(guard.map(ActorId), site.map(SubjectId), &states, limit)?;
            Ok(patrols.into_iter().map(PatrolDetail::from).collect())
        })
        .await
    }

    /// One patrol, as far as this actor may see it.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol(&self, id: Uuid) -> Result<PatrolDetail, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.patrol(SubjectId(id))?.into())).await
    }

    /// Where a patrol went, leg by leg, once its legs are packed: for its guard and the supervisors of the firm. For others it is
    /// empty.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol_track(&self, id: Uuid) -> Result<Vec<Vec<TrackPoint>>, UsalamaError> {
        self.disk(move |usalama| {
            let legs = usalama.patrol_track(SubjectId(id))?.into_iter();
            Ok(legs.map(|leg| leg.into_iter().map(TrackPoint::from).collect()).collect())
        })
        .await
    }
}

impl From<track::TrackPoint> for TrackPoint {
    fn from(point: track::TrackPoint) -> Self {
        Self {
            at: point.at,
            lat: point.position.lat(),
            lon: point.position.lon(),
            marks: point.marks.iter().cloned().collect(),
            is_outlier: point.marks.is_outlier(),
        }
    }
}

impl From<duty::TrackSummary> for TrackSummary {
    fn from(track: duty::TrackSummary) -> Self {
        Self {
            points: track.points,
            distance_m: track.distance_m,
            duration_s: track.duration_s,
            coverage_percent: track.coverage_percent,
            gaps: track.gaps,
            mocked: track.mocked,
            outliers: track.outliers,
        }
    }
}

impl From<duty::Leg> for Leg {
    fn from(leg: duty::Leg) -> Self {
        Self {
            transport: leg.plan.transport,
            leader: leg.plan.leader.0,
            members: leg.plan.members.into_iter().map(|member| member.0).collect(),
            from: leg.from,
            to: leg.to,
            reason_for_change: leg.reason_for_change.map(String::from),
            track: leg.track.map(TrackSummary::from),
        }
    }
}

impl Visit {
    fn of(recorded: duty::Visit, assessed: AssessedVisit) -> Self {
        Self {
            event: recorded.event.0,
            checkpoint: recorded.visited.checkpoint.0,
            round: assessed.round,
            at: recorded.at,
            clock_suspect: recorded.clock_suspect,
            received_at: recorded.received_at,
            verdict: assessed.verdict,
            told: recorded.visited.verdict,
            strength: assessed.strength,
            distance_m: recorded.visited.distance_m,
            accuracy_m: recorded.visited.accuracy_m,
            answers: strings(recorded.visited.answers),
            code_shown_at: assessed.code_shown_at,
        }
    }
}

impl From<duty::Occurrence> for Occurrence {
    fn from(occurrence: duty::Occurrence) -> Self {
        Self {
            checkpoint: occurrence.checkpoint.0,
            round: occurrence.round,
            due_from: occurrence.due_from,
            due_to: occurrence.due_to,
            state: occurrence.state,
            verdict: occurrence.verdict,
        }
    }
}

impl From<duty::Skip> for Skip {
    fn from(skip: duty::Skip) -> Self {
        Self {
            event: skip.event.0,
            at: skip.at,
            checkpoint: skip.skipped.checkpoint.0,
            reason: skip.skipped.reason,
            remarks: skip.remarks.map(String::from),
        }
    }
}

impl From<duty::Observation> for PatrolObservation {
    fn from(observation: duty::Observation) -> Self {
        Self {
            event: observation.event.0,
            at: observation.at,
            kind: observation.observed.kind,
            severity: observation.observed.severity,
            raises_incident: observation.observed.raises_incident.map(|incident| incident.0),
            note: observation.note.map(String::from),
            position: observation.place.and_then(|place| place.position).map(Position::from),
        }
    }
}

impl From<client::PatrolDetail> for PatrolDetail {
    fn from(detail: client::PatrolDetail) -> Self {
        let (patrol, assessment) = (detail.patrol, detail.assessment);
        let (firm, site, client) = (patrol.firm(), patrol.site(), patrol.client());
        let (closes_at, heard_until) = (patrol.closes_at(), patrol.heard_until());
        let plan = patrol.plan;
        let route = patrol.started.as_ref().and_then(|started| started.route);
        let planned_route = plan.as_ref().map(|plan| plan.route.0);
        let planned_mandate = plan.as_ref().map(|plan| plan.mandate.clone());
        let (shift, mandate, objective, is_armed) = patrol.started.map_or((None, None, None, false), |started| {
            (started.shift, Some(started.mandate), started.objective, started.is_armed)
        });
        let alarm = |alarm: duty::Alarm| MissedAlarm {
            checkpoint: alarm.missed.checkpoint.0,
            round: alarm.missed.round,
            at: alarm.at,
        };
        let review = |review: duty::Review| Review {
            by: review.by.map(|by| by.0),
            at: review.at,
            decision: review.decision,
            remarks: review.remarks.map(String::from),
        };
        let visits = patrol.visits.into_iter().zip(assessment.visits);
        Self {
            id: patrol.id.0,
            state: patrol.state,
            ended_as: patrol.ended_as,
            guard: patrol.guard.map(|guard| guard.0),
            area: patrol.area.map(AreaId::as_uuid),
            firm: firm.map(|firm| firm.0),
            site: site.map(|site| site.0),
            client: client.map(|client| client.0),
            shift: shift.map(|shift| shift.0),
            route: route.map(|route| route.no.0).or(planned_route),
            edition: route.map(|route| route.edition.0),
            mandate: mandate.or(planned_mandate),
            objective: objective.map(String::from),
            is_armed,
            planned_from: plan.map(|plan| plan.from),
            started_at: patrol.started_at,
            ended_at: patrol.ended_at,
            closes_at,
            heard_until,
            legs: patrol.legs.into_iter().map(Leg::from).collect(),
            pauses: patrol.pauses.into_iter().map(TimeSpan::from).collect(),
            visits: visits.map(|(recorded, assessed)| Visit::of(recorded, assessed)).collect(),
            occurrences: assessment.occurrences.into_iter().map(Occurrence::from).collect(),
            skips: patrol.skips.into_iter().map(Skip::from).collect(),
            observations: patrol.observations.into_iter().map(PatrolObservation::from).collect(),
            exceptions: assessment.exceptions.into_iter().map(FoundException::from).collect(),
            alarms: patrol.alarms.into_iter().map(alarm).collect(),
            reviews: patrol.reviews.into_iter().map(review).collect(),
            delivery: detail.delivery,
            changed_at: detail.changed_at,
        }
    }
}
