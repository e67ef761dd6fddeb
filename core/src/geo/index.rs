//! Areas by identity, by hierarchy and by place.
//!
//! In: [`Area`]s in any order. Out: which areas lie in which, and which hold a point, honestly: *unknown* is an answer,
//! because 13 of Kenya's 1,450 wards have no outline and borders in simplified maps leave gaps. Answers are sorted by
//! identity (or by distance, then identity), so that equal questions have equal answers on every phone.
//!
//! This module never knows who asks, and it keeps no position.

use std::collections::{BTreeMap, BTreeSet};

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::area::{Area, AreaError, AreaId, AreaKind};
use super::position::LatLon;
use super::shape::{METRES_PER_DEGREE, Shape};

/// The coarsening where no area is known, in metres: that of sparsely settled places (DOMAIN §3.2).
pub const COARSEN_M_WITHOUT_AREA: u32 = 500;

/// Beyond this many steps upwards, what an area lies in counts as not known. No real hierarchy is so deep.
const MAX_STEPS: u8 = 32;

type Boxed = GeomWithData<Rectangle<[f64; 2]>, AreaId>;

/// Why an area was not taken in. The index is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The area is none.
    #[error("area {id}: {reason}")]
    Area {
        /// Which.
        id: AreaId,
        /// Why.
        #[source]
        reason: AreaError,
    },
    /// The area would lie in itself, by way of others.
    #[error("area {id} would lie in itself")]
    Cycle {
        /// Which.
        id: AreaId,
    },
    /// The same area twice in one batch.
    #[error("area {id} is given twice")]
    Twice {
        /// Which.
        id: AreaId,
    },
}

/// In which area of a kind a point lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// In these: more than one on a border, or where outlines overlap. Never empty.
    In(Vec<AreaId>),
    /// In none of those that the index holds, and each of them could tell.
    Outside,
    /// It cannot be told: see [`AreaIndex::locate`].
    Unknown,
}

impl Located {
    /// The areas; none where it is outside or unknown.
    #[must_use]
    pub fn ids(&self) -> &[AreaId] {
        match self {
            Self::In(ids) => ids,
            Self::Outside | Self::Unknown => &[],
        }
    }
}

/// Areas that can be asked.
///
/// A parent that is not in the index is allowed: packs arrive one by one. It counts as an ancestor, and nothing is
/// known of what it lies in.
#[derive(Debug, Default)]
pub struct AreaIndex {
    areas: BTreeMap<AreaId, Area>,
    children: BTreeMap<AreaId, BTreeSet<AreaId>>,
    boxes: RTree<Boxed>,
}

impl AreaIndex {
    /// An empty index.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in many areas at once, in any order. Quicker than one by one.
    ///
    /// # Errors
    /// [`IndexError`]; then there is no index.
    pub fn from_areas(areas: impl IntoIterator<Item = Area>) -> Result<Self, IndexError> {
        let mut index = Self::new();
        let mut boxes = Vec::new();
        for area in areas {
            if index.areas.contains_key(&area.id) {
                return Err(IndexError::Twice { id: area.id });
            }
            index.check(&area)?;
            boxes.extend(boxed(&area));
            index.link(area);
        }
        index.boxes = RTree::bulk_load(boxes);
        Ok(index)
    }

    /// Takes in an area, or replaces the one of the same identity, which is returned.
    ///
    /// # Errors
    /// [`IndexError`]: the area is none, it lies in one of the wrong kind or one of the wrong kind lies in it, or it
    /// would lie in itself. Then the index is as it was.
    pub fn insert(&mut self, area: Area) -> Result<Option<Area>, IndexError> {
        self.check(&area)?;
        let former = self.areas.remove(&area.id);
        if let Some(former) = &former {
            for parent in &former.parents {
                if let Some(children) = self.children.get_mut(parent) {
                    children.remove(&former.id);
                }
            }
            if let Some(former) = boxed(former) {
                self.boxes.remove(&former);
            }
        }
        if let Some(boxed) = boxed(&area) {
            self.boxes.insert(boxed);
        }
        self.link(area);
        Ok(former)
    }

    fn check(&self, area: &Area) -> Result<(), IndexError> {
        let refuse = |reason| IndexError::Area { id: area.id, reason };
        area.check().map_err(refuse)?;
        for parent in area.parents.iter().filter_map(|id| self.areas.get(id)) {
            area.check_parent(parent).map_err(refuse)?;
        }
        for child in self.children(area.id) {
            child.check_parent(area).map_err(|reason| IndexError::Area { id: child.id, reason })?;
        }
        if area.parents.iter().any(|parent| self.is_within(*parent, area.id)) {
            return Err(IndexError::Cycle { id: area.id });
        }
        Ok(())
    }

