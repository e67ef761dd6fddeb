//! A map for a terminal: a track as a line of Braille dots, with the checkpoints beside it.

use textplots::{Chart, Plot as _, Shape};
use usalama_core::geo::{LatLon, Position};

/// Metres from west to east, and from south to north, that the map shows around the site's beginning.
const EAST_M: (f32, f32) = (-3.0, 42.0);
const NORTH_M: (f32, f32) = (-10.0, 170.0);
/// Dots of the map: two of them make a character's width and four its height.
const WIDE: u32 = 124;
const HIGH: u32 = 31;

/// Draws a track and numbered places: north is to the right. One string is one line.
pub fn draw(start: &Position, track: &[LatLon], places: &[(u16, LatLon)]) -> Vec<String> {
    let line: Vec<(f32, f32)> = track.iter().map(|at| metres(start, *at)).collect();
    let shape = Shape::Lines(&line);
    let mut chart = Chart::new_with_y_range(WIDE, HIGH, NORTH_M.0, NORTH_M.1, -EAST_M.1, -EAST_M.0);
    let chart = chart.lineplot(&shape);
    chart.figures();
    let mut rows: Vec<Vec<char>> = chart.frame().lines().map(|row| row.chars().collect()).collect();
    for (no, at) in places {
        let (north, west) = metres(start, *at);
        let column = dots(north - NORTH_M.0, NORTH_M.1 - NORTH_M.0, WIDE) / 2;
        let row = dots(-EAST_M.0 - west, EAST_M.1 - EAST_M.0, HIGH) / 4;
        let cell = rows.get_mut(row).and_then(|row| row.get_mut(column)).expect("the place is on the map");
        *cell = char::from_digit(u32::from(*no), 10).expect("a number of one digit");
    }
    rows.into_iter().map(|row| row.into_iter().collect::<String>().trim_end().to_owned()).collect()
}

/// How far north and west of the beginning.
#[allow(clippy::cast_possible_truncation, reason = "metres on a site")]
fn metres(start: &Position, at: LatLon) -> (f32, f32) {
    let north = (at.lat() - start.at.lat()) * 111_195.0;
    let east = (at.lon() - start.at.lon()) * 111_195.0 * start.at.lat().to_radians().cos();
    (north as f32, -east as f32)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "dots of a map"
)]
fn dots(along: f32, of: f32, dots: u32) -> usize {
    (along / of * dots as f32).round() as usize
}
