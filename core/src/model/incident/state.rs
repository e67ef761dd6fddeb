//! An incident as it stands: the fold of its events.

use serde::{Deserialize, Serialize};

use super::act::{Act, Entry, EscalationTier, Tally};
use super::report::{ExternalRef, Identity, Linked, Place, Report, Sensitive, Words};
use super::transition::{Move, next};
use super::vocabulary::{
    CaseStatus, HandoverRefusalReason, LinkRelation, Outcome, PublicationStatus, ReferenceSystem, RejectReason,
    Veracity,
};
use crate::clock::{DeviceTime, Timestamp};
use crate::event::{ActorId, Audience, Author, EventId, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::{Hash, PublicKey};
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::text::Comment;

/// Where an event stands in the order of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stamp {
    /// The hub accepted it.
    Confirmed {
        /// Its number within the subject, from 1.
        seq: u64,
        /// When the hub received it.
        at: Timestamp,
    },
    /// The hub has not said anything yet; this is what the device's clock said.
    Pending(Timestamp),
}

impl Stamp {
    /// The instant that waiting times are counted from.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Confirmed { at, .. } | Self::Pending(at) => *at,
        }
    }

    /// When the hub received it; nothing where it has not said anything yet.
    #[must_use]
    pub const fn confirmed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Confirmed { at, .. } => Some(*at),
            Self::Pending(_) => None,
        }
    }
}

/// Who was asked to respond.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// To whom.
    pub to: ActorId,
    /// To whose unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrgId>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActorId>,
    /// When.
    pub at: Timestamp,
    /// Until when it must be accepted.
    pub accept_by: Timestamp,
    /// When it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When the assignee arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_at: Option<Timestamp>,
    /// When it ended: declined, lapsed, or the case went elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<Timestamp>,
}

impl Assignment {
    /// Whether it is still on.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.cleared_at.is_none()
    }

    /// Whether the case is or was the assignee's: it is still on, or was accepted.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.is_live() || self.accepted_at.is_some()
    }
}

/// A handover from guard to police (DOMAIN §5.6): two signatures, on the offer and on the acceptance that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The offer.
    pub offer: EventId,
    /// The hash of its header: what the acceptance must name.
    pub offer_hash: Hash,
    /// Who offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_by: Option<ActorId>,
    /// To which station.
    pub to_station: OrgId,
    /// When.
    pub offered_at: Timestamp,
    /// How many people are handed over.
    pub persons: u8,
    /// How many are injured.
    pub injured: u8,
    /// To whom it was escalated while it waited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalated: Vec<EscalationTier>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<HandoverAnswer>,
}

/// What the police said to an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverAnswer {
    /// Taken over.
    Accepted {
        /// The acceptance.
        event: EventId,
        /// Who accepted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<ActorId>,
        /// When.
        at: Timestamp,
        /// How long the offer had waited, in seconds.
        waited_s: u64,
    },
    /// Not taken over.
    Refused {
        /// Why.
        reason: HandoverRefusalReason,
        /// When.
        at: Timestamp,
    },
}

/// A request to know a confidential reporter, and whether it was approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The request.
    pub request: EventId,
    /// Who asked.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<ActorId>,
}

/// An incident. Fields that the reader may not see, and those that nobody filled in, are absent.
///
/// Its status axes are five and separate (DOMAIN §1): `status` is the case's, `veracity` the verifier's, `publication` the
/// moderator's, `visibility` the author's as policy caps it; `delivery` is the phone's own and not part of the fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Identity.
    pub id: SubjectId,
    /// The report's essentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Words>,
    /// Exactly where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// People and vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<Sensitive>,
    /// Who reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// The key that the reporter signs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter_key: Option<PublicKey>,
    /// The role it was reported under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_as: Option<Role>,
    /// Ward or other area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// What the reporter's clocks said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DeviceTime>,
    /// Who may see it.
    pub visibility: Audience,
    /// Where the case stands; nothing where the report itself has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<CaseStatus>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_since: Option<Timestamp>,
    /// Where it stood before it was called a duplicate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_duplicate: Option<CaseStatus>,
    /// How far it is true.
    pub veracity: Veracity,
    /// Who said so last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veracity_by: Option<ActorId>,
    /// Actors who found it false.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found_false_by: Vec<ActorId>,
    /// What became of a copy for neighbours.
    pub publication: PublicationStatus,
    /// Why it was not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication_reason: Option<RejectReason>,
    /// Who decided that, last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moderated_by: Option<ActorId>,
    /// The reporter asked for another moderator: once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub appealed: bool,
    /// Officials who are a party to the matter, and have no say in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<ActorId>,
    /// As the handlers see it.
    pub severity: Severity,
    /// The question that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Comment>,
    /// Who was asked to respond, last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    /// The handover, last offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// To whom it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_to: Option<OrgId>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The reporter agrees.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resolution_confirmed: bool,
    /// Of which it is a duplicate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<SubjectId>,
    /// Relations to other records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Linked>,
    /// Numbers in other systems, the Occurrence Book's among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_refs: Vec<ExternalRef>,
    /// The reporter asked to withdraw while the case was with the police.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawal_requested: bool,
    /// How often the reporter opened it again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reopened_by_reporter: u32,
    /// How many bear it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corroboration: Option<Tally>,
    /// Requests to know the reporter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disclosures: Vec<Disclosure>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}

