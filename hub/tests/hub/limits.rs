//! What is too much, too often, or not what it says: each has an answer that a program can read.

use std::io::Write as _;
use std::num::NonZeroU32;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use usalama_core::event::WireEvent;
use usalama_core::shrink::{CODING, expand, shrink};
use usalama_core::sync::wire::*;

use super::harness::*;
use super::place::*;

#[track_caller]
fn problem(bytes: &[u8]) -> Problem {
    serde_json::from_slice(bytes).unwrap_or_else(|_| panic!("no problem: {}", String::from_utf8_lossy(bytes)))
}

async fn code(answer: Response, status: StatusCode) -> String {
    assert_eq!(answer.status(), status);
    problem(&answer.bytes().await.unwrap()).code
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_body_is_measured_by_what_it_inflates_to() {
    let town = Town::new().await;
    let person = town.resident("+254712345678", WARD).await;
    let send = async |body: Vec<u8>, encoding: Option<&str>| {
        let mut request = town.http.post(town.url(paths::EVENTS)).bearer_auth(&person.token);
        request = request.header("content-type", "application/json").body(body);
        if let Some(encoding) = encoding {
            request = request.header("content-encoding", encoding);
        }
        request.send().await.unwrap()
    };
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    assert_eq!(code(send(bomb, Some("gzip")).await, StatusCode::PAYLOAD_TOO_LARGE).await, "too_large");
    assert_eq!(code(send(vec![b' '; 10 << 20], None).await, StatusCode::PAYLOAD_TOO_LARGE).await, "too_large");
    let empty = serde_json::to_vec(&Push { sent_at: town.now(), events: vec![] }).unwrap();
    assert_eq!(send(gzip(&empty), Some("gzip")).await.status(), StatusCode::OK);
    assert_eq!(code(send(empty.clone(), Some("gzip")).await, StatusCode::BAD_REQUEST).await, "bad_request");
    let mut cut = gzip(&empty);
    cut.truncate(cut.len() - 12);
    assert_eq!(code(send(cut, Some("gzip")).await, StatusCode::BAD_REQUEST).await, "bad_request");
    let unknown = code(send(empty.clone(), Some("br")).await, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    assert_eq!(unknown, "unsupported_media_type");
    let bomb = shrink(&vec![b' '; 64 << 20]).unwrap();
    assert!(bomb.len() < 100_000);
    assert_eq!(code(send(bomb, Some(CODING)).await, StatusCode::PAYLOAD_TOO_LARGE).await, "too_large");
    assert_eq!(send(shrink(&empty).unwrap(), Some(CODING)).await.status(), StatusCode::OK);
    assert_eq!(code(send(empty, Some(CODING)).await, StatusCode::BAD_REQUEST).await, "bad_request");
}

#[tokio::test]
async fn a_reply_is_shrunk_for_those_who_can_expand_it_and_where_it_helps() {
    let town = Town::new().await;
    let ask = async |path: &str, codings: &str| {
        let answer = town.http.get(town.url(path)).header("accept-encoding", codings).send().await.unwrap();
        let coding = answer.headers().get("content-encoding").map(|coding| coding.to_str().unwrap().to_owned());
        (coding, answer.bytes().await.unwrap().to_vec())
    };
    let (none, plain) = ask(paths::AREAS, "identity").await;
    assert_eq!(none, None);
    let (coding, small) = ask(paths::AREAS, &format!("gzip;q=0.5, {CODING}")).await;
    assert_eq!((coding.as_deref(), expand(&small, 1 << 20)), (Some(CODING), Ok(plain)));
    assert_eq!(ask(paths::AREAS, "gzip").await.0.as_deref(), Some("gzip"));
    let (coding, missing) = ask("/nowhere", CODING).await;
    assert_eq!(coding.as_deref(), Some(CODING), "problems too");
    assert_eq!(problem(&expand(&missing, 1000).unwrap()).code, "not_found");
}

#[tokio::test]
async fn what_is_no_json_of_the_right_shape_is_refused_without_being_quoted() {
    let town = Town::new().await;
    let person = town.resident("+254712345678", WARD).await;
    let send = async |kind: &str, body: &[u8]| {
        let request = town.http.post(town.url(paths::EVENTS)).bearer_auth(&person.token);
        request.header("content-type", kind).body(body.to_vec()).send().await.unwrap()
    };
    let json = "application/json; charset=utf-8";
    for body in [&b"{\"sent_at\": \"secret"[..], b"{\"sent_at\": \"secret\"}", b"\xff\xfe{}", b"", b"[[[[[[[["] {
        let answer = send(json, body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let problem = problem(&answer.bytes().await.unwrap());
        assert_eq!(problem.code, "bad_request");
        assert!(!problem.message.contains("secret"), "{}", problem.message);
    }
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(code(send(json, &deep).await, StatusCode::BAD_REQUEST).await, "bad_request");
    for kind in ["text/plain", "application/jsonx", "multipart/form-data"] {
        let answer = send(kind, b"{}").await;
        assert_eq!(code(answer, StatusCode::UNSUPPORTED_MEDIA_TYPE).await, "unsupported_media_type");
    }
}

#[tokio::test]
async fn five_hundred_events_are_a_push_and_one_more_is_not() {
    let town = Town::new().await;
    let person = town.resident("+254712345678", WARD).await;
    let nothing = WireEvent::default();
    let push = |count| Push { sent_at: town.now(), events: vec![nothing.clone(); count] };
    let answer = town.post(paths::EVENTS, Some(&person.token), &push(MAX_EVENTS + 1)).await;
    assert_eq!(code(answer, StatusCode::PAYLOAD_TOO_LARGE).await, "too_large");
    let reply: PushReply = town.ask(paths::EVENTS, Some(&person.token), &push(MAX_EVENTS)).await.unwrap();
    assert_eq!(reply.results.len(), MAX_EVENTS);
}

#[tokio::test]
async fn a_body_that_ends_too_soon_is_answered() {
    let town = Town::new().await;
    let mut socket = tokio::net::TcpStream::connect(town.running.address()).await.unwrap();
    let head = "POST /v1/session/challenge HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\n";
    socket.write_all(format!("{head}content-length: 100\r\n\r\n{{\"actor\":").as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(town.http.get(town.url("/healthz")).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let town = Town::with(|settings| settings.timeout = Duration::from_millis(300)).await;
    let mut socket = tokio::net::TcpStream::connect(town.running.address()).await.unwrap();
    let head = "POST /v1/session/challenge HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\n";
    socket.write_all(format!("{head}connection: close\r\ncontent-length: 100\r\n\r\n{{").as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"code\":\"unavailable\""), "{answer}");
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_again_and_keeps_nobody_else_out() {
    let town = Town::with(|settings| {
        settings.requests_per_second = NonZeroU32::new(1).unwrap();
        settings.burst = NonZeroU32::new(12).unwrap();
    })
    .await;
    let person = town.resident("+254712345678", WARD).await;
    let challenge = ChallengeRequest { actor: person.actor };
    let mut last = None;
    for _ in 0..30 {
        let invented = format!("invented-{}", uuid::Uuid::new_v4());
        let answer = town.post(paths::CHALLENGE, Some(&invented), &challenge).await;
        if answer.status() != StatusCode::OK {
            last = Some(answer);
            break;
        }
    }
    let answer = last.expect("an invented token has no allowance of its own");
    assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(code(answer, StatusCode::TOO_MANY_REQUESTS).await, "rate_limited");
    let pull = Pull::default();
    let session = town.post(paths::PULL, Some(&person.token), &pull).await;
    assert_eq!(session.status(), StatusCode::OK, "a session is counted by itself");
}

#[tokio::test]
async fn every_failure_is_a_problem() {
    let town = Town::new().await;
    let get = async |path: &str| town.http.get(town.url(path)).send().await.unwrap();
    assert_eq!(code(get("/v1/nothing").await, StatusCode::NOT_FOUND).await, "not_found");
    assert_eq!(code(get(paths::EVENTS).await, StatusCode::METHOD_NOT_ALLOWED).await, "method_not_allowed");
    let answer = town.post(paths::EVENTS, None, &Push { sent_at: town.now(), events: vec![] }).await;
    assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    assert_eq!(code(answer, StatusCode::UNAUTHORIZED).await, "unauthorised");
}

#[tokio::test]
async fn areas_are_read_by_anyone_and_sent_once() {
    let town = Town::new().await;
    let first = town.http.get(town.url(paths::AREAS)).send().await.unwrap();
    let tag = first.headers()["etag"].clone();
    let reference: Reference = serde_json::from_slice(&first.bytes().await.unwrap()).unwrap();
    assert_eq!((reference.areas.len(), reference.organisations.len()), (10, 4));
    let place = |id| reference.areas.iter().position(|area| area.id == id).unwrap();
    assert!(place(COUNTRY) < place(COUNTY) && place(CONSTITUENCY) < place(WARD) && place(WARD) < place(SITE));
    let again = town.http.get(town.url(paths::AREAS)).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(again.bytes().await.unwrap().is_empty());
}
