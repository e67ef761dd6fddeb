//! SOS: who may do what to one, who reads which part of it, which buckets it goes to (DOMAIN §8.5, §12).
//!
//! It is told in tiers: first the guards of the site and the people whom whoever calls has chosen; then the firms' control rooms;
//! then the police, or who looks at what has no station. Only those whom a tier has reached read anything of it, its header included:
//! no bucket of a tier is read by anybody else.

use std::collections::BTreeSet;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Role};
use crate::geo::{AreaId, AreaKind};
use crate::model::Model as _;
use crate::model::grant::{Grant, GrantValidity};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::sos::{LAST_TIER, MOST_CONTACTS, POSITION_EVERY, Raised, Sos, SosAct, SosEntry, SosOutcome};

/// Minutes that an estimate of arrival may say, at most.
const LONGEST_ETA_MIN: u16 = 24 * 60;

/// What an act on an SOS is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct SosScene<'a> {
    /// The SOS before.
    pub sos: &'a Sos,
    /// Which areas its place lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// When the act was done, by the clock of the phone.
    pub made_at: Timestamp,
    /// Who signs for the act.
    pub key: crate::keys::PublicKey,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// The audience of every event of an SOS: those who can help.
#[must_use]
pub const fn sos_audience() -> Audience {
    Audience::Responders
}

/// May this be done by this person to this SOS? To raise one needs no grant, and nothing ever stands against it.
#[must_use]
pub fn may_on_sos(entry: &SosEntry, who: &Standing<'_>, scene: &SosScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &SosEntry, who: &Standing<'_>, scene: &SosScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == sos_audience(), No::AudienceTooWide)?;
    match &entry.act {
        SosAct::Raised(raised) => {
            need(*who.role != Role::Hub, No::HubOnly)?;
            need(raised.contacts.len() <= MOST_CONTACTS, No::Incomplete)?;
        }
        SosAct::Located(_) => {
            reporter(who)?;
            need(entry.place.as_ref().is_some_and(|place| place.position.is_some()), No::Incomplete)?;
            need(is_due(scene.sos, scene.made_at), No::TooEarly)?;
        }
        SosAct::Contacted(_) | SosAct::Cancelled(_) | SosAct::Duress(_) => reporter(who)?,
        SosAct::Escalated(_) | SosAct::Noted(_) => need(*who.role == Role::Hub, No::HubOnly)?,
        SosAct::Seen(_) => told(who, scene, true)?,
        SosAct::Acknowledged(said) => {
            told(who, scene, true)?;
            need(said.eta_min.is_none_or(|eta| eta <= LONGEST_ETA_MIN), No::Incomplete)?;
        }
        SosAct::Responding(said) => {
            told(who, scene, true)?;
            need(said.eta_min.is_none_or(|eta| eta <= LONGEST_ETA_MIN), No::Incomplete)?;
        }
        SosAct::OnScene(_) => told(who, scene, true)?,
        SosAct::Closed(closed) => {
            // Whom somebody once chose may be whom they have to be helped from.
            told(who, scene, false)?;
            need(!matches!(closed.outcome, SosOutcome::Other(_)), No::Incomplete)?;
        }
    }
    if !scene.sos.has_begun() && !matches!(entry.act, SosAct::Raised(_)) {
        return Err(Stop::Unknown(Gap::History));
    }
    scene.sos.next(&entry.act)?;
    // Only who has taken it up, by name, is on the way or there.
    if matches!(entry.act, SosAct::Responding(_) | SosAct::OnScene(_)) {
        need(scene.sos.responders.iter().any(|responder| responder.key == scene.key), No::NotAccepted)?;
    }
    Ok(())
}

/// Whether enough time has passed since the last position. A clock that was set back opens nothing and stops nothing.
#[must_use]
pub fn is_due(sos: &Sos, at: Timestamp) -> bool {
    sos.positions.is_empty() || sos.located_at.is_none_or(|last| at < last || at.since(last) >= POSITION_EVERY)
}

fn reporter(who: &Standing<'_>) -> Verdict {
    need(who.is_reporter, RefusalCode::NotReporter)
}

/// Somebody whom a tier has reached, other than whoever called.
fn told(who: &Standing<'_>, scene: &SosScene<'_>, as_contact: bool) -> Verdict {
    use RefusalCode as No;
    if !scene.sos.has_begun() {
        return Err(Stop::Unknown(Gap::History));
    }
    need(!who.is_reporter, No::SecondPerson)?;
    if as_contact && who.actor.is_some_and(|actor| scene.sos.is_contact(actor)) {
        return Ok(());
    }
    need(matches!(who.role, Role::Guard | Role::FirmSupervisor | Role::PoliceOfficer), No::NotYourRole)?;
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(No::NoGrant)?;
    let of_firm = matches!(who.role, Role::FirmSupervisor) && is_firms(grant, scene.sos);
    match scene.placement {
        Some(placement) => need(grant_reaches(grant, scene.sos, placement), No::OutOfScope),
        None if of_firm && scene.sos.tier >= 2 => Ok(()),
        None => Err(Stop::Unknown(Gap::Placement)),
    }
}

