//! Checked polygons: the outline of an area, of an alert, of a buffer around a home.
//!
//! In: rings of positions, and GeoJSON geometries (RFC 7946). Out: [`Shape`], which only holds closed, finite,
//! non-crossing polygons, and answers where a point lies. This is the one place that turns lat/lon (how people, CAP
//! and this library speak) into lon/lat (how GeoJSON and the geometry library speak).
//!
//! This module never knows what the outline is of.

use geo::{
    Area as _, BooleanOps, BoundingRect, Centroid, Coord, Distance, Euclidean, Intersects, Line, LineString, LinesIter,
    MultiPolygon, Point, Polygon, Rect, RemoveRepeatedPoints, Validation, unary_union,
};
use geojson::GeometryValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::position::LatLon;

/// Pairs of edges that checking one shape may compare. A ring of 14,000 positions is within it; so are 169 detailed
/// wards of Kenya many times over. The check for self-crossing is quadratic, and a hostile file must not hold a phone.
pub const MAX_COMPARISONS: u64 = 200_000_000;

/// Metres in a degree of latitude on the sphere that all distances of this module use: the mean radius of the GRS 80
/// ellipsoid, 6,371,008.7714 m, as in the geometry library's Haversine.
pub(super) const METRES_PER_DEGREE: f64 = 6_371_008.771_4 * std::f64::consts::PI / 180.0;

/// As [`MAX_COMPARISONS`], for an outline that is to be mended: every crossing becomes a position of the result, and
/// there may be half as many crossings as comparisons. A ring of 2,000 positions is within it.
const MAX_MENDABLE_COMPARISONS: u64 = 4_000_000;

/// Why something is not the outline of an area. Positions are counted from 0 and never repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The geometry is a point, a line, or a collection.
    #[error("an outline must be a Polygon or MultiPolygon, this is a {0}")]
    NotAPolygon(&'static str),
    /// There is no ring at all.
    #[error("the outline is empty")]
    Empty,
    /// The first and the last position differ (RFC 7946 §3.1.6).
    #[error("a ring is not closed: repeat its first position at its end")]
    UnclosedRing,
    /// Fewer than four positions, or fewer than three different ones (RFC 7946 §3.1.6).
    #[error("a ring has too few positions: at least four, the last equal to the first")]
    TooFewPositions,
    /// A position has fewer than two numbers.
    #[error("a position has fewer than two numbers")]
    ShortPosition,
    /// A number is not finite, or no longitude or latitude.
    #[error("a position is not on the Earth: longitude first, then latitude, in degrees")]
    OutOfRange,
    /// The positions are latitude first.
    #[error("the positions seem to be latitude first; GeoJSON wants longitude first")]
    SwappedAxes,
    /// The positions are outside the region that was expected.
    #[error("the outline lies outside the expected region")]
    OutsideRegion,
    /// A ring crosses or touches itself.
    #[error("a ring crosses or touches itself")]
    SelfCrossing,
    /// A hole is not inside its shell.
    #[error("a hole is not inside its outer ring")]
    HoleOutsideShell,
    /// Two rings, or two polygons of one area, overlap or share an edge.
    #[error("two rings of the outline overlap or share an edge")]
    Overlap,
    /// Checking it would take more than [`MAX_COMPARISONS`].
    #[error("the outline is too detailed to check: simplify it")]
    TooComplex,
}

/// The outline of an area: one or more polygons, perhaps with holes, valid by OGC Simple Features.
///
/// In JSON it is an RFC 7946 geometry, and it is checked when it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape(MultiPolygon<f64>);

impl Shape {
    /// Checks polygons in the geometry library's order (x is longitude, y is latitude).
    ///
    /// Consecutive duplicates of a position are dropped.
    ///
    /// # Errors
    /// [`ShapeError`]: empty, out of range, too few positions, crossing, overlap, hole outside shell, too complex.
    pub(super) fn new(polygons: MultiPolygon<f64>) -> Result<Self, ShapeError> {
        let polygons = polygons.remove_repeated_points();
        check(&polygons)?;
        Ok(Self(polygons))
    }

