//! A referral: somebody is helped on the road to a centre (DOMAIN §10.1), named as FHIR names it. It lives in the realm `care` alone.
//!
//! There is no field for a clinical record, a screening score or a diagnosis.
//!
//! - [`act`](ReferralAct): what is done, one kind of event each
//! - [`centre`](standing_of): whether a centre may be referred to
//! - [`state`](Referral): the fold
//! - `transition`: from which state which act leads where
//! - [`vocabulary`](ReferralState): needs, urgency, consent, follow-ups

mod act;
mod centre;
mod state;
mod transition;
mod vocabulary;

pub use act::*;
pub use centre::*;
pub use state::*;
pub use transition::*;
pub use vocabulary::*;

/// Version of the schema of every kind of a referral's events.
pub const SCHEMA_VERSION: u16 = 1;

/// Whether a kind of event belongs to a referral.
#[must_use]
pub fn is_referral(kind: &str) -> bool {
    kind.starts_with("referral.")
}
