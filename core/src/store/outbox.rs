//! The outbox: what is still to be sent.
//!
//! The life of an item: `queued` when its event is written, in the same transaction; `sending` while a push is under way
//! (after a crash it is queued again); then gone, when the hub has taken it up; or `queued` again with a later attempt, when
//! it did not answer or said "not yet"; or `parked` with the hub's reason, for its author to see. Nothing else ever takes an
//! item out: not signing out, not a reset of a bucket, not a change of grants.
//!
//! Order is kept for each subject: an item is not offered before those that were written earlier on its subject and lane
//! order otherwise is that of [`Lane`].

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::log::{self, Kept};
use super::open::{Store, Write};
use crate::clock::Timestamp;
use crate::event::{EventId, SubjectId, VerifiedEvent};
use crate::model::alert::is_alert;
use crate::model::custody::is_custody;
use crate::model::duty::DutyKind;
use crate::model::incident::Act;
use crate::model::referral::is_referral;
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::solution::{is_problem, is_proposal};
use crate::model::sos::is_sos;
use crate::model::tip::is_tip;

/// Which queue an item waits in; earlier ones go first (DOMAIN §15.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Lane {
    /// An SOS.
    Sos = 0,
    /// A change of status, an alert.
    Transition = 1,
    /// A report.
    Incident = 2,
    /// Guards' work: a site, a shift, a patrol.
    Patrol = 3,
    /// A tip.
    Tip = 4,
    /// A comment, a corroboration, a vote.
    Comment = 5,
    /// A track.
    Track = 6,
    /// Media.
    Media = 7,
}

impl Lane {
    /// The lane of an event, by its kind.
    #[must_use]
    pub fn of(event: &VerifiedEvent) -> Self {
        match event.header().kind.as_str() {
            kind if is_sos(kind) => Self::Sos,
            "alert.answered" => Self::Comment,
            kind if is_tip(kind) => Self::Tip,
            // That somebody looked hurries nobody: it goes last of all. A hold does.
            "custody.looked" => Self::Media,
            kind if is_custody(kind) => Self::Transition,
            kind if is_alert(kind) => Self::Transition,
            "incident.submitted" => Self::Incident,
            "incident.updated" | "incident.corroborated" | "incident.relation_added" => Self::Comment,
            "proposal.commented" | "proposal.supported" | "proposal.voted" => Self::Comment,
            kind if is_proposal(kind) || is_problem(kind) => Self::Transition,
            "patrol.tracked" => Self::Track,
            kind if DutyKind::of(kind).is_some() => Self::Patrol,
            kind if is_referral(kind) => Self::Transition,
            kind if Act::KINDS.contains(&kind) => Self::Transition,
            _ => Self::Comment,
        }
    }
}

crate::vocabulary! {
    /// How far something has come on its way (DOMAIN §1, the axis `delivery`): the phone's own, and always the truth.
    pub enum Delivery {
        /// Not sent: a draft.
        Draft = "draft", "Draft", "Rasimu";
        /// Written here, and nobody else has it.
        OnlyOnThisPhone = "queued", "Only on this phone", "Iko kwenye simu hii pekee";
        /// On its way; whether it arrived is not known.
        Sending = "sending", "On its way", "Inatumwa";
        /// Sent as an SMS; not confirmed yet.
        SentBySms = "sent_by_sms", "Sent by SMS", "Imetumwa kwa SMS";
        /// The hub has it.
        Delivered = "delivered", "Received", "Imepokelewa";
        /// The hub refused it.
        Rejected = "rejected", "Refused", "Imekataliwa";
        /// Something has to be done here before it can go.
        NeedsAttention = "needs_attention", "Needs attention", "Inahitaji kuangaliwa";
    }
}

/// An item that is due.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The event.
    pub kept: Kept,
    /// How often it was tried.
    pub attempts: u32,
}

/// An item that the hub refused.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The event.
    pub event: EventId,
    /// What it is about.
    pub subject: SubjectId,
    /// What was to be done; empty where the event itself is damaged.
    pub kind: String,
    /// Why not.
    pub refusal: Refusal,
}

/// How many items there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Waiting or on their way.
    pub unsent: u64,
    /// Refused.
    pub parked: u64,
    /// When the next attempt is due, in milliseconds since the epoch; nothing where none is waiting.
    pub next_attempt: Option<Timestamp>,
}

/// What may be due, lane by lane.
pub(super) const DUE: &str =
    "SELECT subject, no FROM outbox WHERE state = 0 AND next_attempt_at <= ?1 ORDER BY lane, no";

