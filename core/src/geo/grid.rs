//! The fixed grid that hides an exact position from wider readers (DOMAIN §3.2).
//!
//! In: an exact position and the coarsening of its area. Out: a [`Cell`], and its centre as a [`Coarse`] position.
//! Equal places give equal cells, on every phone and on the hub, however often they are reported: random displacement
//! averages out under repetition, a fixed grid does not.
//!
//! This module never knows what is reported, nor by whom, and it does not decide who reads which precision.
//!
//! # The grid
//! An edge in metres is taken apart into its odd part and a power of two; the *block* is that odd part doubled as
//! often as it stays within 32,768 m (150 → 19,200 m, 500 → 32,000 m). The Earth is cut into rows of blocks from the
//! south pole, each at least a block high, and each row into as many columns as leave a block wide on its side nearer
//! to the pole. Cells halve blocks. So a cell is at least its edge high and wide everywhere, larger by under 1 % in
//! Kenya, and the four quarters of a cell are cells. Around a pole a block's height of latitude is one cell.

use std::f64::consts::FRAC_PI_2;

use serde::{Deserialize, Serialize};

use super::position::LatLon;
use super::shape::METRES_PER_DEGREE;

/// The smallest edge in metres: below it a "coarse" position would point at a house.
pub const MIN_EDGE_M: u32 = 50;
/// The largest edge in metres.
pub const MAX_EDGE_M: u32 = 32_768;
/// Coarsening never goes beyond this edge in metres: a ward says as much.
pub const MAX_COARSE_EDGE_M: u32 = 5_000;
/// A cell must hold at least this many known dwellings (DOMAIN §3.2, after data.police.uk).
pub const K_MIN: u32 = 8;

/// What is no cell of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// The edge is not within [`MIN_EDGE_M`]..=[`MAX_EDGE_M`].
    #[error("the edge of a cell must be between 50 and 32768 metres")]
    Edge,
    /// There is no such row or column at this edge.
    #[error("the grid has no such row or column")]
    NoSuchCell,
}

/// A cell of the fixed grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "RawCell")]
pub struct Cell {
    edge_m: u32,
    row: u32,
    col: u32,
}

#[derive(Deserialize)]
struct RawCell {
    edge_m: u32,
    row: u32,
    col: u32,
}

impl TryFrom<RawCell> for Cell {
    type Error = GridError;
    fn try_from(raw: RawCell) -> Result<Self, GridError> {
        let grid = Grid::of(raw.edge_m)?;
        let cell = Self { edge_m: raw.edge_m, row: raw.row, col: raw.col };
        let known = raw.row < grid.rows && raw.row == grid.first_row(raw.row) && raw.col < grid.columns(raw.row);
        if known { Ok(cell) } else { Err(GridError::NoSuchCell) }
    }
}

impl Cell {
    /// The cell in which the point lies. A point on a line between cells is in the northern and eastern one;
    /// longitude 180 is −180.
    ///
    /// # Errors
    /// [`GridError::Edge`].
    pub fn containing(at: LatLon, edge_m: u32) -> Result<Self, GridError> {
        let grid = Grid::of(edge_m)?;
        let row = grid.first_row(whole((at.lat() + 90.0) / grid.height).min(grid.rows - 1));
        let columns = grid.columns(row);
        let east = if at.lon() >= 180.0 { 0.0 } else { at.lon() + 180.0 };
        let col = whole(east / 360.0 * f64::from(columns)).min(columns - 1);
        Ok(Self { edge_m, row, col })
    }

    /// The edge in metres: the cell is at least as wide and as high.
    #[must_use]
    pub const fn edge_m(&self) -> u32 {
        self.edge_m
    }

    /// Whether the point lies in this cell.
    #[must_use]
    pub fn contains(&self, at: LatLon) -> bool {
        Self::containing(at, self.edge_m) == Ok(*self)
    }

    /// What wider readers get instead of the exact position.
    #[must_use]
    pub fn centre(&self) -> Coarse {
        let (south, north, west, east) = self.bounds();
        let middle = LatLon::new(f64::midpoint(south, north), f64::midpoint(west, east));
        // The middle of a cell is on the Earth; the fallback is never taken.
        Coarse { lat: middle.map_or(0.0, LatLon::lat), lon: middle.map_or(0.0, LatLon::lon), edge_m: self.edge_m }
    }

