//! Tips: who may share one, who reads and deals with it, and where it goes (DOMAIN §6, §12, §13.9).
//!
//! A tip is for the police of the station's area; one about officials is for oversight, and never for the unit complained of. No
//! neighbour, association, guard or administrator ever gets a header of one. A moderator gets the words of one that has just come,
//! to screen out abuse, and nothing else. The source is told what is asked and how it ended, and nothing in between.

use std::collections::BTreeSet;

use super::REPORTS_PER_HOUR;
use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Role};
use crate::geo::{AreaId, AreaKind};
use crate::keys::PublicKey;
use crate::model::Model as _;
use crate::model::grant::Grant;
use crate::model::incident::{Anonymity, Veracity};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::tip::{Tip, TipAct, TipEntry, TipReport, TipState, TipTopic};
use crate::seal::MOST_READERS;

/// Who may share what they know (DOMAIN §12, "Tip create").
const SOURCES: [Role; 8] = [
    Role::Resident,
    Role::RaOfficial,
    Role::CommunityLeader,
    Role::NgaoOfficer,
    Role::Guard,
    Role::FirmSupervisor,
    Role::PoliceOfficer,
    Role::OutreachWorker,
];

/// What an act on a tip is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct TipScene<'a> {
    /// The tip before.
    pub tip: &'a Tip,
    /// Which areas it lies in, as far as its header and its ward tell; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
    /// Tips that this account shared within the last hour; nothing is counted where there is no account.
    pub shared_last_hour: u32,
}

/// Whom a tip about this is for.
#[must_use]
pub const fn tip_audience(topic: &TipTopic) -> Audience {
    if topic.is_about_officials() { Audience::Oversight } else { Audience::Police }
}

/// Whom a tip is for. Whoever gets the words alone sees none of those for oversight.
#[must_use]
pub fn audience_of_tip(tip: &Tip) -> Audience {
    tip.report.as_ref().map_or(Audience::Police, |report| tip_audience(&report.topic))
}

/// The role that deals with tips for this audience.
#[must_use]
pub const fn tip_handler(audience: &Audience) -> Role {
    if matches!(audience, Audience::Oversight) { Role::Oversight } else { Role::PoliceOfficer }
}

/// May this be done by this person to this tip? Whoever shares without a name comes without an account.
#[must_use]
pub fn may_on_tip(entry: &TipEntry, who: &Standing<'_>, scene: &TipScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &TipEntry, who: &Standing<'_>, scene: &TipScene<'_>) -> Verdict {
    use RefusalCode as No;
    let tip = scene.tip;
    if let TipAct::Submitted(report) = &entry.act {
        return submit(report, entry, who, scene);
    }
    if !tip.has_begun() {
        return Err(Stop::Unknown(Gap::History));
    }
    need(*scene.audience == audience_of_tip(tip), No::AudienceTooWide)?;
    match &entry.act {
        TipAct::Answered(_) => {
            need(who.is_reporter, No::NotReporter)?;
            written(entry)?;
        }
        TipAct::Screened(said) if said.out && matches!(who.role, Role::Moderator) => {
            need(audience_of_tip(tip) == Audience::Police, No::NotYourRole)?;
            in_area(who, scene)?;
        }
        TipAct::Screened(_) | TipAct::Graded(_) | TipAct::Moved(_) => handler(who, scene)?,
        TipAct::Asked(_) => {
            handler(who, scene)?;
            written(entry)?;
        }
        TipAct::Assessed(assessed) => {
            handler(who, scene)?;
            written(entry)?;
            assess(&assessed.veracity, who, tip)?;
        }
        TipAct::Closed(_) => handler(who, scene)?,
        TipAct::Submitted(_) => {}
    }
    if let TipAct::Moved(moved) = &entry.act {
        need(moved.into != Some(tip.id), No::Incomplete)?;
    }
    tip.next(&entry.act)?;
    Ok(())
}

