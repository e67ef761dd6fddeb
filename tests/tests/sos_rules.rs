//! Who may do what to an SOS, from which state and tier, who reads it, and that all who hold its events agree: `policy::may_on_sos`,
//! `policy::may_read_sos`, `policy::route_sos` with `policy::buckets_of`, and the fold (DOMAIN §8.5, §12).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{ChainHead, ChainId, Draft, PartName, Receipt, Role, SubjectId, VerifiedEvent};
use usalama_core::geo::AreaKind;
use usalama_core::model::Model as _;
use usalama_core::model::incident::{Identity, Nothing, Place, Stamp};
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::model::sos::{
    Acknowledged, Closed, Contacted, ContactedHow, Escalated, Noted, Raised, Responder, Responding, SCHEMA_VERSION,
    Sos, SosAct, SosEntry, SosKind, SosMode, SosOutcome, SosState, SosTrigger, next_state,
};
use usalama_core::policy::{
    Bucket, Decision, Placement, Reader, SosScene, Standing, buckets_of, first_tier, may_on_sos, may_read_sos,
    route_sos, sos_audience, sos_readership,
};
use usalama_core::store::{Lane, Standing as Stands, Store};
use usalama_core::text::Title;
use usalama_tests::disk;
use usalama_tests::fixtures::{EVENING, FIRM, OTHER_FIRM, OTHER_STATION, Person, STATION, Spot, placement, position};
use uuid::Uuid;

const ID: SubjectId = SubjectId(Uuid::from_u128(0x505));

type Cast = BTreeMap<&'static str, Person>;

fn cast() -> Cast {
    use Spot as S;
    let list = [
        ("own", Role::Resident, S::Ward, None),
        ("friend", Role::Resident, S::Elsewhere, None),
        ("res", Role::Resident, S::Ward, None),
        ("rao", Role::RaOfficial, S::Ra, None),
        ("cml", Role::CommunityLeader, S::Cluster, None),
        ("nga", Role::NgaoOfficer, S::Location, None),
        ("grd", Role::Guard, S::Site, Some(FIRM)),
        ("grd_x", Role::Guard, S::Elsewhere, Some(FIRM)),
        ("sup", Role::FirmSupervisor, S::Site, Some(OTHER_FIRM)),
        ("sup_f", Role::FirmSupervisor, S::Elsewhere, Some(FIRM)),
        ("sup_x", Role::FirmSupervisor, S::Elsewhere, Some(OTHER_FIRM)),
        ("pol", Role::PoliceOfficer, S::StationArea, Some(STATION)),
        ("pol_x", Role::PoliceOfficer, S::Elsewhere, Some(OTHER_STATION)),
        ("owk", Role::OutreachWorker, S::Ward, None),
        ("reh", Role::RehabIntake, S::Ward, None),
        ("mod", Role::Moderator, S::Ra, None),
        ("adm", Role::ProgrammeAdmin, S::County, None),
        ("ovr", Role::Oversight, S::County, None),
        ("hub", Role::Hub, S::County, None),
        ("exp", Role::Guard, S::Site, Some(FIRM)),
        ("rev", Role::Guard, S::Site, Some(FIRM)),
    ];
    (700..).zip(list).map(|(no, (name, role, spot, org))| (name, Person::new(no, role, spot.id(), org))).collect()
}

/// Who is told with which tier; the others are not, for the reason.
const TOLD: &[(&str, Result<u8, No>)] = &[
    ("own", Err(No::SecondPerson)),
    ("friend", Ok(1)),
    ("res", Err(No::NotYourRole)),
    ("rao", Err(No::NotYourRole)),
    ("cml", Err(No::NotYourRole)),
    ("nga", Err(No::NotYourRole)),
    ("grd", Ok(1)),
    ("grd_x", Err(No::OutOfScope)),
    ("sup", Ok(2)),
    ("sup_f", Ok(2)),
    ("sup_x", Err(No::OutOfScope)),
    ("pol", Ok(3)),
    ("pol_x", Err(No::OutOfScope)),
    ("owk", Err(No::NotYourRole)),
    ("reh", Err(No::NotYourRole)),
    ("mod", Err(No::NotYourRole)),
    ("adm", Err(No::NotYourRole)),
    ("ovr", Err(No::NotYourRole)),
    ("hub", Err(No::NotYourRole)),
    ("exp", Err(No::GrantExpired)),
    ("rev", Err(No::GrantRevoked)),
];

