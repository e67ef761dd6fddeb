//! What is known of people and places around this actor: grants, areas, organisations.

use std::collections::{BTreeMap, BTreeSet};

use super::open::Profile;
use crate::event::{ActorId, Role};
use crate::geo::{AreaId, AreaIndex, AreaKind, CountyCode, LatLon, Located};
use crate::model::actor::{OrgId, Organisation};
use crate::model::grant::{Grant, SignedGrant};
use crate::policy::Placement;
use crate::store::{Store, StoreError};

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

impl Profile {
    /// The grants that are held and that the hub's key vouches for.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn grants(&self) -> Result<Vec<HeldGrant>, StoreError> {
        let Some(enrolment) = self.enrolment()? else { return Ok(vec![]) };
        let held = self.store.grants()?.into_iter().filter_map(|(signed, revoked)| {
            let grant = signed.verify(&enrolment.hub_key).ok()?;
            Some(HeldGrant { grant, signed, revoked })
        });
        Ok(held.filter(|held| held.grant.actor == self.actor).collect())
    }

    /// The grants of a role, those that last longest first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn standings(&self, role: &Role) -> Result<Vec<HeldGrant>, StoreError> {
        let mut held: Vec<HeldGrant> = self.grants()?.into_iter().filter(|held| held.grant.role == *role).collect();
        held.sort_by_key(|held| (held.revoked, std::cmp::Reverse(held.grant.expires)));
        Ok(held)
    }

    /// Whose the phone is, for those who ask by actor.
    #[must_use]
    pub fn is_me(&self, actor: ActorId) -> bool {
        actor == self.actor
    }
}