fn submit(report: &TipReport, entry: &TipEntry, who: &Standing<'_>, scene: &TipScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(!who.revoked, No::GrantRevoked)?;
    role(who, &SOURCES)?;
    need(*who.role == Role::Resident || who.grant.is_some(), No::NoGrant)?;
    need(!scene.tip.has_begun(), No::AlreadyDone)?;
    let anonymous = report.anonymity == Anonymity::Anonymous;
    // The one road is without an account, the other with one.
    need(anonymous == who.actor.is_none(), No::Unavailable)?;
    need(!matches!(report.anonymity, Anonymity::Other(_)), No::Incomplete)?;
    // Whoever acts openly is not hidden from the handlers.
    need(report.anonymity != Anonymity::Confidential || *who.role == Role::Resident, No::NotYourRole)?;
    // Of a topic that this side does not know it cannot tell whose conduct it is about.
    need(!matches!(report.topic, TipTopic::Other(_)), No::Incomplete)?;
    need(*scene.audience == tip_audience(&report.topic), No::AudienceTooWide)?;
    written(entry)?;
    need(report.sealed_to.len() <= MOST_READERS, No::Incomplete)?;
    if scene.on_arrival {
        let sealed = |is_sealed: bool| is_sealed == anonymous;
        let words = entry.words.as_ref().is_none_or(|words| sealed(words.is_sealed()));
        let place = entry.place.as_ref().is_none_or(|place| sealed(place.is_sealed()));
        need(words && place && anonymous != report.sealed_to.is_empty(), No::Incomplete)?;
    }
    need(anonymous || scene.shared_last_hour < REPORTS_PER_HOUR, No::RateLimited)
}

/// Something is written.
fn written(entry: &TipEntry) -> Verdict {
    need(entry.words.is_some(), RefusalCode::Incomplete)
}

/// The police of the area; where it is about officials, oversight.
fn handler(who: &Standing<'_>, scene: &TipScene<'_>) -> Verdict {
    role(who, &[tip_handler(&audience_of_tip(scene.tip))])?;
    in_area(who, scene)
}

fn in_area(who: &Standing<'_>, scene: &TipScene<'_>) -> Verdict {
    in_force(who, scene.now, scene.on_arrival)?;
    // Nobody deals with what they have shared themselves.
    need(!who.is_reporter, RefusalCode::SecondPerson)?;
    let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    need(is_here(grant, placement), RefusalCode::OutOfScope)
}

fn is_here(grant: &Grant, placement: &Placement) -> bool {
    grant.areas.iter().any(|area| placement.is_in(*area))
}

/// Confirmed false takes two, and what is confirmed is opened again by another than whoever confirmed it (DOMAIN §6.3, §13.8).
fn assess(veracity: &Veracity, who: &Standing<'_>, tip: &Tip) -> Verdict {
    use RefusalCode as No;
    need(!matches!(veracity, Veracity::Other(_)), No::Incomplete)?;
    let another = tip.found_false_by.iter().any(|by| Some(*by) != who.actor);
    need(*veracity != Veracity::ConfirmedFalse || another, No::SecondPerson)?;
    let confirmed = matches!(tip.veracity, Veracity::ConfirmedTrue | Veracity::ConfirmedFalse);
    need(!(confirmed && tip.veracity != *veracity && tip.veracity_by == who.actor), No::SecondPerson)
}

/// Whether a reader gets this part of an event of a tip. `wrote` says that the event is the reader's own, `shared` that the tip is.
#[must_use]
pub fn may_read_tip(
    part: &PartName,
    header: &Header,
    tip: &Tip,
    placement: &Placement,
    reader: &Reader<'_>,
    wrote: bool,
    shared: bool,
) -> bool {
    if wrote {
        return true;
    }
    if shared {
        return matches!(part, PartName::Core | PartName::Text);
    }
    let audience = audience_of_tip(tip);
    let named = tip.report.as_ref().is_some_and(|report| report.anonymity == Anonymity::Named);
    reader.grants.iter().filter(|grant| is_here(grant, placement)).any(|grant| match &grant.role {
        Role::Moderator => *part == PartName::Text && header.kind == "tip.submitted" && is_to_be_screened(tip),
        role if *role == tip_handler(&audience) => *part != PartName::Identity || named,
        _ => false,
    })
}

