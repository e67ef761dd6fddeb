//! Events on the wire: whatever is left out of them is rebuilt to the byte, and what cannot be rebuilt is a typed error.

use std::collections::HashMap;

use proptest::prelude::*;
use usalama_core::clock::{DeviceTime, Timestamp};
use usalama_core::event::{
    ActorId, Audience, Author, ChainHead, ChainId, Delta, Draft, EventId, Header, Part, PartName, Parts, Receipt, Role,
    RunError, SignedEvent, SubjectId, VerifiedEvent, WireEvent, pack, pack_for_hub, unpack,
};
use usalama_core::geo::AreaId;
use usalama_core::keys::{PublicKey, SaltSecret, SecretKey};
use usalama_core::sync::wire::{BucketRef, PushReply, PushResult};
use usalama_tests::fixtures::EVENING;
use uuid::Uuid;

/// One act, as somebody might do it.
#[derive(Debug, Clone)]
struct Step {
    /// 0 to 2 openly, 3 under a pseudonym, 4 with a one-time key.
    who: u8,
    subject: u128,
    audience: Audience,
    kind: &'static str,
    version: u16,
    area: Option<u128>,
    at: i64,
    monotonic_ms: Option<u64>,
    boot: Option<u128>,
    utc_offset: i16,
    parts: Vec<(PartName, String)>,
    /// An identity that follows from nothing.
    random_id: bool,
    /// Salts that follow from nothing.
    random_salts: bool,
    /// Withheld from the reader.
    withheld: Option<PartName>,
}

fn step() -> impl Strategy<Value = Step> {
    let near = EVENING.as_millis();
    let at = prop_oneof![8 => near..near + 90_000_000, 1 => any::<i64>(), 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    let clock = prop_oneof![8 => (0_u64..90_000_000).prop_map(Some), 1 => any::<u64>().prop_map(Some), 1 => Just(None)];
    let name = prop::sample::select(vec![PartName::Core, PartName::Text, PartName::Place, "thermal".into()]);
    let audience = prop::sample::select(vec![Audience::Ra, Audience::Police, "county".into()]);
    let kind = prop::sample::select(vec!["incident.updated", "patrol.visited", "shift.answered"]);
    (
        (0..5_u8, 0..3_u128, audience, kind, 1..3_u16, prop::option::of(0..2_u128)),
        (at, clock, prop::option::of(0..2_u128), prop::sample::select(vec![180_i16, -60])),
        prop::collection::btree_map(name.clone(), "[ -~é]{0,40}", 0..4),
        (any::<bool>(), any::<bool>(), prop::option::of(name)),
    )
        .prop_map(|(what, clocks, parts, (random_id, random_salts, withheld))| {
            let (who, subject, audience, kind, version, area) = what;
            let (at, monotonic_ms, boot, utc_offset) = clocks;
            let parts = parts.into_iter().collect();
            Step {
                who,
                subject,
                audience,
                kind,
                version,
                area,
                at,
                monotonic_ms,
                boot,
                utc_offset,
                parts,
                random_id,
                random_salts,
                withheld,
            }
        })
}

fn key(step: &Step) -> SecretKey {
    let mut seed = [step.who; 32];
    if step.who == 3 {
        seed[0] = u8::try_from(step.subject).unwrap();
    }
    SecretKey::from_seed(&seed)
}

fn secret(key: &PublicKey) -> SaltSecret {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&key.as_bytes()[..16]);
    SaltSecret::from_bytes(bytes)
}

/// Signs the acts one after the other, each as the next link of its chain.
fn signed(steps: &[Step]) -> Vec<VerifiedEvent> {
    let mut heads: HashMap<ChainId, ChainHead> = HashMap::new();
    steps
        .iter()
        .map(|step| {
            let key = key(step);
            let time = DeviceTime {
                at: Timestamp::from_millis(step.at),
                utc_offset: step.utc_offset,
                monotonic_ms: step.monotonic_ms,
                boot: step.boot.map(Uuid::from_u128),
            };
            let parts: Parts = step
                .parts
                .iter()
                .map(|(name, body)| (name.clone(), Part { body: body.clone(), ..Part::of(&0).unwrap() }))
                .collect();
            let draft = Draft {
                subject: SubjectId(Uuid::from_u128(step.subject)),
                kind: step.kind,
                schema_version: step.version,
                role: if step.who == 3 { Role::Resident } else { Role::Guard },
                area: step.area.map(|area| AreaId::new(Uuid::from_u128(area))),
                audience: step.audience.clone(),
                time,
                parts,
            };
            let chain = ChainId { key: key.public(), subject: draft.subject, audience: draft.audience.clone() };
            if step.who == 4 {
                return once(draft, &key);
            }
            let author = match step.who {
                3 => Author::Pseudonym { key: key.public() },
                who => Author::Actor { id: ActorId(Uuid::from_u128(who.into())), key: key.public() },
            };
            let head = heads.entry(chain).or_default();
            let draft =
                if step.random_salts { draft } else { draft.salted(key.public(), &secret(&key.public()), head) };
            let id = step.random_id.then(|| EventId(Uuid::new_v4()));
            let event = draft.sign_as(id, author, &key, head).unwrap();
            *head = head.after(event.hash());
            event
        })
        .collect()
}

