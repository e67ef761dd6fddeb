//! What is reported: the fields of DOMAIN §5.1, split into the parts that have readers of their own. There is no field
//! for a person's name, ethnicity, religion or face, and none for the reporter's own position.

use serde::{Deserialize, Serialize};

use super::category::Category;
use super::vocabulary::{
    Anonymity, Channel, Flag, LinkRelation, ReferenceSystem, ReporterRelation, TimePrecision, VehicleKind, Weapon,
};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, SubjectId};
use crate::geo::{AreaId, Cell, Position};
use crate::keys::{Hash, PublicKey, SecretKey, Signature};
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::text::{Comment, Description, Title};

/// When it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurred {
    /// From.
    pub from: Timestamp,
    /// To, where it lasted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// How exactly this is known.
    pub precision: TimePrecision,
    /// Whether it goes on.
    #[serde(default)]
    pub still_happening: bool,
}

impl Occurred {
    /// Now, and it goes on.
    #[must_use]
    pub const fn now(at: Timestamp) -> Self {
        Self { from: at, to: None, precision: TimePrecision::Exact, still_happening: true }
    }
}

/// A reference to another record of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// How it stands to it.
    pub rel: LinkRelation,
    /// Which.
    pub id: SubjectId,
}

/// A reference to a record of another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalRef {
    /// Whose.
    pub system: ReferenceSystem,
    /// Its number there, at most 80 characters.
    pub value: Title,
    /// The station of an Occurrence Book number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<OrgId>,
}

/// A consent, in the wording that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What for.
    pub purpose: Title,
    /// Version of the text that was shown.
    pub text_version: Title,
    /// BCP 47 language of that text.
    pub lang: Title,
    /// When it was given.
    pub given_at: Timestamp,
}

/// The `core` part of a report: what every reader of the incident may know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What.
    pub category: Category,
    /// What else, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondary: Vec<Category>,
    /// How bad (CAP severity).
    pub severity: Severity,
    /// When.
    pub occurred: Occurred,
    /// What is so, or is going on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Weapon seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weapon_seen: Option<Weapon>,
    /// How the reporter stands to it.
    pub relation: ReporterRelation,
    /// How far the reporter wants to be known.
    pub anonymity: Anonymity,
    /// The scope that the author asked for; a copy for neighbours is made only after moderation.
    pub visibility_requested: Audience,
    /// How it came in.
    pub channel: Channel,
    /// BCP 47 language of the text, `und` where it is not known.
    pub lang: String,
    /// The grid cell of the place; absent for sensitive categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// Entered for somebody who consented.
    #[serde(default, skip_serializing_if = "is_false")]
    pub proxy_consent: bool,
    /// Records that this one stands in a relation to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Linked>,
    /// Numbers in other systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_refs: Vec<ExternalRef>,
    /// Consents given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The `text` part: what was written, of a report or of any later act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// A title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// A description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// A question, reply, reason or update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
}

/// The `place` part: exactly where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The position of the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The place in words, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_text: Option<Title>,
    /// Indoors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indoor: Option<bool>,
}

/// People who were seen: how many, what they did and wore. Nothing else can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleHint {
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u16>,
    /// Behaviour and clothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Comment>,
}

/// A vehicle that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VehicleHint {
    /// Kind.
    pub kind: VehicleKind,
    /// Colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Title>,
    /// Number plate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<Title>,
}

/// The `sensitive` part: police and responders only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sensitive {
    /// People.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people_hint: Option<PeopleHint>,
    /// Vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle_hint: Option<VehicleHint>,
    /// Summary of a handover, its property list, the officer's service number, the condition of people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<HandoverDetail>,
}

/// What a handover says to police and responders alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverDetail {
    /// What happened. No name or ID of the person handed over: that belongs in the Occurrence Book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Description>,
    /// Property handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub property: Vec<Title>,
    /// What force was used, where it was another than restraint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force_text: Option<Comment>,
    /// The guard's GFN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gfn: Option<Title>,
    /// The accepting officer's service number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_no: Option<Title>,
    /// Condition of people and property on acceptance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition_note: Option<Comment>,
}

/// The `identity` part: who is behind the pseudonym, and the proof. It travels with the first event of each chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who.
    pub actor: ActorId,
    /// Name, where the reporter gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Title>,
    /// Phone number, E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether officials of the resident association may know too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub named_to_ra: bool,
    /// The account key's signature over subject and pseudonym: nobody can put words into another's mouth.
    pub binding: Signature,
}

