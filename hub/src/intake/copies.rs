//! Copies for neighbours and for everyone: made, made anew, taken back.
//!
//! Nothing in a copy tells more of the time than its rounding: neither the identity nor the header of its events, nor the
//! receipt that goes with them.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, EventId, Part, PartName, Parts, SubjectId};
use usalama_core::geo::grid::MAX_COARSE_EDGE_M;
use usalama_core::geo::index::COARSEN_M_WITHOUT_AREA;
use usalama_core::model::incident::{Nothing, Tally};
use usalama_core::model::publication::{HIDDEN, PUBLISHED, Publication, TALLIED, copy_of};
use usalama_core::policy::{Placement, copy_placement, route_copy};
use usalama_core::text::Comment;
use uuid::Uuid;

use super::batch::{Batch, HubWords};
use crate::error::HubError;
use crate::ledger::subjects::{self, IncidentRecord, PublicationRecord, Subject};

/// Publishes a copy: in the place of the one that is shown to the same readers, if there is one.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn publish(
    batch: &mut Batch<'_>,
    source: &IncidentRecord,
    scope: &Audience,
    text: Option<Comment>,
    unmoderated: bool,
) -> Result<(), HubError> {
    let ward = source.placement.ward();
    let around = copy_placement(&batch.world.areas, ward);
    if route_copy(&around, scope).is_empty() {
        // Nobody is known to live there.
        return Ok(());
    }
    let position = source.state.place.as_ref().and_then(|place| place.position.as_ref());
    let coarsen_m = position.map_or(COARSEN_M_WITHOUT_AREA, |position| batch.world.areas.coarsen_m_at(position.at));
    let coarsen_m = coarsen_m.min(MAX_COARSE_EDGE_M);
    let terms = super::terms::terms_at(batch, &source.placement)?;
    let Ok(Some(copy)) = copy_of(&source.state, scope, coarsen_m, text, &terms, unmoderated) else {
        return Ok(());
    };
    let at = batch.now.floor_to(Duration::from_secs(copy.rounded_to_s));
    let shown = subjects::copies_of(batch.write, source.state.id)?.into_iter().find(|(_, shown)| shown == scope);
    let shown = match shown {
        Some((id, _)) => find(batch, id)?,
        None => None,
    };
    let mut record = shown.unwrap_or_else(|| PublicationRecord {
        source: source.state.id,
        submitted_at: at,
        next_seq: 1,
        state: Publication::fold(SubjectId::random(), []),
        placement: Placement::default(),
    });
    record.placement = around;
    record.state.area = ward;
    record.state.audience = scope.clone();
    say(batch, &mut record, PUBLISHED, at, Part::of(&copy)?)
}

/// Takes a copy back.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn hide(batch: &mut Batch<'_>, copy: SubjectId) -> Result<(), HubError> {
    let Some(mut record) = find(batch, copy)? else { return Ok(()) };
    let at = rounded(batch, &record);
    say(batch, &mut record, HIDDEN, at, Part::of(&Nothing {})?)
}

/// Tells the readers of a copy how many bear it out.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn tell_tally(batch: &mut Batch<'_>, copy: SubjectId, tally: &Tally) -> Result<(), HubError> {
    let Some(mut record) = find(batch, copy)? else { return Ok(()) };
    let at = rounded(batch, &record);
    say(batch, &mut record, TALLIED, at, Part::of(tally)?)
}

fn find(batch: &Batch<'_>, copy: SubjectId) -> Result<Option<PublicationRecord>, HubError> {
    Ok(match subjects::find(batch.write, copy)? {
        Some(Subject::Publication(record)) => Some(*record),
        _ => None,
    })
}

fn rounded(batch: &Batch<'_>, record: &PublicationRecord) -> Timestamp {
    let step = record.state.copy.as_ref().map_or(0, |copy| copy.rounded_to_s);
    batch.now.floor_to(Duration::from_secs(step))
}

fn say(
    batch: &mut Batch<'_>,
    record: &mut PublicationRecord,
    kind: &'static str,
    at: Timestamp,
    core: Part,
) -> Result<(), HubError> {
    let event = batch.sign(HubWords {
        id: Some(EventId(Uuid::new_v4())),
        subject: record.state.id,
        kind,
        area: record.state.area,
        audience: record.state.audience.clone(),
        at,
        parts: Parts::from([(PartName::Core, core)]),
    })?;
    let buckets = route_copy(&record.placement, &record.state.audience);
    batch.append_to_copy(record, &event, at, false, &buckets)?;
    Ok(())
}
