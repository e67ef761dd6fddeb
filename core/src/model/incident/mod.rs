//! The incident: somebody wants something dealt with (DOMAIN §5).
//!
//! - [`category`](Category): what can be reported, and what follows from it
//! - [`report`](NewIncident): the fields of a report, in parts with readers of their own
//! - [`act`](Act): what can be done to an incident, one kind of event each
//! - [`transition`](next): where a case can go
//! - [`state`](Incident): the fold
//! - [`duplicate`](is_candidate): two reports of one event, suggested
//! - [`reference`](Reference): `CCC-XXXXXX-K`

mod act;
mod category;
mod duplicate;
mod reference;
mod report;
mod state;
mod transition;
mod vocabulary;

pub use act::*;
pub use category::*;
pub use duplicate::is_candidate;
pub use reference::{Reference, ReferenceError};
pub use report::*;
pub use state::*;
pub use transition::{Move, needs_connection, next};
pub use vocabulary::*;
