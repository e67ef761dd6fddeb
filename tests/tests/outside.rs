//! Other systems: alerts that they read from the hub, and alerts that the hub reads from them (DOMAIN §8.1, §8.2, §19).

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use usalama_core::client::AlertView;
use usalama_core::event::Role;
use usalama_core::exchange::cap;
use usalama_core::geo::LatLon;
use usalama_core::model::alert::{AlertEvent, AlertPlace, AlertState, Bilingual, NewAlert};
use usalama_core::model::cap::{MsgType, Severity};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const CANADA: &str = include_str!("../data/cap/messages/canada.cap");
const XXE: &str = include_str!("../data/cap/messages/xee.cap");

/// Another system's server: answers with what is behind a path, until the test ends.
fn server(files: Vec<(&'static str, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..read]).into_owned();
            let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
            let answer = match files.iter().find(|(name, _)| *name == path) {
                Some((_, body)) => {
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
                }
                None => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
            };
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn atom(links: &[&str]) -> String {
    let entries: String = links
        .iter()
        .map(|link| {
            format!(
                "<entry><title>x</title><id>{link}</id><updated>2026-03-01T00:00:00Z</updated>\
                 <link href=\"{link}\" type=\"application/cap+xml\"/></entry>"
            )
        })
        .collect();
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>x</title><id>urn:x</id>\
         <updated>2026-03-01T00:00:00Z</updated>{entries}</feed>"
    )
}

fn with_feed(url: &str) -> (Town, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hub.toml");
    std::fs::write(&file, format!("[[cap_feeds]]\nname = 'Elsewhere'\nurl = '{url}'\n")).unwrap();
    (Town::start_with(&["--config", file.to_str().unwrap()]), folder)
}

async fn first_alert(phone: &Phone) -> AlertView {
    for _ in 0..100 {
        phone.sync().await;
        if let Some(view) = phone.app.alerts(10).unwrap().pop() {
            return view;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no alert came");
}

async fn get(town: &Town, path: &str) -> (u16, String) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = town.hub.address().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split_whitespace().nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn flood(town: &Town) -> NewAlert {
    use usalama_core::clock::Clock as _;
    let at = |lat, lon| LatLon::new(lat, lon).unwrap();
    let ring = vec![at(-1.303, 36.907), at(-1.303, 36.913), at(-1.299, 36.913), at(-1.299, 36.907)];
    let place = AlertPlace { polygons: vec![ring], ..AlertPlace::default() };
    let expires = town.clock.now().plus(Duration::from_secs(6 * 3600));
    NewAlert::new(AlertEvent::Flood, Severity::Severe, Bilingual::new("River rises", "Mto umefurika"), place, expires)
}

/// DOMAIN §19, scenario 12.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_message_of_another_country_comes_whole_and_one_that_would_read_files_does_not() {
    let index = atom(&["/canada.cap", "/xee.cap", "http://elsewhere.invalid/other.cap", "/gone.cap"]);
    let address =
        server(vec![("/index.atom", index), ("/canada.cap", CANADA.to_owned()), ("/xee.cap", XXE.to_owned())]);
    let (town, _folder) = with_feed(&format!("{address}/index.atom"));
    let phone = town.resident().await;
    let view = first_alert(&phone).await;
    assert_eq!(view.alert.source.as_ref().map(ToString::to_string).as_deref(), Some("Elsewhere"));
    assert_eq!(view.posted.state, AlertState::Expired, "it was of another year");
    assert_eq!(phone.app.take_alert_notices(None).unwrap(), []);
    let sent = cap::read(CANADA.as_bytes()).unwrap();
    let message = view.alert.message.as_deref().unwrap();
    assert_eq!(*message, sent, "nothing is lost on the way");
    let languages: Vec<&str> = message.info.iter().map(|info| info.language()).collect();
    assert_eq!(languages, ["en-CA", "fr-CA"]);
    assert_eq!(message.info.iter().flat_map(|info| &info.area).flat_map(|area| &area.polygon).count(), 4);
    assert_eq!((&message.msg_type, message.references.is_some()), (&MsgType::Update, true));
    let xml = phone.app.alert_xml(view.alert.id).unwrap();
    assert_eq!(cap::read(xml.as_bytes()).unwrap(), sent, "and exported again it is equal");
    phone.sync().await;
    assert_eq!(phone.app.alerts(10).unwrap().len(), 1, "what would read files was refused");
    // What came from elsewhere is not handed on as the hub's own.
    let (status, feed) = get(&town, "/v1/alerts.atom").await;
    assert_eq!(status, 200);
    assert!(!feed.contains("<entry>"), "{feed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_hub_reads_what_another_hub_publishes_and_hears_when_it_is_called_off() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let id = officer.app.propose_alert(&flood(&town)).unwrap().alert.id;
    officer.sync().await;
    let (status, feed) = get(&town, "/v1/alerts.atom").await;
    assert_eq!(status, 200);
    assert!(feed.contains("River rises") && feed.contains(&format!("/v1/alerts/{}", id.0)), "{feed}");
    let (status, xml) = get(&town, &format!("/v1/alerts/{}", id.0)).await;
    assert_eq!(status, 200);
    let message = cap::read(xml.as_bytes()).unwrap();
    assert_eq!(message, **officer.app.alert(id).unwrap().alert.message.as_ref().unwrap());
    assert_eq!(get(&town, &format!("/v1/alerts/{}", uuid::Uuid::nil())).await.0, 404);

    let (elsewhere, _folder) = with_feed(&format!("{}/v1/alerts.atom", town.hub.address().trim_end_matches('/')));
    let reader = elsewhere.resident().await;
    let view = first_alert(&reader).await;
    assert_eq!(*view.alert.message.unwrap(), message);
    assert_eq!(view.posted.state, AlertState::Issued);
    assert_eq!(reader.app.take_alert_notices(None).unwrap().len(), 1, "it is at home there");

    // A drill, what waits for its release, and what is for a firm's guards alone is nobody's outside.
    let mut drill = flood(&town);
    drill.status = usalama_core::model::cap::Status::Exercise;
    officer.app.propose_alert(&drill).unwrap();
    officer.sync().await;
    let chair = town.recruit(Role::RaOfficial).await;
    let waiting = chair.app.propose_alert(&flood(&town)).unwrap();
    chair.sync().await;
    assert_eq!(waiting.posted.state, AlertState::PendingRelease);
    let (_, feed) = get(&town, "/v1/alerts.atom").await;
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    officer.app.cancel_alert(id, &Bilingual::new("The river fell.", "Mto umepungua.")).unwrap();
    officer.sync().await;
    let (_, feed) = get(&town, "/v1/alerts.atom").await;
    assert_eq!(feed.matches("<entry>").count(), 2, "the cancellation is told too: {feed}");
}
