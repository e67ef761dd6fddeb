//! The table says what DOMAIN §14 says, and the models follow it.

use std::time::Duration;

use super::*;
use crate::clock::Timestamp;
use crate::event::{PartName, SubjectId};
use crate::model::incident::{CaseStatus, Incident};
use crate::model::sos::{Sos, SosState};

const DAY: Duration = Duration::from_secs(24 * 3600);
const T: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn life(mine: bool) -> Life {
    Life { mine, delivered_at: Some(T), last: T }
}

#[test]
fn every_class_of_the_domain_has_a_row_in_its_order_and_words_in_both_languages() {
    let classes: Vec<&RetentionClass> = TABLE.iter().map(|rule| &rule.class).collect();
    assert_eq!(classes, RetentionClass::ALL.iter().collect::<Vec<_>>());
    for rule in TABLE {
        for said in [rule.device.said, rule.hub.said, rule.then] {
            assert!(!said.en.is_empty() && !said.sw.is_empty() && said.en != said.sw, "{}", rule.class);
        }
    }
    let days = |class, side| match rule(&class).map(|rule| if side { rule.device.keep } else { rule.hub.keep }) {
        Some(Keep::Hours(hours, from)) => Some((hours / 24, from)),
        _ => None,
    };
    use RetentionClass as C;
    assert_eq!(days(C::Incident, true), Some((30, Start::Closed)));
    assert_eq!(days(C::Incident, false), Some((365, Start::Closed)));
    assert_eq!(days(C::SensitiveIncident, true), Some((7, Start::Delivered)));
    assert_eq!(days(C::SensitiveIncident, false), Some((730, Start::Closed)));
    assert_eq!(days(C::Track, true), Some((0, Start::Delivered)));
    assert_eq!(days(C::Track, false), Some((30, Start::Received)));
    assert_eq!(days(C::Duty, true), Some((60, Start::Closed)));
    assert_eq!(days(C::SosPositions, true), Some((1, Start::Closed)));
    assert_eq!(days(C::SosPositions, false), Some((7, Start::Closed)));
    assert_eq!(days(C::Alert, true), Some((30, Start::Expires)));
    assert_eq!(days(C::Alert, false), None);
    assert_eq!(days(C::Audit, false), Some((730, Start::Received)));
}

#[test]
fn an_open_case_stays_and_a_closed_one_is_due() {
    let mut incident = Incident::unknown(SubjectId::random());
    incident.status = Some(CaseStatus::Triaged);
    incident.status_since = Some(T);
    assert_eq!(incident.due(Side::Device, &life(true)), []);
    incident.status = Some(CaseStatus::Resolved);
    let due = incident.due(Side::Device, &life(true));
    assert_eq!(due.iter().map(|due| due.at).collect::<Vec<_>>(), [T.plus(DAY * 30)]);
    let due = incident.due(Side::Hub, &life(true));
    assert_eq!(due.iter().map(|due| due.at).collect::<Vec<_>>(), [T.plus(DAY * 365)]);
}

#[test]
fn positions_of_an_sos_go_first_and_on_the_hub_the_ends_stay() {
    let mut sos = Sos::unknown(SubjectId::random());
    assert_eq!(sos.due(Side::Device, &life(true)), []);
    sos.state = Some(SosState::Active);
    assert_eq!(sos.due(Side::Device, &life(true)), []);
    sos.duress_at = Some(T);
    assert_eq!(sos.due(Side::Hub, &life(true)), [], "it goes on");
    assert_eq!(sos.due(Side::Device, &life(false)), []);
    let looks = sos.due(Side::Device, &life(true));
    sos.duress_at = None;
    sos.state = Some(SosState::Cancelled);
    assert_eq!(sos.due(Side::Device, &life(true)), looks, "as if it had been cancelled");
    let device = sos.due(Side::Device, &life(true));
    assert_eq!((device[0].at, &device[0].erases), (T.plus(DAY), &Erases::Part(PartName::Place)));
    let hub = sos.due(Side::Hub, &life(true));
    assert_eq!((hub[0].at, &hub[0].erases), (T.plus(DAY * 7), &Erases::PartBetween(PartName::Place)));
    assert_eq!((hub[1].at, &hub[1].erases), (T.plus(DAY * 365), &Erases::Everything));
}

#[test]
fn each_purpose_has_a_notice_and_a_consent_names_its_version() {
    use crate::model::incident::Consent;
    use crate::text::Title;
    for purpose in Purpose::ALL {
        assert!(notice(purpose).is_some(), "{purpose}");
    }
    let title = |text: &str| Title::new(text).unwrap();
    let consent = |version: &str| Consent {
        purpose: title("reporting"),
        text_version: title(version),
        lang: title("sw-KE"),
        given_at: T,
    };
    let notice = notice(&Purpose::Reporting).unwrap();
    assert!(notice.is_agreed_by(&consent(notice.version)) && !notice.is_agreed_by(&consent("2025-01")));
}