    /// South, north, west and east of the cell in degrees, for drawing it.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        // The edge was checked when the cell was made; the fallback is never taken.
        let Ok(grid) = Grid::of(self.edge_m) else { return (-90.0, 90.0, -180.0, 180.0) };
        let rows = if grid.is_cap(self.row) { grid.split } else { 1 };
        let width = 360.0 / f64::from(grid.columns(self.row));
        let south = f64::from(self.row) * grid.height - 90.0;
        let north = f64::from(self.row + rows) * grid.height - 90.0;
        let west = f64::from(self.col) * width - 180.0;
        (south.max(-90.0), north.min(90.0), west, (west + width).min(180.0))
    }

    /// The cell of twice the edge that holds all of this one; nothing where that is beyond [`MAX_EDGE_M`].
    #[must_use]
    pub fn next_larger(&self) -> Option<Self> {
        let edge_m = self.edge_m * 2;
        (edge_m <= MAX_EDGE_M).then_some(Self { edge_m, row: self.row / 2, col: self.col / 2 })
    }
}

/// A position that has been coarsened: the centre of a grid cell.
///
/// It cannot be passed where an exact position is meant:
///
/// ```compile_fail
/// use usalama_core::geo::{Cell, LatLon};
/// fn send_help_to(_: LatLon) {}
/// let cell = Cell::containing(LatLon::new(-1.2886, 36.8233).unwrap(), 150).unwrap();
/// send_help_to(cell.centre());
/// ```
///
/// nor turned into one:
///
/// ```compile_fail
/// use usalama_core::geo::{Cell, LatLon};
/// let cell = Cell::containing(LatLon::new(-1.2886, 36.8233).unwrap(), 150).unwrap();
/// let exact: LatLon = cell.centre().into();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(into = "Cell", from = "Cell")]
pub struct Coarse {
    lat: f64,
    lon: f64,
    edge_m: u32,
}

impl Coarse {
    /// Latitude of the centre of the cell in degrees, to draw it on a map.
    #[must_use]
    pub const fn centre_lat(&self) -> f64 {
        self.lat
    }

    /// Longitude of the centre of the cell in degrees, to draw it on a map.
    #[must_use]
    pub const fn centre_lon(&self) -> f64 {
        self.lon
    }

    /// The edge of the cell in metres: the true place is within about 0.7 edges of the centre.
    #[must_use]
    pub const fn edge_m(&self) -> u32 {
        self.edge_m
    }

    /// For the geometry of this module only.
    pub(super) fn centre(&self) -> Option<LatLon> {
        LatLon::new(self.lat, self.lon).ok()
    }
}

impl From<Cell> for Coarse {
    fn from(cell: Cell) -> Self {
        cell.centre()
    }
}

impl From<Coarse> for Cell {
    fn from(coarse: Coarse) -> Self {
        // A coarse position was made from a cell, so both can be made again; the fallback is never taken.
        coarse.centre().and_then(|centre| Self::containing(centre, coarse.edge_m).ok()).unwrap_or(Self {
            edge_m: coarse.edge_m,
            row: 0,
            col: 0,
        })
    }
}

/// The edge of the cell that the public gets: three times the area's coarsening, at least 500 m (DOMAIN §3.2).
#[must_use]
pub fn public_edge_m(area_coarsen_m: u32) -> u32 {
    area_coarsen_m.saturating_mul(3).max(500)
}

/// The cell that may be shown for an exact position: the smallest of `edge_m`, 2 × `edge_m`, 4 × … that holds at
/// least `k_min` dwellings.
///
/// `edge_m` is the area's `coarsen_m` for neighbours and [`public_edge_m`] for the public; below [`MIN_EDGE_M`] it
/// is taken as that. `dwellings` answers how many dwellings a cell is known to hold; `None`, not known, counts as too
/// few. Returns nothing where no cell up to [`MAX_COARSE_EDGE_M`] will do: then only the ward may be named. At most
/// seven cells are asked about.
pub fn coarsen(at: LatLon, edge_m: u32, dwellings: impl Fn(&Cell) -> Option<u32>, k_min: u32) -> Option<Cell> {
    let first = Cell::containing(at, edge_m.max(MIN_EDGE_M)).ok()?;
    std::iter::successors(Some(first), Cell::next_larger)
        .take_while(|cell| cell.edge_m <= MAX_COARSE_EDGE_M)
        .find(|cell| dwellings(cell).is_some_and(|known| known >= k_min))
}

