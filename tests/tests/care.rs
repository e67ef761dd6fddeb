//! Referrals and attendance end to end over a real hub, in a realm of their own (DOMAIN §10, §10.1; §19, scenario 17).

use std::time::Duration;

use usalama_core::client::{
    Care, Delivery, Error, GivenConsent, NamedAttendee, NewReferral, ReferralView, SendOptions,
};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::referral::{
    AgeBand, CentreWarning, ConsentBy, ConsentScope, ContactMode, Danger, DeclineReason, FollowUpResult, Need,
    ReferralState, RequestPriority,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::sync::{HttpTransport, Method, Request, Transport as _};
use usalama_core::text::Comment;
use usalama_tests::caring::{
    DENIED, GOOD, GOOD_FAR, Invented, LAPSED, STALE, agreed, appoint, care, intake, open_centres, sync, title, to,
    worker,
};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> RefusalCode {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn words(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

/// Written, agreed to and sent.
fn refer(care: &Care, new: NewReferral) -> SubjectId {
    let id = care.draft(new).unwrap().id;
    care.consent(id, agreed()).unwrap();
    care.send(id, SendOptions::default()).unwrap();
    id
}

fn at(phone: &Phone, id: SubjectId) -> ReferralView {
    care(phone).referral(id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_17_a_centre_that_lapsed_yesterday_is_blocked_with_an_alternative_and_police_read_nothing() {
    let town = Town::start();
    open_centres(&town, false);
    let worker = worker(&town).await;
    worker.go_offline();

    let draft = care(&worker).draft(to(LAPSED)).unwrap();
    let warning = draft.standing.warning().cloned();
    assert_eq!(
        (draft.state, draft.delivery, warning),
        (ReferralState::Draft, Delivery::Draft, Some(CentreWarning::Lapsed))
    );
    let id = draft.id;
    assert_eq!(refused(care(&worker).send(id, SendOptions::default())), RefusalCode::NoConsent);
    assert_eq!(care(&worker).consent(id, agreed()).unwrap().state, ReferralState::Consented);
    for despite_warning in [false, true] {
        let options = SendOptions { despite_warning, ..SendOptions::default() };
        let Err(Error::Centre(stopped)) = care(&worker).send(id, options) else { panic!("it went out") };
        assert_eq!((&stopped.warning, stopped.can_be_overridden), (&CentreWarning::Lapsed, false));
        let others: Vec<_> = stopped.alternatives.iter().map(|centre| centre.facility).collect();
        assert_eq!(others, [GOOD.facility, GOOD_FAR.facility], "the nearest that are accredited, and nobody else");
        let numbers: Vec<&str> = stopped.helplines.iter().map(|line| line.number.as_str()).collect();
        assert_eq!(numbers, ["999", "1192", "116"]);
        assert_eq!(Error::Centre(stopped).code(), "not_accredited");
    }
    for (centre, warning) in [(STALE, CentreWarning::StaleCheck), (DENIED, CentreWarning::Denied)] {
        let id = care(&worker).draft(to(centre)).unwrap().id;
        care(&worker).consent(id, agreed()).unwrap();
        let Err(Error::Centre(stopped)) = care(&worker).send(id, SendOptions::default()) else { panic!("it went out") };
        assert_eq!(stopped.warning, warning);
        let options = SendOptions { despite_warning: true, ..SendOptions::default() };
        assert_eq!(care(&worker).send(id, options).is_ok(), stopped.can_be_overridden, "{warning}");
        assert_eq!(stopped.can_be_overridden, warning == CentreWarning::StaleCheck);
    }

    // The alternative. What was agreed to was something else.
    let changed = care(&worker).change_draft(id, to(GOOD)).unwrap();
    assert_eq!((changed.state, changed.standing.warning()), (ReferralState::Draft, None));
    assert_eq!(refused(care(&worker).send(id, SendOptions::default())), RefusalCode::NoConsent);
    care(&worker).consent(id, agreed()).unwrap();
    let sent = care(&worker).send(id, SendOptions::default()).unwrap();
    assert_eq!((sent.state, sent.delivery.code()), (ReferralState::Sent, "queued"));
    worker.network.set_online(true);
    sync(&worker).await;
    assert_eq!(at(&worker, id).delivery, Delivery::Delivered);
    assert_eq!(care(&worker).sync_status().unwrap().parked.len(), 0);

    // Nobody is police there, and a token of theirs is nobody's.
    let police = town.phone();
    police.network.write_down();
    town.appoint(&police, Role::PoliceOfficer).await;
    let token = police.network.exchanges().into_iter().find_map(|one| one.token).expect("a session");
    let transport = HttpTransport::new(town.hub.address()).unwrap();
    for (path, token, expected) in
        [("/v1/pull", &token, 200), ("/care/v1/pull", &token, 401), ("/care/v1/events", &token, 401)]
    {
        let request = Request {
            method: Method::Post,
            path,
            token: Some(token.clone()),
            etag: None,
            body: br#"{"cursors":{}}"#.to_vec(),
            timeout: DAY,
        };
        assert_eq!(transport.send(request).await.unwrap().status, expected, "{path}");
    }
    for role in ["police_officer", "ra_official", "guard", "resident", "moderator", "community_leader"] {
        let said = town.hub.admin_refuses(&["--realm", "care", "invite", "--role", role]);
        assert!(said.contains("nobody can hold this role"), "{role}: {said}");
    }
    // Whoever is police elsewhere is nobody here, and reads nothing.
    sync(&police).await;
    assert_eq!((care(&police).grants(), care(&police).referrals(10).unwrap()), (vec![], vec![]));
    assert_eq!(refused(care(&police).open_sheet(title("Elimu rika"), title("Pombe"))), RefusalCode::NoGrant);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_road_from_a_draft_to_the_last_follow_up() {
    let town = Town::start();
    open_centres(&town, false);
    let (worker, centre, elsewhere) = (worker(&town).await, intake(&town, GOOD).await, intake(&town, GOOD_FAR).await);
    let other_worker = usalama_tests::caring::worker(&town).await;
    let contact = Some("+254712345678".to_owned());
    let id = refer(&care(&worker), NewReferral { contact, notes: Some(words("Aletwe na dada")), ..to(GOOD) });
    assert_eq!(refused(care(&worker).consent(id, agreed())), RefusalCode::WrongStatus, "it is no draft any more");
    sync(&worker).await;
    for phone in [&centre, &elsewhere, &other_worker] {
        sync(phone).await;
    }
    for phone in [&elsewhere, &other_worker] {
        assert_eq!(care(phone).referrals(10).unwrap(), vec![], "it was not sent to them");
    }
    let received = at(&centre, id);
    let subject = received.referral.subject.as_ref().unwrap();
    assert_eq!((subject.pseudonym.as_str(), subject.contact.as_deref()), ("Simba", Some("+254712345678")));
    assert_eq!(received.referral.words.as_ref().unwrap().notes, Some(words("Aletwe na dada")));
    assert!(!received.mine && received.state == ReferralState::Sent);

    // The centre works offline too.
    centre.go_offline();
    care(&centre).receive(id).unwrap();
    let date = town.clock.now().plus(3 * DAY);
    let accepted = care(&centre).accept(id, date, Some(words("Njoo saa tatu"))).unwrap();
    assert_eq!((accepted.state, accepted.delivery.code()), (ReferralState::Accepted, "queued"));
    centre.network.set_online(true);
    sync(&centre).await;
    sync(&worker).await;
    let known = at(&worker, id);
    assert_eq!((known.state, known.referral.appointment), (ReferralState::Accepted, Some(date)));
    assert_eq!(known.referral.last_words, Some(words("Njoo saa tatu")));
    assert_eq!(refused(care(&worker).start(id)), RefusalCode::NotYourRole);
    assert_eq!(refused(care(&worker).not_attended(id)), RefusalCode::TooEarly);

    care(&worker).plan_follow_up(id, town.clock.now().plus(5 * DAY)).unwrap();
    assert_eq!(care(&worker).follow_ups_due(town.clock.now().plus(4 * DAY)).unwrap().len(), 0);
    care(&centre).start(id).unwrap();
    sync(&centre).await;
    town.advance(6 * DAY).await;
    assert_eq!(care(&worker).follow_ups_due(town.clock.now()).unwrap().len(), 1);
    let (call, engaged) = (ContactMode::Call, FollowUpResult::Engaged);
    care(&worker).follow_up(id, call, engaged.clone(), Some(words("Anaendelea vizuri"))).unwrap();
    sync(&worker).await;
    assert_eq!(at(&worker, id).referral.follow_ups[0].done.as_ref().map(|done| &done.result), Some(&engaged));
    assert_eq!(care(&worker).follow_ups_due(town.clock.now()).unwrap().len(), 0);
    sync(&centre).await;
    assert_eq!(at(&centre, id).referral.follow_ups, vec![], "how it goes on is between the worker and the person");
    assert_eq!(refused(care(&centre).plan_follow_up(id, date)), RefusalCode::NotYourRole);
    care(&centre).complete(id).unwrap();
    sync(&centre).await;
    sync(&worker).await;
    let done = at(&worker, id);
    assert_eq!((done.state, done.delivery), (ReferralState::Completed, Delivery::Delivered));
    assert_eq!(refused(care(&centre).left_early(id)), RefusalCode::WrongStatus);

    let bundle: serde_json::Value = serde_json::from_str(&care(&worker).fhir_bundle(id).unwrap()).unwrap();
    let status = |at: usize| bundle["entry"][at]["resource"]["status"].as_str().unwrap().to_owned();
    assert_eq!((status(0), status(1)), ("completed".to_owned(), "completed".to_owned()));
    assert_eq!(bundle["entry"][3]["resource"]["name"], "Kituo cha Mfano (invented)");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_refer_themselves_without_any_account_and_take_it_back() {
    let town = Town::start();
    open_centres(&town, false);
    let centre = intake(&town, GOOD).await;
    // No number, no code, no account of any kind; and no network.
    let somebody = town.phone();
    somebody.go_offline();
    assert!(!somebody.app.sync_status().unwrap().enrolled);
    let id = care(&somebody).draft(NewReferral { for_self: true, ..to(GOOD) }).unwrap().id;
    care(&somebody).consent(id, agreed()).unwrap();
    // Without the list of centres nobody is sent anywhere.
    assert!(matches!(care(&somebody).send(id, SendOptions::default()), Err(Error::Centre(_))));
    somebody.network.set_online(true);
    sync(&somebody).await;
    somebody.go_offline();
    care(&somebody).send(id, SendOptions::default()).unwrap();
    assert_eq!(at(&somebody, id).delivery.code(), "queued");
    let somebody = somebody.restarted();
    somebody.network.set_online(true);
    sync(&somebody).await;
    assert!(!somebody.app.sync_status().unwrap().enrolled, "elsewhere there is still no account");
    assert_eq!(care(&somebody).grants(), vec![]);
    sync(&centre).await;
    let received = at(&centre, id);
    assert_eq!((received.state, &received.referral.role), (ReferralState::Sent, &Some(Role::Resident)));
    care(&centre).receive(id).unwrap();
    sync(&centre).await;
    sync(&somebody).await;
    assert_eq!(at(&somebody, id).state, ReferralState::Received);

    // Taken back: the consent ends, and it leaves the centre's phones.
    care(&somebody).withdraw(id).unwrap();
    sync(&somebody).await;
    let mine = at(&somebody, id);
    assert_eq!(mine.state, ReferralState::Withdrawn);
    assert!(mine.referral.consent.is_some_and(|consent| consent.withdrawn_at.is_some()));
    let report = sync(&centre).await;
    assert_eq!(report.evicted, 1);
    assert!(matches!(care(&centre).referral(id), Err(Error::NotFound)));

    // Nobody is asked who they are, so few at once have to do.
    for _ in 0..3 {
        refer(&care(&somebody), NewReferral { for_self: true, ..to(GOOD) });
    }
    sync(&somebody).await;
    let fourth = refer(&care(&somebody), NewReferral { for_self: true, ..to(GOOD) });
    sync(&somebody).await;
    let parked = care(&somebody).sync_status().unwrap().parked;
    assert_eq!(parked.first().map(|one| (one.subject, &one.refusal.code)), Some((fourth, &RefusalCode::RateLimited)));
    assert_eq!(at(&somebody, fourth).delivery, Delivery::Rejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_is_refused_with_a_reason_and_leaves_nothing() {
    let town = Town::start();
    open_centres(&town, false);
    let worker = worker(&town).await;
    let care = care(&worker);

    // A child.
    let child = care.draft(NewReferral { age_band: AgeBand::Under18, ..to(GOOD) }).unwrap().id;
    assert_eq!(refused(care.consent(child, agreed())), RefusalCode::GuardianNeeded);
    assert_eq!(refused(care.send(child, SendOptions::default())), RefusalCode::NoConsent);
    for by in [ConsentBy::Guardian, ConsentBy::ChildrensOffice] {
        care.consent(child, GivenConsent { by, ..agreed() }).unwrap();
    }
    assert_eq!(care.send(child, SendOptions::default()).unwrap().state, ReferralState::Sent);

    // Danger to life.
    let danger = care.draft(NewReferral { danger: Some(Danger::Overdose), ..to(GOOD) }).unwrap();
    let first: Vec<&str> = danger.call_first.iter().map(|line| line.number.as_str()).collect();
    assert_eq!(first.first(), Some(&"999"));
    assert_eq!(danger.referral.asked.as_ref().map(|asked| &asked.urgency), Some(&RequestPriority::Stat));
    care.consent(danger.id, agreed()).unwrap();
    assert_eq!(refused(care.send(danger.id, SendOptions::default())), RefusalCode::EmergencyFirst);
    let called = SendOptions { emergency_first: true, ..SendOptions::default() };
    assert_eq!(care.send(danger.id, called).unwrap().state, ReferralState::Sent);

    // What is not agreed to, or no number, or nobody's.
    let new = care.draft(to(GOOD)).unwrap().id;
    let to_nothing = GivenConsent { scope: vec![ConsentScope::FollowUp], ..agreed() };
    assert_eq!(refused(care.consent(new, to_nothing)), RefusalCode::NoConsent);
    let local = NewReferral { contact: Some("0712345678".into()), ..to(GOOD) };
    assert!(matches!(care.draft(local), Err(Error::Invalid(_))));
    assert_eq!(refused(care.receive(new)), RefusalCode::WrongStatus, "a draft is nobody's but its writer's");
    assert!(matches!(care.receive(SubjectId::random()), Err(Error::NotFound)));
    care.discard_draft(new).unwrap();
    assert!(matches!(care.referral(new), Err(Error::NotFound)));
    sync(&worker).await;
    assert_eq!(care.sync_status().unwrap().parked.len(), 0);
    assert_eq!(care.referrals(10).unwrap().len(), 2);

    // A follow-up was not agreed to.
    let new = care.draft(to(GOOD)).unwrap().id;
    care.consent(new, GivenConsent { scope: vec![ConsentScope::Centre], ..agreed() }).unwrap();
    care.send(new, SendOptions::default()).unwrap();
    assert_eq!(refused(care.plan_follow_up(new, town.clock.now())), RefusalCode::NoConsent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_looks_at_the_centre_again_when_a_referral_arrives() {
    let town = Town::start();
    open_centres(&town, false);
    let worker = worker(&town).await;
    worker.go_offline();
    let id = refer(&care(&worker), to(GOOD));
    open_centres(&town, true);
    worker.network.set_online(true);
    sync(&worker).await;
    let parked = care(&worker).sync_status().unwrap().parked;
    let reasons: Vec<_> = parked.iter().map(|one| (one.kind.as_str(), &one.refusal.code)).collect();
    assert_eq!(reasons, [("referral.sent", &RefusalCode::NotAccredited)]);
    let view = at(&worker, id);
    assert_eq!((view.state, view.delivery), (ReferralState::Consented, Delivery::Rejected));
    assert_eq!(view.standing.warning(), Some(&CentreWarning::Lapsed), "the phone has learnt of it meanwhile");
    care(&worker).withdraw(id).unwrap();
    sync(&worker).await;
    assert_eq!(at(&worker, id).state, ReferralState::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_declines_with_a_reason_or_hands_on_with_consent_and_whoever_referred_follows() {
    let town = Town::start();
    open_centres(&town, false);
    let (worker, centre, far) = (worker(&town).await, intake(&town, GOOD).await, intake(&town, GOOD_FAR).await);
    let full = refer(&care(&worker), to(GOOD));
    let moved = refer(&care(&worker), NewReferral { need: Need::HeroinOpioid, ..to(GOOD) });
    let stays = care(&worker).draft(to(GOOD)).unwrap().id;
    let centre_only = vec![ConsentScope::Centre];
    care(&worker).consent(stays, GivenConsent { scope: centre_only, ..agreed() }).unwrap();
    care(&worker).send(stays, SendOptions::default()).unwrap();
    sync(&worker).await;
    sync(&centre).await;
    sync(&far).await;
    for id in [full, moved, stays] {
        care(&centre).receive(id).unwrap();
    }
    assert_eq!(refused(care(&centre).decline(full, DeclineReason::from("mood"), None)), RefusalCode::Incomplete);
    care(&centre).waitlist(full, None).unwrap();
    care(&centre).decline(full, DeclineReason::Full, Some(words("Jaribu mwezi ujao"))).unwrap();
    assert_eq!(refused(care(&centre).transfer(stays, GOOD_FAR.facility, GOOD_FAR.service)), RefusalCode::NoConsent);
    let Err(Error::Centre(stopped)) = care(&centre).transfer(moved, LAPSED.facility, LAPSED.service) else {
        panic!("it went out")
    };
    assert_eq!(stopped.warning, CentreWarning::Lapsed);
    assert_eq!(refused(care(&centre).transfer(moved, GOOD.facility, GOOD.service)), RefusalCode::OutOfScope);
    let new = care(&centre).transfer(moved, GOOD_FAR.facility, GOOD_FAR.service).unwrap();
    assert_eq!(new.state, ReferralState::Sent);
    sync(&centre).await;
    assert_eq!(care(&centre).sync_status().unwrap().parked.len(), 0);
    sync(&worker).await;
    let declined = at(&worker, full);
    assert_eq!((declined.state, declined.referral.declined), (ReferralState::Declined, Some(DeclineReason::Full)));
    let old = at(&worker, moved);
    assert_eq!((old.state, old.referral.replaced_by), (ReferralState::Transferred, Some(new.id)));
    let follows = at(&worker, new.id);
    assert_eq!(follows.referral.asked.as_ref().and_then(|asked| asked.replaces), Some(moved));
    sync(&far).await;
    let there = at(&far, new.id);
    assert_eq!(there.referral.subject.as_ref().map(|subject| subject.pseudonym.as_str()), Some("Simba"));
    assert!(matches!(care(&far).referral(moved), Err(Error::NotFound)), "what was before is not told");
    care(&far).receive(new.id).unwrap();
    sync(&far).await;
    // Whoever referred them first still takes it back on their word.
    sync(&worker).await;
    care(&worker).withdraw(new.id).unwrap();
    sync(&worker).await;
    assert_eq!(at(&worker, new.id).state, ReferralState::Withdrawn);
    assert_eq!(sync(&far).await.evicted, 1);

    // So does somebody who referred themselves: at the hub they are known by the pseudonym's account alone.
    let somebody = town.phone();
    sync(&somebody).await;
    let own = refer(&care(&somebody), NewReferral { for_self: true, ..to(GOOD) });
    sync(&somebody).await;
    sync(&centre).await;
    care(&centre).receive(own).unwrap();
    let next = care(&centre).transfer(own, GOOD_FAR.facility, GOOD_FAR.service).unwrap().id;
    sync(&centre).await;
    sync(&somebody).await;
    assert_eq!(at(&somebody, own).referral.replaced_by, Some(next));
    care(&somebody).withdraw(next).unwrap();
    sync(&somebody).await;
    assert_eq!(care(&somebody).sync_status().unwrap().parked.len(), 0);
    assert_eq!(at(&somebody, next).state, ReferralState::Withdrawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_told_counts_and_none_below_three() {
    let town = Town::start();
    open_centres(&town, false);
    let worker = worker(&town).await;
    let admin = town.phone();
    appoint(&town, &admin, Role::ProgrammeAdmin, None).await;
    for _ in 0..3 {
        refer(&care(&worker), to(GOOD));
    }
    let id = refer(&care(&worker), to(GOOD));
    care(&worker).withdraw(id).unwrap();
    sync(&worker).await;
    let counts = town.hub.admin(&["--realm", "care", "care-counts"]);
    assert_eq!(counts, "referral sent 3\nreferral withdrawn fewer than 3");
    sync(&admin).await;
    assert_eq!(care(&admin).referrals(10).unwrap(), vec![]);
    assert!(town.hub.admin_refuses(&["care-counts"]).contains("--realm care"));
}

#[tokio::test(flavor = "multi_thread")]
async fn attendance_is_a_number_a_token_that_nobody_else_holds_or_a_name_with_consent() {
    let town = Town::start();
    let worker = worker(&town).await;
    let (one, two, three) = (town.phone(), town.phone(), town.phone());
    let tokens: Vec<String> = [&one, &two, &three].map(|phone| care(phone).attendance_token().unwrap()).into();
    assert_eq!(care(&one).attendance_token().unwrap(), tokens[0], "it stays the same");
    let programme = title("Elimu rika Pipeline");
    worker.go_offline();
    let kept = care(&worker);
    let first = kept.open_sheet(programme.clone(), title("Pombe")).unwrap().id;
    kept.count_on_sheet(first, 20).unwrap();
    for token in &tokens {
        kept.scan_token(first, token).unwrap();
    }
    assert_eq!(refused(kept.scan_token(first, &tokens[0])), RefusalCode::AlreadyDone);
    assert!(matches!(kept.scan_token(first, "UT1.notatoken"), Err(Error::Invalid(_))));
    let by_name = |age_band, by| NamedAttendee { name: title("Achieng"), age_band, by, form_version: title("1") };
    let alone = kept.add_by_name(first, by_name(AgeBand::Under18, ConsentBy::Own));
    assert_eq!(refused(alone), RefusalCode::GuardianNeeded);
    kept.add_by_name(first, by_name(AgeBand::Under18, ConsentBy::Guardian)).unwrap();
    let sheet = kept.close_sheet(first).unwrap();
    assert_eq!(sheet.people, 24);
    assert_eq!(refused(kept.count_on_sheet(first, 21)), RefusalCode::WrongStatus);
    let second = kept.open_sheet(programme.clone(), title("Kamari")).unwrap().id;
    for token in &tokens {
        kept.scan_token(second, token).unwrap();
    }
    let turnout = kept.turnout(&programme).unwrap();
    assert_eq!((turnout.sessions, turnout.attendances), (2, Some(27)));
    assert_eq!((turnout.people_with_token, turnout.came_again), (Some(3), Some(3)));
    let other = kept.open_sheet(title("Michezo"), title("Mpira")).unwrap().id;
    kept.scan_token(other, &tokens[0]).unwrap();
    let few = kept.turnout(&title("Michezo")).unwrap();
    assert_eq!((few.people_with_token, few.came_again), (None, None), "fewer than three");
    let sheets = kept.sheets(10).unwrap();
    let hashes = |id| sheets.iter().find(|sheet| sheet.id == id).unwrap().sheet.tokens.clone();
    assert!(hashes(first) == hashes(second) && hashes(first).is_disjoint(&hashes(other)), "another in each programme");
    worker.network.set_online(true);
    sync(&worker).await;
    assert_eq!(kept.sync_status().unwrap().unsent, 0);
    assert_eq!(kept.sync_status().unwrap().parked.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_realm_takes_in_what_belongs_to_the_other() {
    let town = Town::start();
    open_centres(&town, false);
    let worker = worker(&town).await;
    refer(&care(&worker), to(GOOD));
    worker.network.write_down();
    sync(&worker).await;
    let resident = town.resident().await;
    resident.network.write_down();
    let incident = usalama_core::model::incident::NewIncident::new(
        usalama_core::model::incident::Category::PhoneSnatching,
        town.place(),
    );
    resident.app.report(incident).unwrap();
    resident.sync().await;
    let pushed = |phone: &Phone, ending: &str| {
        phone.network.exchanges().into_iter().find(|one| one.path.ends_with(ending)).expect("a push")
    };
    let (referral, report) = (pushed(&worker, "/v1/events"), pushed(&resident, "/v1/events"));
    assert_eq!((referral.path, report.path), ("/care/v1/events", "/v1/events"));
    let transport = HttpTransport::new(town.hub.address()).unwrap();
    // Each is handed in where the other belongs, under a session that is good there.
    for (path, token, body) in
        [("/v1/events", report.token, referral.body), ("/care/v1/events", referral.token, report.body)]
    {
        let request = Request { method: Method::Post, path, token, etag: None, body, timeout: DAY };
        let answer = transport.send(request).await.unwrap();
        let text = String::from_utf8(answer.body).unwrap();
        assert_eq!(answer.status, 200, "{text}");
        assert!(text.contains("wrong_realm") && !text.contains("accepted"), "{text}");
    }
    // Nobody becomes anything elsewhere without saying who they are, and no number is asked for here.
    let request = |path, body: &str| Request {
        method: Method::Post,
        path,
        token: None,
        etag: None,
        body: body.as_bytes().to_vec(),
        timeout: DAY,
    };
    let asked = transport.send(request("/care/v1/enrol/code", r#"{"phone":"+254712345678"}"#)).await.unwrap();
    assert_eq!(asked.status, 403);
    let fresh = town.phone();
    fresh.network.write_down();
    sync(&fresh).await;
    let enrol = fresh.network.exchanges().into_iter().find(|one| one.path == "/care/v1/enrol").unwrap();
    let body = String::from_utf8(enrol.body).unwrap();
    assert_eq!(transport.send(request("/v1/enrol", &body)).await.unwrap().status, 403);
}

#[test]
fn an_invented_centre_says_that_it_is_invented() {
    let directory = usalama_tests::caring::directory(usalama_tests::phone::now(), false);
    for centre in directory.as_array().unwrap().iter().filter(|one| one["usalama"]["kind"] == "rehab_centre") {
        assert!(centre["name"].as_str().unwrap().contains("(invented)"));
    }
    let all: [Invented; 5] = [GOOD, GOOD_FAR, LAPSED, STALE, DENIED];
    assert!(all.iter().all(|one| one.facility.0.as_u128() < 0xFFFF), "no identity of a real centre");
}
