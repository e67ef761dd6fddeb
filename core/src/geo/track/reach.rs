//! What a track came near to: how long it was near a place, and how much of a route it covered.
//!
//! In: the [`TrackPoint`]s of one leg, thinned or not, and places or a route. Out: times and shares. Between two points the
//! phone is taken to have gone straight and evenly; across gaps and breaks nothing is assumed, and outliers count for nothing.
//!
//! Everything is measured on a plane that touches the Earth at the place, or at the route's middle: true to 1 ‰ within 30 km
//! in Kenya, and across the line where longitudes jump. A thinned track passes within 25 m of every point of the whole one:
//! radii below that are too small to ask for.

use std::time::Duration;

use rstar::RTree;
use rstar::primitives::Line;

use super::mark::TrackPoint;
use super::measure::usable;
use crate::clock::Timestamp;
use crate::geo::position::LatLon;
use crate::geo::shape::METRES_PER_DEGREE;

/// Pieces into which a route is cut, at most: a route longer than that is looked at more coarsely.
const MAX_PIECES: f64 = 100_000.0;

/// A time near a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// When it came near.
    pub from: Timestamp,
    /// When it went away, or was last known to be near. As `from` where only one point says so.
    pub to: Timestamp,
}

impl Stay {
    /// How long.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.to.since(self.from)
    }
}

/// The times within `radius_m` metres of a place, in their order. The borders lie where the straight way between two points
/// crosses the circle.
#[must_use]
pub fn stays(points: &[TrackPoint], place: LatLon, radius_m: f64) -> Vec<Stay> {
    let plane = Plane::at(place);
    let mut stays: Vec<Stay> = Vec::new();
    let mut before: Option<(&TrackPoint, [f64; 2])> = None;
    for point in usable(points) {
        let to = plane.place(point.position);
        let (start, part) = match before.filter(|_| point.is_joined()) {
            Some((from, start)) => (from, within(start, to, radius_m)),
            None => (point, within(to, to, radius_m)),
        };
        before = Some((point, to));
        let Some((enters, leaves)) = part else { continue };
        let stay = Stay { from: between(start, point, enters), to: between(start, point, leaves) };
        match stays.last_mut() {
            // What is joined to the point before goes on from it; after a gap a new one begins.
            Some(last) if enters <= 0.0 && point.is_joined() && last.to >= stay.from => last.to = stay.to.max(last.to),
            _ => stays.push(stay),
        }
    }
    stays
}

/// How much of a route was covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Metres of the route near the track.
    pub covered_m: f64,
    /// Metres of the whole route.
    pub route_m: f64,
}

impl Coverage {
    /// The share, 0..=1; nothing where the route has no length.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.route_m > 0.0).then(|| (self.covered_m / self.route_m).clamp(0.0, 1.0))
    }
}

/// How much of the route's line lies within `radius_m` metres of the track. It is looked at in pieces of a quarter of the
/// radius, 1 m at the least: the result is exact to half a piece at each border of what is covered.
#[must_use]
pub fn coverage(points: &[TrackPoint], route: &[LatLon], radius_m: f64) -> Coverage {
    let plane = Plane::amid(route);
    let way = Way::of(points, &plane);
    let corners: Vec<[f64; 2]> = route.iter().map(|at| plane.place(*at)).collect();
    let edges = || corners.windows(2).filter_map(|edge| <[_; 2]>::try_from(edge).ok());
    let route_m: f64 = edges().map(|[from, to]| length(from, to)).sum();
    let piece_m = (radius_m / 4.0).max(1.0).max(route_m / MAX_PIECES);
    let mut covered_m = 0.0;
    for [from, to] in edges() {
        let edge_m = length(from, to);
        let pieces = (edge_m / piece_m).ceil().max(1.0);
        let (mut middle, mut near) = (0.5, 0.0);
        while middle < pieces {
            if way.is_near(along(from, to, middle / pieces), radius_m) {
                near += 1.0;
            }
            middle += 1.0;
        }
        covered_m += edge_m * (near / pieces);
    }
    Coverage { covered_m, route_m }
}

/// Which of the places, in their order, the track came within `radius_m` metres of.
#[must_use]
pub fn reached(points: &[TrackPoint], places: &[LatLon], radius_m: f64) -> Vec<bool> {
    let plane = Plane::amid(places);
    let way = Way::of(points, &plane);
    places.iter().map(|at| way.is_near(plane.place(*at), radius_m)).collect()
}

/// A plane that touches the Earth: metres east and north.
struct Plane {
    lat: f64,
    lon: f64,
    narrowing: f64,
}

impl Plane {
    fn at(origin: LatLon) -> Self {
        Self { lat: origin.lat(), lon: origin.lon(), narrowing: origin.lat().to_radians().cos() }
    }

