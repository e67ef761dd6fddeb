//! What went wrong, for a client: a stable code, a word for developers, nothing about anybody.

use std::any::Any;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use usalama_core::sync::wire::Problem;

use crate::enrolment::Denied;
use crate::error::HubError;
use crate::ledger::LedgerError;

/// A problem with its status.
#[derive(Debug)]
pub struct Answer(pub StatusCode, pub Problem);

impl Answer {
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self(status, Problem { code: code.to_owned(), message: message.into(), retry_after_s: None })
    }

    pub fn later(status: StatusCode, code: &str, message: &str, after_s: u64) -> Self {
        Self(status, Problem { code: code.to_owned(), message: message.to_owned(), retry_after_s: Some(after_s) })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let Self(status, problem) = self;
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(after) = problem.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(after));
        }
        response
    }
}

impl From<HubError> for Answer {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Ledger(LedgerError::Busy | LedgerError::DiskFull) => {
                tracing::error!(%error, "the ledger cannot be written");
                Self::later(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "the hub cannot write just now", 30)
            }
            error => {
                tracing::error!(%error, "internal");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the hub failed")
            }
        }
    }
}

impl From<Denied> for Answer {
    fn from(denied: Denied) -> Self {
        let message = denied.to_string();
        match denied {
            Denied::BadRequest(_) => Self::new(StatusCode::BAD_REQUEST, "bad_request", message),
            Denied::Unauthorised => Self::new(StatusCode::UNAUTHORIZED, "unauthorised", message),
            Denied::Forbidden(_) => Self::new(StatusCode::FORBIDDEN, "forbidden", message),
            Denied::Conflict { code, .. } => Self::new(StatusCode::CONFLICT, code, message),
            Denied::TooMany => Self::later(StatusCode::TOO_MANY_REQUESTS, "rate_limited", &message, 600),
            Denied::NoSender => Self::later(StatusCode::SERVICE_UNAVAILABLE, "unavailable", &message, 300),
            Denied::Hub(error) => error.into(),
        }
    }
}

/// A bug. What it says stays in the log.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Answer::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the hub failed").into_response()
}