/// The grid of one edge.
struct Grid {
    /// Cells along the side of a block: a power of two, so that quarters of cells are exactly cells.
    split: u32,
    /// Rows of cells from pole to pole.
    rows: u32,
    /// Height of a row in degrees.
    height: f64,
    block_m: f64,
}

impl Grid {
    fn of(edge_m: u32) -> Result<Self, GridError> {
        if !(MIN_EDGE_M..=MAX_EDGE_M).contains(&edge_m) {
            return Err(GridError::Edge);
        }
        let mut split = 1;
        while edge_m * split * 2 <= MAX_EDGE_M {
            split *= 2;
        }
        let block_m = f64::from(edge_m * split);
        let block_rows = whole(180.0 * METRES_PER_DEGREE / block_m);
        let height = 180.0 / f64::from(block_rows) / f64::from(split);
        Ok(Self { split, rows: block_rows * split, height, block_m })
    }

    /// Whether the row belongs to the block row at a pole, which is one cell.
    fn is_cap(&self, row: u32) -> bool {
        row < self.split || row >= self.rows - self.split
    }

    /// The row by which a cell of this row is named.
    fn first_row(&self, row: u32) -> u32 {
        if self.is_cap(row) { row / self.split * self.split } else { row }
    }

    /// Columns of cells in a row.
    fn columns(&self, row: u32) -> u32 {
        if self.is_cap(row) {
            return 1;
        }
        let block_row = row / self.split;
        let side = |block: u32| (f64::from(block * self.split) * self.height - 90.0).abs();
        let poleward = side(block_row).max(side(block_row + 1));
        let round_the_earth = 360.0 * METRES_PER_DEGREE * cosine(poleward.to_radians());
        whole(round_the_earth / self.block_m).max(1) * self.split
    }
}

/// Truncates a number that is known to be small and not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(number: f64) -> u32 {
    number as u32
}

