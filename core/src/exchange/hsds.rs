//! The directory as HSDS 3 JSON (Human Services Data Specification): in, and out again the same.
//!
//! In: bytes of one record with what is nested in it, of the tables of a tabular export, or of a list of organisations. Out:
//! records, in which every field that is not known here is kept. What is wrong is told by its path, such as
//! `services[2].phones[0].number`; what stands there is not repeated, because it may be somebody's. This module never knows who may
//! publish what, and takes no entry up.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::directory::{
    HsdsId, Language, Location, More, Organization, Phone, Schedule, Service, ServiceArea, ServiceAtLocation,
};

/// Bytes of a file, at most.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Members of a list, at most.
pub const MAX_LIST: usize = 10_000;
/// Characters of a text, at most.
pub const MAX_TEXT: usize = 10_000;

/// A file that is none of HSDS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HsdsError {
    /// More than [`MAX_BYTES`], or at `path` more than [`MAX_LIST`] or [`MAX_TEXT`].
    #[error("too large at '{path}'")]
    TooLarge {
        /// Where; empty for the file itself.
        path: String,
    },
    /// No JSON (RFC 8259), or nested more than 128 deep.
    #[error("no JSON at line {line}")]
    Json {
        /// Line, from 1.
        line: usize,
    },
    /// A field that HSDS requires is not there.
    #[error("'{path}' is missing")]
    Missing {
        /// Which.
        path: String,
    },
    /// A field is not what HSDS says it is.
    #[error("'{path}' is not {expected}")]
    Wrong {
        /// Which.
        path: String,
        /// What it must be.
        expected: String,
    },
}

/// A tabular export: one list for each table, with its links as columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tables {
    /// Organisations.
    #[serde(rename = "organizations.csv", default, skip_serializing_if = "Option::is_none")]
    pub organizations: Option<Vec<Organization>>,
    /// Services, with `organization_id`.
    #[serde(rename = "services.csv", default, skip_serializing_if = "Option::is_none")]
    pub services: Option<Vec<Service>>,
    /// Services at places, with `service_id` and `location_id`.
    #[serde(rename = "service_at_location.csv", default, skip_serializing_if = "Option::is_none")]
    pub service_at_locations: Option<Vec<ServiceAtLocation>>,
    /// Places, with `organization_id`.
    #[serde(rename = "locations.csv", default, skip_serializing_if = "Option::is_none")]
    pub locations: Option<Vec<Location>>,
    /// Numbers.
    #[serde(rename = "phones.csv", default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<Phone>>,
    /// Hours.
    #[serde(rename = "schedules.csv", default, skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<Schedule>>,
    /// Areas of services.
    #[serde(rename = "service_areas.csv", default, skip_serializing_if = "Option::is_none")]
    pub service_areas: Option<Vec<ServiceArea>>,
    /// Languages.
    #[serde(rename = "languages.csv", default, skip_serializing_if = "Option::is_none")]
    pub languages: Option<Vec<Language>>,
    /// Every other table.
    #[serde(flatten)]
    pub more: More,
}

/// Reads a record, a list of records, or [`Tables`].
///
/// # Errors
/// [`HsdsError`], with the path of the field.
pub fn import<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, HsdsError> {
    if bytes.len() > MAX_BYTES {
        return Err(HsdsError::TooLarge { path: String::new() });
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| HsdsError::Json { line: error.line() })?;
    bounded(&value, &mut String::new())?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        // The words of serde repeat what stands there: only what should stand there is taken from them.
        let said = error.into_inner().to_string();
        if let Some(field) = said.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            let dot = if path.is_empty() { "" } else { "." };
            return HsdsError::Missing { path: format!("{path}{dot}{field}") };
        }
        let expected = said.rsplit_once(", expected ").map_or("what HSDS says", |(_, expected)| expected);
        HsdsError::Wrong { path, expected: expected.chars().take(80).collect() }
    })
}

/// Writes a record, a list of records, or [`Tables`].
///
/// # Errors
/// [`HsdsError::TooLarge`] for what no file may hold.
pub fn export<T: Serialize>(records: &T) -> Result<Vec<u8>, HsdsError> {
    let bytes = serde_json::to_vec(records).map_err(|_| HsdsError::TooLarge { path: String::new() })?;
    if bytes.len() > MAX_BYTES { Err(HsdsError::TooLarge { path: String::new() }) } else { Ok(bytes) }
}

