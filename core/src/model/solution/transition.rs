//! From which state which act leads where.

use super::act::ProposalAct;
use super::vocabulary::{BallotOutcome, ProposalState};
use crate::model::refusal::RefusalCode;

/// Where an act leads from a state; nothing where it leaves it as it is, or where the fold has to count first.
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where it does not fit.
pub fn next_proposal_state(
    from: Option<&ProposalState>,
    act: &ProposalAct,
) -> Result<Option<ProposalState>, RefusalCode> {
    use ProposalAct as A;
    use ProposalState as S;
    let to = |state| Ok(Some(state));
    let Some(from) = from else {
        return if matches!(act, A::Proposed(_)) { to(S::Proposed) } else { Err(RefusalCode::WrongStatus) };
    };
    let is_gone = matches!(from, S::Draft | S::Merged | S::Withdrawn | S::Other(_));
    let is_open = matches!(from, S::Proposed | S::Discussing);
    let is_accepted = matches!(from, S::Accepted | S::Committed | S::InProgress | S::Stalled);
    let is_going = matches!(from, S::Committed | S::InProgress | S::Stalled);
    match act {
        // What is between its author and the hub moves nothing, and is folded last.
        A::Voted(_) | A::Supported(_) if !is_gone => Ok(None),
        A::Checked(_) | A::CheckOverdue(_) if *from == S::Proposed => Ok(None),
        A::Commented(_) | A::CommentHidden(_) if !is_gone => Ok(None),
        A::SupportsCounted(_) if is_open || *from == S::Voting => Ok(None),
        A::DiscussionOpened(_) if *from == S::Proposed => to(S::Discussing),
        A::BallotOpened(_) if *from == S::Discussing => to(S::Voting),
        A::BallotCounted(counted) if *from == S::Voting => {
            to(if counted.outcome == BallotOutcome::Passed { S::Accepted } else { S::NotAccepted })
        }
        A::Decided(decided) if *from == S::Discussing => {
            to(if decided.accepted { S::Accepted } else { S::NotAccepted })
        }
        A::MergeSuggested(_) | A::MergeAgreed(_) if is_open => Ok(None),
        A::Merged(_) if is_open => to(S::Merged),
        A::Withdrawn(_) if is_open => to(S::Withdrawn),
        A::CommitmentOffered(_) | A::CommitmentCancelled(_) if is_accepted => Ok(None),
        A::CommitmentAccepted(_) if *from == S::Accepted => to(S::Committed),
        A::CommitmentAccepted(_) if is_going => Ok(None),
        A::ActionUpdated(_) if is_going => to(S::InProgress),
        A::CommitmentDelivered(_) | A::CommitmentOverdue(_) | A::DoneClaimed(_) | A::DoneConfirmed(_) if is_going => {
            Ok(None)
        }
        A::Stalled(_) if matches!(from, S::Committed | S::InProgress) => to(S::Stalled),
        A::OutcomeRecorded(_) if *from == S::Done => to(S::Assessed),
        _ => Err(RefusalCode::WrongStatus),
    }
}
