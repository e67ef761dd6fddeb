//! Push: what is unsent goes to the hub, and each event is settled by the hub's word on it.

use super::engine::{Engine, Link, Run, SyncError};
use super::retry::Backoff;
use super::wire::{MAX_BODY, MAX_EVENTS, Need, Push, PushReply, PushResult, paths};
use crate::clock::Timestamp;
use crate::event::{ChainId, EventId, SubjectId, VerifiedEvent, VerifiedWitness, Witness, pack_for_hub};
use crate::model::refusal::RefusalCode;
use crate::profile::Topic;
use crate::store::{Kept, Lane, Outgoing, Standing, StoreError, Write};

/// Bytes of events in one push, by estimate: room is left for what JSON adds.
const BATCH_BYTES: usize = MAX_BODY * 3 / 4;

impl Engine {
    /// Pushes until nothing is due.
    pub(super) async fn push_all(&self, link: &mut Link, run: &mut Run) -> Result<(), SyncError> {
        // Whoever asks for a run wants everything tried, whatever it was waiting for.
        self.disk(|profile| {
            profile.store().write(|write| {
                write.requeue_interrupted()?;
                write.release()
            })
        })
        .await?;
        let mut limit = MAX_EVENTS;
        loop {
            self.not_paused()?;
            run.left()?;
            let batch = self.take_batch(limit).await?;
            if batch.is_empty() {
                return Ok(());
            }
            let (size, first) = (batch.len(), batch.first().map(|item| item.kept.event.header().id));
            match self.push_batch(link, run, batch).await {
                Ok(()) => limit = MAX_EVENTS,
                // One event that the hub cannot take as a whole must not hold up the others: find it by halves.
                Err(SyncError::Hub { status: 400 | 413 | 422, .. }) if size > 1 => limit = size.div_ceil(2),
                Err(SyncError::Hub { status: 400 | 413 | 422, .. }) => self.park_malformed(first).await?,
                Err(other) => return Err(other),
            }
        }
    }

    async fn take_batch(&self, limit: usize) -> Result<Vec<Outgoing>, SyncError> {
        self.disk(move |profile| {
            let now = profile.clock().now();
            profile.store().write(|write| {
                let mut batch = write.take_due(now, limit)?;
                let mut bytes = 0;
                let fits = batch.iter().take_while(|item| {
                    bytes += size_of(&item.kept.event);
                    bytes <= BATCH_BYTES
                });
                let mut count = fits.count().max(1).min(batch.len());
                // An SOS does not wait for what is only on the way with it.
                let urgent = batch.iter().take_while(|item| Lane::of(&item.kept.event) == Lane::Sos).count();
                if urgent > 0 {
                    count = count.min(urgent);
                }
                for item in batch.drain(count..) {
                    write.retry_at(item.kept.event.header().id, now)?;
                }
                Ok(together(batch))
            })
        })
        .await
    }

    async fn push_batch(&self, link: &mut Link, run: &mut Run, batch: Vec<Outgoing>) -> Result<(), SyncError> {
        let answered = self.hand_in(link, run, &batch).await;
        match answered {
            Ok(reply) => {
                let hub_time = reply.hub_time;
                self.disk(move |profile| profile.note_hub_time(hub_time)).await?;
                let witnesses = witnesses(link, batch.iter().map(|item| &item.kept.event), &reply);
                self.settle(run, batch, reply.results, witnesses).await
            }
            Err(error) => {
                let quiet = self.profile.quiet()?;
                let is_quiet = batch.iter().all(|item| quiet.iter().any(|quiet| quiet.hides(&item.kept)));
                // Nobody knows whether it arrived: back into the queue it goes, and the hub absorbs what it has.
                self.disk(move |profile| {
                    let now = profile.clock().now();
                    profile.store().write(|write| {
                        batch.iter().try_for_each(|item| write.retry_at(item.kept.event.header().id, now))
                    })
                })
                .await?;
                if !is_quiet {
                    self.profile.tell(&[Topic::Outbox]);
                }
                Err(error)
            }
        }
    }

