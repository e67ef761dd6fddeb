//! A tree of elements as a message, element by element in the order of the schema.

use std::str::FromStr;
use std::vec::IntoIter;

use super::document::Element;
use super::link::is_any_uri;
use super::{ALERT, AREA, CapError, FOREIGN, INFO, MAX_CAP_POINTS, NAMED, RESOURCE};
use crate::model::cap::{
    Alert, Area, CapCategory, Certainty, Circle, DateTime, EventCode, Geocode, Info, MsgType, Parameter, Polygon,
    References, Resource, ResponseType, Scope, Severity, Status, Urgency, is_language,
};

const WORD: &str = "it is a word of the list of CAP 1.2";

/// A word of a closed list.
macro_rules! word {
    ($list:ident, $text:expr, $element:literal) => {
        match $list::from($text) {
            $list::Other(_) => return Err(CapError::Value { element: $element, rule: WORD }),
            known => known,
        }
    };
}

pub(super) fn alert(root: Element) -> Result<Alert, CapError> {
    let mut points = 0;
    let mut children = Children::of(root, ALERT)?;
    let alert = Alert {
        identifier: children.one("identifier")?,
        sender: children.one("sender")?,
        sent: parsed(&children.one("sent")?, "sent", TIME)?,
        status: word!(Status, children.one("status")?, "status"),
        msg_type: word!(MsgType, children.one("msgType")?, "msgType"),
        source: children.optional("source")?,
        scope: word!(Scope, children.one("scope")?, "scope"),
        restriction: children.optional("restriction")?,
        addresses: children.optional("addresses")?,
        code: children.many("code")?,
        note: children.optional("note")?,
        references: children.optional("references")?.map(References::from_written),
        incidents: children.optional("incidents")?,
        info: children.each("info", |element| info(element, &mut points))?,
        signature: children.each(FOREIGN, |element| Ok(element.text))?,
    };
    children.end()?;
    Ok(alert)
}

fn info(element: Element, points: &mut usize) -> Result<Info, CapError> {
    let mut children = Children::of(element, INFO)?;
    let time = |text: Option<String>, element| text.map(|text| parsed::<DateTime>(&text, element, TIME)).transpose();
    let info = Info {
        language: children.optional("language")?.map(language).transpose()?,
        category: {
            let first = children.one("category")?;
            let rest = children.many("category")?;
            let words = std::iter::once(first).chain(rest);
            words.map(|text| Ok(word!(CapCategory, text, "category"))).collect::<Result<_, CapError>>()?
        },
        event: children.one("event")?,
        response_type: {
            let words = children.many("responseType")?.into_iter();
            words.map(|text| Ok(word!(ResponseType, text, "responseType"))).collect::<Result<_, CapError>>()?
        },
        urgency: word!(Urgency, children.one("urgency")?, "urgency"),
        severity: severity(&children.one("severity")?)?,
        certainty: match children.one("certainty")? {
            // CAP 1.0.
            text if text == "Very Likely" => Certainty::Likely,
            text => word!(Certainty, text, "certainty"),
        },
        audience: children.optional("audience")?,
        event_code: children.each("eventCode", |code| named(code, EventCode::new))?,
        effective: time(children.optional("effective")?, "effective")?,
        onset: time(children.optional("onset")?, "onset")?,
        expires: time(children.optional("expires")?, "expires")?,
        sender_name: children.optional("senderName")?,
        headline: children.optional("headline")?,
        description: children.optional("description")?,
        instruction: children.optional("instruction")?,
        web: children.optional("web")?.map(|text| link(&text, "web")).transpose()?,
        contact: children.optional("contact")?,
        parameter: children.each("parameter", |parameter| named(parameter, Parameter::new))?,
        resource: children.each("resource", resource)?,
        area: children.each("area", |element| area(element, points))?,
    };
    children.end()?;
    Ok(info)
}

fn resource(element: Element) -> Result<Resource, CapError> {
    let mut children = Children::of(element, RESOURCE)?;
    let size = |text: String| parsed(&text, "size", "it is a whole number of at most 18 digits");
    let resource = Resource {
        resource_desc: children.one("resourceDesc")?,
        mime_type: children.one("mimeType")?,
        size: children.optional("size")?.map(size).transpose()?,
        uri: children.optional("uri")?.map(|text| link(&text, "uri")).transpose()?,
        deref_uri: children.optional("derefUri")?,
        digest: children.optional("digest")?,
    };
    children.end()?;
    Ok(resource)
}

