//! Counties by data alone: settings and directory, taken in while the hub runs.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;
use usalama_core::exchange::hsds::{self, HsdsError, Tables};
use usalama_core::geo::{CountyCode, Iso3166County};
use usalama_core::model::directory::{EntryKind, LocalFields, Organization, RegionSettings, Service};

use super::CommandError;
use crate::directory as counties;
use crate::error::HubError;
use crate::ledger::{Ledger, LedgerError, directory};

/// What is to be done with counties.
#[derive(Debug, Subcommand)]
pub enum RegionTask {
    /// Takes in the settings of a county, a JSON file; its areas are imported by `area import` or `reference import`.
    Set {
        /// The county: its official number (42) or its ISO 3166-2 code (KE-17).
        #[arg(long, value_parser = county)]
        county: CountyCode,
        /// The file.
        file: PathBuf,
    },
    /// Prints all counties of which something is known: number, version, settings.
    List,
}

/// What is to be done with the directory.
#[derive(Debug, Subcommand)]
pub enum DirectoryTask {
    /// Takes in a file of HSDS 3 JSON. Persons named as contacts are left out.
    Import(DirectoryArguments),
    /// Prints the directory of a county as a list of organisations of HSDS 3.
    Export {
        /// The county: its official number (42) or its ISO 3166-2 code (KE-17).
        #[arg(long, value_parser = county)]
        county: CountyCode,
    },
    /// Prints the corrections that were suggested, one a line, as JSON.
    Suggestions,
}

/// A file, and whose it is.
#[derive(Debug, Args)]
pub struct DirectoryArguments {
    /// The file.
    file: PathBuf,
    /// The county: its official number (42) or its ISO 3166-2 code (KE-17).
    #[arg(long, value_parser = county)]
    county: CountyCode,
    /// What is in the file.
    #[arg(long, value_enum, default_value_t = Format::Organizations)]
    format: Format,
    /// What organisations are that do not say so, such as `rehab_centre`.
    #[arg(long)]
    kind: Option<String>,
    /// Take out what the county has and the file has not.
    #[arg(long)]
    replace: bool,
}

/// What a file of HSDS holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A list of organisations with what is nested in them.
    Organizations,
    /// One organisation.
    Organization,
    /// One service with its organisation.
    Service,
    /// A tabular export.
    Tabular,
}

/// A county by either of its codes.
fn county(text: &str) -> Result<CountyCode, String> {
    match text.parse::<Iso3166County>() {
        Ok(iso) => Ok(iso.into()),
        Err(_) => text.parse::<CountyCode>().map_err(|error| error.to_string()),
    }
}

/// Does a task with counties.
pub fn region(ledger: &Ledger, task: RegionTask, out: &mut impl Write) -> Result<(), CommandError> {
    match task {
        RegionTask::Set { county, file } => {
            let bytes = std::fs::read(&file)?;
            let settings: RegionSettings = hsds::import(&bytes).map_err(usage)?;
            settings.check().map_err(usage)?;
            ledger.write::<_, CommandError>(|write| {
                directory::set_settings(write, county, &settings)?;
                fits(write, county)?;
                Ok(counties::coarsen(write)?)
            })?;
            writeln!(out, "{county} {}", county.name())?;
        }
        RegionTask::List => {
            for region in ledger.read::<_, LedgerError>(directory::regions)? {
                let settings = serde_json::to_string(&region.settings).map_err(HubError::Reply)?;
                writeln!(out, "{} {} {settings}", region.county, region.version)?;
            }
        }
    }
    Ok(())
}

/// Does a task with the directory.
pub fn directory(ledger: &Ledger, task: DirectoryTask, out: &mut impl Write) -> Result<(), CommandError> {
    match task {
        DirectoryTask::Import(arguments) => {
            let county = arguments.county;
            let entries = read(&arguments)?;
            let (total, size) = ledger.write::<_, CommandError>(|write| {
                let total = counties::import(write, county, &entries, arguments.replace)?;
                Ok((total, fits(write, county)?))
            })?;
            writeln!(
                out,
                "{} entries taken in, {total} in {county} {}, {size} bytes a pack",
                entries.len(),
                county.name()
            )?;
        }
        DirectoryTask::Export { county } => {
            let (entries, _) = ledger.read::<_, LedgerError>(|db| directory::since(db, county, 0))?;
            out.write_all(&hsds::export(&entries).map_err(usage)?)?;
            writeln!(out)?;
        }
        DirectoryTask::Suggestions => {
            for suggestion in ledger.read::<_, LedgerError>(directory::suggestions)? {
                writeln!(out, "{}", serde_json::to_string(&suggestion).map_err(HubError::Reply)?)?;
            }
        }
    }
    Ok(())
}

fn usage(error: impl std::fmt::Display) -> CommandError {
    CommandError::Usage(error.to_string())
}

/// Refuses what would not fit into a pack, before it is committed.
fn fits(write: &crate::ledger::Write<'_>, county: CountyCode) -> Result<usize, CommandError> {
    counties::fits(write, county)?.map_err(usage)
}

fn read(arguments: &DirectoryArguments) -> Result<Vec<Organization>, CommandError> {
    let mut value: Value = hsds::import(&std::fs::read(&arguments.file)?).map_err(usage)?;
    without_contacts(&mut value);
    let bytes = hsds::export(&value).map_err(usage)?;
    let mut entries = match arguments.format {
        Format::Organizations => hsds::import::<Vec<Organization>>(&bytes).map_err(usage)?,
        Format::Organization => vec![hsds::import::<Organization>(&bytes).map_err(usage)?],
        Format::Tabular => hsds::import::<Tables>(&bytes).map_err(usage)?.nested(),
        Format::Service => {
            let mut service: Service = hsds::import(&bytes).map_err(usage)?;
            let missing = || usage(HsdsError::Missing { path: "organization".to_owned() });
            let mut organization = *service.organization.take().ok_or_else(missing)?;
            organization.services = Some(vec![service]);
            vec![organization]
        }
    };
    let kind = arguments.kind.as_deref().map(EntryKind::from);
    if let Some(EntryKind::Other(word)) = &kind {
        return Err(CommandError::Usage(format!("there is no kind of entry '{word}'")));
    }
    for (at, entry) in entries.iter_mut().enumerate() {
        match (&entry.local, &kind) {
            (None, Some(kind)) => entry.local = Some(LocalFields::of(kind.clone())),
            (None, None) => return Err(usage(HsdsError::Missing { path: format!("[{at}].usalama.kind") })),
            (Some(_), _) => {}
        }
    }
    Ok(entries)
}

/// Takes out every person who is named as a contact: what phones carry names offices alone.
fn without_contacts(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| name != "contacts" && name != "contacts.csv");
            members.values_mut().for_each(without_contacts);
        }
        Value::Array(list) => list.iter_mut().for_each(without_contacts),
        _ => {}
    }
}
