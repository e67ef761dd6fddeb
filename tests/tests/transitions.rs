//! Who may do what to an incident, and where it goes: `data/transitions.csv`, written from DOMAIN §5.3 and §12, against
//! `policy::may` and `model::incident::next`, for every status, act, role and relation.

use std::collections::BTreeMap;

use usalama_core::event::Audience;
use usalama_core::model::incident::{
    Act, CaseStatus, Category, Entry, Incident, Move, Nothing, Outcome, Updated, next,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{Decision, OtherIncident};
use usalama_tests::cast::{case_in, duplicate, entry_of, judge, judge_where, kinds, people, refused};
use usalama_tests::fixtures::{Case, FIRM, OTHER_FIRM, STATION, acts, report, units, words};

const TABLE: &str = include_str!("../data/transitions.csv");

struct Row {
    act: String,
    category: String,
    from: Vec<String>,
    to: String,
    cells: BTreeMap<String, String>,
}

fn rows() -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().skip(4).map(str::to_owned).collect();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        let cells = names.iter().cloned().zip(record.iter().skip(4).map(str::to_owned)).collect();
        let from = record[2].split(' ').map(str::to_owned).collect();
        Row { act: record[0].to_owned(), category: record[1].to_owned(), from, to: record[3].to_owned(), cells }
    };
    reader.records().map(row).collect()
}

/// What the table says: where it leads, or why not.
fn expected(rows: &[Row], act: &str, crime: bool, status: &str, who: &str) -> Result<String, String> {
    let of_act = || rows.iter().filter(|r| r.act == act && (r.category == "any" || (r.category == "crime") == crime));
    let named = of_act().find(|row| row.from.iter().any(|from| from == status));
    let (row, to) = match named {
        Some(row) => (row, row.to.as_str()),
        None => (of_act().next().expect("a row of the act"), "!wrong_status"),
    };
    let code = match row.cells[who].as_str() {
        "+" => match to.strip_prefix('!') {
            Some(code) => code,
            None => return Ok(to.to_owned()),
        },
        "role" => "not_your_role",
        "scope" => "out_of_scope",
        "asg" => "not_assignee",
        "rep" => "not_reporter",
        "crime" => "crime_needs_police",
        "stn" => "other_station",
        "done" => "already_done",
        "hub" => "hub_only",
        "grant" => "no_grant",
        "wrong" => "wrong_status",
        other => panic!("{other} is not in the legend"),
    };
    Err(code.to_owned())
}

/// Whether the act leads where the table says.
fn leads(incident: &Incident, entry: &Entry, to: &str) -> bool {
    match next(incident.status.as_ref(), &entry.act) {
        Ok(Move::To(status)) => status.code() == to,
        Ok(Move::Back) => incident.before_duplicate.as_ref().is_some_and(|status| status.code() == to),
        Ok(Move::Stay) => to == "same",
        Err(_) => false,
    }
}

#[test]
fn every_status_act_role_and_relation_is_as_the_domain_says() {
    let (people, rows) = (people(), rows());
    let statuses: Vec<&str> = std::iter::once("none").chain(CaseStatus::ALL.iter().map(CaseStatus::code)).collect();
    let (mut checked, mut allowed, mut differ) = (0, 0, vec![]);
    for crime in [true, false] {
        for status in &statuses {
            let case = case_in(status, crime, &people);
            let incident = case.incident();
            for kind in kinds() {
                for (name, who) in &people {
                    let column = if *name == "grd_a" && incident.assignment.is_none() { "grd" } else { name };
                    let should = expected(&rows, kind, crime, status, column);
                    let entry = entry_of(kind, who, &case, &people);
                    let units = units(who.grant.org.unwrap_or(FIRM));
                    let said = judge_where(&case, who, &entry, |_, scene| {
                        scene.other = Some(OtherIncident::Open);
                        scene.assignee_orgs = Some(units);
                    });
                    let fits = match (&should, &said) {
                        (Ok(to), Decision::Allow) => leads(&incident, &entry, to),
                        // On what is not there nothing is done but a first report.
                        (_, Decision::Refuse(_) | Decision::Unknown(_)) if *status == "none" && kind != "submitted" => {
                            true
                        }
                        (Err(code), Decision::Refuse(r)) => r.code.code() == code && r.current == incident.status,
                        _ => false,
                    };
                    checked += 1;
                    allowed += usize::from(said == Decision::Allow);
                    if !fits {
                        differ
                            .push(format!("{status} {kind} by {name}, crime {crime}: {said:?}, should be {should:?}"));
                    }
                }
            }
        }
    }
    println!("{checked} combinations of status, act, role and relation checked; {allowed} of them are allowed");
    assert!(differ.is_empty(), "{} of {checked} differ:\n{}", differ.len(), differ.join("\n"));
    assert_eq!(checked, 2 * 14 * kinds().count() * people.len());
}

