//! The values of [`solution`](crate::solution), from the core's and to them.

use usalama_core::client;
use usalama_core::event::SubjectId;
use usalama_core::geo::AreaId;
use usalama_core::model::actor::OrgId;
use usalama_core::model::solution;
use usalama_core::text::{Text, Title};
use uuid::Uuid;

use crate::error::UsalamaError;
use crate::incident::TimelineEntry;
use crate::solution::{
    Ballot, BallotCount, CategoryCount, Commitment, NewBallot, NewCommitment, NewProposal, Problem, Proposal,
    ProposalComment, ProposalDetail, ProposalDraft, ProposalMerge, ProposalOutcome,
};

fn titles(texts: Vec<String>) -> Result<Vec<Title>, UsalamaError> {
    texts.into_iter().map(|text| Ok(Text::new(&text)?)).collect()
}

pub(crate) fn core_proposal(new: NewProposal) -> Result<client::NewProposal, UsalamaError> {
    Ok(client::NewProposal {
        title: Text::new(&new.title)?,
        body: Text::new(&new.body)?,
        category: new.category,
        area: AreaId::new(new.area),
        problem: new.problem.map(SubjectId),
        budget_kes_cents: new.budget_kes_cents,
        options: titles(new.options)?,
    })
}

pub(crate) fn core_ballot(new: NewBallot) -> Result<solution::BallotTerms, UsalamaError> {
    Ok(solution::BallotTerms {
        ballot: Uuid::new_v4(),
        question: Text::new(&new.question)?,
        method: new.method,
        electorate: new.electorate,
        days: new.days,
        quorum_pct: new.quorum_pct,
        threshold: new.threshold,
        secret: new.secret,
        options: titles(new.options)?,
    })
}

pub(crate) fn core_commitment(new: NewCommitment) -> Result<client::NewCommitment, UsalamaError> {
    Ok(client::NewCommitment {
        what: Text::new(&new.what)?,
        due: new.due,
        by_org: new.by_org.map(OrgId),
        resources_kes_cents: new.resources_kes_cents,
    })
}

pub(crate) fn core_outcome(outcome: ProposalOutcome) -> Result<solution::Outcome, UsalamaError> {
    let ProposalOutcome { measured_on, measure, before, after, verdict } = outcome;
    Ok(solution::Outcome { measured_on, measure: Text::new(&measure)?, before, after, verdict })
}

impl From<client::ProblemView> for Problem {
    fn from(view: client::ProblemView) -> Self {
        let client::ProblemView { problem, mine, delivery, changed_at } = view;
        let by_category = problem.evidence.by_category.into_iter();
        Self {
            id: problem.id.0,
            state: problem.state,
            title: problem.title.map(String::from),
            description: problem.description.map(String::from),
            role: problem.role,
            area: problem.area.map(AreaId::as_uuid),
            identified_at: problem.identified_at,
            reports: problem.evidence.reports,
            by_category: by_category.map(|(category, count)| CategoryCount { category, count }).collect(),
            analysis: problem.analysis.map(String::from),
            proposals: problem.proposals.into_iter().map(|id| id.0).collect(),
            mine,
            delivery,
            changed_at,
        }
    }
}

impl From<client::Draft> for ProposalDraft {
    fn from(draft: client::Draft) -> Self {
        let client::NewProposal { title, body, category, area, problem, budget_kes_cents, options } = draft.proposal;
        Self {
            id: draft.id.0,
            proposal: NewProposal {
                title: title.into(),
                body: body.into(),
                category,
                area: area.as_uuid(),
                problem: problem.map(|id| id.0),
                budget_kes_cents,
                options: options.into_iter().map(String::from).collect(),
            },
        }
    }
}

