//! The directory of counties: packs for phones, and what is asked of it.
//!
//! A pack is made from the rows whenever it is asked for, so that what an administrator's command changed is in the next one. Who may
//! publish what is for `usalama_core::policy`, the same function that phones ask.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::Connection;
use usalama_core::event::{ActorId, Role};
use usalama_core::geo::{Area, AreaCode, AreaId, AreaKind, CountyCode};
use usalama_core::model::directory::{
    Change, DirectoryChange, HsdsId, MAX_SUGGESTIONS_A_DAY, Organization, PackError, RegionPack, RegionSettings,
    SignedPack, Suggestion,
};
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::policy::{may_publish, may_suggest};
use usalama_core::sync::wire::{ChangeResult, DirectoryAsk, DirectoryNews, HeldWorld, RegionNews};

use crate::atlas::World;
use crate::clock::before;
use crate::enrolment::Denied;
use crate::enrolment::grants::in_force;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{LedgerError, Write, directory, reference};

const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// Bytes of an entry that is published, at most.
const MAX_ENTRY: usize = 64 * 1024;

/// Whether areas or directory are newer than what a phone holds.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn is_newer(hub: &Hub, db: &Connection, held: &HeldWorld) -> Result<bool, HubError> {
    if HeldWorld::short(&hub.atlas.world(db)?.etag) != held.areas {
        return Ok(true);
    }
    for (county, version) in &held.packs {
        if directory::version_of(db, *county)? > *version {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The first of the counties that were asked for of which there is something newer.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn news(hub: &Hub, ask: &DirectoryAsk) -> Result<DirectoryNews, HubError> {
    hub.ledger.read::<_, HubError>(|db| {
        let current = directory::regions(db)?;
        for region in current {
            let Some(held) = ask.held.get(&region.county).copied().filter(|held| *held < region.version) else {
                continue;
            };
            let pack = pack(hub, db, &region, held)?;
            let Some(pack) = pack else { continue };
            return Ok(DirectoryNews { region: Some(RegionNews { county: region.county, pack }) });
        }
        Ok(DirectoryNews::default())
    })
}

/// From the version that is held to the newest.
fn pack(hub: &Hub, db: &Connection, region: &directory::Region, held: u64) -> Result<Option<SignedPack>, HubError> {
    let (entries, removed) = directory::since(db, region.county, held)?;
    let pack = RegionPack {
        county: region.county,
        from: held,
        version: region.version,
        made_at: hub.now(),
        settings: region.settings.clone(),
        entries,
        removed: if held == 0 { BTreeSet::new() } else { removed.into_iter().collect() },
    };
    match SignedPack::seal(&pack, &hub.keys.account) {
        Ok(signed) => Ok(Some(signed)),
        // What is taken up was measured; nothing else can be wrong with it.
        Err(error) => {
            tracing::error!(county = region.county.number(), %error, "the pack of a county cannot be made");
            Ok(None)
        }
    }
}

/// Whether a county's directory, as it stands, fits into one pack.
///
/// # Errors
/// [`PackError`] where it does not, in a ledger error's place where the disk does not play along.
pub fn fits(db: &Connection, county: CountyCode) -> Result<Result<usize, PackError>, LedgerError> {
    let (entries, _) = directory::since(db, county, 0)?;
    let settings = directory::regions(db)?.into_iter().find(|region| region.county == county);
    let pack = RegionPack {
        county,
        from: 0,
        version: 1,
        made_at: usalama_core::clock::Timestamp::from_millis(0),
        settings: settings.map(|region| region.settings).unwrap_or_default(),
        entries,
        removed: BTreeSet::new(),
    };
    // The signature is of the same length whoever signs.
    Ok(SignedPack::seal(&pack, &usalama_core::keys::SecretKey::from_seed(&[0; 32])).map(|signed| signed.size()))
}

/// Takes up a change that is asked for, once.
///
/// # Errors
/// [`Denied`] where the request makes no sense, or the disk does not play along. What policy refuses is no error.
pub fn take(hub: &Hub, actor: ActorId, change: &DirectoryChange) -> Result<ChangeResult, Denied> {
    let now = hub.now();
    if let Change::Published(entry) = &change.what
        && serde_json::to_vec(entry).map_or(true, |json| json.len() > MAX_ENTRY)
    {
        return Err(Denied::BadRequest("an entry takes at most 64 KiB"));
    }
    hub.ledger.write::<_, Denied>(|write| {
        if let Some(outcome) = directory::outcome(write, change.id)? {
            return Ok(outcome.map_or(ChangeResult::Taken, ChangeResult::Refused));
        }
        let world = hub.atlas.world(write)?;
        let refusal = match judge(hub, write, &world, actor, change)? {
            Ok(()) => None,
            Err(code) => Some(Refusal { code, current: None }),
        };
        directory::note(write, actor, change, refusal.as_ref(), now)?;
        let Some(refusal) = refusal else {
            apply(write, change)?;
            return Ok(ChangeResult::Taken);
        };
        Ok(ChangeResult::Refused(refusal))
    })
}

fn judge(
    hub: &Hub,
    write: &Write<'_>,
    world: &World,
    actor: ActorId,
    change: &DirectoryChange,
) -> Result<Result<(), RefusalCode>, HubError> {
    let now = hub.now();
    let before = change.what.entry().map(|id| directory::entry(write, change.county, id)).transpose()?.flatten();
    let after = match &change.what {
        Change::Suggested { .. } => {
            if let Err(code) = may_suggest(&change.as_role) {
                return Ok(Err(code));
            }
            let today = directory::suggested_since(write, actor, before_now(hub))?;
            let few = today < MAX_SUGGESTIONS_A_DAY;
            return Ok(if few { Ok(()) } else { Err(RefusalCode::RateLimited) });
        }
        Change::Published(entry) => Some(&**entry),
        Change::Retired(_) if before.is_none() => return Ok(Err(RefusalCode::UnknownSubject)),
        Change::Retired(_) => None,
    };
    let area = county_area(world, change.county);
    let mut verdict = Err(RefusalCode::NoGrant);
    for grant in in_force(write, actor, now)?.iter().filter(|grant| grant.role == change.as_role) {
        let within = area.is_some_and(|area| grant.areas.iter().any(|own| world.areas.is_within(area, *own)));
        verdict = may_publish(grant, before.as_ref(), after, within);
        if verdict.is_ok() {
            break;
        }
    }
    if verdict.is_ok()
        && let Some(after) = after
        && !would_fit(write, change.county, after)?
    {
        verdict = Err(RefusalCode::Unavailable);
    }
    Ok(verdict)
}

fn before_now(hub: &Hub) -> usalama_core::clock::Timestamp {
    before(hub.now(), A_DAY)
}

/// Whether a county's pack could still be made with this entry: what is refused here would cut every phone off from the rest.
fn would_fit(write: &Write<'_>, county: CountyCode, entry: &Organization) -> Result<bool, HubError> {
    let (mut entries, _) = directory::since(write, county, 0)?;
    entries.retain(|other| other.id != entry.id);
    entries.push(entry.clone());
    let pack = RegionPack {
        county,
        from: 0,
        version: 1,
        made_at: usalama_core::clock::Timestamp::from_millis(0),
        settings: RegionSettings::default(),
        entries,
        removed: BTreeSet::new(),
    };
    Ok(SignedPack::seal(&pack, &usalama_core::keys::SecretKey::from_seed(&[0; 32])).is_ok())
}

fn apply(write: &Write<'_>, change: &DirectoryChange) -> Result<(), LedgerError> {
    match &change.what {
        Change::Suggested { .. } => Ok(()),
        Change::Published(entry) => {
            let version = directory::turn(write, change.county)?;
            directory::keep(write, change.county, version, std::slice::from_ref(entry))
        }
        Change::Retired(id) => {
            let version = directory::turn(write, change.county)?;
            directory::remove(write, change.county, id, version).map(|_| ())
        }
    }
}

/// The corrections that wait, of the counties in which this actor may add and take out entries.
///
/// # Errors
/// [`Denied::Forbidden`] for who is no administrator.
pub fn suggestions(hub: &Hub, actor: ActorId) -> Result<Vec<Suggestion>, Denied> {
    hub.ledger.read::<_, Denied>(|db| {
        let world = hub.atlas.world(db)?;
        let mut grants = in_force(db, actor, hub.now())?;
        grants.retain(|grant| grant.role == Role::ProgrammeAdmin);
        if grants.is_empty() {
            return Err(Denied::Forbidden);
        }
        let mut all = directory::suggestions(db)?;
        all.retain(|suggestion| {
            county_area(&world, suggestion.county).is_some_and(|area| {
                grants.iter().any(|grant| grant.areas.iter().any(|own| world.areas.is_within(area, *own)))
            })
        });
        Ok(all)
    })
}

fn county_area(world: &World, county: CountyCode) -> Option<AreaId> {
    let code = Some(AreaCode::County(county));
    world.areas.iter().find(|area| area.kind == AreaKind::County && area.code == code).map(|area| area.id)
}

/// Puts the edge that a county's settings name into all of its areas: after settings or areas changed.
///
/// # Errors
/// [`HubError`] where the disk does not play along, or the areas do not fit together.
pub fn coarsen(write: &Write<'_>) -> Result<(), HubError> {
    let edges =
        directory::regions(write)?.into_iter().filter_map(|region| Some((region.county, region.settings.coarsen_m?)));
    let edges: BTreeMap<CountyCode, u32> = edges.collect();
    if edges.is_empty() {
        return Ok(());
    }
    let areas = reference::areas(write)?;
    let index = usalama_core::geo::AreaIndex::from_areas(areas.iter().cloned())?;
    let mut changed: Vec<Area> = vec![];
    for area in areas {
        let around = index.ancestors(area.id).into_iter().chain([area.id]);
        let county = around.filter_map(|id| index.get(id)).find_map(|area| match area.code {
            Some(AreaCode::County(code)) => Some(code),
            _ => None,
        });
        if let Some(edge) = county.and_then(|county| edges.get(&county)).filter(|edge| **edge != area.coarsen_m) {
            changed.push(Area { coarsen_m: *edge, ..area });
        }
    }
    if changed.is_empty() { Ok(()) } else { Ok(reference::keep(write, &changed, &[])?) }
}

/// Takes entries up, in the place of those of the same identity; `replace` takes all others of the county out. Returns how many there
/// are then.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn import(
    write: &Write<'_>,
    county: CountyCode,
    entries: &[Organization],
    replace: bool,
) -> Result<usize, HubError> {
    let version = directory::turn(write, county)?;
    if replace {
        let given: BTreeSet<&HsdsId> = entries.iter().map(|entry| &entry.id).collect();
        for old in directory::since(write, county, 0)?.0.iter().filter(|old| !given.contains(&old.id)) {
            directory::remove(write, county, &old.id, version)?;
        }
    }
    directory::keep(write, county, version, entries)?;
    Ok(directory::since(write, county, 0)?.0.len())
}
