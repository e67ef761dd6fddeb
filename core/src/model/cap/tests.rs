//! Every rule on one good message that is spoilt in one place.

use std::collections::BTreeSet;

use super::*;
use crate::clock::Timestamp;
use crate::geo::LatLon;

fn at(hour: i64) -> DateTime {
    DateTime::in_kenya(Timestamp::from_millis(1_780_290_000_000 + hour * 3_600_000)).unwrap()
}

fn info(language: &str, headline: &str) -> Info {
    let corner = |lat, lon| LatLon::new(lat, lon).unwrap();
    Info {
        language: Some(language.to_owned()),
        category: vec![CapCategory::Met],
        event: headline.to_owned(),
        response_type: vec![ResponseType::Avoid],
        urgency: Urgency::Immediate,
        severity: Severity::Severe,
        certainty: Certainty::Observed,
        audience: None,
        event_code: vec![],
        effective: None,
        onset: None,
        expires: Some(at(6)),
        sender_name: None,
        headline: Some(headline.to_owned()),
        description: None,
        instruction: None,
        web: None,
        contact: Some("+254 20 222 2222".to_owned()),
        parameter: vec![Parameter::new("hatua:code", "K7")],
        resource: vec![],
        area: vec![Area {
            area_desc: "Lindi".to_owned(),
            polygon: vec![Polygon::new(&[
                corner(-1.32, 36.78),
                corner(-1.32, 36.8),
                corner(-1.3, 36.8),
                corner(-1.32, 36.78),
            ])],
            circle: vec![Circle::new(corner(-1.31, 36.79), 0.0).unwrap()],
            geocode: vec![
                Geocode::new(KE_WARD, "1369"),
                Geocode::new(KE_COUNTY, "047"),
                Geocode::new(ISO_3166_2, "KE-30"),
                Geocode::new(HATUA_AREA, "01890f3e-0000-7000-8000-000000000000"),
            ],
            altitude: None,
            ceiling: None,
        }],
    }
}

