//! What happens when nobody acts.

use std::time::Duration;

use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::*;
use usalama_core::policy::{ACCEPT_WITHIN, ESCALATE_ADMIN, ESCALATE_SCPC};

use super::harness::*;
use super::intake::offered;
use super::place::*;

/// A robbery, and the guard who was asked to respond.
async fn assigned(town: &Town) -> (SubjectId, Person, Person) {
    let mut supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
    let guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let (role, audience) = (Role::FirmSupervisor, Audience::Responders);
    let subject = supervisor.reports(town, role.clone(), Category::Robbery, Some(here())).await;
    let triaged = Act::Triaged(Triaged { severity: Severity::Severe });
    supervisor.acts(town, role.clone(), subject, audience.clone(), triaged.into()).await;
    let accept_by = town.now().plus(ACCEPT_WITHIN);
    let assigned = Act::Assigned(Assigned { to: guard.actor, unit: Some(FIRM), accept_by });
    supervisor.acts(town, role, subject, audience, assigned.into()).await;
    (subject, supervisor, guard)
}

#[tokio::test]
async fn an_assignment_that_nobody_accepts_goes_back() {
    let town = Town::new().await;
    let (subject, mut supervisor, mut guard) = assigned(&town).await;
    guard.pull(&town).await;
    assert_eq!(guard.incident(subject).unwrap().status, Some(CaseStatus::Assigned));
    town.advance(ACCEPT_WITHIN + Duration::from_secs(1)).await;
    supervisor.pull(&town).await;
    guard.pull(&town).await;
    assert_eq!(supervisor.kinds(subject).last(), Some(&"incident.assignment_lapsed"));
    assert_eq!(supervisor.incident(subject).unwrap().status, Some(CaseStatus::Triaged));
    assert!(guard.incident(subject).is_none());
}

#[tokio::test]
async fn an_assignment_that_was_accepted_stays() {
    let town = Town::new().await;
    let (subject, mut supervisor, mut guard) = assigned(&town).await;
    let accepted = Act::AssignmentAccepted(Nothing {});
    guard.acts(&town, Role::Guard, subject, Audience::Responders, accepted.into()).await;
    town.advance(2 * ACCEPT_WITHIN).await;
    supervisor.pull(&town).await;
    assert_eq!(supervisor.incident(subject).unwrap().status, Some(CaseStatus::Assigned));
}

#[tokio::test]
async fn an_offer_that_waits_is_escalated_twice_and_each_reader_gets_the_history() {
    let town = Town::new().await;
    let (subject, mut supervisor, _) = assigned(&town).await;
    let mut administrator = town.official(Role::ProgrammeAdmin, None, COUNTRY).await;
    supervisor.acts(&town, Role::FirmSupervisor, subject, Audience::Responders, offered()).await;
    administrator.pull(&town).await;
    assert!(administrator.incident(subject).is_none());
    town.advance(ESCALATE_SCPC + Duration::from_secs(1)).await;
    administrator.pull(&town).await;
    let handover = administrator.incident(subject).unwrap().handover.unwrap();
    assert_eq!(handover.escalated, [EscalationTier::Scpc]);
    assert_eq!(administrator.kinds(subject).first(), Some(&"incident.submitted"));
    town.advance(ESCALATE_ADMIN).await;
    administrator.sign_in(&town).await.unwrap();
    administrator.pull(&town).await;
    let handover = administrator.incident(subject).unwrap().handover.unwrap();
    assert_eq!(handover.escalated, [EscalationTier::Scpc, EscalationTier::ProgrammeAdmin]);
}

#[tokio::test]
async fn an_offer_that_was_answered_is_left_alone() {
    let town = Town::new().await;
    let (subject, mut supervisor, _) = assigned(&town).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let audience = Audience::Responders;
    let offer = supervisor.acts(&town, Role::FirmSupervisor, subject, audience.clone(), offered()).await;
    let accepted =
        Act::HandoverAccepted(HandoverAccepted { offer: offer.header().id, offer_hash: offer.hash(), ob_number: None });
    police.acts(&town, Role::PoliceOfficer, subject, audience, accepted.into()).await;
    town.advance(2 * ESCALATE_ADMIN).await;
    police.sign_in(&town).await.unwrap();
    police.pull(&town).await;
    assert!(police.incident(subject).unwrap().handover.unwrap().escalated.is_empty());
}
