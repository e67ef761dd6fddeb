//! Tracks of a whole shift, from real receivers and from hostile ones: what thinning and packing leave of them, and what still
//! holds of a million fixes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use usalama_core::clock::{DeviceTime, Timestamp};
use usalama_core::exchange::{GpxContent, GpxError, GpxLine, read_gpx, write_geojson, write_gpx};
use usalama_core::geo::track::{
    Filter, FilterSettings, Fix, MOVING_MPS, Mark, Packer, ThinSettings, Thinner, TrackPoint, coverage, duration, gaps,
    length_m, limit, moving_time, pack, reached, stays, thin, unpack, usable,
};
use usalama_core::geo::{LatLon, Position, PositionSource};
use uuid::Uuid;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gpx")
}

fn read(name: &str) -> Result<GpxContent, GpxError> {
    read_gpx(&std::fs::read(folder().join(name)).unwrap())
}

fn judged(line: &GpxLine, max_speed_mps: f64) -> Vec<TrackPoint> {
    let mut filter = Filter::new(FilterSettings { max_speed_mps, ..FilterSettings::default() });
    line.fixes(5.0).unwrap().fixes.iter().map(|fix| filter.judge(fix)).collect()
}

/// The real day: 3,540 points in two segments, since the receiver was switched off for a while.
fn day() -> Vec<TrackPoint> {
    let content = read("garmin_with_extensions.gpx").unwrap();
    assert_eq!(content.tracks.len(), 2);
    let points = content.tracks.into_iter().flat_map(|line| line.points).collect();
    judged(&GpxLine { name: None, points }, limit::FOOT_MPS)
}

fn minutes(time: Duration) -> u64 {
    time.as_secs() / 60
}

#[test]
fn ten_hours_of_a_real_receiver_are_under_two_kilobytes() {
    let whole = day();
    assert_eq!(whole.len(), 3540);
    let mut marks: Vec<&str> = whole.iter().flat_map(|point| point.marks.iter().map(Mark::code)).collect();
    marks.sort_unstable();
    println!("{:.1} h, marks: {marks:?}", duration(&whole).as_secs_f64() / 3600.0);

    let kept = thin(whole.iter().copied(), ThinSettings::default());
    let bytes = pack(&kept).unwrap();
    println!("{} of {} points kept, {} bytes packed", kept.len(), whole.len(), bytes.len());
    assert!((540..=580).contains(&kept.len()), "{}", kept.len());
    assert!(bytes.len() <= 1900, "{}", bytes.len());

    let back = unpack(&bytes).unwrap();
    assert_eq!(back.len(), kept.len());
    let pairs = || kept.iter().zip(&back);
    let off_m = pairs().map(|(a, b)| a.position.distance_m(b.position)).fold(0.0, f64::max);
    let off_ms = pairs().map(|(a, b)| a.at.distance(b.at).as_millis()).max().unwrap();
    println!("off by {off_m:.2} m and {off_ms} ms at the most");
    assert!(off_m <= 0.79 && off_ms <= 500);
    assert!(pairs().all(|(a, b)| a.marks == b.marks));

    let lengths = [length_m(&whole), length_m(&kept), length_m(&back)];
    let moving = [&whole, &kept, &back].map(|points| minutes(moving_time(points, MOVING_MPS)));
    println!("length {lengths:.0?} m, moving {moving:?} min: whole, thinned, unpacked");
    println!("gaps over 10 min: {:?}", gaps(&kept, Duration::from_secs(600)).len());
    assert!((lengths[1] - lengths[2]).abs() / lengths[1] < 0.01);
    assert_eq!(duration(&whole), duration(&kept));
    // Thinning cuts bends, and the wobble of a receiver that stands.
    assert!(lengths[1] < lengths[0] && lengths[1] > lengths[0] * 0.8);
    // Each end of a gap is in the thinned track.
    let limit = Duration::from_secs(600);
    assert_eq!(gaps(&whole, limit).len(), gaps(&kept, limit).len());
}

