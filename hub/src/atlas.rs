//! The areas and organisations in a form that can be asked, made anew only when they change.

use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::Connection;
use usalama_core::geo::{Area, AreaId, AreaIndex, AreaKind};
use usalama_core::keys::Hash;
use usalama_core::model::referral::CentreList;
use usalama_core::sync::wire::Reference;

use crate::error::HubError;
use crate::ledger::{REFERENCE_VERSION, reference, version};

/// Areas and organisations as they stood at one version.
#[derive(Debug, Default)]
pub struct World {
    version: u64,
    /// The areas.
    pub areas: AreaIndex,
    /// The centres, in the realm `care`.
    pub centres: CentreList,
    /// What phones get of it: JSON of [`Reference`].
    pub json: Vec<u8>,
    /// Tells this version from others (RFC 9110 §8.8.3).
    pub etag: String,
}

impl World {
    fn load(db: &Connection, version: u64) -> Result<Self, HubError> {
        let areas = reference::areas(db)?;
        let organisations = reference::organisations(db)?;
        let index = AreaIndex::from_areas(areas.iter().cloned())?;
        let centres = crate::ledger::care::centres(db)?;
        let reference = Reference { areas: parents_first(areas, &index), organisations, centres: centres.clone() };
        let json = serde_json::to_vec(&reference).map_err(HubError::Reply)?;
        let etag = format!("W/\"{}\"", Hash::of("usalama 2026 hub reference", &[&json]));
        Ok(Self { version, areas: index, centres, json, etag })
    }

    /// An area and all areas in it.
    #[must_use]
    pub fn within(&self, area: AreaId) -> Vec<AreaId> {
        let mut all: Vec<AreaId> = self.areas.descendants(area).into_iter().collect();
        all.push(area);
        all
    }

    /// The countries: where a place goes of which nothing else is known.
    pub fn countries(&self) -> impl Iterator<Item = (AreaId, AreaKind)> + '_ {
        self.areas.iter().filter(|area| area.kind == AreaKind::Country).map(|area| (area.id, area.kind.clone()))
    }
}

/// Parents before children, so that a reader can take in one area after the other.
#[must_use]
pub fn parents_first(areas: Vec<Area>, index: &AreaIndex) -> Vec<Area> {
    let mut areas: Vec<(usize, Area)> = areas.into_iter().map(|area| (index.ancestors(area.id).len(), area)).collect();
    // An area has more ancestors than any of its parents.
    areas.sort_by_key(|(depth, area)| (*depth, area.id));
    areas.into_iter().map(|(_, area)| area).collect()
}

/// Keeps the present [`World`].
#[derive(Debug, Default)]
pub struct Atlas(RwLock<Option<Arc<World>>>);

impl Atlas {
    /// The world as the ledger has it. Another process may have changed it: one row tells.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along, or the areas do not fit together.
    pub fn world(&self, db: &Connection) -> Result<Arc<World>, HubError> {
        let version = version(db, REFERENCE_VERSION)?;
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(world) = kept.filter(|world| world.version == version) {
            return Ok(world);
        }
        let world = Arc::new(World::load(db, version)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&world));
        Ok(world)
    }
}