    /// Hands events in, once more under a new session where the old one has ended.
    async fn hand_in(&self, link: &mut Link, run: &mut Run, batch: &[Outgoing]) -> Result<PushReply, SyncError> {
        let events: Vec<VerifiedEvent> = batch.iter().map(|item| item.kept.event.clone()).collect();
        let reply = self.submit(link, run, &events).await?;
        if reply.results.len() == events.len() { Ok(reply) } else { Err(SyncError::Protocol("answers are missing")) }
    }

    async fn submit(&self, link: &mut Link, run: &mut Run, events: &[VerifiedEvent]) -> Result<PushReply, SyncError> {
        let mut again = true;
        loop {
            self.open_session(link, run).await?;
            let token = link.session.as_ref().map(|live| live.session.token.clone());
            let events = pack_for_hub(events, |key| Some(self.profile.salts(key)));
            let push = Push { sent_at: self.profile.clock().now(), events };
            run.report.sent += push.events.len() as u64;
            match self.post(run, paths::EVENTS, token.as_deref(), &push).await {
                Err(SyncError::Hub { status: 401, .. }) if again => {
                    again = false;
                    link.session = None;
                }
                other => return other,
            }
        }
    }

    /// Hands in one event that may not wait in the outbox, and says what the hub made of it. It is kept only if the hub
    /// took it up.
    ///
    /// # Errors
    /// [`SyncError`] where there is no answer: nothing is kept then.
    pub async fn push_now(&self, event: VerifiedEvent, deadline: std::time::Duration) -> Result<PushResult, SyncError> {
        let mut run = Run::new(deadline);
        let mut link = self.lock().await;
        let reply = self.submit(&mut link, &mut run, std::slice::from_ref(&event)).await?;
        let witnesses = witnesses(&link, std::iter::once(&event), &reply);
        let result = reply.results.into_iter().next().ok_or(SyncError::Protocol("answers are missing"))?;
        if let PushResult::Accepted(receipt) | PushResult::Duplicate(receipt) = result {
            self.disk(move |profile| {
                profile.store().write(|write| {
                    write.append(&event, true, Standing::Confirmed(receipt))?;
                    witnesses.iter().try_for_each(|witness| write.keep_witness(witness))?;
                    write.refold(event.header().subject)
                })
            })
            .await?;
            self.profile.tell(&[Topic::Incidents]);
        }
        Ok(result)
    }

    async fn settle(
        &self,
        run: &mut Run,
        batch: Vec<Outgoing>,
        results: Vec<PushResult>,
        witnesses: Vec<VerifiedWitness>,
    ) -> Result<(), SyncError> {
        let quiet = self.profile.quiet()?;
        let hidden = |item: &Outgoing| quiet.iter().any(|quiet| quiet.hides(&item.kept));
        run.report.sent -= batch.iter().filter(|item| hidden(item)).count() as u64;
        let shown: Vec<(&Outgoing, &PushResult)> =
            batch.iter().zip(&results).filter(|(item, _)| !hidden(item)).collect();
        let news = !shown.is_empty();
        for (_, result) in shown {
            match result {
                PushResult::Accepted(_) => run.report.accepted += 1,
                PushResult::Duplicate(_) => run.report.duplicates += 1,
                PushResult::Deferred { .. } => run.report.deferred += 1,
                PushResult::Refused(_) => run.report.refused += 1,
            }
        }
        self.disk(move |profile| {
            let now = profile.clock().now();
            profile.store().write(|write| {
                let mut subjects = std::collections::BTreeSet::<SubjectId>::new();
                for (item, result) in batch.iter().zip(&results) {
                    settle_one(write, item, result, now)?;
                    subjects.insert(item.kept.event.header().subject);
                }
                witnesses.iter().try_for_each(|witness| write.keep_witness(witness))?;
                write.refold_all(&subjects)
            })
        })
        .await?;
        if news {
            self.profile.tell(&Topic::OF_EVENTS);
        }
        Ok(())
    }

    /// Parks the event that the hub does not take in any company.
    /// Parks the event that the hub could not read. What was written meanwhile is none of it.
    async fn park_malformed(&self, id: Option<EventId>) -> Result<(), SyncError> {
        let Some(id) = id else { return Ok(()) };
        self.disk(move |profile| {
            profile.store().write(|write| {
                write.stand(id, Standing::Refused)?;
                write.park(id, &RefusalCode::Malformed.into())?;
                write.refold_of(id)
            })
        })
        .await?;
        self.profile.tell(&Topic::OF_EVENTS);
        Ok(())
    }
}

