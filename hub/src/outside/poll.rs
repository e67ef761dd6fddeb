//! Feeds of other systems that an operator has put on the list: an Atom feed whose entries link to CAP messages, or one CAP message.
//! Links are followed on the feed's own host alone. A message that breaks a rule of CAP is not taken in; the log says which rule.

use std::sync::Arc;
use std::time::Duration;

use atom_syndication::Feed;
use reqwest::{Client, Url};
use usalama_core::exchange::cap;
use usalama_core::model::cap::Level;
use usalama_core::sync::{TransportError, http_client};
use usalama_core::text::Title;

use super::publish::CAP_TYPE;
use crate::error::HubError;
use crate::hub::Hub;
use crate::intake::{Batch, alert};
use crate::settings::CapFeed;

/// How often feeds are asked.
pub const EVERY: Duration = Duration::from_secs(60);

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Messages of one feed that are looked at, at most.
const AT_MOST: usize = 200;
/// Bytes of an answer, at most.
const MAX_BYTES: usize = cap::MAX_CAP_BYTES;

/// What became of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Polled {
    /// Messages that are new.
    pub new: usize,
    /// Messages that were known.
    pub known: usize,
    /// Messages that were refused.
    pub refused: usize,
}

/// Why a feed cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The settings.
    #[error("{0}")]
    Settings(&'static str),
    /// The HTTP client.
    #[error(transparent)]
    SetUp(#[from] TransportError),
    /// The network.
    #[error("the feed does not answer")]
    Network(#[from] reqwest::Error),
    /// Larger than a message may be.
    #[error("the answer is too large")]
    TooLarge,
    /// Neither Atom nor CAP.
    #[error("neither an Atom feed nor a CAP message")]
    Form,
    /// The ledger.
    #[error(transparent)]
    Hub(#[from] HubError),
}

/// Asks feeds.
#[derive(Debug, Clone)]
pub struct Poller {
    client: Client,
}

impl Poller {
    /// With the client that phones have.
    ///
    /// # Errors
    /// [`PollError::SetUp`] where it cannot be built.
    pub fn new() -> Result<Self, PollError> {
        Ok(Self { client: http_client()? })
    }

    /// Asks a feed, and takes in what is new.
    ///
    /// # Errors
    /// [`PollError`]; what was taken in before stays.
    pub async fn poll(&self, hub: &Arc<Hub>, feed: &CapFeed) -> Result<Polled, PollError> {
        let source = Title::new(&feed.name).map_err(|_| PollError::Settings("the name of a feed is too long"))?;
        let base = Url::parse(&feed.url).map_err(|_| PollError::Settings("the address of a feed is no URL"))?;
        let body = self.get(base.clone()).await?;
        let messages = match messages(&body, &base)? {
            Found::Message => vec![body],
            Found::Links(links) => {
                let mut bodies = vec![];
                for link in links.into_iter().take(AT_MOST) {
                    match self.get(link).await {
                        Ok(body) => bodies.push(body),
                        Err(error) => tracing::warn!(feed = feed.name, %error, "a message of a feed cannot be had"),
                    }
                }
                bodies
            }
        };
        let hub = Arc::clone(hub);
        let name = feed.name.clone();
        tokio::task::spawn_blocking(move || take_in(&hub, &name, &source, &messages))
            .await
            .map_err(|_| PollError::Settings("taking in was cut off"))?
    }

    async fn get(&self, url: Url) -> Result<Vec<u8>, PollError> {
        let mut response = self.client.get(url).timeout(PATIENCE).send().await?.error_for_status()?;
        let mut body = vec![];
        while let Some(piece) = response.chunk().await? {
            if body.len() + piece.len() > MAX_BYTES {
                return Err(PollError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

enum Found {
    Message,
    Links(Vec<Url>),
}

/// What an answer is: a message, or a feed with links to messages on its own host.
fn messages(body: &[u8], base: &Url) -> Result<Found, PollError> {
    if cap::read(body).is_ok() {
        return Ok(Found::Message);
    }
    let text = std::str::from_utf8(body).map_err(|_| PollError::Form)?;
    // A document type could name files of this machine; no feed needs one.
    if text.contains("<!DOCTYPE") {
        return Err(PollError::Form);
    }
    let feed: Feed = text.parse().map_err(|_| PollError::Form)?;
    let links = feed.entries.iter().flat_map(|entry| &entry.links);
    let to_messages = links.filter(|link| link.mime_type.as_deref().is_none_or(|mime| mime.starts_with(CAP_TYPE)));
    let own = to_messages.filter_map(|link| base.join(&link.href).ok()).filter(|url| url.origin() == base.origin());
    Ok(Found::Links(own.collect()))
}

fn take_in(hub: &Hub, name: &str, source: &Title, bodies: &[Vec<u8>]) -> Result<Polled, PollError> {
    let mut polled = Polled::default();
    let mut sound = vec![];
    for body in bodies {
        match cap::read(body) {
            Ok(message) => match message.breaches().into_iter().find(|breach| breach.level == Level::Error) {
                None => sound.push(message),
                Some(breach) => {
                    tracing::warn!(feed = name, rule = breach.rule.code(), "a message of a feed breaks a rule");
                    polled.refused += 1;
                }
            },
            Err(error) => {
                tracing::warn!(feed = name, %error, "a message of a feed is not CAP 1.2");
                polled.refused += 1;
            }
        }
    }
    let heads = hub.ledger.write::<_, HubError>(|write| {
        let mut batch = Batch::begin(hub, write)?;
        for message in sound {
            match alert::import(&mut batch, message, source.clone())? {
                Some(_) => polled.new += 1,
                None => polled.known += 1,
            }
        }
        Ok(batch.finish()?)
    })?;
    hub.announce(heads);
    Ok(polled)
}
