//! A small town: two wards, two station areas, an association and a guarded site.

use usalama_core::geo::{Area, AreaId, AreaKind, LatLon, Position, PositionSource, Shape};
use usalama_core::model::actor::{OrgId, OrgKind, Organisation};
use usalama_core::sync::wire::Reference;
use uuid::Uuid;

pub const COUNTRY: AreaId = AreaId::new(Uuid::from_u128(1));
pub const COUNTY: AreaId = AreaId::new(Uuid::from_u128(2));
pub const CONSTITUENCY: AreaId = AreaId::new(Uuid::from_u128(3));
pub const SUB_COUNTY: AreaId = AreaId::new(Uuid::from_u128(4));
pub const WARD: AreaId = AreaId::new(Uuid::from_u128(5));
pub const OTHER_WARD: AreaId = AreaId::new(Uuid::from_u128(6));
pub const STATION_AREA: AreaId = AreaId::new(Uuid::from_u128(7));
pub const OTHER_STATION_AREA: AreaId = AreaId::new(Uuid::from_u128(8));
pub const ASSOCIATION_AREA: AreaId = AreaId::new(Uuid::from_u128(9));
pub const SITE: AreaId = AreaId::new(Uuid::from_u128(10));
pub const STATION: OrgId = OrgId(Uuid::from_u128(20));
pub const OTHER_STATION: OrgId = OrgId(Uuid::from_u128(21));
pub const FIRM: OrgId = OrgId(Uuid::from_u128(22));
pub const ASSOCIATION: OrgId = OrgId(Uuid::from_u128(23));

fn square(south: f64, north: f64, west: f64, east: f64) -> Shape {
    let corners = [(south, west), (south, east), (north, east), (north, west), (south, west)];
    let ring: Vec<LatLon> = corners.iter().map(|(lat, lon)| LatLon::new(*lat, *lon).unwrap()).collect();
    Shape::from_ring(&ring).unwrap()
}

fn area(id: AreaId, kind: AreaKind, name: &str, parents: &[AreaId], shape: Shape) -> Area {
    let mut area = Area::named(id, kind, name, "drawn for tests", "CC0");
    area.parents = parents.to_vec();
    area.geometry = Some(shape);
    area
}

pub fn town() -> Reference {
    let all = || square(-1.40, -1.20, 36.70, 36.90);
    let west = || square(-1.30, -1.28, 36.80, 36.82);
    let east = || square(-1.30, -1.28, 36.82, 36.84);
    let organisation = |id, kind, name: &str, area: Option<AreaId>, sites: &[AreaId]| Organisation {
        id,
        kind,
        name: name.to_owned(),
        area,
        sites: sites.to_vec(),
        licence: None,
    };
    Reference {
        areas: vec![
            area(COUNTRY, AreaKind::Country, "Country", &[], all()),
            area(COUNTY, AreaKind::County, "County", &[COUNTRY], all()),
            area(CONSTITUENCY, AreaKind::Constituency, "Constituency", &[COUNTY], all()),
            area(SUB_COUNTY, AreaKind::SubCounty, "Sub-county", &[COUNTY], all()),
            area(WARD, AreaKind::Ward, "West", &[CONSTITUENCY], west()),
            area(OTHER_WARD, AreaKind::Ward, "East", &[CONSTITUENCY], east()),
            area(STATION_AREA, AreaKind::PoliceArea, "West station", &[SUB_COUNTY], west()),
            area(OTHER_STATION_AREA, AreaKind::PoliceArea, "East station", &[SUB_COUNTY], east()),
            area(ASSOCIATION_AREA, AreaKind::Ra, "West residents", &[WARD], west()),
            area(SITE, AreaKind::Site, "Court", &[WARD], square(-1.292, -1.288, 36.808, 36.812)),
        ],
        organisations: vec![
            organisation(STATION, OrgKind::PoliceStation, "West", Some(STATION_AREA), &[]),
            organisation(OTHER_STATION, OrgKind::PoliceStation, "East", Some(OTHER_STATION_AREA), &[]),
            organisation(FIRM, OrgKind::SecurityFirm, "Firm", None, &[SITE]),
            organisation(ASSOCIATION, OrgKind::ResidentAssociation, "Residents", Some(ASSOCIATION_AREA), &[]),
        ],
        ..Reference::default()
    }
}

/// In the western ward, at the guarded site.
pub fn here() -> Position {
    Position::new(LatLon::new(-1.29, 36.81).unwrap(), 10.0, PositionSource::Gnss, None).unwrap()
}

/// Far from every area that is known.
pub fn elsewhere() -> Position {
    Position::new(LatLon::new(2.0, 40.0).unwrap(), 10.0, PositionSource::Gnss, None).unwrap()
}
