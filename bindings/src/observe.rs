//! Who wants to hear of changes: a listener of the app, called on a thread of the library, outside every lock, with what has
//! gathered in a twentieth of a second.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::AbortHandle;
use usalama_core::client;
use usalama_core::profile::Topic;

/// Changes that follow each other within it are told at once.
const GATHER: Duration = Duration::from_millis(50);

/// A listener failed. The library takes note and goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// For developers.
    #[error("the listener failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Somebody who wants to hear of changes.
#[uniffi::export(with_foreign)]
pub trait ChangeListener: Send + Sync {
    /// Something changed; what, the next query tells. Must return soon, and may call the library.
    ///
    /// # Errors
    /// Whatever it throws is logged and changes nothing.
    fn changed(&self, topics: Vec<Topic>) -> Result<(), ListenerError>;
}

#[derive(Debug, Default)]
struct Turn {
    stopped: bool,
    listening: Option<ThreadId>,
}

/// A listener's registration: it ends with [`Subscription::stop`], or when it is dropped.
#[derive(Debug, uniffi::Object)]
pub struct Subscription {
    turn: Arc<Mutex<Turn>>,
    /// Held while the listener is called: whoever stops waits for it.
    calling: Arc<Mutex<()>>,
    task: AbortHandle,
    source: Mutex<Option<client::Subscription>>,
}

#[uniffi::export]
impl Subscription {
    /// Ends it. When this returns the listener is not called any more, and no call of it is under way but the one that this is
    /// called from.
    pub fn stop(&self) {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
        let own = {
            let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            turn.stopped = true;
            turn.listening == Some(std::thread::current().id())
        };
        self.task.abort();
        if !own {
            drop(self.calling.lock());
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.task.abort();
    }
}

/// Registers a listener.
pub fn subscribe(
    usalama: &client::Usalama,
    runtime: &tokio::runtime::Runtime,
    topics: &[Topic],
    listener: Arc<dyn ChangeListener>,
) -> Arc<Subscription> {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let source = usalama.observe(
        topics,
        Arc::new(move |topics: &[Topic]| {
            // Nobody listens any more: the subscription is about to end.
            let _ = sender.send(topics.to_vec());
        }),
    );
    let (turn, calling) = (Arc::new(Mutex::new(Turn::default())), Arc::new(Mutex::new(())));
    let task = runtime.spawn(tell(receiver, topics.to_vec(), listener, turn.clone(), calling.clone()));
    Arc::new(Subscription { turn, calling, task: task.abort_handle(), source: Mutex::new(Some(source)) })
}

async fn tell(
    mut changes: UnboundedReceiver<Vec<Topic>>,
    wanted: Vec<Topic>,
    listener: Arc<dyn ChangeListener>,
    turn: Arc<Mutex<Turn>>,
    calling: Arc<Mutex<()>>,
) {
    while let Some(first) = changes.recv().await {
        let mut topics: BTreeSet<Topic> = first.into_iter().collect();
        tokio::time::sleep(GATHER).await;
        while let Ok(more) = changes.try_recv() {
            topics.extend(more);
        }
        topics.retain(|topic| wanted.is_empty() || wanted.contains(topic));
        let (listener, turn, calling) = (listener.clone(), turn.clone(), calling.clone());
        let call = move || {
            let _calling = calling.lock().unwrap_or_else(PoisonError::into_inner);
            {
                let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
                if turn.stopped {
                    return;
                }
                turn.listening = Some(std::thread::current().id());
            }
            if listener.changed(topics.into_iter().collect()).is_err() {
                tracing::warn!("a listener failed");
            }
            turn.lock().unwrap_or_else(PoisonError::into_inner).listening = None;
        };
        if tokio::task::spawn_blocking(call).await.is_err() {
            tracing::warn!("a listener panicked");
        }
    }
}
