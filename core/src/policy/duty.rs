//! Guards' work: who may do what to a site, a shift, a patrol; who reads which part of it; which buckets it goes to (DOMAIN §12, the
//! rows of shift and patrol; §7.5).

use std::collections::BTreeSet;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{Audience, Header, PartName, Role};
use crate::geo::AreaId;
use crate::model::Model as _;
use crate::model::duty::{
    Checkpoint, CheckpointKind, Duty, DutyAct, DutyEntry, DutyKind, NO_SHOW_AFTER, Patrol, PatrolAct, Proof,
    ReviewDecision, Route, Shift, ShiftAct, Site, SiteAct, Visited,
};
use crate::model::grant::Grant;
use crate::model::refusal::{Refusal, RefusalCode};

/// Metres by which the distance that a visit states may differ from that of the position that goes with it: it is rounded.
const ROUNDING_M: f64 = 2.0;
/// Stops of a route, at most.
const MAX_STOPS: usize = 200;
/// Minutes from one welfare check to the next, at least.
const WELFARE_EVERY_MIN: u16 = 5;
/// Legs of a patrol, at most.
const MAX_LEGS: usize = 200;
/// Hours of a planned shift, at most.
const LONGEST_SHIFT: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// What an act of guards' work is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct DutyScene<'a> {
    /// The state before.
    pub duty: &'a Duty,
    /// The site, where it is known here.
    pub site: Option<&'a Site>,
    /// The area that the event states.
    pub area: Option<AreaId>,
    /// Which areas the site's area lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub, where acts under a grant that expired less than a week ago
    /// still stand.
    pub on_arrival: bool,
}

/// Whom events of guards' work are meant for, at the widest: the client reads sites and patrols, though not all parts of them.
#[must_use]
pub const fn duty_audience(kind: DutyKind) -> Audience {
    match kind {
        DutyKind::Site | DutyKind::Patrol => Audience::Ra,
        DutyKind::Shift => Audience::Responders,
    }
}

/// May this act be done by this person?
#[must_use]
pub fn may_on_duty(entry: &DutyEntry, who: &Standing<'_>, scene: &DutyScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal::from(code)),
    }
}

fn judge(entry: &DutyEntry, who: &Standing<'_>, scene: &DutyScene<'_>) -> Verdict {
    need(*scene.audience == duty_audience(scene.duty.kind()), RefusalCode::AudienceTooWide)?;
    of_its_site(entry, scene)?;
    match (&entry.act, scene.duty) {
        (DutyAct::Site(act), Duty::Site(site)) => on_site(act, entry, site, who, scene)?,
        (DutyAct::Shift(act), Duty::Shift(shift)) => on_shift(act, entry, shift, who, scene)?,
        (DutyAct::Patrol(act), Duty::Patrol(patrol)) => on_patrol(act, entry, patrol, who, scene)?,
        _ => return Err(RefusalCode::UnknownSubject.into()),
    }
    // A phone that was handed one event of a subject does not know where it stands.
    if !scene.duty.has_begun() && !Duty::is_beginning(&entry.act) {
        return Err(Stop::Unknown(Gap::History));
    }
    Ok(scene.duty.fits(&entry.act)?)
}

/// The area says which guards get the pass-down notes, and which supervisors may act: it is the site's, for good, and nobody
/// else's to choose.
fn of_its_site(entry: &DutyEntry, scene: &DutyScene<'_>) -> Verdict {
    let known = scene.site.and_then(|site| site.area).or_else(|| scene.duty.area());
    if known.is_some() {
        return need(scene.area == known, RefusalCode::OutOfScope);
    }
    let is_stated = scene.on_arrival && scene.area.is_some() && !matches!(scene.duty, Duty::Site(_));
    match entry.act.site().or_else(|| scene.duty.site()) {
        Some(_) if is_stated && scene.site.is_none() => Err(Stop::Unknown(Gap::History)),
        None if is_stated => Err(RefusalCode::OutOfScope.into()),
        _ => Ok(()),
    }
}

