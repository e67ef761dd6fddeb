//! Copies for neighbours, and what they say of them.

use std::time::Duration;

use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::model::incident::*;
use usalama_core::model::publication::Publication;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::Bucket;

use super::harness::*;
use super::place::*;

const HOUR: Duration = Duration::from_secs(3600);

fn moderated(decision: PublicationStatus, scope: Audience) -> Entry {
    with_comment(
        Act::Moderated(Moderated { decision, reason: None, scope }),
        "Keep your phone out of sight at the stage",
    )
}

fn not_published(decision: PublicationStatus) -> Entry {
    let reason = Some(RejectReason::NotLocal);
    Act::Moderated(Moderated { decision, reason, scope: Audience::Area }).into()
}

fn corroborated(kind: CorroborationKind) -> Entry {
    Act::Corroborated(Corroborated { kind }).into()
}

/// The one copy that somebody has.
#[track_caller]
fn copy(person: &Person) -> Publication {
    let mut copies = person.publications();
    assert_eq!(copies.len(), 1, "{copies:?}");
    copies.remove(0)
}

async fn snatching(town: &Town, reporter: &mut Person) -> SubjectId {
    reporter.reports(town, Role::Resident, Category::PhoneSnatching, Some(here())).await
}

#[tokio::test]
async fn neighbours_get_a_coarse_copy_that_leads_back_to_nothing() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    let mut stranger = town.resident("+254712345680", OTHER_WARD).await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let subject = snatching(&town, &mut reporter).await;
    neighbour.pull(&town).await;
    assert!(neighbour.publications().is_empty(), "nothing before a moderator has looked");
    let approved = moderated(PublicationStatus::Approved, Audience::Area);
    moderator.acts(&town, Role::Moderator, subject, Audience::Ra, approved).await;
    neighbour.pull(&town).await;
    stranger.pull(&town).await;
    let published = copy(&neighbour);
    let text = published.copy.as_ref().unwrap();
    assert_eq!((published.area, &text.category), (Some(WARD), &Category::PhoneSnatching));
    assert_eq!(text.cell.unwrap().edge_m(), 150);
    assert_eq!(text.text.as_ref().unwrap().as_str(), "Keep your phone out of sight at the stage");
    assert!(stranger.publications().is_empty());

    let [event] = neighbour.events(published.id).try_into().unwrap();
    let header = event.header();
    let quarter = 15 * 60 * 1000;
    assert_eq!((text.occurred_from.as_millis() % quarter, header.time.at.as_millis() % quarter), (0, 0));
    assert_eq!((published.id.0.get_version_num(), header.id.0.get_version_num()), (4, 4), "no time in the identities");
    let all = serde_json::to_string(&published).unwrap() + event.header_bytes();
    for secret in [subject.to_string(), reporter.actor.to_string(), "KMXX".to_owned(), "gate".to_owned()] {
        assert!(!all.contains(&secret), "{secret}");
    }
    let receipt = neighbour.pull_page(&town, None).await;
    assert!(receipt.events.is_empty());
}

#[tokio::test]
async fn what_neighbours_say_of_a_copy_is_counted_at_its_source() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let phones = ["+254712345601", "+254712345602", "+254712345603", "+254712345604", "+254712345605"];
    let mut neighbours = town.old_residents(&phones, WARD).await;
    reporter.sign_in(&town).await.unwrap();
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    let subject = snatching(&town, &mut reporter).await;
    let approved = moderated(PublicationStatus::Approved, Audience::Area);
    moderator.acts(&town, Role::Moderator, subject, Audience::Ra, approved).await;

    use CorroborationKind::{HeardFromOther, HeardIt, NotTrue, SawIt};
    for (neighbour, kind) in neighbours.iter_mut().zip([SawIt, HeardIt, HeardFromOther, NotTrue, SawIt]) {
        neighbour.pull(&town).await;
        let published = copy(neighbour);
        assert!(published.corroboration.is_none(), "fewer than three are nobody's business");
        neighbour.acts(&town, Role::Resident, published.id, Audience::Area, corroborated(kind)).await;
    }
    let told = Tally { supporting: Some(3), not_true: None };
    let first = &mut neighbours[0];
    first.pull(&town).await;
    let published = copy(first);
    assert_eq!(published.corroboration, Some(told.clone()));
    let again = first.act(&town, Role::Resident, published.id, Audience::Area, corroborated(SawIt)).await;
    assert_eq!(refusal(&again), RefusalCode::AlreadyDone);
    police.pull(&town).await;
    reporter.pull(&town).await;
    assert_eq!(police.incident(subject).unwrap().corroboration, Some(told.clone()));
    assert_eq!(reporter.incident(subject).unwrap().corroboration, Some(told));
    neighbours[1].pull(&town).await;
    let of_neighbours: Vec<&str> = neighbours[1].kinds(published.id);
    assert_eq!(
        of_neighbours,
        ["publication.published", "publication.tallied", "incident.corroborated"],
        "the own word alone"
    );
    let own = reporter.act(&town, Role::Resident, published.id, Audience::Area, corroborated(SawIt)).await;
    assert_eq!(refusal(&own), RefusalCode::AlreadyDone, "nobody bears out the own report");
}

