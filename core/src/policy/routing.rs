//! Where events go: the buckets of the readers of a subject, before and after an event.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::placement::Placement;
use crate::event::{ActorId, Audience, Header};
use crate::geo::{AreaId, AreaIndex, AreaKind};
use crate::model::actor::OrgId;
use crate::model::incident::{Act, Entry, Incident};

/// A stream of events that some readers share. As text: `area:<id>:<audience>`, `actor:<id>`, `org:<id>`, `site:<id>`,
/// `control:<id>`, `triage:<id>`, `public`, `alerts`, `outreach:<id>`, `moderation:<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Bucket {
    /// Those who read an audience in an area.
    Area {
        /// Where.
        area: AreaId,
        /// As whom.
        audience: Audience,
    },
    /// One person.
    Actor(ActorId),
    /// The officers of one organisation.
    Org(OrgId),
    /// The guards of the site in an area.
    Site(AreaId),
    /// The control rooms of the firms that guard in an area.
    Control(AreaId),
    /// Those who look at what has no finer place, and at what has waited too long.
    Triage(AreaId),
    /// Everyone.
    Public,
    /// Everyone: alerts of the whole region.
    Alerts,
    /// Those who run outreach in an area, and those who see its numbers.
    Outreach(AreaId),
    /// The moderators of an area.
    Moderation(AreaId),
}

/// Text that names no bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a bucket")]
pub struct BucketError;

impl std::fmt::Display for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Area { area, audience } => write!(f, "area:{area}:{audience}"),
            Self::Actor(id) => write!(f, "actor:{id}"),
            Self::Org(id) => write!(f, "org:{id}"),
            Self::Site(id) => write!(f, "site:{id}"),
            Self::Control(id) => write!(f, "control:{id}"),
            Self::Triage(id) => write!(f, "triage:{id}"),
            Self::Public => f.write_str("public"),
            Self::Alerts => f.write_str("alerts"),
            Self::Outreach(id) => write!(f, "outreach:{id}"),
            Self::Moderation(id) => write!(f, "moderation:{id}"),
        }
    }
}

impl std::str::FromStr for Bucket {
    type Err = BucketError;
    fn from_str(text: &str) -> Result<Self, BucketError> {
        let uuid = |text: &str| Uuid::try_parse(text).map_err(|_| BucketError);
        let mut words = text.splitn(3, ':');
        match (words.next(), words.next(), words.next()) {
            (Some("public"), None, None) => Ok(Self::Public),
            (Some("alerts"), None, None) => Ok(Self::Alerts),
            (Some("actor"), Some(id), None) => Ok(Self::Actor(ActorId(uuid(id)?))),
            (Some("org"), Some(id), None) => Ok(Self::Org(OrgId(uuid(id)?))),
            (Some("site"), Some(id), None) => Ok(Self::Site(AreaId::new(uuid(id)?))),
            (Some("control"), Some(id), None) => Ok(Self::Control(AreaId::new(uuid(id)?))),
            (Some("triage"), Some(id), None) => Ok(Self::Triage(AreaId::new(uuid(id)?))),
            (Some("outreach"), Some(id), None) => Ok(Self::Outreach(AreaId::new(uuid(id)?))),
            (Some("moderation"), Some(id), None) => Ok(Self::Moderation(AreaId::new(uuid(id)?))),
            (Some("area"), Some(id), Some(audience)) if audience.len() <= crate::event::limits::CODE => {
                Ok(Self::Area { area: AreaId::new(uuid(id)?), audience: audience.into() })
            }
            _ => Err(BucketError),
        }
    }
}

impl TryFrom<String> for Bucket {
    type Error = BucketError;
    fn try_from(text: String) -> Result<Self, BucketError> {
        text.parse()
    }
}

impl From<Bucket> for String {
    fn from(bucket: Bucket) -> Self {
        bucket.to_string()
    }
}

/// What an event does to the buckets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Routing {
    /// Where the event goes.
    pub add: BTreeSet<Bucket>,
    /// Buckets of new readers: the history of the subject goes there too, this event included.
    pub backfill: BTreeSet<Bucket>,
    /// Buckets of those who may read no more: the subject is evicted there.
    pub evict: BTreeSet<Bucket>,
}

