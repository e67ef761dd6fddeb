//! What the route asks for, round by round, and what became of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::super::patrol::Patrol;
use super::super::patrol_acts::CheckpointMissed;
use super::super::site::{CheckpointNo, Site, Stop};
use super::super::vocabulary::{OccurrenceState, Verdict};
use super::ground::{Ground, MAX_ROUNDS};
use super::visits::counts;
use super::{Asking, AssessedVisit, Assessment, GRACE, Occurrence, SILENT_INTERVALS};
use crate::clock::Timestamp;

/// The interval of a route that has none.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(60 * 60);

pub(super) fn occurrences(
    patrol: &Patrol,
    ground: &Ground<'_>,
    visits: &[AssessedVisit],
    asking: Asking,
) -> Vec<Occurrence> {
    let Some(route) = ground.route else { return vec![] };
    let heard = patrol.heard_until().unwrap_or(ground.started_at);
    let done = in_time(patrol, ground, visits);
    let mut skipped: BTreeSet<(u16, CheckpointNo)> = BTreeSet::new();
    for skip in &patrol.skips {
        let no = skip.skipped.checkpoint;
        let Some((_, stop)) = ground.stop(no) else { continue };
        let is_done = |round| done.contains_key(&(round, no)) || skipped.contains(&(round, no));
        skipped.insert((ground.round_for(stop, skip.at, is_done), no));
    }
    let alarmed: BTreeSet<(u16, CheckpointNo)> =
        patrol.alarms.iter().map(|alarm| (alarm.missed.round, alarm.missed.checkpoint)).collect();
    let silence = ground.every().unwrap_or(DEFAULT_INTERVAL).saturating_mul(SILENT_INTERVALS);
    let mut found = vec![];
    for round in 0..=ground.round_of(ground.until).min(MAX_ROUNDS) {
        // A round that the patrol ended before it could be walked is asked of nobody.
        let begun = ground.round_start(round) < ground.until || round == 0;
        // Nor is a stop whose checkpoint had been taken down.
        let there = |stop: &&Stop| begun && ground.checkpoint(stop.checkpoint).is_some();
        for stop in route.stops.iter().filter(there) {
            let key = (round, stop.checkpoint);
            let over = ground.over(stop, round);
            let (state, verdict) = if let Some((visit, received)) = done.get(&key) {
                let heard_late = over.is_some_and(|over| received.is_some_and(|received| received > over));
                let late = alarmed.contains(&key) || heard_late;
                let state = if late { OccurrenceState::OkSyncedLate } else { OccurrenceState::Visited };
                (state, Some(visit.verdict.clone()))
            } else if skipped.contains(&key) {
                (OccurrenceState::Skipped, Some(Verdict::Skipped))
            } else {
                let state = unvisited(patrol, over, heard, silence, asking);
                let verdict = (state == OccurrenceState::Missed).then_some(Verdict::Missed);
                // The patrol ended in the middle of this round: what was not due yet is not missed.
                let is_cut_off = round > 0 && ground.late(stop, round).is_some_and(|late| late > ground.until);
                if state == OccurrenceState::Missed && is_cut_off {
                    continue;
                }
                (state, verdict)
            };
            if !stop.required && matches!(state, OccurrenceState::Missed | OccurrenceState::UnknownOffline) {
                continue;
            }
            let (due_from, due_to) = (ground.from(stop, round), ground.after(stop, round, Duration::ZERO));
            found.push(Occurrence { checkpoint: stop.checkpoint, round, due_from, due_to, state, verdict });
        }
    }
    found
}

type InTime<'a> = BTreeMap<(u16, CheckpointNo), (&'a AssessedVisit, Option<Timestamp>)>;

/// The visits that were in time, each with when the hub heard of it: of several the first that was in order, else the first.
fn in_time<'a>(patrol: &Patrol, ground: &Ground<'_>, visits: &'a [AssessedVisit]) -> InTime<'a> {
    let mut done = InTime::new();
    for (visit, recorded) in visits.iter().zip(&patrol.visits).filter(|(visit, _)| counts(&visit.verdict)) {
        let Some((_, stop)) = ground.stop(visit.checkpoint) else { continue };
        if !ground.is_in_time(stop, visit.round, visit.at) {
            continue;
        }
        let known = done.entry((visit.round, visit.checkpoint)).or_insert((visit, recorded.received_at));
        if known.0.verdict != Verdict::Ok && visit.verdict == Verdict::Ok {
            *known = (visit, recorded.received_at);
        }
    }
    done
}

fn unvisited(
    patrol: &Patrol,
    over: Option<Timestamp>,
    heard: Timestamp,
    silence: Duration,
    asking: Asking,
) -> OccurrenceState {
    // The hub closed it and the phone has not been heard since: what it holds may still come.
    let may_come = patrol.closed_by_hub && !asking.own_phone;
    let clock_is_off = patrol.is_open() && patrol.closes_at().is_some_and(|closes| asking.now > closes.plus(GRACE));
    match over {
        _ if patrol.ended_at.is_some() && !may_come => OccurrenceState::Missed,
        None if may_come => OccurrenceState::UnknownOffline,
        None => OccurrenceState::Due,
        Some(over) if asking.now <= over => OccurrenceState::Due,
        Some(over) if asking.own_phone || heard >= over => OccurrenceState::Missed,
        Some(_) if clock_is_off => OccurrenceState::UnknownOffline,
        Some(over) if asking.now < heard.plus(silence).max(over) => OccurrenceState::UnknownOffline,
        Some(_) => OccurrenceState::Missed,
    }
}

/// Alarms that the hub should raise now: what was missed and not told before.
#[must_use]
pub fn alarms_due(patrol: &Patrol, assessment: &Assessment) -> Vec<CheckpointMissed> {
    let told: BTreeSet<(u16, CheckpointNo)> =
        patrol.alarms.iter().map(|alarm| (alarm.missed.round, alarm.missed.checkpoint)).collect();
    let missed = assessment.occurrences.iter().filter(|occurrence| occurrence.state == OccurrenceState::Missed);
    missed
        .map(|occurrence| CheckpointMissed { checkpoint: occurrence.checkpoint, round: occurrence.round })
        .filter(|missed| !told.contains(&(missed.round, missed.checkpoint)))
        .collect()
}

/// When the state of an occurrence can change next by time alone; nothing where it cannot.
#[must_use]
pub fn next_change(patrol: &Patrol, site: Option<&Site>, now: Timestamp) -> Option<Timestamp> {
    if !patrol.is_open() {
        return None;
    }
    let ground = Ground::of(patrol, site, now)?;
    let route = ground.route?;
    if patrol.pauses.last().is_some_and(|pause| pause.to.is_none()) {
        // Windows stand still until somebody says that it goes on.
        return Some(now.plus(GRACE));
    }
    let round = ground.round_of(now);
    let silence = ground.every().unwrap_or(DEFAULT_INTERVAL).saturating_mul(SILENT_INTERVALS);
    let silent = patrol.heard_until().map(|heard| heard.plus(silence));
    // Windows of earlier rounds may still be open: by jitter, and by pauses.
    let windows = (0..=round.min(MAX_ROUNDS).saturating_add(1))
        .flat_map(|round| route.stops.iter().filter_map(move |stop| ground.over(stop, round)));
    // What should have closed by itself and did not is beyond what anybody can tell.
    let closed = patrol.closes_at().map(|closes| closes.plus(GRACE));
    windows.chain(closed).map(|over| over.plus(Duration::from_millis(1))).chain(silent).filter(|at| *at > now).min()
}
