//! What matching costs: one position against ten thousand live alerts with outlines, against the bare question to an R-tree of their
//! boxes and one exact test, which is the least that any answer takes.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::geo::{AreaIndex, LatLon, Position, PositionSource, Shape};
use usalama_core::model::alert::{
    AlertEvent, AlertIndex, AlertPlace, BUFFER_M, Bilingual, Envelope, NewAlert, Whereabouts, compose, sender_of,
};
use usalama_core::model::cap::{self, MsgType, Severity};
use uuid::Uuid;

use crate::Row;

/// Live alerts.
const ALERTS: u32 = 10_000;
/// Corners of an outline.
const CORNERS: u32 = 12;

/// Measures `runs` positions.
pub fn measure(runs: usize) -> Vec<Row> {
    let mut chance = fastrand::Rng::with_seed(11);
    let now = usalama_tests::phone::now();
    // Nairobi and around it: a ward of two kilometres across has some dozens.
    let somewhere = |chance: &mut fastrand::Rng| (-1.45 + chance.f64() * 0.3, 36.65 + chance.f64() * 0.45);
    let areas = AreaIndex::new();
    let messages: Vec<(SubjectId, cap::Alert)> = (0..ALERTS)
        .map(|number| {
            let (lat, lon) = somewhere(&mut chance);
            let id = SubjectId(Uuid::from_u128(u128::from(number) + 1));
            (id, alert(id, outline(lat, lon, 0.001 + chance.f64() * 0.004), now, &areas))
        })
        .collect();
    let index = AlertIndex::new(messages.iter().map(|(id, message)| (*id, message)), &areas);
    let shapes: Vec<Shape> =
        messages.iter().map(|(_, message)| message.info[0].area[0].polygon[0].shape().expect("an outline")).collect();
    let bare = RTree::bulk_load(
        shapes
            .iter()
            .enumerate()
            .map(|(place, shape)| GeomWithData::new(box_of(shape), place))
            .collect::<Vec<GeomWithData<Rectangle<[f64; 2]>, usize>>>(),
    );
    let (mut ours, mut theirs, mut matched) = (vec![], vec![], 0);
    for _ in 0..runs {
        let (lat, lon) = somewhere(&mut chance);
        let at = LatLon::new(lat, lon).expect("a place");
        let position = Position::new(at, 20.0, PositionSource::Gnss, None).expect("a position");
        let here = Whereabouts { position: Some((&position, now)), ..Whereabouts::default() };
        let started = Instant::now();
        let found = index.matching(black_box(&here), &areas, now);
        ours.push(started.elapsed());
        matched += black_box(found).len();
        let started = Instant::now();
        let (dlat, dlon) = (BUFFER_M / 111_195.0, BUFFER_M / 111_150.0);
        let around = AABB::from_corners([lon - dlon, lat - dlat], [lon + dlon, lat + dlat]);
        // The question, and one exact test: of the first candidate, or where there is none of any outline.
        let candidates: Vec<usize> = bare.locate_in_envelope_intersecting(&around).map(|found| found.data).collect();
        let first = candidates.first().copied().unwrap_or_default();
        black_box(shapes[first].distance_m(at));
        black_box(candidates);
        theirs.push(started.elapsed());
    }
    let (own, other) = (median(&mut ours), median(&mut theirs));
    println!(
        "matching one position against {ALERTS} alerts: {:.2} µs, a bare R-tree and one exact test: {:.2} µs (medians); {:.1} matches \
         each",
        own.as_secs_f64() * 1e6,
        other.as_secs_f64() * 1e6,
        matched as f64 / runs as f64
    );
    vec![
        Row {
            name: "match_alerts_vs_bare_rtree",
            value: own.as_secs_f64() / other.as_secs_f64(),
            unit: "ratio, target at most 2; a bare R-tree query and one exact test",
            baseline: Some(1.0),
            runs,
        },
        Row {
            name: "match_alerts_us",
            value: own.as_secs_f64() * 1e6,
            unit: "µs, one position against 10,000 alerts",
            baseline: Some(other.as_secs_f64() * 1e6),
            runs,
        },
    ]
}

fn outline(lat: f64, lon: f64, size: f64) -> Vec<LatLon> {
    (0..CORNERS)
        .map(|corner| {
            let (sin, cos) = (f64::from(corner) / f64::from(CORNERS) * std::f64::consts::TAU).sin_cos();
            LatLon::new(lat + size * sin, lon + size * cos).expect("a place")
        })
        .collect()
}

fn alert(id: SubjectId, ring: Vec<LatLon>, now: Timestamp, areas: &AreaIndex) -> cap::Alert {
    let place = AlertPlace { polygons: vec![ring], ..AlertPlace::default() };
    let headline = Bilingual::new("Flood", "Mafuriko");
    let new =
        NewAlert::new(AlertEvent::Flood, Severity::Moderate, headline, place, now.plus(Duration::from_secs(3600)));
    let envelope = Envelope {
        id,
        sender: sender_of(Uuid::nil()),
        sender_name: None,
        sent: now,
        msg_type: MsgType::Alert,
        references: &[],
    };
    compose(&new, &envelope, areas).expect("an alert")
}

fn box_of(shape: &Shape) -> Rectangle<[f64; 2]> {
    let corners: Vec<LatLon> = shape.along_edges(f64::INFINITY).collect();
    let of = |pick: fn(&LatLon) -> f64, fold: fn(f64, f64) -> f64, from: f64| corners.iter().map(pick).fold(from, fold);
    Rectangle::from_corners(
        [of(|at| at.lon(), f64::min, 180.0), of(|at| at.lat(), f64::min, 90.0)],
        [of(|at| at.lon(), f64::max, -180.0), of(|at| at.lat(), f64::max, -90.0)],
    )
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