/// The depth is bounded by the parser.
fn bounded(value: &Value, path: &mut String) -> Result<(), HsdsError> {
    let length = path.len();
    let too_large = match value {
        Value::String(text) => text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT,
        Value::Array(list) => list.len() > MAX_LIST,
        Value::Object(members) => members.len() > MAX_LIST || members.keys().any(|name| name.len() > MAX_TEXT),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    };
    if too_large {
        return Err(HsdsError::TooLarge { path: path.clone() });
    }
    match value {
        Value::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                path.push_str(&format!("[{at}]"));
                bounded(inner, path)?;
                path.truncate(length);
            }
        }
        Value::Object(members) => {
            for (name, inner) in members {
                if length > 0 {
                    path.push('.');
                }
                path.push_str(name);
                bounded(inner, path)?;
                path.truncate(length);
            }
        }
        _ => {}
    }
    Ok(())
}

impl Tables {
    /// The organisations with what belongs to each nested in it: what an entry of the directory is made of. What is linked with
    /// nothing that is there, and tables that are not named here, are left out.
    #[must_use]
    pub fn nested(&self) -> Vec<Organization> {
        let mut phones = by_link(self.phones.as_deref(), |row| &row.more, &LINKS);
        let mut schedules = by_link(self.schedules.as_deref(), |row| &row.more, &LINKS);
        let mut languages = by_link(self.languages.as_deref(), |row| &row.more, &LINKS);
        let mut areas = by_link(self.service_areas.as_deref(), |row| &row.more, &["service_id"]);
        let mut locations: BTreeMap<HsdsId, Location> = BTreeMap::new();
        for location in self.locations.iter().flatten() {
            let mut location = location.clone();
            let id = location.id.as_str().to_owned();
            location.phones = phones.remove(&id).or(location.phones);
            location.schedules = schedules.remove(&id).or(location.schedules);
            location.languages = languages.remove(&id).or(location.languages);
            locations.insert(location.id.clone(), location);
        }
        let mut services: BTreeMap<String, Vec<Service>> = BTreeMap::new();
        for service in self.services.iter().flatten() {
            let mut service = service.clone();
            let id = service.id.as_str().to_owned();
            service.phones = phones.remove(&id).or(service.phones);
            service.schedules = schedules.remove(&id).or(service.schedules);
            service.languages = languages.remove(&id).or(service.languages);
            service.service_areas = areas.remove(&id).or(service.service_areas);
            let places = self.service_at_locations.iter().flatten();
            let places = places.filter(|at| link(&at.more, "service_id") == Some(id.as_str())).map(|at| {
                let mut at = at.clone();
                let own = at.id.as_str().to_owned();
                at.phones = phones.remove(&own).or(at.phones.take());
                at.schedules = schedules.remove(&own).or(at.schedules.take());
                let place = link(&at.more, "location_id").and_then(|id| HsdsId::try_from(id.to_owned()).ok());
                at.location = place.and_then(|id| locations.get(&id)).cloned().map(Box::new).or(at.location.take());
                at
            });
            let places: Vec<ServiceAtLocation> = places.collect();
            service.service_at_locations = if places.is_empty() { service.service_at_locations } else { Some(places) };
            let owner = link(&service.more, "organization_id").unwrap_or_default().to_owned();
            services.entry(owner).or_default().push(service);
        }
        let mut organizations = vec![];
        for organization in self.organizations.iter().flatten() {
            let mut organization = organization.clone();
            let id = organization.id.as_str().to_owned();
            organization.phones = phones.remove(&id).or(organization.phones);
            organization.services = services.remove(&id).or(organization.services);
            let own =
                locations.values().filter(|place| link(&place.more, "organization_id") == Some(id.as_str())).cloned();
            let own: Vec<Location> = own.collect();
            organization.locations = if own.is_empty() { organization.locations } else { Some(own) };
            organizations.push(organization);
        }
        organizations
    }
}

/// What a row may be linked with, the narrowest first.
const LINKS: [&str; 4] = ["service_at_location_id", "location_id", "service_id", "organization_id"];

fn link<'a>(row: &'a More, name: &str) -> Option<&'a str> {
    match row.get(name) {
        Some(Value::String(id)) if !id.is_empty() => Some(id),
        _ => None,
    }
}

/// Rows by the narrowest of their links.
fn by_link<T: Clone>(rows: Option<&[T]>, more: impl Fn(&T) -> &More, links: &[&str]) -> BTreeMap<String, Vec<T>> {
    let mut found: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for row in rows.unwrap_or_default() {
        if let Some(id) = links.iter().find_map(|name| link(more(row), name)) {
            found.entry(id.to_owned()).or_default().push(row.clone());
        }
    }
    found
}
