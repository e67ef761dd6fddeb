//! The command line: `serve`, and `admin` beside it.
//!
//! - [`serve`]: runs the service
//! - [`admin`]: areas, organisations, invitations, grants, and a look at what there is

mod admin;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// The reference sync service of Usalama.
#[derive(Debug, Parser)]
#[command(name = "usalama-hub", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service
    Serve(serve::Serve),
    /// Sets things up, beside a running service
    Admin {
        /// The hub's folder
        #[arg(long, env = "USALAMA_HUB_DATA", value_name = "DIR")]
        data: PathBuf,
        #[command(subcommand)]
        command: Box<admin::Admin>,
    },
}

/// Something that a person at the command line has to mend.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The hub.
    #[error(transparent)]
    Hub(#[from] crate::HubError),
    /// Enrolment.
    #[error(transparent)]
    Denied(#[from] crate::enrolment::Denied),
    /// A file.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
    /// A file that does not hold what it should.
    #[error("{what}: {cause}")]
    Content {
        /// What.
        what: &'static str,
        /// Why not.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An argument.
    #[error("{0}")]
    Usage(&'static str),
}

impl From<crate::ledger::LedgerError> for CliError {
    fn from(error: crate::ledger::LedgerError) -> Self {
        Self::Hub(error.into())
    }
}

/// Runs a command.
///
/// # Errors
/// [`CliError`], to be shown to whoever typed it.
pub fn run(arguments: Arguments) -> Result<(), CliError> {
    match arguments.command {
        Command::Serve(serve) => serve::serve(serve),
        Command::Admin { data, command } => admin::run(&data, *command),
    }
}
