//! How many bear an incident out. Each account counts once, on the incident or on a copy; small numbers are told to nobody.

use usalama_core::event::{ActorId, EventId};
use usalama_core::model::incident::{Act, CorroborationKind, Tally};
use usalama_core::policy::shown_count;

use super::batch::Batch;
use super::copies;
use crate::error::HubError;
use crate::ledger::subjects::{self, IncidentRecord};

/// Counts a corroboration, and tells the new numbers where others may know them and they changed.
pub fn count(
    batch: &mut Batch<'_>,
    source: &mut IncidentRecord,
    actor: ActorId,
    kind: &CorroborationKind,
    event: EventId,
) -> Result<(), HubError> {
    let id = source.state.id;
    subjects::corroborate(batch.write, id, actor, kind, event)?;
    let said = subjects::corroborations(batch.write, id)?;
    let sum = |counts: &dyn Fn(&CorroborationKind) -> bool| {
        shown_count(said.iter().filter(|(kind, _)| counts(kind)).map(|(_, people)| people).sum())
    };
    let tally = Tally {
        supporting: sum(&CorroborationKind::supports),
        not_true: sum(&|kind| matches!(kind, CorroborationKind::NotTrue)),
    };
    let told = source.state.corroboration.clone().unwrap_or(Tally { supporting: None, not_true: None });
    if tally == told {
        return Ok(());
    }
    batch.act(source, Act::CorroborationTallied(tally.clone()))?;
    for (copy, _) in subjects::copies_of(batch.write, id)? {
        copies::tell_tally(batch, copy, &tally)?;
    }
    Ok(())
}
