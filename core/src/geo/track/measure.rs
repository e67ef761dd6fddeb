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