#[tokio::test]
async fn a_new_account_is_not_believed_for_72_hours() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let subject = snatching(&town, &mut reporter).await;
    let approved = moderated(PublicationStatus::Approved, Audience::Area);
    moderator.acts(&town, Role::Moderator, subject, Audience::Ra, approved).await;
    neighbour.pull(&town).await;
    let id = copy(&neighbour).id;
    let early = neighbour.act(&town, Role::Resident, id, Audience::Area, corroborated(CorroborationKind::SawIt)).await;
    assert_eq!(refusal(&early), RefusalCode::NewAccount);
    town.advance(72 * HOUR).await;
    neighbour.sign_in(&town).await.unwrap();
    let late = neighbour.act(&town, Role::Resident, id, Audience::Area, corroborated(CorroborationKind::SawIt)).await;
    assert!(is_accepted(&late), "{late:?}");
    let other = neighbour.act(&town, Role::Resident, id, Audience::Area, Act::Withdrawn(Nothing {}).into()).await;
    assert_eq!(refusal(&other), RefusalCode::UnknownSubject, "a copy can be corroborated, and nothing else");
}

#[tokio::test]
async fn a_fire_is_shown_at_once_by_its_ward_and_more_closely_once_it_is_moderated() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let subject = reporter.reports(&town, Role::Resident, Category::Fire, Some(here())).await;
    neighbour.pull(&town).await;
    let at_once = copy(&neighbour);
    assert!(at_once.copy.unwrap().cell.is_none());
    let approved = moderated(PublicationStatus::Redacted, Audience::Area);
    moderator.acts(&town, Role::Moderator, subject, Audience::Ra, approved).await;
    neighbour.pull(&town).await;
    let later = copy(&neighbour);
    assert_eq!(later.id, at_once.id);
    assert!(later.copy.unwrap().cell.is_some());
}

#[tokio::test]
async fn a_copy_is_taken_back_when_its_source_is_and_latecomers_read_nothing_of_it() {
    let takes_back = [
        ("hidden by a moderator", not_published(PublicationStatus::Hidden)),
        ("rejected by a moderator", not_published(PublicationStatus::Rejected)),
        ("narrowed", Act::Narrowed(Narrowed { to: Audience::Police }).into()),
        ("withdrawn", Act::Withdrawn(Nothing {}).into()),
    ];
    let town = Town::new().await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    for (i, (how, entry)) in takes_back.into_iter().enumerate() {
        let mut reporter = town.resident(&format!("+25471234560{i}"), WARD).await;
        let subject = reporter.reports(&town, Role::Resident, Category::Flood, Some(here())).await;
        neighbour.pull(&town).await;
        assert!(neighbour.publications().iter().any(|copy| !copy.hidden), "{how}");
        if how.contains("moderator") {
            moderator.acts(&town, Role::Moderator, subject, Audience::Ra, entry).await;
        } else {
            reporter.acts(&town, Role::Resident, subject, Audience::Ra, entry).await;
        }
        neighbour.pull(&town).await;
        assert!(neighbour.publications().iter().all(|copy| copy.hidden), "{how}");
    }
    let mut latecomer = town.resident("+254712345680", WARD).await;
    latecomer.pull(&town).await;
    let copies = latecomer.publications();
    assert_eq!(copies.len(), 4);
    assert!(copies.iter().all(|copy| copy.hidden && copy.copy.is_none()));
}

#[tokio::test]
async fn everyone_gets_a_coarser_copy_a_day_later_if_the_moderators_word_still_stands() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut stranger = town.resident("+254712345679", OTHER_WARD).await;
    let mut moderator = town.official(Role::Moderator, None, WARD).await;
    let mut subjects = vec![];
    for _ in 0..2 {
        let (subject, event) =
            reporter.report_to(&town, Role::Resident, Category::StreetLight, Some(here()), Audience::Public);
        reporter.tell(&town, &event).await;
        let approved = moderated(PublicationStatus::Approved, Audience::Public);
        moderator.acts(&town, Role::Moderator, subject, Audience::Ra, approved).await;
        subjects.push(subject);
    }
    let hidden = not_published(PublicationStatus::Hidden);
    moderator.acts(&town, Role::Moderator, subjects[1], Audience::Ra, hidden).await;
    town.advance(23 * HOUR).await;
    stranger.sign_in(&town).await.unwrap();
    stranger.pull(&town).await;
    assert!(stranger.publications().is_empty());
    town.advance(HOUR).await;
    stranger.sign_in(&town).await.unwrap();
    stranger.pull(&town).await;
    let published = copy(&stranger);
    assert!(stranger.cursors.contains_key(&Bucket::Public));
    let text = published.copy.unwrap();
    assert_eq!((text.cell.unwrap().edge_m(), text.rounded_to_s), (500, 6 * 3600));
}

#[tokio::test]
async fn where_a_crowd_is_a_danger_neighbours_see_nothing() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut neighbour = town.resident("+254712345679", WARD).await;
    let mut entry = report(town.now(), Category::Fire, Some(here()), Audience::Responders);
    if let Act::Submitted(body) = &mut entry.act {
        body.secondary = vec![Category::Theft];
        body.flags = vec![Flag::CrowdForming];
    }
    let subject = SubjectId::now(town.now());
    let event = reporter.sign(&town, Role::Resident, subject, Audience::Responders, &entry);
    reporter.tell(&town, &event).await;
    neighbour.pull(&town).await;
    assert!(neighbour.publications().is_empty());
}
