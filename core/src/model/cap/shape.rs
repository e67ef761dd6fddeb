//! Where an alert is for: `polygon` and `circle`, latitude first as CAP writes them.
//!
//! The text is kept, so that what goes out is what came in, to the last digit. It is read once into [`LatLon`]s; longitude first,
//! as the geometry library and GeoJSON want it, is made by [`Shape`] alone.

use serde::{Deserialize, Serialize};

use super::number::is_decimal;
use crate::geo::{LatLon, Shape, ShapeError};

/// Why a text is no polygon or circle. The messages carry no coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoordinateError {
    /// It is not written as pairs `latitude,longitude` with spaces between, or as one pair and a radius.
    #[error("not written as pairs of latitude,longitude, or as one pair and a radius in kilometres")]
    Form,
    /// A latitude is not in −90..=90, or a longitude not in −180..=180.
    #[error("a position is not on the Earth")]
    OffEarth,
    /// The radius is negative.
    #[error("the radius is negative")]
    Radius,
}

/// An outline (CAP 1.2 §3.2.4 `polygon`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Polygon {
    written: String,
    points: Result<Vec<LatLon>, CoordinateError>,
}

impl Polygon {
    /// The outline through these points, which are written as they are: repeat the first at the end.
    #[must_use]
    pub fn new(points: &[LatLon]) -> Self {
        let written = points.iter().map(|point| pair(*point)).collect::<Vec<_>>().join(" ");
        Self { written, points: Ok(points.to_vec()) }
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Its points, in their order, rounded to seven decimal places.
    ///
    /// # Errors
    /// [`CoordinateError`] where the text is none.
    pub fn points(&self) -> Result<&[LatLon], CoordinateError> {
        self.points.as_deref().map_err(|error| *error)
    }

    /// As an outline that positions can be compared with.
    ///
    /// # Errors
    /// [`ShapeError`] where it is no outline, is not closed, crosses itself, or crosses the antimeridian.
    pub fn shape(&self) -> Result<Shape, ShapeError> {
        let points = self.points().map_err(|_| ShapeError::OutOfRange)?;
        if points.len() < 4 {
            return Err(ShapeError::TooFewPositions);
        }
        if points.first() != points.last() {
            return Err(ShapeError::UnclosedRing);
        }
        if crosses_antimeridian(points) {
            return Err(ShapeError::OutOfRange);
        }
        Shape::from_ring(points)
    }
}

/// Whether an edge would go more than half round the Earth, were it drawn without crossing longitude 180.
pub(super) fn crosses_antimeridian(points: &[LatLon]) -> bool {
    points.iter().zip(points.iter().skip(1)).any(|(from, to)| (from.lon() - to.lon()).abs() > 180.0)
}

impl From<String> for Polygon {
    fn from(written: String) -> Self {
        let points = written.split_ascii_whitespace().map(position).collect();
        Self { points, written }
    }
}

impl From<Polygon> for String {
    fn from(polygon: Polygon) -> Self {
        polygon.written
    }
}

/// A point and what is around it (CAP 1.2 §3.2.4 `circle`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Circle {
    written: String,
    read: Result<(LatLon, f64), CoordinateError>,
}