    /// As [`Shape::new`], but mends what is closed and in range and yet crosses, touches or overlaps itself.
    ///
    /// A place enclosed an odd number of times by the rings of one polygon is inside (the rule by which a drawn
    /// figure of eight is two loops); polygons of one area that overlap or share an edge are joined. Returns what was
    /// wrong, or nothing where the outline was valid and is unchanged.
    ///
    /// # Errors
    /// As [`Shape::new`], where it cannot be mended or is too detailed for it.
    pub(super) fn repaired(polygons: MultiPolygon<f64>) -> Result<(Self, Option<ShapeError>), ShapeError> {
        let polygons = polygons.remove_repeated_points();
        let defect = match check(&polygons) {
            Ok(()) => return Ok((Self(polygons), None)),
            Err(
                defect @ (ShapeError::SelfCrossing
                | ShapeError::HoleOutsideShell
                | ShapeError::Overlap
                | ShapeError::TooFewPositions),
            ) => defect,
            Err(other) => return Err(other),
        };
        if comparisons(&polygons) > MAX_MENDABLE_COMPARISONS {
            return Err(defect);
        }
        let parts: Vec<Polygon<f64>> =
            polygons.0.iter().flat_map(|polygon| polygon.union(&MultiPolygon::new(vec![])).0).collect();
        let mended = unary_union(&parts).remove_repeated_points();
        if mended.0.is_empty() {
            return Err(defect); // it encloses nothing
        }
        check(&mended)?;
        Ok((Self(mended), Some(defect)))
    }

    /// A single ring, in the order that CAP and people use; closed if it is not (CAP 1.2 §3.2.4 wants it closed).
    ///
    /// # Errors
    /// [`ShapeError`] where it has fewer than three different points or crosses itself.
    pub fn from_ring(ring: &[LatLon]) -> Result<Self, ShapeError> {
        let line: LineString<f64> = ring.iter().map(|p| p.to_point().0).collect();
        Self::new(MultiPolygon::new(vec![Polygon::new(line, vec![])]))
    }

    /// A circle of `radius_m` metres (more than 0, at most 1,000,000), as a polygon of 64 corners that lie on it.
    ///
    /// # Errors
    /// [`ShapeError::OutOfRange`] where the radius is absurd, or the circle reaches over a pole or the antimeridian.
    pub fn circle(centre: LatLon, radius_m: f64) -> Result<Self, ShapeError> {
        if !(f64::MIN_POSITIVE..=1_000_000.0).contains(&radius_m) {
            return Err(ShapeError::OutOfRange);
        }
        let high = radius_m / METRES_PER_DEGREE;
        let wide = high / centre.lat().to_radians().cos().max(1e-9);
        let ring: LineString<f64> = (0..64)
            .map(|corner| (f64::from(corner) / 64.0 * std::f64::consts::TAU).sin_cos())
            .map(|(sin, cos)| Coord { x: centre.lon() + wide * cos, y: centre.lat() + high * sin })
            .collect();
        Self::new(MultiPolygon::new(vec![Polygon::new(ring, vec![])]))
    }

    /// Whether the point is inside; the boundary counts as inside, that of a hole too.
    #[must_use]
    pub fn contains(&self, at: LatLon) -> bool {
        self.0.intersects(&at.to_point())
    }