/// Categories to which DOMAIN §5.2 gives no heading of the police's tables.
const NO_CRIME: [&str; 19] = [
    "substance_help",
    "suspicious_activity",
    "suspicious_object",
    "fire",
    "medical",
    "flood",
    "collapse",
    "electrical",
    "gas_chemical",
    "missing_person",
    "found_child",
    "street_light",
    "barrier",
    "overgrown",
    "waste",
    "water_sewer",
    "animals",
    "guard_misconduct",
    "other",
];

#[test]
fn a_guard_cannot_resolve_a_crime_of_any_category_nor_anything_else() {
    let people = people();
    for category in Category::ALL {
        let scope = category.facts().default_audience;
        let mut case = Case::reported(&people["own"], report(category.clone(), scope));
        let assigned = acts::assigned(&people["grd_a"], Some(FIRM), case.now);
        case.then(&people["sup"], &acts::triaged()).then(&people["sup"], &assigned);
        case.then(&people["grd_a"], &acts::accepted()).then(&people["grd_a"], &acts::responding());
        case.then(&people["grd_a"], &acts::arrived(5.0));
        let crime = !NO_CRIME.contains(&category.code());
        let why = if crime { RefusalCode::CrimeNeedsPolice } else { RefusalCode::NotYourRole };
        let said = judge(&case, &people["grd_a"], &acts::resolved(Outcome::Fixed));
        assert_eq!(refused(&said), Some(why), "{category}");
    }
}

#[test]
fn no_road_leads_to_with_police_but_an_acceptance_by_the_station() {
    let people = people();
    for status in CaseStatus::ALL {
        let case = case_in(status.code(), true, &people);
        for kind in kinds() {
            let entry = entry_of(kind, &people["pol"], &case, &people);
            let reaches = next(Some(status), &entry.act) == Ok(Move::To(CaseStatus::WithPolice));
            let acceptance = kind == "handover_accepted" && *status == CaseStatus::HandoverOffered;
            assert_eq!(reaches, acceptance, "{status} {kind}");
        }
    }
    let case = case_in("handover_offered", true, &people);
    let accept = acts::handover_accepted(&case.incident(), Some("OB 7"));
    for (name, who) in &people {
        assert_eq!(judge(&case, who, &accept) == Decision::Allow, *name == "pol", "{name}");
    }
}

#[test]
fn an_acceptance_names_the_very_offer_that_was_made() {
    let people = people();
    let case = case_in("handover_offered", true, &people);
    let mut entry = acts::handover_accepted(&case.incident(), None);
    if let Act::HandoverAccepted(accepted) = &mut entry.act {
        accepted.offer_hash = usalama_core::keys::Hash::of("another offer", &[]);
    }
    assert_eq!(refused(&judge(&case, &people["pol"], &entry)), Some(RefusalCode::NoOffer));
}

#[test]
fn scenario_8_a_guard_hands_over_and_does_not_resolve() {
    let people = people();
    let mut case = case_in("on_scene", true, &people);
    let offer = acts::handover_offered(STATION);
    assert_eq!(judge(&case, &people["grd_a"], &offer), Decision::Allow);
    case.then(&people["grd_a"], &offer);
    let accept = acts::handover_accepted(&case.incident(), Some("OB 21/03/03/2026"));
    assert_eq!(judge(&case, &people["pol"], &accept), Decision::Allow);
    case.then(&people["pol"], &accept);
    let incident = case.incident();
    assert_eq!((incident.station(), incident.ob_number()), (Some(STATION), Some("OB 21/03/03/2026")));
    let said = judge(&case, &people["grd_a"], &acts::resolved(Outcome::Fixed));
    let Decision::Refuse(refusal) = said else { panic!("{said:?}") };
    assert_eq!((refusal.code, refusal.current), (RefusalCode::CrimeNeedsPolice, Some(CaseStatus::WithPolice)));
}

#[test]
fn scenario_9_police_of_one_station_do_not_act_on_a_case_of_another() {
    let people = people();
    let case = case_in("with_police", true, &people);
    for name in ["pol_n", "pol_x"] {
        for kind in kinds() {
            let entry = entry_of(kind, &people[name], &case, &people);
            if matches!(next(Some(&CaseStatus::WithPolice), &entry.act), Ok(Move::To(_))) {
                let said = judge(&case, &people[name], &entry);
                assert_eq!(refused(&said), Some(RefusalCode::OtherStation), "{name} {kind}");
            }
        }
    }
}

