//! Where a leg of a patrol went (DOMAIN §7): from what a phone's receiver says to some hundred points, and what they tell.
//!
//! In: [`Fix`]es as the platform gives them, one after the other. Out: [`TrackPoint`]s, each with the marks of what is wrong
//! with it; few of them, packed into few bytes; and lengths, times and coverage. Everything streams: a leg of a million fixes
//! needs no more memory than its kept points.
//!
//! ```text
//! Fix ──Filter──▶ TrackPoint (marked) ──Thinner──▶ fewer TrackPoints ──Packer──▶ bytes
//! ```
//!
//! This module never knows who walked there, nor why; what a mark means for a guard is for people to say.
//!
//! | file | idea |
//! |---|---|
//! | [`fix`](Fix) | what the platform said: clocks, position, speed, whether it was invented |
//! | [`mark`](Mark) | what may be wrong with a point, and the point itself |
//! | [`filter`](Filter) | marks what cannot be, drops nothing |
//! | [`thin`](Thinner) | one point per 25 m, or per 5 minutes of standing |
//! | [`pack`](pack()) | points as bytes, and back |
//! | [`measure`](length_m) | length, durations, gaps |
//! | [`reach`](stays) | time near a place, coverage of a route |

mod filter;
mod fix;
mod mark;
mod measure;
mod pack;
mod reach;
mod thin;

pub use filter::{Filter, FilterSettings, Tally, limit};
pub use fix::{Fix, FixError, MAX_INSTANT, MAX_SPEED_MPS};
pub use mark::{Mark, Marks, TrackPoint};
pub use measure::{Gap, MOVING_MPS, duration, gaps, length_m, moving_time, usable};
pub use pack::{MAX_POINTS, PackError, Packer, UnpackError, pack, unpack};
pub use reach::{Coverage, Stay, coverage, reached, stays};
pub use thin::{ThinSettings, Thinner, thin};