/// What the hub witnessed of this phone's chains. What does not fit what was pushed is passed over: the hub's word on the events
/// stands without it, and the next push brings another.
fn witnesses<'a>(
    link: &Link,
    pushed: impl Iterator<Item = &'a VerifiedEvent>,
    reply: &PushReply,
) -> Vec<VerifiedWitness> {
    if reply.witnessed.is_empty() {
        return vec![];
    }
    let Some(hub) = link.session.as_ref().map(|live| live.session.hub_key) else { return vec![] };
    let pushed: Vec<&VerifiedEvent> = pushed.collect();
    let each = reply.witnessed.iter().map(|said| {
        let event = pushed.get(usize::try_from(said.event).ok()?)?;
        let seq = event.header().link?.seq;
        let (chain, hash) = (ChainId::of(event.header()), event.hash());
        Witness { chain, seq, hash, at: reply.hub_time, by: hub, signature: said.signature }.verify().ok()
    });
    let whole: Vec<VerifiedWitness> = each.flatten().collect();
    if whole.len() < reply.witnessed.len() {
        tracing::warn!("the hub witnessed something else than was pushed");
    }
    whole
}

fn settle_one(write: &Write<'_>, item: &Outgoing, result: &PushResult, now: Timestamp) -> Result<(), StoreError> {
    let id = item.kept.event.header().id;
    match result {
        PushResult::Accepted(receipt) | PushResult::Duplicate(receipt) => {
            write.stand(id, Standing::Confirmed(*receipt))?;
            write.settle(id)
        }
        PushResult::Deferred { needs } => match never_comes(write, item, needs)? {
            Some(code) => {
                write.stand(id, Standing::Refused)?;
                write.park(id, &code.into())
            }
            None => {
                let wait = Backoff::DEFERRED.wait(item.attempts) + std::time::Duration::from_millis(1);
                write.retry_at(id, now.plus(wait))
            }
        },
        PushResult::Refused(refusal) => {
            write.stand(id, Standing::Refused)?;
            write.park(id, refusal)
        }
    }
}

/// Why what an event waits for never comes: it is this phone's own, and parked. Else it would wait for ever, and its author would not
/// hear of it.
fn never_comes(write: &Write<'_>, item: &Outgoing, needs: &Need) -> Result<Option<RefusalCode>, StoreError> {
    let event = &item.kept.event;
    let parked = write.parked_before(event.header().subject, item.kept.no)?;
    let is_parked = |of: &dyn Fn(&VerifiedEvent) -> bool| parked.iter().any(|kept| of(&kept.event));
    Ok(match needs {
        Need::ChainFrom(from) => {
            let chain = ChainId::of(event.header());
            let is_link = |other: &VerifiedEvent| {
                ChainId::of(other.header()) == chain && other.header().link.is_some_and(|link| link.seq >= *from)
            };
            is_parked(&is_link).then_some(RefusalCode::ChainBroken)
        }
        Need::Subject(needed) => {
            let confirmed = |kept: &Kept| matches!(kept.standing, Standing::Confirmed(_));
            let began = write.events_of(*needed)?.iter().any(confirmed);
            (!began && !write.parked_before(*needed, i64::MAX)?.is_empty()).then_some(RefusalCode::UnknownSubject)
        }
        Need::Event(needed) => is_parked(&|other| other.header().id == *needed).then_some(RefusalCode::UnknownSubject),
    })
}

/// What is about one subject together, in its order, so that a chain is one run on the wire; the subject that waits longest first.
fn together(batch: Vec<Outgoing>) -> Vec<Outgoing> {
    let mut subjects: Vec<(SubjectId, Vec<Outgoing>)> = vec![];
    for item in batch {
        let subject = item.kept.event.header().subject;
        match subjects.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, items)) => items.push(item),
            None => subjects.push((subject, vec![item])),
        }
    }
    subjects.into_iter().flat_map(|(_, items)| items).collect()
}

fn size_of(event: &VerifiedEvent) -> usize {
    let parts: usize = event.parts().values().map(|part| part.body.len() + 64).sum();
    event.header_bytes().len() + parts + 128
}
