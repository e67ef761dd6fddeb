//! Alerts: who may issue, release, update and cancel which; who reads what of one; which buckets it goes to (DOMAIN §8.1 to §8.3, §13.6,
//! §13.7).

use std::collections::BTreeSet;
use std::time::Duration;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{Audience, Header, PartName, Role, SubjectId};
use crate::geo::{AreaIndex, AreaKind};
use crate::model::Model as _;
use crate::model::actor::OrgId;
use crate::model::alert::{
    Alert, AlertAct, AlertEntry, AlertEvent, AlertState, EVENT, INSTRUCTIONS, Instruction, Proposed, Reach, expires,
    identifier_of, rank, sender_id, sender_of, severity,
};
use crate::model::cap::{self, LANGUAGES, Level, MsgType, ResponseType, Scope, Severity, Status};
use crate::model::grant::{Capability, Grant};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::text::Label;

/// How far an association's alerts may reach beyond its own area, in metres (DOMAIN §8.2).
pub const RA_MARGIN_M: f64 = 500.0;
/// How far a drawn outline may lie outside an area whose border it follows, in metres: maps differ by as much.
const DRAWN_M: f64 = 25.0;
/// How long an alert that describes a person may last (DOMAIN §8.2).
pub const PERSON_LIFE: Duration = Duration::from_secs(12 * 3600);
/// The least that an appeal of the police for information lasts (DOMAIN §13.7).
pub const APPEAL_LIFE_MIN: Duration = Duration::from_secs(15 * 60);
/// The most that an appeal of the police for information covers, in square kilometres (DOMAIN §13.7).
pub const APPEAL_KM2: f64 = 1.3;

/// What an act on an alert is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct AlertScene<'a> {
    /// The alert before.
    pub alert: &'a Alert,
    /// The subject.
    pub id: SubjectId,
    /// The alerts that the message is about, as far as they are known.
    pub referenced: &'a [Alert],
    /// The areas that are known.
    pub areas: &'a AreaIndex,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// The limits of an issuer (DOMAIN §8.2).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Limits {
    severity: u8,
    life: Duration,
    margin_m: f64,
}

const fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600)
}

fn limits(grant: &Grant) -> Option<Limits> {
    let limits =
        |severity: &Severity, life: Duration, margin_m: f64| Some(Limits { severity: rank(severity), life, margin_m });
    match (&grant.role, &grant.capability) {
        (Role::RaOfficial, _) => limits(&Severity::Severe, hours(24), RA_MARGIN_M),
        (Role::FirmSupervisor, _) => limits(&Severity::Moderate, hours(12), DRAWN_M),
        (Role::CommunityLeader, _) => limits(&Severity::Minor, hours(12), DRAWN_M),
        (Role::NgaoOfficer, _) => limits(&Severity::Moderate, hours(24), DRAWN_M),
        (Role::PoliceOfficer, Some(Capability::Ocs | Capability::Scpc)) => {
            limits(&Severity::Extreme, hours(72), DRAWN_M)
        }
        (Role::PoliceOfficer, _) => limits(&Severity::Severe, hours(24), DRAWN_M),
        (Role::ProgrammeAdmin, _) => limits(&Severity::Extreme, hours(72), DRAWN_M),
        _ => None,
    }
}

/// Whether the holder of a grant may issue alerts at all.
#[must_use]
pub fn may_issue_alerts(grant: &Grant) -> bool {
    limits(grant).is_some()
}

/// Whether a second person has to release it (DOMAIN §8.2).
#[must_use]
pub fn needs_release(message: &cap::Alert, grant: &Grant, areas: &AreaIndex) -> bool {
    let is = |severity: &Severity| rank(&self::severity(message)) <= rank(severity);
    match grant.role {
        Role::RaOfficial => is(&Severity::Severe),
        Role::CommunityLeader | Role::ProgrammeAdmin => true,
        Role::PoliceOfficer => is(&Severity::Extreme) && Reach::of(message).count_of(&AreaKind::Ward, areas) > 1,
        _ => false,
    }
}

/// The audience of an alert's events: what the message says of its scope. An answer is between who answers and the hub.
#[must_use]
pub fn alert_audience(act: &AlertAct, alert: &Alert) -> Audience {
    let message = match act {
        AlertAct::Proposed(proposed) => Some(&proposed.alert),
        AlertAct::Imported(imported) => Some(&imported.alert),
        AlertAct::Answered(_) => return Audience::Own,
        _ => alert.message.as_deref(),
    };
    if message.is_some_and(|message| message.scope == Scope::Public) { Audience::Public } else { Audience::Responders }
}

