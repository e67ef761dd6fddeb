//! The rules of CAP 1.2 that its schema cannot hold (DOMAIN §8.1): for messages of anybody's.
//!
//! An element that is there and empty counts as absent: some senders write them all.

use std::collections::HashMap;

use super::rule::Breaches;
use super::shape::crosses_antimeridian;
use super::{
    Alert, Area, Breach, CapCategory, Certainty, Circle, CoordinateError, Info, Level, MsgType, Polygon, Reference,
    Resource, ResponseType, Rule, Scope, Severity, Status, Urgency,
};
use crate::geo::{LatLon, Shape, ShapeError};

impl Alert {
    /// The rules of CAP 1.2 that this message breaks, in the order of its elements.
    #[must_use]
    pub fn breaches(&self) -> Vec<Breach> {
        let mut found = Breaches::default();
        head(self, &mut found);
        references(self, &mut found);
        for (number, info) in (1..).zip(&self.info) {
            check_info(self, info, &format!("info[{number}]"), &mut found);
        }
        same_text(self, &mut found);
        found.0
    }

    /// Whether it breaks no rule of CAP 1.2 but such as are warnings.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.breaches().iter().all(|breach| breach.level < Level::Error)
    }
}

/// Whether XML 1.0 can carry this (§2.2 `Char`).
fn is_xml(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..))
}

pub(super) fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || matches!(c, ',' | '<' | '&'))
}

fn head(alert: &Alert, found: &mut Breaches) {
    let at = |element: &'static str| move || element.to_owned();
    found.need(is_name(&alert.identifier), Rule::Identifier, at("identifier"));
    found.need(is_name(&alert.sender), Rule::Sender, at("sender"));
    found.need(!matches!(alert.status, Status::Other(_)), Rule::UnknownWord, at("status"));
    found.need(!matches!(alert.msg_type, MsgType::Other(_)), Rule::UnknownWord, at("msgType"));
    found.need(!matches!(alert.scope, Scope::Other(_)), Rule::UnknownWord, at("scope"));
    let restricted = alert.scope == Scope::Restricted;
    let unrestricted = is_blank(alert.restriction.as_deref());
    found.need(restricted || unrestricted, Rule::RestrictionWithoutScope, at("restriction"));
    found.need(!(restricted && unrestricted), Rule::RestrictionMissing, at("restriction"));
    let unaddressed = alert.scope == Scope::Private && is_blank(alert.addresses.as_deref());
    found.need(!unaddressed, Rule::AddressesMissing, at("addresses"));
    let wants_note = alert.msg_type == MsgType::Error || alert.status == Status::Exercise;
    found.need(!(wants_note && is_blank(alert.note.as_deref())), Rule::NoteMissing, at("note"));
    let tells = matches!(alert.msg_type, MsgType::Alert | MsgType::Update);
    found.need(!(tells && alert.info.is_empty()), Rule::InfoMissing, String::new);
    let texts = [("identifier", Some(&alert.identifier)), ("sender", Some(&alert.sender))].into_iter().chain([
        ("source", alert.source.as_ref()),
        ("restriction", alert.restriction.as_ref()),
        ("addresses", alert.addresses.as_ref()),
        ("note", alert.note.as_ref()),
        ("incidents", alert.incidents.as_ref()),
    ]);
    characters(texts, "", found);
    characters(alert.code.iter().map(|code| ("code", Some(code))), "", found);
}

fn characters<'a>(
    texts: impl IntoIterator<Item = (&'static str, Option<&'a String>)>,
    within: &str,
    found: &mut Breaches,
) {
    for (element, text) in texts {
        found.need(text.is_none_or(|text| is_xml(text)), Rule::Characters, || join(within, element));
    }
}

fn join(within: &str, element: &str) -> String {
    if within.is_empty() { element.to_owned() } else { format!("{within}/{element}") }
}

fn references(alert: &Alert, found: &mut Breaches) {
    let at = || "references".to_owned();
    let text = alert.references.as_ref().filter(|list| !is_blank(Some(list.as_str())));
    let Some(list) = text else {
        let needs = matches!(alert.msg_type, MsgType::Update | MsgType::Cancel);
        found.need(!needs, Rule::ReferencesMissing, at);
        let receipt = matches!(alert.msg_type, MsgType::Ack | MsgType::Error);
        found.need(!receipt, Rule::ReceiptWithoutReferences, at);
        return;
    };
    found.need(list.iter().all(|item| item.is_ok()), Rule::ReferenceForm, at);
    let own = |item: &Reference| item.sender == alert.sender && item.identifier == alert.identifier;
    found.need(!list.iter().flatten().any(|item| own(&item)), Rule::ReferenceToSelf, at);
    let later = |item: &Reference| item.sent.at() > alert.sent.at();
    found.need(!list.iter().flatten().any(|item| later(&item)), Rule::ReferencePostDated, at);
}

