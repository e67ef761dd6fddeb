//! The directory on the phone: who helps near here, whether they are open, what they are worth, and what is wrong with an entry.
//! All of it offline, from the packs of the counties in which whoever is signed in has a part or follows an area.

use std::collections::BTreeSet;
use std::time::Duration;

use uuid::Uuid;

use super::device::Usalama;
use super::error::Error;
use super::sos::Dial;
use crate::clock::Timestamp;
use crate::event::Role;
use crate::geo::{CountyCode, LatLon};
use crate::model::directory::{
    Change, DirectoryChange, EntryKind, HsdsId, OpenState, Organization, RegionSettings, Seed, Standing, Suggestion,
    alternatives, day_at, is_hotline, nearest, seed,
};
use crate::model::grant::{Grant, GrantValidity};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::policy::{may_publish, may_suggest};
use crate::profile::{Profile, Topic};
use crate::store::{AskedChange, StoreError};
use crate::text::{Comment, Label};

/// What is shown beside an entry that was not verified within 180 days (DOMAIN §11).
pub const CONFIRM_FIRST: Label = Label { en: "Confirm first", sw: "Hakikisha kwanza" };

/// Entries that are given at once, at most.
const AT_MOST: usize = 500;

/// An entry, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// All that is known of it.
    pub entry: Organization,
    /// In which county's directory it stands; nothing for a number that comes with the library.
    pub county: Option<CountyCode>,
    /// How far it is in metres; nothing where it has no place, or none was given.
    pub distance_m: Option<f64>,
    /// Whether it is open now.
    pub open: OpenState,
    /// What its accreditation is worth today.
    pub standing: Standing,
    /// Set where one should confirm before one relies on it.
    pub confirm_first: Option<Label>,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct DirectoryFilter {
    /// Of this kind.
    pub kind: Option<EntryKind>,
    /// Of this county.
    pub county: Option<CountyCode>,
    /// Open now.
    pub open: bool,
}

/// A county, as this phone holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionView {
    /// Which.
    pub county: CountyCode,
    /// Version of its directory and settings.
    pub version: u64,
    /// Its settings.
    pub settings: RegionSettings,
    /// How many entries its directory has.
    pub entries: usize,
}

