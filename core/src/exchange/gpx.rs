//! Tracks as GPX 1.1 (Topografix), in and out: for maps, hand-held receivers, and a guard who takes the record home
//! (DOMAIN §7.5, §18).
//!
//! In: [`TrackPoint`]s, or the bytes of a file of anybody's. Out: GPX, or lines and places of which every point is on the Earth.
//!
//! A file is looked through before it is believed: how large, how many points, how deep. Nothing in it is fetched or expanded:
//! a file with a document type, which GPX has no use for, is refused. A point without a time stays without one.
//!
//! What goes out comes in again with the same instants, to the millisecond, and the same positions, to the seventh place;
//! longitude 180 is written as −180, since GPX ends before it. Outliers go out as waypoints with their marks as type, not as
//! part of the line; a gap or a break ends a segment.

use ::gpx::errors::GpxError as Fault;
use ::gpx::{Gpx, GpxVersion, Track, TrackSegment, Waypoint};
use geo::Point;
use time::OffsetDateTime;
use xml::EventReader;
use xml::reader::XmlEvent;

use crate::clock::Timestamp;
use crate::geo::track::{Fix, FixError, TrackPoint};
use crate::geo::{LatLon, Position, PositionError, PositionSource};
use crate::text::Title;

use super::segments;

/// Bytes of a file, at most: 16 MiB. A shift of one point per second, each with all that a sports watch measures, is as large.
pub const MAX_GPX_BYTES: usize = 16 * 1024 * 1024;

/// Points, segments, tracks, routes and links of a file together, at most: more than a shift of twelve hours has with one point
/// per second. While a file is read each of them takes up to half a KiB.
pub const MAX_GPX_ITEMS: usize = 50_000;

/// Elements within each other, at most.
const MAX_DEPTH: usize = 32;
/// What takes memory for each of it, beyond its text.
const ITEMS: [&str; 7] = ["trkpt", "rtept", "wpt", "trkseg", "trk", "rte", "link"];

/// Why bytes are no GPX, or points cannot be written as one. The messages carry nothing of what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GpxError {
    /// More than [`MAX_GPX_BYTES`].
    #[error("the file is larger than 16 MiB")]
    TooLarge,
    /// More than [`MAX_GPX_ITEMS`].
    #[error("the file has more than 50000 points, tracks, routes and links")]
    TooManyItems,
    /// Elements within elements within elements.
    #[error("the file is nested too deeply")]
    TooDeep,
    /// A document type, or an encoding that is neither UTF-8 nor of one byte for each letter.
    #[error("the file has a document type or an encoding that GPX files do not have")]
    Unsafe,
    /// It is no XML.
    #[error("the file is no XML at line {line}, column {column}")]
    Xml {
        /// From 1.
        line: u64,
        /// From 1.
        column: u64,
    },
    /// It is XML, but no GPX 1.0 or 1.1.
    #[error("the file is no GPX 1.0 or 1.1")]
    NotGpx,
    /// An element where none may be, or with a value that cannot be.
    #[error("the file breaks the rules of GPX within a {within}")]
    Malformed {
        /// Within which element, or what kind of value.
        within: &'static str,
    },
    /// A point that is not on the Earth.
    #[error("a point of the file is not on the Earth")]
    OutOfRange,
    /// An instant that cannot be read or written.
    #[error("an instant is none")]
    Time,
    /// The file could not be written.
    #[error("the track cannot be written as GPX")]
    Write,
}

/// A point of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GpxPoint {
    /// Where.
    pub position: LatLon,
    /// When, where the file says so.
    pub at: Option<Timestamp>,
}

/// A line of a file: a segment of a track, or a route.
#[derive(Debug, Clone, PartialEq)]
pub struct GpxLine {
    /// Name of the track or route, cut to 80 characters.
    pub name: Option<Title>,
    /// Its points, in their order.
    pub points: Vec<GpxPoint>,
}

/// A place of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct GpxPlace {
    /// Its name, cut to 80 characters.
    pub name: Option<Title>,
    /// Where, and perhaps when.
    pub point: GpxPoint,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GpxContent {
    /// Where somebody went: each segment of each track.
    pub tracks: Vec<GpxLine>,
    /// Where somebody means to go.
    pub routes: Vec<GpxLine>,
    /// Waypoints.
    pub places: Vec<GpxPlace>,
}

/// The fixes of a line, and how many of its points are none.
#[derive(Debug, Clone, PartialEq)]
pub struct GpxFixes {
    /// Those that have a time.
    pub fixes: Vec<Fix>,
    /// How many points have none. None was invented for them.
    pub without_time: usize,
    /// How many have a time before 1970 or after 9999.
    pub absurd_time: usize,
}

