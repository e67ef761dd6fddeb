//! Neighbours and the dark way to the stage: from three reports to a ballot, a commitment, and what was measured afterwards.

use std::time::{Duration, Instant};

use usalama_core::client::{Error, IncidentFilter, NewCommitment, NewProposal, ProposalView, VoteStanding};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::solution::{
    BallotMethod, BallotOutcome, BallotTerms, Electorate, NO, Outcome, OutcomeVerdict, ProblemState, ProposalCategory,
    ProposalState, Stance, YES,
};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Days that pass at once, at most: within a week of its end a grant is renewed.
const MOST_DAYS: u32 = 5;

/// Plays the weeks, and fails where they do not go as they must.
pub async fn improve() -> Count {
    let started = Instant::now();
    print::title("7  A dark way in Mfano: from three dark spots to a measured outcome");
    let town = Town::start();
    let official = town.recruit(Role::RaOfficial).await;
    let moderator = town.recruit(Role::Moderator).await;
    let mut residents = vec![];
    for _ in 0..5 {
        residents.push(town.resident().await);
    }
    let mut court = Court { town, official, moderator, residents, count: Count::default() };
    let problem = court.report().await;
    let id = court.propose(problem).await;
    court.discuss(id).await;
    court.vote(id).await;
    court.commit(id).await;
    court.measure(id, problem).await;
    court.count.seconds = started.elapsed().as_secs_f64();
    court.count
}

struct Court {
    town: Town,
    official: Phone,
    moderator: Phone,
    residents: Vec<Phone>,
    count: Count,
}

impl Court {
    async fn report(&mut self) -> SubjectId {
        for resident in &self.residents[..3] {
            resident.go_offline();
            resident.app.report(NewIncident::new(Category::StreetLight, self.town.place())).expect("it is taken down");
            self.count.offline += 1;
            resident.network.set_online(true);
        }
        print::act("Three residents", "no network; each reports a street light that is out");
        self.sync().await;
        let page = self.official.app.incidents(IncidentFilter::default(), None, 50).expect("the reports");
        let reports: Vec<SubjectId> = page.incidents.iter().map(|view| view.id).collect();
        let area = self.town.area(&AreaKind::Ra, "");
        let named = self.official.app.identify_problem(area, title("Dark way to the stage"), None, reports);
        let id = named.expect("the official may").problem.id;
        self.official.app.analyse_problem(id, comment("Six lamps are broken.")).expect("the official may");
        self.sync().await;
        let seen = self.residents[4].app.problem(id).expect("neighbours see it").problem;
        assert_eq!(seen.evidence.reports, Some(3));
        print::act("Mwangi, association", "names the problem, with the reports behind it: \"Dark way to the stage\"");
        problem_state(seen.state, &ProblemState::Analysed);
        print::good("neighbours see a number, 3 reports, and not which ones; below three not even that");
        id
    }

    async fn propose(&mut self, problem: SubjectId) -> SubjectId {
        let area = self.town.area(&AreaKind::Ra, "");
        let new = |body: &str| NewProposal {
            title: title("Light the way to the stage"),
            body: Description::new(body).expect("a body"),
            category: ProposalCategory::Lighting,
            area,
            problem: Some(problem),
            budget_kes_cents: Some(12_000_000),
            options: vec![],
        };
        let author = &self.residents[0];
        author.go_offline();
        let draft = author.app.draft_proposal(new("Our youths should patrol at night."), None).expect("a draft");
        let Err(Error::Refused(refusal)) = author.app.propose(draft.id) else { panic!("it may not be proposed") };
        assert_eq!(refusal.code, RefusalCode::UnregisteredPatrol);
        self.count.refused_here += 1;
        print::act(
            "Achieng, resident",
            "no network; drafts \"Our youths should patrol at night\", and it stays a draft",
        );
        print::refused(refusal.code.label().expect("a label"));
        let better = new("Repair six lamps between the gate and the stage.");
        let draft = author.app.draft_proposal(better, Some(draft.id)).expect("a draft");
        let id = author.app.propose(draft.id).expect("it may be proposed").id;
        self.count.offline += 1;
        author.network.set_online(true);
        print::act("", "\"Repair six lamps between the gate and the stage\", KES 120,000");
        self.sync().await;
        assert!(self.residents[1].app.proposals(10).expect("a list").is_empty(), "unchecked");
        self.moderator.app.approve_proposal(id).expect("the moderator may");
        self.sync().await;
        print::act("Njeri, moderator", "looks at it before any neighbour does, and lets it be shown");
        self.is(id, &ProposalState::Proposed);
        id
    }

