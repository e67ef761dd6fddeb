//! `usalama-hub admin`: works on the same file as a running hub, which notices by itself.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use clap::{Args, Subcommand};
use usalama_core::clock::{Clock as _, Timestamp};
use usalama_core::event::{Audience, Realm, Role};
use usalama_core::geo::AreaId;
use usalama_core::model::actor::{CredentialStatus, FirmLicence, GuardCredential, OrgId, OrgKind, Organisation};
use usalama_core::model::grant::{Capability, GrantId};
use usalama_core::policy::max_audience_of;
use uuid::Uuid;

use super::{CommandError, care, import, lost, region, show};
use crate::clock::OffsetClock;
use crate::enrolment::grants::{make_invitation, take_back};
use crate::error::HubError;
use crate::hub::{make_directory, offset_of};
use crate::ledger::grants::Terms;
use crate::ledger::{Ledger, LedgerError, enter_realm, reference};
use crate::settings::Settings;

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Areas.
    #[command(subcommand)]
    Area(import::AreaTask),
    /// Areas and organisations in one file.
    #[command(subcommand)]
    Reference(import::ReferenceTask),
    /// Organisations.
    #[command(subcommand)]
    Org(OrgTask),
    /// Invites somebody to a role, and prints the secret once.
    Invite(InviteArguments),
    /// Grants.
    #[command(subcommand)]
    Grant(GrantTask),
    /// The roll of households and members, for ballots.
    #[command(subcommand)]
    Roll(super::roll::RollTask),
    /// Prints every incident as it stands, one a line.
    Views {
        /// Parts to leave out of the fold, such as `identity`.
        #[arg(long)]
        without: Vec<String>,
    },
    /// Prints how much there is.
    Stats,
    /// Counties: settings.
    #[command(subcommand)]
    Region(region::RegionTask),
    /// The directory of counties.
    #[command(subcommand)]
    Directory(region::DirectoryTask),
    /// Prints how many tips there are, by ward, topic and state; no number below three.
    Tips,
    /// Prints how many reports, calls for help and visits of patrols there are, by ward; no number below three.
    Counts,
    /// Centres and helplines, in the realm `care`.
    #[command(subcommand)]
    Centres(care::CentresTask),
    /// Prints how many referrals and sheets of attendance there are, in the realm `care`; nothing below three.
    CareCounts,
    /// Takes the keys of a lost phone back, and prints what was readable on it.
    LostPhone(lost::LostArguments),
    /// Prints who looked at what, and which legal holds are on.
    Audit,
    /// Prints what stays of what was erased: kind, ward, month, number.
    Kept,
}

/// What is to be done with organisations.
#[derive(Debug, Subcommand)]
pub enum OrgTask {
    /// Makes an organisation, and prints its identity.
    Create(OrgArguments),
}

/// An organisation.
#[derive(Debug, Args)]
pub struct OrgArguments {
    /// What it is, such as `police_station`.
    #[arg(long)]
    kind: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// Station area or association polygon.
    #[arg(long)]
    area: Option<Uuid>,
    /// A guarded site of a firm.
    #[arg(long)]
    site: Vec<Uuid>,
    /// Number of a firm's licence.
    #[arg(long, requires = "licence_status")]
    licence_number: Option<String>,
    /// What the last check of the licence said.
    #[arg(long, requires = "licence_number")]
    licence_status: Option<String>,
}

/// An invitation.
#[derive(Debug, Args)]
pub struct InviteArguments {
    /// The role, such as `guard`.
    #[arg(long)]
    role: String,
    /// For which organisation.
    #[arg(long)]
    org: Option<Uuid>,
    /// Where.
    #[arg(long)]
    area: Vec<Uuid>,
    /// A finer rank, such as `ocs`.
    #[arg(long)]
    capability: Option<String>,
    /// The widest audience of acts under the role.
    #[arg(long)]
    max_audience: Option<String>,
    /// A guard's Guard Force Number.
    #[arg(long, requires = "gfn_status")]
    gfn: Option<String>,
    /// What the last check of the number said.
    #[arg(long, requires = "gfn")]
    gfn_status: Option<String>,
    /// Days that the invitation is good for.
    #[arg(long, default_value_t = 7)]
    valid_days: u32,
}

/// What is to be done with grants.
#[derive(Debug, Subcommand)]
pub enum GrantTask {
    /// Prints all grants.
    List,
    /// Takes a grant back.
    Revoke {
        /// Which.
        id: Uuid,
    },
}