/// Whether this is a tag as `xs:language` has it; empty is the default of the schema.
pub(crate) fn is_language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    tag.is_empty() || (tag.split('-').all(part) && first.bytes().all(|b| b.is_ascii_alphabetic()))
}

fn check_info(alert: &Alert, info: &Info, within: &str, found: &mut Breaches) {
    let at = |element: &'static str| move || join(within, element);
    found.need(is_language(info.language.as_deref().unwrap_or_default()), Rule::Language, at("language"));
    found.need(!info.category.is_empty(), Rule::CategoryMissing, at("category"));
    let known = !info.category.iter().any(|word| matches!(word, CapCategory::Other(_)));
    found.need(known, Rule::UnknownWord, at("category"));
    found.need(!is_blank(Some(&info.event)), Rule::EmptyText, at("event"));
    let known = !info.response_type.iter().any(|word| matches!(word, ResponseType::Other(_)));
    found.need(known, Rule::UnknownWord, at("responseType"));
    found.need(!matches!(info.urgency, Urgency::Other(_)), Rule::UnknownWord, at("urgency"));
    found.need(!matches!(info.severity, Severity::Other(_)), Rule::UnknownWord, at("severity"));
    found.need(!matches!(info.certainty, Certainty::Other(_)), Rule::UnknownWord, at("certainty"));
    found.need(!expires_too_early(alert, info), Rule::ExpiresTooEarly, at("expires"));
    let headline = info.headline.as_deref().map_or(0, |headline| headline.chars().count());
    found.need(headline <= 160, Rule::HeadlineOver160, at("headline"));
    let web = info.web.as_deref().unwrap_or_default();
    found.need(web.is_empty() || is_absolute(web), Rule::Web, at("web"));
    characters(
        [
            ("event", Some(&info.event)),
            ("audience", info.audience.as_ref()),
            ("senderName", info.sender_name.as_ref()),
            ("headline", info.headline.as_ref()),
            ("description", info.description.as_ref()),
            ("instruction", info.instruction.as_ref()),
            ("web", info.web.as_ref()),
            ("contact", info.contact.as_ref()),
        ],
        within,
        found,
    );
    for (number, code) in (1..).zip(&info.event_code) {
        named(&code.value_name, &code.value, &format!("{within}/eventCode[{number}]"), found);
    }
    for (number, parameter) in (1..).zip(&info.parameter) {
        named(&parameter.value_name, &parameter.value, &format!("{within}/parameter[{number}]"), found);
    }
    for (number, resource) in (1..).zip(&info.resource) {
        check_resource(resource, &format!("{within}/resource[{number}]"), found);
    }
    for (number, area) in (1..).zip(&info.area) {
        check_area(area, &format!("{within}/area[{number}]"), found);
    }
}

/// Whether it expires before anybody can act on it.
pub(super) fn expires_too_early(alert: &Alert, info: &Info) -> bool {
    let begins = info.effective.as_ref().map_or(alert.sent.at(), |effective| effective.at().max(alert.sent.at()));
    info.expires.as_ref().is_some_and(|expires| expires.at() <= begins)
}

/// A scheme, a colon and more, with nothing that no link has (RFC 3986 §3).
fn is_absolute(link: &str) -> bool {
    let scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    let clean = !link.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}'));
    clean && link.split_once(':').is_some_and(|(name, rest)| scheme(name) && !rest.is_empty())
}

fn named(name: &String, value: &String, within: &str, found: &mut Breaches) {
    found.need(!is_blank(Some(name)), Rule::EmptyText, || join(within, "valueName"));
    characters([("valueName", Some(name)), ("value", Some(value))], within, found);
}

fn check_resource(resource: &Resource, within: &str, found: &mut Breaches) {
    let at = |element: &'static str| move || join(within, element);
    found.need(!is_blank(Some(&resource.resource_desc)), Rule::EmptyText, at("resourceDesc"));
    let typed = resource.mime_type.split_once('/').is_some_and(|(kind, sub)| is_name(kind) && is_name(sub));
    found.need(typed, Rule::MimeType, at("mimeType"));
    let size = resource.size.as_ref().is_none_or(|size| size.to_u64().is_some());
    found.need(size, Rule::ResourceSize, at("size"));
    let uri = resource.uri.as_deref().unwrap_or_default();
    found.need(uri.is_empty() || is_absolute(uri), Rule::Web, at("uri"));
    let nowhere = is_blank(resource.uri.as_deref()) && is_blank(resource.deref_uri.as_deref());
    found.need(!nowhere, Rule::ResourceNowhere, || within.to_owned());
    let digest = resource.digest.as_deref().unwrap_or_default();
    let hex = digest.len() == 40 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    found.need(digest.is_empty() || hex, Rule::ResourceDigest, at("digest"));
    characters(
        [
            ("resourceDesc", Some(&resource.resource_desc)),
            ("mimeType", Some(&resource.mime_type)),
            ("uri", resource.uri.as_ref()),
            ("derefUri", resource.deref_uri.as_ref()),
            ("digest", resource.digest.as_ref()),
        ],
        within,
        found,
    );
}

