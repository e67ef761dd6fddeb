//! The rights of those whom data is about (DOMAIN §12, §14): how long what is kept, who looked, a copy of everything, and the end of
//! it.
//!
//! - [`keeping`](super::Usalama::sweep): the retention table, and erasing what is due, without a network
//! - [`looking`](super::Usalama::who_looked): who opened what, legal holds
//! - [`export`](super::Usalama::export_my_data): a copy of what is one's own
//! - [`erase`](super::Usalama::erase_me): the account and the profile
//! - [`recover`](super::Usalama::recover_account): a new phone in the place of one that is lost

mod erase;
mod export;
mod keeping;
mod looking;
mod recover;

pub use erase::{Erased, TheHub, Unsent};
pub use export::Exported;
pub use looking::{Hold, Look};
