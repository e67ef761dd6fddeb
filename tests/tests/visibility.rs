//! Who gets which part of what: DOMAIN §3.1, §3.2, §3.3 and the read rows of §12, as one table, and what assignment,
//! handover, narrowing and disclosure change.

use std::collections::BTreeSet;

use usalama_core::event::{Audience, PartName, VerifiedEvent};
use usalama_core::geo::{AreaId, AreaKind};
use usalama_core::model::incident::{
    Act, Anonymity, Category, Corroborated, CorroborationKind, Entry, Flag, Identity, Incident, Narrowed, PeopleHint,
    Report, Sensitive, Updated, Words,
};
use usalama_core::model::publication::copy_of;
use usalama_core::model::wording::Terms;
use usalama_core::policy::{
    Bucket, Placement, Reader, Routing, buckets_of, carries, may_read, readership, route, route_copy,
};
use usalama_core::text::Description;
use usalama_tests::cast::{Cast, case_in, entry_of, people};
use usalama_tests::fixtures::{
    Case, EVENING, FIRM, OTHER_STATION, Person, STATION, Spot, acts, placement, report, words,
};

/// What of a report each reader gets, by the scope of the case: c core, t text, p exact place, s people and vehicles, i who
/// reported (under their name, not shown to the association); a dot for nothing at all.
const TABLE: &str = "
    reader  police  responders  ra      care    oversight
    own     ctpsi   ctpsi       ctpsi   ctpsi   ctpsi
    res     .       .           .       .       .
    rao     .       .           ctp     .       .
    rao_x   .       .           .       .       .
    cml     .       .           c       .       .
    cml_x   .       .           .       .       .
    nga     .       .           c       .       .
    nga_x   .       .           .       .       .
    grd_a   .       ctpsi       ctpsi   .       .
    grd     .       .           .       .       .
    sup     .       ctpsi       ctpsi   .       .
    sup_x   .       .           .       .       .
    pol     ctpsi   ctpsi       ctpsi   .       .
    pol_n   .       .           .       .       .
    pol_x   .       .           .       .       .
    owk     .       .           .       ctp     .
    reh     .       .           .       .       .
    mod     .       ctp         ctp     .       .
    mod_x   .       .           .       .       .
    adm     .       .           .       .       .
    adm_x   .       .           .       .       .
    ovr     .       .           .       .       ctps
    hub     .       .           .       .       .
";

/// The areas within an area of the fixtures.
fn within(area: AreaId) -> Vec<AreaId> {
    use Spot::{Cluster, County, Location, Ra, Site, StationArea, Ward};
    if area == County.id() {
        [County, Ward, StationArea, Ra, Cluster, Location, Site].map(Spot::id).to_vec()
    } else if area == Ward.id() {
        [Ward, Ra, Site].map(Spot::id).to_vec()
    } else {
        vec![area]
    }
}

fn opens(who: &Person) -> BTreeSet<Bucket> {
    let reader = Reader { actor: who.id, grants: std::slice::from_ref(&who.grant) };
    buckets_of(&reader, EVENING, within)
}

/// A report with everything in it, of a case that the guard took on.
fn full(people: &Cast, scope: &Audience, change: impl Fn(&mut Report, &mut Identity)) -> Case {
    let mut filed = report(Category::Theft, scope.clone());
    filed.anonymity = Anonymity::Named;
    let mut case = Case::new(0xF0, scope.clone());
    let (author, _) = people["own"].signs(case.id);
    let mut identity = Identity::bind(people["own"].id, case.id, author.key(), &people["own"].key);
    change(&mut filed, &mut identity);
    let hint = PeopleHint { count: Some(2), behaviour: Some(words("Ran towards the stage.")) };
    let entry = Entry {
        text: Some(Words { description: Some(Description::new("At the gate.").unwrap()), ..Words::default() }),
        sensitive: Some(Sensitive { people_hint: Some(hint), ..Sensitive::default() }),
        identity: Some(identity),
        ..usalama_tests::fixtures::submission(filed)
    };
    let assigned = acts::assigned(&people["grd_a"], Some(FIRM), case.now);
    case.then(&people["own"], &entry).then(&people["sup"], &acts::triaged()).then(&people["sup"], &assigned);
    case.then(&people["grd_a"], &acts::accepted());
    case
}

