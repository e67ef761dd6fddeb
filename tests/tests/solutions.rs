//! Solutions end to end over a real hub, with clocks that are moved by hand (DOMAIN §9; §19, scenario 18).

use std::time::Duration;

use usalama_core::client::{Error, IncidentFilter, NewCommitment, NewProposal, VoteStanding};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::{AreaId, AreaKind};
use usalama_core::model::incident::{Category, NewIncident, PublicationStatus};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::solution::{
    BallotMethod, BallotOutcome, BallotTerms, CommitmentState, Electorate, NO, Outcome, OutcomeVerdict, ProblemState,
    ProposalCategory, ProposalState, Stance, YES,
};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::disk;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> RefusalCode {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn lights(area: AreaId, problem: Option<SubjectId>, body: &str) -> NewProposal {
    NewProposal {
        title: title("Light the way to the stage"),
        body: Description::new(body).unwrap(),
        category: ProposalCategory::Lighting,
        area,
        problem,
        budget_kes_cents: Some(12_000_000),
        options: vec![],
    }
}

fn yes_no(electorate: Electorate, secret: bool) -> BallotTerms {
    BallotTerms {
        ballot: uuid::Uuid::new_v4(),
        question: title("Shall we repair the lights?"),
        method: BallotMethod::YesNo,
        electorate,
        days: 3,
        quorum_pct: 20,
        threshold: None,
        secret,
        options: vec![],
    }
}

/// A town with an official, a moderator and some residents.
struct Court {
    town: Town,
    official: Phone,
    moderator: Phone,
    residents: Vec<Phone>,
}

impl Court {
    async fn of(residents: usize) -> Self {
        let town = Town::start();
        let official = town.recruit(Role::RaOfficial).await;
        let moderator = town.recruit(Role::Moderator).await;
        let mut all = vec![];
        for _ in 0..residents {
            all.push(town.resident().await);
        }
        Self { town, official, moderator, residents: all }
    }

    fn area(&self) -> AreaId {
        self.town.area(&AreaKind::Ra, "")
    }

    /// What everybody has to tell reaches the hub, then everybody.
    async fn sync(&self) {
        for _ in 0..2 {
            for phone in self.residents.iter().chain([&self.official, &self.moderator]) {
                if phone.network.is_online() {
                    phone.sync().await;
                }
            }
        }
    }

    /// Days pass, one by one, so that grants are renewed.
    async fn days(&self, days: u32) {
        for _ in 0..days {
            self.town.advance(DAY).await;
            self.sync().await;
        }
    }

    /// A proposal that a ballot is open on.
    async fn voting(&self, terms: BallotTerms) -> SubjectId {
        let author = &self.residents[0].app;
        let draft = author.draft_proposal(lights(self.area(), None, "Six lamps by the gate."), None).unwrap();
        let id = author.propose(draft.id).unwrap().id;
        self.sync().await;
        self.moderator.app.approve_proposal(id).unwrap();
        self.sync().await;
        self.official.app.open_discussion(id).unwrap();
        self.sync().await;
        self.days(8).await;
        self.official.app.open_ballot(id, terms).unwrap();
        self.sync().await;
        id
    }

    fn state(&self, id: SubjectId) -> ProposalState {
        self.official.app.proposal(id).unwrap().view.proposal.state.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_three_dark_spots_to_a_measured_outcome() {
    let court = Court::of(4).await;
    let area = court.area();
    for resident in &court.residents[..3] {
        resident.app.report(NewIncident::new(Category::StreetLight, court.town.place())).unwrap();
    }
    court.sync().await;
    let reports: Vec<SubjectId> = court
        .official
        .app
        .incidents(IncidentFilter::default(), None, 50)
        .unwrap()
        .incidents
        .iter()
        .map(|view| view.id)
        .collect();
    assert_eq!(reports.len(), 3);
    let dark = court.official.app.identify_problem(area, title("Dark way"), None, reports[..2].to_vec()).unwrap();
    let problem = dark.problem.id;
    court.sync().await;
    assert_eq!(court.official.app.problem(problem).unwrap().problem.evidence.reports, None, "fewer than three");
    court.official.app.link_reports(problem, reports).unwrap();
    court.official.app.analyse_problem(problem, comment("Six lamps are broken.")).unwrap();
    court.sync().await;
    let seen = court.residents[3].app.problem(problem).unwrap().problem;
    assert_eq!((seen.state, seen.evidence.reports), (Some(ProblemState::Analysed), Some(3)));
    assert_eq!(seen.evidence.by_category.get(&Category::StreetLight), Some(&3));

    // A draft stays on the phone; what may not be proposed is refused by name, and stays a draft.
    let author = &court.residents[0].app;
    let bad = author.draft_proposal(lights(area, None, "Our youths should patrol at night."), None).unwrap();
    assert_eq!(refused(author.propose(bad.id)), RefusalCode::UnregisteredPatrol);
    let good = lights(area, Some(problem), "Repair six lamps between the gate and the stage.");
    let draft = author.draft_proposal(good, Some(bad.id)).unwrap();
    court.sync().await;
    assert!(court.moderator.app.proposals(10).unwrap().is_empty());
    let id = author.propose(draft.id).unwrap().id;
    assert!(author.proposal_drafts().unwrap().is_empty());
    court.sync().await;

    // Nobody but moderators sees it before one of them looked.
    assert!(court.residents[1].app.proposals(10).unwrap().is_empty());
    assert!(court.official.app.proposals(10).unwrap().is_empty());
    court.moderator.app.approve_proposal(id).unwrap();
    court.sync().await;
    let view = court.residents[1].app.proposal(id).unwrap().view;
    assert_eq!(view.proposal.check, PublicationStatus::Approved);
    assert_eq!(view.proposal.title, Some(title("Light the way to the stage")));
    assert_eq!(court.residents[1].app.problem(problem).unwrap().problem.state, Some(ProblemState::HasSolutions));

    // Young accounts do not support or vote.
    assert_eq!(refused(court.residents[1].app.support_proposal(id)), RefusalCode::NewAccount);
    court.days(4).await;
    for resident in &court.residents[1..3] {
        resident.app.support_proposal(id).unwrap();
    }
    court.sync().await;
    assert_eq!(court.official.app.proposal(id).unwrap().view.proposal.supports, None, "fewer than three");
    court.residents[3].app.support_proposal(id).unwrap();
    court.residents[3].app.comment_on_proposal(id, comment("At last."), Stance::For, None).unwrap();
    assert_eq!(refused(court.residents[3].app.support_proposal(id)), RefusalCode::AlreadyDone);
    court.official.app.open_discussion(id).unwrap();
    court.sync().await;
    let view = court.official.app.proposal(id).unwrap().view;
    assert_eq!((view.proposal.supports, view.proposal.comments.len()), (Some(3), 1));
    let terms = yes_no(Electorate::Residents, false);
    assert_eq!(refused(court.official.app.open_ballot(id, terms.clone())), RefusalCode::TooEarly);
    assert_eq!(refused(author.open_ballot(id, terms.clone())), RefusalCode::NotYourRole);
    court.days(8).await;
    court.official.app.open_ballot(id, terms).unwrap();
    court.sync().await;
    for resident in &court.residents {
        assert_eq!(resident.app.vote(id, vec![YES]).unwrap().vote, Some(VoteStanding::Waiting));
    }
    court.sync().await;
    assert!(court.residents.iter().all(|r| r.app.proposal(id).unwrap().view.vote == Some(VoteStanding::Received)));
    assert!(court.official.app.proposal(id).unwrap().timeline.iter().all(|entry| entry.kind != "proposal.voted"));
    court.days(3).await;
    assert_eq!(court.state(id), ProposalState::Voting, "votes may be on their way for a day");
    court.days(2).await;
    let accepted = court.official.app.proposal(id).unwrap().view.proposal;
    let counted = accepted.ballot.and_then(|ballot| ballot.counted).unwrap();
    assert_eq!((accepted.state, counted.outcome), (Some(ProposalState::Accepted), BallotOutcome::Passed));
    assert_eq!((counted.counts, counted.voted), (vec![Some(4), None], None), "no subtraction tells who said no");

    // Committed, done, confirmed by three, measured.
    let due = court.town.clock.now().plus(20 * DAY);
    let new = NewCommitment { what: title("Replace six lamps"), due, by_org: None, resources_kes_cents: None };
    let (commitment, _) = court.official.app.offer_commitment(id, new).unwrap();
    court.official.app.accept_commitment(id, commitment).unwrap();
    court.sync().await;
    assert_eq!(court.state(id), ProposalState::Committed);
    assert_eq!(refused(author.update_action(id, commitment, 10, comment("Mine?"))), RefusalCode::NotOwner);
    court.official.app.update_action(id, commitment, 60, comment("Four are up.")).unwrap();
    court.official.app.deliver_commitment(id, commitment).unwrap();
    court.official.app.claim_done(id).unwrap();
    assert_eq!(refused(court.official.app.confirm_done(id)), RefusalCode::SecondPerson);
    court.sync().await;
    for resident in &court.residents[..3] {
        assert_eq!(court.state(id), ProposalState::InProgress);
        resident.app.confirm_done(id).unwrap();
        court.sync().await;
    }
    assert_eq!(court.state(id), ProposalState::Done);
    let outcome = |at| Outcome {
        measured_on: at,
        measure: title("Dark spots reported in a month"),
        before: 3.0,
        after: 0.0,
        verdict: OutcomeVerdict::Improved,
    };
    assert_eq!(refused(court.official.app.record_outcome(id, outcome(court.town.clock.now()))), RefusalCode::TooEarly);
    court.days(31).await;
    court.official.app.record_outcome(id, outcome(court.town.clock.now())).unwrap();
    court.sync().await;
    let end = court.residents[3].app.proposal(id).unwrap().view.proposal;
    assert_eq!((end.state, end.outcome.map(|outcome| outcome.after)), (Some(ProposalState::Assessed), Some(0.0)));
    assert_eq!(end.commitments[0].state, CommitmentState::Delivered);
    assert_eq!(court.residents[3].app.problem(problem).unwrap().problem.state, Some(ProblemState::Assessed));
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_18_a_vote_cast_before_the_close_counts_20_hours_after_it_and_is_late_after_30() {
    let court = Court::of(5).await;
    let id = court.voting(yes_no(Electorate::Residents, false)).await;
    for resident in &court.residents[..3] {
        resident.app.vote(id, vec![NO]).unwrap();
        // The last one before the close counts.
        resident.app.vote(id, vec![YES]).unwrap();
    }
    let (twenty, thirty) = (&court.residents[3], &court.residents[4]);
    for phone in [twenty, thirty] {
        phone.go_offline();
        phone.app.vote(id, vec![YES]).unwrap();
    }
    court.sync().await;
    court.days(3).await;
    court.town.advance(HOUR).await;
    assert_eq!(refused(court.residents[0].app.vote(id, vec![YES])), RefusalCode::LateVote);
    court.town.advance(19 * HOUR).await;
    twenty.go_online().await;
    assert_eq!(twenty.app.proposal(id).unwrap().view.vote, Some(VoteStanding::Received));
    court.town.advance(10 * HOUR).await;
    thirty.go_online().await;
    let told = thirty.app.proposal(id).unwrap().view;
    assert_eq!(told.vote, Some(VoteStanding::Late));
    assert_eq!(told.vote.and_then(|vote| vote.label()).map(|label| label.en), Some("Late, not counted"));
    court.sync().await;
    let counted = court.official.app.proposal(id).unwrap().view.proposal.ballot.unwrap().counted.unwrap();
    assert_eq!((counted.counts, counted.outcome), (vec![Some(4), None], BallotOutcome::Passed));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_household_has_one_vote_and_a_secret_ballot_keeps_nobody() {
    let mut court = Court::of(5).await;
    for (resident, code) in court.residents.iter().zip(["A1", "A1", "B2", "C3"]) {
        let (actor, area) = (resident.actor().to_string(), court.area().to_string());
        let _ = court.town.hub.admin(&["roll", "set", "--actor", &actor, "--area", &area, "--household", code]);
    }
    let id = court.voting(yes_no(Electorate::Households, true)).await;
    for resident in &court.residents {
        // A phone does not know the roll: the hub decides.
        resident.app.vote(id, vec![YES]).unwrap();
    }
    court.sync().await;
    assert_eq!(court.residents[4].app.proposal(id).unwrap().view.vote, Some(VoteStanding::Refused));
    let votes = |court: &Court| -> Vec<Vec<u8>> {
        let db = rusqlite::Connection::open(court.town.hub.data().join("hub.db")).unwrap();
        let mut statement = db.prepare("SELECT unit FROM vote").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let parts = |court: &Court| -> Vec<String> {
        let db = rusqlite::Connection::open(court.town.hub.data().join("hub.db")).unwrap();
        let sql = "SELECT parts FROM event WHERE header ->> '$.kind' = 'proposal.voted' AND refusal IS NULL";
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let kept = votes(&court);
    assert_eq!(kept.len(), 3, "two of one household are one");
    for unit in &kept {
        assert_eq!(unit.len(), 16);
        assert!(court.residents.iter().all(|resident| resident.actor().0.as_bytes().as_slice() != unit.as_slice()));
    }
    assert_eq!(parts(&court), ["{}", "{}", "{}", "{}"], "what was chosen is nowhere beside whose it is");
    // The hub is ended and started again: the count is a row, and is not lost.
    court.town.hub.restart();
    court.days(5).await;
    let counted = court.official.app.proposal(id).unwrap().view.proposal.ballot.unwrap().counted.unwrap();
    assert_eq!((counted.counts, counted.units, counted.outcome), (vec![Some(3), None], Some(3), BallotOutcome::Passed));
    court.days(29).await;
    assert!(votes(&court).is_empty() && parts(&court).is_empty(), "30 days after the close nobody has voted");
    assert_eq!(court.state(id), ProposalState::Accepted);
    // Nothing of it is on another phone.
    let sql = "SELECT count(*) FROM event WHERE header ->> '$.kind' = 'proposal.voted'";
    let held: i64 = disk::raw_profile(court.official.directory(), court.official.actor(), &court.official.key)
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(held, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_sees_to_is_noted_unchecked_overdue_stalled() {
    let court = Court::of(2).await;
    let author = &court.residents[0].app;
    let draft = author.draft_proposal(lights(court.area(), None, "Six lamps by the gate."), None).unwrap();
    let id = author.propose(draft.id).unwrap().id;
    court.sync().await;
    court.days(1).await;
    court.town.advance(HOUR).await;
    court.sync().await;
    let view = author.proposal(id).unwrap().view.proposal;
    assert_eq!((view.check, view.check_overdue), (PublicationStatus::Pending, true));
    court.moderator.app.approve_proposal(id).unwrap();
    court.sync().await;
    court.official.app.open_discussion(id).unwrap();
    court.days(8).await;
    court.official.app.decide_proposal(id, true, comment("The committee agrees.")).unwrap();
    let due = court.town.clock.now().plus(2 * DAY);
    let new = NewCommitment { what: title("Replace six lamps"), due, by_org: None, resources_kes_cents: None };
    let (commitment, _) = court.official.app.offer_commitment(id, new).unwrap();
    court.official.app.accept_commitment(id, commitment).unwrap();
    court.days(3).await;
    let overdue = court.official.app.proposal(id).unwrap().view.proposal;
    assert_eq!(overdue.commitments[0].state, CommitmentState::Overdue);
    court.days(14).await;
    assert_eq!(court.state(id), ProposalState::Stalled);
    court.official.app.update_action(id, commitment, 50, comment("Three are up.")).unwrap();
    court.sync().await;
    assert_eq!(court.state(id), ProposalState::InProgress);
    assert_eq!(refused(author.withdraw_proposal(id)), RefusalCode::WrongStatus);
}
