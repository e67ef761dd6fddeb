//! Who may do what to a site, a shift and a patrol, from where to where, and who gets what of it: `data/duties.csv` and
//! `data/duty_reading.csv`, written from DOMAIN §7 and §12, against `policy::may_on_duty`, the model, `policy::route_duty`,
//! `policy::buckets_of` and `policy::may_read_duty`.

use std::collections::{BTreeMap, BTreeSet};

use usalama_core::event::{Audience, Author, PartName, Role};
use usalama_core::geo::AreaId;
use usalama_core::model::duty::{
    Duty, DutyAct, DutyEntry, DutyKind, Edition, PatrolAct, Proof, ShiftAct, SiteAct, Stop, Visited,
};
use usalama_core::model::grant::{Grant, GrantValidity};
use usalama_core::model::incident::Place;
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::policy::{Bucket, Decision, Gap, Reader, buckets_of, may_read_duty, route_duty};
use usalama_tests::cast::refused;
use usalama_tests::duties::{
    Post, SITE, Somebody, Staff, elsewhere, entry_of, kinds, post_in, set_up, site_of, staff, state_name, states,
};
use usalama_tests::fixtures::{EVENING, FIRM, Spot, position};

const ACTS: &str = include_str!("../data/duties.csv");
const PARTS: &str = include_str!("../data/duty_reading.csv");
/// Audiences that no event of guards' work has.
static OTHERS: [Audience; 5] = [Audience::Public, Audience::Area, Audience::Police, Audience::Own, Audience::Care];
const ALL: [DutyKind; 3] = [DutyKind::Site, DutyKind::Shift, DutyKind::Patrol];

struct Row {
    act: String,
    from: Vec<String>,
    to: String,
    cells: BTreeMap<String, String>,
}

