//! How bodies travel. The trait is what tests put a bad network behind; [`HttpTransport`] is the only HTTP client of the library.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, RETRY_AFTER,
};

use super::wire::{Heads, SIGNATURE_HEADER, paths};
use crate::keys::Signature;
use crate::shrink::{CODING, expand, shrink};

/// What a reply may inflate to.
const MAX_REPLY: usize = 16 * 1024 * 1024;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// GET or POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Hands in JSON.
    Post,
}

/// A request to the hub.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// One of [`paths`].
    pub path: &'static str,
    /// Bearer token of the session.
    pub token: Option<String>,
    /// The version that is held already, for `If-None-Match`.
    pub etag: Option<String>,
    /// JSON.
    pub body: Vec<u8>,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

/// A request that shares nothing with any other: no session, no connection, no header that tells one phone from another.
#[derive(Debug, Clone)]
pub struct Apart {
    /// Where to.
    pub path: &'static str,
    /// Bytes to hand in, sent as they are; nothing where it is read.
    pub body: Option<Vec<u8>>,
    /// How long the whole exchange may take.
    pub timeout: Duration,
}

/// The hub's reply, whatever its status.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// What `Retry-After` asks for.
    pub retry_after: Option<Duration>,
    /// The hub's signature over the body.
    pub signature: Option<Signature>,
    /// Version of what was read.
    pub etag: Option<String>,
    /// The body, inflated.
    pub body: Vec<u8>,
    /// Bytes of the body that went out, compressed.
    pub bytes_out: u64,
    /// Bytes of the body that came in, compressed.
    pub bytes_in: u64,
}

/// No reply.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The hub cannot be reached.
    #[error("there is no connection to the hub")]
    Unreachable,
    /// It took too long. Whether the request arrived is not known.
    #[error("the hub did not answer in time")]
    Timeout,
    /// The connection broke. Whether the request arrived is not known.
    #[error("the connection to the hub broke")]
    Broken,
    /// The reply is larger than a reply may be, or no HTTP.
    #[error("the hub's reply cannot be read")]
    Unreadable,
    /// The hub's address is none, or the client cannot be set up.
    #[error("the hub's address or the HTTP client is not set up: {0}")]
    SetUp(&'static str),
}

/// How bodies travel.
#[async_trait]
pub trait Transport: Send + Sync + std::fmt::Debug {
    /// Sends a request and waits for its reply.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// Sends a request that is to be linked with no other, over a connection of its own. Whoever puts an anonymising network in
    /// between does it here, with a circuit of its own for each request.
    async fn send_apart(&self, request: Apart) -> Result<Response, TransportError>;

    /// Waits for news from the hub, at most `timeout`: nothing where there was none.
    async fn wake(&self, token: String, timeout: Duration) -> Result<Option<Heads>, TransportError>;
}

/// HTTP by reqwest with rustls and Mozilla's roots, compiled in: nothing of the platform has to be set up first.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    base: reqwest::Url,
}

impl HttpTransport {
    /// A client of the hub at `base`, such as `https://hub.example.org`.
    ///
    /// # Errors
    /// [`TransportError::SetUp`] where `base` is no HTTP address.
    pub fn new(base: &str) -> Result<Self, TransportError> {
        let base = reqwest::Url::parse(base).map_err(|_| TransportError::SetUp("the address is not a URL"))?;
        if !matches!(base.scheme(), "http" | "https") || base.cannot_be_a_base() {
            return Err(TransportError::SetUp("the address must begin with https:// or http://"));
        }
        Ok(Self { client: http_client()?, base })
    }

    fn url(&self, path: &str) -> Result<reqwest::Url, TransportError> {
        self.base.join(path).map_err(|_| TransportError::SetUp("the address is not a URL"))
    }
}