/// As nobody that anyone knows.
fn once(draft: Draft, key: &SecretKey) -> VerifiedEvent {
    let header = Header {
        id: EventId(Uuid::new_v4()),
        subject: draft.subject,
        kind: draft.kind.to_owned(),
        schema_version: draft.schema_version,
        author: Author::OneTime { key: key.public() },
        role: draft.role,
        area: draft.area,
        audience: draft.audience,
        link: None,
        time: DeviceTime { boot: None, monotonic_ms: None, ..draft.time },
        parts: draft.parts.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect(),
    };
    let bytes = serde_json::to_string(&header).unwrap();
    let signature = key.sign(Header::hash(bytes.as_bytes()).as_bytes());
    SignedEvent::parse(bytes, Some(signature), draft.parts).unwrap().verify().unwrap()
}

fn travelled(wire: &[WireEvent]) -> Vec<Result<SignedEvent, RunError>> {
    unpack(serde_json::from_str(&serde_json::to_string(wire).unwrap()).unwrap())
}

fn same(packed: &[WireEvent], events: &[VerifiedEvent]) -> Result<(), TestCaseError> {
    let unpacked: Vec<SignedEvent> = travelled(packed).into_iter().map(Result::unwrap).collect();
    prop_assert_eq!(unpacked.len(), events.len());
    for (event, original) in SignedEvent::verify_all(unpacked).into_iter().zip(events) {
        let event = event.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(event.header_bytes(), original.header_bytes());
        prop_assert_eq!(event.parts(), original.parts());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_out_of_a_run_is_rebuilt_to_the_byte(
        steps in prop::collection::vec(step(), 0..12),
        swap in any::<(prop::sample::Index, prop::sample::Index)>(),
        skip in any::<prop::sample::Index>(),
    ) {
        let events = signed(&steps);
        let packed = pack(&events);
        prop_assert!(packed.iter().all(|event| event.header.is_none() && event.salts.is_none()));
        same(&packed, &events)?;
        let for_hub = pack_for_hub(&events, |key| Some(secret(key)));
        for ((event, step), original) in for_hub.iter().zip(&steps).zip(&events) {
            let derived = !step.random_salts && original.header().link.is_some();
            let alike = event.parts.values().all(|part| part.salt.is_none() == derived);
            prop_assert!(alike);
        }
        same(&for_hub, &events)?;

        // A reader gets some of them, some parts of each, and in an order that need not be theirs.
        let mut some: Vec<VerifiedEvent> = events
            .iter()
            .zip(&steps)
            .map(|(event, step)| event.clone().keeping(|name| Some(name) != step.withheld.as_ref()))
            .collect();
        if !some.is_empty() {
            let (a, b, gone) = (swap.0.index(some.len()), swap.1.index(some.len()), skip.index(some.len()));
            some.swap(a, b);
            some.remove(gone);
        }
        same(&pack(&some), &some)?;
    }

    #[test]
    fn a_time_that_is_none_is_a_typed_error(wall in any::<i64>(), steady in any::<i64>(), at in any::<i64>()) {
        let step = Step { at, ..walk(2).remove(0) };
        let mut wire = pack(&signed(&[step.clone(), step]));
        wire[1].delta = Some(Delta { wall_ms: wall, monotonic_ms: steady, ..Delta::default() });
        let possible = at.checked_add(wall).is_some()
            && u64::try_from(1_000 + i128::from(wall) + i128::from(steady)).is_ok();
        let second = travelled(&wire).remove(1);
        let refused = matches!(second, Err(RunError::Time(1)));
        prop_assert_eq!((second.is_ok(), refused), (possible, !possible));
    }
}

/// So many visits of a guard.
fn walk(count: u64) -> Vec<Step> {
    (0..count)
        .map(|number| Step {
            who: 0,
            subject: 1,
            audience: Audience::Ra,
            kind: "patrol.visited",
            version: 1,
            area: Some(1),
            at: EVENING.as_millis() + i64::try_from(number).unwrap() * 90_000,
            monotonic_ms: Some(1_000 + number * 90_000),
            boot: Some(1),
            utc_offset: 180,
            parts: vec![(PartName::Core, format!("{{\"checkpoint\":{number}}}"))],
            random_id: false,
            random_salts: false,
            withheld: None,
        })
        .collect()
}

#[test]
fn a_visit_says_when_and_where_and_nothing_else() {
    let wire = serde_json::to_value(pack_for_hub(&signed(&walk(3)), |key| Some(secret(key)))).unwrap();
    let expected =
        serde_json::json!({ "delta": { "t": 90_000 }, "parts": { "core": { "body": "{\"checkpoint\":1}" } } });
    assert_eq!(wire[1], expected);
    assert!(wire[2]["signature"].is_string() && wire[0].get("signature").is_none(), "the last vouches for all");
}

#[test]
fn what_cannot_be_derived_is_a_typed_error() {
    let mut wire = pack_for_hub(&signed(&walk(3)), |key| Some(secret(key)));
    let untold = WireEvent { salts: None, ..wire[0].clone() };
    assert!(matches!(travelled(&[untold]).as_slice(), [Err(RunError::NoSalt(0))]));
    assert!(matches!(travelled(&wire[1..]).as_slice(), [Err(RunError::NoHeader(0)), Err(RunError::NoHeader(1))]));
    wire[0].delta.as_mut().unwrap().kind = None;
    assert!(matches!(travelled(&wire).as_slice(), [Err(RunError::NoHeader(0)), ..]), "there is nothing to be like");
    for hostile in ["{\"delta\":{\"t\":1.5},\"parts\":{}}", "{\"delta\":{\"t\":9223372036854775808},\"parts\":{}}"] {
        assert!(serde_json::from_str::<WireEvent>(hostile).is_err(), "{hostile}");
    }
    let newer = "{\"delta\":{\"mood\":\"grim\",\"area\":null},\"parts\":{}}";
    let newer: WireEvent = serde_json::from_str(newer).unwrap();
    assert_eq!(newer.delta.unwrap().area, Some(None), "no area is not the same area");
}

#[test]
fn the_identity_of_an_event_follows_from_all_else_that_it_says() {
    let of = |change: fn(&mut Step)| {
        let mut step = walk(1).remove(0);
        change(&mut step);
        signed(&[step]).remove(0).header().id
    };
    let id = of(|_| {});
    assert_eq!(id, of(|_| {}), "by whomever it is derived");
    assert_eq!(id.0.get_version_num(), 7);
    let (seconds, nanos) = id.0.get_timestamp().unwrap().to_unix();
    assert_eq!(seconds * 1000 + u64::from(nanos / 1_000_000), EVENING.as_millis().cast_unsigned());
    for change in [
        (|step: &mut Step| step.who = 1) as fn(&mut Step),
        |step| step.subject = 2,
        |step| step.audience = Audience::Police,
        |step| step.kind = "shift.answered",
        |step| step.at += 1,
        |step| step.parts[0].1.push(' '),
        |step| drop(step.parts.pop()),
    ] {
        assert_ne!(id, of(change));
    }
    let visits = signed(&[walk(1), walk(1)].concat());
    assert_ne!(visits[0].header().id, visits[1].header().id, "nor are two places of a chain one");
}

#[test]
fn receipts_in_a_row_are_one_and_those_that_are_none_are_refused() {
    let at = |seq, at| Receipt { seq, at: Timestamp::from_millis(at), clock_suspect: false };
    let accepted = |seq| PushResult::Accepted(at(seq, 5));
    let suspect = PushResult::Accepted(Receipt { clock_suspect: true, ..at(5, 5) });
    let results = vec![accepted(2), accepted(3), accepted(4), suspect, accepted(9), PushResult::Duplicate(at(10, 5))];
    let reply = PushReply { hub_time: EVENING, results, witnessed: vec![] };
    let json = serde_json::to_string(&reply).unwrap();
    assert_eq!(json.matches("seq").count(), 4, "{json}");
    assert_eq!(serde_json::from_str::<PushReply>(&json).unwrap().results, reply.results);
    for run in [
        "{\"accepted\":{\"seq\":1,\"at\":1,\"count\":4294967295}}",
        "{\"accepted\":{\"seq\":18446744073709551615,\"at\":1,\"count\":2}}",
        "{\"accepted\":{\"seq\":1,\"at\":1,\"count\":-1}}",
        "{\"perhaps\":{}}",
    ] {
        let json = format!("{{\"hub_time\":1,\"results\":[{run}]}}");
        assert!(serde_json::from_str::<PushReply>(&json).is_err(), "{run}");
    }
}

#[test]
fn what_stands_for_a_bucket_is_told_from_its_name() {
    let bucket: usalama_core::policy::Bucket = "public".parse().unwrap();
    let text = serde_json::to_string(&BucketRef::short(&bucket)).unwrap();
    assert_eq!(text.len(), "\"~12345678\"".len());
    assert_eq!(serde_json::from_str::<BucketRef>(&text).unwrap(), BucketRef::short(&bucket));
    assert_eq!(serde_json::from_str::<BucketRef>("\"public\"").unwrap(), bucket.into());
    for wrong in ["\"~\"", "\"~123\"", "\"~123456789\"", "\"~1234567é\"", "\"everything\""] {
        assert!(serde_json::from_str::<BucketRef>(wrong).is_err(), "{wrong}");
    }
}
