//! How one subject loses what it has to lose: parts, who is behind it, its places in buckets. Headers stay, for the chains, and a
//! number where the table says so.

use std::collections::BTreeSet;

use rusqlite::Connection;
use usalama_core::clock::Timestamp;
use usalama_core::event::{PartName, SubjectId};
use usalama_core::model::attendance::Sheet;
use usalama_core::model::custody::Custody;
use usalama_core::model::duty::{Duty, DutyKind};
use usalama_core::model::referral::Referral;
use usalama_core::model::retention::{Due, Erases, RetentionClass, redacted};
use usalama_core::model::sos::Sos;
use usalama_core::model::tip::Tip;
use usalama_core::policy::Bucket;

use crate::error::HubError;
use crate::intake::{Batch, copies};
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{LedgerError, events, rights};

/// Whether this was done before.
pub(super) fn is_erased_here(db: &Connection, subject: SubjectId, due: &Due) -> Result<bool, LedgerError> {
    rights::was_erased(db, subject, &due.erases.code())
}

/// Erases what is due of a subject.
pub(super) fn erase(batch: &mut Batch<'_>, id: SubjectId, due: &[Due]) -> Result<(), HubError> {
    for item in due {
        let Some(subject) = subjects::find(batch.write, id)? else { return Ok(()) };
        // What was reported counts once: when it is first erased.
        if counts(item) && !rights::was_erased(batch.write, id, &Erases::AllButHandover.code())? {
            count(batch, &subject)?;
        }
        take(batch, id, subject, &item.erases)?;
        rights::note_erased(batch.write, id, &item.erases.code(), batch.now)?;
    }
    Ok(())
}

fn counts(item: &Due) -> bool {
    let whole = matches!(item.erases, Erases::Everything | Erases::AllButHandover);
    whole && matches!(item.class, RetentionClass::Incident | RetentionClass::Duty)
}

/// Takes from a subject what is to be erased of it.
pub(super) fn take(batch: &mut Batch<'_>, id: SubjectId, subject: Subject, what: &Erases) -> Result<(), HubError> {
    match what {
        Erases::Part(part) => Ok(rights::drop_parts(batch.write, id, |_, _, name| name == part)?),
        Erases::PartBetween(part) => between(batch, id, subject, part),
        Erases::Everything | Erases::AllButHandover => everything(batch, id, subject, what),
    }
}

fn everything(batch: &mut Batch<'_>, id: SubjectId, subject: Subject, what: &Erases) -> Result<(), HubError> {
    let keeps_handover = *what == Erases::AllButHandover;
    if matches!(subject, Subject::Incident(_)) {
        for (copy, _) in subjects::copies_of(batch.write, id)? {
            copies::hide(batch, copy)?;
        }
    }
    if !keeps_handover && subjects::is_anonymous(batch.write, id)? {
        // Nothing of it is left, and no receipt opens anything any more.
        let names = rights::buckets_with(batch.write, id)?;
        return batch.erase(id, names.iter().filter_map(|name| name.parse().ok()).collect());
    }
    rights::drop_parts(batch.write, id, |_, kind, name| {
        !(keeps_handover && kind.starts_with("incident.handover_") && *name == PartName::Core)
    })?;
    match subject {
        Subject::Incident(mut record) => {
            let handover = record.state.handover.clone().filter(|_| keeps_handover);
            record.state = redacted(&record.state);
            record.state.handover = handover;
            if subjects::is_anonymous(batch.write, id)? {
                subjects::keep_anonymous_incident(batch.write, &record)?;
            } else {
                subjects::keep_incident(batch.write, &record)?;
            }
        }
        Subject::Publication(mut record) => {
            (record.state.copy, record.state.hidden) = (None, true);
            subjects::keep_publication(batch.write, &record)?;
        }
        Subject::Duty(mut record) => {
            record.state = bare(&record.state);
            subjects::keep_record(batch.write, &record)?;
        }
        Subject::Sos(mut record) => {
            let (state, area) = (record.state.state.clone(), record.state.area);
            record.state = Sos { state, area, ..Sos::unknown(id) };
            subjects::keep_record(batch.write, &record)?;
        }
        Subject::Custody(mut record) => {
            record.state = Custody::unknown(id);
            subjects::keep_record(batch.write, &record)?;
        }
        Subject::Tip(mut record) => {
            record.state = Tip::unknown(id);
            subjects::keep_record(batch.write, &record)?;
        }
        Subject::Referral(mut record) => {
            record.state = Referral::unknown(id);
            subjects::keep_record(batch.write, &record)?;
        }
        Subject::Sheet(mut record) => {
            record.state = Sheet::unknown(id);
            subjects::keep_record(batch.write, &record)?;
        }
        // Public records, and the work of many.
        Subject::Alert(_) | Subject::Outreach(_) | Subject::Problem(_) | Subject::Proposal(_) => return Ok(()),
    }
    rights::forget_people(batch.write, id)?;
    evict(batch, id)
}

