//! HTTP: the paths of `usalama_core::sync::wire`, their limits, and the life of a server.
//!
//! In: requests. Out: JSON, a stream of heads, and for whatever fails a [`Problem`](usalama_core::sync::wire::Problem). This
//! floor decides nothing: it measures, checks who asks, and hands over to intake, reading and enrolment.
//!
//! - `server`(start): listening, background work, shutting down
//! - `routes`: what is where
//! - `body`: JSON bodies within their limits
//! - `admit`: who asks, and not too often
//! - `wake`: the stream of heads
//! - `problem`: every failure as a `Problem`
//! - `log`: one line a request, without personal data

mod admit;
mod body;
mod log;
mod problem;
mod routes;
mod server;
mod wake;

pub use routes::ROUTES;
pub use server::{Running, Service, start};

use std::sync::Arc;

use tokio::sync::watch;

use crate::hub::Hub;

/// What every request can reach.
#[derive(Debug, Clone)]
struct App {
    hub: Arc<Hub>,
    limiter: Arc<admit::Limiter>,
    /// The hub of the realm `care` that runs in the same process: its clock is moved along with `--dev`, and nothing else is done to it.
    beside: Option<Arc<Hub>>,
    /// Turns true when the server shuts down.
    stopping: watch::Receiver<bool>,
}