/// The parts of an event that somebody gets of a case as it stands: through a bucket that carries it, and as policy allows.
fn gets(people: &Cast, name: &str, case: &Case, event: &VerifiedEvent) -> String {
    let (incident, here, who) = (case.incident(), placement(), &people[name]);
    let reporter = people["own"].id;
    let entry = Entry::read(event).unwrap();
    let open = opens(who);
    let delivered = readership(&incident, &here, Some(reporter)).iter().any(|(bucket, scope)| {
        open.contains(bucket) && carries(bucket, scope, event.header(), entry.as_ref(), Some(reporter))
    });
    if !delivered {
        return ".".to_owned();
    }
    let reader = Reader { actor: who.id, grants: std::slice::from_ref(&who.grant) };
    let (author, _) = who.signs(case.id);
    let wrote = event.header().author.key() == author.key();
    let reads = |part: &PartName| {
        event.parts().contains_key(part)
            && may_read(part, event.header(), &incident, &here, &reader, wrote, who.id == reporter)
    };
    [
        ('c', PartName::Core),
        ('t', PartName::Text),
        ('p', PartName::Place),
        ('s', PartName::Sensitive),
        ('i', PartName::Identity),
    ]
    .into_iter()
    .filter(|(_, part)| reads(part))
    .map(|(letter, _)| letter)
    .collect()
}

fn report_as(people: &Cast, name: &str, case: &Case) -> String {
    gets(people, name, case, &case.events[0].0)
}

#[test]
fn every_reader_gets_of_every_scope_what_the_domain_says() {
    let people = people();
    let mut lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
    let scopes: Vec<Audience> = lines.next().unwrap().split_whitespace().skip(1).map(Audience::from).collect();
    let mut checked = 0;
    for line in lines {
        let mut cells = line.split_whitespace();
        let name = cells.next().unwrap();
        for (scope, cell) in scopes.iter().zip(cells) {
            let named = full(&people, scope, |_, _| {});
            assert_eq!(report_as(&people, name, &named), cell, "{name}, {scope}, named");
            let confidential = full(&people, scope, |report, _| report.anonymity = Anonymity::Confidential);
            let hidden = if name == "own" { cell.to_owned() } else { cell.replace('i', "") };
            assert_eq!(report_as(&people, name, &confidential), hidden, "{name}, {scope}, confidential");
            let sensitive = full(&people, scope, |report, _| report.category = Category::Medical);
            let blurred = if name == "rao" { cell.replace('p', "") } else { cell.to_owned() };
            assert_eq!(report_as(&people, name, &sensitive), blurred, "{name}, {scope}, sensitive");
            let told = full(&people, scope, |_, identity| identity.named_to_ra = true);
            let knows = if name == "rao" && cell.contains('t') { format!("{cell}i") } else { cell.to_owned() };
            assert_eq!(report_as(&people, name, &told), knows, "{name}, {scope}, named to the association");
            checked += 4;
        }
    }
    assert_eq!(checked, people.len() * scopes.len() * 4);
    println!("{checked} combinations of reader, scope and kind of report checked");
}

#[test]
fn an_event_for_fewer_than_the_case_reaches_fewer() {
    let people = people();
    let mut case = full(&people, &Audience::Ra, |_, _| {});
    case.audience = Audience::Police;
    let note = Entry::with_comment(Act::Updated(Updated { internal: true }), words("Plain clothes at the gate."));
    case.then(&people["pol"], &note);
    let event = &case.events.last().unwrap().0;
    for name in people.keys() {
        let expected = if *name == "pol" { "ct" } else { "." };
        assert_eq!(gets(&people, name, &case, event), expected, "{name}: the reporter too hears nothing of it");
    }
}

