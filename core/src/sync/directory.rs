//! The world as data: areas, and the packs of the counties that this phone follows; and what is asked of their directories.
//!
//! A pull says in a few bytes what is held, and the hub's page whether there is anything newer: where nothing changed, nothing is
//! asked for. Of the areas that somebody follows the hub learns the county alone.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::{Engine, Link, Run, SyncError};
use super::wire::{ChangeResult, DirectoryAsk, DirectoryNews, HeldWorld, Suggestions, SuggestionsAsk, paths};
use crate::geo::{AreaId, CountyCode};
use crate::model::directory::Suggestion;
use crate::model::refusal::RefusalCode;
use crate::profile::{FOLLOWED, Profile, Topic};
use crate::store::StoreError;

/// Version of the areas that are held.
pub(super) const AREAS_ETAG: &str = "areas_etag";

/// What this profile holds of the world.
pub(super) fn held_world(profile: &Profile) -> Result<HeldWorld, StoreError> {
    let etag: Option<String> = profile.store().get(AREAS_ETAG)?;
    Ok(HeldWorld { areas: HeldWorld::short(etag.as_deref().unwrap_or_default()), packs: wanted(profile)? })
}

/// The counties in which this actor has a part or follows an area, and the version that is held of each; 0: none.
fn wanted(profile: &Profile) -> Result<BTreeMap<CountyCode, u64>, StoreError> {
    let held: BTreeMap<CountyCode, u64> =
        profile.store().regions()?.into_iter().map(|region| (region.county, region.version)).collect();
    let mut areas: BTreeSet<AreaId> = profile.store().get(FOLLOWED)?.unwrap_or_default();
    let standing = profile.standing();
    let current = standing.grants.iter().filter(|held| !held.revoked && held.grant.expires > profile.now());
    areas.extend(current.flat_map(|held| held.grant.areas.iter().copied()));
    let directory = profile.directory();
    let counties = areas.into_iter().filter_map(|area| directory.county(Some(area)));
    Ok(counties.map(|county| (county, held.get(&county).copied().unwrap_or(0))).collect())
}

impl Engine {
    /// Fetches what is newer of the areas, then of the counties.
    pub(super) async fn refresh_world(&self, link: &mut Link, run: &mut Run) -> Result<(), SyncError> {
        self.refresh_areas(run).await?;
        let mut ask = DirectoryAsk { held: self.disk(wanted).await? };
        // Each answer settles one county.
        while !ask.held.is_empty() {
            self.not_paused()?;
            let news: DirectoryNews = self.post_in_session(link, run, paths::DIRECTORY, &ask).await?;
            let Some(region) = news.region else { return Ok(()) };
            let held = ask.held.remove(&region.county).ok_or(SyncError::Protocol("a county that was not asked for"))?;
            let hub_key = link.session.as_ref().map(|live| live.session.hub_key).ok_or(SyncError::NotEnrolled)?;
            let pack = region.pack.open(&hub_key, region.county, held).map_err(SyncError::Pack)?;
            self.disk(move |profile| profile.store().write(|write| write.keep_pack(&pack))).await?;
            self.profile.tell(&[Topic::Reference]);
        }
        Ok(())
    }

    /// Hands in what is asked of the directory. Each is settled by itself.
    pub(super) async fn hand_in_changes(&self, link: &mut Link, run: &mut Run) -> Result<(), SyncError> {
        for asked in self.disk(|profile| profile.store().directory_changes(true)).await? {
            self.not_paused()?;
            let result = self.post_in_session(link, run, paths::DIRECTORY_CHANGES, &asked.change).await;
            let refusal = match result {
                Ok(ChangeResult::Taken) => None,
                Ok(ChangeResult::Refused(refusal)) => Some(refusal),
                // It would be no better another time, and must not hold up the rest.
                Err(SyncError::Hub { status: 400 | 403 | 413, .. }) => Some(RefusalCode::Malformed.into()),
                Err(error) => return Err(error),
            };
            let id = asked.change.id;
            self.disk(move |profile| profile.store().write(|write| write.settle_change(id, refusal.as_ref()))).await?;
            self.profile.tell(&[Topic::Reference]);
        }
        Ok(())
    }

    /// The corrections that wait for whoever publishes in these counties, oldest first.
    ///
    /// # Errors
    /// [`SyncError`]; [`SyncError::Hub`] with status 403 for who publishes nothing.
    pub async fn suggestions(&self, deadline: std::time::Duration) -> Result<Vec<Suggestion>, SyncError> {
        let mut run = Run::new(deadline);
        let mut link = self.lock().await;
        let reply: Suggestions =
            self.post_in_session(&mut link, &mut run, paths::DIRECTORY_SUGGESTIONS, &SuggestionsAsk {}).await?;
        Ok(reply.suggestions)
    }

    async fn post_in_session<Q: serde::Serialize, A: serde::de::DeserializeOwned>(
        &self,
        link: &mut Link,
        run: &mut Run,
        path: &'static str,
        body: &Q,
    ) -> Result<A, SyncError> {
        let mut again = true;
        loop {
            self.open_session(link, run).await?;
            let token = link.session.as_ref().map(|live| live.session.token.clone()).ok_or(SyncError::NotEnrolled)?;
            match self.post(run, path, Some(&token), body).await {
                Err(SyncError::Hub { status: 401, .. }) if again => {
                    again = false;
                    link.session = None;
                }
                other => return other,
            }
        }
    }
}
