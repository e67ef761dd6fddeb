//! The table of DOMAIN §14, row by row, over a façade and a real hub with clocks that are moved by hand: days pass, phones sweep without a
//! network, the hub sweeps, and what is said to stay does. Each row has a test named after it.

mod anonymous;
mod audit;
mod care;
mod duty;
mod emergency;
mod incidents;
mod media;
mod proposals;

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);
const DEADLINE: Duration = Duration::from_secs(30);

/// The rows, as the table of the library names its classes, each with the test that is named after it.
#[test]
fn s14_every_row_has_a_test_named_after_it() {
    const ROWS: [(&str, &str); 13] = [
        ("incident", "s14_incident_ordinary_"),
        ("incident_sensitive", "s14_incident_sensitive_"),
        ("anonymous_thread", "s14_anonymous_thread_"),
        ("tip", "s14_tip_"),
        ("media", "s14_media_"),
        ("track", "s14_track_points_"),
        ("duty", "s14_visits_shifts_handover_"),
        ("sos_positions", "s14_sos_positions_"),
        ("alert", "s14_alert_"),
        ("proposal", "s14_proposal_ballot_result_"),
        ("referral", "s14_referral_"),
        ("attendance_named", "s14_attendance_named_"),
        ("audit", "s14_audit_"),
    ];
    let sources = [
        include_str!("anonymous.rs"),
        include_str!("audit.rs"),
        include_str!("care.rs"),
        include_str!("duty.rs"),
        include_str!("emergency.rs"),
        include_str!("incidents.rs"),
        include_str!("media.rs"),
        include_str!("proposals.rs"),
    ];
    let classes: Vec<&str> = usalama_core::model::retention::RetentionClass::ALL.iter().map(|c| c.code()).collect();
    assert_eq!(classes, ROWS.map(|(class, _)| class));
    for (class, name) in ROWS {
        let found = sources.iter().any(|source| source.contains(&format!("fn {name}")));
        assert!(found, "{class}: no test is named {name}…");
    }
}
