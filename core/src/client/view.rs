//! What screens show: lists, one incident with its timeline, copies for neighbours.

use std::collections::BTreeMap;

use super::device::Usalama;
use super::error::Error;
use crate::clock::{DeviceTime, Timestamp};
use crate::event::{ActorId, Author, EventId, Proof, Role, SubjectId};
use crate::geo::{AreaId, CountyCode};
use crate::model::incident::{Entry, Incident, Reference, is_candidate};
use crate::model::refusal::Refusal;
use crate::profile::Profile;
use crate::store::{Delivery, IncidentFilter, IncidentRow, Kept, PublicationRow, Standing};
use crate::text::Comment;

/// How far around an incident duplicates are looked for, in metres: beyond the accuracies that matter.
const DUPLICATE_RADIUS_M: f64 = 2_000.0;

/// An incident, as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentView {
    /// Identity.
    pub id: SubjectId,
    /// `CCC-XXXXXX-K`, to be read over a telephone.
    pub reference: String,
    /// As it stands, with what this reader may see.
    pub incident: Incident,
    /// Reported by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// Where a page ends: to be handed in for the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageCursor {
    /// When the last row changed.
    pub changed_at: Timestamp,
    /// The row.
    pub row: i64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentPage {
    /// The incidents, newest change first.
    pub incidents: Vec<IncidentView>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<PageCursor>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The one who is signed in.
    Me,
    /// Whoever reported the incident.
    Reporter,
    /// Somebody who acts openly.
    Actor(ActorId),
    /// Somebody whom this reader may not know.
    Somebody,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// The event.
    pub event: EventId,
    /// What was done, such as `incident.triaged`; of a newer version perhaps.
    pub kind: String,
    /// Who.
    pub who: Who,
    /// Under which role.
    pub role: Role,
    /// When the hub received it; before that, what the device's clock said.
    pub at: Timestamp,
    /// What the device's clocks said.
    pub device_time: DeviceTime,
    /// The device's clock was wrong.
    pub clock_suspect: bool,
    /// How far it has come.
    pub delivery: Delivery,
    /// Why the hub refused it.
    pub refusal: Option<Refusal>,
    /// What was written with it, where this reader may see it.
    pub comment: Option<Comment>,
    /// What vouches for it.
    pub proof: Proof,
}

/// One incident, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentDetail {
    /// As a list shows it.
    pub view: IncidentView,
    /// What was done, in the order of the hub, then what is still pending, then what was refused.
    pub timeline: Vec<TimelineEntry>,
    /// Incidents that may be the same event (DOMAIN §13.5). A suggestion: a person links them, or not.
    pub possible_duplicates: Vec<SubjectId>,
}

impl Usalama {
    /// Incidents, newest change first, `limit` to a page (at most 500). An area in the filter counts with all areas in it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Invalid`] for a distance that is none, [`Error::Store`].
    pub fn incidents(
        &self,
        mut filter: IncidentFilter,
        after: Option<PageCursor>,
        limit: usize,
    ) -> Result<IncidentPage, Error> {
        let profile = self.profile()?;
        if filter.near.is_some_and(|(_, metres)| !(0.0..=1_000_000.0).contains(&metres)) {
            return Err(Error::Invalid("the distance must be between 0 and 1,000,000 metres"));
        }
        let limit = limit.clamp(1, 500);
        let directory = profile.directory();
        let within: Vec<AreaId> = filter.areas.iter().flat_map(|area| directory.areas.descendants(*area)).collect();
        filter.areas.extend(within);
        let rows = profile.store().incidents(&filter, after.map(|after| (after.changed_at, after.row)), limit + 1)?;
        let more = rows.len() > limit;
        let next =
            rows.get(limit - 1).filter(|_| more).map(|row| PageCursor { changed_at: row.cursor.0, row: row.cursor.1 });
        // A page is often of one neighbourhood: its county is looked up once.
        let mut counties: BTreeMap<Option<AreaId>, Option<CountyCode>> = BTreeMap::new();
        let mut county = |area| *counties.entry(area).or_insert_with(|| directory.county(area));
        let incidents = rows.into_iter().take(limit).map(|row| view_in(county(row.incident.area), row)).collect();
        Ok(IncidentPage { incidents, next })
    }

