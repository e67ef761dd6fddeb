//! Where things are: positions, the coarse grid that hides them, areas, and which area a point is in.
//!
//! In: positions of phones, GeoJSON of areas, official codes. Out: checked positions, grid cells, areas in several
//! overlapping hierarchies, answers to "which ward is this?" that may be *unknown*, and words for a place. Everything
//! is pure: no I/O, no clock, no network.
//!
//! This module never knows who stands at a position, what happened there, or who may read it.
//!
//! | file | idea |
//! |---|---|
//! | [`position`] | an exact point and how it was obtained |
//! | [`grid`] | the fixed grid that coarsens a point for wider readers |
//! | [`shape`] | checked polygons; the one place where lat/lon becomes lon/lat |
//! | [`codes`] | official numbers of counties, constituencies and wards |
//! | [`area`] | areas, their kinds, and which kind may lie in which |
//! | [`import`] | GeoJSON of any origin, checked before anything believes it |
//! | [`index`] | areas by identity, by hierarchy and by place |
//! | [`reverse`] | "≈300 m NE of Muthurwa, Nairobi Central ward" |
//! | [`track`] | where a patrol went: fixes, marked, thinned, packed and measured |

pub mod area;
pub mod codes;
pub mod grid;
pub mod import;
pub mod index;
mod outlines;
pub mod position;
pub mod reverse;
pub mod shape;
pub mod track;

pub use area::{Area, AreaCode, AreaError, AreaId, AreaKind, Hierarchy};
pub use codes::{CodeError, ConstituencyCode, CountyCode, Iso3166County, WardCode};
pub use grid::{Cell, Coarse, GridError, coarsen, public_edge_m};
pub use import::{AreaMapping, GeoJsonError, ImportSettings, ImportedFeature, areas_from_features, import_geojson};
pub(crate) use index::around;
pub use index::{AreaIndex, IndexError, Located};
pub(crate) use outlines::{Outlines, Span};
pub use position::{LatLon, Position, PositionError, PositionSource};
pub use reverse::{Place, PlaceLabel};
pub use shape::{Shape, ShapeError};
