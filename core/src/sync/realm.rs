//! The way to the hub of the realm `care`: other paths, and whatever is behind them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::transport::{Apart, Request, Response, Transport, TransportError};
use super::wire::{Heads, paths};

/// The paths of the realm `care`. There is none for telephone numbers, and none for being woken: what is new is asked for.
const PATHS: &[(&str, &str)] = &[
    (paths::ENROL, "/care/v1/enrol"),
    (paths::CHALLENGE, "/care/v1/session/challenge"),
    (paths::SESSION, "/care/v1/session"),
    (paths::RENEW, "/care/v1/session/renew"),
    (paths::EVENTS, "/care/v1/events"),
    (paths::PULL, "/care/v1/pull"),
    (paths::AREAS, "/care/v1/areas"),
];

/// Sends everything to the realm `care`, and nothing anywhere else.
#[derive(Debug)]
pub struct CareTransport(Arc<dyn Transport>);

impl CareTransport {
    /// By way of this transport.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self(transport)
    }
}

#[async_trait]
impl Transport for CareTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let there = PATHS.iter().find(|(path, _)| *path == request.path).map(|(_, there)| *there);
        let path = there.ok_or(TransportError::SetUp("there is no such path in this realm"))?;
        self.0.send(Request { path, ..request }).await
    }

    async fn send_apart(&self, _: Apart) -> Result<Response, TransportError> {
        Err(TransportError::SetUp("nothing is sent apart in this realm, which is apart itself"))
    }

    async fn wake(&self, _: String, _: Duration) -> Result<Option<Heads>, TransportError> {
        Err(TransportError::SetUp("nobody is woken in this realm"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_the_same_behind_the_realms_own_beginning() {
        for (here, there) in PATHS {
            assert_eq!(*there, format!("{}{here}", paths::CARE));
        }
        assert!(PATHS.iter().all(|(path, _)| *path != paths::ENROL_CODE), "no telephone number goes there");
    }
}
