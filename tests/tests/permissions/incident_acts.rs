//! The rows of §12 that make and move incidents.

use std::collections::BTreeSet;

use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::model::incident::{
    Act, CaseStatus, Category, Entry, MarkedDuplicate, Moderated, Nothing, ObRecorded, Outcome, PublicationStatus,
};
use usalama_core::model::publication::{Publication, copy_of};
use usalama_core::model::wording::Terms;
use usalama_core::policy::{
    CorroborationScene, Decision, OtherIncident, Scene, Standing, copy_placement, may, may_corroborate_copy,
};
use usalama_core::text::Title;
use usalama_tests::fixtures::{
    Case, FIRM, OTHER_FIRM, OTHER_STATION, Person, STATION, acts, minutes_before, report, scene, submission, units,
};
use uuid::Uuid;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{World, on_arrival, standing};

pub const ROWS: [Row; 9] = [
    Row {
        name: "Incident create",
        legend: legend! { "C" => ["a report", "a report, when the grant has run out"] },
        ask: create,
    },
    Row {
        name: "triage",
        legend: legend! {
            "T A non-crime" => ["another thing, here"],
            "T s" => ["another thing, here", "a crime, here"],
            "T A" => ["another thing, here", "a crime, here"],
        },
        ask: |world, role| crime_or_other(world, role, &acts::triaged()),
    },
    Row {
        name: "assign",
        legend: legend! {
            "request" => ["asks a firm"],
            "accept/decline" => ["accepts what is given to them", "declines what is given to them"],
            "T s" => ["sends their own people", "accepts what is given to them", "declines what is given to them"],
            "T A" => ["sends their own people"],
        },
        ask: assign,
    },
    Row {
        name: "offer handover",
        legend: legend! {
            "T" => ["here"],
            "T a" => ["at the scene of what was given to them"],
            "T s" => ["here", "at the scene of what was given to them"],
        },
        ask: offer,
    },
    Row {
        name: "accept handover, OB",
        legend: legend! { "T A" => ["accepts what is offered to their station", "writes the OB number"] },
        ask: accept,
    },
    Row {
        name: "resolve (crime / other)",
        legend: legend! {
            "– / confirm" => ["confirms that their own is resolved"],
            "– / T A" => ["another thing, here"],
            "– / T s" => ["another thing, here"],
            "T / T" => ["a crime, here", "another thing, here", "a crime that is with their station"],
        },
        ask: resolve,
    },
    Row {
        name: "corroborate",
        legend: legend! {
            "C A (72 h after joining)" => ["a copy, here"],
            "C" => ["a copy, here", "a copy, here, a day after joining"],
        },
        ask: corroborate,
    },
    Row { name: "merge duplicates", legend: legend! { "T A" => ["here"], "T s" => ["here"] }, ask: merge },
    Row {
        name: "approve publication",
        legend: legend! {
            "T (police items)" => ["a crime, here", "what is with their station"],
            "M A" => ["a crime, here", "another thing, here", "what is with their station"],
        },
        ask: publish,
    },
];

/// What a side says, with everything that it may know of other records.
fn decide(world: &World, side: Side, case: &Case, who: &Person, entry: &Entry) -> Decision {
    decide_where(world, side, case, who, entry, |_, _| {})
}

fn decide_where(
    world: &World,
    side: Side,
    case: &Case,
    who: &Person,
    entry: &Entry,
    change: impl FnOnce(&mut Standing<'_>, &mut Scene<'_>),
) -> Decision {
    let incident = case.incident();
    let own = incident.reporter_key == Some(who.signs(case.id).0.key());
    let mut who = standing(who, own);
    let mut around = scene(&incident, world.here, &case.audience, case.now);
    (around.placement, around.on_arrival) = (world.placement(side), on_arrival(side));
    around.other = Some(OtherIncident::Closed);
    change(&mut who, &mut around);
    may(entry, &who, &around)
}

fn reported(world: &World, category: Category) -> Case {
    Case::reported(&world.reporter(), report(category, Audience::Ra))
}

fn create(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let case = Case::new(0xCA5F, Audience::Ra);
    let entry = submission(report(Category::Theft, Audience::Ra));
    asked.may("a report", |side| decide(world, side, &case, &me, &entry));
    let mut late = me;
    late.grant.expires = minutes_before(case.now, 60 * 24 * 30);
    asked.may("a report, when the grant has run out", |side| decide(world, side, &case, &late, &entry));
    asked
}

/// An act on a crime and on another thing, here and elsewhere.
fn crime_or_other(world: &World, role: &Role, entry: &Entry) -> Asked {
    let mut asked = Asked::default();
    let (crime, other) = (reported(world, Category::Theft), reported(world, Category::Barrier));
    let (me, away) = (world.here(role), world.away(role));
    asked.may("a crime, here", |side| decide(world, side, &crime, &me, entry));
    asked.may("another thing, here", |side| decide(world, side, &other, &me, entry));
    asked.may("another thing, elsewhere", |side| decide(world, side, &other, &away, entry));
    asked
}