/// Takes a subject out of every bucket: phones drop what they did not write.
fn evict(batch: &mut Batch<'_>, id: SubjectId) -> Result<(), HubError> {
    let names = rights::buckets_with(batch.write, id)?;
    let buckets: BTreeSet<Bucket> = names.iter().filter_map(|name| name.parse().ok()).collect();
    Ok(batch.turn_over(id, &buckets, &BTreeSet::new())?)
}

/// Drops a part of every event but the first and the last that have it, and the same of the state.
fn between(batch: &Batch<'_>, id: SubjectId, subject: Subject, part: &PartName) -> Result<(), HubError> {
    let kept = events::of_subject(batch.write, id)?;
    let with: Vec<_> =
        kept.iter().filter(|kept| kept.event.parts().contains_key(part)).map(|kept| kept.event.header().id).collect();
    let ends = [with.first().copied(), with.last().copied()];
    rights::drop_parts(batch.write, id, |event, _, name| name == part && !ends.contains(&Some(event)))?;
    if let Subject::Sos(mut record) = subject {
        let last = record.state.positions.pop();
        record.state.positions = last.into_iter().collect();
        subjects::keep_record(batch.write, &record)?;
    }
    Ok(())
}

/// A shift or a patrol that says where it stands and nothing else.
fn bare(duty: &Duty) -> Duty {
    let mut bare = Duty::unknown(duty.kind(), duty_id(duty));
    match (&mut bare, duty) {
        (Duty::Shift(bare), Duty::Shift(shift)) => bare.state.clone_from(&shift.state),
        (Duty::Patrol(bare), Duty::Patrol(patrol)) => bare.state.clone_from(&patrol.state),
        _ => {}
    }
    bare
}

fn duty_id(duty: &Duty) -> SubjectId {
    use usalama_core::model::Model as _;
    duty.id()
}

/// What stays: kind, ward and month.
fn count(batch: &Batch<'_>, subject: &Subject) -> Result<(), LedgerError> {
    let (what, area, at) = match subject {
        Subject::Incident(record) => {
            let Some(report) = &record.state.report else { return Ok(()) };
            (report.category.code().to_owned(), record.placement.ward(), record.submitted_at)
        }
        Subject::Duty(record) => {
            let kind = match record.state.kind() {
                DutyKind::Site => return Ok(()),
                DutyKind::Shift => "shift",
                DutyKind::Patrol => "patrol",
            };
            (kind.to_owned(), record.placement.ward(), record.submitted_at)
        }
        Subject::Sos(record) => ("sos".to_owned(), record.placement.ward(), record.submitted_at),
        _ => return Ok(()),
    };
    rights::count_up(batch.write, &what, area, &month(at))
}

/// Year and month, in UTC.
fn month(at: Timestamp) -> String {
    at.to_rfc3339().chars().take(7).collect()
}