fn routed(case: &Case, reporter: &Person) -> Routing {
    let (last, earlier) = case.events.split_last().unwrap();
    let before = Incident::fold(case.id, earlier.iter().map(|(event, stamp)| (event, *stamp)));
    let entry = Entry::read(&last.0).unwrap();
    route(&before, &case.incident(), &placement(), Some(reporter.id), last.0.header(), entry.as_ref())
}

fn area(spot: Spot, audience: Audience) -> Bucket {
    Bucket::Area { area: spot.id(), audience }
}

#[test]
fn a_narrowing_evicts_those_who_read_no_more_and_gives_nobody_anything_new() {
    let people = people();
    let mut case = full(&people, &Audience::Ra, |_, _| {});
    case.audience = Audience::Police;
    case.then(&people["own"], &Act::Narrowed(Narrowed { to: Audience::Police }).into());
    let routing = routed(&case, &people["own"]);
    let gone = BTreeSet::from([
        area(Spot::Ra, Audience::Ra),
        area(Spot::Cluster, Audience::Ra),
        area(Spot::Location, Audience::Ra),
        area(Spot::Site, Audience::Responders),
        area(Spot::Ward, Audience::Responders),
        area(Spot::Ra, Audience::Responders),
        Bucket::Actor(people["grd_a"].id),
    ]);
    assert_eq!((routing.evict, routing.backfill), (gone, BTreeSet::new()));
    assert_eq!(
        routing.add,
        BTreeSet::from([area(Spot::StationArea, Audience::Police), Bucket::Actor(people["own"].id)])
    );
    for (name, left) in [("sup", "."), ("rao", "."), ("grd_a", "."), ("pol", "ctpsi"), ("own", "ctpsi")] {
        assert_eq!(report_as(&people, name, &case), left, "{name}");
    }
    let here = placement();
    let reader = Reader { actor: people["sup"].id, grants: std::slice::from_ref(&people["sup"].grant) };
    let old = case.events[0].0.header();
    let still = may_read(&PartName::Text, old, &case.incident(), &here, &reader, false, false);
    assert!(!still, "the wider scope of an old event opens nothing once the case was narrowed");
}

#[test]
fn an_assignment_backfills_the_assignee_and_a_refusal_evicts() {
    let people = people();
    let mut case = Case::reported(&people["own"], report(Category::Robbery, Audience::Responders));
    let assigned = acts::assigned(&people["grd_a"], Some(FIRM), case.now);
    case.then(&people["sup"], &acts::triaged()).then(&people["sup"], &assigned);
    let guard = BTreeSet::from([Bucket::Actor(people["grd_a"].id)]);
    let routing = routed(&case, &people["own"]);
    assert_eq!((&routing.backfill, &routing.evict), (&guard, &BTreeSet::new()));
    let mut declined = case.clone();
    declined.then(&people["grd_a"], &acts::declined());
    assert_eq!(routed(&declined, &people["own"]).evict, guard);
    case.then(&people["grd_a"], &acts::accepted()).then(&people["grd_a"], &acts::responding());
    assert_eq!(routed(&case, &people["own"]).evict, BTreeSet::new());
}

#[test]
fn a_handover_backfills_the_station_that_it_is_offered_to() {
    let people = people();
    let mut case = Case::reported(&people["own"], report(Category::Robbery, Audience::Responders));
    case.then(&people["sup"], &acts::handover_offered(OTHER_STATION));
    let routing = routed(&case, &people["own"]);
    assert_eq!(routing.backfill, BTreeSet::from([Bucket::Org(OTHER_STATION)]));
    assert_eq!(report_as(&people, "pol_x", &case), "cp", "its officers read the case, wherever it is");
    assert_eq!(report_as(&people, "pol", &case), "cp", "and those of the place go on doing so");
}