fn raised(cast: &Cast) -> Raised {
    let raised = Raised::new(SosTrigger::Button, SosMode::Loud, SosKind::Attack);
    Raised { contacts: vec![cast["friend"].id], firm: Some(FIRM), ..raised }
}

fn every_act(cast: &Cast) -> Vec<SosEntry> {
    let nothing = Nothing {};
    let here = Place { position: Some(position(0.0)), place_text: None, indoor: None };
    let name = Title::new("Otieno").unwrap();
    vec![
        SosAct::Raised(Box::new(raised(cast))).into(),
        SosEntry { place: Some(here), ..SosAct::Located(nothing).into() },
        SosAct::Contacted(Contacted { how: ContactedHow::Dialled, number: None }).into(),
        SosAct::Seen(nothing).into(),
        SosAct::Acknowledged(Acknowledged { name, eta_min: Some(4) }).into(),
        SosAct::Responding(Responding { eta_min: Some(2) }).into(),
        SosAct::OnScene(nothing).into(),
        SosAct::Escalated(Escalated { tier: 2, at_once: false }).into(),
        SosAct::Noted(Noted { false_alarms: 1 }).into(),
        SosAct::Closed(Closed { outcome: SosOutcome::Resolved }).into(),
        SosAct::Closed(Closed { outcome: SosOutcome::FalseAlarm }).into(),
        SosAct::Cancelled(nothing).into(),
        SosAct::Duress(nothing).into(),
    ]
}

/// One in a state and tier, which everybody has taken up.
fn sos_in(state: Option<&SosState>, tier: u8, cast: &Cast) -> Sos {
    let Some(state) = state else { return Sos::unknown(ID) };
    let responder = |person: &Person| Responder {
        key: person.signs(ID).0.key(),
        actor: None,
        role: person.role.clone(),
        name: Title::new("Otieno").unwrap(),
        eta_min: None,
        said_at: EVENING,
        state: SosState::Acknowledged,
    };
    let (raised_by, _) = cast["own"].signs(ID);
    Sos {
        state: Some(state.clone()),
        raised: Some(raised(cast)),
        raised_by: Some(raised_by.key()),
        responders: cast.values().map(responder).collect(),
        tier,
        first_tier: 1,
        ..Sos::unknown(ID)
    }
}

fn judge(name: &str, entry: &SosEntry, sos: &Sos, place: &Placement, now: Timestamp, cast: &Cast) -> Decision {
    let who = &cast[name];
    let mut grant = who.grant.clone();
    if name == "exp" {
        grant.expires = EVENING;
    }
    let standing = Standing {
        role: &who.role,
        actor: Some(who.id),
        grant: (who.role != Role::Hub && who.role != Role::Resident).then_some(&grant),
        revoked: name == "rev",
        joined_at: None,
        is_reporter: name == "own",
    };
    let (audience, (author, _)) = (sos_audience(), who.signs(ID));
    let scene = SosScene {
        sos,
        placement: Some(place),
        made_at: now,
        key: author.key(),
        now,
        audience: &audience,
        on_arrival: false,
    };
    may_on_sos(entry, &standing, &scene)
}

/// What the domain says: who, then from where.
fn expected(name: &str, act: &SosAct, state: Option<&SosState>, tier: u8) -> Result<(), No> {
    let told = || match &TOLD.iter().find(|(who, _)| *who == name).unwrap().1 {
        Ok(from) if *from <= tier => Ok(()),
        Ok(_) => Err(No::OutOfScope),
        Err(code) => Err(code.clone()),
    };
    match act {
        SosAct::Raised(_) if name == "hub" => return Err(No::HubOnly),
        SosAct::Raised(_) => {}
        SosAct::Located(_) | SosAct::Contacted(_) | SosAct::Cancelled(_) | SosAct::Duress(_) if name == "own" => {}
        SosAct::Located(_) | SosAct::Contacted(_) | SosAct::Cancelled(_) | SosAct::Duress(_) => {
            return Err(No::NotReporter);
        }
        SosAct::Escalated(_) | SosAct::Noted(_) if name != "hub" => return Err(No::HubOnly),
        SosAct::Escalated(_) | SosAct::Noted(_) => {}
        SosAct::Closed(_) if name == "friend" => return Err(No::NotYourRole),
        _ => told()?,
    }
    next_state(state, act).map(|_| ())
}

