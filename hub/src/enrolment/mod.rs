//! How people come in: one-time codes, invitations, sessions, new keys, grants.
//!
//! In: proofs (a code, an invitation's secret, signatures). Out: accounts, hub-signed grants, bearer tokens. Secrets are kept as
//! hashes; this floor never sees an event.
//!
//! - `code`(ask_for_code): a code for a phone number
//! - `enrol`(enrol): a device with its keys, by code or by invitation
//! - `session`(open_session): a token for a signature; also `renew`, going on under new keys
//! - `grants`: issuing, renewing, inviting
//! - `whose`(whose_account): the account of a number whose phone is lost
//! - `challenge`(Challenges): what is to be signed for a session
//! - `denied`(Denied): why not

mod challenge;
mod code;
mod denied;
mod enrol;
pub mod grants;
mod secret;
mod session;
mod whose;

pub use challenge::Challenges;
pub use code::ask_for_code;
pub use denied::Denied;
pub use enrol::enrol;
pub use grants::{Invited, invite};
pub use secret::token_hash;
pub use session::{ask_for_challenge, open_session, renew, who_is};
pub use whose::whose_account;
