//! Who reads, and through which buckets.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use usalama_core::event::ActorId;
use usalama_core::model::grant::Grant;
use usalama_core::policy::{Bucket, Reader, buckets_of};

use crate::enrolment::grants::in_force;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::feed;

/// What somebody may read at one instant.
#[derive(Debug, Clone)]
pub struct Access {
    /// Who.
    pub actor: ActorId,
    /// Their grants that are in force.
    pub grants: Vec<Grant>,
    /// The buckets that these open.
    pub buckets: BTreeSet<Bucket>,
}

impl Access {
    /// What this actor may read now.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn of(hub: &Hub, db: &Connection, actor: ActorId) -> Result<Self, HubError> {
        let now = hub.now();
        let grants = in_force(db, actor, now)?;
        let world = hub.atlas.world(db)?;
        let buckets = buckets_of(&Reader { actor, grants: &grants }, now, |area| world.within(area));
        Ok(Self { actor, grants, buckets })
    }

    /// The same, as policy asks for it.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader { actor: self.actor, grants: &self.grants }
    }
}

/// Where the buckets stand that somebody may read. Those that never held anything are left out.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn heads(db: &Connection, access: &Access) -> Result<BTreeMap<Bucket, u64>, HubError> {
    let mut heads = BTreeMap::new();
    for bucket in &access.buckets {
        let head = feed::head(db, &bucket.to_string())?.position;
        if head > 0 {
            heads.insert(bucket.clone(), head);
        }
    }
    Ok(heads)
}
