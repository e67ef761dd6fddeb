//! The service: paths, limits and problems. Every answer of 400 and above is a [`Problem`](usalama_core::sync::wire::Problem).
//!
//! Logs name the method, the path, the status and the time it took: no body, no address, nobody.
//!
//! - [`problem`]: what went wrong, for a client
//! - [`handlers`]: one for each path
//! - [`limits`]: size, rate, time
//! - [`wake`]: server-sent events

mod handlers;
mod limits;
mod problem;
mod wake;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::decompression::RequestDecompressionLayer;
use usalama_core::sync::wire::{MAX_BODY, paths};

use crate::error::HubError;
use crate::hub::Hub;

/// The OpenAPI 3.1 description of this service.
pub const OPENAPI: &str = include_str!("../../openapi.json");

/// What handlers share.
#[derive(Debug, Clone)]
pub struct Service {
    hub: Arc<Hub>,
    /// Turns true when the hub stops.
    stopping: watch::Receiver<bool>,
}

/// The service of a hub. `stopping` ends what would never end by itself.
pub fn router(hub: Arc<Hub>, stopping: watch::Receiver<bool>) -> Router {
    let dev = hub.settings.dev;
    let limits = limits::Limits::new(&hub.settings);
    let mut router = Router::new()
        .route(paths::ENROL_CODE, post(handlers::enrol_code))
        .route(paths::ENROL, post(handlers::enrol))
        .route(paths::CHALLENGE, post(handlers::challenge))
        .route(paths::SESSION, post(handlers::session))
        .route(paths::RENEW, post(handlers::renew))
        .route(paths::INVITATIONS, post(handlers::invitations))
        .route(paths::EVENTS, post(handlers::events))
        .route(paths::PULL, post(handlers::pull))
        .route(paths::AREAS, get(handlers::areas))
        .route("/healthz", get(handlers::healthz))
        .route("/openapi.json", get(handlers::openapi));
    if dev {
        router = router.route("/dev/clock", post(handlers::move_clock));
    }
    let text_only = SizeAbove::new(256).and(NotForContentType::const_new("text/event-stream"));
    router
        .layer(axum::middleware::from_fn_with_state(limits.clone(), limits::in_time))
        // Outside the time limit: it stays open.
        .route(paths::WAKE, get(wake::wake))
        .fallback(handlers::nowhere)
        .method_not_allowed_fallback(handlers::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new().compress_when(text_only))
        .layer(axum::middleware::from_fn_with_state(limits, limits::in_rate))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(axum::middleware::from_fn(limits::logged))
        .with_state(Service { hub, stopping })
}

/// Serves until `stop` is done: then no more is accepted, what is under way is finished, and the ledger is left in order.
///
/// # Errors
/// [`HubError`] where the socket or the disk does not play along.
pub async fn serve(
    hub: Arc<Hub>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), HubError> {
    let (stopping, stopped) = watch::channel(false);
    let clockwork = tokio::spawn(tick(hub.clone(), stopped.clone()));
    let service = router(hub.clone(), stopped).into_make_service_with_connect_info::<SocketAddr>();
    let end = async move {
        stop.await;
        let _ = stopping.send(true);
    };
    let failed = |cause| HubError::Io { what: "the hub cannot listen", cause };
    axum::serve(listener, service).with_graceful_shutdown(end).await.map_err(failed)?;
    clockwork.await.map_err(|_| HubError::CutOff)?;
    hub.ledger.checkpoint()?;
    Ok(())
}

/// Each second: what is due, and what other processes changed.
async fn tick(hub: Arc<Hub>, mut stopped: watch::Receiver<bool>) {
    loop {
        let theirs = hub.clone();
        let done = tokio::task::spawn_blocking(move || {
            theirs.look_around()?;
            crate::intake::run_due(&theirs)
        });
        match done.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "timers"),
            Err(_) => tracing::error!("timers were cut off"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopped.changed() => return,
        }
    }
}
