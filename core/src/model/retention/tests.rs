//! The table says what DOMAIN §14 says, and the models follow it.

use std::time::Duration;

use super::*;
use crate::clock::Timestamp;
use crate::event::{PartName, SubjectId};
use crate::model::attendance::{Named, NamedAttendance, Sheet};
use crate::model::incident::{CaseStatus, Incident};
use crate::model::referral::{AgeBand, ConsentBy, Referral, ReferralState};
use crate::model::solution::{Proposal, ProposalState};
use crate::model::sos::{Sos, SosState};
use crate::model::tip::Tip;
use crate::text::Title;

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
fn retention_tip_erased_on_its_authors_phone_once_the_hub_has_it_and_on_handlers_when_it_is_closed() {
    let mut tip = Tip::unknown(SubjectId::random());
    assert_eq!(tip.due(Side::Device, &life(true)).first().map(|due| due.at), Some(T));
    assert_eq!(tip.due(Side::Device, &life(false)), [], "it is still to be dealt with");
    tip.closed_at = Some(T.plus(DAY));
    assert_eq!(tip.due(Side::Device, &life(false)).first().map(|due| due.at), Some(T.plus(DAY)));
}

#[test]
fn retention_referral_7_days_after_the_centre_has_it_and_6_months_after_it_is_closed() {
    let mut referral = Referral::unknown(SubjectId::random());
    (referral.state, referral.changed_at) = (Some(ReferralState::Sent), Some(T));
    assert_eq!(referral.due(Side::Device, &life(true)), [], "the centre has not had it");
    (referral.state, referral.received_at) = (Some(ReferralState::Started), Some(T));
    assert_eq!(referral.due(Side::Device, &life(true)).first().map(|due| due.at), Some(T.plus(DAY * 7)));
    assert_eq!(referral.due(Side::Device, &life(false)), [], "the centre works on it");
    assert_eq!(referral.due(Side::Hub, &life(true)), []);
    referral.state = Some(ReferralState::Completed);
    assert!(referral.due(Side::Hub, &life(true)).first().is_some_and(|due| due.at >= T.plus(DAY * 180)));
}

#[test]
fn retention_attendance_named_30_days_on_the_phone_12_months_on_the_hub_then_the_number_alone() {
    let mut sheet = Sheet::unknown(SubjectId::random());
    sheet.closed = true;
    assert_eq!(sheet.due(Side::Device, &life(true)), [], "nobody is named in it");
    let form_version = Title::new("1").expect("a version");
    let consent = Named { by: ConsentBy::Own, form_version, at: T, age_band: AgeBand::From35 };
    sheet.named = vec![NamedAttendance { consent, attendee: None }];
    let due = sheet.due(Side::Device, &life(true));
    assert_eq!(
        due.first().map(|due| (due.at, due.erases.clone())),
        Some((T.plus(DAY * 30), Erases::Part(PartName::Sensitive)))
    );
    assert_eq!(sheet.due(Side::Hub, &life(true)).first().map(|due| due.at), Some(T.plus(DAY * 365)));
}

#[test]
fn retention_proposal_12_months_on_phones_for_good_on_the_hub() {
    let mut proposal = Proposal::unknown(SubjectId::random());
    proposal.state = Some(ProposalState::Voting);
    assert_eq!(proposal.due(Side::Device, &life(true)), []);
    proposal.state = Some(ProposalState::Assessed);
    assert_eq!(proposal.due(Side::Device, &life(true)).first().map(|due| due.at), Some(T.plus(DAY * 365)));
    assert_eq!(proposal.due(Side::Hub, &life(true)), []);
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
