//! People, places and cases of the rule tests: real keys, real grants, real events, folded as any phone folds them.
//!
//! Nothing here decides anything: a [`Case`] takes whatever act it is handed, as a phone takes what the hub confirmed.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{
    ActorId, Audience, Author, ChainHead, ChainId, Draft, EventError, EventId, Receipt, Role, SubjectId, VerifiedEvent,
};
use usalama_core::geo::{AreaId, AreaKind, LatLon, Position, PositionSource};
use usalama_core::keys::{HostKey, KeyPurpose, Keyring, SecretKey};
use usalama_core::model::actor::OrgId;
use usalama_core::model::cap::Severity;
use usalama_core::model::grant::{Capability, Grant, GrantId};
use usalama_core::model::incident::{
    Act, Anonymity, Arrived, Assigned, Category, Channel, Closed, Entry, ForceUsed, HandoverAccepted, HandoverDetail,
    HandoverOffered, Identity, Incident, Nothing, Occurred, Outcome, Place, Report, ReporterRelation, SCHEMA_VERSION,
    Sensitive, Stamp, Triaged,
};
use usalama_core::model::wording::Terms;
use usalama_core::policy::{Placement, Scene, Standing};
use usalama_core::text::{Comment, Description, Title};
use uuid::Uuid;

/// Half past eight in the evening of 3 March 2026, Nairobi time.
pub const EVENING: Timestamp = Timestamp::from_millis(1_772_559_000_000);

/// The areas that the place of every case lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Nairobi.
    County,
    /// A ward.
    Ward,
    /// The area of the first station.
    StationArea,
    /// The polygon of a resident association.
    Ra,
    /// A Nyumba Kumi cluster.
    Cluster,
    /// A chief's location.
    Location,
    /// A guarded site.
    Site,
    /// A ward elsewhere, in which nothing happens.
    Elsewhere,
}

impl Spot {
    /// Its identity.
    #[must_use]
    pub const fn id(self) -> AreaId {
        AreaId::new(Uuid::from_u128(0xA0 + self as u128))
    }
}

/// The place of every case.
#[must_use]
pub fn placement() -> Placement {
    Placement::new([
        (Spot::County.id(), AreaKind::County),
        (Spot::Ward.id(), AreaKind::Ward),
        (Spot::StationArea.id(), AreaKind::PoliceArea),
        (Spot::Ra.id(), AreaKind::Ra),
        (Spot::Cluster.id(), AreaKind::Cluster),
        (Spot::Location.id(), AreaKind::Location),
        (Spot::Site.id(), AreaKind::Site),
    ])
}

/// An organisation by number.
#[must_use]
pub const fn org(number: u128) -> OrgId {
    OrgId(Uuid::from_u128(0x0460 + number))
}

/// The station whose area the place lies in.
pub const STATION: OrgId = org(1);
/// Another station.
pub const OTHER_STATION: OrgId = org(2);
/// The firm that guards the site.
pub const FIRM: OrgId = org(3);
/// Another firm.
pub const OTHER_FIRM: OrgId = org(4);

/// Somebody with a role, its key and its grant.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: ActorId,
    /// As what.
    pub role: Role,
    /// The role key.
    pub key: SecretKey,
    /// The grant.
    pub grant: Grant,
}

impl Person {
    /// Somebody, told apart by number, with a grant for one area.
    ///
    /// # Panics
    /// Never for the short role codes of the tests.
    #[must_use]
    pub fn new(number: u128, role: Role, area: AreaId, org: Option<OrgId>) -> Self {
        let id = ActorId(Uuid::from_u128(0xAC70_0000 + number));
        let ring = Keyring::new(&HostKey::from_bytes([11; 32]), id.0, 0);
        let key = ring.key(KeyPurpose::Role(role.code()));
        let grant = Grant {
            id: GrantId(Uuid::from_u128(0x6000_0000 + number)),
            actor: id,
            role: role.clone(),
            key: key.public(),
            org,
            areas: vec![area],
            capability: (role == Role::PoliceOfficer).then_some(Capability::Ocs),
            max_audience: Audience::Public,
            credential: None,
            not_before: minutes_before(EVENING, 60),
            expires: EVENING.plus(Duration::from_secs(20 * 24 * 3600)),
        };
        Self { id, role, key, grant }
    }

    /// How the person signs on this subject: residents under a key for it alone.
    #[must_use]
    pub fn signs(&self, subject: SubjectId) -> (Author, SecretKey) {
        if self.role == Role::Resident {
            let ring = Keyring::new(&HostKey::from_bytes([12; 32]), self.id.0, 0);
            let key = ring.key(KeyPurpose::Subject(subject.0));
            (Author::Pseudonym { key: key.public() }, key)
        } else {
            (Author::Actor { id: self.id, key: self.key.public() }, self.key.clone())
        }
    }