#[test]
fn every_role_act_state_and_tier_is_as_the_domain_says() {
    let (cast, here) = (cast(), placement());
    let now = EVENING.plus(Duration::from_secs(60));
    let known = SosState::ALL.iter().filter(|state| **state != SosState::Arming).map(Some);
    let (mut checked, mut allowed) = (0, 0);
    for state in std::iter::once(None).chain(known) {
        for tier in 1..=3 {
            let sos = sos_in(state, tier, &cast);
            for entry in every_act(&cast) {
                for name in cast.keys() {
                    let said = judge(name, &entry, &sos, &here, now, &cast);
                    let should = expected(name, &entry.act, state, tier);
                    let fits = match (&said, &should) {
                        // Of what is not there nobody knows who may do what: a no or a question, never a yes.
                        (Decision::Refuse(_) | Decision::Unknown(_), _) if state.is_none() && should.is_err() => true,
                        (Decision::Allow, Ok(())) => true,
                        (Decision::Refuse(refusal), Err(code)) => refusal.code == *code,
                        _ => false,
                    };
                    assert!(
                        fits,
                        "{name} {} from {state:?} in tier {tier}: {said:?}, not {should:?}",
                        entry.act.kind()
                    );
                    checked += 1;
                    allowed += usize::from(said == Decision::Allow);
                }
            }
        }
    }
    assert_eq!(checked, 10 * 3 * 13 * 21);
    println!("{checked} checked, {allowed} allowed");
}

#[test]
fn nothing_stands_against_raising_one_and_a_position_comes_every_ten_seconds_at_most() {
    let (cast, here) = (cast(), placement());
    let raise = SosEntry::from(SosAct::Raised(Box::new(raised(&cast))));
    for name in cast.keys().filter(|name| **name != "hub") {
        assert_eq!(judge(name, &raise, &Sos::unknown(ID), &here, EVENING, &cast), Decision::Allow, "{name}");
    }
    let mut sos = sos_in(Some(&SosState::Active), 1, &cast);
    let located = &every_act(&cast)[1];
    sos.located_at = Some(EVENING);
    let at = |seconds| EVENING.plus(Duration::from_secs(seconds));
    assert_eq!(judge("own", located, &sos, &here, at(1), &cast), Decision::Allow, "the first after the call");
    sos.positions = vec![usalama_core::model::sos::SosSpot { at: EVENING, place: located.place.clone().unwrap() }];
    assert_eq!(judge("own", located, &sos, &here, at(9), &cast), Decision::Refuse(No::TooEarly.into()));
    assert_eq!(judge("own", located, &sos, &here, at(10), &cast), Decision::Allow);
    let nowhere = SosEntry::from(SosAct::Located(Nothing {}));
    assert_eq!(judge("own", &nowhere, &sos, &here, at(10), &cast), Decision::Refuse(No::Incomplete.into()));
}

/// Signs an act as the next link of its author's chain.
fn sign(who: &Person, entry: &SosEntry, before: &[VerifiedEvent], at: Timestamp) -> VerifiedEvent {
    let (author, key) = who.signs(ID);
    let chain = ChainId { key: key.public(), subject: ID, audience: sos_audience() };
    let own = before.iter().filter(|event| ChainId::of(event.header()) == chain);
    let head = own.fold(ChainHead::default(), |head, event| head.after(event.hash()));
    let draft = Draft {
        subject: ID,
        kind: entry.act.kind(),
        schema_version: SCHEMA_VERSION,
        role: who.role.clone(),
        area: Some(Spot::Ward.id()),
        audience: sos_audience(),
        time: DeviceTime { at, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: Some(1), boot: None },
        parts: entry.parts().unwrap(),
    };
    draft.sign(author, &key, &head).unwrap()
}

fn call(cast: &Cast) -> SosEntry {
    let own = &cast["own"];
    let identity = Identity::bind(own.id, ID, own.signs(ID).0.key(), &own.key);
    let here = Place { position: Some(position(0.0)), place_text: None, indoor: None };
    SosEntry { identity: Some(identity), place: Some(here), ..SosAct::Raised(Box::new(raised(cast))).into() }
}

