//! `usalama-hub admin`: what an administrator sets up. Prints identities and secrets, one a line, for people and scripts.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Subcommand;
use usalama_core::event::{Audience, PartName, Role};
use usalama_core::geo::import::ParentRule;
use usalama_core::geo::{
    AreaId, AreaIndex, AreaKind, AreaMapping, ImportSettings, areas_from_features, import_geojson,
};
use usalama_core::model::actor::{CredentialStatus, FirmLicence, GuardCredential, OrgId, OrgKind, Organisation};
use usalama_core::model::grant::GrantId;
use usalama_core::model::incident::{Incident, Stamp};
use usalama_core::policy::max_audience_of;
use usalama_core::sync::wire::Reference;
use uuid::Uuid;

use super::CliError;
use crate::atlas::parents_first;
use crate::enrolment;
use crate::hub::Hub;
use crate::ledger::grants::{self, Terms};
use crate::ledger::{accounts, events, feed, reference, subjects};
use crate::settings::Settings;

/// Sets things up.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Areas of a kind from GeoJSON
    #[command(subcommand)]
    Area(AreaCommand),
    /// Areas and organisations in the library's own JSON
    #[command(subcommand)]
    Reference(ReferenceCommand),
    /// Organisations
    #[command(subcommand)]
    Org(OrgCommand),
    /// Invites somebody to a role, and prints the one-time secret
    Invite {
        /// The role
        #[arg(long)]
        role: String,
        /// For which organisation
        #[arg(long)]
        org: Option<Uuid>,
        /// Where; may be repeated
        #[arg(long)]
        area: Vec<Uuid>,
        /// A finer rank, such as ocs
        #[arg(long)]
        capability: Option<String>,
        /// The widest audience of acts under it
        #[arg(long)]
        max_audience: Option<String>,
        /// A guard's Guard Force Number
        #[arg(long)]
        gfn: Option<String>,
        /// What the last check of it said
        #[arg(long, default_value = "unknown")]
        gfn_status: String,
        /// Days until the invitation runs out
        #[arg(long, default_value_t = 7)]
        valid_days: u32,
    },
    /// Grants
    #[command(subcommand)]
    Grant(GrantCommand),
    /// Every incident as it stands, one JSON a line, by identity
    Views {
        /// A part to leave out, as a reader who may not see it has it
        #[arg(long)]
        without: Vec<String>,
    },
    /// How much there is
    Stats,
}

/// Areas.
#[derive(Debug, Subcommand)]
pub enum AreaCommand {
    /// Imports a GeoJSON file, all of it or nothing
    Import {
        /// The file
        file: PathBuf,
        /// What its areas are, such as ward
        #[arg(long)]
        kind: String,
        /// The property that holds the name
        #[arg(long, default_value = "name")]
        name_property: String,
        /// The property that holds the official number
        #[arg(long)]
        code_property: Option<String>,
        /// What the areas lie in
        #[arg(long, requires = "parent_property")]
        parent_kind: Option<String>,
        /// The property that holds the official number of what they lie in
        #[arg(long, requires = "parent_kind")]
        parent_property: Option<String>,
        /// How far copies for neighbours are coarsened, in metres
        #[arg(long)]
        coarsen_m: Option<u32>,
        /// Where the file is from
        #[arg(long)]
        source: String,
        /// Under which licence
        #[arg(long)]
        licence: String,
        /// Expects Kenya, and mends what can be mended
        #[arg(long)]
        kenya: bool,
    },
}

/// Areas and organisations.
#[derive(Debug, Subcommand)]
pub enum ReferenceCommand {
    /// Imports a file, all of it or nothing
    Import {
        /// The file
        file: PathBuf,
    },
    /// Prints everything
    Export,
}

/// Organisations.
#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Makes one, and prints its identity
    Create {
        /// What it is, such as `police_station`
        #[arg(long)]
        kind: String,
        /// Its name
        #[arg(long)]
        name: String,
        /// Its area
        #[arg(long)]
        area: Option<Uuid>,
        /// A site that it guards; may be repeated
        #[arg(long)]
        site: Vec<Uuid>,
        /// A firm's PSRA licence
        #[arg(long)]
        licence_number: Option<String>,
        /// What the last check of it said
        #[arg(long, default_value = "unknown")]
        licence_status: String,
    },
}

