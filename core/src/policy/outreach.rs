//! Outreach: who may do what to a programme or an event, who reads which part of it, which buckets it goes to (DOMAIN §10; §12, the row
//! "Outreach event").
//!
//! Outreach workers set up and look after what happens in their area. Officials and leaders host what names them or their
//! organisation. Invited stations read when, where and how many, without small numbers; administrators the same without the place.
//! Nobody else reads anything: residents take part with a token, which is no business of this realm.

use std::collections::BTreeSet;
use std::time::Duration;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use super::{SMALL_CELL, shown_count};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, PartName, Role};
use crate::geo::AreaId;
use crate::model::Model as _;
use crate::model::grant::Grant;
use crate::model::outreach::{
    EventAct, Headcount, Held, Outreach, OutreachAct, OutreachEntry, OutreachEvent, Plan, Programme, ProgrammeAct,
    SessionRecorded,
};
use crate::model::refusal::{Refusal, RefusalCode};

/// How long an event may last.
const LONGEST_EVENT: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a programme may last.
const LONGEST_PROGRAMME: Duration = Duration::from_secs(10 * 366 * 24 * 3600);
/// How long before its planned beginning an event may be said to have been held: it may begin early.
const HELD_EARLY: Duration = Duration::from_secs(12 * 3600);
/// Minutes of a session, at most.
const LONGEST_SESSION_MIN: u16 = 24 * 60;
/// Partners, materials and sessions, each at most.
const MOST: usize = 64;
/// Stations that are invited, at most.
const MOST_INVITED: usize = 8;

/// What an act of outreach is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct OutreachScene<'a> {
    /// The state before.
    pub outreach: &'a Outreach,
    /// The programme that an event is part of, where it is known here.
    pub programme: Option<&'a Programme>,
    /// The area that the event states.
    pub area: Option<AreaId>,
    /// Which areas that area lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// The audience of every event of outreach.
#[must_use]
pub const fn outreach_audience() -> Audience {
    Audience::Ra
}

/// A headcount as others than the organisers may see it: without the numbers below [`SMALL_CELL`] (DOMAIN §3.3).
#[must_use]
pub fn shown_headcount(headcount: &Headcount) -> Headcount {
    headcount.shown_by(shown_count)
}

/// May this act be done by this person?
#[must_use]
pub fn may_on_outreach(entry: &OutreachEntry, who: &Standing<'_>, scene: &OutreachScene<'_>) -> Decision {
    answer(judge(entry, who, scene))
}

/// May this person add anything to what there is? For acts of a kind that this version does not know.
#[must_use]
pub fn may_touch_outreach(who: &Standing<'_>, scene: &OutreachScene<'_>) -> Decision {
    answer(of_its_place(scene).and_then(|()| match scene.outreach {
        Outreach::Programme(_) => worker(who, scene),
        Outreach::Event(event) => organiser(event, who, scene),
    }))
}

fn answer(verdict: Verdict) -> Decision {
    match verdict {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal::from(code)),
    }
}

fn judge(entry: &OutreachEntry, who: &Standing<'_>, scene: &OutreachScene<'_>) -> Verdict {
    need(*scene.audience == outreach_audience(), RefusalCode::AudienceTooWide)?;
    match (&entry.act, scene.outreach) {
        (OutreachAct::Programme(act), Outreach::Programme(_)) => {
            worker(who, scene)?;
            of_its_place(scene)?;
            if let ProgrammeAct::Described(described) = act {
                let life = described.to.since(described.from);
                need(described.from < described.to && life <= LONGEST_PROGRAMME, RefusalCode::Incomplete)?;
                need(described.partners.len() <= MOST, RefusalCode::Incomplete)?;
            }
        }
        (OutreachAct::Event(act), Outreach::Event(event)) => on_event(act, entry, event, who, scene)?,
        _ => return Err(RefusalCode::UnknownSubject.into()),
    }
    if !scene.outreach.has_begun() && !entry.act.is_beginning() {
        return Err(Stop::Unknown(Gap::History));
    }
    Ok(scene.outreach.fits(&entry.act)?)
}

