//! Fewer points that say as much: one per 25 m on the way, one per 5 minutes of standing (DOMAIN §15.6).
//!
//! In: every [`TrackPoint`] of a leg, marked. Out: those that are kept, at once, at most two for each.
//!
//! What holds of the points that are no outliers:
//! - The first and the last are kept, and both ends of every gap and of every break.
//! - Two kept ones in a row lie at least 25 m or 5 minutes apart, but for those ends, the point after a jump of the clock, and
//!   the last.
//! - Every dropped one lies less than 25 m from the kept one before it, and less than 5 minutes after it.
//!
//! Of outliers one of each kind is kept per 5 minutes, as evidence; how many there were, [`Tally`](super::Tally) says.

use std::time::Duration;

use super::mark::{Mark, TrackPoint};
use crate::clock::Timestamp;

/// How many points are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThinSettings {
    /// Metres on the way for each kept point.
    pub every_m: f64,
    /// The longest time between kept points, when standing.
    pub still_every: Duration,
}

impl Default for ThinSettings {
    /// 25 m, 5 minutes.
    fn default() -> Self {
        Self { every_m: 25.0, still_every: Duration::from_secs(5 * 60) }
    }
}

/// Thins the points of one leg, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Thinner {
    settings: ThinSettings,
    kept: Option<TrackPoint>,
    /// The last one, where it was not kept.
    dropped: Option<TrackPoint>,
    /// When an outlier of each kind was last kept.
    outliers: [Option<Timestamp>; 8],
}

impl Thinner {
    /// For a leg that begins.
    #[must_use]
    pub fn new(settings: ThinSettings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Takes the next point; gives those that are now known to be kept.
    pub fn push(&mut self, point: TrackPoint) -> impl Iterator<Item = TrackPoint> + use<> {
        let kept = if point.marks.is_outlier() { [None, self.witness(point)] } else { self.step(point) };
        kept.into_iter().flatten()
    }

    /// The leg has ended: its last point, where that was not kept yet.
    #[must_use]
    pub fn finish(self) -> Option<TrackPoint> {
        self.dropped
    }

    fn step(&mut self, point: TrackPoint) -> [Option<TrackPoint>; 2] {
        if !point.is_joined() {
            let end = self.dropped.take();
            self.kept = Some(point);
            return [end, Some(point)];
        }
        let is_near = self.kept.is_some_and(|kept| {
            kept.position.distance_m(point.position) < self.settings.every_m
                && point.at.since(kept.at) < self.settings.still_every
        });
        if is_near && !point.marks.has(&Mark::ClockJump) {
            self.dropped = Some(point);
            return [None, None];
        }
        self.dropped = None;
        self.kept = Some(point);
        [None, Some(point)]
    }

    /// An outlier, where none of its kind was kept lately.
    fn witness(&mut self, point: TrackPoint) -> Option<TrackPoint> {
        let still_every = self.settings.still_every;
        let kinds = point.marks.outliers().bits();
        let mut is_new = false;
        for (bit, last) in self.outliers.iter_mut().enumerate().filter(|(bit, _)| kinds & (1 << bit) != 0) {
            if last.is_none_or(|last| point.at.since(last) >= still_every) {
                *last = Some(point.at);
                is_new = true;
            }
        }
        is_new.then_some(point)
    }
}

/// Thins a whole leg.
pub fn thin(points: impl IntoIterator<Item = TrackPoint>, settings: ThinSettings) -> Vec<TrackPoint> {
    let mut thinner = Thinner::new(settings);
    let mut kept: Vec<TrackPoint> = points.into_iter().flat_map(|point| thinner.push(point)).collect();
    kept.extend(thinner.finish());
    kept
}