/// Grants.
#[derive(Debug, Subcommand)]
pub enum GrantCommand {
    /// Prints them all
    List,
    /// Takes one back, at once
    Revoke {
        /// Which
        id: Uuid,
    },
}

pub(super) fn run(data: &Path, command: Admin) -> Result<(), CliError> {
    let hub = Hub::open(Settings { dev: true, ..Settings::in_directory(data) }, None)?;
    match command {
        Admin::Area(command) => import_areas(&hub, command),
        Admin::Reference(ReferenceCommand::Import { file }) => {
            let read: Reference =
                serde_json::from_str(&read(&file)?).map_err(|cause| content("the reference", cause))?;
            keep(&hub, read)
        }
        Admin::Reference(ReferenceCommand::Export) => {
            let world = hub.ledger.read::<_, CliError>(|db| Ok(hub.atlas.world(db)?))?;
            say(&String::from_utf8_lossy(&world.json));
            Ok(())
        }
        Admin::Org(OrgCommand::Create { kind, name, area, site, licence_number, licence_status }) => {
            let licence = licence_number.map(|number| FirmLicence {
                number,
                valid_to: None,
                status: licence_status.as_str().into(),
                checked_at: Some(hub.now()),
            });
            let id = OrgId(Uuid::new_v4());
            let kind: OrgKind = known(kind.as_str().into(), OrgKind::ALL)?;
            let sites = site.into_iter().map(AreaId::new).collect();
            let org = Organisation { id, kind, name, area: area.map(AreaId::new), sites, licence };
            keep(&hub, Reference { areas: vec![], organisations: vec![org] })
        }
        Admin::Invite { role, org, area, capability, max_audience, gfn, gfn_status, valid_days } => {
            let role: Role = known(role.as_str().into(), Role::ALL)?;
            if role == Role::Hub {
                return Err(CliError::Usage("the hub's role cannot be granted"));
            }
            let status: CredentialStatus = known(gfn_status.as_str().into(), CredentialStatus::ALL)?;
            let terms = Terms {
                max_audience: max_audience.map_or_else(|| max_audience_of(&role), |code| Audience::from(code.as_str())),
                role,
                org: org.map(OrgId),
                areas: area.into_iter().map(AreaId::new).collect(),
                capability: capability.map(|code| code.as_str().into()),
                credential: gfn.map(|gfn| GuardCredential { gfn, valid_to: None, status, checked_at: Some(hub.now()) }),
            };
            let life = Duration::from_secs(u64::from(valid_days) * 24 * 3600);
            say(&enrolment::invite(&hub, &terms, life, None)?.invitation);
            Ok(())
        }
        Admin::Grant(command) => grants_of(&hub, &command),
        Admin::Views { without } => views(&hub, &without),
        Admin::Stats => stats(&hub),
    }
}

fn import_areas(hub: &Hub, command: AreaCommand) -> Result<(), CliError> {
    let AreaCommand::Import {
        file,
        kind,
        name_property,
        code_property,
        parent_kind,
        parent_property,
        coarsen_m,
        source,
        licence,
        kenya,
    } = command;
    let kind: AreaKind = known(kind.as_str().into(), AreaKind::ALL)?;
    let mut mapping = AreaMapping::by_name(kind, &name_property, &source, &licence);
    mapping.code_property = code_property;
    if let (Some(kind), Some(property)) = (parent_kind, parent_property) {
        mapping.parent = ParentRule::ByCode { kind: known(kind.as_str().into(), AreaKind::ALL)?, property };
    }
    if let Some(coarsen_m) = coarsen_m {
        mapping.coarsen_m = coarsen_m;
    }
    let settings = if kenya { ImportSettings::kenya() } else { ImportSettings::default() };
    let features = import_geojson(&read(&file)?, &settings).map_err(|cause| content("the GeoJSON", cause))?;
    let areas = areas_from_features(features, &mapping).map_err(|cause| content("the areas", cause))?;
    keep(hub, Reference { areas, organisations: vec![] })
}

