//! Marks what cannot be; drops nothing.
//!
//! In: [`Fix`]es in the order in which they came. Out: for each a [`TrackPoint`] with its marks, at once.
//!
//! A fix is held against the last good one. How much time passed between them the monotonic clock says, where both have one of
//! the same boot, and otherwise the wall clock. A fix that cannot follow is an outlier, and becomes a *doubt*: where the next
//! ones follow from it, and not from the last good one, then the last good one was wrong (or the phone was carried away with
//! its receiver off), and after [`FilterSettings::confirm`] of them the track goes on there, marked [`Mark::Resumed`]. So one
//! absurd fix, even the first, costs a few points and never the rest of the leg.

use std::time::Duration;

use super::fix::{Fix, MAX_INSTANT};
use super::mark::{Mark, Marks, TrackPoint};
use crate::clock::{DeviceTime, SUSPECT_SKEW, Timestamp};

/// Metres that two fixes may lie apart however little time is between them, beyond what their accuracies say: receivers
/// understate, and a file says no accuracy at all.
const SLACK_M: f64 = 10.0;

/// Highest speeds in metres per second that are believed, generously, by the transport of a leg (DOMAIN §7.2).
pub mod limit {
    /// On foot, with or without a dog, or standing at a post: a sprint.
    pub const FOOT_MPS: f64 = 10.0;
    /// By bicycle: 72 km/h, downhill.
    pub const BICYCLE_MPS: f64 = 20.0;
    /// By motorcycle: 144 km/h.
    pub const MOTORCYCLE_MPS: f64 = 40.0;
    /// By vehicle, and for a transport that is not known: 180 km/h.
    pub const VEHICLE_MPS: f64 = 50.0;
    /// By boat: 108 km/h.
    pub const BOAT_MPS: f64 = 30.0;
}

/// What is believed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FilterSettings {
    /// The highest speed, in metres per second: see [`limit`].
    pub max_speed_mps: f64,
    /// The largest radius of uncertainty, in metres.
    pub max_accuracy_m: f32,
    /// After more time than this without a good fix the next one is marked [`Mark::GpsGap`].
    pub gap: Duration,
    /// The longest time from one fix to the next that is believed: no leg lasts longer.
    pub longest_pause: Duration,
    /// How many outliers in a row that follow from each other are the track. At least 2; one would prove nothing.
    pub confirm: u8,
}

impl Default for FilterSettings {
    /// On foot; 100 m; 10 minutes, twice as long as the thinner waits when nothing moves; 24 hours; 3.
    fn default() -> Self {
        Self {
            max_speed_mps: limit::FOOT_MPS,
            max_accuracy_m: 100.0,
            gap: Duration::from_secs(10 * 60),
            longest_pause: Duration::from_secs(24 * 3600),
            confirm: 3,
        }
    }
}

/// How many fixes there were, and of what kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub fixes: u64,
    /// Those with at least one mark that makes them outliers, mock ones among them.
    pub outliers: u64,
    /// Those that an app invented.
    pub mock: u64,
    /// How often the wall clock was moved.
    pub clock_jumps: u64,
    /// How often there was no good fix for too long.
    pub gaps: u64,
}

/// A fix that others are held against.
#[derive(Debug, Clone)]
struct Known {
    fix: Fix,
    /// Its time on the track.
    at: Timestamp,
}

/// Outliers that follow from each other.
#[derive(Debug, Clone)]
struct Doubt {
    last: Known,
    fixes: u8,
}

/// Judges the fixes of one leg, one after the other.
#[derive(Debug, Clone)]
pub struct Filter {
    settings: FilterSettings,
    good: Option<Known>,
    doubt: Option<Doubt>,
    /// The clocks of the fix before, whatever it was.
    clocks: Option<DeviceTime>,
    tally: Tally,
}

impl Default for Filter {
    fn default() -> Self {
        Self::new(FilterSettings::default())
    }
}

impl Filter {
    /// For a leg that begins.
    #[must_use]
    pub const fn new(settings: FilterSettings) -> Self {
        Self {
            settings,
            good: None,
            doubt: None,
            clocks: None,
            tally: Tally { fixes: 0, outliers: 0, mock: 0, clock_jumps: 0, gaps: 0 },
        }
    }

    /// What was judged so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Judges the next fix.
    pub fn judge(&mut self, fix: &Fix) -> TrackPoint {
        let mut marks = self.alone(fix);
        if self.clocks.replace(*fix.time()).is_some_and(|before| was_moved(&before, fix.time())) {
            marks.insert(&Mark::ClockJump);
        }
        let at = if marks.is_outlier() { self.somewhen(fix) } else { self.follow(fix, &mut marks) };
        self.count(marks);
        TrackPoint { at, position: fix.position().at, marks }
    }

