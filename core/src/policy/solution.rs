//! Problems and proposals: who may do what to one, who reads it, which buckets it goes to (DOMAIN §9, §12).
//!
//! A proposal is of its area: once a moderator has let it be shown, everybody there reads it. Before that only its author and the
//! moderators do. A vote, and who supports it, is between whoever does it and the hub.

use std::collections::BTreeSet;

use super::NEW_ACCOUNT;
use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, READ_IN_AREAS, Routing};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Role};
use crate::geo::{AreaId, AreaIndex, AreaKind};
use crate::keys::PublicKey;
use crate::model::Model as _;
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::solution::{
    BALLOT_DAYS, Commitment, CommitmentState, Electorate, MOST_COMMITMENTS, MOST_LINKED, MOST_OPTIONS, OutcomeVerdict,
    Problem, ProblemAct, ProblemEntry, Proposal, ProposalAct, ProposalCategory, ProposalEntry, ProposalState, Voted,
    cast_at, is_aside, is_in_time,
};
use crate::model::wording::Safeguards;

/// Who proposes, supports and votes.
const PROPOSERS: [Role; 5] =
    [Role::Resident, Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer, Role::OutreachWorker];
/// Who comments.
const COMMENTERS: [Role; 8] = [
    Role::Resident,
    Role::RaOfficial,
    Role::CommunityLeader,
    Role::NgaoOfficer,
    Role::OutreachWorker,
    Role::Guard,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
];
/// Who commits, or asks an organisation to.
const COMMITTERS: [Role; 7] = [
    Role::Resident,
    Role::RaOfficial,
    Role::NgaoOfficer,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
    Role::OutreachWorker,
    Role::ProgrammeAdmin,
];
/// Who names a problem.
const IDENTIFIERS: [Role; 4] = [Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer, Role::PoliceOfficer];
/// Who votes as an official or a leader.
const OFFICIALS: [Role; 3] = [Role::RaOfficial, Role::CommunityLeader, Role::NgaoOfficer];

/// What is known of the proposal that another one becomes part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherProposal {
    /// It is being proposed, discussed or voted on, or was accepted.
    pub goes_on: bool,
    /// Whoever acts is its author.
    pub own: bool,
}

/// What an act on a proposal is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct ProposalScene<'a> {
    /// The proposal before.
    pub proposal: &'a Proposal,
    /// Which areas it is in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// When the act was done, by the clock of the phone.
    pub made_at: Timestamp,
    /// That clock cannot be relied on.
    pub clock_suspect: bool,
    /// Who signs for the act.
    pub key: PublicKey,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
    /// Whether whoever acts is on the roll that the ballot asks for; nothing where this side cannot tell.
    pub on_roll: Option<bool>,
    /// Whether the same person did the same before: supported it, or confirmed that it is done.
    pub done_before: bool,
    /// The proposal that this one becomes part of; nothing where this side does not know it.
    pub other: Option<OtherProposal>,
    /// What a proposal may not do.
    pub safeguards: &'a Safeguards,
}

/// The audience of an event of a proposal: its area, but what is between its author and the hub.
#[must_use]
pub fn proposal_audience(act: &ProposalAct) -> Audience {
    if is_aside(act.kind()) { Audience::Own } else { Audience::Area }
}

/// Which areas a problem or proposal for an area is in: that area and those around it, those around its centre, and the sites and
/// clusters that it meets.
#[must_use]
pub fn solution_placement(areas: &AreaIndex, named: Option<AreaId>) -> Placement {
    let Some(area) = named.and_then(|id| areas.get(id)) else { return Placement::default() };
    let met: Vec<AreaId> = area.geometry.as_ref().map(|shape| areas.intersecting(shape)).unwrap_or_default();
    let inner = met.into_iter().chain(areas.descendants(area.id)).filter_map(|id| areas.get(id));
    let inner = inner.filter(|area| matches!(area.kind, AreaKind::Site | AreaKind::Cluster));
    Placement::look_up(areas, area.centroid, None)
        .joined(&Placement::look_up(areas, None, named))
        .with(inner.map(|area| (area.id, area.kind.clone())))
}

/// May this be done by this person to this proposal?
#[must_use]
pub fn may_on_proposal(entry: &ProposalEntry, who: &Standing<'_>, scene: &ProposalScene<'_>) -> Decision {
    answer(judge(entry, who, scene))
}

