//! Who may do what to a proposal (DOMAIN §12), and from which state which act leads where (§9): each act, each role, on phone and hub.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Audience, EventId, Role, SubjectId};
use usalama_core::geo::{AreaId, AreaKind};
use usalama_core::keys::PublicKey;
use usalama_core::model::grant::{Grant, GrantId};
use usalama_core::model::incident::{Nothing, PublicationStatus, RejectReason, Words};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::solution::*;
use usalama_core::model::wording::Safeguards;
use usalama_core::policy::{
    Decision, OtherProposal, Placement, ProposalScene, Standing, may_on_proposal, proposal_audience,
};
use usalama_core::text::{Comment, Description, Title};
use uuid::Uuid;

const DAY: Duration = Duration::from_secs(24 * 3600);
const START: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const NONE: Uuid = Uuid::nil();

fn area() -> AreaId {
    AreaId::new(Uuid::from_u128(1))
}

fn now() -> Timestamp {
    START.plus(40 * DAY)
}

fn title() -> Title {
    Title::new("Lights").unwrap()
}

fn key(n: u8) -> PublicKey {
    PublicKey::from_bytes([n; 32])
}

fn terms() -> BallotTerms {
    BallotTerms {
        ballot: NONE,
        question: title(),
        method: BallotMethod::YesNo,
        electorate: Electorate::Residents,
        days: 7,
        quorum_pct: 10,
        threshold: None,
        secret: false,
        options: vec![],
    }
}

fn counted(outcome: BallotOutcome) -> ProposalAct {
    let counted = Counted { ballot: NONE, counts: vec![], voted: None, units: None, outcome, winner: None };
    ProposalAct::BallotCounted(Box::new(counted))
}

/// Every act, once.
fn acts() -> Vec<ProposalAct> {
    use ProposalAct as A;
    let on = OnCommitment { commitment: NONE };
    let merge = Merge { into: SubjectId(Uuid::from_u128(9)) };
    let category = ProposalCategory::Lighting;
    let proposed = Proposed { category, problem: None, budget_kes_cents: None, options: vec![] };
    let offered = offer(Uuid::from_u128(7));
    let outcome =
        Outcome { measured_on: now(), measure: title(), before: 3.0, after: 0.0, verdict: OutcomeVerdict::Improved };
    vec![
        A::Proposed(Box::new(proposed)),
        A::Checked(Checked { approved: false, reason: Some(RejectReason::NotLocal) }),
        A::CheckOverdue(Nothing {}),
        A::Commented(Commented { parent: None, stance: Stance::For }),
        A::CommentHidden(CommentHidden { comment: EventId(NONE) }),
        A::Supported(Nothing {}),
        A::SupportsCounted(SupportsCounted { count: Some(3) }),
        A::DiscussionOpened(Nothing {}),
        A::BallotOpened(Box::new(terms())),
        A::Voted(Voted { ballot: NONE, choices: vec![YES] }),
        counted(BallotOutcome::Passed),
        A::Decided(Decided { accepted: true }),
        A::MergeSuggested(merge),
        A::MergeAgreed(merge),
        A::Merged(merge),
        A::Withdrawn(Nothing {}),
        A::CommitmentOffered(Box::new(offered)),
        A::CommitmentAccepted(on),
        A::ActionUpdated(ActionUpdated { commitment: NONE, progress_pct: 50 }),
        A::CommitmentDelivered(on),
        A::CommitmentCancelled(on),
        A::CommitmentOverdue(on),
        A::Stalled(Nothing {}),
        A::DoneClaimed(Nothing {}),
        A::DoneConfirmed(Nothing {}),
        A::OutcomeRecorded(Box::new(outcome)),
    ]
}

fn offer(commitment: Uuid) -> CommitmentOffered {
    CommitmentOffered { commitment, by_org: None, what: title(), due: now().plus(DAY), resources_kes_cents: None }
}

