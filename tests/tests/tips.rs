//! Tips end to end over a real hub (DOMAIN §6, §12), with clocks that are moved by hand.

use std::time::Duration;

use usalama_core::client::{AnonymousState, Error, NewTip, TipView};
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Anonymity, Assessed, Contact, Nothing, Veracity, Whereabouts};
use usalama_core::model::receipt::ReceiptNumber;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::tip::{
    Graded, InfoCredibility, Moved, Screened, SourceReliability, TipAct, TipClosed, TipFeedback, TipState, TipTopic,
};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const DEADLINE: Duration = Duration::from_secs(30);
const QUARTER: Duration = Duration::from_secs(15 * 60);

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn tip(town: &Town, topic: TipTopic, words: &str) -> NewTip {
    let whereabouts = Whereabouts { position: Some(town.place()), ..Whereabouts::default() };
    NewTip { whereabouts, ..NewTip::new(topic, Description::new(words).unwrap()) }
}

fn refused(result: Result<TipView, Error>) -> RefusalCode {
    match result.unwrap_err() {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

fn moved(to: TipState) -> TipAct {
    TipAct::Moved(Moved { to, into: None })
}

fn assessed(veracity: Veracity) -> TipAct {
    TipAct::Assessed(Assessed { veracity })
}

const SCREENED: TipAct = TipAct::Screened(Screened { out: false });

/// How many events of a subject a phone's file holds.
fn held(phone: &Phone, id: SubjectId) -> i64 {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
        .query_row("SELECT count(*) FROM event WHERE subject = ?1", [id.0.as_bytes()], |row| row.get(0))
        .unwrap()
}

/// Shares an anonymous tip, and lets it go.
async fn shared(town: &Town, phone: &Phone, new: NewTip) -> (SubjectId, ReceiptNumber) {
    let shared = phone.app.share_tip(new).unwrap();
    town.advance(QUARTER).await;
    phone.sync().await;
    (shared.id, shared.receipt.unwrap())
}

async fn oversight(town: &Town) -> Phone {
    let phone = town.phone();
    town.appoint_to(&phone, Role::Oversight, None, town.area(&AreaKind::County, ""), None).await;
    phone
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_by_receipt_from_the_corner_to_its_answer() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let moderator = town.recruit(Role::Moderator).await;
    let source = town.resident().await;
    source.go_offline();

    // Durable at once, and bound to wait.
    let words = "Three boys sell something behind the kiosk at dusk";
    let taken = source.app.share_tip(tip(&town, TipTopic::Drugs, words)).unwrap();
    let receipt = taken.receipt.unwrap();
    let source = source.restarted();
    let threads = source.app.anonymous_threads().unwrap();
    assert_eq!((threads.len(), &threads[0].state), (1, &AnonymousState::Waits));
    assert_eq!(source.app.sync_status().unwrap().anonymous_waiting, 1);
    assert_eq!(source.app.sync_status().unwrap().unsent, 0, "no outbox that an account is sent from");
    town.advance(QUARTER).await;
    assert!(source.try_sync().await.1.is_some());
    assert_eq!(source.app.anonymous_threads().unwrap()[0].state, AnonymousState::Waits, "without a network it stays");
    town.advance(QUARTER).await;
    source.go_online().await;
    assert_eq!(source.app.anonymous_threads().unwrap()[0].state, AnonymousState::Delivered);

    // The police open it on their phone; a moderator gets the words, and nothing else.
    police.sync().await;
    let opened = police.app.tip(taken.id).unwrap();
    assert_eq!(opened.words.unwrap().description.unwrap().as_str(), words);
    assert_eq!(opened.place.unwrap().position.unwrap().at, town.place().at);
    assert_eq!(opened.tip.state, Some(TipState::Received));
    assert!(opened.tip.identity.is_none());
    moderator.sync().await;
    let screened = moderator.app.tip(taken.id).unwrap();
    assert_eq!(screened.words.unwrap().description.unwrap().as_str(), words);
    assert!(screened.place.is_none() && screened.tip.report.is_none() && screened.tip.place.is_none());
    assert_eq!(refused(moderator.app.act_on_tip(taken.id, SCREENED, None)), RefusalCode::NotYourRole);

    // Screened, graded, a question.
    police.app.act_on_tip(taken.id, SCREENED, None).unwrap();
    let grade = Graded { reliability: SourceReliability::CannotBeJudged, credibility: InfoCredibility::PossiblyTrue };
    police.app.act_on_tip(taken.id, TipAct::Graded(grade.clone()), None).unwrap();
    let asked = police.app.act_on_tip(taken.id, TipAct::Asked(Nothing {}), Some(comment("Which days?"))).unwrap();
    assert_eq!(asked.tip.grade, Some(grade));
    assert_eq!(asked.messages[0].words.as_ref().unwrap().comment, Some(comment("Which days?")));
    police.sync().await;
    moderator.sync().await;
    assert!(moderator.app.tip(taken.id).is_err(), "once it is screened, it is nothing to a moderator");

    // Whoever has the receipt reads the question on any phone, and answers.
    let elsewhere = town.phone();
    let thread = elsewhere.app.open_receipt(&receipt.grouped(), DEADLINE).await.unwrap().unwrap();
    assert_eq!((thread.state.as_str(), thread.is_tip, &thread.feedback), ("received", true, &None));
    assert_eq!(thread.lines[0].words.as_ref().unwrap().comment, Some(comment("Which days?")));
    elsewhere.app.answer_thread(&thread, comment("Fridays")).unwrap();
    assert!(elsewhere.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap().lines.len() == 1);
    town.advance(QUARTER).await;
    elsewhere.try_sync().await;
    assert!(
        elsewhere.app.anonymous_threads().unwrap().is_empty(),
        "nothing stays on a phone that it was not sent from"
    );
    police.sync().await;
    let answered = police.app.tip(taken.id).unwrap();
    assert!(answered.messages[1].from_source);
    assert_eq!(answered.messages[1].words.as_ref().unwrap().comment, Some(comment("Fridays")));

    // It is acted on and closed; the source is told one phrase.
    police.app.act_on_tip(taken.id, moved(TipState::Actioned), Some(comment("Patrol on Friday"))).unwrap();
    let closed = TipAct::Closed(TipClosed { feedback: TipFeedback::ActedOn });
    police.app.act_on_tip(taken.id, closed, None).unwrap();
    police.sync().await;
    let end = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
    assert_eq!((end.state.as_str(), end.feedback), ("closed", Some(TipFeedback::ActedOn)));
    assert_eq!(TipFeedback::ActedOn.label().map(|label| label.sw), Some("Imefanyiwa kazi"));
    assert_eq!(end.lines.len(), 2, "nothing operational");
    let said = format!("{:?}", end.lines);
    assert!(!said.contains("Patrol"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_the_police_of_the_area_and_who_screens_ever_has_a_header_of_a_tip() {
    let town = Town::start();
    let source = town.resident().await;
    let mut others = vec![town.resident().await];
    for role in [
        Role::RaOfficial,
        Role::CommunityLeader,
        Role::NgaoOfficer,
        Role::Guard,
        Role::FirmSupervisor,
        Role::OutreachWorker,
        Role::RehabIntake,
        Role::ProgrammeAdmin,
        Role::Oversight,
    ] {
        others.push(town.recruit(role).await);
    }
    let next_door = town.phone();
    let area = town.area(&AreaKind::PoliceArea, "Jirani");
    town.appoint_to(&next_door, Role::PoliceOfficer, Some(town.other_station()), area, None).await;
    others.push(next_door);
    let police = town.recruit(Role::PoliceOfficer).await;
    let (anonymous, _) = shared(&town, &source, tip(&town, TipTopic::Weapons, "A gun in the roof")).await;
    let contact = Contact { name: Title::new("Achieng").unwrap(), phone: None, named_to_ra: true };
    let named = NewTip {
        anonymity: Anonymity::Named,
        contact: Some(contact.clone()),
        ..tip(&town, TipTopic::Gang, "They meet by the river")
    };
    let named = source.app.share_tip(named).unwrap().id;
    let hidden =
        NewTip { anonymity: Anonymity::Confidential, ..tip(&town, TipTopic::StolenGoods, "Phones, by the sack") };
    let hidden = source.app.share_tip(hidden).unwrap().id;
    source.sync().await;
    police.sync().await;
    for other in &others {
        other.sync().await;
        for id in [anonymous, named, hidden] {
            assert_eq!(held(other, id), 0, "{:?}", other.app.grants().unwrap());
        }
        assert!(other.app.tips(10).unwrap().is_empty());
    }
    assert_eq!(police.app.tips(10).unwrap().len(), 3);
    assert_eq!(police.app.tip(named).unwrap().tip.identity.unwrap().name, Some(contact.name));
    assert!(police.app.tip(hidden).unwrap().tip.identity.is_none(), "the hub knows; the handlers see a pseudonym");
    assert_eq!(police.app.tip(hidden).unwrap().words.unwrap().description.unwrap().as_str(), "Phones, by the sack");
    // Guards, supervisors, associations and the rest may share, and nobody makes a resident of whoever may not.
    for other in &others {
        let role = other.app.acting_role().unwrap();
        let said = other.app.share_tip(tip(&town, TipTopic::Drugs, "Seen on my round"));
        let may = !matches!(role, Role::RehabIntake | Role::ProgrammeAdmin | Role::Oversight);
        assert_eq!(said.is_ok(), may, "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn section_13_9_what_is_about_officials_goes_to_oversight_and_never_to_the_unit_complained_of() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let moderator = town.recruit(Role::Moderator).await;
    let oversight = oversight(&town).await;
    let source = town.resident().await;
    for topic in [TipTopic::Corruption, TipTopic::Misconduct] {
        let (id, receipt) = shared(&town, &source, tip(&town, topic, "The sergeant takes a cut")).await;
        for phone in [&police, &moderator, &oversight] {
            phone.sync().await;
        }
        assert_eq!([held(&police, id), held(&moderator, id)], [0, 0]);
        let opened = oversight.app.tip(id).unwrap();
        assert_eq!(opened.words.unwrap().description.unwrap().as_str(), "The sergeant takes a cut");
        oversight.app.act_on_tip(id, SCREENED, None).unwrap();
        oversight.app.act_on_tip(id, moved(TipState::SharedUp), None).unwrap();
        oversight.app.act_on_tip(id, TipAct::Closed(TipClosed { feedback: TipFeedback::PassedOn }), None).unwrap();
        oversight.sync().await;
        let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
        assert_eq!(thread.feedback, Some(TipFeedback::PassedOn));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn section_6_3_confirmed_false_takes_two_and_another_opens_what_one_has_confirmed() {
    let town = Town::start();
    let (first, second) = (town.recruit(Role::PoliceOfficer).await, town.recruit(Role::PoliceOfficer).await);
    let source = town.resident().await;
    let (id, _) = shared(&town, &source, tip(&town, TipTopic::Drugs, "Behind the kiosk")).await;
    first.sync().await;
    let reason = || Some(comment("We looked"));
    assert_eq!(refused(first.app.act_on_tip(id, assessed(Veracity::ConfirmedTrue), None)), RefusalCode::Incomplete);
    let alone = first.app.act_on_tip(id, assessed(Veracity::ConfirmedFalse), reason());
    assert_eq!(refused(alone), RefusalCode::SecondPerson);
    first.app.act_on_tip(id, assessed(Veracity::ProbablyFalse), reason()).unwrap();
    first.sync().await;
    second.sync().await;
    let both = second.app.act_on_tip(id, assessed(Veracity::ConfirmedFalse), reason()).unwrap();
    assert_eq!(both.tip.veracity, Veracity::ConfirmedFalse);
    let back = second.app.act_on_tip(id, assessed(Veracity::UnderInvestigation), reason());
    assert_eq!(refused(back), RefusalCode::SecondPerson);
    second.sync().await;
    first.sync().await;
    first.app.act_on_tip(id, assessed(Veracity::ConfirmedTrue), reason()).unwrap();
    // Any value leads to any other, with a reason.
    assert_eq!(Veracity::ALL.len(), 9);
    first.sync().await;
    second.sync().await;
    second.app.act_on_tip(id, assessed(Veracity::Unverifiable), reason()).unwrap();
    for veracity in Veracity::ALL.iter().filter(|veracity| !matches!(veracity, Veracity::ConfirmedFalse)) {
        if second.app.tip(id).unwrap().tip.veracity == Veracity::ConfirmedTrue {
            second.sync().await;
            first.sync().await;
            first.app.act_on_tip(id, assessed(Veracity::New), reason()).unwrap();
            first.sync().await;
            second.sync().await;
        }
        second.app.act_on_tip(id, assessed(veracity.clone()), reason()).unwrap();
    }
    let report = second.sync().await;
    assert_eq!(report.refused, 0, "the hub says the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn abuse_is_screened_out_by_a_moderator_and_its_source_is_told_no_more_than_any_other() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let moderator = town.recruit(Role::Moderator).await;
    let source = town.resident().await;
    let (id, receipt) = shared(&town, &source, tip(&town, TipTopic::Gang, "You are all fools")).await;
    moderator.sync().await;
    for act in [moved(TipState::Parked), TipAct::Closed(TipClosed { feedback: TipFeedback::NotEnough })] {
        assert_eq!(refused(moderator.app.act_on_tip(id, act, None)), RefusalCode::NotYourRole);
    }
    let out = moderator.app.act_on_tip(id, TipAct::Screened(Screened { out: true }), None).unwrap();
    assert_eq!(out.tip.state, Some(TipState::Closed));
    moderator.sync().await;
    police.sync().await;
    let closed = police.app.tip(id).unwrap();
    assert_eq!((closed.tip.state, closed.tip.feedback), (Some(TipState::Closed), Some(TipFeedback::NotEnough)));
    let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
    assert_eq!(thread.feedback, Some(TipFeedback::NotEnough));
    assert_eq!(refused(police.app.act_on_tip(id, SCREENED, None)), RefusalCode::WrongStatus);
}