/// A supervisor of the firm, within the supervisor's areas.
fn supervisor(firm: Option<crate::model::actor::OrgId>, who: &Standing<'_>, scene: &DutyScene<'_>) -> Verdict {
    role(who, &[Role::FirmSupervisor])?;
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    let firm = firm.ok_or(Stop::Unknown(Gap::History))?;
    need(grant.org == Some(firm), RefusalCode::OutOfScope)?;
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(grant.areas.iter().any(|area| placement.is_in(*area)), RefusalCode::OutOfScope)
}

/// The guard whose shift or patrol it is. An expired grant will do, so that no log is lost.
fn own(guard: Option<crate::event::ActorId>, who: &Standing<'_>) -> Verdict {
    guard_of(None, who)?;
    need(guard.is_some() && guard == who.actor, RefusalCode::NotAssignee)
}

/// A guard, of a firm where one is stated.
fn guard_of(firm: Option<crate::model::actor::OrgId>, who: &Standing<'_>) -> Verdict {
    role(who, &[Role::Guard])?;
    need(!who.revoked, RefusalCode::GrantRevoked)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    need(firm.is_none() || grant.org == firm, RefusalCode::OutOfScope)
}

fn comment(entry: &DutyEntry) -> Verdict {
    need(entry.comment().is_some(), RefusalCode::Incomplete)
}

fn on_site(act: &SiteAct, entry: &DutyEntry, site: &Site, who: &Standing<'_>, scene: &DutyScene<'_>) -> Verdict {
    match act {
        SiteAct::Commented(_) => {
            role(who, &[Role::RaOfficial])?;
            in_force(who, scene.now, scene.on_arrival)?;
            let client = site.client().ok_or(RefusalCode::OutOfScope)?;
            need(who.grant.and_then(|grant| grant.org) == Some(client), RefusalCode::OutOfScope)?;
            comment(entry)
        }
        SiteAct::Described(described) => {
            supervisor(Some(described.firm), who, scene)?;
            need(site.firm().is_none_or(|firm| firm == described.firm), RefusalCode::OutOfScope)
        }
        SiteAct::OrdersIssued(_) => {
            supervisor(site.firm(), who, scene)?;
            need(entry.words.as_ref().is_some_and(|words| words.description.is_some()), RefusalCode::Incomplete)
        }
        SiteAct::CheckpointSet(set) => {
            supervisor(site.firm(), who, scene)?;
            need(is_complete(&set.checkpoint, entry), RefusalCode::Incomplete)
        }
        SiteAct::CheckpointRemoved(removed) => {
            supervisor(site.firm(), who, scene)?;
            need(site.checkpoint(removed.no, site.edition).is_some(), RefusalCode::Incomplete)
        }
        SiteAct::RouteSet(set) => {
            supervisor(site.firm(), who, scene)?;
            need(can_be_walked(&set.route, site), RefusalCode::Incomplete)
        }
    }
}

/// Whether a checkpoint has what its kind takes to tell a visit.
fn is_complete(checkpoint: &Checkpoint, entry: &DutyEntry) -> bool {
    let by_kind = match checkpoint.kind {
        CheckpointKind::NfcStatic | CheckpointKind::QrStatic | CheckpointKind::Ble => checkpoint.tag.is_some(),
        CheckpointKind::NfcSigned => checkpoint.key.is_some(),
        CheckpointKind::QrRotating => entry.secret.is_some(),
        CheckpointKind::Gps => checkpoint.position.is_some(),
        CheckpointKind::Manual => true,
        CheckpointKind::Other(_) => false,
    };
    by_kind && (1..=1_000).contains(&checkpoint.radius_m) && checkpoint.questions.len() <= 16
}

fn can_be_walked(route: &Route, site: &Site) -> bool {
    let known = |stop: &crate::model::duty::Stop| site.checkpoint(stop.checkpoint, site.edition).is_some();
    let distinct: BTreeSet<_> = route.stops.iter().map(|stop| stop.checkpoint).collect();
    let windows = route.stops.iter().all(|stop| match (stop.window_from_min, stop.window_to_min, route.every_min) {
        (from, Some(to), every) => from.unwrap_or(0) < to && every.is_none_or(|every| to <= every),
        (Some(from), None, Some(every)) => from < every,
        _ => true,
    });
    (1..=MAX_STOPS).contains(&route.stops.len())
        && distinct.len() == route.stops.len()
        && route.every_min.is_none_or(|every| every >= 5 && route.jitter_min < every)
        && route.stops.iter().all(known)
        && windows
}

