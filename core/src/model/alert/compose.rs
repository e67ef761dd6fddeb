//! An alert as an official writes it, and the CAP message that becomes of it: two infos, English and Kiswahili (DOMAIN §8.1).

use std::collections::BTreeSet;

use super::vocabulary::{AlertEvent, EVENT, INSTRUCTIONS, Instruction};
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::{AreaCode, AreaId, AreaIndex, LatLon};
use crate::model::cap::{
    self, Certainty, Circle, CoordinateError, DateTime, DateTimeError, EventCode, Geocode, HATUA_AREA, KE_COUNTY,
    KE_WARD, LANGUAGES, MsgType, Parameter, Polygon, Reference, ResponseType, Scope, Severity, Status, Urgency,
};
use crate::text::{Label, Title};

/// The same in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Kiswahili.
    pub sw: String,
}

impl Bilingual {
    /// The same in both languages.
    #[must_use]
    pub fn new(en: &str, sw: &str) -> Self {
        Self { en: en.to_owned(), sw: sw.to_owned() }
    }
}

/// Where an alert is for: all of it together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertPlace {
    /// Areas as a whole.
    pub areas: Vec<AreaId>,
    /// Outlines, closed if they are not.
    pub polygons: Vec<Vec<LatLon>>,
    /// Circles: the centre, and the radius in kilometres.
    pub circles: Vec<(LatLon, f64)>,
}

/// What an official writes.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAlert {
    /// What about.
    pub event: AlertEvent,
    /// In one line, at most 100 characters.
    pub headline: Bilingual,
    /// At length.
    pub description: Option<Bilingual>,
    /// What people should do, in approved sentences.
    pub instructions: Vec<Instruction>,
    /// When they should do it.
    pub urgency: Urgency,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// The place in words.
    pub place_name: Bilingual,
    /// Where.
    pub place: AlertPlace,
    /// Until when.
    pub expires: Timestamp,
    /// A public number to call, E.164 or a short code.
    pub contact: String,
    /// Actual, exercise or test.
    pub status: Status,
    /// For those who guard the sites in the place alone.
    pub restricted: bool,
    /// It describes a person: the number in the Occurrence Book under which the police look for them.
    pub person_ob_number: Option<Title>,
}

impl NewAlert {
    /// An actual alert for everyone in the place, without a description.
    #[must_use]
    pub fn new(
        event: AlertEvent,
        severity: Severity,
        headline: Bilingual,
        place: AlertPlace,
        expires: Timestamp,
    ) -> Self {
        let place_name = Bilingual::new("See the map", "Tazama ramani");
        Self {
            event,
            headline,
            description: None,
            instructions: vec![],
            urgency: Urgency::Immediate,
            severity,
            certainty: Certainty::Likely,
            place_name,
            place,
            expires,
            contact: "999".to_owned(),
            status: Status::Actual,
            restricted: false,
            person_ob_number: None,
        }
    }
}

/// What goes on the envelope of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope<'a> {
    /// The subject, which becomes the identifier.
    pub id: SubjectId,
    /// Who sends it, as [`sender_of`].
    pub sender: String,
    /// Their name for people.
    pub sender_name: Option<String>,
    /// When.
    pub sent: Timestamp,
    /// A new one, an update, a cancellation.
    pub msg_type: MsgType,
    /// The messages that it is about.
    pub references: &'a [Reference],
}