    /// One incident with its timeline and possible duplicates.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn incident(&self, id: SubjectId) -> Result<IncidentDetail, Error> {
        let profile = self.profile()?;
        let view = self.incident_view(&profile, id)?.ok_or(Error::NotFound)?;
        self.note_look(&profile, &view.incident, view.mine);
        let timeline = profile
            .store()
            .events_of(id)?
            .iter()
            .map(|kept| timeline_entry(&profile, &view.incident, kept))
            .collect::<Result<_, _>>()?;
        let possible_duplicates = possible_duplicates(&profile, &view.incident)?;
        Ok(IncidentDetail { view, timeline, possible_duplicates })
    }

    /// Checks the author's signature of every event of an incident that is held with one, and tells which do not hold.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn verify_signatures(&self, id: SubjectId) -> Result<Vec<EventId>, Error> {
        let profile = self.profile()?;
        let mut bad = vec![];
        for kept in profile.store().events_of(id)? {
            let event = kept.event.header().id;
            match kept.event.into_signed().verify() {
                Ok(_) => profile.store().write(|write| write.mark_proven(event))?,
                Err(crate::event::EventError::Unsigned) => {}
                Err(_) => bad.push(event),
            }
        }
        Ok(bad)
    }

    /// What neighbours may know: copies that were published in this actor's areas, newest change first.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn publications(&self, limit: usize) -> Result<Vec<PublicationRow>, Error> {
        let profile = self.profile()?;
        Ok(profile.store().publications(profile.now(), limit.clamp(1, 500))?)
    }

    /// The folded state of every incident, byte for byte as it is stored, ordered by identity: what two phones, or a phone
    /// and the hub, can be compared by.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn incident_states(&self) -> Result<Vec<String>, Error> {
        Ok(self.profile()?.store().dump_incidents()?)
    }

    pub(super) fn incident_view(&self, profile: &Profile, id: SubjectId) -> Result<Option<IncidentView>, Error> {
        Ok(profile.store().incident(id)?.map(|row| view(profile, row)))
    }
}

pub(super) fn view(profile: &Profile, row: IncidentRow) -> IncidentView {
    view_in(profile.directory().county(row.incident.area), row)
}

fn view_in(county: Option<CountyCode>, row: IncidentRow) -> IncidentView {
    let IncidentRow { incident, mine, delivery, changed_at, .. } = row;
    let reference = Reference::of(county, incident.id).to_string();
    IncidentView { id: incident.id, reference, incident, mine, delivery, changed_at }
}

fn timeline_entry(profile: &Profile, incident: &Incident, kept: &Kept) -> Result<TimelineEntry, Error> {
    let header = kept.event.header();
    let (delivery, refusal) = profile.store().delivery_of(kept)?;
    let who = match &header.author {
        _ if kept.own => Who::Me,
        author if incident.reporter_key == Some(author.key()) => Who::Reporter,
        Author::Actor { id, .. } => Who::Actor(*id),
        Author::Pseudonym { .. } | Author::OneTime { .. } => Who::Somebody,
    };
    let (at, clock_suspect) = match kept.standing {
        Standing::Confirmed(receipt) => (receipt.at, receipt.clock_suspect),
        Standing::Pending | Standing::Refused => (header.time.at, false),
    };
    // An event of a newer version is shown with its kind alone.
    let entry = Entry::read(&kept.event).ok().flatten();
    Ok(TimelineEntry {
        event: header.id,
        kind: header.kind.clone(),
        who,
        role: header.role.clone(),
        at,
        device_time: header.time,
        clock_suspect,
        delivery,
        refusal,
        comment: entry.and_then(|entry| entry.comment().cloned()),
        proof: kept.event.proof(),
    })
}

fn possible_duplicates(profile: &Profile, incident: &Incident) -> Result<Vec<SubjectId>, Error> {
    let position = incident.place.as_ref().and_then(|place| place.position.as_ref());
    let Some(position) = position.filter(|_| !incident.is_sensitive()) else { return Ok(vec![]) };
    let near = IncidentFilter { near: Some((position.at, DUPLICATE_RADIUS_M)), ..IncidentFilter::default() };
    let around = profile.store().incidents(&near, None, 200)?;
    Ok(around.into_iter().filter(|row| is_candidate(incident, &row.incident)).map(|row| row.incident.id).collect())
}