impl Usalama {
    /// The entries of a kind that are nearest to a place, nearest first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn nearest_entries(&self, kind: &EntryKind, from: LatLon, limit: usize) -> Result<Vec<EntryView>, Error> {
        let entries = known(&*self.profile()?, Some(kind))?;
        let found = nearest(entries.iter().map(|(_, entry)| entry), kind, from, limit.min(AT_MOST));
        Ok(found.into_iter().map(|(entry, _)| self.shown(county_of(&entries, entry), entry, Some(from))).collect())
    }

    /// Entries by name, at most 500.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn directory(&self, filter: &DirectoryFilter) -> Result<Vec<EntryView>, Error> {
        let mut entries = known(&*self.profile()?, filter.kind.as_ref())?;
        entries.retain(|(county, _)| filter.county.is_none() || *county == filter.county);
        entries.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        let shown = entries.iter().map(|(county, entry)| self.shown(*county, entry, None));
        Ok(shown.filter(|view| !filter.open || view.open == OpenState::Open).take(AT_MOST).collect())
    }

    /// One entry.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn entry(&self, id: &HsdsId) -> Result<EntryView, Error> {
        let (county, entry) = find(&*self.profile()?, id)?.ok_or(Error::NotFound)?;
        Ok(self.shown(county, &entry, None))
    }

    /// In place of a facility that may not be referred to: the nearest of its kind that are accredited today, and were checked
    /// within 90 days (DOMAIN §10.1).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn alternatives_to(&self, id: &HsdsId, from: Option<LatLon>, limit: usize) -> Result<Vec<EntryView>, Error> {
        let profile = self.profile()?;
        let (_, instead_of) = find(&profile, id)?.ok_or(Error::NotFound)?;
        let entries = known(&profile, instead_of.kind())?;
        let (at, utc_offset) = self.moment();
        let Some(today) = day_at(at, utc_offset) else { return Ok(vec![]) };
        let all = entries.iter().map(|(_, entry)| entry);
        let found = alternatives(all, &instead_of, from, today, limit.min(AT_MOST));
        Ok(found.into_iter().map(|entry| self.shown(county_of(&entries, entry), entry, from)).collect())
    }

    /// Numbers to call: those of the counties that are held, and those that come with the library. They are data: each says when it
    /// was verified, and by whom.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn hotlines(&self) -> Result<Vec<EntryView>, Error> {
        let entries = known(&*self.profile()?, Some(&EntryKind::Hotline))?;
        Ok(entries.iter().map(|(county, entry)| self.shown(*county, entry, None)).collect())
    }

    /// The counties that are held.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn regions(&self) -> Result<Vec<RegionView>, Error> {
        let store = self.profile()?;
        let (regions, entries) = (store.store().regions()?, store.store().entries(None)?);
        let view = regions.into_iter().map(|region| RegionView {
            entries: entries.iter().filter(|(county, _)| *county == region.county).count(),
            county: region.county,
            version: region.version,
            settings: region.settings,
        });
        Ok(view.collect())
    }

    /// Suggests a correction, or an entry that is missing. It is kept until the hub has it; whoever publishes decides.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`] for an entry that is not held, [`Error::Refused`] for moderators and administrators
    /// (DOMAIN §12, "Directory read / suggest"), [`Error::Store`].
    pub fn suggest_correction(
        &self,
        county: CountyCode,
        entry: Option<HsdsId>,
        text: Comment,
    ) -> Result<AskedChange, Error> {
        if let Some(id) = &entry
            && find(&*self.profile()?, id)?.is_none()
        {
            return Err(Error::NotFound);
        }
        let as_role = self.acting_role()?;
        may_suggest(&as_role).map_err(|code| Error::Refused(code.into()))?;
        self.ask_change(county, as_role, Change::Suggested { entry, text })
    }

    /// Publishes an entry in the place of what was there, under the role that is acted under. It is kept until the hub has it.
    ///
    /// # Errors
    /// [`Error::Refused`] where policy says no (DOMAIN §12, "Directory publish"); [`Error::Invalid`] for an entry that is larger
    /// than one may be; [`Error::NotSignedIn`], [`Error::Store`].
    pub fn publish_entry(&self, county: CountyCode, entry: Organization) -> Result<AskedChange, Error> {
        let before = find(&*self.profile()?, &entry.id)?.map(|(_, before)| before);
        let as_role = self.may_publish(county, before.as_ref(), Some(&entry))?;
        let size = serde_json::to_vec(&entry).map_or(usize::MAX, |json| json.len());
        if size > MAX_ENTRY {
            return Err(Error::Invalid("an entry takes at most 64 KiB"));
        }
        self.ask_change(county, as_role, Change::Published(Box::new(entry)))
    }

    /// Takes an entry out. It is kept until the hub has it.
    ///
    /// # Errors
    /// [`Error::Refused`] where policy says no; [`Error::NotFound`]; [`Error::NotSignedIn`], [`Error::Store`].
    pub fn retire_entry(&self, county: CountyCode, id: &HsdsId) -> Result<AskedChange, Error> {
        let (_, before) = find(&*self.profile()?, id)?.ok_or(Error::NotFound)?;
        let as_role = self.may_publish(county, Some(&before), None)?;
        self.ask_change(county, as_role, Change::Retired(id.clone()))
    }

    /// What was suggested and published from this phone, oldest first, and what became of it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn directory_changes(&self) -> Result<Vec<AskedChange>, Error> {
        Ok(self.profile()?.store().directory_changes(false)?)
    }

    /// Asks the hub for the corrections that wait for an administrator, oldest first.
    ///
    /// # Errors
    /// [`Error::Sync`] without a connection, or with the hub's word (403) for who is none.
    pub async fn directory_suggestions(&self, deadline: Duration) -> Result<Vec<Suggestion>, Error> {
        let engine = self.member()?.engine.ok_or(Error::NoHub)?;
        Ok(engine.suggestions(deadline).await?)
    }
}

/// Bytes of an entry that is published, at most.
pub(crate) const MAX_ENTRY: usize = 64 * 1024;

impl Usalama {
    /// Now, and the phone's offset to UTC in minutes.
    fn moment(&self) -> (Timestamp, i16) {
        (self.now(), self.clock.utc_offset())
    }

    fn shown(&self, county: Option<CountyCode>, entry: &Organization, from: Option<LatLon>) -> EntryView {
        let (at, utc_offset) = self.moment();
        let today = day_at(at, utc_offset);
        EntryView {
            county,
            distance_m: from.and_then(|from| entry.distance_m(from)),
            open: entry.open_now(at, utc_offset),
            standing: today.map_or(Standing::Unknown, |today| entry.standing_on(today)),
            confirm_first: today.is_none_or(|today| entry.confirm_first(today)).then_some(CONFIRM_FIRST),
            entry: entry.clone(),
        }
    }

