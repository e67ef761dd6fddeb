//! The rows of §12 about proposals: discussing, voting, deciding, committing.

use std::time::Duration;

use usalama_core::event::{PartName, Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::keys::PublicKey;
use usalama_core::model::Model as _;
use usalama_core::model::incident::{PublicationStatus, Stamp, Words};
use usalama_core::model::solution::{
    Ballot, BallotMethod, BallotTerms, Checked, Commented, CommitmentOffered, Electorate, Proposal, ProposalAct,
    ProposalCategory, ProposalEntry, ProposalState, Proposed, Stance, Voted, YES,
};
use usalama_core::model::wording::Safeguards;
use usalama_core::policy::{
    Decision, ProposalScene, Reader, may_on_proposal, may_read_proposal, proposal_audience, proposal_readership,
    solution_placement,
};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::fixtures::{EVENING, Person, org};
use uuid::Uuid;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{World, days_before, event, grants, hours_after, on_arrival, standing};

pub const ROWS: [Row; 2] = [
    Row {
        name: "Proposal create/comment/vote",
        legend: legend! {
            "C A" => ["proposes, here", "comments, here", "votes, here", "reads one that is shown"],
            "C" => ["proposes, here", "comments, here", "votes, here", "reads one that is shown"],
            "comment (client site)" => ["comments, here", "reads one that is shown"],
            "comment" => ["comments, here", "reads one that is shown"],
            "M" => ["checks it", "reads one that is not shown yet", "reads one that is shown"],
            "R" => ["reads one that is shown"],
        },
        ask: discuss,
    },
    Row {
        name: "open ballot / commit",
        legend: legend! {
            "commit own" => ["commits what is their own"],
            "commit" => ["commits what is their own"],
            "T A" => ["opens a ballot", "commits what is their own", "asks an organisation to commit"],
            "T" => ["opens a ballot", "commits what is their own", "asks an organisation to commit"],
        },
        ask: decide_and_commit,
    },
];

const ID: SubjectId = SubjectId(Uuid::from_u128(0x9405));
const AUTHOR: PublicKey = PublicKey::from_bytes([9; 32]);

fn title() -> Title {
    Title::new("Lights").unwrap()
}

fn with_words(act: ProposalAct) -> ProposalEntry {
    let words = Words {
        title: Some(title()),
        description: Some(Description::new("Six lamps at the stage.").unwrap()),
        comment: Some(Comment::new("Six lamps.").unwrap()),
    };
    ProposalEntry { words: Some(words), ..act.into() }
}

fn terms() -> BallotTerms {
    BallotTerms {
        ballot: Uuid::nil(),
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

fn proposed() -> ProposalEntry {
    let category = ProposalCategory::Lighting;
    let proposed = Proposed { category, problem: None, budget_kes_cents: None, options: vec![] };
    with_words(ProposalAct::Proposed(Box::new(proposed)))
}

fn proposal(state: ProposalState, check: PublicationStatus) -> Proposal {
    let voting = state == ProposalState::Voting;
    Proposal {
        state: Some(state),
        author: Some(AUTHOR),
        check,
        discussed_since: Some(days_before(30)),
        ballot: voting.then(|| Ballot {
            terms: terms(),
            opens_at: days_before(1),
            closes_at: hours_after(24),
            counted: None,
        }),
        ..Proposal::unknown(ID)
    }
}

fn decide(world: &World, side: Side, who: &Person, entry: &ProposalEntry, on: &Proposal) -> Decision {
    let placement = solution_placement(&world.areas, Some(world.area(&AreaKind::Ra)));
    let safeguards = Safeguards::built_in();
    let audience = proposal_audience(&entry.act);
    let scene = ProposalScene {
        proposal: on,
        placement: (side != Side::NoMap).then_some(&placement),
        made_at: EVENING,
        clock_suspect: false,
        key: who.key.public(),
        now: EVENING,
        audience: &audience,
        on_arrival: on_arrival(side),
        on_roll: Some(true),
        done_before: false,
        other: None,
        safeguards,
    };
    may_on_proposal(entry, &standing(who, false), &scene)
}

/// Whether somebody is handed the words of a proposal, and sees them.
fn reads(world: &World, reader: &Person, check: PublicationStatus) -> (bool, bool) {
    let placement = solution_placement(&world.areas, Some(world.area(&AreaKind::Ra)));
    let (author, entry) = (world.reporter(), proposed());
    let audience = proposal_audience(&entry.act);
    let signed = event(&author, ID, entry.act.kind(), audience, world.here.ward(), entry.parts().unwrap());
    let stamp = Stamp::Confirmed { seq: 1, at: EVENING };
    let mut stands = Proposal::unknown(ID);
    assert!(stands.apply(&signed, &entry, stamp));
    stands.check = check;
    if !world.reached(reader, proposal_readership(&stands, &placement, Some(author.id))) {
        return (false, false);
    }
    let grants = grants(reader);
    let policy = Reader { actor: reader.id, grants: &grants };
    let kept = signed.clone().keeping(|part| may_read_proposal(part, signed.header(), &stands, &policy, false, false));
    let mut seen = Proposal::unknown(ID);
    let known = ProposalEntry::read(&kept).ok().flatten().is_some_and(|entry| seen.apply(&kept, &entry, stamp));
    (kept.parts().contains_key(&PartName::Text), known && seen.body.is_some())
}

fn discuss(world: &World, role: &Role) -> Asked {
    use ProposalState as S;
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let approved = PublicationStatus::Approved;
    let new = Proposal::unknown(ID);
    let (discussed, voted) = (proposal(S::Discussing, approved.clone()), proposal(S::Voting, approved.clone()));
    let comment = with_words(ProposalAct::Commented(Commented { parent: None, stance: Stance::For }));
    let vote = with_words(ProposalAct::Voted(Voted { ballot: Uuid::nil(), choices: vec![YES] }));
    let unchecked = proposal(S::Proposed, PublicationStatus::Pending);
    let check = with_words(ProposalAct::Checked(Checked { approved: true, reason: None }));
    asked.may("proposes, here", |side| decide(world, side, &me, &proposed(), &new));
    asked.may("proposes, elsewhere", |side| decide(world, side, &away, &proposed(), &new));
    asked.may("comments, here", |side| decide(world, side, &me, &comment, &discussed));
    asked.may("comments, elsewhere", |side| decide(world, side, &away, &comment, &discussed));
    asked.may("votes, here", |side| decide(world, side, &me, &vote, &voted));
    asked.may("votes, elsewhere", |side| decide(world, side, &away, &vote, &voted));
    asked.may("checks it", |side| decide(world, side, &me, &check, &unchecked));
    let (hub, phone) = reads(world, &me, approved);
    asked.reads("reads one that is shown", hub, phone);
    let (hub, phone) = reads(world, &me, PublicationStatus::Pending);
    asked.reads("reads one that is not shown yet", hub, phone);
    asked
}

fn decide_and_commit(world: &World, role: &Role) -> Asked {
    use ProposalState as S;
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let approved = PublicationStatus::Approved;
    let discussed = proposal(S::Discussing, approved.clone());
    let accepted = proposal(S::Accepted, approved);
    let ballot = with_words(ProposalAct::BallotOpened(Box::new(terms())));
    let offer = |by_org| {
        with_words(ProposalAct::CommitmentOffered(Box::new(CommitmentOffered {
            commitment: Uuid::from_u128(7),
            by_org,
            what: title(),
            due: EVENING.plus(Duration::from_secs(30 * 24 * 3600)),
            resources_kes_cents: None,
        })))
    };
    asked.may("opens a ballot", |side| decide(world, side, &me, &ballot, &discussed));
    asked.may("opens a ballot, elsewhere", |side| decide(world, side, &away, &ballot, &discussed));
    asked.may("commits what is their own", |side| decide(world, side, &me, &offer(me.grant.org), &accepted));
    asked.may("commits, elsewhere", |side| decide(world, side, &away, &offer(away.grant.org), &accepted));
    let county = Some(org(0x30));
    asked.may("asks an organisation to commit", |side| decide(world, side, &me, &offer(county), &accepted));
    asked
}
