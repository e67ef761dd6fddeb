//! Which areas a place lies in, over all hierarchies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::geo::{AreaId, AreaIndex, AreaKind, LatLon, Located};

/// The areas that contain a place, with their ancestors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Placement(BTreeMap<AreaId, AreaKind>);

impl Placement {
    /// From areas and their kinds.
    #[must_use]
    pub fn new(areas: impl IntoIterator<Item = (AreaId, AreaKind)>) -> Self {
        Self(areas.into_iter().collect())
    }

    /// With more areas that it lies in.
    #[must_use]
    pub fn with(mut self, areas: impl IntoIterator<Item = (AreaId, AreaKind)>) -> Self {
        self.0.extend(areas);
        self
    }

    /// With all that another place lies in.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().map(|(id, kind)| (*id, kind.clone())));
        self
    }

    /// Looks a place up: the areas that hold the position, and the area that the report names, each with its ancestors. A
    /// named area that the position's own ward contradicts is passed over. Empty where nothing is known.
    #[must_use]
    pub fn look_up(index: &AreaIndex, at: Option<LatLon>, named: Option<AreaId>) -> Self {
        let mut found: Vec<AreaId> = at.map(|at| index.containing(at)).unwrap_or_default();
        let named = named.filter(|named| index.get(*named).is_some()).filter(|named| {
            let ward = at.map(|at| index.locate(at, &AreaKind::Ward));
            let contradicts = |wards: &[AreaId]| {
                !wards.iter().any(|ward| index.is_within(*ward, *named) || index.is_within(*named, *ward))
            };
            !matches!(ward, Some(Located::In(wards)) if contradicts(&wards))
        });
        found.extend(named);
        let ancestors: Vec<AreaId> = found.iter().flat_map(|id| index.ancestors(*id)).collect();
        found.extend(ancestors);
        Self::new(found.into_iter().filter_map(|id| index.get(id)).map(|area| (area.id, area.kind.clone())))
    }

    /// Whether nothing is known of the place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the place lies in this area.
    #[must_use]
    pub fn is_in(&self, area: AreaId) -> bool {
        self.0.contains_key(&area)
    }

    /// The areas of this kind that it lies in.
    pub fn of_kind<'a>(&'a self, kind: &'a AreaKind) -> impl Iterator<Item = AreaId> + 'a {
        self.0.iter().filter(move |(_, k)| *k == kind).map(|(id, _)| *id)
    }

    /// The first area of the first of these kinds that it lies in.
    #[must_use]
    pub fn first_of(&self, kinds: &[AreaKind]) -> Option<AreaId> {
        kinds.iter().find_map(|kind| self.of_kind(kind).next())
    }

    /// The ward.
    #[must_use]
    pub fn ward(&self) -> Option<AreaId> {
        self.first_of(&[AreaKind::Ward])
    }

    /// Where a case is looked at when nothing finer is known: the county, else the country.
    #[must_use]
    pub fn triage(&self) -> Option<AreaId> {
        self.first_of(&[AreaKind::County, AreaKind::Country])
    }
}
