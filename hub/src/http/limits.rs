//! How fast, how long, and what is written down of a request.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use usalama_core::keys::Hash;

use super::handlers::bearer;
use super::problem::Answer;
use crate::settings::Settings;

/// After so many requests, callers that have been quiet are forgotten.
const FORGET_EVERY: u64 = 10_000;

/// The limits of a service.
#[derive(Debug, Clone)]
pub struct Limits {
    rate: Arc<DefaultKeyedRateLimiter<Hash>>,
    counted: Arc<std::sync::atomic::AtomicU64>,
    timeout: Duration,
}

impl Limits {
    pub fn new(settings: &Settings) -> Self {
        let quota = Quota::per_second(settings.requests_per_second).allow_burst(settings.burst);
        Self { rate: Arc::new(RateLimiter::keyed(quota)), counted: Arc::default(), timeout: settings.timeout }
    }
}

/// Not faster than allowed, by session or, without one, by address. Neither is kept as it is.
pub async fn in_rate(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_string());
    let who = bearer(request.headers()).map(str::to_owned).or(peer).unwrap_or_default();
    let key = Hash::of("usalama 2026 hub rate", &[who.as_bytes()]);
    if limits.counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
        limits.rate.retain_recent();
    }
    match limits.rate.check_key(&key) {
        Ok(()) => next.run(request).await,
        Err(not_until) => {
            let wait = not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            Answer::later(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests", wait).into_response()
        }
    }
}

/// Not longer than allowed.
pub async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limits.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Answer::later(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the request took too long", 5)
            .into_response(),
    }
}

/// Method, path as it is routed, status, time.
pub async fn logged(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
    tracing::info!(%method, path = path.as_deref().unwrap_or("unknown"), status, ms, "request");
    response
}
