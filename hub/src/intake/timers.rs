//! What falls due: assignments that nobody accepted, offers that wait, copies for everyone.

use usalama_core::event::Audience;
use usalama_core::model::incident::{Act, CaseStatus, Entry, EscalationTier, HandoverEscalated, Nothing};

use super::Intake;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::events;
use crate::ledger::subjects::{self, IncidentRecord};
use crate::ledger::timers::{Timer, TimerKind, any_due, take_due};

/// Timers in one transaction.
const AT_ONCE: u32 = 100;

/// Does what is due. A timer is gone when what it does is done, in the same transaction.
///
/// # Errors
/// [`HubError`] where the disk does not play along; the timers stay then.
pub fn run_due(hub: &Hub) -> Result<(), HubError> {
    loop {
        let now = hub.now();
        if !hub.ledger.read::<_, HubError>(|db| Ok(any_due(db, now)?))? {
            return Ok(());
        }
        let heads = hub.ledger.write::<_, HubError>(|write| {
            let mut intake = Intake::begin(hub, write, now)?;
            for timer in take_due(write, now, AT_ONCE)? {
                intake.ring(&timer)?;
            }
            Ok(intake.changes.write(write)?)
        })?;
        hub.announce(heads);
    }
}

impl Intake<'_> {
    fn ring(&mut self, timer: &Timer) -> Result<(), HubError> {
        let Some(record) = subjects::incident(self.write, timer.subject)? else { return Ok(()) };
        match timer.kind {
            TimerKind::Lapse => self.lapse(record),
            TimerKind::EscalateScpc => self.escalate(timer, record, EscalationTier::Scpc),
            TimerKind::EscalateAdmin => self.escalate(timer, record, EscalationTier::ProgrammeAdmin),
            TimerKind::Publish => self.publish_late(timer, &record),
            TimerKind::Other(_) => Ok(()),
        }
    }

    fn lapse(&mut self, record: IncidentRecord) -> Result<(), HubError> {
        let waits = record.state.live_assignment().is_some_and(|assignment| assignment.accepted_at.is_none());
        if waits && record.state.status == Some(CaseStatus::Assigned) {
            return self.act(record, Act::AssignmentLapsed(Nothing {}));
        }
        Ok(())
    }

    fn escalate(&mut self, timer: &Timer, record: IncidentRecord, tier: EscalationTier) -> Result<(), HubError> {
        let open = record.state.open_offer().filter(|open| open.offer == timer.event);
        let Some(waited_s) = open.map(|open| self.now.since(open.offered_at).as_secs()) else { return Ok(()) };
        self.act(record, Act::HandoverEscalated(HandoverEscalated { offer: timer.event, tier, waited_s }))
    }

    fn publish_late(&mut self, timer: &Timer, record: &IncidentRecord) -> Result<(), HubError> {
        use usalama_core::model::incident::PublicationStatus as P;
        if !matches!(record.state.publication, P::Approved | P::Redacted)
            || !record.state.visibility.reaches(&Audience::Ra)
        {
            return Ok(());
        }
        let moderated = events::find(self.write, timer.event)?;
        let entry = moderated.and_then(|kept| Entry::read(&kept.event).ok().flatten());
        let text = entry.and_then(|entry| entry.comment().cloned());
        self.publish(record, &Audience::Public, text, false)
    }

    fn act(&mut self, record: IncidentRecord, act: Act) -> Result<(), HubError> {
        let entry = Entry::from(act);
        let (area, audience) = (record.state.area, record.state.visibility.clone());
        let event = self.own(record.state.id, entry.act.kind(), entry.parts()?, area, audience)?;
        self.accept(&event, Some(&entry), record, false).map(|_| ())
    }
}
