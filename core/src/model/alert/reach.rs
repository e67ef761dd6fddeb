//! Where an alert reaches: polygons, circles and codes of places, all together (DOMAIN §8.4).

use std::collections::BTreeSet;

use crate::geo::{AreaCode, AreaId, AreaIndex, AreaKind, CountyCode, Iso3166County, LatLon, Shape, WardCode};
use crate::model::cap::{self, HATUA_AREA, ISO_3166_2, KE_COUNTY, KE_WARD};

/// Where an alert reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    shapes: Vec<Shape>,
    /// Circles without a radius.
    points: Vec<LatLon>,
    areas: BTreeSet<AreaId>,
    /// Something in it cannot be understood: an outline that is none, a code of another register.
    pub is_partial: bool,
}

impl Reach {
    /// Where a message reaches: the union over all of its infos. What cannot be understood is left out and noted.
    #[must_use]
    pub fn of(alert: &cap::Alert) -> Self {
        let mut reach = Self::default();
        for area in alert.info.iter().flat_map(|info| &info.area) {
            for polygon in &area.polygon {
                match polygon.shape() {
                    Ok(shape) if !reach.shapes.contains(&shape) => reach.shapes.push(shape),
                    Ok(_) => {}
                    Err(_) => reach.is_partial = true,
                }
            }
            for circle in &area.circle {
                match (circle.shape(), circle.centre()) {
                    (Ok(shape), _) if !reach.shapes.contains(&shape) => reach.shapes.push(shape),
                    (Ok(_), _) => {}
                    (Err(_), Ok(centre)) if circle.radius_km() == Ok(0.0) => reach.points.push(centre),
                    (Err(_), _) => reach.is_partial = true,
                }
            }
            for code in &area.geocode {
                match area_of(&code.value_name, &code.value) {
                    Some(area) => drop(reach.areas.insert(area)),
                    None => reach.is_partial = true,
                }
            }
        }
        reach
    }

    /// Whether nothing of it can be understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty() && self.points.is_empty() && self.areas.is_empty()
    }

    /// The outlines, those of areas that are known included.
    pub fn shapes<'a>(&'a self, areas: &'a AreaIndex) -> impl Iterator<Item = &'a Shape> {
        let outlines = self.areas.iter().filter_map(|id| areas.get(*id)?.geometry.as_ref());
        self.shapes.iter().chain(outlines)
    }

    /// Whether outlines were drawn for it.
    #[must_use]
    pub fn has_outlines(&self) -> bool {
        !self.shapes.is_empty()
    }

    /// Single places.
    #[must_use]
    pub fn points(&self) -> &[LatLon] {
        &self.points
    }

    /// Areas as a whole.
    #[must_use]
    pub const fn areas(&self) -> &BTreeSet<AreaId> {
        &self.areas
    }

    /// How far a place is from it, in metres: 0 inside. Nothing where that cannot be told.
    #[must_use]
    pub fn distance_m(&self, at: LatLon, areas: &AreaIndex) -> Option<f64> {
        let to_shapes = self.shapes(areas).map(|shape| shape.distance_m(at));
        let to_points = self.points.iter().map(|point| point.distance_m(at));
        to_shapes.chain(to_points).min_by(f64::total_cmp)
    }

    /// Whether it has a point in common with an area: by their outlines, or because one lies in the other.
    #[must_use]
    pub fn meets(&self, area: AreaId, areas: &AreaIndex) -> bool {
        let related = |other: &AreaId| areas.is_within(area, *other) || areas.is_within(*other, area);
        if self.areas.iter().any(related) {
            return true;
        }
        let Some(outline) = areas.get(area).and_then(|area| area.geometry.as_ref()) else { return false };
        self.shapes(areas).any(|shape| shape.intersects(outline)) || self.points.iter().any(|at| outline.contains(*at))
    }

    /// Whether all of it lies within some areas, or no farther from them than so many metres. Nothing where that cannot be told.
    #[must_use]
    pub fn is_within(&self, own: &[AreaId], margin_m: f64, areas: &AreaIndex) -> Option<bool> {
        if self.is_empty() || self.is_partial {
            return Some(false);
        }
        let outlines: Vec<&Shape> = own.iter().filter_map(|id| areas.get(*id)?.geometry.as_ref()).collect();
        let is_near = |at: LatLon| outlines.iter().any(|outline| outline.distance_m(at) <= margin_m);
        for area in &self.areas {
            if own.iter().any(|own| areas.is_within(*area, *own)) {
                continue;
            }
            match areas.get(*area).and_then(|area| area.geometry.as_ref()) {
                Some(shape) if !outlines.is_empty() => {
                    if !shape.along_edges(STEP_M).all(is_near) {
                        return Some(false);
                    }
                }
                // Neither map nor lineage says where it lies.
                _ if areas.get(*area).is_none() => return None,
                _ => return Some(false),
            }
        }
        if (!self.shapes.is_empty() || !self.points.is_empty()) && outlines.is_empty() {
            return None;
        }
        let mut everywhere =
            self.shapes.iter().flat_map(|shape| shape.along_edges(STEP_M)).chain(self.points.iter().copied());
        Some(everywhere.all(is_near))
    }

    /// How many areas of a kind it has a part in. Areas that are not known here do not count.
    #[must_use]
    pub fn count_of(&self, kind: &AreaKind, areas: &AreaIndex) -> usize {
        let is_kind = |id: &AreaId| areas.get(*id).is_some_and(|area| area.kind == *kind);
        let mut met: BTreeSet<AreaId> = self.shapes(areas).flat_map(|shape| areas.intersecting(shape)).collect();
        met.extend(self.points.iter().flat_map(|at| areas.containing(*at)));
        for area in &self.areas {
            met.insert(*area);
            met.extend(areas.descendants(*area));
        }
        met.iter().filter(|id| is_kind(id)).count()
    }

    /// Its size in square kilometres, outlines of areas that are known included.
    #[must_use]
    pub fn size_km2(&self, areas: &AreaIndex) -> f64 {
        self.shapes(areas).map(Shape::size_km2).sum()
    }
}

/// Between two looks along an edge, in metres.
const STEP_M: f64 = 100.0;

fn area_of(register: &str, value: &str) -> Option<AreaId> {
    let county = |code: CountyCode| AreaId::of_code(&AreaKind::County, &AreaCode::County(code));
    match register {
        HATUA_AREA => uuid::Uuid::try_parse(value).ok().map(AreaId::new),
        KE_WARD => {
            let code = value.parse::<WardCode>().ok()?;
            Some(AreaId::of_code(&AreaKind::Ward, &AreaCode::Ward(code)))
        }
        KE_COUNTY => value.parse().ok().map(county),
        ISO_3166_2 => value.parse::<Iso3166County>().ok().map(|iso| county(iso.into())),
        _ => None,
    }
}
