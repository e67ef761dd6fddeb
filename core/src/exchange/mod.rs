//! What travels by other ways than the hub: events from screen to camera or as a file, tracks and alerts as files that other
//! programs read.
//!
//! In: proven events and the grants of those who signed them, tracks, files of others. Out: text for QR codes or for a file, GPX
//! and GeoJSON, and back. Nothing here knows what the events mean or who may see what; whoever hands something over has asked
//! `policy` before.
//!
//! - [`qr`](encode): payload strings for one or several QR codes
//! - [`note`]: small notes, one code each
//! - [`dossier`]: a record as a file that anybody can check
//! - [`cap`]: alerts as XML of CAP 1.2
//! - [`gpx`](read_gpx): tracks, routes and places from GPX, tracks as GPX 1.1
//! - [`geojson`](write_geojson): tracks as GeoJSON
//! - [`hsds`]: the directory as JSON of HSDS 3

pub mod cap;
pub mod dossier;
pub mod fhir;
mod geojson;
mod gpx;
pub mod hsds;
pub mod note;
mod qr;

pub use self::geojson::write_geojson;
pub use self::gpx::{
    GpxContent, GpxError, GpxFixes, GpxLine, GpxPlace, GpxPoint, MAX_GPX_BYTES, MAX_GPX_ITEMS, read_gpx, write_gpx,
};
pub use self::qr::{Handed, MAX_FRAMES, QrError, decode, encode};

use crate::geo::track::{Mark, TrackPoint, usable};

/// The pieces of a track in which the phone was seen all the way: a gap or a break ends one. Outliers are left out.
fn segments(points: &[TrackPoint]) -> Vec<Vec<&TrackPoint>> {
    let mut segments: Vec<Vec<&TrackPoint>> = vec![];
    for point in usable(points) {
        let begins = point.marks.has(&Mark::GpsGap) || point.marks.has(&Mark::Resumed);
        match segments.last_mut().filter(|_| !begins) {
            Some(segment) => segment.push(point),
            None => segments.push(vec![point]),
        }
    }
    segments
}