    /// What a fix says of itself.
    fn alone(&self, fix: &Fix) -> Marks {
        let mut marks = Marks::NONE;
        if fix.is_mock() {
            marks.insert(&Mark::MockLocation);
        }
        if fix.position().accuracy_m() > self.settings.max_accuracy_m {
            marks.insert(&Mark::PoorAccuracy);
        }
        if fix.speed_mps().is_some_and(|mps| f64::from(mps) > self.settings.max_speed_mps) {
            marks.insert(&Mark::TooFast);
        }
        marks
    }

    /// Holds a fix against the last good one, and against the doubt.
    fn follow(&mut self, fix: &Fix, marks: &mut Marks) -> Timestamp {
        let Some(good) = &self.good else { return self.accept(fix, fix.time().at) };
        let fault = match self.step(&good.fix, fix) {
            Ok(passed) => {
                if passed > self.settings.gap {
                    marks.insert(&Mark::GpsGap);
                }
                let at = later(good.at, passed);
                return self.accept(fix, at);
            }
            Err(fault) => fault,
        };
        let of_time = fault != Mark::TooFast;
        // The clocks of two boots have nothing in common but the wall clock, and that was moved in between.
        if of_time && were_restarted(good.fix.time(), fix.time()) {
            let at = good.at;
            marks.insert(&Mark::ClockJump);
            marks.insert(&Mark::Resumed);
            return self.accept(fix, at);
        }
        let at = self.doubted(fix, &fault);
        match at {
            Ok(at) => {
                if self.good.as_ref().is_some_and(|good| at.since(good.at) > self.settings.gap) {
                    marks.insert(&Mark::GpsGap);
                }
                if of_time {
                    marks.insert(&Mark::ClockJump);
                }
                marks.insert(&Mark::Resumed);
                self.accept(fix, at)
            }
            Err(at) => {
                marks.insert(&fault);
                at
            }
        }
    }

    fn accept(&mut self, fix: &Fix, at: Timestamp) -> Timestamp {
        self.doubt = None;
        self.good = Some(Known { fix: fix.clone(), at });
        at
    }

    /// Takes an outlier into the doubt: its time where it confirms it, or else as an error.
    fn doubted(&mut self, fix: &Fix, fault: &Mark) -> Result<Timestamp, Timestamp> {
        let begun = self.somewhen(fix);
        let followed = self.doubt.as_ref().map(|doubt| (doubt, self.step(&doubt.last.fix, fix)));
        let (at, fixes) = match followed {
            Some((doubt, Ok(passed))) => (later(doubt.last.at, passed), doubt.fixes.saturating_add(1)),
            // The same moment told twice says nothing against the doubt.
            Some((doubt, Err(Mark::TimeStill))) => return Err(doubt.last.at),
            _ if *fault == Mark::TimeStill => return Err(begun),
            _ => (begun, 1),
        };
        if fixes >= self.settings.confirm.max(2) {
            return Ok(at);
        }
        self.doubt = Some(Doubt { last: Known { fix: fix.clone(), at }, fixes });
        Err(at)
    }

    /// How much time passed from one fix to the other, where the one can follow from the other.
    fn step(&self, before: &Fix, fix: &Fix) -> Result<Duration, Mark> {
        let ms = passed_ms(before.time(), fix.time());
        let passed = Duration::from_millis(u64::try_from(ms).map_err(|_| Mark::TimeBack)?);
        if passed.is_zero() {
            return Err(Mark::TimeStill);
        }
        if passed > self.settings.longest_pause {
            return Err(Mark::TimeAhead);
        }
        let (from, to) = (before.position(), fix.position());
        let unsure = f64::from(from.accuracy_m()) + f64::from(to.accuracy_m()) + SLACK_M;
        let way = from.at.distance_m(to.at) - unsure;
        if way > self.settings.max_speed_mps * passed.as_secs_f64() {
            return Err(Mark::TooFast);
        }
        Ok(passed)
    }

    /// The time of a fix on the track as far as it can be told: what passed since the last good one, or, where that cannot be,
    /// the time of that one.
    fn somewhen(&self, fix: &Fix) -> Timestamp {
        let Some(good) = &self.good else { return fix.time().at };
        let passed = u64::try_from(passed_ms(good.fix.time(), fix.time())).map(Duration::from_millis);
        later(good.at, passed.ok().filter(|passed| *passed <= self.settings.longest_pause).unwrap_or_default())
    }

