//! What is done in the other models: tips, alerts, SOS, guards' work, solutions, outreach.

use std::time::Duration;

use usalama_core::client::{
    BookOn, Error, HeldWith, NewOutreachEvent, NewPatrol, NewProgramme, NewProposal, NewSos, NewTip, UnderWay,
};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::alert::{AlertAnswer, AlertEvent, AlertPlace, Bilingual, NewAlert};
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{CheckpointNo, ObservationType, PassDown, RouteNo, Scan, SkipReason};
use usalama_core::model::incident::{Anonymity, Nothing, RejectReason, Whereabouts};
use usalama_core::model::outreach::{
    CountedAge, CountedSex, FacilitatorRole, Headcount, HeadcountCell, OutreachKind, Prong, Score, Session, Target,
};
use usalama_core::model::solution::{BallotMethod, BallotTerms, Electorate, ProposalCategory, Stance, YES};
use usalama_core::model::sos::{ContactedHow, SosKind, SosMode, SosOutcome, SosTrigger};
use usalama_core::model::tip::{
    Graded, InfoCredibility, Moved, Screened, SourceReliability, TipAct, TipClosed, TipFeedback, TipState, TipTopic,
};
use usalama_core::text::Title;

use crate::sim::acts::{Deed, Doing, How, What};
use crate::sim::plan::Focus;

const HOUR: Duration = Duration::from_secs(3600);

const RESIDENT: &[Role] = &[Role::Resident];
const GUARD: &[Role] = &[Role::Guard];
const SUPERVISOR: &[Role] = &[Role::FirmSupervisor];
const POLICE: &[Role] = &[Role::PoliceOfficer];
const OFFICIAL: &[Role] = &[Role::RaOfficial];
const MODERATOR: &[Role] = &[Role::Moderator];
const WORKER: &[Role] = &[Role::OutreachWorker];
const ISSUERS: &[Role] = &[Role::PoliceOfficer, Role::RaOfficial, Role::CommunityLeader];
const HELPERS: &[Role] = &[Role::Guard, Role::PoliceOfficer];
const SOURCES: &[Role] = &[Role::Resident, Role::RaOfficial, Role::CommunityLeader];
const EVERYBODY: &[Role] = &[
    Role::Resident,
    Role::Guard,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
    Role::RaOfficial,
    Role::Moderator,
    Role::CommunityLeader,
    Role::OutreachWorker,
];

/// What leaves no event in the log of the phone, but a letter.
pub const ANONYMOUSLY: &str = "share an anonymous tip";

