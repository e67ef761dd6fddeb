//! An SOS: taken in, and what the hub does when nobody takes it up: every sixty seconds the next tier is told. Whatever happened to
//! the hub meanwhile, each tier that is due is told.

use usalama_core::event::{PartName, Role};
use usalama_core::model::Model as _;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::sos::{Escalated, Noted, Raised, SCHEMA_VERSION, Sos, SosAct, SosEntry};
use usalama_core::policy::{Decision, Gap, Placement, SosScene, first_tier, may_on_sos, sos_audience, sos_readership};
use usalama_core::sync::wire::{Need, PushResult};

use super::batch::{Batch, HubWords};
use super::decide::{Way, never_nowhere};
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::subjects::{self, SosRecord, Subject};
use crate::ledger::timers::{self, Timer, TimerKind};
use crate::ledger::{LedgerError, grants};

/// Decides about an event of an SOS.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let lacks_core = header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && SosAct::KINDS.contains(&header.kind.as_str());
    let entry = match SosEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core => return way.unknown_kind(batch, subject),
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match subject {
        Some(Subject::Sos(record)) => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, SosAct::Raised(_)) => {
            let placement = never_nowhere(batch, Placement::look_up(&batch.world.areas, at_of(&entry), header.area));
            SosRecord::begin(Some(way.known.actor), header.time.at, Sos::unknown(header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let scene = SosScene {
        sos: &record.state,
        placement: Some(&record.placement),
        made_at: header.time.at,
        key: header.author.key(),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    let is_own = record.author == Some(way.known.actor);
    match with_best_grant(batch, way.known.actor, &header.role, is_own, |who| may_on_sos(&entry, who, &scene))? {
        Decision::Allow => {}
        Decision::Refuse(refusal) => return way.refuse(batch, refusal),
        Decision::Unknown(Gap::History) => {
            return Ok(PushResult::Deferred { needs: Need::Subject(header.subject) });
        }
        Decision::Unknown(Gap::Placement) => return way.refuse(batch, RefusalCode::OutOfScope.into()),
    }
    way.known.remember(batch.write, way.event)?;
    if matches!(entry.act, SosAct::Located(_)) {
        follow(batch, &mut record, &entry)?;
    }
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    if let SosAct::Raised(raised) = &entry.act {
        begin(batch, &mut record, way, raised)?;
    }
    Ok(PushResult::Accepted(receipt))
}

fn at_of(entry: &SosEntry) -> Option<usalama_core::geo::LatLon> {
    entry.place.as_ref().and_then(|place| place.position.as_ref()).map(|position| position.at)
}

/// Where whoever called has come to, others can help: they are told all of it. Those who were told before stay told.
fn follow(batch: &mut Batch<'_>, record: &mut SosRecord, entry: &SosEntry) -> Result<(), LedgerError> {
    let found = Placement::look_up(&batch.world.areas, at_of(entry), None);
    let wider = record.placement.clone().joined(&found);
    if wider == record.placement {
        return Ok(());
    }
    let was = sos_readership(&record.state, &record.placement, record.author);
    let is = sos_readership(&record.state, &wider, record.author);
    record.placement = wider;
    batch.turn_over(record.state.id(), &was, &is)
}

/// Counts what was a false alarm before, goes to the first tier that has anybody in it, and begins to wait.
fn begin(batch: &mut Batch<'_>, record: &mut SosRecord, way: &Way<'_>, raised: &Raised) -> Result<(), HubError> {
    let false_alarms = subjects::false_alarms(batch.write, way.known.actor)?;
    if false_alarms > 0 {
        say(batch, record, SosAct::Noted(Noted { false_alarms }))?;
    }
    let mut others = grants::of_role(batch.write, &Role::Guard)?;
    others.extend(grants::of_role(batch.write, &Role::FirmSupervisor)?);
    let others = others.iter().filter(|grant| grant.actor != way.known.actor);
    let first = first_tier(raised, &record.placement, others, batch.now);
    if first > 1 {
        say(batch, record, SosAct::Escalated(Escalated { tier: first, at_once: true }))?;
    }
    wait(batch, record, way.event.header().id)
}

/// Waits for the next tier, where there is one.
fn wait(batch: &Batch<'_>, record: &SosRecord, event: usalama_core::event::EventId) -> Result<(), HubError> {
    if let Some(due) = record.state.next_escalation_at() {
        timers::set(batch.write, due, &TimerKind::EscalateSos, record.state.id(), event)?;
    }
    Ok(())
}

/// Does what a timer of an SOS was set for, where it is still to be done.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(batch: &mut Batch<'_>, mut record: SosRecord, timer: &Timer) -> Result<(), HubError> {
    if timer.kind != TimerKind::EscalateSos {
        return Ok(());
    }
    if record.state.next_escalation_at().is_some_and(|due| due <= batch.now) {
        let tier = record.state.tier + 1;
        say(batch, &mut record, SosAct::Escalated(Escalated { tier, at_once: false }))?;
    }
    // Where the next is due already, it rings before anything else is done.
    wait(batch, &record, timer.event)
}

/// Acts as the hub, where that fits.
fn say(batch: &mut Batch<'_>, record: &mut SosRecord, act: SosAct) -> Result<(), HubError> {
    if record.state.next(&act).is_err() {
        return Ok(());
    }
    let entry = SosEntry::from(act);
    let event = batch.sign(HubWords {
        id: None,
        subject: record.state.id(),
        kind: entry.act.kind(),
        area: record.state.area,
        audience: sos_audience(),
        at: batch.now,
        parts: entry.parts()?,
    })?;
    batch.append_to(record, &event, Some(&entry), false)?;
    Ok(())
}
