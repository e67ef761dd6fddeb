//! The directory: who helps near here, whether they are open, what they are worth; corrections, and what keepers publish. All but
//! `directory_suggestions` is answered without a network.

use std::time::Duration;

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::exchange::hsds::{self, HsdsError};
use usalama_core::geo::{CodeError, CountyCode, LatLon};
use usalama_core::model::directory::{
    self, AccreditationBody, AccreditationStatus, Change, Confidence, Cost, EntryKind, HsdsId, OpenState, Organization,
    ServesSex, Standing,
};
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{ErrorCode, Refused, UsalamaError};
use crate::report::Advice;
use crate::runtime::within;

/// What a body said of a facility. Days are `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Accreditation {
    /// Who accredits.
    pub body: AccreditationBody,
    /// Number of the accreditation.
    pub number: Option<String>,
    /// What the body last said.
    pub status: AccreditationStatus,
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
    /// The day on which it was last looked up.
    pub checked_at: Option<String>,
}

/// An entry of the directory, as a screen shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DirectoryEntry {
    /// Identity.
    pub id: Uuid,
    /// What it is.
    pub kind: Option<EntryKind>,
    /// Name.
    pub name: String,
    /// Name in Kiswahili.
    pub name_sw: Option<String>,
    /// What it does.
    pub description: String,
    /// In which county's directory it stands (1 to 47); nothing for a number that comes with the library.
    pub county: Option<u16>,
    /// Numbers to call.
    pub phones: Vec<String>,
    /// Latitude in degrees of its nearest or first place.
    pub lat: Option<f64>,
    /// Longitude in degrees of its nearest or first place.
    pub lon: Option<f64>,
    /// How far it is in metres, where a place was given.
    pub distance_m: Option<f64>,
    /// Whether it is open now.
    pub open: OpenState,
    /// Accreditation.
    pub accreditation: Option<Accreditation>,
    /// What the accreditation is worth today. Only `accredited` may be referred to without a warning.
    pub standing: Standing,
    /// Set where one should confirm before one relies on it.
    pub confirm_first: Option<Advice>,
    /// Level of a health facility, 1 to 6.
    pub level: Option<u8>,
    /// Beds.
    pub beds: Option<u32>,
    /// Whom it takes, by sex.
    pub serves_sex: Option<ServesSex>,
    /// Youngest age in years.
    pub minimum_age: Option<u8>,
    /// Oldest age in years.
    pub maximum_age: Option<u8>,
    /// What it costs.
    pub cost: Option<Cost>,
    /// The day on which somebody last made sure of it, `YYYY-MM-DD`.
    pub verified_on: Option<String>,
    /// Which office did.
    pub verified_by: Option<String>,
    /// How far it can be relied on.
    pub confidence: Option<Confidence>,
    /// All of it as an organisation of HSDS 3 JSON; to be changed and handed to `publish_entry`.
    pub hsds: String,
}

/// A county that is held.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Region {
    /// Its official number, 1 to 47.
    pub county: u16,
    /// Its name.
    pub name: String,
    /// Version of its directory and settings.
    pub version: u64,
    /// Languages to offer first (BCP 47).
    pub languages: Vec<String>,
    /// How many entries its directory has.
    pub entries: u64,
}

/// What was suggested or published from this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DirectoryChange {
    /// Which.
    pub id: Uuid,
    /// In which county's directory.
    pub county: u16,
    /// Which entry; nothing for one that is missing.
    pub entry: Option<Uuid>,
    /// The words of a suggestion.
    pub text: Option<String>,
    /// How far it has come.
    pub delivery: Delivery,
    /// Why the hub refused it.
    pub refusal: Option<Refused>,
    /// When it was written.
    pub made_at: Timestamp,
}