type On = fn(&mut Doing<'_>, SubjectId) -> Result<(), Error>;

const fn on(of: Focus, what: What, name: &'static str, weight: u32, roles: &'static [Role], act: On) -> Deed {
    Deed { name, of, weight, roles, how: How::On(what, act) }
}

const fn own(
    of: Focus,
    name: &'static str,
    weight: u32,
    roles: &'static [Role],
    act: fn(&mut Doing<'_>) -> Result<(), Error>,
) -> Deed {
    Deed { name, of, weight, roles, how: How::Own(act) }
}

const fn tip(name: &'static str, weight: u32, act: On) -> Deed {
    on(Focus::Tips, What::Tip, name, weight, POLICE, act)
}

const fn proposal(name: &'static str, weight: u32, roles: &'static [Role], act: On) -> Deed {
    on(Focus::Solutions, What::Proposal, name, weight, roles, act)
}

pub(super) static DEEDS: &[Deed] = &[
    // Tips.
    Deed { name: "share a tip", of: Focus::Tips, weight: 2, roles: SOURCES, how: How::Begin(What::Tip, share_tip) },
    Deed {
        name: ANONYMOUSLY,
        of: Focus::Tips,
        weight: 1,
        roles: RESIDENT,
        how: How::Begin(What::Tip, share_anonymously),
    },
    tip("screen a tip", 3, |d, id| d.app.act_on_tip(id, TipAct::Screened(Screened { out: false }), None).map(drop)),
    tip("grade a tip", 2, |d, id| {
        let grade =
            Graded { reliability: SourceReliability::CannotBeJudged, credibility: InfoCredibility::PossiblyTrue };
        d.app.act_on_tip(id, TipAct::Graded(grade), None).map(drop)
    }),
    tip("ask a source", 2, |d, id| {
        let words = d.words();
        d.app.act_on_tip(id, TipAct::Asked(Nothing {}), Some(words)).map(drop)
    }),
    tip("move a tip", 2, |d, id| {
        let (to, words) = (d.one(&[TipState::Actioned, TipState::Parked, TipState::SharedUp]), d.words());
        d.app.act_on_tip(id, TipAct::Moved(Moved { to, into: None }), Some(words)).map(drop)
    }),
    tip("close a tip", 1, |d, id| {
        d.app.act_on_tip(id, TipAct::Closed(TipClosed { feedback: TipFeedback::LookedInto }), None).map(drop)
    }),
    on(Focus::Tips, What::Tip, "answer about a tip", 3, SOURCES, |d, id| {
        let words = d.words();
        d.app.act_on_tip(id, TipAct::Answered(Nothing {}), Some(words)).map(drop)
    }),
    on(Focus::Tips, What::Tip, "screen a tip as moderator", 2, MODERATOR, |d, id| {
        d.app.act_on_tip(id, TipAct::Screened(Screened { out: false }), None).map(drop)
    }),
    // Alerts.
    Deed { name: "issue an alert", of: Focus::Alerts, weight: 1, roles: ISSUERS, how: How::Begin(What::Alert, issue) },
    on(Focus::Alerts, What::Alert, "release an alert", 2, ISSUERS, |d, id| d.app.release_alert(id).map(drop)),
    on(Focus::Alerts, What::Alert, "return an alert", 1, ISSUERS, |d, id| {
        let words = d.words();
        d.app.return_alert(id, words).map(drop)
    }),
    on(Focus::Alerts, What::Alert, "withdraw an alert", 1, ISSUERS, |d, id| d.app.withdraw_alert(id).map(drop)),
    on(Focus::Alerts, What::Alert, "answer an alert", 4, EVERYBODY, |d, id| {
        let answer = d.one(&[AlertAnswer::Seen, AlertAnswer::Safe, AlertAnswer::NeedHelp]);
        d.app.answer_alert(id, answer).map(drop)
    }),
    // SOS.
    Deed { name: "call for help", of: Focus::Sos, weight: 1, roles: EVERYBODY, how: How::Begin(What::Sos, call) },
    on(Focus::Sos, What::Sos, "say where", 3, EVERYBODY, |d, id| {
        let here = d.ground.somewhere(&mut d.chance);
        d.app.sos_position(id, here).map(drop)
    }),
    on(Focus::Sos, What::Sos, "tell a contact", 1, EVERYBODY, |d, id| {
        d.app.sos_contacted(id, ContactedHow::Dialled, Some("999")).map(drop)
    }),
    on(Focus::Sos, What::Sos, "see a call", 2, HELPERS, |d, id| d.app.sos_seen(id)),
    on(Focus::Sos, What::Sos, "acknowledge a call", 2, HELPERS, |d, id| {
        let name = Title::new("Otieno").map_err(|_| Error::NotFound)?;
        d.app.acknowledge_sos(id, name, Some(5)).map(drop)
    }),
    on(Focus::Sos, What::Sos, "respond to a call", 2, HELPERS, |d, id| d.app.sos_responding(id, Some(3)).map(drop)),
    on(Focus::Sos, What::Sos, "arrive at a call", 2, HELPERS, |d, id| d.app.sos_on_scene(id).map(drop)),
    on(Focus::Sos, What::Sos, "close a call", 1, HELPERS, |d, id| {
        let words = d.words();
        d.app.close_sos(id, SosOutcome::Resolved, Some(words)).map(drop)
    }),
    // Guards' work.
    Deed { name: "book on", of: Focus::Duty, weight: 3, roles: GUARD, how: How::Begin(What::Shift, book_on) },
    own(Focus::Duty, "start a patrol", 3, GUARD, |d| {
        d.app.start_patrol(NewPatrol { route: Some(RouteNo(1)), ..NewPatrol::default() }).map(drop)
    }),
    own(Focus::Duty, "scan a checkpoint", 4, GUARD, scan),
    own(Focus::Duty, "skip a checkpoint", 1, GUARD, |d| {
        let Some(UnderWay::Active(patrol)) = d.app.patrol_under_way()? else { return Err(Error::NotFound) };
        let words = d.words();
        patrol.skip(CheckpointNo(d.chance.u16(1..4)), SkipReason::Blocked, Some(words))
    }),
    own(Focus::Duty, "observe", 2, GUARD, |d| {
        let Some(UnderWay::Active(patrol)) = d.app.patrol_under_way()? else { return Err(Error::NotFound) };
        let (words, here) = (d.words(), d.ground.somewhere(&mut d.chance));
        let kind = d.one(ObservationType::ALL);
        patrol.observe(kind, Severity::Minor, Some(words), Some(here))
    }),
    own(Focus::Duty, "pause or go on", 1, GUARD, |d| match d.app.patrol_under_way()? {
        Some(UnderWay::Active(patrol)) => patrol.pause(None).map(drop),
        Some(UnderWay::Paused(patrol)) => patrol.resume(None).map(drop),
        None => Err(Error::NotFound),
    }),
    own(Focus::Duty, "end a patrol", 1, GUARD, |d| match d.app.patrol_under_way()? {
        Some(UnderWay::Active(patrol)) => patrol.complete(None).map(drop),
        Some(UnderWay::Paused(patrol)) => patrol.complete().map(drop),
        None => Err(Error::NotFound),
    }),
    own(Focus::Duty, "take a break", 1, GUARD, |d| {
        let shift = d.app.current_shift()?.ok_or(Error::NotFound)?;
        match d.app.start_break(shift.shift.id) {
            Err(Error::Refused(_)) => d.app.end_break(shift.shift.id).map(drop),
            other => other.map(drop),
        }
    }),
    own(Focus::Duty, "pass down", 1, GUARD, |d| {
        let shift = d.app.current_shift()?.ok_or(Error::NotFound)?;
        let words = d.words();
        d.app.pass_down(shift.shift.id, PassDown::default(), Some(words)).map(drop)
    }),
    on(Focus::Duty, What::Shift, "sign a pass-down", 1, GUARD, |d, id| d.app.sign_pass_down(id).map(drop)),
    own(Focus::Duty, "book off", 1, GUARD, |d| {
        let shift = d.app.current_shift()?.ok_or(Error::NotFound)?;
        d.app.book_off(shift.shift.id, None, None).map(drop)
    }),
    on(Focus::Duty, What::Site, "comment on a site", 1, SUPERVISOR, |d, id| {
        let words = d.words();
        d.app.comment_on_site(id, words).map(drop)
    }),
    on(Focus::Duty, What::Site, "issue post orders", 1, SUPERVISOR, |d, id| {
        let text = d.text();
        d.app.issue_post_orders(id, text).map(drop)
    }),
    // Solutions.
    Deed {
        name: "name a problem",
        of: Focus::Solutions,
        weight: 1,
        roles: OFFICIAL,
        how: How::Begin(What::Problem, name_problem),
    },
    on(Focus::Solutions, What::Problem, "analyse a problem", 1, OFFICIAL, |d, id| {
        let words = d.words();
        d.app.analyse_problem(id, words).map(drop)
    }),
    Deed {
        name: "propose",
        of: Focus::Solutions,
        weight: 2,
        roles: &[Role::Resident, Role::RaOfficial],
        how: How::Begin(What::Proposal, propose),
    },
    proposal("approve a proposal", 4, MODERATOR, |d, id| d.app.approve_proposal(id).map(drop)),
    proposal("reject a proposal", 1, MODERATOR, |d, id| d.app.reject_proposal(id, RejectReason::Advertising).map(drop)),
    proposal("open a discussion", 4, OFFICIAL, |d, id| d.app.open_discussion(id).map(drop)),
    proposal("comment on a proposal", 3, EVERYBODY, |d, id| {
        let (words, stance) = (d.words(), d.one(Stance::ALL));
        d.app.comment_on_proposal(id, words, stance, None).map(drop)
    }),
    proposal("support a proposal", 3, EVERYBODY, |d, id| d.app.support_proposal(id).map(drop)),
    proposal("open a ballot", 4, OFFICIAL, open_ballot),
    proposal("vote", 4, EVERYBODY, |d, id| d.app.vote(id, vec![YES]).map(drop)),
    proposal("withdraw a proposal", 1, RESIDENT, |d, id| d.app.withdraw_proposal(id).map(drop)),
    // Outreach.
    Deed {
        name: "start a programme",
        of: Focus::Outreach,
        weight: 1,
        roles: WORKER,
        how: How::Begin(What::Programme, start_programme),
    },
    on(Focus::Outreach, What::Programme, "plan an event", 4, WORKER, plan_event),
    own(Focus::Outreach, "hold an event", 3, WORKER, hold_event),
    own(Focus::Outreach, "record a session", 3, WORKER, record_session),
    own(Focus::Outreach, "postpone an event", 1, WORKER, |d| {
        let (id, words) = (some_event(d)?, d.words());
        d.app.postpone_outreach(id, Some(words)).map(drop)
    }),
    own(Focus::Outreach, "cancel an event", 1, WORKER, |d| {
        let (id, words) = (some_event(d)?, d.words());
        d.app.cancel_outreach(id, Some(words)).map(drop)
    }),
];

fn new_tip(d: &mut Doing<'_>, topics: &[TipTopic]) -> NewTip {
    let (topic, text) = (d.one(topics), d.text());
    let position = Some(d.ground.somewhere(&mut d.chance));
    NewTip { whereabouts: Whereabouts { position, ..Whereabouts::default() }, ..NewTip::new(topic, text) }
}

fn share_tip(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let anonymity = d.one(&[Anonymity::Named, Anonymity::Confidential]);
    let new = NewTip { anonymity, ..new_tip(d, &[TipTopic::Drugs, TipTopic::IllicitBrew, TipTopic::Misconduct]) };
    Ok(d.app.share_tip(new)?.id)
}

fn share_anonymously(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    // One about misconduct waits until there is somebody of oversight whom it can be sealed to.
    let new = new_tip(d, &[TipTopic::Drugs, TipTopic::IllicitBrew]);
    Ok(d.app.share_tip(new)?.id)
}

fn issue(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let at = d.ground.place.at;
    let severity = d.one(&[Severity::Minor, Severity::Moderate, Severity::Severe]);
    let place = AlertPlace { circles: vec![(at, 0.3)], ..AlertPlace::default() };
    let headline = Bilingual::new("Break-ins at Mfano court tonight", "Uvunjaji Mfano court usiku huu");
    let new = NewAlert::new(AlertEvent::CrimePattern, severity, headline, place, d.app.now().plus(6 * HOUR));
    Ok(d.app.propose_alert(&new)?.alert.id)
}

fn call(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let here = d.ground.somewhere(&mut d.chance);
    Ok(d.app.raise_sos(NewSos::new(SosTrigger::PowerKey, SosMode::Silent, SosKind::Attack).at(here))?.id)
}

fn book_on(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let site = d.known.iter().find(|known| known.what == What::Site).map(|known| known.id);
    Ok(d.app.book_on(BookOn { site, ..BookOn::default() })?.shift.id)
}

fn scan(d: &mut Doing<'_>) -> Result<(), Error> {
    let Some(UnderWay::Active(patrol)) = d.app.patrol_under_way()? else { return Err(Error::NotFound) };
    let no = d.chance.u16(1..4);
    let read = Scan::Nfc { uid: vec![4, 0xa2, 0x5e, 0x10, u8::try_from(no).unwrap_or(0)], text: None };
    let here = d.ground.somewhere(&mut d.chance);
    patrol.scan(CheckpointNo(no), &read, Some(&here), vec![], None).map(drop)
}

fn name_problem(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let (title, text) = (d.title(), d.text());
    Ok(d.app.identify_problem(d.ground.ra, title, Some(text), vec![])?.problem.id)
}

fn propose(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let proposal = NewProposal {
        title: d.title(),
        body: d.text(),
        category: ProposalCategory::Lighting,
        area: d.ground.ra,
        problem: None,
        budget_kes_cents: Some(12_000_000),
        options: vec![],
    };
    let draft = d.app.draft_proposal(proposal, None)?;
    match d.app.propose(draft.id) {
        Ok(proposed) => Ok(proposed.proposal.id),
        Err(error) => {
            d.app.discard_draft(draft.id)?;
            Err(error)
        }
    }
}

fn open_ballot(d: &mut Doing<'_>, id: SubjectId) -> Result<(), Error> {
    let terms = BallotTerms {
        ballot: uuid::Uuid::new_v4(),
        question: d.title(),
        method: BallotMethod::YesNo,
        electorate: d.one(&[Electorate::Residents, Electorate::Officials]),
        days: 3,
        quorum_pct: 20,
        threshold: None,
        secret: d.chance.bool(),
        options: vec![],
    };
    d.app.open_ballot(id, terms).map(drop)
}

fn start_programme(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let now = d.app.now();
    let new = NewProgramme {
        prong: Prong::PeerEducation,
        name: d.title(),
        partners: vec![],
        area: d.ground.wards[0],
        from: now,
        to: now.plus(90 * 24 * HOUR),
        target: Target::default(),
    };
    Ok(d.app.start_programme(new)?.programme.id)
}

fn plan_event(d: &mut Doing<'_>, programme: SubjectId) -> Result<(), Error> {
    let from = d.app.now().plus(HOUR / 2);
    let kind = d.one(&[OutreachKind::SchoolVisit, OutreachKind::Sports, OutreachKind::CounsellingDay]);
    let (host, notes) = (d.title(), d.words());
    let new = NewOutreachEvent {
        at: Some(d.ground.somewhere(&mut d.chance)),
        notes: Some(notes),
        ..NewOutreachEvent::new(programme, kind, host, d.ground.wards[0], from, from.plus(HOUR))
    };
    d.app.plan_outreach(new).map(drop)
}

fn some_event(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let events = d.app.outreach_events(&usalama_core::client::OutreachFilter::default(), 8)?;
    let at = d.chance.usize(0..events.len().max(1));
    Ok(events.get(at).ok_or(Error::NotFound)?.event.id)
}

fn hold_event(d: &mut Doing<'_>) -> Result<(), Error> {
    let id = some_event(d)?;
    let count = d.chance.u32(0..30);
    let cell = HeadcountCell { sex: CountedSex::Female, age: CountedAge::Under18, count };
    let headcount = Headcount::new([cell]).map_err(|_| Error::NotFound)?;
    d.app.hold_outreach(id, HeldWith { headcount, ..HeldWith::default() }).map(drop)
}

fn record_session(d: &mut Doing<'_>) -> Result<(), Error> {
    let id = some_event(d)?;
    let session = Session {
        topic: d.title(),
        curriculum_ref: None,
        facilitator: FacilitatorRole::PeerEducator,
        duration_min: 80,
        pre_score_avg: Score::from_percent(41.0).ok(),
        post_score_avg: None,
    };
    d.app.record_session(id, session).map(drop)
}
