//! A phone is lost: its keys are taken back, and whoever has to be told is told what was readable on it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, PartName, SubjectId};
use usalama_core::policy::{Reader, buckets_of};

use crate::atlas::Atlas;
use crate::enrolment::grants::{current, in_force, take_back};
use crate::error::HubError;
use crate::ledger::{Write, accounts, events, rights};
use crate::reading::{Access, Withholder};

/// What was readable of a subject: kinds of events, and parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exposed {
    /// Such as `incident.submitted`.
    pub kinds: BTreeSet<String>,
    /// What of them could be read.
    pub parts: BTreeSet<PartName>,
    /// The one whose phone it was reported or called.
    pub own: bool,
}

/// What an actor may read, and so what their phone may hold: every event in every bucket of theirs, with the parts that policy gives.
/// What the phone has erased since by itself is in it too: it is the most that can have been read.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn exposure(
    db: &Connection,
    atlas: &Atlas,
    actor: ActorId,
    now: Timestamp,
) -> Result<BTreeMap<SubjectId, Exposed>, HubError> {
    let grants = in_force(db, actor, now)?;
    let world = atlas.world(db)?;
    let buckets = buckets_of(&Reader { actor, grants: &grants }, now, |area| world.within(area));
    let access = Access { actor, grants, buckets };
    let mut withholder = Withholder::new(db, &access);
    let mut exposed: BTreeMap<SubjectId, Exposed> = BTreeMap::new();
    for bucket in &access.buckets {
        for id in rights::held_in(db, &bucket.to_string())? {
            let Some(kept) = events::find(db, id)? else { continue };
            let event = withholder.withhold(kept.event)?;
            let of = exposed.entry(event.header().subject).or_default();
            of.kinds.insert(event.header().kind.clone());
            of.parts.extend(event.parts().keys().cloned());
            of.own |= matches!(bucket, usalama_core::policy::Bucket::Actor(_));
        }
    }
    Ok(exposed)
}

/// Takes the keys of a lost phone back, with every grant: from now on it opens no session, and what its keys sign is refused. The
/// account goes on when its owner enrols again by the number; roles are given anew. Says how many grants there were.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn report(write: &Write<'_>, actor: ActorId, now: Timestamp) -> Result<usize, HubError> {
    let grants = current(write, actor)?;
    for kept in &grants {
        take_back(write, kept.grant.id)?;
    }
    rights::lose_phone(write, actor, now)?;
    Ok(grants.len())
}

/// Whose number it is.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn holder(db: &Connection, phone: &str) -> Result<Option<ActorId>, HubError> {
    Ok(accounts::by_phone(db, phone)?)
}