    /// In the middle of the southernmost and the northernmost.
    fn amid(places: &[LatLon]) -> Self {
        let south = places.iter().map(|at| at.lat()).fold(90.0, f64::min);
        let north = places.iter().map(|at| at.lat()).fold(-90.0, f64::max);
        let lat = f64::midpoint(south, north);
        Self { lat, lon: places.first().map_or(0.0, |at| at.lon()), narrowing: lat.to_radians().cos() }
    }

    fn place(&self, at: LatLon) -> [f64; 2] {
        let east = (at.lon() - self.lon + 540.0).rem_euclid(360.0) - 180.0;
        [east * self.narrowing * METRES_PER_DEGREE, (at.lat() - self.lat) * METRES_PER_DEGREE]
    }
}

/// The steps of a track that were seen, to be asked what they come near to.
struct Way(RTree<Line<[f64; 2]>>);

impl Way {
    fn of(points: &[TrackPoint], plane: &Plane) -> Self {
        let mut before = None;
        let mut lines = Vec::new();
        for point in usable(points) {
            let to = plane.place(point.position);
            // A point after a gap stands for itself.
            let from = before.replace(to).filter(|_| point.is_joined()).unwrap_or(to);
            lines.push(Line::new(from, to));
        }
        Self(RTree::bulk_load(lines))
    }

    fn is_near(&self, at: [f64; 2], radius_m: f64) -> bool {
        radius_m >= 0.0 && self.0.locate_within_distance(at, radius_m * radius_m).next().is_some()
    }
}