impl From<solution::Ballot> for Ballot {
    fn from(ballot: solution::Ballot) -> Self {
        let counted_at = ballot.counted_at();
        let solution::Ballot { terms, opens_at, closes_at, counted } = ballot;
        Self {
            id: terms.ballot,
            terms: NewBallot {
                question: terms.question.into(),
                method: terms.method,
                electorate: terms.electorate,
                days: terms.days,
                quorum_pct: terms.quorum_pct,
                threshold: terms.threshold,
                secret: terms.secret,
                options: terms.options.into_iter().map(String::from).collect(),
            },
            opens_at,
            closes_at,
            counted_at,
            counted: counted.map(|counted| BallotCount {
                counts: counted.counts,
                voted: counted.voted,
                units: counted.units,
                outcome: counted.outcome,
                winner: counted.winner,
            }),
        }
    }
}

impl From<solution::Commitment> for Commitment {
    fn from(commitment: solution::Commitment) -> Self {
        let solution::CommitmentOffered { commitment: id, by_org, what, due, resources_kes_cents } = commitment.offered;
        Self {
            id,
            offered: NewCommitment { what: what.into(), due, by_org: by_org.map(|org| org.0), resources_kes_cents },
            state: commitment.state,
            progress_pct: commitment.progress_pct,
            heard_at: commitment.heard_at,
            words: commitment.words.map(String::from),
        }
    }
}

impl From<solution::Outcome> for ProposalOutcome {
    fn from(outcome: solution::Outcome) -> Self {
        let solution::Outcome { measured_on, measure, before, after, verdict } = outcome;
        Self { measured_on, measure: measure.into(), before, after, verdict }
    }
}

impl From<client::ProposalView> for Proposal {
    fn from(view: client::ProposalView) -> Self {
        let client::ProposalView { id, proposal, mine, delivery, vote, changed_at } = view;
        let (author, proposed) = (proposal.author, proposal.proposed);
        let comment = |comment: solution::ProposalComment| ProposalComment {
            id: comment.id.0,
            by_author: author == Some(comment.by),
            role: comment.role,
            at: comment.at,
            parent: comment.parent.map(|id| id.0),
            stance: comment.stance,
            text: comment.text.map(String::from),
            hidden: comment.hidden,
        };
        let merge = |merge: solution::MergeUnderWay| ProposalMerge {
            into: merge.into.0,
            author_agrees: merge.author_agrees,
            other_agrees: merge.other_agrees,
        };
        Self {
            id: id.0,
            state: proposal.state,
            title: proposal.title.map(String::from),
            body: proposal.body.map(String::from),
            category: proposed.as_ref().map(|proposed| proposed.category.clone()),
            problem: proposed.as_ref().and_then(|proposed| proposed.problem).map(|id| id.0),
            budget_kes_cents: proposed.as_ref().and_then(|proposed| proposed.budget_kes_cents),
            options: proposed.into_iter().flat_map(|proposed| proposed.options).map(String::from).collect(),
            role: proposal.role,
            area: proposal.area.map(AreaId::as_uuid),
            proposed_at: proposal.proposed_at,
            check: proposal.check,
            check_reason: proposal.check_reason,
            check_overdue: proposal.check_overdue,
            comments: proposal.comments.into_iter().map(comment).collect(),
            supports: proposal.supports,
            my_support: proposal.my_support,
            discussed_since: proposal.discussed_since,
            ballot: proposal.ballot.map(Ballot::from),
            my_choices: proposal.my_vote.map(|voted| voted.choices),
            vote,
            decision: proposal.decision.map(String::from),
            merge: proposal.merge.map(merge),
            commitments: proposal.commitments.into_iter().map(Commitment::from).collect(),
            done_claimed: proposal.claimed_by.is_some(),
            confirmations: u32::try_from(proposal.confirmed_by.len()).unwrap_or(u32::MAX),
            done_at: proposal.done_at,
            outcome: proposal.outcome.map(ProposalOutcome::from),
            mine,
            delivery,
            changed_at,
        }
    }
}

impl From<client::ProposalDetail> for ProposalDetail {
    fn from(detail: client::ProposalDetail) -> Self {
        Self { proposal: detail.view.into(), timeline: detail.timeline.into_iter().map(TimelineEntry::from).collect() }
    }
}
