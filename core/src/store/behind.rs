//! Views that are behind the log. An act of one's own is on the disk with its event and its place in the outbox; the view of what
//! it was done to is kept when somebody next asks for a view, with the next write of another kind, or when too many are behind.
//! So whoever reports waits for what must not be lost alone, and ten scans of one round are folded into one row once.
//!
//! Which ones are behind is known in memory. After a crash the log tells: up to which event views were kept is written in the
//! transaction that keeps them.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Transaction;

use super::error::StoreError;
use super::open::Write;
use super::views;
use crate::event::SubjectId;

/// So many may be behind.
pub(super) const AT_MOST: usize = 64;

/// Subjects whose views are behind.
#[derive(Debug, Default)]
pub(super) struct Behind(Mutex<BTreeSet<SubjectId>>);

impl Behind {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<SubjectId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Keeps the views of all that are behind. They are caught up once the transaction is committed.
    pub(super) fn keep(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let subjects: Vec<SubjectId> = self.lock().iter().copied().collect();
        subjects.into_iter().try_for_each(|subject| views::refold(tx, subject))?;
        views::note_kept(tx)
    }

    /// All have caught up.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }
}

impl Write<'_> {
    /// Leaves the view of a subject behind. Where this transaction comes to nothing, one is kept for nothing.
    pub(super) fn leave_behind(&self, subject: SubjectId) {
        self.behind.lock().insert(subject);
    }
}