/// The case once the firm's supervisor has given it to somebody: to one of the firm, or it cannot be.
fn given(world: &World, to: &Person) -> Option<Case> {
    let supervisor = world.colleague(&Role::FirmSupervisor);
    let mut case = reported(world, Category::Theft);
    case.then(&supervisor, &acts::triaged());
    let entry = acts::assigned(to, Some(FIRM), case.now);
    let theirs: &'static BTreeSet<_> = Box::leak(Box::new(to.grant.org.into_iter().collect()));
    let said = decide_where(world, Side::Hub, &case, &supervisor, &entry, |_, scene| {
        scene.assignee_orgs = Some(theirs);
    });
    (said == Decision::Allow).then(|| {
        case.then(&supervisor, &entry);
        case
    })
}

/// Asks where it was given to them, and says no where it cannot be.
fn if_given(asked: &mut Asked, question: &'static str, case: Option<&Case>, ask: impl Fn(&Case, Side) -> Decision) {
    asked.may(question, |side| match case {
        Some(case) => ask(case, side),
        None => Decision::Refuse(usalama_core::model::refusal::RefusalCode::NotAssignee.into()),
    });
}

fn assign(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let mut case = reported(world, Category::Theft);
    case.then(&world.colleague(&Role::FirmSupervisor), &acts::triaged());
    // Of the own people where there are any, else one of the firm's guards under the own name.
    let with_people = matches!(role, Role::FirmSupervisor | Role::PoliceOfficer | Role::Guard);
    let theirs = if with_people { world.colleague(role) } else { world.colleague(&Role::Guard) };
    let guard = world.colleague(&Role::Guard);
    let send = |who: &Person, to: &Person, unit, side| {
        let entry = acts::assigned(to, unit, case.now);
        let orgs = units(to.grant.org.unwrap_or(FIRM));
        decide_where(world, side, &case, who, &entry, |_, scene| scene.assignee_orgs = Some(orgs))
    };
    asked.may("sends their own people", |side| send(&me, &theirs, me.grant.org, side));
    let other = if *role == Role::FirmSupervisor { OTHER_FIRM } else { FIRM };
    let mut asked_for = guard.clone();
    asked_for.grant.org = Some(other);
    asked.may("asks a firm", |side| send(&me, &asked_for, Some(other), side));
    asked.may("asks a firm, elsewhere", |side| send(&away, &guard, Some(FIRM), side));
    let case = given(world, &me);
    if_given(&mut asked, "accepts what is given to them", case.as_ref(), |case, side| {
        decide(world, side, case, &me, &acts::accepted())
    });
    if_given(&mut asked, "declines what is given to them", case.as_ref(), |case, side| {
        decide(world, side, case, &me, &acts::declined())
    });
    asked
}

fn offer(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let mut case = reported(world, Category::Theft);
    case.then(&world.colleague(&Role::FirmSupervisor), &acts::triaged());
    let entry = acts::handover_offered(STATION);
    asked.may("here", |side| decide(world, side, &case, &me, &entry));
    asked.may("elsewhere", |side| decide(world, side, &case, &away, &entry));
    let at_scene = given(world, &me).map(|mut case| {
        case.then(&me, &acts::accepted()).then(&me, &acts::responding()).then(&me, &acts::arrived(20.0));
        case
    });
    if_given(&mut asked, "at the scene of what was given to them", at_scene.as_ref(), |case, side| {
        decide(world, side, case, &me, &entry)
    });
    asked
}

fn offered(world: &World, to: usalama_core::model::actor::OrgId, category: Category) -> Case {
    let supervisor = world.colleague(&Role::FirmSupervisor);
    let mut case = reported(world, category);
    case.then(&supervisor, &acts::triaged()).then(&supervisor, &acts::handover_offered(to));
    case
}

/// With the station in whose area the place lies.
fn with_station(world: &World, category: Category) -> Case {
    let mut case = offered(world, STATION, category);
    let accepted = acts::handover_accepted(&case.incident(), None);
    case.then(&world.colleague(&Role::PoliceOfficer), &accepted);
    assert_eq!(case.incident().status, Some(CaseStatus::WithPolice));
    case
}

fn accept(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let ours = offered(world, STATION, Category::Theft);
    let accept = acts::handover_accepted(&ours.incident(), Some("OB 1"));
    asked.may("accepts what is offered to their station", |side| decide(world, side, &ours, &me, &accept));
    let theirs = offered(world, OTHER_STATION, Category::Theft);
    let other = acts::handover_accepted(&theirs.incident(), Some("OB 1"));
    asked.may("accepts what is offered to another station", |side| decide(world, side, &theirs, &me, &other));
    let case = with_station(world, Category::Theft);
    let ob = Act::ObRecorded(ObRecorded { ob_number: Title::new("OB 2").unwrap() }).into();
    asked.may("writes the OB number", |side| decide(world, side, &case, &me, &ob));
    let stranger = world.away(role);
    asked.may("writes the OB number of another station's", |side| decide(world, side, &case, &stranger, &ob));
    asked
}

