//! Outlines of many shapes, edge after edge in one run of memory, for whoever asks thousands of them at a time how far a place is:
//! what such a question costs is the way to the edges, not the arithmetic.
//!
//! In: shapes and points. Out: distances. This module never knows what they are the outlines of.

use super::position::LatLon;
use super::shape::{METRES_PER_DEGREE, Shape};

/// From longitude and latitude to longitude and latitude, in degrees.
type Edge = [f64; 4];

/// Where the edges of one shape, or a point, stand among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    from: u32,
    to: u32,
}

/// Edges of shapes, one shape after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outlines(Vec<Edge>);

impl Outlines {
    /// Takes in a shape.
    pub(crate) fn push(&mut self, shape: &Shape) -> Span {
        self.extend(shape.edges())
    }

    /// Takes in a point.
    pub(crate) fn push_point(&mut self, at: LatLon) -> Span {
        self.extend([[at.lon(), at.lat(), at.lon(), at.lat()]])
    }

    fn extend(&mut self, edges: impl IntoIterator<Item = Edge>) -> Span {
        let count = |edges: &Vec<Edge>| u32::try_from(edges.len()).unwrap_or(u32::MAX);
        let from = count(&self.0);
        self.0.extend(edges);
        Span { from, to: count(&self.0) }
    }

    /// Distance in metres from a place to what was taken in; 0 inside and on the boundary. As [`Shape::distance_m`] measures, to within
    /// a millimetre.
    pub(crate) fn distance_m(&self, span: Span, at: LatLon) -> f64 {
        let edges = self.0.get(span.from as usize..span.to as usize).unwrap_or_default();
        let narrowing = at.lat().to_radians().cos();
        let (mut nearest, mut is_inside) = (f64::INFINITY, false);
        for [west, south, east, north] in edges {
            let (from_x, to_x) = (west - at.lon(), east - at.lon());
            let (from_y, to_y) = (south - at.lat(), north - at.lat());
            // A line from the place to the east: it leaves a shape, holes and all, an odd number of times from inside alone.
            if (from_y > 0.0) != (to_y > 0.0) {
                let crosses_at = from_x - from_y * (to_x - from_x) / (to_y - from_y);
                is_inside ^= crosses_at > 0.0;
            }
            nearest =
                nearest.min(squared((short_way(from_x) * narrowing, from_y), (short_way(to_x) * narrowing, to_y)));
        }
        if is_inside { 0.0 } else { nearest.sqrt() * METRES_PER_DEGREE }
    }
}

/// The shorter way round the Earth, for shapes near the antimeridian.
fn short_way(degrees: f64) -> f64 {
    if degrees > 180.0 {
        degrees - 360.0
    } else if degrees < -180.0 {
        degrees + 360.0
    } else {
        degrees
    }
}

/// Distance from the origin to a line, squared.
fn squared((x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> f64 {
    let (dx, dy) = (to_x - x, to_y - y);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { (-(x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (x + share * dx, y + share * dy);
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_measures_as_a_shape_does(
            corners in proptest::collection::vec((-1.4..-1.2_f64, 36.7..36.9_f64), 3..12),
            (lat, lon) in (-1.45..-1.15_f64, 36.65..36.95_f64),
        ) {
            // Corners in the order of their bearing from the middle never cross.
            let mut ring: Vec<(f64, f64)> = corners;
            ring.sort_by(|a, b| (a.0 + 1.3).atan2(a.1 - 36.8).total_cmp(&(b.0 + 1.3).atan2(b.1 - 36.8)));
            let ring: Vec<LatLon> = ring.into_iter().filter_map(|(lat, lon)| LatLon::new(lat, lon).ok()).collect();
            let at = LatLon::new(lat, lon).expect("a place");
            if let Ok(shape) = Shape::from_ring(&ring) {
                let mut outlines = Outlines::default();
                outlines.push_point(at);
                let span = outlines.push(&shape);
                prop_assert!((outlines.distance_m(span, at) - shape.distance_m(at)).abs() < 0.001);
            }
        }
    }

    #[test]
    fn a_hole_is_outside_and_a_point_is_as_far_as_it_is() {
        let json = r#"{"type":"Polygon","coordinates":[[[36,-2],[37,-2],[37,-1],[36,-1],[36,-2]],
            [[36.4,-1.6],[36.6,-1.6],[36.6,-1.4],[36.4,-1.4],[36.4,-1.6]]]}"#;
        let shape: Shape = serde_json::from_str(json).expect("a shape");
        let mut outlines = Outlines::default();
        let span = outlines.push(&shape);
        let middle = LatLon::new(-1.5, 36.5).expect("a place");
        assert!((outlines.distance_m(span, middle) - shape.distance_m(middle)).abs() < 0.001);
        assert!(outlines.distance_m(span, middle) > 11_000.0);
        assert!(outlines.distance_m(span, LatLon::new(-1.1, 36.1).expect("a place")) == 0.0);
        let point = outlines.push_point(LatLon::new(-1.5, 36.51).expect("a place"));
        assert!((outlines.distance_m(point, middle) - 1_111.6).abs() < 1.0);
    }
}