/// The area says who reads it and who may act: it is stated once, for good.
fn of_its_place(scene: &OutreachScene<'_>) -> Verdict {
    need(scene.area.is_some(), RefusalCode::Incomplete)?;
    let known = scene.outreach.area();
    need(known.is_none() || scene.area == known, RefusalCode::OutOfScope)
}

/// An outreach worker, within the worker's areas.
fn worker(who: &Standing<'_>, scene: &OutreachScene<'_>) -> Verdict {
    need(matches!(who.role, Role::OutreachWorker), RefusalCode::NotYourRole)?;
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(grant.areas.iter().any(|area| placement.is_in(*area)), RefusalCode::OutOfScope)
}

/// An outreach worker of the area, or whoever hosts it.
fn organiser(event: &OutreachEvent, who: &Standing<'_>, scene: &OutreachScene<'_>) -> Verdict {
    if !is_host_role(who.role) {
        return worker(who, scene);
    }
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    match &event.plan {
        Some(plan) => need(who.actor.is_some_and(|actor| hosts(grant, actor, plan)), RefusalCode::OutOfScope),
        None => Err(Stop::Unknown(Gap::History)),
    }
}

const fn is_host_role(role: &Role) -> bool {
    matches!(role, Role::RaOfficial | Role::CommunityLeader | Role::NgaoOfficer)
}

fn hosts(grant: &Grant, actor: ActorId, plan: &Plan) -> bool {
    is_host_role(&grant.role) && ((grant.org.is_some() && grant.org == plan.host) || plan.host_actor == Some(actor))
}

fn on_event(
    act: &EventAct,
    entry: &OutreachEntry,
    event: &OutreachEvent,
    who: &Standing<'_>,
    scene: &OutreachScene<'_>,
) -> Verdict {
    use RefusalCode as No;
    match act {
        EventAct::Planned(plan) => {
            worker(who, scene)?;
            of_its_place(scene)?;
            need(event.plan.as_ref().is_none_or(|before| before.programme == plan.programme), No::OutOfScope)?;
            need(plan.invited.len() <= MOST_INVITED, No::Incomplete)?;
            // Whoever comes to be helped does not meet the police there.
            need(plan.invited.is_empty() || !plan.kind.is_care(), No::AudienceTooWide)?;
            in_its_programme(plan.from, plan.to, scene)
        }
        EventAct::Rescheduled(new) => {
            organiser(event, who, scene)?;
            of_its_place(scene)?;
            in_its_programme(new.from, new.to, scene)
        }
        EventAct::Postponed(_) | EventAct::Cancelled(_) => {
            organiser(event, who, scene)?;
            of_its_place(scene)
        }
        EventAct::Held(held) => {
            organiser(event, who, scene)?;
            of_its_place(scene)?;
            let begins = event.plan.as_ref().map(|plan| plan.from);
            need(begins.is_none_or(|from| scene.now.plus(HELD_EARLY) >= from), No::TooEarly)?;
            counted(held, entry).map(|_| ())
        }
        EventAct::CountCorrected(held) => {
            organiser(event, who, scene)?;
            of_its_place(scene)?;
            let total = counted(held, entry)?.total();
            let is_scored = event.sessions.iter().any(|held| held.session.is_scored());
            need(total >= SMALL_CELL || !is_scored, No::Incomplete)
        }
        EventAct::SessionRecorded(recorded) => {
            organiser(event, who, scene)?;
            of_its_place(scene)?;
            session(recorded, event)
        }
    }
}

/// What is counted goes along exactly, and its shown numbers are the ones that policy shows.
fn counted<'a>(held: &Held, entry: &'a OutreachEntry) -> Result<&'a Headcount, Stop> {
    let headcount = entry.headcount.as_ref().ok_or(RefusalCode::Incomplete)?;
    need(held.shown == shown_headcount(headcount), RefusalCode::AudienceTooWide)?;
    need(held.materials.len() <= MOST, RefusalCode::Incomplete)?;
    Ok(headcount)
}

