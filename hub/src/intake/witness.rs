//! Which heads the hub signs: of each chain of a push that asks for it, the highest link of that push which is in the ledger. From
//! then on nobody, its author included, can change the chain up to there unnoticed.

use std::collections::BTreeMap;

use rusqlite::Connection;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ChainHead, ChainId, VerifiedEvent, Witness, asks_for_witness};
use usalama_core::keys::SecretKey;
use usalama_core::sync::wire::Witnessed;

use crate::ledger::{LedgerError, events};

/// A head that was seen, and the place of its event in the push.
pub type Seen = (u32, ChainId, ChainHead);

/// The heads to be signed. An event that was not proven has none to show.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn heads<E>(db: &Connection, pushed: &[Result<VerifiedEvent, E>]) -> Result<Vec<Seen>, LedgerError> {
    let mut highest: BTreeMap<ChainId, (u32, ChainHead)> = BTreeMap::new();
    let places: Vec<(u32, _)> = (0..).zip(pushed).collect();
    // From the last to the first, so that one question for each chain is enough.
    for (place, event) in places.into_iter().rev() {
        let Ok(event) = event else { continue };
        let Some(link) = event.header().link.filter(|_| asks_for_witness(&event.header().kind)) else { continue };
        let chain = ChainId::of(event.header());
        if highest.get(&chain).is_some_and(|(_, head)| head.seq >= link.seq) {
            continue;
        }
        // A refused event that is kept is a link of its chain, too; one that waits or is another's is none.
        let kept = events::verdict(db, event.header().id)?;
        if kept.is_some_and(|(hash, _)| hash == event.hash()) {
            highest.insert(chain, (place, ChainHead { seq: link.seq, hash: Some(event.hash()) }));
        }
    }
    Ok(highest.into_iter().map(|(chain, (place, head))| (place, chain, head)).collect())
}

/// Signs them.
pub fn sign(seen: Vec<Seen>, at: Timestamp, key: &SecretKey) -> Vec<Witnessed> {
    let signed = seen.into_iter().filter_map(|(event, chain, head)| {
        // The hub's own chains are its own word.
        let signature = Witness::sign(chain, &head, at, key).ok()?.signature;
        Some(Witnessed { event, signature })
    });
    signed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::ledger::events::Verdict;
    use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES};
    use usalama_core::event::{
        ActorId, Audience, Author, EventId, Header, Parts, Receipt, Role, SignedEvent, SubjectId,
    };
    use usalama_core::model::refusal::{Refusal, RefusalCode};
    use uuid::Uuid;

    const NOON: Timestamp = Timestamp::from_millis(1_772_530_000_000);

    fn chain(kind: &str, subject: u128, length: u64) -> Vec<VerifiedEvent> {
        let key = SecretKey::from_seed(&[5; 32]);
        let mut head = ChainHead::default();
        let mut events = vec![];
        while head.seq < length {
            let header = Header {
                id: EventId(Uuid::from_u128(subject << 64 | u128::from(head.seq))),
                subject: SubjectId(Uuid::from_u128(subject)),
                kind: kind.to_owned(),
                schema_version: 1,
                author: Author::Actor { id: ActorId(Uuid::nil()), key: key.public() },
                role: Role::Guard,
                area: None,
                audience: Audience::Responders,
                link: Some(head.next()),
                time: DeviceTime { at: NOON, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None },
                parts: std::collections::BTreeMap::new(),
            };
            let bytes = serde_json::to_string(&header).unwrap();
            let signature = key.sign(Header::hash(bytes.as_bytes()).as_bytes());
            let event = SignedEvent::parse(bytes, Some(signature), Parts::new()).unwrap().verify().unwrap();
            head = head.after(event.hash());
            events.push(event);
        }
        events
    }

    #[test]
    fn of_each_chain_that_asks_for_it_the_highest_link_that_is_kept_is_signed() {
        let directory = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&directory.path().join("hub.db")).unwrap();
        let (patrol, shift) = (chain("patrol.visited", 1, 4), chain("shift.booked_on", 2, 1));
        let (incident, unknown) = (chain("incident.submitted", 3, 1), chain("patrol.visited", 4, 2));
        let key = SecretKey::from_seed(&[6; 32]);
        let pushed: Vec<Result<VerifiedEvent, ()>> =
            [&patrol[..], &[], &incident, &shift, &unknown].concat().into_iter().map(Ok).chain([Err(())]).collect();
        let seen = ledger
            .write::<_, LedgerError>(|write| {
                let refused = Verdict::Refused(Refusal { code: RefusalCode::OutOfScope, current: None });
                for event in patrol.iter().take(3).chain(&incident).chain(&shift) {
                    let seq = event.header().link.map_or(0, |link| link.seq);
                    let accepted = Verdict::Accepted(Receipt { seq, at: NOON, clock_suspect: false });
                    let verdict = if seq == 3 { &refused } else { &accepted };
                    events::keep(write, event, verdict, NOON, false)?;
                }
                heads(write, &pushed)
            })
            .unwrap();
        let mut places: Vec<u32> = seen.iter().map(|(place, ..)| *place).collect();
        places.sort_unstable();
        assert_eq!(places, [2, 5], "the fourth is not here yet, and the third was refused and kept");
        for witnessed in sign(seen, NOON, &key) {
            let event = pushed[witnessed.event as usize].as_ref().unwrap();
            let seq = event.header().link.unwrap().seq;
            let (chain, by, signature) = (ChainId::of(event.header()), key.public(), witnessed.signature);
            assert!(Witness { chain, seq, hash: event.hash(), at: NOON, by, signature }.verify().is_ok());
        }
    }

    #[test]
    fn the_hub_does_not_witness_its_own_chain() {
        let events = chain("patrol.auto_closed", 1, 1);
        let head = ChainHead { seq: 1, hash: Some(events[0].hash()) };
        let seen = vec![(0, ChainId::of(events[0].header()), head)];
        assert_eq!(sign(seen, NOON, &SecretKey::from_seed(&[5; 32])), []);
    }
}