#[test]
fn the_thinned_day_passes_within_25_m_of_the_whole_one() {
    let whole = day();
    let kept = thin(whole.iter().copied(), ThinSettings::default());
    let places: Vec<LatLon> = usable(&whole).map(|point| point.position).collect();
    let near = reached(&kept, &places, 25.0);
    assert!(near.iter().all(|near| *near));
    let covered = coverage(&unpack(&pack(&kept).unwrap()).unwrap(), &places, 26.0);
    println!("covered {:.0} of {:.0} m", covered.covered_m, covered.route_m);
    assert!(covered.share().unwrap() > 0.99);
}

#[test]
fn time_at_a_checkpoint_is_nearly_the_same_in_the_thinned_day() {
    let whole = day();
    let kept = thin(whole.iter().copied(), ThinSettings::default());
    let mut worst = 0;
    for point in whole.iter().step_by(200) {
        let time = |points: &[TrackPoint]| -> Duration {
            stays(points, point.position, 50.0).iter().map(usalama_core::geo::track::Stay::duration).sum()
        };
        let (all, few) = (time(&whole), time(&kept));
        worst = worst.max(all.abs_diff(few).as_secs());
        assert!(!few.is_zero() && worst <= 60, "{all:?} {few:?}");
    }
    println!("within 50 m of 18 places: {worst} s apart at the most");
}

#[test]
fn the_day_goes_out_as_gpx_and_comes_in_the_same() {
    let kept = thin(day(), ThinSettings::default());
    let back = read_gpx(write_gpx(None, &kept).unwrap().as_bytes()).unwrap();
    let points: Vec<_> = back.tracks.iter().flat_map(|line| &line.points).collect();
    let good: Vec<&TrackPoint> = usable(&kept).collect();
    assert_eq!(points.len(), good.len());
    for (point, good) in points.iter().zip(good) {
        assert_eq!((point.at, point.position), (Some(good.at), good.position));
    }
    let json: serde_json::Value = serde_json::from_str(&write_geojson(None, &kept)).unwrap();
    assert!(json["features"].as_array().is_some_and(|features| !features.is_empty()));
}

/// What the files hold: points of tracks and routes, those without a time, and places.
const FILES: [(&str, usize, usize, usize); 11] = [
    ("caltopo-export.gpx", 6, 0, 0),
    ("ecology-trail-and-lovers-lane-loop.gpx", 139, 139, 0),
    ("empty_name_tag.gpx", 0, 0, 0),
    ("garmin_with_extensions.gpx", 3540, 0, 0),
    ("gpsies_example.gpx", 41, 0, 0),
    ("outdooractive-export.gpx", 9, 9, 0),
    ("strava_route_example.gpx", 113, 113, 0),
    ("viking_with_route_extensions.gpx", 5, 5, 1),
    ("wahoo_example.gpx", 3, 0, 0),
    ("wikipedia_example.gpx", 3, 0, 0),
    ("with_accuracy.gpx", 3, 0, 0),
];

#[test]
fn every_file_of_another_program_is_read() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(files.filter(|path| path.extension().is_some_and(|is| is == "gpx")).count(), FILES.len());
    for (name, points, untimed, places) in FILES {
        let content = read(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let lines = || content.tracks.iter().chain(&content.routes);
        let without_time: usize = lines().map(|line| line.fixes(5.0).unwrap().without_time).sum();
        let all = lines().map(|line| line.points.len()).sum::<usize>();
        assert_eq!((all, without_time, content.places.len()), (points, untimed, places), "{name}");
        for line in &content.tracks {
            let whole = judged(line, limit::VEHICLE_MPS);
            let kept = thin(whole.iter().copied(), ThinSettings::default());
            let outliers = whole.iter().filter(|point| point.marks.is_outlier()).count();
            println!("{name}: {} points with a time, {outliers} outliers, {} kept", whole.len(), kept.len());
            assert_eq!(unpack(&pack(&kept).unwrap()).unwrap().len(), kept.len());
        }
    }
}

