//! The stream of heads: which buckets have news. It carries numbers alone; what is new is pulled.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Interval, MissedTickBehavior};
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::Heads;

use super::App;
use super::admit::{Caller, blocking};
use super::problem::Failure;
use super::server::until;
use crate::error::HubError;
use crate::hub::{ChangedHeads, Hub};
use crate::reading::{Access, heads};

/// How often a comment keeps the connection open where nothing happens.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often it is looked whether the session is over, or what it may read changed.
const LOOK: Duration = Duration::from_secs(1);

/// Streams the heads of the buckets that the caller may read: all of them at first, then those that change.
pub async fn wake(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse, Failure> {
    // Listening begins before the heads are read: nothing falls between.
    let news = app.hub.listen();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let access = read_access(&app.hub, caller).await?;
    let version = app.hub.access_version();
    let listener =
        Listener { hub: app.hub, caller, access, version, news, stopping: app.stopping, look, everything: true };
    let events = stream::unfold(listener, |mut listener| async move {
        let heads = listener.next().await?;
        let event = Event::default().event("heads").json_data(Heads { heads }).unwrap_or_default();
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Listener {
    hub: Arc<Hub>,
    caller: Caller,
    access: Access,
    version: u64,
    news: broadcast::Receiver<ChangedHeads>,
    stopping: watch::Receiver<bool>,
    look: Interval,
    /// All heads are to be told.
    everything: bool,
}

impl Listener {
    /// The next heads to tell; nothing where the stream is over.
    async fn next(&mut self) -> Option<BTreeMap<Bucket, u64>> {
        loop {
            if std::mem::take(&mut self.everything) {
                let access = self.access.clone();
                let all = move |hub: &Hub| hub.ledger.read::<_, HubError>(|db| heads(db, &access));
                return blocking(&self.hub, all).await.ok()?.ok();
            }
            tokio::select! {
                () = until(self.stopping.clone()) => return None,
                news = self.news.recv() => match news {
                    Ok(changed) => {
                        let mine: BTreeMap<Bucket, u64> = changed
                            .iter()
                            .filter(|(bucket, _)| self.access.buckets.contains(*bucket))
                            .map(|(bucket, head)| (bucket.clone(), *head))
                            .collect();
                        if !mine.is_empty() {
                            return Some(mine);
                        }
                    }
                    Err(RecvError::Lagged(_)) => self.everything = true,
                    Err(RecvError::Closed) => return None,
                },
                _ = self.look.tick() => {
                    if self.hub.now() >= self.caller.expires {
                        return None;
                    }
                    let version = self.hub.access_version();
                    if version != self.version {
                        let access = read_access(&self.hub, self.caller).await.ok()?;
                        self.version = version;
                        self.everything = access.buckets != self.access.buckets;
                        self.access = access;
                    }
                }
            }
        }
    }
}

async fn read_access(hub: &Arc<Hub>, caller: Caller) -> Result<Access, Failure> {
    let ask = move |hub: &Hub| hub.ledger.read::<_, HubError>(|db| Access::of(hub, db, caller.actor));
    Ok(blocking(hub, ask).await??)
}
