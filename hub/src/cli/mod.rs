//! The command line. `serve` runs the hub; `admin` works on its data, also while it runs.
//!
//! Standard output is for results alone (the address, a code, a list); logs go to standard error.

mod admin;
mod care;
mod import;
mod lost;
mod region;
mod roll;
mod serve;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::HubError;

/// The reference sync service of Usalama.
#[derive(Debug, Parser)]
#[command(name = "usalama-hub", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the hub.
    Serve(serve::ServeArguments),
    /// Looks after a hub's data.
    Admin {
        /// The hub's data directory.
        #[arg(long, env = "USALAMA_HUB_DATA")]
        data: PathBuf,
        /// Which realm's ledger: `safety` or `care`.
        #[arg(long, default_value = "safety")]
        realm: String,
        #[command(subcommand)]
        task: admin::Task,
    },
}

/// A command that failed.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    /// What was asked for makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The hub failed.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// A file or a stream failed.
    #[error("{0}")]
    Io(String),
}

impl From<crate::ledger::LedgerError> for CommandError {
    fn from(error: crate::ledger::LedgerError) -> Self {
        Self::Hub(error.into())
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(arguments) => serve::serve(arguments),
        Command::Admin { data, realm, task } => admin::run(&data, &realm, task, &mut std::io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("error: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(deeper) = cause {
                text = format!("{text}: {deeper}");
                cause = deeper.source();
            }
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