/// What cannot be put into a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A time that no calendar has.
    #[error(transparent)]
    Time(#[from] DateTimeError),
    /// A place that is not on the Earth.
    #[error(transparent)]
    Place(#[from] CoordinateError),
    /// An outline of fewer than three points.
    #[error("an outline has at least three points")]
    TooFewPoints,
}

/// The sender of messages of an organisation or a person: `urn:uuid:<id>` (RFC 9562 §4).
#[must_use]
pub fn sender_of(id: uuid::Uuid) -> String {
    format!("urn:uuid:{id}")
}

/// The organisation or person behind a sender that [`sender_of`] wrote.
#[must_use]
pub fn sender_id(sender: &str) -> Option<uuid::Uuid> {
    sender.strip_prefix("urn:uuid:").and_then(|id| uuid::Uuid::try_parse(id).ok())
}

/// The identifier of the message of a subject: `urn:uuid:<id>`.
#[must_use]
pub fn identifier_of(id: SubjectId) -> String {
    sender_of(id.0)
}

/// Writes the message. Areas are named by their identity, and by their official number where they have one.
///
/// # Errors
/// [`ComposeError`] for a place or time that cannot be. Which rules the message breaks, [`cap::Alert::breaches`] and
/// [`cap::Alert::profile_breaches`] tell.
pub fn compose(new: &NewAlert, envelope: &Envelope<'_>, areas: &AreaIndex) -> Result<cap::Alert, ComposeError> {
    let scope = if new.restricted { Scope::Restricted } else { Scope::Public };
    let place = Place::of(&new.place, areas)?;
    let expires = DateTime::in_kenya(new.expires)?;
    let info = |language: &str, words: fn(&Bilingual) -> &str, label: fn(Label) -> &'static str| cap::Info {
        language: Some(language.to_owned()),
        category: vec![new.event.category()],
        event: new.event.label().map_or(new.event.code(), label).to_owned(),
        response_type: response_types(&new.instructions),
        urgency: new.urgency.clone(),
        severity: new.severity.clone(),
        certainty: new.certainty.clone(),
        audience: None,
        event_code: vec![EventCode::new(EVENT, new.event.code())],
        effective: None,
        onset: None,
        expires: Some(expires.clone()),
        sender_name: envelope.sender_name.clone(),
        headline: Some(words(&new.headline).to_owned()),
        description: new.description.as_ref().map(|text| words(text).to_owned()),
        instruction: sentences(&new.instructions, label),
        web: None,
        contact: Some(new.contact.clone()),
        parameter: codes(&new.instructions).map(|codes| Parameter::new(INSTRUCTIONS, codes)).into_iter().collect(),
        resource: vec![],
        area: vec![place.area(words(&new.place_name))],
    };
    Ok(cap::Alert {
        identifier: identifier_of(envelope.id),
        sender: envelope.sender.clone(),
        sent: DateTime::in_kenya(envelope.sent)?,
        status: new.status.clone(),
        msg_type: envelope.msg_type.clone(),
        source: None,
        restriction: new.restricted.then(|| "guards of the site".to_owned()),
        scope,
        addresses: None,
        code: vec![],
        note: None,
        references: (!envelope.references.is_empty()).then(|| envelope.references.iter().collect()),
        incidents: None,
        info: vec![
            info(LANGUAGES[0], |text| &text.en, |label| label.en),
            info(LANGUAGES[1], |text| &text.sw, |label| label.sw),
        ],
        signature: vec![],
    })
}

/// The approved sentences, one after the other; nothing where there are none.
#[must_use]
pub fn sentences(instructions: &[Instruction], label: fn(Label) -> &'static str) -> Option<String> {
    let sentences: Vec<&str> = instructions.iter().filter_map(Instruction::label).map(label).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn codes(instructions: &[Instruction]) -> Option<String> {
    let codes: Vec<&str> = instructions.iter().map(Instruction::code).collect();
    (!codes.is_empty()).then(|| codes.join(" "))
}

fn response_types(instructions: &[Instruction]) -> Vec<ResponseType> {
    let mut seen = BTreeSet::new();
    let types = instructions.iter().map(Instruction::response_type);
    types.filter(|kind| seen.insert(kind.code().to_owned())).collect()
}

/// Where, as CAP writes it.
struct Place {
    polygon: Vec<Polygon>,
    circle: Vec<Circle>,
    geocode: Vec<Geocode>,
}

impl Place {
    fn of(place: &AlertPlace, areas: &AreaIndex) -> Result<Self, ComposeError> {
        let polygon = place.polygons.iter().map(|ring| closed(ring)).collect::<Result<_, _>>()?;
        let circle = place.circles.iter().map(|(centre, km)| Circle::new(*centre, *km)).collect::<Result<_, _>>()?;
        let mut geocode = vec![];
        for id in &place.areas {
            geocode.push(Geocode::new(HATUA_AREA, id.to_string()));
            match areas.get(*id).and_then(|area| area.code.as_ref()) {
                Some(AreaCode::Ward(code)) => geocode.push(Geocode::new(KE_WARD, code.to_string())),
                Some(AreaCode::County(code)) => geocode.push(Geocode::new(KE_COUNTY, code.to_string())),
                _ => {}
            }
        }
        Ok(Self { polygon, circle, geocode })
    }

    fn area(&self, name: &str) -> cap::Area {
        cap::Area {
            area_desc: name.to_owned(),
            polygon: self.polygon.clone(),
            circle: self.circle.clone(),
            geocode: self.geocode.clone(),
            altitude: None,
            ceiling: None,
        }
    }
}

fn closed(ring: &[LatLon]) -> Result<Polygon, ComposeError> {
    let (Some(first), Some(last)) = (ring.first(), ring.last()) else { return Err(ComposeError::TooFewPoints) };
    let open = if first == last { &ring[..ring.len() - 1] } else { ring };
    if open.len() < 3 {
        return Err(ComposeError::TooFewPoints);
    }
    Ok(Polygon::new(&[open, &[*first]].concat()))
}