fn session(recorded: &SessionRecorded, event: &OutreachEvent) -> Verdict {
    use RefusalCode as No;
    let session = &recorded.session;
    need((1..=LONGEST_SESSION_MIN).contains(&session.duration_min), No::Incomplete)?;
    if event.state.is_none() {
        return Err(Stop::Unknown(Gap::History));
    }
    match recorded.corrects {
        Some(id) => need(event.session(id).is_some(), No::UnknownSubject)?,
        None => need(event.sessions.len() < MOST, No::Incomplete)?,
    }
    // The average of one or two is somebody's own mark.
    let known = event.headcount.as_ref().or(event.shown.as_ref()).map(Headcount::total);
    need(!session.is_scored() || known.is_none_or(|total| total >= SMALL_CELL), No::Incomplete)
}

/// Within the time and the area of its programme, which is not over.
fn in_its_programme(from: Timestamp, to: Timestamp, scene: &OutreachScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(from < to && to.since(from) <= LONGEST_EVENT, No::Incomplete)?;
    let programme = scene.programme.ok_or(Stop::Unknown(Gap::History))?;
    let described = programme.description.as_ref().ok_or(Stop::Unknown(Gap::History))?;
    need(programme.is_open(), No::WrongStatus)?;
    need(from >= described.from, No::TooEarly)?;
    need(to <= described.to, No::TooLate)?;
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(programme.area.is_some_and(|area| placement.is_in(area)), No::OutOfScope)
}

/// Whether a reader gets this part of an event of outreach. `wrote` says that the event is the reader's own.
#[must_use]
pub fn may_read_outreach(
    part: &PartName,
    outreach: &Outreach,
    placement: &Placement,
    reader: &Reader<'_>,
    wrote: bool,
) -> bool {
    let here = |grant: &Grant| grant.areas.iter().any(|area| placement.is_in(*area));
    let of = |org: Option<crate::model::actor::OrgId>, grant: &Grant| org.is_some() && org == grant.org;
    wrote
        || reader.grants.iter().any(|grant| match (&grant.role, outreach) {
            (Role::OutreachWorker, _) => here(grant),
            (Role::ProgrammeAdmin, _) => *part == PartName::Core && here(grant),
            (Role::PoliceOfficer, Outreach::Event(event)) => {
                let is_invited =
                    event.plan.as_ref().is_some_and(|plan| plan.invited.iter().any(|o| of(Some(*o), grant)));
                matches!(part, PartName::Core | PartName::Place) && is_invited
            }
            (role, Outreach::Event(event)) if is_host_role(role) => {
                event.plan.as_ref().is_some_and(|plan| hosts(grant, reader.actor, plan))
            }
            (role, Outreach::Programme(programme)) if is_host_role(role) || matches!(role, Role::PoliceOfficer) => {
                let partners = programme.description.iter().flat_map(|described| &described.partners);
                *part == PartName::Core && partners.into_iter().any(|partner| of(partner.org, grant))
            }
            _ => false,
        })
}

/// The buckets of those who read a programme or an event, each as far as its parts are theirs.
#[must_use]
pub fn outreach_readership(outreach: &Outreach) -> BTreeSet<Bucket> {
    let mut readers: BTreeSet<Bucket> = outreach.area().map(Bucket::Outreach).into_iter().collect();
    match outreach {
        Outreach::Programme(programme) => {
            let partners = programme.description.iter().flat_map(|described| &described.partners);
            readers.extend(partners.filter_map(|partner| partner.org).map(Bucket::Org));
        }
        Outreach::Event(event) => {
            if let Some(plan) = &event.plan {
                readers.extend(plan.host.into_iter().chain(plan.invited.iter().copied()).map(Bucket::Org));
                readers.extend(plan.host_actor.map(Bucket::Actor));
            }
        }
    }
    readers
}

/// Which buckets an accepted event of outreach goes to, which must be given the history, and which lose it.
#[must_use]
pub fn route_outreach(before: &Outreach, after: &Outreach) -> Routing {
    let was = if before.has_begun() { outreach_readership(before) } else { BTreeSet::new() };
    let is = outreach_readership(after);
    Routing { backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect(), add: is }
}

/// The outreach that a grant opens: of those who set it up, and of those who see its numbers.
pub(super) fn outreach_of(role: &Role, area: AreaId) -> Option<Bucket> {
    matches!(role, Role::OutreachWorker | Role::ProgrammeAdmin).then_some(Bucket::Outreach(area))
}

#[cfg(test)]
mod tests;
