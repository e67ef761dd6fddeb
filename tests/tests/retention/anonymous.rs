//! The rows "anonymous thread" and "tip".

use std::time::Duration;

use usalama_core::client::{AnonymousState, NewTip};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Act, Category, Closed, Entry, NewIncident, Outcome, Whereabouts};
use usalama_core::model::receipt::ReceiptNumber;
use usalama_core::model::retention::RetentionClass;
use usalama_core::model::tip::{Moved, Screened, TipAct, TipClosed, TipFeedback, TipState, TipTopic};
use usalama_core::text::{Comment, Description};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;
use usalama_tests::traces::{CANARY, HEADERS, file_of, hub_file, is_in_files, is_there, number};

use super::{DAY, DEADLINE};

const QUARTER: Duration = Duration::from_secs(15 * 60);
const THREADS: &str = "SELECT count(*) FROM anonymous_thread WHERE subject = ?1";
const SUBJECTS: &str = "SELECT count(*) FROM anonymous_subject WHERE id = ?1";

/// What the hub has of it: events, the record, the thread that a receipt opens.
fn at_hub(town: &Town, id: SubjectId) -> [i64; 3] {
    let hub = hub_file(town);
    [HEADERS, SUBJECTS, THREADS].map(|sql| number(&hub, sql, id))
}

/// Reports something without a name, and lets it go.
async fn reported(town: &Town, phone: &Phone) -> (SubjectId, ReceiptNumber) {
    let mut new = NewIncident::new(Category::Robbery, town.place());
    new.description = Some(Description::new(CANARY).unwrap());
    let report = phone.app.report_anonymously(new, false).unwrap();
    town.advance(QUARTER).await;
    phone.sync().await;
    (report.id, report.receipt)
}

