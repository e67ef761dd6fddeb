//! From which state which act leads where.

use super::act::TipAct;
use super::vocabulary::TipState;
use crate::model::refusal::RefusalCode;

/// Where an act leads from a state; nothing where it leaves it as it is (DOMAIN §6.4).
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where it does not fit; [`RefusalCode::Incomplete`] for a state that is none to go to.
pub fn next_tip_state(from: Option<&TipState>, act: &TipAct) -> Result<Option<TipState>, RefusalCode> {
    use TipState as S;
    let to = |state| Ok(Some(state));
    let wrong = Err(RefusalCode::WrongStatus);
    match (from, act) {
        (None, TipAct::Submitted(_)) => to(S::Received),
        (None, _) | (Some(_), TipAct::Submitted(_)) | (Some(S::Other(_)), _) => wrong,
        // The source may always speak, and it may be found out later how far something was true.
        (Some(_), TipAct::Answered(_) | TipAct::Assessed(_) | TipAct::Graded(_)) => Ok(None),
        (Some(S::Closed), _) => wrong,
        (Some(_), TipAct::Asked(_)) => Ok(None),
        (Some(S::Received | S::Screened), TipAct::Screened(said)) if said.out => to(S::Closed),
        (Some(S::Received), TipAct::Screened(_)) => to(S::Screened),
        (Some(_), TipAct::Screened(_)) => wrong,
        (Some(S::Received), TipAct::Moved(_) | TipAct::Closed(_)) => wrong,
        (Some(from), TipAct::Moved(moved)) => match &moved.to {
            S::Actioned | S::SharedUp | S::Parked if moved.into.is_some() => Err(RefusalCode::Incomplete),
            S::Merged if moved.into.is_none() => Err(RefusalCode::Incomplete),
            to if to == from => wrong,
            S::Actioned | S::Merged | S::SharedUp | S::Parked => to(moved.to.clone()),
            _ => Err(RefusalCode::Incomplete),
        },
        (Some(S::Screened), TipAct::Closed(_)) => wrong,
        (Some(_), TipAct::Closed(closed)) => match closed.feedback {
            super::TipFeedback::Other(_) => Err(RefusalCode::Incomplete),
            _ => to(S::Closed),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::*;
    use crate::event::SubjectId;
    use crate::model::incident::{Anonymity, Assessed, Nothing, Veracity};

    /// Rows: acts. Columns: none, received, screened, actioned, merged, shared_up, parked, closed. `=` leaves it as it is, `!` is
    /// refused.
    const TABLE: &str = "
        submitted  received ! ! ! ! ! ! !
        screened   ! screened ! ! ! ! ! !
        out        ! closed closed ! ! ! ! !
        graded     ! = = = = = = =
        assessed   ! = = = = = = =
        asked      ! = = = = = = !
        answered   ! = = = = = = =
        actioned   ! ! actioned ! actioned actioned actioned !
        merged     ! ! merged merged ! merged merged !
        shared_up  ! ! shared_up shared_up shared_up ! shared_up !
        parked     ! ! parked parked parked parked ! !
        closed     ! ! ! closed closed closed closed !
    ";
    const STATES: [&str; 7] = ["received", "screened", "actioned", "merged", "shared_up", "parked", "closed"];

    fn act(name: &str) -> TipAct {
        match name {
            "submitted" => TipAct::Submitted(Box::new(TipReport::new(TipTopic::Drugs, Anonymity::Anonymous))),
            "screened" => TipAct::Screened(Screened { out: false }),
            "out" => TipAct::Screened(Screened { out: true }),
            "graded" => TipAct::Graded(Graded {
                reliability: SourceReliability::UsuallyReliable,
                credibility: InfoCredibility::PossiblyTrue,
            }),
            "assessed" => TipAct::Assessed(Assessed { veracity: Veracity::ProbablyTrue }),
            "asked" => TipAct::Asked(Nothing {}),
            "answered" => TipAct::Answered(Nothing {}),
            "closed" => TipAct::Closed(TipClosed { feedback: TipFeedback::LookedInto }),
            state => {
                let into = (state == "merged").then(SubjectId::random);
                TipAct::Moved(Moved { to: state.into(), into })
            }
        }
    }

    #[test]
    fn every_act_in_every_state_leads_where_the_table_says() {
        let mut cells = 0;
        for row in TABLE.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let froms =
                std::iter::once(None).chain(STATES.iter().map(|state| Some(TipState::from((*state).to_owned()))));
            for (from, expected) in froms.zip(&words[1..]) {
                let led = next_tip_state(from.as_ref(), &act(words[0]));
                let said = match &led {
                    Ok(None) => "=",
                    Ok(Some(state)) => state.code(),
                    Err(_) => "!",
                };
                assert_eq!(said, *expected, "{} from {from:?}", words[0]);
                cells += 1;
            }
        }
        assert_eq!(cells, 96);
        let nowhere = TipAct::Moved(Moved { to: TipState::Received, into: None });
        assert_eq!(next_tip_state(Some(&TipState::Screened), &nowhere), Err(RefusalCode::Incomplete));
    }
}