impl Identity {
    /// Binds a pseudonym to an account.
    #[must_use]
    pub fn bind(actor: ActorId, subject: SubjectId, pseudonym: PublicKey, account: &SecretKey) -> Self {
        let binding = account.sign(binding(actor, subject, pseudonym).as_bytes());
        Self { actor, name: None, phone: None, named_to_ra: false, binding }
    }

    /// Whether this account said so.
    #[must_use]
    pub fn is_bound_by(&self, account: &PublicKey, subject: SubjectId, pseudonym: PublicKey) -> bool {
        account.verify(binding(self.actor, subject, pseudonym).as_bytes(), &self.binding).is_ok()
    }
}

fn binding(actor: ActorId, subject: SubjectId, pseudonym: PublicKey) -> Hash {
    Hash::of("usalama 2026 pseudonym binding", &[actor.0.as_bytes(), subject.0.as_bytes(), pseudonym.as_bytes()])
}

/// Where an incident is, as its reporter gives it: at least one of these (DOMAIN §5.3).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whereabouts {
    /// A position. The ward is looked up from it.
    pub position: Option<Position>,
    /// A ward or other area.
    pub area: Option<AreaId>,
    /// In words.
    pub place_text: Option<Title>,
    /// Indoors.
    pub indoor: Option<bool>,
}

impl From<Position> for Whereabouts {
    fn from(position: Position) -> Self {
        Self { position: Some(position), ..Self::default() }
    }
}

impl From<AreaId> for Whereabouts {
    fn from(area: AreaId) -> Self {
        Self { area: Some(area), ..Self::default() }
    }
}

impl From<Title> for Whereabouts {
    fn from(text: Title) -> Self {
        Self { place_text: Some(text), ..Self::default() }
    }
}

impl Whereabouts {
    /// Whether nothing at all was said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.position.is_none() && self.area.is_none() && self.place_text.is_none()
    }
}

/// A report as an app gives it. A category and a place are enough.
///
/// ```
/// use usalama_core::geo::{LatLon, Position, PositionSource};
/// use usalama_core::model::incident::{Category, NewIncident};
///
/// let here = Position::new(LatLon::new(-1.2886, 36.8233)?, 12.0, PositionSource::Gnss, None)?;
/// let report = NewIncident::new(Category::PhoneSnatching, here);
/// # Ok::<(), usalama_core::geo::PositionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NewIncident {
    /// What.
    pub category: Category,
    /// What else, at most three.
    pub secondary: Vec<Category>,
    /// Where.
    pub whereabouts: Whereabouts,
    /// When; now, where it is not said.
    pub occurred: Option<Occurred>,
    /// How bad.
    pub severity: Severity,
    /// A title.
    pub title: Option<Title>,
    /// A description.
    pub description: Option<Description>,
    /// BCP 47 language of the text.
    pub lang: String,
    /// What is so, or is going on.
    pub flags: Vec<Flag>,
    /// Weapon seen.
    pub weapon_seen: Option<Weapon>,
    /// People seen.
    pub people_hint: Option<PeopleHint>,
    /// Vehicle seen.
    pub vehicle_hint: Option<VehicleHint>,
    /// How the reporter stands to it.
    pub relation: ReporterRelation,
    /// How far the reporter wants to be known.
    pub anonymity: Anonymity,
    /// The scope asked for; the category's own where nothing is said. Policy caps it.
    pub visibility: Option<Audience>,
    /// Name and phone for the handlers of a named report.
    pub contact: Option<Contact>,
    /// How it came in.
    pub channel: Channel,
    /// Entered for somebody who consented.
    pub proxy_consent: bool,
    /// Records that this one stands in a relation to.
    pub links: Vec<Linked>,
    /// Numbers in other systems.
    pub external_refs: Vec<ExternalRef>,
    /// Consents given.
    pub consents: Vec<Consent>,
}

/// How a named reporter can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: Title,
    /// Phone number, E.164.
    pub phone: Option<String>,
    /// Whether officials of the resident association may know too.
    pub named_to_ra: bool,
}

impl NewIncident {
    /// A report with the least that it takes; confidential, seen by its author as a witness.
    #[must_use]
    pub fn new(category: Category, whereabouts: impl Into<Whereabouts>) -> Self {
        Self {
            category,
            secondary: vec![],
            whereabouts: whereabouts.into(),
            occurred: None,
            severity: Severity::Unknown,
            title: None,
            description: None,
            lang: "und".to_owned(),
            flags: vec![],
            weapon_seen: None,
            people_hint: None,
            vehicle_hint: None,
            relation: ReporterRelation::Witness,
            anonymity: Anonymity::Confidential,
            visibility: None,
            contact: None,
            channel: Channel::App,
            proxy_consent: false,
            links: vec![],
            external_refs: vec![],
            consents: vec![],
        }
    }
}
