//! A message of the Common Alerting Protocol, OASIS CAP 1.2, whole (DOMAIN §8.1, Annex A): every element in its order, as often as
//! it was there, under its own name.
//!
//! In: what an author wrote, or what `exchange::cap` read from XML. Out: values that are written again as they came, and the rules
//! that they break. In JSON a message has CAP's element names, and what is absent is left out.
//!
//! A type here holds what the schema of CAP allows; what a rule forbids beyond that is told by [`Alert::breaches`] and
//! [`Alert::profile_breaches`]. So a foreign message that breaks a rule can be kept, shown and named for what it is.
//!
//! - [`vocabulary`](Status): the closed lists of words; the incident shares [`Severity`] and [`CapCategory`]
//! - [`message`](Alert): alert, info, resource, area
//! - [`time`](DateTime), [`number`](Decimal), [`reference`](References), [`shape`](Polygon): their values
//! - [`rule`](Rule): what a message must not do; [`check`](Alert::breaches) finds it, [`profile`](Alert::profile_breaches) what
//!   Usalama adds

mod check;
mod message;
mod number;
mod profile;
mod reference;
mod rule;
mod shape;
mod time;
mod vocabulary;

pub(crate) use check::is_language;
pub use message::{Alert, Area, DEFAULT_LANGUAGE, EventCode, Geocode, Info, Parameter, Resource};
pub use number::{Decimal, Integer, NumberError};
pub use profile::{HATUA, HATUA_AREA, ISO_3166_2, KE_COUNTY, KE_WARD, LANGUAGES};
pub use reference::{Reference, ReferenceError, References};
pub use rule::{Breach, Level, Rule};
pub use shape::{Circle, CoordinateError, Polygon};
pub use time::{DateTime, DateTimeError};
pub use vocabulary::*;

#[cfg(test)]
mod tests;
