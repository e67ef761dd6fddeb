//! What screens show of guards' work.

use super::site_of;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{ActorId, SubjectId};
use crate::model::duty::{
    Asking, Assessment, Duty, DutyKind, Exception, Patrol, PatrolState, Shift, ShiftState, WelfareCheck, assess,
    shift_exceptions, welfare_checks,
};
use crate::profile::Profile;
use crate::store::{Delivery, DutyFilter, DutyRow};

/// A shift with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftDetail {
    /// As it stands.
    pub shift: Shift,
    /// Welfare checks so far, the next among them.
    pub welfare: Vec<WelfareCheck>,
    /// What did not go as planned.
    pub exceptions: Vec<Exception>,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A patrol with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct PatrolDetail {
    /// As it stands.
    pub patrol: Patrol,
    /// Visits with their verdicts, what the route asks for, exceptions.
    pub assessment: Assessment,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Usalama {
    /// Shifts, newest change first, at most 500: of a guard, or of all whose shifts this actor may see.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn shifts(
        &self,
        guard: Option<ActorId>,
        states: &[ShiftState],
        limit: usize,
    ) -> Result<Vec<ShiftDetail>, Error> {
        let profile = self.profile()?;
        let states = states.iter().map(|state| state.code().to_owned()).collect();
        let filter = DutyFilter { states, guard, ..DutyFilter::all(DutyKind::Shift) };
        let rows = profile.store().duties(&filter, None, limit.clamp(1, 500))?;
        rows.into_iter().map(|row| self.shift_detail(&profile, row)).collect()
    }

    /// One shift.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn shift(&self, id: SubjectId) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        self.shift_detail(&profile, row)
    }

    /// Patrols, newest change first, at most 500: of a guard, on a site, or all that this actor may see.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn patrols(
        &self,
        guard: Option<ActorId>,
        site: Option<SubjectId>,
        states: &[PatrolState],
        limit: usize,
    ) -> Result<Vec<PatrolDetail>, Error> {
        let profile = self.profile()?;
        let states = states.iter().map(|state| state.code().to_owned()).collect();
        let filter = DutyFilter { states, guard, site, ..DutyFilter::all(DutyKind::Patrol) };
        let rows = profile.store().duties(&filter, None, limit.clamp(1, 500))?;
        rows.into_iter().map(|row| self.patrol_detail(&profile, row)).collect()
    }

    /// One patrol, as far as this actor may see it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn patrol(&self, id: SubjectId) -> Result<PatrolDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        self.patrol_detail(&profile, row)
    }

    pub(super) fn shift_detail(&self, profile: &Profile, row: DutyRow) -> Result<ShiftDetail, Error> {
        let DutyRow { state: Duty::Shift(shift), delivery, changed_at, .. } = row else { return Err(Error::NotFound) };
        let own_phone = shift.guard == Some(profile.actor());
        let now = if own_phone { shift.pace().estimate(&profile.clock().device_time()).at } else { profile.now() };
        let asking = Asking { now, own_phone };
        let (welfare, exceptions) = (welfare_checks(&shift, asking), shift_exceptions(&shift, asking));
        Ok(ShiftDetail { shift: *shift, welfare, exceptions, delivery, changed_at })
    }

    pub(super) fn patrol_detail(&self, profile: &Profile, row: DutyRow) -> Result<PatrolDetail, Error> {
        let DutyRow { state: Duty::Patrol(patrol), delivery, changed_at, .. } = row else {
            return Err(Error::NotFound);
        };
        let site = patrol.site().map(|site| site_of(profile, site)).transpose()?.flatten();
        let own_phone = patrol.guard == Some(profile.actor());
        let now = if own_phone { patrol.pace().estimate(&profile.clock().device_time()).at } else { profile.now() };
        let assessment = assess(&patrol, site.as_ref(), Asking { now, own_phone });
        Ok(PatrolDetail { patrol: *patrol, assessment, delivery, changed_at })
    }
}
