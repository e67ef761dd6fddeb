//! Everybody who has a part in a case, cases in every status, and every act as each of them does it.

use std::collections::BTreeMap;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, EventId, Role, SubjectId};
use usalama_core::model::incident::{
    Act, Assessed, Category, Closed, Corroborated, CorroborationKind, DisclosureApproved, Entry, EscalationTier,
    HandoverEscalated, HandoverRefusalReason, HandoverRefused, Incident, LinkRelation, Linked, MarkedDuplicate,
    Moderated, Narrowed, Nothing, ObRecorded, Outcome, PartyNamed, PublicationStatus, Referred, RejectReason, Tally,
    Updated, Veracity,
};
use usalama_core::policy::{Decision, OtherIncident, Scene, Standing, may};
use usalama_core::text::Title;
use uuid::Uuid;

use crate::fixtures::{
    Case, FIRM, OTHER_FIRM, OTHER_STATION, Person, STATION, Spot, acts, org, placement, report, scene, submission,
    words,
};

/// People by the names that `data/transitions.csv` has for them.
pub type Cast = BTreeMap<&'static str, Person>;

/// Everybody.
#[must_use]
pub fn people() -> Cast {
    use Spot as S;
    let list = [
        ("own", Role::Resident, S::Ward, None),
        ("res", Role::Resident, S::Ward, None),
        ("rao", Role::RaOfficial, S::Ra, None),
        ("rao_x", Role::RaOfficial, S::Elsewhere, None),
        ("cml", Role::CommunityLeader, S::Cluster, None),
        ("cml_x", Role::CommunityLeader, S::Elsewhere, None),
        ("nga", Role::NgaoOfficer, S::Location, None),
        ("nga_x", Role::NgaoOfficer, S::Elsewhere, None),
        ("grd_a", Role::Guard, S::Site, Some(FIRM)),
        ("grd", Role::Guard, S::Site, Some(FIRM)),
        ("sup", Role::FirmSupervisor, S::Site, Some(FIRM)),
        ("sup_x", Role::FirmSupervisor, S::Elsewhere, Some(OTHER_FIRM)),
        ("pol", Role::PoliceOfficer, S::StationArea, Some(STATION)),
        ("pol_n", Role::PoliceOfficer, S::Ward, Some(OTHER_STATION)),
        ("pol_x", Role::PoliceOfficer, S::Elsewhere, Some(OTHER_STATION)),
        ("owk", Role::OutreachWorker, S::Ward, None),
        ("reh", Role::RehabIntake, S::Ward, None),
        ("mod", Role::Moderator, S::Ra, None),
        ("mod_x", Role::Moderator, S::Elsewhere, None),
        ("adm", Role::ProgrammeAdmin, S::County, None),
        ("adm_x", Role::ProgrammeAdmin, S::Elsewhere, None),
        ("ovr", Role::Oversight, S::County, None),
        ("hub", Role::Hub, S::County, None),
    ];
    let person = |(number, (name, role, area, org)): (u128, (&'static str, Role, Spot, _))| {
        (name, Person::new(number, role, area.id(), org))
    };
    (1..).zip(list).map(person).collect()
}

/// A case of either kind in a status, by the road that cases take. Its reporter is confidential, and has been asked for.
///
/// # Panics
/// For a status that there is not, and where the road does not lead there.
#[must_use]
pub fn case_in(status: &str, crime: bool, people: &Cast) -> Case {
    const TO_SCENE: [&str; 4] = ["triaged", "assigned", "responding", "arrived"];
    let with = |rest: &[&'static str]| [&TO_SCENE, rest].concat();
    let category = if crime { Category::Theft } else { Category::Barrier };
    let road = match status {
        "none" => return Case::new(0xCA5E, Audience::Ra),
        "submitted" => vec![],
        "triaged" => vec!["triaged"],
        "needs_info" => vec!["triaged", "asked"],
        "assigned" => vec!["triaged", "assigned"],
        "responding" => vec!["triaged", "assigned", "responding"],
        "on_scene" => with(&[]),
        "handover_offered" => with(&["offered"]),
        "with_police" => with(&["offered", "taken"]),
        "referred" => vec!["triaged", "referred"],
        "resolved" => with(&["offered", "taken", "resolved"]),
        "no_action" => with(&["offered", "taken", "no_action"]),
        "duplicate" => vec!["triaged", "duplicate"],
        "withdrawn" => vec!["triaged", "withdrawn"],
        other => panic!("{other} is no status"),
    };
    let mut case = Case::reported(&people["own"], report(category, Audience::Ra));
    let asked_for = Entry::with_comment(Act::DisclosureRequested(Nothing {}), words("Needed as a witness."));
    case.then(&people["pol_n"], &asked_for);
    for step in road {
        take(step, &mut case, people);
    }
    assert_eq!(case.incident().status, Some(status.into()).filter(|_| status != "none"), "the road to {status}");
    case
}

fn take(step: &str, case: &mut Case, people: &Cast) {
    let (guard, sup, pol) = (&people["grd_a"], &people["sup"], &people["pol"]);
    match step {
        "triaged" => case.then(sup, &acts::triaged()),
        "asked" => case.then(sup, &acts::info_requested()),
        "assigned" => {
            let entry = acts::assigned(guard, Some(FIRM), case.now);
            case.then(sup, &entry).then(guard, &acts::accepted())
        }
        "responding" => case.then(guard, &acts::responding()),
        "arrived" => case.then(guard, &acts::arrived(20.0)),
        "offered" => case.then(guard, &acts::handover_offered(STATION)),
        "taken" => {
            let entry = acts::handover_accepted(&case.incident(), Some("OB 14/03/03/2026"));
            case.then(pol, &entry)
        }
        "referred" => case.then(sup, &Act::Referred(Referred { to: org(9) }).into()),
        "resolved" => case.then(pol, &acts::resolved(Outcome::PropertyRecovered)),
        "no_action" => case.then(pol, &Act::ClosedNoAction(Closed { outcome: Outcome::NoOffence }).into()),
        "duplicate" => case.then(sup, &duplicate()),
        _ => case.then(&people["own"], &Act::Withdrawn(Nothing {}).into()),
    };
}

/// The same as another report.
#[must_use]
pub fn duplicate() -> Entry {
    Act::MarkedDuplicate(MarkedDuplicate { of: SubjectId(Uuid::from_u128(7)) }).into()
}

/// The kinds of act, without the `incident.` before them.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Act::KINDS.iter().filter_map(|kind| kind.strip_prefix("incident."))
}

/// The act of this kind as this person does it now, with all that it needs.
///
/// # Panics
/// For a kind that there is not.
#[must_use]
pub fn entry_of(kind: &str, who: &Person, case: &Case, people: &Cast) -> Entry {
    entry_on(kind, who, &case.incident(), case.now, people)
}

/// The act of this kind as this person does it to an incident, with all that it needs.
///
/// # Panics
/// For a kind that there is not.
#[must_use]
pub fn entry_on(kind: &str, who: &Person, incident: &Incident, now: Timestamp, people: &Cast) -> Entry {
    let nobody = EventId(Uuid::nil());
    let offer = incident.handover.as_ref().map_or(nobody, |handover| handover.offer);
    let request = incident.disclosures.first().map_or(nobody, |disclosure| disclosure.request);
    let said = |act| Entry::with_comment(act, words("As was said."));
    let outcome = Outcome::AdviceGiven;
    match kind {
        "submitted" => submission(report(Category::Theft, Audience::Ra)),
        "triaged" => acts::triaged(),
        "info_requested" => acts::info_requested(),
        "info_given" => acts::info_given(),
        "assigned" => acts::assigned(&people["grd"], who.grant.org.or(Some(FIRM)), now),
        "assignment_accepted" => acts::accepted(),
        "assignment_declined" => acts::declined(),
        "assignment_lapsed" => Act::AssignmentLapsed(Nothing {}).into(),
        "responding" => acts::responding(),
        "arrived" => acts::arrived(20.0),
        "handover_offered" => acts::handover_offered(STATION),
        "handover_accepted" => acts::handover_accepted(incident, Some("OB 1")),
        "handover_refused" => {
            said(Act::HandoverRefused(HandoverRefused { offer, reason: HandoverRefusalReason::CivilMatter }))
        }
        "handover_escalated" => {
            Act::HandoverEscalated(HandoverEscalated { offer, tier: EscalationTier::Scpc, waited_s: 1800 }).into()
        }
        "ob_recorded" => Act::ObRecorded(ObRecorded { ob_number: Title::new("OB 2").unwrap() }).into(),
        "referred" => Act::Referred(Referred { to: org(9) }).into(),
        "resolved" => acts::resolved(outcome),
        "closed_no_action" => Act::ClosedNoAction(Closed { outcome }).into(),
        "resolution_confirmed" => Act::ResolutionConfirmed(Nothing {}).into(),
        "marked_duplicate" => duplicate(),
        "unlinked" => Act::Unlinked(Nothing {}).into(),
        "withdrawn" => Act::Withdrawn(Nothing {}).into(),
        "reopened" => said(Act::Reopened(Nothing {})),
        "updated" => said(Act::Updated(Updated { internal: false })),
        "relation_added" => {
            Act::RelationAdded(Linked { rel: LinkRelation::RelatedTo, id: SubjectId(Uuid::from_u128(8)) }).into()
        }
        "corroborated" => Act::Corroborated(Corroborated { kind: CorroborationKind::SawIt }).into(),
        "corroboration_tallied" => Act::CorroborationTallied(Tally { supporting: Some(3), not_true: None }).into(),
        "moderated" => {
            let reason = Some(RejectReason::NamesPerson);
            Act::Moderated(Moderated { decision: PublicationStatus::Rejected, reason, scope: Audience::Area }).into()
        }
        "narrowed" => Act::Narrowed(Narrowed { to: Audience::Police }).into(),
        "assessed" => said(Act::Assessed(Assessed { veracity: Veracity::ProbablyTrue })),
        "disclosure_requested" => said(Act::DisclosureRequested(Nothing {})),
        "appealed" => said(Act::Appealed(Nothing {})),
        "party_named" => Act::PartyNamed(PartyNamed { party: who.id }).into(),
        "disclosure_approved" => Act::DisclosureApproved(DisclosureApproved { request }).into(),
        other => panic!("{other} is no act"),
    }
}

/// What policy knows of the person: the hub holds no grant.
#[must_use]
pub fn standing<'a>(who: &'a Person, incident: &Incident) -> Standing<'a> {
    let standing = who.standing(incident);
    if who.role == Role::Hub { Standing { grant: None, ..standing } } else { standing }
}

/// What policy says now, where the original of a duplicate is closed.
#[must_use]
pub fn judge(case: &Case, who: &Person, entry: &Entry) -> Decision {
    judge_where(case, who, entry, |_, _| {})
}

/// What policy says now, under other circumstances.
#[must_use]
pub fn judge_where(
    case: &Case,
    who: &Person,
    entry: &Entry,
    change: impl FnOnce(&mut Standing<'_>, &mut Scene<'_>),
) -> Decision {
    let (incident, here) = (case.incident(), placement());
    let mut around = Scene { other: Some(OtherIncident::Closed), ..scene(&incident, &here, &case.audience, case.now) };
    let mut standing = standing(who, &incident);
    change(&mut standing, &mut around);
    may(entry, &standing, &around)
}

/// Why not, where it is refused.
#[must_use]
pub fn refused(decision: &Decision) -> Option<usalama_core::model::refusal::RefusalCode> {
    match decision {
        Decision::Refuse(refusal) => Some(refusal.code.clone()),
        Decision::Allow | Decision::Unknown(_) => None,
    }
}