    fn link(&mut self, area: Area) {
        for parent in &area.parents {
            self.children.entry(*parent).or_default().insert(area.id);
        }
        self.areas.insert(area.id, area);
    }

    /// How many areas it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// The area of this identity.
    #[must_use]
    pub fn get(&self, id: AreaId) -> Option<&Area> {
        self.areas.get(&id)
    }

    /// All areas, by identity.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    /// The areas that lie directly in this one, by identity.
    pub fn children(&self, id: AreaId) -> impl Iterator<Item = &Area> {
        self.children.get(&id).into_iter().flatten().filter_map(|child| self.areas.get(child))
    }

    /// All that this area lies in, in every hierarchy, without itself; also those that the index does not hold.
    #[must_use]
    pub fn ancestors(&self, id: AreaId) -> BTreeSet<AreaId> {
        reach(id, |id| self.areas.get(&id).map(|area| area.parents.iter().copied()).into_iter().flatten())
    }

    /// All that lies in this area, in every hierarchy, without itself.
    #[must_use]
    pub fn descendants(&self, id: AreaId) -> BTreeSet<AreaId> {
        reach(id, |id| self.children.get(&id).into_iter().flatten().copied())
    }

    /// Whether an area is the other, or lies in it in any hierarchy.
    #[must_use]
    pub fn is_within(&self, id: AreaId, ancestor: AreaId) -> bool {
        id == ancestor || self.ancestors(id).contains(&ancestor)
    }

    /// In which area of this kind the point lies. Borders count as inside.
    ///
    /// It is [`Located::Unknown`] where no outline of this kind holds the point, and
    /// - the index holds no area of this kind; or
    /// - an area of this kind has no outline and could hold the point: nothing is known of what it lies in, or its
    ///   parents of each kind include one that holds the point or could; or
    /// - the kind leaves no gaps by law ([`AreaKind::leaves_no_gap`]), and the point is in an area in which areas of
    ///   this kind lie: then it is in a gap of the map.
    ///
    /// Else it is [`Located::Outside`] *of what the index holds*: an index of three counties and nothing else says
    /// so of the other 44; one that holds the outline of the country says unknown.
    #[must_use]
    pub fn locate(&self, at: LatLon, kind: &AreaKind) -> Located {
        let containing = self.containing(at);
        let of_kind = |id: &AreaId| self.get(*id).is_some_and(|area| area.kind == *kind);
        let hits: Vec<AreaId> = containing.iter().copied().filter(of_kind).collect();
        if !hits.is_empty() {
            return Located::In(hits);
        }
        let (mut any, mut known) = (false, BTreeMap::new());
        for area in self.iter().filter(|area| area.kind == *kind) {
            any = true;
            if area.geometry.is_none() && self.could_hold(area, at, MAX_STEPS, &mut known) {
                return Located::Unknown;
            }
        }
        let in_a_gap = || {
            let above = kinds_above(kind);
            containing.iter().filter_map(|id| self.get(*id)).any(|area| above.contains(&area.kind))
        };
        if !any || (kind.leaves_no_gap() && in_a_gap()) { Located::Unknown } else { Located::Outside }
    }

    /// Whether the area holds the point, as far as anything is known.
    fn could_hold(&self, area: &Area, at: LatLon, steps: u8, known: &mut BTreeMap<AreaId, bool>) -> bool {
        if let Some(answer) = known.get(&area.id) {
            return *answer;
        }
        let answer = match &area.geometry {
            Some(shape) => shape.contains(at),
            None if steps == 0 => true,
            None => {
                // An area lies in one parent of each hierarchy; of several wards of an association, in any of them.
                let mut by_kind: BTreeMap<&AreaKind, bool> = BTreeMap::new();
                for parent in area.parents.iter().filter_map(|id| self.areas.get(id)) {
                    let could = self.could_hold(parent, at, steps - 1, known);
                    *by_kind.entry(&parent.kind).or_default() |= could;
                }
                by_kind.values().all(|could| *could)
            }
        };
        known.insert(area.id, answer);
        answer
    }

    /// All areas, of any kind, whose outline holds the point, by identity. Borders count as inside.
    #[must_use]
    pub fn containing(&self, at: LatLon) -> Vec<AreaId> {
        self.hits(AABB::from_point([at.lon(), at.lat()]), |shape| shape.contains(at).then_some(()))
            .into_iter()
            .map(|(id, ())| id)
            .collect()
    }