#[test]
fn each_reads_all_or_nothing_by_the_tiers_that_were_reached_and_no_bucket_of_theirs_is_anybody_elses() {
    let cast = cast();
    let event = sign(&cast["own"], &call(&cast), &[], EVENING);
    let with_site = placement();
    let no_station = Placement::new([(Spot::County.id(), AreaKind::County), (Spot::Ward.id(), AreaKind::Ward)]);
    for (place, has_station) in [(&with_site, true), (&no_station, false)] {
        for tier in 1..=3 {
            let sos = sos_in(Some(&SosState::Escalated), tier, &cast);
            let raiser = cast["own"].id;
            let carried = sos_readership(&sos, place, Some(raiser));
            for (name, person) in &cast {
                let grants = [person.grant.clone()];
                let held = matches!(person.role, Role::Hub).then_some([].as_slice()).unwrap_or(&grants);
                let reader = Reader { actor: person.id, grants: held };
                let reads: BTreeSet<bool> = event
                    .parts()
                    .keys()
                    .map(|part| {
                        let (wrote, raised) = (false, *name == "own");
                        may_read_sos(part, event.header(), &sos, place, &reader, wrote, raised)
                    })
                    .collect();
                assert_eq!(reads.len(), 1, "all or nothing");
                let reads = reads == BTreeSet::from([true]);
                let opens = buckets_of(&reader, EVENING, |area| vec![area]);
                let gets = opens.intersection(&carried).next().is_some();
                let from = match *name {
                    "own" | "friend" => Some(1),
                    "grd" | "exp" | "rev" if has_station => Some(1),
                    "sup" if has_station => Some(2),
                    "sup_f" => Some(2),
                    "pol" if has_station => Some(3),
                    "adm" if !has_station => Some(3),
                    _ => None,
                };
                let should = from.is_some_and(|from| from <= tier);
                assert_eq!((reads, gets), (should, should), "{name} in tier {tier}, station: {has_station}");
            }
        }
    }
    assert_eq!(event.parts().keys().filter(|part| **part == PartName::Identity).count(), 1);
}

#[test]
fn the_waiting_begins_with_the_first_tier_that_has_anybody_in_it() {
    let (cast, here) = (cast(), placement());
    let first = |names: &[&str]| {
        let grants: Vec<_> = names.iter().map(|name| cast[name].grant.clone()).collect();
        first_tier(&raised(&cast), &here, &grants, EVENING)
    };
    assert_eq!(first(&["grd_x", "pol", "sup", "grd"]), 1);
    assert_eq!(first(&["grd_x", "sup_f"]), 2);
    assert_eq!(first(&["grd_x", "sup_x", "pol", "mod"]), 3);
    assert_eq!(first(&[]), 3);
    let nowhere = Placement::new([(Spot::County.id(), AreaKind::Country)]);
    let sos = sos_in(Some(&SosState::Escalated), 3, &cast);
    assert!(sos_readership(&sos, &nowhere, None).contains(&Bucket::Triage(Spot::County.id())), "never nowhere");
    let before = sos_in(Some(&SosState::Active), 1, &cast);
    let routing = route_sos(&before, &sos, &here, Some(cast["own"].id));
    assert!(routing.evict.is_empty() && routing.backfill.is_subset(&routing.add) && routing.backfill.len() >= 4);
}

type Step = (prop::sample::Index, u8);

