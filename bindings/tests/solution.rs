//! Solutions as an app calls them, without a network.

#![allow(clippy::unwrap_used, reason = "a test that fails says so")]

use usalama::solution::NewProposal;
use usalama::{ErrorCode, Usalama, UsalamaError, new_key};
use usalama_core::model::solution::{ProposalCategory, Stance};
use uuid::Uuid;

fn code<T: std::fmt::Debug>(result: Result<T, UsalamaError>) -> (ErrorCode, Option<String>) {
    let UsalamaError::Failed { code, refusal, .. } = result.unwrap_err();
    (code, refusal.map(|refusal| refusal.code.code().to_owned()))
}

fn lamps(body: &str) -> NewProposal {
    NewProposal {
        title: "Light the way to the stage".to_owned(),
        body: body.to_owned(),
        category: ProposalCategory::Lighting,
        area: Uuid::from_u128(1),
        problem: None,
        budget_kes_cents: Some(12_000_000),
        options: vec!["Solar".to_owned()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_stays_on_the_phone_and_what_may_not_be_proposed_stays_a_draft() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().display().to_string();
    let usalama = Usalama::open(directory, new_key().unwrap(), None, false).await.unwrap();
    let bad = lamps("Our youths should patrol at night.");
    let draft = usalama.draft_proposal(bad.clone(), None).await.unwrap();
    assert_eq!(draft.proposal, bad);
    let (failed, refusal) = code(usalama.propose(draft.id).await);
    assert_eq!(failed, ErrorCode::Refused);
    assert!(refusal.is_some());
    let good = lamps("Repair six lamps.");
    let again = usalama.draft_proposal(good.clone(), Some(draft.id)).await.unwrap();
    assert_eq!((again.id, &again.proposal), (draft.id, &good));
    assert_eq!(usalama.proposal_drafts().await.unwrap(), [again]);
    assert!(usalama.proposals(50).await.unwrap().is_empty());
    let long = NewProposal { title: "x".repeat(81), ..good };
    assert_eq!(code(usalama.draft_proposal(long, None).await), (ErrorCode::Invalid, None));
    usalama.discard_proposal_draft(draft.id).await.unwrap();
    assert!(usalama.proposal_drafts().await.unwrap().is_empty());
    // What is not there is not found, whatever is asked of it.
    let nobody = Uuid::from_u128(7);
    let missing = (ErrorCode::NotFound, None);
    assert_eq!(code(usalama.propose(draft.id).await), missing);
    assert_eq!(code(usalama.proposal(nobody).await), missing);
    assert_eq!(code(usalama.problem(nobody).await), missing);
    assert_eq!(code(usalama.vote(nobody, vec![0]).await), missing);
    assert_eq!(code(usalama.what_may_i_do_on_proposal(nobody).await), missing);
    let comment = usalama.comment_on_proposal(nobody, "At last.".to_owned(), Stance::For, None).await;
    assert_eq!(code(comment), missing);
}
