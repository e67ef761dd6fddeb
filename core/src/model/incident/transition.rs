//! Where a case can go from where it stands: the arrows of DOMAIN §5.3, without the people.

use super::act::Act;
use super::vocabulary::CaseStatus;
use crate::model::refusal::RefusalCode;

/// What an act does to the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// To another status.
    To(CaseStatus),
    /// Back to where the case stood before it was called a duplicate.
    Back,
    /// None.
    Stay,
}

/// The status after an act, seen from the status before; nothing before means that the case does not exist yet.
///
/// # Errors
/// [`RefusalCode::WrongStatus`] where there is no such arrow; [`RefusalCode::UnknownSubject`] for an act on nothing;
/// [`RefusalCode::AlreadyDone`] for a second report of one case.
pub fn next(status: Option<&CaseStatus>, act: &Act) -> Result<Move, RefusalCode> {
    use CaseStatus as S;
    let Some(status) = status else {
        return match act {
            Act::Submitted(_) => Ok(Move::To(S::Submitted)),
            _ => Err(RefusalCode::UnknownSubject),
        };
    };
    let found = match act {
        Act::Submitted(_) => return Err(RefusalCode::AlreadyDone),
        Act::Triaged(_) => to(S::Triaged, matches!(status, S::Submitted | S::NeedsInfo)),
        Act::InfoRequested(_) => to(S::NeedsInfo, matches!(status, S::Submitted | S::Triaged)),
        Act::InfoGiven(_) => to(S::Triaged, matches!(status, S::NeedsInfo)),
        Act::Assigned(_) => to(S::Assigned, matches!(status, S::Triaged)),
        Act::AssignmentAccepted(_) => stay(matches!(status, S::Assigned)),
        Act::AssignmentDeclined(_) | Act::AssignmentLapsed(_) => {
            to(S::Triaged, matches!(status, S::Assigned | S::Responding))
        }
        Act::Responding(_) => to(S::Responding, matches!(status, S::Assigned)),
        Act::Arrived(_) => to(S::OnScene, matches!(status, S::Responding)),
        Act::HandoverOffered(_) => {
            to(S::HandoverOffered, status.is_open() && !matches!(status, S::HandoverOffered | S::WithPolice))
        }
        Act::HandoverAccepted(_) => to(S::WithPolice, matches!(status, S::HandoverOffered)),
        Act::HandoverRefused(_) => to(S::Triaged, matches!(status, S::HandoverOffered)),
        Act::HandoverEscalated(_) => stay(matches!(status, S::HandoverOffered)),
        Act::ObRecorded(_) => stay(matches!(status, S::WithPolice | S::Resolved | S::NoAction)),
        Act::Referred(_) => to(S::Referred, status.is_open()),
        Act::Resolved(_) => to(S::Resolved, matches!(status, S::Triaged | S::Assigned | S::OnScene | S::WithPolice)),
        Act::ClosedNoAction(_) => to(S::NoAction, matches!(status, S::WithPolice)),
        Act::ResolutionConfirmed(_) => stay(matches!(status, S::Resolved)),
        Act::MarkedDuplicate(_) => to(S::Duplicate, !matches!(status, S::Duplicate)),
        Act::Unlinked(_) => matches!(status, S::Duplicate).then_some(Move::Back),
        Act::Withdrawn(_) if matches!(status, S::WithPolice) => Some(Move::Stay),
        Act::Withdrawn(_) => to(S::Withdrawn, status.is_open()),
        Act::Reopened(_) => to(S::Triaged, !status.is_open()),
        Act::Updated(_)
        | Act::Corroborated(_)
        | Act::CorroborationTallied(_)
        | Act::Moderated(_)
        | Act::Narrowed(_)
        | Act::RelationAdded(_)
        | Act::Assessed(_)
        | Act::DisclosureRequested(_)
        | Act::DisclosureApproved(_)
        | Act::Appealed(_)
        | Act::PartyNamed(_) => Some(Move::Stay),
    };
    found.ok_or(RefusalCode::WrongStatus)
}

fn to(status: CaseStatus, allowed: bool) -> Option<Move> {
    allowed.then_some(Move::To(status))
}

fn stay(allowed: bool) -> Option<Move> {
    allowed.then_some(Move::Stay)
}

/// Acts that may not wait in an outbox: the police close a case of theirs while they have a connection.
#[must_use]
pub const fn needs_connection(status: &CaseStatus, act: &Act) -> bool {
    matches!((status, act), (CaseStatus::WithPolice, Act::Resolved(_) | Act::ClosedNoAction(_)))
}
