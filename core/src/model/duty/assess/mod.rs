//! What visits are worth and what was missed: one function for phone and hub, over the record and the site as it was when the
//! patrol began. It grades evidence; it does not say that the guard was there, and makes no score.
//!
//! - A stop is due once a round, from the beginning to the end of its window. Within the route's jitter a visit is in time;
//!   after that it is late, and [`GRACE`] later it is missed. A visit after that is recorded, and is not in time for this round.
//! - A visit is one visit: it is of the earliest round that still waits for it, else of the round it falls into.
//! - Nothing is due while the patrol is paused: the clock of a window stands still, and goes on with the patrol.
//! - A phone that has not been heard since is not late: `unknown_offline`, until it has been silent for two intervals. Where its
//!   clock is so far off that the patrol should be over, nobody but the phone itself can tell what is overdue.
//! - What a patrol was ended before is missed in its first round; a later round that could not be walked is asked of nobody.

mod ground;
mod occurrences;
mod visits;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::ground::Ground;
pub use self::occurrences::{alarms_due, next_change};
pub use self::visits::verdict_of;
use super::exception::{self, Exception, ExceptionRef};
use super::patrol::Patrol;
use super::shift::SHIFT_GRACE;
use super::site::{CheckpointNo, Site};
use super::vocabulary::{ExceptionKind, OccurrenceState, Strength, Verdict};
use crate::clock::Timestamp;
use crate::event::EventId;

/// How long after the end of its window a visit is missed (DOMAIN §7.3).
pub const GRACE: Duration = Duration::from_secs(5 * 60);
/// A phone is waited for this many intervals before its silence counts as a miss (DOMAIN §7.3, `max_silence`).
pub(in crate::model::duty) const SILENT_INTERVALS: u32 = 2;

/// Who asks, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// Now.
    pub now: Timestamp,
    /// The guard's own phone asks: it knows all that the guard did until now.
    pub own_phone: bool,
}

/// A visit with what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedVisit {
    /// The event.
    pub event: EventId,
    /// Which checkpoint.
    pub checkpoint: CheckpointNo,
    /// In which round, from 0.
    pub round: u16,
    /// When.
    pub at: Timestamp,
    /// What it is worth.
    pub verdict: Verdict,
    /// How strong the evidence is.
    pub strength: Strength,
    /// When a rotating code says that it was, to half a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_shown_at: Option<Timestamp>,
}

/// One visit that the route asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Which checkpoint.
    pub checkpoint: CheckpointNo,
    /// In which round, from 0.
    pub round: u16,
    /// From when.
    pub due_from: Timestamp,
    /// Until when; nothing where the patrol may take as long as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_to: Option<Timestamp>,
    /// Where it stands.
    pub state: OccurrenceState,
    /// What the visit is worth, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// A patrol, assessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Every visit with its verdict.
    pub visits: Vec<AssessedVisit>,
    /// What the route asks for, round by round. Empty where the route is not known here.
    pub occurrences: Vec<Occurrence>,
    /// What did not go as planned.
    pub exceptions: Vec<Exception>,
}

/// Assesses a patrol by the site as this reader knows it. Without the site, or the secrets of its codes, what the phone told the
/// guard is repeated.
#[must_use]
pub fn assess(patrol: &Patrol, site: Option<&Site>, asking: Asking) -> Assessment {
    let ground = Ground::of(patrol, site, asking.now);
    let visits = visits::assess_visits(patrol, ground.as_ref());
    let occurrences =
        ground.map(|ground| occurrences::occurrences(patrol, &ground, &visits, asking)).unwrap_or_default();
    let exceptions = exceptions(patrol, &visits, &occurrences);
    Assessment { visits, occurrences, exceptions }
}

fn exceptions(patrol: &Patrol, visits: &[AssessedVisit], occurrences: &[Occurrence]) -> Vec<Exception> {
    let mut found = patrol.noted.clone();
    let missed = occurrences.iter().filter(|occurrence| occurrence.state == OccurrenceState::Missed);
    found.extend(missed.map(|occurrence| {
        let what = ExceptionRef {
            checkpoint: Some(occurrence.checkpoint),
            number: Some(occurrence.round),
            ..ExceptionRef::of(ExceptionKind::MissedCheckpoint)
        };
        (what, occurrence.due_to.unwrap_or(occurrence.due_from))
    }));
    let scanned_twice = visits.iter().filter(|visit| visit.verdict == Verdict::Replayed);
    found.extend(scanned_twice.map(|visit| (ExceptionRef::at(ExceptionKind::DuplicateScan, visit.event), visit.at)));
    if let (Some(plan), Some(started_at)) = (&patrol.plan, patrol.started_at)
        && started_at > plan.from.plus(SHIFT_GRACE)
    {
        found.push((ExceptionRef::of(ExceptionKind::LateStart), started_at));
    }
    exception::explained(found, &patrol.explanations)
}

#[cfg(test)]
mod tests;
