//! One actor on one phone: the store together with the keys that sign what goes into it.
//!
//! In: acts of the one who is signed in, answers of the hub. Out: signed events, durable when the call returns, and what
//! is known of areas, organisations and grants. A profile knows no network and no screen, and decides nothing: whoever
//! records an act has asked `policy` before.
//!
//! - [`open`](Profile::open): the file and its keys
//! - [`record`](Profile::record): an act becomes an event of the log and the outbox, in one transaction
//! - [`recording`](Profile::record_fixes): positions of a patrol that is under way
//! - [`pin`](Profile::check_pin): the PINs of an SOS
//! - [`quiet`](Quiet): what nobody here is to notice
//! - [`standing`](Standing): how this actor stands with the hub, and what is known of areas and organisations
//! - [`changes`](Changes): who wants to hear of it

mod changes;
mod open;
mod pin;
mod quiet;
mod record;
mod recording;
mod standing;

pub use changes::{Changes, Held, Observer, Subscription, Topic};
pub use open::{APART, Opening, Profile, ProfileError, profile_path};
pub use pin::{PinError, PinMeaning, TRIES};
pub use quiet::Quiet;
pub use record::{Deed, NewEvent, Signer};
pub(crate) use standing::{CENTRES, FOLLOWED, REVOKED_ISSUERS};
pub use standing::{Directory, Enrolment, HeldGrant, Standing};