fn on_shift(act: &ShiftAct, entry: &DutyEntry, shift: &Shift, who: &Standing<'_>, scene: &DutyScene<'_>) -> Verdict {
    use RefusalCode as No;
    match act {
        ShiftAct::Planned(plan) => {
            supervisor(Some(plan.firm), who, scene)?;
            let site = scene.site.ok_or(Stop::Unknown(Gap::History))?;
            need(site.firm() == Some(plan.firm), No::OutOfScope)?;
            need(can_be_asked(plan.welfare_every_min), No::Incomplete)?;
            need(plan.from < plan.to && plan.to.since(plan.from) <= LONGEST_SHIFT, No::Incomplete)
        }
        ShiftAct::BookedOn(on) => {
            guard_of(on.firm, who)?;
            need(shift.guard.is_none() || shift.guard == who.actor, No::NotAssignee)?;
            need(shift.firm.is_none() || on.firm == shift.firm, No::OutOfScope)?;
            need(shift.site.is_none() || on.site.is_none() || on.site == shift.site, No::OutOfScope)?;
            let theirs = scene.site.and_then(Site::firm);
            need(theirs.is_none() || theirs == on.firm, No::OutOfScope)?;
            need(can_be_asked(on.welfare_every_min), No::Incomplete)?;
            need(on.firm.is_some() && (on.site.is_some() || shift.site.is_some()), No::Incomplete)
        }
        ShiftAct::PassDownSigned(answer) | ShiftAct::PassDownRefused(answer) => {
            // A phone that has seen the note alone does not know the firm; the hub does.
            guard_of(shift.firm, who)?;
            need(shift.guard.is_none() || shift.guard != who.actor, No::SecondPerson)?;
            let note = shift.pass_downs.iter().find(|note| note.event == answer.note && note.hash == answer.note_hash);
            let note = note.ok_or(No::NoOffer)?;
            need(note.answer.is_none(), No::AlreadyDone)?;
            need(note.note.to.is_none() || note.note.to == who.actor, No::NotAssignee)?;
            if matches!(act, ShiftAct::PassDownRefused(_)) { comment(entry) } else { Ok(()) }
        }
        ShiftAct::NoShow(_) => {
            if *who.role != Role::Hub {
                supervisor(shift.firm, who, scene)?;
            }
            let from = shift.planned.map(|planned| planned.from).ok_or(No::WrongStatus)?;
            need(scene.now >= from.plus(NO_SHOW_AFTER), No::TooEarly)
        }
        ShiftAct::Abandoned(_) => {
            supervisor(shift.firm, who, scene)?;
            comment(entry)
        }
        ShiftAct::WelfareMissed(_) => need(*who.role == Role::Hub, No::HubOnly),
        ShiftAct::WelfareAnswered(answered) => {
            own(shift.guard, who)?;
            need(answered.check > 0, No::Incomplete)?;
            need(shift.welfare.iter().all(|answer| answer.check != answered.check), No::AlreadyDone)
        }
        ShiftAct::PassedDown(note) => {
            own(shift.guard, who)?;
            let few = [note.items.len(), note.equipment.len(), note.keys.len(), note.open_incidents.len()];
            need(few.iter().all(|count| *count <= 64) && note.to != who.actor, No::Incomplete)
        }
        ShiftAct::Explained(_) => {
            own(shift.guard, who)?;
            comment(entry)
        }
        ShiftAct::BreakStarted(_) | ShiftAct::BreakEnded(_) | ShiftAct::BookedOff(_) => own(shift.guard, who),
    }
}

