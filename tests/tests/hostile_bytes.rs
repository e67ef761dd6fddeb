//! Random bytes, texts and batches at every reader of what comes from outside: none panics, and nothing is proven that nobody
//! signed.

use std::str::FromStr;

use proptest::prelude::*;
use usalama_core::clock::{DeviceTime, Timestamp};
use usalama_core::event::{
    ActorId, Audience, Delta, EventError, Link, PartName, Parts, SignedEvent, SubjectId, VerifiedEvent, WireEvent,
    WirePart, limits, pack, unpack,
};
use usalama_core::geo::AreaId;
use usalama_core::keys::{Hash, Salt, SaltSecret, Signature};
use usalama_core::model::actor::OrgId;
use usalama_core::model::incident::{Category, Reference, ReferenceError};
use usalama_core::policy::{Bucket, BucketError};
use usalama_tests::cast::people;
use usalama_tests::fixtures::{Case, acts, report, submission};
use uuid::Uuid;

/// Two acts of one supervisor on one case.
fn events() -> Vec<VerifiedEvent> {
    let people = people();
    let mut case = Case::new(1, Audience::Ra);
    case.then(&people["sup"], &submission(report(Category::Theft, Audience::Ra)))
        .then(&people["sup"], &acts::triaged());
    case.events.into_iter().map(|(event, _)| event).collect()
}

fn wire_event() -> impl Strategy<Value = WireEvent> {
    let name = prop::sample::select(vec!["core", "text", "place", "identity", "odd"]).prop_map(PartName::from);
    let part = (prop::option::of(any::<[u8; 16]>()), ".{0,40}")
        .prop_map(|(salt, body)| WirePart { salt: salt.map(Salt::from_bytes), body });
    let header = prop_oneof![Just(None), ".{0,200}".prop_map(Some), Just(Some(events()[0].header_bytes().to_owned()))];
    let signature = prop::option::of(prop::collection::vec(any::<u8>(), 64));
    let salts = prop::option::of(any::<[u8; 16]>().prop_map(SaltSecret::from_bytes));
    (header, prop::option::of(delta()), salts, signature, prop::collection::btree_map(name, part, 0..4)).prop_map(
        |(header, delta, salts, signature, parts)| WireEvent {
            header,
            delta,
            salts,
            signature: signature.and_then(|bytes| Signature::from_slice(&bytes).ok()),
            parts,
        },
    )
}

/// A difference that somebody made up: from the first event of a run, or from nothing, with numbers at the ends of all numbers.
fn delta() -> impl Strategy<Value = Delta> {
    let packed = pack(&events());
    let real = prop::sample::select(packed.into_iter().filter_map(|event| event.delta).collect::<Vec<_>>());
    let number = || prop_oneof![Just(0), Just(i64::MIN), Just(i64::MAX), any::<i64>()];
    let time = (number(), any::<i16>(), prop::option::of(any::<u64>())).prop_map(|(at, utc_offset, monotonic_ms)| {
        DeviceTime { at: Timestamp::from_millis(at), utc_offset, monotonic_ms, boot: None }
    });
    let link = any::<u64>().prop_map(|seq| Link { seq, previous: None });
    let subject = any::<u128>().prop_map(|id| SubjectId(Uuid::from_u128(id)));
    let withheld = prop::collection::btree_map("[a-z]{1,80}".prop_map(PartName::from), Just(Hash::of("", &[])), 0..10);
    let changes = (prop::option::of(time), prop::option::of(link), prop::option::of(subject), withheld);
    (real, number(), number(), changes).prop_map(|(real, wall_ms, monotonic_ms, (time, link, subject, withheld))| {
        Delta {
            time: time.or(real.time),
            link,
            subject: subject.or(real.subject),
            wall_ms,
            monotonic_ms,
            withheld,
            ..real
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_of_text_panic(text in ".{0,120}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let parsed = SignedEvent::parse(text.clone(), None, Parts::new());
        prop_assert!(matches!(parsed, Err(EventError::Header(_))));
        let reference = Reference::parse(&text);
        prop_assert!(matches!(reference, Ok(_) | Err(ReferenceError::Shape | ReferenceError::Check)));
        if let Ok(bucket) = Bucket::from_str(&text) {
            prop_assert_eq!(Bucket::from_str(&bucket.to_string()), Ok(bucket));
        }
        let loose = String::from_utf8_lossy(&bytes).into_owned();
        let _ = SignedEvent::parse(loose.clone(), None, Parts::new());
        let _ = (Reference::parse(&loose), Bucket::from_str(&loose));
        let _ = serde_json::from_slice::<Vec<WireEvent>>(&bytes);
        let _ = serde_json::from_slice::<Delta>(&bytes);
    }

    #[test]
    fn no_byte_changed_in_a_header_goes_unnoticed(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let event = events().remove(0);
        let mut bytes = event.header_bytes().as_bytes().to_vec();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(parsed) = SignedEvent::parse(text, event.signature(), event.parts().clone())
        {
            prop_assert!(matches!(parsed.verify(), Err(EventError::Signature(_))));
        }
    }

    #[test]
    fn no_wire_makes_the_unpacking_panic_or_proves_what_nobody_signed(wire in prop::collection::vec(wire_event(), 0..6)) {
        let count = wire.len();
        let unpacked = unpack(wire);
        prop_assert_eq!(unpacked.len(), count);
        let parsed: Vec<SignedEvent> = unpacked.into_iter().filter_map(Result::ok).collect();
        prop_assert!(SignedEvent::verify_all(parsed).iter().all(Result::is_err));
    }

    #[test]
    fn a_bucket_reads_as_it_is_written(id in any::<u128>(), audience in "[a-z_]{1,20}", which in 0..5) {
        let id = Uuid::from_u128(id);
        let bucket = match which {
            0 => Bucket::Public,
            1 => Bucket::Actor(ActorId(id)),
            2 => Bucket::Org(OrgId(id)),
            3 => Bucket::Triage(AreaId::new(id)),
            _ => Bucket::Area { area: AreaId::new(id), audience: audience.into() },
        };
        prop_assert_eq!(Bucket::from_str(&bucket.to_string()), Ok(bucket));
    }
}

#[test]
fn what_names_no_bucket_is_refused() {
    for text in ["", "public:", "actor", "actor:", "actor:x", "area:x:ra", "triage:1", "PUBLIC", "org:a:b"] {
        assert_eq!(Bucket::from_str(text), Err(BucketError), "{text}");
    }
    let long = format!("area:{}:{}", Uuid::nil(), "a".repeat(limits::CODE + 1));
    assert_eq!(Bucket::from_str(&long), Err(BucketError));
}
