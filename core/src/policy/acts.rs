//! May this be done? One function for phone and hub.

use std::collections::BTreeSet;

use super::audience::audience_for;
use super::corroboration::{CORROBORATORS, corroborate};
use super::placement::Placement;
use super::reading::reads;
use super::{ANSWER_WITHIN, ARRIVAL_M, OB_WITHIN, REOPEN_WITHIN, REPORTS_PER_HOUR, UNLINK_WITHIN};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Role};
use crate::model::actor::OrgId;
use crate::model::grant::{Capability, Grant, GrantValidity};
use crate::model::incident::{
    Act, Anonymity, CaseStatus, Category, Channel, Entry, HandoverAnswer, Incident, LinkRelation, Outcome,
    PublicationStatus, Report, Veracity, next,
};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::wording::{Terms, prompts, says_what_was_done};

/// The answer of policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allow,
    /// It may not.
    Refuse(Refusal),
    /// This side does not know enough; the hub decides when it arrives.
    Unknown(Gap),
}

/// What is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Which areas the place lies in.
    Placement,
    /// The history of the subject, or parts of it.
    History,
}

/// Who acts, as far as this side knows.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The role that the event states.
    pub role: &'a Role,
    /// Who, where it is known.
    pub actor: Option<ActorId>,
    /// The grant of that role, for that key.
    pub grant: Option<&'a Grant>,
    /// The grant was taken back.
    pub revoked: bool,
    /// When the account was made.
    pub joined_at: Option<Timestamp>,
    /// Whether it is the reporter's key.
    pub is_reporter: bool,
}

/// What it is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The state before.
    pub incident: &'a Incident,
    /// Which areas its place lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub, where acts under a grant that expired less than a week ago
    /// still stand.
    pub on_arrival: bool,
    /// Reports that this account made within the last hour.
    pub reports_last_hour: u32,
    /// Whether this account corroborated the incident before.
    pub corroborated_before: bool,
    /// The organisations of the one who is assigned, where they are known.
    pub assignee_orgs: Option<&'a BTreeSet<OrgId>>,
    /// The lists of terms of the place.
    pub terms: &'a Terms,
    /// Whether the other incident of a duplicate exists and is open, where that is known.
    pub other: Option<OtherIncident>,
}

/// What is known of the incident that another one is a duplicate of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherIncident {
    /// There is none.
    Missing,
    /// It is open.
    Open,
    /// It is closed.
    Closed,
}

pub(super) type Verdict = Result<(), Stop>;

pub(super) enum Stop {
    Refuse(RefusalCode),
    Unknown(Gap),
}

impl From<RefusalCode> for Stop {
    fn from(code: RefusalCode) -> Self {
        Self::Refuse(code)
    }
}

/// May this act be done by this person to this incident? The reasons are tried in the order in which they help most: the
/// role, the place, what the act lacks, then the status of the case.
#[must_use]
pub fn may(entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Decision {
    let verdict = judge(entry, who, scene);
    match verdict {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: scene.incident.status.clone() }),
    }
}

