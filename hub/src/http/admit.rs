//! Who asks, and not too often: sessions are counted by their token, everybody else by address.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::Hash;

use super::App;
use super::problem::Failure;
use crate::enrolment::{Denied, token_hash, who_is};
use crate::error::HubError;
use crate::hub::Hub;

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
    Session(Hash),
    Address(IpAddr),
}

/// Counts requests.
#[derive(Debug)]
pub struct Limiter {
    counts: DefaultKeyedRateLimiter<Counted>,
    clock: DefaultClock,
}

impl Limiter {
    /// So many a second, and so many at once.
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { counts: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    fn check(&self, who: &Counted) -> Result<(), Failure> {
        self.counts.check_key(who).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Failure::new(StatusCode::TOO_MANY_REQUESTS, "too many requests").after(seconds.max(1))
        })
    }

    /// Forgets those who have not asked for a while.
    pub fn forget_idle(&self) {
        self.counts.retain_recent();
        self.counts.shrink_to_fit();
    }
}

/// Whose session a request comes in.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// Who.
    pub actor: ActorId,
    /// Until when the session is good, by the hub's clock.
    pub expires: Timestamp,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().copied().ok_or_else(Failure::unauthorised)
    }
}

/// Counts a request, and finds out whose it is.
pub async fn admit(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    match caller(&app, peer, request.headers()).await {
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

async fn caller(app: &App, peer: SocketAddr, headers: &HeaderMap) -> Result<Option<Caller>, Failure> {
    let Some(token) = bearer(headers) else {
        app.limiter.check(&Counted::Address(peer.ip()))?;
        return Ok(None);
    };
    let (session, asked) = (Counted::Session(token_hash(&token)), token);
    match blocking(&app.hub, move |hub| who_is(hub, &asked)).await? {
        Ok((actor, expires)) => {
            app.limiter.check(&session)?;
            Ok(Some(Caller { actor, expires }))
        }
        // An invented token does not get an allowance of its own.
        Err(Denied::Unauthorised) => app.limiter.check(&Counted::Address(peer.ip())).map(|()| None),
        Err(denied) => Err(denied.into()),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// Does work that waits for the disk, beside the threads that serve.
pub async fn blocking<T: Send + 'static>(
    hub: &Arc<Hub>,
    work: impl FnOnce(&Hub) -> T + Send + 'static,
) -> Result<T, Failure> {
    let hub = Arc::clone(hub);
    tokio::task::spawn_blocking(move || work(&hub)).await.map_err(|_| HubError::CutOff.into())
}
