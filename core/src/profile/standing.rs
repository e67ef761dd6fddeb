//! What is known of people and places around this actor: grants, areas, organisations.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::event::{ActorId, Role};
use crate::geo::{AreaId, AreaIndex, AreaKind, CountyCode, LatLon, Located};
use crate::keys::PublicKey;
use crate::model::actor::{OrgId, Organisation};
use crate::model::grant::{Grant, SignedGrant};
use crate::policy::Placement;
use crate::store::{Store, StoreError, Write};

/// What the hub said when this actor enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// What the hub signs grants and pages with; pinned.
    pub hub_key: PublicKey,
    /// When the account was made.
    pub joined_at: Timestamp,
}

/// How an actor stands with the hub, as last heard.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// What the hub said when this actor enrolled; nothing before.
    pub enrolment: Option<Enrolment>,
    /// The grants that are held and that the hub's key vouches for.
    pub grants: Vec<HeldGrant>,
    /// The role that was chosen to act under.
    pub acting_as: Option<Role>,
}

/// A grant that this actor holds, checked against the hub's key.
#[derive(Debug, Clone)]
pub struct HeldGrant {
    /// What it says.
    pub grant: Grant,
    /// As the hub signed it, to be shown to another phone.
    pub signed: SignedGrant,
    /// It was taken back.
    pub revoked: bool,
}

/// Areas and organisations, as the phone holds them.
#[derive(Debug, Default)]
pub struct Directory {
    /// Areas.
    pub areas: AreaIndex,
    /// Organisations.
    pub organisations: BTreeMap<OrgId, Organisation>,
}

impl Directory {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let areas = AreaIndex::from_areas(store.areas()?).map_err(|_| StoreError::Unreadable("area"))?;
        let organisations = store.organisations()?.into_iter().map(|org| (org.id, org)).collect();
        Ok(Self { areas, organisations })
    }

    /// Which areas a place lies in; nothing where the phone holds no areas, or they leave it open.
    #[must_use]
    pub fn placement(&self, at: Option<LatLon>, named: Option<AreaId>) -> Option<Placement> {
        let placement = Placement::look_up(&self.areas, at, named);
        (!placement.is_empty()).then_some(placement)
    }

    /// The ward of a place, where there is exactly one.
    #[must_use]
    pub fn ward(&self, at: LatLon) -> Option<AreaId> {
        match self.areas.locate(at, &AreaKind::Ward) {
            Located::In(wards) => wards.first().copied().filter(|_| wards.len() == 1),
            Located::Outside | Located::Unknown => None,
        }
    }

    /// The area that is a county.
    #[must_use]
    pub fn county_area(&self, county: CountyCode) -> Option<AreaId> {
        let code = Some(crate::geo::AreaCode::County(county));
        self.areas.iter().find(|area| area.kind == AreaKind::County && area.code == code).map(|area| area.id)
    }

    /// The county that an area is or lies in, for references.
    #[must_use]
    pub fn county(&self, area: Option<AreaId>) -> Option<CountyCode> {
        let area = area?;
        let around: BTreeSet<AreaId> = self.areas.ancestors(area).into_iter().chain([area]).collect();
        around.into_iter().find_map(|id| match self.areas.get(id)?.code {
            Some(crate::geo::AreaCode::County(code)) => Some(code),
            _ => None,
        })
    }
}

const ENROLMENT: &str = "enrolment";

/// Grants of people who may issue alerts that were taken back, as the hub last told.
pub(crate) const REVOKED_ISSUERS: &str = "revoked_issuers";

/// The areas that this actor follows beside those at home.
pub(crate) const FOLLOWED: &str = "followed_areas";
/// Centres and helplines, as the hub last gave them.
pub(crate) const CENTRES: &str = "centres";

const ACTING_ROLE: &str = "acting_role";

impl Standing {
    pub(super) fn load(write: &Write<'_>, actor: ActorId) -> Result<Self, StoreError> {
        let enrolment = write.setting::<Option<Enrolment>>(ENROLMENT)?.flatten();
        let acting_as = write.setting::<Option<Role>>(ACTING_ROLE)?.flatten();
        let Some(hub_key) = enrolment.as_ref().map(|enrolment| enrolment.hub_key) else {
            return Ok(Self { acting_as, ..Self::default() });
        };
        let held = write.grants()?.into_iter().filter_map(|(signed, revoked)| {
            let grant = signed.verify(&hub_key).ok().filter(|grant| grant.actor == actor)?;
            Some(HeldGrant { grant, signed, revoked })
        });
        Ok(Self { enrolment, grants: held.collect(), acting_as })
    }

    /// Keeps what the hub said when this actor enrolled; nothing, where the actor has to enrol again.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn enrol(write: &Write<'_>, enrolment: Option<&Enrolment>) -> Result<(), StoreError> {
        write.put(ENROLMENT, &enrolment)
    }

    /// Keeps the role that was chosen to act under.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn act_as(write: &Write<'_>, role: Option<&Role>) -> Result<(), StoreError> {
        write.put(ACTING_ROLE, &role)
    }

    /// The grants of a role, those that last longest first.
    #[must_use]
    pub fn grants_of(&self, role: &Role) -> Vec<&HeldGrant> {
        let mut held: Vec<&HeldGrant> = self.grants.iter().filter(|held| held.grant.role == *role).collect();
        held.sort_by_key(|held| (held.revoked, std::cmp::Reverse(held.grant.expires)));
        held
    }
}
