//! The row "proposal, ballot result".

use usalama_core::client::NewProposal;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::retention::RetentionClass;
use usalama_core::model::solution::{BallotMethod, BallotTerms, Electorate, NO, ProposalCategory, ProposalState};
use usalama_core::text::{Description, Title};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;
use usalama_tests::traces::{CANARY, HEADERS, WITH_PARTS, file_of, hub_file, is_in_files, number};

use super::DAY;

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

/// The rows that say who voted, and the events of votes.
fn voters(town: &Town) -> (i64, i64) {
    let hub = hub_file(town);
    let count = |sql: &str| hub.query_row(sql, [], |row| row.get(0)).unwrap();
    (
        count("SELECT count(*) FROM vote"),
        count("SELECT count(*) FROM event WHERE header ->> '$.kind' = 'proposal.voted'"),
    )
}

fn state(phone: &Phone, id: SubjectId) -> Option<ProposalState> {
    phone.app.proposal(id).ok()?.view.proposal.state
}

async fn exchange(phones: &[&Phone]) {
    for _ in 0..2 {
        for phone in phones {
            phone.sync().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_proposal_ballot_result_12_months_on_phones_for_good_at_the_hub_and_who_voted_30_days_after_the_close() {
    let town = Town::start();
    let (official, moderator) = (town.recruit(Role::RaOfficial).await, town.recruit(Role::Moderator).await);
    let residents = [town.resident().await, town.resident().await, town.resident().await];
    let everybody: Vec<&Phone> = residents.iter().chain([&official, &moderator]).collect();
    let author = &residents[0];
    let new = NewProposal {
        title: title("Light the way to the stage"),
        body: Description::new(CANARY).unwrap(),
        category: ProposalCategory::Lighting,
        area: town.area(&AreaKind::Ra, ""),
        problem: None,
        budget_kes_cents: None,
        options: vec![],
    };
    let draft = author.app.draft_proposal(new, None).unwrap();
    let id = author.app.propose(draft.id).unwrap().id;
    exchange(&everybody).await;
    moderator.app.approve_proposal(id).unwrap();
    exchange(&everybody).await;
    official.app.open_discussion(id).unwrap();
    exchange(&everybody).await;
    for _ in 0..8 {
        town.advance(DAY).await;
        exchange(&everybody).await;
    }
    let terms = BallotTerms {
        ballot: uuid::Uuid::new_v4(),
        question: title("Shall we repair the lights?"),
        method: BallotMethod::YesNo,
        electorate: Electorate::Residents,
        days: 3,
        quorum_pct: 20,
        threshold: None,
        secret: false,
        options: vec![],
    };
    official.app.open_ballot(id, terms).unwrap();
    exchange(&everybody).await;
    for resident in &residents {
        resident.app.vote(id, vec![NO]).unwrap();
    }
    exchange(&everybody).await;
    for _ in 0..5 {
        town.advance(DAY).await;
        exchange(&everybody).await;
    }
    assert_eq!(state(author, id), Some(ProposalState::NotAccepted));
    assert_eq!(voters(&town), (3, 3));
    // Two days have passed since the close.
    for _ in 0..27 {
        town.advance(DAY).await;
        exchange(&everybody).await;
    }
    assert_eq!(voters(&town), (3, 3), "29 days after the close");
    town.advance(2 * DAY).await;
    assert_eq!(voters(&town), (0, 0), "30 days after the close nobody has voted");
    exchange(&everybody).await;
    let counted = official.app.proposal(id).unwrap().view.proposal.ballot.unwrap().counted;
    assert!(counted.as_ref().is_some_and(|counted| counted.counts == [None, Some(3)]), "the result stays: {counted:?}");

    // Without a network the phones go by their own column.
    for phone in &everybody {
        phone.go_offline();
    }
    town.advance(330 * DAY).await;
    assert!(author.app.sweep().unwrap().0.is_empty() && state(author, id).is_some(), "not before a year");
    assert!(disk::ENCRYPTED || is_in_files(author.directory(), CANARY));
    town.advance(10 * DAY).await;
    for phone in [author, &official] {
        let swept = phone.app.sweep().unwrap().0;
        assert!(swept.contains(&(RetentionClass::Proposal, 1)), "{swept:?}");
        assert!(state(phone, id).is_none() && !is_in_files(phone.directory(), CANARY));
        assert!(number(&file_of(phone), HEADERS, id) > 0, "chains can still be followed");
    }
    town.advance(2000 * DAY).await;
    let hub = hub_file(&town);
    assert!(number(&hub, WITH_PARTS, id) > 0, "for good");
    let kept: String =
        hub.query_row("SELECT state FROM subject WHERE id = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap();
    assert!(kept.contains("not_accepted") && kept.contains(CANARY), "{kept}");
}