fn answer(verdict: Verdict) -> Decision {
    match verdict {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &ProposalEntry, who: &Standing<'_>, scene: &ProposalScene<'_>) -> Verdict {
    use ProposalAct as A;
    use RefusalCode as No;
    let proposal = scene.proposal;
    need(*scene.audience == proposal_audience(&entry.act), No::AudienceTooWide)?;
    let is_hubs = matches!(
        entry.act,
        A::CheckOverdue(_) | A::SupportsCounted(_) | A::BallotCounted(_) | A::CommitmentOverdue(_) | A::Stalled(_)
    );
    if is_hubs {
        need(*who.role == Role::Hub, No::HubOnly)?;
    }
    need(is_hubs || *who.role != Role::Hub, No::NotYourRole)?;
    if !matches!(entry.act, A::Proposed(_)) && !proposal.has_begun() {
        return Err(Stop::Unknown(Gap::History));
    }
    may_role(entry, who, scene)?;
    if let Some(broken) = scene.safeguards.broken_by(texts(entry)) {
        return Err(broken.into());
    }
    may_now(entry, who, scene)?;
    match &entry.act {
        // That it came late is a better answer than that the ballot is over.
        A::Voted(_) if proposal.state != Some(ProposalState::Voting) => Err(No::WrongStatus.into()),
        A::Supported(_) if !is_open(proposal) && proposal.state != Some(ProposalState::Voting) => {
            Err(No::WrongStatus.into())
        }
        act => Ok(proposal.next(act).map(|_| ())?),
    }
}

/// Whether the role, the grant and the place allow it.
fn may_role(entry: &ProposalEntry, who: &Standing<'_>, scene: &ProposalScene<'_>) -> Verdict {
    use ProposalAct as A;
    use RefusalCode as No;
    let roles: &[Role] = match &entry.act {
        A::Withdrawn(_) => return need(who.is_reporter, No::NotReporter),
        A::MergeAgreed(_) => {
            return need(who.is_reporter || scene.other.is_none_or(|other| other.own), No::NotReporter);
        }
        A::Proposed(_) | A::Supported(_) | A::Voted(_) => &PROPOSERS,
        A::Commented(_) => &COMMENTERS,
        A::Checked(_) | A::CommentHidden(_) | A::MergeSuggested(_) | A::Merged(_) => &[Role::Moderator],
        A::DiscussionOpened(_) => &[Role::RaOfficial, Role::Moderator],
        A::BallotOpened(_) | A::OutcomeRecorded(_) => &[Role::RaOfficial, Role::ProgrammeAdmin],
        A::Decided(_) => &[Role::RaOfficial],
        A::DoneConfirmed(_) => &[Role::RaOfficial, Role::Resident],
        A::CommitmentOffered(_)
        | A::CommitmentAccepted(_)
        | A::ActionUpdated(_)
        | A::CommitmentDelivered(_)
        | A::CommitmentCancelled(_)
        | A::DoneClaimed(_) => &COMMITTERS,
        A::CheckOverdue(_) | A::SupportsCounted(_) | A::BallotCounted(_) | A::CommitmentOverdue(_) | A::Stalled(_) => {
            return Ok(());
        }
    };
    role(who, roles)?;
    here(who, scene.placement, scene.now, scene.on_arrival)?;
    let is_new = who.joined_at.is_some_and(|joined| scene.now.since(joined) < NEW_ACCOUNT);
    if matches!(who.role, Role::Resident) && matches!(entry.act, A::Supported(_) | A::Voted(_)) {
        need(!is_new, No::NewAccount)?;
    }
    Ok(())
}

fn here(who: &Standing<'_>, placement: Option<&Placement>, now: Timestamp, on_arrival: bool) -> Verdict {
    in_force(who, now, on_arrival)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    let placement = placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(grant.areas.iter().any(|area| placement.is_in(*area)), RefusalCode::OutOfScope)
}

/// Whether what it says, and the time, allow it.
fn may_now(entry: &ProposalEntry, who: &Standing<'_>, scene: &ProposalScene<'_>) -> Verdict {
    use ProposalAct as A;
    use RefusalCode as No;
    let proposal = scene.proposal;
    let words = entry.words.as_ref();
    let comment = words.is_some_and(|words| words.comment.is_some());
    let org = who.grant.and_then(|grant| grant.org);
    match &entry.act {
        A::Proposed(proposed) => {
            let whole = words.is_some_and(|words| words.title.is_some() && words.description.is_some());
            need(whole && proposed.options.len() <= MOST_OPTIONS, No::Incomplete)?;
            need(!matches!(proposed.category, ProposalCategory::Other(_)), No::Incomplete)?;
        }
        A::Checked(checked) => {
            need(!who.is_reporter, No::SecondPerson)?;
            need(checked.approved || checked.reason.is_some(), No::Incomplete)?;
        }
        A::Commented(said) => {
            need(proposal.is_shown() || who.is_reporter, No::NotChecked)?;
            need(comment, No::Incomplete)?;
            let known = said.parent.is_none_or(|parent| proposal.comments.iter().any(|other| other.id == parent));
            need(known, No::UnknownSubject)?;
        }
        A::CommentHidden(hidden) => {
            need(proposal.comments.iter().any(|comment| comment.id == hidden.comment), No::UnknownSubject)?;
        }
        A::Supported(_) => {
            need(proposal.is_shown(), No::NotChecked)?;
            need(!scene.done_before, No::AlreadyDone)?;
        }
        A::DiscussionOpened(_) => need(proposal.is_shown(), No::NotChecked)?,
        A::BallotOpened(terms) => {
            need(terms.is_sound() && BALLOT_DAYS.contains(&terms.days), No::Incomplete)?;
            need(was_discussed(scene), No::TooEarly)?;
        }
        A::Voted(vote) => may_vote(vote, who, scene)?,
        A::Decided(_) => {
            need(comment, No::Incomplete)?;
            need(was_discussed(scene), No::TooEarly)?;
        }
        A::MergeSuggested(merge) => {
            need(merge.into != proposal.id, No::Incomplete)?;
            need(scene.other.is_none_or(|other| other.goes_on), No::UnknownSubject)?;
        }
        A::MergeAgreed(merge) => {
            need(proposal.merge.as_ref().is_some_and(|known| known.into == merge.into), No::NoOffer)?;
        }
        A::Merged(merge) => {
            let agreed = proposal.merge.as_ref().filter(|known| known.into == merge.into);
            need(agreed.is_some_and(|known| known.author_agrees && known.other_agrees), No::SecondPerson)?;
        }
        A::CommitmentOffered(offered) => {
            let is_own = offered.by_org.is_none_or(|owner| org == Some(owner));
            need(is_own || matches!(who.role, Role::RaOfficial | Role::ProgrammeAdmin), No::OutOfScope)?;
            need(proposal.commitment(offered.commitment).is_none(), No::AlreadyDone)?;
            need(proposal.commitments.len() < MOST_COMMITMENTS && offered.due > scene.made_at, No::Incomplete)?;
        }
        A::CommitmentAccepted(on) => {
            let found = owned(proposal.commitment(on.commitment), scene, org)?;
            need(found.state == CommitmentState::Offered, No::WrongStatus)?;
        }
        A::ActionUpdated(update) => {
            let found = owned(proposal.commitment(update.commitment), scene, org)?;
            need(found.is_live(), No::WrongStatus)?;
            need(comment && update.progress_pct <= 100, No::Incomplete)?;
        }
        A::CommitmentDelivered(on) => {
            let found = owned(proposal.commitment(on.commitment), scene, org)?;
            need(found.is_live(), No::WrongStatus)?;
        }
        A::CommitmentCancelled(on) => {
            let found = owned(proposal.commitment(on.commitment), scene, org)?;
            need(found.is_live() || found.state == CommitmentState::Offered, No::WrongStatus)?;
            need(comment, No::Incomplete)?;
        }
        A::DoneClaimed(_) => {
            let of_it = |c: &&Commitment| c.is_owned_by(scene.key, org) && c.state != CommitmentState::Cancelled;
            need(proposal.commitments.iter().any(|c| of_it(&c)), No::NotOwner)?;
            need(proposal.claimed_by.is_none(), No::AlreadyDone)?;
        }
        A::DoneConfirmed(_) => {
            need(proposal.claimed_by.is_some(), No::TooEarly)?;
            need(proposal.claimed_by != Some(scene.key), No::SecondPerson)?;
            need(!proposal.commitments.iter().any(|c| c.is_owned_by(scene.key, org)), No::SecondPerson)?;
            need(!scene.done_before && !proposal.confirmed_by.contains(&scene.key), No::AlreadyDone)?;
        }
        A::OutcomeRecorded(outcome) => {
            let known = !matches!(outcome.verdict, OutcomeVerdict::Other(_));
            need(known && outcome.before.is_finite() && outcome.after.is_finite(), No::Incomplete)?;
            let from = proposal.assessed_from();
            let waited = from.is_none_or(|from| from <= scene.now && from <= outcome.measured_on);
            need(waited, No::TooEarly)?;
        }
        _ => {}
    }
    Ok(())
}

fn may_vote(vote: &Voted, who: &Standing<'_>, scene: &ProposalScene<'_>) -> Verdict {
    use RefusalCode as No;
    let ballot = scene.proposal.ballot.as_ref().ok_or(No::WrongStatus)?;
    need(ballot.terms.ballot == vote.ballot, No::UnknownSubject)?;
    match ballot.terms.electorate {
        Electorate::Residents => {}
        Electorate::Officials => need(OFFICIALS.contains(who.role), No::NotInElectorate)?,
        // Only the hub has the roll; where a phone cannot tell, it lets the hub decide.
        Electorate::Households | Electorate::RaMembers => need(scene.on_roll.unwrap_or(true), No::NotInElectorate)?,
        Electorate::Other(_) => return Err(No::Unavailable.into()),
    }
    need(ballot.terms.takes(&vote.choices), No::Incomplete)?;
    let cast = cast_at(scene.made_at, scene.now, scene.clock_suspect);
    need(is_in_time(ballot.closes_at, cast, scene.now) && ballot.counted.is_none(), No::LateVote)
}

fn owned<'a>(
    found: Option<&'a Commitment>,
    scene: &ProposalScene<'_>,
    org: Option<crate::model::actor::OrgId>,
) -> Result<&'a Commitment, Stop> {
    let found = found.ok_or(RefusalCode::UnknownSubject)?;
    need(found.is_owned_by(scene.key, org), RefusalCode::NotOwner)?;
    Ok(found)
}

