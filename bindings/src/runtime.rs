//! The threads that calls run on: the library's own, so that an app may call from any thread of its own.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, JoinError};

use crate::error::{ErrorCode, UsalamaError};

/// Two for the network. What touches the disk runs on threads that come and go.
const WORKERS: usize = 2;

/// Nobody waits longer: a clock cannot be moved on by whatever an app calls endless.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// A deadline as the core can reckon with it.
pub fn within(deadline: Duration) -> Duration {
    deadline.min(LONGEST)
}

/// The one runtime of the library.
pub fn runtime() -> Result<&'static Runtime, UsalamaError> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let made = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread().worker_threads(WORKERS).thread_name("usalama").enable_all().build().ok()
    });
    made.as_ref().ok_or_else(|| UsalamaError::new(ErrorCode::Internal, "the system gave no threads"))
}

/// Runs what touches the disk. It is carried through even if nobody waits for it any more.
pub async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, UsalamaError> + Send + 'static,
) -> Result<T, UsalamaError> {
    runtime()?.spawn_blocking(work).await.unwrap_or_else(|error| Err(ended(&error)))
}

/// Calls over the network that are under way, so that they can be cancelled.
#[derive(Debug, Default)]
pub struct Running(Mutex<Vec<AbortHandle>>);

/// Cancels a call when nobody waits for it any more.
struct WhileWaitedFor(AbortHandle);

impl Drop for WhileWaitedFor {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Running {
    /// Runs what needs the network, until it ends or is cancelled.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl Future<Output = Result<T, UsalamaError>> + Send + 'static,
    ) -> Result<T, UsalamaError> {
        let task = runtime()?.spawn(work);
        {
            let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            running.retain(|handle| !handle.is_finished());
            running.push(task.abort_handle());
        }
        let _guard = WhileWaitedFor(task.abort_handle());
        task.await.unwrap_or_else(|error| Err(ended(&error)))
    }

    /// Cancels everything that is under way.
    pub fn cancel(&self) {
        for handle in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            handle.abort();
        }
    }
}

fn ended(error: &JoinError) -> UsalamaError {
    if error.is_cancelled() {
        return UsalamaError::cancelled();
    }
    UsalamaError::new(ErrorCode::Internal, "the call panicked")
}
