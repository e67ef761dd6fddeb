//! What residents know: a tip by receipt, and its answer. Nobody learns who it was, the hub cannot read it.

use std::time::{Duration, Instant};

use usalama_core::client::{AnonymousState, NewTip};
use usalama_core::event::Role;
use usalama_core::model::incident::{Nothing, Whereabouts};
use usalama_core::model::tip::{Moved, Screened, TipAct, TipClosed, TipFeedback, TipState, TipTopic};
use usalama_core::text::{Comment, Description};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const QUARTER: Duration = Duration::from_secs(15 * 60);
const DEADLINE: Duration = Duration::from_secs(30);
const SAID: &str = "Boys sell something behind the kiosk";

/// Plays the week, and fails where it does not go as it must.
pub async fn work_it_out() -> Count {
    let started = Instant::now();
    print::title("4  A week in Mfano: a tip that nobody can be known by");
    let mut count = Count::default();
    tip(&mut count).await;
    count.seconds = started.elapsed().as_secs_f64();
    count
}

async fn sync(count: &mut Count, phone: &Phone) {
    count.sync = count.sync.plus(phone.sync().await);
}

async fn tip(count: &mut Count) {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    source.go_offline();
    let whereabouts = Whereabouts { position: Some(town.place()), ..Whereabouts::default() };
    let new = NewTip { whereabouts, ..NewTip::new(TipTopic::Drugs, Description::new(SAID).expect("words")) };
    let shared = source.app.share_tip(new).expect("it is taken down");
    count.offline += 1;
    let receipt = shared.receipt.expect("a receipt");
    print::act("A resident", "no network; shares a tip about drugs, without a name");
    print::good(&format!("a receipt to write down: {}", receipt.grouped()));
    print::note("it waits up to fifteen minutes by chance, then goes by a road of its own: no account, no session");
    town.advance(QUARTER).await;
    source.network.set_online(true);
    sync(count, &source).await;
    let threads = source.app.anonymous_threads().expect("threads");
    assert!(threads.iter().all(|thread| thread.state == AnonymousState::Delivered));
    let kept = std::fs::read(town.hub.data().join("hub.db")).expect("the hub's file");
    let log = std::fs::read(town.hub.data().join("hub.db-wal")).unwrap_or_default();
    let found = [kept, log].iter().any(|file| String::from_utf8_lossy(file).contains(SAID));
    assert!(!found, "the hub keeps what it cannot read");
    print::note("the hub has it, and its file does not hold a word of what was written");

    sync(count, &police).await;
    let view = police.app.tip(shared.id).expect("the tip");
    let narrative = view.words.and_then(|words| words.description).expect("it opens on their phone");
    print::act("Sgt Njoroge, police", &format!("opens it on his phone: \"{narrative}\""));
    let on = |act, words: Option<&str>| {
        let words = words.map(|words| Comment::new(words).expect("words"));
        police.app.act_on_tip(shared.id, act, words).expect("the police may")
    };
    on(TipAct::Screened(Screened { out: false }), None);
    on(TipAct::Asked(Nothing {}), Some("Which days?"));
    print::act("", "asks: which days?");
    sync(count, &police).await;
    let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.expect("an answer").expect("a thread");
    source.app.answer_thread(&thread, Comment::new("Fridays, at dusk").expect("words")).expect("it is taken down");
    town.advance(QUARTER).await;
    sync(count, &source).await;
    print::act("The receipt", "opens the thread; the resident answers: Fridays, at dusk");
    sync(count, &police).await;
    assert_eq!(police.app.tip(shared.id).expect("the tip").messages.len(), 2);
    on(TipAct::Moved(Moved { to: TipState::Actioned, into: None }), Some("Plain clothes on Friday"));
    on(TipAct::Closed(TipClosed { feedback: TipFeedback::ActedOn }), None);
    sync(count, &police).await;
    let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.expect("an answer").expect("a thread");
    assert_eq!(thread.feedback, Some(TipFeedback::ActedOn));
    print::act("The receipt", "a week later, tells one of four phrases, and nothing of what was done");
    print::shows(TipFeedback::ActedOn.label().expect("a label"));
    let guessed = usalama_core::model::receipt::ReceiptNumber::random().expect("digits");
    let nothing = source.app.open_receipt(guessed.digits(), DEADLINE).await.expect("an answer");
    assert!(nothing.is_none());
    print::act("Somebody", &format!("guesses {}: nothing, after a million hashes", guessed.grouped()));
}