fn is_open(proposal: &Proposal) -> bool {
    matches!(proposal.state, Some(ProposalState::Proposed | ProposalState::Discussing))
}

fn was_discussed(scene: &ProposalScene<'_>) -> bool {
    scene.proposal.discussed_until().is_none_or(|until| until <= scene.now)
}

/// Everything that is written in an act.
fn texts(entry: &ProposalEntry) -> Vec<&str> {
    let mut texts = words_of(entry.words.as_ref());
    match &entry.act {
        ProposalAct::Proposed(proposed) => texts.extend(proposed.options.iter().map(crate::text::Text::as_str)),
        ProposalAct::BallotOpened(terms) => {
            texts.push(terms.question.as_str());
            texts.extend(terms.options.iter().map(crate::text::Text::as_str));
        }
        ProposalAct::CommitmentOffered(offered) => texts.push(offered.what.as_str()),
        ProposalAct::OutcomeRecorded(outcome) => texts.push(outcome.measure.as_str()),
        _ => {}
    }
    texts
}

fn words_of(words: Option<&crate::model::incident::Words>) -> Vec<&str> {
    let Some(words) = words else { return vec![] };
    let title = words.title.as_ref().map(crate::text::Text::as_str);
    let description = words.description.as_ref().map(crate::text::Text::as_str);
    let comment = words.comment.as_ref().map(crate::text::Text::as_str);
    [title, description, comment].into_iter().flatten().collect()
}

