//! Lists of programmes and events.

use super::row_of;
use super::summary::ProgrammeSummary;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::{AreaId, LatLon};
use crate::model::outreach::{Outreach, OutreachEvent, OutreachState, OutreachSubject, Programme};
use crate::profile::Profile;
use crate::store::{Delivery, OutreachRow};

/// Programmes and events that are looked at together, the newest.
const AT_MOST: usize = 10_000;

/// A programme as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgrammeView {
    /// As it stands.
    pub programme: Programme,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// An outreach event as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutreachView {
    /// As it stands. The exact headcount, the place and the notes are there for those who may know them.
    pub event: OutreachEvent,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl TryFrom<OutreachRow> for ProgrammeView {
    type Error = Error;
    fn try_from(row: OutreachRow) -> Result<Self, Error> {
        let OutreachRow { state, delivery, changed_at, .. } = row;
        match state {
            Outreach::Programme(programme) => Ok(Self { programme: *programme, delivery, changed_at }),
            Outreach::Event(_) => Err(Error::NotFound),
        }
    }
}

impl TryFrom<OutreachRow> for OutreachView {
    type Error = Error;
    fn try_from(row: OutreachRow) -> Result<Self, Error> {
        let OutreachRow { state, delivery, changed_at, .. } = row;
        match state {
            Outreach::Event(event) => Ok(Self { event: *event, delivery, changed_at }),
            Outreach::Programme(_) => Err(Error::NotFound),
        }
    }
}

/// Which events; every condition that is given must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct OutreachFilter {
    /// Of this programme.
    pub programme: Option<SubjectId>,
    /// In this area or in one within it.
    pub area: Option<AreaId>,
    /// No farther than so many metres from a point, of those whose place this reader knows.
    pub near: Option<(LatLon, f64)>,
}

impl OutreachFilter {
    fn holds(&self, event: &OutreachEvent, profile: &Profile) -> bool {
        let of_programme = self.programme.is_none_or(|id| event.plan.as_ref().is_some_and(|plan| plan.programme == id));
        let in_area = self.area.is_none_or(|area| {
            event.area.is_some_and(|at| at == area || profile.directory().areas.is_within(at, area))
        });
        let is_near = self.near.is_none_or(|(at, metres)| {
            let position = event.place.as_ref().and_then(|place| place.position.as_ref());
            position.is_some_and(|position| position.at.distance_m(at) <= metres)
        });
        of_programme && in_area && is_near
    }
}

impl Usalama {
    /// The programmes that this actor may see, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn programmes(&self, limit: usize) -> Result<Vec<ProgrammeView>, Error> {
        let rows = self.profile()?.store().outreach_of(OutreachSubject::Programme, limit)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// One programme.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn programme(&self, id: SubjectId) -> Result<ProgrammeView, Error> {
        row_of(&*self.profile()?, OutreachSubject::Programme, id)?.try_into()
    }

    /// Events in any state that this actor may see, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn outreach_events(&self, filter: &OutreachFilter, limit: usize) -> Result<Vec<OutreachView>, Error> {
        let profile = self.profile()?;
        let mut found = events(&profile)?;
        found.retain(|view| filter.holds(&view.event, &profile));
        found.truncate(limit);
        Ok(found)
    }

    /// Events that are planned and not over, the next first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn upcoming_outreach(&self, filter: &OutreachFilter, limit: usize) -> Result<Vec<OutreachView>, Error> {
        let now = self.profile()?.now();
        let mut found = self.outreach_events(filter, AT_MOST)?;
        let begins = |view: &OutreachView| view.event.plan.as_ref().map(|plan| (plan.from, plan.to));
        found.retain(|view| {
            view.event.state == Some(OutreachState::Planned) && begins(view).is_some_and(|(_, to)| to >= now)
        });
        found.sort_by_key(|view| (begins(view), view.event.id));
        found.truncate(limit);
        Ok(found)
    }

    /// One event, as far as this actor may know it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn outreach_event(&self, id: SubjectId) -> Result<OutreachView, Error> {
        row_of(&*self.profile()?, OutreachSubject::Event, id)?.try_into()
    }

    /// What a programme reached, as far as this phone holds its events: small numbers hidden, for everybody.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn programme_summary(&self, id: SubjectId) -> Result<ProgrammeSummary, Error> {
        let programme = self.programme(id)?.programme;
        let filter = OutreachFilter { programme: Some(id), ..OutreachFilter::default() };
        let events = self.outreach_events(&filter, AT_MOST)?;
        Ok(ProgrammeSummary::of(programme, events.iter().map(|view| &view.event)))
    }
}

fn events(profile: &Profile) -> Result<Vec<OutreachView>, Error> {
    let rows = profile.store().outreach_of(OutreachSubject::Event, AT_MOST)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