/// The first item of a subject that the later ones have to wait for.
pub(super) const WAITING: &str =
    "SELECT min(no) FROM outbox WHERE subject = ?1 AND (state = 1 OR (state = 0 AND next_attempt_at > ?2))";

/// The items of a subject after one number and up to another.
pub(super) const EARLIER: &str =
    "SELECT event, attempts FROM outbox WHERE subject = ?1 AND no > ?2 AND no <= ?3 AND state = 0 ORDER BY no";

impl Write<'_> {
    /// Queues an event, in the transaction that writes it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn enqueue(&self, event: &VerifiedEvent, lane: Lane) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT INTO outbox (event, no, subject, lane, state)
                 SELECT id, no, subject, ?2, 0 FROM event WHERE id = ?1 ON CONFLICT (event) DO NOTHING",
            )?
            .execute(params![event.header().id.0.as_bytes(), lane as u8])?;
        Ok(())
    }

    /// Takes the items that are due, in order, and marks them as being sent: at most `limit` of them, and of each subject only
    /// those before which nothing waits.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn take_due(&self, now: Timestamp, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
        let ids = self.due(now, limit)?;
        let mut taken = Vec::with_capacity(ids.len());
        for (id, attempts) in ids {
            let kept = match log::event(&self.tx, id) {
                Ok(Some(kept)) => kept,
                // It can never go: its author is told, and those behind it go on.
                Ok(None) | Err(StoreError::Unreadable(_)) => {
                    self.park(id, &RefusalCode::Malformed.into())?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            self.tx
                .prepare_cached("UPDATE outbox SET state = 1, attempts = attempts + 1 WHERE event = ?1")?
                .execute(params![id.0.as_bytes()])?;
            taken.push(Outgoing { kept, attempts: attempts + 1 });
        }
        Ok(taken)
    }

    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<(EventId, u32)>, StoreError> {
        let mut waiting = self.tx.prepare_cached(WAITING)?;
        let mut earlier = self.tx.prepare_cached(EARLIER)?;
        let mut statement = self.tx.prepare_cached(DUE)?;
        let mut rows = statement.query(params![now.as_millis()])?;
        let mut due: Vec<(EventId, u32)> = vec![];
        // Of each subject: how far it is taken, and where it has to stop.
        let mut reached: HashMap<uuid::Uuid, (i64, i64)> = HashMap::new();
        while due.len() < limit {
            let Some(row) = rows.next()? else { break };
            let (subject, no): (uuid::Uuid, i64) = (row.get(0)?, row.get(1)?);
            let (taken, stop) = match reached.get(&subject) {
                Some(found) => *found,
                None => {
                    let stop: Option<i64> =
                        waiting.query_row(params![subject.as_bytes(), now.as_millis()], |row| row.get(0))?;
                    (0, stop.unwrap_or(i64::MAX))
                }
            };
            let goes = no > taken && no < stop;
            reached.insert(subject, (if goes { no } else { taken }, stop));
            if !goes {
                continue;
            }
            // What was written earlier on the same subject goes first, whatever its lane.
            let mut before = earlier.query(params![subject.as_bytes(), taken, no])?;
            while let Some(row) = before.next()? {
                due.push((EventId(row.get(0)?), row.get(1)?));
            }
        }
        due.truncate(limit);
        Ok(due)
    }

    /// Queues again what was being sent when the app was killed. The hub absorbs what it has already.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn requeue_interrupted(&self) -> Result<(), StoreError> {
        self.tx.execute("UPDATE outbox SET state = 0 WHERE state = 1", [])?;
        Ok(())
    }

    /// Makes everything due that waits for a later attempt.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn release(&self) -> Result<(), StoreError> {
        self.tx.execute("UPDATE outbox SET next_attempt_at = 0 WHERE state = 0 AND next_attempt_at > 0", [])?;
        Ok(())
    }

    /// Queues items again, for a later attempt.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn retry_at(&self, event: EventId, at: Timestamp) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("UPDATE outbox SET state = 0, next_attempt_at = ?2 WHERE event = ?1 AND state < 2")?
            .execute(params![event.0.as_bytes(), at.as_millis()])?;
        Ok(())
    }

    /// Takes an item out: the hub has it.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn settle(&self, event: EventId) -> Result<(), StoreError> {
        self.tx.prepare_cached("DELETE FROM outbox WHERE event = ?1")?.execute(params![event.0.as_bytes()])?;
        Ok(())
    }

    /// What was written on a subject before a row of the log, and is parked.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn parked_before(&self, subject: SubjectId, no: i64) -> Result<Vec<Kept>, StoreError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT event FROM outbox WHERE subject = ?1 AND no < ?2 AND state = 2 ORDER BY no")?;
        let mut rows = statement.query(params![subject.0.as_bytes(), no])?;
        let mut parked = vec![];
        while let Some(row) = rows.next()? {
            match log::event(&self.tx, EventId(row.get(0)?)) {
                Ok(kept) => parked.extend(kept),
                Err(StoreError::Unreadable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(parked)
    }

    /// Parks an item with the hub's reason.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn park(&self, event: EventId, refusal: &Refusal) -> Result<(), StoreError> {
        let refusal = serde_json::to_string(refusal).map_err(|_| StoreError::Unreadable("refusal"))?;
        self.tx
            .prepare_cached("UPDATE outbox SET state = 2, refusal = ?2 WHERE event = ?1")?
            .execute(params![event.0.as_bytes(), refusal])?;
        Ok(())
    }
}