fn judge(entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    use RefusalCode as No;
    let incident = scene.incident;
    if let Act::Submitted(report) = &entry.act {
        return submit(report, entry, who, scene);
    }
    if matches!(entry.act, Act::AssignmentLapsed(_) | Act::HandoverEscalated(_) | Act::CorroborationTallied(_)) {
        return if *who.role == Role::Hub { step(entry, scene) } else { Err(No::HubOnly.into()) };
    }
    // What belongs to the reporter needs no grant: one may always speak for one's own report.
    let own = who.is_reporter
        && matches!(
            entry.act,
            Act::InfoGiven(_)
                | Act::Withdrawn(_)
                | Act::Reopened(_)
                | Act::ResolutionConfirmed(_)
                | Act::Updated(_)
                | Act::Narrowed(_)
                | Act::RelationAdded(_)
                | Act::Appealed(_)
        );
    if !own {
        in_force(who, scene.now, scene.on_arrival)?;
        within_grant(who, scene)?;
    }
    // Another station's case is not touched; what its officers add to it is no change.
    let another = incident.status == Some(CaseStatus::WithPolice) && matches!(who.role, Role::PoliceOfficer);
    if another && !own && !matches!(entry.act, Act::Updated(_)) {
        own_station(who, scene)?;
    }
    match &entry.act {
        Act::InfoGiven(_) => {
            reporter(who)?;
            comment(entry)?;
        }
        Act::Withdrawn(_) | Act::ResolutionConfirmed(_) => reporter(who)?,
        Act::Reopened(_) => reopen(entry, who, scene)?,
        Act::Updated(updated) => {
            comment(entry)?;
            within_audience(scene)?;
            if who.is_reporter {
                need(!updated.internal, No::NotYourRole)?;
            } else {
                handler(who, scene, &ANY_HANDLER)?;
            }
        }
        Act::Narrowed(narrowed) => {
            if !who.is_reporter {
                handler(who, scene, &[Role::Moderator, Role::PoliceOfficer])?;
            }
            let to = &narrowed.to;
            let narrower = to.is_within(&incident.visibility) && *to != incident.visibility && *to != Audience::Own;
            need(narrower, No::AudienceTooWide)?;
        }
        Act::RelationAdded(link) => {
            need(link.rel != LinkRelation::DuplicateOf && link.id != incident.id, No::Incomplete)?;
            if !who.is_reporter {
                handler(who, scene, &ANY_HANDLER)?;
            }
        }
        Act::Triaged(triaged) => {
            triage(who, scene)?;
            need(triaged.severity != crate::model::cap::Severity::Unknown, No::Incomplete)?;
            if incident.status == Some(CaseStatus::NeedsInfo) {
                need(waited(incident, scene.now, ANSWER_WITHIN), No::TooEarly)?;
            }
        }
        Act::InfoRequested(_) => {
            triage(who, scene)?;
            comment(entry)?;
        }
        Act::Assigned(assigned) => {
            handler(who, scene, &[Role::FirmSupervisor, Role::PoliceOfficer, Role::RaOfficial])?;
            if matches!(who.role, Role::RaOfficial) {
                // An association asks a firm; without one there is nobody to accept.
                need(assigned.unit.is_some(), No::Incomplete)?;
            } else {
                let own_unit = who.grant.and_then(|grant| grant.org);
                need(own_unit.is_some() && assigned.unit == own_unit, No::OutOfScope)?;
            }
            if let (Some(orgs), Some(unit)) = (scene.assignee_orgs, assigned.unit) {
                need(orgs.contains(&unit), No::OutOfScope)?;
            }
        }
        Act::AssignmentAccepted(_) | Act::AssignmentDeclined(_) => {
            if matches!(entry.act, Act::AssignmentDeclined(_)) {
                comment(entry)?;
            }
            assignee_or_unit(who, scene)?;
        }
        Act::Responding(_) => {
            assignee(who, scene)?;
            need(incident.live_assignment().is_some_and(|a| a.accepted_at.is_some()), No::NotAccepted)?;
        }
        Act::Arrived(arrived) => {
            assignee(who, scene)?;
            arrival(entry, arrived.manual, scene)?;
        }
        Act::HandoverOffered(_) => offer(entry, who, scene)?,
        Act::HandoverAccepted(accepted) => answer(accepted.offer, Some(accepted.offer_hash), who, scene)?,
        Act::HandoverRefused(refused) => {
            answer(refused.offer, None, who, scene)?;
            comment(entry)?;
        }
        Act::ObRecorded(_) => {
            own_case(who, scene)?;
            if ob_is_late(scene) {
                comment(entry)?;
            }
        }
        Act::Referred(_) => {
            handler(who, scene, &[Role::PoliceOfficer, Role::RaOfficial, Role::FirmSupervisor])?;
            with_police(who, scene)?;
        }
        Act::Resolved(closed) => {
            resolve(who, scene)?;
            closing(entry, &closed.outcome, who, scene)?;
        }
        Act::ClosedNoAction(closed) => {
            own_case(who, scene)?;
            closing(entry, &closed.outcome, who, scene)?;
        }
        Act::MarkedDuplicate(duplicate) => {
            handler(who, scene, &MERGERS)?;
            with_police(who, scene)?;
            need(!harms_a_child(incident), No::NeverMerged)?;
            need(duplicate.of != incident.id, No::Incomplete)?;
            need(scene.other != Some(OtherIncident::Missing), No::UnknownSubject)?;
        }
        Act::Unlinked(_) => {
            handler(who, scene, &MERGERS)?;
            // It goes back to where it stood: what stood with the police is theirs to bring back.
            if incident.before_duplicate == Some(CaseStatus::WithPolice) {
                own_case(who, scene)?;
            }
            need(!waited(incident, scene.now, UNLINK_WITHIN), No::TooLate)?;
        }
        Act::Corroborated(_) => {
            handler(who, scene, &CORROBORATORS)?;
            corroborate(who, scene.now, scene.corroborated_before, incident.is_mob_risk())?;
        }
        Act::Moderated(moderated) => moderate(moderated, who, scene)?,
        Act::Assessed(assessed) => assess(&assessed.veracity, entry, who, scene)?,
        Act::DisclosureRequested(_) => {
            handler(who, scene, &[Role::PoliceOfficer])?;
            need(who.grant.is_some_and(|grant| grant.is(&Capability::Ocs)), No::NotYourRole)?;
            comment(entry)?;
            let anonymity = incident.report.as_ref().map(|report| &report.anonymity);
            need(matches!(anonymity, None | Some(Anonymity::Confidential)), No::Unavailable)?;
        }
        Act::DisclosureApproved(approved) => {
            handler(who, scene, &[Role::ProgrammeAdmin])?;
            let request = incident.disclosures.iter().find(|d| d.request == approved.request);
            let request = request.ok_or(No::NoOffer)?;
            need(request.approved_by.is_none(), No::AlreadyDone)?;
            need(Some(request.by) != who.actor, No::SecondPerson)?;
        }
        Act::Appealed(_) => {
            reporter(who)?;
            comment(entry)?;
            need(!incident.appealed, No::AlreadyDone)?;
            need(incident.publication == PublicationStatus::Rejected, No::NothingToAppeal)?;
        }
        Act::PartyNamed(named) => {
            handler(who, scene, &ANY_HANDLER)?;
            let others = matches!(who.role, Role::Moderator | Role::PoliceOfficer);
            need(others || Some(named.party) == who.actor, No::NotYourRole)?;
        }
        Act::Submitted(_) | Act::AssignmentLapsed(_) | Act::HandoverEscalated(_) | Act::CorroborationTallied(_) => {}
    }
    step(entry, scene)
}

