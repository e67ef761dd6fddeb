//! Taking events in: each is proven, judged by the same policy as on the phone, and appended; or it is deferred, or refused.
//!
//! In: a push of events, whoever made them. Out: one result an event, and changed buckets. All of a push is one transaction;
//! each event is judged against the state after the ones before it. Nothing is refused for a wrong clock.
//!
//! - `decide`: the way of one event, step by step
//! - `author`: whose event it is
//! - `judge`: what policy says
//! - [`tip`]: the same for tips; [`anonymous`]: what comes without an account, by a road of its own
//! - [`duty`], [`alert`], [`sos`], `care`, `outreach`: the same for sites, shifts and patrols, for alerts, for SOS, for referrals and
//!   attendance, for programmes and their events
//! - `problem`, [`solution`]: the same for problems and proposals
//! - `ballot`: votes, and the count
//! - `custody`: notes about records
//! - `batch`(Batch): appending and routing
//! - `effects`: what follows from an act: copies, tallies, timers
//! - `copies`, `tally`: two of these
//! - `witness`: which heads the hub signs

pub mod alert;
pub mod anonymous;
mod author;
mod ballot;
mod batch;
mod care;
pub mod copies;
mod custody;
mod decide;
pub mod duty;
pub mod effects;
mod judge;
mod outreach;
mod problem;
pub mod solution;
pub mod sos;
mod tally;
mod terms;
pub mod tip;
mod witness;

use usalama_core::clock::{Timestamp, is_suspect};
use usalama_core::event::{EventError, SignedEvent, VerifiedEvent, WireEvent, unpack};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::sync::wire::{Push, PushReply, PushResult};

pub use batch::Batch;

use crate::error::HubError;
use crate::hub::Hub;

/// 2026-01-01T00:00:00Z: no phone ran this before.
const EPOCH: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// Takes a push in.
///
/// # Errors
/// [`HubError`] where the disk does not play along; nothing of the push was taken in then.
pub fn take_in(hub: &Hub, push: Push) -> Result<PushReply, HubError> {
    let skewed = is_suspect(push.sent_at, hub.now());
    // Signatures are checked before the ledger is locked.
    let proven = prove(push.events);
    let (reply, seen, heads) = hub.ledger.write::<_, HubError>(|write| {
        let mut batch = Batch::begin(hub, write)?;
        let mut results = Vec::with_capacity(proven.len());
        for event in &proven {
            results.push(match event {
                Ok(event) => {
                    let suspect = skewed || is_implausible(event, batch.now);
                    decide::decide(&mut batch, event, suspect)?
                }
                Err(code) => PushResult::Refused(code.clone().into()),
            });
        }
        let seen = witness::heads(write, &proven)?;
        let reply = PushReply { hub_time: batch.now, results, witnessed: vec![] };
        Ok((reply, seen, batch.finish()?))
    })?;
    hub.announce(heads);
    // What is witnessed is on the disk by now.
    let witnessed = witness::sign(seen, reply.hub_time, &hub.keys.account);
    Ok(PushReply { witnessed, ..reply })
}

fn is_implausible(event: &VerifiedEvent, now: Timestamp) -> bool {
    let at = event.header().time.at;
    at < EPOCH || (at > now && is_suspect(at, now))
}

/// Unpacks and proves. Each event has its own outcome, in the order in which they came.
fn prove(events: Vec<WireEvent>) -> Vec<Result<VerifiedEvent, RefusalCode>> {
    let mut whole: Vec<SignedEvent> = Vec::with_capacity(events.len());
    let unpacked: Vec<bool> = unpack(events).into_iter().map(|event| event.map(|e| whole.push(e)).is_ok()).collect();
    let mut proven = SignedEvent::verify_all(whole).into_iter();
    unpacked
        .into_iter()
        .map(|is_whole| if is_whole { proven.next() } else { None })
        .map(|event| match event {
            Some(Ok(event)) => Ok(event),
            Some(Err(EventError::Unsigned | EventError::Signature(_))) => Err(RefusalCode::BadSignature),
            Some(Err(_)) | None => Err(RefusalCode::Malformed),
        })
        .collect()
}
