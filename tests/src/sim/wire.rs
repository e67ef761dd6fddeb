//! The network between one phone and the hub: bodies are written and read as on the real one, and handed to the hub's own service
//! without a socket. What goes wrong is said beforehand, request by request.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER,
};
use axum::http::{Method as HttpMethod, Request as HttpRequest};
use tower::ServiceExt as _;
use usalama_core::clock::ManualClock;
use usalama_core::shrink::{CODING, expand, shrink};
use usalama_core::sync::wire::{Heads, SIGNATURE_HEADER, paths};
use usalama_core::sync::{Apart, Method, Request, Response, Transport, TransportError};
use usalama_hub::Hub;
use usalama_hub::http::Service;

use super::bugs::Tamper;
use super::faults::{Fault, Trouble};
use super::probe::Probe;

const MAX_REPLY: usize = 16 * 1024 * 1024;

/// A hub in this process, with its realm `care`.
#[derive(Debug)]
pub struct HubSide {
    /// The hub.
    pub hub: Arc<Hub>,
    /// Its realm `care`.
    pub care: Arc<Hub>,
    service: Service,
}

/// The hub as all phones reach it: nothing while it is down.
pub type Line = Arc<RwLock<Option<Arc<HubSide>>>>;

/// How much of a request arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrives {
    Whole,
    /// Half of it, and then the connection breaks.
    Cut,
    /// Half of it, as if it were all.
    Half,
}

/// A request as it is on the wire.
#[derive(Debug, Clone)]
pub struct Letter {
    method: HttpMethod,
    path: &'static str,
    headers: Vec<(axum::http::HeaderName, String)>,
    body: Vec<u8>,
}

/// A reply as it is on the wire.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl HubSide {
    /// Over these two.
    #[must_use]
    pub fn new(hub: Arc<Hub>, care: Arc<Hub>) -> Self {
        let service = Service::new(&hub, &care);
        Self { hub, care, service }
    }

    async fn deliver(&self, letter: &Letter, arrives: Arrives) -> Option<Answer> {
        let mut builder = HttpRequest::builder().method(letter.method.clone()).uri(letter.path);
        for (name, value) in &letter.headers {
            builder = builder.header(name, value);
        }
        let half = Bytes::copy_from_slice(&letter.body[..letter.body.len() / 2]);
        let body = match arrives {
            Arrives::Whole => Body::from(letter.body.clone()),
            Arrives::Half => Body::from(half),
            Arrives::Cut => Body::from_stream(futures_util::stream::iter([
                Ok(half),
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
            ])),
        };
        let mut request = builder.body(body).ok()?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
        let answered: Result<_, Infallible> = self.service.router().clone().oneshot(request).await;
        let (head, body) = answered.unwrap_or_else(|never| match never {}).into_parts();
        let body = to_bytes(body, MAX_REPLY).await.ok()?;
        Some(Answer { status: head.status.as_u16(), headers: head.headers, body })
    }
}

impl Drop for HubSide {
    fn drop(&mut self) {
        self.service.stop();
    }
}

/// What is to happen to the requests of one exchange: the number of a request, and what befalls it.
pub type Script = Vec<(u32, Trouble)>;

/// What happened, with the kinds of what waited to be sent just then.
pub type Met = Vec<(Fault, Vec<String>)>;

/// One phone's network.
#[derive(Debug)]
pub struct Wire {
    line: Line,
    /// What waits on the phone.
    pub probe: Arc<Probe>,
    /// All clocks, for what takes time.
    clocks: Arc<Clocks>,
    online: AtomicBool,
    state: Mutex<State>,
    crashed: tokio::sync::Notify,
    tamper: Option<Tamper>,
}

#[derive(Debug, Default)]
struct State {
    script: Script,
    count: u32,
    met: Met,
    late: Vec<Letter>,
    hub_is_to_crash: bool,
    requests: u64,
    said: Vec<String>,
    meanwhile: Option<Meanwhile>,
}

/// Something that is done on the phone while a request to a path is on its way.
struct Meanwhile {
    path: &'static str,
    act: Box<dyn FnOnce() + Send>,
}

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meanwhile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Every clock of a history.
#[derive(Debug, Default)]
pub struct Clocks(Mutex<Vec<Arc<ManualClock>>>);