const ANY_HANDLER: [Role; 7] = [
    Role::RaOfficial,
    Role::CommunityLeader,
    Role::NgaoOfficer,
    Role::Guard,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
    Role::Moderator,
];

const MERGERS: [Role; 4] = [Role::Moderator, Role::PoliceOfficer, Role::FirmSupervisor, Role::RaOfficial];

fn submit(report: &Report, entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    use RefusalCode as No;
    if who.revoked {
        return Err(No::GrantRevoked.into());
    }
    need(*who.role != Role::Hub, No::NotYourRole)?;
    // An expired grant will do, so that no report is lost; but nobody reports as what they never were.
    need(*who.role == Role::Resident || who.grant.is_some(), No::NoGrant)?;
    need(scene.incident.status.is_none(), No::AlreadyDone)?;
    // A report without a name comes without an account, by a road of its own; with one, by the other.
    need((report.anonymity == Anonymity::Anonymous) == who.actor.is_none(), No::Unavailable)?;
    need(!report.categories().any(|category| category.facts().tip_only), No::TipOnly)?;
    need(report.secondary.len() <= 3, No::Incomplete)?;
    let placed = entry.place.as_ref().is_some_and(|p| p.position.is_some() || p.place_text.is_some());
    need(placed || scene.placement.is_none_or(|placement| !placement.is_empty()), No::Incomplete)?;
    need(!matches!(report.channel, Channel::Proxy) || report.proxy_consent, No::Incomplete)?;
    let (events, visibility) = audience_for(report, &report.visibility_requested);
    need(visibility == report.visibility_requested && scene.audience.is_within(&events), No::AudienceTooWide)?;
    within_grant(who, scene)?;
    // What was done comes first (DOMAIN §13.3).
    let described = entry.text.as_ref().and_then(|words| words.description.as_ref());
    let asks = report.categories().any(|category| !prompts(category).is_empty());
    need(!asks || described.is_none_or(|text| says_what_was_done(text.as_str(), scene.terms)), No::ProfilingOnly)?;
    // A cell would tell more of a sensitive place than its ward.
    need(report.cell.is_none() || !report.is_sensitive(), No::AudienceTooWide)?;
    if matches!(report.channel, Channel::Import) {
        role(who, &[Role::ProgrammeAdmin])?;
        in_force(who, scene.now, scene.on_arrival)?;
    } else {
        need(scene.reports_last_hour < REPORTS_PER_HOUR, No::RateLimited)?;
    }
    // A named area that this side has no map of: the hub looks it up.
    if placed || scene.placement.is_some() { Ok(()) } else { Err(Stop::Unknown(Gap::Placement)) }
}

