//! From which state which act leads where.

use super::act::SosAct;
use super::vocabulary::{SosOutcome, SosState};
use crate::model::refusal::RefusalCode;

/// Where an act leads from a state; nothing where it leaves it as it is.
///
/// What whoever called says of it afterwards is always taken in: a word that comes late must not be lost, nor tell anybody that it
/// was refused.
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where it does not fit.
pub fn next_state(from: Option<&SosState>, act: &SosAct) -> Result<Option<SosState>, RefusalCode> {
    use SosState as S;
    let to = |state| Ok(Some(state));
    match (from, act) {
        (None, SosAct::Raised(_)) => to(S::Active),
        (None, _) | (Some(S::Arming | S::Other(_)), _) | (Some(_), SosAct::Raised(_)) => Err(RefusalCode::WrongStatus),
        (Some(_), SosAct::Located(_) | SosAct::Contacted(_) | SosAct::Seen(_) | SosAct::Noted(_)) => Ok(None),
        (Some(state), SosAct::Cancelled(_)) if state.is_open() => to(S::Cancelled),
        (Some(S::Active | S::Escalated), SosAct::Duress(_)) => to(S::ActiveSilent),
        (Some(_), SosAct::Cancelled(_) | SosAct::Duress(_)) => Ok(None),
        (Some(S::Active), SosAct::Escalated(_)) => to(S::Escalated),
        (Some(S::Escalated | S::ActiveSilent), SosAct::Escalated(_)) => Ok(None),
        (Some(state), SosAct::Acknowledged(_)) if state.is_unanswered() => to(S::Acknowledged),
        (Some(S::Acknowledged | S::Responding | S::OnScene), SosAct::Acknowledged(_)) => Ok(None),
        (Some(S::Acknowledged), SosAct::Responding(_)) => to(S::Responding),
        (Some(S::Responding | S::OnScene), SosAct::Responding(_)) => Ok(None),
        (Some(S::Acknowledged | S::Responding), SosAct::OnScene(_)) => to(S::OnScene),
        (Some(S::OnScene), SosAct::OnScene(_)) => Ok(None),
        (Some(state), SosAct::Closed(closed)) if state.is_open() => match closed.outcome {
            SosOutcome::Resolved => to(S::Resolved),
            SosOutcome::FalseAlarm => to(S::FalseAlarm),
            SosOutcome::Other(_) => Err(RefusalCode::Incomplete),
        },
        (
            Some(_),
            SosAct::Acknowledged(_)
            | SosAct::Responding(_)
            | SosAct::OnScene(_)
            | SosAct::Escalated(_)
            | SosAct::Closed(_),
        ) => Err(RefusalCode::WrongStatus),
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::model::incident::Nothing;
    use crate::text::Title;

    /// Rows: acts. Columns: none, active, active_silent, escalated, acknowledged, responding, on_scene, resolved, false_alarm,
    /// cancelled. `=` leaves it as it is, `!` is refused.
    const TABLE: &str = "
        raised       active ! ! ! ! ! ! ! ! !
        located      ! = = = = = = = = =
        contacted    ! = = = = = = = = =
        seen         ! = = = = = = = = =
        noted        ! = = = = = = = = =
        acknowledged ! acknowledged acknowledged acknowledged = = = ! ! !
        responding   ! ! ! ! responding = = ! ! !
        on_scene     ! ! ! ! on_scene on_scene = ! ! !
        escalated    ! escalated = = ! ! ! ! ! !
        resolved     ! resolved resolved resolved resolved resolved resolved ! ! !
        false_alarm  ! false_alarm false_alarm false_alarm false_alarm false_alarm false_alarm ! ! !
        cancelled    ! cancelled cancelled cancelled cancelled cancelled cancelled = = =
        duress       ! active_silent = active_silent = = = = = =
    ";
    const STATES: [&str; 9] = [
        "active",
        "active_silent",
        "escalated",
        "acknowledged",
        "responding",
        "on_scene",
        "resolved",
        "false_alarm",
        "cancelled",
    ];

    fn act(word: &str) -> SosAct {
        let nothing = Nothing {};
        match word {
            "raised" => SosAct::Raised(Box::new(Raised::new(SosTrigger::Button, SosMode::Loud, SosKind::Unknown))),
            "located" => SosAct::Located(nothing),
            "contacted" => SosAct::Contacted(Contacted { how: ContactedHow::Dialled, number: None }),
            "seen" => SosAct::Seen(nothing),
            "noted" => SosAct::Noted(Noted { false_alarms: 1 }),
            "acknowledged" => {
                SosAct::Acknowledged(Acknowledged { name: Title::new("Otieno").unwrap(), eta_min: Some(4) })
            }
            "responding" => SosAct::Responding(Responding { eta_min: None }),
            "on_scene" => SosAct::OnScene(nothing),
            "escalated" => SosAct::Escalated(Escalated { tier: 2, at_once: false }),
            "resolved" => SosAct::Closed(Closed { outcome: SosOutcome::Resolved }),
            "false_alarm" => SosAct::Closed(Closed { outcome: SosOutcome::FalseAlarm }),
            "cancelled" => SosAct::Cancelled(nothing),
            _ => SosAct::Duress(nothing),
        }
    }

    #[test]
    fn every_act_leads_from_every_state_where_the_table_says_and_nowhere_else() {
        let mut checked = 0;
        let mut kinds = std::collections::BTreeSet::new();
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            let act = act(words.next().unwrap());
            kinds.insert(act.kind());
            let columns: Vec<&str> = words.collect();
            assert_eq!(columns.len(), STATES.len() + 1, "{line}");
            let states = std::iter::once(None).chain(STATES.iter().map(|state| Some(SosState::from(*state))));
            for (state, expected) in states.zip(columns) {
                let led = next_state(state.as_ref(), &act);
                let expected = match expected {
                    "!" => Err(RefusalCode::WrongStatus),
                    "=" => Ok(None),
                    to => Ok(Some(SosState::from(to))),
                };
                assert_eq!(led, expected, "{} from {state:?}", act.kind());
                checked += 1;
            }
            for never in [SosState::Arming, SosState::Other("newer".into())] {
                assert!(next_state(Some(&never), &act).is_err(), "{} from {never}", act.kind());
            }
        }
        assert_eq!((checked, kinds.len()), (130, SosAct::KINDS.len()));
    }

    #[test]
    fn the_table_names_every_state_that_the_vocabulary_knows() {
        let known: Vec<&str> = SosState::ALL.iter().map(SosState::code).filter(|code| *code != "arming").collect();
        assert!(STATES.iter().all(|state| known.contains(state)) && known.len() == STATES.len());
    }
}
