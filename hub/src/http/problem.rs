//! Every failure as a `Problem`: a stable code for programs, a message for developers, nothing about anybody.

use std::error::Error as _;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use usalama_core::sync::wire::Problem;

use crate::enrolment::Denied;
use crate::error::HubError;
use crate::ledger::LedgerError;

/// A failure on its way out.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_s: Option<u64>,
}

impl Failure {
    /// With the code that goes with the status.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, code: code_of(status), message: message.into(), retry_after_s: None }
    }

    fn coded(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// To be tried again after so many seconds.
    pub fn after(self, seconds: u64) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// Nobody is signed in.
    pub fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "a valid bearer token is needed")
    }

    /// Larger than allowed.
    pub fn too_large(what: &str) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, what)
    }

    /// Not what is expected here.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// The hub's own fault.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the hub failed; nothing was changed")
    }

    /// Not now.
    pub fn unavailable(message: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }
}

fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "bad_request",
        StatusCode::UNAUTHORIZED => "unauthorised",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::TOO_MANY_REQUESTS => "rate_limited",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_client_error() => "bad_request",
        _ => "internal",
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        tracing::error!(%error, cause, "the hub could not do as it was asked");
        match error {
            HubError::Ledger(LedgerError::DiskFull | LedgerError::Busy) => {
                Self::unavailable("the hub cannot write at the moment; nothing was changed").after(5)
            }
            _ => Self::internal(),
        }
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        let message = denied.to_string();
        match denied {
            Denied::BadRequest(_) => Self::bad_request(message),
            Denied::Unauthorised => Self::new(StatusCode::UNAUTHORIZED, message),
            Denied::ChallengeOver => Self::new(StatusCode::UNAUTHORIZED, message).coded("challenge_over"),
            Denied::Forbidden => Self::new(StatusCode::FORBIDDEN, message),
            Denied::IdentityConflict => Self::new(StatusCode::CONFLICT, message).coded("identity_conflict"),
            Denied::AlreadyEnrolled => Self::new(StatusCode::CONFLICT, message).coded("already_enrolled"),
            Denied::AuditBound => Self::new(StatusCode::FORBIDDEN, message).coded("audit_bound"),
            Denied::RateLimited { retry_after_s } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, message).after(retry_after_s)
            }
            Denied::Unavailable => Self::unavailable(&message),
            Denied::Hub(error) => error.into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self { status, code, message, retry_after_s } = self;
        let mut response = (status, Json(Problem { code: code.to_owned(), message, retry_after_s })).into_response();
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Gives a `Problem` to failures that layers and the router made without one.
pub async fn always_a_problem(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let has_one = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if has_one || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(ALLOW).cloned();
    let reason = status.canonical_reason().unwrap_or("the request failed");
    let mut replaced = Failure::new(status, reason.to_lowercase()).into_response();
    if let Some(allow) = allow {
        replaced.headers_mut().insert(ALLOW, allow);
    }
    replaced
}
