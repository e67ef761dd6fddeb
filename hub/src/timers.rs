//! What happens when nobody acts: assignments lapse, offers are escalated, copies for everyone appear after their delay.
//!
//! Timers are rows. What a timer does is committed together with its end, so that no restart loses or repeats one.

use usalama_core::event::Audience;
use usalama_core::model::incident::{Act, CaseStatus, Entry, EscalationTier, HandoverEscalated, Nothing};

use crate::error::HubError;
use crate::hub::Hub;
use crate::intake::effects::{is_approval, may_be_shown};
use crate::intake::{Batch, alert, copies, duty, solution, sos, tip};
use crate::ledger::subjects::{self, IncidentRecord, Subject};
use crate::ledger::timers::{Timer, TimerKind, any_due, take_due};
use crate::ledger::{LedgerError, events};
use crate::rights;

/// Timers of one transaction: a long sleep must not hold the ledger.
const AT_ONCE: u32 = 100;

/// Runs the timers that are due.
///
/// # Errors
/// [`HubError`] where the disk does not play along; what was not done is still to be done.
pub fn run_due(hub: &Hub) -> Result<(), HubError> {
    while hub.ledger.read::<_, LedgerError>(|db| any_due(db, hub.now()))? {
        let heads = hub.ledger.write::<_, HubError>(|write| {
            let mut batch = Batch::begin(hub, write)?;
            for timer in take_due(write, batch.now, AT_ONCE)? {
                match subjects::find(write, timer.subject)? {
                    Some(Subject::Incident(record)) => ring(&mut batch, *record, &timer)?,
                    Some(Subject::Duty(record)) => duty::ring(&mut batch, *record, &timer)?,
                    Some(Subject::Alert(record)) => alert::ring(&mut batch, *record, &timer)?,
                    Some(Subject::Sos(record)) => sos::ring(&mut batch, *record, &timer)?,
                    Some(Subject::Tip(record)) => tip::ring(&mut batch, &record, &timer)?,
                    Some(Subject::Proposal(record)) => solution::ring(&mut batch, *record, &timer)?,
                    Some(
                        Subject::Publication(_)
                        | Subject::Referral(_)
                        | Subject::Sheet(_)
                        | Subject::Outreach(_)
                        | Subject::Problem(_)
                        | Subject::Custody(_),
                    )
                    | None => {}
                }
            }
            Ok(batch.finish()?)
        })?;
        hub.announce(heads);
    }
    rights::run_due(hub)
}

fn ring(batch: &mut Batch<'_>, mut record: IncidentRecord, timer: &Timer) -> Result<(), HubError> {
    match timer.kind {
        TimerKind::Lapse if waits_for_acceptance(batch, &record, timer)? => {
            batch.act(&mut record, Act::AssignmentLapsed(Nothing {}))?;
        }
        TimerKind::EscalateScpc => escalate(batch, record, timer, EscalationTier::Scpc)?,
        TimerKind::EscalateAdmin => escalate(batch, record, timer, EscalationTier::ProgrammeAdmin)?,
        TimerKind::Publish => publish(batch, &record, timer)?,
        // Set for another model, or by a newer version: what it means is not known here.
        _ => {}
    }
    Ok(())
}

/// Whether the assignment that set the timer is still on, and was not accepted.
fn waits_for_acceptance(batch: &Batch<'_>, record: &IncidentRecord, timer: &Timer) -> Result<bool, HubError> {
    let Some(assignment) = record.state.live_assignment() else { return Ok(false) };
    let made_at = events::find(batch.write, timer.event)?.and_then(|kept| kept.receipt()).map(|receipt| receipt.at);
    Ok(record.state.status == Some(CaseStatus::Assigned)
        && assignment.accepted_at.is_none()
        && made_at == Some(assignment.at))
}

fn escalate(
    batch: &mut Batch<'_>,
    mut record: IncidentRecord,
    timer: &Timer,
    tier: EscalationTier,
) -> Result<(), HubError> {
    let Some(offer) = record.state.open_offer().filter(|offer| offer.offer == timer.event) else { return Ok(()) };
    if offer.escalated.contains(&tier) {
        return Ok(());
    }
    let waited_s = batch.now.since(offer.offered_at).as_secs();
    batch.act(&mut record, Act::HandoverEscalated(HandoverEscalated { offer: timer.event, tier, waited_s }))?;
    Ok(())
}

/// Publishes for everyone, where the moderator's word still stands.
fn publish(batch: &mut Batch<'_>, record: &IncidentRecord, timer: &Timer) -> Result<(), HubError> {
    if !is_approval(&record.state.publication) || !may_be_shown(&record.state) {
        return Ok(());
    }
    let moderated = events::find(batch.write, timer.event)?;
    let words = moderated.and_then(|kept| Entry::read(&kept.event).ok().flatten());
    let text = words.and_then(|entry| entry.comment().cloned());
    copies::publish(batch, record, &Audience::Public, text, false)
}
