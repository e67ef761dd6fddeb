//! What may be wrong with a point of a track, and the point.
//!
//! In: nothing but words. Out: [`Mark`] with its code and labels, [`Marks`] as a set in two bytes, [`TrackPoint`].

use crate::clock::Timestamp;
use crate::geo::position::LatLon;
use crate::vocabulary;

vocabulary! {
    /// What is wrong with a point, or happened just before it. Codes that DOMAIN §7.2 has as exceptions are the same words.
    pub enum Mark {
        /// An app invented the position. Outlier.
        MockLocation = "mock_location", "Mock location", "Mahali pa uongo";
        /// The receiver itself is not sure enough. Outlier.
        PoorAccuracy = "poor_accuracy", "Poor accuracy", "Usahihi duni";
        /// Nothing that travels so comes here in that time. Outlier.
        TooFast = "too_fast", "Too far in too short a time", "Mbali mno kwa muda mfupi";
        /// No time has passed since the point before. Outlier.
        TimeStill = "time_still", "Time stands still", "Saa imesimama";
        /// The point before is later. Outlier.
        TimeBack = "time_back", "Time runs back", "Saa imerudi nyuma";
        /// More time has passed than a leg can last. Outlier.
        TimeAhead = "time_ahead", "Time leaps ahead", "Saa imeruka mbele";
        /// The wall clock was moved. The point is good, and so is its time where the phone has a monotonic clock.
        ClockJump = "clock_jump", "Clock jump", "Saa iliruka";
        /// No good point for a while before this one.
        GpsGap = "gps_gap", "Gap in positions", "Pengo la GPS";
        /// The track goes on from here; the way from the point before is not known, or was none.
        Resumed = "resumed", "Track resumed", "Njia imeendelea";
    }
}

impl Mark {
    /// Its place in [`Marks`]: outliers in the lower byte, the rest in the upper.
    const fn bit(&self) -> u16 {
        match self {
            Self::MockLocation => 1,
            Self::PoorAccuracy => 1 << 1,
            Self::TooFast => 1 << 2,
            Self::TimeStill => 1 << 3,
            Self::TimeBack => 1 << 4,
            Self::TimeAhead => 1 << 5,
            Self::ClockJump => 1 << 8,
            Self::GpsGap => 1 << 9,
            Self::Resumed => 1 << 10,
            Self::Other(_) => 0,
        }
    }
}

/// A set of [`Mark`]s. Marks of a newer version are kept, and count as what their half of the set says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Marks(u16);

const OUTLIER: u16 = 0x00ff;

impl Marks {
    /// Nothing is wrong.
    pub const NONE: Self = Self(0);

    /// As packed.
    pub(super) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// For packing.
    pub(super) const fn bits(self) -> u16 {
        self.0
    }

    /// Adds one; a [`Mark::Other`] has no place in the set and is left out.
    pub const fn insert(&mut self, mark: &Mark) {
        self.0 |= mark.bit();
    }

    /// Whether it is there.
    #[must_use]
    pub const fn has(self, mark: &Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the point must not be counted as a place where the phone was at that time.
    #[must_use]
    pub const fn is_outlier(self) -> bool {
        self.0 & OUTLIER != 0
    }

    /// Those that say so.
    pub(super) const fn outliers(self) -> Self {
        Self(self.0 & OUTLIER)
    }

    /// Those that this version knows.
    pub fn iter(self) -> impl Iterator<Item = &'static Mark> {
        Mark::ALL.iter().filter(move |mark| self.has(mark))
    }
}

impl<'a> FromIterator<&'a Mark> for Marks {
    fn from_iter<I: IntoIterator<Item = &'a Mark>>(marks: I) -> Self {
        marks.into_iter().fold(Self::NONE, |mut all, mark| {
            all.insert(mark);
            all
        })
    }
}

/// A point of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackPoint {
    /// When. The first of a leg is by the phone's wall clock, all others by what its monotonic clock says has passed since,
    /// where it says so. Points that are no outliers never go back in time.
    pub at: Timestamp,
    /// Where.
    pub position: LatLon,
    /// What is wrong with it.
    pub marks: Marks,
}

impl TrackPoint {
    /// A point of which nothing bad is known.
    #[must_use]
    pub const fn new(at: Timestamp, position: LatLon) -> Self {
        Self { at, position, marks: Marks::NONE }
    }

    /// Whether the phone was seen on its way here from the point before: no gap, no break.
    pub(super) const fn is_joined(&self) -> bool {
        !self.marks.has(&Mark::GpsGap) && !self.marks.has(&Mark::Resumed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_a_place_of_its_own() {
        let all: Marks = Mark::ALL.iter().collect();
        assert_eq!(all.bits().count_ones() as usize, Mark::ALL.len());
        assert_eq!(all.iter().count(), Mark::ALL.len());
        let outliers: Vec<&str> =
            Mark::ALL.iter().filter(|mark| Marks::from_iter([*mark]).is_outlier()).map(Mark::code).collect();
        assert_eq!(outliers, ["mock_location", "poor_accuracy", "too_fast", "time_still", "time_back", "time_ahead"]);
    }

    #[test]
    fn a_mark_of_a_newer_version_counts_as_its_half_says() {
        assert!(Marks::from_bits(1 << 7).is_outlier() && !Marks::from_bits(1 << 15).is_outlier());
        assert_eq!(Marks::from_bits(1 << 7).iter().count(), 0);
    }
}