fn resolve(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let supervisor = world.colleague(&Role::FirmSupervisor);
    let entry = acts::resolved(Outcome::AdviceGiven);
    let triaged = |category| {
        let mut case = reported(world, category);
        case.then(&supervisor, &acts::triaged());
        case
    };
    let (crime, other) = (triaged(Category::Theft), triaged(Category::Barrier));
    asked.may("a crime, here", |side| decide(world, side, &crime, &me, &entry));
    asked.may("another thing, here", |side| decide(world, side, &other, &me, &entry));
    asked.may("another thing, elsewhere", |side| decide(world, side, &other, &away, &entry));
    let with = with_station(world, Category::Theft);
    asked.may("a crime that is with their station", |side| decide(world, side, &with, &me, &entry));
    if *role == Role::Resident {
        let mut mine = Case::reported(&me, report(Category::Barrier, Audience::Ra));
        mine.then(&supervisor, &acts::triaged()).then(&supervisor, &entry);
        let confirm = Act::ResolutionConfirmed(Nothing {}).into();
        asked.may("confirms that their own is resolved", |side| decide(world, side, &mine, &me, &confirm));
    }
    let mut theirs = triaged(Category::Barrier);
    theirs.then(&supervisor, &entry);
    let confirm = Act::ResolutionConfirmed(Nothing {}).into();
    asked.may("confirms that somebody else's is resolved", |side| decide(world, side, &theirs, &me, &confirm));
    asked
}

fn corroborate(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let case = reported(world, Category::PhoneSnatching);
    let ward = world.here.ward();
    let copy = copy_of(&case.incident(), &Audience::Area, 150, None, Terms::shared(), false).unwrap();
    let id = SubjectId(Uuid::from_u128(0xC1));
    let published = Publication { id, copy, area: ward, audience: Audience::Area, hidden: false, corroboration: None };
    let placement = copy_placement(&world.areas, ward);
    let ask = |who: &Person, joined_days_ago: i64, side: Side| {
        let scene = CorroborationScene {
            copy: &published,
            placement: (side != Side::NoMap).then_some(&placement),
            now: case.now,
            on_arrival: on_arrival(side),
            corroborated_before: false,
        };
        let joined_at = Some(minutes_before(case.now, joined_days_ago * 24 * 60));
        may_corroborate_copy(&Standing { joined_at, ..standing(who, false) }, &scene)
    };
    asked.may("a copy, here", |side| ask(&me, 4, side));
    asked.may("a copy, here, a day after joining", |side| ask(&me, 1, side));
    asked.may("a copy, elsewhere", |side| ask(&away, 30, side));
    asked
}

fn merge(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let case = reported(world, Category::Theft);
    let entry: Entry = Act::MarkedDuplicate(MarkedDuplicate { of: SubjectId(Uuid::from_u128(7)) }).into();
    let known = |_: &mut Standing<'_>, scene: &mut Scene<'_>| scene.other = Some(OtherIncident::Open);
    asked.may("here", |side| decide_where(world, side, &case, &me, &entry, known));
    asked.may("elsewhere", |side| decide_where(world, side, &case, &away, &entry, known));
    let child = Case::reported(&world.reporter(), report(Category::ChildHarm, Audience::Police));
    asked.may("of harm to a child", |side| decide_where(world, side, &child, &me, &entry, known));
    asked
}

fn publish(world: &World, role: &Role) -> Asked {
    let moderated = Moderated { decision: PublicationStatus::Redacted, reason: None, scope: Audience::Area };
    let entry: Entry = Act::Moderated(moderated).into();
    let (me, away) = (world.here(role), world.away(role));
    let public = |category| {
        let mut filed = report(category, Audience::Area);
        filed.visibility_requested = Audience::Area;
        let mut case = Case::reported(&world.reporter(), filed);
        case.audience = Audience::Ra;
        case
    };
    let mut asked = Asked::default();
    let (crime, other) = (public(Category::PhoneSnatching), public(Category::StreetLight));
    asked.may("a crime, here", |side| decide(world, side, &crime, &me, &entry));
    asked.may("another thing, here", |side| decide(world, side, &other, &me, &entry));
    asked.may("a crime, elsewhere", |side| decide(world, side, &crime, &away, &entry));
    let supervisor = world.colleague(&Role::FirmSupervisor);
    let mut with = other;
    with.then(&supervisor, &acts::triaged()).then(&supervisor, &acts::handover_offered(STATION));
    let accepted = acts::handover_accepted(&with.incident(), None);
    with.then(&world.colleague(&Role::PoliceOfficer), &accepted);
    asked.may("what is with their station", |side| decide(world, side, &with, &me, &entry));
    asked
}
