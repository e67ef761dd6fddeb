//! What goes on after the PIN for duress was entered: recorded and sent as always, and neither counted nor told on this phone.

use serde::{Deserialize, Serialize};

use super::open::Profile;
use super::record::NewEvent;
use crate::event::SubjectId;
use crate::profile::ProfileError;
use crate::store::{Kept, Parked, QueueCounts, Row, StoreError};

const QUIET: &str = "sos.quiet";

/// An SOS that looks cancelled here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// Which.
    pub subject: SubjectId,
    /// The number of the event that looks as if it had cancelled it.
    pub from: i64,
}

impl Quiet {
    /// Whether this is an event of this phone that nobody here is to notice.
    #[must_use]
    pub fn hides(&self, kept: &Kept) -> bool {
        kept.own && kept.event.header().subject == self.subject && kept.no > self.from
    }
}

impl Profile {
    /// What looks cancelled here, and goes on.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn quiet(&self) -> Result<Vec<Quiet>, StoreError> {
        Ok(self.store.get(QUIET)?.unwrap_or_default())
    }

    /// Records an act that cancels its subject, or only looks as if it did: from now on nothing about it is counted or told here.
    /// Either takes the same writes.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record_end(&self, new: NewEvent<'_>, only_looks: bool) -> Result<Option<Row>, ProfileError> {
        let subject = new.signer.subject();
        let topic = new.deed.topic();
        let row = self.record_untold(
            new,
            |_| Ok(()),
            |write, kept| {
                let mut quiet: Vec<Quiet> = write.setting(QUIET)?.unwrap_or_default();
                if only_looks {
                    quiet.push(Quiet { subject, from: kept.no });
                }
                write.put(QUIET, &quiet)
            },
        )?;
        self.tell(&[topic, super::Topic::Outbox]);
        Ok(row)
    }

    /// Records an act that nobody here is to notice.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record_quietly(&self, new: NewEvent<'_>) -> Result<Option<Row>, ProfileError> {
        self.record_untold(new, |_| Ok(()), |_, _| Ok(()))
    }

    /// How many items wait and are parked, as anybody may see here.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn shown_counts(&self) -> Result<QueueCounts, StoreError> {
        let mut counts = self.store.queue_counts()?;
        for quiet in self.quiet()? {
            let (unsent, parked) = self.store.queued_after(quiet.subject, quiet.from)?;
            counts.unsent = counts.unsent.saturating_sub(unsent);
            counts.parked = counts.parked.saturating_sub(parked);
        }
        Ok(counts)
    }

    /// What the hub refused, as anybody may see here.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn shown_parked(&self) -> Result<Vec<Parked>, StoreError> {
        let quiet = self.quiet()?;
        let mut parked = self.store.parked()?;
        let mut hidden = vec![];
        for item in parked.iter_mut().filter(|item| quiet.iter().any(|quiet| quiet.subject == item.subject)) {
            if let Some(kept) = self.store.event(item.event)? {
                if quiet.iter().any(|quiet| quiet.hides(&kept)) {
                    hidden.push(item.event);
                } else if item.kind == "sos.duress" {
                    item.kind = "sos.cancelled".to_owned();
                }
            }
        }
        parked.retain(|item| !hidden.contains(&item.event));
        Ok(parked)
    }
}
