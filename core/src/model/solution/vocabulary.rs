//! The words of problems and proposals (DOMAIN §9).

crate::vocabulary! {
    /// Where a problem stands.
    pub enum ProblemState {
        /// Named.
        Identified = "identified", "Identified", "Limetambuliwa";
        /// Looked into.
        Analysed = "analysed", "Analysed", "Limechambuliwa";
        /// There are proposals.
        HasSolutions = "has_solutions", "Has solutions", "Lina masuluhisho";
        /// What became of it was measured.
        Assessed = "assessed", "Assessed", "Limetathminiwa";
    }
}

crate::vocabulary! {
    /// Where a proposal stands.
    pub enum ProposalState {
        /// On its author's phone alone.
        Draft = "draft", "Draft", "Rasimu";
        /// Handed in.
        Proposed = "proposed", "Proposed", "Limependekezwa";
        /// Being discussed, for seven days at least.
        Discussing = "discussing", "Discussing", "Linajadiliwa";
        /// A ballot is open, or being counted.
        Voting = "voting", "Voting", "Kura";
        /// Accepted.
        Accepted = "accepted", "Accepted", "Limekubaliwa";
        /// Not accepted.
        NotAccepted = "not_accepted", "Not accepted", "Halikukubaliwa";
        /// Part of another proposal now.
        Merged = "merged", "Merged", "Limeunganishwa";
        /// Taken back by its author.
        Withdrawn = "withdrawn", "Withdrawn", "Limeondolewa";
        /// Somebody has committed to a part of it.
        Committed = "committed", "Committed", "Ahadi imetolewa";
        /// Under way.
        InProgress = "in_progress", "In progress", "Linatekelezwa";
        /// Done, and confirmed.
        Done = "done", "Done", "Limekamilika";
        /// Overdue, and nothing is heard of it.
        Stalled = "stalled", "Stalled", "Limekwama";
        /// Its outcome was measured.
        Assessed = "assessed", "Assessed", "Limetathminiwa";
    }
}

crate::vocabulary! {
    /// What a proposal is about.
    pub enum ProposalCategory {
        /// Lighting.
        Lighting = "lighting", "Lighting", "Taa";
        /// Patrols by registered guards.
        Patrol = "patrol", "Patrol", "Doria";
        /// Gates and barriers.
        AccessControl = "access_control", "Access control", "Udhibiti wa kuingia";
        /// Young people.
        Youth = "youth", "Youth", "Vijana";
        /// Drugs.
        Drugs = "drugs", "Drugs", "Dawa za kulevya";
        /// Environment.
        Environment = "environment", "Environment", "Mazingira";
        /// Traffic.
        Traffic = "traffic", "Traffic", "Trafiki";
        /// Disputes between neighbours.
        NeighbourDispute = "neighbour_dispute", "Neighbour dispute", "Mzozo wa majirani";
        /// Communication.
        Communication = "communication", "Communication", "Mawasiliano";
        /// Something else.
        OtherCategory = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// How somebody stands to a proposal.
    pub enum Stance {
        /// For it.
        For = "for", "For", "Naunga mkono";
        /// Against it.
        Against = "against", "Against", "Napinga";
        /// Neither.
        Neutral = "neutral", "Neutral", "Sina upande";
    }
}

crate::vocabulary! {
    /// How a ballot is decided.
    pub enum BallotMethod {
        /// Enough support it.
        SupportThreshold = "support_threshold", "Support threshold", "Kiwango cha kuungwa mkono";
        /// More say yes than no.
        YesNo = "yes_no", "Yes or no", "Ndiyo au hapana";
        /// Each chooses one option; the most chosen wins.
        ChooseOne = "choose_one", "Choose one", "Chagua moja";
        /// Each approves any options; the most approved wins.
        Approval = "approval", "Approval", "Idhinisha zozote";
    }
}

crate::vocabulary! {
    /// Who votes.
    pub enum Electorate {
        /// Residents and those who serve them there: one vote a person.
        Residents = "residents", "Residents", "Wakazi";
        /// Households on the roll: one vote a household.
        Households = "households", "Households", "Kaya";
        /// Members of the association on the roll: one vote a person.
        RaMembers = "ra_members", "Association members", "Wanachama wa chama cha wakazi";
        /// Officials and leaders: one vote a person.
        Officials = "officials", "Officials", "Maafisa";
    }
}

crate::vocabulary! {
    /// Where a commitment stands.
    pub enum CommitmentState {
        /// Offered, or asked for; its owner has not accepted.
        Offered = "offered", "Offered", "Imetolewa";
        /// Accepted by its owner.
        Accepted = "accepted", "Accepted", "Imekubaliwa";
        /// Under way.
        InProgress = "in_progress", "In progress", "Inatekelezwa";
        /// Delivered.
        Delivered = "delivered", "Delivered", "Imetimizwa";
        /// Due, and not delivered.
        Overdue = "overdue", "Overdue", "Imepita muda";
        /// Cancelled, with the reason.
        Cancelled = "cancelled", "Cancelled", "Imefutwa";
    }
}

crate::vocabulary! {
    /// What the measures say.
    pub enum OutcomeVerdict {
        /// It is better.
        Improved = "improved", "Improved", "Imeboreka";
        /// It is as it was.
        Unchanged = "unchanged", "Unchanged", "Hakuna mabadiliko";
        /// It is worse.
        Worse = "worse", "Worse", "Imezidi kuwa mbaya";
        /// The measures do not tell.
        Inconclusive = "inconclusive", "Inconclusive", "Haijulikani";
    }
}

crate::vocabulary! {
    /// Why a ballot ended as it did.
    pub enum BallotOutcome {
        /// It passed.
        Passed = "passed", "Passed", "Imepita";
        /// Too few voted.
        NoQuorum = "no_quorum", "Too few voted", "Akidi haikutimia";
        /// Not enough were for it.
        NotEnough = "not_enough", "Not enough support", "Haikuungwa mkono vya kutosha";
        /// No option is ahead.
        Tie = "tie", "Tie", "Sare";
    }
}
