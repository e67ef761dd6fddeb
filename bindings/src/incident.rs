//! What screens show: pages of incidents, one incident with its timeline, copies for neighbours.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, Proof, Role, SubjectId};
use usalama_core::geo::{AreaId, LatLon};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{
    self, Anonymity, CaseStatus, Category, Channel, Flag, HandoverRefusalReason, Outcome, PublicationStatus,
    RejectReason, ReporterRelation, Veracity, Weapon,
};
use usalama_core::store::Delivery;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{Refused, UsalamaError};
use crate::report::{ExternalReference, Link, Occurred, People, Place, Vehicle};

/// An incident as it stands. What this reader may not see, and what nobody filled in, is absent.
///
/// Its status axes are separate: `status` is the case's, `veracity` the verifier's, `publication` the moderator's, `visibility`
/// the author's, `delivery` this phone's.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Incident {
    /// Identity.
    pub id: Uuid,
    /// `CCC-XXXXXX-K`, to be read over a telephone.
    pub reference: String,
    /// Reported by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Where the case stands; nothing where the report itself has not been seen.
    pub status: Option<CaseStatus>,
    /// Since when.
    pub status_since: Option<Timestamp>,
    /// How bad, as the handlers see it.
    pub severity: Severity,
    /// How far it is true.
    pub veracity: Veracity,
    /// What became of a copy for neighbours.
    pub publication: PublicationStatus,
    /// Why it was not published.
    pub publication_reason: Option<RejectReason>,
    /// The reporter asked another moderator to look at it.
    pub appealed: bool,
    /// Who may see it.
    pub visibility: Audience,
    /// What was reported.
    pub report: Option<Report>,
    /// Where: the position and words that this reader may see, and the ward.
    pub place: Place,
    /// Where the place is known as a grid cell alone: its centre and size.
    pub cell: Option<GridCell>,
    /// People seen.
    pub people: Option<People>,
    /// Vehicle seen.
    pub vehicle: Option<Vehicle>,
    /// Who reported, for those who may know.
    pub reporter: Option<Reporter>,
    /// The question to the reporter that is open.
    pub question: Option<String>,
    /// Who was asked to respond, last.
    pub assignment: Option<Assignment>,
    /// The handover, last offered.
    pub handover: Option<Handover>,
    /// To which organisation it was sent.
    pub referred_to: Option<Uuid>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The reporter agrees that it is resolved.
    pub resolution_confirmed: bool,
    /// The reporter asked to withdraw while the case was with the police.
    pub withdrawal_requested: bool,
    /// Of which it is a duplicate.
    pub duplicate_of: Option<Uuid>,
    /// Relations to other records.
    pub links: Vec<Link>,
    /// Numbers in other systems, the Occurrence Book's among them.
    pub external_references: Vec<ExternalReference>,
    /// How many bear it out; nothing where they are too few to be told.
    pub supporting: Option<u32>,
    /// How many say that it is not true; nothing where they are too few to be told.
    pub not_true: Option<u32>,
    /// Requests to know a confidential reporter.
    pub disclosures: Vec<Disclosure>,
}

/// What was reported.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Report {
    /// What.
    pub category: Category,
    /// What else.
    pub secondary: Vec<Category>,
    /// How bad, as the reporter saw it.
    pub severity: Severity,
    /// When.
    pub occurred: Occurred,
    /// What is so, or is going on.
    pub flags: Vec<Flag>,
    /// Weapon seen.
    pub weapon_seen: Option<Weapon>,
    /// How the reporter stands to it.
    pub relation: ReporterRelation,
    /// How far the reporter wants to be known.
    pub anonymity: Anonymity,
    /// How it came in.
    pub channel: Channel,
    /// BCP 47 language of the text.
    pub lang: String,
    /// The role it was reported under.
    pub reported_as: Option<Role>,
    /// When it was reported, by the reporter's clock.
    pub reported_at: Option<Timestamp>,
    /// A title.
    pub title: Option<String>,
    /// What was seen.
    pub description: Option<String>,
}

/// A square of the fixed grid, known by its centre and size alone.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct GridCell {
    /// Latitude of the centre in degrees.
    pub centre_lat: f64,
    /// Longitude of the centre in degrees.
    pub centre_lon: f64,
    /// Edge in metres.
    pub edge_m: u32,
}

/// Who reported.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Reporter {
    /// Who.
    pub actor: Uuid,
    /// Name.
    pub name: Option<String>,
    /// Phone number, E.164.
    pub phone: Option<String>,
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reporter(…)")
    }
}