impl GpxLine {
    /// The points as fixes of a receiver. A file says no accuracy in metres: `accuracy_m` is what the reader assumes,
    /// 0..=100,000.
    ///
    /// # Errors
    /// [`PositionError::Accuracy`].
    pub fn fixes(&self, accuracy_m: f32) -> Result<GpxFixes, PositionError> {
        let mut all = GpxFixes { fixes: Vec::with_capacity(self.points.len()), without_time: 0, absurd_time: 0 };
        for point in &self.points {
            let position = Position::new(point.position, accuracy_m, PositionSource::Gnss, point.at)?;
            match point.at.map(|at| Fix::at(at, position)) {
                Some(Ok(fix)) => all.fixes.push(fix),
                Some(Err(FixError::Instant | FixError::Speed)) => all.absurd_time += 1,
                None => all.without_time += 1,
            }
        }
        Ok(all)
    }
}

/// Reads a file. Extensions are passed over.
///
/// # Errors
/// [`GpxError`], for each of its reasons but [`GpxError::Write`].
pub fn read_gpx(bytes: &[u8]) -> Result<GpxContent, GpxError> {
    look_through(bytes)?;
    let file = ::gpx::read(bytes).map_err(|fault| reason(&fault))?;
    let mut content = GpxContent::default();
    for track in file.tracks {
        let name = title(track.name.as_deref());
        for segment in track.segments {
            content.tracks.push(GpxLine { name: name.clone(), points: points(&segment.points)? });
        }
    }
    for route in file.routes {
        content.routes.push(GpxLine { name: title(route.name.as_deref()), points: points(&route.points)? });
    }
    for place in file.waypoints {
        content.places.push(GpxPlace { name: title(place.name.as_deref()), point: point(&place)? });
    }
    Ok(content)
}

/// Writes the points of a leg as GPX 1.1.
///
/// # Errors
/// [`GpxError::Time`] for an instant before the year −9999 or after 9999; [`GpxError::Write`].
pub fn write_gpx(name: Option<&Title>, points: &[TrackPoint]) -> Result<String, GpxError> {
    // Two characters that a text may have and XML may not.
    let name = name.map(|name| name.as_str().replace(['\u{fffe}', '\u{ffff}'], ""));
    let mut track = Track { name, ..Track::default() };
    for segment in segments(points) {
        let points = segment.into_iter().map(waypoint).collect::<Result<_, _>>()?;
        track.segments.push(TrackSegment { points });
    }
    let outliers = points.iter().filter(|point| point.marks.is_outlier()).map(|point| {
        let codes: Vec<&str> = point.marks.iter().map(crate::geo::track::Mark::code).collect();
        let mut outlier = waypoint(point)?;
        outlier.type_ = Some(codes.join(" "));
        Ok(outlier)
    });
    let file = Gpx {
        version: GpxVersion::Gpx11,
        creator: Some("Usalama".to_owned()),
        waypoints: outliers.collect::<Result<_, _>>()?,
        tracks: vec![track],
        ..Gpx::default()
    };
    let mut bytes = Vec::new();
    ::gpx::write(&file, &mut bytes).map_err(|_| GpxError::Write)?;
    String::from_utf8(bytes).map_err(|_| GpxError::Write)
}

/// Refuses what would take more memory than it should, before any of it is taken.
fn look_through(bytes: &[u8]) -> Result<(), GpxError> {
    if bytes.len() > MAX_GPX_BYTES {
        return Err(GpxError::TooLarge);
    }
    // Where there is no zero byte every encoding writes the next words as ASCII does.
    if bytes.contains(&0) || bytes.windows(9).any(|word| word == b"<!DOCTYPE") {
        return Err(GpxError::Unsafe);
    }
    let (mut items, mut depth) = (0, 0usize);
    for event in EventReader::new(bytes) {
        match event {
            Ok(XmlEvent::StartElement { name, .. }) => {
                depth += 1;
                items += usize::from(ITEMS.contains(&name.local_name.as_str()));
            }
            Ok(XmlEvent::EndElement { .. }) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            Err(fault) => {
                let at = xml::common::Position::position(&fault);
                return Err(GpxError::Xml { line: at.row + 1, column: at.column + 1 });
            }
        }
        if items > MAX_GPX_ITEMS {
            return Err(GpxError::TooManyItems);
        }
        if depth > MAX_DEPTH {
            return Err(GpxError::TooDeep);
        }
    }
    Ok(())
}

