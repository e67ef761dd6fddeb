//! A new incident.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, SubjectId};
use usalama_core::geo::{AreaId, LatLon, Position as ExactPosition, PositionSource};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{
    self, Anonymity, Category, Channel, Flag, LinkRelation, ReferenceSystem, ReporterRelation, TimePrecision,
    VehicleKind, Weapon,
};
use usalama_core::text::{Label, Text};
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::incident::Incident;

/// A position on the Earth (WGS 84).
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Position {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Accuracy: the radius in metres within which it lies with 68 %.
    pub accuracy_m: f32,
    /// How it was found; satellites where nothing is said.
    #[uniffi(default = None)]
    pub source: Option<PositionSource>,
    /// When it was found.
    #[uniffi(default = None)]
    pub captured_at: Option<Timestamp>,
}

impl TryFrom<Position> for ExactPosition {
    type Error = UsalamaError;
    fn try_from(position: Position) -> Result<Self, UsalamaError> {
        let at = LatLon::new(position.lat, position.lon)?;
        let source = position.source.unwrap_or(PositionSource::Gnss);
        Ok(Self::new(at, position.accuracy_m, source, position.captured_at)?)
    }
}

impl From<ExactPosition> for Position {
    fn from(position: ExactPosition) -> Self {
        Self {
            lat: position.at.lat(),
            lon: position.at.lon(),
            accuracy_m: position.accuracy_m(),
            captured_at: position.captured_at,
            source: Some(position.source),
        }
    }
}

/// Where an incident is, as its reporter gives it: at least one of position, area and text.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct Place {
    /// A position. The ward is looked up from it.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// A ward or other area.
    #[uniffi(default = None)]
    pub area: Option<Uuid>,
    /// In words, at most 80 characters.
    #[uniffi(default = None)]
    pub text: Option<String>,
    /// Indoors.
    #[uniffi(default = None)]
    pub indoor: Option<bool>,
}

/// When it happened.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Occurred {
    /// From.
    pub from: Timestamp,
    /// To, where it lasted.
    #[uniffi(default = None)]
    pub to: Option<Timestamp>,
    /// How exactly this is known.
    pub precision: TimePrecision,
    /// Whether it goes on.
    #[uniffi(default = false)]
    pub still_happening: bool,
}

impl From<incident::Occurred> for Occurred {
    fn from(occurred: incident::Occurred) -> Self {
        Self {
            from: occurred.from,
            to: occurred.to,
            precision: occurred.precision,
            still_happening: occurred.still_happening,
        }
    }
}

/// People who were seen: how many, what they did and wore. Nothing else can be said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct People {
    /// How many.
    #[uniffi(default = None)]
    pub count: Option<u16>,
    /// Behaviour and clothing, at most 500 characters.
    #[uniffi(default = None)]
    pub behaviour: Option<String>,
}

/// A vehicle that was seen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Vehicle {
    /// Kind.
    pub kind: VehicleKind,
    /// Colour.
    #[uniffi(default = None)]
    pub colour: Option<String>,
    /// Number plate.
    #[uniffi(default = None)]
    pub plate: Option<String>,
}

/// How a reporter who gives a name can be reached.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone number, E.164, such as `+254712345678`.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// Whether officials of the resident association may know too.
    #[uniffi(default = false)]
    pub named_to_ra: bool,
}

/// A relation to another record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Link {
    /// How it stands to it.
    pub relation: LinkRelation,
    /// Which.
    pub id: Uuid,
}

/// A number in another system.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExternalReference {
    /// Whose.
    pub system: ReferenceSystem,
    /// Its number there, at most 80 characters.
    pub value: String,
    /// The station of an Occurrence Book number.
    #[uniffi(default = None)]
    pub station: Option<Uuid>,
}

/// A consent, in the wording that was shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Consent {
    /// What for.
    pub purpose: String,
    /// Version of the text that was shown.
    pub text_version: String,
    /// BCP 47 language of that text.
    pub lang: String,
    /// When it was given.
    pub given_at: Timestamp,
}

/// What is reported. Only category and place are needed.
#[derive(Clone, uniffi::Record)]
pub struct NewIncident {
    /// What.
    pub category: Category,
    /// Where.
    pub place: Place,
    /// What was seen, at most 2,000 characters.
    #[uniffi(default = None)]
    pub description: Option<String>,
    /// A title, at most 80 characters.
    #[uniffi(default = None)]
    pub title: Option<String>,
    /// BCP 47 language of the text, such as `sw-KE`; unknown where nothing is said.
    #[uniffi(default = None)]
    pub lang: Option<String>,
    /// What else, at most three.
    #[uniffi(default = [])]
    pub secondary: Vec<Category>,
    /// How bad (CAP severity).
    #[uniffi(default = None)]
    pub severity: Option<Severity>,
    /// When; now, and it goes on, where nothing is said.
    #[uniffi(default = None)]
    pub occurred: Option<Occurred>,
    /// What is so, or is going on.
    #[uniffi(default = [])]
    pub flags: Vec<Flag>,
    /// Weapon seen.
    #[uniffi(default = None)]
    pub weapon_seen: Option<Weapon>,
    /// People seen.
    #[uniffi(default = None)]
    pub people: Option<People>,
    /// Vehicle seen.
    #[uniffi(default = None)]
    pub vehicle: Option<Vehicle>,
    /// How the reporter stands to it.
    #[uniffi(default = None)]
    pub relation: Option<ReporterRelation>,
    /// How far the reporter wants to be known; confidential where nothing is said.
    #[uniffi(default = None)]
    pub anonymity: Option<Anonymity>,
    /// Who should see it; what the category suggests where nothing is said.
    #[uniffi(default = None)]
    pub visibility: Option<Audience>,
    /// Name and phone number of a reporter who wants to be known.
    #[uniffi(default = None)]
    pub contact: Option<Contact>,
    /// How it came in; this app where nothing is said.
    #[uniffi(default = None)]
    pub channel: Option<Channel>,
    /// Entered for somebody who consented.
    #[uniffi(default = false)]
    pub proxy_consent: bool,
    /// Relations to other records.
    #[uniffi(default = [])]
    pub links: Vec<Link>,
    /// Numbers in other systems.
    #[uniffi(default = [])]
    pub external_references: Vec<ExternalReference>,
    /// Consents given.
    #[uniffi(default = [])]
    pub consents: Vec<Consent>,
}

