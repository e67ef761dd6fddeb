//! Alerts of others, and ours, in and out as XML of CAP 1.2. The messages are real ones of several countries; another parser
//! compares what went in with what comes out, and libxml2 holds what comes out against the schema of OASIS.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use usalama_core::clock::Timestamp;
use usalama_core::exchange::cap::{CapError, read, write};
use usalama_core::geo::LatLon;
use usalama_core::model::cap::{
    Alert, Area, CapCategory, Certainty, Circle, DateTime, EventCode, Geocode, Info, Level, MsgType, Parameter,
    Polygon, Reference, References, Resource, ResponseType, Rule, Scope, Severity, Status, Urgency,
};
use usalama_tests::xsd;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cap")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(folder().join("messages").join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

/// What lies in the file of a distribution (EDXL-DE), as messages of their own.
fn distributed() -> Vec<String> {
    let file = text("bushfire.edxlde");
    let parts = file.split("<cap:alert").skip(1).map(|part| part.split_once("</cap:alert>").unwrap().0);
    parts.map(|part| format!("<cap:alert{part}</cap:alert>")).collect()
}

/// Every valid message of 1.2 that is here.
fn valid() -> Vec<String> {
    let files = ["43b080713727.cap", "canada.cap", "canada_signed.cap", "thunderstorm.cap"];
    files.into_iter().map(text).chain(distributed()).collect()
}

fn schema_faults(documents: &[String]) -> Vec<String> {
    xsd::faults(&folder().join("schema/cap12.xsd"), documents)
}

/// Each element with its place and text, as another parser sees it; of signatures everything.
fn elements(xml: &str) -> Vec<(String, String)> {
    const COLLAPSED: [&str; 10] =
        ["sent", "language", "effective", "onset", "expires", "web", "size", "uri", "altitude", "ceiling"];
    let document = roxmltree::Document::parse(xml).unwrap();
    let path = |node: roxmltree::Node| {
        let names: Vec<_> = node.ancestors().filter(|node| node.is_element()).map(|node| node.tag_name()).collect();
        names.iter().rev().map(|name| format!("{}:{}", name.namespace().unwrap_or(""), name.name())).collect::<String>()
    };
    let mut all = vec![];
    for node in document.descendants() {
        let foreign =
            node.ancestors().any(|node| node.has_tag_name(("http://www.w3.org/2000/09/xmldsig#", "Signature")));
        if node.is_element() {
            let leaf = !node.children().any(|child| child.is_element());
            let said: String = node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
            let said = if COLLAPSED.contains(&node.tag_name().name()) { said.trim().to_owned() } else { said };
            all.push((path(node), if leaf && !foreign { said } else { String::new() }));
            for attribute in node.attributes().filter(|_| foreign) {
                all.push((attribute.name().to_owned(), attribute.value().to_owned()));
            }
        } else if foreign && (node.is_text() || node.is_comment()) {
            all.push((path(node), node.text().unwrap_or_default().to_owned()));
        }
    }
    all
}

#[test]
fn every_valid_message_is_read_and_comes_out_the_same_element_for_element() {
    let valid = valid();
    assert!(valid.len() >= 10, "{}", valid.len());
    let mut written = vec![];
    for original in &valid {
        let alert = read(original.as_bytes()).unwrap();
        let export = write(&alert).unwrap();
        assert_eq!(elements(&export), elements(original));
        assert_eq!(read(export.as_bytes()).unwrap(), alert);
        let json = serde_json::to_string(&alert).unwrap();
        assert_eq!(serde_json::from_str::<Alert>(&json).unwrap(), alert);
        println!("{}: {} bytes, as JSON {}", alert.identifier, export.len(), json.len());
        written.push(export);
    }
    assert_eq!(schema_faults(&valid), [""; 0], "the originals");
    assert_eq!(schema_faults(&written), [""; 0], "what we wrote");
}

#[test]
fn what_is_spoilt_after_it_was_written_fails_against_the_schema() {
    let good = write(&read(&bytes("thunderstorm.cap")).unwrap()).unwrap();
    assert_eq!(schema_faults(std::slice::from_ref(&good)), [""; 0]);
    for (from, to) in [
        ("<scope>Public</scope>", ""),
        ("<status>Actual<", "<status>actual<"),
        ("-07:00</sent>", "Z</sent>"),
        ("<urgency>", "<siren/><urgency>"),
        ("cap:1.2", "cap:1.1"),
    ] {
        let spoilt = good.replace(from, to);
        assert_ne!(spoilt, good);
        assert!(read(spoilt.as_bytes()).is_err(), "{from}");
        assert!(!schema_faults(&[good.clone(), spoilt]).is_empty(), "{from}");
    }
}