/// Keeps areas and organisations where, with those that are there, they fit together.
fn keep(hub: &Hub, new: Reference) -> Result<(), CliError> {
    hub.ledger.write::<_, CliError>(|write| {
        let mut all: std::collections::BTreeMap<AreaId, _> =
            reference::areas(write)?.into_iter().map(|area| (area.id, area)).collect();
        all.extend(new.areas.iter().map(|area| (area.id, area.clone())));
        let index = AreaIndex::from_areas(all.into_values()).map_err(|cause| content("the areas", cause))?;
        let known = |area: &AreaId| index.get(*area).is_some();
        if !new.organisations.iter().all(|org| org.area.iter().chain(&org.sites).all(known)) {
            return Err(CliError::Usage("an organisation names an area that is not there"));
        }
        let areas = parents_first(new.areas.clone(), &index);
        Ok(reference::keep(write, &areas, &new.organisations)?)
    })?;
    for area in &new.areas {
        say(&format!("{} {}", area.id, area.name_en));
    }
    for org in &new.organisations {
        say(&org.id.to_string());
    }
    Ok(())
}

fn grants_of(hub: &Hub, command: &GrantCommand) -> Result<(), CliError> {
    match command {
        GrantCommand::List => {
            let all = hub.ledger.read::<_, CliError>(|db| Ok(grants::all(db)?))?;
            for kept in all.iter().filter(|kept| !kept.superseded) {
                let grant = &kept.grant;
                let state = if kept.revoked { "revoked" } else { "granted" };
                say(&format!("{} {} {} until {} {state}", grant.id.0, grant.actor, grant.role, grant.expires));
            }
            Ok(())
        }
        GrantCommand::Revoke { id } => {
            let count = hub.ledger.write::<_, CliError>(|write| Ok(grants::revoke(write, GrantId(*id))?))?;
            if count == 0 { Err(CliError::Usage("there is no such grant")) } else { Ok(()) }
        }
    }
}

fn views(hub: &Hub, without: &[String]) -> Result<(), CliError> {
    let without: Vec<PartName> = without.iter().map(|part| part.as_str().into()).collect();
    hub.ledger.read::<_, CliError>(|db| {
        for id in subjects::all_incidents(db)? {
            let history: Vec<_> = events::of_subject(db, id)?
                .into_iter()
                .filter_map(|kept| {
                    let receipt = kept.receipt()?;
                    let stamp = Stamp::Confirmed { seq: receipt.seq, at: receipt.at };
                    Some((kept.event.keeping(|part| !without.contains(part)), stamp))
                })
                .collect();
            let state = Incident::fold(id, history.iter().map(|(event, stamp)| (event, *stamp)));
            say(&serde_json::to_string(&state).map_err(|cause| content("a view", cause))?);
        }
        Ok(())
    })
}

fn stats(hub: &Hub) -> Result<(), CliError> {
    let counts = hub.ledger.read::<_, CliError>(|db| {
        let (accepted, refused) = events::counts(db)?;
        Ok(serde_json::json!({
            "accounts": accounts::count(db)?,
            "accepted": accepted,
            "refused": refused,
            "subjects": subjects::count(db)?,
            "feed_items": feed::count(db)?,
        }))
    })?;
    say(&counts.to_string());
    Ok(())
}

fn read(path: &Path) -> Result<String, CliError> {
    std::fs::read_to_string(path).map_err(|cause| CliError::File { path: path.to_owned(), cause })
}

fn content(what: &'static str, cause: impl std::error::Error + Send + Sync + 'static) -> CliError {
    CliError::Content { what, cause: Box::new(cause) }
}

fn known<T: PartialEq + Clone>(value: T, all: &[T]) -> Result<T, CliError> {
    if all.contains(&value) { Ok(value) } else { Err(CliError::Usage("there is no such kind, role or status")) }
}

/// Prints a line. Where nobody reads it, nothing is lost.
fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