fn on_patrol(
    act: &PatrolAct,
    entry: &DutyEntry,
    patrol: &Patrol,
    who: &Standing<'_>,
    scene: &DutyScene<'_>,
) -> Verdict {
    use RefusalCode as No;
    match act {
        PatrolAct::Planned(plan) => {
            role(who, &[Role::Guard, Role::FirmSupervisor])?;
            need(plan.firm.is_some(), No::Incomplete)?;
            if matches!(who.role, Role::Guard) {
                guard_of(plan.firm, who)?;
                need(Some(plan.guard) == who.actor, No::NotAssignee)?;
            } else {
                supervisor(plan.firm, who, scene)?;
            }
            let site = scene.site.ok_or(Stop::Unknown(Gap::History))?;
            need(site.firm() == plan.firm, No::OutOfScope)
        }
        PatrolAct::Started(started) => {
            guard_of(started.firm, who)?;
            need(patrol.guard.is_none() || patrol.guard == who.actor, No::NotAssignee)?;
            need(started.firm.is_some() && started.leg.members.len() <= 64, No::Incomplete)?;
            let Some(site) = started.site else {
                return need(started.route.is_none() && started.client.is_none(), No::Incomplete);
            };
            let known = scene.site.filter(|known| known.id == site && known.description.is_some());
            let known = known.ok_or(Stop::Unknown(Gap::History))?;
            need(known.firm() == started.firm && known.client() == started.client, No::OutOfScope)?;
            match started.route {
                // An edition that this side has not heard of yet may come.
                Some(route) if route.edition > known.edition => Err(Stop::Unknown(Gap::History)),
                Some(route) => need(known.route(route).is_some(), No::Incomplete),
                None => Ok(()),
            }
        }
        PatrolAct::Visited(visited) => {
            own(patrol.guard, who)?;
            if visited.proof == Proof::Manual {
                comment(entry)?;
            }
            need(visited.answers.len() <= 16, No::Incomplete)?;
            need(says_its_distance(visited, entry, patrol, scene.site), No::Malformed)
        }
        PatrolAct::Aborted(_) | PatrolAct::Explained(_) => {
            own(patrol.guard, who)?;
            comment(entry)
        }
        PatrolAct::LegStarted(started) => {
            own(patrol.guard, who)?;
            need(started.leg.members.len() <= 64 && patrol.legs.len() < MAX_LEGS, No::Incomplete)
        }
        PatrolAct::Tracked(_) => {
            own(patrol.guard, who)?;
            need(entry.track.is_some(), No::Incomplete)
        }
        PatrolAct::Paused(_)
        | PatrolAct::Resumed(_)
        | PatrolAct::Skipped(_)
        | PatrolAct::Observed(_)
        | PatrolAct::Noted(_)
        | PatrolAct::Completed(_) => own(patrol.guard, who),
        PatrolAct::AutoClosed(_) => {
            if *who.role == Role::Hub {
                return Ok(());
            }
            own(patrol.guard, who)
        }
        PatrolAct::CheckpointsMissed(_) => need(*who.role == Role::Hub, No::HubOnly),
        PatrolAct::Reviewed(reviewed) => {
            supervisor(patrol.firm(), who, scene)?;
            need(patrol.guard != who.actor, No::SecondPerson)?;
            if reviewed.decision == ReviewDecision::Queried { comment(entry) } else { Ok(()) }
        }
    }
}

/// Whether welfare can be asked for so often.
fn can_be_asked(every_min: Option<u16>) -> bool {
    every_min.is_none_or(|every| every >= WELFARE_EVERY_MIN)
}

/// Whether the distance and the accuracy that a visit states are those of the position that goes with it. Where the position is
/// the proof, it goes along.
fn says_its_distance(visited: &Visited, entry: &DutyEntry, patrol: &Patrol, site: Option<&Site>) -> bool {
    let position = entry.place.as_ref().and_then(|place| place.position.as_ref());
    let Some(position) = position else { return visited.proof != Proof::Gps || visited.distance_m.is_none() };
    let is = |stated: u32, actual: f64| (f64::from(stated) - actual).abs() <= ROUNDING_M;
    if visited.accuracy_m.is_some_and(|stated| !is(stated, f64::from(position.accuracy_m()))) {
        return false;
    }
    let Some(site) = site else { return true };
    let edition = patrol.started.as_ref().and_then(|started| started.route).map(|route| route.edition);
    let set_up = site.checkpoint(visited.checkpoint, edition.unwrap_or(site.edition));
    let Some(actual) = set_up.and_then(|set_up| set_up.checkpoint.distance_m(position.at)) else { return true };
    visited.distance_m.is_some_and(|stated| is(stated, actual))
}