    /// The role under which it may be published.
    fn may_publish(
        &self,
        county: CountyCode,
        before: Option<&Organization>,
        after: Option<&Organization>,
    ) -> Result<Role, Error> {
        let profile = self.profile()?;
        let (role, now, directory) = (self.acting_role()?, profile.now(), profile.directory());
        let area = directory.county_area(county);
        let within = |grant: &Grant| {
            area.is_some_and(|area| grant.areas.iter().any(|own| directory.areas.is_within(area, *own)))
        };
        let mut no = RefusalCode::NoGrant;
        for held in profile.standing().grants_of(&role) {
            if held.revoked || held.grant.validity(now) != GrantValidity::InForce {
                continue;
            }
            match may_publish(&held.grant, before, after, within(&held.grant)) {
                Ok(()) => return Ok(role),
                Err(code) => no = code,
            }
        }
        Err(Error::Refused(Refusal { code: no, current: None }))
    }

    fn ask_change(&self, county: CountyCode, as_role: Role, what: Change) -> Result<AskedChange, Error> {
        let profile = self.profile()?;
        let change = DirectoryChange { id: Uuid::new_v4(), as_role, made_at: self.clock.now(), county, what };
        profile.store().write::<_, StoreError>(|write| write.ask_change(&change))?;
        profile.tell(&[Topic::Reference]);
        Ok(AskedChange { change, settled: false, refusal: None })
    }
}

/// Entries of a kind, or all, each once; hotlines with those that come with the library, behind what a county says of them.
fn known(profile: &Profile, kind: Option<&EntryKind>) -> Result<Vec<(Option<CountyCode>, Organization)>, StoreError> {
    let held = profile.store().entries(kind)?.into_iter().map(|(county, entry)| (Some(county), entry));
    let seed = if kind.is_none_or(|kind| *kind == EntryKind::Hotline) { seed().entries } else { vec![] };
    let mut seen = BTreeSet::new();
    let all = held.chain(seed.into_iter().map(|entry| (None, entry)));
    Ok(all.filter(|(_, entry)| seen.insert(entry.id.clone())).collect())
}

fn find(profile: &Profile, id: &HsdsId) -> Result<Option<(Option<CountyCode>, Organization)>, StoreError> {
    if let Some((county, entry)) = profile.store().entry(id)? {
        return Ok(Some((Some(county), entry)));
    }
    Ok(seed().entries.into_iter().find(|entry| entry.id == *id).map(|entry| (None, entry)))
}

fn county_of(entries: &[(Option<CountyCode>, Organization)], of: &Organization) -> Option<CountyCode> {
    entries.iter().find(|(_, entry)| entry.id == of.id).and_then(|(county, _)| *county)
}

/// The numbers that an SOS offers to dial: those that the counties' settings name, else those that come with the library.
pub(super) fn emergency_numbers(profile: &Profile) -> Result<Vec<Dial>, StoreError> {
    let Seed { settings, .. } = seed();
    let named: Vec<HsdsId> = profile.store().regions()?.into_iter().flat_map(|region| region.settings.dial).collect();
    let entries = known(profile, Some(&EntryKind::Hotline))?;
    let mut seen = BTreeSet::new();
    let mut dials = |ids: Vec<HsdsId>| -> Vec<Dial> {
        let found = ids.iter().filter_map(|id| entries.iter().find(|(_, entry)| entry.id == *id && is_hotline(entry)));
        let numbers =
            found.flat_map(|(_, entry)| entry.phones.iter().flatten().map(move |phone| (entry, &phone.number)));
        numbers
            .filter(|(_, number)| seen.insert((*number).clone()))
            .map(|(entry, number)| dial(entry, number))
            .collect()
    };
    Ok(dials(named.into_iter().chain(settings.dial).collect()))
}

fn dial(entry: &Organization, number: &str) -> Dial {
    let sw = entry.local.as_ref().and_then(|local| local.name_sw.as_ref());
    Dial {
        en: entry.name.clone(),
        sw: sw.map_or_else(|| entry.name.clone(), |name| name.as_str().to_owned()),
        number: number.to_owned(),
    }
}