#[test]
fn care_and_oversight_are_opened_to_nobody_by_anything_that_happens() {
    let people = people();
    for (category, scope) in [
        (Category::SubstanceHelp, Audience::Care),
        (Category::PoliceMisconduct, Audience::Oversight),
        (Category::GuardMisconduct, Audience::Oversight),
    ] {
        let mut case = full(&people, &scope, |report, _| report.category = category.clone());
        for (who, entry) in [
            ("sup", acts::handover_offered(STATION)),
            ("sup", entry_of("referred", &people["sup"], &case, &people)),
            ("pol", entry_of("disclosure_requested", &people["pol"], &case, &people)),
        ] {
            case.then(&people[who], &entry);
        }
        let approve = entry_of("disclosure_approved", &people["adm"], &case, &people);
        case.then(&people["adm"], &approve);
        let readers: Vec<Bucket> =
            readership(&case.incident(), &placement(), Some(people["own"].id)).into_keys().collect();
        assert_eq!(readers, [area(Spot::Ward, scope.clone()), Bucket::Actor(people["own"].id)], "{category}");
        for name in people.keys() {
            let reads = report_as(&people, name, &case) != ".";
            let side = if scope == Audience::Care { "owk" } else { "ovr" };
            assert_eq!(reads, *name == "own" || *name == side, "{name} of {category}");
        }
    }
}

#[test]
fn s13_6_scenario_16_a_mob_risk_is_for_police_and_responders_alone() {
    let people = people();
    let mut crowd = report(Category::Theft, Audience::Responders);
    crowd.flags = vec![Flag::CrowdForming];
    for filed in [crowd, report(Category::MobViolence, Audience::Responders)] {
        let case = Case::reported(&people["own"], filed);
        for name in people.keys() {
            let reads = report_as(&people, name, &case) != ".";
            assert_eq!(reads, ["own", "pol", "sup", "mod"].contains(name), "{name}");
        }
        // Even where it was let out wider than the cap, nobody wider hears of it, and no copy is made.
        let mut incident = case.incident();
        incident.visibility = Audience::Public;
        let wider: Vec<Bucket> = readership(&incident, &placement(), None)
            .into_keys()
            .filter(|b| matches!(b, Bucket::Area { audience, .. } if audience.reaches(&Audience::Ra)))
            .collect();
        assert_eq!(wider, []);
        assert_eq!(copy_of(&incident, &Audience::Area, 150, None, Terms::shared(), false).unwrap(), None);
    }
}

#[test]
fn a_confidential_reporter_is_known_to_the_officer_who_asked_and_to_nobody_else_once_two_agreed() {
    let people = people();
    let mut case = full(&people, &Audience::Police, |report, _| report.anonymity = Anonymity::Confidential);
    let ask = entry_of("disclosure_requested", &people["pol"], &case, &people);
    case.then(&people["pol"], &ask);
    assert_eq!(report_as(&people, "pol", &case), "ctps", "asking is not enough");
    let approve = entry_of("disclosure_approved", &people["adm"], &case, &people);
    case.then(&people["adm"], &approve);
    assert!(routed(&case, &people["own"]).backfill.contains(&Bucket::Actor(people["pol"].id)));
    assert_eq!(report_as(&people, "pol", &case), "ctpsi");
    let colleague = Person::new(99, people["pol"].role.clone(), Spot::StationArea.id(), Some(STATION));
    let mut people = people;
    people.insert("colleague", colleague);
    assert_eq!(report_as(&people, "colleague", &case), "ctps");
    assert_eq!(report_as(&people, "adm", &case), "c", "who agrees learns nothing by it");
}

#[test]
fn a_reporter_never_learns_who_bore_the_report_out() {
    let people = people();
    let mut case = full(&people, &Audience::Ra, |_, _| {});
    case.then(&people["cml"], &Act::Corroborated(Corroborated { kind: CorroborationKind::SawIt }).into());
    assert_eq!(gets(&people, "own", &case, &case.events.last().unwrap().0), ".");
    assert_eq!(gets(&people, "pol", &case, &case.events.last().unwrap().0), "c");
}

