//! News as server-sent events: first where every bucket of the reader stands, then each change.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use usalama_core::event::ActorId;
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::Heads;

use super::Service;
use super::handlers::{Caller, blocking};
use super::problem::Answer;
use crate::hub::ChangedHeads;
use crate::reading;

/// Between two signs of life, so that nothing on the way closes the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

struct Listener {
    service: Service,
    actor: ActorId,
    news: Receiver<ChangedHeads>,
    allowed: BTreeSet<Bucket>,
    access: u64,
    first: Option<Heads>,
}

pub async fn wake(State(service): State<Service>, Caller(actor): Caller) -> Result<Response, Answer> {
    // Listens first: what changes while the heads are read is told again.
    let news = service.hub.listen();
    let access = service.hub.access_version();
    let (allowed, heads) = blocking(&service, move |hub| reading::heads(hub, actor)).await?;
    let listener = Listener { service, actor, news, allowed, access, first: Some(heads) };
    let events = stream::unfold(listener, |mut listener| async move {
        let heads = listener.next().await?;
        let event = Event::default().event("heads").json_data(&heads).ok()?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}

impl Listener {
    async fn next(&mut self) -> Option<Heads> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            if *self.service.stopping.borrow() {
                return None;
            }
            tokio::select! {
                _ = self.service.stopping.changed() => return None,
                news = self.news.recv() => match news {
                    Ok(changed) => {
                        if let Some(heads) = self.of_mine(&changed).await {
                            return Some(heads);
                        }
                    }
                    // Too slow: everything anew.
                    Err(RecvError::Lagged(_)) => return self.all().await,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    async fn of_mine(&mut self, changed: &ChangedHeads) -> Option<Heads> {
        if self.service.hub.access_version() != self.access {
            return self.all().await;
        }
        let heads: BTreeMap<Bucket, u64> = changed
            .iter()
            .filter(|(bucket, _)| self.allowed.contains(*bucket))
            .map(|(bucket, head)| (bucket.clone(), *head))
            .collect();
        (!heads.is_empty()).then_some(Heads { heads })
    }

    async fn all(&mut self) -> Option<Heads> {
        self.access = self.service.hub.access_version();
        let actor = self.actor;
        let (allowed, heads) = blocking(&self.service, move |hub| reading::heads(hub, actor)).await.ok()?;
        self.allowed = allowed;
        Some(heads)
    }
}
