//! A network as it is out there: off for hours, and when it is on it loses requests, loses replies after the hub has acted, and
//! delivers twice.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use usalama_core::sync::wire::{Heads, paths};
use usalama_core::sync::{Apart, HttpTransport, Request, Response, Transport, TransportError};

/// How often what goes wrong, each between 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// The request never arrives.
    pub lose_request: f64,
    /// The hub acts, and its reply never arrives.
    pub lose_reply: f64,
    /// The request arrives twice.
    pub repeat: f64,
}

/// A transport over such a network.
#[derive(Debug)]
pub struct Network {
    http: HttpTransport,
    online: AtomicBool,
    faults: Mutex<(Faults, fastrand::Rng)>,
    lost: AtomicU64,
    repeated: AtomicU64,
    /// Everything that was sent, where somebody wants to look for what must not be there.
    overheard: Mutex<Option<Vec<u8>>>,
    /// Every exchange, where somebody wants to compare them.
    exchanges: Mutex<Option<Vec<Exchange>>>,
}

/// One request with its reply, before they were compressed.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Where to.
    pub path: &'static str,
    /// The bearer's token.
    pub token: Option<String>,
    /// The request's body.
    pub body: Vec<u8>,
    /// The reply's status.
    pub status: u16,
    /// The reply's body.
    pub reply: Vec<u8>,
}

impl Network {
    /// A good network to a hub, switched on.
    ///
    /// # Panics
    /// Where the address is none.
    #[must_use]
    pub fn to(address: &str) -> Self {
        Self {
            http: HttpTransport::new(address).expect("an address"),
            online: AtomicBool::new(true),
            faults: Mutex::new((Faults::default(), fastrand::Rng::with_seed(0))),
            lost: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            overheard: Mutex::new(None),
            exchanges: Mutex::new(None),
        }
    }

    /// Switches it on or off.
    pub fn set_online(&self, online: bool) {
        self.online.store(online, Ordering::SeqCst);
    }

    /// Whether it is there.
    #[must_use]
    pub fn is_online(&self) -> bool {
        self.online.load(Ordering::SeqCst)
    }

    /// Makes it bad, by chance that can be repeated.
    pub fn be_bad(&self, faults: Faults, seed: u64) {
        *self.faults.lock().unwrap_or_else(PoisonError::into_inner) = (faults, fastrand::Rng::with_seed(seed));
    }

    /// Requests and replies that were lost.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::SeqCst)
    }

    /// Requests that arrived twice.
    #[must_use]
    pub fn repeated(&self) -> u64 {
        self.repeated.load(Ordering::SeqCst)
    }

    /// Listens in from now on.
    pub fn listen_in(&self) {
        *self.overheard.lock().unwrap_or_else(PoisonError::into_inner) = Some(vec![]);
    }

    /// The bodies that were sent since, before they were compressed.
    #[must_use]
    pub fn overheard(&self) -> Vec<u8> {
        self.overheard.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    /// Writes every exchange down from now on.
    pub fn write_down(&self) {
        *self.exchanges.lock().unwrap_or_else(PoisonError::into_inner) = Some(vec![]);
    }

    /// The exchanges since, in their order.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }

    fn roll(&self) -> (bool, bool, bool) {
        let (faults, chance) = &mut *self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        (chance.f64() < faults.lose_request, chance.f64() < faults.lose_reply, chance.f64() < faults.repeat)
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if !self.online.load(Ordering::SeqCst) {
            return Err(TransportError::Unreachable);
        }
        if let Some(overheard) = self.overheard.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            overheard.extend_from_slice(&request.body);
        }
        let (lose_request, lose_reply, repeat) = self.roll();
        if lose_request {
            self.lost.fetch_add(1, Ordering::SeqCst);
            return Err(TransportError::Broken);
        }
        if repeat && request.path == paths::EVENTS {
            self.repeated.fetch_add(1, Ordering::SeqCst);
            self.http.send(request.clone()).await?;
        }
        let (path, token, body) = (request.path, request.token.clone(), request.body.clone());
        let response = self.http.send(request).await?;
        if let Some(exchanges) = self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            exchanges.push(Exchange { path, token, body, status: response.status, reply: response.body.clone() });
        }
        if lose_reply {
            self.lost.fetch_add(1, Ordering::SeqCst);
            return Err(TransportError::Timeout);
        }
        Ok(response)
    }

    async fn send_apart(&self, request: Apart) -> Result<Response, TransportError> {
        if !self.online.load(Ordering::SeqCst) {
            return Err(TransportError::Unreachable);
        }
        let (lose_request, lose_reply, _) = self.roll();
        if lose_request {
            self.lost.fetch_add(1, Ordering::SeqCst);
            return Err(TransportError::Broken);
        }
        let response = self.http.send_apart(request).await?;
        if lose_reply {
            self.lost.fetch_add(1, Ordering::SeqCst);
            return Err(TransportError::Timeout);
        }
        Ok(response)
    }

    async fn wake(&self, token: String, timeout: Duration) -> Result<Option<Heads>, TransportError> {
        if self.online.load(Ordering::SeqCst) {
            self.http.wake(token, timeout).await
        } else {
            Err(TransportError::Unreachable)
        }
    }
}