/// The buckets of those who read a proposal. `author` is the account of its author, which only the hub knows.
#[must_use]
pub fn proposal_readership(proposal: &Proposal, placement: &Placement, author: Option<ActorId>) -> BTreeSet<Bucket> {
    let mut readers: BTreeSet<Bucket> = author.map(Bucket::Actor).into_iter().collect();
    for kind in [AreaKind::Ward, AreaKind::Ra] {
        readers.extend(placement.of_kind(&kind).map(Bucket::Moderation));
    }
    if proposal.check_overdue {
        readers.extend(placement.triage().map(Bucket::Triage));
    }
    if proposal.is_shown() {
        readers.extend(readers_of(placement));
    }
    readers
}

/// Everybody there, and the administrators.
fn readers_of(placement: &Placement) -> impl Iterator<Item = Bucket> + '_ {
    let areas = READ_IN_AREAS.iter().flat_map(|kind| placement.of_kind(kind));
    let there = areas.map(|area| Bucket::Area { area, audience: Audience::Area });
    there.chain(placement.triage().map(Bucket::Triage))
}

/// Which buckets an accepted event of a proposal goes to, which must be given the history, and which lose it.
#[must_use]
pub fn route_proposal(before: &Proposal, after: &Proposal, placement: &Placement, author: Option<ActorId>) -> Routing {
    let was = if before.has_begun() { proposal_readership(before, placement, author) } else { BTreeSet::new() };
    let is = proposal_readership(after, placement, author);
    Routing { backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect(), add: is }
}