/// What went wrong, without what the file said there.
fn reason(fault: &Fault) -> GpxError {
    match fault {
        Fault::UnknownVersionError(_) | Fault::InvalidElementLacksAttribute("version", _) => GpxError::NotGpx,
        Fault::InvalidChildElement(_, "gpx") | Fault::MissingOpeningTag("gpx") => GpxError::NotGpx,
        Fault::LonLatOutOfBoundsError(..) => GpxError::OutOfRange,
        Fault::Iso8601Error(_) => GpxError::Time,
        Fault::InvalidChildElement(_, within)
        | Fault::InvalidClosingTag(_, within)
        | Fault::MissingClosingTag(within)
        | Fault::MissingOpeningTag(within)
        | Fault::InvalidElementLacksAttribute(_, within)
        | Fault::OutOfBounds(within)
        | Fault::TagOpenedTwice(within)
        | Fault::EventParsingError(within) => GpxError::Malformed { within },
        Fault::ParseFloatError(_) | Fault::ParseIntegerError(_) => GpxError::Malformed { within: "number" },
        _ => GpxError::Malformed { within: "text" },
    }
}

fn points(waypoints: &[Waypoint]) -> Result<Vec<GpxPoint>, GpxError> {
    waypoints.iter().map(point).collect()
}

fn point(waypoint: &Waypoint) -> Result<GpxPoint, GpxError> {
    let position = LatLon::from_point(waypoint.point()).ok_or(GpxError::OutOfRange)?;
    Ok(GpxPoint { position, at: waypoint.time.map(instant).transpose()? })
}

fn instant(time: ::gpx::Time) -> Result<Timestamp, GpxError> {
    let ms = OffsetDateTime::from(time).unix_timestamp_nanos().div_euclid(1_000_000);
    i64::try_from(ms).map(Timestamp::from_millis).map_err(|_| GpxError::Time)
}

fn waypoint(point: &TrackPoint) -> Result<Waypoint, GpxError> {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(point.at.as_millis()) * 1_000_000);
    let at = point.position.to_point();
    // Longitudes of GPX end before 180.
    let at = if at.x() >= 180.0 { Point::new(-180.0, at.y()) } else { at };
    let mut waypoint = Waypoint::new(at);
    waypoint.time = Some(time.map_err(|_| GpxError::Time)?.into());
    Ok(waypoint)
}

