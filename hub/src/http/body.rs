//! JSON bodies within their limits. What a body inflates to is counted while it is inflated.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use usalama_core::sync::wire::MAX_BODY;

use super::problem::Failure;

/// A body that announces to be larger than allowed, but no larger than this, is read and thrown away, so that its sender
/// reads the answer instead of a broken connection.
const THROWN_AWAY: usize = 32 * MAX_BODY;

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
        }
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let bytes = read(request.into_body(), announced).await?;
        serde_json::from_slice(&bytes).map(JsonBody).map_err(|error| {
            // The cause itself could quote what somebody wrote.
            let (line, column) = (error.line(), error.column());
            Failure::bad_request(format!("not JSON of the shape expected here: line {line}, column {column}"))
        })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

async fn read(body: Body, announced: Option<usize>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(MAX_BODY));
    let too_large = announced.is_some_and(|length| length > MAX_BODY);
    let worth_reading = announced.is_some_and(|length| length <= THROWN_AWAY);
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Failure::bad_request("the body ends too soon, or is not what it says"))?;
        if too_large && worth_reading {
            continue;
        }
        if too_large || bytes.len() + chunk.len() > MAX_BODY {
            return Err(Failure::too_large("the body is larger than 1 MiB once it is decompressed"));
        }
        bytes.extend_from_slice(&chunk);
    }
    if too_large { Err(Failure::too_large("the body is larger than 1 MiB")) } else { Ok(bytes) }
}
