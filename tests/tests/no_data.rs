//! Without data (DOMAIN §19, scenario 1, as far as it needs no SMS): what is reported waits, says so, arrives once, and its receipt
//! works.

use std::time::Duration;

use usalama_core::client::{AnonymousState, IncidentFilter};
use usalama_core::event::Role;
use usalama_core::model::incident::{CaseStatus, Category, NewIncident};
use usalama_core::store::Delivery;
use usalama_core::text::{Comment, Description};
use usalama_tests::network::Faults;
use usalama_tests::town::Town;

const DEADLINE: Duration = Duration::from_secs(30);

fn robbery(town: &Town, words: &str) -> NewIncident {
    let mut new = NewIncident::new(Category::Robbery, town.place());
    new.description = Some(Description::new(words).unwrap());
    new
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_1_a_robbery_reported_without_data_arrives_once_when_there_is_some_and_the_receipt_works() {
    let town = Town::start();
    let (resident, police) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    resident.go_offline();

    // Under one's name: the reference is there at once, and the phone says that nobody else has it.
    let named = resident.app.report(robbery(&town, "Wawili kwa pikipiki")).unwrap();
    let id = named.incident.id;
    let view = || resident.app.incident(id).unwrap().view;
    assert_eq!(view().delivery, Delivery::OnlyOnThisPhone);
    let (_, error) = resident.try_sync().await;
    assert!(error.is_some(), "there is no data");
    assert_eq!(view().delivery, Delivery::OnlyOnThisPhone);
    // Without a name: the receipt is there at once, too.
    let nameless = resident.app.report_anonymously(robbery(&town, "Mtu mwenye kisu"), false).unwrap();
    let states = |app: &usalama_core::client::Usalama| -> Vec<AnonymousState> {
        app.anonymous_threads().unwrap().into_iter().map(|thread| thread.state).collect()
    };
    assert_eq!(states(&resident.app), [AnonymousState::Waits]);

    // Data comes, and it is bad: replies get lost after the hub has acted.
    resident.network.be_bad(Faults { lose_reply: 0.5, ..Faults::default() }, 3);
    resident.network.set_online(true);
    for _ in 0..12 {
        town.advance(Duration::from_secs(15 * 60)).await;
        let _ = resident.try_sync().await;
    }
    resident.network.be_bad(Faults::default(), 0);
    town.advance(Duration::from_secs(15 * 60)).await;
    resident.sync().await;
    assert!(resident.network.lost() > 0, "replies were lost");
    assert_eq!(view().delivery, Delivery::Delivered);

    police.sync().await;
    let seen = police.app.incidents(IncidentFilter::default(), None, 50).unwrap().incidents;
    assert_eq!(seen.len(), 2, "each once");
    assert!(seen.iter().any(|other| other.id == id && other.reference == view().reference), "one reference for both");
    assert!(seen.iter().any(|other| other.id == nameless.id));

    // Each can be asked, and answers.
    for id in [id, nameless.id] {
        police.app.ask(id, Comment::new("Which way did they go?").unwrap()).unwrap();
    }
    police.sync().await;
    resident.sync().await;
    assert_eq!(view().incident.status, Some(CaseStatus::NeedsInfo));
    resident.app.answer(id, Comment::new("Towards the river").unwrap()).unwrap();
    let thread = resident.app.open_receipt(nameless.receipt.digits(), DEADLINE).await.unwrap().unwrap();
    assert_eq!(thread.lines.len(), 1);
    resident.app.answer_thread(&thread, Comment::new("To the market").unwrap()).unwrap();
    town.advance(Duration::from_secs(15 * 60)).await;
    resident.sync().await;
    police.sync().await;
    for (id, answer) in [(id, "Towards the river"), (nameless.id, "To the market")] {
        let answer = Some(Comment::new(answer).unwrap());
        let timeline = police.app.incident(id).unwrap().timeline;
        assert!(timeline.iter().any(|entry| entry.comment == answer), "{timeline:?}");
    }
}