/// Who was asked to respond.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Assignment {
    /// To whom.
    pub to: Uuid,
    /// To whose unit.
    pub unit: Option<Uuid>,
    /// By whom.
    pub by: Option<Uuid>,
    /// When.
    pub at: Timestamp,
    /// Until when it must be accepted.
    pub accept_by: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When the assignee arrived.
    pub arrived_at: Option<Timestamp>,
    /// When it ended: declined, lapsed, or the case went elsewhere.
    pub cleared_at: Option<Timestamp>,
}

/// A handover from guard to police.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Handover {
    /// The offer's event.
    pub offer: Uuid,
    /// Who offered.
    pub offered_by: Option<Uuid>,
    /// To which station.
    pub to_station: Uuid,
    /// When.
    pub offered_at: Timestamp,
    /// How many people are handed over.
    pub persons: u8,
    /// How many are injured.
    pub injured: u8,
    /// The answer; nothing while it waits.
    pub answer: Option<HandoverAnswer>,
}

/// What the police said to an offer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum HandoverAnswer {
    /// Taken over.
    Accepted {
        /// Who accepted.
        by: Option<Uuid>,
        /// When.
        at: Timestamp,
    },
    /// Not taken over.
    Refused {
        /// Why.
        reason: HandoverRefusalReason,
        /// When.
        at: Timestamp,
    },
}

/// A request to know a confidential reporter.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Disclosure {
    /// Who asked.
    pub by: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who approved it.
    pub approved_by: Option<Uuid>,
}

/// Which incidents; every condition that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct Filter {
    /// In one of these statuses.
    #[uniffi(default = [])]
    pub statuses: Vec<CaseStatus>,
    /// Of one of these categories.
    #[uniffi(default = [])]
    pub categories: Vec<Category>,
    /// In one of these areas, or an area within one.
    #[uniffi(default = [])]
    pub areas: Vec<Uuid>,
    /// Reported by the one who is signed in.
    #[uniffi(default = false)]
    pub mine: bool,
    /// No farther than this from a point.
    #[uniffi(default = None)]
    pub near: Option<Near>,
}

/// Around a point.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Near {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in metres, at most 1,000,000.
    pub metres: f64,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct IncidentPage {
    /// The incidents, newest change first.
    pub incidents: Vec<Incident>,
    /// To be handed in for the next page; nothing where this is the last.
    pub next: Option<PageCursor>,
}

/// Where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PageCursor {
    /// When its last row changed, in milliseconds since 1970.
    pub changed_at_ms: i64,
    /// The row.
    pub row: i64,
}