    /// What policy knows of the person.
    #[must_use]
    pub fn standing(&self, incident: &Incident) -> Standing<'_> {
        let (author, _) = self.signs(incident.id);
        Standing {
            role: &self.role,
            actor: Some(self.id),
            grant: Some(&self.grant),
            revoked: false,
            joined_at: Some(minutes_before(EVENING, 60 * 24 * 30)),
            is_reporter: incident.reporter_key == Some(author.key()),
        }
    }
}

/// So many minutes earlier.
#[must_use]
pub const fn minutes_before(at: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_millis(at.as_millis() - minutes * 60_000)
}

/// What is known around a case: everything.
#[must_use]
pub fn scene<'a>(
    incident: &'a Incident,
    placement: &'a Placement,
    audience: &'a Audience,
    now: Timestamp,
) -> Scene<'a> {
    Scene {
        incident,
        placement: Some(placement),
        now,
        audience,
        on_arrival: false,
        reports_last_hour: 0,
        terms: Terms::shared(),
        corroborated_before: false,
        assignee_orgs: None,
        other: None,
    }
}

/// A comment.
///
/// # Panics
/// Never for the short texts of the tests.
#[must_use]
pub fn words(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

/// A report with the least that it takes.
#[must_use]
pub fn report(category: Category, visibility: Audience) -> Report {
    Report {
        category,
        secondary: vec![],
        severity: Severity::Unknown,
        occurred: Occurred::now(EVENING),
        flags: vec![],
        weapon_seen: None,
        relation: ReporterRelation::Witness,
        anonymity: Anonymity::Confidential,
        visibility_requested: visibility,
        channel: Channel::App,
        lang: "und".to_owned(),
        cell: None,
        proxy_consent: false,
        links: vec![],
        external_refs: vec![],
        consents: vec![],
    }
}

/// A position by the KICC in Nairobi, a little to the north where asked.
///
/// # Panics
/// Never within Kenya.
#[must_use]
pub fn position(metres_north: f64) -> Position {
    let at = LatLon::new(-1.2886 + metres_north / 111_195.0, 36.8233).unwrap();
    Position::new(at, 10.0, PositionSource::Gnss, None).unwrap()
}

/// A report with its place.
#[must_use]
pub fn submission(report: Report) -> Entry {
    let place = Place { position: Some(position(0.0)), place_text: None, indoor: None };
    Entry { place: Some(place), ..Act::Submitted(Box::new(report)).into() }
}

/// A case as its events come to be.
#[derive(Debug, Clone)]
pub struct Case {
    /// Identity.
    pub id: SubjectId,
    /// Its events, each with its stamp, in hub order.
    pub events: Vec<(VerifiedEvent, Stamp)>,
    /// The audience of what is signed next.
    pub audience: Audience,
    /// When the next event is received.
    pub now: Timestamp,
}

impl Case {
    /// A case of which nothing is known.
    #[must_use]
    pub fn new(number: u128, audience: Audience) -> Self {
        Self { id: SubjectId(Uuid::from_u128(number)), events: vec![], audience, now: EVENING }
    }

    /// A case that somebody reported.
    #[must_use]
    pub fn reported(reporter: &Person, report: Report) -> Self {
        let (audience, _) = usalama_core::policy::audience_for(&report, &report.visibility_requested);
        let mut case = Self::new(0xCA5E, audience);
        let mut entry = submission(report);
        if reporter.role == Role::Resident {
            let (author, _) = reporter.signs(case.id);
            entry.identity = Some(Identity::bind(reporter.id, case.id, author.key(), &reporter.key));
        }
        case.then(reporter, &entry);
        case
    }

    /// Signs an act as the next link of its author's chain, without taking it in.
    ///
    /// # Errors
    /// [`EventError`] for parts beyond the limits.
    pub fn sign(&self, who: &Person, entry: &Entry) -> Result<VerifiedEvent, EventError> {
        let (author, key) = who.signs(self.id);
        let chain = ChainId { key: key.public(), subject: self.id, audience: self.audience.clone() };
        let head = self
            .events
            .iter()
            .filter(|(event, _)| ChainId::of(event.header()) == chain)
            .fold(ChainHead::default(), |head, (event, _)| head.after(event.hash()));
        let time = DeviceTime { at: self.now, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: Some(1), boot: None };
        let draft = Draft {
            subject: self.id,
            kind: entry.act.kind(),
            schema_version: SCHEMA_VERSION,
            role: who.role.clone(),
            area: Some(Spot::Ward.id()),
            audience: self.audience.clone(),
            time,
            parts: entry.parts()?,
        };
        draft.sign(author, &key, &head)
    }

    /// The hub takes an act up, a minute after the one before.
    ///
    /// # Panics
    /// Where the act cannot be signed.
    pub fn then(&mut self, who: &Person, entry: &Entry) -> &mut Self {
        let event = self.sign(who, entry).unwrap();
        let seq = self.events.len() as u64 + 1;
        self.events.push((event, Stamp::Confirmed { seq, at: self.now }));
        self.now = self.now.plus(Duration::from_secs(60));
        self
    }

    /// Time passes.
    pub fn wait(&mut self, how_long: Duration) -> &mut Self {
        self.now = self.now.plus(how_long);
        self
    }

    /// The case as it stands.
    #[must_use]
    pub fn incident(&self) -> Incident {
        Incident::fold(self.id, self.events.iter().map(|(event, stamp)| (event, *stamp)))
    }

    /// The receipts of its events.
    #[must_use]
    pub fn receipts(&self) -> Vec<Receipt> {
        let receipt = |stamp: &Stamp| match *stamp {
            Stamp::Confirmed { seq, at } => Receipt { seq, at, clock_suspect: false },
            Stamp::Pending(at) => Receipt { seq: 0, at, clock_suspect: false },
        };
        self.events.iter().map(|(_, stamp)| receipt(stamp)).collect()
    }
}

/// Acts as they are done in most tests, each with all that it needs.
pub mod acts {
    use super::*;

    /// Triaged as moderate.
    #[must_use]
    pub fn triaged() -> Entry {
        Act::Triaged(Triaged { severity: Severity::Moderate }).into()
    }

    /// A question.
    #[must_use]
    pub fn info_requested() -> Entry {
        Entry::with_comment(Act::InfoRequested(Nothing {}), words("Which gate?"))
    }

    /// An answer.
    #[must_use]
    pub fn info_given() -> Entry {
        Entry::with_comment(Act::InfoGiven(Nothing {}), words("The back gate."))
    }

    /// Assigned to somebody of a unit.
    #[must_use]
    pub fn assigned(to: &Person, unit: Option<OrgId>, now: Timestamp) -> Entry {
        let accept_by = now.plus(Duration::from_secs(180));
        Act::Assigned(Assigned { to: to.id, unit, accept_by }).into()
    }

    /// The assignee accepts.
    #[must_use]
    pub fn accepted() -> Entry {
        Act::AssignmentAccepted(Nothing {}).into()
    }

    /// The assignee declines.
    #[must_use]
    pub fn declined() -> Entry {
        Entry::with_comment(Act::AssignmentDeclined(Nothing {}), words("I am at another gate."))
    }

    /// The assignee is on the way.
    #[must_use]
    pub fn responding() -> Entry {
        Act::Responding(Nothing {}).into()
    }

    /// The assignee is so many metres from the place.
    #[must_use]
    pub fn arrived(metres_away: f64) -> Entry {
        let place = Place { position: Some(position(metres_away)), place_text: None, indoor: None };
        Entry { place: Some(place), ..Act::Arrived(Arrived { manual: false }).into() }
    }

    /// A handover is offered to a station.
    ///
    /// # Panics
    /// Never for the short texts of the tests.
    #[must_use]
    pub fn handover_offered(to_station: OrgId) -> Entry {
        let offered = HandoverOffered {
            to_station,
            from_firm: Some(FIRM),
            persons: 1,
            injured: 0,
            force_used: ForceUsed::Restraint,
            evidence: vec![],
        };
        let detail = HandoverDetail {
            summary: Some(Description::new("One person held at the gate.").unwrap()),
            ..HandoverDetail::default()
        };
        let sensitive = Sensitive { handover: Some(detail), ..Sensitive::default() };
        Entry { sensitive: Some(sensitive), ..Act::HandoverOffered(offered).into() }
    }

    /// The station accepts the offer that is open, or another where none is.
    ///
    /// # Panics
    /// Never for the short texts of the tests.
    #[must_use]
    pub fn handover_accepted(incident: &Incident, ob_number: Option<&str>) -> Entry {
        let (offer, offer_hash) = incident
            .handover
            .as_ref()
            .map_or((EventId(Uuid::nil()), usalama_core::keys::Hash::of("no offer", &[])), |h| (h.offer, h.offer_hash));
        let ob_number = ob_number.map(|number| Title::new(number).unwrap());
        Act::HandoverAccepted(HandoverAccepted { offer, offer_hash, ob_number }).into()
    }

    /// Resolved with an outcome.
    #[must_use]
    pub fn resolved(outcome: Outcome) -> Entry {
        Act::Resolved(Closed { outcome }).into()
    }
}

static UNITS: LazyLock<[BTreeSet<OrgId>; 4]> =
    LazyLock::new(|| [STATION, OTHER_STATION, FIRM, OTHER_FIRM].map(|org| BTreeSet::from([org])));

/// The units of somebody who belongs to one organisation alone.
///
/// # Panics
/// For an organisation that is none of the fixtures.
#[must_use]
pub fn units(of: OrgId) -> &'static BTreeSet<OrgId> {
    UNITS.iter().find(|units| units.contains(&of)).unwrap()
}