fn check_area(area: &Area, within: &str, found: &mut Breaches) {
    let at = |element: &'static str| move || join(within, element);
    found.need(!is_blank(Some(&area.area_desc)), Rule::EmptyText, at("areaDesc"));
    characters([("areaDesc", Some(&area.area_desc))], within, found);
    for (number, polygon) in (1..).zip(&area.polygon) {
        for rule in polygon_rules(polygon) {
            found.need(false, rule, || format!("{within}/polygon[{number}]"));
        }
    }
    for (number, circle) in (1..).zip(&area.circle) {
        if let Some(rule) = circle_rule(circle) {
            found.need(false, rule, || format!("{within}/circle[{number}]"));
        }
    }
    for (number, code) in (1..).zip(&area.geocode) {
        named(&code.value_name, &code.value, &format!("{within}/geocode[{number}]"), found);
    }
    found.need(area.ceiling.is_none() || area.altitude.is_some(), Rule::CeilingWithoutAltitude, at("ceiling"));
    let upside_down =
        area.ceiling.as_ref().zip(area.altitude.as_ref()).is_some_and(|(high, low)| high.to_f64() < low.to_f64());
    found.need(!upside_down, Rule::CeilingBelowAltitude, at("ceiling"));
}

fn polygon_rules(polygon: &Polygon) -> Vec<Rule> {
    let points = match polygon.points() {
        Ok(points) => points,
        Err(CoordinateError::OffEarth) => return vec![Rule::PolygonOffEarth],
        Err(CoordinateError::Form | CoordinateError::Radius) => return vec![Rule::PolygonForm],
    };
    if points.len() < 4 {
        return vec![if points.is_empty() { Rule::PolygonForm } else { Rule::PolygonTooShort }];
    }
    if points.first() != points.last() {
        return vec![Rule::PolygonOpen];
    }
    let over = crosses_antimeridian(points);
    let ring: Vec<LatLon> =
        if over { points.iter().filter_map(|point| opposite(*point)).collect() } else { points.into() };
    let mut rules = vec![];
    if over {
        rules.push(Rule::PolygonAntimeridian);
        if crosses_antimeridian(&ring) {
            return rules; // it goes all round the Earth: there is no plane to look at it in
        }
    }
    rules.extend(match Shape::from_ring(&ring) {
        Ok(_) => None,
        Err(ShapeError::TooFewPositions | ShapeError::Empty) => Some(Rule::PolygonTooShort),
        Err(ShapeError::TooComplex) => Some(Rule::PolygonTooDetailed),
        Err(_) => Some(Rule::PolygonCrossing),
    });
    rules
}

/// The same point on an Earth turned by half, on which the antimeridian is at Greenwich.
fn opposite(point: LatLon) -> Option<LatLon> {
    let turned = if point.lon() > 0.0 { point.lon() - 180.0 } else { point.lon() + 180.0 };
    LatLon::new(point.lat(), turned).ok()
}

fn circle_rule(circle: &Circle) -> Option<Rule> {
    match circle.radius_km() {
        Ok(_) => None,
        Err(CoordinateError::Form) => Some(Rule::CircleForm),
        Err(CoordinateError::OffEarth) => Some(Rule::CircleOffEarth),
        Err(CoordinateError::Radius) => Some(Rule::CircleRadius),
    }
}

/// A text that stands under two languages was not translated.
fn same_text(alert: &Alert, found: &mut Breaches) {
    let mut seen: HashMap<(&str, &str), &str> = HashMap::new();
    for (number, info) in (1..).zip(&alert.info) {
        let texts =
            [("headline", &info.headline), ("description", &info.description), ("instruction", &info.instruction)];
        for (element, text) in texts {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            let first = text.map(|text| *seen.entry((element, text)).or_insert(info.language()));
            let same = first.is_none_or(|language| language.eq_ignore_ascii_case(info.language()));
            found.need(same, Rule::SameText, || format!("info[{number}]/{element}"));
        }
    }
}