fn area(element: Element, points: &mut usize) -> Result<Area, CapError> {
    let mut children = Children::of(element, AREA)?;
    let height = |text: Option<String>, element| {
        text.map(|text| parsed(&text, element, "it is a decimal number of at most 18 digits, without exponent"))
            .transpose()
    };
    let area = Area {
        area_desc: children.one("areaDesc")?,
        polygon: {
            let outlines = children.many("polygon")?;
            *points += outlines.iter().map(|text| text.split_ascii_whitespace().count()).sum::<usize>();
            if *points > MAX_CAP_POINTS {
                return Err(CapError::TooManyPoints);
            }
            outlines.into_iter().map(Polygon::from).collect()
        },
        circle: children.many("circle")?.into_iter().map(Circle::from).collect(),
        geocode: children.each("geocode", |code| named(code, Geocode::new))?,
        altitude: height(children.optional("altitude")?, "altitude")?,
        ceiling: height(children.optional("ceiling")?, "ceiling")?,
    };
    children.end()?;
    Ok(area)
}

fn named<T>(element: Element, make: impl Fn(String, String) -> T) -> Result<T, CapError> {
    let mut children = Children::of(element, NAMED)?;
    let named = make(children.one("valueName")?, children.one("value")?);
    children.end()?;
    Ok(named)
}

const TIME: &str = "it is a time as 2026-06-01T08:00:00+03:00, with the offset and never Z";

/// A value whose type does not care for white space around it.
fn parsed<T: FromStr>(text: &str, element: &'static str, rule: &'static str) -> Result<T, CapError> {
    collapse(text).parse().map_err(|_| CapError::Value { element, rule })
}

/// As `whiteSpace="collapse"` of XML Schema.
fn collapse(text: &str) -> String {
    let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn language(text: String) -> Result<String, CapError> {
    let tag = collapse(&text);
    let fits = is_language(&tag);
    fits.then_some(tag).ok_or(CapError::Value { element: "language", rule: "it is a tag of BCP 47, as in sw-KE" })
}

fn link(text: &str, element: &'static str) -> Result<String, CapError> {
    let link = collapse(text);
    is_any_uri(&link).then_some(link).ok_or(CapError::Value { element, rule: "it is a link (RFC 3986)" })
}

fn severity(text: &str) -> Result<Severity, CapError> {
    match Severity::from_cap_word(text) {
        Some(known) if !matches!(known, Severity::Other(_)) => Ok(known),
        _ => Err(CapError::Value { element: "severity", rule: WORD }),
    }
}

/// The children of an element, taken in the order of the schema.
struct Children {
    within: &'static str,
    /// What may be there at all, in order.
    order: &'static [&'static str],
    rest: std::iter::Peekable<IntoIter<Element>>,
    taken: Option<&'static str>,
}

impl Children {
    fn of(element: Element, order: &'static [&'static str]) -> Result<Self, CapError> {
        if !is_blank(&element.text) {
            return Err(CapError::Text { within: element.name });
        }
        Ok(Self { within: element.name, order, rest: element.children.into_iter().peekable(), taken: None })
    }

    fn take(&mut self, name: &'static str) -> Option<Element> {
        let element = self.rest.next_if(|element| element.name == name)?;
        self.taken = Some(name);
        Some(element)
    }

    fn one(&mut self, name: &'static str) -> Result<String, CapError> {
        match self.take(name) {
            Some(element) => text(element),
            None => Err(self.fault(Some(name))),
        }
    }

    fn optional(&mut self, name: &'static str) -> Result<Option<String>, CapError> {
        self.take(name).map(text).transpose()
    }

    fn many(&mut self, name: &'static str) -> Result<Vec<String>, CapError> {
        self.each(name, text)
    }

    fn each<T>(
        &mut self,
        name: &'static str,
        mut make: impl FnMut(Element) -> Result<T, CapError>,
    ) -> Result<Vec<T>, CapError> {
        let mut all = vec![];
        while let Some(element) = self.take(name) {
            all.push(make(element)?);
        }
        Ok(all)
    }

    fn end(mut self) -> Result<(), CapError> {
        if self.rest.peek().is_none() { Ok(()) } else { Err(self.fault(None)) }
    }

    /// What is wrong with the next element, where `wanted` or the end was to come.
    fn fault(&mut self, wanted: Option<&'static str>) -> CapError {
        let within = self.within;
        let missing = |element| CapError::Missing { element, within };
        let Some(next) = self.rest.next() else { return missing(wanted.unwrap_or(within)) };
        let place = |name: &str| self.order.iter().position(|known| *known == name);
        if place(next.name).is_none() {
            return CapError::Unknown { within };
        }
        if self.taken == Some(next.name) {
            return CapError::Repeated { element: next.name, within };
        }
        match wanted {
            // It comes too early, or what should come first is not there at all.
            Some(wanted) if place(wanted) < place(next.name) && !self.rest.any(|later| later.name == wanted) => {
                missing(wanted)
            }
            _ => CapError::Misplaced { element: next.name, within },
        }
    }
}

fn text(element: Element) -> Result<String, CapError> {
    if element.children.is_empty() { Ok(element.text) } else { Err(CapError::Unknown { within: element.name }) }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
}
