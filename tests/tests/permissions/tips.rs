//! The rows of §12 about tips.

use usalama_core::event::{Audience, PartName, Parts, Realm, Role, SubjectId, VerifiedEvent};
use usalama_core::model::Model as _;
use usalama_core::model::incident::{Anonymity, Nothing, Place, Stamp, Words};
use usalama_core::model::tip::{Screened, Secret, Tip, TipAct, TipEntry, TipReport, TipTopic};
use usalama_core::policy::{Reader, TipScene, may_on_tip, may_read_tip, route_tip, tip_audience};
use usalama_core::text::Comment;
use usalama_tests::fixtures::{EVENING, Person};
use uuid::Uuid;

use crate::ask::{Asked, Row, legend};
use crate::world::{World, event, grants, on_arrival, standing};

pub const ROWS: [Row; 2] = [
    Row {
        name: "Tip create",
        legend: legend! { "C" => ["a tip"], "C (not about clients)" => ["a tip", "nothing of the realm care"] },
        ask: create,
    },
    Row {
        name: "Tip read",
        legend: legend! {
            "receipt" => ["what is asked about their own"],
            "R A" => ["its words, here", "its place, here", "its words, once it was screened"],
            "screen text only" => ["its words, here"],
            "k" => ["numbers alone"],
        },
        ask: read,
    },
];

const ID: SubjectId = SubjectId(Uuid::from_u128(0x719));

fn words() -> Option<Secret<Words>> {
    Some(Secret::Open(Words { comment: Some(Comment::new("At night.").unwrap()), ..Words::default() }))
}

fn submission(world: &World) -> TipEntry {
    let act = TipAct::Submitted(Box::new(TipReport::new(TipTopic::Drugs, Anonymity::Named)));
    let place = Place { position: Some(world.position()), place_text: None, indoor: None };
    TipEntry { words: words(), place: Some(Secret::Open(place)), ..act.into() }
}

fn create(world: &World, role: &Role) -> Asked {
    let (mut asked, me, entry) = (Asked::default(), world.here(role), submission(world));
    let (unknown, audience) = (Tip::unknown(ID), tip_audience(&TipTopic::Drugs));
    asked.may("a tip", |side| {
        let scene = TipScene {
            tip: &unknown,
            placement: world.placement(side),
            now: EVENING,
            audience: &audience,
            on_arrival: on_arrival(side),
            shared_last_hour: 0,
        };
        may_on_tip(&entry, &standing(&me, true), &scene)
    });
    // What a worker knows of clients is in the realm care, and no tip is made there, nor has one a field to name a referral in.
    if *role == Role::OutreachWorker {
        let apart = Realm::of_kind(entry.act.kind()) != Realm::of_kind("referral.drafted");
        let parts: Vec<String> = entry.parts().unwrap().keys().map(|part| part.code().to_owned()).collect();
        let core = entry.parts().unwrap()[&PartName::Core].body.clone();
        let silent = !core.contains("referral") && !parts.iter().any(|part| part == "identity");
        asked.reads("nothing of the realm care", apart && silent, apart && silent);
    }
    asked
}

/// A tip that somebody shared, with its events.
fn shared(world: &World, source: &Person, then: &[(&Person, TipEntry)]) -> (Tip, Vec<(VerifiedEvent, Tip)>) {
    let audience = tip_audience(&TipTopic::Drugs);
    let mut tip = Tip::unknown(ID);
    let mut events = vec![];
    let first = (source, submission(world));
    for (who, entry) in std::iter::once(&first).chain(then) {
        let before = tip.clone();
        let parts: Parts = entry.parts().unwrap();
        let signed = event(who, ID, entry.act.kind(), audience.clone(), world.here.ward(), parts);
        let seq = events.len() as u64 + 1;
        assert!(tip.apply(&signed, entry, Stamp::Confirmed { seq, at: EVENING }));
        events.push((signed, before));
    }
    (tip, events)
}

/// Whether somebody is handed a part of the nth event, and what that phone then knows of it.
fn handed(
    world: &World,
    (tip, events): &(Tip, Vec<(VerifiedEvent, Tip)>),
    reader: &Person,
    source: &Person,
    nth: usize,
    part: &PartName,
) -> (bool, bool) {
    let (signed, before) = &events[nth];
    let mut after = before.clone();
    let entry = TipEntry::read(signed).unwrap().unwrap();
    after.apply(signed, &entry, Stamp::Confirmed { seq: nth as u64 + 1, at: EVENING });
    let routing = route_tip(before, &after, world.here, Some(source.id), signed.header());
    // Whoever has lost the subject since has lost this event with it.
    let still = usalama_core::policy::tip_readership(tip, world.here);
    let buckets = routing
        .add
        .into_iter()
        .filter(|bucket| still.contains(bucket) || *bucket == usalama_core::policy::Bucket::Actor(source.id));
    if !world.reached(reader, buckets) {
        return (false, false);
    }
    let grants = grants(reader);
    let policy = Reader { actor: reader.id, grants: &grants };
    let own = reader.id == source.id;
    let wrote = own && nth == 0;
    let kept = signed.clone().keeping(|part| may_read_tip(part, signed.header(), tip, world.here, &policy, wrote, own));
    let known = TipEntry::read(&kept).ok().flatten();
    let seen = known.is_some_and(|entry| match part {
        PartName::Place => entry.place.is_some(),
        _ => entry.words.is_some(),
    });
    // Of an event of which not even the core is handed over, a phone reads the words by their part.
    let words = *part == PartName::Text && kept.parts().contains_key(&PartName::Text);
    (kept.parts().contains_key(part), seen || words)
}

fn read(world: &World, role: &Role) -> Asked {
    let (mut asked, me, source) = (Asked::default(), world.here(role), world.reporter());
    let (text, place) = (PartName::Text, PartName::Place);
    let tip = shared(world, &source, &[]);
    let mut put = |question, (hub, phone)| asked.reads(question, hub, phone);
    put("its words, here", handed(world, &tip, &me, &source, 0, &text));
    put("its place, here", handed(world, &tip, &me, &source, 0, &place));
    put("its words, elsewhere", handed(world, &tip, &world.away(role), &source, 0, &text));
    let officer = world.colleague(&Role::PoliceOfficer);
    let screened = TipAct::Screened(Screened { out: false }).into();
    let later = shared(world, &source, &[(&officer, screened)]);
    put("its words, once it was screened", handed(world, &later, &me, &source, 0, &text));
    let official = world.reporter();
    let about = tip_audience(&TipTopic::Corruption);
    assert_eq!(about, Audience::Oversight, "{}: no cell of this table", official.id);
    if *role == Role::Resident {
        let question = TipEntry { words: words(), ..TipAct::Asked(Nothing {}).into() };
        let mine = shared(world, &me, &[(&officer, question)]);
        put("what is asked about their own", handed(world, &mine, &me, &me, 1, &text));
    }
    world.office.counts(&mut asked, role, |office| office.tips);
    asked
}