impl Incident {
    /// An incident of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            report: None,
            text: None,
            place: None,
            sensitive: None,
            identity: None,
            reporter_key: None,
            reported_as: None,
            area: None,
            reported_at: None,
            visibility: Audience::Police,
            status: None,
            status_since: None,
            before_duplicate: None,
            veracity: Veracity::New,
            veracity_by: None,
            found_false_by: Vec::new(),
            publication: PublicationStatus::Pending,
            publication_reason: None,
            moderated_by: None,
            appealed: false,
            parties: vec![],
            severity: Severity::Unknown,
            question: None,
            assignment: None,
            handover: None,
            referred_to: None,
            outcome: None,
            resolution_confirmed: false,
            duplicate_of: None,
            links: Vec::new(),
            external_refs: Vec::new(),
            withdrawal_requested: false,
            reopened_by_reporter: 0,
            corroboration: None,
            disclosures: Vec::new(),
        }
    }

    /// Folds the events that are at hand: first the confirmed ones in hub order, never judged again, then the pending
    /// ones, of which those that no longer fit the status are passed over.
    pub fn fold<'a>(id: SubjectId, events: impl IntoIterator<Item = (&'a VerifiedEvent, Stamp)>) -> Self {
        let mut state = Self::unknown(id);
        for (event, stamp) in events {
            // An event of a newer version, or one whose core is unreadable, is kept unapplied.
            if let Some(entry) = Entry::readable(event) {
                state.apply(event, &entry, stamp);
            }
        }
        state
    }

    /// Applies one event. Says whether it took effect: a pending one that does not fit the status has none.
    pub fn apply(&mut self, event: &VerifiedEvent, entry: &Entry, stamp: Stamp) -> bool {
        let moved = next(self.status.as_ref(), &entry.act);
        if matches!(stamp, Stamp::Pending(_)) && moved.is_err() && self.report.is_some() {
            return false;
        }
        let before = self.status.clone();
        self.note(event, entry, stamp);
        // A confirmed act stands, even where the history at hand is too partial to show how it came about.
        let status = match moved {
            Ok(Move::To(status)) => Some(status),
            Ok(Move::Back) => Some(self.back_from_duplicate()),
            Ok(Move::Stay) => None,
            Err(_) => destination(&entry.act),
        };
        if let Some(status) = status.filter(|status| before.as_ref() != Some(status)) {
            if status == CaseStatus::Duplicate {
                self.before_duplicate = before;
            }
            if let Some(assignment) = self.assignment.as_mut().filter(|a| leaves_response(&status) && a.is_live()) {
                assignment.cleared_at = Some(stamp.at());
            }
            self.status = Some(status);
            self.status_since = Some(stamp.at());
        }
        true
    }

    /// Where the case stood before; an assignment that ended with it goes on.
    fn back_from_duplicate(&mut self) -> CaseStatus {
        let status = self.before_duplicate.take().unwrap_or(CaseStatus::Triaged);
        let since = self.status_since;
        if !leaves_response(&status) {
            self.on_assignment(|assignment| {
                assignment.cleared_at = assignment.cleared_at.filter(|at| Some(*at) != since)
            });
        }
        status
    }

    fn note(&mut self, event: &VerifiedEvent, entry: &Entry, stamp: Stamp) {
        let header = event.header();
        let at = stamp.at();
        let by = match header.author {
            Author::Actor { id, .. } => Some(id),
            Author::Pseudonym { .. } | Author::OneTime { .. } => None,
        };
        match &entry.act {
            Act::Submitted(report) => {
                self.severity = report.severity.clone();
                self.links.extend(report.links.iter().cloned());
                self.external_refs.extend(report.external_refs.iter().cloned());
                self.report = Some((**report).clone());
                self.text.clone_from(&entry.text);
                self.place.clone_from(&entry.place);
                self.sensitive.clone_from(&entry.sensitive);
                self.identity.clone_from(&entry.identity);
                self.reporter_key = Some(header.author.key());
                self.reported_as = Some(header.role.clone());
                self.area = header.area;
                self.reported_at = Some(header.time);
                self.visibility = header.audience.clone();
            }
            Act::Triaged(triaged) => self.severity = triaged.severity.clone(),
            Act::InfoRequested(_) => self.question = entry.comment().cloned(),
            Act::InfoGiven(_) => self.question = None,
            Act::Assigned(assigned) => {
                self.assignment = Some(Assignment {
                    to: assigned.to,
                    unit: assigned.unit,
                    by,
                    at,
                    accept_by: assigned.accept_by,
                    accepted_at: None,
                    arrived_at: None,
                    cleared_at: None,
                });
            }
            Act::AssignmentAccepted(_) => self.on_assignment(|a| a.accepted_at = Some(at)),
            Act::Arrived(_) => self.on_assignment(|a| a.arrived_at = Some(at)),
            Act::HandoverOffered(offered) => {
                self.handover = Some(Handover {
                    offer: header.id,
                    offer_hash: event.hash(),
                    offered_by: by,
                    to_station: offered.to_station,
                    offered_at: at,
                    persons: offered.persons,
                    injured: offered.injured,
                    escalated: vec![],
                    answer: None,
                });
            }
            Act::HandoverAccepted(accepted) => {
                let station = self.handover.as_ref().map(|h| h.to_station);
                self.on_handover(accepted.offer, |handover| {
                    let waited_s = at.since(handover.offered_at).as_secs();
                    handover.answer = Some(HandoverAnswer::Accepted { event: header.id, by, at, waited_s });
                });
                if let Some(number) = &accepted.ob_number {
                    self.add_ob(number.clone(), station);
                }
            }
            Act::HandoverRefused(refused) => self.on_handover(refused.offer, |handover| {
                handover.answer = Some(HandoverAnswer::Refused { reason: refused.reason.clone(), at });
            }),
            Act::HandoverEscalated(escalated) => {
                self.on_handover(escalated.offer, |handover| handover.escalated.push(escalated.tier.clone()));
            }
            Act::ObRecorded(recorded) => {
                let station = self.handover.as_ref().map(|h| h.to_station);
                self.add_ob(recorded.ob_number.clone(), station);
            }
            Act::Referred(referred) => self.referred_to = Some(referred.to),
            Act::Resolved(closed) | Act::ClosedNoAction(closed) => self.outcome = Some(closed.outcome.clone()),
            Act::ResolutionConfirmed(_) => self.resolution_confirmed = true,
            Act::MarkedDuplicate(duplicate) => self.duplicate_of = Some(duplicate.of),
            Act::Unlinked(_) => self.duplicate_of = None,
            Act::Withdrawn(_) => self.withdrawal_requested = self.status == Some(CaseStatus::WithPolice),
            Act::Reopened(_) => {
                self.outcome = None;
                self.duplicate_of = None;
                self.before_duplicate = None;
                self.resolution_confirmed = false;
                self.reopened_by_reporter += u32::from(self.reporter_key == Some(header.author.key()));
            }
            Act::CorroborationTallied(tally) => self.corroboration = Some(tally.clone()),
            Act::Moderated(moderated) => {
                self.publication = moderated.decision.clone();
                self.publication_reason.clone_from(&moderated.reason);
                self.moderated_by = by;
            }
            Act::Narrowed(narrowed) => self.visibility = narrowed.to.clone(),
            Act::RelationAdded(link) if link.rel != LinkRelation::DuplicateOf => self.links.push(link.clone()),
            Act::Assessed(assessed) => {
                self.veracity = assessed.veracity.clone();
                self.veracity_by = by;
                if matches!(assessed.veracity, Veracity::ConfirmedFalse | Veracity::ProbablyFalse) {
                    self.found_false_by.extend(by.filter(|by| !self.found_false_by.contains(by)));
                } else {
                    // Who thinks better of it is no second reviewer.
                    self.found_false_by.retain(|who| Some(*who) != by);
                }
            }
            Act::Appealed(_) => {
                self.appealed = true;
                self.publication = PublicationStatus::Pending;
            }
            Act::PartyNamed(named) if !self.parties.contains(&named.party) => self.parties.push(named.party),
            Act::DisclosureRequested(_) => {
                self.disclosures.extend(by.map(|by| Disclosure { request: header.id, by, at, approved_by: None }));
            }
            Act::DisclosureApproved(approved) => {
                if let Some(request) = self.disclosures.iter_mut().find(|d| d.request == approved.request) {
                    request.approved_by = by;
                }
            }
            Act::AssignmentDeclined(_)
            | Act::AssignmentLapsed(_)
            | Act::Responding(_)
            | Act::Updated(_)
            | Act::Corroborated(_)
            | Act::PartyNamed(_)
            | Act::RelationAdded(_) => {}
        }
    }

    fn on_assignment(&mut self, change: impl FnOnce(&mut Assignment)) {
        if let Some(assignment) = self.assignment.as_mut() {
            change(assignment);
        }
    }

    fn on_handover(&mut self, offer: EventId, change: impl FnOnce(&mut Handover)) {
        if let Some(handover) = self.handover.as_mut().filter(|handover| handover.offer == offer) {
            change(handover);
        }
    }

    fn add_ob(&mut self, value: crate::text::Title, station: Option<OrgId>) {
        self.external_refs.push(ExternalRef { system: ReferenceSystem::Ob, value, station });
    }

    /// The Occurrence Book number, last recorded.
    #[must_use]
    pub fn ob_number(&self) -> Option<&str> {
        self.external_refs.iter().rev().find(|r| r.system == ReferenceSystem::Ob).map(|r| r.value.as_str())
    }

    /// The station whose case it is: the one that accepted the handover.
    #[must_use]
    pub fn station(&self) -> Option<OrgId> {
        self.handover
            .as_ref()
            .filter(|handover| matches!(handover.answer, Some(HandoverAnswer::Accepted { .. })))
            .map(|handover| handover.to_station)
    }

    /// The offer that waits for an answer.
    #[must_use]
    pub fn open_offer(&self) -> Option<&Handover> {
        self.handover.as_ref().filter(|handover| {
            handover.answer.is_none() && matches!(self.status, None | Some(CaseStatus::HandoverOffered))
        })
    }

    /// The assignment that is on.
    #[must_use]
    pub fn live_assignment(&self) -> Option<&Assignment> {
        self.assignment.as_ref().filter(|assignment| assignment.is_live())
    }

    /// Whether a crowd may take the law into its own hands (DOMAIN §13.6).
    #[must_use]
    pub fn is_mob_risk(&self) -> bool {
        self.report.as_ref().is_some_and(Report::is_mob_risk)
    }

    /// The ⚠ mark. What is not known is treated as sensitive.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.report.as_ref().is_none_or(Report::is_sensitive)
    }

    /// Whether the police's tables have a heading for it. What is not known counts as a crime.
    #[must_use]
    pub fn is_crime(&self) -> bool {
        self.report.as_ref().is_none_or(|report| report.categories().any(super::Category::is_crime))
    }
}