#[test]
fn neighbours_get_copies_and_never_the_case() {
    let people = people();
    let neighbour = opens(&people["res"]);
    assert!(neighbour.iter().all(|b| match b {
        Bucket::Area { audience, .. } => *audience == Audience::Area,
        Bucket::Actor(id) => *id == people["res"].id,
        other => matches!(other, Bucket::Public | Bucket::Alerts),
    }));
    for status in ["submitted", "with_police", "resolved", "duplicate", "withdrawn"] {
        let case = case_in(status, false, &people);
        let readers = readership(&case.incident(), &placement(), Some(people["own"].id));
        assert!(readers.keys().all(|bucket| !neighbour.contains(bucket)), "{status}");
    }
    let ward = Placement::new([(Spot::Ward.id(), AreaKind::Ward), (Spot::Ra.id(), AreaKind::Ra)]);
    let there = BTreeSet::from([area(Spot::Ward, Audience::Area), area(Spot::Ra, Audience::Area)]);
    assert_eq!(route_copy(&ward, &Audience::Area), there);
    assert_eq!(route_copy(&ward, &Audience::Public), BTreeSet::from([Bucket::Public]));
    assert_eq!(route_copy(&Placement::default(), &Audience::Area), BTreeSet::new());
}

#[test]
fn a_copy_is_coarse_in_place_and_time_and_tells_the_ward_alone_where_it_must() {
    let people = people();
    let case = Case::reported(&people["own"], report(Category::PhoneSnatching, Audience::Public));
    let incident = case.incident();
    let copy =
        |scope, unmoderated| copy_of(&incident, &scope, 150, None, Terms::shared(), unmoderated).unwrap().unwrap();
    let (area, public) = (copy(Audience::Area, false), copy(Audience::Public, false));
    assert_eq!(area.cell.map(|cell| cell.edge_m()), Some(150));
    assert_eq!(public.cell.map(|cell| cell.edge_m()), Some(500));
    assert_eq!((area.rounded_to_s, public.rounded_to_s), (15 * 60, 6 * 3600));
    assert_eq!(area.occurred_from.as_millis() % (15 * 60 * 1000), 0);
    assert_eq!(copy(Audience::Area, true).cell, None, "before a moderator saw it");
    let again = Case::reported(&people["own"], report(Category::PhoneSnatching, Audience::Public)).incident();
    assert_eq!(
        copy_of(&again, &Audience::Area, 150, None, Terms::shared(), false).unwrap().unwrap(),
        area,
        "the same point again"
    );
    let sensitive = Case::reported(&people["own"], report(Category::Medical, Audience::Responders)).incident();
    assert_eq!(copy_of(&sensitive, &Audience::Area, 150, None, Terms::shared(), false).unwrap().unwrap().cell, None);
}

#[test]
fn a_grant_that_ran_out_and_a_role_of_a_newer_version_open_nothing() {
    let people = people();
    let mut late = people["pol"].clone();
    late.grant.expires = EVENING;
    let mut newer = people["pol"].clone();
    newer.grant.role = "harbour_master".into();
    newer.grant.org = None;
    for who in [late, newer] {
        assert_eq!(opens(&who), BTreeSet::from([Bucket::Actor(who.id), Bucket::Public, Bucket::Alerts]));
    }
}

#[test]
fn a_place_in_no_known_area_is_looked_at_by_the_county_else_the_country() {
    let people = people();
    let incident = Case::reported(&people["own"], report(Category::Assault, Audience::Police)).incident();
    let county = Placement::new([(Spot::County.id(), AreaKind::County)]);
    let readers = |place: &Placement| readership(&incident, place, None).into_keys().collect::<Vec<_>>();
    assert_eq!(readers(&county), [Bucket::Triage(Spot::County.id())]);
    let kenya = AreaId::new(uuid::Uuid::from_u128(0xCE));
    assert_eq!(readers(&Placement::new([(kenya, AreaKind::Country)])), [Bucket::Triage(kenya)]);
    assert_eq!(readers(&Placement::default()), [], "which is why the hub knows the country of every place");
}