/// What to tell somebody, in two languages.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Advice {
    /// In English.
    pub en: String,
    /// In Kiswahili.
    pub sw: String,
}

impl From<Label> for Advice {
    fn from(label: Label) -> Self {
        Self { en: label.en.to_owned(), sw: label.sw.to_owned() }
    }
}

/// A report that was taken down.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Reported {
    /// As it stands.
    pub incident: Incident,
    /// What the reporter should be told at once.
    pub advice: Vec<Advice>,
}

#[uniffi::export]
impl Usalama {
    /// Reports an incident. When this returns, it is on this phone for good and in the outbox.
    ///
    /// # Errors
    /// `Refused` where policy says no; `Invalid` for a field that is not what it must be; `NotSignedIn`; `Storage`. Nothing is
    /// written then.
    pub async fn report(&self, incident: NewIncident) -> Result<Reported, UsalamaError> {
        let new = core_incident(incident)?;
        self.disk(move |usalama| Ok(usalama.report(new)?.into())).await
    }
}

impl From<client::Reported> for Reported {
    fn from(reported: client::Reported) -> Self {
        Self { incident: reported.incident.into(), advice: reported.advice.into_iter().map(Advice::from).collect() }
    }
}

/// A text of the core, where there is one.
pub(crate) fn text<const N: usize>(text: Option<String>) -> Result<Option<Text<N>>, UsalamaError> {
    Ok(text.map(|text| Text::new(&text)).transpose()?)
}

pub(crate) fn core_incident(new: NewIncident) -> Result<incident::NewIncident, UsalamaError> {
    let place = new.place;
    let whereabouts = incident::Whereabouts {
        position: place.position.map(ExactPosition::try_from).transpose()?,
        area: place.area.map(AreaId::new),
        place_text: text(place.text)?,
        indoor: place.indoor,
    };
    let defaults = incident::NewIncident::new(new.category, whereabouts);
    Ok(incident::NewIncident {
        secondary: new.secondary,
        occurred: new.occurred.map(|occurred| incident::Occurred {
            from: occurred.from,
            to: occurred.to,
            precision: occurred.precision,
            still_happening: occurred.still_happening,
        }),
        severity: new.severity.unwrap_or(defaults.severity),
        title: text(new.title)?,
        description: text(new.description)?,
        lang: new.lang.unwrap_or(defaults.lang),
        flags: new.flags,
        weapon_seen: new.weapon_seen,
        people_hint: new.people.map(core_people).transpose()?,
        vehicle_hint: new.vehicle.map(core_vehicle).transpose()?,
        relation: new.relation.unwrap_or(defaults.relation),
        anonymity: new.anonymity.unwrap_or(defaults.anonymity),
        visibility: new.visibility,
        contact: new.contact.map(core_contact).transpose()?,
        channel: new.channel.unwrap_or(defaults.channel),
        proxy_consent: new.proxy_consent,
        links: new
            .links
            .into_iter()
            .map(|link| incident::Linked { rel: link.relation, id: SubjectId(link.id) })
            .collect(),
        external_refs: new.external_references.into_iter().map(core_reference).collect::<Result<_, _>>()?,
        consents: new.consents.into_iter().map(core_consent).collect::<Result<_, _>>()?,
        category: defaults.category,
        whereabouts: defaults.whereabouts,
    })
}

fn core_people(people: People) -> Result<incident::PeopleHint, UsalamaError> {
    Ok(incident::PeopleHint { count: people.count, behaviour: text(people.behaviour)? })
}

fn core_vehicle(vehicle: Vehicle) -> Result<incident::VehicleHint, UsalamaError> {
    Ok(incident::VehicleHint { kind: vehicle.kind, colour: text(vehicle.colour)?, plate: text(vehicle.plate)? })
}

pub(crate) fn core_contact(contact: Contact) -> Result<incident::Contact, UsalamaError> {
    let name = Text::new(&contact.name)?;
    Ok(incident::Contact { name, phone: contact.phone, named_to_ra: contact.named_to_ra })
}

fn core_reference(reference: ExternalReference) -> Result<incident::ExternalRef, UsalamaError> {
    let station = reference.station.map(usalama_core::model::actor::OrgId);
    Ok(incident::ExternalRef { system: reference.system, value: Text::new(&reference.value)?, station })
}

fn core_consent(consent: Consent) -> Result<incident::Consent, UsalamaError> {
    Ok(incident::Consent {
        purpose: Text::new(&consent.purpose)?,
        text_version: Text::new(&consent.text_version)?,
        lang: Text::new(&consent.lang)?,
        given_at: consent.given_at,
    })
}
