//! What is done to incidents, and to their copies for neighbours.

use usalama_core::client::{Acceptance, Error, Offer, UpdateOptions};
use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{
    Category, CorroborationKind, HandoverRefusalReason, NewIncident, Outcome, RejectReason, Veracity,
};
use usalama_core::text::Title;

use crate::sim::acts::{Deed, Doing, How, What};
use crate::sim::people::Part;
use crate::sim::plan::Focus;

const ANYBODY: &[Role] = &[
    Role::Resident,
    Role::Guard,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
    Role::RaOfficial,
    Role::CommunityLeader,
    Role::Moderator,
];
const AUTHORS: &[Role] = &[Role::Resident, Role::Guard, Role::RaOfficial];
const HANDLERS: &[Role] = &[Role::FirmSupervisor, Role::PoliceOfficer, Role::RaOfficial, Role::Moderator];
const ASSIGNERS: &[Role] = &[Role::FirmSupervisor, Role::PoliceOfficer];
const RESPONDERS: &[Role] = &[Role::Guard, Role::PoliceOfficer];

const fn on(
    name: &'static str,
    weight: u32,
    roles: &'static [Role],
    act: fn(&mut Doing<'_>, SubjectId) -> Result<(), Error>,
) -> Deed {
    Deed { name, of: Focus::Incidents, weight, roles, how: How::On(What::Incident, act) }
}

pub(super) static DEEDS: &[Deed] = &[
    Deed { name: "report", of: Focus::Incidents, weight: 4, roles: ANYBODY, how: How::Begin(What::Incident, report) },
    on("update", 4, ANYBODY, |d, id| {
        let words = d.words();
        d.app.update(id, words, UpdateOptions::default()).map(drop)
    }),
    on("look", 1, ANYBODY, |d, id| d.app.incident(id).map(drop)),
    on("corroborate", 2, ANYBODY, |d, id| {
        let kind = d.one(&[CorroborationKind::SawIt, CorroborationKind::HeardIt, CorroborationKind::OverNow]);
        d.app.corroborate(id, kind)
    }),
    Deed {
        name: "corroborate a copy",
        of: Focus::Incidents,
        weight: 2,
        roles: ANYBODY,
        how: How::Own(corroborate_copy),
    },
    on("triage", 5, HANDLERS, |d, id| {
        let severity = d.one(&[Severity::Minor, Severity::Moderate, Severity::Severe]);
        d.app.triage(id, severity).map(drop)
    }),
    on("ask", 3, HANDLERS, |d, id| {
        let words = d.words();
        d.app.ask(id, words).map(drop)
    }),
    on("answer", 4, AUTHORS, |d, id| {
        let words = d.words();
        d.app.answer(id, words).map(drop)
    }),
    on("assign", 5, ASSIGNERS, assign),
    on("accept an assignment", 5, RESPONDERS, |d, id| d.app.accept_assignment(id).map(drop)),
    on("decline an assignment", 1, RESPONDERS, |d, id| {
        let words = d.words();
        d.app.decline_assignment(id, words).map(drop)
    }),
    on("set out", 4, RESPONDERS, |d, id| d.app.set_out(id).map(drop)),
    on("arrive", 4, RESPONDERS, |d, id| {
        let here = d.ground.somewhere(&mut d.chance);
        d.app.arrive(id, here).map(drop)
    }),
    on("offer a handover", 4, &[Role::Guard, Role::FirmSupervisor], |d, id| {
        let offer = Offer::new(d.ground.stations[0], d.text());
        d.app.offer_handover(id, offer).map(drop)
    }),
    on("accept a handover", 5, &[Role::PoliceOfficer], |d, id| {
        let ob_number = Some(Title::new("OB 12/1/12/2026").map_err(|_| Error::NotFound)?);
        d.app.accept_handover(id, Acceptance { ob_number, ..Acceptance::default() }).map(drop)
    }),
    on("refuse a handover", 1, &[Role::PoliceOfficer], |d, id| {
        let words = d.words();
        d.app.refuse_handover(id, HandoverRefusalReason::Insufficient, words).map(drop)
    }),
    on("refer", 1, HANDLERS, |d, id| d.app.refer(id, d.ground.stations[0]).map(drop)),
    on("resolve", 2, HANDLERS, |d, id| {
        let outcome = d.one(&[Outcome::Fixed, Outcome::AdviceGiven, Outcome::NotFoundOnArrival]);
        d.app.resolve(id, outcome).map(drop)
    }),
    on("confirm", 2, AUTHORS, |d, id| d.app.confirm_resolution(id).map(drop)),
    on("reopen", 2, AUTHORS, |d, id| {
        let words = d.words();
        d.app.reopen(id, words).map(drop)
    }),
    on("withdraw", 1, AUTHORS, |d, id| d.app.withdraw(id).map(drop)),
    on("narrow", 1, AUTHORS, |d, id| d.app.narrow(id, Audience::Police).map(drop)),
    on("appeal", 1, AUTHORS, |d, id| {
        let words = d.words();
        d.app.appeal(id, words).map(drop)
    }),
    on("mark a duplicate", 1, HANDLERS, |d, id| {
        let others: Vec<SubjectId> = d
            .known
            .iter()
            .filter(|known| known.what == What::Incident && known.id != id)
            .map(|known| known.id)
            .collect();
        let of = d.chance.choice(&others).copied().ok_or(Error::NotFound)?;
        d.app.mark_duplicate(id, of).map(drop)
    }),
    on("unlink", 1, HANDLERS, |d, id| d.app.unlink_duplicate(id).map(drop)),
    on("publish", 4, &[Role::Moderator], |d, id| {
        let scope = d.one(&[Audience::Area, Audience::Public]);
        let words = d.chance.bool().then(|| d.words());
        d.app.approve_publication(id, scope, words).map(drop)
    }),
    on("do not publish", 1, &[Role::Moderator], |d, id| d.app.reject_publication(id, RejectReason::Spam).map(drop)),
    on("assess", 1, &[Role::PoliceOfficer, Role::Moderator], |d, id| {
        let (veracity, words) = (d.one(&[Veracity::ProbablyTrue, Veracity::Unverifiable]), d.words());
        d.app.assess(id, veracity, words).map(drop)
    }),
    on("note the OB number", 1, &[Role::PoliceOfficer], |d, id| {
        let number = Title::new("OB 13/1/12/2026").map_err(|_| Error::NotFound)?;
        d.app.record_ob(id, number).map(drop)
    }),
];

fn report(d: &mut Doing<'_>) -> Result<SubjectId, Error> {
    let category = d.one(&[
        Category::Burglary,
        Category::Theft,
        Category::Vandalism,
        Category::SuspiciousActivity,
        Category::Disturbance,
        Category::Gbv,
        Category::StreetLight,
    ]);
    let place = d.ground.somewhere(&mut d.chance);
    let mut new = NewIncident::new(category, place);
    new.description = d.chance.bool().then(|| d.text());
    new.visibility = d.one(&[None, None, Some(Audience::Area), Some(Audience::Police)]);
    Ok(d.app.report(new)?.incident.id)
}

fn corroborate_copy(d: &mut Doing<'_>) -> Result<(), Error> {
    let copies = d.app.publications(20)?;
    // By age, and not by identity: that is drawn anew in every run.
    let at = d.chance.usize(0..copies.len().max(1));
    let copy = copies.get(at).ok_or(Error::NotFound)?;
    d.app.corroborate(copy.publication.id, CorroborationKind::SawIt)
}

fn assign(d: &mut Doing<'_>, id: SubjectId) -> Result<(), Error> {
    let (to, unit) = match d.part {
        Part::Supervisor => (d.one(&[Part::Guard, Part::NightGuard]), d.ground.firms[0]),
        _ => (d.one(&[Part::Officer, Part::Sergeant]), d.ground.stations[0]),
    };
    d.app.assign(id, d.people[&to].actor, Some(unit)).map(drop)
}
