//! The rows of §12 about guards' work: shifts and patrols, visits, tracks, routes.

use usalama_core::event::{PartName, Role, VerifiedEvent};
use usalama_core::geo::AreaKind;
use usalama_core::model::duty::{Duty, DutyEntry, DutyKind, Site};
use usalama_core::policy::{Decision, Reader, duty_readership, may_read_duty, route_duty};
use usalama_tests::duties::{Post, Somebody, Staff, entry_of, staff};
use usalama_tests::fixtures::Person;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{World, grants, on_arrival};

pub const ROWS: [Row; 4] = [
    Row {
        name: "Shift/patrol own",
        legend: legend! {
            "C R o" => ["books on", "starts a patrol", "reads their own"],
            "R T s" => ["plans a shift", "reviews a patrol", "reads the firm's"],
        },
        ask: own,
    },
    Row {
        name: "patrol visits + exceptions",
        legend: legend! {
            "R (client sites)" => ["visits at a site that is guarded for them", "exceptions at a site that is guarded for them"],
            "o" => ["visits of their own", "exceptions of their own"],
            "R s" => ["visits of the firm's", "exceptions of the firm's"],
            "on case" => ["in a file that the firm hands over"],
            "k" => ["numbers alone"],
        },
        ask: visits,
    },
    Row {
        name: "patrol track",
        legend: legend! { "o" => ["of their own"], "s, live only while active" => ["of the firm's"] },
        ask: track,
    },
    Row {
        name: "edit routes/checkpoints",
        legend: legend! {
            "comment" => ["comments on a site that is guarded for them"],
            "C U s" => ["describes a new site", "sets a checkpoint", "takes a checkpoint away", "sets a route"],
        },
        ask: edit,
    },
];

/// Everybody who has a part in it, in this town: `me` and `away` are those who are asked about.
fn everybody(world: &World, role: &Role) -> Staff {
    let mut people = staff();
    let mut put = |name, person: Person| {
        people.insert(name, Somebody { person, revoked: false });
    };
    put("sup", world.colleague(&Role::FirmSupervisor));
    put("grd", world.colleague(&Role::Guard));
    put("me", world.here(role));
    put("away", world.away(role));
    people
}

fn post(world: &World, kind: DutyKind, number: u128) -> Post {
    Post { area: Some(world.area(&AreaKind::Site)), ..Post::new(kind, number) }
}

/// The site with two checkpoints, a route and orders.
fn set_up(world: &World, people: &Staff) -> Post {
    let mut site = post(world, DutyKind::Site, 0);
    for kind in ["site.described", "site.checkpoint_set", "site.checkpoint_set", "site.route_set", "site.orders_issued"]
    {
        site.does("sup", kind, people);
    }
    site
}

fn site_of(post: &Post) -> Site {
    match post.duty() {
        Duty::Site(site) => *site,
        other => panic!("{other:?}"),
    }
}

fn decide(world: &World, side: Side, post: &Post, who: &Somebody, entry: &DutyEntry, site: Option<&Site>) -> Decision {
    post.judge(who, entry, site, |_, scene| {
        (scene.placement, scene.on_arrival) = (world.placement(side), on_arrival(side));
    })
}

/// A patrol as far as the acts lead, by this guard.
fn patrol(world: &World, guard: &str, acts: &[(&str, &str)], people: &Staff) -> Post {
    let mut patrol = post(world, DutyKind::Patrol, 0xBEA7);
    patrol.does(guard, "patrol.started", people);
    for (who, act) in acts {
        patrol.does(who, act, people);
    }
    patrol
}

/// Whether somebody is handed this part of the last event of this kind, and whether that phone's fold shows it.
fn handed(world: &World, post: &Post, reader: &Somebody, kind: &str, part: &PartName) -> (bool, bool) {
    let (person, duty) = (&reader.person, post.duty());
    let (open, grants) = (world.opens(person), grants(person));
    let policy = Reader { actor: person.id, grants: &grants };
    let (mut kept, mut before): (Vec<(VerifiedEvent, _)>, _) = (vec![], Duty::unknown(post.kind, post.id));
    for (event, stamp) in &post.events {
        let after = {
            let so_far = post.events.iter().take_while(|(other, _)| other.header().id != event.header().id);
            let so_far = so_far.chain(std::iter::once(&(event.clone(), *stamp))).cloned().collect::<Vec<_>>();
            Duty::fold(post.kind, post.id, so_far.iter().map(|(event, stamp)| (event, *stamp)))
        };
        let routing = route_duty(&before, &after, event.header());
        let brought = routing.add.iter().any(|bucket| open.contains(bucket))
            || duty_readership(&duty).iter().any(|bucket| open.contains(bucket) && routing.add.contains(bucket));
        before = after;
        if brought {
            let wrote = event.header().author.key() == person.key.public();
            let event = event.clone().keeping(|part| may_read_duty(part, event.header(), &duty, &policy, wrote));
            kept.push((event, *stamp));
        }
    }
    let hub = kept.iter().any(|(event, _)| event.header().kind == kind && event.parts().contains_key(part));
    let folded = Duty::fold(post.kind, post.id, kept.iter().map(|(event, stamp)| (event, *stamp)));
    let phone = match (&folded, kind) {
        (Duty::Patrol(patrol), "patrol.visited") => !patrol.visits.is_empty(),
        (Duty::Patrol(patrol), "patrol.skipped") => !patrol.skips.is_empty(),
        (Duty::Shift(shift), _) => shift.booked_on.is_some(),
        _ => kept
            .iter()
            .any(|(event, _)| DutyEntry::read(event).ok().flatten().is_some_and(|entry| entry.track.is_some())),
    };
    (hub, phone)
}

