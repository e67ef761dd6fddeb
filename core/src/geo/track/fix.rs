//! What the platform's receiver said at one moment.
//!
//! In: a position with its accuracy, the clocks of the phone, perhaps a speed. Out: a [`Fix`] that can only hold values that
//! make sense. A wrong clock makes sense: nothing is refused for it (DOMAIN §15.8).

use crate::clock::{DeviceTime, Timestamp};
use crate::geo::position::Position;

/// The latest instant of a fix: the end of the year 9999, the last that RFC 3339 can write.
pub const MAX_INSTANT: Timestamp = Timestamp::from_millis(253_402_300_799_999);

/// The highest speed of a fix, in metres per second. Nothing that carries a guard is faster than sound.
pub const MAX_SPEED_MPS: f32 = 340.0;

/// What is no fix. The messages carry no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FixError {
    /// The instant is before 1970 or after the year 9999.
    #[error("the instant is not between 1970 and 9999")]
    Instant,
    /// The speed is not a number in 0..=340 metres per second.
    #[error("the speed is not between 0 and 340 metres per second")]
    Speed,
}

/// A position of the phone, with its moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    time: DeviceTime,
    position: Position,
    speed_mps: Option<f32>,
    mock: bool,
}

impl Fix {
    /// A fix of a phone that tells its monotonic clock, and when that began: the order and the pace of fixes are taken from it,
    /// since the wall clock may be moved.
    ///
    /// `time.monotonic_ms` is that of the fix, not of the call. Both platforms give it: `getElapsedRealtimeNanos` on Android;
    /// on iOS it is derived from the age of the location. The position's `captured_at` becomes `time.at`.
    ///
    /// # Errors
    /// [`FixError::Instant`].
    pub fn new(time: DeviceTime, mut position: Position) -> Result<Self, FixError> {
        if !(Timestamp::from_millis(0)..=MAX_INSTANT).contains(&time.at) {
            return Err(FixError::Instant);
        }
        position.captured_at = Some(time.at);
        Ok(Self { time, position, speed_mps: None, mock: false })
    }

    /// A fix of which only the wall clock is known, as in a file.
    ///
    /// # Errors
    /// [`FixError::Instant`].
    pub fn at(at: Timestamp, position: Position) -> Result<Self, FixError> {
        Self::new(DeviceTime { at, utc_offset: 0, monotonic_ms: None, boot: None }, position)
    }

    /// With the speed that the receiver measured, in metres per second, 0..=340. iOS says a negative number where it knows
    /// none: leave it away.
    ///
    /// # Errors
    /// [`FixError::Speed`].
    pub fn with_speed(mut self, mps: f32) -> Result<Self, FixError> {
        if !(0.0..=MAX_SPEED_MPS).contains(&mps) {
            return Err(FixError::Speed);
        }
        self.speed_mps = Some(mps + 0.0);
        Ok(self)
    }

    /// With what the platform says of its origin: `true` where an app invented it (`isMock` on Android,
    /// `isSimulatedBySoftware` on iOS).
    #[must_use]
    pub const fn with_mock(mut self, mock: bool) -> Self {
        self.mock = mock;
        self
    }

    /// What the phone's clocks said.
    #[must_use]
    pub const fn time(&self) -> &DeviceTime {
        &self.time
    }

    /// Where, how sure, and by what means.
    #[must_use]
    pub const fn position(&self) -> &Position {
        &self.position
    }

    /// Speed in metres per second, 0..=340.
    #[must_use]
    pub const fn speed_mps(&self) -> Option<f32> {
        self.speed_mps
    }

    /// Whether the platform says that an app invented it.
    #[must_use]
    pub const fn is_mock(&self) -> bool {
        self.mock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::{LatLon, PositionSource};

    fn position() -> Position {
        Position::new(LatLon::new(-1.3, 36.8).unwrap(), 5.0, PositionSource::Gnss, None).unwrap()
    }

    #[test]
    fn absurd_instants_and_speeds_are_refused() {
        for at in [i64::MIN, -1, MAX_INSTANT.as_millis() + 1, i64::MAX] {
            assert_eq!(Fix::at(Timestamp::from_millis(at), position()), Err(FixError::Instant), "{at}");
        }
        let fix = Fix::at(Timestamp::from_millis(1), position()).unwrap();
        for mps in [f32::NAN, -1.0, 340.1, f32::INFINITY] {
            assert_eq!(fix.clone().with_speed(mps), Err(FixError::Speed), "{mps}");
        }
        assert_eq!(fix.clone().with_speed(1.4).unwrap().speed_mps(), Some(1.4));
        assert_eq!(fix.position().captured_at, Some(Timestamp::from_millis(1)));
    }

    #[test]
    fn a_wrong_clock_is_no_reason_to_refuse() {
        assert!(Fix::at(Timestamp::from_millis(0), position()).is_ok());
        assert!(Fix::at(MAX_INSTANT, position()).is_ok());
    }
}
