//! What is where.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::model::directory::DirectoryChange;
use usalama_core::sync::anonymous::{PATH as ANONYMOUS, PREFIX, STEPS};
use usalama_core::sync::wire::{
    ChallengeRequest, CodeRequest, DirectoryAsk, Enrol, EraseAccount, Invite, MAX_EVENTS, Pull, Push, Renew,
    SIGNATURE_HEADER, SessionRequest, Suggestions, SuggestionsAsk, WhoseAccount, paths,
};

use super::App;
use super::admit::{Caller, admit, blocking};
use super::body::{JsonBody, shrunk};
use super::log::log;
use super::problem::{Failure, always_a_problem};
use super::wake::wake;
use crate::error::HubError;
use crate::hub::Hub;
use crate::intake::anonymous::{self, NoLetter};
use crate::outside::publish;
use crate::{directory, enrolment, intake, reading, rights, timers};

/// Where the hub says that it is well.
const HEALTH: &str = "/healthz";
/// Alerts for everyone, as an Atom feed.
const ALERTS: &str = "/v1/alerts.atom";
/// One alert for everyone, as CAP 1.2.
const ALERT: &str = "/v1/alerts/{id}";
/// Where all of this is described.
const OPENAPI: &str = "/openapi.json";
/// Moves the clock, with `--dev` alone.
const DEV_CLOCK: &str = "/dev/clock";

/// Every method and path, but for the one of `--dev`.
pub const ROUTES: &[(&str, &str)] = &[
    ("post", paths::ENROL_CODE),
    ("post", paths::ENROL),
    ("post", paths::CHALLENGE),
    ("post", paths::SESSION),
    ("post", paths::RENEW),
    ("post", paths::EVENTS),
    ("post", paths::PULL),
    ("get", paths::WAKE),
    ("get", paths::AREAS),
    ("post", paths::INVITATIONS),
    ("post", paths::DIRECTORY),
    ("post", paths::DIRECTORY_CHANGES),
    ("post", paths::DIRECTORY_SUGGESTIONS),
    ("get", ANONYMOUS),
    ("post", ANONYMOUS),
    ("post", paths::ERASE),
    ("post", paths::WHOSE),
    ("get", ALERTS),
    ("get", ALERT),
    ("get", HEALTH),
    ("get", OPENAPI),
];

/// All routes with their layers.
pub fn router(app: App) -> Router {
    let mut router = Router::new()
        .route(paths::ENROL_CODE, post(enrol_code))
        .route(paths::ENROL, post(enrol))
        .route(paths::CHALLENGE, post(challenge))
        .route(paths::SESSION, post(session))
        .route(paths::RENEW, post(renew))
        .route(paths::EVENTS, post(events))
        .route(paths::PULL, post(pull))
        .route(paths::WAKE, get(wake))
        .route(paths::AREAS, get(areas))
        .route(paths::INVITATIONS, post(invitations))
        .route(paths::DIRECTORY, post(directory_news))
        .route(paths::DIRECTORY_CHANGES, post(directory_change))
        .route(paths::DIRECTORY_SUGGESTIONS, post(directory_suggestions))
        .route(paths::ERASE, post(erase))
        .route(paths::WHOSE, post(whose))
        .route(ALERTS, get(alerts))
        .route(ALERT, get(alert))
        .route(HEALTH, get(health))
        .route(OPENAPI, get(openapi));
    if app.hub.settings.dev {
        router = router.route(DEV_CLOCK, post(dev_clock));
    }
    // The layer that is named last sees a request first. What is nowhere is answered behind the same ones.
    router
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(RequestDecompressionLayer::new().pass_through_unaccepted(true))
        .layer(from_fn_with_state(app.clone(), admit))
        .layer(from_fn_with_state(app.clone(), in_time))
        .layer(CatchPanicLayer::custom(|_| Failure::internal().into_response()))
        .layer(from_fn(always_a_problem))
        .layer(from_fn(shrunk))
        .layer(CompressionLayer::new())
        .layer(from_fn(log))
        .merge(anonymous_road(&app))
        .with_state(app)
}

/// The anonymous road has layers of its own: nobody is asked who they are, addresses are neither counted nor kept, and nothing is
/// compressed, so that all sizes stay what they are.
fn anonymous_road(app: &App) -> Router<App> {
    Router::new()
        .route(ANONYMOUS, get(anonymous_terms).post(anonymous_letter))
        .layer(DefaultBodyLimit::max(PREFIX + STEPS[STEPS.len() - 1]))
        .layer(from_fn_with_state(app.clone(), in_time))
        .layer(CatchPanicLayer::custom(|_| Failure::internal().into_response()))
        .layer(from_fn(always_a_problem))
        .layer(from_fn(log))
}

/// Ends what takes too long. A stream has begun by then.
async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.hub.settings.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::unavailable("the request took too long").after(5).into_response(),
    }
}

type Answer<T> = Result<Json<T>, Failure>;

/// Works on the ledger and answers with JSON.
async fn answer<T, E>(hub: &Arc<Hub>, work: impl FnOnce(&Hub) -> Result<T, E> + Send + 'static) -> Answer<T>
where
    T: Serialize + Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    blocking(hub, work).await?.map(Json).map_err(Into::into)
}

async fn enrol_code(State(app): State<App>, JsonBody(request): JsonBody<CodeRequest>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::ask_for_code(hub, &request)).await?.into_response())
}

async fn enrol(State(app): State<App>, JsonBody(request): JsonBody<Enrol>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::enrol(hub, &request)).await?.into_response())
}

async fn challenge(State(app): State<App>, JsonBody(request): JsonBody<ChallengeRequest>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::ask_for_challenge(hub, &request)).await?.into_response())
}

