//! What a visit is worth: the proof, the place, the time and the order of the route.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::super::patrol::{Patrol, Visit};
use super::super::patrol_acts::Visited;
use super::super::proof::{Checked, Proof, When, check};
use super::super::site::{Checkpoint, CheckpointNo, Site};
use super::super::vocabulary::{OrderMode, Strength, Verdict};
use super::AssessedVisit;
use super::ground::Ground;
use crate::clock::Timestamp;
use crate::event::EventId;

/// A second scan of the same fixed tag within this is the same scan.
const SAME_SCAN: Duration = Duration::from_secs(2 * 60);
/// A position that is less sure than this many metres does not show that the phone was near.
const VAGUE_M: u32 = 100;

/// What a visit that is about to be recorded would be worth: what the guard is told at once.
#[must_use]
pub fn verdict_of(patrol: &Patrol, site: Option<&Site>, visited: &Visited, when: When) -> Verdict {
    let ground = Ground::of(patrol, site, when.at);
    let mut seen = Seen::default();
    for visit in &patrol.visits {
        assess_visit(visit, ground.as_ref(), &mut seen);
    }
    let visit = Visit {
        event: EventId(uuid::Uuid::nil()),
        at: when.at,
        clock_suspect: when.suspect,
        received_at: None,
        visited: visited.clone(),
    };
    assess_visit(&visit, ground.as_ref(), &mut seen).verdict
}

#[derive(Default)]
struct Seen {
    /// Steps of rotating codes that were used.
    steps: BTreeSet<(CheckpointNo, u64)>,
    /// When each checkpoint was last visited.
    last: BTreeMap<CheckpointNo, Timestamp>,
    /// How far along the route, in each round.
    along: BTreeMap<u16, usize>,
    /// What was visited in time.
    done: BTreeSet<(u16, CheckpointNo)>,
}

pub(super) fn assess_visits(patrol: &Patrol, ground: Option<&Ground<'_>>) -> Vec<AssessedVisit> {
    let mut seen = Seen::default();
    patrol.visits.iter().map(|visit| assess_visit(visit, ground, &mut seen)).collect()
}

fn assess_visit(visit: &Visit, ground: Option<&Ground<'_>>, seen: &mut Seen) -> AssessedVisit {
    let visited = &visit.visited;
    let no = visited.checkpoint;
    let checked = ground.map_or(Checked::Unknown, |ground| {
        let set_up = ground.site.checkpoint(no, ground.edition);
        set_up.map_or(Checked::Bad, |set_up| {
            let when = When { at: visit.at, suspect: visit.clock_suspect };
            check(&visited.proof, ground.site.id, &set_up.checkpoint, set_up.secret.as_ref(), when)
        })
    });
    let step = match checked {
        Checked::Good { step } => step,
        Checked::Replayed | Checked::Bad | Checked::Unknown => None,
    };
    let stop = ground.and_then(|ground| ground.stop(no));
    let round = ground.map_or(0, |ground| match stop {
        Some((_, stop)) => ground.round_for(stop, visit.at, |round| seen.done.contains(&(round, no))),
        None => ground.round_of(visit.at),
    });
    let verdict = match ground {
        Some(ground) if checked != Checked::Unknown => verdict(visit, ground, round, checked, step, seen),
        _ => visited.verdict.clone(),
    };
    // What does not count does not stand in the way of the next try either.
    if counts(&verdict) {
        seen.steps.extend(step.map(|step| (no, step)));
        seen.last.insert(no, visit.at);
        if let (Some(ground), Some((place, stop))) = (ground, stop) {
            let along = seen.along.entry(round).or_default();
            *along = (*along).max(place + 1);
            if ground.is_in_time(stop, round, visit.at) {
                seen.done.insert((round, no));
            }
        }
    }
    let code_shown_at =
        step.map(|step| Timestamp::from_millis(i64::try_from(step.saturating_mul(30_000)).unwrap_or(i64::MAX)));
    let strength = strength(visited, ground.and_then(|ground| ground.checkpoint(no)), &verdict);
    AssessedVisit { event: visit.event, checkpoint: no, round, at: visit.at, verdict, strength, code_shown_at }
}

