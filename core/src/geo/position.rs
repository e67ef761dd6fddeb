//! An exact point on the Earth, and how it was obtained.
//!
//! In: numbers from a GNSS chip, a map tap, a database. Out: [`LatLon`] and [`Position`], which can only hold values
//! that make sense. An exact position is for police and responders (DOMAIN §3.2); what wider readers get is a
//! [`Coarse`](super::grid::Coarse), which is another type on purpose.
//!
//! This module never knows whose position it is, and its errors never repeat a coordinate: errors end up in logs.

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::vocabulary;

/// The largest accuracy that is believed, in metres. Beyond it a fix says nothing.
pub const MAX_ACCURACY_M: f32 = 100_000.0;

/// A position that cannot be one. The messages carry no coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PositionError {
    /// The latitude is not a number in −90..=90 degrees.
    #[error("the latitude is not between -90 and 90 degrees")]
    Latitude,
    /// The longitude is not a number in −180..=180 degrees.
    #[error("the longitude is not between -180 and 180 degrees")]
    Longitude,
    /// The accuracy is not a number in 0..=100,000 metres.
    #[error("the accuracy is not between 0 and 100000 metres")]
    Accuracy,
}

/// An exact point: WGS 84 degrees, rounded to 7 decimal places, about 1 cm (DOMAIN §1).
///
/// There is deliberately no `Display`: an exact position must not slip into a text that people read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawLatLon")]
pub struct LatLon {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct RawLatLon {
    lat: f64,
    lon: f64,
}

impl TryFrom<RawLatLon> for LatLon {
    type Error = PositionError;
    fn try_from(raw: RawLatLon) -> Result<Self, PositionError> {
        Self::new(raw.lat, raw.lon)
    }
}

impl LatLon {
    /// Checks and rounds a point given in degrees.
    ///
    /// # Errors
    /// [`PositionError`] where a value is not finite or out of range.
    pub fn new(lat: f64, lon: f64) -> Result<Self, PositionError> {
        // `contains` is false for NaN.
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PositionError::Latitude);
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PositionError::Longitude);
        }
        Ok(Self { lat: to_7_places(lat), lon: to_7_places(lon) })
    }

    /// Latitude in degrees, −90..=90, north positive.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Longitude in degrees, −180..=180, east positive.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Great-circle distance in metres (Haversine on a sphere of 6,371,008.8 m: within 0.6 % of the ellipsoid).
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        Haversine.distance(self.to_point(), other.to_point())
    }

    /// As the geometry library wants it: x is longitude, y is latitude (RFC 7946 §3.1.1).
    pub(crate) fn to_point(self) -> Point<f64> {
        Point::new(self.lon, self.lat)
    }

    /// From the geometry library's order; nothing where it is not a point on the Earth.
    pub(crate) fn from_point(point: Point<f64>) -> Option<Self> {
        Self::new(point.y(), point.x()).ok()
    }
}

fn to_7_places(degrees: f64) -> f64 {
    // Adding zero turns −0 into 0, so that equal points have equal bytes.
    (degrees * 1e7).round() / 1e7 + 0.0
}

vocabulary! {
    /// How a position was obtained (DOMAIN §5.1).
    pub enum PositionSource {
        /// A satellite fix.
        Gnss = "gnss", "Satellite fix", "Setilaiti";
        /// Cell towers or Wi-Fi.
        Network = "network", "Network", "Mtandao";
        /// Somebody put a pin on a map.
        MapPin = "map_pin", "Pin on the map", "Alama kwenye ramani";
        /// The known place of a checkpoint that was scanned.
        Checkpoint = "checkpoint", "Checkpoint", "Kituo cha ukaguzi";
        /// A named place was chosen.
        Place = "place", "Named place", "Mahali palipotajwa";
        /// Only the ward is known.
        WardOnly = "ward_only", "Ward only", "Wadi pekee";
        /// Read from a text message.
        Sms = "sms", "Text message", "Ujumbe mfupi";
    }
}

