//! Tracks as GeoJSON (RFC 7946), out only: for maps on the web.
//!
//! In: [`TrackPoint`]s. Out: a FeatureCollection. Each piece of the track between gaps and breaks is a LineString whose
//! property `coordTimes` has an instant for each position, the name under which other converters of tracks write it; a piece of
//! one point, which no line has, is a Point. Outliers are Points with their `marks`. Positions are longitude first.

use ::geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, JsonValue};
use geo::LineString;

use super::segments;
use crate::geo::track::{Mark, TrackPoint};
use crate::text::Title;

/// Writes the points of a leg as GeoJSON.
#[must_use]
pub fn write_geojson(name: Option<&Title>, points: &[TrackPoint]) -> String {
    let lines = segments(points).into_iter().map(|segment| match segment.as_slice() {
        [only] => point(name, only),
        _ => line(name, &segment),
    });
    let outliers = points.iter().filter(|point| point.marks.is_outlier()).map(|outlier| point(None, outlier));
    lines.chain(outliers).collect::<FeatureCollection>().to_string()
}

fn line(name: Option<&Title>, points: &[&TrackPoint]) -> Feature {
    let line: LineString<f64> = points.iter().map(|point| point.position.to_point()).collect();
    let times = points.iter().map(|point| JsonValue::from(point.at.to_rfc3339())).collect();
    feature(GeometryValue::from(&line), name, [("coordTimes", JsonValue::Array(times))])
}

fn point(name: Option<&Title>, point: &TrackPoint) -> Feature {
    let marks: Vec<JsonValue> = point.marks.iter().map(Mark::code).map(JsonValue::from).collect();
    let time = ("time", JsonValue::from(point.at.to_rfc3339()));
    let marks = (!marks.is_empty()).then_some(("marks", JsonValue::Array(marks)));
    feature(GeometryValue::from(&point.position.to_point()), name, [time].into_iter().chain(marks))
}

fn feature(
    geometry: GeometryValue,
    name: Option<&Title>,
    properties: impl IntoIterator<Item = (&'static str, JsonValue)>,
) -> Feature {
    let name = name.map(|name| ("name", JsonValue::from(name.as_str())));
    let properties: JsonObject =
        name.into_iter().chain(properties).map(|(key, value)| (key.to_owned(), value)).collect();
    Feature { properties: Some(properties), ..Feature::from(Geometry::new(geometry)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::geo::LatLon;
    use serde_json::json;

    fn at(seconds: i64, lat: f64, lon: f64, marks: &[Mark]) -> TrackPoint {
        let point = TrackPoint::new(Timestamp::from_millis(seconds * 1000), LatLon::new(lat, lon).unwrap());
        TrackPoint { marks: marks.iter().collect(), ..point }
    }

    fn features(points: &[TrackPoint]) -> Vec<JsonValue> {
        let name = Title::new("Zamu").unwrap();
        let text = write_geojson(Some(&name), points);
        let value: JsonValue = serde_json::from_str(&text).unwrap();
        assert_eq!(value["type"], "FeatureCollection");
        value["features"].as_array().unwrap().clone()
    }

    #[test]
    fn a_track_is_a_line_longitude_first_with_its_times() {
        let written = features(&[at(0, -1.3, 36.8, &[]), at(20, -1.25, 36.75, &[])]);
        assert_eq!(
            written,
            [json!({
                "type": "Feature",
                "geometry": { "type": "LineString", "coordinates": [[36.8, -1.3], [36.75, -1.25]] },
                "properties": {
                    "name": "Zamu",
                    "coordTimes": ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:20.000Z"]
                }
            })]
        );
    }

    #[test]
    fn pieces_and_outliers_are_features_of_their_own() {
        let written = features(&[
            at(0, -1.3, 36.8, &[]),
            at(1, 9.0, 9.0, &[Mark::MockLocation]),
            at(2, -1.3, 36.8, &[]),
            at(2000, -1.3, 36.9, &[Mark::GpsGap]),
        ]);
        let kinds: Vec<&str> = written.iter().filter_map(|feature| feature["geometry"]["type"].as_str()).collect();
        assert_eq!(kinds, ["LineString", "Point", "Point"]);
        assert_eq!(written[2]["properties"]["marks"], json!(["mock_location"]));
        assert_eq!(features(&[]), [] as [JsonValue; 0]);
    }
}