impl Circle {
    /// So many kilometres around a point; 0 is the point alone.
    ///
    /// # Errors
    /// [`CoordinateError::Radius`] where the radius is negative or no number.
    pub fn new(centre: LatLon, radius_km: f64) -> Result<Self, CoordinateError> {
        if !(0.0..f64::INFINITY).contains(&radius_km) {
            return Err(CoordinateError::Radius);
        }
        let radius_km = radius_km + 0.0;
        Ok(Self { written: format!("{} {radius_km}", pair(centre)), read: Ok((centre, radius_km)) })
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Its centre, rounded to seven decimal places.
    ///
    /// # Errors
    /// [`CoordinateError`] where the text is none.
    pub fn centre(&self) -> Result<LatLon, CoordinateError> {
        self.read.map(|(centre, _)| centre)
    }

    /// Its radius in kilometres, 0 or more.
    ///
    /// # Errors
    /// [`CoordinateError`] where the text is none.
    pub fn radius_km(&self) -> Result<f64, CoordinateError> {
        self.read.map(|(_, radius)| radius)
    }

    /// As an outline that positions can be compared with.
    ///
    /// # Errors
    /// [`ShapeError::OutOfRange`] where the radius is 0 or more than 1,000 km, or the circle reaches over a pole or the
    /// antimeridian.
    pub fn shape(&self) -> Result<Shape, ShapeError> {
        let (centre, radius_km) = self.read.map_err(|_| ShapeError::OutOfRange)?;
        Shape::circle(centre, radius_km * 1000.0)
    }
}

impl From<String> for Circle {
    fn from(written: String) -> Self {
        let mut words = written.split_ascii_whitespace();
        let read = match (words.next(), words.next(), words.next()) {
            (Some(centre), Some(radius), None) => position(centre).and_then(|centre| Ok((centre, kilometres(radius)?))),
            _ => Err(CoordinateError::Form),
        };
        Self { read, written }
    }
}

impl From<Circle> for String {
    fn from(circle: Circle) -> Self {
        circle.written
    }
}

fn pair(point: LatLon) -> String {
    format!("{},{}", point.lat(), point.lon())
}

fn position(word: &str) -> Result<LatLon, CoordinateError> {
    let (lat, lon) = word.split_once(',').ok_or(CoordinateError::Form)?;
    LatLon::new(number(lat)?, number(lon)?).map_err(|_| CoordinateError::OffEarth)
}

fn kilometres(word: &str) -> Result<f64, CoordinateError> {
    let radius = number(word)?;
    // Adding zero turns −0 into 0.
    if radius >= 0.0 && radius.is_finite() { Ok(radius + 0.0) } else { Err(CoordinateError::Radius) }
}

fn number(word: &str) -> Result<f64, CoordinateError> {
    if !is_decimal(word) {
        return Err(CoordinateError::Form);
    }
    word.parse().map_err(|_| CoordinateError::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polygon(written: &str) -> Polygon {
        Polygon::from(written.to_owned())
    }

    fn circle(written: &str) -> Circle {
        Circle::from(written.to_owned())
    }

    #[test]
    fn latitude_comes_first_in_cap_and_longitude_in_geojson() {
        let outline = polygon("-1.30,36.80 -1.30,36.90 -1.20,36.90 -1.30,36.80");
        let points = outline.points().unwrap();
        assert_eq!((points[0].lat(), points[0].lon()), (-1.3, 36.8));
        let geojson = serde_json::to_value(outline.shape().unwrap()).unwrap();
        assert_eq!(geojson["coordinates"][0][0], serde_json::json!([36.8, -1.3]));
        assert_eq!(Polygon::new(points).as_str(), "-1.3,36.8 -1.3,36.9 -1.2,36.9 -1.3,36.8");
    }

    #[test]
    fn every_digit_goes_out_as_it_came() {
        let outline = polygon("\n +1.123456789012,36.80 1.2,36.90  ");
        assert_eq!(outline.points().unwrap()[0].lat(), 1.123_456_8);
        assert_eq!(serde_json::to_string(&outline).unwrap(), r#""\n +1.123456789012,36.80 1.2,36.90  ""#);
        let spot = circle("38.820,-122.812 0.0");
        assert_eq!((spot.radius_km(), spot.as_str()), (Ok(0.0), "38.820,-122.812 0.0"));
        assert_eq!(spot.shape(), Err(ShapeError::OutOfRange));
        let around = Circle::new(LatLon::new(-1.3, 36.8).unwrap(), 2.5).unwrap();
        assert_eq!(circle(around.as_str()), around);
        assert!(around.shape().unwrap().contains(LatLon::new(-1.3, 36.82).unwrap()));
    }

    #[test]
    fn what_is_no_place_is_told_and_kept() {
        for text in ["1.0 2.0", "1,2,3", "1, 2", "x,y", "1,2 3,", "NaN,1", "1e1,1"] {
            assert_eq!(polygon(text).points(), Err(CoordinateError::Form), "{text}");
        }
        assert_eq!(polygon("91,0").points(), Err(CoordinateError::OffEarth));
        assert_eq!(polygon("0,181").points(), Err(CoordinateError::OffEarth));
        for text in ["", "1,2", "1,2 3 4", "1 2 3", "1,2 x"] {
            assert_eq!(circle(text).centre(), Err(CoordinateError::Form), "{text}");
        }
        assert_eq!(circle("1,2 -0.5").radius_km(), Err(CoordinateError::Radius));
        assert_eq!(Circle::new(LatLon::new(0.0, 0.0).unwrap(), f64::NAN), Err(CoordinateError::Radius));
        assert_eq!(polygon("").points(), Ok([].as_slice()));
    }

    #[test]
    fn an_outline_over_the_antimeridian_is_no_shape() {
        assert_eq!(polygon("0,179 0,-179 1,-179 0,179").shape(), Err(ShapeError::OutOfRange));
        assert_eq!(polygon("0,0 1,1 1,0 0,1 0,0").shape(), Err(ShapeError::SelfCrossing));
        assert_eq!(polygon("0,0 1,1 1,0 0,1").shape(), Err(ShapeError::UnclosedRing));
    }
}
