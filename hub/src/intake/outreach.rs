//! Programmes and outreach events: taken in, after the programme that they are part of.

use usalama_core::event::{Header, PartName};
use usalama_core::model::outreach::{
    EventAct, Outreach, OutreachAct, OutreachEntry, OutreachSubject, ProgrammeAct, SCHEMA_VERSION,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{Decision, Gap, OutreachScene, Placement, Standing, may_on_outreach, may_touch_outreach};
use usalama_core::sync::wire::{Need, PushResult};

use super::batch::Batch;
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::subjects::{self, OutreachRecord, Subject};

/// Decides about an event of outreach.
pub(super) fn decide(
    batch: &mut Batch<'_>,
    way: &Way<'_>,
    kind: OutreachSubject,
    subject: Option<Subject>,
) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let entry = match OutreachEntry::read(way.event) {
        Ok(Some(entry)) => Some(entry),
        Ok(None) if !lacks_its_core(header) => None,
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let begins = entry.as_ref().is_some_and(|entry| entry.act.is_beginning());
    let mut record = match subject {
        Some(Subject::Outreach(record)) if record.state.kind() == kind => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if begins => {
            let placement = Placement::look_up(&batch.world.areas, None, header.area);
            OutreachRecord::begin(None, header.time.at, Outreach::unknown(kind, header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let Some(entry) = entry else {
        // What a newer version of the phone says reaches readers: those alone say it who may say anything here.
        let decision = judge(batch, way, &record, None, may_touch_outreach)?;
        return match way.denied(batch, decision)? {
            Some(denied) => Ok(denied),
            None => way.unknown_kind(batch, Some(Subject::Outreach(Box::new(record)))),
        };
    };
    let named = match &entry.act {
        OutreachAct::Event(EventAct::Planned(plan)) => Some(plan.programme),
        _ => record.state.plan().map(|plan| plan.programme),
    };
    let decision = judge(batch, way, &record, named, |who, scene| may_on_outreach(&entry, who, scene))?;
    if decision == Decision::Unknown(Gap::History) {
        // It names a programme that the hub has not heard of.
        return Ok(PushResult::Deferred { needs: Need::Subject(named.unwrap_or(header.subject)) });
    }
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    way.known.remember(batch.write, way.event)?;
    Ok(PushResult::Accepted(batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?))
}

/// Whether an event of a kind that this version knows has no core at all.
fn lacks_its_core(header: &Header) -> bool {
    let kinds = [ProgrammeAct::KINDS, EventAct::KINDS];
    header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && kinds.iter().any(|kinds| kinds.contains(&header.kind.as_str()))
}

fn judge(
    batch: &Batch<'_>,
    way: &Way<'_>,
    record: &OutreachRecord,
    programme: Option<usalama_core::event::SubjectId>,
    ask: impl Fn(&Standing<'_>, &OutreachScene<'_>) -> Decision,
) -> Result<Decision, HubError> {
    let header = way.event.header();
    let programme = programme.map(|id| subjects::programme(batch.write, id)).transpose()?.flatten();
    let scene = OutreachScene {
        outreach: &record.state,
        programme: programme.as_ref(),
        area: header.area,
        placement: Some(&record.placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    with_best_grant(batch, way.known.actor, &header.role, false, |who| ask(who, &scene))
}
