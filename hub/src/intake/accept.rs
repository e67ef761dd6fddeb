//! Into the fold, the feeds, and onto the timers.

use usalama_core::event::{ActorId, PartName, Receipt, VerifiedEvent};
use usalama_core::model::incident::{Act, Entry, Incident, Stamp};
use usalama_core::policy::{ESCALATE_ADMIN, ESCALATE_SCPC, Placement, carries, readership, route};

use super::judge::Case;
use super::{Away, Intake};
use crate::error::HubError;
use crate::ledger::events::{self, Verdict};
use crate::ledger::subjects::{self, IncidentRecord};
use crate::ledger::timers::{self, TimerKind};

impl Intake<'_> {
    pub(super) fn new_incident(
        &mut self,
        event: &VerifiedEvent,
        entry: Entry,
        actor: ActorId,
        suspect: bool,
    ) -> Result<Result<Receipt, Away>, HubError> {
        let header = event.header();
        let position = entry.place.as_ref().and_then(|place| place.position.as_ref());
        let mut placement = Placement::look_up(&self.world.areas, position.map(|position| position.at), header.area);
        if placement.is_empty() {
            // In no known area: to whoever looks at what has no finer place, never nowhere.
            placement = Placement::new(self.world.countries());
        }
        let state = Incident::unknown(header.subject);
        let case = Case { state: &state, placement: &placement, reporter: Some(actor) };
        if let Err(away) = self.judge(event, &entry, actor, &case)? {
            return Ok(Err(away));
        }
        let record = IncidentRecord { reporter: Some(actor), submitted_at: self.now, next_seq: 1, state, placement };
        self.accept(event, Some(&entry), record, suspect).map(Ok)
    }

    pub(super) fn on_incident(
        &mut self,
        event: &VerifiedEvent,
        entry: Option<Entry>,
        actor: ActorId,
        record: IncidentRecord,
        suspect: bool,
    ) -> Result<Result<Receipt, Away>, HubError> {
        if let Some(entry) = &entry {
            let case = Case { state: &record.state, placement: &record.placement, reporter: record.reporter };
            if let Err(away) = self.judge(event, entry, actor, &case)? {
                return Ok(Err(away));
            }
            if let Act::Corroborated(corroborated) = &entry.act {
                let source = record.state.id;
                subjects::corroborate(self.write, source, actor, &corroborated.kind, event.header().id)?;
                let receipt = self.accept(event, Some(entry), record, suspect)?;
                self.tally(source)?;
                return Ok(Ok(receipt));
            }
        }
        self.accept(event, entry.as_ref(), record, suspect).map(Ok)
    }

    /// Accepts an event on an incident: policy was asked, or it is the hub's own.
    pub(super) fn accept(
        &mut self,
        event: &VerifiedEvent,
        entry: Option<&Entry>,
        mut record: IncidentRecord,
        suspect: bool,
    ) -> Result<Receipt, HubError> {
        let header = event.header();
        let before = record.state.clone();
        let seq = if matches!(entry.map(|entry| &entry.act), Some(Act::Corroborated(_))) {
            uncounted(event)
        } else {
            record.next_seq += 1;
            record.next_seq - 1
        };
        let receipt = Receipt { seq, at: self.now, clock_suspect: suspect };
        if let Some(entry) = entry {
            record.state.apply(event, entry, Stamp::Confirmed { seq, at: self.now });
        }
        events::keep(self.write, event, &Verdict::Accepted(receipt), self.now, suspect)?;
        subjects::keep_incident(self.write, &record)?;
        let routing = route(&before, &record.state, &record.placement, record.reporter, header, entry);
        for bucket in &routing.add {
            self.changes.add(bucket, header.subject, header.id);
        }
        for bucket in &routing.evict {
            self.changes.evict(bucket, header.subject);
        }
        if !routing.backfill.is_empty() {
            self.backfill(&record, &routing.backfill, entry)?;
        }
        if let Some(entry) = entry {
            self.set_timers(event, entry)?;
            self.copies(event, entry, &record)?;
        }
        Ok(receipt)
    }

    /// New readers get the history that they may have; where a part was disclosed, it is sent once more.
    fn backfill(
        &mut self,
        record: &IncidentRecord,
        buckets: &std::collections::BTreeSet<usalama_core::policy::Bucket>,
        entry: Option<&Entry>,
    ) -> Result<(), HubError> {
        let disclosed = matches!(entry.map(|entry| &entry.act), Some(Act::DisclosureApproved(_)));
        let readers = readership(&record.state, &record.placement, record.reporter);
        for kept in events::of_subject(self.write, record.state.id)? {
            let past = Entry::read(&kept.event).ok().flatten();
            let header = kept.event.header();
            for bucket in buckets {
                let Some(scope) = readers.get(bucket) else { continue };
                if !carries(bucket, scope, header, past.as_ref(), record.reporter) {
                    continue;
                }
                if disclosed && header.parts.contains_key(&PartName::Identity) {
                    self.changes.resend(bucket, header.subject, header.id);
                } else {
                    self.changes.add(bucket, header.subject, header.id);
                }
            }
        }
        Ok(())
    }

    fn set_timers(&self, event: &VerifiedEvent, entry: &Entry) -> Result<(), HubError> {
        let (subject, id) = (event.header().subject, event.header().id);
        match &entry.act {
            Act::Assigned(assigned) => {
                // By the hub's clock, whatever the phone's said.
                let due = assigned.accept_by.min(self.now.plus(usalama_core::policy::ACCEPT_WITHIN));
                timers::set(self.write, due.max(self.now), &TimerKind::Lapse, subject, id)?;
            }
            Act::HandoverOffered(_) => {
                timers::set(self.write, self.now.plus(ESCALATE_SCPC), &TimerKind::EscalateScpc, subject, id)?;
                timers::set(self.write, self.now.plus(ESCALATE_ADMIN), &TimerKind::EscalateAdmin, subject, id)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A place in the order of the subject that tells nobody how many corroborations came before: they change nothing in the
/// fold, and small counts are nobody's business.
pub(super) fn uncounted(event: &VerifiedEvent) -> u64 {
    let [a, b, c, d, e, ..] = *event.hash().as_bytes();
    (1 << 48) | u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
}
