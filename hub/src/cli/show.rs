//! What there is, printed.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;
use usalama_core::event::{Audience, PartName};
use usalama_core::model::duty::Duty;
use usalama_core::model::incident::{Incident, Stamp};
use usalama_core::policy::{Placement, shown_count};

use super::CommandError;
use crate::error::HubError;
use crate::ledger::subjects::Subject;
use crate::ledger::{Ledger, LedgerError, accounts, events, feed, grants, rights, subjects};

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

/// Prints how many reports that associations and neighbours read, calls for help, and visits and skipped checkpoints of patrols there
/// are, by ward: counts alone, and none below three (DOMAIN §12, the letter k of administrators).
pub fn counts(ledger: &Ledger, out: &mut impl Write) -> Result<(), CommandError> {
    let counts = ledger.read::<_, HubError>(|db| {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut after = None;
        loop {
            let ids = rights::subjects_after(db, after, 500)?;
            for id in &ids {
                for (what, many) in subjects::find(db, *id)?.map(counted).unwrap_or_default() {
                    *counts.entry(what).or_default() += many;
                }
            }
            after = ids.last().copied();
            if after.is_none() {
                return Ok(counts);
            }
        }
    })?;
    for (what, count) in counts {
        match shown_count(count) {
            Some(count) => writeln!(out, "{what} {count}")?,
            None => writeln!(out, "{what} fewer than 3")?,
        }
    }
    Ok(())
}

/// What a subject counts as, and how often.
fn counted(subject: Subject) -> Vec<(String, u32)> {
    let ward = |placement: &Placement| placement.ward().map_or_else(|| "-".to_owned(), |ward| ward.to_string());
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    match subject {
        Subject::Incident(record) if record.state.visibility.reaches(&Audience::Ra) => {
            let Some(report) = &record.state.report else { return vec![] };
            let status = record.state.status.as_ref().map_or("-", |status| status.code());
            vec![(format!("incident {} {} {status}", ward(&record.placement), report.category), 1)]
        }
        Subject::Sos(record) => {
            let state = record.state.state.as_ref().map_or("-", |state| state.code());
            vec![(format!("sos {} {state}", ward(&record.placement)), 1)]
        }
        Subject::Duty(record) => match &record.state {
            Duty::Patrol(patrol) => {
                let ward = ward(&record.placement);
                let of = |what: &str, length| (format!("patrol {ward} {what}"), number(length));
                let all = [of("visits", patrol.visits.len()), of("skipped", patrol.skips.len())];
                all.into_iter().filter(|(_, count)| *count > 0).collect()
            }
            Duty::Site(_) | Duty::Shift(_) => vec![],
        },
        _ => vec![],
    }
}