fn good() -> Alert {
    Alert {
        identifier: "KE-2026-0001".to_owned(),
        sender: "alerts@usalama.example".to_owned(),
        sent: at(0),
        status: Status::Actual,
        msg_type: MsgType::Alert,
        source: None,
        scope: Scope::Public,
        restriction: None,
        addresses: None,
        code: vec![],
        note: None,
        references: None,
        incidents: None,
        info: vec![info("en-KE", "Flood at the bridge"), info("sw-KE", "Mafuriko darajani")],
        signature: vec![],
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn resource() -> Resource {
    Resource {
        resource_desc: "Map".to_owned(),
        mime_type: "image/png".to_owned(),
        size: Some("1024".parse().unwrap()),
        uri: text("https://usalama.example/map.png"),
        deref_uri: None,
        digest: text("da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    }
}

type Spoil = fn(&mut Alert);

fn polygon(alert: &mut Alert, written: &str) {
    alert.info[0].area[0].polygon.push(Polygon::from(written.to_owned()));
}

fn circle(alert: &mut Alert, written: &str) {
    alert.info[0].area[0].circle.push(Circle::from(written.to_owned()));
}

fn refer(alert: &mut Alert, sender: &str, identifier: &str, sent: DateTime) {
    let reference = Reference { sender: sender.to_owned(), identifier: identifier.to_owned(), sent };
    alert.references = Some(References::from_iter([&reference]));
}

fn code(alert: &mut Alert, name: &str, value: &str) {
    alert.info[1].area[0].geocode[0] = Geocode::new(name, value);
}

fn both(alert: &mut Alert, change: fn(&mut Info)) {
    alert.info.iter_mut().for_each(change);
}

/// What spoils a good message, where, and which rule says so.
const SPOILT: &[(Rule, &str, Spoil)] = &[
    (Rule::Identifier, "identifier", |a| a.identifier = "a b".to_owned()),
    (Rule::Identifier, "identifier", |a| a.identifier.clear()),
    (Rule::Sender, "sender", |a| a.sender = "a,b".to_owned()),
    (Rule::UnknownWord, "status", |a| a.status = Status::from("Rumour")),
    (Rule::UnknownWord, "info[2]/responseType", |a| a.info[1].response_type = vec![ResponseType::from("Chase")]),
    (Rule::Characters, "note", |a| a.note = text("\u{1}")),
    (Rule::Characters, "info[1]/parameter[1]/value", |a| a.info[0].parameter[0].value = "\u{ffff}".to_owned()),
    (Rule::RestrictionWithoutScope, "restriction", |a| a.restriction = text("guards")),
    (Rule::RestrictionMissing, "restriction", |a| a.scope = Scope::Restricted),
    (Rule::AddressesMissing, "addresses", |a| a.scope = Scope::Private),
    (Rule::ReferenceForm, "references", |a| a.references = Some(References::from_written("a@b,1".to_owned()))),
    (Rule::ReferenceToSelf, "references", |a| refer(a, "alerts@usalama.example", "KE-2026-0001", at(-1))),
    (Rule::ReferencePostDated, "references", |a| refer(a, "alerts@usalama.example", "KE-2026-0000", at(1))),
    (Rule::ReferencesMissing, "references", |a| a.msg_type = MsgType::Update),
    (Rule::ReferencesMissing, "references", |a| a.msg_type = MsgType::Cancel),
    (Rule::ReceiptWithoutReferences, "references", |a| a.msg_type = MsgType::Ack),
    (Rule::NoteMissing, "note", |a| a.status = Status::Exercise),
    (Rule::InfoMissing, "", |a| a.info.clear()),
    (Rule::CategoryMissing, "info[1]/category", |a| a.info[0].category.clear()),
    (Rule::Language, "info[1]/language", |a| a.info[0].language = text("English, UK")),
    (Rule::SameText, "info[2]/headline", |a| a.info[1].headline = text(" Flood at the bridge ")),
    (Rule::EmptyText, "info[1]/area[1]/areaDesc", |a| a.info[0].area[0].area_desc.clear()),
    (Rule::HeadlineOver160, "info[1]/headline", |a| a.info[0].headline = Some("x".repeat(161))),
    (Rule::ExpiresTooEarly, "info[1]/expires", |a| a.info[0].expires = Some(at(0))),
    (Rule::ExpiresTooEarly, "info[1]/expires", |a| a.info[0].effective = Some(at(6))),
    (Rule::Web, "info[1]/web", |a| a.info[0].web = text("usalama.example")),
    (Rule::MimeType, "info[1]/resource[1]/mimeType", |a| {
        a.info[0].resource = vec![Resource { mime_type: "png".to_owned(), ..resource() }];
    }),
    (Rule::ResourceSize, "info[1]/resource[1]/size", |a| {
        a.info[0].resource = vec![Resource { size: "-1".parse().ok(), ..resource() }];
    }),
    (Rule::ResourceDigest, "info[1]/resource[1]/digest", |a| {
        a.info[0].resource = vec![Resource { digest: text("da39"), ..resource() }];
    }),
    (Rule::ResourceNowhere, "info[1]/resource[1]", |a| {
        a.info[0].resource = vec![Resource { uri: text(""), ..resource() }];
    }),
    (Rule::PolygonForm, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,0 0,1, 1,1 0,0")),
    (Rule::PolygonForm, "info[1]/area[1]/polygon[2]", |a| polygon(a, "")),
    (Rule::PolygonOffEarth, "info[1]/area[1]/polygon[2]", |a| polygon(a, "36.8,-91 91,0 0,0 36.8,-91")),
    (Rule::PolygonTooShort, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,0 0,1 0,0")),
    (Rule::PolygonTooShort, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,0 0,1 0,1 0,0")),
    (Rule::PolygonOpen, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,0 0,1 1,1 1,0")),
    (Rule::PolygonCrossing, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,0 1,1 1,0 0,1 0,0")),
    (Rule::PolygonTooDetailed, "info[1]/area[1]/polygon[2]", |a| {
        let outline = (0..14_500).map(|n| f64::from(n).to_radians()).map(|turn| turn / 50.0);
        let points: Vec<_> = outline.map(|turn| LatLon::new(turn.sin(), turn.cos()).unwrap()).collect();
        let closed: Vec<_> = points.iter().chain(points.first()).copied().collect();
        polygon(a, Polygon::new(&closed).as_str());
    }),
    (Rule::PolygonAntimeridian, "info[1]/area[1]/polygon[2]", |a| polygon(a, "0,179 0,-179 1,-179 1,179 0,179")),
    (Rule::CircleForm, "info[1]/area[1]/circle[2]", |a| circle(a, "0,1")),
    (Rule::CircleOffEarth, "info[1]/area[1]/circle[2]", |a| circle(a, "91,0 1")),
    (Rule::CircleRadius, "info[1]/area[1]/circle[2]", |a| circle(a, "0,0 -0.1")),
    (Rule::CeilingWithoutAltitude, "info[1]/area[1]/ceiling", |a| a.info[0].area[0].ceiling = "1".parse().ok()),
    (Rule::CeilingBelowAltitude, "info[1]/area[1]/ceiling", |a| {
        a.info[0].area[0].ceiling = "1.0".parse().ok();
        a.info[0].area[0].altitude = "1.1".parse().ok();
    }),
    (Rule::ProfileLanguages, "", |a| a.info[1].language = None),
    (Rule::ProfileLanguages, "", |a| a.info.truncate(1)),
    (Rule::ProfileInfosDiffer, "info[2]", |a| a.info[1].severity = Severity::Minor),
    (Rule::ProfileExpiresMissing, "info[1]/expires", |a| both(a, |info| info.expires = None)),
    (Rule::ProfileExpiresTooEarly, "info[2]/expires", |a| both(a, |info| info.expires = Some(at(-1)))),
    (Rule::ProfileAreaMissing, "info[1]/area", |a| a.info[0].area.clear()),
    (Rule::ProfileAreaNowhere, "info[2]/area[1]", |a| {
        a.info[1].area = vec![Area { polygon: vec![], circle: vec![], geocode: vec![], ..a.info[1].area[0].clone() }];
    }),
    (Rule::ProfileHeadlineOver100, "info[1]/headline", |a| a.info[0].headline = Some("é".repeat(101))),
    (Rule::ProfileHeadlineMissing, "info[1]/headline", |a| a.info[0].headline = None),
    (Rule::ProfileContact, "info[1]/contact", |a| a.info[0].contact = text("ask the chief")),
    (Rule::ProfileContact, "info[1]/contact", |a| a.info[0].contact = text("0722000000")),
    (Rule::ProfileContactMissing, "info[1]/contact", |a| a.info[0].contact = text("")),
    (Rule::ProfileContactMobile, "info[1]/contact", |a| a.info[0].contact = text("+254712345678")),
    (Rule::ProfileWard, "info[2]/area[1]/geocode[1]", |a| code(a, KE_WARD, "1451")),
    (Rule::ProfileWard, "info[2]/area[1]/geocode[1]", |a| code(a, KE_WARD, "0012")),
    (Rule::ProfileCounty, "info[2]/area[1]/geocode[1]", |a| code(a, KE_COUNTY, "47")),
    (Rule::ProfileCounty, "info[2]/area[1]/geocode[1]", |a| code(a, KE_COUNTY, "048")),
    (Rule::ProfileIsoCounty, "info[2]/area[1]/geocode[1]", |a| code(a, ISO_3166_2, "KE-48")),
    (Rule::ProfileHatuaArea, "info[2]/area[1]/geocode[1]", |a| code(a, HATUA_AREA, "Lindi")),
    (Rule::ProfileGeocodeUnknown, "info[2]/area[1]/geocode[1]", |a| code(a, "FIPS6", "032013")),
];

fn all(alert: &Alert) -> Vec<Breach> {
    [alert.breaches(), alert.profile_breaches()].concat()
}

#[test]
fn a_good_message_breaks_no_rule() {
    assert_eq!(all(&good()), []);
    let mut full = good();
    full.info[0].resource = vec![resource()];
    full.info[0].contact = text("1195");
    full.info[1].contact = text("0800 720 999");
    assert_eq!(all(&full), []);
}

#[test]
fn each_rule_is_broken_by_what_it_forbids_and_names_the_place() {
    for (rule, place, spoil) in SPOILT {
        let mut alert = good();
        spoil(&mut alert);
        let found = all(&alert);
        let breach = found.iter().find(|breach| breach.rule == *rule && breach.at == *place);
        assert!(breach.is_some_and(|breach| breach.level == rule.level()), "{rule} at {place}: {found:?}");
        let general = alert.breaches().iter().any(|breach| breach.rule.code().starts_with("profile_"));
        let ours = alert.profile_breaches().iter().all(|breach| breach.rule.code().starts_with("profile_"));
        assert!(!general && ours, "{rule}");
    }
    let covered: BTreeSet<Rule> = SPOILT.iter().map(|(rule, ..)| *rule).collect();
    let missing: Vec<_> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "no test breaks {missing:?}");
}

#[test]
fn a_spoilt_message_breaks_no_rule_but_its_own_and_what_follows_from_it() {
    for (rule, place, spoil) in SPOILT {
        let mut alert = good();
        spoil(&mut alert);
        let errors: Vec<_> = alert.breaches().into_iter().filter(|breach| breach.level == Level::Error).collect();
        let others: Vec<_> = errors.iter().filter(|breach| breach.rule != *rule).collect();
        assert!(others.is_empty(), "{rule} at {place}: {others:?}");
        let unsound = rule.level() == Level::Error && !rule.code().starts_with("profile_");
        assert_eq!(alert.is_sound(), !unsound, "{rule}");
    }
}

#[test]
fn elements_that_are_there_and_empty_count_as_absent() {
    let mut alert = good();
    alert.restriction = text("");
    alert.addresses = text(" ");
    alert.references = Some(References::default());
    alert.info[0].web = text("");
    assert_eq!(all(&alert), []);
}

#[test]
fn a_reference_of_the_same_second_is_not_post_dated_and_offsets_do_not_deceive() {
    let mut alert = good();
    refer(&mut alert, "alerts@usalama.example", "KE-2026-0000", at(0));
    assert_eq!(alert.breaches(), []);
    let utc = DateTime::new(at(1).at(), 0).unwrap();
    refer(&mut alert, "alerts@usalama.example", "KE-2026-0000", utc);
    assert_eq!(alert.breaches()[0].rule, Rule::ReferencePostDated);
}

#[test]
fn an_outline_over_the_antimeridian_is_looked_at_as_it_lies() {
    let rules = |written: &str| {
        let mut alert = good();
        polygon(&mut alert, written);
        alert.breaches().into_iter().map(|breach| breach.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("0,179 0,-179 1,-179 1,179 0,179"), [Rule::PolygonAntimeridian]);
    assert_eq!(rules("0,179 1,-179 0,-179 1,179 0,179"), [Rule::PolygonAntimeridian, Rule::PolygonCrossing]);
    assert_eq!(rules("80,0 80,90 80,-179 80,-90 80,0"), [Rule::PolygonAntimeridian]);
    assert_eq!(rules("0,170 0,180 1,180 1,170 0,170"), []);
}

#[test]
fn a_receipt_and_a_bare_cancellation_need_no_languages() {
    for (kind, note) in [(MsgType::Ack, None), (MsgType::Error, text("no such area")), (MsgType::Cancel, None)] {
        let mut alert = Alert { msg_type: kind, note, info: vec![], ..good() };
        refer(&mut alert, "alerts@usalama.example", "KE-2026-0000", at(-1));
        assert_eq!(all(&alert), []);
    }
}
