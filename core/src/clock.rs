//! The one clock: where "now" comes from, and how far it can be trusted.
//!
//! In: the device's wall clock, its monotonic clock and its boot. Out: [`Timestamp`]s and [`DeviceTime`]s. Nothing
//! else in the library asks the system for the time, and no order is ever derived from a device's clock.

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Offset, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Kenya's offset from UTC in minutes; there is no daylight saving time.
pub const KENYA_UTC_OFFSET_MINUTES: i16 = 180;

/// Beyond this difference between device and hub an event is marked `clock_suspect` (DOMAIN §15.8).
pub const SUSPECT_SKEW: Duration = Duration::from_secs(5 * 60);

/// An instant: milliseconds since 1970-01-01T00:00:00Z, negative before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This instant plus a duration; saturates at the ends of time.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long from `earlier` to this; zero where `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// How far apart two instants are, whichever comes first.
    #[must_use]
    pub fn distance(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }

    /// Rounded down to a multiple of `step` (for coarsened copies: DOMAIN §3.2).
    #[must_use]
    pub fn floor_to(self, step: Duration) -> Self {
        let step = i64::try_from(step.as_millis()).unwrap_or(i64::MAX).max(1);
        Self(self.0.saturating_sub(self.0.rem_euclid(step)))
    }

    /// RFC 3339 in UTC with milliseconds; instants that chrono cannot express are printed as their milliseconds.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_millis(self.0)
            .map_or_else(|| format!("{}ms", self.0), |t| t.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)),
            Err(before) => Self(i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms)),
        }
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// What a device's clocks said when something was recorded. Evidence, never an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTime {
    /// The wall clock.
    pub at: Timestamp,
    /// Offset of local time from UTC, in minutes (Kenya: +180).
    pub utc_offset: i16,
    /// Milliseconds since an arbitrary start that is constant for one `boot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monotonic_ms: Option<u64>,
    /// Tells one run of the monotonic clock from another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<Uuid>,
}

impl DeviceTime {
    /// How far it is to another reading of the same clocks, in milliseconds: by the wall clock, and how much more than that by
    /// the monotonic one. Nothing where boot or offset differ, or the distance is beyond all numbers.
    #[must_use]
    pub fn steps_to(&self, other: &Self) -> Option<(i64, i64)> {
        if (self.boot, self.utc_offset) != (other.boot, other.utc_offset) {
            return None;
        }
        let wall = other.at.0.checked_sub(self.at.0)?;
        let steady = match (self.monotonic_ms, other.monotonic_ms) {
            (Some(from), Some(to)) => i64::try_from(i128::from(to) - i128::from(from) - i128::from(wall)).ok()?,
            (None, None) => 0,
            _ => return None,
        };
        Some((wall, steady))
    }

    /// The reading of the same clocks so far from this one; nothing where there is no such time.
    #[must_use]
    pub fn stepped(&self, wall: i64, steady: i64) -> Option<Self> {
        let at = Timestamp(self.at.0.checked_add(wall)?);
        let monotonic_ms = match self.monotonic_ms {
            Some(from) => Some(u64::try_from(i128::from(from) + i128::from(wall) + i128::from(steady)).ok()?),
            None => None,
        };
        Some(Self { at, monotonic_ms, ..*self })
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The wall clock.
    fn now(&self) -> Timestamp;
    /// Milliseconds on a clock that never goes back while [`Clock::boot`] stays the same.
    fn monotonic_ms(&self) -> u64;
    /// Identity of the present run of the monotonic clock.
    fn boot(&self) -> Uuid;
    /// Offset of local time from UTC, in minutes.
    fn utc_offset(&self) -> i16 {
        KENYA_UTC_OFFSET_MINUTES
    }
    /// All of it at once.
    fn device_time(&self) -> DeviceTime {
        DeviceTime {
            at: self.now(),
            utc_offset: self.utc_offset(),
            monotonic_ms: Some(self.monotonic_ms()),
            boot: Some(self.boot()),
        }
    }
}

/// The device's own clocks. The monotonic one goes on while the device sleeps: it counts from the boot on Linux and Android
/// (`CLOCK_BOOTTIME`) and on Apple (`CLOCK_MONOTONIC`).
#[derive(Debug)]
pub struct SystemClock {
    /// What the monotonic clock lacks to turn over with the wall clock, less than a millisecond: while nobody sets the one, both
    /// then go on alike, and how they differ costs nothing on the wire.
    lead: Duration,
    boot: Uuid,
}

/// Where Linux names the present boot. Android may refuse to tell; then each start of the app counts as one.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

impl SystemClock {
    /// The clocks of this device.
    #[must_use]
    pub fn new() -> Self {
        let named = std::fs::read_to_string(BOOT_ID).ok().and_then(|text| Uuid::try_parse(text.trim()).ok());
        let (since_boot, wall) = (since_boot(), SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
        let fraction = |time: Duration| time.subsec_nanos() % 1_000_000;
        let lead = (1_000_000 + fraction(wall) - fraction(since_boot)) % 1_000_000;
        Self { lead: Duration::from_nanos(lead.into()), boot: named.unwrap_or_else(Uuid::new_v4) }
    }
}

/// How long the device has been up, asleep or not.
fn since_boot() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let time = clock_gettime(ClockId::Boottime);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let time = clock_gettime(ClockId::Monotonic);
    let nanos = Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or(0));
    Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or(0)).saturating_add(nanos)
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
    fn monotonic_ms(&self) -> u64 {
        u64::try_from(since_boot().saturating_add(self.lead).as_millis()).unwrap_or(u64::MAX)
    }
    fn boot(&self) -> Uuid {
        self.boot
    }
    fn utc_offset(&self) -> i16 {
        let seconds = chrono::Local::now().offset().fix().local_minus_utc();
        i16::try_from(seconds / 60).unwrap_or(KENYA_UTC_OFFSET_MINUTES)
    }
}

/// A clock that moves only when told: for simulations, demonstrations and tests of rules that take days.
#[derive(Debug)]
pub struct ManualClock(Mutex<Manual>);

#[derive(Debug, Clone, Copy)]
struct Manual {
    now: Timestamp,
    monotonic_ms: u64,
    boot: Uuid,
}

impl ManualClock {
    /// Starts at the given instant.
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self(Mutex::new(Manual { now, monotonic_ms: 0, boot: Uuid::new_v4() }))
    }

    /// Time passes: both clocks go on.
    pub fn advance(&self, by: Duration) {
        self.with(|c| {
            c.now = c.now.plus(by);
            c.monotonic_ms = c.monotonic_ms.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX));
        });
    }

    /// Somebody sets the wall clock; the monotonic clock does not notice.
    pub fn set_wall(&self, now: Timestamp) {
        self.with(|c| c.now = now);
    }

    /// The device restarts.
    pub fn reboot(&self) {
        self.with(|c| {
            c.monotonic_ms = 0;
            c.boot = Uuid::new_v4();
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut Manual) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.with(|c| c.now)
    }
    fn monotonic_ms(&self) -> u64 {
        self.with(|c| c.monotonic_ms)
    }
    fn boot(&self) -> Uuid {
        self.with(|c| c.boot)
    }
}

/// Whether a device's clock and the hub's differ by more than [`SUSPECT_SKEW`].
#[must_use]
pub fn is_suspect(device: Timestamp, hub: Timestamp) -> bool {
    device.distance(hub) > SUSPECT_SKEW
}
