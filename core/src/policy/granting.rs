//! Who may give which role to others: the row "Role grants" of DOMAIN §12.

use crate::event::{Audience, Role};
use crate::geo::AreaId;
use crate::model::actor::OrgId;
use crate::model::grant::{Capability, Grant};
use crate::model::refusal::RefusalCode;

/// May the holder of this grant give the role to somebody? Nobody gives what lies outside their own area or belongs to another
/// organisation. `is_within` tells whether the first area is the second or lies in it.
///
/// # Errors
/// [`RefusalCode::NotYourRole`] where the role is not theirs to give, [`RefusalCode::OutOfScope`] where it would reach
/// farther than their own.
pub fn may_grant(
    granter: &Grant,
    role: &Role,
    org: Option<OrgId>,
    areas: &[AreaId],
    capability: Option<&Capability>,
    is_within: impl Fn(AreaId, AreaId) -> bool,
) -> Result<(), RefusalCode> {
    let own_org = org.is_some() && org == granter.org;
    let (theirs, in_scope) = match (&granter.role, role) {
        (_, Role::Hub | Role::Other(_)) => (false, false),
        (Role::ProgrammeAdmin, _) => (true, true),
        (Role::RaOfficial | Role::NgaoOfficer, Role::CommunityLeader) => (capability.is_none(), !areas.is_empty()),
        // An association's own watchmen; those of a firm are the firm's to grant.
        (Role::RaOfficial | Role::FirmSupervisor, Role::Guard) => (capability.is_none(), own_org),
        (Role::PoliceOfficer, Role::PoliceOfficer) => {
            let desk = granter.is(&Capability::Ocs) && capability == Some(&Capability::Desk);
            (desk, own_org && !areas.is_empty())
        }
        _ => (false, false),
    };
    if !theirs {
        return Err(RefusalCode::NotYourRole);
    }
    let inside = areas.iter().all(|area| granter.areas.iter().any(|own| is_within(*area, *own)));
    if in_scope && inside { Ok(()) } else { Err(RefusalCode::OutOfScope) }
}

/// The widest audience of acts under a role, unless the grant says less: residents may ask for a copy for everyone, officials
/// speak to the resident association at the widest.
#[must_use]
pub const fn max_audience_of(role: &Role) -> Audience {
    match role {
        Role::Resident => Audience::Public,
        _ => Audience::Ra,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::event::ActorId;
    use crate::keys::PublicKey;
    use crate::model::grant::GrantId;
    use uuid::Uuid;

    const REGION: AreaId = AreaId::new(Uuid::from_u128(1));
    const STATION: AreaId = AreaId::new(Uuid::from_u128(2));
    const ELSEWHERE: AreaId = AreaId::new(Uuid::from_u128(3));
    const OURS: OrgId = OrgId(Uuid::from_u128(4));
    const THEIRS: OrgId = OrgId(Uuid::from_u128(5));

    fn is_within(area: AreaId, other: AreaId) -> bool {
        area == other || (area, other) == (STATION, REGION)
    }

    fn granter(role: Role, capability: Option<Capability>) -> Grant {
        let area = if role == Role::ProgrammeAdmin { REGION } else { STATION };
        Grant {
            id: GrantId(Uuid::nil()),
            actor: ActorId(Uuid::nil()),
            role,
            key: PublicKey::from_bytes([0; 32]),
            org: Some(OURS),
            areas: vec![area],
            capability,
            max_audience: Audience::Ra,
            credential: None,
            not_before: Timestamp::from_millis(0),
            expires: Timestamp::from_millis(1),
        }
    }

    /// What a granter may give, within the own area and organisation, with and without the rank of desk officer.
    fn gives(role: Role, capability: Option<Capability>) -> Vec<Role> {
        let granter = granter(role, capability);
        Role::ALL
            .iter()
            .filter(|role| {
                [None, Some(&Capability::Desk)]
                    .into_iter()
                    .any(|capability| may_grant(&granter, role, Some(OURS), &[STATION], capability, is_within).is_ok())
            })
            .cloned()
            .collect()
    }

    #[test]
    fn each_role_gives_what_the_domain_says_and_nobody_becomes_the_hub() {
        assert_eq!(gives(Role::RaOfficial, None), [Role::CommunityLeader, Role::Guard]);
        assert_eq!(gives(Role::NgaoOfficer, None), [Role::CommunityLeader]);
        assert_eq!(gives(Role::FirmSupervisor, None), [Role::Guard]);
        assert_eq!(gives(Role::PoliceOfficer, Some(Capability::Ocs)), [Role::PoliceOfficer]);
        assert_eq!(gives(Role::PoliceOfficer, Some(Capability::Desk)), []);
        let every: Vec<Role> = Role::ALL.iter().filter(|role| **role != Role::Hub).cloned().collect();
        assert_eq!(gives(Role::ProgrammeAdmin, None), every);
        for role in [Role::Resident, Role::CommunityLeader, Role::Guard, Role::Moderator, Role::OutreachWorker] {
            assert_eq!(gives(role, None), []);
        }
    }

    #[test]
    fn nobody_gives_what_lies_beyond_their_own_area_or_organisation() {
        let no = |granter: &Grant, role, org, areas: &[AreaId], capability| {
            may_grant(granter, role, org, areas, capability, is_within).unwrap_err()
        };
        let supervisor = granter(Role::FirmSupervisor, None);
        assert_eq!(no(&supervisor, &Role::Guard, Some(THEIRS), &[STATION], None), RefusalCode::OutOfScope);
        assert_eq!(no(&supervisor, &Role::Guard, None, &[STATION], None), RefusalCode::OutOfScope);
        assert_eq!(no(&supervisor, &Role::Guard, Some(OURS), &[ELSEWHERE], None), RefusalCode::OutOfScope);
        let admin = granter(Role::ProgrammeAdmin, None);
        assert_eq!(no(&admin, &Role::PoliceOfficer, Some(THEIRS), &[ELSEWHERE], None), RefusalCode::OutOfScope);
        let ocs = granter(Role::PoliceOfficer, Some(Capability::Ocs));
        let rank = Some(&Capability::Ocs);
        assert_eq!(no(&ocs, &Role::PoliceOfficer, Some(OURS), &[STATION], rank), RefusalCode::NotYourRole);
    }
}