/// Whether a reader gets this part of an event of a proposal. `wrote` says that the event is the reader's own, `authored` that the
/// proposal is.
#[must_use]
pub fn may_read_proposal(
    part: &PartName,
    header: &Header,
    proposal: &Proposal,
    reader: &Reader<'_>,
    wrote: bool,
    authored: bool,
) -> bool {
    if wrote {
        return true;
    }
    // Who wrote is known to the hub; a vote, and who supports it, to nobody else.
    if *part == PartName::Identity || is_aside(&header.kind) {
        return false;
    }
    let is_hidden = proposal.comments.iter().any(|comment| comment.hidden && comment.id == header.id);
    if is_hidden && *part == PartName::Text {
        return false;
    }
    let looks = |role: &Role| matches!(role, Role::Moderator | Role::ProgrammeAdmin);
    authored || proposal.is_shown() || reader.grants.iter().any(|grant| looks(&grant.role))
}

/// What an act on a problem is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct ProblemScene<'a> {
    /// The problem before.
    pub problem: &'a Problem,
    /// Which areas it is in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
    /// What its words may not do.
    pub safeguards: &'a Safeguards,
}

/// May this be done by this person to this problem? Officials, leaders and the police name and analyse problems of their area; what
/// they write goes to everybody there.
#[must_use]
pub fn may_on_problem(entry: &ProblemEntry, who: &Standing<'_>, scene: &ProblemScene<'_>) -> Decision {
    answer(judge_problem(entry, who, scene))
}

fn judge_problem(entry: &ProblemEntry, who: &Standing<'_>, scene: &ProblemScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == Audience::Area, No::AudienceTooWide)?;
    let is_hubs =
        matches!(entry.act, ProblemAct::EvidenceCounted(_) | ProblemAct::SolutionFound(_) | ProblemAct::Assessed(_));
    if is_hubs {
        need(*who.role == Role::Hub, No::HubOnly)?;
    } else {
        role(who, &IDENTIFIERS)?;
        here(who, scene.placement, scene.now, scene.on_arrival)?;
    }
    if let Some(broken) = scene.safeguards.broken_by(words_of(entry.words.as_ref())) {
        return Err(broken.into());
    }
    let words = entry.words.as_ref();
    let linked = entry.linked.as_ref().map_or(0, |linked| linked.reports.len());
    need(linked <= MOST_LINKED, No::Incomplete)?;
    match &entry.act {
        ProblemAct::Identified(_) => need(words.is_some_and(|words| words.title.is_some()), No::Incomplete)?,
        ProblemAct::Linked(_) => need(linked > 0, No::Incomplete)?,
        ProblemAct::Analysed(_) => need(words.is_some_and(|words| words.comment.is_some()), No::Incomplete)?,
        _ => {}
    }
    if !scene.problem.has_begun() && !matches!(entry.act, ProblemAct::Identified(_)) {
        return Err(Stop::Unknown(Gap::History));
    }
    scene.problem.next(&entry.act)?;
    Ok(())
}

/// The buckets of those who read a problem.
#[must_use]
pub fn problem_readership(placement: &Placement) -> BTreeSet<Bucket> {
    let moderators = [AreaKind::Ward, AreaKind::Ra];
    let moderators = moderators.iter().flat_map(|kind| placement.of_kind(kind)).map(Bucket::Moderation);
    readers_of(placement).chain(moderators).collect()
}

/// Whether a reader gets this part of an event of a problem: which reports are linked is between whoever links them and the hub.
#[must_use]
pub fn may_read_problem(part: &PartName, wrote: bool) -> bool {
    wrote || matches!(part, PartName::Core | PartName::Text)
}
