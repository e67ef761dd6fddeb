//! Tips: taken in, and erased when their time is over (DOMAIN §6, §14).

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Header, PartName};
use usalama_core::model::incident::Veracity;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::tip::{SCHEMA_VERSION, Tip, TipAct, TipEntry, TipState};
use usalama_core::policy::{Bucket, Placement, REPORTS_PER_HOUR, TipScene, may_on_tip, tip_readership};
use usalama_core::sync::wire::PushResult;

use super::batch::Batch;
use super::decide::{Way, never_nowhere};
use super::judge::with_best_grant;
use crate::clock::before;
use crate::error::HubError;
use crate::ledger::LedgerError;
use crate::ledger::subjects::{self, Subject, TipRecord};
use crate::ledger::timers::{self, Timer, TimerKind};

const HOUR: Duration = Duration::from_secs(3600);
/// How long a tip is kept that nothing came of, or that nobody looked at.
const SHORT: Duration = Duration::from_secs(90 * 24 * 3600);
/// How long one is kept that something was done about.
const LONG: Duration = Duration::from_secs(365 * 24 * 3600);

/// Decides about an event of a tip that comes from an account.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let entry = match read(way.event) {
        Ok(Some(entry)) => entry,
        // What a newer version says of a tip goes to nobody before it is known who may say it.
        Ok(None) => return way.refuse(batch, RefusalCode::Unavailable.into()),
        Err(code) => return way.refuse(batch, code.into()),
    };
    let mut record = match subject {
        Some(Subject::Tip(record)) => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, TipAct::Submitted(_)) => {
            let mut record = begin(batch, header, &entry);
            record.author = Some(way.known.actor);
            record
        }
        None => return way.on_nothing(batch),
    };
    let shared_last_hour = match &entry.act {
        TipAct::Submitted(_) => {
            let at = header.time.at;
            subjects::tips_between(batch.write, way.known.actor, (before(at, HOUR), at), REPORTS_PER_HOUR)?
        }
        _ => 0,
    };
    let scene = TipScene {
        tip: &record.state,
        placement: Some(&record.placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        shared_last_hour,
    };
    let is_own = record.author == Some(way.known.actor);
    let decision =
        with_best_grant(batch, way.known.actor, &header.role, is_own, |who| may_on_tip(&entry, who, &scene))?;
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    look_after(batch, &record, header)?;
    Ok(PushResult::Accepted(receipt))
}

/// Reads an event of a tip; nothing for a kind or schema of a newer version.
///
/// # Errors
/// [`RefusalCode::Malformed`].
pub(super) fn read(event: &usalama_core::event::VerifiedEvent) -> Result<Option<TipEntry>, RefusalCode> {
    let header = event.header();
    let lacks_core = header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && TipAct::KINDS.contains(&header.kind.as_str());
    match TipEntry::read(event) {
        Ok(entry) if !lacks_core => Ok(entry),
        Ok(_) | Err(_) => Err(RefusalCode::Malformed),
    }
}

/// One that begins now. Where it lies is what its header and its ward tell: the place itself may be sealed.
pub(super) fn begin(batch: &Batch<'_>, header: &Header, entry: &TipEntry) -> TipRecord {
    let ward = match &entry.act {
        TipAct::Submitted(report) => report.ward,
        _ => None,
    };
    let areas = &batch.world.areas;
    let found = Placement::look_up(areas, None, header.area).joined(&Placement::look_up(areas, None, ward));
    TipRecord::begin(None, header.time.at, Tip::unknown(header.subject), never_nowhere(batch, found))
}

/// Sets the time at which it is looked at whether it is still to be kept.
pub(super) fn look_after(batch: &Batch<'_>, record: &TipRecord, header: &Header) -> Result<(), LedgerError> {
    let begins = header.kind == "tip.submitted";
    if begins || record.state.state == Some(TipState::Closed) {
        timers::set(
            batch.write,
            kept_until(&record.state, batch.now),
            &TimerKind::EraseTip,
            record.state.id,
            header.id,
        )?;
    }
    Ok(())
}

/// Until when a tip is kept, as it now stands: what is being dealt with, until it is over.
fn kept_until(tip: &Tip, now: Timestamp) -> Timestamp {
    let found_false = matches!(
        tip.veracity,
        Veracity::ProbablyFalse | Veracity::ConfirmedFalse | Veracity::UnverifiableProbablyFalse
    );
    let long = if tip.acted_on && !found_false { LONG } else { SHORT };
    match (&tip.state, tip.closed_at, tip.received_at) {
        (_, Some(closed), _) => closed.plus(long),
        (Some(TipState::Received), None, Some(received)) => received.plus(SHORT),
        _ => now.plus(SHORT),
    }
}

/// Erases a tip whose time is over.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(batch: &mut Batch<'_>, record: &TipRecord, timer: &Timer) -> Result<(), HubError> {
    if timer.kind != TimerKind::EraseTip {
        return Ok(());
    }
    let due = kept_until(&record.state, batch.now);
    if due > batch.now {
        timers::set(batch.write, due, &TimerKind::EraseTip, record.state.id, timer.event)?;
        return Ok(());
    }
    let mut readers = tip_readership(&record.state, &record.placement);
    readers.extend(record.author.map(Bucket::Actor));
    batch.erase(record.state.id, readers)
}