/// May this be done by this person to this alert?
#[must_use]
pub fn may_on_alert(entry: &AlertEntry, who: &Standing<'_>, scene: &AlertScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &AlertEntry, who: &Standing<'_>, scene: &AlertScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == alert_audience(&entry.act, scene.alert), No::AudienceTooWide)?;
    match &entry.act {
        AlertAct::Proposed(proposed) => propose(proposed, who, scene)?,
        AlertAct::Released(_) | AlertAct::Returned(_) => {
            let commented = entry.words.as_ref().is_some_and(|words| words.comment.is_some());
            need(matches!(entry.act, AlertAct::Released(_)) || commented, No::Incomplete)?;
            release(who, scene)?;
        }
        AlertAct::Withdrawn(_) => {
            in_force(who, scene.now, scene.on_arrival)?;
            need(scene.alert.by.is_some() && scene.alert.by == who.actor, No::NotReporter)?;
        }
        AlertAct::Answered(_) => need(*who.role != Role::Hub, No::HubOnly)?,
        AlertAct::Imported(_) | AlertAct::Counted(_) => need(*who.role == Role::Hub, No::HubOnly)?,
    }
    if !scene.alert.has_begun() && !matches!(entry.act, AlertAct::Proposed(_) | AlertAct::Imported(_)) {
        return Err(Stop::Unknown(Gap::History));
    }
    scene.alert.next(&entry.act)?;
    Ok(())
}

fn propose(proposed: &Proposed, who: &Standing<'_>, scene: &AlertScene<'_>) -> Verdict {
    use RefusalCode as No;
    role(
        who,
        &[
            Role::RaOfficial,
            Role::FirmSupervisor,
            Role::CommunityLeader,
            Role::NgaoOfficer,
            Role::PoliceOfficer,
            Role::ProgrammeAdmin,
        ],
    )?;
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(No::NoGrant)?;
    let limits = limits(grant).ok_or(No::NotYourRole)?;
    let message = &proposed.alert;
    need(message.identifier == identifier_of(scene.id), No::Malformed)?;
    need(message.sender == sender_of(grant.org.map_or(grant.actor.0, |org| org.0)), No::Malformed)?;
    need(is_by_the_rules(message), No::Incomplete)?;
    match message.status {
        Status::Actual | Status::Exercise => {}
        Status::Test => need(*who.role == Role::ProgrammeAdmin, No::NotYourRole)?,
        _ => return Err(No::Unavailable.into()),
    }
    let restricted = *who.role == Role::FirmSupervisor;
    need(message.scope == if restricted { Scope::Restricted } else { Scope::Public }, No::AudienceTooWide)?;
    match message.msg_type {
        MsgType::Alert => need(message.references.is_none(), No::Malformed)?,
        MsgType::Update | MsgType::Cancel => about_known(message, grant, scene)?,
        _ => return Err(No::Unavailable.into()),
    }
    if message.msg_type == MsgType::Cancel {
        // To call off takes no second person and has no limits: it takes danger away.
        return need(!proposed.needs_release, No::Malformed);
    }
    need(rank(&severity(message)) >= limits.severity, No::SecondPerson)?;
    let until = expires(message).ok_or(No::Incomplete)?;
    need(until > scene.now, No::TooLate)?;
    need(until <= message.sent.at().plus(limits.life), No::TooLate)?;
    let reach = Reach::of(message);
    match reach.is_within(&grant.areas, limits.margin_m, scene.areas) {
        Some(within) => need(within, No::OutOfScope)?,
        None => return Err(Stop::Unknown(Gap::Placement)),
    }
    safeguards(proposed, who, &reach, scene, until)?;
    need(proposed.needs_release == needs_release(message, grant, scene.areas), No::SecondPerson)
}

/// Whether the message breaks no rule of CAP and of the profile, and tells people nothing but approved sentences to do.
fn is_by_the_rules(message: &cap::Alert) -> bool {
    let sound = |breaches: Vec<cap::Breach>| breaches.iter().all(|breach| breach.level != Level::Error);
    sound(message.breaches()) && sound(message.profile_breaches()) && message.info.iter().all(is_approved)
}

fn is_approved(info: &cap::Info) -> bool {
    let label: fn(Label) -> &'static str =
        if info.language() == LANGUAGES[0] { |label| label.en } else { |label| label.sw };
    let approved = crate::model::alert::sentences(&instructions(info), label);
    info.instruction == approved
}