fn closing() -> Entry {
    let words = Comment::new("Nobody was found.").unwrap();
    Entry::with_comment(Act::Resolved(Closed { outcome: Outcome::NotFoundOnArrival }), words)
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_anonymous_thread_the_receipt_90_days_after_it_was_opened_last_the_rest_90_days_after_the_close() {
    let town = Town::start();
    let (police, source) = (town.recruit(Role::PoliceOfficer).await, town.resident().await);
    let (closed, receipt) = reported(&town, &source).await;
    let (open, other) = reported(&town, &source).await;
    police.sync().await;
    for id in [closed, open] {
        police.app.triage(id, Severity::Severe).unwrap();
    }
    police.app.act(closed, closing()).unwrap();
    police.sync().await;

    // Somebody comes back to both after 80 days, which keeps them on the phone and open, and does not keep what is closed.
    town.advance(80 * DAY).await;
    for receipt in [&receipt, &other] {
        assert!(source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().is_some());
    }
    assert!(at_hub(&town, closed).iter().all(|count| *count > 0));
    town.advance(11 * DAY).await;
    assert_eq!(at_hub(&town, closed), [0; 3], "90 days after it was closed nothing of it is at the hub");
    assert!(at_hub(&town, open).iter().all(|count| *count > 0), "what is open stays");
    assert!(source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().is_none());
    assert!(source.app.open_receipt(other.digits(), DEADLINE).await.unwrap().is_some());
    assert_eq!(town.hub.admin(&["kept"]), "", "not even a number");

    // The phone, without a network: the user may forget at once, and after 90 days it forgets by itself.
    source.go_offline();
    let kept = |phone: &Phone| phone.app.anonymous_threads().unwrap().len();
    assert!(source.app.sweep().unwrap().0.is_empty() && kept(&source) == 2);
    source.app.forget_receipt(&receipt).unwrap();
    assert_eq!((kept(&source), is_in_files(source.directory(), receipt.digits())), (1, false));
    assert!(disk::ENCRYPTED || is_in_files(source.directory(), other.digits()));
    town.advance(90 * DAY).await;
    assert!(source.app.sweep().unwrap().0.is_empty(), "to the day");
    town.advance(2 * DAY).await;
    assert_eq!(source.app.sweep().unwrap().0, [(RetentionClass::AnonymousThread, 1)]);
    assert!(kept(&source) == 0 && !is_in_files(source.directory(), other.digits()));
    // The handler's phone gives up what the hub has erased.
    police.sync().await;
    police.app.sweep().unwrap();
    assert!(!is_there(&police, closed));
    assert_eq!(number(&hub_file(&town), THREADS, open), 0, "nobody came back to it for 90 days");
    assert!(number(&hub_file(&town), SUBJECTS, open) > 0, "the case is not closed");
}

fn tip(town: &Town) -> NewTip {
    let whereabouts = Whereabouts { position: Some(town.place()), ..Whereabouts::default() };
    NewTip { whereabouts, ..NewTip::new(TipTopic::Drugs, Description::new(CANARY).unwrap()) }
}

/// Screens a tip, moves it and closes it.
fn see_to(police: &Phone, id: SubjectId, to: TipState) {
    for act in [
        TipAct::Screened(Screened { out: false }),
        TipAct::Moved(Moved { to, into: None }),
        TipAct::Closed(TipClosed { feedback: TipFeedback::LookedInto }),
    ] {
        police.app.act_on_tip(id, act, None).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_tip_erased_on_acknowledgement_on_the_phone_90_days_or_12_months_where_acted_on_at_the_hub() {
    let town = Town::start();
    let (police, source) = (town.recruit(Role::PoliceOfficer).await, town.resident().await);
    let mut tips = vec![];
    for _ in 0..3 {
        let shared = source.app.share_tip(tip(&town)).unwrap();
        tips.push((shared.id, shared.receipt.unwrap()));
    }
    // What has not gone waits, however long, and goes as it was.
    source.go_offline();
    town.advance(10 * DAY).await;
    assert!(source.app.sweep().unwrap().0.is_empty());
    assert_eq!(source.app.sync_status().unwrap().anonymous_waiting, 3);
    assert!(disk::ENCRYPTED || is_in_files(source.directory(), CANARY));
    source.network.set_online(true);
    // Each goes by itself, at a time of its own.
    for _ in 0..4 {
        town.advance(QUARTER).await;
        source.sync().await;
    }
    assert!(source.app.anonymous_threads().unwrap().iter().all(|thread| thread.state == AnonymousState::Delivered));
    assert!(!is_in_files(source.directory(), CANARY), "once the hub has it, the words are nowhere on the phone");

    // A named one is an event of the phone's log: it too goes at once, without a network.
    let named = NewTip { anonymity: usalama_core::model::incident::Anonymity::Confidential, ..tip(&town) };
    let named = source.app.share_tip(named).unwrap().id;
    source.sync().await;
    source.go_offline();
    town.advance(DAY).await;
    assert_eq!(source.app.sweep().unwrap().0, [(RetentionClass::Tip, 1)]);
    assert!(!is_in_files(source.directory(), CANARY));
    assert!(number(&file_of(&source), HEADERS, named) > 0, "the chain can still be followed");
    source.go_online().await;

    // Nobody looks at the first, nothing comes of the second, of the third something does.
    police.sync().await;
    see_to(&police, tips[1].0, TipState::Parked);
    see_to(&police, tips[2].0, TipState::Actioned);
    police.sync().await;
    police.go_offline();
    town.advance(DAY).await;
    assert_eq!(
        police.app.sweep().unwrap().0,
        [(RetentionClass::Tip, 2)],
        "a handler's phone keeps it while it is open"
    );
    town.advance(86 * DAY).await;
    assert!(tips.iter().all(|(id, _)| at_hub(&town, *id).iter().all(|count| *count > 0)));
    // Opening a thread keeps it open; it does not keep the tip.
    assert!(source.app.open_receipt(tips[1].1.digits(), DEADLINE).await.unwrap().is_some());
    assert!(source.app.open_receipt(tips[2].1.digits(), DEADLINE).await.unwrap().is_some());
    town.advance(4 * DAY).await;
    assert_eq!((at_hub(&town, tips[0].0), at_hub(&town, tips[1].0)), ([0; 3], [0; 3]));
    let [events, subject, thread] = at_hub(&town, tips[2].0);
    assert!(events > 0 && subject > 0, "something was done about it");
    assert_eq!(thread, 0, "its thread ends 90 days after the close all the same");
    town.advance(275 * DAY).await;
    assert_eq!(at_hub(&town, tips[2].0), [0; 3]);
    for (_, receipt) in &tips {
        assert!(source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().is_none());
    }
}