/// A proposal in which the act fits, in every respect but who does it.
fn ready(act: &ProposalAct) -> Proposal {
    use ProposalAct as A;
    use ProposalState as S;
    let state = match act {
        A::Proposed(_) => None,
        A::BallotOpened(_) | A::Decided(_) => Some(S::Discussing),
        A::Voted(_) | A::BallotCounted(_) => Some(S::Voting),
        A::CommitmentOffered(_) => Some(S::Accepted),
        A::CommitmentAccepted(_)
        | A::ActionUpdated(_)
        | A::CommitmentDelivered(_)
        | A::CommitmentCancelled(_)
        | A::CommitmentOverdue(_)
        | A::Stalled(_)
        | A::DoneClaimed(_)
        | A::DoneConfirmed(_) => Some(S::InProgress),
        A::OutcomeRecorded(_) => Some(S::Done),
        _ => Some(S::Proposed),
    };
    let commitment = |state| Commitment {
        offered: offer(NONE),
        by: if matches!(act, A::DoneConfirmed(_)) { key(8) } else { key(1) },
        state,
        progress_pct: 0,
        heard_at: START,
        words: None,
    };
    let offered = matches!(act, A::CommitmentAccepted(_));
    let has_commitment = state == Some(S::InProgress);
    let comment = ProposalComment {
        id: EventId(NONE),
        by: key(5),
        role: Role::Resident,
        at: START,
        parent: None,
        stance: Stance::For,
        text: None,
        hidden: false,
    };
    Proposal {
        state,
        author: Some(key(9)),
        area: Some(area()),
        check: PublicationStatus::Approved,
        comments: vec![comment],
        discussed_since: Some(START),
        ballot: matches!(act, A::Voted(_) | A::BallotCounted(_)).then(|| Ballot {
            terms: terms(),
            opens_at: now(),
            closes_at: now().plus(DAY),
            counted: None,
        }),
        merge: Some(MergeUnderWay { into: SubjectId(Uuid::from_u128(9)), author_agrees: true, other_agrees: true }),
        commitments: if has_commitment {
            vec![commitment(if offered { CommitmentState::Offered } else { CommitmentState::Accepted })]
        } else {
            vec![]
        },
        claimed_by: matches!(act, A::DoneConfirmed(_)).then(|| key(8)),
        done_at: matches!(act, A::OutcomeRecorded(_)).then_some(START),
        ..Proposal::unknown(SubjectId(NONE))
    }
}

fn grant(role: &Role) -> Grant {
    Grant {
        id: GrantId(NONE),
        actor: ActorId(NONE),
        role: role.clone(),
        key: key(1),
        org: None,
        areas: vec![area()],
        capability: None,
        max_audience: Audience::Area,
        credential: None,
        not_before: now(),
        expires: now().plus(20 * DAY),
    }
}

struct Asked {
    entry: ProposalEntry,
    proposal: Proposal,
    role: Role,
    author: bool,
    here: bool,
    on_arrival: bool,
}

impl Asked {
    fn new(act: ProposalAct, role: &Role) -> Self {
        let words = Words {
            title: Some(title()),
            description: Some(Description::new("Six lamps.").unwrap()),
            comment: Some(Comment::new("Six lamps.").unwrap()),
        };
        let proposal = ready(&act);
        let entry = ProposalEntry { words: Some(words), ..act.into() };
        Self { entry, proposal, role: role.clone(), author: false, here: true, on_arrival: false }
    }

    fn answer(&self) -> Decision {
        let place = if self.here { area() } else { AreaId::new(Uuid::from_u128(2)) };
        let placement = Placement::new([(place, AreaKind::Ra)]);
        let (safeguards, grant) = (Safeguards::built_in(), grant(&self.role));
        let audience = proposal_audience(&self.entry.act);
        let scene = ProposalScene {
            proposal: &self.proposal,
            placement: Some(&placement),
            made_at: now(),
            clock_suspect: false,
            key: key(1),
            now: now(),
            audience: &audience,
            on_arrival: self.on_arrival,
            on_roll: Some(true),
            done_before: false,
            other: Some(OtherProposal { goes_on: true, own: false }),
            safeguards,
        };
        let who = Standing {
            role: &self.role,
            actor: Some(ActorId(NONE)),
            grant: Some(&grant),
            revoked: false,
            joined_at: Some(START),
            is_reporter: self.author,
        };
        may_on_proposal(&self.entry, &who, &scene)
    }
}