/// A point with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawPosition")]
pub struct Position {
    /// Where.
    pub at: LatLon,
    accuracy_m: f32,
    /// How it was obtained.
    pub source: PositionSource,
    /// When it was obtained, by the device's clock; evidence, not an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct RawPosition {
    at: LatLon,
    accuracy_m: f32,
    source: PositionSource,
    #[serde(default)]
    captured_at: Option<Timestamp>,
}

impl TryFrom<RawPosition> for Position {
    type Error = PositionError;
    fn try_from(raw: RawPosition) -> Result<Self, PositionError> {
        Self::new(raw.at, raw.accuracy_m, raw.source, raw.captured_at)
    }
}

impl Position {
    /// A point with its accuracy: the radius in metres within which the true place lies with about 68 %
    /// probability, as Android and iOS report it; 0..=100,000.
    ///
    /// # Errors
    /// [`PositionError::Accuracy`] where the accuracy is not finite or out of range.
    pub fn new(
        at: LatLon,
        accuracy_m: f32,
        source: PositionSource,
        captured_at: Option<Timestamp>,
    ) -> Result<Self, PositionError> {
        if !(0.0..=MAX_ACCURACY_M).contains(&accuracy_m) {
            return Err(PositionError::Accuracy);
        }
        Ok(Self { at, accuracy_m: accuracy_m + 0.0, source, captured_at })
    }

    /// Radius of uncertainty in metres, 0..=100,000.
    #[must_use]
    pub const fn accuracy_m(&self) -> f32 {
        self.accuracy_m
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_point_is_rounded_to_seven_places() {
        let point = LatLon::new(-1.288_612_345_67, 36.823_300_000_04).unwrap();
        assert_eq!((point.lat(), point.lon()), (-1.288_612_3, 36.823_3));
        assert!(LatLon::new(-0.0, -1e-9).unwrap().lon().is_sign_positive());
    }

    #[test]
    fn what_is_no_position_is_refused_without_repeating_it() {
        assert_eq!(LatLon::new(f64::NAN, 36.0), Err(PositionError::Latitude));
        assert_eq!(LatLon::new(36.0, f64::INFINITY), Err(PositionError::Longitude));
        assert_eq!(LatLon::new(90.000_000_1, 36.0), Err(PositionError::Latitude));
        assert_eq!(LatLon::new(1.0, -180.1), Err(PositionError::Longitude));
        let refused = serde_json::from_str::<LatLon>(r#"{"lat":-91.2345,"lon":36.8}"#).unwrap_err().to_string();
        assert!(!refused.contains("91.2345") && !refused.contains("36.8"), "{refused}");
    }

    #[test]
    fn an_absurd_accuracy_is_refused_on_every_way_in() {
        let at = LatLon::new(-1.0, 36.0).unwrap();
        for accuracy in [f32::NAN, -1.0, 100_001.0, f32::INFINITY] {
            assert_eq!(Position::new(at, accuracy, PositionSource::Gnss, None), Err(PositionError::Accuracy));
        }
        let json = r#"{"at":{"lat":-1.0,"lon":36.0},"accuracy_m":-5,"source":"gnss"}"#;
        assert!(serde_json::from_str::<Position>(json).is_err());
    }

    #[test]
    fn a_position_of_a_newer_source_round_trips() {
        let json = r#"{"at":{"lat":-1.0,"lon":36.5},"accuracy_m":12.5,"source":"drone","captured_at":1700000000000}"#;
        let position: Position = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&position).unwrap(), json);
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_km() {
        let (a, b) = (LatLon::new(-1.0, 36.0).unwrap(), LatLon::new(0.0, 36.0).unwrap());
        assert!((a.distance_m(b) - 111_195.0).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn every_point_round_trips_as_json(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64) {
            let point = LatLon::new(lat, lon).unwrap();
            let json = serde_json::to_string(&point).unwrap();
            prop_assert_eq!(serde_json::from_str::<LatLon>(&json).unwrap(), point);
        }
    }
}
