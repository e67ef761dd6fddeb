//! An SOS: taken in, and what the hub does when nobody takes it up.

use usalama_core::event::PartName;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::sos::{SCHEMA_VERSION, Sos, SosAct, SosEntry};
use usalama_core::policy::{Decision, Gap, Placement, SosScene, may_on_sos};
use usalama_core::sync::wire::{Need, PushResult};

use super::batch::Batch;
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::subjects::{SosRecord, Subject};
use crate::ledger::timers::Timer;

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
            let at = entry.place.as_ref().and_then(|place| place.position.as_ref()).map(|position| position.at);
            let placement = Placement::look_up(&batch.world.areas, at, header.area);
            SosRecord::begin(Some(way.known.actor), header.time.at, Sos::unknown(header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let scene = SosScene {
        sos: &record.state,
        placement: Some(&record.placement),
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
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    Ok(PushResult::Accepted(receipt))
}

/// Does what a timer of an SOS was set for, where it is still to be done.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn ring(_batch: &mut Batch<'_>, _record: SosRecord, _timer: &Timer) -> Result<(), HubError> {
    Ok(())
}
