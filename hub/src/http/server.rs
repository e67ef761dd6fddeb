//! The life of a server: it listens, works in the background, and ends without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use usalama_core::event::Realm;
use usalama_core::sync::wire::paths;

use super::App;
use super::admit::Limiter;
use super::routes::router;
use crate::clock::before;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{sessions, threads};
use crate::outside::poll::{self, Poller};
use crate::timers;

/// How often timers are looked at.
const TICK: Duration = Duration::from_secs(1);

/// Ticks between two rounds of forgetting.
const FORGET_EVERY: u64 = 60;

/// How long phone numbers that asked for a code are kept.
const CODES_KEPT: Duration = Duration::from_secs(24 * 3600);

/// A hub that serves.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    hub: Arc<Hub>,
    care: Arc<Hub>,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    background: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The hub itself.
    #[must_use]
    pub const fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// The hub of the realm `care`.
    #[must_use]
    pub const fn care(&self) -> &Arc<Hub> {
        &self.care
    }

    /// Takes no more connections, answers what was asked, ends the streams, and tidies the ledger.
    ///
    /// # Errors
    /// [`HubError`] where the server had failed, or the disk does not play along. Nothing is lost then either.
    pub async fn stop(self) -> Result<(), HubError> {
        let Self { hub, care, stop, server, background, .. } = self;
        stop.send_replace(true);
        let served = server.await.map_err(|_| HubError::CutOff)?;
        background.await.map_err(|_| HubError::CutOff)?;
        let tidied =
            tokio::task::spawn_blocking(move || hub.ledger.checkpoint().and_then(|()| care.ledger.checkpoint()))
                .await
                .map_err(|_| HubError::CutOff)?;
        served.map_err(|cause| HubError::Io { what: "the server failed", cause })?;
        Ok(tidied?)
    }
}

/// Starts serving, and beside it the hub of the realm `care`: behind paths of its own, over a ledger with keys, accounts and sessions of
/// its own. The two share this process, and no table, key, session or batch.
///
/// # Errors
/// [`HubError`] where it cannot listen at its address.
pub async fn start(hub: Hub) -> Result<Running, HubError> {
    let failed = |cause| HubError::Io { what: "the hub cannot listen at this address", cause };
    let listener = TcpListener::bind(hub.settings.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let (stop, stopping) = watch::channel(false);
    let care = Arc::new(Hub::open(hub.settings.care(), None)?);
    let hub = Arc::new(hub);
    let (both, realms) = both_realms(&hub, &care, &stopping);
    let service = both.into_make_service_with_connect_info::<SocketAddr>();
    let told = until(stopping.clone());
    let server = tokio::spawn(async move { axum::serve(listener, service).with_graceful_shutdown(told).await });
    let listening = tokio::spawn(listen_to_feeds(Arc::clone(&hub), stopping.clone()));
    let background = tokio::spawn(async move {
        work(realms, stopping).await;
        // It ends with the same word.
        let _ = listening.await;
    });
    Ok(Running { address, hub, care, stop, server, background })
}

/// A hub and the one of its realm `care`, each with what counts its requests.
type Realms = [(Arc<Hub>, Arc<Limiter>); 2];

/// A hub's service and the one of its realm `care`, with what counts their requests.
fn both_realms(hub: &Arc<Hub>, care: &Arc<Hub>, stopping: &watch::Receiver<bool>) -> (Router, Realms) {
    let limiter_for = |hub: &Hub| Arc::new(Limiter::new(hub.settings.requests_per_second, hub.settings.burst));
    let realms: Realms = [(Arc::clone(hub), limiter_for(hub)), (Arc::clone(care), limiter_for(care))];
    let [app, care_app] = realms.clone().map(|(hub, limiter)| {
        let beside = (hub.settings.realm != Realm::Care).then(|| Arc::clone(care));
        App { hub, limiter, beside, stopping: stopping.clone() }
    });
    (router(app).nest(paths::CARE, router(care_app)), realms)
}

/// The service of a hub and of its realm `care`, for whoever hands requests over without a socket. Each request needs a
/// [`ConnectInfo`](axum::extract::ConnectInfo) with the address of who asks. Nothing is done in the background:
/// [`timers::run_due`] and [`Hub::look_around`] are its holder's to call.
#[derive(Debug, Clone)]
pub struct Service {
    router: Router,
    stop: watch::Sender<bool>,
}

impl Service {
    /// Over these two.
    #[must_use]
    pub fn new(hub: &Arc<Hub>, care: &Arc<Hub>) -> Self {
        let (stop, stopping) = watch::channel(false);
        Self { router: both_realms(hub, care, &stopping).0, stop }
    }

    /// All paths.
    pub const fn router(&self) -> &Router {
        &self.router
    }

    /// Ends the streams.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

/// Done when the server shuts down.
pub async fn until(mut stopping: watch::Receiver<bool>) {
    // A sender that is gone is a server that is gone.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

async fn work(realms: Realms, stopping: watch::Receiver<bool>) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = until(stopping);
    tokio::pin!(end);
    for round in 0_u64.. {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => {}
        }
        for (hub, limiter) in &realms {
            if round.is_multiple_of(FORGET_EVERY) {
                limiter.forget_idle();
            }
            let hub = Arc::clone(hub);
            let done = tokio::task::spawn_blocking(move || round_of(&hub, round)).await;
            match done {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "background work failed; it is tried again"),
                Err(_) => tracing::error!("background work was cut off; it is tried again"),
            }
        }
    }
}

/// Asks the feeds on the list, again and again.
async fn listen_to_feeds(hub: Arc<Hub>, stopping: watch::Receiver<bool>) {
    if hub.settings.cap_feeds.is_empty() {
        return;
    }
    let poller = match Poller::new() {
        Ok(poller) => poller,
        Err(error) => {
            tracing::error!(%error, "feeds cannot be asked");
            return;
        }
    };
    let mut tick = tokio::time::interval(poll::EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = until(stopping);
    tokio::pin!(end);
    loop {
        tokio::select! {
            () = &mut end => return,
            _ = tick.tick() => {}
        }
        for feed in &hub.settings.cap_feeds {
            let asked = tokio::select! {
                () = &mut end => return,
                asked = poller.poll(&hub, feed) => asked,
            };
            match asked {
                Ok(polled) => tracing::info!(
                    feed = feed.name,
                    new = polled.new,
                    known = polled.known,
                    refused = polled.refused,
                    "a feed was read"
                ),
                Err(error) => tracing::warn!(feed = feed.name, %error, "a feed cannot be read; it is asked again"),
            }
        }
    }
}

fn round_of(hub: &Hub, round: u64) -> Result<(), HubError> {
    timers::run_due(hub)?;
    hub.look_around()?;
    if round.is_multiple_of(FORGET_EVERY) {
        let now = hub.now();
        hub.ledger.write::<_, HubError>(|write| {
            sessions::forget_expired(write, now, before(now, CODES_KEPT))?;
            Ok(threads::forget_expired(write, now)?)
        })?;
    }
    Ok(())
}