#[test]
fn a_duplicate_is_reopened_only_once_its_original_is_closed() {
    let people = people();
    let case = case_in("duplicate", true, &people);
    let reopen = Entry::with_comment(Act::Reopened(Nothing {}), words("It is another gate."));
    let said = |other| judge_where(&case, &people["own"], &reopen, |_, scene| scene.other = other);
    assert_eq!(refused(&said(Some(OtherIncident::Open))), Some(RefusalCode::ParentOpen));
    assert_eq!(said(Some(OtherIncident::Closed)), Decision::Allow);
    assert!(matches!(said(None), Decision::Unknown(_)), "whether it is open is for the hub to say");
}

#[test]
fn what_was_with_the_police_comes_back_to_them_by_their_own_hand_alone() {
    let people = people();
    let mut case = case_in("with_police", true, &people);
    case.then(&people["pol"], &duplicate());
    let unlink = Act::Unlinked(Nothing {}).into();
    for (name, why) in [
        ("rao", RefusalCode::NotYourRole),
        ("sup", RefusalCode::NotYourRole),
        ("mod", RefusalCode::NotYourRole),
        ("pol_n", RefusalCode::OtherStation),
    ] {
        assert_eq!(refused(&judge(&case, &people[name], &unlink)), Some(why), "{name}");
    }
    assert_eq!(judge(&case, &people["pol"], &unlink), Decision::Allow);
    case.then(&people["pol"], &unlink);
    assert_eq!(case.incident().status, Some(CaseStatus::WithPolice));
}

#[test]
fn an_assignment_goes_on_when_a_duplicate_is_unlinked() {
    let people = people();
    let mut case = case_in("responding", true, &people);
    case.then(&people["sup"], &duplicate());
    assert!(case.incident().live_assignment().is_none());
    case.then(&people["sup"], &Act::Unlinked(Nothing {}).into());
    assert_eq!(case.incident().status, Some(CaseStatus::Responding));
    assert_eq!(judge(&case, &people["grd_a"], &acts::arrived(0.0)), Decision::Allow);
}

#[test]
fn a_guard_who_declined_has_no_more_to_do_with_the_case() {
    let people = people();
    let mut case = case_in("triaged", true, &people);
    let assigned = acts::assigned(&people["grd_a"], Some(FIRM), case.now);
    case.then(&people["sup"], &assigned).then(&people["grd_a"], &acts::declined());
    let update = Entry::with_comment(Act::Updated(Updated { internal: false }), words("Seen from afar."));
    assert_eq!(refused(&judge(&case, &people["grd_a"], &update)), Some(RefusalCode::NotAssignee));
}

#[test]
fn an_association_asks_a_firm_and_sends_nobody_of_its_own() {
    let people = people();
    let case = case_in("triaged", true, &people);
    let asked = acts::assigned(&people["rao"], None, case.now);
    assert_eq!(refused(&judge(&case, &people["rao"], &asked)), Some(RefusalCode::Incomplete));
    let (strangers, asked) = (units(OTHER_FIRM), acts::assigned(&people["grd"], Some(FIRM), case.now));
    let said = judge_where(&case, &people["rao"], &asked, |_, scene| scene.assignee_orgs = Some(strangers));
    assert_eq!(refused(&said), Some(RefusalCode::OutOfScope), "the assignee is not of that firm");
}

#[test]
fn a_role_does_not_change_what_it_may_not_read() {
    let people = people();
    for (category, scope) in [
        (Category::Assault, Audience::Police),
        (Category::GuardMisconduct, Audience::Oversight),
        (Category::PoliceMisconduct, Audience::Oversight),
        (Category::SubstanceHelp, Audience::Care),
    ] {
        let case = Case::reported(&people["own"], report(category.clone(), scope.clone()));
        for name in ["rao", "cml", "nga", "sup", "mod", "pol"] {
            for entry in [acts::triaged(), acts::handover_offered(STATION), duplicate()] {
                let police =
                    name == "pol" && scope == Audience::Police && !matches!(entry.act, Act::HandoverOffered(_));
                let allowed = judge(&case, &people[name], &entry) == Decision::Allow;
                assert_eq!(allowed, police, "{name} {} on {category}", entry.act.kind());
            }
        }
    }
}
