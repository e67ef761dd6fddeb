//! One handler for each path: reads the body, does the work where it may block, answers.

use axum::body::Body;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use usalama_core::event::ActorId;
use usalama_core::sync::wire::{
    ChallengeRequest, CodeRequest, Enrol, Invite, MAX_EVENTS, Pull, Push, Renew, SIGNATURE_HEADER, SessionRequest,
    page_digest,
};

use super::problem::Answer;
use super::{OPENAPI, Service};
use crate::enrolment::{self, Denied};
use crate::error::HubError;
use crate::hub::Hub;
use crate::{intake, reading};

/// A JSON body, within the limits.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Service> for Json<T> {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &Service) -> Result<Self, Answer> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Answer::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "send application/json",
            ));
        }
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(failed) if failed.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Answer::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is over the limit")
            }
            _ => Answer::new(StatusCode::BAD_REQUEST, "bad_request", "the body cannot be read"),
        })?;
        // The cause would quote what somebody wrote.
        let value = serde_json::from_slice(&bytes).map_err(|_| {
            Answer::new(StatusCode::BAD_REQUEST, "bad_request", "the body is not the JSON that is expected")
        })?;
        Ok(Self(value))
    }
}

/// Who asks, by the bearer token of a session.
pub struct Caller(pub ActorId);

impl FromRequestParts<Service> for Caller {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, state: &Service) -> Result<Self, Answer> {
        let token = bearer(&parts.headers).ok_or(Denied::Unauthorised)?.to_owned();
        blocking(state, move |hub| enrolment::authenticate(hub, &token)).await.map(Self)
    }
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").filter(|token| token.len() <= 128)
}

/// Does work that may block where it holds up nobody.
pub async fn blocking<T: Send + 'static, E: Into<Answer> + Send + 'static>(
    service: &Service,
    work: impl FnOnce(&Hub) -> Result<T, E> + Send + 'static,
) -> Result<T, Answer> {
    let hub = service.hub.clone();
    match tokio::task::spawn_blocking(move || work(&hub)).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(HubError::CutOff.into()),
    }
}

fn json<T: Serialize>(value: &T) -> Result<Response, Answer> {
    let body = serde_json::to_vec(value).map_err(HubError::Reply)?;
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

pub async fn enrol_code(State(service): State<Service>, Json(body): Json<CodeRequest>) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::send_code(hub, &body)).await?)
}

pub async fn enrol(State(service): State<Service>, Json(body): Json<Enrol>) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::enrol(hub, &body)).await?)
}

pub async fn challenge(State(service): State<Service>, Json(body): Json<ChallengeRequest>) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::challenge(hub, &body)).await?)
}

pub async fn session(State(service): State<Service>, Json(body): Json<SessionRequest>) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::open(hub, &body)).await?)
}

pub async fn renew(State(service): State<Service>, Json(body): Json<Renew>) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::renew(hub, &body)).await?)
}

pub async fn invitations(
    State(service): State<Service>,
    Caller(actor): Caller,
    Json(body): Json<Invite>,
) -> Result<Response, Answer> {
    json(&blocking(&service, move |hub| enrolment::invite_as(hub, actor, &body)).await?)
}

pub async fn events(
    State(service): State<Service>,
    Caller(_): Caller,
    Json(body): Json<Push>,
) -> Result<Response, Answer> {
    if body.events.len() > MAX_EVENTS {
        return Err(Answer::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "too many events in one push"));
    }
    json(&blocking(&service, move |hub| intake::take_in(hub, body)).await?)
}

pub async fn pull(
    State(service): State<Service>,
    Caller(actor): Caller,
    Json(body): Json<Pull>,
) -> Result<Response, Answer> {
    let (body, signature) = blocking(&service, move |hub| {
        let page = serde_json::to_vec(&reading::page(hub, actor, &body)?).map_err(HubError::Reply)?;
        let signature = hub.keys.account.sign(page_digest(&page).as_bytes());
        Ok::<_, HubError>((page, signature))
    })
    .await?;
    Ok(([(CONTENT_TYPE.as_str(), "application/json"), (SIGNATURE_HEADER, &signature.to_string())], body)
        .into_response())
}

pub async fn areas(State(service): State<Service>, headers: HeaderMap) -> Result<Response, Answer> {
    let world = blocking(&service, |hub| hub.ledger.read(|db| hub.atlas.world(db))).await?;
    let etag = HeaderValue::from_str(&world.etag).map_err(|_| HubError::CutOff)?;
    if headers.get(IF_NONE_MATCH) == Some(&etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response());
    }
    let kind = HeaderValue::from_static("application/json");
    Ok(([(CONTENT_TYPE, kind), (ETAG, etag)], Body::from(world.json.clone())).into_response())
}

pub async fn healthz(State(service): State<Service>) -> Result<Response, Answer> {
    blocking(&service, |hub| {
        hub.ledger.read::<_, HubError>(|db| {
            db.query_row("SELECT 1", [], |_| Ok(())).map_err(crate::ledger::LedgerError::from)?;
            Ok(())
        })
    })
    .await?;
    json(&serde_json::json!({ "status": "ok" }))
}

pub async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

/// How far the clock is to be moved.
#[derive(Deserialize)]
pub struct MoveClock {
    advance_s: i64,
}

pub async fn move_clock(State(service): State<Service>, Json(body): Json<MoveClock>) -> Result<Response, Answer> {
    let now = blocking(&service, move |hub| {
        let now = hub.move_clock(body.advance_s)?;
        intake::run_due(hub)?;
        Ok::<_, HubError>(now)
    })
    .await?;
    json(&serde_json::json!({ "now": now }))
}

pub async fn nowhere() -> Answer {
    Answer::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this path")
}

pub async fn wrong_method() -> Answer {
    Answer::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path takes another method")
}