fn is_to_be_screened(tip: &Tip) -> bool {
    tip.state == Some(TipState::Received) && audience_of_tip(tip) == Audience::Police
}

/// What moderators of an area screen.
#[must_use]
pub fn screening(area: AreaId) -> Bucket {
    Bucket::Area { area, audience: Audience::Other("screening".to_owned()) }
}

/// The buckets of those who deal with a tip, and of who screens it.
#[must_use]
pub fn tip_readership(tip: &Tip, placement: &Placement) -> BTreeSet<Bucket> {
    let mut readers = BTreeSet::new();
    let Some(report) = &tip.report else { return readers };
    let audience = tip_audience(&report.topic);
    if audience == Audience::Oversight {
        let at = placement.first_of(&[AreaKind::Ward, AreaKind::Constituency, AreaKind::County, AreaKind::Country]);
        readers.extend(at.map(|area| Bucket::Area { area, audience }));
        return readers;
    }
    let stations: Vec<AreaId> = placement.of_kind(&AreaKind::PoliceArea).collect();
    if stations.is_empty() {
        readers.extend(placement.triage().map(Bucket::Triage));
    }
    readers.extend(stations.into_iter().map(|area| Bucket::Area { area, audience: audience.clone() }));
    if is_to_be_screened(tip) {
        for kind in [AreaKind::Ward, AreaKind::Ra] {
            readers.extend(placement.of_kind(&kind).map(screening));
        }
    }
    readers
}

/// Where an accepted event of a tip goes. `source` is the account that shared it, where there is one: it gets what it wrote itself,
/// what it is asked, and the end.
#[must_use]
pub fn route_tip(
    before: &Tip,
    after: &Tip,
    placement: &Placement,
    source: Option<ActorId>,
    header: &Header,
) -> Routing {
    let was = if before.has_begun() { tip_readership(before, placement) } else { BTreeSet::new() };
    let is = tip_readership(after, placement);
    let ends = before.state != Some(TipState::Closed) && after.state == Some(TipState::Closed);
    let told = ends || matches!(header.kind.as_str(), "tip.submitted" | "tip.asked" | "tip.answered");
    let mut add: BTreeSet<Bucket> =
        is.iter().filter(|bucket| header.kind == "tip.submitted" || !is_screening(bucket)).cloned().collect();
    add.extend(source.filter(|_| told).map(Bucket::Actor));
    Routing { add, backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect() }
}

fn is_screening(bucket: &Bucket) -> bool {
    matches!(bucket, Bucket::Area { audience: Audience::Other(_), .. })
}

/// Somebody whom words can be sealed to: what the hub tells of a handler.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Recipient {
    /// The key that they act under.
    pub key: PublicKey,
    /// As what.
    pub role: Role,
    /// Where.
    pub areas: Vec<AreaId>,
}

/// Whom the words of a tip for this audience are sealed to, and whom its place: those who deal with tips there; of the words also
/// those who screen. Where nobody deals with tips there, everybody of that role, wherever: somebody has to read it.
#[must_use]
pub fn sealed_to(
    recipients: &[Recipient],
    audience: &Audience,
    placement: &Placement,
) -> (Vec<PublicKey>, Vec<PublicKey>) {
    let of = |role: &Role, here: bool| -> Vec<PublicKey> {
        let there = |r: &&Recipient| r.role == *role && (!here || r.areas.iter().any(|area| placement.is_in(*area)));
        let mut keys: Vec<PublicKey> = recipients.iter().filter(there).map(|r| r.key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let role = tip_handler(audience);
    let mut handlers = of(&role, true);
    if handlers.is_empty() {
        handlers = of(&role, false);
    }
    // The source is one of those whom questions are sealed to.
    handlers.truncate(MOST_READERS - 1);
    let mut words = handlers.clone();
    if *audience == Audience::Police && !handlers.is_empty() {
        words.extend(of(&Role::Moderator, true).into_iter().filter(|key| !handlers.contains(key)));
        words.truncate(MOST_READERS);
    }
    (words, handlers)
}