/// Columns: RES RAO CML NGA GRD SUP POL OWK REH MOD ADM OVR hub. `x` may, `.` may not. What belongs to an author is below.
const MATRIX: &str = "
    proposed             x x x x . . . x . . . . .
    checked              . . . . . . . . . x . . .
    check_overdue        . . . . . . . . . . . . x
    commented            x x x x x x x x . . . . .
    comment_hidden       . . . . . . . . . x . . .
    supported            x x x x . . . x . . . . .
    supports_counted     . . . . . . . . . . . . x
    discussion_opened    . x . . . . . . . x . . .
    ballot_opened        . x . . . . . . . . x . .
    voted                x x x x . . . x . . . . .
    ballot_counted       . . . . . . . . . . . . x
    decided              . x . . . . . . . . . . .
    merge_suggested      . . . . . . . . . x . . .
    merge_agreed         . . . . . . . . . . . . .
    merged               . . . . . . . . . x . . .
    withdrawn            . . . . . . . . . . . . .
    commitment_offered   x x . x . x x x . . x . .
    commitment_accepted  x x . x . x x x . . x . .
    action_updated       x x . x . x x x . . x . .
    commitment_delivered x x . x . x x x . . x . .
    commitment_cancelled x x . x . x x x . . x . .
    commitment_overdue   . . . . . . . . . . . . x
    stalled              . . . . . . . . . . . . x
    done_claimed         x x . x . x x x . . x . .
    done_confirmed       x x . . . . . . . . . . .
    outcome_recorded     . x . . . . . . . . x . .
";

#[test]
fn each_role_may_do_what_the_matrix_says_on_phone_and_hub() {
    let roles = [
        Role::Resident,
        Role::RaOfficial,
        Role::CommunityLeader,
        Role::NgaoOfficer,
        Role::Guard,
        Role::FirmSupervisor,
        Role::PoliceOfficer,
        Role::OutreachWorker,
        Role::RehabIntake,
        Role::Moderator,
        Role::ProgrammeAdmin,
        Role::Oversight,
        Role::Hub,
    ];
    let mut checked = 0;
    for act in acts() {
        let name = act.kind().strip_prefix("proposal.").unwrap();
        let line = MATRIX.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        let columns: Vec<&str> = line.split_whitespace().skip(1).collect();
        assert_eq!(columns.len(), roles.len(), "{name}");
        for (role, column) in roles.iter().zip(columns) {
            for on_arrival in [false, true] {
                let asked = Asked { on_arrival, ..Asked::new(act.clone(), role) };
                let decision = asked.answer();
                match (column, &decision) {
                    ("x", Decision::Allow) => {}
                    (".", Decision::Refuse(refusal)) => {
                        let hubs = matches!(refusal.code, RefusalCode::HubOnly);
                        let role = matches!(refusal.code, RefusalCode::NotYourRole | RefusalCode::NotReporter);
                        assert!(hubs || role, "{name} as {role}: {}", refusal.code);
                    }
                    _ => panic!("{name} as {role}: {decision:?}"),
                }
                checked += 1;
                // What needs a grant is of its area.
                if column == "x" && *role != Role::Hub {
                    let elsewhere = Asked { here: false, on_arrival, ..Asked::new(act.clone(), role) }.answer();
                    assert_eq!(elsewhere, Decision::Refuse(RefusalCode::OutOfScope.into()), "{name} as {role}");
                }
            }
        }
    }
    assert_eq!(checked, ProposalAct::KINDS.len() * roles.len() * 2);
}

#[test]
fn an_author_withdraws_and_agrees_to_a_merge_and_does_not_check_their_own() {
    for act in acts() {
        let name = act.kind();
        let asked = Asked { author: true, ..Asked::new(act.clone(), &Role::Resident) };
        match act {
            ProposalAct::Withdrawn(_) | ProposalAct::MergeAgreed(_) => {
                assert_eq!(asked.answer(), Decision::Allow, "{name}");
            }
            ProposalAct::Checked(_) => {
                let own = Asked { author: true, ..Asked::new(act, &Role::Moderator) };
                assert_eq!(own.answer(), Decision::Refuse(RefusalCode::SecondPerson.into()));
            }
            _ => {}
        }
    }
}

