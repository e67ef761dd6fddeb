//! What follows from an act that was accepted: copies for neighbours, tallies, and timers.

use usalama_core::event::{ActorId, Audience, VerifiedEvent};
use usalama_core::model::incident::{Act, CaseStatus, Entry, Incident, PublicationStatus};
use usalama_core::model::publication::PUBLIC_DELAY;
use usalama_core::policy::{ESCALATE_ADMIN, ESCALATE_SCPC};

use super::batch::Batch;
use super::{copies, tally};
use crate::error::HubError;
use crate::ledger::subjects::{self, IncidentRecord};
use crate::ledger::timers::{self, TimerKind};

/// Does what follows from an act.
pub fn follow(
    batch: &mut Batch<'_>,
    record: &mut IncidentRecord,
    event: &VerifiedEvent,
    entry: &Entry,
    actor: Option<ActorId>,
) -> Result<(), HubError> {
    let id = event.header().id;
    let subject = record.state.id;
    match &entry.act {
        Act::Submitted(report) => {
            let at_once = report.category.publishes_at_once() && report.visibility_requested.reaches(&Audience::Area);
            if at_once && may_be_shown(&record.state) {
                copies::publish(batch, record, &Audience::Area, None, true)?;
            }
        }
        Act::Moderated(moderated) if is_approval(&moderated.decision) && may_be_shown(&record.state) => {
            if moderated.scope == Audience::Public {
                timers::set(batch.write, batch.now.plus(PUBLIC_DELAY), &TimerKind::Publish, subject, id)?;
            } else {
                copies::publish(batch, record, &moderated.scope, entry.comment().cloned(), false)?;
            }
        }
        Act::Assigned(assigned) => {
            timers::set(batch.write, assigned.accept_by, &TimerKind::Lapse, subject, id)?;
        }
        Act::HandoverOffered(_) => {
            timers::set(batch.write, batch.now.plus(ESCALATE_SCPC), &TimerKind::EscalateScpc, subject, id)?;
            timers::set(batch.write, batch.now.plus(ESCALATE_ADMIN), &TimerKind::EscalateAdmin, subject, id)?;
        }
        Act::Corroborated(corroborated) => {
            if let Some(actor) = actor {
                tally::count(batch, record, actor, &corroborated.kind, id)?;
            }
        }
        _ => {}
    }
    if !may_be_shown(&record.state) || is_taken_back(&record.state.publication) {
        for (copy, _) in subjects::copies_of(batch.write, subject)? {
            copies::hide(batch, copy)?;
        }
    }
    Ok(())
}

/// Whether a moderator lets a copy be made.
#[must_use]
pub const fn is_approval(decision: &PublicationStatus) -> bool {
    matches!(decision, PublicationStatus::Approved | PublicationStatus::Redacted)
}

const fn is_taken_back(publication: &PublicationStatus) -> bool {
    matches!(publication, PublicationStatus::Rejected | PublicationStatus::Hidden | PublicationStatus::Expired)
}

/// Whether neighbours may see anything of it at all: not where the case was narrowed, where a crowd is a danger, where its
/// reporter withdraws it, nor twice.
#[must_use]
pub fn may_be_shown(incident: &Incident) -> bool {
    let gone = matches!(incident.status, Some(CaseStatus::Duplicate | CaseStatus::Withdrawn));
    !gone && !incident.withdrawal_requested && !incident.is_mob_risk() && incident.visibility.reaches(&Audience::Ra)
}