fn verdict(
    visit: &Visit,
    ground: &Ground<'_>,
    round: u16,
    checked: Checked,
    step: Option<u64>,
    seen: &Seen,
) -> Verdict {
    let visited = &visit.visited;
    let no = visited.checkpoint;
    let again = match (step, seen.last.get(&no)) {
        (Some(step), _) => seen.steps.contains(&(no, step)),
        (None, Some(last)) => visit.at.since(*last) < SAME_SCAN,
        (None, None) => false,
    };
    match checked {
        Checked::Bad => return Verdict::BadProof,
        Checked::Replayed => return Verdict::Replayed,
        Checked::Good { .. } | Checked::Unknown if again && visited.proof != Proof::Manual => return Verdict::Replayed,
        Checked::Good { .. } | Checked::Unknown => {}
    }
    let Some(checkpoint) = ground.checkpoint(no) else { return Verdict::BadProof };
    match (&visited.proof, visited.distance_m) {
        (Proof::Gps, None) => return Verdict::BadProof,
        (Proof::Gps, Some(_)) if !is_near(visited, Some(checkpoint)) => return Verdict::TooFar,
        // Of other proofs the position is a second witness; where it is vague, it says nothing.
        (_, Some(distance))
            if distance > u32::from(checkpoint.radius_m).saturating_add(visited.accuracy_m.unwrap_or(0)) =>
        {
            return Verdict::TooFar;
        }
        _ => {}
    }
    if visit.clock_suspect {
        return Verdict::ClockSuspect;
    }
    if visited.proof == Proof::Manual {
        return Verdict::Manual;
    }
    let Some(route) = ground.route else { return Verdict::Ok };
    let Some((place, stop)) = ground.stop(no) else { return Verdict::OutOfOrder };
    // What was left out between is missed, or was skipped: it does not put the later ones out of order. Nor does a second look
    // at the same.
    let along = seen.along.get(&round).copied().unwrap_or(0);
    if route.order == OrderMode::Strict && place + 1 < along {
        return Verdict::OutOfOrder;
    }
    if visit.at.plus(ground.jitter()) < ground.from(stop, round) {
        Verdict::Early
    } else if ground.late(stop, round).is_some_and(|late| visit.at > late) {
        Verdict::Late
    } else {
        Verdict::Ok
    }
}

/// Whether the phone's position shows that it was near the checkpoint.
fn is_near(visited: &Visited, checkpoint: Option<&Checkpoint>) -> bool {
    let accuracy = visited.accuracy_m.unwrap_or(0);
    match (visited.distance_m, checkpoint) {
        (Some(distance), Some(checkpoint)) => distance <= u32::from(checkpoint.radius_m) + accuracy.min(VAGUE_M),
        (Some(_), None) => accuracy <= VAGUE_M,
        (None, _) => false,
    }
}

fn strength(visited: &Visited, checkpoint: Option<&Checkpoint>, verdict: &Verdict) -> Strength {
    let near = is_near(visited, checkpoint);
    let sound = !matches!(
        verdict,
        Verdict::BadProof | Verdict::Replayed | Verdict::TooFar | Verdict::ClockSuspect | Verdict::Manual
    );
    match visited.proof {
        Proof::Signed { .. } | Proof::Otp(_) if near && sound => Strength::Strong,
        Proof::Signed { .. } | Proof::Otp(_) | Proof::Tag(_) | Proof::Gps
            if (near || !matches!(visited.proof, Proof::Tag(_))) && sound =>
        {
            Strength::Medium
        }
        _ => Strength::Weak,
    }
}

/// Whether a visit counts as one: what is no proof of this checkpoint, or was made elsewhere, does not.
pub(super) const fn counts(verdict: &Verdict) -> bool {
    !matches!(verdict, Verdict::BadProof | Verdict::Replayed | Verdict::TooFar)
}
