//! Alerts over a real hub: issued and released, received and matched on the phone, called off, forwarded and checked (DOMAIN §8, §19).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{AlertView, Error, NoticeKind};
use usalama_core::clock::Timestamp;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::{AreaKind, LatLon, Position, PositionSource};
use usalama_core::model::alert::{
    AlertAnswer, AlertEvent, AlertPlace, AlertState, AnswerCounts, Bilingual, Genuineness, Instruction, NewAlert,
    QuietHours,
};
use usalama_core::model::cap::{Severity, Status};
use usalama_core::model::grant::Capability;
use usalama_core::profile::{Topic, profile_path};
use usalama_core::store::Store;
use usalama_core::text::{Comment, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const HOUR: Duration = Duration::from_secs(3600);

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn rectangle(south: f64, west: f64, north: f64, east: f64) -> AlertPlace {
    let ring = vec![at(south, west), at(south, east), at(north, east), at(north, west)];
    AlertPlace { polygons: vec![ring], ..AlertPlace::default() }
}

/// Inside the association's area.
fn court() -> AlertPlace {
    rectangle(-1.303, 36.907, -1.299, 36.913)
}

fn break_ins(town: &Town, severity: Severity, place: AlertPlace) -> NewAlert {
    let headline = Bilingual::new("Break-ins at Mfano court tonight", "Uvunjaji Mfano court usiku huu");
    let expires = now(town).plus(6 * HOUR);
    let mut new = NewAlert::new(AlertEvent::CrimePattern, severity, headline, place, expires);
    new.description = Some(Bilingual::new(
        "Three houses were broken into between 19:00 and 21:00.",
        "Nyumba tatu zilivunjwa kati ya saa moja na saa tatu usiku.",
    ));
    new.instructions = vec![Instruction::StayInside, Instruction::CallPolice];
    new
}

fn now(town: &Town) -> Timestamp {
    use usalama_core::clock::Clock as _;
    town.clock.now()
}

fn refusal(error: &Error) -> &str {
    error.code()
}

fn state_on(phone: &Phone, id: SubjectId) -> Option<AlertState> {
    phone.app.alert(id).ok().map(|view| view.posted.state)
}

fn told(phone: &Phone, here: Option<&Position>) -> Vec<(NoticeKind, SubjectId)> {
    use usalama_core::clock::Clock as _;
    let position = here.map(|position| (position, phone.clock.now()));
    let notices = phone.app.take_alert_notices(position).unwrap();
    notices.into_iter().map(|notice| (notice.kind, notice.alert.alert.id)).collect()
}

async fn issued(official: &Phone, new: &NewAlert) -> AlertView {
    let view = official.app.propose_alert(new).unwrap();
    official.sync().await;
    assert_eq!(state_on(official, view.alert.id), Some(AlertState::Issued), "it is out");
    official.app.alert(view.alert.id).unwrap()
}

/// DOMAIN §19, scenario 10.
#[tokio::test(flavor = "multi_thread")]
async fn a_severe_alert_of_one_official_waits_for_a_second_and_what_is_called_off_is_never_shown_late() {
    let town = Town::start();
    let (chair, secretary) = (town.recruit(Role::RaOfficial).await, town.recruit(Role::RaOfficial).await);
    let (neighbour, slow) = (town.resident().await, town.resident().await);

    let new = break_ins(&town, Severity::Severe, court());
    assert!(chair.app.check_alert(&new).unwrap().needs_release);
    let waiting = chair.app.propose_alert(&new).unwrap();
    let id = waiting.alert.id;
    assert_eq!(waiting.posted.state, AlertState::PendingRelease);
    assert_eq!(refusal(&chair.app.release_alert(id).unwrap_err()), "second_person", "nobody releases their own");
    chair.sync().await;
    neighbour.sync().await;
    assert_eq!(state_on(&neighbour, id), None, "nobody but officials hears of it before that");

    secretary.sync().await;
    assert_eq!(secretary.app.alerts_to_release().unwrap().len(), 1);
    let released = secretary.app.release_alert(id).unwrap();
    assert!(!released.is_out(), "not before the hub has it");
    secretary.sync().await;
    neighbour.sync().await;
    assert_eq!(state_on(&neighbour, id), Some(AlertState::Issued));
    assert_eq!(told(&neighbour, Some(&town.place())), [(NoticeKind::Alert, id)]);
    assert_eq!(told(&neighbour, Some(&town.place())), [], "once");

    // It is called off before the slow phone has heard of it at all.
    chair.sync().await;
    let off =
        chair.app.cancel_alert(id, &Bilingual::new("The suspects were found.", "Washukiwa wamepatikana.")).unwrap();
    chair.sync().await;
    slow.sync().await;
    assert_eq!(state_on(&slow, id), Some(AlertState::Cancelled));
    assert_eq!(told(&slow, Some(&town.place())), [], "nothing is shown");
    neighbour.sync().await;
    assert_eq!(
        told(&neighbour, Some(&town.place())),
        [(NoticeKind::CalledOff, id)],
        "who was told hears that it is over"
    );
    assert_eq!(told(&neighbour, Some(&town.place())), []);
    assert!(neighbour.app.alert(off.alert.id).unwrap().is_out());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_hears_of_an_alert_that_comes_with_an_exchange() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let resident = town.resident().await;
    issued(&officer, &break_ins(&town, Severity::Moderate, court())).await;
    let (heard, hearing) = std::sync::mpsc::channel();
    let observer = Arc::new(move |topics: &[Topic]| drop(heard.send(topics.to_vec())));
    let subscription = resident.app.observe(&[Topic::Alerts], observer);
    resident.sync().await;
    assert!(hearing.try_iter().any(|topics| topics.contains(&Topic::Alerts)), "nobody said so");
    drop(subscription);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_alert_says_why_to_its_writer_and_is_never_out() {
    let town = Town::start();
    let (leader, chair) = (town.recruit(Role::CommunityLeader).await, town.recruit(Role::RaOfficial).await);
    let resident = town.resident().await;
    let place = rectangle(-1.3035, 36.9065, -1.3015, 36.9085);
    let view = leader.app.propose_alert(&break_ins(&town, Severity::Minor, place)).unwrap();
    leader.sync().await;
    chair.sync().await;
    let why = Comment::new("Say which court, and leave out the family's name.").unwrap();
    chair.app.return_alert(view.alert.id, why.clone()).unwrap();
    chair.sync().await;
    leader.sync().await;
    let back = leader.app.alert(view.alert.id).unwrap();
    assert_eq!((back.posted.state, back.alert.returned_because), (AlertState::Returned, Some(why)));
    leader.app.withdraw_alert(view.alert.id).unwrap();
    leader.sync().await;
    resident.sync().await;
    assert_eq!(state_on(&resident, view.alert.id), None);
}

/// DOMAIN §19, scenario 11.
#[tokio::test(flavor = "multi_thread")]
async fn an_alert_over_two_wards_reaches_who_lives_in_one_and_the_hub_never_learns_where_anybody_is() {
    let town = Town::start();
    let chief = town.recruit(Role::NgaoOfficer).await;
    let at_home = town.resident().await;
    let far = town.phone();
    let magharibi = town.area(&AreaKind::Ward, "Mfano Magharibi");
    town.enrol_resident_of(&far, magharibi).await;
    let passer_by = town.phone();
    town.enrol_resident_of(&passer_by, magharibi).await;
    let silent = town.phone();
    town.enrol_resident_of(&silent, magharibi).await;

    // On the border of the two wards, in its north; the west of the western ward is three kilometres away.
    let mut new = break_ins(&town, Severity::Moderate, rectangle(-1.295, 36.8995, -1.291, 36.905));
    new.event = AlertEvent::Fire;
    let id = issued(&chief, &new).await.alert.id;
    for phone in [&at_home, &far, &passer_by, &silent] {
        phone.sync().await;
    }
    assert_eq!(told(&at_home, None), [(NoticeKind::Alert, id)], "the position is unknown, home is in one of the wards");
    let three_km = Position::new(at(-1.309, 36.881), 10.0, PositionSource::Gnss, None).unwrap();
    let here = far.app.alerts_here(Some((&three_km, now(&town)))).unwrap();
    assert_eq!(here.len(), 1, "an alert that reaches into the ward at home is told wherever its owner is");
    assert!(here[0].distance_m.is_none());

    // Who lives elsewhere is reached by where they are: near its edge, and not three kilometres away.
    let stranger = town.phone();
    town.enrol_resident_of(&stranger, town.area(&AreaKind::Cluster, "")).await;
    stranger.sync().await;
    let outside = Position::new(at(-1.2955, 36.902), 20.0, PositionSource::Gnss, None).unwrap();
    let found = stranger.app.alerts_here(Some((&outside, now(&town)))).unwrap();
    assert_eq!(found.len(), 1);
    assert!((50.0..60.0).contains(&found[0].distance_m.unwrap()), "{:?}", found[0].distance_m);
    assert_eq!(stranger.app.alerts_here(Some((&three_km, now(&town)))).unwrap(), [], "three kilometres away");
    let old = Timestamp::from_millis(now(&town).as_millis() - 31 * 60_000);
    assert_eq!(stranger.app.alerts_here(Some((&outside, old))).unwrap(), [], "half an hour ago says nothing of now");

    // What goes over the wire is the same whether or not a place was asked about.
    passer_by.network.listen_in();
    silent.network.listen_in();
    let inside = Position::new(at(-1.29311, 36.90217), 5.0, PositionSource::Gnss, None).unwrap();
    for _ in 0..3 {
        assert_eq!(passer_by.app.alerts_here(Some((&inside, now(&town)))).unwrap().len(), 1);
        let _ = told(&passer_by, Some(&inside));
        passer_by.sync().await;
        silent.sync().await;
    }
    let (sent, plain) = (passer_by.network.overheard(), silent.network.overheard());
    assert!(!sent.is_empty());
    assert_eq!(sent.len(), plain.len(), "no byte more");
    let traces = [&b"29311"[..], b"90217", b"36.9", b"-1.29"];
    let holds = |bytes: &[u8], trace: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
    for trace in traces {
        assert!(!holds(&sent, trace), "{}", String::from_utf8_lossy(trace));
    }
    let folder = passer_by.closed();
    let files = std::fs::read_dir(folder.path().join("profiles")).unwrap();
    for file in files {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(traces[..2].iter().all(|trace| !holds(&bytes, trace)), "nor does it stay on the phone");
    }
}

/// DOMAIN §19, scenario 13.
#[tokio::test(flavor = "multi_thread")]
async fn forwarded_words_are_found_genuine_altered_called_off_or_unknown_offline() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let (holder, stranger) = (town.resident().await, town.resident().await);
    let view = issued(&officer, &break_ins(&town, Severity::Moderate, court())).await;
    let id = view.alert.id;
    holder.sync().await;
    holder.go_offline();
    stranger.go_offline();
    let text = officer.app.alert_text(id, "sw-KE").unwrap();
    assert!(text.contains(&view.code.unwrap().to_string()), "{text}");
    let verdict = |phone: &Phone, text: &str| phone.app.check_alert_text(text).unwrap().verdict;
    let until = Some(now(&town).plus(6 * HOUR));
    let until = until.map(|at| Timestamp::from_millis(at.as_millis() / 1000 * 1000));
    let is_genuine = |verdict: &Genuineness| matches!(verdict, Genuineness::Genuine { until: told } if *told == until);

    assert!(is_genuine(&verdict(&holder, &text)), "{:?}", verdict(&holder, &text));
    let shouted = text.to_uppercase().replace(' ', "   ").replace('.', " ❗️ ");
    let quoted =
        format!("[24/11/2026, 14:02] Mama Otieno: Forwarded many times\n> “{}”\n👆👆🙏", text.replace('\n', "\n> "));
    for forwarded in [shouted, quoted, format!("Forwarded\n{text}\n")] {
        assert!(is_genuine(&verdict(&holder, &forwarded)), "{forwarded}: {:?}", verdict(&holder, &forwarded));
    }
    // One digit changed, one word put in, one left out, an invitation put behind it.
    let code = view.code.unwrap().to_string();
    let changed = text.replacen("999", "998", 1);
    assert_ne!(changed, text);
    for altered in [
        changed,
        text.replacen("Nyumba", "Nyumba za", 1),
        text.replacen("tatu ", "", 1),
        text.replace(&code, &format!("Kutaneni sokoni sasa. {code}")),
    ] {
        assert_eq!(verdict(&holder, &altered), Genuineness::Altered, "{altered}");
    }
    // Without its code, or with a code of which a character was changed, they are not what was issued.
    assert_eq!(verdict(&holder, &text.replace(&code, "")), Genuineness::Altered);
    let invented = "Uvunjaji Mfano court. Kutaneni sokoni.";
    assert_eq!(verdict(&holder, &format!("{invented} {code}")), Genuineness::Altered);
    assert_eq!(verdict(&holder, invented), Genuineness::Unknown);
    assert_eq!(
        verdict(&stranger, &text),
        Genuineness::Unknown,
        "text alone proves nothing to who does not hold the alert"
    );

    // A code that is scanned carries every signature.
    let frames = officer.app.alert_codes(id).unwrap();
    let scanned = stranger.app.check_alert_codes(&frames).unwrap();
    assert!(is_genuine(&scanned.verdict), "{:?}", scanned.verdict);
    assert!(scanned.held.is_none() && scanned.message.is_some());
    assert!(stranger.app.check_alert_codes(&["UH1:NONSENSE"]).is_err());

    officer.app.cancel_alert(id, &Bilingual::new("Over", "Imeisha")).unwrap();
    officer.sync().await;
    holder.go_online().await;
    assert_eq!(verdict(&holder, &text), Genuineness::Cancelled);
    assert_eq!(holder.app.check_alert_codes(&frames).unwrap().verdict, Genuineness::Cancelled);
    town.advance(7 * HOUR).await;
    let later = break_ins(&town, Severity::Moderate, court());
    let second = issued(&officer, &later).await;
    holder.sync().await;
    town.advance(7 * HOUR).await;
    let text = officer.app.alert_text(second.alert.id, "en").unwrap();
    assert_eq!(verdict(&holder, &text), Genuineness::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_issuer_whose_grant_was_taken_back_signed_is_not_believed_from_a_code() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let unaware = town.resident().await;
    unaware.go_offline();
    let before = issued(&officer, &break_ins(&town, Severity::Moderate, court())).await;
    let frames = officer.app.alert_codes(before.alert.id).unwrap();
    let grant = officer.app.grants().unwrap().into_iter().find(|grant| grant.role == Role::PoliceOfficer).unwrap();
    let _ = town.hub.admin(&["grant", "revoke", &grant.id.0.to_string()]);
    let aware = town.resident().await;

    // The officer's phone has not heard of it: it signs, and the hub will not have it.
    officer.go_offline();
    let forged = officer.app.propose_alert(&break_ins(&town, Severity::Moderate, court())).unwrap().alert.id;
    assert!(
        matches!(officer.app.alert_codes(forged), Err(Error::NotFound)),
        "the library makes no code of what is not out"
    );
    let path = profile_path(officer.directory(), officer.actor());
    let folder = officer.closed();
    let store = Store::open(&path, None, now(&town)).unwrap();
    let events: Vec<_> = store.events_of(forged).unwrap().into_iter().map(|kept| kept.event).collect();
    let grants: Vec<_> = store.grants().unwrap().into_iter().map(|(signed, _)| signed).collect();
    let by_hand = usalama_core::exchange::encode(&events, &grants).unwrap();
    assert_eq!(aware.app.check_alert_codes(&by_hand).unwrap().verdict, Genuineness::Unknown);
    let verdict = unaware.app.check_alert_codes(&by_hand).unwrap().verdict;
    assert!(matches!(verdict, Genuineness::Genuine { .. }), "who was offline since cannot know: {verdict:?}");
    let verdict = aware.app.check_alert_codes(&frames).unwrap().verdict;
    assert!(matches!(verdict, Genuineness::Genuine { .. }), "what the hub let out before stands: {verdict:?}");
    drop(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_issuer_has_limits_of_severity_place_and_time() {
    let town = Town::start();
    let chair = town.recruit(Role::RaOfficial).await;
    let desk = town.recruit(Role::PoliceOfficer).await;
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let (guard, resident) = (town.recruit(Role::Guard).await, town.resident().await);
    let refused = |phone: &Phone, new: &NewAlert| phone.app.propose_alert(new).unwrap_err().code().to_owned();
    let alert = |severity| break_ins(&town, severity, court());
    for phone in [&guard, &resident] {
        let code = refused(phone, &alert(Severity::Minor));
        assert!(["no_grant", "not_your_role"].contains(&code.as_str()), "{code}");
    }
    assert_eq!(refused(&chair, &alert(Severity::Extreme)), "second_person");
    let long = NewAlert { expires: now(&town).plus(25 * HOUR), ..alert(Severity::Minor) };
    assert_eq!(refused(&chair, &long), "too_late");
    // Half a kilometre beyond the border, and no farther.
    let near = break_ins(&town, Severity::Minor, rectangle(-1.3035, 36.907, -1.299, 36.9180));
    assert!(chair.app.check_alert(&near).unwrap().decision == usalama_core::policy::Decision::Allow);
    let wide = break_ins(&town, Severity::Minor, rectangle(-1.3035, 36.907, -1.299, 36.9195));
    assert_eq!(refused(&chair, &wide), "out_of_scope");
    // A supervisor speaks to the firm's own sites alone.
    assert_eq!(refused(&supervisor, &alert(Severity::Minor)), "audience_too_wide");
    let site = town.area(&AreaKind::Site, "");
    let own = AlertPlace { areas: vec![site], ..AlertPlace::default() };
    let mut inside = break_ins(&town, Severity::Minor, own);
    inside.restricted = true;
    let id = issued(&supervisor, &inside).await.alert.id;
    guard.sync().await;
    resident.sync().await;
    assert_eq!((state_on(&guard, id), state_on(&resident, id)), (Some(AlertState::Issued), None));

    // A person is described by the police alone, with a number, a warning, and for half a day.
    let mut person = alert(Severity::Moderate);
    person.event = AlertEvent::MissingPerson;
    assert_eq!(refused(&chair, &person), "not_your_role");
    assert_eq!(refused(&desk, &person), "incomplete");
    person.person_ob_number = Some(Title::new("OB 14/24/11/2026").unwrap());
    assert_eq!(refused(&desk, &person), "incomplete", "it must say: do not approach");
    person.instructions = vec![Instruction::DoNotApproach];
    assert_eq!(issued(&desk, &person).await.posted.state, AlertState::Issued);
    person.expires = now(&town).plus(13 * HOUR);
    assert_eq!(refused(&desk, &person), "incomplete");

    // Where a crowd gathers is told no finer than by the ward (DOMAIN §13.6).
    let mut crowd = alert(Severity::Moderate);
    crowd.event = AlertEvent::MobViolence;
    crowd.instructions = vec![Instruction::DoNotJoinCrowd];
    assert_eq!(refused(&desk, &crowd), "mob_risk");

    // Rules of CAP are named.
    let mut bad = alert(Severity::Minor);
    bad.headline.en = "x".repeat(101);
    let Err(Error::Alert(breaches)) = chair.app.propose_alert(&bad) else { panic!("too long") };
    assert!(!breaches.is_empty());
    let crossing = AlertPlace {
        polygons: vec![vec![at(-1.303, 36.907), at(-1.299, 36.913), at(-1.303, 36.913), at(-1.299, 36.907)]],
        ..AlertPlace::default()
    };
    assert!(matches!(chair.app.propose_alert(&break_ins(&town, Severity::Minor, crossing)), Err(Error::Alert(_))));
    let line = AlertPlace { polygons: vec![vec![at(-1.303, 36.907)]], ..AlertPlace::default() };
    assert_eq!(refused(&chair, &break_ins(&town, Severity::Minor, line)), "invalid");
}

/// The police ask for information: with an Occurrence Book number, for a while, about a small place.
fn appeal(town: &Town, place: AlertPlace) -> NewAlert {
    let mut appeal = break_ins(town, Severity::Minor, place);
    appeal.event = AlertEvent::AppealForInformation;
    appeal.instructions = vec![Instruction::CallPolice];
    appeal.person_ob_number = Some(Title::new("OB 15/24/11/2026").unwrap());
    appeal
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_7_an_appeal_for_information_is_bounded_in_time_and_place_and_nobody_is_told_to_pursue() {
    let town = Town::start();
    let desk = town.recruit(Role::PoliceOfficer).await;
    let refused = |new: &NewAlert| desk.app.propose_alert(new).unwrap_err().code().to_owned();
    let asked = appeal(&town, court());
    assert_eq!(refused(&NewAlert { person_ob_number: None, ..asked.clone() }), "incomplete");
    assert_eq!(
        refused(&NewAlert { expires: now(&town).plus(Duration::from_secs(10 * 60)), ..asked.clone() }),
        "out_of_scope"
    );
    assert_eq!(refused(&NewAlert { expires: now(&town).plus(13 * HOUR), ..asked.clone() }), "incomplete");
    // Two kilometres by one.
    assert_eq!(refused(&appeal(&town, rectangle(-1.309, 36.907, -1.299, 36.925))), "out_of_scope");
    assert_eq!(issued(&desk, &asked).await.posted.state, AlertState::Issued);
    // No template tells anybody to gather, chase, search or detain.
    for instruction in Instruction::ALL {
        let label = instruction.label().unwrap();
        for word in ["chase", "pursue", "search for", "catch", "detain", "reward", "gather at", "kimbiza", "kamata"] {
            assert!(!label.en.to_lowercase().contains(word) && !label.sw.to_lowercase().contains(word), "{}", label.en);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_11_an_administrator_asks_nobody_for_information_by_alerts_tips_or_appeals() {
    let town = Town::start();
    let administrator = town.recruit(Role::ProgrammeAdmin).await;
    let refused = administrator.app.propose_alert(&appeal(&town, court())).unwrap_err();
    assert_eq!(refusal(&refused), "not_your_role");
    // Nor is any event of an alert about an assembly, and of tips an administrator gets numbers alone.
    for event in AlertEvent::ALL {
        for word in ["assembly", "protest", "election", "rally"] {
            assert!(!event.label().unwrap().en.to_lowercase().contains(word), "{event}");
        }
    }
    assert!(administrator.app.tips(10).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn extreme_over_several_wards_takes_two_officers_and_the_station_commander_one_ward_alone() {
    let town = Town::start();
    let county = town.area(&AreaKind::SubCounty, "");
    let (ocs, scpc) = (town.phone(), town.phone());
    let station = Some(town.station());
    town.appoint_to(&ocs, Role::PoliceOfficer, station, county, Some(Capability::Ocs)).await;
    town.appoint_to(&scpc, Role::PoliceOfficer, station, county, Some(Capability::Scpc)).await;
    let one = break_ins(&town, Severity::Extreme, rectangle(-1.303, 36.907, -1.299, 36.913));
    assert!(!ocs.app.check_alert(&one).unwrap().needs_release);
    let two = break_ins(&town, Severity::Extreme, rectangle(-1.303, 36.895, -1.299, 36.905));
    let id = ocs.app.propose_alert(&two).unwrap().alert.id;
    assert_eq!(state_on(&ocs, id), Some(AlertState::PendingRelease));
    ocs.sync().await;
    scpc.sync().await;
    scpc.app.release_alert(id).unwrap();
    scpc.sync().await;
    assert_eq!(state_on(&scpc, id), Some(AlertState::Issued));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_takes_the_place_and_is_silent_where_only_words_changed() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let resident = town.resident().await;
    let mut new = break_ins(&town, Severity::Moderate, court());
    let first = issued(&officer, &new).await.alert.id;
    resident.sync().await;
    assert_eq!(told(&resident, None), [(NoticeKind::Alert, first)]);
    new.description = Some(Bilingual::new("Four houses.", "Nyumba nne."));
    let second = officer.app.update_alert(first, &new).unwrap().alert.id;
    officer.sync().await;
    resident.sync().await;
    assert_eq!(state_on(&resident, first), Some(AlertState::Updated));
    assert_eq!(told(&resident, None), [], "words alone");
    new.severity = Severity::Severe;
    let third = officer.app.update_alert(second, &new).unwrap().alert.id;
    officer.sync().await;
    resident.sync().await;
    assert_eq!(told(&resident, None), [(NoticeKind::Alert, third)], "it became worse");
    assert_eq!(resident.app.alerts_here(None).unwrap().len(), 1, "one stands");
    // Somebody else's alert is not theirs to change.
    let chair = town.recruit(Role::RaOfficial).await;
    chair.sync().await;
    let off = chair.app.cancel_alert(third, &Bilingual::new("No", "Hapana")).unwrap_err();
    assert_eq!(off.code(), "out_of_scope");
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_the_daily_cap_drills_and_expiry_hold_notices_back() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let resident = town.resident().await;
    let local = |phone: &Phone| {
        use usalama_core::clock::Clock as _;
        let time = phone.clock.device_time();
        u16::try_from((time.at.as_millis() / 60_000 + i64::from(time.utc_offset)).rem_euclid(1440)).unwrap()
    };
    let minute = local(&resident);
    let around = QuietHours { from: (minute + 1440 - 30) % 1440, to: (minute + 30) % 1440 };
    resident.app.set_quiet_hours(Some(around)).unwrap();
    let mild = issued(&officer, &break_ins(&town, Severity::Moderate, court())).await.alert.id;
    let grave = issued(&officer, &break_ins(&town, Severity::Severe, court())).await.alert.id;
    resident.sync().await;
    assert_eq!(told(&resident, None), [(NoticeKind::Alert, grave)], "severe does not wait");
    town.advance(Duration::from_secs(31 * 60)).await;
    assert_eq!(told(&resident, None), [(NoticeKind::Alert, mild)], "what waited comes later");
    resident.app.set_quiet_hours(None).unwrap();
    let mut ids = BTreeSet::new();
    for _ in 0..8 {
        ids.insert(issued(&officer, &break_ins(&town, Severity::Moderate, court())).await.alert.id);
    }
    resident.sync().await;
    assert_eq!(told(&resident, None).len(), 5, "six a day below severe, with the one before");
    // A drill is shown as such; a test is for the programme's own people.
    let mut drill = break_ins(&town, Severity::Severe, court());
    drill.status = Status::Exercise;
    let drill = issued(&officer, &drill).await.alert.id;
    assert!(officer.app.alert_text(drill, "en").unwrap().starts_with("MAZOEZI / EXERCISE"));
    let mut test = break_ins(&town, Severity::Severe, court());
    test.status = Status::Test;
    assert_eq!(officer.app.propose_alert(&test).unwrap_err().code(), "not_your_role");
    resident.sync().await;
    assert_eq!(told(&resident, None), [(NoticeKind::Alert, drill)]);
    // What comes after its time is listed, and told to nobody.
    let late = issued(&officer, &break_ins(&town, Severity::Severe, court())).await.alert.id;
    town.advance(7 * HOUR).await;
    resident.sync().await;
    assert_eq!(told(&resident, None), []);
    let missed = resident.app.alert(late).unwrap();
    assert_eq!((missed.posted.state, missed.told), (AlertState::Expired, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_counted_for_the_issuer_and_small_numbers_are_told_to_nobody() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let id = issued(&officer, &break_ins(&town, Severity::Moderate, court())).await.alert.id;
    let mut residents = vec![];
    for _ in 0..4 {
        residents.push(town.resident().await);
    }
    for (number, resident) in residents.iter().enumerate() {
        let answer = if number == 3 { AlertAnswer::NeedHelp } else { AlertAnswer::Safe };
        resident.app.answer_alert(id, AlertAnswer::Seen).unwrap();
        let view = resident.app.answer_alert(id, answer.clone()).unwrap();
        assert_eq!(view.alert.answer, Some(answer));
        resident.sync().await;
    }
    town.advance(Duration::from_secs(61)).await;
    officer.sync().await;
    let counts = officer.app.alert(id).unwrap().alert.counts;
    assert_eq!(counts, Some(AnswerCounts { seen: None, safe: Some(3), need_help: None }));
    residents[0].sync().await;
    let other = residents[0].app.alert(id).unwrap();
    assert_eq!((other.alert.counts, other.alert.answer), (None, Some(AlertAnswer::Safe)), "numbers are the issuer's");
}