#[test]
fn what_is_no_message_of_1_2_is_refused_and_says_why() {
    let refused = |name: &str| read(&bytes(name)).unwrap_err();
    assert_eq!(refused("invalid.cap"), CapError::Missing { element: "scope", within: "alert" });
    for name in ["noaa_errors.cap", "earthquake_signed.cap", "earthquake.cap"] {
        assert_eq!(refused(name), CapError::WrongVersion { version: "1.1" }, "{name}");
    }
    assert_eq!(refused("xee.cap"), CapError::DocumentType);
    assert_eq!(refused("bushfire.edxlde"), CapError::NotCap);
    assert_eq!(refused("amber.atom"), CapError::NotCap);
    // One of them is good as 1.1: what is refused is the version, not the message.
    let older = folder().join("schema/cap11.xsd");
    assert_eq!(xsd::faults(&older, &[text("earthquake.cap")]), [""; 0]);
    assert!(!xsd::faults(&older, &[text("noaa_errors.cap")]).is_empty());
}

#[test]
fn real_messages_keep_the_general_rules_and_not_ours() {
    for original in valid() {
        let alert = read(original.as_bytes()).unwrap();
        let breaches = alert.breaches();
        assert!(alert.is_sound(), "{breaches:?}");
        for breach in breaches {
            println!("{}: {breach}", alert.identifier);
            assert_eq!(breach.level, Level::Warning);
        }
        assert!(alert.profile_breaches().iter().any(|breach| breach.rule == Rule::ProfileLanguages));
    }
}

#[test]
fn each_fault_of_a_real_message_is_named_once_the_one_before_is_mended() {
    let mut message = text("noaa_errors.cap").replace("cap:1.1", "cap:1.2");
    for (element, mended) in [("urgency", "Expected"), ("severity", "Severe"), ("certainty", "Likely")] {
        assert!(matches!(read(message.as_bytes()), Err(CapError::Value { element: named, .. }) if named == element));
        message = message.replace(&format!("<{element}></{element}>"), &format!("<{element}>{mended}</{element}>"));
    }
    let alert = read(message.as_bytes()).unwrap();
    let errors: Vec<_> = alert.breaches().into_iter().filter(|breach| breach.level == Level::Error).collect();
    let named: Vec<_> = errors.iter().map(|breach| (breach.rule, breach.at.as_str())).collect();
    assert_eq!(
        named,
        [(Rule::PolygonForm, "info[1]/area[1]/polygon[1]"), (Rule::PolygonForm, "info[1]/area[1]/polygon[2]")]
    );
}

#[test]
fn languages_points_and_references_of_a_real_message_are_there() {
    let alert = read(&bytes("canada.cap")).unwrap();
    assert_eq!((alert.status, alert.msg_type, alert.scope), (Status::Actual, MsgType::Update, Scope::Public));
    assert_eq!(alert.restriction.as_deref(), Some(""), "there and empty is not absent");
    let languages: Vec<_> = alert.info.iter().map(Info::language).collect();
    assert_eq!(languages, ["en-CA", "fr-CA"]);
    let outlines = alert.info.iter().flat_map(|info| &info.area).flat_map(|area| &area.polygon);
    let shapes: Vec<_> = outlines.map(|outline| outline.shape().unwrap()).collect();
    assert_eq!(shapes.len(), 4);
    assert!(shapes[0].contains(LatLon::new(42.1, -82.8).unwrap()), "near Essex, Ontario");
    let references: Vec<Reference> = alert.references.unwrap().iter().map(Result::unwrap).collect();
    assert_eq!(references[1].identifier, "2.49.0.1.124.60f31a3a.2012");
    assert!(references.iter().all(|reference| reference.sent.at() < alert.sent.at()));
    assert_eq!(alert.sent.as_str(), "2012-05-02T23:21:04-00:00");
}

#[test]
fn a_message_in_latin_1_says_the_same() {
    let utf_8 = text("canada.cap");
    let declared = utf_8.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    let latin: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_ne!(latin.len(), declared.len(), "it has letters beyond ASCII");
    assert_eq!(read(&latin).unwrap(), read(utf_8.as_bytes()).unwrap());
}

/// Any text that XML can carry, with what is special in it more often than by chance.
fn any_text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec!['<', '>', '&', ']', '"', '\'', '\r', '\n', '\t', ' ', '\u{85}', 'é', '😀']);
    let other = any::<char>()
        .prop_filter("XML cannot carry it", |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..));
    prop::collection::vec(prop_oneof![special, other], 0..12).prop_map(|all| all.into_iter().collect())
}

fn maybe<T: std::fmt::Debug>(some: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.4, some)
}

fn some<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(of, 0..3)
}

fn any_time() -> impl Strategy<Value = DateTime> {
    (-60_000_000_000_000..250_000_000_000_000i64, -840..=840i16)
        .prop_map(|(ms, offset)| DateTime::new(Timestamp::from_millis(ms), offset).unwrap())
}

fn any_point() -> impl Strategy<Value = LatLon> {
    (-90.0..=90.0f64, -180.0..=180.0f64).prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap())
}

fn any_named<T: std::fmt::Debug>(make: fn(String, String) -> T) -> impl Strategy<Value = Vec<T>> {
    some((any_text(), any_text()).prop_map(move |(name, value)| make(name, value)))
}