    /// Whether two outlines have at least one point in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.0.intersects(&other.0)
    }

    /// Distance in metres from the point to the outline; 0 inside and on the boundary.
    ///
    /// Measured in a plane laid on the Earth at the point: within 1 % up to 50 km in Kenya.
    #[must_use]
    pub fn distance_m(&self, at: LatLon) -> f64 {
        if self.contains(at) {
            return 0.0;
        }
        let narrowing = at.lat().to_radians().cos();
        let flat = |c: Coord<f64>| {
            // The shorter way round the Earth, for shapes near the antimeridian.
            let east = (c.x - at.lon() + 540.0).rem_euclid(360.0) - 180.0;
            Coord { x: east * narrowing * METRES_PER_DEGREE, y: (c.y - at.lat()) * METRES_PER_DEGREE }
        };
        let here = Point::new(0.0, 0.0);
        self.0
            .lines_iter()
            .map(|line| Euclidean.distance(&here, &Line::new(flat(line.start), flat(line.end))))
            .fold(f64::INFINITY, f64::min)
    }

    /// The centre of gravity; it may lie outside a crooked shape.
    #[must_use]
    pub fn centroid(&self) -> Option<LatLon> {
        self.0.centroid().and_then(LatLon::from_point)
    }

    /// Its size on the sphere in square kilometres: within 1 % for areas of up to 100 km across.
    #[must_use]
    pub fn size_km2(&self) -> f64 {
        let narrowing = self.0.centroid().map_or(1.0, |centre| centre.y().to_radians().cos());
        self.size() * narrowing * (METRES_PER_DEGREE / 1_000.0).powi(2)
    }

    /// Every corner, and places along each edge no farther than so many metres apart, at most 1,000 on one edge.
    pub fn along_edges(&self, step_m: f64) -> impl Iterator<Item = LatLon> {
        self.0.lines_iter().flat_map(move |line| {
            let narrowing = line.start.y.to_radians().cos();
            let (east, north) = ((line.end.x - line.start.x) * narrowing, line.end.y - line.start.y);
            let steps = (east.hypot(north) * METRES_PER_DEGREE / step_m.max(1.0)).ceil().clamp(1.0, 1_000.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 1,000")]
            (0..steps as u32).filter_map(move |step| {
                let share = f64::from(step) / steps;
                let x = line.start.x + (line.end.x - line.start.x) * share;
                LatLon::from_point(Point::new(x, line.start.y + (line.end.y - line.start.y) * share))
            })
        })
    }

    /// Every edge: from longitude and latitude to longitude and latitude.
    pub(super) fn edges(&self) -> impl Iterator<Item = [f64; 4]> {
        self.0.lines_iter().map(|line| [line.start.x, line.start.y, line.end.x, line.end.y])
    }

    /// How many positions it has, closing ones included.
    #[must_use]
    pub fn positions(&self) -> usize {
        rings(&self.0).map(|ring| ring.0.len()).sum()
    }

    /// Its size on the sphere in square degrees: only for telling larger from smaller.
    pub(super) fn size(&self) -> f64 {
        self.0.unsigned_area()
    }

    /// The smallest box around it, in degrees, x is longitude.
    pub(super) fn bounds(&self) -> Option<Rect<f64>> {
        self.0.bounding_rect()
    }

    /// The corners of the smallest box around it, as longitude and latitude: south-west, north-east.
    pub(crate) fn corners(&self) -> Option<([f64; 2], [f64; 2])> {
        self.bounds().map(|bounds| ([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]))
    }

    /// As an RFC 7946 geometry object, longitude first.
    #[must_use]
    pub fn to_geojson(&self) -> geojson::Geometry {
        match self.0.0.as_slice() {
            [single] => geojson::Geometry::new(GeometryValue::from(single)),
            _ => geojson::Geometry::new(GeometryValue::from(&self.0)),
        }
    }

    /// From an RFC 7946 geometry object. A third number of a position (height) is ignored.
    ///
    /// # Errors
    /// [`ShapeError`], for each of its reasons but [`ShapeError::SwappedAxes`] and [`ShapeError::OutsideRegion`].
    pub fn from_geojson(geometry: &geojson::Geometry) -> Result<Self, ShapeError> {
        Self::new(polygons_of(geometry)?)
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_geojson().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let geometry = geojson::Geometry::deserialize(deserializer)?;
        Self::from_geojson(&geometry).map_err(serde::de::Error::custom)
    }
}

/// The polygons of a GeoJSON geometry, each ring closed, long enough and on the Earth; crossings are not looked at.
pub(super) fn polygons_of(geometry: &geojson::Geometry) -> Result<MultiPolygon<f64>, ShapeError> {
    let polygons = match &geometry.value {
        GeometryValue::Polygon { coordinates } => vec![polygon(coordinates)?],
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(|rings| polygon(rings)).collect::<Result<_, _>>()?
        }
        GeometryValue::Point { .. } => return Err(ShapeError::NotAPolygon("Point")),
        GeometryValue::MultiPoint { .. } => return Err(ShapeError::NotAPolygon("MultiPoint")),
        GeometryValue::LineString { .. } => return Err(ShapeError::NotAPolygon("LineString")),
        GeometryValue::MultiLineString { .. } => return Err(ShapeError::NotAPolygon("MultiLineString")),
        GeometryValue::GeometryCollection { .. } => return Err(ShapeError::NotAPolygon("GeometryCollection")),
    };
    if polygons.is_empty() {
        return Err(ShapeError::Empty);
    }
    Ok(MultiPolygon::new(polygons))
}

