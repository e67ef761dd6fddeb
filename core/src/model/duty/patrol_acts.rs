//! What is done on a patrol: each act and what it says, after SMART's pattern (patrol, leg, waypoint, observation).

use serde::{Deserialize, Serialize};

use super::exception::Explained;
use super::proof::Proof;
use super::site::{CheckpointNo, RouteRef};
use super::vocabulary::{AutoCloseReason, Mandate, ObservationType, ReviewDecision, SkipReason, Transport, Verdict};
use crate::clock::Timestamp;
use crate::event::{ActorId, SubjectId};
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::model::incident::Nothing;
use crate::text::Title;

crate::model::acts! {
    /// An act on a patrol.
    pub enum PatrolAct {
        /// It is planned.
        Planned(PatrolPlan) = "patrol.planned";
        /// It begins; where is in the place part.
        Started(Box<Started>) = "patrol.started";
        /// Another leg begins: the transport or the team changed; where is in the place part.
        LegStarted(LegStarted) = "patrol.leg_started";
        /// It is interrupted; where is in the place part.
        Paused(Nothing) = "patrol.paused";
        /// It goes on; where is in the place part.
        Resumed(Nothing) = "patrol.resumed";
        /// A checkpoint is visited.
        Visited(Visited) = "patrol.visited";
        /// A checkpoint is left out; remarks are in the text.
        Skipped(Skipped) = "patrol.skipped";
        /// Something is observed; what is in the text, where in the place part.
        Observed(Observed) = "patrol.observed";
        /// The phone notes an exception, such as an empty battery.
        Noted(Explained) = "patrol.noted";
        /// Where a leg went; the points are in the track part.
        Tracked(TrackSummary) = "patrol.tracked";
        /// It is ended; where is in the place part.
        Completed(Nothing) = "patrol.completed";
        /// It is broken off; the reason is in the text.
        Aborted(Nothing) = "patrol.aborted";
        /// It closed by itself (hub, or the guard's phone).
        AutoClosed(AutoClosed) = "patrol.auto_closed";
        /// Checkpoints were not visited in time (hub).
        CheckpointsMissed(CheckpointsMissed) = "patrol.checkpoints_missed";
        /// The guard explains an exception; the explanation is in the text.
        Explained(Explained) = "patrol.explained";
        /// The supervisor has looked at it; remarks are in the text.
        Reviewed(Reviewed) = "patrol.reviewed";
    }
}

/// See [`PatrolAct::Planned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatrolPlan {
    /// By whom it is to be made.
    pub guard: ActorId,
    /// Of which firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<OrgId>,
    /// On which site.
    pub site: SubjectId,
    /// On which route; the edition is that of the beginning.
    pub route: super::site::RouteNo,
    /// When.
    pub from: Timestamp,
    /// Why.
    pub mandate: Mandate,
}

/// A leg: as long as transport and team stay the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegPlan {
    /// How.
    pub transport: Transport,
    /// Who leads.
    pub leader: ActorId,
    /// Who else is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ActorId>,
}

/// See [`PatrolAct::Started`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// For which firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<OrgId>,
    /// In which shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<SubjectId>,
    /// On which site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SubjectId>,
    /// Whom the site is guarded for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<OrgId>,
    /// On which route, as it is now: a later edition does not change this patrol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteRef>,
    /// Why.
    pub mandate: Mandate,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<Title>,
    /// Whether arms are carried.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_armed: bool,
    /// The first leg.
    pub leg: LegPlan,
}

/// See [`PatrolAct::LegStarted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegStarted {
    /// The leg.
    #[serde(flatten)]
    pub leg: LegPlan,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_for_change: Option<Title>,
}

/// See [`PatrolAct::Visited`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// Which.
    pub checkpoint: CheckpointNo,
    /// The evidence.
    pub proof: Proof,
    /// How far from the checkpoint, in metres, by the phone's position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Accuracy of that position, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<u32>,
    /// Answers to the checkpoint's questions, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Title>,
    /// What the guard was told; whoever holds what it takes finds it again.
    #[serde(default = "ok", skip_serializing_if = "is_ok")]
    pub verdict: Verdict,
}

const fn ok() -> Verdict {
    Verdict::Ok
}

const fn is_ok(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Ok)
}

/// See [`PatrolAct::Skipped`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Which.
    pub checkpoint: CheckpointNo,
    /// Why.
    pub reason: SkipReason,
}

/// See [`PatrolAct::Observed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// What.
    #[serde(rename = "type")]
    pub kind: ObservationType,
    /// How bad.
    pub severity: Severity,
    /// The incident that was reported because of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raises_incident: Option<SubjectId>,
}

/// See [`PatrolAct::AutoClosed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoClosed {
    /// Why.
    pub reason: AutoCloseReason,
}

/// See [`PatrolAct::CheckpointsMissed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointsMissed {
    /// Which, and in which rounds.
    pub missed: Vec<CheckpointMissed>,
}

/// A checkpoint that was not visited in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointMissed {
    /// Which.
    pub checkpoint: CheckpointNo,
    /// In which round, from 0.
    pub round: u16,
}

/// See [`PatrolAct::Reviewed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// What is said.
    pub decision: ReviewDecision,
}

/// A leg's track in short: what readers get who do not get the track.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackSummary {
    /// Of which leg, from 0.
    pub leg: u16,
    /// Points that were kept.
    pub points: u32,
    /// Length in metres.
    pub distance_m: u32,
    /// From the first to the last point, in seconds.
    pub duration_s: u32,
    /// How much of the route was covered, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage_percent: Option<u8>,
    /// Times of more than ten minutes without a position.
    #[serde(default, skip_serializing_if = "is_none")]
    pub gaps: u16,
    /// Positions that an app invented.
    #[serde(default, skip_serializing_if = "is_none")]
    pub mocked: u16,
    /// Positions that cannot be.
    #[serde(default, skip_serializing_if = "is_none")]
    pub outliers: u16,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_none(value: &u16) -> bool {
    *value == 0
}

/// The `track` part: the points of a leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackChunk {
    /// As [`crate::geo::track`] packs them, in unpadded base64url.
    pub packed: String,
}
