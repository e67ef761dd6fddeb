//! The points of a leg as bytes: about three for each.
//!
//! In: [`TrackPoint`]s. Out: bytes, and back. A place is kept to 1e-5°, a time to the second: what comes back is off by at most
//! half of that, 0.56 m north or south, as much or less east or west (0.79 m in all), and 0.5 s. Differences are taken between
//! rounded values, so that errors do not add up. Seconds of points that are no outliers never go back; two may be the same.
//!
//! Accuracy and speed are not packed. They would cost two bytes more for each point, two thirds of what it has; the accuracy
//! has done its work in the [`Filter`](super::Filter), and speed follows from the points. Marks cost nothing where there are
//! none, and about two bytes for each point that has some.
//!
//! # The bytes
//! | what | how |
//! |---|---|
//! | version | one byte: 1 |
//! | how many points | varint |
//! | each point: seconds since 1970, 1e-5° of latitude, 1e-5° of longitude | zigzag varints, each less that of the point before; less 0 for the first |
//! | how many points have marks | varint |
//! | each of these: which point, its marks | varint, less that of the one before; varint, not 0 |
//!
//! Varints are those of Protocol Buffers, little-endian groups of seven bits, in their shortest form: one track has one packing.

use integer_encoding::VarInt;

use super::fix::MAX_INSTANT;
use super::mark::{Marks, TrackPoint};
use crate::clock::Timestamp;
use crate::geo::position::LatLon;

/// Points of a packed leg, at most: 2²⁰, 32 MiB when unpacked. A day by vehicle has less than a fifth.
pub const MAX_POINTS: usize = 1 << 20;

const VERSION: u8 = 1;
const PER_DEGREE: f64 = 1e5;
/// Bytes of the shortest point.
const MIN_POINT: usize = 3;

/// Why points cannot be packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// More than [`MAX_POINTS`].
    #[error("the track has too many points: thin it, or end the leg")]
    TooManyPoints,
    /// An instant before 1970 or after [`MAX_INSTANT`].
    #[error("a point is not between 1970 and 9999")]
    Instant,
}

/// Why bytes are no packed track. The messages carry no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// Packed by a newer version, or no track at all.
    #[error("the track is of version {0}, which this app does not know: update the app")]
    Version(u8),
    /// The bytes end too early.
    #[error("the track is cut off")]
    CutOff,
    /// More than [`MAX_POINTS`].
    #[error("the track has too many points")]
    TooManyPoints,
    /// A number that is no varint, or not in its shortest form.
    #[error("the track holds a number that is badly written")]
    Number,
    /// A point that is not on the Earth or not between 1970 and 9999, or marks of no point.
    #[error("the track holds a point that cannot be")]
    Point,
    /// Something follows after the end.
    #[error("something follows after the end of the track")]
    Trailing,
}

/// A point in units of the packing.
#[derive(Debug, Clone, Copy, Default)]
struct Units {
    seconds: i64,
    lat: i64,
    lon: i64,
}

/// Packs the points of one leg, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Packer {
    count: usize,
    last: Units,
    points: Vec<u8>,
    marked: usize,
    last_marked: usize,
    marks: Vec<u8>,
}

impl Packer {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a point.
    ///
    /// # Errors
    /// [`PackError`]; then the point is not in it, and all before it are.
    pub fn push(&mut self, point: &TrackPoint) -> Result<(), PackError> {
        if self.count >= MAX_POINTS {
            return Err(PackError::TooManyPoints);
        }
        if !(Timestamp::from_millis(0)..=MAX_INSTANT).contains(&point.at) {
            return Err(PackError::Instant);
        }
        let units = Units {
            seconds: (point.at.as_millis() + 500) / 1000,
            lat: to_units(point.position.lat()),
            lon: to_units(point.position.lon()),
        };
        put(&mut self.points, units.seconds - self.last.seconds);
        put(&mut self.points, units.lat - self.last.lat);
        put(&mut self.points, units.lon - self.last.lon);
        self.last = units;
        if !point.marks.is_empty() {
            put(&mut self.marks, self.count - self.last_marked);
            put(&mut self.marks, point.marks.bits());
            self.last_marked = self.count;
            self.marked += 1;
        }
        self.count += 1;
        Ok(())
    }

    /// How many points there are.
    #[must_use]
    pub const fn points(&self) -> usize {
        self.count
    }

    /// The bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        put(&mut bytes, self.count);
        bytes.extend(self.points);
        put(&mut bytes, self.marked);
        bytes.extend(self.marks);
        bytes
    }
}

/// Packs the points of a leg.
///
/// # Errors
/// [`PackError`].
pub fn pack(points: &[TrackPoint]) -> Result<Vec<u8>, PackError> {
    let mut packer = Packer::new();
    for point in points {
        packer.push(point)?;
    }
    Ok(packer.finish())
}

