//! From which state which act on an outreach event leads where.

use super::event::EventAct;
use super::vocabulary::OutreachState;
use crate::model::refusal::RefusalCode;

/// Where an act leads from a state; nothing where it leaves it as it is.
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where it does not fit: nothing is counted before it was held, and what was held stays held.
pub fn next_state(from: Option<&OutreachState>, act: &EventAct) -> Result<Option<OutreachState>, RefusalCode> {
    use OutreachState as S;
    let to = |state| Ok(Some(state));
    match (from, act) {
        (None | Some(S::Planned | S::Postponed), EventAct::Planned(_))
        | (Some(S::Planned | S::Postponed), EventAct::Rescheduled(_)) => to(S::Planned),
        (Some(S::Planned), EventAct::Postponed(_)) => to(S::Postponed),
        (Some(S::Planned | S::Postponed), EventAct::Cancelled(_)) => to(S::Cancelled),
        (Some(S::Planned), EventAct::Held(_)) => to(S::Held),
        (Some(S::Held), EventAct::CountCorrected(_) | EventAct::SessionRecorded(_)) => Ok(None),
        _ => Err(RefusalCode::WrongStatus),
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::clock::Timestamp;
    use crate::event::SubjectId;
    use crate::model::incident::Nothing;
    use crate::text::Title;
    use uuid::Uuid;

    /// Rows: acts. Columns: none, planned, postponed, held, cancelled. `=` leaves it as it is, `!` is refused.
    const TABLE: &str = "
        planned          planned planned   planned   ! !
        rescheduled      !       planned   planned   ! !
        postponed        !       postponed !         ! !
        cancelled        !       cancelled cancelled ! !
        held             !       held      !         ! !
        count_corrected  !       !         !         = !
        session_recorded !       !         !         = !
    ";
    const STATES: [&str; 4] = ["planned", "postponed", "held", "cancelled"];

    fn act(word: &str) -> EventAct {
        let title = |text| Title::new(text).unwrap();
        let (from, to) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
        let held = Held { shown: Headcount::default(), materials: vec![] };
        match word {
            "planned" => EventAct::Planned(Box::new(Plan {
                programme: SubjectId(Uuid::nil()),
                kind: OutreachKind::Forum,
                host_org: title("Mfano Primary School"),
                host: None,
                host_actor: None,
                invited: vec![],
                from,
                to,
            })),
            "rescheduled" => EventAct::Rescheduled(Rescheduled { from, to }),
            "postponed" => EventAct::Postponed(Nothing {}),
            "cancelled" => EventAct::Cancelled(Nothing {}),
            "held" => EventAct::Held(held),
            "count_corrected" => EventAct::CountCorrected(held),
            _ => EventAct::SessionRecorded(SessionRecorded {
                corrects: None,
                session: Session {
                    topic: title("Bhang and the law"),
                    curriculum_ref: None,
                    facilitator: FacilitatorRole::PeerEducator,
                    duration_min: 40,
                    pre_score_avg: None,
                    post_score_avg: None,
                },
            }),
        }
    }

    #[test]
    fn every_act_leads_from_every_state_where_the_table_says_and_nowhere_else() {
        let mut kinds = std::collections::BTreeSet::new();
        let mut checked = 0;
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            let act = act(words.next().unwrap());
            kinds.insert(act.kind());
            let states = std::iter::once(None).chain(STATES.iter().map(|state| Some(OutreachState::from(*state))));
            for (state, expected) in states.zip(words) {
                let expected = match expected {
                    "!" => Err(RefusalCode::WrongStatus),
                    "=" => Ok(None),
                    to => Ok(Some(OutreachState::from(to))),
                };
                assert_eq!(next_state(state.as_ref(), &act), expected, "{} from {state:?}", act.kind());
                checked += 1;
            }
            assert!(next_state(Some(&OutreachState::from("newer")), &act).is_err());
        }
        assert_eq!((checked, kinds.len()), (35, EventAct::KINDS.len()));
        assert_eq!(OutreachState::ALL.len(), STATES.len());
    }

    #[test]
    fn marks_are_percentages_and_their_change_is_in_points() {
        assert_eq!(Score::from_percent(46.25).map(Score::percent), Ok(46.3));
        for wrong in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Score::from_percent(wrong), Err(ScoreError));
        }
        assert!(serde_json::from_str::<Score>("1001").is_err());
        let EventAct::SessionRecorded(recorded) = act("session_recorded") else { panic!() };
        let mut session = recorded.session;
        session.pre_score_avg = Score::from_percent(46.0).ok();
        assert_eq!((session.change(), session.is_scored()), (None, true));
        session.post_score_avg = Score::from_percent(71.5).ok();
        assert_eq!(session.change(), Some(25.5));
    }
}