fn title(name: Option<&str>) -> Option<Title> {
    let short: String = name?.chars().take(80).collect();
    Title::new(&short).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::track::Mark;
    use proptest::prelude::*;

    fn file(inside: &str) -> String {
        format!(
            r#"<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{inside}</gpx>"#
        )
    }

    fn read(text: &str) -> Result<GpxContent, GpxError> {
        read_gpx(text.as_bytes())
    }

    fn track_point(ms: i64, lat: f64, lon: f64, marks: &[Mark]) -> TrackPoint {
        let point = TrackPoint::new(Timestamp::from_millis(ms), LatLon::new(lat, lon).unwrap());
        TrackPoint { marks: marks.iter().collect(), ..point }
    }

    #[test]
    fn points_without_a_time_are_told_and_none_is_invented() {
        let line = r#"<trk><trkseg><trkpt lat="-1.3" lon="36.8"><time>2026-06-01T08:00:00.5+03:00</time></trkpt>
            <trkpt lat="-1.3" lon="36.9"/><trkpt lat="1" lon="2"><time>1960-01-01T00:00:00Z</time></trkpt></trkseg></trk>"#;
        let content = read(&file(line)).unwrap();
        let fixes = content.tracks[0].fixes(10.0).unwrap();
        assert_eq!((fixes.fixes.len(), fixes.without_time, fixes.absurd_time), (1, 1, 1));
        assert_eq!(fixes.fixes[0].time().at.to_rfc3339(), "2026-06-01T05:00:00.500Z");
        assert_eq!(content.tracks[0].fixes(-1.0), Err(PositionError::Accuracy));
    }

    #[test]
    fn outliers_go_out_as_waypoints_and_a_gap_ends_a_segment() {
        let track = [
            track_point(1_780_000_000_123, -1.3, 36.8, &[]),
            track_point(1_780_000_001_000, -1.4, 36.8, &[Mark::MockLocation, Mark::TooFast]),
            track_point(1_780_000_002_000, -1.300_01, 36.8, &[]),
            track_point(1_780_009_002_000, -1.300_02, 180.0, &[Mark::GpsGap]),
        ];
        let text = write_gpx(Some(&Title::new("Zamu <&\u{ffff} usiku>").unwrap()), &track).unwrap();
        assert!(text.contains("mock_location too_fast"), "{text}");
        let back = read(&text).unwrap();
        assert_eq!(back.tracks.iter().map(|line| line.points.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(back.tracks[0].name.as_ref().map(Title::as_str), Some("Zamu <& usiku>"));
        assert_eq!(back.tracks[0].points[0], GpxPoint { position: track[0].position, at: Some(track[0].at) });
        assert_eq!(back.tracks[1].points[0].position.lon(), -180.0);
        assert_eq!(back.places.len(), 1);
    }

    #[test]
    fn what_is_no_gpx_is_refused_by_name() {
        assert!(matches!(read("GPX"), Err(GpxError::Xml { line: 1, .. })));
        assert!(matches!(read(""), Err(GpxError::Xml { .. })));
        assert_eq!(read("<kml/>"), Err(GpxError::NotGpx));
        assert_eq!(read(r#"<gpx version="2.0"></gpx>"#), Err(GpxError::NotGpx));
        assert_eq!(read(r"<gpx></gpx>"), Err(GpxError::NotGpx));
        assert_eq!(read(&file(r#"<wpt lat="91" lon="0"/>"#)), Err(GpxError::OutOfRange));
        assert_eq!(read(&file(r#"<wpt lat="NaN" lon="0"/>"#)), Err(GpxError::OutOfRange));
        assert_eq!(read(&file(r#"<wpt lat="x" lon="0"/>"#)), Err(GpxError::Malformed { within: "number" }));
        assert_eq!(read(&file(r#"<wpt lat="1" lon="0"><time>yesterday</time></wpt>"#)), Err(GpxError::Time));
        assert_eq!(read(&file("<trk><wpt/></trk>")), Err(GpxError::Malformed { within: "track" }));
    }

    #[test]
    fn what_would_take_too_much_is_refused_before_it_is_taken() {
        let entities = r#"<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><gpx version="1.1"/>"#;
        assert_eq!(read(entities), Err(GpxError::Unsafe));
        let external = r#"<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx version="1.1"/>"#;
        assert_eq!(read(external), Err(GpxError::Unsafe));
        let wide: Vec<u8> = file("").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_gpx(&wide), Err(GpxError::Unsafe));
        assert_eq!(read_gpx(&vec![b' '; MAX_GPX_BYTES + 1]), Err(GpxError::TooLarge));
        assert_eq!(read(&file(&"<trk/>".repeat(MAX_GPX_ITEMS + 1))), Err(GpxError::TooManyItems));
        assert!(size_of::<Waypoint>().max(size_of::<Track>()).max(size_of::<::gpx::Route>()) <= 512);
        let deep = format!("<extensions>{}", "<a>".repeat(1_000_000));
        assert_eq!(read(&file(&deep)), Err(GpxError::TooDeep));
    }

    #[test]
    fn errors_repeat_nothing_of_the_file() {
        for inside in [r#"<wpt lat="91.2345" lon="0"/>"#, "<wpt lat=\"1\" lon=\"2\"><siri/></wpt>", "<siri/>"] {
            let error = read(&file(inside)).unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(!said.contains("91.2345") && !said.contains("siri"), "{said}");
        }
    }

    fn any_track() -> impl Strategy<Value = Vec<TrackPoint>> {
        let marks = prop_oneof![8 => Just(vec![]), 1 => Just(vec![Mark::GpsGap]), 1 => Just(vec![Mark::TooFast])];
        let point = (0..253_402_300_799_999i64, -90.0..=90.0f64, -180.0..180.0f64, marks)
            .prop_map(|(ms, lat, lon, marks)| track_point(ms, lat, lon, &marks));
        prop::collection::vec(point, 0..40)
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_in_again(track in any_track(), name in "\\PC{0,90}") {
            let name = title(Some(&name));
            let back = read(&write_gpx(name.as_ref(), &track).unwrap()).unwrap();
            let (out, marked): (Vec<&TrackPoint>, _) = track.iter().partition(|point| !point.marks.is_outlier());
            let points: Vec<GpxPoint> = back.tracks.iter().flat_map(|line| line.points.clone()).collect();
            prop_assert_eq!(points.len(), out.len());
            prop_assert_eq!(back.places.len(), marked.len());
            for (point, out) in points.iter().zip(out) {
                prop_assert_eq!(point.at, Some(out.at));
                // The last place may be rounded to the other side.
                prop_assert!((point.position.lat() - out.position.lat()).abs() < 1.1e-7);
                prop_assert!((point.position.lon() - out.position.lon()).abs() < 1.1e-7);
            }
            prop_assert!(back.tracks.iter().all(|line| line.name == name));
        }

        #[test]
        fn a_damaged_file_never_panics(
            track in any_track(),
            at in any::<prop::sample::Index>(),
            with in prop::collection::vec(any::<u8>(), 0..8),
            cut in 0..8usize,
        ) {
            let mut bytes = write_gpx(None, &track).unwrap().into_bytes();
            let at = at.index(bytes.len());
            bytes.splice(at..(at + cut).min(bytes.len()), with);
            drop(read_gpx(&bytes));
        }

        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            drop(read_gpx(&bytes));
            drop(read_gpx(&[b"<gpx version=\"1.1\">".as_slice(), &bytes].concat()));
        }
    }
}