/// The points of a packed leg. Needs at most eleven times the memory of the bytes, and never more than 32 MiB.
///
/// # Errors
/// [`UnpackError`].
pub fn unpack(bytes: &[u8]) -> Result<Vec<TrackPoint>, UnpackError> {
    let (version, mut rest) = bytes.split_first().ok_or(UnpackError::CutOff)?;
    if *version != VERSION {
        return Err(UnpackError::Version(*version));
    }
    let count: usize = take(&mut rest)?;
    if count > MAX_POINTS {
        return Err(UnpackError::TooManyPoints);
    }
    if count > rest.len() / MIN_POINT {
        return Err(UnpackError::CutOff);
    }
    let mut points = Vec::with_capacity(count);
    let mut last = Units::default();
    for _ in 0..count {
        last = Units {
            seconds: plus(last.seconds, take(&mut rest)?)?,
            lat: plus(last.lat, take(&mut rest)?)?,
            lon: plus(last.lon, take(&mut rest)?)?,
        };
        points.push(last.point()?);
    }
    let marked: usize = take(&mut rest)?;
    let mut which: Option<usize> = None;
    for _ in 0..marked {
        let further: usize = take(&mut rest)?;
        let marks = Marks::from_bits(take(&mut rest)?);
        let is_next = !marks.is_empty() && (which.is_none() || further > 0);
        let place = which.unwrap_or(0).checked_add(further).filter(|_| is_next).ok_or(UnpackError::Point)?;
        points.get_mut(place).ok_or(UnpackError::Point)?.marks = marks;
        which = Some(place);
    }
    if rest.is_empty() { Ok(points) } else { Err(UnpackError::Trailing) }
}

