//! The rows "SOS positions" and "alert".

use std::time::Duration;

use usalama_core::client::{Error, NewSos};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::geo::AreaKind;
use usalama_core::model::alert::{AlertEvent, AlertPlace, Bilingual, NewAlert};
use usalama_core::model::cap::Severity;
use usalama_core::model::retention::RetentionClass;
use usalama_core::model::sos::{SosKind, SosMode, SosOutcome, SosTrigger};
use usalama_core::text::Title;
use usalama_tests::town::{Town, beside};
use usalama_tests::traces::{WITH_PARTS, WITH_PLACE, file_of, hub_file, is_in_files, number};

use super::{DAY, MINUTE};

#[tokio::test(flavor = "multi_thread")]
async fn s14_alert_30_days_after_it_expired_on_phones_for_good_on_the_hub() {
    let town = Town::start();
    let (chief, resident) = (town.recruit(Role::NgaoOfficer).await, town.resident().await);
    let headline = Bilingual::new("Water is cut off Zq8", "Maji yamekatika Zq8");
    let place = AlertPlace { areas: vec![town.area(&AreaKind::Location, "")], ..AlertPlace::default() };
    let expires = town.clock.now().plus(MINUTE * 60 * 6);
    let new = NewAlert::new(AlertEvent::UtilityFailure, Severity::Minor, headline, place, expires);
    let id = chief.app.propose_alert(&new).unwrap().alert.id;
    chief.sync().await;
    resident.sync().await;
    assert!(resident.app.alert(id).is_ok());
    town.advance(DAY * 30).await;
    assert!(resident.app.sweep().unwrap().0.is_empty());
    town.advance(MINUTE * 60 * 7).await;
    assert_eq!(resident.app.sweep().unwrap().0, [(RetentionClass::Alert, 1)]);
    assert!(matches!(resident.app.alert(id), Err(Error::NotFound)) && !is_in_files(resident.directory(), "Zq8"));
    town.advance(DAY * 1000).await;
    assert!(number(&hub_file(&town), WITH_PARTS, id) > 0, "a public record");
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_sos_positions_24_hours_on_phones_7_days_on_the_hub_then_the_ends_for_12_months() {
    let town = Town::start();
    let (caller, guard) = (town.resident().await, town.recruit(Role::Guard).await);
    let new = NewSos::new(SosTrigger::Button, SosMode::Silent, SosKind::Attack).at(town.place());
    let id = caller.app.raise_sos(new).unwrap().id;
    caller.sync().await;
    for step in 1..=4 {
        town.advance(Duration::from_secs(11)).await;
        caller.app.sos_position(id, beside(&town.place(), 20.0 * f64::from(step), 0.0)).unwrap();
    }
    caller.sync().await;
    guard.sync().await;
    guard.app.acknowledge_sos(id, Title::new("Juma").unwrap(), Some(3)).unwrap();
    guard.app.close_sos(id, SosOutcome::Resolved, None).unwrap();
    guard.sync().await;
    caller.sync().await;
    assert_eq!(number(&file_of(&caller), WITH_PLACE, id), 5);
    town.advance(DAY - MINUTE).await;
    for phone in [&caller, &guard] {
        phone.app.sweep().unwrap();
        assert_eq!(number(&file_of(phone), WITH_PLACE, id), 5);
    }
    town.advance(MINUTE * 2).await;
    for phone in [&caller, &guard] {
        assert_eq!(phone.app.sweep().unwrap().0, [(RetentionClass::SosPositions, 1)]);
        assert_eq!(number(&file_of(phone), WITH_PLACE, id), 0);
        let seen = phone.app.sos(id).unwrap().sos;
        assert!(seen.positions.is_empty() && seen.began_at.is_none() && !seen.responders.is_empty(), "the rest stays");
    }
    assert_eq!(number(&hub_file(&town), WITH_PLACE, id), 5);
    town.advance(DAY * 7).await;
    assert_eq!(number(&hub_file(&town), WITH_PLACE, id), 2, "the first and the last");
    town.advance(DAY * 360).await;
    assert_eq!(number(&hub_file(&town), WITH_PARTS, id), 0);
    assert!(town.hub.admin(&["kept"]).starts_with("sos "));
}