/// The approved sentences that an info names.
fn instructions(info: &cap::Info) -> Vec<Instruction> {
    let named = info.parameter.iter().find(|parameter| parameter.value_name == INSTRUCTIONS);
    named.map(|named| named.value.split_ascii_whitespace().map(Instruction::from).collect()).unwrap_or_default()
}

fn event_of(message: &cap::Alert) -> Option<AlertEvent> {
    let codes = message.info.iter().flat_map(|info| &info.event_code);
    codes.filter(|code| code.value_name == EVENT).map(|code| AlertEvent::from(code.value.as_str())).next()
}

/// What it updates or calls off is the sender's own, or an officer's to call off: the police and the programme within their areas.
fn about_known(message: &cap::Alert, grant: &Grant, scene: &AlertScene<'_>) -> Verdict {
    use RefusalCode as No;
    let references: Vec<cap::Reference> = message.references.iter().flat_map(cap::References::iter).flatten().collect();
    need(!references.is_empty(), No::Incomplete)?;
    for reference in &references {
        let known = scene
            .referenced
            .iter()
            .find(|alert| alert.message.as_deref().is_some_and(|message| reference.names(message)) && alert.is_out());
        let Some(known) = known else { return Err(Stop::Unknown(Gap::History)) };
        if reference.sender == message.sender {
            continue;
        }
        need(matches!(grant.role, Role::PoliceOfficer | Role::ProgrammeAdmin), No::OutOfScope)?;
        let Some(earlier) = known.message.as_deref() else { return Err(Stop::Unknown(Gap::History)) };
        match Reach::of(earlier).is_within(&grant.areas, RA_MARGIN_M, scene.areas) {
            Some(within) => need(within, No::OutOfScope)?,
            None => return Err(Stop::Unknown(Gap::Placement)),
        }
    }
    Ok(())
}

fn safeguards(
    proposed: &Proposed,
    who: &Standing<'_>,
    reach: &Reach,
    scene: &AlertScene<'_>,
    until: Timestamp,
) -> Verdict {
    use RefusalCode as No;
    let message = &proposed.alert;
    let is_police = *who.role == Role::PoliceOfficer;
    let executes = message.info.iter().any(|info| info.response_type.contains(&ResponseType::Execute));
    need(is_police || !executes, No::NotYourRole)?;
    let event = event_of(message).ok_or(No::Incomplete)?;
    let sent = message.sent.at();
    let is_appeal = event == AlertEvent::AppealForInformation;
    if event.describes_a_person() || proposed.person_ob_number.is_some() || is_appeal {
        need(is_police, No::NotYourRole)?;
        need(proposed.person_ob_number.is_some() && until <= sent.plus(PERSON_LIFE), No::Incomplete)?;
    }
    if event.describes_a_person() {
        let warns = |info: &cap::Info| instructions(info).contains(&Instruction::DoNotApproach);
        need(message.info.iter().all(warns), No::Incomplete)?;
    }
    if is_appeal {
        let is_bounded = until >= sent.plus(APPEAL_LIFE_MIN) && reach.size_km2(scene.areas) <= APPEAL_KM2;
        need(is_bounded, No::OutOfScope)?;
    }
    if matches!(event, AlertEvent::MobViolence) {
        // Where exactly a crowd gathers is told to nobody who might join it.
        let is_coarse = |id: &crate::geo::AreaId| {
            let kind = scene.areas.get(*id).map(|area| &area.kind);
            kind.is_some_and(|kind| {
                matches!(
                    kind,
                    AreaKind::Ward
                        | AreaKind::Constituency
                        | AreaKind::SubCounty
                        | AreaKind::County
                        | AreaKind::Country
                )
            })
        };
        let only_areas = reach.points().is_empty() && !reach.has_outlines();
        need(only_areas && reach.areas().iter().all(is_coarse), No::MobRisk)?;
    }
    Ok(())
}

