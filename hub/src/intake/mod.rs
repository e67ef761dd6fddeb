//! Events in: each is proven, judged against what came before it, and kept, with what follows from it.
//!
//! One push is one transaction. A refused event stays a link of its chain with its verdict, outside the fold; one that is
//! deferred leaves no trace. Intake never reads a clock but the hub's, and never asks who pushes: events prove themselves.
//!
//! - [`judge`]: who acts, and may they?
//! - [`accept`]: into the fold, the feeds, and onto the timers
//! - [`copies`]: copies for neighbours, and how many bear an incident out
//! - [`timers`]: what falls due

mod accept;
mod copies;
mod judge;
mod timers;

use std::sync::Arc;

use usalama_core::clock::{Timestamp, is_suspect};
use usalama_core::event::{
    Audience, Author, ChainError, ChainId, Draft, EventId, Header, Parts, Receipt, Role, SignedEvent, SubjectId,
    VerifiedEvent, unpack,
};
use usalama_core::geo::AreaId;
use usalama_core::model::incident::{Act, Entry};
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::sync::wire::{Need, Push, PushReply, PushResult};

use crate::atlas::World;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::events::{self, Verdict};
use crate::ledger::feed::Changes;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{LedgerError, Write};

pub use timers::run_due;

/// Before this instant no phone had this library: 2026-01-01T00:00:00Z.
const FIRST_PLAUSIBLE: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// Takes events in. Each has its own answer, in the order given.
///
/// # Errors
/// [`HubError`] where the disk does not play along; nothing is kept then.
pub fn take_in(hub: &Hub, push: Push) -> Result<PushReply, HubError> {
    let now = hub.now();
    let skewed = is_suspect(push.sent_at, now);
    let proven = prove(push);
    let (results, heads) = hub.ledger.write::<_, HubError>(|write| {
        let mut intake = Intake::begin(hub, write, now)?;
        let results = proven
            .into_iter()
            .map(|event| match event {
                Ok(event) => intake.take(event, skewed),
                Err(code) => Ok(PushResult::Refused(code.into())),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok((results, intake.changes.write(write)?))
    })?;
    hub.announce(heads);
    Ok(PushReply { hub_time: now, results })
}

/// Unpacks and proves: runs are verified together.
fn prove(push: Push) -> Vec<Result<VerifiedEvent, RefusalCode>> {
    let mut places = vec![];
    let mut signed: Vec<SignedEvent> = vec![];
    for event in unpack(push.events) {
        places.push(event.map(|event| signed.push(event)).map_err(|_| RefusalCode::Malformed));
    }
    let mut verified = SignedEvent::verify_all(signed).into_iter();
    places
        .into_iter()
        .map(|place| {
            place?;
            verified.next().and_then(Result::ok).ok_or(RefusalCode::BadSignature)
        })
        .collect()
}

/// One transaction of intake.
struct Intake<'a> {
    hub: &'a Hub,
    write: &'a Write<'a>,
    world: Arc<World>,
    now: Timestamp,
    changes: Changes,
}

/// How an event is turned away.
enum Away {
    /// For good.
    Refused(Refusal),
    /// Until something else comes.
    Deferred(Need),
}

impl From<RefusalCode> for Away {
    fn from(code: RefusalCode) -> Self {
        Self::Refused(code.into())
    }
}

impl<'a> Intake<'a> {
    fn begin(hub: &'a Hub, write: &'a Write<'a>, now: Timestamp) -> Result<Self, HubError> {
        Ok(Self { hub, write, world: hub.atlas.world(write)?, now, changes: Changes::default() })
    }

    fn take(&mut self, event: VerifiedEvent, skewed: bool) -> Result<PushResult, HubError> {
        let header = event.header();
        if let Some((hash, verdict)) = events::verdict(self.write, header.id)? {
            return Ok(match verdict {
                _ if hash != event.hash() => PushResult::Refused(RefusalCode::Malformed.into()),
                Verdict::Accepted(receipt) => PushResult::Duplicate(receipt),
                Verdict::Refused(refusal) => PushResult::Refused(refusal),
            });
        }
        // An event is taken up only whole: whoever has all of it will bring it.
        if header.parts.keys().any(|name| !event.parts().contains_key(name)) {
            return Ok(PushResult::Deferred { needs: Need::Event(header.id) });
        }
        match self.link(header)? {
            Ok(()) => {}
            Err(Away::Refused(refusal)) => return Ok(PushResult::Refused(refusal)),
            Err(Away::Deferred(needs)) => return Ok(PushResult::Deferred { needs }),
        }
        let suspect = skewed
            || header.time.at > self.now.plus(usalama_core::clock::SUSPECT_SKEW)
            || header.time.at < FIRST_PLAUSIBLE;
        match self.settle(&event, suspect)? {
            Ok(receipt) => Ok(PushResult::Accepted(receipt)),
            Err(Away::Deferred(needs)) => Ok(PushResult::Deferred { needs }),
            Err(Away::Refused(refusal)) => {
                events::keep(self.write, &event, &Verdict::Refused(refusal.clone()), self.now, suspect)?;
                Ok(PushResult::Refused(refusal))
            }
        }
    }

    /// Whether the event is the next link of its chain. One that is not is no link, and is not kept.
    fn link(&self, header: &Header) -> Result<Result<(), Away>, LedgerError> {
        if matches!(header.author, Author::OneTime { .. }) {
            return Ok(Err(RefusalCode::Unavailable.into()));
        }
        let head = events::chain_head(self.write, &ChainId::of(header))?;
        Ok(head.accepts(header.link).map_err(|error| match error {
            ChainError::Gap { from, .. } => Away::Deferred(Need::ChainFrom(from)),
            ChainError::Fork { .. } => RefusalCode::ChainFork.into(),
            ChainError::Broken { .. } | ChainError::Unchained => RefusalCode::ChainBroken.into(),
        }))
    }

    /// Judges the event and, where it may be, accepts it.
    fn settle(&mut self, event: &VerifiedEvent, suspect: bool) -> Result<Result<Receipt, Away>, HubError> {
        let header = event.header();
        let Ok(entry) = Entry::read(event) else { return Ok(Err(RefusalCode::Malformed.into())) };
        if entry.is_none() && Act::KINDS.contains(&header.kind.as_str()) {
            return Ok(Err(RefusalCode::Malformed.into()));
        }
        let actor = match self.who(event)? {
            Ok(actor) => actor,
            Err(code) => return Ok(Err(code.into())),
        };
        let subject = subjects::find(self.write, header.subject)?;
        match (subject, entry) {
            (Some(Subject::Publication(copy)), Some(entry)) => self.on_copy(event, &entry, actor, *copy, suspect),
            (Some(Subject::Publication(_)), None) => Ok(Err(RefusalCode::HubOnly.into())),
            (Some(Subject::Incident(record)), entry) => self.on_incident(event, entry, actor, *record, suspect),
            (None, Some(entry)) if matches!(entry.act, Act::Submitted(_)) => {
                self.new_incident(event, entry, actor, suspect)
            }
            (None, _) => Ok(Err(Away::Deferred(Need::Subject(header.subject)))),
        }
    }

    /// An event of the hub's own, the next link of its chain.
    fn own(
        &self,
        subject: SubjectId,
        kind: &'static str,
        parts: Parts,
        area: Option<AreaId>,
        audience: Audience,
    ) -> Result<VerifiedEvent, HubError> {
        let author = self.hub.keys.as_author();
        let chain = ChainId { key: author.key(), subject, audience: audience.clone() };
        let head = events::chain_head(self.write, &chain)?;
        let time = usalama_core::clock::DeviceTime {
            at: self.now,
            utc_offset: usalama_core::clock::KENYA_UTC_OFFSET_MINUTES,
            monotonic_ms: None,
            boot: None,
        };
        let id = EventId::now(self.now);
        let draft = Draft { id, subject, kind, schema_version: 1, role: Role::Hub, area, audience, time, parts };
        Ok(draft.sign(author, &self.hub.keys.author, &head)?)
    }
}
