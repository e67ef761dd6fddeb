//! Areas and organisations from files: all of a file, or nothing.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use usalama_core::geo::area::DEFAULT_COARSEN_M;
use usalama_core::geo::import::ParentRule;
use usalama_core::geo::{
    Area, AreaId, AreaIndex, AreaKind, AreaMapping, ImportSettings, areas_from_features, import_geojson,
};
use usalama_core::model::actor::Organisation;
use usalama_core::sync::wire::Reference;

use super::CommandError;
use crate::atlas::parents_first;
use crate::error::HubError;
use crate::ledger::{Ledger, Write as LedgerWrite, reference};

/// What is to be done with areas.
#[derive(Debug, Subcommand)]
pub enum AreaTask {
    /// Makes an area of each feature of a GeoJSON file, and prints `id name` of each.
    Import(AreaArguments),
}

/// How the features of a file become areas.
#[derive(Debug, Args)]
pub struct AreaArguments {
    /// The file.
    file: PathBuf,
    /// What they are, such as `ward`.
    #[arg(long)]
    kind: String,
    /// The property with the name.
    #[arg(long)]
    name_property: String,
    /// The property with the code.
    #[arg(long)]
    code_property: Option<String>,
    /// In what kind of area they lie.
    #[arg(long, requires = "parent_property")]
    parent_kind: Option<String>,
    /// The property with the code of that area.
    #[arg(long, requires = "parent_kind")]
    parent_property: Option<String>,
    /// Edge in metres of the cell that neighbours get.
    #[arg(long, default_value_t = DEFAULT_COARSEN_M)]
    coarsen_m: u32,
    /// Who says so.
    #[arg(long)]
    source: String,
    /// Under what licence.
    #[arg(long)]
    licence: String,
    /// A register of Kenya's areas: within Kenya, mended where needed, with areas that have no outline.
    #[arg(long)]
    kenya: bool,
}

/// What is to be done with areas and organisations together.
#[derive(Debug, Subcommand)]
pub enum ReferenceTask {
    /// Takes in the areas and organisations of a JSON file.
    Import {
        /// The file.
        file: PathBuf,
    },
    /// Prints all areas and organisations as JSON.
    Export,
}

/// Does a task with areas.
pub fn area(ledger: &Ledger, task: AreaTask, out: &mut impl Write) -> Result<(), CommandError> {
    let AreaTask::Import(arguments) = task;
    let text = std::fs::read_to_string(&arguments.file)?;
    let usage = |error: &dyn std::fmt::Display| CommandError::Usage(error.to_string());
    let settings = if arguments.kenya { ImportSettings::kenya() } else { ImportSettings::default() };
    let features = import_geojson(&text, &settings).map_err(|error| usage(&error))?;
    let parent = match (arguments.parent_kind, arguments.parent_property) {
        (Some(kind), Some(property)) => ParentRule::ByCode { kind: AreaKind::from(kind.as_str()), property },
        _ => ParentRule::None,
    };
    let mapping = AreaMapping {
        kind: AreaKind::from(arguments.kind.as_str()),
        name_property: arguments.name_property,
        code_property: arguments.code_property,
        parent,
        title_case: arguments.kenya,
        coarsen_m: arguments.coarsen_m,
        source: arguments.source,
        licence: arguments.licence,
    };
    if matches!(mapping.kind, AreaKind::Other(_)) {
        return Err(CommandError::Usage(format!("there is no kind of area '{}'", mapping.kind)));
    }
    let areas = areas_from_features(features, &mapping).map_err(|error| usage(&error))?;
    ledger.write::<_, CommandError>(|write| take_in(write, &areas, &[]))?;
    for area in areas {
        writeln!(out, "{} {}", area.id, area.name_en)?;
    }
    Ok(())
}

/// Does a task with areas and organisations together.
pub fn reference(ledger: &Ledger, task: ReferenceTask, out: &mut impl Write) -> Result<(), CommandError> {
    match task {
        ReferenceTask::Import { file } => {
            let text = std::fs::read_to_string(&file)?;
            let Reference { areas, organisations, .. } =
                serde_json::from_str(&text).map_err(|error| CommandError::Usage(error.to_string()))?;
            ledger.write::<_, CommandError>(|write| take_in(write, &areas, &organisations))?;
            writeln!(out, "{} areas, {} organisations", areas.len(), organisations.len())?;
        }
        ReferenceTask::Export => {
            let all = ledger.read::<_, CommandError>(|db| {
                let areas = reference::areas(db)?;
                let index = AreaIndex::from_areas(areas.iter().cloned()).map_err(HubError::from)?;
                let organisations = reference::organisations(db)?;
                Ok(Reference { areas: parents_first(areas, &index), organisations, ..Reference::default() })
            })?;
            let json = serde_json::to_string(&all).map_err(HubError::Reply)?;
            writeln!(out, "{json}")?;
        }
    }
    Ok(())
}

/// Takes areas and organisations in, if they fit with what is there.
fn take_in(write: &LedgerWrite<'_>, areas: &[Area], organisations: &[Organisation]) -> Result<(), CommandError> {
    let given = AreaIndex::from_areas(areas.iter().cloned()).map_err(HubError::from)?;
    let mut all: BTreeMap<AreaId, Area> = reference::areas(write)?.into_iter().map(|area| (area.id, area)).collect();
    all.extend(given.iter().map(|area| (area.id, area.clone())));
    let index = AreaIndex::from_areas(all.into_values()).map_err(HubError::from)?;
    for organisation in organisations {
        check_organisation(organisation, |id| index.get(id).is_some())?;
    }
    reference::keep(write, areas, organisations)?;
    Ok(crate::directory::coarsen(write)?)
}

/// Whether an organisation has a name, and areas that there are.
pub fn check_organisation(organisation: &Organisation, is_known: impl Fn(AreaId) -> bool) -> Result<(), CommandError> {
    let name = organisation.name.trim();
    if name.is_empty() || name.chars().take(201).count() > 200 {
        return Err(CommandError::Usage("an organisation needs a name of 1 to 200 characters".to_owned()));
    }
    match organisation.area.iter().chain(&organisation.sites).find(|id| !is_known(**id)) {
        Some(missing) => Err(CommandError::Usage(format!("there is no area {missing}"))),
        None => Ok(()),
    }
}