/// The one kind of HTTP client: Mozilla's roots compiled in, no redirects, nothing that tells where a request comes from.
///
/// # Errors
/// [`TransportError::SetUp`] where it cannot be built.
pub fn http_client() -> Result<reqwest::Client, TransportError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| TransportError::SetUp("no TLS version is available"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .build()
        .map_err(|_| TransportError::SetUp("the HTTP client cannot be built"))
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let url = self.url(request.path)?;
        let mut builder = match request.method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
        };
        builder = builder.timeout(request.timeout).header(ACCEPT_ENCODING, CODING).header(ACCEPT, "application/json");
        if let Some(token) = &request.token {
            builder = builder.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(etag) = &request.etag {
            builder = builder.header(IF_NONE_MATCH, etag);
        }
        let mut bytes_out = 0;
        if request.method == Method::Post {
            builder = builder.header(CONTENT_TYPE, "application/json");
            let small = shrink(&request.body).ok().filter(|small| small.len() < request.body.len());
            if small.is_some() {
                builder = builder.header(CONTENT_ENCODING, CODING);
            }
            let body = small.unwrap_or(request.body);
            bytes_out = body.len() as u64;
            builder = builder.body(body);
        }
        let reply = builder.send().await.map_err(|error| reason(&error))?;
        let status = reply.status().as_u16();
        let headers = reply.headers().clone();
        let raw = read(reply).await?;
        let bytes_in = raw.len() as u64;
        let body = match text(&headers, CONTENT_ENCODING.as_str()) {
            Some(CODING) => expand(&raw, MAX_REPLY).map_err(|_| TransportError::Unreadable)?,
            _ => raw,
        };
        Ok(Response {
            status,
            retry_after: text(&headers, RETRY_AFTER.as_str()).and_then(|s| s.parse().ok()).map(Duration::from_secs),
            signature: text(&headers, SIGNATURE_HEADER).and_then(|s| s.parse().ok()),
            etag: text(&headers, ETAG.as_str()).map(str::to_owned),
            body,
            bytes_out,
            bytes_in,
        })
    }

    async fn send_apart(&self, request: Apart) -> Result<Response, TransportError> {
        // A client of its own: neither a connection nor a ticket to resume one is left over from, or for, another request.
        let (client, url) = (http_client()?, self.url(request.path)?);
        let builder = match request.body {
            None => client.get(url),
            Some(body) => client.post(url).header(CONTENT_TYPE, "application/octet-stream").body(body),
        };
        let reply = builder.timeout(request.timeout).send().await.map_err(|error| reason(&error))?;
        let status = reply.status().as_u16();
        let body = read(reply).await?;
        Ok(Response { status, body, ..Response::default() })
    }

    async fn wake(&self, token: String, timeout: Duration) -> Result<Option<Heads>, TransportError> {
        let listen = async {
            let reply = self
                .client
                .get(self.url(paths::WAKE)?)
                .header(ACCEPT, "text/event-stream")
                .header(AUTHORIZATION, format!("Bearer {token}"))
                .send()
                .await
                .map_err(|error| reason(&error))?;
            if !reply.status().is_success() {
                return Err(TransportError::Unreadable);
            }
            let mut events = reply.bytes_stream().eventsource();
            // The first event tells where the hub stands now; the second is news.
            let mut known: Option<Heads> = None;
            while let Some(event) = events.next().await {
                let event = event.map_err(|_| TransportError::Broken)?;
                if event.event != "heads" {
                    continue;
                }
                let heads: Heads = serde_json::from_str(&event.data).map_err(|_| TransportError::Unreadable)?;
                if known.replace(heads.clone()).is_some() {
                    return Ok(Some(heads));
                }
            }
            Err(TransportError::Broken)
        };
        tokio::time::timeout(timeout, listen).await.unwrap_or(Ok(None))
    }
}

async fn read(reply: reqwest::Response) -> Result<Vec<u8>, TransportError> {
    let mut stream = reply.bytes_stream();
    let mut raw = Vec::new();
    while let Some(chunk) = stream.next().await {
        raw.extend_from_slice(&chunk.map_err(|error| reason(&error))?);
        if raw.len() > MAX_REPLY {
            return Err(TransportError::Unreadable);
        }
    }
    Ok(raw)
}

fn reason(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::Timeout
    } else if error.is_connect() {
        TransportError::Unreachable
    } else {
        TransportError::Broken
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_built_without_any_platform_set_up_and_only_for_http_addresses() {
        assert!(HttpTransport::new("https://hub.example.org").is_ok());
        for wrong in ["hub.example.org", "ftp://hub.example.org", "mailto:a@b", ""] {
            assert!(matches!(HttpTransport::new(wrong), Err(TransportError::SetUp(_))), "{wrong}");
        }
    }
}
