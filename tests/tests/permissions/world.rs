//! Where the questions are asked: the areas of the invented town, and somebody for each role, here and elsewhere.

use std::time::Duration;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{ActorId, Audience, Author, ChainHead, Draft, Parts, Role, SubjectId, VerifiedEvent};
use usalama_core::geo::{AreaId, AreaIndex, AreaKind, LatLon, Position, PositionSource};
use usalama_core::keys::SecretKey;
use usalama_core::model::actor::OrgId;
use usalama_core::model::incident::Incident;
use usalama_core::policy::{Bucket, Placement, Reader, Standing, buckets_of};
use usalama_core::sync::wire::Reference;
use usalama_tests::fixtures::{EVENING, FIRM, OTHER_FIRM, OTHER_STATION, Person, STATION, minutes_before, org};
use usalama_tests::town::AREAS;
use uuid::Uuid;

use crate::ask::Side;

/// The association whose polygon the place lies in, and for which the site is guarded.
pub const RA: OrgId = usalama_tests::duties::CLIENT;
/// Another association.
pub const OTHER_RA: OrgId = usalama_tests::duties::OTHER_CLIENT;
/// A rehabilitation centre.
pub const CENTRE: OrgId = org(0x21);
/// Another centre.
pub const OTHER_CENTRE: OrgId = org(0x22);

/// The town.
pub struct World {
    pub areas: AreaIndex,
    /// What the place of everything lies in.
    pub here: &'static Placement,
    /// The place.
    pub at: LatLon,
    /// What an administrator reads at a hub.
    pub office: crate::office::Office,
}

impl World {
    pub fn new() -> Self {
        let mut reference: Reference = serde_json::from_str(AREAS).unwrap();
        // The guarded site is a cluster of its own here, so that one place lies in an area of every kind.
        let site = reference.areas.iter().find(|area| area.kind == AreaKind::Site).unwrap();
        let outline = site.geometry.clone();
        let cluster = reference.areas.iter_mut().find(|area| area.kind == AreaKind::Cluster).unwrap();
        cluster.geometry = outline;
        let areas = AreaIndex::from_areas(reference.areas).unwrap();
        let site = areas.iter().find(|area| area.kind == AreaKind::Site).unwrap();
        let at = site.centroid.unwrap();
        let here: &'static Placement = Box::leak(Box::new(Placement::look_up(&areas, Some(at), None)));
        let world = Self { areas, here, at, office: crate::office::Office::open() };
        for role in usalama_core::event::Role::ALL {
            if *role != Role::Hub {
                let (here, away) = (world.area_of(role), world.elsewhere());
                assert!(world.here.is_in(here) && !world.here.is_in(away), "{role}");
            }
        }
        world
    }

    /// The first area of a kind that the place lies in.
    pub fn area(&self, kind: &AreaKind) -> AreaId {
        self.here.of_kind(kind).next().unwrap_or_else(|| panic!("the place lies in a {kind}"))
    }

    /// A ward in which nothing happens.
    pub fn elsewhere(&self) -> AreaId {
        let ward = self.areas.iter().find(|area| area.kind == AreaKind::Ward && !self.here.is_in(area.id));
        ward.unwrap().id
    }

    /// Where a role acts (DOMAIN §2).
    fn area_of(&self, role: &Role) -> AreaId {
        self.area(&match role {
            Role::PoliceOfficer => AreaKind::PoliceArea,
            Role::Guard | Role::FirmSupervisor => AreaKind::Site,
            Role::RaOfficial | Role::Moderator => AreaKind::Ra,
            Role::CommunityLeader => AreaKind::Cluster,
            Role::NgaoOfficer => AreaKind::Location,
            Role::ProgrammeAdmin | Role::Oversight => AreaKind::County,
            _ => AreaKind::Ward,
        })
    }

    /// Somebody with this role where the place is.
    pub fn here(&self, role: &Role) -> Person {
        let org = match role {
            Role::PoliceOfficer => Some(STATION),
            Role::Guard | Role::FirmSupervisor => Some(FIRM),
            Role::RaOfficial => Some(RA),
            Role::RehabIntake => Some(CENTRE),
            _ => None,
        };
        self.person(1, role, self.area_of(role), org)
    }