fn step(entry: &Entry, scene: &Scene<'_>) -> Verdict {
    if scene.incident.status.is_none() {
        return Err(Stop::Unknown(Gap::History));
    }
    next(scene.incident.status.as_ref(), &entry.act)?;
    Ok(())
}

pub(super) fn need(holds: bool, otherwise: RefusalCode) -> Verdict {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

pub(super) fn role(who: &Standing<'_>, roles: &[Role]) -> Verdict {
    need(roles.contains(who.role), RefusalCode::NotYourRole)
}

fn reporter(who: &Standing<'_>) -> Verdict {
    need(who.is_reporter, RefusalCode::NotReporter)
}

fn comment(entry: &Entry) -> Verdict {
    need(entry.comment().is_some(), RefusalCode::Incomplete)
}

pub(super) fn in_force(who: &Standing<'_>, now: Timestamp, on_arrival: bool) -> Verdict {
    need(!who.revoked, RefusalCode::GrantRevoked)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    match grant.validity(now) {
        GrantValidity::InForce => Ok(()),
        GrantValidity::Grace if on_arrival => Ok(()),
        GrantValidity::Grace | GrantValidity::OutOfForce => Err(RefusalCode::GrantExpired.into()),
    }
}

/// One of the roles, and the place within its grant.
fn handler(who: &Standing<'_>, scene: &Scene<'_>, roles: &[Role]) -> Verdict {
    role(who, roles)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    let incident = scene.incident;
    // Who is a party to it is heard as anybody is, and decides nothing.
    need(!who.actor.is_some_and(|actor| incident.parties.contains(&actor)), RefusalCode::ConflictOfInterest)?;
    // Whoever was given the case has it in scope, wherever it is.
    let given = incident.assignment.as_ref().is_some_and(|a| Some(a.to) == who.actor && a.stands())
        || (grant.org.is_some()
            && (incident.handover.as_ref().map(|h| h.to_station) == grant.org || incident.referred_to == grant.org));
    if given {
        return Ok(());
    }
    if matches!(who.role, Role::Guard) {
        return Err(RefusalCode::NotAssignee.into());
    }
    // An administrator reads no case, yet is the second of two to disclose a reporter.
    if !matches!(who.role, Role::ProgrammeAdmin) {
        reader(who, incident)?;
    }
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(grant.areas.iter().any(|area| placement.is_in(*area)), RefusalCode::OutOfScope)
}

/// What a role may not read it does not change, however its holder came to know of it; one's own report one knows.
fn reader(who: &Standing<'_>, incident: &Incident) -> Verdict {
    let known = incident.status.is_none() || who.is_reporter;
    need(known || reads(who.role, &incident.visibility), RefusalCode::NotYourRole)
}

fn triage(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    handler(who, scene, &[Role::FirmSupervisor, Role::RaOfficial, Role::PoliceOfficer, Role::Moderator])?;
    need(!(matches!(who.role, Role::RaOfficial) && scene.incident.is_crime()), RefusalCode::CrimeNeedsPolice)
}

fn assignee(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    let to = scene.incident.live_assignment().map(|assignment| assignment.to);
    need(to.is_some() && to == who.actor, RefusalCode::NotAssignee)
}

fn assignee_or_unit(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    if matches!(who.role, Role::FirmSupervisor | Role::PoliceOfficer) {
        let unit = scene.incident.live_assignment().and_then(|assignment| assignment.unit);
        if unit.is_some() && unit == who.grant.and_then(|grant| grant.org) {
            return Ok(());
        }
    }
    assignee(who, scene)
}

fn arrival(entry: &Entry, manual: bool, scene: &Scene<'_>) -> Verdict {
    if manual {
        return comment(entry);
    }
    let here = entry.place.as_ref().and_then(|place| place.position.as_ref()).ok_or(RefusalCode::Incomplete)?;
    let Some(there) = scene.incident.place.as_ref().and_then(|place| place.position.as_ref()) else {
        return Ok(());
    };
    let tolerance = ARRIVAL_M + f64::from(here.accuracy_m());
    need(here.at.distance_m(there.at) <= tolerance, RefusalCode::TooFar)
}

fn offer(entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    let roles = [Role::Guard, Role::FirmSupervisor, Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer];
    role(who, &roles)?;
    if matches!(who.role, Role::Guard) {
        assignee(who, scene)?;
        need(scene.incident.status == Some(CaseStatus::OnScene), RefusalCode::WrongStatus)?;
    } else {
        handler(who, scene, &roles)?;
    }
    let detail = entry.sensitive.as_ref().and_then(|sensitive| sensitive.handover.as_ref());
    need(detail.is_some_and(|detail| detail.summary.is_some()), RefusalCode::Incomplete)
}

fn answer(
    offer: crate::event::EventId,
    hash: Option<crate::keys::Hash>,
    who: &Standing<'_>,
    scene: &Scene<'_>,
) -> Verdict {
    role(who, &[Role::PoliceOfficer])?;
    let open = scene.incident.open_offer().filter(|open| open.offer == offer);
    let Some(open) = open else {
        // Another offer, or one that was answered, or none that this side has heard of.
        return match &scene.incident.handover {
            None if scene.incident.status.is_none() => Err(Stop::Unknown(Gap::History)),
            _ => Err(RefusalCode::NoOffer.into()),
        };
    };
    need(who.grant.and_then(|grant| grant.org) == Some(open.to_station), RefusalCode::OtherStation)?;
    need(hash.is_none_or(|hash| hash == open.offer_hash), RefusalCode::NoOffer)
}

/// The case is with this officer's station.
fn own_station(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    match scene.incident.station() {
        Some(station) => need(who.grant.and_then(|grant| grant.org) == Some(station), RefusalCode::OtherStation),
        None => handler(who, scene, &[Role::PoliceOfficer]),
    }
}

/// What is with the police is moved by the police of that station alone.
fn with_police(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    if scene.incident.status == Some(CaseStatus::WithPolice) { own_case(who, scene) } else { Ok(()) }
}

fn own_case(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    role(who, &[Role::PoliceOfficer])?;
    own_station(who, scene)
}

/// Reports of harm to a child are never merged (DOMAIN §13.10).
fn harms_a_child(incident: &Incident) -> bool {
    incident.report.as_ref().is_some_and(|report| report.categories().any(|c| *c == Category::ChildHarm))
}

fn resolve(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    let incident = scene.incident;
    if !matches!(who.role, Role::PoliceOfficer) {
        let may_resolve = matches!(who.role, Role::FirmSupervisor | Role::RaOfficial);
        let why_not = if incident.is_crime() { RefusalCode::CrimeNeedsPolice } else { RefusalCode::NotYourRole };
        need(may_resolve && !incident.is_crime(), why_not)?;
    }
    handler(who, scene, &[Role::PoliceOfficer, Role::FirmSupervisor, Role::RaOfficial])?;
    with_police(who, scene)
}

fn closing(entry: &Entry, outcome: &Outcome, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    if ob_is_late(scene) {
        comment(entry)?;
    }
    let another = scene.incident.found_false_by.iter().any(|by| Some(*by) != who.actor);
    need(*outcome != Outcome::FalseReportConfirmed || another, RefusalCode::SecondPerson)
}

/// The case was accepted more than a day ago, and has no Occurrence Book number yet: a reason must be given.
fn ob_is_late(scene: &Scene<'_>) -> bool {
    let incident = scene.incident;
    let accepted_at = incident.handover.as_ref().and_then(|handover| match handover.answer {
        Some(HandoverAnswer::Accepted { at, .. }) => Some(at),
        _ => None,
    });
    incident.ob_number().is_none() && accepted_at.is_some_and(|at| scene.now.since(at) > OB_WITHIN)
}

fn reopen(entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    let incident = scene.incident;
    comment(entry)?;
    if who.is_reporter {
        need(incident.reopened_by_reporter == 0, RefusalCode::AlreadyDone)?;
        need(!waited(incident, scene.now, REOPEN_WITHIN), RefusalCode::TooLate)?;
    } else {
        handler(who, scene, &[Role::PoliceOfficer, Role::Moderator])?;
        if incident.station().is_some() && matches!(who.role, Role::PoliceOfficer) {
            own_station(who, scene)?;
        }
    }
    if incident.status != Some(CaseStatus::Duplicate) {
        return Ok(());
    }
    match scene.other {
        Some(OtherIncident::Open) => Err(RefusalCode::ParentOpen.into()),
        Some(OtherIncident::Closed | OtherIncident::Missing) => Ok(()),
        None => Err(Stop::Unknown(Gap::History)),
    }
}

fn moderate(moderated: &crate::model::incident::Moderated, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    use RefusalCode as No;
    handler(who, scene, &[Role::Moderator, Role::PoliceOfficer])?;
    let incident = scene.incident;
    // The police look at what is theirs: crimes, and what is with them (DOMAIN §12, "approve publication").
    let polices = incident.is_crime() || incident.status == Some(CaseStatus::WithPolice);
    need(polices || !matches!(who.role, Role::PoliceOfficer), No::NotYourRole)?;
    // Of an appeal somebody else decides (DOMAIN §13.2).
    let appeal = incident.appealed && incident.publication == PublicationStatus::Pending;
    need(!appeal || incident.moderated_by != who.actor, No::SecondPerson)?;
    let publishes = matches!(moderated.decision, PublicationStatus::Approved | PublicationStatus::Redacted);
    if !publishes {
        return need(moderated.reason.is_some(), No::Incomplete);
    }
    need(!incident.is_mob_risk(), No::MobRisk)?;
    let Some(report) = &incident.report else { return Err(Stop::Unknown(Gap::History)) };
    need(matches!(moderated.scope, Audience::Area | Audience::Public), No::AudienceTooWide)?;
    need(moderated.scope.is_within(&report.visibility_requested), No::AudienceTooWide)?;
    need(incident.visibility.reaches(&Audience::Ra), No::AudienceTooWide)
}

fn assess(veracity: &Veracity, entry: &Entry, who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    use RefusalCode as No;
    handler(who, scene, &[Role::Moderator, Role::PoliceOfficer, Role::RaOfficial])?;
    comment(entry)?;
    let incident = scene.incident;
    let crime = incident.is_crime();
    if crime && *veracity == Veracity::ConfirmedTrue {
        need(matches!(who.role, Role::PoliceOfficer), No::CrimeNeedsPolice)?;
    }
    let another = incident.found_false_by.iter().any(|by| Some(*by) != who.actor);
    need(*veracity != Veracity::ConfirmedFalse || another, No::SecondPerson)?;
    let confirmed = matches!(incident.veracity, Veracity::ConfirmedTrue | Veracity::ConfirmedFalse);
    need(!(confirmed && incident.veracity != *veracity && incident.veracity_by == who.actor), No::SecondPerson)
}

/// No act reaches farther than its grant. Side branches are no widening; without a grant one may still report.
fn within_grant(who: &Standing<'_>, scene: &Scene<'_>) -> Verdict {
    let main_line = scene.audience.width().is_some();
    let within = who.grant.is_none_or(|grant| scene.audience.is_within(&grant.max_audience));
    need(within || !main_line, RefusalCode::AudienceTooWide)
}

fn within_audience(scene: &Scene<'_>) -> Verdict {
    need(scene.audience.is_within(&scene.incident.visibility), RefusalCode::AudienceTooWide)
}

fn waited(incident: &Incident, now: Timestamp, long: std::time::Duration) -> bool {
    incident.status_since.is_some_and(|since| now.since(since) >= long)
}