    async fn discuss(&mut self, id: SubjectId) {
        let Err(Error::Refused(refusal)) = self.residents[1].app.support_proposal(id) else { panic!("too young") };
        assert_eq!(refusal.code, RefusalCode::NewAccount);
        self.count.refused_here += 1;
        print::act("A resident", "would support it with an account of today");
        print::refused(refusal.code.label().expect("a label"));
        self.days(4).await;
        for resident in &self.residents[1..4] {
            resident.app.support_proposal(id).expect("a resident may");
        }
        let at_last = self.residents[3].app.comment_on_proposal(id, comment("At last."), Stance::For, None);
        at_last.expect("a resident may");
        self.official.app.open_discussion(id).expect("the official may");
        self.sync().await;
        let proposal = self.seen(id).proposal;
        assert_eq!((proposal.supports, proposal.comments.len()), (Some(3), 1));
        print::act("Four days later", "three support it, one comments; the official opens the discussion");
        self.is(id, &ProposalState::Discussing);
    }

    async fn vote(&mut self, id: SubjectId) {
        let terms = BallotTerms {
            ballot: uuid::Uuid::new_v4(),
            question: title("Shall we repair the lamps?"),
            method: BallotMethod::YesNo,
            electorate: Electorate::Residents,
            days: 3,
            quorum_pct: 50,
            threshold: None,
            secret: true,
            options: vec![],
        };
        let Err(Error::Refused(refusal)) = self.official.app.open_ballot(id, terms.clone()) else {
            panic!("too early")
        };
        assert_eq!(refusal.code, RefusalCode::TooEarly);
        self.count.refused_here += 1;
        print::act("Mwangi, association", "would open the ballot at once; a discussion takes seven days");
        print::refused(refusal.code.label().expect("a label"));
        self.days(8).await;
        self.official.app.open_ballot(id, terms).expect("the official may");
        self.sync().await;
        print::act("Eight days later", "opens a secret ballot: yes or no, three days, half of the residents at least");
        self.is(id, &ProposalState::Voting);
        for (resident, choice) in self.residents.iter().zip([YES, YES, YES, YES, NO]) {
            let view = resident.app.vote(id, vec![choice]).expect("a resident may");
            assert_eq!(view.vote, Some(VoteStanding::Waiting));
        }
        // One of them has no network until after the close.
        let late = &self.residents[3];
        late.go_offline();
        self.count.offline += 1;
        self.sync().await;
        self.days(3).await;
        self.town.advance(12 * HOUR).await;
        let late = &self.residents[3];
        let waiting = late.app.proposal(id).expect("the proposal").view.vote;
        assert_eq!(waiting, Some(VoteStanding::Waiting));
        late.network.set_online(true);
        self.count.sync = self.count.sync.plus(late.sync().await);
        let received = late.app.proposal(id).expect("the proposal").view.vote.expect("a vote");
        assert_eq!(received, VoteStanding::Received);
        print::act("Five residents", "vote; one has no network, and votes arrive for a day after the close");
        print::shows(received.label().expect("a label"));
        self.days(2).await;
        let proposal = self.seen(id).proposal;
        let counted = proposal.ballot.and_then(|ballot| ballot.counted).expect("it is counted");
        assert_eq!((&counted.counts, counted.voted), (&vec![Some(4), None], None));
        assert_eq!(counted.outcome, BallotOutcome::Passed);
        print::act(
            "The hub",
            "counts: 4 yes; the one no is told to nobody, nor how many voted, for that would tell it",
        );
        print::shows(counted.outcome.label().expect("a label"));
        self.is(id, &ProposalState::Accepted);
    }