    /// All areas whose outline has a point in common with this one, by identity.
    #[must_use]
    pub fn intersecting(&self, shape: &Shape) -> Vec<AreaId> {
        let Some(bounds) = shape.bounds() else { return Vec::new() };
        let bounds = AABB::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        self.hits(bounds, |other| other.intersects(shape).then_some(())).into_iter().map(|(id, ())| id).collect()
    }

    /// The areas whose outline is at most this many metres away, nearest first, with the distance: 0 inside. Areas
    /// without an outline are left out.
    #[must_use]
    pub fn within_radius(&self, at: LatLon, metres: f64) -> Vec<(AreaId, f64)> {
        let near = |shape: &Shape| Some(shape.distance_m(at)).filter(|distance| *distance <= metres);
        let mut found = self.hits(around(at, metres), near);
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }

    /// The `count` areas of this kind that are nearest, with their distance in metres. Areas without an outline are
    /// left out.
    #[must_use]
    pub fn nearest(&self, at: LatLon, kind: &AreaKind, count: usize) -> Vec<(AreaId, f64)> {
        let half_the_earth = 180.0 * METRES_PER_DEGREE;
        let mut radius = 1_000.0;
        loop {
            let mut found = self.within_radius(at, radius);
            found.retain(|(id, _)| self.get(*id).is_some_and(|area| area.kind == *kind));
            if found.len() >= count || radius > half_the_earth {
                found.truncate(count);
                return found;
            }
            radius *= 4.0;
        }
    }

    /// How far the copies for neighbours of what happens here are coarsened, in metres: by the smallest area that holds the
    /// place, the one whose people know it. Where none does, [`COARSEN_M_WITHOUT_AREA`].
    #[must_use]
    pub fn coarsen_m_at(&self, at: LatLon) -> u32 {
        let size = |area: &Area| area.geometry.as_ref().map_or(f64::INFINITY, Shape::size);
        self.containing(at)
            .into_iter()
            .filter_map(|id| self.get(id))
            // Of two of equal size the coarser one: doubt is for privacy.
            .min_by(|a, b| size(a).total_cmp(&size(b)).then(b.coarsen_m.cmp(&a.coarsen_m)))
            .map_or(COARSEN_M_WITHOUT_AREA, |area| area.coarsen_m)
    }

    /// The areas whose box meets this one and for whose outline `ask` has an answer, by identity.
    fn hits<T>(&self, bounds: AABB<[f64; 2]>, ask: impl Fn(&Shape) -> Option<T>) -> Vec<(AreaId, T)> {
        let mut hits: Vec<(AreaId, T)> = self
            .boxes
            .locate_in_envelope_intersecting(&bounds)
            .filter_map(|boxed| self.areas.get(&boxed.data))
            .filter_map(|area| Some((area.id, ask(area.geometry.as_ref()?)?)))
            .collect();
        hits.sort_by_key(|(id, _)| *id);
        hits
    }
}

fn boxed(area: &Area) -> Option<Boxed> {
    let bounds = area.geometry.as_ref()?.bounds()?;
    let corners = Rectangle::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
    Some(GeomWithData::new(corners, area.id))
}

/// Everything that can be reached by steps, without the start.
fn reach<I: Iterator<Item = AreaId>>(start: AreaId, step: impl Fn(AreaId) -> I) -> BTreeSet<AreaId> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![start]);
    while let Some(id) = open.pop() {
        open.extend(step(id).filter(|next| reached.insert(*next)));
    }
    reached.remove(&start);
    reached
}

/// The kinds in which areas of this kind lie, at any depth.
fn kinds_above(kind: &AreaKind) -> BTreeSet<AreaKind> {
    let (mut above, mut open) = (BTreeSet::new(), vec![kind.clone()]);
    while let Some(kind) = open.pop() {
        open.extend(kind.parent_kinds().iter().filter(|parent| above.insert((*parent).clone())).cloned());
    }
    above
}

/// A box in degrees that holds everything within the radius; round the whole Earth where it meets the antimeridian.
pub(crate) fn around(at: LatLon, metres: f64) -> AABB<[f64; 2]> {
    let high = metres.max(0.0) / METRES_PER_DEGREE * 1.01;
    let (south, north) = (at.lat() - high, at.lat() + high);
    let narrow = south.abs().max(north.abs()).min(90.0).to_radians().cos();
    let wide = high / narrow.max(1e-9);
    let (west, east) = (at.lon() - wide, at.lon() + wide);
    if west < -180.0 || east > 180.0 {
        return AABB::from_corners([-180.0, south], [180.0, north]);
    }
    AABB::from_corners([west, south], [east, north])
}

#[cfg(test)]
mod tests;