async fn session(State(app): State<App>, JsonBody(request): JsonBody<SessionRequest>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::open_session(hub, &request)).await?.into_response())
}

async fn renew(State(app): State<App>, JsonBody(request): JsonBody<Renew>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::renew(hub, &request)).await?.into_response())
}

async fn erase(State(app): State<App>, JsonBody(request): JsonBody<EraseAccount>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| rights::erase_account(hub, &request)).await?.into_response())
}

async fn whose(State(app): State<App>, JsonBody(request): JsonBody<WhoseAccount>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::whose_account(hub, &request)).await?.into_response())
}

async fn invitations(
    State(app): State<App>,
    caller: Caller,
    JsonBody(request): JsonBody<Invite>,
) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| enrolment::invite(hub, caller.actor, request)).await?.into_response())
}

async fn events(State(app): State<App>, _: Caller, JsonBody(push): JsonBody<Push>) -> Result<Response, Failure> {
    if push.events.len() > MAX_EVENTS {
        return Err(Failure::too_large("there are more than 500 events"));
    }
    Ok(answer(&app.hub, move |hub| intake::take_in(hub, push)).await?.into_response())
}

async fn pull(State(app): State<App>, caller: Caller, JsonBody(asked): JsonBody<Pull>) -> Result<Response, Failure> {
    let page = blocking(&app.hub, move |hub| reading::pull(hub, caller.actor, &asked)).await??;
    let headers =
        [(CONTENT_TYPE.as_str(), "application/json".to_owned()), (SIGNATURE_HEADER, page.signature.to_string())];
    Ok((headers, page.body).into_response())
}

async fn areas(State(app): State<App>, headers: HeaderMap) -> Result<Response, Failure> {
    let world = blocking(&app.hub, |hub| hub.ledger.read::<_, HubError>(|db| hub.atlas.world(db))).await??;
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|tag| tag.trim() == world.etag || tag.trim() == "*") {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, world.etag.clone())]).into_response());
    }
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (ETAG, world.etag.clone())];
    Ok((headers, Bytes::from(world.json.clone())).into_response())
}

async fn directory_news(
    State(app): State<App>,
    _: Caller,
    JsonBody(ask): JsonBody<DirectoryAsk>,
) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| directory::news(hub, &ask)).await?.into_response())
}

async fn directory_change(
    State(app): State<App>,
    caller: Caller,
    JsonBody(change): JsonBody<DirectoryChange>,
) -> Result<Response, Failure> {
    Ok(answer(&app.hub, move |hub| directory::take(hub, caller.actor, &change)).await?.into_response())
}

async fn directory_suggestions(
    State(app): State<App>,
    caller: Caller,
    JsonBody(_): JsonBody<SuggestionsAsk>,
) -> Result<Response, Failure> {
    let read =
        move |hub: &Hub| directory::suggestions(hub, caller.actor).map(|suggestions| Suggestions { suggestions });
    Ok(answer(&app.hub, read).await?.into_response())
}

async fn anonymous_terms(State(app): State<App>) -> Result<Response, Failure> {
    Ok(answer(&app.hub, anonymous::terms).await?.into_response())
}

async fn anonymous_letter(State(app): State<App>, body: Bytes) -> Result<Response, Failure> {
    let answer = blocking(&app.hub, move |hub| anonymous::receive(hub, body.to_vec())).await?;
    match answer {
        Ok(sealed) => Ok(([(CONTENT_TYPE, "application/octet-stream")], sealed).into_response()),
        Err(NoLetter::Malformed) => Err(Failure::bad_request("not a letter that is sealed to this hub")),
        Err(NoLetter::Work) => {
            let what = "the work is not done, or the challenge is over: ask for another";
            Err(Failure::new(StatusCode::PRECONDITION_FAILED, what))
        }
        Err(NoLetter::Hub(error)) => Err(error.into()),
    }
}

async fn alerts(State(app): State<App>) -> Result<Response, Failure> {
    let path_of = |id: SubjectId| ALERT.replace("{id}", &id.0.to_string());
    let feed = blocking(&app.hub, move |hub| publish::feed(hub, path_of)).await??;
    Ok(([(CONTENT_TYPE, publish::ATOM_TYPE)], feed).into_response())
}

async fn alert(State(app): State<App>, Path(id): Path<uuid::Uuid>) -> Result<Response, Failure> {
    let found = blocking(&app.hub, move |hub| publish::message(hub, SubjectId(id))).await??;
    let xml = found.ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, "there is no such alert"))?;
    Ok(([(CONTENT_TYPE, publish::CAP_TYPE)], xml).into_response())
}

async fn health(State(app): State<App>) -> Result<Response, Failure> {
    #[derive(Serialize)]
    struct Health {
        status: &'static str,
    }
    let ask = |hub: &Hub| hub.ledger.read::<_, HubError>(|db| crate::ledger::accounts::any(db).map_err(Into::into));
    blocking(&app.hub, ask).await??;
    Ok(Json(Health { status: "ok" }).into_response())
}

async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], include_str!("../../openapi.json")).into_response()
}

#[derive(Deserialize)]
struct MoveClock {
    advance_s: i64,
}

#[derive(Serialize)]
struct ClockMoved {
    now: Timestamp,
}

async fn dev_clock(State(app): State<App>, JsonBody(request): JsonBody<MoveClock>) -> Result<Response, Failure> {
    let beside = app.beside.clone();
    let moved = move |hub: &Hub| -> Result<ClockMoved, HubError> {
        let now = hub.move_clock(request.advance_s)?;
        timers::run_due(hub)?;
        if let Some(beside) = &beside {
            beside.move_clock(request.advance_s)?;
            timers::run_due(beside)?;
        }
        Ok(ClockMoved { now })
    };
    Ok(answer(&app.hub, moved).await?.into_response())
}