fn polygon(rings: &[Vec<geojson::Position>]) -> Result<Polygon<f64>, ShapeError> {
    let mut rings = rings.iter().map(|positions| ring(positions)).collect::<Result<Vec<_>, _>>()?.into_iter();
    let shell = rings.next().ok_or(ShapeError::Empty)?;
    Ok(Polygon::new(shell, rings.collect()))
}

fn ring(positions: &[geojson::Position]) -> Result<LineString<f64>, ShapeError> {
    let coords = positions
        .iter()
        .map(|position| match position.as_slice() {
            [lon, lat, ..] => Ok(Coord { x: *lon, y: *lat }),
            _ => Err(ShapeError::ShortPosition),
        })
        .collect::<Result<Vec<_>, _>>()?;
    if coords.len() < 4 {
        return Err(ShapeError::TooFewPositions);
    }
    if coords.first() != coords.last() {
        return Err(ShapeError::UnclosedRing);
    }
    Ok(LineString::new(coords))
}

fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    polygons.0.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
}

fn check(polygons: &MultiPolygon<f64>) -> Result<(), ShapeError> {
    if polygons.0.is_empty() || polygons.0.iter().any(|polygon| polygon.exterior().0.is_empty()) {
        return Err(ShapeError::Empty);
    }
    let on_earth = |c: &Coord<f64>| (-180.0..=180.0).contains(&c.x) && (-90.0..=90.0).contains(&c.y);
    if !rings(polygons).all(|ring| ring.0.iter().all(on_earth)) {
        return Err(ShapeError::OutOfRange);
    }
    if rings(polygons).any(|ring| ring.0.len() < 4) {
        return Err(ShapeError::TooFewPositions);
    }
    if comparisons(polygons) > MAX_COMPARISONS {
        return Err(ShapeError::TooComplex);
    }
    if rings(polygons).any(doubles_back) {
        return Err(ShapeError::SelfCrossing);
    }
    polygons.check_validation().map_err(|invalid| reason(&invalid))
}

/// Whether a ring goes back along the edge it came by: a spike, or a ring that encloses nothing. The library's
/// validation does not look at neighbouring edges.
fn doubles_back(ring: &LineString<f64>) -> bool {
    let edges = || ring.lines().map(|line| line.delta());
    edges().zip(edges().skip(1).chain(edges().take(1))).any(|(a, b)| {
        let (cross, dot) = (a.x * b.y - a.y * b.x, a.x * b.x + a.y * b.y);
        cross == 0.0 && dot < 0.0
    })
}

/// What the library's validation costs at most, in comparisons of edges: each ring with itself, each hole with the
/// shell and the other holes, each polygon with the others. Relating two rings costs about 64 comparisons a position.
pub(super) fn comparisons(polygons: &MultiPolygon<f64>) -> u64 {
    let count = |ring: &LineString<f64>| ring.0.len() as u64;
    let square = |n: u64| n.saturating_mul(n);
    let parts = polygons.0.len() as u64;
    polygons.0.iter().fold(0_u64, |sum, polygon| {
        let shell = count(polygon.exterior());
        let holes: u64 = polygon.interiors().iter().map(count).sum();
        let own = square(shell).saturating_add(polygon.interiors().iter().map(|h| square(count(h))).sum());
        let each_other = polygon.interiors().len() as u64 * (shell + holes) + parts.saturating_sub(1) * (shell + holes);
        sum.saturating_add(own).saturating_add(each_other.saturating_mul(64))
    })
}

