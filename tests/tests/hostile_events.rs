//! Events as an attacker, a broken phone or a newer version would make them, each met with its own typed answer.

use std::collections::BTreeMap;
use std::time::Duration;

use usalama_core::clock::{DeviceTime, Timestamp};
use usalama_core::event::{
    Audience, Author, ChainError, ChainHead, Draft, EventError, EventId, Header, Link, Part, PartName, Parts, Receipt,
    RunError, SignedEvent, SubjectId, VerifiedEvent, WireEvent, limits, pack, unpack,
};
use usalama_core::geo::{LatLon, Position, PositionError};
use usalama_core::keys::{Hash, KeyError, SecretKey};
use usalama_core::model::grant::{GrantError, MAX_LIFE, SignedGrant};
use usalama_core::model::incident::{CaseStatus, Category, Entry, Identity, Incident, Report, Stamp, Words};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::Decision;
use usalama_core::store::Standing;
use usalama_core::text::Description;
use usalama_tests::cast::{judge, judge_where, people, refused};
use usalama_tests::disk;
use usalama_tests::fixtures::{Case, EVENING, acts, report, submission, words};
use uuid::Uuid;

fn key(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

/// A guard's report with text, place and a pseudonymous identity, signed.
fn event() -> VerifiedEvent {
    let entry = Entry {
        text: Some(Words { comment: Some(words("Two men at the gate.")), ..Words::default() }),
        ..submission(report(Category::Theft, Audience::Ra))
    };
    Case::new(1, Audience::Ra).sign(&people()["grd"], &entry).unwrap()
}

fn header_of(event: &VerifiedEvent) -> Header {
    serde_json::from_str(event.header_bytes()).unwrap()
}

/// The header as this key signs it.
fn signed_by(key: &SecretKey, header: &Header, parts: Parts) -> Result<SignedEvent, EventError> {
    let bytes = serde_json::to_string(header).unwrap();
    let signature = key.sign(Header::hash(bytes.as_bytes()).as_bytes());
    SignedEvent::parse(bytes, Some(signature), parts)
}

/// A header of any kind, by its JSON, signed by the key that it names.
fn signed_json(header: &serde_json::Value, key: &SecretKey, parts: Parts) -> Result<SignedEvent, EventError> {
    let bytes = header.to_string();
    let signature = key.sign(Header::hash(bytes.as_bytes()).as_bytes());
    SignedEvent::parse(bytes, Some(signature), parts)
}

fn parse(bytes: String, event: &VerifiedEvent, parts: Parts) -> Result<SignedEvent, EventError> {
    SignedEvent::parse(bytes, event.signature(), parts)
}

#[test]
fn the_event_that_the_attacks_start_from_is_sound() {
    let event = event();
    let again = parse(event.header_bytes().to_owned(), &event, event.parts().clone()).unwrap().verify().unwrap();
    assert_eq!((again.hash(), again.parts()), (event.hash(), event.parts()));
}

#[test]
fn a_signature_by_another_key_or_over_another_header_does_not_hold() {
    let event = event();
    let forged = signed_by(&key(9), event.header(), event.parts().clone()).unwrap();
    assert!(matches!(forged.verify(), Err(EventError::Signature(KeyError::BadSignature))));
    let later = event.header_bytes().replace("\"incident.submitted\"", "\"incident.withdrawn\"");
    let altered = parse(later, &event, event.parts().clone()).unwrap();
    assert!(matches!(altered.verify(), Err(EventError::Signature(KeyError::BadSignature))));
    let unsigned = SignedEvent::parse(event.header_bytes().to_owned(), None, event.parts().clone()).unwrap();
    assert!(matches!(unsigned.verify(), Err(EventError::Unsigned)));
    let mut header = header_of(&event);
    header.author = Author::Actor { id: people()["grd"].id, key: usalama_core::keys::PublicKey::from_bytes([0; 32]) };
    let weak = signed_by(&key(9), &header, event.parts().clone()).unwrap();
    assert!(matches!(weak.clone().verify(), Err(EventError::Signature(_))), "a key of small order signs anything");
    let together = SignedEvent::verify_all(vec![weak, event.into_signed()]);
    assert!(matches!(together[0], Err(EventError::Signature(_))) && together[1].is_ok(), "in company too");
}

#[test]
fn one_bad_signature_in_a_batch_condemns_nobody_else() {
    let event = event();
    let bad = signed_by(&key(9), event.header(), event.parts().clone()).unwrap();
    let checked = SignedEvent::verify_all(vec![event.clone().into_signed(), bad, event.into_signed()]);
    assert!(checked[0].is_ok() && checked[2].is_ok());
    assert!(matches!(checked[1], Err(EventError::Signature(KeyError::BadSignature))));
}

#[test]
fn a_part_that_was_altered_swapped_or_added_is_named() {
    let (event, other) = (event(), event());
    let whole = || event.header_bytes().to_owned();
    let text = PartName::Text;
    let mut parts = event.parts().clone();
    parts.get_mut(&text).unwrap().body.push(' ');
    assert!(matches!(parse(whole(), &event, parts), Err(EventError::AlteredPart(PartName::Text))));
    let mut parts = event.parts().clone();
    parts.insert(text.clone(), other.parts()[&text].clone());
    assert!(matches!(parse(whole(), &event, parts), Err(EventError::AlteredPart(PartName::Text))), "the same words");
    let mut parts = event.parts().clone();
    let (core, text_part) = (parts[&PartName::Core].clone(), parts[&text].clone());
    parts.insert(text.clone(), core);
    parts.insert(PartName::Core, text_part);
    assert!(matches!(parse(whole(), &event, parts), Err(EventError::AlteredPart(_))), "swapped within the event");
    let mut parts = event.parts().clone();
    parts.insert(PartName::Other("rumour".into()), Part::of(&1).unwrap());
    let added = parse(whole(), &event, parts);
    assert!(matches!(added, Err(EventError::UnknownPart(PartName::Other(ref name))) if name == "rumour"), "{added:?}");
}

#[test]
fn what_is_too_large_is_refused_unread() {
    let event = event();
    let too_large = |result: Result<SignedEvent, EventError>| match result {
        Err(EventError::TooLarge { what, limit }) => Some((what, limit)),
        _ => None,
    };
    let padded = format!("{}{}", event.header_bytes(), " ".repeat(limits::HEADER));
    assert_eq!(too_large(parse(padded, &event, Parts::new())), Some(("header", 4096)));
    let body = Part { salt: usalama_core::keys::Salt::from_bytes([0; 16]), body: "x".repeat(10 << 20) };
    let huge = Parts::from([(PartName::Text, body)]);
    assert_eq!(too_large(parse(event.header_bytes().to_owned(), &event, huge.clone())), Some(("part", 48 * 1024)));
    let numbered = |n: u32| (PartName::Other(format!("p{n}")), Part::of(&n).unwrap());
    let many: Parts = (0..9).map(numbered).collect();
    let counted = too_large(parse(event.header_bytes().to_owned(), &event, many.clone()));
    assert_eq!(counted, Some(("number of parts", 8)));
    let mut header = header_of(&event);
    header.parts = many.iter().map(|(name, part)| (name.clone(), part.hash(name))).collect();
    assert_eq!(too_large(signed_by(&key(1), &header, Parts::new())), Some(("number of parts", 8)));
    for change in [
        |h: &mut Header| h.kind = "k".repeat(65),
        |h: &mut Header| h.role = "r".repeat(65).into(),
        |h: &mut Header| h.audience = "a".repeat(65).into(),
        |h: &mut Header| h.parts = BTreeMap::from([(PartName::Other("p".repeat(65)), Hash::of("", &[]))]),
    ] {
        let mut header = header_of(&event);
        change(&mut header);
        assert_eq!(too_large(signed_by(&key(1), &header, Parts::new())), Some(("code", 64)));
    }
    let draft = Draft {
        subject: event.header().subject,
        kind: "incident.updated",
        schema_version: 1,
        role: event.header().role.clone(),
        area: None,
        audience: Audience::Ra,
        time: event.header().time,
        parts: huge,
    };
    let author = Author::Pseudonym { key: key(1).public() };
    assert!(matches!(
        draft.sign(author, &key(1), &ChainHead::default()),
        Err(EventError::TooLarge { what: "part", .. })
    ));
}

#[test]
fn what_is_no_text_no_json_or_no_header_is_none() {
    let event = event();
    let wire = serde_json::to_vec(&pack(std::slice::from_ref(&event))).unwrap();
    let mut torn = wire.clone();
    let at = wire.windows(3).position(|bytes| bytes == b"Two").unwrap();
    torn[at] = 0xFF;
    assert!(serde_json::from_slice::<Vec<WireEvent>>(&torn).is_err(), "not UTF-8");
    assert!(serde_json::from_slice::<Vec<WireEvent>>(&wire[..wire.len() / 2]).is_err(), "torn off");
    let repeated = event.header_bytes().replacen('{', "{\"kind\":\"incident.resolved\",", 1);
    for bytes in ["", "null", "[]", "{}", "{\"id\":1}", repeated.as_str(), &"[".repeat(4000)] {
        let refused = parse(bytes.to_owned(), &event, Parts::new());
        assert!(matches!(refused, Err(EventError::Header(_))), "{bytes:.20}");
    }
}

#[test]
fn a_position_that_cannot_be_one_does_not_get_in_by_any_way() {
    for (lat, lon, why) in [
        (f64::NAN, 36.8, PositionError::Latitude),
        (f64::INFINITY, 36.8, PositionError::Latitude),
        (-90.1, 36.8, PositionError::Latitude),
        (-1.2, f64::NEG_INFINITY, PositionError::Longitude),
        (-1.2, 180.1, PositionError::Longitude),
    ] {
        assert_eq!(LatLon::new(lat, lon), Err(why));
    }
    let good = serde_json::to_string(&submission(report(Category::Theft, Audience::Ra)).place).unwrap();
    for (from, to) in [
        ("\"lat\":-1.2886", "\"lat\":-91"),
        ("\"lat\":-1.2886", "\"lat\":1e999"),
        ("\"lat\":-1.2886", "\"lat\":NaN"),
        ("\"lat\":-1.2886", "\"lat\":null"),
        ("\"lon\":36.8233", "\"lon\":181"),
        ("\"accuracy_m\":10.0", "\"accuracy_m\":-1"),
        ("\"accuracy_m\":10.0", "\"accuracy_m\":1e30"),
    ] {
        assert!(good.contains(from), "{good}");
        let bad = good.replace(from, to);
        assert!(serde_json::from_str::<usalama_core::model::incident::Place>(&bad).is_err(), "{to}");
    }
    assert!(serde_json::from_str::<Position>("{\"at\":{\"lat\":1,\"lon\":2}}").is_err());
}

/// An event with a place that is none, proven: the hub refuses it, and a fold takes of it what it can.
#[test]
fn a_part_that_is_not_what_its_kind_asks_for_is_refused_by_the_strict_and_left_out_by_the_fold() {
    let event = event();
    let mut header = header_of(&event);
    let mut parts = event.parts().clone();
    let place =
        Part { body: "{\"position\":{\"at\":{\"lat\":-91,\"lon\":0}}}".into(), ..parts[&PartName::Place].clone() };
    header.parts.insert(PartName::Place, place.hash(&PartName::Place));
    parts.insert(PartName::Place, place);
    let signed = signed_by(&people()["grd"].key, &header, parts).unwrap().verify().unwrap();
    assert!(Entry::read(&signed).is_err());
    let incident = Incident::fold(header.subject, [(&signed, Stamp::Confirmed { seq: 1, at: EVENING })]);
    assert_eq!((incident.status, incident.place), (Some(CaseStatus::Submitted), None));
}

#[test]
fn an_author_that_nobody_knows_leaves_no_trace_and_everybody_else_a_chain() {
    let event = event();
    let once = Author::OneTime { key: key(3).public() };
    let time = DeviceTime { at: EVENING, utc_offset: 180, monotonic_ms: None, boot: None };
    let untraced = Header { author: once, link: None, time, ..header_of(&event) };
    let check = |change: fn(&mut Header)| {
        let mut header = untraced.clone();
        change(&mut header);
        signed_by(&key(3), &header, Parts::new())
    };
    assert!(check(|_| {}).unwrap().verify().is_ok());
    for trace in [
        (|h: &mut Header| h.time.boot = Some(Uuid::nil())) as fn(&mut Header),
        |h| h.time.monotonic_ms = Some(7),
        |h| h.link = Some(Link { seq: 1, previous: None }),
        |h| h.parts.extend([(PartName::Identity, Hash::of("", &[]))]),
        |h| h.author = Author::Pseudonym { key: key(3).public() },
        |h| h.author = Author::Actor { id: people()["grd"].id, key: key(3).public() },
    ] {
        assert!(matches!(check(trace), Err(EventError::Author)));
    }
}

/// Four acts of one supervisor on one case.
fn chain() -> Vec<VerifiedEvent> {
    let people = people();
    let mut case = Case::new(1, Audience::Ra);
    case.then(&people["sup"], &submission(report(Category::Theft, Audience::Ra)));
    case.then(&people["sup"], &acts::triaged()).then(&people["sup"], &acts::info_requested());
    case.then(&people["sup"], &acts::triaged());
    case.events.into_iter().map(|(event, _)| event).collect()
}

fn follow(events: &[&VerifiedEvent]) -> Result<ChainHead, ChainError> {
    events.iter().try_fold(ChainHead::default(), |head, event| {
        head.accepts(event.header().link)?;
        Ok(head.after(event.hash()))
    })
}

#[test]
fn a_chain_shows_what_was_dropped_reordered_replaced_or_forked() {
    let links = chain();
    let [a, b, c, d] = links.as_slice() else { unreachable!() };
    assert_eq!(follow(&[a, b, c, d]), Ok(ChainHead { seq: 4, hash: Some(d.hash()) }));
    assert_eq!(follow(&[a, c]), Err(ChainError::Gap { from: 2, to: 3 }), "dropped");
    assert_eq!(follow(&[b]), Err(ChainError::Gap { from: 1, to: 2 }), "the first dropped");
    assert_eq!(follow(&[a, b, d, c]), Err(ChainError::Gap { from: 3, to: 4 }), "reordered");
    assert_eq!(follow(&[a, b, b]), Err(ChainError::Fork { seq: 2 }), "twice");
    let other = &chain()[1];
    assert_eq!(follow(&[a, b, other]), Err(ChainError::Fork { seq: 2 }), "two went on from one head");
    assert_eq!(follow(&[a, other]), Err(ChainError::Broken { seq: 2 }), "of another chain");
    let zero = ChainHead::default().accepts(Some(Link { seq: 0, previous: None }));
    assert_eq!(zero, Err(ChainError::Broken { seq: 0 }));
    assert_eq!(ChainHead::default().accepts(None), Err(ChainError::Unchained));
}

#[test]
fn a_chain_that_claims_to_be_endless_ends_there() {
    let last = Link { seq: u64::MAX, previous: None };
    assert_eq!(ChainHead { seq: u64::MAX - 1, hash: None }.accepts(Some(last)), Ok(()));
    let end = ChainHead { seq: u64::MAX, hash: None };
    assert_eq!(end.accepts(Some(last)), Err(ChainError::Fork { seq: u64::MAX }));
    assert_eq!(end.next().seq, u64::MAX, "nothing follows");
    let links = chain();
    let mut wire = pack(&links);
    let header = Header { link: Some(last), ..header_of(&links[0]) };
    wire[0].header = Some(serde_json::to_string(&header).unwrap());
    wire[0].delta = None;
    assert!(unpack(wire).iter().skip(1).all(Result::is_ok), "a run behind it is read, and proves nothing");
}

#[test]
fn a_run_carries_one_signature_and_nothing_in_it_can_be_changed_left_out_or_moved() {
    let links = chain();
    let packed = pack(&links);
    assert_eq!(packed.iter().filter(|event| event.signature.is_some()).count(), 1);
    assert_eq!(packed.iter().filter(|event| event.header.is_some()).count(), 0, "every header can be derived");
    let outcome = |wire: Vec<WireEvent>| {
        let (mut good, mut bad) = (vec![], vec![]);
        for event in unpack(wire) {
            match event {
                Ok(event) => good.push(event),
                Err(error) => bad.push(error),
            }
        }
        let proven = SignedEvent::verify_all(good).into_iter().filter(Result::is_ok).count();
        (proven, bad)
    };
    assert!(matches!(outcome(packed.clone()), (4, bad) if bad.is_empty()));
    let (proven, bad) = outcome(packed[1..].to_vec());
    assert_eq!(proven, 0);
    assert!(bad.iter().enumerate().all(|(i, error)| matches!(error, RunError::NoHeader(n) if *n == i)), "{bad:?}");
    let mut without_one = packed.clone();
    without_one.remove(1);
    assert_eq!(outcome(without_one).0, 0, "the signature is over the whole run");
    let mut moved = packed.clone();
    moved.swap(1, 2);
    assert_eq!(outcome(moved).0, 0);
    let mut renamed = packed.clone();
    renamed[1].delta.as_mut().unwrap().kind = Some("incident.resolved".into());
    assert_eq!(outcome(renamed).0, 0);
    let mut changed = packed.clone();
    changed[2].parts.get_mut(&PartName::Text).unwrap().body = "{\"comment\":\"Which house?\"}".into();
    assert_eq!(outcome(changed).0, 0);
    let mut cut = packed.clone();
    cut.truncate(3);
    assert_eq!(outcome(cut).0, 0, "without the last there is no signature at all");
    let mut both = packed.clone();
    both[1].header = Some(links[1].header_bytes().to_owned());
    let unpacked = unpack(both);
    assert!(unpacked[0].is_ok() && matches!(unpacked[1], Err(RunError::NoHeader(1))), "two headers are none");
    let mut broken = packed;
    broken[0].header = Some("{}".into());
    broken[0].delta = None;
    let unpacked = unpack(broken);
    assert!(matches!(unpacked[0], Err(RunError::Event { index: 0, cause: EventError::Header(_) })));
}

#[test]
fn a_grant_that_was_forged_stretched_or_taken_back_is_worth_nothing() {
    let (hub, sup) = (key(7), people()["sup"].clone());
    let grant = sup.grant.clone();
    let signed = SignedGrant::issue(&grant, &hub).unwrap();
    assert_eq!(signed.verify(&hub.public()).unwrap(), grant);
    let forged = SignedGrant::issue(&grant, &key(8)).unwrap();
    assert!(matches!(forged.verify(&hub.public()), Err(GrantError::Forged(KeyError::BadSignature))));
    let promoted = SignedGrant { token: signed.token.replace("firm_supervisor", "police_officer"), ..signed.clone() };
    assert!(matches!(promoted.verify(&hub.public()), Err(GrantError::Forged(_))));
    let issue = |change: fn(&mut usalama_core::model::grant::Grant)| {
        let mut grant = sup.grant.clone();
        change(&mut grant);
        SignedGrant::issue(&grant, &key(7))
    };
    assert!(issue(|g| g.expires = g.not_before.plus(MAX_LIFE)).is_ok());
    assert!(matches!(
        issue(|g| g.expires = g.not_before.plus(MAX_LIFE + Duration::from_millis(1))),
        Err(GrantError::Life)
    ));
    assert!(matches!(issue(|g| g.expires = g.not_before), Err(GrantError::Life)));
    assert!(matches!(issue(|g| g.role = usalama_core::event::Role::Hub), Err(GrantError::Role)));
    // Whoever holds the hub's key cannot make phones believe a longer one either.
    let mut long = sup.grant.clone();
    long.expires = long.not_before.plus(Duration::from_secs(31 * 24 * 3600));
    let token = serde_json::to_string(&long).unwrap();
    let digest = Hash::of("usalama 2026 grant", &[token.as_bytes()]);
    let long = SignedGrant { signature: hub.sign(digest.as_bytes()), token };
    assert!(matches!(long.verify(&hub.public()), Err(GrantError::Life)));
    let case = Case::reported(&people()["own"], report(Category::Theft, Audience::Ra));
    let revoked = judge_where(&case, &sup, &acts::triaged(), |who, _| who.revoked = true);
    assert_eq!(refused(&revoked), Some(RefusalCode::GrantRevoked));
    let none = judge_where(&case, &sup, &acts::triaged(), |who, _| who.grant = None);
    assert_eq!(refused(&none), Some(RefusalCode::NoGrant));
}

#[test]
fn a_pseudonym_is_bound_by_its_own_account_for_its_own_subject() {
    let (subject, account, pseudonym) = (SubjectId(Uuid::from_u128(1)), key(1), key(2).public());
    let actor = people()["own"].id;
    let identity = Identity::bind(actor, subject, pseudonym, &account);
    assert!(identity.is_bound_by(&account.public(), subject, pseudonym));
    assert!(!identity.is_bound_by(&key(3).public(), subject, pseudonym), "another account");
    assert!(!identity.is_bound_by(&account.public(), SubjectId(Uuid::from_u128(2)), pseudonym), "another case");
    assert!(!identity.is_bound_by(&account.public(), subject, key(4).public()), "another's words");
    let framed = Identity { actor: people()["res"].id, ..identity };
    assert!(!framed.is_bound_by(&account.public(), subject, pseudonym), "another person");
}

#[test]
fn a_report_for_more_readers_than_policy_allows_is_refused() {
    let people = people();
    let filed = |category: Category, requested: Audience, sent_to: Audience, change: fn(&mut Report)| {
        let mut report = report(category, requested);
        change(&mut report);
        refused(&judge(&Case::new(1, sent_to), &people["own"], &submission(report)))
    };
    let too_wide = Some(RefusalCode::AudienceTooWide);
    let as_it_is = |_: &mut Report| {};
    assert_eq!(filed(Category::Gbv, Audience::Ra, Audience::Ra, as_it_is), too_wide);
    assert_eq!(
        filed(Category::Gbv, Audience::Police, Audience::Ra, as_it_is),
        too_wide,
        "asked for less than it is sent to"
    );
    assert_eq!(filed(Category::Gbv, Audience::Police, Audience::Police, as_it_is), None);
    assert_eq!(filed(Category::SubstanceHelp, Audience::Police, Audience::Police, as_it_is), too_wide);
    assert_eq!(filed(Category::SubstanceHelp, Audience::Care, Audience::Police, as_it_is), too_wide);
    assert_eq!(filed(Category::SubstanceHelp, Audience::Care, Audience::Care, as_it_is), None);
    assert_eq!(filed(Category::PoliceMisconduct, Audience::Public, Audience::Police, as_it_is), too_wide);
    assert_eq!(
        filed(Category::PhoneSnatching, Audience::Public, Audience::Public, as_it_is),
        too_wide,
        "a copy goes there"
    );
    assert_eq!(filed(Category::PhoneSnatching, Audience::Public, Audience::Ra, as_it_is), None);
    assert_eq!(filed(Category::Theft, Audience::Other("county".into()), Audience::Ra, as_it_is), too_wide);
    let with_cell = |report: &mut Report| {
        report.cell = usalama_core::geo::Cell::containing(LatLon::new(-1.2, 36.8).unwrap(), 150).ok()
    };
    assert_eq!(
        filed(Category::Gbv, Audience::Police, Audience::Police, with_cell),
        too_wide,
        "a cell of a sensitive place"
    );
    let hidden = |report: &mut Report| report.secondary = vec![Category::Gbv];
    assert_eq!(
        filed(Category::Theft, Audience::Ra, Audience::Ra, hidden),
        too_wide,
        "one sensitive category is enough"
    );
    let four = |report: &mut Report| report.secondary = vec![Category::Vandalism; 4];
    assert_eq!(filed(Category::Theft, Audience::Ra, Audience::Ra, four), Some(RefusalCode::Incomplete));
    let hub = judge(&Case::new(1, Audience::Ra), &people["hub"], &submission(report(Category::Theft, Audience::Ra)));
    assert_eq!(refused(&hub), Some(RefusalCode::NotYourRole), "nobody reports in the hub's name");
}

#[test]
fn scenario_22_what_a_newer_version_says_is_kept_byte_for_byte_and_changes_nothing() {
    let people = people();
    let mut case = Case::reported(&people["own"], report(Category::Theft, Audience::Ra));
    case.then(&people["sup"], &acts::triaged());
    let known = case.incident();
    let sup = &people["sup"];
    let body = serde_json::json!({ "severity": "apocalyptic", "shade": { "of": ["grey", 7] } });
    let part = Part { salt: usalama_core::keys::Salt::random().unwrap(), body: body.to_string() };
    let strange = PartName::Other("thermal".into());
    let parts = Parts::from([(PartName::Core, part.clone()), (strange.clone(), part)]);
    let first = case.sign(sup, &acts::triaged()).unwrap();
    let mut newer = vec![];
    let mut link = first.header().link.unwrap();
    for (kind, version) in [("incident.teleported", 1), ("incident.resolved", 2), ("incident.triaged", 1)] {
        let header = serde_json::json!({
            "weather": "a field that this version does not know",
            "id": EventId(Uuid::new_v4()), "subject": case.id, "kind": kind, "v": version,
            "author": { "actor": { "id": sup.id, "key": sup.key.public() } },
            "as": if kind == "incident.teleported" { "harbour_master" } else { "firm_supervisor" },
            "audience": "ra", "link": link, "time": { "at": case.now, "utc_offset": 180, "moon": "full" },
            "parts": parts.iter().map(|(name, part)| (name.code().to_owned(), part.hash(name))).collect::<BTreeMap<_, _>>(),
        });
        let event = signed_json(&header, &sup.key, parts.clone()).unwrap().verify().unwrap();
        link = Link { seq: link.seq + 1, previous: Some(event.hash()) };
        newer.push(event);
    }
    // Over the wire, into a store, out of it again, and over the wire once more.
    let travel = |events: &[VerifiedEvent]| {
        let wire = serde_json::to_string(&pack(events)).unwrap();
        let signed = unpack(serde_json::from_str(&wire).unwrap()).into_iter().map(Result::unwrap).collect();
        SignedEvent::verify_all(signed).into_iter().map(Result::unwrap).collect::<Vec<_>>()
    };
    let folder = tempfile::tempdir().unwrap();
    let store = disk::open(&folder.path().join("profile.db"), EVENING).unwrap();
    let confirmed = case.events.iter().map(|(event, _)| event.clone()).chain(travel(&newer));
    store
        .write(|write| {
            for (seq, event) in (1..).zip(confirmed) {
                let receipt = Receipt { seq, at: EVENING, clock_suspect: false };
                write.append(&event, false, Standing::Confirmed(receipt))?;
            }
            write.refold(case.id)
        })
        .unwrap();
    let kept: Vec<VerifiedEvent> = store.events_of(case.id).unwrap().into_iter().map(|kept| kept.event).collect();
    for (original, kept) in newer.iter().zip(travel(&kept[case.events.len()..])) {
        assert_eq!(kept.header_bytes(), original.header_bytes());
        assert_eq!(kept.parts(), original.parts());
    }
    let folded = store.incident(case.id).unwrap().unwrap().incident;
    assert_eq!(folded.status, known.status, "neither an unknown kind nor a newer schema is applied");
    assert_eq!(folded.outcome, None);
    assert_eq!(folded.severity.code(), "apocalyptic", "an unknown value of a known field is kept");
    let state = serde_json::to_string(&folded).unwrap();
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Incident>(&state).unwrap()).unwrap(), state);
}