/// One incident, opened.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct IncidentDetail {
    /// As it stands.
    pub incident: Incident,
    /// What was done: in the order of the hub, then what is still pending, then what was refused.
    pub timeline: Vec<TimelineEntry>,
    /// Incidents that may be the same event. A suggestion: a person links them, or not.
    pub possible_duplicates: Vec<Uuid>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct TimelineEntry {
    /// The event.
    pub event: Uuid,
    /// What was done, such as `incident.triaged`; of a newer version perhaps.
    pub kind: String,
    /// Who.
    pub who: Who,
    /// Under which role.
    pub role: Role,
    /// When the hub received it; before that, what the phone's clock said.
    pub at: Timestamp,
    /// The phone's clock was wrong.
    pub clock_suspect: bool,
    /// How far it has come.
    pub delivery: Delivery,
    /// Why the hub refused it.
    pub refusal: Option<Refused>,
    /// What was written with it, where this reader may see it.
    pub comment: Option<String>,
    /// Whether the author's own signature was checked on this phone; else the hub vouches for it.
    pub proven_here: bool,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Who {
    /// The one who is signed in.
    Me,
    /// Whoever reported the incident.
    Reporter,
    /// Somebody who acts openly.
    Actor {
        /// Who.
        id: Uuid,
    },
    /// Somebody whom this reader may not know.
    Somebody,
}

/// What neighbours may know of an incident.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Publication {
    /// Identity of the copy.
    pub id: Uuid,
    /// What.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// When, rounded.
    pub occurred_from: Timestamp,
    /// To how many seconds it is rounded.
    pub rounded_to_s: u64,
    /// Ward or other area.
    pub area: Option<Uuid>,
    /// Roughly where.
    pub cell: Option<GridCell>,
    /// What the moderator lets neighbours read.
    pub text: Option<String>,
    /// Until when it is shown.
    pub expires: Option<Timestamp>,
    /// How many bear it out; nothing where they are too few to be told.
    pub supporting: Option<u32>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// Incidents, newest change first, `limit` to a page (1 to 500).
    ///
    /// # Errors
    /// `Invalid` for a point or distance that is none; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(after = None, limit = 50))]
    pub async fn incidents(
        &self,
        filter: Filter,
        after: Option<PageCursor>,
        limit: u32,
    ) -> Result<IncidentPage, UsalamaError> {
        let near = filter.near.map(|near| Ok::<_, UsalamaError>((LatLon::new(near.lat, near.lon)?, near.metres)));
        let filter = client::IncidentFilter {
            statuses: filter.statuses,
            categories: filter.categories,
            areas: filter.areas.into_iter().map(AreaId::new).collect(),
            mine: filter.mine,
            near: near.transpose()?,
        };
        let after = after.map(|after| client::PageCursor {
            changed_at: Timestamp::from_millis(after.changed_at_ms),
            row: after.row,
        });
        self.disk(move |usalama| {
            let page = usalama.incidents(filter, after, usize::try_from(limit).unwrap_or(usize::MAX))?;
            Ok(IncidentPage {
                incidents: page.incidents.into_iter().map(Incident::from).collect(),
                next: page.next.map(|next| PageCursor { changed_at_ms: next.changed_at.as_millis(), row: next.row }),
            })
        })
        .await
    }

    /// One incident with its timeline and possible duplicates.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn incident(&self, id: Uuid) -> Result<IncidentDetail, UsalamaError> {
        self.disk(move |usalama| {
            let detail = usalama.incident(SubjectId(id))?;
            Ok(IncidentDetail {
                incident: detail.view.into(),
                timeline: detail.timeline.into_iter().map(TimelineEntry::from).collect(),
                possible_duplicates: detail.possible_duplicates.into_iter().map(|id| id.0).collect(),
            })
        })
        .await
    }

    /// Checks the author's signature of every event of an incident that is held with one, and names those that do not hold.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn verify_signatures(&self, id: Uuid) -> Result<Vec<Uuid>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.verify_signatures(SubjectId(id))?.into_iter().map(|id| id.0).collect()))
            .await
    }

    /// What neighbours may know: copies that were published in this actor's areas, newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn publications(&self, limit: u32) -> Result<Vec<Publication>, UsalamaError> {
        self.disk(move |usalama| {
            let rows = usalama.publications(usize::try_from(limit).unwrap_or(usize::MAX))?;
            Ok(rows.into_iter().filter_map(publication).collect())
        })
        .await
    }
}

impl From<client::IncidentView> for Incident {
    fn from(view: client::IncidentView) -> Self {
        let incident = view.incident;
        let (cell, position) = (incident.report.as_ref().and_then(|report| report.cell.as_ref()), incident.place);
        let cell = cell.map(grid_cell);
        let (position, text, indoor) =
            position.map_or((None, None, None), |place| (place.position, place.place_text, place.indoor));
        let sensitive = incident.sensitive.unwrap_or_default();
        let (supporting, not_true) =
            incident.corroboration.map_or((None, None), |tally| (tally.supporting, tally.not_true));
        let words = incident.text.unwrap_or_default();
        let (reported_as, reported_at) = (incident.reported_as, incident.reported_at.map(|clocks| clocks.at));
        let report = incident.report.map(|report| Report {
            category: report.category,
            secondary: report.secondary,
            severity: report.severity,
            occurred: report.occurred.into(),
            flags: report.flags,
            weapon_seen: report.weapon_seen,
            relation: report.relation,
            anonymity: report.anonymity,
            channel: report.channel,
            lang: report.lang,
            reported_as,
            reported_at,
            title: words.title.map(String::from),
            description: words.description.map(String::from),
        });
        Self {
            id: view.id.0,
            reference: view.reference,
            mine: view.mine,
            delivery: view.delivery,
            changed_at: view.changed_at,
            status: incident.status,
            status_since: incident.status_since,
            severity: incident.severity,
            veracity: incident.veracity,
            publication: incident.publication,
            publication_reason: incident.publication_reason,
            appealed: incident.appealed,
            visibility: incident.visibility,
            report,
            place: Place {
                position: position.map(Into::into),
                area: incident.area.map(AreaId::as_uuid),
                text: text.map(String::from),
                indoor,
            },
            cell,
            people: sensitive
                .people_hint
                .map(|people| People { count: people.count, behaviour: people.behaviour.map(String::from) }),
            vehicle: sensitive.vehicle_hint.map(|vehicle| Vehicle {
                kind: vehicle.kind,
                colour: vehicle.colour.map(String::from),
                plate: vehicle.plate.map(String::from),
            }),
            reporter: incident.identity.map(|identity| Reporter {
                actor: identity.actor.0,
                name: identity.name.map(String::from),
                phone: identity.phone,
            }),
            question: incident.question.map(String::from),
            assignment: incident.assignment.map(Assignment::from),
            handover: incident.handover.map(Handover::from),
            referred_to: incident.referred_to.map(|org| org.0),
            outcome: incident.outcome,
            resolution_confirmed: incident.resolution_confirmed,
            withdrawal_requested: incident.withdrawal_requested,
            duplicate_of: incident.duplicate_of.map(|id| id.0),
            links: incident.links.into_iter().map(|link| Link { relation: link.rel, id: link.id.0 }).collect(),
            external_references: incident
                .external_refs
                .into_iter()
                .map(|reference| ExternalReference {
                    system: reference.system,
                    value: reference.value.into(),
                    station: reference.station.map(|station| station.0),
                })
                .collect(),
            supporting,
            not_true,
            disclosures: incident
                .disclosures
                .into_iter()
                .map(|asked| Disclosure {
                    by: asked.by.0,
                    at: asked.at,
                    approved_by: asked.approved_by.map(|actor| actor.0),
                })
                .collect(),
        }
    }
}