fn table(text: &str, columns: usize) -> Vec<(Vec<String>, BTreeMap<String, String>)> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().skip(columns).map(str::to_owned).collect();
    let row = |record: csv::StringRecord| {
        let cells = names.iter().cloned().zip(record.iter().skip(columns).map(str::to_owned)).collect();
        (record.iter().take(columns).map(str::to_owned).collect(), cells)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn rows() -> Vec<Row> {
    let row = |(words, cells): (Vec<String>, _)| Row {
        act: words[0].clone(),
        from: words[1].split(' ').map(str::to_owned).collect(),
        to: words[2].clone(),
        cells,
    };
    table(ACTS, 3).into_iter().map(row).collect()
}

/// What the table says: where it leads, or why not.
fn expected(rows: &[Row], act: &str, state: &str, who: &str) -> Result<String, No> {
    let of_act = || rows.iter().filter(|row| row.act == act);
    let named = of_act().find(|row| row.from.iter().any(|from| from == state));
    let (row, to) = match named {
        Some(row) => (row, row.to.as_str()),
        None => (of_act().next().unwrap_or_else(|| panic!("a row of {act}")), "!wrong"),
    };
    Err(match (row.cells[who].as_str(), to) {
        ("+", "!wrong") => No::WrongStatus,
        ("+", "!offer") => No::NoOffer,
        ("+", to) => return Ok(to.to_owned()),
        ("role", _) => No::NotYourRole,
        ("scope", _) => No::OutOfScope,
        ("asg", _) => No::NotAssignee,
        ("hub", _) => No::HubOnly,
        ("rev", _) => No::GrantRevoked,
        ("exp", _) => No::GrantExpired,
        ("sec", _) => No::SecondPerson,
        (other, _) => panic!("{other} is not in the legend"),
    })
}

/// Everybody in every state with every act.
fn everything(
    staff: &Staff,
    mut each: impl FnMut(DutyKind, &'static str, &Post, &'static str, &'static str, DutyEntry),
) {
    for kind in ALL {
        for state in states(kind) {
            let post = post_in(kind, state, staff);
            for act in kinds(kind) {
                for who in staff.keys() {
                    each(kind, state, &post, act, who, entry_of(act, who, &post.duty(), staff));
                }
            }
        }
    }
}

#[test]
fn every_state_act_and_person_is_as_the_domain_says() {
    let (staff, rows) = (staff(), rows());
    let site = site_of(&set_up(&staff));
    let (mut checked, mut allowed, mut differ) = (0, 0, vec![]);
    everything(&staff, |_, state, post, act, who, entry| {
        let should = expected(&rows, act, state, who);
        let said = post.judge(&staff[who], &entry, Some(&site), |_, _| {});
        let fits = match (&should, &said) {
            (Ok(to), Decision::Allow) => {
                let mut after = post.clone();
                after.then(&staff[who], &entry);
                let led = if to == "same" { state_name(&post.duty()).to_owned() } else { to.clone() };
                let reached = after.duty();
                state_name(&reached) == led || reached.state_code() == Some(led.as_str())
            }
            // On what is not there nothing is done but a beginning.
            (_, Decision::Refuse(_) | Decision::Unknown(_)) if state == "none" && !Duty::is_beginning(&entry.act) => {
                true
            }
            (Err(code), Decision::Refuse(refusal)) => refusal.code == *code,
            _ => false,
        };
        checked += 1;
        allowed += usize::from(said == Decision::Allow);
        if !fits {
            differ.push(format!("{state} {act} by {who}: {said:?}, should be {should:?}"));
        }
    });
    println!("{checked} combinations of state, act and person checked; {allowed} of them are allowed");
    assert!(differ.is_empty(), "{} of {checked} differ:\n{}", differ.len(), differ.join("\n"));
    let per_kind = |kind| states(kind).len() * kinds(kind).count() * staff.len();
    assert_eq!(checked, ALL.into_iter().map(per_kind).sum::<usize>());
}

#[test]
fn the_model_alone_allows_what_the_table_allows_to_anybody() {
    let (staff, rows) = (staff(), rows());
    let mut checked = 0;
    for kind in ALL {
        for state in states(kind).iter().filter(|state| **state != "none") {
            let post = post_in(kind, state, &staff);
            for act in kinds(kind) {
                let of_act: Vec<&Row> = rows.iter().filter(|row| row.act == act).collect();
                let named = of_act.iter().find(|row| row.from.iter().any(|from| from == state));
                if named.is_some_and(|row| row.to.starts_with('!')) {
                    continue;
                }
                let fits = post.duty().fits(&entry_of(act, "grd", &post.duty(), &staff).act);
                assert_eq!(fits.is_ok(), named.is_some(), "{state} {act}: {fits:?}");
                checked += 1;
            }
        }
    }
    println!("{checked} states and acts checked");
}

/// What is allowed is not for another audience, not in another area, not under another role, and not without a grant.
#[test]
fn what_is_allowed_is_so_for_its_audience_its_area_and_its_role_alone() {
    let staff = staff();
    let site = site_of(&set_up(&staff));
    let other_place = elsewhere();
    let mut checked = 0;
    everything(&staff, |kind, state, post, act, who, entry| {
        let me = &staff[who];
        if post.judge(me, &entry, Some(&site), |_, _| {}) != Decision::Allow {
            return;
        }
        let what = format!("{state} {act} by {who}");
        for audience in &OTHERS {
            let said = post.judge(me, &entry, Some(&site), |_, scene| scene.audience = audience);
            assert_eq!(refused(&said), Some(No::AudienceTooWide), "{what} for {audience}");
        }
        for area in [None, Some(Spot::Ward.id()), Some(Spot::Elsewhere.id())] {
            let said = post.judge(me, &entry, Some(&site), |_, scene| {
                scene.area = area;
                if kind == DutyKind::Site && state == "none" {
                    scene.placement = Some(other_place);
                }
            });
            assert_eq!(refused(&said), Some(No::OutOfScope), "{what} in {area:?}");
        }
        let hub_too =
            matches!(entry.act, DutyAct::Shift(ShiftAct::NoShow(_)) | DutyAct::Patrol(PatrolAct::AutoClosed(_)));
        for role in Role::ALL.iter().filter(|role| **role != me.person.role && !(hub_too && **role == Role::Hub)) {
            let by_two = matches!(entry.act, DutyAct::Patrol(PatrolAct::Planned(_)));
            let said = post.judge(me, &entry, Some(&site), |standing, _| standing.role = role);
            let either = by_two && matches!(role, Role::Guard | Role::FirmSupervisor);
            assert!(either || said != Decision::Allow, "{what} as {role}");
        }
        if me.person.role != Role::Hub {
            let said = post.judge(me, &entry, Some(&site), |standing, _| standing.grant = None);
            assert_eq!(refused(&said), Some(No::NoGrant), "{what} without a grant");
            let said = post.judge(me, &entry, Some(&site), |standing, _| standing.revoked = true);
            assert_eq!(refused(&said), Some(No::GrantRevoked), "{what} with a grant that was taken back");
        }
        if me.person.role == Role::FirmSupervisor {
            let said = post.judge(me, &entry, Some(&site), |_, scene| scene.placement = Some(other_place));
            assert_eq!(refused(&said), Some(No::OutOfScope), "{what} elsewhere");
            let said = post.judge(me, &entry, Some(&site), |_, scene| scene.placement = None);
            assert_eq!(said, Decision::Unknown(Gap::Placement), "{what} nobody knows where");
        }
        checked += 1;
    });
    println!("{checked} allowed acts changed in every way");
}

#[test]
fn a_grant_that_expired_yesterday_still_serves_what_arrives_and_nothing_new() {
    let (staff, rows) = (staff(), rows());
    let site = site_of(&set_up(&staff));
    everything(&staff, |_, state, post, act, who, entry| {
        let said = post.judge(&staff[who], &entry, Some(&site), |_, scene| scene.on_arrival = false);
        let should = expected(&rows, act, state, who);
        match who {
            "sup_g" => assert_ne!(said, Decision::Allow, "{state} {act}"),
            // A guard may always go on with the own log, or begin one: nothing is lost.
            _ if should.is_ok() => assert_eq!(said, Decision::Allow, "{state} {act} by {who}"),
            _ => assert_ne!(said, Decision::Allow, "{state} {act} by {who}"),
        }
    });
}

fn on_site(staff: &Staff, change: impl FnOnce(&mut DutyEntry)) -> Option<No> {
    let post = set_up(staff);
    let mut entry = entry_of("site.route_set", "sup", &post.duty(), staff);
    change(&mut entry);
    refused(&post.judge(&staff["sup"], &entry, None, |_, _| {}))
}

#[test]
fn a_site_is_changed_one_edition_after_the_other() {
    let staff = staff();
    for (edition, why) in [
        (Edition(0), Some(No::WrongStatus)),
        (Edition(5), Some(No::WrongStatus)),
        (Edition(6), None),
        (Edition(7), Some(No::WrongStatus)),
        (Edition(u32::MAX), Some(No::WrongStatus)),
    ] {
        let said = on_site(&staff, |entry| {
            if let DutyAct::Site(SiteAct::RouteSet(set)) = &mut entry.act {
                set.edition = edition;
            }
        });
        assert_eq!(said, why, "{edition:?}");
    }
    let new = Post::new(DutyKind::Site, 0);
    let mut entry = entry_of("site.described", "sup", &new.duty(), &staff);
    if let DutyAct::Site(SiteAct::Described(described)) = &mut entry.act {
        described.edition = Edition(u32::MAX);
    }
    assert_eq!(refused(&new.judge(&staff["sup"], &entry, None, |_, _| {})), Some(No::WrongStatus));
}

#[test]
fn a_route_that_cannot_be_walked_is_none() {
    use usalama_core::model::duty::{CheckpointNo, Route};
    let staff = staff();
    let with = |change: &dyn Fn(&mut Route)| {
        on_site(&staff, |entry| {
            if let DutyAct::Site(SiteAct::RouteSet(set)) = &mut entry.act {
                change(&mut set.route);
            }
        })
    };
    let incomplete = Some(No::Incomplete);
    assert_eq!(with(&|_| {}), None);
    assert_eq!(with(&|route| route.stops.clear()), incomplete);
    assert_eq!(with(&|route| route.stops = vec![Stop::at(CheckpointNo(1)); 2]), incomplete);
    assert_eq!(with(&|route| route.stops = vec![Stop::at(CheckpointNo(9))]), incomplete);
    assert_eq!(with(&|route| route.stops = (0..201).map(|no| Stop::at(CheckpointNo(no))).collect()), incomplete);
    assert_eq!(with(&|route| route.every_min = Some(4)), incomplete);
    assert_eq!(with(&|route| route.every_min = Some(0)), incomplete);
    assert_eq!(with(&|route| route.jitter_min = 60), incomplete, "wider than the round");
    assert_eq!(with(&|route| route.stops[0].window_to_min = Some(61)), incomplete);
    assert_eq!(with(&|route| route.stops[0].window_from_min = Some(60)), incomplete);
    assert_eq!(
        with(&|route| (route.stops[0].window_from_min, route.stops[0].window_to_min) = (Some(9), Some(9))),
        incomplete
    );
    assert_eq!(with(&|route| (route.every_min, route.jitter_min) = (None, u16::MAX)), None);
}

#[test]
fn a_site_stays_where_it_is() {
    let staff = staff();
    let post = set_up(&staff);
    let entry = entry_of("site.described", "sup", &post.duty(), &staff);
    let moved = Post { area: Some(Spot::Ward.id()), ..post };
    assert_eq!(refused(&moved.judge(&staff["sup"], &entry, None, |_, _| {})), Some(No::OutOfScope));
}

#[test]
fn who_books_on_to_a_planned_shift_chooses_neither_the_site_nor_how_often_welfare_is_asked_for() {
    let staff = staff();
    let site = site_of(&set_up(&staff));
    let mut post = post_in(DutyKind::Shift, "planned", &staff);
    let mut entry = entry_of("shift.booked_on", "grd", &post.duty(), &staff);
    let said = |post: &Post, entry: &DutyEntry| refused(&post.judge(&staff["grd"], entry, Some(&site), |_, _| {}));
    if let DutyAct::Shift(ShiftAct::BookedOn(on)) = &mut entry.act {
        on.welfare_every_min = Some(4);
    }
    assert_eq!(said(&post, &entry), Some(No::Incomplete));
    if let DutyAct::Shift(ShiftAct::BookedOn(on)) = &mut entry.act {
        (on.welfare_every_min, on.site) = (Some(u16::MAX), Some(post.id));
    }
    assert_eq!(said(&post, &entry), Some(No::OutOfScope));
    if let DutyAct::Shift(ShiftAct::BookedOn(on)) = &mut entry.act {
        on.site = None;
    }
    assert_eq!(said(&post, &entry), None);
    post.then(&staff["grd"], &entry);
    let Duty::Shift(shift) = post.duty() else { unreachable!() };
    assert_eq!((shift.welfare_every_min, shift.site), (Some(60), Some(SITE)));
}

#[test]
fn what_the_hub_does_not_know_waits_and_an_area_that_is_of_no_site_is_refused() {
    let staff = staff();
    let patrol = Post::new(DutyKind::Patrol, 1);
    let started = entry_of("patrol.started", "grd", &patrol.duty(), &staff);
    let said = |entry: &DutyEntry, site| patrol.judge(&staff["grd"], entry, site, |_, _| {});
    assert_eq!(said(&started, None), Decision::Unknown(Gap::History), "a site that nobody has heard of");
    let site = site_of(&set_up(&staff));
    let on = |change: &dyn Fn(&mut usalama_core::model::duty::Started)| {
        let mut entry = started.clone();
        if let DutyAct::Patrol(PatrolAct::Started(started)) = &mut entry.act {
            change(started);
        }
        entry
    };
    let later = on(&|started| started.route.as_mut().unwrap().edition = Edition(u32::MAX));
    assert_eq!(said(&later, Some(&site)), Decision::Unknown(Gap::History), "an edition that may come");
    let nowhere = on(&|started| (started.site, started.route, started.client) = (None, None, None));
    assert_eq!(refused(&said(&nowhere, None)), Some(No::OutOfScope), "an area, and no site");
    let crowd = on(&|started| started.leg.members = vec![staff["grd_t"].person.id; 65]);
    assert_eq!(refused(&said(&crowd, Some(&site))), Some(No::Incomplete));
    let shift = Post::new(DutyKind::Shift, 2);
    let booked = entry_of("shift.booked_on", "grd", &shift.duty(), &staff);
    assert_eq!(shift.judge(&staff["grd"], &booked, None, |_, _| {}), Decision::Unknown(Gap::History));
    let said = shift.judge(&staff["grd"], &booked, None, |_, scene| scene.area = None);
    assert_eq!(said, Decision::Allow, "no area, and nothing to leak into it");
    let mut planned = entry_of("patrol.planned", "sup", &patrol.duty(), &staff);
    if let DutyAct::Patrol(PatrolAct::Planned(plan)) = &mut planned.act {
        plan.firm = None;
    }
    let said = patrol.judge(&staff["sup"], &planned, Some(&site), |_, _| {});
    assert_eq!(refused(&said), Some(No::Incomplete), "a plan without a firm would wait for ever");
}

#[test]
fn a_visit_says_how_far_away_it_was_by_the_position_that_it_carries() {
    let staff = staff();
    let site = site_of(&set_up(&staff));
    let post = post_in(DutyKind::Patrol, "active", &staff);
    let said = |change: &dyn Fn(&mut Visited), place: Option<f64>| {
        let mut entry = entry_of("patrol.visited", "grd", &post.duty(), &staff);
        if let DutyAct::Patrol(PatrolAct::Visited(visited)) = &mut entry.act {
            change(visited);
        }
        entry.place = place.map(|north| Place { position: Some(position(north)), place_text: None, indoor: None });
        refused(&post.judge(&staff["grd"], &entry, Some(&site), |_, _| {}))
    };
    assert_eq!(said(&|visited| visited.proof = Proof::Gps, None), None, "worth nothing, and recorded");
    assert_eq!(
        said(&|visited| (visited.proof, visited.distance_m) = (Proof::Gps, Some(0)), None),
        Some(No::Malformed),
        "a distance of no position"
    );
    assert_eq!(said(&|visited| visited.accuracy_m = Some(10), Some(0.0)), None);
    assert_eq!(said(&|visited| visited.accuracy_m = Some(5_000), Some(0.0)), Some(No::Malformed), "it is ten metres");
    assert_eq!(said(&|visited| visited.answers = vec![words_title(); 17], None), Some(No::Incomplete));
}

fn words_title() -> usalama_core::text::Title {
    usalama_tests::duties::title("Yes")
}

#[test]
fn by_hand_queried_aborted_explained_and_refused_need_words() {
    let staff = staff();
    let site = site_of(&set_up(&staff));
    for (kind, state, act, who) in [
        (DutyKind::Patrol, "active", "patrol.aborted", "grd"),
        (DutyKind::Patrol, "queried", "patrol.explained", "grd"),
        (DutyKind::Patrol, "completed", "patrol.queried", "sup"),
        (DutyKind::Shift, "ended", "shift.explained", "grd"),
        (DutyKind::Shift, "on_duty", "shift.abandoned", "sup"),
        (DutyKind::Shift, "handover", "shift.pass_down_refused", "grd_o"),
        (DutyKind::Site, "described", "site.commented", "rao"),
    ] {
        let post = post_in(kind, state, &staff);
        let entry = DutyEntry { words: None, ..entry_of(act, who, &post.duty(), &staff) };
        let said = post.judge(&staff[who], &entry, Some(&site), |_, _| {});
        assert_eq!(refused(&said), Some(No::Incomplete), "{act}");
    }
    let post = post_in(DutyKind::Patrol, "active", &staff);
    let mut entry = entry_of("patrol.visited", "grd", &post.duty(), &staff);
    if let DutyAct::Patrol(PatrolAct::Visited(visited)) = &mut entry.act {
        visited.proof = Proof::Manual;
    }
    assert_eq!(post.judge(&staff["grd"], &entry, Some(&site), |_, _| {}), Decision::Allow);
    let silent = DutyEntry { words: None, ..entry };
    assert_eq!(refused(&post.judge(&staff["grd"], &silent, Some(&site), |_, _| {})), Some(No::Incomplete));
}

fn within(area: AreaId) -> Vec<AreaId> {
    let spots = |spots: &[Spot]| spots.iter().map(|spot| spot.id()).collect();
    match area {
        _ if area == Spot::County.id() => {
            spots(&[Spot::County, Spot::Ward, Spot::StationArea, Spot::Ra, Spot::Site, Spot::Elsewhere])
        }
        _ if [Spot::Ward, Spot::StationArea, Spot::Ra].iter().any(|spot| spot.id() == area) => {
            vec![area, Spot::Site.id()]
        }
        _ => vec![area],
    }
}

fn grants_in_force(somebody: &Somebody) -> Vec<Grant> {
    let in_force = somebody.person.grant.validity(EVENING) == GrantValidity::InForce && !somebody.revoked;
    in_force.then(|| somebody.person.grant.clone()).into_iter().collect()
}

#[test]
fn every_reader_gets_the_parts_of_guards_work_that_the_domain_says() {
    let staff = staff();
    let (mut checked, mut differ) = (0, vec![]);
    for (what, cells) in table(PARTS, 2) {
        let [act, part] = what.as_slice() else { unreachable!() };
        let kind = DutyKind::of(act).unwrap();
        // Where it is done: the patrol whose team is known, the shift whose note is there.
        let (state, by) = match act.as_str() {
            "shift.planned" | "patrol.planned" => ("none", "sup"),
            "patrol.started" => ("none", "grd"),
            "shift.booked_on" => ("planned", "grd"),
            "shift.pass_down_signed" | "shift.pass_down_refused" => ("handover", "grd_o"),
            "shift.welfare_missed" => ("on_duty", "hub"),
            "patrol.checkpoints_missed" => ("active", "hub"),
            "patrol.reviewed" => ("completed", "sup"),
            "site.commented" => ("described", "rao"),
            _ => match kind {
                DutyKind::Site => ("described", "sup"),
                DutyKind::Shift => ("on_duty", "grd"),
                DutyKind::Patrol => ("active", "grd"),
            },
        };
        let post = post_in(kind, state, &staff);
        let mut after = post.clone();
        after.does(by, act, &staff);
        let (event, _) = after.events.last().unwrap();
        let (before, duty, header) = (post.duty(), after.duty(), event.header());
        let routing = route_duty(&before, &duty, header);
        let sent: BTreeSet<Bucket> = routing.add;
        for (who, should) in &cells {
            let somebody = &staff[who.as_str()];
            let grants = grants_in_force(somebody);
            let reader = Reader { actor: somebody.person.id, grants: &grants };
            let opened = buckets_of(&reader, EVENING, within);
            let wrote = matches!(header.author, Author::Actor { id, .. } if id == somebody.person.id);
            let may = may_read_duty(&PartName::from(part.clone()), header, &duty, &reader, wrote);
            let is = match (may, !sent.is_disjoint(&opened)) {
                (true, true) => "+",
                (true, false) => "r",
                (false, true) => "s",
                (false, false) => "-",
            };
            checked += 1;
            if is != should {
                differ.push(format!("{act} {part} for {who}: {is}, should be {should}"));
            }
        }
    }
    println!("{checked} combinations of event, part and reader checked");
    assert!(differ.is_empty(), "{} of {checked} differ:\n{}", differ.len(), differ.join("\n"));
}

#[test]
fn who_joins_a_patrol_gets_what_came_before_and_a_new_client_replaces_the_old() {
    let staff = staff();
    let mut post = Post::new(DutyKind::Patrol, 1);
    let mut started = entry_of("patrol.started", "grd", &post.duty(), &staff);
    if let DutyAct::Patrol(PatrolAct::Started(started)) = &mut started.act {
        started.leg.members.clear();
    }
    post.then(&staff["grd"], &started);
    let before = post.duty();
    post.does("grd", "patrol.leg_started", &staff);
    let (event, _) = post.events.last().unwrap();
    let routing = route_duty(&before, &post.duty(), event.header());
    assert_eq!(routing.backfill, [Bucket::Actor(staff["grd_t"].person.id)].into());
    assert!(routing.evict.is_empty());

    let mut site = set_up(&staff);
    let before = site.duty();
    let mut entry = entry_of("site.described", "sup", &before, &staff);
    if let DutyAct::Site(SiteAct::Described(described)) = &mut entry.act {
        described.client = Some(usalama_tests::duties::OTHER_CLIENT);
    }
    site.then(&staff["sup"], &entry);
    let (event, _) = site.events.last().unwrap();
    let routing = route_duty(&before, &site.duty(), event.header());
    assert_eq!(routing.evict, [Bucket::Org(usalama_tests::duties::CLIENT)].into());
    assert_eq!(routing.backfill, [Bucket::Org(usalama_tests::duties::OTHER_CLIENT)].into());
    assert_eq!(before.firm(), Some(FIRM));
}
