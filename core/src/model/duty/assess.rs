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

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exception::{self, Exception, ExceptionRef};
use super::patrol::{CheckpointMissed, LONGEST, Patrol, Visit, Visited};
use super::proof::{Checked, Proof, When, check};
use super::shift::{LONGEST_WATCH, SHIFT_GRACE, Shift, Span, WELFARE_GRACE};
use super::site::{Checkpoint, CheckpointNo, Route, Site, Stop};
use super::vocabulary::{ExceptionKind, OccurrenceState, OrderMode, ShiftState, Strength, Verdict};
use crate::clock::Timestamp;
use crate::event::EventId;

/// How long after the end of its window a visit is missed (DOMAIN §7.3).
pub const GRACE: Duration = Duration::from_secs(5 * 60);
/// A second scan of the same fixed tag within this is the same scan.
const SAME_SCAN: Duration = Duration::from_secs(2 * 60);
/// A phone is waited for this many intervals before its silence counts as a miss (DOMAIN §7.3, `max_silence`).
const SILENT_INTERVALS: u32 = 2;
/// The interval of a route that has none.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// A position that is less sure than this many metres does not show that the phone was near.
const VAGUE_M: u32 = 100;

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

/// What a patrol walks: the route as it was when it began.
#[derive(Debug, Clone, Copy)]
struct Ground<'a> {
    site: &'a Site,
    route: Option<&'a Route>,
    edition: super::site::Edition,
    started_at: Timestamp,
    pauses: &'a [Span],
    /// Until when an interruption that lasts has lasted.
    until: Timestamp,
}

impl<'a> Ground<'a> {
    fn of(patrol: &'a Patrol, site: Option<&'a Site>, now: Timestamp) -> Option<Self> {
        let started = patrol.started.as_ref()?;
        let site = site.filter(|site| started.site == Some(site.id))?;
        let route = started.route.and_then(|route| site.route(route));
        let edition = started.route.map_or(site.edition, |route| route.edition);
        let started_at = patrol.started_at?;
        // A patrol does not last longer, whether or not somebody has closed it.
        let until = patrol.ended_at.unwrap_or(now).min(started_at.plus(LONGEST)).max(started_at);
        Some(Self { site, route, edition, started_at, pauses: &patrol.pauses, until })
    }

    fn checkpoint(&self, no: CheckpointNo) -> Option<&'a Checkpoint> {
        self.site.checkpoint(no, self.edition).map(|set_up| &set_up.checkpoint)
    }

    /// Where a checkpoint stands on the route.
    fn stop(&self, no: CheckpointNo) -> Option<(usize, &'a Stop)> {
        self.route?.stops.iter().enumerate().find(|(_, stop)| stop.checkpoint == no)
    }

    fn every(&self) -> Option<Duration> {
        let minutes = self.route?.every_min.filter(|minutes| *minutes > 0)?;
        Some(Duration::from_secs(u64::from(minutes) * 60))
    }

    fn round_of(&self, at: Timestamp) -> u16 {
        let Some(every) = self.every() else { return 0 };
        u16::try_from(at.since(self.started_at).as_millis() / every.as_millis().max(1)).unwrap_or(u16::MAX)
    }

    fn round_start(&self, round: u16) -> Timestamp {
        self.every().map_or(self.started_at, |every| self.started_at.plus(every.saturating_mul(u32::from(round))))
    }

    fn jitter(&self) -> Duration {
        minutes(self.route.map_or(0, |route| route.jitter_min))
    }

    fn from(&self, stop: &Stop, round: u16) -> Timestamp {
        self.round_start(round).plus(minutes(stop.window_from_min.unwrap_or(0)))
    }

    /// So long after the window of a stop ends; nothing where it has no end. Pauses do not count.
    fn after(&self, stop: &Stop, round: u16, more: Duration) -> Option<Timestamp> {
        let length = stop.window_to_min.map(minutes).or_else(|| self.every())?;
        let from = self.from(stop, round);
        let mut to = self.round_start(round).plus(length).plus(more);
        for pause in self.pauses {
            let end = pause.to.unwrap_or(self.until);
            if pause.from < to && end > from {
                to = to.plus(end.since(pause.from.max(from)));
            }
        }
        Some(to)
    }

    /// From when on a visit is late.
    fn late(&self, stop: &Stop, round: u16) -> Option<Timestamp> {
        self.after(stop, round, self.jitter())
    }

    /// From when on it is missed.
    fn over(&self, stop: &Stop, round: u16) -> Option<Timestamp> {
        self.after(stop, round, self.jitter().saturating_add(GRACE))
    }

    fn is_in_time(&self, stop: &Stop, round: u16, at: Timestamp) -> bool {
        self.over(stop, round).is_none_or(|over| at <= over)
    }

    /// The round that an act at a stop is of: the earliest that still waits for it, else the one that it falls into.
    fn round_for(&self, stop: &Stop, at: Timestamp, is_done: impl Fn(u16) -> bool) -> u16 {
        let own = self.round_of(at);
        let waiting = (0..own).rev().take_while(|round| self.is_in_time(stop, *round, at));
        waiting.filter(|round| !is_done(*round)).last().unwrap_or(own)
    }
}

const fn minutes(minutes: u16) -> Duration {
    Duration::from_secs(minutes as u64 * 60)
}

