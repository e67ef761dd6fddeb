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