#[test]
fn a_category_of_a_newer_version_is_treated_as_the_most_careful_one() {
    let people = people();
    let newer = Category::Other("cyber_stalking".into());
    let wide = judge(&Case::new(1, Audience::Ra), &people["own"], &submission(report(newer.clone(), Audience::Ra)));
    assert_eq!(refused(&wide), Some(RefusalCode::AudienceTooWide));
    let police =
        judge(&Case::new(1, Audience::Police), &people["own"], &submission(report(newer.clone(), Audience::Police)));
    assert_eq!(police, Decision::Allow);
    assert!(newer.is_crime() && newer.facts().sensitive);
    let text = serde_json::to_string(&report(newer, Audience::Police)).unwrap();
    let again: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
}

#[test]
fn text_beyond_its_length_and_instants_beyond_all_time_do_no_harm() {
    assert!(serde_json::from_str::<Description>(&format!("\"{}\"", "x".repeat(2001))).is_err());
    let people = people();
    for at in [i64::MIN, -1, i64::MAX] {
        let mut case = Case { now: Timestamp::from_millis(at), ..Case::new(1, Audience::Ra) };
        case.then(&people["own"], &submission(report(Category::Theft, Audience::Ra)));
        let assigned = acts::assigned(&people["grd_a"], None, Timestamp::from_millis(at));
        case.then(&people["sup"], &acts::triaged()).then(&people["sup"], &assigned);
        let incident = case.incident();
        assert_eq!(incident.status, Some(CaseStatus::Assigned));
        let _ = judge(&case, &people["grd_a"], &acts::accepted());
        let copy = usalama_core::model::publication::copy_of(
            &incident,
            &Audience::Public,
            u32::MAX,
            None,
            usalama_core::model::wording::Terms::shared(),
            false,
        );
        assert_eq!(copy, Err(usalama_core::geo::GridError::Edge));
    }
}