fn own(world: &World, role: &Role) -> Asked {
    let (mut asked, people) = (Asked::default(), everybody(world, role));
    let site = site_of(&set_up(world, &people));
    let (me, away) = (&people["me"], &people["away"]);
    let shift = post(world, DutyKind::Shift, 0x5417);
    let begin = entry_of("shift.booked_on", "me", &shift.duty(), &people);
    asked.may("books on", |side| decide(world, side, &shift, me, &begin, Some(&site)));
    let new = post(world, DutyKind::Patrol, 0xBEA8);
    let start = entry_of("patrol.started", "me", &new.duty(), &people);
    asked.may("starts a patrol", |side| decide(world, side, &new, me, &start, Some(&site)));
    let plan = entry_of("shift.planned", "me", &shift.duty(), &people);
    asked.may("plans a shift", |side| decide(world, side, &shift, me, &plan, Some(&site)));
    let plan = entry_of("shift.planned", "away", &shift.duty(), &people);
    asked.may("plans a shift of another firm", |side| decide(world, side, &shift, away, &plan, Some(&site)));
    let over = patrol(world, "grd", &[("grd", "patrol.completed")], &people);
    let review = entry_of("patrol.reviewed", "me", &over.duty(), &people);
    asked.may("reviews a patrol", |side| decide(world, side, &over, me, &review, Some(&site)));
    let mut theirs = post(world, DutyKind::Shift, 0x5418);
    theirs.does("grd", "shift.booked_on", &people);
    let core = &PartName::Core;
    let (hub, phone) = handed(world, &theirs, me, "shift.booked_on", core);
    asked.reads("reads the firm's", hub, phone);
    let (hub, phone) = handed(world, &theirs, away, "shift.booked_on", core);
    asked.reads("reads another firm's", hub, phone);
    if *role == Role::Guard {
        let mut mine = post(world, DutyKind::Shift, 0x5419);
        mine.does("me", "shift.booked_on", &people);
        let (hub, phone) = handed(world, &mine, me, "shift.booked_on", core);
        asked.reads("reads their own", hub, phone);
    }
    asked
}

/// What a patrol shows to whom, event by event.
fn of_patrol(
    world: &World,
    role: &Role,
    asked: &mut Asked,
    kind: &str,
    part: &PartName,
    [own, firms, clients, elsewhere]: [&'static str; 4],
) {
    let people = everybody(world, role);
    let (me, away) = (&people["me"], &people["away"]);
    let theirs = patrol(world, "grd", &[("grd", kind)], &people);
    let (hub, phone) = handed(world, &theirs, me, kind, part);
    // Who is of the firm, and who is the client, is said by the grant's organisation.
    let question = if *role == Role::RaOfficial { clients } else { firms };
    asked.reads(question, hub, phone);
    let (hub, phone) = handed(world, &theirs, away, kind, part);
    asked.reads(elsewhere, hub, phone);
    if *role == Role::Guard {
        let mine = patrol(world, "me", &[("me", kind)], &people);
        let (hub, phone) = handed(world, &mine, me, kind, part);
        asked.reads(own, hub, phone);
    }
}

fn visits(world: &World, role: &Role) -> Asked {
    let mut asked = Asked::default();
    let core = &PartName::Core;
    let questions = [
        "visits of their own",
        "visits of the firm's",
        "visits at a site that is guarded for them",
        "visits at another's site",
    ];
    of_patrol(world, role, &mut asked, "patrol.visited", core, questions);
    let questions = [
        "exceptions of their own",
        "exceptions of the firm's",
        "exceptions at a site that is guarded for them",
        "exceptions at another's site",
    ];
    of_patrol(world, role, &mut asked, "patrol.skipped", core, questions);
    if *role == Role::PoliceOfficer {
        asked.reads("in a file that the firm hands over", world.office.file_is_read, world.office.file_is_read);
    }
    world.office.counts(&mut asked, role, |office| office.patrols);
    asked
}

fn track(world: &World, role: &Role) -> Asked {
    let mut asked = Asked::default();
    let questions = ["of their own", "of the firm's", "at a site that is guarded for them", "of another firm's"];
    of_patrol(world, role, &mut asked, "patrol.tracked", &PartName::Track, questions);
    asked
}

fn edit(world: &World, role: &Role) -> Asked {
    let (mut asked, people) = (Asked::default(), everybody(world, role));
    let (me, away) = (&people["me"], &people["away"]);
    let (new, site) = (post(world, DutyKind::Site, 0), set_up(world, &people));
    for (question, on, kind) in [
        ("describes a new site", &new, "site.described"),
        ("sets a checkpoint", &site, "site.checkpoint_set"),
        ("takes a checkpoint away", &site, "site.checkpoint_removed"),
        ("sets a route", &site, "site.route_set"),
        ("comments on a site that is guarded for them", &site, "site.commented"),
    ] {
        let entry = entry_of(kind, "me", &on.duty(), &people);
        asked.may(question, |side| decide(world, side, on, me, &entry, None));
    }
    for (question, kind) in [
        ("sets a route of another firm's", "site.route_set"),
        ("comments on a site that is guarded for others", "site.commented"),
    ] {
        let entry = entry_of(kind, "away", &site.duty(), &people);
        asked.may(question, |side| decide(world, side, &site, away, &entry, None));
    }
    asked
}
