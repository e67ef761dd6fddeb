//! What visits are worth and what was missed: one function for phone and hub, over the record and the site as it was when the
//! patrol began. It grades evidence; it does not say that the guard was there, and makes no score.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exception::{self, Exception, ExceptionRef};
use super::patrol::{CheckpointMissed, Patrol, Visit, Visited};
use super::proof::{Checked, Proof, When, check};
use super::shift::{SHIFT_GRACE, Shift, WELFARE_GRACE};
use super::site::{CheckpointNo, Route, Site, Stop};
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
}

impl<'a> Ground<'a> {
    fn of(patrol: &Patrol, site: Option<&'a Site>) -> Option<Self> {
        let started = patrol.started.as_ref()?;
        let site = site.filter(|site| started.site == Some(site.id))?;
        let route = started.route.and_then(|route| site.route(route));
        let edition = started.route.map_or(site.edition, |route| route.edition);
        Some(Self { site, route, edition, started_at: patrol.started_at? })
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

    /// From when until when a stop is due in a round.
    fn window(&self, stop: &Stop, round: u16) -> (Timestamp, Option<Timestamp>) {
        let start = self.round_start(round);
        let minutes = |minutes: u16| Duration::from_secs(u64::from(minutes) * 60);
        let from = start.plus(minutes(stop.window_from_min.unwrap_or(0)));
        let to = stop
            .window_to_min
            .map(|to| start.plus(minutes(to)))
            .or_else(|| self.every().map(|every| start.plus(every)));
        (from, to)
    }
}

/// Assesses a patrol by the site as this reader knows it. Without the site, or the secrets of its codes, what the phone told the
/// guard is repeated.
#[must_use]
pub fn assess(patrol: &Patrol, site: Option<&Site>, asking: Asking) -> Assessment {
    let ground = Ground::of(patrol, site);
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
    let ground = Ground::of(&patrol, site);
    assess_visits(&patrol, ground.as_ref()).pop().map_or(Verdict::Ok, |visit| visit.verdict)
}

#[derive(Default)]
struct Seen {
    /// Steps of rotating codes that were used.
    steps: BTreeSet<(CheckpointNo, u64)>,
    /// When each checkpoint was last scanned.
    last: BTreeMap<CheckpointNo, Timestamp>,
    /// How far along the route, in each round.
    along: BTreeMap<u16, usize>,
}

fn assess_visits(patrol: &Patrol, ground: Option<&Ground<'_>>) -> Vec<AssessedVisit> {
    let mut seen = Seen::default();
    patrol.visits.iter().map(|visit| assess_visit(visit, ground, &mut seen)).collect()
}

fn assess_visit(visit: &Visit, ground: Option<&Ground<'_>>, seen: &mut Seen) -> AssessedVisit {
    let visited = &visit.visited;
    let checked = ground.map_or(Checked::Unknown, |ground| {
        let set_up = ground.site.checkpoint(visited.checkpoint, ground.edition);
        set_up.map_or(Checked::Bad, |set_up| {
            let when = When { at: visit.at, suspect: visit.clock_suspect };
            check(&visited.proof, ground.site.id, &set_up.checkpoint, set_up.secret.as_ref(), when)
        })
    });
    let step = match checked {
        Checked::Good { step } => step,
        Checked::Replayed | Checked::Bad | Checked::Unknown => None,
    };
    let verdict = match ground {
        None => visited.verdict.clone(),
        Some(_) if checked == Checked::Unknown => visited.verdict.clone(),
        Some(ground) => verdict(visit, ground, checked, step, seen),
    };
    seen.steps.extend(step.map(|step| (visited.checkpoint, step)));
    if matches!(checked, Checked::Good { .. } | Checked::Unknown) {
        seen.last.insert(visited.checkpoint, visit.at);
    }
    let code_shown_at =
        step.map(|step| Timestamp::from_millis(i64::try_from(step.saturating_mul(30_000)).unwrap_or(i64::MAX)));
    AssessedVisit {
        event: visit.event,
        checkpoint: visited.checkpoint,
        round: ground.map_or(0, |ground| ground.round_of(visit.at)),
        at: visit.at,
        strength: strength(visited, &verdict),
        verdict,
        code_shown_at,
    }
}

fn verdict(visit: &Visit, ground: &Ground<'_>, checked: Checked, step: Option<u64>, seen: &mut Seen) -> Verdict {
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
    let Some(set_up) = ground.site.checkpoint(no, ground.edition) else { return Verdict::BadProof };
    let reach = u32::from(set_up.checkpoint.radius_m).saturating_add(visited.accuracy_m.unwrap_or(0));
    match (&visited.proof, visited.distance_m) {
        (Proof::Gps, None) => return Verdict::BadProof,
        (_, Some(distance)) if distance > reach => return Verdict::TooFar,
        _ => {}
    }
    if visit.clock_suspect {
        return Verdict::ClockSuspect;
    }
    if visited.proof == Proof::Manual {
        return Verdict::Manual;
    }
    let Some(route) = ground.route else { return Verdict::Ok };
    let Some(place) = route.stops.iter().position(|stop| stop.checkpoint == no) else { return Verdict::OutOfOrder };
    let round = ground.round_of(visit.at);
    if route.order == OrderMode::Strict {
        let along = seen.along.entry(round).or_default();
        if place < *along {
            return Verdict::OutOfOrder;
        }
        // What was left out between is missed, or was skipped: it does not put the later ones out of order.
        *along = place + 1;
    }
    let (from, to) = route.stops.get(place).map_or((visit.at, None), |stop| ground.window(stop, round));
    let jitter = Duration::from_secs(u64::from(route.jitter_min) * 60);
    if visit.at.plus(jitter) < from {
        Verdict::Early
    } else if to.is_some_and(|to| visit.at > to.plus(jitter)) {
        Verdict::Late
    } else {
        Verdict::Ok
    }
}

fn strength(visited: &Visited, verdict: &Verdict) -> Strength {
    let near = visited.distance_m.is_some();
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
    let until = patrol.ended_at.unwrap_or(asking.now).max(ground.started_at);
    let rounds = ground.round_of(until).min(MAX_ROUNDS);
    let mut first: BTreeMap<(u16, CheckpointNo), (&AssessedVisit, Option<Timestamp>)> = BTreeMap::new();
    for (visit, recorded) in visits.iter().zip(&patrol.visits).filter(|(visit, _)| counts(&visit.verdict)) {
        first.entry((visit.round, visit.checkpoint)).or_insert((visit, recorded.received_at));
    }
    let skipped: BTreeSet<(u16, CheckpointNo)> =
        patrol.skips.iter().map(|skip| (ground.round_of(skip.at), skip.skipped.checkpoint)).collect();
    let alarmed: BTreeSet<(u16, CheckpointNo)> =
        patrol.alarms.iter().map(|alarm| (alarm.missed.round, alarm.missed.checkpoint)).collect();
    let silence = ground.every().unwrap_or(DEFAULT_INTERVAL).saturating_mul(SILENT_INTERVALS);
    let mut found = vec![];
    for round in 0..=rounds {
        // A round that the patrol ended before it could be walked is asked of nobody.
        let begun = ground.round_start(round) < until || round == 0;
        for stop in route.stops.iter().filter(|_| begun) {
            let (due_from, due_to) = ground.window(stop, round);
            let key = (round, stop.checkpoint);
            let over = due_to.map(|to| to.plus(GRACE));
            let (state, verdict) = if let Some((visit, received)) = first.get(&key) {
                let heard_late = over.is_some_and(|over| received.is_some_and(|received| received > over));
                let late = alarmed.contains(&key) || (heard_late && visit.at <= over.unwrap_or(visit.at));
                let state = if late { OccurrenceState::OkSyncedLate } else { OccurrenceState::Visited };
                (state, Some(visit.verdict.clone()))
            } else if skipped.contains(&key) {
                (OccurrenceState::Skipped, Some(Verdict::Skipped))
            } else {
                let state = unvisited(patrol, over, heard, silence, asking);
                let verdict = (state == OccurrenceState::Missed).then_some(Verdict::Missed);
                // The patrol ended in the middle of this round: what was not due yet is not missed.
                if state == OccurrenceState::Missed && round > 0 && over.is_some_and(|over| over > until) {
                    continue;
                }
                (state, verdict)
            };
            if !stop.required && matches!(state, OccurrenceState::Missed | OccurrenceState::UnknownOffline) {
                continue;
            }
            found.push(Occurrence { checkpoint: stop.checkpoint, round, due_from, due_to, state, verdict });
        }
    }
    found
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
    let ended = patrol.ended_at.is_some();
    // The hub closed it and the phone has not been heard since: what it holds may still come.
    let by_hub = ended && patrol.ended_at > Some(heard);
    match over {
        _ if ended && !by_hub => OccurrenceState::Missed,
        None if ended => OccurrenceState::UnknownOffline,
        None => OccurrenceState::Due,
        Some(over) if asking.now <= over => OccurrenceState::Due,
        Some(over) if asking.own_phone || heard >= over => OccurrenceState::Missed,
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
    let ground = Ground::of(patrol, site)?;
    if !patrol.is_open() {
        return None;
    }
    let every = ground.every();
    let route = ground.route?;
    let round = ground.round_of(now);
    let silence = every.unwrap_or(DEFAULT_INTERVAL).saturating_mul(SILENT_INTERVALS);
    let silent = patrol.heard_until().map(|heard| heard.plus(silence));
    let windows = (round.saturating_sub(1)..=round.saturating_add(1))
        .flat_map(|round| route.stops.iter().filter_map(move |stop| Some(ground.window(stop, round).1?.plus(GRACE))));
    windows.chain(silent).map(|at| at.plus(Duration::from_millis(1))).filter(|at| *at > now).min()
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
    let until = shift.booked_off.as_ref().map_or(asking.now, |off| off.at);
    let heard = shift.heard_until().unwrap_or(until);
    let silence =
        Duration::from_secs(u64::from(shift.welfare_every_min.unwrap_or(0)) * 60).saturating_mul(SILENT_INTERVALS);
    let mut checks = vec![];
    for check in 1..=MAX_ROUNDS {
        let Some(due_at) = shift.welfare_due(check) else { break };
        let answer = shift.welfare.iter().find(|answer| answer.check == check);
        let ahead = due_at > until;
        if ahead && answer.is_none() && !shift.is_on() {
            break;
        }
        let over = due_at.plus(WELFARE_GRACE);
        let known = asking.own_phone || heard >= over || shift.booked_off.is_some();
        let waited = asking.now > over;
        let silent = asking.now >= heard.plus(silence).max(over);
        let unanswered = answer.is_none() && waited;
        checks.push(WelfareCheck {
            check,
            due_at,
            answered_at: answer.map(|answer| answer.at),
            ok: answer.map(|answer| answer.ok),
            missed: unanswered && (known || silent),
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