/// A correction that waits for an administrator.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DirectorySuggestion {
    /// Which.
    pub id: Uuid,
    /// In which county's directory.
    pub county: u16,
    /// Which entry; nothing for one that is missing.
    pub entry: Option<Uuid>,
    /// What is wrong, in words.
    pub text: String,
    /// When the hub heard of it.
    pub at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// The entries of a kind that are nearest to a place, nearest first, at most 500.
    ///
    /// # Errors
    /// `Invalid` for a place that is none; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 20))]
    pub async fn nearest_entries(
        &self,
        kind: EntryKind,
        lat: f64,
        lon: f64,
        limit: u32,
    ) -> Result<Vec<DirectoryEntry>, UsalamaError> {
        let from = LatLon::new(lat, lon)?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.disk(move |usalama| entries(usalama.nearest_entries(&kind, from, limit)?, Some(from))).await
    }

    /// Entries by name, at most 500: of a kind, of a county, open now.
    ///
    /// # Errors
    /// `Invalid` for a county that is none; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(kind = None, county = None, open = false))]
    pub async fn directory(
        &self,
        kind: Option<EntryKind>,
        county: Option<u16>,
        open: bool,
    ) -> Result<Vec<DirectoryEntry>, UsalamaError> {
        let county = county.map(CountyCode::new).transpose()?;
        let filter = client::DirectoryFilter { kind, county, open };
        self.disk(move |usalama| entries(usalama.directory(&filter)?, None)).await
    }

    /// One entry.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn directory_entry(&self, id: Uuid) -> Result<DirectoryEntry, UsalamaError> {
        self.disk(move |usalama| entry(usalama.entry(&id.into())?, None)).await
    }

    /// In place of a facility that may not be referred to: the nearest of its kind that are accredited today.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 3))]
    pub async fn alternatives_to(&self, id: Uuid, limit: u32) -> Result<Vec<DirectoryEntry>, UsalamaError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.disk(move |usalama| entries(usalama.alternatives_to(&id.into(), None, limit)?, None)).await
    }

    /// Numbers to call: a county's own first, then those that come with the library.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn hotlines(&self) -> Result<Vec<DirectoryEntry>, UsalamaError> {
        self.disk(|usalama| entries(usalama.hotlines()?, None)).await
    }

    /// The counties that are held: those in which one has a part, or follows an area (`follow_areas`).
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn regions(&self) -> Result<Vec<Region>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.regions()?.into_iter().map(Region::from).collect())).await
    }

    /// Suggests a correction, or an entry that is missing, in at most 500 characters.
    ///
    /// # Errors
    /// `Invalid` for a county that is none, or words that are too long; `NotFound` for an entry that is not held; `NotSignedIn`;
    /// `Storage`.
    pub async fn suggest_correction(
        &self,
        county: u16,
        entry: Option<Uuid>,
        text: String,
    ) -> Result<DirectoryChange, UsalamaError> {
        let (county, text) = (CountyCode::new(county)?, Text::new(&text)?);
        self.disk(move |usalama| Ok(usalama.suggest_correction(county, entry.map(HsdsId::from), text)?.into())).await
    }

    /// Publishes an entry, an organisation of HSDS 3 JSON, in the place of what was there.
    ///
    /// # Errors
    /// `Refused` where policy says no; `Invalid` for JSON that is none, with the path of the field that is wrong; `NotSignedIn`;
    /// `Storage`.
    pub async fn publish_entry(&self, county: u16, hsds: String) -> Result<DirectoryChange, UsalamaError> {
        let county = CountyCode::new(county)?;
        let entry: Organization = hsds::import(hsds.as_bytes())?;
        self.disk(move |usalama| Ok(usalama.publish_entry(county, entry)?.into())).await
    }

    /// Takes an entry out.
    ///
    /// # Errors
    /// `Refused` where policy says no; `Invalid` for a county that is none; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn retire_entry(&self, county: u16, id: Uuid) -> Result<DirectoryChange, UsalamaError> {
        let county = CountyCode::new(county)?;
        self.disk(move |usalama| Ok(usalama.retire_entry(county, &id.into())?.into())).await
    }

    /// What was suggested and published from this phone, oldest first.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn directory_changes(&self) -> Result<Vec<DirectoryChange>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.directory_changes()?.into_iter().map(DirectoryChange::from).collect())).await
    }

    /// Asks the hub for the corrections that wait for an administrator, oldest first.
    ///
    /// # Errors
    /// `Offline`; `Hub` for who is no administrator; `NotEnrolled`; `NoHub`; `NotSignedIn`.
    pub async fn directory_suggestions(&self, deadline: Duration) -> Result<Vec<DirectorySuggestion>, UsalamaError> {
        let usalama = self.core()?;
        self.running
            .run(async move {
                let found = usalama.directory_suggestions(within(deadline)).await?;
                Ok(found.into_iter().map(DirectorySuggestion::from).collect())
            })
            .await
    }
}

fn entries(views: Vec<client::EntryView>, from: Option<LatLon>) -> Result<Vec<DirectoryEntry>, UsalamaError> {
    views.into_iter().map(|view| entry(view, from)).collect()
}

