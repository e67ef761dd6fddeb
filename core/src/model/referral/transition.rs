//! From which state which act leads where: the table of DOMAIN §10.1.

use super::act::ReferralAct;
use super::vocabulary::{DeclineReason, ReferralState};
use crate::model::refusal::RefusalCode;

/// Where an act leads from a state; nothing where it leaves it as it is.
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where it does not fit.
pub fn next_state(from: Option<&ReferralState>, act: &ReferralAct) -> Result<Option<ReferralState>, RefusalCode> {
    use ReferralAct as A;
    use ReferralState as S;
    let Some(from) = from else {
        return if matches!(act, A::Drafted(_)) { Ok(Some(S::Draft)) } else { Err(RefusalCode::WrongStatus) };
    };
    let to = match (from, act) {
        (S::Draft, A::Consented(_)) => S::Consented,
        (S::Consented, A::Sent(_)) => S::Sent,
        (S::Sent, A::Received(_)) => S::Received,
        (S::Received | S::Waitlisted, A::Accepted(_)) => S::Accepted,
        (S::Received | S::Accepted, A::Waitlisted(_)) => S::Waitlisted,
        (S::Received | S::Waitlisted, A::Declined(declined)) => match declined.reason {
            DeclineReason::Other(_) => return Err(RefusalCode::Incomplete),
            _ => S::Declined,
        },
        (S::Accepted, A::Started(_)) => S::Started,
        (S::Accepted, A::NotAttended(_)) => S::NotAttended,
        (S::Started, A::Completed(_)) => S::Completed,
        (S::Started, A::LeftEarly(_)) => S::LeftEarly,
        (S::Received | S::Accepted | S::Waitlisted | S::Started, A::Transferred(_)) => S::Transferred,
        (from, A::Withdrawn(_)) if from.is_open() && !matches!(from, S::Other(_)) => S::Withdrawn,
        (S::Error | S::Other(_), _) => return Err(RefusalCode::WrongStatus),
        (_, A::EnteredInError(_)) => S::Error,
        (S::Draft | S::Consented, _) => return Err(RefusalCode::WrongStatus),
        (_, A::FollowUpPlanned(_) | A::FollowUpDone(_)) => return Ok(None),
        _ => return Err(RefusalCode::WrongStatus),
    };
    Ok(Some(to))
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::clock::Timestamp;
    use crate::event::SubjectId;
    use crate::model::actor::OrgId;
    use crate::model::incident::Nothing;
    use crate::text::Title;
    use uuid::Uuid;

    /// Rows: acts. Columns: none, then the states in the order of DOMAIN's table. `=` leaves it as it is, `!` is refused.
    const TABLE: &str = "
        drafted            draft ! ! ! ! ! ! ! ! ! ! ! ! ! !
        consented          ! consented ! ! ! ! ! ! ! ! ! ! ! ! !
        sent               ! ! sent ! ! ! ! ! ! ! ! ! ! ! !
        received           ! ! ! received ! ! ! ! ! ! ! ! ! ! !
        accepted           ! ! ! ! accepted ! accepted ! ! ! ! ! ! ! !
        waitlisted         ! ! ! ! waitlisted waitlisted ! ! ! ! ! ! ! ! !
        declined           ! ! ! ! declined ! declined ! ! ! ! ! ! ! !
        started            ! ! ! ! ! started ! ! ! ! ! ! ! ! !
        completed          ! ! ! ! ! ! ! ! completed ! ! ! ! ! !
        left_early         ! ! ! ! ! ! ! ! left_early ! ! ! ! ! !
        not_attended       ! ! ! ! ! not_attended ! ! ! ! ! ! ! ! !
        transferred        ! ! ! ! transferred transferred transferred ! transferred ! ! ! ! ! !
        withdrawn          ! withdrawn withdrawn withdrawn withdrawn withdrawn withdrawn ! withdrawn ! ! ! ! ! !
        entered_in_error   ! error error error error error error error error error error error error error !
        follow_up_planned  ! ! ! = = = = = = = = = = = !
        follow_up_done     ! ! ! = = = = = = = = = = = !
    ";

    fn every_act() -> Vec<ReferralAct> {
        let (nothing, at) = (Nothing {}, Timestamp::from_millis(0));
        let asked = Asked {
            need: Need::Alcohol,
            service: Uuid::nil(),
            facility: OrgId(Uuid::nil()),
            urgency: RequestPriority::Routine,
            intake: IntakeType::Outpatient,
            transport_needed: false,
            replaces: None,
        };
        let form_version = Title::new("1").unwrap();
        let consent = Consent { by: ConsentBy::Own, form_version, scope: vec![], at, withdrawn_at: None };
        vec![
            ReferralAct::Drafted(Box::new(asked)),
            ReferralAct::Consented(consent),
            ReferralAct::Sent(Sent::default()),
            ReferralAct::Received(nothing),
            ReferralAct::Accepted(Accepted { on: at }),
            ReferralAct::Waitlisted(nothing),
            ReferralAct::Declined(Declined { reason: DeclineReason::Full }),
            ReferralAct::Started(nothing),
            ReferralAct::Completed(nothing),
            ReferralAct::LeftEarly(nothing),
            ReferralAct::NotAttended(nothing),
            ReferralAct::Transferred(Transferred { replaced_by: SubjectId(Uuid::nil()) }),
            ReferralAct::Withdrawn(nothing),
            ReferralAct::EnteredInError(nothing),
            ReferralAct::FollowUpPlanned(FollowUpPlanned { due: at }),
            ReferralAct::FollowUpDone(FollowUpDone { contact: ContactMode::Call, result: FollowUpResult::Engaged }),
        ]
    }

    #[test]
    fn each_act_leads_where_the_table_of_the_domain_says() {
        let acts = every_act();
        let rows: Vec<Vec<&str>> = TABLE.trim().lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!((acts.len(), ReferralAct::KINDS.len()), (rows.len(), rows.len()));
        for (act, row) in acts.iter().zip(rows) {
            assert_eq!(act.kind(), format!("referral.{}", row[0]));
            let froms = std::iter::once(None).chain(ReferralState::ALL.iter().map(Some));
            for (from, expected) in froms.zip(&row[1..]) {
                let led = match next_state(from, act) {
                    Ok(Some(state)) => state.code().to_owned(),
                    Ok(None) => "=".to_owned(),
                    Err(code) => {
                        assert_eq!(code, RefusalCode::WrongStatus);
                        "!".to_owned()
                    }
                };
                assert_eq!(led, *expected, "{} from {from:?}", act.kind());
            }
            assert_eq!(row.len(), ReferralState::ALL.len() + 2);
            let newer = ReferralState::from("paused");
            assert!(next_state(Some(&newer), act).is_err(), "nothing is done to what is not understood");
        }
    }

    #[test]
    fn the_fhir_codes_are_those_of_the_table() {
        const CODES: [(&str, &str); 14] = [
            ("draft", "draft"),
            ("draft", "ready"),
            ("active", "requested"),
            ("active", "received"),
            ("active", "accepted"),
            ("on-hold", "on-hold"),
            ("revoked", "rejected"),
            ("active", "in-progress"),
            ("completed", "completed"),
            ("completed", "failed"),
            ("revoked", "cancelled"),
            ("completed", "completed"),
            ("revoked", "cancelled"),
            ("entered-in-error", "entered-in-error"),
        ];
        let codes: Vec<_> = ReferralState::ALL.iter().map(|state| (state.fhir_request(), state.fhir_task())).collect();
        assert_eq!(codes, CODES);
    }
}
