//! Sync: what is unsent goes to the hub, what others did comes back.
//!
//! In: a [`Profile`](crate::profile::Profile) and a [`Transport`]. Out: settled outbox rows, confirmed events, cursors that
//! commit together with the rows they stand for. Sync decides nothing about who may do what: the hub answers, and its
//! answer is kept with the event.
//!
//! The life of one run: open a session where there is none; push until nothing is due; pull until there is no more. Whatever
//! interrupts it (the deadline, a lost connection, a kill) leaves rows that the next run takes up; the hub absorbs what it has
//! already. A failure of the connection ends the run and is tried again later; a refusal parks one event and never stops
//! the queue.
//!
//! - [`wire`]: the bodies
//! - [`transport`](Transport): how they travel, and the only HTTP client there is
//! - [`realm`](CareTransport): the way to the hub of another realm
//! - [`retry`](Backoff): when to try again
//! - `session`, `push`, `pull`: the three steps
//! - [`anonymous`]: the road of those who give no name, which shares nothing with the other
//! - `rights`: what is asked about an account
//! - [`engine`](Engine): one run, within a deadline

pub mod anonymous;
mod directory;
mod engine;
mod pull;
mod push;
mod realm;
mod retry;
mod rights;
mod session;
mod transport;
pub mod wire;

pub use engine::{Engine, SyncError, SyncReport};
pub use realm::CareTransport;
pub use retry::Backoff;
pub use transport::{Apart, HttpTransport, Method, Request, Response, Transport, TransportError, http_client};