fn entry(view: client::EntryView, from: Option<LatLon>) -> Result<DirectoryEntry, UsalamaError> {
    let organization = view.entry;
    let hsds = String::from_utf8(hsds::export(&organization)?)
        .map_err(|_| UsalamaError::new(ErrorCode::Internal, "an entry that is no text"))?;
    let distance = |at: &LatLon| from.map_or(0.0, |from| at.distance_m(from));
    let at = organization.positions().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let services = organization.services.iter().flatten().flat_map(|service| service.phones.iter().flatten());
    let phones = organization.phones.iter().flatten().chain(services).map(|phone| phone.number.clone()).collect();
    let local = organization.local;
    let serves = local.as_ref().and_then(|local| local.serves.clone());
    Ok(DirectoryEntry {
        id: organization.id.uuid(),
        kind: local.as_ref().map(|local| local.kind.clone()),
        name: organization.name,
        name_sw: local.as_ref().and_then(|local| local.name_sw.clone()).map(String::from),
        description: organization.description,
        county: view.county.map(CountyCode::number),
        phones,
        lat: at.map(LatLon::lat),
        lon: at.map(LatLon::lon),
        distance_m: view.distance_m,
        open: view.open,
        accreditation: local.as_ref().and_then(|local| local.accreditation.clone()).map(Accreditation::from),
        standing: view.standing,
        confirm_first: view.confirm_first.map(Advice::from),
        level: local.as_ref().and_then(|local| local.level),
        beds: local.as_ref().and_then(|local| local.beds),
        serves_sex: serves.as_ref().and_then(|serves| serves.sex.clone()),
        minimum_age: serves.as_ref().and_then(|serves| serves.minimum_age),
        maximum_age: serves.as_ref().and_then(|serves| serves.maximum_age),
        cost: local.as_ref().and_then(|local| local.cost.clone()),
        verified_on: local.as_ref().and_then(|local| local.verified_on).map(|day| day.to_string()),
        verified_by: local.as_ref().and_then(|local| local.verified_by.clone()).map(String::from),
        confidence: local.and_then(|local| local.confidence),
        hsds,
    })
}

impl From<directory::Accreditation> for Accreditation {
    fn from(said: directory::Accreditation) -> Self {
        Self {
            body: said.body,
            number: said.number.map(String::from),
            status: said.status,
            valid_from: said.valid_from.map(|day| day.to_string()),
            valid_to: said.valid_to.map(|day| day.to_string()),
            checked_at: said.checked_at.map(|day| day.to_string()),
        }
    }
}

impl From<client::RegionView> for Region {
    fn from(view: client::RegionView) -> Self {
        Self {
            county: view.county.number(),
            name: view.county.name().to_owned(),
            version: view.version,
            languages: view.settings.languages,
            entries: u64::try_from(view.entries).unwrap_or(u64::MAX),
        }
    }
}

impl From<client::AskedChange> for DirectoryChange {
    fn from(asked: client::AskedChange) -> Self {
        let text = match &asked.change.what {
            Change::Suggested { text, .. } => Some(text.as_str().to_owned()),
            Change::Published(_) | Change::Retired(_) => None,
        };
        Self {
            id: asked.change.id,
            county: asked.change.county.number(),
            entry: asked.change.what.entry().map(HsdsId::uuid),
            text,
            delivery: match (asked.settled, &asked.refusal) {
                (false, _) => Delivery::OnlyOnThisPhone,
                (true, None) => Delivery::Delivered,
                (true, Some(_)) => Delivery::Rejected,
            },
            refusal: asked.refusal.map(Refused::from),
            made_at: asked.change.made_at,
        }
    }
}

impl From<directory::Suggestion> for DirectorySuggestion {
    fn from(suggestion: directory::Suggestion) -> Self {
        Self {
            id: suggestion.id,
            county: suggestion.county.number(),
            entry: suggestion.entry.map(|id| id.uuid()),
            text: String::from(suggestion.text),
            at: suggestion.at,
        }
    }
}

impl From<HsdsError> for UsalamaError {
    fn from(error: HsdsError) -> Self {
        Self::new(ErrorCode::Invalid, error.to_string())
    }
}

impl From<CodeError> for UsalamaError {
    fn from(error: CodeError) -> Self {
        Self::new(ErrorCode::Invalid, error.to_string())
    }
}