/// Does a task.
pub fn run(data: &Path, realm: &str, task: Task, out: &mut impl Write) -> Result<(), CommandError> {
    let realm = known(Realm::ALL, realm, "realm")?;
    let mut settings = Settings::in_directory(data);
    if realm == Realm::Care {
        settings = settings.care();
    }
    make_directory(&settings.data)?;
    let ledger = Ledger::open(&settings.database())?;
    if !ledger.write::<_, LedgerError>(|write| enter_realm(write, &settings.realm))? {
        return Err(HubError::Realm.into());
    }
    let now = OffsetClock::moved_by(ledger.read::<_, LedgerError>(offset_of)?).now();
    match task {
        Task::Area(task) => import::area(&ledger, task, out),
        Task::Reference(task) => import::reference(&ledger, task, out),
        Task::Org(OrgTask::Create(arguments)) => create_org(&ledger, arguments, now, out),
        Task::Invite(arguments) => invite(&ledger, arguments, now, out),
        Task::Roll(task) => super::roll::run(&ledger, task, out),
        Task::Grant(GrantTask::List) => show::grants(&ledger, out),
        Task::Grant(GrantTask::Revoke { id }) => {
            let revoked = ledger.write::<_, LedgerError>(|write| take_back(write, GrantId(id)))?;
            if revoked == 0 {
                return Err(CommandError::Usage("there is no such grant".to_owned()));
            }
            writeln!(out, "revoked {id}")?;
            Ok(())
        }
        Task::Views { without } => show::views(&ledger, &without, out),
        Task::Stats => show::stats(&ledger, out),
        Task::Region(task) => region::region(&ledger, task, out),
        Task::Directory(task) => region::directory(&ledger, task, out),
        Task::Tips => show::tips(&ledger, out),
        Task::Counts => show::counts(&ledger, out),
        Task::Centres(_) | Task::CareCounts if realm != Realm::Care => {
            Err(CommandError::Usage("this is for the realm care: say --realm care before the task".to_owned()))
        }
        Task::Centres(task) => care::centres(&ledger, task, out),
        Task::CareCounts => care::counts(&ledger, out),
        Task::LostPhone(arguments) => lost::lost_phone(&ledger, &arguments, now, out),
        Task::Audit => lost::audit(&ledger, out),
        Task::Kept => lost::kept(&ledger, out),
    }
}

/// A word of a closed list. What a newer version knows may come over the wire, not from whoever types here.
fn known<T: for<'a> From<&'a str> + PartialEq + Clone>(all: &[T], word: &str, what: &str) -> Result<T, CommandError> {
    let value = T::from(word);
    if all.contains(&value) { Ok(value) } else { Err(CommandError::Usage(format!("there is no {what} '{word}'"))) }
}

fn create_org(
    ledger: &Ledger,
    arguments: OrgArguments,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<(), CommandError> {
    let licence = match (arguments.licence_number, arguments.licence_status) {
        (Some(number), Some(status)) => {
            let status = known(CredentialStatus::ALL, &status, "status")?;
            Some(FirmLicence { number, valid_to: None, status, checked_at: Some(now) })
        }
        _ => None,
    };
    let organisation = Organisation {
        id: OrgId(Uuid::new_v4()),
        kind: known(OrgKind::ALL, &arguments.kind, "kind of organisation")?,
        name: arguments.name,
        area: arguments.area.map(AreaId::new),
        sites: arguments.site.into_iter().map(AreaId::new).collect(),
        licence,
    };
    ledger.write::<_, CommandError>(|write| {
        let areas = reference::areas(write)?;
        import::check_organisation(&organisation, |id| areas.iter().any(|area| area.id == id))?;
        Ok(reference::keep(write, &[], std::slice::from_ref(&organisation))?)
    })?;
    writeln!(out, "{}", organisation.id)?;
    Ok(())
}

fn invite(
    ledger: &Ledger,
    arguments: InviteArguments,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<(), CommandError> {
    let role = known(Role::ALL, &arguments.role, "role")?;
    if role == Role::Hub {
        return Err(CommandError::Usage("nobody can be granted the hub's own role".to_owned()));
    }
    let credential = match (arguments.gfn, arguments.gfn_status) {
        (Some(gfn), Some(status)) => {
            let status = known(CredentialStatus::ALL, &status, "status")?;
            Some(GuardCredential { gfn, valid_to: None, status, checked_at: Some(now) })
        }
        _ => None,
    };
    let max_audience = match arguments.max_audience {
        Some(word) => known(Audience::ALL, &word, "audience")?,
        None => max_audience_of(&role),
    };
    let terms = Terms {
        role,
        org: arguments.org.map(OrgId),
        areas: arguments.area.into_iter().map(AreaId::new).collect(),
        capability: arguments.capability.map(|word| known(Capability::ALL, &word, "capability")).transpose()?,
        max_audience,
        credential,
    };
    let expires = now.plus(Duration::from_secs(u64::from(arguments.valid_days) * 24 * 3600));
    let invited = ledger.write::<_, CommandError>(|write| {
        let known_org = reference::organisations(write)?.into_iter().any(|org| Some(org.id) == terms.org);
        if terms.org.is_some() && !known_org {
            return Err(CommandError::Usage("there is no such organisation".to_owned()));
        }
        let areas = reference::areas(write)?;
        if let Some(missing) = terms.areas.iter().find(|id| !areas.iter().any(|area| area.id == **id)) {
            return Err(CommandError::Usage(format!("there is no area {missing}")));
        }
        make_invitation(write, &terms, expires, None).map_err(|error: HubError| error.into())
    })?;
    writeln!(out, "{}", invited.secret)?;
    Ok(())
}
