//! One run of the sync, within a deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::retry::Backoff;
use super::transport::{Method, Request, Response, Transport, TransportError};
use super::wire::{Problem, Session};
use crate::clock::DeviceTime;
use crate::model::directory::PackError;
use crate::profile::{Profile, ProfileError};
use crate::store::StoreError;

/// Why a run ended before its end. What was settled before stays settled.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// This actor has not enrolled at the hub yet, or has to do it again.
    #[error("this profile is not enrolled at the hub")]
    NotEnrolled,
    /// The sync was paused.
    #[error("the sync is paused")]
    Paused,
    /// The time was up. The next run goes on from here.
    #[error("the time for this run was up")]
    Deadline,
    /// No reply.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The hub asks to come back later.
    #[error("the hub asks to try again in {} s", .after.as_secs())]
    TryLater {
        /// How long to wait.
        after: Duration,
    },
    /// The hub said no to the request as a whole.
    #[error("the hub answered {status} {code}")]
    Hub {
        /// HTTP status.
        status: u16,
        /// The hub's word for it.
        code: String,
    },
    /// A reply that is not what the protocol says, or whose signature does not hold.
    #[error("the hub's reply is not valid: {0}")]
    Protocol(&'static str),
    /// A county's pack that is refused; what is held stays as it was.
    #[error(transparent)]
    Pack(PackError),
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The library's own runtime stopped.
    #[error("the work was cut off")]
    CutOff,
}

impl SyncError {
    /// Whether another run may succeed without anybody doing anything.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Deadline | Self::Transport(_) | Self::TryLater { .. } | Self::CutOff => true,
            Self::Hub { status, .. } => *status >= 500,
            Self::Store(error) => error.is_retryable(),
            Self::NotEnrolled | Self::Paused | Self::Protocol(_) | Self::Pack(_) => false,
        }
    }
}

impl From<ProfileError> for SyncError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::Store(error) => Self::Store(error),
            ProfileError::Event(_) | ProfileError::Part(_) | ProfileError::NotUnderWay => {
                Self::Protocol("an event cannot be made")
            }
        }
    }
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Events handed in, repeats included.
    pub sent: u64,
    /// Taken up.
    pub accepted: u64,
    /// Taken up before: a reply had been lost, or another phone had brought them.
    pub duplicates: u64,
    /// Refused and parked.
    pub refused: u64,
    /// To be tried again: something must come first.
    pub deferred: u64,
    /// Events that came.
    pub received: u64,
    /// Subjects that may be read no more.
    pub evicted: u64,
    /// Buckets that were read anew from the beginning.
    pub resets: u64,
    /// Requests made.
    pub requests: u64,
    /// Bytes of bodies that went out, compressed.
    pub bytes_out: u64,
    /// Bytes of bodies that came in, compressed.
    pub bytes_in: u64,
}

impl SyncReport {
    /// The sum of two runs.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            accepted: self.accepted + other.accepted,
            duplicates: self.duplicates + other.duplicates,
            refused: self.refused + other.refused,
            deferred: self.deferred + other.deferred,
            received: self.received + other.received,
            evicted: self.evicted + other.evicted,
            resets: self.resets + other.resets,
            requests: self.requests + other.requests,
            bytes_out: self.bytes_out + other.bytes_out,
            bytes_in: self.bytes_in + other.bytes_in,
        }
    }
}

/// Keeps one profile and the hub in agreement. One run at a time.
#[derive(Debug)]
pub struct Engine {
    pub(super) profile: Arc<Profile>,
    pub(super) transport: Arc<dyn Transport>,
    running: Mutex<Link>,
    paused: AtomicBool,
}

/// What is kept from run to run, in memory alone.
#[derive(Debug, Default)]
pub(super) struct Link {
    pub(super) session: Option<Live>,
    /// When the hub asked this phone to come back later, and after how long.
    held: Option<(DeviceTime, Duration)>,
    /// Runs in a row that failed.
    failures: u32,
}