impl Clocks {
    /// One more.
    pub fn add(&self, clock: Arc<ManualClock>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(clock);
    }

    /// Time passes everywhere.
    pub fn advance(&self, by: Duration) {
        for clock in &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            clock.advance(by);
        }
    }
}

impl Wire {
    /// From one phone to the hub.
    #[must_use]
    pub fn new(line: Line, probe: Arc<Probe>, clocks: Arc<Clocks>, tamper: Option<Tamper>) -> Self {
        let (online, state, crashed) = (AtomicBool::new(true), Mutex::default(), tokio::sync::Notify::new());
        Self { line, probe, clocks, online, state, crashed, tamper }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What befalls the requests from now on, counted from 0.
    pub fn follow(&self, script: Script) {
        let mut state = self.state();
        state.script = script;
        state.count = 0;
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

    /// Notes that something went wrong here.
    pub fn meet(&self, fault: Fault) {
        let waiting = self.probe.waiting();
        self.state().met.push((fault, waiting));
    }

    /// What went wrong since it was last asked.
    pub fn take_met(&self) -> Met {
        std::mem::take(&mut self.state().met)
    }

    /// Whether the hub is to be killed now.
    pub fn takes_hub_down(&self) -> bool {
        std::mem::take(&mut self.state().hub_is_to_crash)
    }

    /// Does something while the next request to a path is on its way.
    pub fn meanwhile(&self, path: &'static str, act: impl FnOnce() + Send + 'static) {
        self.state().meanwhile = Some(Meanwhile { path, act: Box::new(act) });
    }

    /// What the hub said to what was handed in, since it was last asked.
    pub fn take_said(&self) -> Vec<String> {
        std::mem::take(&mut self.state().said)
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.state().requests
    }

    /// Done when the phone dies in the middle of an exchange.
    pub async fn crash(&self) {
        self.crashed.notified().await;
    }

    /// What was on its way for long arrives, the last first. Nobody waits for the replies.
    pub async fn arrive_late(&self) {
        let late = std::mem::take(&mut self.state().late);
        let Ok(hub) = self.hub() else { return };
        for letter in late.iter().rev() {
            hub.deliver(letter, Arrives::Whole).await;
        }
    }

    fn hub(&self) -> Result<Arc<HubSide>, TransportError> {
        let line = self.line.read().unwrap_or_else(PoisonError::into_inner);
        line.clone().ok_or(TransportError::Unreachable)
    }

    fn next_trouble(&self) -> Option<Trouble> {
        let mut state = self.state();
        state.requests += 1;
        let number = state.count;
        state.count += 1;
        state.script.iter().find(|(at, _)| *at == number).map(|(_, trouble)| *trouble)
    }

    async fn exchange(&self, letter: Letter) -> Result<Answer, TransportError> {
        if !self.is_online() {
            return Err(TransportError::Unreachable);
        }
        let hub = self.hub()?;
        let meanwhile = self.state().meanwhile.take_if(|meanwhile| meanwhile.path == letter.path);
        if let Some(Meanwhile { act, .. }) = meanwhile {
            act();
        }
        let trouble = self.next_trouble();
        if let Some(trouble) = trouble {
            self.meet(Fault::Net(trouble));
        }
        let whole = async |letter: &Letter| hub.deliver(letter, Arrives::Whole).await.ok_or(TransportError::Broken);
        let pass = Duration::from_secs(90);
        match trouble {
            None => whole(&letter).await,
            Some(Trouble::RequestLost) => Err(TransportError::Unreachable),
            Some(Trouble::RequestCut) => {
                hub.deliver(&letter, Arrives::Cut).await;
                Err(TransportError::Broken)
            }
            Some(Trouble::RequestTruncated) => hub.deliver(&letter, Arrives::Half).await.ok_or(TransportError::Broken),
            Some(Trouble::ReplyLost) => {
                whole(&letter).await?;
                Err(TransportError::Timeout)
            }
            Some(Trouble::ReplyCut) => {
                whole(&letter).await?;
                Err(TransportError::Broken)
            }
            Some(Trouble::ReplyTruncated) => {
                let mut answer = whole(&letter).await?;
                answer.body.truncate(answer.body.len() / 2);
                Ok(answer)
            }
            Some(Trouble::Delay) => {
                self.clocks.advance(pass);
                let answer = whole(&letter).await;
                self.clocks.advance(pass);
                answer
            }
            Some(Trouble::Duplicate) => {
                whole(&letter).await?;
                whole(&letter).await
            }
            Some(Trouble::Late) => {
                self.state().late.push(letter);
                Err(TransportError::Timeout)
            }
            Some(Trouble::BadGateway) => Ok(made(502, None)),
            Some(Trouble::ErrorAfterCommit) => {
                whole(&letter).await?;
                Ok(made(504, None))
            }
            Some(Trouble::TooMany) => Ok(made(429, Some("120"))),
            Some(Trouble::CrashBeforeSend) => {
                self.crashed.notify_one();
                std::future::pending().await
            }
            Some(Trouble::CrashAfterCommit) => {
                whole(&letter).await?;
                self.crashed.notify_one();
                std::future::pending().await
            }
            Some(Trouble::HubCrashAfterCommit) => {
                whole(&letter).await?;
                self.state().hub_is_to_crash = true;
                Err(TransportError::Broken)
            }
        }
    }
}

fn made(status: u16, retry_after: Option<&'static str>) -> Answer {
    let mut headers = HeaderMap::new();
    if let Some(after) = retry_after {
        headers.insert(RETRY_AFTER, axum::http::HeaderValue::from_static(after));
    }
    Answer { status, headers, body: Bytes::from_static(b"<html>") }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let mut headers = vec![(ACCEPT_ENCODING, CODING.to_owned()), (ACCEPT, "application/json".to_owned())];
        headers.extend(request.token.as_ref().map(|token| (AUTHORIZATION, format!("Bearer {token}"))));
        headers.extend(request.etag.map(|etag| (IF_NONE_MATCH, etag)));
        let (method, body) = match request.method {
            Method::Get => (HttpMethod::GET, vec![]),
            Method::Post => {
                headers.push((CONTENT_TYPE, "application/json".to_owned()));
                let small = shrink(&request.body).ok().filter(|small| small.len() < request.body.len());
                if small.is_some() {
                    headers.push((CONTENT_ENCODING, CODING.to_owned()));
                }
                (HttpMethod::POST, small.unwrap_or_else(|| request.body.clone()))
            }
        };
        let bytes_out = body.len() as u64;
        let answer = self.exchange(Letter { method, path: request.path, headers, body }).await?;
        let bytes_in = answer.body.len() as u64;
        let body = match text(&answer.headers, CONTENT_ENCODING.as_str()) {
            Some(CODING) => expand(&answer.body, MAX_REPLY).map_err(|_| TransportError::Unreadable)?,
            _ => answer.body.to_vec(),
        };
        let response = Response {
            status: answer.status,
            retry_after: text(&answer.headers, RETRY_AFTER.as_str())
                .and_then(|seconds| seconds.parse().ok())
                .map(Duration::from_secs),
            signature: text(&answer.headers, SIGNATURE_HEADER).and_then(|signature| signature.parse().ok()),
            etag: text(&answer.headers, ETAG.as_str()).map(str::to_owned),
            body,
            bytes_out,
            bytes_in,
        };
        if request.path == paths::EVENTS {
            self.state().said.push(String::from_utf8_lossy(&response.body).into_owned());
        }
        match &self.tamper {
            Some(tamper) => Ok(tamper.with(&*self.hub()?, request.path, &request.body, response)),
            None => Ok(response),
        }
    }

    async fn send_apart(&self, request: Apart) -> Result<Response, TransportError> {
        let octets = vec![(CONTENT_TYPE, "application/octet-stream".to_owned())];
        let (method, headers, body) = match request.body {
            None => (HttpMethod::GET, vec![], vec![]),
            Some(body) => (HttpMethod::POST, octets, body),
        };
        let answer = self.exchange(Letter { method, path: request.path, headers, body }).await?;
        Ok(Response { status: answer.status, body: answer.body.to_vec(), ..Response::default() })
    }

    async fn wake(&self, _: String, _: Duration) -> Result<Option<Heads>, TransportError> {
        Err(TransportError::SetUp("a history is exchanged step by step, and nobody waits to be woken"))
    }
}
