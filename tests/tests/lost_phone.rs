//! A lost phone over a real hub: keys taken back, what was readable listed, the account given to a new phone (DOMAIN §14; §19,
//! scenario 20).

use std::time::Duration;

use usalama_core::client::Error;
use usalama_core::event::Role;
use usalama_core::model::incident::{CaseStatus, Category};
use usalama_core::sync::wire::EnrolBy;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;
use usalama_tests::traces::{CANARY, HEADERS, hub_file, number, report};

const DEADLINE: Duration = Duration::from_secs(30);

/// DOMAIN §19, scenario 20.
#[tokio::test(flavor = "multi_thread")]
async fn s20_lost_phone_keys_revoked_exposure_listed_re_enrolled_by_number_and_own_reports_readable_again() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let lost = town.phone();
    let number_of = "+254799000001";
    let enrol = async |phone: &Phone| {
        let sent = phone.app.request_code(number_of, DEADLINE).await.unwrap();
        (sent.enrolment, town.hub.code(sent.enrolment))
    };
    let (enrolment, code) = enrol(&lost).await;
    lost.app.enrol(EnrolBy::Code { enrolment, code }, Some(town.ward()), DEADLINE).await.unwrap();
    lost.sync().await;
    let actor = lost.actor();
    let id = report(&lost, &town, Category::Burglary);
    lost.sync().await;
    officer.sync().await;

    // Nobody takes a number over that is not reported lost, not even with its code.
    let found = town.phone();
    let (enrolment, code) = enrol(&found).await;
    let taken = found.app.recover_account(enrolment, &code, None, &found.key, DEADLINE).await.unwrap_err();
    assert!(matches!(&taken, Error::Sync(_)), "{taken}");
    let taken = found.app.enrol(EnrolBy::Code { enrolment, code }, Some(town.ward()), DEADLINE).await.unwrap_err();
    assert!(taken.to_string().contains("409"), "{taken}");

    let listed = town.hub.admin(&["lost-phone", "--phone", number_of]);
    assert!(listed.starts_with(&format!("actor {actor} keys revoked")), "{listed}");
    let exposed = listed.lines().find(|line| line.contains(&id.to_string())).unwrap();
    assert!(
        exposed.contains(" own incident.submitted ") && exposed.contains("place") && exposed.contains("text"),
        "{exposed}"
    );
    assert!(!listed.contains(CANARY), "what was readable is named, not told");

    // The lost phone reads and writes nothing more.
    let late = report(&lost, &town, Category::StreetLight);
    let (_, error) = lost.try_sync().await;
    assert!(error.is_some() && !lost.app.sync_status().unwrap().enrolled);
    assert_eq!(number(&hub_file(&town), HEADERS, late), 0);

    // A new phone: wrong codes first, then the right one.
    let (enrolment, code) = enrol(&found).await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert!(found.app.recover_account(enrolment, wrong, None, &found.key, DEADLINE).await.is_err());
    let again = found.app.recover_account(enrolment, &code, Some(town.ward()), &found.key, DEADLINE).await.unwrap();
    assert_eq!((again, found.actor()), (actor, actor));
    assert_eq!(found.app.profiles().unwrap().len(), 1, "the empty profile from before is gone");
    found.sync().await;
    let mine = found.app.incident(id).unwrap().view;
    assert!(mine.mine && mine.incident.place.is_some() && mine.incident.text.is_some(), "read again, as one's own");
    officer.app.triage(id, usalama_core::model::cap::Severity::Severe).unwrap();
    officer.sync().await;
    found.sync().await;
    assert_eq!(found.app.incident(id).unwrap().view.incident.status, Some(CaseStatus::Triaged), "what came of it too");
    found.app.withdraw(id).unwrap();
    let report = found.sync().await;
    assert_eq!((report.accepted, report.refused), (1, 0), "and it can be acted on");

    // The old keys stay dead, whoever holds them.
    let (_, error) = lost.try_sync().await;
    assert!(error.is_some());
}
