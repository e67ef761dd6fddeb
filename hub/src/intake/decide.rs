//! The way of one event: known? whole? the next of its chain? whose? about what? allowed?
//!
//! What is not proven to be its author's is refused without a trace: somebody else's hand must not be able to spoil an event
//! that its author hands in later. What is authentic and not allowed is kept with its verdict, so that its successors flow.

use usalama_core::event::{ChainError, ChainId, Realm, SubjectId, VerifiedEvent};
use usalama_core::model::alert::is_alert;
use usalama_core::model::attendance::is_attendance;
use usalama_core::model::custody::is_custody;
use usalama_core::model::duty::DutyKind;
use usalama_core::model::incident::{Act, Entry, Incident};
use usalama_core::model::outreach::OutreachSubject;
use usalama_core::model::referral::is_referral;
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::model::solution::{is_problem, is_proposal};
use usalama_core::model::sos::is_sos;
use usalama_core::model::tip::is_tip;
use usalama_core::policy::{Bucket, Decision, Gap, Placement};
use usalama_core::sync::wire::{Need, PushResult};

use super::author::{Known, identify};
use super::batch::Batch;
use super::judge::{judge, judge_corroboration, judge_unknown};
use super::{alert, care, custody, duty, effects, outreach, problem, solution, sos, tally, tip};
use crate::error::HubError;
use crate::ledger::events::{self, Verdict};
use crate::ledger::subjects::{self, IncidentRecord, PublicationRecord, Subject};

/// Decides about one event, and does what follows.
pub fn decide(batch: &mut Batch<'_>, event: &VerifiedEvent, suspect: bool) -> Result<PushResult, HubError> {
    let header = event.header();
    // What belongs to another realm leaves no trace here, whoever brings it.
    if Realm::of_kind(&header.kind) != batch.hub.settings.realm {
        return Ok(refused(RefusalCode::WrongRealm));
    }
    if let Some((hash, verdict)) = events::verdict(batch.write, header.id)? {
        return Ok(match verdict {
            _ if hash != event.hash() => refused(RefusalCode::Malformed),
            Verdict::Accepted(receipt) => PushResult::Duplicate(receipt),
            Verdict::Refused(refusal) => PushResult::Refused(refusal),
        });
    }
    if header.parts.keys().any(|name| !event.parts().contains_key(name)) {
        return Ok(PushResult::Deferred { needs: Need::Event(header.id) });
    }
    match events::chain_head(batch.write, &ChainId::of(header))?.accepts(header.link) {
        Ok(()) => {}
        Err(ChainError::Gap { from, .. }) => return Ok(PushResult::Deferred { needs: Need::ChainFrom(from) }),
        Err(ChainError::Fork { .. }) => return Ok(refused(RefusalCode::ChainFork)),
        Err(ChainError::Broken { .. }) => return Ok(refused(RefusalCode::ChainBroken)),
        Err(ChainError::Unchained) => return Ok(refused(RefusalCode::Unavailable)),
    }
    let known = match identify(batch.write, event)? {
        Ok(known) => known,
        Err(code) => return Ok(refused(code)),
    };
    if header.kind.starts_with("publication.") {
        return Ok(refused(RefusalCode::HubOnly));
    }
    let way = Way { event, known, suspect };
    let subject = subjects::find(batch.write, header.subject)?;
    if let Some(kind) = DutyKind::of(&header.kind) {
        return duty::decide(batch, &way, kind, subject);
    }
    if is_alert(&header.kind) {
        return alert::decide(batch, &way, subject);
    }
    if is_sos(&header.kind) {
        return sos::decide(batch, &way, subject);
    }
    if is_tip(&header.kind) {
        return tip::decide(batch, &way, subject);
    }
    if is_referral(&header.kind) {
        return care::decide(batch, &way, subject);
    }
    if is_attendance(&header.kind) {
        return care::decide_attendance(batch, &way, subject);
    }
    if let Some(kind) = OutreachSubject::of(&header.kind) {
        return outreach::decide(batch, &way, kind, subject);
    }
    if is_problem(&header.kind) {
        return problem::decide(batch, &way, subject);
    }
    if is_proposal(&header.kind) {
        return solution::decide(batch, &way, subject);
    }
    if is_custody(&header.kind) {
        return custody::decide(batch, &way, subject);
    }
    if !Act::KINDS.contains(&header.kind.as_str()) {
        return way.unknown_kind(batch, subject);
    }
    let Ok(Some(entry)) = Entry::read(event) else {
        return way.refuse(batch, RefusalCode::Malformed.into());
    };
    match subject {
        Some(Subject::Incident(record)) => way.on_incident(batch, *record, &entry),
        Some(Subject::Publication(copy)) => way.on_copy(batch, *copy, &entry),
        // An act on an incident cannot be about anything else.
        Some(_) => way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, Act::Submitted(_)) => way.submission(batch, &entry),
        None => way.on_nothing(batch),
    }
}