fn any_decimal() -> impl Strategy<Value = String> {
    "[+-]?[0-9]{1,9}(\\.[0-9]{0,9})?"
}

fn any_area() -> impl Strategy<Value = Area> {
    let drawn = prop::collection::vec(any_point(), 0..8).prop_map(|points| Polygon::new(&points));
    let polygon = prop_oneof![drawn, any_text().prop_map(Polygon::from)];
    let round = (any_point(), 0.0..30_000.0f64).prop_map(|(centre, radius)| Circle::new(centre, radius).unwrap());
    let circle = prop_oneof![round, any_text().prop_map(Circle::from)];
    let heights = (maybe(any_decimal()), maybe(any_decimal()));
    (any_text(), some(polygon), some(circle), any_named(Geocode::new), heights).prop_map(
        |(area_desc, polygon, circle, geocode, (altitude, ceiling))| Area {
            area_desc,
            polygon,
            circle,
            geocode,
            altitude: altitude.map(|written| written.parse().unwrap()),
            ceiling: ceiling.map(|written| written.parse().unwrap()),
        },
    )
}

fn any_resource() -> impl Strategy<Value = Resource> {
    (
        any_text(),
        any_text(),
        maybe("[+-]?[0-9]{1,18}"),
        maybe("https://[a-z]{1,9}\\.example"),
        maybe(any_text()),
        maybe(any_text()),
    )
        .prop_map(|(resource_desc, mime_type, size, uri, deref_uri, digest)| Resource {
            resource_desc,
            mime_type,
            size: size.map(|written| written.parse().unwrap()),
            uri,
            deref_uri,
            digest,
        })
}

fn any_info() -> impl Strategy<Value = Info> {
    let language = maybe("([a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,2})?");
    let category = prop::collection::vec(prop::sample::select(CapCategory::ALL), 1..4);
    let response_type = some(prop::sample::select(ResponseType::ALL));
    let urgency = prop::sample::select(Urgency::ALL);
    let severity = prop::sample::select(Severity::ALL);
    let certainty = prop::sample::select(Certainty::ALL);
    let words = (language, category, any_text(), response_type, urgency, severity, certainty);
    let times = (maybe(any_time()), maybe(any_time()), maybe(any_time()));
    let texts = (
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
    );
    let web = maybe("https://[a-z]{1,9}\\.example/[a-z0-9?=&]{0,9}");
    let lists = (any_named(EventCode::new), any_named(Parameter::new), some(any_resource()), some(any_area()));
    (words, times, texts, web, lists).prop_map(|(words, times, texts, web, lists)| Info {
        language: words.0,
        category: words.1,
        event: words.2,
        response_type: words.3,
        urgency: words.4,
        severity: words.5,
        certainty: words.6,
        audience: texts.0,
        event_code: lists.0,
        effective: times.0,
        onset: times.1,
        expires: times.2,
        sender_name: texts.1,
        headline: texts.2,
        description: texts.3,
        instruction: texts.4,
        web,
        contact: texts.5,
        parameter: lists.1,
        resource: lists.2,
        area: lists.3,
    })
}

const SIGNATURES: [&str; 2] = [
    "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"></Signature>",
    "<d:Signature xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"&lt;1\">\n <d:A>&amp;</d:A><!-- x --></d:Signature>",
];

fn any_alert() -> impl Strategy<Value = Alert> {
    let name = (any_text(), any_text(), any_time());
    let words =
        (prop::sample::select(Status::ALL), prop::sample::select(MsgType::ALL), prop::sample::select(Scope::ALL));
    let texts = (
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
        maybe(any_text()),
    );
    let lists = (some(any_text()), some(any_info()), some(prop::sample::select(SIGNATURES.as_slice())));
    (name, words, texts, lists).prop_map(|(name, words, texts, lists)| Alert {
        identifier: name.0,
        sender: name.1,
        sent: name.2,
        status: words.0,
        msg_type: words.1,
        source: texts.0,
        scope: words.2,
        restriction: texts.1,
        addresses: texts.2,
        code: lists.0,
        note: texts.3,
        references: texts.4.map(References::from_written),
        incidents: texts.5,
        info: lists.1,
        signature: lists.2.into_iter().map(str::to_owned).collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_message_is_written_and_read_again_as_it_was(alert in any_alert()) {
        let written = write(&alert).unwrap();
        prop_assert_eq!(read(written.as_bytes()).unwrap(), alert.clone());
        let json = serde_json::to_string(&alert).unwrap();
        prop_assert_eq!(serde_json::from_str::<Alert>(&json).unwrap(), alert.clone());
        drop((alert.breaches(), alert.profile_breaches()));
    }
}

#[test]
fn any_message_keeps_the_schema_when_it_is_written() {
    let mut runner = TestRunner::deterministic();
    let alerts = (0..150).map(|_| any_alert().new_tree(&mut runner).unwrap().current());
    let written: Vec<String> = alerts.map(|alert| write(&alert).unwrap()).collect();
    assert_eq!(schema_faults(&written), [""; 0]);
}