fn release(who: &Standing<'_>, scene: &AlertScene<'_>) -> Verdict {
    use RefusalCode as No;
    let alert = scene.alert;
    let (Some(by_role), Some(message)) = (&alert.role, alert.message.as_deref()) else {
        return Err(Stop::Unknown(Gap::History));
    };
    let allowed: &[Role] = match by_role {
        Role::RaOfficial => &[Role::RaOfficial, Role::NgaoOfficer, Role::PoliceOfficer],
        Role::CommunityLeader => &[Role::RaOfficial, Role::PoliceOfficer],
        Role::PoliceOfficer => &[Role::PoliceOfficer],
        _ => &[Role::ProgrammeAdmin, Role::PoliceOfficer],
    };
    role(who, allowed)?;
    in_force(who, scene.now, scene.on_arrival)?;
    need(alert.by != who.actor, No::SecondPerson)?;
    let grant = who.grant.ok_or(No::NoGrant)?;
    if matches!(by_role, Role::PoliceOfficer | Role::ProgrammeAdmin) && *who.role == Role::PoliceOfficer {
        need(grant.is(&Capability::Ocs) || grant.is(&Capability::Scpc), No::NotYourRole)?;
    }
    let own = sender_id(&message.sender).map(OrgId);
    if own.is_some() && own == grant.org {
        return Ok(());
    }
    let reach = Reach::of(message);
    // Whoever has a part of the place in charge may release: an association reaches over borders.
    let concerned = grant.areas.iter().any(|area| reach.meets(*area, scene.areas));
    // Who has no map of the own area cannot tell.
    if !concerned && grant.areas.iter().any(|area| scene.areas.get(*area).is_none()) {
        return Err(Stop::Unknown(Gap::Placement));
    }
    need(concerned, No::OutOfScope)
}

/// Whether a reader gets this part of an event of an alert: the message everyone whom a bucket brings it; why it was returned, those
/// who wait for its release; who answered, nobody. `wrote` says that the event is the reader's own.
#[must_use]
pub fn may_read_alert(part: &PartName, header: &Header, alert: &Alert, reader: &Reader<'_>, wrote: bool) -> bool {
    match part {
        _ if wrote => true,
        PartName::Core => header.kind != "alert.answered",
        PartName::Text => alert.by == Some(reader.actor) || reader.grants.iter().any(|grant| limits(grant).is_some()),
        _ => false,
    }
}

/// The buckets of those who release an alert, and of those whose it is.
fn officials(alert: &Alert, placement: &Placement) -> BTreeSet<Bucket> {
    let mut readers: BTreeSet<Bucket> = alert.by.map(Bucket::Actor).into_iter().collect();
    let sender = alert.message.as_deref().and_then(|message| sender_id(&message.sender));
    readers.extend(sender.filter(|id| alert.by.map(|by| by.0) != Some(*id)).map(|org| Bucket::Org(OrgId(org))));
    let area = |area, audience| Bucket::Area { area, audience };
    match alert.role {
        Some(Role::RaOfficial | Role::CommunityLeader) => {
            for kind in [AreaKind::Ra, AreaKind::Cluster, AreaKind::SubLocation, AreaKind::Location] {
                readers.extend(placement.of_kind(&kind).map(|at| area(at, Audience::Ra)));
            }
            readers.extend(placement.of_kind(&AreaKind::PoliceArea).map(|at| area(at, Audience::Police)));
            readers.extend(placement.triage().map(Bucket::Triage));
        }
        Some(Role::PoliceOfficer) => {
            readers.extend(placement.of_kind(&AreaKind::PoliceArea).map(|at| area(at, Audience::Police)));
            readers.extend(placement.triage().map(Bucket::Triage));
        }
        Some(Role::ProgrammeAdmin) => readers.extend(placement.triage().map(Bucket::Triage)),
        _ => {}
    }
    readers
}

fn readership(alert: &Alert, placement: &Placement) -> BTreeSet<Bucket> {
    let mut readers = officials(alert, placement);
    let message = alert.message.as_deref().filter(|_| alert.state == Some(AlertState::Issued));
    match message.map(|message| &message.scope) {
        Some(Scope::Public) => drop(readers.insert(Bucket::Alerts)),
        Some(_) => {
            readers.extend(message.into_iter().flat_map(|message| {
                Reach::of(message).areas().iter().map(|area| Bucket::Site(*area)).collect::<Vec<_>>()
            }))
        }
        None => {}
    }
    readers
}

/// Which buckets an accepted event of an alert goes to, which must be given the history, and which lose it. An alert that is out goes
/// to one bucket for the whole region, so that what a phone pulls does not tell where it is.
#[must_use]
pub fn route_alert(before: &Alert, after: &Alert, placement: &Placement, header: &Header) -> Routing {
    let is = readership(after, placement);
    let was = if before.has_begun() { readership(before, placement) } else { BTreeSet::new() };
    let add = match header.kind.as_str() {
        "alert.answered" => BTreeSet::new(),
        "alert.counted" => officials(after, placement),
        _ => is.clone(),
    };
    Routing { add, backfill: is.difference(&was).cloned().collect(), evict: was.difference(&is).cloned().collect() }
}
