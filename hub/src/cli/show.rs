//! What there is, printed.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use usalama_core::event::PartName;
use usalama_core::model::incident::{Incident, Stamp};
use usalama_core::policy::shown_count;

use super::CommandError;
use crate::error::HubError;
use crate::ledger::{Ledger, LedgerError, accounts, events, feed, grants, subjects};

/// Prints all grants: identity, role, actor, and what became of it.
pub fn grants(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    for kept in ledger.read::<_, LedgerError>(grants::all)? {
        let state = match (kept.revoked, kept.superseded) {
            (true, _) => "revoked",
            (false, true) => "superseded",
            (false, false) => "current",
        };
        let grant = kept.grant;
        writeln!(out, "{} {} {} {state} until {}", grant.id.0, grant.role, grant.actor, grant.expires)?;
    }
    Ok(())
}

/// Prints every incident as it stands, folded anew from its events without the parts that are named.
pub fn views(ledger: &Ledger, without: &[String], out: &mut impl Write) -> Result<(), CommandError> {
    let without: Vec<PartName> = without.iter().map(|name| PartName::from(name.as_str())).collect();
    for subject in ledger.read::<_, LedgerError>(subjects::all_incidents)? {
        let kept = ledger.read::<_, LedgerError>(|db| events::of_subject(db, subject))?;
        let stamped: Vec<_> = kept
            .into_iter()
            .filter_map(|kept| {
                let receipt = kept.receipt()?;
                let stamp = Stamp::Confirmed { seq: receipt.seq, at: receipt.at };
                Some((kept.event.keeping(|name| !without.contains(name)), stamp))
            })
            .collect();
        let incident = Incident::fold(subject, stamped.iter().map(|(event, stamp)| (event, *stamp)));
        writeln!(out, "{}", serde_json::to_string(&incident).map_err(HubError::Reply)?)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Stats {
    accounts: u64,
    accepted: u64,
    refused: u64,
    subjects: u64,
    feed_items: u64,
}

/// Prints how much there is.
pub fn stats(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    let stats = ledger.read::<_, LedgerError>(|db| {
        let (accepted, refused) = events::counts(db)?;
        Ok(Stats {
            accounts: accounts::count(db)?,
            accepted,
            refused,
            subjects: subjects::count(db)?,
            feed_items: feed::count(db)?,
        })
    })?;
    writeln!(out, "{}", serde_json::to_string(&stats).map_err(HubError::Reply)?)?;
    Ok(())
}

/// Prints how many tips there are, by ward and topic, and in which state they are: counts alone, and none below three.
pub fn tips(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    let mut counts: BTreeMap<(String, String, String), u32> = BTreeMap::new();
    for (tip, placement) in ledger.read::<_, LedgerError>(subjects::all_tips)? {
        let ward = placement.ward().map_or_else(|| "-".to_owned(), |ward| ward.to_string());
        let topic = tip.report.map_or_else(|| "-".to_owned(), |report| report.topic.code().to_owned());
        let state = tip.state.map_or_else(|| "-".to_owned(), |state| state.code().to_owned());
        *counts.entry((ward, topic, state)).or_default() += 1;
    }
    for ((ward, topic, state), count) in counts {
        match shown_count(count) {
            Some(count) => writeln!(out, "{ward} {topic} {state} {count}")?,
            None => writeln!(out, "{ward} {topic} {state} fewer than 3")?,
        }
    }
    Ok(())
}
