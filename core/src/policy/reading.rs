//! What a reader gets: which buckets a grant opens, and which parts of an event are handed over.

use std::collections::BTreeSet;

use super::placement::Placement;
use super::routing::Bucket;
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Role};
use crate::geo::AreaId;
use crate::model::grant::{Capability, Grant, GrantValidity};
use crate::model::incident::{Anonymity, Incident};
use crate::model::publication::Publication;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The account.
    pub actor: ActorId,
    /// Its grants that are in force.
    pub grants: &'a [Grant],
}

/// The buckets that somebody may pull: the whole read rule of the hub. `within` gives an area and all areas in it.
#[must_use]
pub fn buckets_of(reader: &Reader<'_>, now: Timestamp, within: impl Fn(AreaId) -> Vec<AreaId>) -> BTreeSet<Bucket> {
    let mut buckets = BTreeSet::from([Bucket::Actor(reader.actor), Bucket::Public, Bucket::Alerts]);
    for grant in reader.grants.iter().filter(|grant| grant.validity(now) == GrantValidity::InForce) {
        let audiences: &[Audience] = match grant.role {
            Role::Resident | Role::Guard => &[Audience::Area],
            Role::RaOfficial | Role::CommunityLeader | Role::NgaoOfficer => &[Audience::Ra, Audience::Area],
            Role::FirmSupervisor | Role::Moderator => &[Audience::Responders, Audience::Ra, Audience::Area],
            Role::PoliceOfficer => &[Audience::Police, Audience::Area],
            Role::OutreachWorker => &[Audience::Care, Audience::Area],
            Role::Oversight => &[Audience::Oversight],
            // An administrator counts what others read (DOMAIN §12, the letter k).
            Role::ProgrammeAdmin | Role::RehabIntake | Role::Hub | Role::Other(_) => &[],
        };
        for area in grant.areas.iter().flat_map(|area| within(*area)) {
            buckets.extend(audiences.iter().map(|audience| Bucket::Area { area, audience: audience.clone() }));
            buckets.extend(super::duty::sites_of(&grant.role, area));
            buckets.extend(super::outreach::outreach_of(&grant.role, area));
            if matches!(grant.role, Role::Moderator) {
                buckets.insert(Bucket::Moderation(area));
            }
            if matches!(grant.role, Role::FirmSupervisor) {
                buckets.insert(Bucket::Control(area));
            }
            if matches!(grant.role, Role::Moderator) {
                buckets.insert(super::tip::screening(area));
            }
            if matches!(grant.role, Role::ProgrammeAdmin | Role::PoliceOfficer) {
                buckets.insert(Bucket::Triage(area));
            }
        }
        if let Some(org) = grant.org.filter(|_| !matches!(grant.role, Role::Guard | Role::Resident)) {
            buckets.insert(Bucket::Org(org));
        }
    }
    buckets
}

/// Whether a role reads incidents of this scope (DOMAIN §3.1, §12), each in its own area or by assignment. Residents and
/// outreach workers read the copy for neighbours, not the incident.
pub(super) fn reads(role: &Role, visibility: &Audience) -> bool {
    match role {
        Role::OutreachWorker => *visibility == Audience::Care,
        Role::Oversight => *visibility == Audience::Oversight,
        Role::PoliceOfficer => visibility.reaches(&Audience::Police),
        Role::Guard | Role::FirmSupervisor | Role::Moderator => visibility.reaches(&Audience::Responders),
        Role::RaOfficial | Role::CommunityLeader | Role::NgaoOfficer => visibility.reaches(&Audience::Ra),
        Role::Resident | Role::ProgrammeAdmin | Role::RehabIntake | Role::Hub | Role::Other(_) => false,
    }
}

/// Whether the reader gets this part of an event on this incident. `wrote` says that the event is the reader's own, `reported`
/// that the incident is.
#[must_use]
pub fn may_read(
    part: &PartName,
    header: &Header,
    incident: &Incident,
    placement: &Placement,
    reader: &Reader<'_>,
    wrote: bool,
    reported: bool,
) -> bool {
    if wrote || *part == PartName::Core {
        return true;
    }
    // Who the reporter is may be known; who bore the report out is between them and the hub.
    if *part == PartName::Identity && incident.reporter_key.is_none_or(|key| key != header.author.key()) {
        return false;
    }
    if *part == PartName::Identity && disclosed_to(incident, reader.actor) {
        return true;
    }
    if reported && *part == PartName::Text {
        return true;
    }
    let assigned = incident.assignment.as_ref().is_some_and(|a| a.to == reader.actor && a.stands());
    reader.grants.iter().any(|grant| {
        let given = grant.org.is_some()
            && (incident.handover.as_ref().map(|h| h.to_station) == grant.org || incident.referred_to == grant.org);
        let here = match grant.role {
            Role::Guard => assigned,
            _ => given || grant.areas.iter().any(|area| placement.is_in(*area)),
        };
        // The event and the incident each have a scope of their own; a case that was narrowed takes its events with it.
        here && reads(&grant.role, &header.audience)
            && reads(&grant.role, &incident.visibility)
            && grants_part(part, &grant.role, incident)
    })
}

/// Which parts a role gets of what it reads at all.
fn grants_part(part: &PartName, role: &Role, incident: &Incident) -> bool {
    let named = incident.report.as_ref().is_some_and(|report| report.anonymity == Anonymity::Named);
    let named_to_ra = named && incident.identity.as_ref().is_some_and(|identity| identity.named_to_ra);
    match (role, part) {
        (Role::OutreachWorker | Role::Moderator, PartName::Text | PartName::Place) => true,
        (
            Role::Oversight | Role::PoliceOfficer | Role::FirmSupervisor | Role::Guard,
            PartName::Text | PartName::Place | PartName::Sensitive,
        ) => true,
        (Role::PoliceOfficer | Role::FirmSupervisor | Role::Guard, PartName::Identity) => named,
        (Role::RaOfficial, PartName::Text) => true,
        (Role::RaOfficial, PartName::Place) => !incident.is_sensitive(),
        (Role::RaOfficial, PartName::Identity) => named_to_ra,
        _ => false,
    }
}

/// Whether the reader gets a copy that was made for neighbours: crimes are not for those under eighteen (DOMAIN §13.10).
#[must_use]
pub fn may_read_copy(copy: &Publication, reader: &Reader<'_>) -> bool {
    let is_crime = copy.copy.as_ref().is_some_and(|copy| copy.category.is_crime());
    !(is_crime && reader.grants.iter().any(|grant| grant.is(&Capability::Minor)))
}

fn disclosed_to(incident: &Incident, actor: ActorId) -> bool {
    incident.disclosures.iter().any(|d| d.by == actor && d.approved_by.is_some())
}