impl From<incident::Assignment> for Assignment {
    fn from(assignment: incident::Assignment) -> Self {
        Self {
            to: assignment.to.0,
            unit: assignment.unit.map(|unit| unit.0),
            by: assignment.by.map(|by| by.0),
            at: assignment.at,
            accept_by: assignment.accept_by,
            accepted_at: assignment.accepted_at,
            arrived_at: assignment.arrived_at,
            cleared_at: assignment.cleared_at,
        }
    }
}

impl From<incident::Handover> for Handover {
    fn from(handover: incident::Handover) -> Self {
        let answer = handover.answer.map(|answer| match answer {
            incident::HandoverAnswer::Accepted { by, at, .. } => HandoverAnswer::Accepted { by: by.map(|by| by.0), at },
            incident::HandoverAnswer::Refused { reason, at } => HandoverAnswer::Refused { reason, at },
        });
        Self {
            offer: handover.offer.0,
            offered_by: handover.offered_by.map(|by| by.0),
            to_station: handover.to_station.0,
            offered_at: handover.offered_at,
            persons: handover.persons,
            injured: handover.injured,
            answer,
        }
    }
}

impl From<client::TimelineEntry> for TimelineEntry {
    fn from(entry: client::TimelineEntry) -> Self {
        Self {
            event: entry.event.0,
            kind: entry.kind,
            who: match entry.who {
                client::Who::Me => Who::Me,
                client::Who::Reporter => Who::Reporter,
                client::Who::Actor(id) => Who::Actor { id: id.0 },
                client::Who::Somebody => Who::Somebody,
            },
            role: entry.role,
            at: entry.at,
            clock_suspect: entry.clock_suspect,
            delivery: entry.delivery,
            refusal: entry.refusal.map(Refused::from),
            comment: entry.comment.map(String::from),
            proven_here: entry.proof == Proof::Author,
        }
    }
}

fn publication(row: usalama_core::store::PublicationRow) -> Option<Publication> {
    let publication = row.publication;
    let copy = publication.copy?;
    Some(Publication {
        id: publication.id.0,
        category: copy.category,
        severity: copy.severity,
        occurred_from: copy.occurred_from,
        rounded_to_s: copy.rounded_to_s,
        area: publication.area.map(AreaId::as_uuid),
        cell: copy.cell.as_ref().map(grid_cell),
        text: copy.text.map(String::from),
        expires: copy.expires,
        supporting: publication.corroboration.and_then(|tally| tally.supporting),
        changed_at: row.changed_at,
    })
}

fn grid_cell(cell: &usalama_core::geo::Cell) -> GridCell {
    let centre = cell.centre();
    GridCell { centre_lat: centre.centre_lat(), centre_lon: centre.centre_lon(), edge_m: cell.edge_m() }
}
