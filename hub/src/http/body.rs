//! JSON bodies within their limits, as phones shrink them and as they are: what a body expands to is counted while it is
//! expanded. Gzip is the layers' own business.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use usalama_core::shrink::{CODING, ShrinkError, expand, shrink};
use usalama_core::sync::wire::MAX_BODY;

use super::problem::Failure;

/// A body that announces to be larger than allowed, but no larger than this, is read and thrown away, so that its sender
/// reads the answer instead of a broken connection.
const THROWN_AWAY: usize = 32 * MAX_BODY;

const TOO_LARGE: &str = "the body is larger than 1 MiB once it is decompressed";

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
        }
        let shrunk = match request.headers().get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
            None | Some(b"identity") => false,
            Some(coding) if coding == CODING.as_bytes() => true,
            Some(_) => {
                let what = "the body must be as it is, or compressed with gzip";
                return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, what));
            }
        };
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let mut bytes = read(request.into_body(), announced).await?;
        if shrunk {
            bytes = expand(&bytes, MAX_BODY).map_err(|error| match error {
                ShrinkError::TooLarge => Failure::too_large(TOO_LARGE),
                ShrinkError::Damaged => Failure::bad_request("the body is not what its coding says"),
            })?;
        }
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
            return Err(Failure::too_large(TOO_LARGE));
        }
        bytes.extend_from_slice(&chunk);
    }
    if too_large { Err(Failure::too_large("the body is larger than 1 MiB")) } else { Ok(bytes) }
}

/// Shrinks the replies to those who can expand them, where that makes them smaller.
pub async fn shrunk(request: Request, next: Next) -> Response {
    let codings = request.headers().get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let wanted = codings.flat_map(|value| value.split(',')).any(|coding| coding.trim() == CODING);
    let response = next.run(request).await;
    if !wanted || !is_json(response.headers()) || response.headers().contains_key(CONTENT_ENCODING) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Failure::internal().into_response();
    };
    // A large one takes a while.
    let (bytes, small) = match tokio::task::spawn_blocking(move || (shrink(&bytes), bytes)).await {
        Ok((small, bytes)) => (bytes, small),
        Err(_) => return Failure::internal().into_response(),
    };
    match small {
        Ok(small) if small.len() < bytes.len() => {
            head.headers.remove(CONTENT_LENGTH);
            head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(CODING));
            Response::from_parts(head, small.into())
        }
        _ => Response::from_parts(head, bytes.into()),
    }
}
