//! Every day: what is due by the hub's column of the retention table. When it was last done is a row, and so is what was erased of
//! which subject: a restart in the middle begins anew, and repeats nothing.

use std::time::Duration;

use rusqlite::Connection;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::model::retention::{Due, Life, Retained as _, Side};

use super::redact::{erase, is_erased_here};
use crate::clock::before;
use crate::error::HubError;
use crate::hub::Hub;
use crate::intake::Batch;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{LedgerError, meta, rights, set_meta, threads};

/// How often.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// Subjects that are looked at in one go.
const AT_ONCE: u32 = 200;
/// When it was last done, in milliseconds.
const SWEPT: &str = "retention_swept_at";

/// Erases what is due, where the last time is a day ago.
///
/// # Errors
/// [`HubError`] where the disk does not play along; what was not erased still is to be.
pub fn run_due(hub: &Hub) -> Result<(), HubError> {
    let now = hub.now();
    let last = hub.ledger.read::<_, LedgerError>(|db| Ok(meta(db, SWEPT)?.and_then(|text| text.parse().ok())))?;
    if last.is_some_and(|last: i64| now.distance(Timestamp::from_millis(last)) < EVERY) {
        return Ok(());
    }
    let mut after = None;
    loop {
        let (next, due) = hub.ledger.read::<_, LedgerError>(|db| page(db, after, now))?;
        if !due.is_empty() {
            let heads = hub.ledger.write::<_, HubError>(|write| {
                let mut batch = Batch::begin(hub, write)?;
                for (subject, due) in &due {
                    erase(&mut batch, *subject, due)?;
                }
                Ok(batch.finish()?)
            })?;
            hub.announce(heads);
        }
        if next.is_none() {
            break;
        }
        after = next;
    }
    hub.ledger.write::<_, LedgerError>(|write| {
        threads::forget_expired(write, now)?;
        threads::forget_closed(write, before(now, threads::LIFE))?;
        set_meta(write, SWEPT, &now.as_millis().to_string())
    })?;
    Ok(())
}

/// What is due of the next subjects, and the last of these; nothing where there is none left.
#[allow(clippy::type_complexity, reason = "a cursor, and what is due of whom")]
fn page(
    db: &Connection,
    after: Option<SubjectId>,
    now: Timestamp,
) -> Result<(Option<SubjectId>, Vec<(SubjectId, Vec<Due>)>), LedgerError> {
    let subjects = rights::subjects_after(db, after, AT_ONCE)?;
    let mut found = vec![];
    for id in &subjects {
        let due = due_of(db, *id, now)?;
        if !due.is_empty() && !rights::is_held(db, *id, now)? {
            found.push((*id, due));
        }
    }
    Ok((subjects.last().copied(), found))
}

/// What is due of a subject by now, and was not erased yet.
fn due_of(db: &Connection, id: SubjectId, now: Timestamp) -> Result<Vec<Due>, LedgerError> {
    let Some(last) = rights::last_change(db, id)? else { return Ok(vec![]) };
    let life = Life { mine: true, delivered_at: Some(last), last };
    let due = match subjects::find(db, id)? {
        Some(Subject::Incident(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Publication(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Duty(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Alert(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Sos(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Custody(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Referral(record)) => record.state.due(Side::Hub, &life),
        Some(Subject::Sheet(record)) => record.state.due(Side::Hub, &life),
        // Tips have timers of their own; what is said of problems, proposals and outreach stays.
        Some(Subject::Tip(_) | Subject::Problem(_) | Subject::Proposal(_) | Subject::Outreach(_)) | None => vec![],
    };
    let mut left = vec![];
    for item in due.into_iter().filter(|item| item.at <= now) {
        if !is_erased_here(db, id, &item)? {
            left.push(item);
        }
    }
    Ok(left)
}