fn refused(code: RefusalCode) -> PushResult {
    PushResult::Refused(code.into())
}

/// An authentic event on its way.
pub(super) struct Way<'a> {
    pub(super) event: &'a VerifiedEvent,
    pub(super) known: Known,
    pub(super) suspect: bool,
}

impl Way<'_> {
    pub(super) fn subject(&self) -> SubjectId {
        self.event.header().subject
    }

    /// Keeps the event with its verdict.
    pub(super) fn refuse(&self, batch: &Batch<'_>, refusal: Refusal) -> Result<PushResult, HubError> {
        self.known.remember(batch.write, self.event)?;
        batch.keep_refused(self.event, &refusal, self.suspect)?;
        Ok(PushResult::Refused(refusal))
    }

    /// What policy said, where that is not "yes".
    pub(super) fn denied(&self, batch: &Batch<'_>, decision: Decision) -> Result<Option<PushResult>, HubError> {
        match decision {
            Decision::Allow => Ok(None),
            Decision::Refuse(refusal) => self.refuse(batch, refusal).map(Some),
            // There is nobody behind the hub who might know more of the place.
            Decision::Unknown(Gap::Placement) => self.refuse(batch, RefusalCode::OutOfScope.into()).map(Some),
            Decision::Unknown(Gap::History) => Ok(Some(PushResult::Deferred { needs: Need::Subject(self.subject()) })),
        }
    }

    /// An act on what the hub has not heard of: it waits, unless its first event was refused here.
    pub(super) fn on_nothing(&self, batch: &Batch<'_>) -> Result<PushResult, HubError> {
        if events::any_of(batch.write, self.subject())? {
            return self.refuse(batch, RefusalCode::UnknownSubject.into());
        }
        Ok(PushResult::Deferred { needs: Need::Subject(self.subject()) })
    }

    fn submission(&self, batch: &mut Batch<'_>, entry: &Entry) -> Result<PushResult, HubError> {
        let position = entry.place.as_ref().and_then(|place| place.position.as_ref());
        let at = position.map(|position| position.at);
        let header = self.event.header();
        let found = Placement::look_up(&batch.world.areas, at, header.area);
        let placement = never_nowhere(batch, found.clone());
        let mut record = IncidentRecord {
            reporter: Some(self.known.actor),
            submitted_at: header.time.at,
            next_seq: 1,
            state: Incident::unknown(self.subject()),
            placement,
        };
        // Whether a place was given is judged by what was given, not by what the hub adds.
        let decision = judge(batch, self.known.actor, &record, &found, header, entry)?;
        if let Some(denied) = self.denied(batch, decision)? {
            return Ok(denied);
        }
        self.accept(batch, &mut record, entry)
    }

    fn on_incident(
        &self,
        batch: &mut Batch<'_>,
        mut record: IncidentRecord,
        entry: &Entry,
    ) -> Result<PushResult, HubError> {
        let offer = match &entry.act {
            Act::HandoverAccepted(accepted) => Some(accepted.offer),
            Act::HandoverRefused(refused) => Some(refused.offer),
            _ => None,
        };
        if let Some(offer) = offer
            && events::verdict(batch.write, offer)?.is_none()
        {
            return Ok(PushResult::Deferred { needs: Need::Event(offer) });
        }
        let decision = judge(batch, self.known.actor, &record, &record.placement, self.event.header(), entry)?;
        if let Some(denied) = self.denied(batch, decision)? {
            return Ok(denied);
        }
        self.accept(batch, &mut record, entry)
    }

    fn accept(
        &self,
        batch: &mut Batch<'_>,
        record: &mut IncidentRecord,
        entry: &Entry,
    ) -> Result<PushResult, HubError> {
        self.known.remember(batch.write, self.event)?;
        let receipt = batch.append(record, self.event, Some(entry), self.suspect)?;
        effects::follow(batch, record, self.event, entry, Some(self.known.actor))?;
        Ok(PushResult::Accepted(receipt))
    }

    /// On a copy one can corroborate, and nothing else. It goes to nobody: what neighbours learn is a number.
    fn on_copy(
        &self,
        batch: &mut Batch<'_>,
        mut copy: PublicationRecord,
        entry: &Entry,
    ) -> Result<PushResult, HubError> {
        let Act::Corroborated(corroborated) = &entry.act else {
            return self.refuse(batch, RefusalCode::UnknownSubject.into());
        };
        let Some(mut source) = subjects::incident(batch.write, copy.source)? else {
            return self.refuse(batch, RefusalCode::UnknownSubject.into());
        };
        let decision = judge_corroboration(batch, self.known.actor, &source, &copy, self.event.header())?;
        if let Some(denied) = self.denied(batch, decision)? {
            return Ok(denied);
        }
        self.known.remember(batch.write, self.event)?;
        let own = [Bucket::Actor(self.known.actor)].into();
        let receipt = batch.append_to_copy(&mut copy, self.event, batch.now, self.suspect, &own)?;
        tally::count(batch, &mut source, self.known.actor, &corroborated.kind, self.event.header().id)?;
        Ok(PushResult::Accepted(receipt))
    }

    /// What a newer version of the phone says: kept and handed on, unapplied.
    pub(super) fn unknown_kind(&self, batch: &mut Batch<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
        let reporter = match &subject {
            None => return self.on_nothing(batch),
            // What is said of a tip goes to nobody before it is known who may say it.
            Some(Subject::Tip(_)) => return self.refuse(batch, RefusalCode::Unavailable.into()),
            Some(Subject::Incident(record)) => record.reporter,
            Some(
                Subject::Publication(_)
                | Subject::Duty(_)
                | Subject::Alert(_)
                | Subject::Outreach(_)
                | Subject::Custody(_),
            ) => None,
            Some(Subject::Sos(record)) => record.author,
            Some(Subject::Referral(record)) => record.author,
            Some(Subject::Sheet(record)) => record.author,
            Some(Subject::Problem(record)) => record.author,
            Some(Subject::Proposal(record)) => record.author,
        };
        let is_reporter = reporter == Some(self.known.actor);
        let duty = match &subject {
            Some(Subject::Duty(record)) => Some(&record.state),
            _ => None,
        };
        let decision = judge_unknown(batch, self.known.actor, self.event.header(), is_reporter, duty)?;
        if let Some(denied) = self.denied(batch, decision)? {
            return Ok(denied);
        }
        self.known.remember(batch.write, self.event)?;
        let receipt = match subject {
            Some(Subject::Incident(mut record)) => batch.append(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Publication(mut copy)) => {
                let own = [Bucket::Actor(self.known.actor)].into();
                batch.append_to_copy(&mut copy, self.event, batch.now, self.suspect, &own)?
            }
            Some(Subject::Duty(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Alert(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Sos(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Referral(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Sheet(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Outreach(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Problem(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Proposal(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            Some(Subject::Custody(mut record)) => batch.append_to(&mut record, self.event, None, self.suspect)?,
            None | Some(Subject::Tip(_)) => return self.on_nothing(batch),
        };
        Ok(PushResult::Accepted(receipt))
    }
}

/// A place of which neither county nor country is known is looked at by the country, so that somebody looks at it.
pub(super) fn never_nowhere(batch: &Batch<'_>, placement: Placement) -> Placement {
    if placement.triage().is_some() {
        return placement;
    }
    placement.with(batch.world.countries())
}
