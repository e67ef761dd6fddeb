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
        for (_, last) in self.outliers.iter_mut().enumerate().filter(|(bit, _)| kinds & (1 << bit) != 0) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LatLon;
    use crate::geo::track::Marks;
    use proptest::prelude::*;

    fn point(seconds: i64, metres: f64, marks: &[Mark]) -> TrackPoint {
        let position = LatLon::new(-1.3 + metres / 111_195.0, 36.8).unwrap();
        let at = Timestamp::from_millis(1_780_000_000_000 + seconds * 1000);
        TrackPoint { marks: marks.iter().collect(), ..TrackPoint::new(at, position) }
    }

    fn seconds(points: &[TrackPoint]) -> Vec<i64> {
        points.iter().map(|point| point.at.as_millis() / 1000 - 1_780_000_000).collect()
    }

    #[test]
    fn a_walk_keeps_a_point_every_25_m_and_the_last() {
        let kept = thin((0..101).map(|i| point(i, i as f64 * 1.1, &[])), ThinSettings::default());
        assert_eq!(seconds(&kept), [0, 23, 46, 69, 92, 100]);
    }

    #[test]
    fn standing_keeps_a_point_every_five_minutes() {
        let kept = thin((0..=900).map(|i| point(i, (i % 5) as f64, &[])), ThinSettings::default());
        assert_eq!(seconds(&kept), [0, 300, 600, 900]);
    }

    #[test]
    fn both_ends_of_a_gap_are_kept() {
        let leg = [point(0, 0.0, &[]), point(9, 1.0, &[]), point(900, 2.0, &[Mark::GpsGap]), point(910, 3.0, &[])];
        assert_eq!(seconds(&thin(leg, ThinSettings::default())), [0, 9, 900, 910]);
    }

    #[test]
    fn outliers_are_kept_as_evidence_one_of_a_kind_per_five_minutes() {
        let leg =
            (0..601).map(|i| point(i, 1e4 * i as f64, &[if i % 2 == 0 { Mark::MockLocation } else { Mark::TooFast }]));
        assert_eq!(seconds(&thin(leg, ThinSettings::default())), [0, 1, 300, 301, 600]);
    }

    #[test]
    fn nothing_and_one_point_are_thinned() {
        assert_eq!(thin([], ThinSettings::default()), []);
        assert_eq!(thin([point(0, 0.0, &[])], ThinSettings::default()).len(), 1);
    }

    fn any_leg() -> impl Strategy<Value = Vec<TrackPoint>> {
        let marks = prop_oneof![
            20 => Just(vec![]),
            2 => Just(vec![Mark::TooFast]),
            1 => Just(vec![Mark::GpsGap]),
            1 => Just(vec![Mark::ClockJump])
        ];
        prop::collection::vec((0..200i64, -30.0..30.0f64, marks), 0..300).prop_map(|steps| {
            let (mut now, mut way) = (0, 0.0);
            steps
                .into_iter()
                .map(|(later, further, marks)| {
                    now += later;
                    way += further;
                    point(now, way, &marks)
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_the_first_lines_of_this_file_promise_holds(leg in any_leg()) {
            let settings = ThinSettings::default();
            let kept = thin(leg.iter().copied(), settings);
            let usable: Vec<TrackPoint> = crate::geo::track::usable(&leg).copied().collect();
            let good: Vec<TrackPoint> = crate::geo::track::usable(&kept).copied().collect();
            prop_assert_eq!(good.first(), usable.first());
            prop_assert_eq!(good.last(), usable.last());
            for pair in good.windows(2) {
                let [from, to] = pair else { continue };
                let apart = from.position.distance_m(to.position) >= settings.every_m
                    || to.at.since(from.at) >= settings.still_every;
                // What ends before a gap, and the last, may be near.
                let is_end = Some(to) == usable.last()
                    || good.windows(2).any(|pair| pair[0] == *to && !pair[1].is_joined());
                prop_assert!(apart || !to.marks.is_empty() || is_end);
            }
            // Every dropped one is near the kept one before it.
            let mut left = good.iter().peekable();
            let mut before: Option<TrackPoint> = None;
            for point in &usable {
                if left.peek() == Some(&point) {
                    before = left.next().copied();
                    continue;
                }
                let before = before.unwrap();
                prop_assert!(before.position.distance_m(point.position) < settings.every_m);
                prop_assert!(point.at.since(before.at) < settings.still_every);
                prop_assert_eq!(point.marks, Marks::NONE);
            }
            prop_assert!(left.next().is_none());
        }
    }
}
