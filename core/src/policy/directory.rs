//! Who may change the directory: the rows "Directory read / suggest" and "Directory publish" of DOMAIN §12.
//!
//! Everybody may read, and suggest but for those who deal with suggestions. To publish is for the organisation that keeps an entry, as far as its kind is theirs, and for the
//! programme's administrators. What is said about an organisation by others (its accreditation, who verified it, who keeps it) is
//! never its own to change: a facility does not accredit itself.

use crate::event::Role;
use crate::model::directory::{EntryKind, LocalFields, Organization};
use crate::model::grant::Grant;
use crate::model::refusal::RefusalCode;

/// Whose kind of entry this is, beside the administrators'.
#[must_use]
pub const fn keeper_of(kind: &EntryKind) -> Option<Role> {
    match kind {
        EntryKind::ResidentAssociation => Some(Role::RaOfficial),
        EntryKind::SecurityFirm => Some(Role::FirmSupervisor),
        EntryKind::PoliceStation | EntryKind::PolicePost | EntryKind::PatrolBase | EntryKind::GenderDesk => {
            Some(Role::PoliceOfficer)
        }
        EntryKind::RehabCentre => Some(Role::RehabIntake),
        _ => None,
    }
}

/// May somebody suggest a correction in this role? Administrators publish, and moderators have no part in it.
///
/// # Errors
/// [`RefusalCode::NotYourRole`] where they may not.
pub const fn may_suggest(role: &Role) -> Result<(), RefusalCode> {
    match role {
        Role::Moderator | Role::ProgrammeAdmin | Role::Hub => Err(RefusalCode::NotYourRole),
        _ => Ok(()),
    }
}

/// May the holder of this grant put `after` in the place of `before`? Without `before` the entry is new, without `after` it is taken
/// out: both are for administrators alone. `in_area` tells whether the county lies in the grant's areas.
///
/// # Errors
/// [`RefusalCode::NotYourRole`] where entries of the kind are not theirs, [`RefusalCode::OutOfScope`] for another organisation's
/// entry or another county, [`RefusalCode::Incomplete`] for an entry without a kind that is known.
pub fn may_publish(
    grant: &Grant,
    before: Option<&Organization>,
    after: Option<&Organization>,
    in_area: bool,
) -> Result<(), RefusalCode> {
    if after.is_some_and(|entry| entry.kind().is_none_or(|kind| matches!(kind, EntryKind::Other(_)))) {
        return Err(RefusalCode::Incomplete);
    }
    if grant.role == Role::ProgrammeAdmin {
        return if in_area { Ok(()) } else { Err(RefusalCode::OutOfScope) };
    }
    let (Some(before), Some(after)) = (before, after) else { return Err(RefusalCode::NotYourRole) };
    let (Some(was), Some(is)) = (&before.local, &after.local) else { return Err(RefusalCode::NotYourRole) };
    if keeper_of(&was.kind).as_ref() != Some(&grant.role) {
        return Err(RefusalCode::NotYourRole);
    }
    if grant.org.is_none() || was.kept_by != grant.org || before.id != after.id {
        return Err(RefusalCode::OutOfScope);
    }
    if others_say(was) == others_say(is) { Ok(()) } else { Err(RefusalCode::NotYourRole) }
}

