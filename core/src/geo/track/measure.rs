//! How long a track is, in metres and in time, and where it has gaps.
//!
//! In: the [`TrackPoint`]s of one leg, thinned or not. Out: numbers. Outliers count for nothing.
//!
//! Lengths are great-circle distances on a sphere, as everywhere in [`geo`](crate::geo) (Haversine, within 0.6 % of the
//! ellipsoid; in Kenya 0.6 % too long north to south and 0.1 % too short east to west).

use std::time::Duration;

use super::mark::{Mark, TrackPoint};
use crate::clock::Timestamp;

/// Below this many metres per second between two points nobody was on the way. A point per 25 m or 5 minutes is 0.08 m/s where
/// somebody stands, and a slow walk is 0.5 m/s.
pub const MOVING_MPS: f64 = 0.25;

/// A time without a good point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The last point before.
    pub from: Timestamp,
    /// The first point after.
    pub to: Timestamp,
    /// Metres between them.
    pub distance_m: f64,
}

impl Gap {
    /// How long it was.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.to.since(self.from)
    }
}

/// The points that are no outliers.
pub fn usable(points: &[TrackPoint]) -> impl Iterator<Item = &TrackPoint> {
    points.iter().filter(|point| !point.marks.is_outlier())
}

/// Each usable point with the one before it.
fn steps(points: &[TrackPoint]) -> impl Iterator<Item = (&TrackPoint, &TrackPoint)> {
    usable(points).zip(usable(points).skip(1))
}

/// Length in metres. Across a gap it is the straight line, the least that was travelled; across a break
/// ([`Mark::Resumed`]) nothing. Of a thinned track it is shorter by the bends that thinning cut.
#[must_use]
pub fn length_m(points: &[TrackPoint]) -> f64 {
    steps(points)
        .filter(|(_, to)| !to.marks.has(&Mark::Resumed))
        .map(|(from, to)| from.position.distance_m(to.position))
        .sum()
}

/// From the first usable point to the last.
#[must_use]
pub fn duration(points: &[TrackPoint]) -> Duration {
    match (usable(points).next(), usable(points).last()) {
        (Some(first), Some(last)) => last.at.since(first.at),
        _ => Duration::ZERO,
    }
}

/// How long somebody was on the way, at `slowest_mps` metres per second or more: see [`MOVING_MPS`]. Gaps and breaks do not
/// count. In a thinned track the step in which somebody stops or starts counts as a whole, one way or the other.
#[must_use]
pub fn moving_time(points: &[TrackPoint], slowest_mps: f64) -> Duration {
    steps(points)
        .filter(|(_, to)| to.is_joined())
        .map(|(from, to)| (to.at.since(from.at), from.position.distance_m(to.position)))
        .filter(|(time, way)| *way >= slowest_mps * time.as_secs_f64() && *way > 0.0)
        .fold(Duration::ZERO, |all, (time, _)| all.saturating_add(time))
}

/// Times without a usable point that are longer than `limit`, in their order. In a thinned track a limit below the
/// thinner's 5 minutes finds standing, too.
#[must_use]
pub fn gaps(points: &[TrackPoint], limit: Duration) -> Vec<Gap> {
    steps(points)
        .filter(|(from, to)| to.at.since(from.at) > limit)
        .map(|(from, to)| Gap { from: from.at, to: to.at, distance_m: from.position.distance_m(to.position) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LatLon;

    fn point(seconds: i64, metres: f64, marks: &[Mark]) -> TrackPoint {
        let position = LatLon::new(-1.3 + metres / 111_195.080_2, 36.8).unwrap();
        TrackPoint {
            marks: marks.iter().collect(),
            ..TrackPoint::new(Timestamp::from_millis(seconds * 1000), position)
        }
    }

    #[test]
    fn a_track_is_as_long_as_its_steps() {
        let track = [point(0, 0.0, &[]), point(60, 60.0, &[]), point(120, 0.0, &[])];
        assert!((length_m(&track) - 120.0).abs() < 0.1);
        assert_eq!(duration(&track), Duration::from_secs(120));
        assert_eq!((length_m(&[]), duration(&[])), (0.0, Duration::ZERO));
    }

    #[test]
    fn outliers_count_for_nothing_and_a_break_has_no_length() {
        let track = [
            point(0, 0.0, &[]),
            point(10, 9e5, &[Mark::TooFast]),
            point(20, 20.0, &[]),
            point(30, 5_000.0, &[Mark::Resumed]),
            point(40, 5_010.0, &[]),
            point(50, 9e5, &[Mark::MockLocation]),
        ];
        assert!((length_m(&track) - 30.0).abs() < 0.1);
        assert_eq!(duration(&track), Duration::from_secs(40));
        assert_eq!(moving_time(&track, MOVING_MPS), Duration::from_secs(30));
    }

    #[test]
    fn standing_is_not_moving() {
        let track = [point(0, 0.0, &[]), point(300, 10.0, &[]), point(320, 35.0, &[]), point(620, 35.0, &[])];
        assert_eq!(moving_time(&track, MOVING_MPS), Duration::from_secs(20));
    }

    #[test]
    fn gaps_are_longer_than_the_limit() {
        let track =
            [point(0, 0.0, &[]), point(600, 0.0, &[]), point(900, 1.0, &[Mark::TooFast]), point(1201, 100.0, &[])];
        let found = gaps(&track, Duration::from_secs(600));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].from.as_millis(), found[0].duration().as_secs()), (600_000, 601));
        assert!((found[0].distance_m - 100.0).abs() < 0.1);
    }
}