/// Whether a reader gets this part of an event of guards' work; of an event of which no part is given, the reader gets nothing to
/// read. `wrote` says that the event is the reader's own.
#[must_use]
pub fn may_read_duty(part: &PartName, header: &Header, duty: &Duty, reader: &Reader<'_>, wrote: bool) -> bool {
    if wrote || duty.guard() == Some(reader.actor) {
        return true;
    }
    let firm = duty.firm();
    let with_grant = reader.grants.iter().any(|grant| match grant.role {
        Role::FirmSupervisor => firm.is_some() && grant.org == firm,
        Role::Guard if grant.org == firm && firm.is_some() => match duty {
            Duty::Site(_) => true,
            Duty::Shift(_) => is_pass_down(&header.kind) && *part != PartName::Place,
            Duty::Patrol(_) => false,
        },
        Role::RaOfficial if grant.org.is_some() && grant.org == duty.client() => match duty {
            Duty::Site(_) => matches!(part, PartName::Core | PartName::Text),
            Duty::Patrol(_) => *part == PartName::Core,
            Duty::Shift(_) => false,
        },
        _ => false,
    });
    let walks_along = match duty {
        Duty::Patrol(patrol) => *part != PartName::Track && patrol.team().any(|member| member == reader.actor),
        Duty::Site(_) | Duty::Shift(_) => false,
    };
    with_grant || walks_along
}

/// Whether somebody has a part in guards' work: the guard and those who walk along, the firm, the client.
#[must_use]
pub fn has_part_in(duty: &Duty, actor: crate::event::ActorId, grant: &Grant) -> bool {
    let of_one = grant.org.is_some() && (grant.org == duty.firm() || grant.org == duty.client());
    let walks = matches!(duty, Duty::Patrol(patrol) if patrol.team().any(|member| member == actor));
    of_one || walks || duty.guard() == Some(actor)
}

/// Whether a kind of event is a pass-down note or what is said to it: for all who guard the site.
#[must_use]
pub fn is_pass_down(kind: &str) -> bool {
    kind == "shift.passed_down" || kind.starts_with("shift.pass_down_")
}

/// Whether a reader gets the grant behind somebody's acts of guards' work: within one firm or association.
#[must_use]
pub fn shows_grant(reader: &Reader<'_>, behind: &Grant) -> bool {
    let same = |grant: &Grant| grant.org.is_some() && grant.org == behind.org;
    behind.actor != reader.actor && reader.grants.iter().any(same)
}

/// What the hub says when it has heard nothing of something that was due.
fn is_alarm(kind: &str) -> bool {
    matches!(kind, "patrol.checkpoints_missed" | "shift.welfare_missed")
}

/// The buckets of those who read all of a site, shift or patrol, as far as its parts are theirs.
#[must_use]
pub fn duty_readership(duty: &Duty) -> BTreeSet<Bucket> {
    let orgs = [duty.firm(), duty.client()].into_iter().flatten().map(Bucket::Org);
    let mut readers: BTreeSet<Bucket> = orgs.collect();
    readers.extend(duty.guard().map(Bucket::Actor));
    match duty {
        Duty::Site(site) => readers.extend(site.area.map(Bucket::Site)),
        Duty::Patrol(patrol) => readers.extend(patrol.team().map(Bucket::Actor)),
        Duty::Shift(_) => {}
    }
    readers
}

/// Which buckets an accepted event of guards' work goes to, which must be given the history, and which lose the subject.
#[must_use]
pub fn route_duty(before: &Duty, after: &Duty, header: &Header) -> Routing {
    let was = if before.has_begun() { duty_readership(before) } else { BTreeSet::new() };
    let is = duty_readership(after);
    let mut add = is.clone();
    if is_alarm(&header.kind) {
        // The guard's own phone knows what was done, and says itself what was missed: an alarm is for those who are not there.
        add = after.firm().map(Bucket::Org).into_iter().collect();
    }
    if is_pass_down(&header.kind) {
        // Those who guard the site read the note, and nothing else of the shift.
        add.extend(header.area.map(Bucket::Site));
    }
    Routing { add, backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect() }
}

/// The areas whose sites a guard guards: what a grant opens.
pub(super) fn sites_of(role: &Role, area: AreaId) -> Option<Bucket> {
    matches!(role, Role::Guard).then_some(Bucket::Site(area))
}
