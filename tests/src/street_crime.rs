//! Real reports: street-level crime of the City of London, from data.police.uk (Open Government Licence v3.0).
//!
//! Their crime types are mapped to ours by what the words mean there, nothing else:
//!
//! | data.police.uk | ours |
//! |---|---|
//! | Anti-social behaviour, Public order | `disturbance` |
//! | Bicycle theft, Other theft, Shoplifting | `theft` |
//! | Burglary | `burglary` |
//! | Criminal damage and arson | `vandalism` |
//! | Drugs | `other`: ours for drugs are tips, which are another record |
//! | Possession of weapons | `threat_harassment` |
//! | Robbery | `robbery` |
//! | Theft from the person | `phone_snatching` |
//! | Vehicle crime | `vehicle_theft` |
//! | Violence and sexual offences | `assault` |
//! | Other crime, and any other | `other` |
//!
//! The source gives a month and no day: the first of the month is taken, with the precision *unknown*.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveTime};
use usalama_core::clock::Timestamp;
use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::model::incident::{
    Category, Channel, ExternalRef, NewIncident, Occurred, ReferenceSystem, TimePrecision, Whereabouts,
};
use usalama_core::text::Title;

/// A row of the file, as far as it is used.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Row {
    /// Identity at the source; absent for anti-social behaviour.
    #[serde(rename = "Crime ID")]
    pub id: Option<String>,
    /// `2019-01`.
    #[serde(rename = "Month")]
    pub month: String,
    /// Degrees; some rows have none.
    #[serde(rename = "Longitude")]
    pub longitude: Option<f64>,
    /// Degrees; some rows have none.
    #[serde(rename = "Latitude")]
    pub latitude: Option<f64>,
    /// "On or near …".
    #[serde(rename = "Location")]
    pub location: Option<String>,
    /// Their type of crime.
    #[serde(rename = "Crime type")]
    pub crime_type: String,
}

/// The months that are kept in the repository, in order.
///
/// # Panics
/// Where the folder cannot be read.
#[must_use]
pub fn months() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/police-uk");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the data is in the repository")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort();
    files
}

/// The rows of a file.
///
/// # Panics
/// Where the file is not what it should be.
#[must_use]
pub fn rows(file: &Path) -> Vec<Row> {
    csv::Reader::from_path(file).expect("a CSV file").deserialize().map(|row| row.expect("a row")).collect()
}

/// Our category for a crime type.
#[must_use]
pub fn category(crime_type: &str) -> Category {
    match crime_type {
        "Anti-social behaviour" | "Public order" => Category::Disturbance,
        "Bicycle theft" | "Other theft" | "Shoplifting" => Category::Theft,
        "Burglary" => Category::Burglary,
        "Criminal damage and arson" => Category::Vandalism,
        "Possession of weapons" => Category::ThreatHarassment,
        "Robbery" => Category::Robbery,
        "Theft from the person" => Category::PhoneSnatching,
        "Vehicle crime" => Category::VehicleTheft,
        "Violence and sexual offences" => Category::Assault,
        _ => Category::Unclassified,
    }
}

/// The report of a row, by the import channel. Rows without a position keep their place in words.
///
/// # Panics
/// Where a row has neither.
#[must_use]
pub fn report(row: &Row) -> NewIncident {
    let place_text = row.location.as_deref().and_then(|text| Title::new(text).ok());
    let position = row
        .latitude
        .zip(row.longitude)
        .and_then(|(lat, lon)| Position::new(LatLon::new(lat, lon).ok()?, 50.0, PositionSource::MapPin, None).ok());
    let place_text = place_text.or_else(|| Title::new("City of London").ok());
    let whereabouts = Whereabouts { position, place_text, ..Whereabouts::default() };
    let occurred =
        Occurred { from: month(&row.month), to: None, precision: TimePrecision::Unknown, still_happening: false };
    let number = row.id.as_deref().and_then(|id| Title::new(id).ok());
    let external_refs = number
        .map(|value| ExternalRef { system: ReferenceSystem::OtherSystem, value, station: None })
        .into_iter()
        .collect();
    NewIncident {
        occurred: Some(occurred),
        channel: Channel::Import,
        external_refs,
        ..NewIncident::new(category(&row.crime_type), whereabouts)
    }
}

/// The first instant of a month, `2019-01`.
fn month(text: &str) -> Timestamp {
    let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").expect("a month");
    Timestamp::from_millis(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
}
