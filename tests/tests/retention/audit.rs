//! The row "audit": who looked.

use usalama_core::client::IncidentFilter;
use usalama_core::event::{PartName, Role};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::retention::RetentionClass;
use usalama_tests::town::Town;
use usalama_tests::traces::report;

use super::DAY;

#[tokio::test(flavor = "multi_thread")]
async fn s14_audit_who_looked_is_noted_once_a_day_shown_to_the_data_subject_and_kept_24_months() {
    let town = Town::start();
    let (phone, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
    let (colleague, leader) = (town.recruit(Role::PoliceOfficer).await, town.recruit(Role::FirmSupervisor).await);
    let secret = report(&phone, &town, Category::Gbv);
    let plain = {
        let mut new = NewIncident::new(Category::Burglary, town.place());
        new.anonymity = usalama_core::model::incident::Anonymity::Named;
        phone.app.report(new).unwrap().incident.id
    };
    phone.sync().await;
    officer.sync().await;
    leader.sync().await;
    phone.app.incident(secret).unwrap();
    assert_eq!(phone.app.sync_status().unwrap().unsent, 0, "one's own is nobody's look");
    officer.go_offline();
    for _ in 0..3 {
        officer.app.incident(secret).unwrap();
    }
    officer.app.incident(plain).unwrap();
    officer.app.incidents(IncidentFilter::default(), None, 10).unwrap();
    assert_eq!(officer.app.sync_status().unwrap().unsent, 1, "once a day, and neither lists nor plain reports");
    town.advance(DAY).await;
    officer.app.incident(secret).unwrap();
    assert_eq!(officer.app.sync_status().unwrap().unsent, 2);
    let report = officer.go_online().await;
    assert_eq!((report.accepted, report.refused), (2, 0));
    phone.sync().await;
    let looks = phone.app.who_looked(secret).unwrap();
    assert_eq!(looks.len(), 2);
    for look in &looks {
        assert_eq!(
            (look.by, look.role.clone(), look.org),
            (Some(officer.actor()), Some(Role::PoliceOfficer), Some(town.station()))
        );
        assert!(look.parts.contains(&PartName::Text) && look.parts.contains(&PartName::Place));
    }
    assert!(phone.app.who_looked(plain).unwrap().is_empty());
    colleague.sync().await;
    assert_eq!(colleague.app.who_looked(secret).unwrap().len(), 2, "the station reads its own");
    let other = town.resident().await;
    assert!(other.app.who_looked(secret).unwrap().is_empty());
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 2);

    town.advance(DAY * 725).await;
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 2);
    town.advance(DAY * 10).await;
    assert_eq!(town.hub.admin(&["audit"]).lines().filter(|line| line.starts_with("looked")).count(), 0);
}

#[test]
fn s14_the_retention_table_is_shown_with_every_class_in_both_languages() {
    let table = usalama_core::client::Usalama::retention_table();
    assert_eq!(table.len(), RetentionClass::ALL.len());
    assert!(table.iter().all(|rule| rule.class.label().is_some()));
}
