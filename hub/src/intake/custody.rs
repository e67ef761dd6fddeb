//! Notes about records: who looked, legal holds.

use usalama_core::event::{ActorId, Audience};
use usalama_core::model::custody::{Custody, CustodyAct, CustodyEntry, is_custody};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{CustodyScene, Decision, Gap, Placement, may_on_custody};
use usalama_core::sync::wire::{Need, PushResult};

use super::batch::Batch;
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::rights;
use crate::ledger::subjects::{self, CustodyRecord, Subject};

/// What a note is about: whom it concerns, where it is, whose case.
struct Item {
    data_subject: Option<ActorId>,
    placement: Placement,
    station: Option<usalama_core::model::actor::OrgId>,
    /// Moderators read it.
    moderated: bool,
}

impl Item {
    fn of(data_subject: Option<ActorId>, placement: Placement) -> Self {
        Self { data_subject, placement, station: None, moderated: false }
    }
}

impl From<Subject> for Item {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Incident(record) => Self {
                data_subject: record.reporter,
                station: record.state.station(),
                moderated: record.state.visibility.reaches(&Audience::Responders),
                placement: record.placement,
            },
            Subject::Sos(record) => Self::of(record.author, record.placement),
            Subject::Publication(record) => Self::of(None, record.placement),
            Subject::Duty(record) => Self::of(None, record.placement),
            Subject::Alert(record) => Self::of(None, record.placement),
            Subject::Custody(record) => Self::of(None, record.placement),
            Subject::Tip(record) => Self::of(record.author, record.placement),
            Subject::Referral(record) => Self::of(None, record.placement),
            Subject::Sheet(record) => Self::of(None, record.placement),
            Subject::Outreach(record) => Self::of(None, record.placement),
            Subject::Problem(record) => Self::of(None, record.placement),
            Subject::Proposal(record) => Self::of(None, record.placement),
        }
    }
}

/// Decides about a note.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    debug_assert!(is_custody(&header.kind), "decided elsewhere");
    let entry = match CustodyEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !CustodyAct::KINDS.contains(&header.kind.as_str()) => return way.unknown_kind(batch, subject),
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let known = match subject {
        Some(Subject::Custody(record)) => Some(*record),
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None => None,
    };
    let about = match (&entry.act, &known) {
        (CustodyAct::Looked(looked), _) => looked.item,
        (CustodyAct::Held(hold), _) => hold.item,
        (CustodyAct::Released(_), Some(record)) => match record.state.item {
            Some(item) => item,
            None => return way.on_nothing(batch),
        },
        (CustodyAct::Released(_), None) => return way.on_nothing(batch),
    };
    let Some(item) = subjects::find(batch.write, about)?.map(Item::from) else {
        return Ok(PushResult::Deferred { needs: Need::Subject(about) });
    };
    // Where the note is read by moderators; nowhere, where they do not read the record.
    let moderated = if item.moderated { item.placement.clone() } else { Placement::default() };
    let mut record = known.unwrap_or_else(|| {
        CustodyRecord::begin(item.data_subject, header.time.at, Custody::unknown(header.subject), moderated)
    });
    let state = record.state.clone();
    let decision = with_best_grant(batch, way.known.actor, &header.role, false, |who| {
        let org = who.grant.and_then(|grant| grant.org);
        let scene = CustodyScene {
            custody: &state,
            placement: Some(&item.placement),
            own_case: org.is_some() && item.station == org,
            now: batch.now,
            audience: &header.audience,
            on_arrival: true,
        };
        may_on_custody(&entry, who, &scene)
    })?;
    match decision {
        Decision::Allow => {}
        Decision::Refuse(refusal) => return way.refuse(batch, refusal),
        Decision::Unknown(Gap::History) => return Ok(PushResult::Deferred { needs: Need::Subject(header.subject) }),
        Decision::Unknown(Gap::Placement) => return way.refuse(batch, RefusalCode::OutOfScope.into()),
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    match &entry.act {
        CustodyAct::Held(hold) => rights::hold(batch.write, header.subject, hold.item, hold.until)?,
        CustodyAct::Released(_) => rights::release(batch.write, header.subject)?,
        CustodyAct::Looked(_) => {}
    }
    Ok(PushResult::Accepted(receipt))
}