/// Whether an assignment ends with this status.
const fn leaves_response(status: &CaseStatus) -> bool {
    use CaseStatus as S;
    !matches!(status, S::Assigned | S::Responding | S::OnScene | S::HandoverOffered)
}

/// Where an act leads, whatever was before it.
fn destination(act: &Act) -> Option<CaseStatus> {
    use CaseStatus as S;
    match act {
        Act::Submitted(_) => Some(S::Submitted),
        Act::Triaged(_) | Act::InfoGiven(_) | Act::AssignmentDeclined(_) | Act::AssignmentLapsed(_) => Some(S::Triaged),
        Act::HandoverRefused(_) | Act::Reopened(_) | Act::Unlinked(_) => Some(S::Triaged),
        Act::InfoRequested(_) => Some(S::NeedsInfo),
        Act::Assigned(_) => Some(S::Assigned),
        Act::Responding(_) => Some(S::Responding),
        Act::Arrived(_) => Some(S::OnScene),
        Act::HandoverOffered(_) => Some(S::HandoverOffered),
        Act::HandoverAccepted(_) => Some(S::WithPolice),
        Act::Referred(_) => Some(S::Referred),
        Act::Resolved(_) => Some(S::Resolved),
        Act::ClosedNoAction(_) => Some(S::NoAction),
        Act::MarkedDuplicate(_) => Some(S::Duplicate),
        Act::Withdrawn(_) => Some(S::Withdrawn),
        _ => None,
    }
}

impl Report {
    /// The primary category and the secondary ones.
    pub fn categories(&self) -> impl Iterator<Item = &super::Category> {
        std::iter::once(&self.category).chain(&self.secondary)
    }

    /// The ⚠ mark: one sensitive category is enough.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.categories().any(|category| category.facts().sensitive)
    }

    /// Mob violence, or a crowd forming over a theft, a robbery or an assault (DOMAIN §13.6).
    #[must_use]
    pub fn is_mob_risk(&self) -> bool {
        use super::Category as C;
        let crowd = self.flags.contains(&super::Flag::CrowdForming);
        self.categories().any(|category| {
            matches!(category, C::MobViolence)
                || (crowd
                    && matches!(
                        category,
                        C::Theft
                            | C::PhoneSnatching
                            | C::VehicleTheft
                            | C::StockTheft
                            | C::Burglary
                            | C::Robbery
                            | C::Mugging
                            | C::Assault
                    ))
        })
    }
}