impl Units {
    fn point(self) -> Result<TrackPoint, UnpackError> {
        let at = self.seconds.checked_mul(1000).map(Timestamp::from_millis).ok_or(UnpackError::Point)?;
        // The last instant is rounded up to the second after it.
        if self.seconds < 0 || self.seconds > MAX_INSTANT.as_millis() / 1000 + 1 {
            return Err(UnpackError::Point);
        }
        let position = LatLon::new(to_degrees(self.lat), to_degrees(self.lon)).map_err(|_| UnpackError::Point)?;
        Ok(TrackPoint::new(at.min(MAX_INSTANT), position))
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a position is at most 180 degrees")]
fn to_units(degrees: f64) -> i64 {
    (degrees * PER_DEGREE).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "where it loses anything it is no position, and refused as one")]
fn to_degrees(units: i64) -> f64 {
    units as f64 / PER_DEGREE
}

fn plus(last: i64, difference: i64) -> Result<i64, UnpackError> {
    last.checked_add(difference).ok_or(UnpackError::Point)
}

fn put<N: VarInt>(bytes: &mut Vec<u8>, number: N) {
    bytes.extend(number.encode_var_vec());
}

/// The next number, in its shortest form.
fn take<N: VarInt>(rest: &mut &[u8]) -> Result<N, UnpackError> {
    let Some((number, used)) = N::decode_var(rest) else {
        // No number is longer than ten bytes, and the last byte of one has no flag.
        let is_cut = rest.len() < 10 && rest.iter().all(|byte| byte & 0x80 != 0);
        return Err(if is_cut { UnpackError::CutOff } else { UnpackError::Number });
    };
    if number.required_space() != used {
        return Err(UnpackError::Number);
    }
    *rest = rest.get(used..).unwrap_or_default();
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::track::Mark;
    use proptest::prelude::*;

    fn point(at: i64, lat: f64, lon: f64) -> TrackPoint {
        TrackPoint::new(Timestamp::from_millis(at), LatLon::new(lat, lon).unwrap())
    }

    fn any_point() -> impl Strategy<Value = TrackPoint> {
        let marks = prop_oneof![3 => Just(0), 1 => any::<u16>()];
        (0..=MAX_INSTANT.as_millis(), -90.0..=90.0f64, -180.0..=180.0f64, marks)
            .prop_map(|(at, lat, lon, marks)| TrackPoint { marks: Marks::from_bits(marks), ..point(at, lat, lon) })
    }

    fn assert_same(points: &[TrackPoint], back: &[TrackPoint]) {
        assert_eq!(points.len(), back.len());
        for (a, b) in points.iter().zip(back) {
            assert!(a.at.distance(b.at).as_millis() <= 500);
            // Half a unit, and half of the seventh place to which positions are rounded.
            assert!((a.position.lat() - b.position.lat()).abs() <= 0.5e-5 + 1e-10);
            assert!((a.position.lon() - b.position.lon()).abs() <= 0.5e-5 + 1e-10);
            assert!(a.position.distance_m(b.position) < 0.79);
            assert_eq!(a.marks, b.marks);
        }
    }

    #[test]
    fn a_walk_takes_three_bytes_a_point() {
        let walk: Vec<TrackPoint> = (0..100)
            .map(|i| point(1_780_000_000_000 + i * 20_000, -1.3 + i as f64 * 2e-4, 36.8 + i as f64 * 1e-4))
            .collect();
        let bytes = pack(&walk).unwrap();
        assert_eq!(bytes.len(), 1 + 1 + 12 + 99 * 3 + 1);
        assert_same(&walk, &unpack(&bytes).unwrap());
    }

    #[test]
    fn marks_cost_nothing_where_there_are_none_and_little_where_there_are() {
        let mut walk = vec![point(0, 0.0, 0.0); 100];
        let plain = pack(&walk).unwrap().len();
        walk[17].marks.insert(&Mark::MockLocation);
        walk[90].marks.insert(&Mark::GpsGap);
        let bytes = pack(&walk).unwrap();
        assert_eq!(bytes.len(), plain + 2 + 3);
        assert_same(&walk, &unpack(&bytes).unwrap());
    }

    #[test]
    fn nothing_and_the_ends_of_the_world_and_of_time_are_packed() {
        assert_eq!(unpack(&pack(&[]).unwrap()).unwrap(), []);
        let ends = [point(0, -90.0, -180.0), point(MAX_INSTANT.as_millis(), 90.0, 180.0), point(499, 0.0, 0.0)];
        assert_same(&ends, &unpack(&pack(&ends).unwrap()).unwrap());
        assert_eq!(pack(&[point(-1, 0.0, 0.0)]), Err(PackError::Instant));
        assert_eq!(pack(&[point(i64::MAX, 0.0, 0.0)]), Err(PackError::Instant));
    }

    #[test]
    fn hostile_bytes_are_refused_by_name() {
        let whole = pack(&[point(1_780_000_000_000, -1.3, 36.8), point(1_780_000_020_000, -1.3, 36.9)]).unwrap();
        for cut in 0..whole.len() {
            assert_eq!(unpack(&whole[..cut]), Err(UnpackError::CutOff), "{cut}");
        }
        assert_eq!(unpack(&[&whole[..], &[0]].concat()), Err(UnpackError::Trailing));
        assert_eq!(unpack(&[2]), Err(UnpackError::Version(2)));
        let huge = [&[VERSION][..], &u64::MAX.encode_var_vec()].concat();
        assert_eq!(unpack(&huge), Err(UnpackError::TooManyPoints));
        // Many points are promised, few bytes follow: nothing is reserved.
        let promise = [&[VERSION][..], &MAX_POINTS.encode_var_vec(), &[0; 300]].concat();
        assert_eq!(unpack(&promise), Err(UnpackError::CutOff));
        assert_eq!(unpack(&[VERSION, 0x80, 0x00, 0]), Err(UnpackError::Number));
        assert_eq!(unpack(&[&[VERSION, 1][..], &[0xff; 12]].concat()), Err(UnpackError::Number));
        let beyond = [&[VERSION, 1, 0][..], &9_000_001i64.encode_var_vec(), &[0, 0]].concat();
        assert_eq!(unpack(&beyond), Err(UnpackError::Point));
        let overflow = [&[VERSION, 2][..], &i64::MAX.encode_var_vec(), &[0, 0], &[2, 0, 0, 0]].concat();
        assert_eq!(unpack(&overflow), Err(UnpackError::Point));
        assert_eq!(unpack(&[VERSION, 1, 0, 0, 0, 1, 1, 1]), Err(UnpackError::Point), "marks of no point");
        assert_eq!(unpack(&[VERSION, 1, 0, 0, 0, 1, 0, 0]), Err(UnpackError::Point), "empty marks");
        assert_eq!(unpack(&[VERSION, 1, 0, 0, 0, 2, 0, 1, 0, 1]), Err(UnpackError::Point), "marked twice");
    }

    #[test]
    fn more_points_than_a_leg_has_are_refused() {
        let mut packer = Packer::new();
        for _ in 0..MAX_POINTS {
            packer.push(&point(0, 0.0, 0.0)).unwrap();
        }
        assert_eq!(packer.push(&point(0, 0.0, 0.0)), Err(PackError::TooManyPoints));
        assert_eq!(unpack(&packer.finish()).unwrap().len(), MAX_POINTS);
    }

    proptest! {
        #[test]
        fn every_track_round_trips_within_half_a_unit(points in prop::collection::vec(any_point(), 0..200)) {
            let bytes = pack(&points).unwrap();
            let back = unpack(&bytes).unwrap();
            assert_same(&points, &back);
            prop_assert_eq!(pack(&back).unwrap(), bytes);
        }

        #[test]
        fn random_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), ours in any::<bool>()) {
            if let Some(first) = bytes.first_mut().filter(|_| ours) {
                *first = VERSION;
            }
            // What is a track after all has this packing and no other.
            if let Ok(points) = unpack(&bytes) {
                prop_assert_eq!(pack(&points).unwrap(), bytes);
            }
        }

        #[test]
        fn a_damaged_track_never_panics(
            points in prop::collection::vec(any_point(), 1..40),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut bytes = pack(&points).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(points) = unpack(&bytes) {
                prop_assert_eq!(pack(&points).unwrap(), bytes);
            }
        }
    }
}
