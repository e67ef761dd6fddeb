//! What an administrator does in the realm `care`: says which centres there are, and counts. Nobody is shown a referral.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use usalama_core::exchange::hsds;
use usalama_core::model::actor::{OrgKind, Organisation};
use usalama_core::model::directory::Organization;
use usalama_core::model::referral::CentreList;
use usalama_core::policy::shown_count;

use super::CommandError;
use crate::ledger::{Ledger, LedgerError, care, reference};

/// What is to be done with centres and helplines.
#[derive(Debug, Subcommand)]
pub enum CentresTask {
    /// Takes the rehabilitation and counselling centres and the hotlines out of a directory (a JSON list of HSDS organisations), in the
    /// place of those that were.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Does a task with centres and helplines.
pub fn centres(ledger: &Ledger, task: CentresTask, out: &mut impl Write) -> Result<(), CommandError> {
    let CentresTask::Import { file } = task;
    let bytes = std::fs::read(&file)?;
    let entries: Vec<Organization> =
        hsds::import(&bytes).map_err(|error| CommandError::Usage(format!("the directory: {error}")))?;
    let list = CentreList::of_entries(&entries);
    if list.is_empty() {
        return Err(CommandError::Usage("there is neither a centre nor a hotline in this directory".to_owned()));
    }
    ledger.write::<_, LedgerError>(|write| {
        let known: BTreeSet<_> = reference::organisations(write)?.into_iter().map(|org| org.id).collect();
        // Whoever takes in does so for an organisation.
        let new = list.centres.iter().filter(|centre| !known.contains(&centre.facility));
        let new: Vec<Organisation> = new
            .map(|centre| Organisation {
                id: centre.facility,
                kind: OrgKind::RehabCentre,
                name: centre.name.as_str().to_owned(),
                area: None,
                sites: vec![],
                licence: None,
            })
            .collect();
        reference::keep(write, &[], &new)?;
        care::keep_centres(write, &list)
    })?;
    writeln!(out, "{} centres, {} helplines", list.centres.len(), list.helplines.len())?;
    Ok(())
}

/// Prints how many referrals stand where, and how many sheets there are.
pub fn counts(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    for (what, count) in ledger.read::<_, LedgerError>(care::counts)? {
        match shown_count(count) {
            Some(count) => writeln!(out, "{what} {count}")?,
            None => writeln!(out, "{what} fewer than 3")?,
        }
    }
    Ok(())
}
