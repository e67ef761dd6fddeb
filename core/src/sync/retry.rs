//! When to try again: full jitter (a random wait up to a bound that doubles), capped, so that a thousand phones that lost the
//! same mast do not come back at the same instant.

use std::time::Duration;

use crate::keys::random_bytes;

/// A bound that doubles from `base` to `cap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// Bound of the first wait.
    pub base: Duration,
    /// Bound of every wait.
    pub cap: Duration,
}

impl Backoff {
    /// After a failed connection.
    pub const CONNECTION: Self = Self { base: Duration::from_secs(2), cap: Duration::from_secs(15 * 60) };
    /// After the hub said "not yet".
    pub const DEFERRED: Self = Self { base: Duration::from_secs(5), cap: Duration::from_secs(30 * 60) };

    /// The bound after so many attempts, at least one.
    #[must_use]
    pub fn bound(&self, attempts: u32) -> Duration {
        self.base.saturating_mul(1_u32 << attempts.saturating_sub(1).min(20)).min(self.cap)
    }

    /// A wait after so many attempts.
    #[must_use]
    pub fn wait(&self, attempts: u32) -> Duration {
        let bound = self.bound(attempts);
        // Without random bytes the longest wait is the safe one.
        random_bytes::<4>()
            .map_or(bound, |bytes| bound.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_below_a_bound_that_doubles_and_is_capped() {
        let backoff = Backoff { base: Duration::from_secs(2), cap: Duration::from_secs(60) };
        let bounds: Vec<u64> = [1, 2, 3, 6, 7, 1000].map(|n| backoff.bound(n).as_secs()).to_vec();
        assert_eq!(bounds, [2, 4, 8, 60, 60, 60]);
        assert!((0..100).all(|n| backoff.wait(n) <= backoff.bound(n)));
        assert!((0..20).map(|_| backoff.wait(5)).collect::<std::collections::BTreeSet<_>>().len() > 1);
    }
}