/// A random history of acts that policy allows, with the tier that the hub has told.
fn history(steps: &[Step], cast: &Cast) -> Vec<(VerifiedEvent, Receipt)> {
    let here = placement();
    let mut now = EVENING;
    let mut events = vec![sign(&cast["own"], &call(cast), &[], now)];
    let mut receipts = vec![Receipt { seq: 1, at: now, clock_suspect: false }];
    for (pick, seconds) in steps {
        now = now.plus(Duration::from_secs(u64::from(*seconds)));
        let sos = fold(&events, &receipts);
        let allowed: Vec<(&str, SosEntry)> = cast
            .keys()
            .flat_map(|name| every_act(cast).into_iter().map(move |entry| (*name, entry)))
            .map(|(name, entry)| match entry.act {
                SosAct::Escalated(_) => {
                    let tier = (sos.tier + 1).min(3);
                    (name, SosAct::Escalated(Escalated { tier, at_once: false }).into())
                }
                _ => (name, entry),
            })
            // What ends it is rarer than in a table of all that may be.
            .filter(|(_, entry)| !matches!(entry.act, SosAct::Closed(_) | SosAct::Cancelled(_)) || seconds % 5 == 0)
            .filter(|(name, entry)| judge(name, entry, &sos, &here, now, cast) == Decision::Allow)
            .collect();
        let Some((name, entry)) = allowed.get(pick.index(allowed.len().max(1))) else { break };
        events.push(sign(&cast[name], entry, &events, now));
        receipts.push(Receipt { seq: receipts.len() as u64 + 1, at: now, clock_suspect: false });
    }
    events.into_iter().zip(receipts).collect()
}

fn fold(events: &[VerifiedEvent], receipts: &[Receipt]) -> Sos {
    let stamps = receipts.iter().map(|receipt| Stamp::Confirmed { seq: receipt.seq, at: receipt.at });
    Sos::unknown(ID).folded(events.iter().zip(stamps))
}

fn store_in(folder: &Path, name: &str) -> Store {
    disk::open(&folder.join(name), EVENING).unwrap()
}

fn receive(store: &Store, own: bool, events: &[(VerifiedEvent, Receipt)], batch: usize) {
    for events in events.chunks(batch.max(1)) {
        store
            .write(|write| {
                for (event, receipt) in events {
                    write.append(event, own, Stands::Confirmed(*receipt))?;
                }
                write.refold(ID)
            })
            .unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_phones_and_the_hub_agree_whatever_the_order_and_whatever_was_pending(
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        shuffled in any::<[u64; 32]>(),
        batches in (1_usize..7, 1_usize..7),
        cut in any::<prop::sample::Index>(),
    ) {
        let cast = cast();
        let events = history(&steps, &cast);
        let (bare, receipts): (Vec<_>, Vec<_>) = events.iter().cloned().unzip();
        let hub = fold(&bare, &receipts);
        let folder = tempfile::tempdir().unwrap();

        // Whoever called wrote their own acts first; the hub's word and those of others come later, in any order.
        let caller = store_in(folder.path(), "caller.db");
        let own = cast["own"].signs(ID).0.key();
        let pending = cut.index(events.len());
        receive(&caller, false, &events[..pending], 3);
        for (event, _) in events[pending..].iter().filter(|(event, _)| event.header().author.key() == own) {
            caller.write(|write| {
                write.append(event, true, Stands::Pending)?;
                write.enqueue(event, Lane::of(event))?;
                write.refold(ID)
            }).unwrap();
            prop_assert_eq!(Lane::of(event), Lane::Sos);
        }
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|i| shuffled[i % 32].rotate_left(u32::try_from(*i).unwrap()));
        let mut mixed: Vec<_> = order.iter().map(|i| events[*i].clone()).collect();
        mixed.extend_from_within(..1);
        receive(&caller, false, &mixed, batches.0);
        let responder = store_in(folder.path(), "responder.db");
        mixed.reverse();
        receive(&responder, false, &mixed, batches.1);
        prop_assert_eq!(&caller.sos(ID).unwrap().unwrap().state, &hub);
        prop_assert_eq!(&responder.sos(ID).unwrap().unwrap().state, &hub);
        let json = serde_json::to_string(&hub).unwrap();
        prop_assert_eq!(serde_json::from_str::<Sos>(&json).unwrap(), hub);
    }
}

#[test]
fn the_histories_that_are_tried_reach_every_state() {
    // Else the property would prove little.
    let cast = cast();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..60 {
        let steps = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24);
        let steps = steps.new_tree(&mut runner).unwrap().current();
        let (events, receipts): (Vec<_>, Vec<_>) = history(&steps, &cast).into_iter().unzip();
        seen.extend((1..=events.len()).filter_map(|n| fold(&events[..n], &receipts[..n]).state));
    }
    let reachable = SosState::ALL.iter().filter(|state| **state != SosState::Arming).cloned();
    assert_eq!(seen, reachable.collect());
}
