//! What time it was, as far as a phone's clocks tell together: the wall clock at first, carried on by the monotonic clock, so that
//! whoever moves the wall clock moves nothing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{DeviceTime, SUSPECT_SKEW, Timestamp};

/// What is known of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The best estimate.
    pub at: Timestamp,
    /// The wall clock says something else, by more than five minutes.
    pub suspect: bool,
    /// The wall clock was moved just before.
    pub jumped: bool,
}

/// The time of the moments of one chain, in its order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Tick>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Tick {
    at: Timestamp,
    /// How far the wall clock is ahead of the estimate, in milliseconds.
    ahead_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    monotonic_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    boot: Option<Uuid>,
}

impl Pace {
    /// The latest moment.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.last.map(|last| last.at)
    }

    /// What a moment after the ones before would be estimated as.
    #[must_use]
    pub fn estimate(mut self, time: &DeviceTime) -> Moment {
        self.step(time)
    }

    /// Takes the next moment in.
    pub fn step(&mut self, time: &DeviceTime) -> Moment {
        let (at, before) = match self.last {
            None => (time.at, None),
            Some(last) => (carried_on(&last, time), Some(last)),
        };
        let ahead_ms = time.at.as_millis().saturating_sub(at.as_millis());
        self.last = Some(Tick { at, ahead_ms, monotonic_ms: time.monotonic_ms, boot: time.boot });
        let is_far = |ms: i64| u128::from(ms.unsigned_abs()) > SUSPECT_SKEW.as_millis();
        let jumped = before.is_some_and(|last| is_far(ahead_ms.saturating_sub(last.ahead_ms)));
        Moment { at, suspect: is_far(ahead_ms), jumped }
    }
}

fn carried_on(last: &Tick, time: &DeviceTime) -> Timestamp {
    let same_boot = last.boot.is_some() && last.boot == time.boot;
    match (last.monotonic_ms, time.monotonic_ms) {
        (Some(before), Some(now)) if same_boot => {
            last.at.plus(std::time::Duration::from_millis(now.saturating_sub(before)))
        }
        // After a restart there is the wall clock alone; it is believed as far as it does not go back.
        _ => Timestamp::from_millis(time.at.as_millis().saturating_sub(last.ahead_ms)).max(last.at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: i64 = 1_780_000_000_000;
    const HOUR: i64 = 3_600_000;

    fn time(at: i64, monotonic_ms: u64, boot: u128) -> DeviceTime {
        DeviceTime {
            at: Timestamp::from_millis(at),
            utc_offset: 180,
            monotonic_ms: Some(monotonic_ms),
            boot: Some(Uuid::from_u128(boot)),
        }
    }

    #[test]
    fn the_monotonic_clock_carries_the_time_on_whatever_the_wall_clock_says() {
        let mut pace = Pace::default();
        assert_eq!(pace.step(&time(T0, 1_000, 1)).at.as_millis(), T0);
        let set_back = pace.step(&time(T0 - 2 * HOUR + 60_000, 61_000, 1));
        assert_eq!((set_back.at.as_millis(), set_back.suspect, set_back.jumped), (T0 + 60_000, true, true));
        let still = pace.step(&time(T0 - 2 * HOUR + 120_000, 121_000, 1));
        assert_eq!((still.at.as_millis(), still.suspect, still.jumped), (T0 + 120_000, true, false));
        let put_right = pace.step(&time(T0 + 180_000, 181_000, 1));
        assert_eq!((put_right.at.as_millis(), put_right.suspect, put_right.jumped), (T0 + 180_000, false, true));
    }

    #[test]
    fn after_a_restart_the_wall_clock_is_believed_as_far_as_it_does_not_go_back() {
        let mut pace = Pace::default();
        pace.step(&time(T0, 1_000, 1));
        let restarted = pace.step(&time(T0 + 5 * 60_000, 10, 2));
        assert_eq!((restarted.at.as_millis(), restarted.suspect), (T0 + 5 * 60_000, false));
        let set_back = pace.step(&time(T0 - 2 * HOUR, 20, 3));
        assert_eq!((set_back.at.as_millis(), set_back.suspect, set_back.jumped), (T0 + 5 * 60_000, true, true));
        let on = pace.step(&time(T0 - 2 * HOUR + 60_000, 60_020, 3));
        assert_eq!((on.at.as_millis(), on.suspect), (T0 + 6 * 60_000, true));
    }

    #[test]
    fn absurd_clocks_do_not_overflow() {
        let mut pace = Pace::default();
        for at in [i64::MIN, i64::MAX, 0, i64::MIN] {
            for monotonic in [0, u64::MAX] {
                pace.step(&time(at, monotonic, 1));
                pace.step(&time(at, monotonic, 2));
            }
        }
    }
}
