//! Sites, shifts and patrols: taken in, and what the hub does about them when nobody acts. Verdicts and misses are found by the
//! same function as on the phone; a phone that is merely offline raises no alarm.

use usalama_core::clock::Timestamp;
use usalama_core::event::{Header, PartName};
use usalama_core::model::Model as _;
use usalama_core::model::duty::{
    Asking, Assessment, AutoCloseReason, AutoClosed, CheckpointsMissed, Duty, DutyAct, DutyEntry, DutyKind, LONGEST,
    LONGEST_WATCH, NO_SHOW_AFTER, Patrol, PatrolAct, SCHEMA_VERSION, Shift, ShiftAct, ShiftState, Site, SiteAct,
    WELFARE_GRACE, WelfareCheck, WelfareMissed, alarms_due, assess, next_change, welfare_checks,
};
use usalama_core::model::incident::Nothing;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{Decision, DutyScene, Gap, Placement, duty_audience, may_on_duty};
use usalama_core::sync::wire::{Need, PushResult};

use super::batch::{Batch, HubWords};
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::events;
use crate::ledger::subjects::{self, DutyRecord, Subject};
use crate::ledger::timers::{self, Timer, TimerKind};
use crate::ledger::{LedgerError, Write};

/// Decides about an event of guards' work.
pub(super) fn decide(
    batch: &mut Batch<'_>,
    way: &Way<'_>,
    kind: DutyKind,
    subject: Option<Subject>,
) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let entry = match DutyEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if lacks_its_core(header) => return way.refuse(batch, RefusalCode::Malformed.into()),
        Ok(None) => return way.unknown_kind(batch, subject),
        Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match subject {
        Some(Subject::Duty(record)) if record.state.kind() == kind => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if Duty::is_beginning(&entry.act) => {
            let placement = Placement::look_up(&batch.world.areas, None, header.area);
            DutyRecord::begin(None, header.time.at, Duty::unknown(kind, header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    // The note that is signed may still be on its way: from another phone, or from the other guard on this one.
    if let DutyAct::Shift(ShiftAct::PassDownSigned(answer) | ShiftAct::PassDownRefused(answer)) = &entry.act
        && events::verdict(batch.write, answer.note)?.is_none()
    {
        return Ok(PushResult::Deferred { needs: Need::Event(answer.note) });
    }
    let site = site_of(batch.write, &record.state, &entry.act)?;
    match judge(batch, way, &record, site.as_ref(), &entry)? {
        Decision::Allow => {}
        Decision::Refuse(refusal) => return way.refuse(batch, refusal),
        // It names a site, or an edition of it, that the hub has not heard of.
        Decision::Unknown(Gap::History) => {
            let needed = entry.act.site().or_else(|| record.state.site()).unwrap_or(header.subject);
            return Ok(PushResult::Deferred { needs: Need::Subject(needed) });
        }
        Decision::Unknown(Gap::Placement) => return way.refuse(batch, RefusalCode::OutOfScope.into()),
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    follow(batch, way, &record, &entry.act, site.as_ref())?;
    Ok(PushResult::Accepted(receipt))
}

/// Whether an event of a kind that this version knows has no core at all.
fn lacks_its_core(header: &Header) -> bool {
    let kinds = [SiteAct::KINDS, ShiftAct::KINDS, PatrolAct::KINDS];
    header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && kinds.iter().any(|kinds| kinds.contains(&header.kind.as_str()))
}

fn judge(
    batch: &Batch<'_>,
    way: &Way<'_>,
    record: &DutyRecord,
    site: Option<&Site>,
    entry: &DutyEntry,
) -> Result<Decision, HubError> {
    let header: &Header = way.event.header();
    let own_site = match &record.state {
        Duty::Site(site) if site.area.is_some() => site.area,
        state => site.and_then(|site| site.area).or_else(|| state.area()).or(header.area),
    };
    let placement = Placement::look_up(&batch.world.areas, None, own_site);
    let scene = DutyScene {
        duty: &record.state,
        site,
        area: header.area,
        placement: Some(&placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    with_best_grant(batch, way.known.actor, &header.role, false, |who| may_on_duty(entry, who, &scene))
}

fn site_of(write: &Write<'_>, state: &Duty, act: &DutyAct) -> Result<Option<Site>, LedgerError> {
    let site = match state {
        Duty::Site(_) => None,
        _ => act.site().or_else(|| state.site()),
    };
    site.map(|site| subjects::site(write, site)).transpose().map(Option::flatten)
}

/// Sets the timers that follow from an act.
fn follow(
    batch: &Batch<'_>,
    way: &Way<'_>,
    record: &DutyRecord,
    act: &DutyAct,
    site: Option<&Site>,
) -> Result<(), HubError> {
    let (id, subject) = (way.event.header().id, way.event.header().subject);
    let set = |due: Timestamp, kind: TimerKind| timers::set(batch.write, due.max(batch.now), &kind, subject, id);
    match (act, &record.state) {
        (DutyAct::Patrol(PatrolAct::Started(_)), Duty::Patrol(patrol)) => {
            if let Some(closes) = patrol.closes_at() {
                // By a clock that is far off it would be over at once, or never.
                let latest = batch.now.plus(LONGEST);
                set(if way.suspect { latest } else { closes.min(latest) }, TimerKind::AutoClose)?;
            }
            if let Some(due) = next_change(patrol, site, batch.now) {
                set(due, TimerKind::Checkpoints)?;
            }
        }
        (DutyAct::Shift(ShiftAct::Planned(plan)), _) => set(plan.from.plus(NO_SHOW_AFTER), TimerKind::NoShow)?,
        (DutyAct::Shift(ShiftAct::BookedOn(_)), Duty::Shift(shift)) => {
            if let Some(due) = shift.welfare_due(1) {
                set(due.plus(WELFARE_GRACE), TimerKind::Welfare)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Does what a timer of guards' work was set for, where it is still to be done.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(batch: &mut Batch<'_>, mut record: DutyRecord, timer: &Timer) -> Result<(), HubError> {
    match (&timer.kind, record.state.clone()) {
        (TimerKind::Checkpoints, Duty::Patrol(patrol)) => {
            let site = patrol.site().map(|site| subjects::site(batch.write, site)).transpose()?.flatten();
            let missed = alarms_due(&patrol, &look_at(&patrol, site.as_ref(), batch.now));
            if !missed.is_empty() {
                say(batch, &mut record, PatrolAct::CheckpointsMissed(CheckpointsMissed { missed }))?;
            }
            if let Some(due) = next_change(&patrol, site.as_ref(), batch.now) {
                timers::set(batch.write, due, &timer.kind, timer.subject, timer.event)?;
            }
        }
        (TimerKind::AutoClose, Duty::Patrol(patrol)) if patrol.is_open() => {
            say(batch, &mut record, PatrolAct::AutoClosed(AutoClosed { reason: AutoCloseReason::TooLong }))?;
        }
        (TimerKind::Welfare, Duty::Shift(shift)) => welfare(batch, &mut record, &shift, timer)?,
        (TimerKind::NoShow, Duty::Shift(shift)) if shift.state == Some(ShiftState::Planned) => {
            say(batch, &mut record, ShiftAct::NoShow(Nothing {}))?;
        }
        _ => {}
    }
    Ok(())
}

fn welfare(batch: &mut Batch<'_>, record: &mut DutyRecord, shift: &Shift, timer: &Timer) -> Result<(), HubError> {
    if !shift.is_on() {
        return Ok(());
    }
    let checks = welfare_checks(shift, Asking { now: batch.now, own_phone: false });
    let is_alarming = |check: &&WelfareCheck| check.missed && check.answered_at.is_none();
    for check in checks.iter().filter(is_alarming).filter(|check| !shift.welfare_alarms.contains(&check.check)) {
        say(batch, record, ShiftAct::WelfareMissed(WelfareMissed { check: check.check }))?;
    }
    let waits = |check: &&WelfareCheck| check.unknown_offline || check.due_at.plus(WELFARE_GRACE) >= batch.now;
    let is_watched = shift.booked_on.as_ref().is_some_and(|on| batch.now <= on.at.plus(LONGEST_WATCH));
    if let Some(next) = checks.iter().rfind(waits).filter(|_| is_watched).map(|check| check.due_at.plus(WELFARE_GRACE))
    {
        let next = next.max(batch.now.plus(std::time::Duration::from_secs(60)));
        timers::set(batch.write, next, &timer.kind, timer.subject, timer.event)?;
    }
    Ok(())
}

/// A patrol, assessed by what the hub has heard.
#[must_use]
pub fn look_at(patrol: &Patrol, site: Option<&Site>, now: Timestamp) -> Assessment {
    assess(patrol, site, Asking { now, own_phone: false })
}

/// Acts as the hub, where that fits.
fn say(batch: &mut Batch<'_>, record: &mut DutyRecord, act: impl Into<DutyAct>) -> Result<(), HubError> {
    let entry = DutyEntry::from(act.into());
    if record.state.fits(&entry.act).is_err() {
        return Ok(());
    }
    let event = batch.sign(HubWords {
        id: None,
        subject: record.state.id(),
        kind: entry.act.kind(),
        area: record.state.area(),
        audience: duty_audience(record.state.kind()),
        at: batch.now,
        parts: entry.parts()?,
    })?;
    batch.append_to(record, &event, Some(&entry), false)?;
    Ok(())
}