    async fn commit(&mut self, id: SubjectId) {
        let official = &self.official.app;
        let due = self.town.clock.now().plus(20 * DAY);
        let new = NewCommitment { what: title("Replace six lamps"), due, by_org: None, resources_kes_cents: None };
        let (commitment, _) = official.offer_commitment(id, new).expect("the official may");
        official.accept_commitment(id, commitment).expect("its owner may");
        self.sync().await;
        print::act("Mwangi, association", "commits to replace six lamps within twenty days");
        self.is(id, &ProposalState::Committed);
        self.days(6).await;
        let official = &self.official.app;
        official.update_action(id, commitment, 60, comment("Four are up.")).expect("its owner may");
        self.sync().await;
        print::act("Six days later", "\"Four are up\": 60 percent");
        self.is(id, &ProposalState::InProgress);
        self.days(4).await;
        let official = &self.official.app;
        official.deliver_commitment(id, commitment).expect("its owner may");
        official.claim_done(id).expect("its owner may");
        let Err(Error::Refused(refusal)) = official.confirm_done(id) else { panic!("one's own work") };
        assert_eq!(refusal.code, RefusalCode::SecondPerson);
        self.count.refused_here += 1;
        self.sync().await;
        print::act("", "says that it is done, and may not confirm that");
        print::refused(refusal.code.label().expect("a label"));
        for resident in &self.residents[..3] {
            resident.app.confirm_done(id).expect("a resident may");
        }
        self.sync().await;
        print::act("Three residents", "confirm it: the lamps are lit");
        self.is(id, &ProposalState::Done);
    }

    async fn measure(&mut self, id: SubjectId, problem: SubjectId) {
        self.days(31).await;
        let outcome = Outcome {
            measured_on: self.town.clock.now(),
            measure: title("Dark spots reported in a month"),
            before: 3.0,
            after: 0.0,
            verdict: OutcomeVerdict::Improved,
        };
        self.official.app.record_outcome(id, outcome).expect("the official may");
        self.sync().await;
        let outcome = self.seen(id).proposal.outcome.expect("an outcome");
        print::act(
            "A month later",
            &format!("{}: {} before, {} after", outcome.measure, outcome.before, outcome.after),
        );
        print::shows(outcome.verdict.label().expect("a label"));
        self.is(id, &ProposalState::Assessed);
        let state = self.residents[4].app.problem(problem).expect("the problem").problem.state;
        print::act("The problem", "stands where its proposal does");
        problem_state(state, &ProblemState::Assessed);
        let timeline = self.residents[4].app.proposal(id).expect("the proposal").timeline;
        let votes = timeline.iter().filter(|entry| entry.kind == "proposal.voted").count();
        assert_eq!(votes, 1, "one's own");
        print::note(
            "Every step is in the timeline on every phone, signed; of the votes each phone holds its own alone.",
        );
    }

    /// What everybody has to tell reaches the hub, then everybody.
    async fn sync(&mut self) {
        for _ in 0..2 {
            for phone in self.residents.iter().chain([&self.official, &self.moderator]) {
                if phone.network.is_online() {
                    self.count.sync = self.count.sync.plus(phone.sync().await);
                }
            }
        }
    }

    /// Days pass, a few at a time, so that grants are renewed.
    async fn days(&mut self, days: u32) {
        let mut left = days;
        while left > 0 {
            let some = left.min(MOST_DAYS);
            self.town.advance(some * DAY).await;
            self.sync().await;
            left -= some;
        }
    }

    /// The proposal on the phone of a neighbour who only watched.
    fn seen(&self, id: SubjectId) -> ProposalView {
        self.residents[4].app.proposal(id).expect("the proposal").view
    }

    /// A neighbour's phone shows this state.
    fn is(&self, id: SubjectId, expected: &ProposalState) {
        assert_eq!(self.seen(id).proposal.state.as_ref(), Some(expected));
        print::shows(expected.label().expect("a label"));
    }
}

fn problem_state(state: Option<ProblemState>, expected: &ProblemState) {
    assert_eq!(state.as_ref(), Some(expected));
    print::shows(expected.label().expect("a label"));
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

fn comment(text: &str) -> Comment {
    Comment::new(text).expect("a comment")
}