/// Columns: none, proposed, discussing, voting, accepted, not_accepted, merged, withdrawn, committed, in_progress, done, stalled,
/// assessed. `=` leaves it, `!` is refused.
const TABLE: &str = "
    proposed             proposed ! ! ! ! ! ! ! ! ! ! ! !
    checked              ! = ! ! ! ! ! ! ! ! ! ! !
    check_overdue        ! = ! ! ! ! ! ! ! ! ! ! !
    commented            ! = = = = = ! ! = = = = =
    comment_hidden       ! = = = = = ! ! = = = = =
    supported            ! = = = = = ! ! = = = = =
    supports_counted     ! = = = ! ! ! ! ! ! ! ! !
    discussion_opened    ! discussing ! ! ! ! ! ! ! ! ! ! !
    ballot_opened        ! ! voting ! ! ! ! ! ! ! ! ! !
    voted                ! = = = = = ! ! = = = = =
    ballot_counted       ! ! ! accepted ! ! ! ! ! ! ! ! !
    decided              ! ! accepted ! ! ! ! ! ! ! ! ! !
    merge_suggested      ! = = ! ! ! ! ! ! ! ! ! !
    merge_agreed         ! = = ! ! ! ! ! ! ! ! ! !
    merged               ! merged merged ! ! ! ! ! ! ! ! ! !
    withdrawn            ! withdrawn withdrawn ! ! ! ! ! ! ! ! ! !
    commitment_offered   ! ! ! ! = ! ! ! = = ! = !
    commitment_accepted  ! ! ! ! committed ! ! ! = = ! = !
    action_updated       ! ! ! ! ! ! ! ! in_progress in_progress ! in_progress !
    commitment_delivered ! ! ! ! ! ! ! ! = = ! = !
    commitment_cancelled ! ! ! ! = ! ! ! = = ! = !
    commitment_overdue   ! ! ! ! ! ! ! ! = = ! = !
    stalled              ! ! ! ! ! ! ! ! stalled stalled ! ! !
    done_claimed         ! ! ! ! ! ! ! ! = = ! = !
    done_confirmed       ! ! ! ! ! ! ! ! = = ! = !
    outcome_recorded     ! ! ! ! ! ! ! ! ! ! assessed ! !
";

#[test]
fn every_act_leads_from_every_state_where_the_table_says() {
    let states = [
        "proposed",
        "discussing",
        "voting",
        "accepted",
        "not_accepted",
        "merged",
        "withdrawn",
        "committed",
        "in_progress",
        "done",
        "stalled",
        "assessed",
    ];
    assert_eq!(states.len() + 1, ProposalState::ALL.len(), "all but drafts, which no event knows");
    let mut checked = 0;
    for act in acts() {
        let name = act.kind().strip_prefix("proposal.").unwrap();
        let line = TABLE.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        let columns: Vec<&str> = line.split_whitespace().skip(1).collect();
        assert_eq!(columns.len(), states.len() + 1, "{name}");
        let from = std::iter::once(None).chain(states.iter().map(|state| Some(ProposalState::from(*state))));
        for (state, column) in from.zip(columns) {
            let expected = match column {
                "!" => Err(RefusalCode::WrongStatus),
                "=" => Ok(None),
                to => Ok(Some(ProposalState::from(to))),
            };
            assert_eq!(next_proposal_state(state.as_ref(), &act), expected, "{name} from {state:?}");
            checked += 1;
        }
        assert!(next_proposal_state(Some(&ProposalState::Other("newer".into())), &act).is_err());
    }
    assert_eq!(checked, ProposalAct::KINDS.len() * 13);
    let voting = ProposalState::Voting;
    let lost = next_proposal_state(Some(&voting), &counted(BallotOutcome::NoQuorum));
    assert_eq!(lost, Ok(Some(ProposalState::NotAccepted)));
}
