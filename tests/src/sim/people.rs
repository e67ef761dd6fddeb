//! Who takes part: everybody whom the template enrols, and in what part.

use usalama_core::event::Role;
use usalama_core::geo::AreaId;
use usalama_core::model::actor::{CredentialStatus, GuardCredential, OrgId};
use usalama_core::policy::max_audience_of;
use usalama_hub::ledger::grants::Terms;

use super::ground::Ground;

/// Somebody's part in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A resident of the first ward.
    Neighbour,
    /// Another one.
    Shopkeeper,
    /// A guard of the site.
    Guard,
    /// Another guard of the same firm.
    NightGuard,
    /// Their supervisor.
    Supervisor,
    /// An officer of the first station.
    Officer,
    /// Another officer there.
    Sergeant,
    /// An official of the association.
    Official,
    /// A moderator of the ward.
    Moderator,
    /// A leader of the cluster.
    Leader,
    /// Somebody who runs outreach in the ward.
    Worker,
}

impl Part {
    /// Everybody.
    pub const ALL: [Self; 11] = [
        Self::Neighbour,
        Self::Shopkeeper,
        Self::Guard,
        Self::NightGuard,
        Self::Supervisor,
        Self::Officer,
        Self::Sergeant,
        Self::Official,
        Self::Moderator,
        Self::Leader,
        Self::Worker,
    ];

    /// The role that belongs to it.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Neighbour | Self::Shopkeeper => Role::Resident,
            Self::Guard | Self::NightGuard => Role::Guard,
            Self::Supervisor => Role::FirmSupervisor,
            Self::Officer | Self::Sergeant => Role::PoliceOfficer,
            Self::Official => Role::RaOfficial,
            Self::Moderator => Role::Moderator,
            Self::Leader => Role::CommunityLeader,
            Self::Worker => Role::OutreachWorker,
        }
    }

    /// The telephone number of a resident.
    #[must_use]
    pub fn number(self) -> String {
        format!("+2547{:08}", self as u32 + 1)
    }

    /// Where it is played: at home, or after a move elsewhere.
    #[must_use]
    pub fn area(self, ground: &Ground, moved: bool) -> AreaId {
        let second = usize::from(moved);
        match self {
            Self::Neighbour | Self::Shopkeeper | Self::Moderator | Self::Worker => ground.wards[second],
            Self::Guard | Self::NightGuard | Self::Supervisor => ground.site,
            Self::Officer | Self::Sergeant => ground.police_areas[second],
            Self::Official => ground.ra,
            Self::Leader => ground.cluster,
        }
    }

    fn org(self, ground: &Ground, moved: bool) -> Option<OrgId> {
        let second = usize::from(moved);
        match self {
            Self::Guard | Self::NightGuard | Self::Supervisor => Some(ground.firms[second]),
            Self::Officer | Self::Sergeant => Some(ground.stations[second]),
            Self::Official => Some(ground.association),
            _ => None,
        }
    }

    /// What it is invited to.
    #[must_use]
    pub fn terms(self, ground: &Ground, moved: bool) -> Terms {
        let role = self.role();
        let credential = (role == Role::Guard).then(|| GuardCredential {
            gfn: "GFN-0001".to_owned(),
            valid_to: None,
            status: CredentialStatus::Valid,
            checked_at: None,
        });
        Terms {
            org: self.org(ground, moved),
            areas: vec![self.area(ground, moved)],
            capability: None,
            max_audience: max_audience_of(&role),
            credential,
            role,
        }
    }
}