/// What others say of an organisation.
fn others_say(local: &LocalFields) -> LocalFields {
    LocalFields {
        accreditation: local.accreditation.clone(),
        area: local.area,
        kept_by: local.kept_by,
        verified_on: local.verified_on,
        verified_by: local.verified_by.clone(),
        confidence: local.confidence.clone(),
        level: local.level,
        more: local.more.clone(),
        ..LocalFields::of(local.kind.clone())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::clock::Timestamp;
    use crate::event::{ActorId, Audience};
    use crate::keys::PublicKey;
    use crate::model::actor::OrgId;
    use crate::model::directory::{
        Accreditation, AccreditationBody, AccreditationStatus, Confidence, HsdsId, Organization,
    };
    use crate::model::grant::GrantId;
    use crate::text::Text;

    const OURS: OrgId = OrgId(Uuid::from_u128(4));

    fn grant(role: Role, org: Option<OrgId>) -> Grant {
        Grant {
            id: GrantId(Uuid::nil()),
            actor: ActorId(Uuid::nil()),
            role,
            key: PublicKey::from_bytes([0; 32]),
            org,
            areas: vec![],
            capability: None,
            max_audience: Audience::Ra,
            credential: None,
            not_before: Timestamp::from_millis(0),
            expires: Timestamp::from_millis(1),
        }
    }

    fn entry(kind: EntryKind, kept_by: Option<OrgId>) -> Organization {
        Organization {
            id: HsdsId::from(Uuid::from_u128(1)),
            name: "Invented".into(),
            description: "Invented.".into(),
            phones: None,
            locations: None,
            services: None,
            parent_organization_id: None,
            local: Some(LocalFields { kept_by, ..LocalFields::of(kind) }),
            more: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn every_role_publishes_the_kinds_of_its_cell_and_no_other() {
        for role in Role::ALL {
            for kind in EntryKind::ALL {
                let own = entry(kind.clone(), Some(OURS));
                let renamed = Organization { name: "Renamed".into(), ..own.clone() };
                let allowed = may_publish(&grant(role.clone(), Some(OURS)), Some(&own), Some(&renamed), true);
                let expected = match role {
                    Role::ProgrammeAdmin => true,
                    Role::RaOfficial => *kind == EntryKind::ResidentAssociation,
                    Role::FirmSupervisor => *kind == EntryKind::SecurityFirm,
                    Role::PoliceOfficer => {
                        ["police_station", "police_post", "patrol_base", "gender_desk"].contains(&kind.code())
                    }
                    Role::RehabIntake => *kind == EntryKind::RehabCentre,
                    _ => false,
                };
                assert_eq!(allowed.is_ok(), expected, "{role} {kind}");
            }
        }
    }

    #[test]
    fn nobody_publishes_for_another_organisation_or_county_and_only_administrators_add_and_remove() {
        let centre = entry(EntryKind::RehabCentre, Some(OURS));
        let theirs = OrgId(Uuid::from_u128(5));
        let no = |grant: &Grant, before, after, in_area| may_publish(grant, before, after, in_area).unwrap_err();
        let (intake, stranger) = (grant(Role::RehabIntake, Some(OURS)), grant(Role::RehabIntake, Some(theirs)));
        assert_eq!(no(&stranger, Some(&centre), Some(&centre), true), RefusalCode::OutOfScope);
        assert_eq!(no(&grant(Role::RehabIntake, None), Some(&centre), Some(&centre), true), RefusalCode::OutOfScope);
        let unkept = entry(EntryKind::RehabCentre, None);
        assert_eq!(no(&grant(Role::RehabIntake, None), Some(&unkept), Some(&unkept), true), RefusalCode::OutOfScope);
        assert_eq!(no(&intake, None, Some(&centre), true), RefusalCode::NotYourRole);
        assert_eq!(no(&intake, Some(&centre), None, true), RefusalCode::NotYourRole);
        let admin = grant(Role::ProgrammeAdmin, None);
        assert_eq!(may_publish(&admin, None, Some(&centre), true), Ok(()));
        assert_eq!(may_publish(&admin, Some(&centre), None, true), Ok(()));
        assert_eq!(no(&admin, None, Some(&centre), false), RefusalCode::OutOfScope);
        let kindless = Organization { local: None, ..centre.clone() };
        assert_eq!(no(&admin, None, Some(&kindless), true), RefusalCode::Incomplete);
    }

    #[test]
    fn a_facility_neither_accredits_nor_verifies_itself() {
        let before = entry(EntryKind::RehabCentre, Some(OURS));
        let changed = |change: fn(&mut LocalFields)| {
            let mut after = before.clone();
            after.local.iter_mut().for_each(change);
            may_publish(&grant(Role::RehabIntake, Some(OURS)), Some(&before), Some(&after), true)
        };
        assert_eq!(changed(|local| local.beds = Some(30)), Ok(()));
        for change in [
            (|local| {
                local.accreditation = Some(Accreditation {
                    body: AccreditationBody::Nacada,
                    number: None,
                    status: AccreditationStatus::Accredited,
                    valid_from: None,
                    valid_to: None,
                    checked_at: None,
                    source: None,
                });
            }) as fn(&mut LocalFields),
            |local| local.verified_on = "2026-11-24".parse().ok(),
            |local| local.verified_by = Text::new("The centre itself").ok(),
            |local| local.confidence = Some(Confidence::High),
            |local| local.kept_by = None,
            |local| local.kind = EntryKind::Hospital,
        ] {
            assert_eq!(changed(change), Err(RefusalCode::NotYourRole));
        }
    }
}
