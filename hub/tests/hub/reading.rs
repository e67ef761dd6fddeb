//! What people get to read.

use futures_util::StreamExt as _;
use usalama_core::event::{Audience, Role};
use usalama_core::model::cap::Severity;
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::*;
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::*;
use usalama_hub::ledger::LedgerError;
use usalama_hub::ledger::grants::{of_actor, revoke};

use super::harness::*;
use super::place::*;

#[tokio::test]
async fn each_reader_gets_the_parts_that_are_theirs() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let mut other_police = town.official(Role::PoliceOfficer, Some(OTHER_STATION), OTHER_STATION_AREA).await;
    let mut official = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    let mut guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Theft, Some(here())).await;
    for person in [&mut reporter, &mut neighbour, &mut police, &mut other_police, &mut official, &mut guard] {
        person.pull(&town).await;
    }
    assert_eq!(reporter.parts(subject), ["core", "text", "place", "sensitive", "identity"]);
    assert_eq!(police.parts(subject), ["core", "text", "place", "sensitive"], "a confidential reporter stays unknown");
    assert_eq!(official.parts(subject), ["core", "text", "place"]);
    for person in [&neighbour, &other_police, &guard] {
        assert!(person.events(subject).is_empty());
    }
}

fn assigned(town: &Town, to: &Person) -> Entry {
    let accept_by = town.now().plus(usalama_core::policy::ACCEPT_WITHIN);
    Act::Assigned(Assigned { to: to.actor, unit: Some(FIRM), accept_by }).into()
}

#[tokio::test]
async fn whoever_is_assigned_gets_the_history_and_loses_it_with_the_assignment() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
    let mut guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let mut other = town.official(Role::Guard, Some(FIRM), SITE).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let (role, audience) = (Role::FirmSupervisor, Audience::Responders);
    let triaged = Act::Triaged(Triaged { severity: Severity::Severe });
    supervisor.acts(&town, role.clone(), subject, audience.clone(), triaged.into()).await;
    guard.pull(&town).await;
    assert!(guard.events(subject).is_empty());
    let entry = assigned(&town, &guard);
    supervisor.acts(&town, role.clone(), subject, audience.clone(), entry).await;
    guard.pull(&town).await;
    assert_eq!(guard.kinds(subject), ["incident.submitted", "incident.triaged", "incident.assigned"]);
    assert_eq!(guard.parts(subject), ["core", "text", "place", "sensitive"]);

    let declined = with_comment(Act::AssignmentDeclined(Nothing {}), "At the other gate");
    guard.acts(&town, Role::Guard, subject, audience.clone(), declined).await;
    guard.pull(&town).await;
    assert!(guard.events(subject).is_empty(), "what is no longer his is given up");
    let entry = assigned(&town, &other);
    supervisor.acts(&town, role, subject, audience, entry).await;
    other.pull(&town).await;
    assert_eq!(other.events(subject).len(), 5);
}

#[tokio::test]
async fn a_case_that_is_narrowed_is_given_up_and_not_handed_to_latecomers() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut official = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Theft, Some(here())).await;
    official.pull(&town).await;
    assert_eq!(official.events(subject).len(), 1);
    let narrowed = Act::Narrowed(Narrowed { to: Audience::Police });
    reporter.acts(&town, Role::Resident, subject, Audience::Ra, narrowed.into()).await;
    official.pull(&town).await;
    assert!(official.events(subject).is_empty());
    let mut latecomer = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    let page = latecomer.pull_page(&town, None).await;
    assert!(page.events.is_empty(), "nothing of it is on the way");
    police.pull(&town).await;
    assert_eq!(police.kinds(subject), ["incident.submitted", "incident.narrowed"]);
}

#[tokio::test]
async fn a_disclosed_identity_reaches_the_officer_who_asked_and_nobody_else() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut ocs = town.ranked(Role::PoliceOfficer, Some(STATION), STATION_AREA, Some(Capability::Ocs)).await;
    let mut desk = town.ranked(Role::PoliceOfficer, Some(STATION), STATION_AREA, Some(Capability::Desk)).await;
    let mut administrator = town.official(Role::ProgrammeAdmin, None, COUNTRY).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    ocs.pull(&town).await;
    assert!(ocs.incident(subject).unwrap().identity.is_none());
    let asked = with_comment(Act::DisclosureRequested(Nothing {}), "Charges are to be brought");
    let audience = Audience::Police;
    let request = ocs.acts(&town, Role::PoliceOfficer, subject, audience.clone(), asked).await;
    let approved = Act::DisclosureApproved(DisclosureApproved { request: request.header().id });
    administrator.acts(&town, Role::ProgrammeAdmin, subject, audience, approved.into()).await;
    ocs.pull(&town).await;
    desk.pull(&town).await;
    administrator.pull(&town).await;
    assert_eq!(ocs.incident(subject).unwrap().identity.map(|identity| identity.actor), Some(reporter.actor));
    for other in [&desk, &administrator] {
        assert!(other.incident(subject).unwrap().identity.is_none());
    }
    reporter.pull(&town).await;
    assert_eq!(reporter.incident(subject).unwrap().disclosures.len(), 1, "the reporter is told");
}