    fn count(&mut self, marks: Marks) {
        let tally = &mut self.tally;
        tally.fixes += 1;
        tally.outliers += u64::from(marks.is_outlier());
        tally.mock += u64::from(marks.has(&Mark::MockLocation));
        tally.clock_jumps += u64::from(marks.has(&Mark::ClockJump));
        tally.gaps += u64::from(marks.has(&Mark::GpsGap));
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.plus(by).min(MAX_INSTANT)
}

/// Milliseconds from one moment to the other by the monotonic clock, where both are of one boot.
fn monotonic_ms(before: &DeviceTime, now: &DeviceTime) -> Option<i64> {
    let same_boot = before.boot.is_some() && before.boot == now.boot;
    let (from, to) = before.monotonic_ms.zip(now.monotonic_ms).filter(|_| same_boot)?;
    let ms = i128::from(to) - i128::from(from);
    Some(i64::try_from(ms).unwrap_or(if ms < 0 { i64::MIN } else { i64::MAX }))
}

fn wall_ms(before: &DeviceTime, now: &DeviceTime) -> i64 {
    now.at.as_millis().saturating_sub(before.at.as_millis())
}

fn passed_ms(before: &DeviceTime, now: &DeviceTime) -> i64 {
    monotonic_ms(before, now).unwrap_or_else(|| wall_ms(before, now))
}

fn was_moved(before: &DeviceTime, now: &DeviceTime) -> bool {
    monotonic_ms(before, now).is_some_and(|ms| u128::from(wall_ms(before, now).abs_diff(ms)) > SUSPECT_SKEW.as_millis())
}

fn were_restarted(before: &DeviceTime, now: &DeviceTime) -> bool {
    before.boot.is_some() && now.boot.is_some() && before.boot != now.boot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::{LatLon, Position, PositionSource};
    use proptest::prelude::*;
    use uuid::Uuid;

    const T0: i64 = 1_780_000_000_000;
    const HOUR: i64 = 3_600_000;

    /// So many metres north of a corner in Nairobi.
    fn north(metres: f64) -> LatLon {
        LatLon::new(-1.3 + metres / 111_195.0, 36.8).unwrap()
    }

    fn position(at: LatLon) -> Position {
        Position::new(at, 5.0, PositionSource::Gnss, None).unwrap()
    }

    fn walked(seconds: i64, metres: f64) -> Fix {
        Fix::at(Timestamp::from_millis(T0 + seconds * 1000), position(north(metres))).unwrap()
    }

    /// With the wall clock at one time and the monotonic clock of a boot at another.
    fn clocked(wall: i64, monotonic_ms: u64, boot: u128, metres: f64) -> Fix {
        let (at, boot) = (Timestamp::from_millis(wall), Some(Uuid::from_u128(boot)));
        let time = DeviceTime { at, utc_offset: 180, monotonic_ms: Some(monotonic_ms), boot };
        Fix::new(time, position(north(metres))).unwrap()
    }

    fn codes(point: &TrackPoint) -> Vec<&str> {
        point.marks.iter().map(Mark::code).collect()
    }

    fn judged(fixes: &[Fix]) -> Vec<TrackPoint> {
        let mut filter = Filter::default();
        fixes.iter().map(|fix| filter.judge(fix)).collect()
    }

    fn marked(fixes: &[Fix]) -> Vec<Vec<&'static str>> {
        judged(fixes).iter().map(|point| point.marks.iter().map(Mark::code).collect()).collect()
    }

    #[test]
    fn a_walk_has_no_marks() {
        let walk: Vec<Fix> = (0..100).map(|i| walked(i, i as f64 * 1.4)).collect();
        assert!(judged(&walk).iter().all(|point| point.marks.is_empty()));
    }

    #[test]
    fn a_jump_of_a_metre_is_none_and_one_around_the_earth_is() {
        let near = [walked(0, 0.0), walked(1, 1.0)];
        assert_eq!(marked(&near), [[""; 0], []]);
        let antipode = position(LatLon::new(1.3, -143.2).unwrap());
        let far = Fix::at(Timestamp::from_millis(T0 + 1000), antipode).unwrap();
        assert_eq!(marked(&[walked(0, 0.0), far, walked(2, 2.0)]), [vec![], vec!["too_fast"], vec![]]);
        // 10⁹ m is no place on the Earth.
        assert!(LatLon::new(1e9 / 111_195.0, 36.8).is_err());
    }