/// The buckets that an incident is read through, each with the scope that its readers belong to. `reporter` is the account
/// behind the reporter's key, which only the hub knows.
#[must_use]
pub fn readership(incident: &Incident, placement: &Placement, reporter: Option<ActorId>) -> BTreeMap<Bucket, Audience> {
    let mut readers = BTreeMap::new();
    let visibility = &incident.visibility;
    let triage = placement.triage();
    let area = |area, audience: &Audience| (Bucket::Area { area, audience: audience.clone() }, audience.clone());
    readers.extend(reporter.map(|reporter| (Bucket::Actor(reporter), Audience::Own)));
    if matches!(visibility, Audience::Care | Audience::Oversight) {
        // A side branch: nothing that happens to the case opens it to anybody else.
        let at = placement.first_of(&[AreaKind::Ward, AreaKind::Constituency, AreaKind::County, AreaKind::Country]);
        readers.extend(at.map(|at| area(at, visibility)));
        return readers;
    }
    if visibility.reaches(&Audience::Police) {
        let stations: Vec<_> = placement.of_kind(&AreaKind::PoliceArea).collect();
        readers.extend(stations.iter().map(|station| area(*station, &Audience::Police)));
        if stations.is_empty() {
            readers.extend(triage.map(|at| (Bucket::Triage(at), Audience::Police)));
        }
    }
    if visibility.reaches(&Audience::Responders) {
        for kind in [AreaKind::Site, AreaKind::Ward, AreaKind::Ra] {
            readers.extend(placement.of_kind(&kind).map(|at| area(at, &Audience::Responders)));
        }
        let assignee = incident.assignment.as_ref().filter(|a| a.stands());
        readers.extend(assignee.map(|a| (Bucket::Actor(a.to), Audience::Responders)));
    }
    if visibility.reaches(&Audience::Ra) && !incident.is_mob_risk() {
        for kind in [AreaKind::Ra, AreaKind::Cluster, AreaKind::SubLocation, AreaKind::Location] {
            readers.extend(placement.of_kind(&kind).map(|at| area(at, &Audience::Ra)));
        }
    }
    if let Some(handover) = &incident.handover {
        readers.insert(Bucket::Org(handover.to_station), Audience::Police);
        if !handover.escalated.is_empty() {
            readers.extend(triage.map(|at| (Bucket::Triage(at), Audience::Police)));
        }
    }
    readers.extend(incident.referred_to.map(|org| (Bucket::Org(org), Audience::Responders)));
    for disclosure in &incident.disclosures {
        readers.extend(triage.map(|at| (Bucket::Triage(at), Audience::Police)));
        if disclosure.approved_by.is_some() {
            readers.insert(Bucket::Actor(disclosure.by), Audience::Police);
        }
    }
    readers
}

/// Which buckets an accepted event goes to, which must be given the history, and which lose the subject.
#[must_use]
pub fn route(
    before: &Incident,
    after: &Incident,
    placement: &Placement,
    reporter: Option<ActorId>,
    header: &Header,
    entry: Option<&Entry>,
) -> Routing {
    let was = if before.status.is_some() { readership(before, placement, reporter) } else { BTreeMap::new() };
    let is = readership(after, placement, reporter);
    let mut backfill: BTreeSet<Bucket> = is.keys().filter(|bucket| !was.contains_key(*bucket)).cloned().collect();
    // An approved disclosure hands over a part that was withheld, even where the officer read the case before.
    if let Some(Act::DisclosureApproved(approved)) = entry.map(|entry| &entry.act) {
        let asked = after.disclosures.iter().find(|d| d.request == approved.request);
        backfill.extend(asked.map(|d| Bucket::Actor(d.by)));
    }
    Routing {
        add: is
            .iter()
            .filter(|(bucket, scope)| carries(bucket, scope, header, entry, reporter))
            .map(|(b, _)| b.clone())
            .collect(),
        backfill,
        evict: was.keys().filter(|bucket| !is.contains_key(*bucket)).cloned().collect(),
    }
}

/// Whether a bucket of the subject's readers carries this event: it may be meant for fewer than the subject is.
#[must_use]
pub fn carries(
    bucket: &Bucket,
    scope: &Audience,
    header: &Header,
    entry: Option<&Entry>,
    reporter: Option<ActorId>,
) -> bool {
    if reporter.is_some_and(|reporter| *bucket == Bucket::Actor(reporter)) {
        // The reporter follows all but what handlers say among themselves, and never learns who corroborated.
        return match entry.map(|entry| &entry.act) {
            Some(Act::Updated(updated)) => !updated.internal,
            Some(Act::Corroborated(_)) => false,
            _ => true,
        };
    }
    scope.is_within(&header.audience)
}

/// Kinds of areas whose people read what is for the audience `area`: copies, proposals.
pub(super) const READ_IN_AREAS: [AreaKind; 7] = [
    AreaKind::Ward,
    AreaKind::Ra,
    AreaKind::Cluster,
    AreaKind::SubLocation,
    AreaKind::Location,
    AreaKind::Site,
    AreaKind::PoliceArea,
];

/// Whom the copies of a ward concern: the ward with all around it, and whatever has a part of it. Of the place itself it tells
/// nothing more than the ward.
#[must_use]
pub fn copy_placement(areas: &AreaIndex, ward: Option<AreaId>) -> Placement {
    let Some(area) = ward.and_then(|id| areas.get(id)) else { return Placement::default() };
    let met = area.geometry.as_ref().map(|shape| areas.intersecting(shape)).unwrap_or_default();
    let parts = met.into_iter().chain(areas.descendants(area.id)).filter_map(|id| areas.get(id));
    // Wards have borders in common.
    let parts = parts.filter(|part| part.kind != AreaKind::Ward && READ_IN_AREAS.contains(&part.kind));
    Placement::look_up(areas, None, ward).with(parts.map(|part| (part.id, part.kind.clone())))
}

/// Where the events of a published copy go: to the neighbours of its ward (see [`copy_placement`]), or to everyone.
#[must_use]
pub fn route_copy(around: &Placement, audience: &Audience) -> BTreeSet<Bucket> {
    match (audience, around.ward()) {
        (Audience::Public, _) => BTreeSet::from([Bucket::Public]),
        (_, Some(_)) => {
            let areas = READ_IN_AREAS.iter().flat_map(|kind| around.of_kind(kind));
            areas.map(|area| Bucket::Area { area, audience: Audience::Area }).collect()
        }
        (_, None) => BTreeSet::new(),
    }
}