impl Link {
    /// How long the hub still does not want to hear from this phone: by the clock that nobody sets, so that a wall clock that jumps
    /// keeps nothing back for years. After a restart of the device nothing is kept back.
    fn hold(&self, now: &DeviceTime) -> Option<Duration> {
        let (since, after) = self.held?;
        let waited_ms = now.monotonic_ms?.checked_sub(since.monotonic_ms?).filter(|_| now.boot == since.boot)?;
        after.checked_sub(Duration::from_millis(waited_ms)).filter(|left| !left.is_zero())
    }
}

/// A session that is open.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) session: Session,
    /// By the device's own clock, which goes on while it sleeps: a push under a session that is over is sent in vain.
    opened: DeviceTime,
}

impl Live {
    pub(super) fn new(session: Session, opened: DeviceTime) -> Self {
        Self { session, opened }
    }

    pub(super) fn is_fresh(&self, now: &DeviceTime) -> bool {
        let good = self.session.expires_in_s.saturating_sub(30).saturating_mul(1_000);
        let open_ms = now.monotonic_ms.zip(self.opened.monotonic_ms).and_then(|(now, then)| now.checked_sub(then));
        now.boot == self.opened.boot && open_ms.is_some_and(|open_ms| open_ms < good)
    }
}

/// One run: what it may still take, and what it did.
#[derive(Debug)]
pub(super) struct Run {
    until: Instant,
    pub(super) report: SyncReport,
}

impl Run {
    pub(super) fn new(deadline: Duration) -> Self {
        Self { until: Instant::now() + deadline, report: SyncReport::default() }
    }

    pub(super) fn left(&self) -> Result<Duration, SyncError> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(SyncError::Deadline) } else { Ok(left) }
    }
}

impl Engine {
    /// An engine for a profile.
    #[must_use]
    pub fn new(profile: Arc<Profile>, transport: Arc<dyn Transport>) -> Self {
        Self { profile, transport, running: Mutex::new(Link::default()), paused: AtomicBool::new(false) }
    }

    /// One run: pushes what is unsent, pulls what is new, and returns within `deadline`. What was settled stays settled
    /// whatever comes after; the next run goes on from there. Returns what was done, and why it ended early if it did.
    pub async fn sync_once(&self, deadline: Duration) -> (SyncReport, Result<(), SyncError>) {
        let mut run = Run::new(deadline);
        let mut link = match tokio::time::timeout(deadline, self.running.lock()).await {
            Ok(link) => link,
            Err(_) => return (run.report, Err(SyncError::Deadline)),
        };
        let result = self.run(&mut link, &mut run).await;
        match &result {
            Ok(()) => link.failures = 0,
            Err(SyncError::TryLater { after }) => {
                link.held = Some((self.profile.clock().device_time(), *after));
                link.failures += 1;
            }
            Err(_) => link.failures += 1,
        }
        (run.report, result)
    }

    async fn run(&self, link: &mut MutexGuard<'_, Link>, run: &mut Run) -> Result<(), SyncError> {
        self.not_paused()?;
        // An SOS waits for nobody's load.
        if let Some(after) = link.hold(&self.profile.clock().device_time())
            && !self.profile.store().has_urgent()?
        {
            return Err(SyncError::TryLater { after });
        }
        self.open_session(link, run).await?;
        self.push_all(link, run).await?;
        self.hand_in_changes(link, run).await?;
        if self.pull_all(link, run).await? {
            self.refresh_world(link, run).await?;
        }
        Ok(())
    }

    /// How long a loop that calls [`Engine::sync_once`] again and again should wait before the next call.
    pub async fn next_wait(&self) -> Duration {
        let link = self.running.lock().await;
        let held = link.hold(&self.profile.clock().device_time()).unwrap_or_default();
        if link.failures == 0 { held } else { held.max(Backoff::CONNECTION.wait(link.failures)) }
    }