    #[test]
    fn what_is_too_fast_depends_on_the_transport() {
        let ride = [walked(0, 0.0), walked(10, 250.0)];
        assert_eq!(marked(&ride)[1], ["too_fast"]);
        let mut filter = Filter::new(FilterSettings { max_speed_mps: limit::VEHICLE_MPS, ..Default::default() });
        assert!(ride.iter().all(|fix| filter.judge(fix).marks.is_empty()));
        let reported = walked(1, 1.0).with_speed(12.0).unwrap();
        assert_eq!(marked(&[walked(0, 0.0), reported]), [vec![], vec!["too_fast"]]);
    }

    #[test]
    fn a_first_fix_that_is_absurd_does_not_spoil_those_after_it() {
        let mut fixes = vec![walked(0, 9_000_000.0)];
        fixes.extend((1..10).map(|i| walked(i, i as f64)));
        let points = judged(&fixes);
        assert_eq!(points.iter().filter(|point| point.marks.is_outlier()).count(), 2);
        assert_eq!(codes(&points[3]), ["resumed"]);
        assert!(points[4..].iter().all(|point| point.marks.is_empty()));
        assert!(crate::geo::track::length_m(&points) < 10.0);
    }

    #[test]
    fn an_absurd_time_does_not_spoil_those_after_it() {
        for absurd in [-20 * 365 * 86_400, -7200, 40 * 365 * 86_400] {
            for first in [0, 5] {
                let mut fixes: Vec<Fix> = (0..20).map(|i| walked(i, i as f64)).collect();
                fixes[first] = walked(absurd, first as f64);
                let points = judged(&fixes);
                let outliers = points.iter().filter(|point| point.marks.is_outlier()).count();
                assert!(outliers <= 2, "{absurd} {first}: {outliers}");
                assert!(points[8..].iter().all(|point| point.marks.is_empty()));
            }
        }
    }

    #[test]
    fn time_that_stands_still_or_runs_back_is_marked() {
        assert_eq!(marked(&[walked(0, 0.0), walked(0, 1.0), walked(1, 2.0)])[1], ["time_still"]);
        assert_eq!(marked(&[walked(10, 0.0), walked(9, 1.0), walked(11, 2.0)]), [vec![], vec!["time_back"], vec![]]);
    }

    #[test]
    fn a_clock_set_back_two_hours_moves_nothing_where_there_is_a_monotonic_one() {
        let mut fixes: Vec<Fix> = (0..60).map(|i| clocked(T0 + i * 1000, i as u64 * 1000, 1, i as f64)).collect();
        fixes.extend((60..120).map(|i| clocked(T0 + i * 1000 - 2 * HOUR, i as u64 * 1000, 1, i as f64)));
        let points = judged(&fixes);
        assert_eq!(codes(&points[60]), ["clock_jump"]);
        assert_eq!(points.iter().filter(|point| !point.marks.is_empty()).count(), 1);
        assert!(points.iter().zip(0..).all(|(point, i)| point.at.as_millis() == T0 + i * 1000));
    }

    #[test]
    fn without_a_monotonic_clock_the_track_resumes_after_the_clock_was_set_back() {
        let mut fixes: Vec<Fix> = (0..60).map(|i| walked(i, i as f64)).collect();
        fixes.extend((60..120).map(|i| walked(i - 7200, i as f64)));
        let points = judged(&fixes);
        assert_eq!(points.iter().map(codes).filter(|codes| codes == &["time_back"]).count(), 2);
        assert_eq!(codes(&points[62]), ["clock_jump", "resumed"]);
        let usable: Vec<i64> = crate::geo::track::usable(&points).map(|point| point.at.as_millis()).collect();
        assert!(usable.is_sorted());
        // Two of the three seconds of doubt are known to have passed; that between the clocks is not.
        assert_eq!(usable.last(), Some(&(T0 + 59_000 + 2_000 + 57_000)));
    }

    #[test]
    fn after_a_restart_and_a_clock_that_was_set_back_the_track_goes_on_at_once() {
        let fixes = [
            clocked(T0, 5_000, 1, 0.0),
            clocked(T0 + 1000, 6_000, 1, 1.0),
            clocked(T0 + 60_000, 100, 2, 20.0),
            clocked(T0 - 2 * HOUR, 200, 3, 30.0),
            clocked(T0 - 2 * HOUR + 1000, 1_200, 3, 31.0),
        ];
        let points = judged(&fixes);
        assert_eq!(marked(&fixes), [vec![], vec![], vec![], vec!["clock_jump", "resumed"], vec![]]);
        assert_eq!(points[3].at, points[2].at);
        assert_eq!(points[4].at.as_millis(), T0 + 61_000);
    }