/// Assesses a patrol by the site as this reader knows it. Without the site, or the secrets of its codes, what the phone told the
/// guard is repeated.
#[must_use]
pub fn assess(patrol: &Patrol, site: Option<&Site>, asking: Asking) -> Assessment {
    let ground = Ground::of(patrol, site, asking.now);
    let visits = assess_visits(patrol, ground.as_ref());
    let occurrences = ground.map(|ground| occurrences(patrol, &ground, &visits, asking)).unwrap_or_default();
    let exceptions = exceptions(patrol, &visits, &occurrences);
    Assessment { visits, occurrences, exceptions }
}

/// What a visit that is about to be recorded would be worth: what the guard is told at once.
#[must_use]
pub fn verdict_of(patrol: &Patrol, site: Option<&Site>, visited: &Visited, when: When) -> Verdict {
    let mut patrol = patrol.clone();
    patrol.visits.push(Visit {
        event: EventId(uuid::Uuid::nil()),
        at: when.at,
        clock_suspect: when.suspect,
        received_at: None,
        visited: visited.clone(),
    });
    let ground = Ground::of(&patrol, site, when.at);
    assess_visits(&patrol, ground.as_ref()).pop().map_or(Verdict::Ok, |visit| visit.verdict)
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

fn assess_visits(patrol: &Patrol, ground: Option<&Ground<'_>>) -> Vec<AssessedVisit> {
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
const fn counts(verdict: &Verdict) -> bool {
    !matches!(verdict, Verdict::BadProof | Verdict::Replayed | Verdict::TooFar)
}

fn occurrences(patrol: &Patrol, ground: &Ground<'_>, visits: &[AssessedVisit], asking: Asking) -> Vec<Occurrence> {
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

/// A patrol has 12 hours; a round takes a minute at the least.
const MAX_ROUNDS: u16 = 12 * 60;

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

/// A welfare check of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelfareCheck {
    /// Which, from 1.
    pub check: u16,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// Whether all was well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<bool>,
    /// It was not answered in time.
    pub missed: bool,
    /// The phone is offline: nobody knows yet.
    pub unknown_offline: bool,
}

/// The welfare checks of a shift so far, the one that is due next among them.
#[must_use]
pub fn welfare_checks(shift: &Shift, asking: Asking) -> Vec<WelfareCheck> {
    let longest = shift.booked_on.as_ref().map_or(asking.now, |on| on.at.plus(LONGEST_WATCH));
    let until = shift.booked_off.as_ref().map_or(asking.now, |off| off.at).min(longest);
    let heard = shift.heard_until().unwrap_or(until);
    // Nobody books off after a day, or the clock of the phone is far off: nobody else can tell what is overdue.
    let clock_is_off = shift.is_on() && !asking.own_phone && asking.now > longest;
    let silence =
        Duration::from_secs(u64::from(shift.welfare_every_min.unwrap_or(0)) * 60).saturating_mul(SILENT_INTERVALS);
    let mut checks = vec![];
    for check in 1..=MAX_ROUNDS {
        let Some(due_at) = shift.welfare_due(check) else { break };
        // Nobody answers for hours to come.
        let is_of_it = |at: Timestamp| at.plus(WELFARE_GRACE) >= due_at;
        let answer = shift.welfare.iter().find(|answer| answer.check == check && is_of_it(answer.at));
        let ahead = due_at > until;
        if ahead && answer.is_none() && !(shift.is_on() && due_at <= longest) {
            break;
        }
        let over = due_at.plus(WELFARE_GRACE);
        let answered_late = answer.is_some_and(|answer| answer.at > over);
        let alarmed = shift.welfare_alarms.contains(&check);
        let known = asking.own_phone || heard >= over || shift.booked_off.is_some() || alarmed;
        let waited = asking.now > over;
        let silent = asking.now >= heard.plus(silence).max(over) && !clock_is_off;
        let unanswered = answer.is_none() && waited;
        checks.push(WelfareCheck {
            check,
            due_at,
            answered_at: answer.map(|answer| answer.at),
            ok: answer.map(|answer| answer.ok),
            missed: answered_late || (unanswered && (known || silent)),
            unknown_offline: unanswered && !known && !silent,
        });
        // One that was answered before its time is not the one that is due next.
        if ahead && answer.is_none() {
            break;
        }
    }
    checks
}

/// What did not go as planned on a shift.
#[must_use]
pub fn shift_exceptions(shift: &Shift, asking: Asking) -> Vec<Exception> {
    let mut found = vec![];
    let on = shift.booked_on.as_ref().map(|on| on.at);
    let off = shift.booked_off.as_ref().map(|off| off.at);
    if let Some(planned) = shift.planned {
        if let Some(on) = on.filter(|on| *on > planned.from.plus(SHIFT_GRACE)) {
            found.push((ExceptionRef::of(ExceptionKind::LateStart), on));
        }
        if shift.state == Some(ShiftState::NoShow) {
            found.push((ExceptionRef::of(ExceptionKind::NoShow), planned.from));
        }
        if let Some(off) = off.filter(|off| planned.to.is_some_and(|to| off.plus(SHIFT_GRACE) < to)) {
            found.push((ExceptionRef::of(ExceptionKind::EarlyLeave), off));
        }
    }
    if shift.booked_on.as_ref().is_some_and(|on| on.shared_phone) {
        found.extend(on.map(|on| (ExceptionRef::of(ExceptionKind::DeviceShared), on)));
    }
    for check in welfare_checks(shift, asking).into_iter().filter(|check| check.missed) {
        let what = ExceptionRef { number: Some(check.check), ..ExceptionRef::of(ExceptionKind::WelfareMissed) };
        found.push((what, check.due_at));
    }
    exception::explained(found, &shift.explanations)
}

#[cfg(test)]
mod tests;