#[tokio::test]
async fn a_page_deals_fairly_and_goes_on_where_it_ended() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    for _ in 0..5 {
        reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    }
    let own = police.reports(&town, Role::PoliceOfficer, Category::Robbery, Some(here())).await;
    let first = police.pull_page(&town, Some(4)).await;
    assert!(first.more);
    assert_eq!(first.buckets.iter().map(|page| page.items.len()).sum::<usize>(), 4);
    let named = |bucket: &Bucket| first.buckets.iter().any(|page| page.bucket == bucket.clone().into());
    assert!(named(&Bucket::Actor(police.actor)), "the long feed does not keep the short one waiting");
    police.pull(&town).await;
    assert_eq!(police.events(own).len(), 1);
    let last = police.pull_page(&town, None).await;
    assert!(last.buckets.is_empty() && last.events.is_empty() && !last.more, "nothing changed");
}

#[tokio::test]
async fn a_cursor_beyond_the_head_starts_anew() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    reporter.cursors.insert(Bucket::Actor(reporter.actor), 99);
    let page = reporter.pull_page(&town, None).await;
    let [bucket] = page.buckets.as_slice() else { panic!("{page:?}") };
    assert!(bucket.reset && bucket.next == 1);
    assert_eq!(reporter.events(subject).len(), 1);
}

#[tokio::test]
async fn what_was_taken_back_is_withdrawn() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    police.pull(&town).await;
    assert_eq!(police.events(subject).len(), 1);
    let ledger = &town.running.hub().ledger;
    ledger
        .write::<_, LedgerError>(|write| {
            for kept in of_actor(write, police.actor)? {
                revoke(write, kept.grant.id)?;
            }
            Ok(())
        })
        .unwrap();
    let page = police.pull_page(&town, None).await;
    let station = Bucket::Area { area: STATION_AREA, audience: Audience::Police };
    assert_eq!(page.withdrawn, [station.into()]);
    assert!(police.events(subject).is_empty());
}

#[tokio::test]
async fn nobody_learns_who_corroborated_but_those_who_handle_the_case() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut official = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Theft, Some(here())).await;
    let saw = Act::Corroborated(Corroborated { kind: CorroborationKind::SawIt });
    official.acts(&town, Role::RaOfficial, subject, Audience::Ra, saw.clone().into()).await;
    let twice = official.act(&town, Role::RaOfficial, subject, Audience::Ra, saw.into()).await;
    assert_eq!(refusal(&twice), usalama_core::model::refusal::RefusalCode::AlreadyDone);
    reporter.pull(&town).await;
    police.pull(&town).await;
    assert_eq!(reporter.kinds(subject), ["incident.submitted"]);
    assert_eq!(police.kinds(subject), ["incident.submitted", "incident.corroborated"]);
}

#[tokio::test]
async fn a_listener_is_told_of_the_own_buckets_at_first_and_at_each_change() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let stranger = town.resident("+254712345679", OTHER_WARD).await;
    reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let listen = async |token: &str| {
        let answer = town.http.get(town.url(paths::WAKE)).bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        answer.bytes_stream()
    };
    let mut stream = listen(&reporter.token).await;
    let mut strange = listen(&stranger.token).await;
    let mine = Bucket::Actor(reporter.actor);
    assert_eq!(heads_of(&stream.next().await.unwrap().unwrap()).heads.get(&mine), Some(&1));
    assert!(heads_of(&strange.next().await.unwrap().unwrap()).heads.is_empty());
    reporter.reports(&town, Role::Resident, Category::Robbery, Some(here())).await;
    let news = heads_of(&stream.next().await.unwrap().unwrap());
    assert_eq!(news.heads.into_iter().collect::<Vec<_>>(), [(mine, 2)], "and nothing of others");

    let answer = town.http.get(town.url(paths::WAKE)).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    town.running.stop().await.unwrap();
    let rest: Vec<_> = strange.collect().await;
    assert!(rest.into_iter().all(|chunk| chunk.is_ok()), "the stream ends, it does not break");
    drop(stream);
}

fn heads_of(chunk: &[u8]) -> Heads {
    let text = std::str::from_utf8(chunk).unwrap();
    assert!(text.contains("event: heads"), "{text}");
    let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    serde_json::from_str(data).unwrap()
}