/// A walk around a block of 100 m by 100 m at 1 m/s, a fix each second; with stops, faults and a clock that is set back.
fn walk(fixes: u64) -> impl Iterator<Item = Fix> {
    let mut random = fastrand::Rng::with_seed(7);
    (0..fixes).map(move |second| {
        // Ten minutes on the way, five of standing.
        let (round, within) = (second / 900, second % 900);
        let way = (round * 600 + within.min(600)) % 400;
        let along = (way % 100) as f64;
        let (east, north) = match way / 100 {
            0 => (along, 0.0),
            1 => (100.0, along),
            2 => (100.0 - along, 100.0),
            _ => (0.0, 100.0 - along),
        };
        let (east, north) = match random.u32(0..1000) {
            0 => (east + 5_000.0, north),
            1 => (east, north + 9_000_000.0),
            _ => (east, north),
        };
        let at = LatLon::new(-1.3 + north / 111_195.0, 36.8 + east / 111_166.0).unwrap();
        let accuracy_m = if random.u32(0..1000) == 0 { 900.0 } else { 5.0 };
        let position = Position::new(at, accuracy_m, PositionSource::Gnss, None).unwrap();
        let set_back = if second > fixes / 2 { 7_200_000 } else { 0 };
        let time = DeviceTime {
            at: Timestamp::from_millis(1_780_000_000_000 + i64::try_from(second).unwrap() * 1000 - set_back),
            utc_offset: 180,
            monotonic_ms: Some(second * 1000),
            boot: Some(Uuid::from_u128(1)),
        };
        Fix::new(time, position).unwrap().with_mock(random.u32(0..1000) == 0)
    })
}

#[test]
fn a_million_fixes_stream_through() {
    let fixes = 1_000_000;
    let started = Instant::now();
    let (mut filter, mut thinner, mut packer) = (Filter::default(), Thinner::default(), Packer::new());
    for fix in walk(fixes) {
        for kept in thinner.push(filter.judge(&fix)) {
            packer.push(&kept).unwrap();
        }
    }
    if let Some(last) = thinner.finish() {
        packer.push(&last).unwrap();
    }
    let bytes = packer.finish();
    let points = unpack(&bytes).unwrap();
    println!("{:?}; {} kept, {} bytes, {:?}", started.elapsed(), points.len(), bytes.len(), filter.tally());
    let tally = filter.tally();
    assert_eq!(tally.fixes, fixes);
    // About 4 in 1,000 are absurd, and no other was taken for one.
    assert!((3_500..4_500).contains(&tally.outliers), "{tally:?}");
    assert_eq!((tally.clock_jumps, tally.gaps), (1, 0));
    // 27 on the way in every 900 s, and at most two of standing; and as evidence one outlier of each of three kinds per 300 s.
    assert!(points.len() < usize::try_from(fixes / 900 * 38).unwrap(), "{}", points.len());
    let seconds = duration(&points).as_secs();
    assert!((fixes - 5..fixes).contains(&seconds), "{seconds}");
    assert!(usable(&points).all(|point| point.position.distance_m(LatLon::new(-1.3, 36.8).unwrap()) < 150.0));
}

#[test]
fn a_million_jumps_leave_little() {
    let corners =
        [(-1.3, 36.8), (51.5, -0.1), (-33.9, 18.4), (89.9, 179.9)].map(|(lat, lon)| LatLon::new(lat, lon).unwrap());
    let (mut filter, mut thinner) = (Filter::default(), Thinner::default());
    let mut kept = 0;
    for second in 0..1_000_000 {
        let at = corners[usize::try_from(second).unwrap() % corners.len()];
        let position = Position::new(at, 5.0, PositionSource::Gnss, None).unwrap();
        // Every third one comes from the past.
        let back = if second % 3 == 0 { 90_000_000 } else { 0 };
        let fix = Fix::at(Timestamp::from_millis(1_780_000_000_000 + second * 1000 - back), position).unwrap();
        kept += thinner.push(filter.judge(&fix)).count();
    }
    println!("{kept} kept, {:?}", filter.tally());
    assert!(kept < 20_000, "{kept}");
}
