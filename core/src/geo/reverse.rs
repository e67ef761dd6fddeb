//! Words for a place, offline: "≈300 m NE of Muthurwa, Nairobi Central ward".
//!
//! In: a position, named places, the areas. Out: a label in English and Kiswahili. A label of an exact position is as
//! telling as the position and belongs to the same readers; for wider readers there is [`describe_coarse`], which
//! says no more than the grid cell does.
//!
//! This module never knows what happened at the place.

use geo::{Bearing, Haversine};

use super::area::AreaKind;
use super::grid::Coarse;
use super::index::{AreaIndex, Located};
use super::position::LatLon;

/// A named place farther away than this, in metres, says nothing about where somebody is.
pub const MAX_PLACE_DISTANCE_M: f64 = 5_000.0;

/// A place with a name, from a gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub at: LatLon,
}

/// A place in words. The Kiswahili is a working draft, to be reviewed by a Kenyan speaker before release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceLabel {
    /// English.
    pub en: String,
    /// Kiswahili.
    pub sw: String,
}

/// From north, clockwise.
const DIRECTIONS: [(&str, &str); 8] = [
    ("N", "kaskazini"),
    ("NE", "kaskazini-mashariki"),
    ("E", "mashariki"),
    ("SE", "kusini-mashariki"),
    ("S", "kusini"),
    ("SW", "kusini-magharibi"),
    ("W", "magharibi"),
    ("NW", "kaskazini-magharibi"),
];

/// Words for an exact position, to the nearest 50 m, for those who may know it. Nothing where no named place is
/// within [`MAX_PLACE_DISTANCE_M`] and the ward is not known.
#[must_use]
pub fn describe(at: LatLon, places: &[Place], areas: &AreaIndex) -> Option<PlaceLabel> {
    words(at, 50.0, places, areas)
}

/// Words for a coarse position: the distance is from the centre of the cell and rounded to its edge, so they tell no
/// more than the cell. The ward is that of the centre, which near a border may be the neighbouring one.
#[must_use]
pub fn describe_coarse(coarse: &Coarse, places: &[Place], areas: &AreaIndex) -> Option<PlaceLabel> {
    words(coarse.centre()?, f64::from(coarse.edge_m()), places, areas)
}

fn words(at: LatLon, step_m: f64, places: &[Place], areas: &AreaIndex) -> Option<PlaceLabel> {
    let near = places
        .iter()
        .map(|place| (place, place.at.distance_m(at)))
        .filter(|(_, distance)| *distance <= MAX_PLACE_DISTANCE_M)
        .min_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.name.cmp(&b.0.name)))
        .map(|(place, distance)| beside(place, at, distance, step_m));
    let ward = match areas.locate(at, &AreaKind::Ward) {
        Located::In(ids) => ids.first().and_then(|id| areas.get(*id)).map(|ward| PlaceLabel {
            en: format!("{} ward", ward.name_en),
            sw: format!("wadi ya {}", ward.name_sw.as_ref().unwrap_or(&ward.name_en)),
        }),
        Located::Outside | Located::Unknown => None,
    };
    match (near, ward) {
        (Some(near), Some(ward)) => {
            Some(PlaceLabel { en: format!("{}, {}", near.en, ward.en), sw: format!("{}, {}", near.sw, ward.sw) })
        }
        (near, ward) => near.or(ward),
    }
}

fn beside(place: &Place, at: LatLon, distance_m: f64, step_m: f64) -> PlaceLabel {
    let name = &place.name;
    // Beyond a kilometre, tenths of one are enough.
    let step_m = if distance_m < 1_000.0 { step_m } else { step_m.max(100.0) };
    let rounded = (distance_m / step_m).round() * step_m;
    if rounded < step_m {
        return PlaceLabel { en: format!("near {name}"), sw: format!("karibu na {name}") };
    }
    let how_far =
        if rounded < 1_000.0 { format!("≈{rounded:.0} m") } else { format!("≈{:.1} km", rounded / 1_000.0) };
    let degrees = Haversine.bearing(place.at.to_point(), at.to_point());
    let (en, sw) = direction(degrees);
    PlaceLabel { en: format!("{how_far} {en} of {name}"), sw: format!("{how_far} {sw} mwa {name}") }
}

fn direction(degrees: f64) -> (&'static str, &'static str) {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0..=8 by construction
    let eighth = (degrees.rem_euclid(360.0) / 45.0).round() as usize % 8;
    DIRECTIONS.get(eighth).copied().unwrap_or(("N", "kaskazini"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::area::{Area, AreaId};
    use crate::geo::grid::Cell;
    use crate::geo::shape::Shape;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon::new(lat, lon).unwrap()
    }

    fn muthurwa() -> Vec<Place> {
        vec![
            Place { name: "Muthurwa".into(), at: at(-1.29, 36.835) },
            Place { name: "Far away".into(), at: at(-1.5, 36.9) },
        ]
    }

    fn central() -> AreaIndex {
        let id = AreaId::in_source(&AreaKind::Ward, "drawn by hand", "1");
        let mut ward = Area::named(id, AreaKind::Ward, "Nairobi Central", "drawn by hand", "CC0");
        ward.geometry = Some(Shape::circle(at(-1.288, 36.83), 2_000.0).unwrap());
        AreaIndex::from_areas([ward]).unwrap()
    }

    #[test]
    fn a_place_is_told_by_what_is_near_it_and_by_its_ward() {
        let label = describe(at(-1.288_1, 36.836_9), &muthurwa(), &central()).unwrap();
        assert_eq!(label.en, "≈300 m NE of Muthurwa, Nairobi Central ward");
        assert_eq!(label.sw, "≈300 m kaskazini-mashariki mwa Muthurwa, wadi ya Nairobi Central");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let (places, areas) = (muthurwa(), central());
        assert_eq!(describe(at(-1.290_1, 36.835), &places, &areas).unwrap().en, "near Muthurwa, Nairobi Central ward");
        assert_eq!(describe(at(-1.32, 36.835), &places, &areas).unwrap().en, "≈3.3 km S of Muthurwa");
        assert_eq!(describe(at(-1.288, 36.83), &[], &areas).unwrap().sw, "wadi ya Nairobi Central");
        assert_eq!(describe(at(0.0, 34.0), &places, &areas), None);
    }

    #[test]
    fn the_words_for_a_coarse_position_are_the_same_all_over_its_cell() {
        let (places, areas) = (muthurwa(), central());
        let cell = Cell::containing(at(-1.286, 36.838), 500).unwrap();
        let (south, north, west, east) = cell.bounds();
        for share in [0.1, 0.5, 0.9] {
            let there = at(south + (north - south) * share, west + (east - west) * share);
            let shown = Cell::containing(there, 500).unwrap().centre();
            assert_eq!(describe_coarse(&shown, &places, &areas), describe_coarse(&cell.centre(), &places, &areas));
        }
    }

    #[test]
    fn all_eight_directions_are_told() {
        let found: Vec<&str> = (0..8).map(|i| direction(f64::from(i) * 45.0 - 360.0).0).collect();
        assert_eq!(found, ["N", "NE", "E", "SE", "S", "SW", "W", "NW"]);
        assert_eq!((direction(337.6).0, direction(22.4).0), ("N", "N"));
    }
}
