//! Who may bear a report out, or say that it is not true (DOMAIN §5.5, §13.8): on the report where one reads it, and on the
//! published copy where one is a neighbour.

use super::NEW_ACCOUNT;
use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::placement::Placement;
use crate::clock::Timestamp;
use crate::event::Role;
use crate::model::refusal::RefusalCode;

/// Everybody but police, moderators and administrators, who judge.
pub(super) const CORROBORATORS: [Role; 7] = [
    Role::Resident,
    Role::RaOfficial,
    Role::CommunityLeader,
    Role::NgaoOfficer,
    Role::Guard,
    Role::FirmSupervisor,
    Role::OutreachWorker,
];

/// What holds for a report and for its copy.
pub(super) fn corroborate(who: &Standing<'_>, now: Timestamp, before: bool, mob_risk: bool) -> Verdict {
    use RefusalCode as No;
    need(!mob_risk, No::MobRisk)?;
    need(!who.is_reporter && !before, No::AlreadyDone)?;
    if matches!(who.role, Role::Resident) {
        need(who.joined_at.is_none_or(|joined| now.since(joined) >= NEW_ACCOUNT), No::NewAccount)?;
    }
    Ok(())
}

/// What is known around a corroboration of a published copy.
#[derive(Debug, Clone, Copy)]
pub struct CorroborationScene<'a> {
    /// The copy.
    pub copy: &'a crate::model::publication::Publication,
    /// Which areas the ward of the copy lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// See [`Scene::on_arrival`](super::Scene::on_arrival).
    pub on_arrival: bool,
    /// Whether this account corroborated the incident before, on the copy or at the source.
    pub corroborated_before: bool,
}

/// May this person corroborate a published copy?
#[must_use]
pub fn may_corroborate_copy(who: &Standing<'_>, scene: &CorroborationScene<'_>) -> Decision {
    let verdict = (|| {
        in_force(who, scene.now, scene.on_arrival)?;
        role(who, &CORROBORATORS)?;
        let grant = who.grant.ok_or(RefusalCode::NoGrant)?;
        let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
        need(grant.areas.iter().any(|area| placement.is_in(*area)), RefusalCode::OutOfScope)?;
        need(scene.copy.copy.is_some() && !scene.copy.hidden, RefusalCode::UnknownSubject)?;
        corroborate(who, scene.now, scene.corroborated_before, false)
    })();
    match verdict {
        Ok(()) => Decision::Allow,
        Err(Stop::Refuse(code)) => Decision::Refuse(code.into()),
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
    }
}