fn reason(invalid: &geo::validation::InvalidMultiPolygon) -> ShapeError {
    use geo::validation::{InvalidMultiPolygon as Multi, InvalidPolygon as Single};
    match invalid {
        Multi::InvalidPolygon(_, Single::TooFewPointsInRing(_)) => ShapeError::TooFewPositions,
        Multi::InvalidPolygon(_, Single::SelfIntersection(_)) => ShapeError::SelfCrossing,
        Multi::InvalidPolygon(_, Single::NonFiniteCoord(..)) => ShapeError::OutOfRange,
        Multi::InvalidPolygon(_, Single::InteriorRingNotContainedInExteriorRing(_)) => ShapeError::HoleOutsideShell,
        Multi::InvalidPolygon(_, Single::IntersectingRingsOnALine(..) | Single::IntersectingRingsOnAnArea(..))
        | Multi::ElementsOverlaps(..)
        | Multi::ElementsTouchOnALine(..) => ShapeError::Overlap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon::new(lat, lon).unwrap()
    }

    fn shape(json: &str) -> Result<Shape, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    const WITH_HOLE: &str = r#"{"type":"Polygon","coordinates":[[[36.0,-1.0],[37.0,-1.0],[37.0,0.0],[36.0,0.0],[36.0,-1.0]],[[36.4,-0.6],[36.4,-0.4],[36.6,-0.4],[36.6,-0.6],[36.4,-0.6]]]}"#;

    #[test]
    fn longitude_comes_first_in_geojson_and_second_in_a_ring() {
        let from_json = shape(WITH_HOLE).unwrap();
        assert!(from_json.contains(at(-0.1, 36.1)));
        assert!(!from_json.contains(at(36.1, -0.1)));
        let ring = Shape::from_ring(&[at(-1.0, 36.0), at(-1.0, 37.0), at(0.0, 37.0), at(0.0, 36.0)]).unwrap();
        assert!(ring.contains(at(-0.5, 36.9)));
        assert_eq!(serde_json::to_string(&from_json).unwrap(), WITH_HOLE);
    }

    #[test]
    fn a_hole_is_outside_and_every_boundary_is_inside() {
        let shape = shape(WITH_HOLE).unwrap();
        assert!(!shape.contains(at(-0.5, 36.5)));
        assert!(shape.contains(at(-0.6, 36.5)), "edge of the hole");
        assert!(shape.contains(at(-1.0, 36.0)), "corner");
        assert!((shape.distance_m(at(-0.5, 36.5)) - 11_119.5).abs() < 20.0);
        assert!(shape.distance_m(at(-0.1, 36.1)).abs() < f64::EPSILON);
    }

    #[test]
    fn height_is_ignored_and_repeated_positions_are_tolerated() {
        let json = r#"{"type":"Polygon","coordinates":[[[36,0,5],[36,0,5],[37,0,5],[37,1,5],[37,1,6],[36,0,5]]]}"#;
        assert_eq!(shape(json).unwrap().positions(), 4);
    }

    #[test]
    fn what_is_no_outline_is_refused() {
        for (geometry, reason) in [
            (r#"{"type":"Point","coordinates":[36,0]}"#, ShapeError::NotAPolygon("Point")),
            (r#"{"type":"MultiPolygon","coordinates":[]}"#, ShapeError::Empty),
            (r#"{"type":"Polygon","coordinates":[[[36,0],[37,0],[37,1],[36,1]]]}"#, ShapeError::UnclosedRing),
            (r#"{"type":"Polygon","coordinates":[[[36,0],[37,0],[36,0]]]}"#, ShapeError::TooFewPositions),
            (r#"{"type":"Polygon","coordinates":[[[36,0],[36,0],[37,0],[36,0]]]}"#, ShapeError::TooFewPositions),
            (r#"{"type":"Polygon","coordinates":[[[36],[37,0],[37,1],[36]]]}"#, ShapeError::ShortPosition),
            (r#"{"type":"Polygon","coordinates":[[[36,91],[37,0],[37,1],[36,91]]]}"#, ShapeError::OutOfRange),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}"#, ShapeError::SelfCrossing),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[2,0],[1,0],[0,0]]]}"#, ShapeError::SelfCrossing),
            (r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,3],[1,1],[0,1],[0,0]]]}"#, ShapeError::SelfCrossing),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[2,2],[3,2],[3,3],[2,2]]]}"#,
                ShapeError::HoleOutsideShell,
            ),
            (
                r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]],[[[1,0],[2,0],[2,1],[1,1],[1,0]]]]}"#,
                ShapeError::Overlap,
            ),
        ] {
            let refusal = shape(geometry).unwrap_err();
            assert!(refusal.starts_with(&reason.to_string()), "{geometry}: {refusal}");
        }
    }

    #[test]
    fn a_figure_of_eight_is_mended_into_its_two_loops() {
        let eight = Polygon::new(LineString::from(vec![(0., 0.), (1., 1.), (1., 0.), (0., 1.), (0., 0.)]), vec![]);
        let (mended, defect) = Shape::repaired(MultiPolygon::new(vec![eight])).unwrap();
        assert_eq!(defect, Some(ShapeError::SelfCrossing));
        assert!(mended.contains(at(0.5, 0.1)) && mended.contains(at(0.5, 0.9)) && !mended.contains(at(0.1, 0.5)));
    }

    #[test]
    fn two_halves_of_one_ward_are_joined() {
        let half = |x: f64| {
            Polygon::new(LineString::from(vec![(x, 0.), (x + 1., 0.), (x + 1., 1.), (x, 1.), (x, 0.)]), vec![])
        };
        let (joined, defect) = Shape::repaired(MultiPolygon::new(vec![half(0.0), half(1.0)])).unwrap();
        assert_eq!(defect, Some(ShapeError::Overlap));
        assert_eq!(joined.0.0.len(), 1);
    }

    #[test]
    fn a_ring_that_would_take_minutes_to_check_is_refused_at_once() {
        let many: LineString<f64> =
            (0..30_000).map(|i| (f64::from(i) / 30_000.0 * std::f64::consts::TAU).sin_cos()).collect();
        assert_eq!(Shape::new(MultiPolygon::new(vec![Polygon::new(many, vec![])])), Err(ShapeError::TooComplex));
    }

    #[test]
    fn a_star_whose_edges_all_cross_each_other_is_mended_and_one_of_too_many_is_refused() {
        let star = |points: i32| -> LineString<f64> {
            let step = points / 2;
            (0..points)
                .map(|i| (f64::from(i * step % points) / f64::from(points) * std::f64::consts::TAU).sin_cos())
                .collect()
        };
        let mend = |points| Shape::repaired(MultiPolygon::new(vec![Polygon::new(star(points), vec![])]));
        let (shape, defect) = mend(21).unwrap();
        assert!(shape.positions() > 21 && defect == Some(ShapeError::SelfCrossing), "{} {defect:?}", shape.positions());
        assert_eq!(mend(2_001), Err(ShapeError::SelfCrossing));
    }

    #[test]
    fn a_circle_reaches_as_far_as_its_radius() {
        let centre = at(-1.2886, 36.8233);
        let circle = Shape::circle(centre, 500.0).unwrap();
        let (near, far) = (at(-1.2886 + 0.0044, 36.8233), at(-1.2886 + 0.0046, 36.8233));
        assert!(circle.contains(near) && !circle.contains(far));
        assert!(circle.distance_m(far) < centre.distance_m(far) - 490.0);
        assert_eq!(Shape::circle(at(-1.0, 179.999), 500.0), Err(ShapeError::OutOfRange));
        assert_eq!(Shape::circle(centre, f64::NAN), Err(ShapeError::OutOfRange));
    }

    proptest! {
        #[test]
        fn the_distance_to_an_outline_is_that_to_its_nearest_point(lat in -3.0..3.0f64, lon in 34.0..39.0f64) {
            let shape = shape(WITH_HOLE).unwrap();
            let here = at(lat, lon);
            prop_assume!(!shape.contains(here));
            let sampled = shape.0.lines_iter()
                .flat_map(|l| (0..=500).map(move |i| l.start + (l.end - l.start) * (f64::from(i) / 500.0)))
                .map(|c| here.distance_m(at(c.y, c.x)))
                .fold(f64::INFINITY, f64::min);
            let measured = shape.distance_m(here);
            prop_assert!((measured - sampled).abs() < 0.01 * sampled + 150.0, "{} {}", measured, sampled);
        }
    }
}
