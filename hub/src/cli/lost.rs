//! `admin lost-phone`, and what an administrator reads of audits and of what stays of erased records.

use std::io::Write;

use clap::Args;
use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::policy::{SMALL_CELL, shown_count};
use uuid::Uuid;

use super::CommandError;
use crate::atlas::Atlas;
use crate::error::HubError;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{Ledger, LedgerError, accounts, rights as rows};
use crate::rights::lost;

/// Whose phone is lost: by the number or by the account.
#[derive(Debug, Args)]
pub struct LostArguments {
    /// The number, such as +254712345678.
    #[arg(long, required_unless_present = "actor", conflicts_with = "actor")]
    phone: Option<String>,
    /// The account.
    #[arg(long)]
    actor: Option<Uuid>,
}

/// Lists what was readable, and takes the keys back, in one transaction: no line for what came after.
pub fn lost_phone(
    ledger: &Ledger,
    arguments: &LostArguments,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<(), CommandError> {
    let (actor, grants, exposed) = ledger.write::<_, CommandError>(|write| {
        let actor = match (&arguments.actor, &arguments.phone) {
            (Some(actor), _) => Some(ActorId(*actor)),
            (None, Some(phone)) => lost::holder(write, phone)?,
            (None, None) => None,
        };
        let actor = actor.ok_or_else(|| CommandError::Usage("there is no account with this number".to_owned()))?;
        if accounts::find(write, actor)?.is_none() {
            return Err(CommandError::Usage("there is no such account".to_owned()));
        }
        let exposed = lost::exposure(write, &Atlas::default(), actor, now)?;
        Ok((actor, lost::report(write, actor, now)?, exposed))
    })?;
    writeln!(out, "actor {actor} keys revoked, {grants} grants taken back, {} records were readable", exposed.len())?;
    for (subject, of) in exposed {
        let kinds: Vec<String> = of.kinds.into_iter().collect();
        let parts: Vec<&str> = of.parts.iter().map(|part| part.code()).collect();
        let own = if of.own { "own" } else { "others" };
        writeln!(out, "exposed {subject} {own} {} {}", kinds.join(","), parts.join(","))?;
    }
    Ok(())
}

/// Who looked at what, and holds.
pub fn audit(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    let notes = ledger.read::<_, HubError>(|db| {
        let mut notes = vec![];
        let mut after = None;
        loop {
            let ids = rows::subjects_after(db, after, 500)?;
            for id in &ids {
                if let Some(Subject::Custody(record)) = subjects::find(db, *id)? {
                    notes.push(record.state);
                }
            }
            after = ids.last().copied();
            if after.is_none() {
                return Ok(notes);
            }
        }
    })?;
    for note in notes {
        let at = note.at.map(Timestamp::to_rfc3339).unwrap_or_default();
        let by = note.by.map(|by| by.to_string()).unwrap_or_default();
        let role = note.role.as_ref().map(|role| role.code().to_owned()).unwrap_or_default();
        let item = note.item.map(|item| item.to_string()).unwrap_or_default();
        let parts: Vec<&str> = note.parts.iter().map(|part| part.code()).collect();
        writeln!(out, "{} {at} {by} {role} {item} {}", note.word(), parts.join(","))?;
    }
    Ok(())
}

/// What stays of what was erased; a number that would tell of one or two people is not told.
pub fn kept(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    for rows::KeptCount { what, area, month, count } in ledger.read::<_, LedgerError>(rows::counts)? {
        let area = area.map_or_else(|| "-".to_owned(), |area| area.to_string());
        let count = shown_count(count).map_or_else(|| format!("<{SMALL_CELL}"), |count| count.to_string());
        writeln!(out, "{what} {area} {month} {count}")?;
    }
    Ok(())
}
