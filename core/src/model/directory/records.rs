//! The records of HSDS 3 (Human Services Data Specification), as they are nested in its JSON.
//!
//! Named are the fields that something here is asked for. Every other is kept in `more`, and comes out as it went in. What HSDS
//! requires has no default; a field that is given as `null` is wrong, as in HSDS.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};
use uuid::Uuid;

use super::{LocalFields, LocationType, Schedule, ServiceStatus};
use crate::geo::LatLon;

/// Fields that are not named here, as they came.
pub type More = BTreeMap<String, Value>;

/// A field that may be left out, but is no `null`.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Identity of a record: a UUID, kept as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HsdsId(String);

impl HsdsId {
    /// The identity itself.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        // Checked when it was made.
        Uuid::parse_str(&self.0).unwrap_or(Uuid::nil())
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for HsdsId {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

impl TryFrom<String> for HsdsId {
    type Error = uuid::Error;
    fn try_from(text: String) -> Result<Self, uuid::Error> {
        Uuid::try_parse(&text).map(|_| Self(text))
    }
}

impl From<HsdsId> for String {
    fn from(id: HsdsId) -> Self {
        id.0
    }
}

impl std::fmt::Display for HsdsId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! record {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$rmeta:meta])* $required:ident: $rtype:ty,)* ;
        $($(#[$ometa:meta])* $optional:ident: $otype:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            /// Identity.
            pub id: HsdsId,
            $($(#[$rmeta])* pub $required: $rtype,)*
            $($(#[$ometa])*
            #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
            pub $optional: Option<$otype>,)*
            /// Every other field.
            #[serde(flatten)]
            pub more: More,
        }
    };
}

record! {
    /// Who helps.
    Organization {
        /// Name.
        name: String,
        /// What it does.
        description: String, ;
        /// Numbers to call.
        phones: Vec<Phone>,
        /// Its places.
        locations: Vec<Location>,
        /// Its services.
        services: Vec<Service>,
        /// Organisation above it.
        parent_organization_id: HsdsId,
        /// What this programme adds.
        #[serde(rename = "usalama")]
        local: LocalFields,
    }
}

record! {
    /// What help is given.
    Service {
        /// Name.
        name: String,
        /// Whether it is given.
        status: ServiceStatus, ;
        /// What it is.
        description: String,
        /// Youngest age in years.
        minimum_age: Number,
        /// Oldest age in years.
        maximum_age: Number,
        /// Numbers to call.
        phones: Vec<Phone>,
        /// When it is given.
        schedules: Vec<Schedule>,
        /// For whom, by area.
        service_areas: Vec<ServiceArea>,
        /// In which languages.
        languages: Vec<Language>,
        /// Where.
        service_at_locations: Vec<ServiceAtLocation>,
        /// By whom, where the record stands for itself.
        organization: Box<Organization>,
    }
}

record! {
    /// A service at one of its places.
    ServiceAtLocation { ;
        /// What is particular there.
        description: String,
        /// Numbers to call.
        phones: Vec<Phone>,
        /// When it is given there.
        schedules: Vec<Schedule>,
        /// The place.
        location: Box<Location>,
        /// The service, where the record stands for itself.
        service: Box<Service>,
    }
}

record! {
    /// A place.
    Location {
        /// Whether one can go, write, or only call.
        location_type: LocationType, ;
        /// Name.
        name: String,
        /// Degrees, north positive; as written, even where it is none.
        latitude: Number,
        /// Degrees, east positive; as written, even where it is none.
        longitude: Number,
        /// Languages that are spoken there.
        languages: Vec<Language>,
        /// Numbers to call.
        phones: Vec<Phone>,
        /// When it is open.
        schedules: Vec<Schedule>,
    }
}

impl Location {
    /// Where it is. Nothing where one cannot go there, or its numbers are no point on the Earth.
    #[must_use]
    pub fn position(&self) -> Option<LatLon> {
        if self.location_type != LocationType::Physical {
            return None;
        }
        let (lat, lon) = (self.latitude.as_ref()?.as_f64()?, self.longitude.as_ref()?.as_f64()?);
        LatLon::new(lat, lon).ok()
    }
}

record! {
    /// A number to call.
    Phone {
        /// The number: E.164, or a short or toll-free code.
        number: String, ;
        /// `voice`, `sms`, `text`, …
        #[serde(rename = "type")]
        phone_type: String,
        /// What it is for.
        description: String,
        /// Languages that are spoken.
        languages: Vec<Language>,
    }
}

record! {
    /// A language.
    Language { ;
        /// Its name.
        name: String,
        /// BCP 47.
        code: String,
        /// What is to be known.
        note: String,
    }
}

record! {
    /// For which area a service is.
    ServiceArea { ;
        /// Its name.
        name: String,
        /// In words.
        description: String,
        /// Its outline or code.
        extent: String,
        /// What `extent` is.
        extent_type: String,
    }
}
