//! SOS end to end over a real hub, with clocks that are moved by hand (DOMAIN §8.5; §19, scenario 14, without SMS).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use usalama_core::client::{
    BookOn, Error, NewSos, PinError, SosPositionTaken, SosView, Subscription, Topic, UpdateOptions,
};
use usalama_core::clock::{Clock as _, Timestamp};
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::sos::{ContactedHow, SosKind, SosMode, SosOutcome, SosState, SosTrigger};
use usalama_core::text::{Comment, Title};
use usalama_tests::disk;
use usalama_tests::guarding::GuardedSite;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

fn silent() -> NewSos {
    NewSos::new(SosTrigger::PowerKey, SosMode::Silent, SosKind::Attack)
}

fn loud() -> NewSos {
    NewSos::new(SosTrigger::Button, SosMode::Loud, SosKind::Medical)
}

fn name(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn refused(error: Error) -> RefusalCode {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

/// How many events of a subject a phone's file holds.
fn held(phone: &Phone, id: SubjectId) -> i64 {
    disk::raw_profile(phone.directory(), phone.actor(), &phone.key)
        .query_row("SELECT count(*) FROM event WHERE subject = ?1", [id.0.as_bytes()], |row| row.get(0))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_14_silent_with_no_signal_truthful_at_each_step_and_under_duress_only_to_those_who_help() {
    let town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let caller = town.resident().await;
    caller.app.set_sos_pins(None, "1234", Some("9876")).unwrap();
    caller.go_offline();

    let (who, phone) = (Some(name("Achieng")), Some("+254712345678".into()));
    let raised = caller.app.raise_sos(NewSos { name: who, phone, ..silent().at(town.place()) }).unwrap();
    let id = raised.id;
    assert_eq!((raised.state, raised.delivery.code()), (SosState::Active, "queued"));
    assert_eq!((raised.said.en, raised.said.sw), ("Not delivered yet", "Bado haijatumwa"));
    assert_eq!(raised.next_escalation_at, None, "nobody counts yet");
    let numbers: Vec<&str> = raised.dial.iter().map(|dial| dial.number.as_str()).collect();
    assert_eq!(numbers, ["999", "112", "911"]);
    assert!(raised.sms_text.is_some_and(|text| text.contains("Nahitaji msaada") && text.chars().count() <= 160));
    caller.app.sos_contacted(id, ContactedHow::SmsOffered, Some("+254700000001")).unwrap();
    let contacted = caller.app.sos(id).unwrap().sos.contacted;
    assert_eq!(contacted.len(), 1);
    assert_eq!(contacted[0].number, None, "a friend's number is nobody else's business");

    caller.go_online().await;
    let received = caller.app.sos(id).unwrap();
    assert_eq!((received.delivery.code(), received.said.en), ("delivered", "Received, not seen yet"));
    assert!(received.next_escalation_at.is_some());

    guard.sync().await;
    let told = guard.app.sos(id).unwrap();
    assert_eq!(told.sos.identity.as_ref().and_then(|who| who.name.clone()), Some(name("Achieng")));
    assert_eq!(told.sos.last_spot().and_then(|spot| spot.place.position.clone()), Some(town.place()));
    guard.app.sos_seen(id).unwrap();
    guard.sync().await;
    caller.sync().await;
    let seen = caller.app.sos(id).unwrap();
    assert_eq!((seen.shown_to, seen.said.en), (1, "Received and seen, not answered yet"));

    // Under duress, offline. Beside it, somebody who really cancels.
    let other = town.resident().await;
    other.app.set_sos_pins(None, "1234", Some("9876")).unwrap();
    let twin = other.app.raise_sos(silent().at(town.place())).unwrap().id;
    other.sync().await;
    guard.sync().await;
    guard.app.sos_seen(twin).unwrap();
    guard.sync().await;
    other.sync().await;
    for phone in [&caller, &other] {
        phone.go_offline();
    }
    caller.app.cancel_sos(id, "9876").unwrap();
    other.app.cancel_sos(twin, "1234").unwrap();
    look_alike(&caller, id, &other, twin);
    assert_eq!(caller.app.sos(id).unwrap().said.en, "Ended here, not delivered yet");
    let heard = Arc::new(AtomicUsize::new(0));
    let listening = listen(&caller, &heard);
    assert_eq!(caller.app.sos_to_locate().unwrap(), [id]);
    assert_eq!(other.app.sos_to_locate().unwrap(), []);
    for step in 1..=3 {
        town.advance(11 * SECOND).await;
        let here = beside(&town.place(), 20.0 * f64::from(step), 0.0);
        assert_eq!(caller.app.sos_position(id, here.clone()).unwrap(), SosPositionTaken::NotWanted);
        assert_eq!(other.app.sos_position(twin, here).unwrap(), SosPositionTaken::NotWanted);
        look_alike(&caller, id, &other, twin);
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0, "no listener hears of what goes on");
    drop(listening);

    let (one, two) = (caller.go_online().await, other.go_online().await);
    assert_eq!((one.sent, one.accepted), (two.sent, two.accepted));
    look_alike(&caller, id, &other, twin);
    assert_eq!(caller.app.sos(id).unwrap().said.en, "Cancelled");
    guard.sync().await;
    let alarming = guard.app.sos(id).unwrap();
    assert_eq!(alarming.state, SosState::ActiveSilent);
    assert!(alarming.sos.duress_at.is_some());
    assert_eq!(alarming.sos.positions.len(), 3);
    assert_eq!(guard.app.sos(twin).unwrap().state, SosState::Cancelled);

    // Help comes; the phone of whoever called goes on showing nothing of it.
    guard.app.acknowledge_sos(id, name("Otieno"), Some(3)).unwrap();
    guard.app.sos_responding(id, Some(2)).unwrap();
    assert_eq!(guard.app.acknowledge_sos(twin, name("Otieno"), None).map_err(refused), Err(RefusalCode::WrongStatus));
    guard.sync().await;
    let _listening = listen(&caller, &heard);
    caller.sync().await;
    other.sync().await;
    assert_eq!(heard.load(Ordering::SeqCst), 0);
    look_alike(&caller, id, &other, twin);
    let caller = caller.restarted();
    look_alike(&caller, id, &other, twin);
    // Another try with either PIN changes nothing that is seen; a wrong one is wrong.
    caller.app.cancel_sos(id, "9876").unwrap();
    other.app.cancel_sos(twin, "9876").unwrap();
    assert!(matches!(caller.app.cancel_sos(id, "0000"), Err(Error::Pin(PinError::Wrong { .. }))));
    assert!(matches!(other.app.cancel_sos(twin, "0000"), Err(Error::Pin(PinError::Wrong { .. }))));
    look_alike(&caller, id, &other, twin);
    // In safety, the right one ends it for good.
    caller.app.cancel_sos(id, "1234").unwrap();
    look_alike(&caller, id, &other, twin);
    caller.sync().await;
    guard.sync().await;
    assert_eq!(guard.app.sos(id).unwrap().state, SosState::Cancelled);
    assert_eq!(caller.app.sos_to_locate().unwrap(), []);
}

/// Counts what a phone's listeners hear.
fn listen(phone: &Phone, heard: &Arc<AtomicUsize>) -> Subscription {
    let count = heard.clone();
    let listener = move |_: &[Topic]| {
        count.fetch_add(1, Ordering::SeqCst);
    };
    phone.app.observe(&[], Arc::new(listener))
}

/// Whether two phones show the same, of which only one really cancelled.
fn look_alike(forced: &Phone, id: SubjectId, free: &Phone, twin: SubjectId) {
    let shape = |phone: &Phone, view: SosView| {
        let sos = &view.sos;
        (
            (view.state, view.mine, view.delivery, view.said, view.shown_to, view.help, view.dial, view.sms_text),
            (view.arming_until, view.next_escalation_at),
            (sos.positions.len(), sos.responders.len(), sos.duress_at, sos.tier, sos.closing_words.clone()),
            phone.app.sync_status().unwrap().unsent,
            phone.app.sync_status().unwrap().parked.len(),
            phone.app.profiles().unwrap()[0].unsent,
        )
    };
    let (one, two) = (forced.app.sos(id).unwrap(), free.app.sos(twin).unwrap());
    assert_eq!(one.state, SosState::Cancelled);
    assert_eq!(forced.app.sos_list(10).unwrap(), std::slice::from_ref(&one));
    assert_eq!(free.app.sos_list(10).unwrap(), std::slice::from_ref(&two));
    assert_eq!(shape(forced, one), shape(free, two));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tier_is_told_after_a_minute_also_when_the_hub_was_off_and_two_are_due_at_once() {
    let mut town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let control = town.recruit(Role::FirmSupervisor).await;
    let police = town.recruit(Role::PoliceOfficer).await;
    let caller = town.resident().await;
    let id = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.sync().await;
    let due = caller.app.sos(id).unwrap().next_escalation_at.unwrap();
    for phone in [&guard, &control, &police] {
        phone.sync().await;
    }
    assert_eq!([held(&guard, id), held(&control, id), held(&police, id)], [1, 0, 0]);
    town.advance(59 * SECOND).await;
    control.sync().await;
    assert_eq!(held(&control, id), 0);
    town.advance(2 * SECOND).await;
    control.sync().await;
    police.sync().await;
    assert_eq!([held(&control, id), held(&police, id)], [2, 0]);
    let told = control.app.sos(id).unwrap();
    assert_eq!((told.state, told.sos.tier, told.sos.positions.len()), (SosState::Escalated, 2, 0));
    assert!(told.sos.last_spot().is_some() && told.sos.identity.is_some(), "what came before, too");
    assert_eq!(told.next_escalation_at.map(|at| at.since(due)), Some(MINUTE));

    // Another one, and the hub is off for three minutes: each tier that is due is told, in order.
    let second = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.sync().await;
    town.hub.restart();
    town.advance(4 * MINUTE).await;
    for phone in [&caller, &guard, &control, &police] {
        phone.sync().await;
    }
    for phone in [&caller, &guard, &control, &police] {
        let view = phone.app.sos(second).unwrap();
        assert_eq!((view.state, view.sos.tier, view.next_escalation_at), (SosState::Escalated, 3, None));
        assert_eq!(held(phone, second), 3, "raised, tier two, tier three");
    }
    assert_eq!(police.app.sos(id).unwrap().sos.tier, 3);

    // A third is taken up: nothing more happens to it.
    let third = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.sync().await;
    guard.sync().await;
    guard.app.acknowledge_sos(third, name("Otieno"), Some(5)).unwrap();
    guard.sync().await;
    town.advance(10 * MINUTE).await;
    caller.sync().await;
    let view = caller.app.sos(third).unwrap();
    assert_eq!((view.state, view.sos.tier, view.next_escalation_at), (SosState::Acknowledged, 1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_called_is_shown_who_comes_and_when_and_false_alarms_are_counted_and_block_nothing() {
    let town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let caller = town.resident().await;
    let raised = caller.app.raise_sos(loud().at(town.place())).unwrap();
    assert_eq!((raised.state, raised.said.en), (SosState::Arming, "Goes out in five seconds"));
    town.advance(6 * SECOND).await;
    caller.sync().await;
    guard.sync().await;
    let id = raised.id;
    assert_eq!(guard.app.sos_on_scene(id).map_err(refused), Err(RefusalCode::WrongStatus));
    guard.app.acknowledge_sos(id, name("Otieno"), Some(4)).unwrap();
    guard.sync().await;
    caller.sync().await;
    let view = caller.app.sos(id).unwrap();
    assert_eq!((view.state, view.said.en), (SosState::Acknowledged, "Somebody has taken it up"));
    let help = view.help.unwrap();
    assert_eq!((help.name.as_str(), help.eta_min, help.role.code()), ("Otieno", Some(4), "guard"));
    assert!(help.expected_at.is_some_and(|at| at > town.clock.now()));
    guard.app.sos_responding(id, Some(2)).unwrap();
    guard.app.sos_on_scene(id).unwrap();
    guard.app.close_sos(id, SosOutcome::FalseAlarm, Some(Comment::new("A cat.").unwrap())).unwrap();
    guard.sync().await;
    caller.sync().await;
    let view = caller.app.sos(id).unwrap();
    assert_eq!((view.state, view.help.unwrap().state), (SosState::FalseAlarm, SosState::OnScene));

    // Twenty more within a minute: each goes out. Those who help are told to call first.
    for _ in 0..20 {
        caller.app.raise_sos(silent().at(town.place())).unwrap();
    }
    let report = caller.sync().await;
    assert_eq!((report.accepted, report.refused), (20, 0));
    guard.sync().await;
    let open: Vec<SosView> = guard.app.sos_list(50).unwrap().into_iter().filter(|view| view.sos.is_open()).collect();
    assert_eq!(open.len(), 20);
    assert!(open.iter().all(|view| view.sos.false_alarms == Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sos_goes_first_and_alone_however_much_else_waits() {
    let town = Town::start();
    let caller = town.resident().await;
    caller.go_offline();
    for _ in 0..4 {
        let id = caller.app.report(NewIncident::new(Category::StreetLight, town.place())).unwrap().incident.id;
        for _ in 0..250 {
            caller.app.update(id, Comment::new("Still dark.").unwrap(), UpdateOptions::default()).unwrap();
        }
    }
    assert_eq!(caller.app.sync_status().unwrap().unsent, 1004);
    let id = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.network.listen_in();
    caller.network.set_online(true);
    let report = caller.sync().await;
    assert_eq!((report.accepted, report.refused), (1005, 0));
    let sent = String::from_utf8_lossy(&caller.network.overheard()).into_owned();
    let first = |word: &str| sent.find(word).unwrap_or_else(|| panic!("{word} was sent"));
    let push = first("sent_at");
    let second = push + 7 + sent[push + 7..].find("sent_at").unwrap();
    assert!(first("sos.raised") < second, "the SOS is in the first push");
    assert!(first("incident.") > second, "and nothing else is");
    assert_eq!(caller.app.sos(id).unwrap().delivery.code(), "delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_are_counted_over_a_restart_and_never_keep_anybody_from_calling() {
    let town = Town::start();
    let caller = town.resident().await;
    let app = &caller.app;
    assert!(matches!(app.set_sos_pins(None, "12a4", None), Err(Error::Pin(PinError::Unfit(_)))));
    assert!(matches!(app.set_sos_pins(None, "1234", Some("1234")), Err(Error::Pin(PinError::Unfit(_)))));
    let id = app.raise_sos(silent()).unwrap().id;
    assert!(matches!(app.cancel_sos(id, "1234"), Err(Error::Pin(PinError::NotSet))));
    // Whoever holds the phone must not be able to set one now.
    assert_eq!(app.set_sos_pins(None, "1234", None).map_err(refused), Err(RefusalCode::TooLate));
    let phone = town.resident().await;
    phone.app.set_sos_pins(None, "1234", Some("9876")).unwrap();
    assert!(matches!(phone.app.set_sos_pins(None, "1111", None), Err(Error::Pin(PinError::Wrong { .. }))));
    phone.app.set_sos_pins(Some("1234"), "4321", Some("6789")).unwrap();
    let id = phone.app.raise_sos(silent()).unwrap().id;
    for left in (0..5_u8).rev() {
        match phone.app.cancel_sos(id, "1234") {
            Err(Error::Pin(PinError::Wrong { left: said })) => assert_eq!(said, left),
            other => panic!("{other:?}"),
        }
    }
    let phone = phone.restarted();
    let locked = phone.app.cancel_sos(id, "4321").unwrap_err();
    assert_eq!(locked.code(), "too_many_tries");
    assert!(phone.app.raise_sos(silent()).is_ok(), "calling is never locked");
    town.advance(61 * SECOND).await;
    assert_eq!(phone.app.cancel_sos(id, "4321").unwrap().state, SosState::Cancelled);
    // Neither PIN is in the file, nor is there anything to compare them with but the hashes.
    let file = disk::raw_profile(phone.directory(), phone.actor(), &phone.key);
    let kept: String =
        file.query_row("SELECT value FROM profile WHERE key = 'sos.pins'", [], |row| row.get(0)).unwrap();
    assert!(!kept.contains("4321") && !kept.contains("6789"));

    // Forced to set other PINs with the one for duress: neither takes anything back.
    phone.app.set_sos_pins(Some("6789"), "1111", Some("2222")).unwrap();
    let id = phone.app.raise_sos(silent()).unwrap().id;
    assert_eq!(phone.app.cancel_sos(id, "1111").unwrap().state, SosState::Cancelled);
    assert!(!phone.app.sos_to_locate().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn either_pin_that_is_right_writes_as_much() {
    let town = Town::start();
    let phone = town.resident().await;
    phone.app.set_sos_pins(None, "1234", Some("9876")).unwrap();
    let mut written = vec![];
    for pin in ["1234", "9876"] {
        let id = phone.app.raise_sos(silent()).unwrap().id;
        let rows = || -> (i64, i64) {
            let file = disk::raw_profile(phone.directory(), phone.actor(), &phone.key);
            let count = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM outbox)";
            file.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        };
        let before = rows();
        assert_eq!(phone.app.cancel_sos(id, pin).unwrap().state, SosState::Cancelled);
        let after = rows();
        written.push((after.0 - before.0, after.1 - before.1));
    }
    assert_eq!(
        written[0], written[1],
        "events and items of the queue: one PIN looks like the other to whoever watches the disk"
    );
    assert!(written[0].0 > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_outside_the_tiers_that_were_reached_holds_anything_of_it() {
    let town = Town::start();
    let elsewhere = town.area(&AreaKind::Ward, "Mfano Magharibi");
    let mut outside = vec![];
    for role in [
        Role::RaOfficial,
        Role::CommunityLeader,
        Role::NgaoOfficer,
        Role::Moderator,
        Role::OutreachWorker,
        Role::ProgrammeAdmin,
    ] {
        outside.push(town.recruit(role).await);
    }
    outside.push(town.resident().await);
    let other_guard = town.phone();
    town.appoint_to(&other_guard, Role::Guard, Some(town.firm()), elsewhere, None).await;
    outside.push(other_guard);
    let other_police = town.phone();
    town.appoint_to(&other_police, Role::PoliceOfficer, Some(town.other_station()), elsewhere, None).await;
    outside.push(other_police);
    let guard = town.recruit(Role::Guard).await;
    let caller = town.resident().await;
    let id = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.sync().await;
    town.advance(5 * MINUTE).await;
    caller.app.sos_position(id, beside(&town.place(), 30.0, 0.0)).unwrap();
    caller.sync().await;
    guard.sync().await;
    assert_eq!(guard.app.sos(id).unwrap().sos.tier, 3);
    for phone in &outside {
        phone.sync().await;
        assert_eq!(held(phone, id), 0);
        assert!(phone.app.sos_list(10).unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_person_is_told_at_once_and_may_answer_but_not_close() {
    let town = Town::start();
    let _guard = town.recruit(Role::Guard).await;
    let (caller, friend) = (town.resident().await, town.resident().await);
    let id = caller.app.raise_sos(NewSos { contacts: vec![friend.actor()], ..silent().at(town.place()) }).unwrap().id;
    caller.sync().await;
    friend.sync().await;
    assert!(friend.app.sos(id).unwrap().sos.last_spot().is_some());
    assert_eq!(friend.app.close_sos(id, SosOutcome::Resolved, None).map_err(refused), Err(RefusalCode::NotYourRole));
    assert_eq!(caller.app.acknowledge_sos(id, name("Me"), None).map_err(refused), Err(RefusalCode::SecondPerson));
    friend.app.acknowledge_sos(id, name("Wanjiru"), None).unwrap();
    assert_eq!(friend.sync().await.refused, 0);
    caller.sync().await;
    assert_eq!(caller.app.sos(id).unwrap().help.unwrap().name, "Wanjiru");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_place_is_known_or_nobody_guards_it_somebody_is_told_at_once() {
    let town = Town::start();
    let country = town.area(&AreaKind::Country, "");
    let desk = town.phone();
    town.appoint_to(&desk, Role::ProgrammeAdmin, None, country, None).await;
    let police = town.recruit(Role::PoliceOfficer).await;
    let caller = town.resident().await;
    // No place at all: whoever looks at what has none.
    let nowhere = caller.app.raise_sos(silent()).unwrap().id;
    // A site without guards or control room: the police, at once.
    let unguarded = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    caller.sync().await;
    desk.sync().await;
    police.sync().await;
    assert!(desk.app.sos(nowhere).unwrap().sos.identity.is_some());
    assert_eq!(held(&desk, unguarded), 0);
    assert_eq!(held(&police, nowhere), 0);
    assert_eq!(police.app.sos(unguarded).unwrap().sos.tier, 3);
    // With a control room: that, at once, and the police a minute later. Whoever calls does not count.
    let control = town.recruit(Role::FirmSupervisor).await;
    let alone = town.recruit(Role::Guard).await;
    let id = alone.app.raise_sos(silent().at(town.place())).unwrap().id;
    alone.sync().await;
    control.sync().await;
    police.sync().await;
    assert_eq!((control.app.sos(id).unwrap().sos.tier, held(&police, id)), (2, 0));
    town.advance(61 * SECOND).await;
    police.sync().await;
    assert_eq!(police.app.sos(id).unwrap().sos.tier, 3);
    // The place becomes known later: those who can help there are told all of it.
    caller.app.sos_position(nowhere, town.place()).unwrap();
    caller.sync().await;
    police.sync().await;
    let told = police.app.sos(nowhere).unwrap();
    assert!(told.sos.identity.is_some() && told.sos.positions.len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_killed_while_arming_loses_nothing_and_a_clock_set_back_neither() {
    let town = Town::start();
    let caller = town.resident().await;
    let taken_back = caller.app.raise_sos(loud()).unwrap().id;
    caller.app.disarm_sos(taken_back).unwrap();
    assert!(matches!(caller.app.sos(taken_back), Err(Error::NotFound)));
    caller.go_offline();
    let id = caller.app.raise_sos(loud().at(town.place())).unwrap().id;
    assert_eq!(caller.app.raise_sos(loud()).unwrap().id, id, "the second press is the same call");
    town.clock.advance(2 * SECOND);
    let caller = caller.restarted();
    assert_eq!(caller.app.sos(id).unwrap().state, SosState::Arming);
    assert_eq!(caller.app.sos_tick(), Some(3 * SECOND));
    assert_eq!(caller.app.sos_position(id, beside(&town.place(), 5.0, 0.0)).unwrap(), SosPositionTaken::Recorded);
    town.clock.advance(3 * SECOND);
    let caller = caller.restarted();
    let view = caller.app.sos(id).unwrap();
    assert_eq!((view.state, view.delivery.code()), (SosState::Active, "queued"));
    assert_eq!(refused(caller.app.disarm_sos(id).unwrap_err()), RefusalCode::TooLate);
    let at = |metres| beside(&town.place(), metres, 0.0);
    assert_eq!(caller.app.sos_position(id, at(1.0)).unwrap(), SosPositionTaken::Recorded);
    town.clock.advance(4 * SECOND);
    let soon = SosPositionTaken::TooSoon { wait: 6 * SECOND };
    assert_eq!(caller.app.sos_position(id, at(2.0)).unwrap(), soon);
    town.clock.advance(6 * SECOND);
    assert_eq!(caller.app.sos_position(id, at(3.0)).unwrap(), SosPositionTaken::Recorded);

    // The phone is switched off while one is armed, and comes up with a clock that is hours behind.
    let second = caller.app.raise_sos(loud()).unwrap().id;
    let now = caller.clock.now();
    caller.clock.reboot();
    caller.clock.set_wall(Timestamp::from_millis(now.as_millis() - 2 * 3_600_000));
    let caller = caller.restarted();
    assert_eq!(caller.app.sos(second).unwrap().state, SosState::Active);
    assert_eq!(caller.go_online().await.refused, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_stays_in_step_sends_it_at_once_and_tries_again_soon_when_the_network_fails() {
    let town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let caller = Arc::new(town.resident().await);
    let phone = caller.clone();
    let staying = tokio::spawn(async move { phone.app.stay_in_step().await.map_err(|error| error.to_string()) });
    // It is listening by now, for minutes.
    tokio::time::sleep(Duration::from_millis(700)).await;
    let first = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    within(Duration::from_secs(5), || caller.app.sos(first).unwrap().delivery.code() == "delivered").await;
    guard.sync().await;
    assert!(guard.app.sos(first).is_ok());
    caller.network.set_online(false);
    let second = caller.app.raise_sos(silent().at(town.place())).unwrap().id;
    // Enough attempts fail that others would wait for minutes.
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert_eq!(caller.app.sos(second).unwrap().delivery.code(), "queued");
    caller.network.set_online(true);
    within(Duration::from_secs(8), || caller.app.sos(second).unwrap().delivery.code() == "delivered").await;
    staying.abort();
}

async fn within(limit: Duration, holds: impl Fn() -> bool) {
    let until = std::time::Instant::now() + limit;
    while !holds() {
        assert!(std::time::Instant::now() < until, "in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_on_a_shift_calls_for_the_site_and_is_shown_the_number_of_its_control_room() {
    let town = Town::start();
    let control = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &control.app, None);
    control.sync().await;
    let (guard, colleague) = (town.recruit(Role::Guard).await, town.recruit(Role::Guard).await);
    guard.app.book_on(BookOn { site: Some(site.id), ..BookOn::default() }).unwrap();
    // Neither a position nor a connection: the site is known all the same.
    let fall = NewSos::new(SosTrigger::ManDown, SosMode::Silent, SosKind::Medical);
    let raised = guard.app.raise_sos(fall).unwrap();
    assert_eq!(raised.dial.first().map(|dial| dial.number.as_str()), Some("+254712345678"));
    let call = raised.sos.raised.unwrap();
    assert_eq!((call.site, call.firm, call.shift.is_some()), (Some(site.id), Some(town.firm()), true));
    assert_eq!(guard.sync().await.refused, 0);
    colleague.sync().await;
    assert_eq!(colleague.app.sos(raised.id).unwrap().sos.tier, 1);
    assert_eq!(held(&control, raised.id), 0);
    town.advance(61 * SECOND).await;
    control.sync().await;
    let told = control.app.sos(raised.id).unwrap();
    assert_eq!(told.sos.tier, 2);
    control.app.acknowledge_sos(raised.id, name("Control room"), Some(6)).unwrap();
    control.sync().await;
    guard.sync().await;
    assert_eq!(guard.app.sos(raised.id).unwrap().help.unwrap().role, Role::FirmSupervisor);
}

/// A listener that calls back is told when nothing is locked any more.
#[test]
fn a_listener_may_ask_about_sos_when_it_hears_of_one() {
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let folder = tempfile::tempdir().unwrap();
        let key = usalama_core::keys::HostKey::from_bytes([5; 32]);
        let app =
            std::sync::Arc::new(usalama_core::client::Usalama::open(disk::settings(folder.path()), &key).unwrap());
        let seen = std::sync::Arc::new(std::sync::Mutex::new(vec![]));
        let (asked, counts) = (app.clone(), seen.clone());
        let _listening = app.observe(
            &[usalama_core::client::Topic::Sos],
            std::sync::Arc::new(move |_: &[usalama_core::client::Topic]| {
                let known = asked.sos_list(10).unwrap().len();
                counts.lock().unwrap().push(known);
            }),
        );
        app.raise_sos(silent()).unwrap();
        app.raise_sos(NewSos::new(SosTrigger::Button, SosMode::Loud, SosKind::Fire)).unwrap();
        done.send(seen.lock().unwrap().clone()).unwrap();
    });
    let seen = finished.recv_timeout(Duration::from_secs(20)).expect("nobody waits for anybody");
    assert_eq!(seen, [1, 2], "each time with what it heard of");
}