/// Cosine of 0..=π/2 by its series. The one of the standard library may differ in the last bit from one kind of phone
/// to another, which could move a column; sums and products may not.
fn cosine(radians: f64) -> f64 {
    let square = radians.min(FRAC_PI_2) * radians.min(FRAC_PI_2);
    let (sum, _) = (1..=12_u32).fold((1.0, 1.0), |(sum, term), n| {
        let term = -term * square / f64::from((2 * n - 1) * (2 * n));
        (sum + term, term)
    });
    f64::max(sum, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> LatLon {
        LatLon::new(lat, lon).unwrap()
    }

    #[test]
    fn poles_and_the_antimeridian_have_cells() {
        for edge_m in [50, 150, 500, 1000, 32_767, 32_768] {
            for (lat, lon) in [(90.0, 0.0), (-90.0, 180.0), (90.0, -180.0), (0.0, 180.0), (0.0, -180.0), (89.99, 5.0)] {
                let cell = Cell::containing(at(lat, lon), edge_m).unwrap();
                assert!(cell.contains(at(lat, lon)), "{edge_m} {lat} {lon}");
            }
            assert_eq!(Cell::containing(at(0.5, 180.0), edge_m), Cell::containing(at(0.5, -180.0), edge_m));
            assert_eq!(Cell::containing(at(90.0, 7.0), edge_m), Cell::containing(at(90.0, -99.0), edge_m));
        }
    }

    #[test]
    fn absurd_edges_and_cells_are_refused() {
        let nairobi = at(-1.2886, 36.8233);
        for edge_m in [0, 49, 32_769, u32::MAX] {
            assert_eq!(Cell::containing(nairobi, edge_m), Err(GridError::Edge));
        }
        for json in [
            r#"{"edge_m":1,"row":0,"col":0}"#,
            r#"{"edge_m":150,"row":4000000000,"col":0}"#,
            r#"{"edge_m":150,"row":60000,"col":4000000000}"#,
            r#"{"edge_m":150,"row":1,"col":0}"#,
        ] {
            assert!(serde_json::from_str::<Cell>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_cell_with_too_few_or_unknown_dwellings_grows_until_it_has_enough() {
        let here = at(-1.2886, 36.8233);
        let grown = coarsen(here, 150, |cell| (cell.edge_m() >= 600).then_some(8), K_MIN).unwrap();
        assert_eq!(grown.edge_m(), 600);
        assert!(grown.contains(here));
        assert_eq!(coarsen(here, 150, |_| Some(8), K_MIN).unwrap().edge_m(), 150);
        assert_eq!(coarsen(here, 0, |_| Some(8), K_MIN).unwrap().edge_m(), MIN_EDGE_M);
    }

    #[test]
    fn where_no_cell_will_do_only_the_ward_is_left() {
        let here = at(-1.2886, 36.8233);
        let asked = std::cell::Cell::new(0);
        let nothing = coarsen(
            here,
            50,
            |_| {
                asked.set(asked.get() + 1);
                None
            },
            K_MIN,
        );
        assert_eq!((nothing, asked.get()), (None, 7));
        assert_eq!(coarsen(here, 150, |_| Some(7), K_MIN), None);
        assert_eq!(coarsen(here, u32::MAX, |_| Some(900), K_MIN), None);
    }

    #[test]
    fn the_public_sees_three_times_less_and_never_finer_than_500_m() {
        assert_eq!(public_edge_m(150), 500);
        assert_eq!(public_edge_m(500), 1500);
        assert_eq!(public_edge_m(u32::MAX), u32::MAX);
    }

    #[test]
    fn cells_of_nairobi_are_what_they_were() {
        // Published cells must not move with a new version of the library.
        let cell = Cell::containing(at(-1.2886, 36.8233), 150).unwrap();
        assert_eq!(serde_json::to_string(&cell).unwrap(), r#"{"edge_m":150,"row":65733,"col":160661}"#);
    }

    #[test]
    fn the_cosine_is_the_cosine() {
        for degrees in 0..=90 {
            let radians = f64::from(degrees).to_radians();
            assert!((cosine(radians) - radians.cos().max(0.0)).abs() < 1e-14, "{degrees}");
        }
    }

    proptest! {
        #[test]
        fn the_centre_of_a_cell_lies_in_it(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64, edge_m in MIN_EDGE_M..=MAX_EDGE_M) {
            let here = at(lat, lon);
            let cell = Cell::containing(here, edge_m).unwrap();
            prop_assert!(cell.contains(here));
            let centre = cell.centre().centre().unwrap();
            prop_assert_eq!(Cell::containing(centre, edge_m).unwrap(), cell);
            prop_assert_eq!(Cell::from(cell.centre()), cell);
            let json = serde_json::to_string(&cell).unwrap();
            prop_assert_eq!(serde_json::from_str::<Cell>(&json).unwrap(), cell);
        }

        #[test]
        fn a_cell_is_never_smaller_than_its_edge(lat in -89.0..=89.0f64, lon in -180.0..=180.0f64, edge_m in MIN_EDGE_M..=5_000_u32) {
            let (south, north, west, east) = Cell::containing(at(lat, lon), edge_m).unwrap().bounds();
            let narrow = south.abs().max(north.abs()).to_radians().cos();
            prop_assert!((north - south) * METRES_PER_DEGREE >= f64::from(edge_m) * 0.999_999);
            prop_assert!((east - west) * METRES_PER_DEGREE * narrow >= f64::from(edge_m) * 0.999_999);
        }

        #[test]
        fn in_kenya_a_cell_is_less_than_a_hundredth_larger_than_its_edge(lat in -5.0..=5.6f64, lon in 33.8..=42.0f64, edge_m in MIN_EDGE_M..=5_000_u32) {
            let (south, north, west, east) = Cell::containing(at(lat, lon), edge_m).unwrap().bounds();
            prop_assert!((north - south) * METRES_PER_DEGREE <= f64::from(edge_m) * 1.01);
            prop_assert!((east - west) * METRES_PER_DEGREE * lat.to_radians().cos() <= f64::from(edge_m) * 1.01);
        }

        #[test]
        fn the_next_larger_cell_holds_the_whole_cell(lat in -90.0..=90.0f64, lon in -180.0..=180.0f64, edge_m in MIN_EDGE_M..=5_000_u32) {
            let here = at(lat, lon);
            let larger = Cell::containing(here, edge_m).unwrap().next_larger().unwrap();
            prop_assert_eq!(larger, Cell::containing(here, edge_m * 2).unwrap());
        }

        #[test]
        fn reports_from_one_place_give_one_cell(north in 0.05..0.95f64, east in 0.05..0.95f64) {
            let cell = Cell::containing(at(-1.2886, 36.8233), 150).unwrap();
            let (s, n, w, e) = cell.bounds();
            let reported = at(s + (n - s) * north, w + (e - w) * east);
            prop_assert_eq!(Cell::containing(reported, 150).unwrap().centre(), cell.centre());
        }
    }
}
