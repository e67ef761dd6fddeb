//! Positions of the patrol that is under way: many, small, and recorded nowhere else.

use std::sync::PoisonError;

use super::open::{Profile, ProfileError};
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::track::Fix;
use crate::model::duty::{Duty, Pace, PatrolState};

/// At the latest after this long a position is forced to the disk, and with it all before.
const FORCE_EVERY_MS: u64 = 30_000;

/// What is known of the patrol that positions are recorded for, so that not every one looks it up.
#[derive(Debug)]
pub(super) struct Recording {
    patrol: SubjectId,
    leg: u16,
    pace: Pace,
    closes_at: Option<Timestamp>,
    forced_at: Option<u64>,
}

impl Profile {
    /// Records positions of a patrol that is under way, all or none.
    ///
    /// # Errors
    /// [`ProfileError::NotUnderWay`] where the patrol is not, or not any more; [`ProfileError::Store`]. Nothing is recorded then.
    pub fn record_fixes(&self, patrol: SubjectId, fixes: &[Fix]) -> Result<(), ProfileError> {
        let mut guard = self.recording.lock().unwrap_or_else(PoisonError::into_inner);
        let recording = match guard.take().filter(|recording| recording.patrol == patrol) {
            Some(known) => guard.insert(known),
            None => guard.insert(self.look_up(patrol)?),
        };
        let now = recording.pace.estimate(&self.clock.device_time()).at;
        if recording.closes_at.is_some_and(|closes| now >= closes) {
            return Err(ProfileError::NotUnderWay);
        }
        let ticks = self.clock.monotonic_ms();
        let forced = recording.forced_at.is_none_or(|at| ticks.saturating_sub(at) >= FORCE_EVERY_MS);
        self.store.keep_fixes(patrol, recording.leg, fixes, forced)?;
        if forced {
            recording.forced_at = Some(ticks);
        }
        Ok(())
    }

    /// Looks the patrol up anew before the next position: it may have changed.
    pub(super) fn forget_recording(&self) {
        *self.recording.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn look_up(&self, patrol: SubjectId) -> Result<Recording, ProfileError> {
        let row = self.store.duty(patrol)?;
        let own = row.as_ref().is_some_and(|row| row.state.guard() == Some(self.actor));
        match row.map(|row| row.state) {
            Some(Duty::Patrol(found)) if own && found.state == Some(PatrolState::Active) => Ok(Recording {
                patrol,
                leg: u16::try_from(found.legs.len().saturating_sub(1)).unwrap_or(u16::MAX),
                pace: found.pace(),
                closes_at: found.closes_at(),
                forced_at: None,
            }),
            _ => Err(ProfileError::NotUnderWay),
        }
    }
}