    #[test]
    fn mock_and_inaccurate_fixes_are_marked_and_nothing_is_held_against_them() {
        let unsure = Position::new(north(5_000.0), 2_000.0, PositionSource::Network, None).unwrap();
        let unsure = Fix::at(Timestamp::from_millis(T0 + 2000), unsure).unwrap();
        let fixes = [walked(0, 0.0), walked(1, 9_000.0).with_mock(true), unsure, walked(3, 3.0)];
        assert_eq!(marked(&fixes), [vec![], vec!["mock_location"], vec!["poor_accuracy"], vec![]]);
        let mut filter = Filter::default();
        assert_eq!(fixes.iter().map(|fix| filter.judge(fix)).count(), 4);
        assert_eq!(filter.tally(), Tally { fixes: 4, outliers: 2, mock: 1, clock_jumps: 0, gaps: 0 });
    }

    #[test]
    fn a_long_time_without_a_fix_is_a_gap() {
        assert_eq!(marked(&[walked(0, 0.0), walked(600, 0.0), walked(1201, 0.0)]), [vec![], vec![], vec!["gps_gap"]]);
    }

    #[test]
    fn two_outliers_that_follow_from_nothing_confirm_each_other_never() {
        let mut fixes = vec![walked(0, 0.0)];
        fixes.extend((1..50).map(|i| walked(i, f64::from(u8::try_from(i).unwrap()) * 10_000.0)));
        let points = judged(&fixes);
        assert!(points[1..].iter().all(|point| point.marks.is_outlier()));
    }

    fn any_fix() -> impl Strategy<Value = Fix> {
        let wall = prop_oneof![5 => T0..T0 + 600_000, 1 => 0..=MAX_INSTANT.as_millis()];
        let elapsed = prop_oneof![
            2 => Just(None),
            3 => (0..600_000u64, 1..3u128).prop_map(Some),
            1 => (any::<u64>(), 1..3u128).prop_map(Some)
        ];
        let at = prop_oneof![4 => (-1.31..-1.3f64, 36.8..36.81f64), 1 => (-90.0..=90.0f64, -180.0..=180.0f64)];
        (wall, elapsed, at, 0.0..200.0f32, any::<bool>()).prop_map(|(wall, elapsed, (lat, lon), accuracy, mock)| {
            let position = Position::new(LatLon::new(lat, lon).unwrap(), accuracy, PositionSource::Gnss, None).unwrap();
            let (monotonic_ms, boot) = elapsed.map(|(ms, boot)| (ms, Uuid::from_u128(boot))).unzip();
            let time = DeviceTime { at: Timestamp::from_millis(wall), utc_offset: 0, monotonic_ms, boot };
            Fix::new(time, position).unwrap().with_mock(mock && accuracy < 20.0)
        })
    }

    proptest! {
        #[test]
        fn whatever_comes_good_points_never_go_back_nor_faster_than_the_limit(fixes in prop::collection::vec(any_fix(), 0..300)) {
            let points = judged(&fixes);
            prop_assert_eq!(points.len(), fixes.len());
            let usable: Vec<(&TrackPoint, &Fix)> =
                points.iter().zip(&fixes).filter(|(point, _)| !point.marks.is_outlier()).collect();
            for pair in usable.windows(2) {
                let [(from, before), (to, fix)] = pair else { continue };
                prop_assert!(to.at >= from.at && to.at <= MAX_INSTANT);
                if !to.marks.has(&Mark::Resumed) {
                    let unsure = f64::from(before.position().accuracy_m() + fix.position().accuracy_m()) + SLACK_M;
                    let way = from.position.distance_m(to.position);
                    prop_assert!(way <= limit::FOOT_MPS * to.at.since(from.at).as_secs_f64() + unsure + 1e-6);
                }
            }
        }

        #[test]
        fn one_absurd_fix_costs_three_at_most(at in 0..60usize, absurd in any_fix()) {
            let mut fixes: Vec<Fix> = (0..80).map(|i| walked(i, i as f64)).collect();
            fixes[at] = absurd;
            let points = judged(&fixes);
            prop_assert!(points.iter().filter(|point| !point.marks.is_empty()).count() <= 4);
            prop_assert!(points[at + 4..].iter().all(|point| point.marks.is_empty()));
        }
    }
}