fn length([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    (bx - ax).hypot(by - ay)
}

fn along([ax, ay]: [f64; 2], [bx, by]: [f64; 2], share: f64) -> [f64; 2] {
    [ax + (bx - ax) * share, ay + (by - ay) * share]
}

/// The part of the straight way that lies in the circle around the origin, as shares of the way, 0..=1.
fn within([ax, ay]: [f64; 2], [bx, by]: [f64; 2], radius_m: f64) -> Option<(f64, f64)> {
    let (dx, dy) = (bx - ax, by - ay);
    // |a + s·d|² = r², a quadratic equation in s.
    let (square, half, rest) = (dx * dx + dy * dy, ax * dx + ay * dy, ax * ax + ay * ay - radius_m * radius_m);
    if !(radius_m >= 0.0 && rest.is_finite() && square.is_finite()) {
        return None;
    }
    if square == 0.0 {
        return (rest <= 0.0).then_some((0.0, 1.0));
    }
    let root = (half * half - square * rest).max(0.0).sqrt();
    let crosses = half * half >= square * rest;
    let (enters, leaves) = (((-half - root) / square).max(0.0), ((-half + root) / square).min(1.0));
    (crosses && enters <= leaves).then_some((enters, leaves))
}

#[allow(clippy::cast_possible_truncation, reason = "a share of a duration in milliseconds, rounded")]
#[allow(clippy::cast_sign_loss, reason = "neither is negative")]
fn between(from: &TrackPoint, to: &TrackPoint, share: f64) -> Timestamp {
    from.at.plus(Duration::from_millis((to.at.since(from.at).as_secs_f64() * 1000.0 * share).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::track::Mark;
    use proptest::prelude::*;

    const DEGREE: f64 = METRES_PER_DEGREE;

    /// So many metres east and north of a place at a longitude.
    fn place(lon: f64, east: f64, north: f64) -> LatLon {
        let lat = -1.3 + north / DEGREE;
        let lon = lon + east / DEGREE / (-1.3f64).to_radians().cos();
        LatLon::new(lat, if lon > 180.0 { lon - 360.0 } else { lon }).unwrap()
    }

    fn point(seconds: i64, east: f64, north: f64) -> TrackPoint {
        TrackPoint::new(Timestamp::from_millis(seconds * 1000), place(36.8, east, north))
    }

    fn marked(point: TrackPoint, mark: &Mark) -> TrackPoint {
        TrackPoint { marks: [mark].into_iter().collect(), ..point }
    }

    fn near(track: &[TrackPoint], radius_m: f64) -> Vec<(f64, f64)> {
        // To a tenth: a place is rounded to a centimetre.
        let seconds = |at: Timestamp| (at.as_millis() as f64 / 100.0).round() / 10.0;
        stays(track, place(36.8, 0.0, 0.0), radius_m).iter().map(|s| (seconds(s.from), seconds(s.to))).collect()
    }

    #[test]
    fn passing_by_between_two_points_is_a_stay() {
        let track = [point(0, -100.0, 0.0), point(200, 100.0, 0.0)];
        assert_eq!(near(&track, 20.0), [(80.0, 120.0)]);
        assert_eq!(near(&[point(0, -100.0, 30.0), point(200, 100.0, 30.0)], 20.0), []);
    }

    #[test]
    fn staying_and_coming_back_are_two_stays() {
        let track = [
            point(0, -100.0, 0.0),
            point(100, 0.0, 0.0),
            point(400, 5.0, 0.0),
            point(500, 105.0, 0.0),
            point(605, 0.0, 0.0),
            point(700, 0.0, 0.0),
        ];
        assert_eq!(near(&track, 20.0), [(80.0, 415.0), (585.0, 700.0)]);
    }

    #[test]
    fn nothing_is_assumed_across_a_gap_and_one_point_is_a_stay_without_length() {
        let gap = marked(point(2000, 100.0, 0.0), &Mark::GpsGap);
        assert_eq!(near(&[point(0, -100.0, 0.0), gap], 20.0), []);
        let inside = marked(point(2000, 0.0, 0.0), &Mark::GpsGap);
        assert_eq!(near(&[point(0, 0.0, 0.0), inside], 20.0), [(0.0, 0.0), (2000.0, 2000.0)]);
        assert_eq!(near(&[marked(point(0, 0.0, 0.0), &Mark::MockLocation)], 20.0), []);
        assert_eq!(near(&[point(0, 0.0, 0.0)], f64::NAN), []);
        assert_eq!(near(&[], 20.0), []);
    }

    #[test]
    fn half_a_route_is_half_covered() {
        let route = [place(36.8, 0.0, 0.0), place(36.8, 1000.0, 0.0), place(36.8, 1000.0, 1000.0)];
        let track = [point(0, 0.0, 5.0), point(700, 1000.0, 5.0)];
        let half = coverage(&track, &route, 20.0);
        assert!((half.route_m - 2000.0).abs() < 1.0, "{half:?}");
        // Around the corner it is near for 25 m more.
        assert!((half.covered_m - 1025.0).abs() < 5.0, "{half:?}");
        assert_eq!(reached(&track, &route, 20.0), [true, true, false]);
        let whole = [track[0], track[1], point(1400, 1000.0, 1000.0)];
        assert_eq!(coverage(&whole, &route, 20.0).share(), Some(1.0));
        let across = [track[0], track[1], marked(point(9000, 1000.0, 1000.0), &Mark::GpsGap)];
        let share = coverage(&across, &route, 20.0).share().unwrap();
        assert!((share - 1045.0 / 2000.0).abs() < 0.01, "{share}");
    }

    #[test]
    fn a_route_without_length_has_no_share() {
        assert_eq!(coverage(&[point(0, 0.0, 0.0)], &[], 20.0).share(), None);
        assert_eq!(coverage(&[point(0, 0.0, 0.0)], &[place(36.8, 0.0, 0.0)], 20.0).share(), None);
        assert_eq!(coverage(&[], &[place(36.8, 0.0, 0.0), place(36.8, 9.0, 0.0)], 20.0).share(), Some(0.0));
        assert_eq!(reached(&[point(0, 0.0, 0.0)], &[place(36.8, 0.0, 0.0)], f64::NAN), [false]);
    }

    #[test]
    fn where_longitudes_jump_nothing_else_does() {
        let at = |seconds: i64, east| TrackPoint::new(Timestamp::from_millis(seconds * 1000), place(180.0, east, 0.0));
        let track = [at(0, -100.0), at(200, 100.0)];
        let found = stays(&track, place(180.0, 50.0, 0.0), 20.0);
        assert_eq!(found.len(), 1);
        assert!(found[0].duration().abs_diff(Duration::from_secs(40)) < Duration::from_millis(20));
        let route = [place(180.0, -100.0, 0.0), place(180.0, 100.0, 0.0)];
        assert_eq!(coverage(&track, &route, 20.0).share(), Some(1.0));
    }

    #[test]
    fn a_route_around_the_earth_is_looked_at_in_bounded_time() {
        let route: Vec<LatLon> = (0..8).map(|i| LatLon::new(0.0, f64::from(i) * 45.0 - 180.0).unwrap()).collect();
        let share = coverage(&[point(0, 0.0, 0.0)], &route, 1.0).share().unwrap();
        assert!(share < 1e-3);
    }

    proptest! {
        #[test]
        fn a_stay_begins_and_ends_near_the_place(
            ways in prop::collection::vec((1..600i64, -200.0..200.0f64, -200.0..200.0f64), 1..40),
            radius_m in 0.0..150.0f64,
        ) {
            let mut now = 0;
            let track: Vec<TrackPoint> = ways.into_iter().map(|(later, east, north)| {
                now += later;
                point(now, east, north)
            }).collect();
            let found = stays(&track, place(36.8, 0.0, 0.0), radius_m);
            for pair in found.windows(2) {
                prop_assert!(pair[0].from <= pair[0].to && pair[0].to <= pair[1].from);
            }
            for point in &track {
                let inside = point.position.distance_m(place(36.8, 0.0, 0.0)) < radius_m - 0.1;
                prop_assert!(!inside || found.iter().any(|stay| (stay.from..=stay.to).contains(&point.at)));
            }
        }
    }
}