fn is_firms(grant: &Grant, sos: &Sos) -> bool {
    grant.org.is_some() && grant.org == sos.raised.as_ref().and_then(|raised| raised.firm)
}

/// Whether what was told so far has reached whoever holds a grant.
fn grant_reaches(grant: &Grant, sos: &Sos, placement: &Placement) -> bool {
    let here = grant.areas.iter().any(|area| placement.is_in(*area));
    match grant.role {
        Role::Guard => sos.tier >= 1 && here && placement.of_kind(&AreaKind::Site).next().is_some(),
        Role::FirmSupervisor => sos.tier >= 2 && (here || is_firms(grant, sos)),
        Role::PoliceOfficer => sos.tier >= 3 && here,
        // Where no station is known, whoever looks at such things has to be able to send somebody.
        Role::ProgrammeAdmin => sos.tier >= 3 && here && placement.of_kind(&AreaKind::PoliceArea).next().is_none(),
        _ => false,
    }
}

/// Whether a reader gets this part of an event of an SOS: all of it, or nothing. `wrote` says that the event is the reader's own,
/// `raised` that the SOS is.
#[must_use]
pub fn may_read_sos(
    part: &PartName,
    header: &Header,
    sos: &Sos,
    placement: &Placement,
    reader: &Reader<'_>,
    wrote: bool,
    raised: bool,
) -> bool {
    if wrote {
        return true;
    }
    // Who a chosen person is, the hub had to be shown; nobody else has.
    if *part == PartName::Identity && sos.raised_by != Some(header.author.key()) {
        return false;
    }
    raised || sos.is_contact(reader.actor) || reader.grants.iter().any(|grant| grant_reaches(grant, sos, placement))
}

/// The buckets of those whom an SOS was told so far. `raiser` is the account of whoever raised it, which only the hub knows.
#[must_use]
pub fn sos_readership(sos: &Sos, placement: &Placement, raiser: Option<ActorId>) -> BTreeSet<Bucket> {
    let mut readers: BTreeSet<Bucket> = raiser.map(Bucket::Actor).into_iter().collect();
    let Some(raised) = &sos.raised else { return readers };
    readers.extend(raised.contacts.iter().copied().map(Bucket::Actor));
    readers.extend(placement.of_kind(&AreaKind::Site).map(Bucket::Site));
    if sos.tier >= 2 {
        readers.extend(raised.firm.map(Bucket::Org));
        for kind in [AreaKind::Site, AreaKind::Ward, AreaKind::Ra] {
            readers.extend(placement.of_kind(&kind).map(Bucket::Control));
        }
    }
    if sos.tier >= LAST_TIER {
        let stations: Vec<AreaId> = placement.of_kind(&AreaKind::PoliceArea).collect();
        if stations.is_empty() {
            readers.extend(placement.triage().map(Bucket::Triage));
        }
        readers.extend(stations.into_iter().map(|area| Bucket::Area { area, audience: Audience::Police }));
    }
    readers
}

/// Which buckets an accepted event of an SOS goes to, which must be given the history, and which lose it.
#[must_use]
pub fn route_sos(before: &Sos, after: &Sos, placement: &Placement, raiser: Option<ActorId>) -> Routing {
    let was = if before.has_begun() { sos_readership(before, placement, raiser) } else { BTreeSet::new() };
    let is = sos_readership(after, placement, raiser);
    Routing { backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect(), add: is }
}

/// With which tier the waiting begins: the first that has anybody in it beside whoever calls and the people they chose, for these may
/// sleep. `grants` are those of everybody else.
#[must_use]
pub fn first_tier<'a>(
    raised: &Raised,
    placement: &Placement,
    grants: impl IntoIterator<Item = &'a Grant>,
    now: Timestamp,
) -> u8 {
    let mut first = LAST_TIER;
    let sos = Sos { raised: Some(raised.clone()), tier: 2, ..Sos::unknown(crate::event::SubjectId(uuid::Uuid::nil())) };
    for grant in grants.into_iter().filter(|grant| grant.validity(now) == GrantValidity::InForce) {
        match grant.role {
            Role::Guard if grant_reaches(grant, &sos, placement) => return 1,
            Role::FirmSupervisor if grant_reaches(grant, &sos, placement) => first = 2,
            _ => {}
        }
    }
    first
}