    /// Waits for news from the hub, at most `timeout`. Says whether there is any.
    ///
    /// # Errors
    /// [`SyncError`] where there is no session or no connection.
    pub async fn wait_for_news(&self, timeout: Duration) -> Result<bool, SyncError> {
        let token = {
            let mut link = self.running.lock().await;
            self.open_session(&mut link, &mut Run::new(timeout)).await?;
            link.session.as_ref().map(|live| live.session.token.clone()).ok_or(SyncError::NotEnrolled)?
        };
        Ok(self.transport.wake(token, timeout).await?.is_some())
    }

    /// Stops after the step that is under way, and leaves the file without a write-ahead log, so that the app can be
    /// suspended. Runs are refused until [`Engine::resume`].
    ///
    /// # Errors
    /// [`SyncError::Store`] where the disk does not play along.
    pub async fn pause(&self) -> Result<(), SyncError> {
        self.paused.store(true, Ordering::SeqCst);
        let _running = self.running.lock().await;
        self.disk(|profile| profile.store().checkpoint()).await
    }

    /// Allows runs again.
    pub fn resume(&self) {
        self.paused.store(false, Ordering::SeqCst);
    }

    pub(super) fn not_paused(&self) -> Result<(), SyncError> {
        if self.paused.load(Ordering::SeqCst) { Err(SyncError::Paused) } else { Ok(()) }
    }

    pub(super) async fn lock(&self) -> MutexGuard<'_, Link> {
        self.running.lock().await
    }

    /// Does something with the disk, where it holds up nobody.
    pub(super) async fn disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Profile) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let profile = self.profile.clone();
        let done = tokio::task::spawn_blocking(move || work(&profile)).await;
        Ok(done.map_err(|_| SyncError::CutOff)??)
    }

    /// Sends a request. A reply of 400 and above is an error.
    pub(super) async fn ask(&self, run: &mut Run, mut request: Request) -> Result<Response, SyncError> {
        request.timeout = request.timeout.min(run.left()?);
        run.report.requests += 1;
        let response = self.transport.send(request).await?;
        run.report.bytes_out += response.bytes_out;
        run.report.bytes_in += response.bytes_in;
        if response.status < 400 {
            return Ok(response);
        }
        let problem: Option<Problem> = serde_json::from_slice(&response.body).ok();
        let after = response.retry_after.or(problem.as_ref().and_then(|p| p.retry_after_s).map(Duration::from_secs));
        if let Some(after) = after.filter(|_| matches!(response.status, 429 | 503)) {
            return Err(SyncError::TryLater { after });
        }
        let code = problem.map_or_else(|| "unknown".to_owned(), |problem| problem.code);
        Err(SyncError::Hub { status: response.status, code })
    }

    pub(super) async fn post<Q: Serialize, A: DeserializeOwned>(
        &self,
        run: &mut Run,
        path: &'static str,
        token: Option<&str>,
        body: &Q,
    ) -> Result<A, SyncError> {
        let response = self.ask(run, post(path, token, body)?).await?;
        serde_json::from_slice(&response.body).map_err(|_| SyncError::Protocol("a body of another shape"))
    }
}

/// How long one exchange may take where the deadline leaves more.
const EXCHANGE: Duration = Duration::from_secs(60);

pub(super) fn post<Q: Serialize>(path: &'static str, token: Option<&str>, body: &Q) -> Result<Request, SyncError> {
    let body = serde_json::to_vec(body).map_err(|_| SyncError::Protocol("a request cannot be written"))?;
    Ok(Request { method: Method::Post, path, token: token.map(str::to_owned), etag: None, body, timeout: EXCHANGE })
}

pub(super) fn get(path: &'static str, etag: Option<String>) -> Request {
    Request { method: Method::Get, path, token: None, etag, body: vec![], timeout: EXCHANGE }
}
