//! Who came to a session: a number, a token that only the attendee holds, or a name with consent (DOMAIN §10). It lives in the realm
//! `care` alone, and names its programme in words: it shares no identity with anything elsewhere.
//!
//! - [`act`](AttendanceAct): what is done to a sheet
//! - [`state`](Sheet): the fold
//! - [`token`](AttendanceToken): what an attendee shows, and what is kept of it

mod act;
mod state;
mod token;

pub use act::*;
pub use state::*;
pub use token::*;

/// Version of the schema of every kind of a sheet's events.
pub const SCHEMA_VERSION: u16 = 1;

/// Whether a kind of event belongs to a sheet of attendance.
#[must_use]
pub fn is_attendance(kind: &str) -> bool {
    kind.starts_with("attendance.")
}
