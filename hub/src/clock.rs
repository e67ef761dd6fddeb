//! The hub's clock: the system's or another one, moved by an offset while rules that take days are demonstrated.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use usalama_core::clock::{Clock, SystemClock, Timestamp};
use uuid::Uuid;

/// The instant so long before another.
#[must_use]
pub fn before(at: Timestamp, long: Duration) -> Timestamp {
    Timestamp::from_millis(at.as_millis().saturating_sub(i64::try_from(long.as_millis()).unwrap_or(i64::MAX)))
}

/// A clock, and how far it was moved.
#[derive(Debug)]
pub struct OffsetClock {
    clock: Arc<dyn Clock>,
    offset_ms: AtomicI64,
}

impl OffsetClock {
    /// The system's, moved by this many milliseconds from the start.
    #[must_use]
    pub fn moved_by(offset_ms: i64) -> Self {
        Self::over(Arc::new(SystemClock::new()), offset_ms)
    }

    /// Another clock, moved by this many milliseconds from the start.
    #[must_use]
    pub fn over(clock: Arc<dyn Clock>, offset_ms: i64) -> Self {
        Self { clock, offset_ms: AtomicI64::new(offset_ms) }
    }

    /// How far it was moved, in milliseconds.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.load(Ordering::Relaxed)
    }

    /// Sets how far it is moved, in milliseconds.
    pub fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.clock.now().as_millis().saturating_add(self.offset_ms()))
    }
    fn monotonic_ms(&self) -> u64 {
        self.clock.monotonic_ms()
    }
    fn boot(&self) -> Uuid {
        self.clock.boot()
    }
}
