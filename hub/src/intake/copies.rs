//! Copies for neighbours and for everyone, and how many bear an incident out. Nothing in a copy leads back to its source; the hub
//! alone knows, and maps corroborations back.

use usalama_core::event::{ActorId, Audience, Part, PartName, Parts, Receipt, SubjectId, VerifiedEvent};
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Act, CaseStatus, CorroborationKind, Entry, PublicationStatus, Stamp, Tally};
use usalama_core::model::publication::{HIDDEN, PUBLIC_DELAY, PUBLISHED, Publication, TALLIED, copy_of};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{Bucket, Placement, route_copy, shown_count};
use usalama_core::text::Comment;

use super::accept::uncounted;
use super::{Away, Intake};
use crate::error::HubError;
use crate::ledger::events::{self, Verdict};
use crate::ledger::subjects::{self, IncidentRecord, PublicationRecord, Subject};
use crate::ledger::timers::{self, TimerKind};

/// Kind of the event that tells an incident's readers how many bear it out.
const INCIDENT_TALLIED: &str = "incident.corroboration_tallied";

impl Intake<'_> {
    /// What an accepted act means for the copies of its incident.
    pub(super) fn copies(
        &mut self,
        event: &VerifiedEvent,
        entry: &Entry,
        record: &IncidentRecord,
    ) -> Result<(), HubError> {
        let state = &record.state;
        match &entry.act {
            Act::Submitted(report)
                if report.category.publishes_at_once()
                    && report.visibility_requested.reaches(&Audience::Area)
                    && !report.is_mob_risk() =>
            {
                self.publish(record, &Audience::Area, None, true)?;
            }
            Act::Moderated(moderated)
                if matches!(moderated.decision, PublicationStatus::Approved | PublicationStatus::Redacted) =>
            {
                self.hide_copies(state.id, &moderated.scope)?;
                if moderated.scope == Audience::Public {
                    let due = self.now.plus(PUBLIC_DELAY);
                    timers::set(self.write, due, &TimerKind::Publish, state.id, event.header().id)?;
                } else {
                    self.publish(record, &moderated.scope, entry.comment().cloned(), false)?;
                }
            }
            _ => {}
        }
        let taken_back = matches!(state.status, Some(CaseStatus::Withdrawn | CaseStatus::Duplicate))
            || !state.visibility.reaches(&Audience::Ra)
            || state.is_mob_risk()
            || matches!(
                state.publication,
                PublicationStatus::Rejected | PublicationStatus::Hidden | PublicationStatus::Expired
            );
        if taken_back {
            for scope in [Audience::Area, Audience::Public] {
                self.hide_copies(state.id, &scope)?;
            }
        }
        Ok(())
    }

    /// Publishes a copy where policy's makings allow one.
    pub(super) fn publish(
        &mut self,
        record: &IncidentRecord,
        scope: &Audience,
        text: Option<Comment>,
        unmoderated: bool,
    ) -> Result<(), HubError> {
        let position = record.state.place.as_ref().and_then(|place| place.position.as_ref());
        let coarsen_m = position.map_or(usalama_core::geo::index::COARSEN_M_WITHOUT_AREA, |position| {
            self.world.areas.coarsen_m_at(position.at)
        });
        let Ok(Some(copy)) = copy_of(&record.state, scope, coarsen_m, text, unmoderated) else { return Ok(()) };
        let ward = record.placement.first_of(&[AreaKind::Ward]);
        if ward.is_none() && *scope != Audience::Public {
            return Ok(());
        }
        let id = SubjectId::random();
        let parts = Parts::from([(PartName::Core, Part::of(&copy)?)]);
        let event = self.own(id, PUBLISHED, parts, ward, scope.clone())?;
        let copy = PublicationRecord {
            source: record.state.id,
            submitted_at: self.now,
            next_seq: 1,
            state: Publication::fold(id, []),
            placement: Placement::look_up(&self.world.areas, None, ward),
        };
        self.accept_on_copy(&event, copy).map(|_| ())
    }

    fn hide_copies(&mut self, source: SubjectId, scope: &Audience) -> Result<(), HubError> {
        for (id, _) in subjects::copies_of(self.write, source)?.into_iter().filter(|(_, copy)| copy == scope) {
            if let Some(Subject::Publication(copy)) = subjects::find(self.write, id)? {
                let parts = Parts::from([(PartName::Core, Part::of(&usalama_core::model::incident::Nothing {})?)]);
                let event = self.own(id, HIDDEN, parts, copy.state.area, scope.clone())?;
                self.accept_on_copy(&event, *copy)?;
            }
        }
        Ok(())
    }

    /// The hub's own event on a copy: to all of its readers.
    fn accept_on_copy(&mut self, event: &VerifiedEvent, mut copy: PublicationRecord) -> Result<Receipt, HubError> {
        let header = event.header();
        let receipt = Receipt { seq: copy.next_seq, at: self.now, clock_suspect: false };
        copy.next_seq += 1;
        events::keep(self.write, event, &Verdict::Accepted(receipt), self.now, false)?;
        let history = events::of_subject(self.write, header.subject)?;
        let stamped = history.iter().filter_map(|kept| {
            let receipt = kept.receipt()?;
            Some((&kept.event, Stamp::Confirmed { seq: receipt.seq, at: receipt.at }))
        });
        copy.state = Publication::fold(header.subject, stamped);
        subjects::keep_publication(self.write, &copy)?;
        for bucket in route_copy(copy.state.area, &copy.state.audience) {
            self.changes.add(&bucket, header.subject, header.id);
        }
        Ok(receipt)
    }

    /// A corroboration of a copy: it is counted at the source, and goes back to nobody but its author.
    pub(super) fn on_copy(
        &mut self,
        event: &VerifiedEvent,
        entry: &Entry,
        actor: ActorId,
        copy: PublicationRecord,
        suspect: bool,
    ) -> Result<Result<Receipt, Away>, HubError> {
        let Act::Corroborated(corroborated) = &entry.act else { return Ok(Err(RefusalCode::UnknownSubject.into())) };
        let source = subjects::incident(self.write, copy.source)?;
        let reporter = source.and_then(|source| source.reporter);
        if let Err(away) = self.judge_on_copy(event, actor, &copy, reporter)? {
            return Ok(Err(away));
        }
        let header = event.header();
        subjects::corroborate(self.write, copy.source, actor, &corroborated.kind, header.id)?;
        let receipt = Receipt { seq: uncounted(event), at: self.now, clock_suspect: suspect };
        events::keep(self.write, event, &Verdict::Accepted(receipt), self.now, suspect)?;
        self.changes.add(&Bucket::Actor(actor), header.subject, header.id);
        self.tally(copy.source)?;
        Ok(Ok(receipt))
    }

    /// Tells how many bear an incident out, where what may be shown has changed.
    pub(super) fn tally(&mut self, source: SubjectId) -> Result<(), HubError> {
        let Some(record) = subjects::incident(self.write, source)? else { return Ok(()) };
        let counts = subjects::corroborations(self.write, source)?;
        let sum = |wanted: fn(&CorroborationKind) -> bool| {
            shown_count(counts.iter().filter(|(kind, _)| wanted(kind)).map(|(_, count)| count).sum())
        };
        let tally = Tally {
            supporting: sum(CorroborationKind::supports),
            not_true: sum(|kind| *kind == CorroborationKind::NotTrue),
        };
        let shown = record.state.corroboration.clone().unwrap_or(Tally { supporting: None, not_true: None });
        if shown == tally {
            return Ok(());
        }
        let entry = Entry::from(Act::CorroborationTallied(tally.clone()));
        let (area, audience) = (record.state.area, record.state.visibility.clone());
        let event = self.own(source, INCIDENT_TALLIED, entry.parts()?, area, audience)?;
        self.accept(&event, Some(&entry), record, false)?;
        for (id, scope) in subjects::copies_of(self.write, source)? {
            if let Some(Subject::Publication(copy)) = subjects::find(self.write, id)? {
                let parts = Parts::from([(PartName::Core, Part::of(&tally)?)]);
                let event = self.own(id, TALLIED, parts, copy.state.area, scope)?;
                self.accept_on_copy(&event, *copy)?;
            }
        }
        Ok(())
    }
}
