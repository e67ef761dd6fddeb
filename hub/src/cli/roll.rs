//! `usalama-hub admin roll`: who belongs to which household, and to the association.

use std::io::Write;

use clap::{Args, Subcommand};
use usalama_core::event::ActorId;
use usalama_core::geo::AreaId;
use uuid::Uuid;

use super::CommandError;
use crate::ledger::ballots::{self, Enrolled};
use crate::ledger::{Ledger, accounts, reference};

/// What is to be done with the roll.
#[derive(Debug, Subcommand)]
pub enum RollTask {
    /// Records somebody on the roll of an area, in the place of what was recorded before.
    Set(RollArguments),
}

/// Somebody on the roll.
#[derive(Debug, Args)]
pub struct RollArguments {
    /// Who.
    #[arg(long)]
    actor: Uuid,
    /// In which area.
    #[arg(long)]
    area: Uuid,
    /// The code of the household, such as `B14`.
    #[arg(long)]
    household: Option<String>,
    /// A member of the association.
    #[arg(long)]
    member: bool,
}

/// Does a task.
pub fn run(ledger: &Ledger, task: RollTask, out: &mut impl Write) -> Result<(), CommandError> {
    let RollTask::Set(RollArguments { actor, area, household, member }) = task;
    let (actor, area) = (ActorId(actor), AreaId::new(area));
    ledger.write::<_, CommandError>(|write| {
        if accounts::find(write, actor)?.is_none() {
            return Err(CommandError::Usage("there is no such account".to_owned()));
        }
        if !reference::areas(write)?.iter().any(|known| known.id == area) {
            return Err(CommandError::Usage("there is no such area".to_owned()));
        }
        Ok(ballots::enrol(write, actor, &Enrolled { area, household, member })?)
    })?;
    writeln!(out, "recorded")?;
    Ok(())
}