impl Store {
    /// The items that the hub refused, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT event, subject, refusal FROM outbox WHERE state = 2 ORDER BY no")?;
            let mut rows = statement.query([])?;
            let mut parked = vec![];
            while let Some(row) = rows.next()? {
                let id = EventId(row.get(0)?);
                let refusal: Option<String> = row.get(2)?;
                let kind = match log::event(connection, id) {
                    Ok(kept) => kept.map(|kept| kept.event.header().kind.clone()).unwrap_or_default(),
                    Err(StoreError::Unreadable(_)) => String::new(),
                    Err(error) => return Err(error),
                };
                parked.push(Parked {
                    event: id,
                    subject: SubjectId(row.get(1)?),
                    kind,
                    refusal: read_refusal(refusal.as_deref())?,
                });
            }
            Ok(parked)
        })
    }

    /// How many items wait, and how many are parked.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn queue_counts(&self) -> Result<QueueCounts, StoreError> {
        self.read(|connection| {
            let mut counts = QueueCounts::default();
            (counts.unsent, counts.parked, counts.next_attempt) = connection.query_row(
                "SELECT count(*) FILTER (WHERE state < 2), count(*) FILTER (WHERE state = 2),
                        min(next_attempt_at) FILTER (WHERE state < 2) FROM outbox",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis))),
            )?;
            Ok(counts)
        })
    }

    /// Whether an SOS, or an answer to one, waits.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn has_urgent(&self) -> Result<bool, StoreError> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN (0, 1) AND lane = ?1)")?;
            Ok(statement.query_row(params![Lane::Sos as u8], |row| row.get(0))?)
        })
    }

    /// How many items of a subject that were written after one of them wait, and how many are parked.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn queued_after(&self, subject: SubjectId, no: i64) -> Result<(u64, u64), StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT count(*) FILTER (WHERE state < 2), count(*) FILTER (WHERE state = 2)
                 FROM outbox WHERE subject = ?1 AND no > ?2",
            )?;
            Ok(statement.query_row(params![subject.0.as_bytes(), no], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
    }

    /// How far an event has come, with the reason where it was refused.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn delivery_of(&self, kept: &Kept) -> Result<(Delivery, Option<Refusal>), StoreError> {
        self.read(|connection| delivery_of(connection, kept.event.header().id))
    }
}

pub(super) fn delivery_of(connection: &Connection, event: EventId) -> Result<(Delivery, Option<Refusal>), StoreError> {
    let item: Option<(i64, Option<String>)> = connection
        .prepare_cached("SELECT state, refusal FROM outbox WHERE event = ?1")?
        .query_row(params![event.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match item {
        None => (Delivery::Delivered, None),
        Some((0, _)) => (Delivery::OnlyOnThisPhone, None),
        Some((1, _)) => (Delivery::Sending, None),
        Some((_, refusal)) => (Delivery::Rejected, Some(read_refusal(refusal.as_deref())?)),
    })
}

/// The delivery of a subject: that of its own event that has come least far.
pub(super) fn delivery_of_subject(connection: &Connection, subject: SubjectId) -> Result<Delivery, StoreError> {
    let state: Option<i64> = connection
        .prepare_cached(
            "SELECT CASE WHEN sum(state = 2) > 0 THEN 2 WHEN sum(state = 0) > 0 THEN 0 ELSE max(state) END
             FROM outbox WHERE subject = ?1",
        )?
        .query_row(params![subject.0.as_bytes()], |row| row.get(0))?;
    Ok(match state {
        None => Delivery::Delivered,
        Some(0) => Delivery::OnlyOnThisPhone,
        Some(1) => Delivery::Sending,
        Some(_) => Delivery::Rejected,
    })
}

fn read_refusal(text: Option<&str>) -> Result<Refusal, StoreError> {
    text.and_then(|text| serde_json::from_str(text).ok()).ok_or(StoreError::Unreadable("refusal"))
}