    /// Somebody with this role, and of another organisation, where nothing happens.
    pub fn away(&self, role: &Role) -> Person {
        let org = match role {
            Role::PoliceOfficer => Some(OTHER_STATION),
            Role::Guard | Role::FirmSupervisor => Some(OTHER_FIRM),
            Role::RaOfficial => Some(OTHER_RA),
            Role::RehabIntake => Some(OTHER_CENTRE),
            _ => None,
        };
        self.person(2, role, self.elsewhere(), org)
    }

    /// Somebody else with this role where the place is.
    pub fn colleague(&self, role: &Role) -> Person {
        let me = self.here(role);
        self.person(3, role, me.grant.areas[0], me.grant.org)
    }

    /// Whoever reports, when it is nobody of those who are asked about.
    pub fn reporter(&self) -> Person {
        self.person(4, &Role::Resident, self.area(&AreaKind::Ward), None)
    }

    fn person(&self, which: u128, role: &Role, area: AreaId, org: Option<OrgId>) -> Person {
        let number = Role::ALL.iter().position(|known| known == role).unwrap() as u128;
        Person::new(0x1200 + 16 * number + which, role.clone(), area, org)
    }

    /// The areas that a side knows the place to lie in.
    pub fn placement(&self, side: Side) -> Option<&'static Placement> {
        (side != Side::NoMap).then_some(self.here)
    }

    /// The place with its accuracy.
    pub fn position(&self) -> Position {
        Position::new(self.at, 10.0, PositionSource::Gnss, None).unwrap()
    }

    /// The buckets that somebody opens, as the hub finds them.
    pub fn opens(&self, who: &Person) -> std::collections::BTreeSet<Bucket> {
        let grants = grants(who);
        buckets_of(&Reader { actor: who.id, grants: &grants }, EVENING, |area| {
            self.areas.descendants(area).into_iter().chain([area]).collect()
        })
    }

    /// Whether one of these buckets reaches somebody.
    pub fn reached(&self, who: &Person, buckets: impl IntoIterator<Item = Bucket>) -> bool {
        let open = self.opens(who);
        buckets.into_iter().any(|bucket| open.contains(&bucket))
    }
}

/// What somebody's grants say.
pub fn grants(who: &Person) -> Vec<usalama_core::model::grant::Grant> {
    vec![who.grant.clone()]
}

/// What policy knows of somebody, on a subject that is theirs or not.
pub fn standing(who: &Person, own: bool) -> Standing<'_> {
    Standing { is_reporter: own, ..who.standing(&Incident::unknown(SubjectId(Uuid::nil()))) }
}

/// Whether a side judges on arrival.
pub fn on_arrival(side: Side) -> bool {
    side == Side::Hub
}

/// An event of a subject, signed by somebody, whom the hub knows by name.
pub fn event(
    who: &Person,
    subject: SubjectId,
    kind: &'static str,
    audience: Audience,
    area: Option<AreaId>,
    parts: Parts,
) -> VerifiedEvent {
    let author = Author::Actor { id: who.id, key: who.key.public() };
    draft(who.role.clone(), subject, kind, audience, area, parts).sign(author, &who.key, &ChainHead::default()).unwrap()
}

/// An event of the hub.
pub fn hub_event(
    subject: SubjectId,
    kind: &'static str,
    audience: Audience,
    area: Option<AreaId>,
    parts: Parts,
) -> VerifiedEvent {
    let key = SecretKey::from_seed(&[77; 32]);
    let author = Author::Actor { id: ActorId(Uuid::from_u128(0x48)), key: key.public() };
    draft(Role::Hub, subject, kind, audience, area, parts).sign(author, &key, &ChainHead::default()).unwrap()
}

fn draft(
    role: Role,
    subject: SubjectId,
    kind: &'static str,
    audience: Audience,
    area: Option<AreaId>,
    parts: Parts,
) -> Draft {
    let time = DeviceTime { at: EVENING, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: Some(1), boot: None };
    Draft { subject, kind, schema_version: 1, role, area, audience, time, parts }
}

/// A moment so many days before the evening of the questions.
pub fn days_before(days: i64) -> Timestamp {
    minutes_before(EVENING, days * 24 * 60)
}

/// A moment so many hours after it.
pub fn hours_after(hours: u64) -> Timestamp {
    EVENING.plus(Duration::from_secs(hours * 3600))
}
