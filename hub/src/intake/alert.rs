//! Alerts: taken in, imported, and the answers to them counted.

use std::time::Duration;

use usalama_core::event::{Audience, PartName, SubjectId};
use usalama_core::model::Model as _;
use usalama_core::model::alert::{
    Alert, AlertAct, AlertAnswer, AlertEntry, AnswerCounts, Answered, Imported, Reach, SCHEMA_VERSION,
};
use usalama_core::model::cap;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{AlertScene, Bucket, Decision, Gap, Placement, alert_audience, may_on_alert, shown_count};
use usalama_core::sync::wire::{Need, PushResult};
use usalama_core::text::Title;

use super::batch::{Batch, HubWords};
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::subjects::{AlertRecord, Subject};
use crate::ledger::timers::{self, Timer, TimerKind};
use crate::ledger::{LedgerError, Write, alerts};

/// How long answers are gathered before the issuer is told their numbers.
const GATHERED: Duration = Duration::from_secs(60);

/// Decides about an event of an alert.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let lacks_core = header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && AlertAct::KINDS.contains(&header.kind.as_str());
    let entry = match AlertEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core => return way.unknown_kind(batch, subject),
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match subject {
        Some(Subject::Alert(record)) => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, AlertAct::Proposed(_)) => {
            let placement = placement(batch, &entry, header.area);
            AlertRecord::begin(None, header.time.at, Alert::unknown(header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let referenced = match &entry.act {
        AlertAct::Proposed(proposed) => referenced(batch.write, &proposed.alert)?,
        _ => vec![],
    };
    let world = batch.world.clone();
    let scene = AlertScene {
        alert: &record.state,
        id: header.subject,
        referenced: &referenced,
        areas: &world.areas,
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    match with_best_grant(batch, way.known.actor, &header.role, false, |who| may_on_alert(&entry, who, &scene))? {
        Decision::Allow => {}
        Decision::Refuse(refusal) => return way.refuse(batch, refusal),
        // What it calls off or takes the place of never went out here.
        Decision::Unknown(Gap::History) if matches!(entry.act, AlertAct::Proposed(_)) => {
            return way.refuse(batch, RefusalCode::UnknownSubject.into());
        }
        Decision::Unknown(Gap::History) => return Ok(PushResult::Deferred { needs: Need::Subject(header.subject) }),
        Decision::Unknown(Gap::Placement) => return way.refuse(batch, RefusalCode::OutOfScope.into()),
    }
    way.known.remember(batch.write, way.event)?;
    let AlertAct::Answered(Answered { answer }) = &entry.act else {
        let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
        return Ok(PushResult::Accepted(receipt));
    };
    // What somebody answers is theirs and the hub's: it changes nothing that others see but a number.
    let own = [Bucket::Actor(way.known.actor)].into();
    let receipt = batch.append_aside(&mut record, way.event, way.suspect, &own)?;
    let is_first = alerts::answers(batch.write, header.subject)?.is_empty();
    alerts::answer(batch.write, header.subject, way.known.actor, answer)?;
    if is_first || record.state.counts.is_some() {
        let due = batch.now.plus(GATHERED);
        timers::set(batch.write, due, &TimerKind::CountAnswers, header.subject, header.id)?;
    }
    Ok(PushResult::Accepted(receipt))
}

/// The areas that an alert concerns: those that its header names, and those in its message.
fn placement(batch: &Batch<'_>, entry: &AlertEntry, named: Option<usalama_core::geo::AreaId>) -> Placement {
    let areas = &batch.world.areas;
    let found = Placement::look_up(areas, None, named);
    let message = match &entry.act {
        AlertAct::Proposed(proposed) => &proposed.alert,
        AlertAct::Imported(imported) => &imported.alert,
        _ => return found,
    };
    let reach = Reach::of(message);
    let mut met: Vec<_> = reach.shapes(areas).flat_map(|shape| areas.intersecting(shape)).collect();
    met.extend(reach.areas().iter().copied());
    let above: Vec<_> = met.iter().flat_map(|id| areas.ancestors(*id)).collect();
    met.extend(above);
    found.with(met.into_iter().filter_map(|id| areas.get(id)).map(|area| (area.id, area.kind.clone())))
}

/// The alerts that a message is about.
fn referenced(write: &Write<'_>, message: &cap::Alert) -> Result<Vec<Alert>, LedgerError> {
    let references = message.references.iter().flat_map(cap::References::iter).flatten();
    references
        .filter_map(|reference| alerts::of_message(write, &reference.sender, &reference.identifier).transpose())
        .collect()
}

/// Does what a timer of an alert was set for, where it is still to be done.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(batch: &mut Batch<'_>, mut record: AlertRecord, timer: &Timer) -> Result<(), HubError> {
    if timer.kind != TimerKind::CountAnswers {
        return Ok(());
    }
    let said = alerts::answers(batch.write, timer.subject)?;
    let count = |wanted: &AlertAnswer| {
        shown_count(said.iter().filter(|(answer, _)| answer == wanted).map(|(_, people)| people).sum())
    };
    let counts = AnswerCounts {
        seen: count(&AlertAnswer::Seen),
        safe: count(&AlertAnswer::Safe),
        need_help: count(&AlertAnswer::NeedHelp),
    };
    if record.state.counts == Some(counts) {
        return Ok(());
    }
    say(batch, &mut record, AlertAct::Counted(counts))
}

/// Takes in a message of another system, from a feed on the list. Says whether it is new: a second copy changes nothing.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn import(batch: &mut Batch<'_>, message: cap::Alert, source: Title) -> Result<Option<SubjectId>, HubError> {
    if alerts::of_message(batch.write, &message.sender, &message.identifier)?.is_some() {
        return Ok(None);
    }
    let id = SubjectId(uuid::Uuid::now_v7());
    let act = AlertAct::Imported(Box::new(Imported { alert: message, source }));
    let placement = placement(batch, &AlertEntry::from(act.clone()), None);
    let mut record = AlertRecord::begin(None, batch.now, Alert::unknown(id), placement);
    say(batch, &mut record, act)?;
    Ok(Some(id))
}

/// Acts as the hub, where that fits.
fn say(batch: &mut Batch<'_>, record: &mut AlertRecord, act: AlertAct) -> Result<(), HubError> {
    if record.state.next(&act).is_err() {
        return Ok(());
    }
    let audience = match &act {
        AlertAct::Counted(_) => Audience::Ra,
        _ => alert_audience(&act, &record.state),
    };
    let entry = AlertEntry::from(act);
    let event = batch.sign(HubWords {
        id: None,
        subject: record.state.id(),
        kind: entry.act.kind(),
        area: record.state.area,
        audience,
        at: batch.now,
        parts: entry.parts()?,
    })?;
    batch.append_to(record, &event, Some(&entry), false)?;
    Ok(())
}
