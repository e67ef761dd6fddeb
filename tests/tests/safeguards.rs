//! The rules that depend on time, on a second person, or on what was seen: DOMAIN §5.3, §5.6, §6.3, §13.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, Role};
use usalama_core::geo::{Position, PositionSource};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{
    Act, Anonymity, Arrived, Assessed, Category, Channel, Closed, Entry, Flag, Incident, Moderated, Narrowed, Nothing,
    ObRecorded, Outcome, Place, PublicationStatus, Report, TimePrecision, Veracity, is_candidate,
};
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::model::wording::Terms;
use usalama_core::policy::{Decision, Gap, audience_cap, audience_for, shown_count};
use usalama_core::text::Title;
use usalama_tests::cast::{Cast, case_in, duplicate, judge, judge_where, people, refused};
use usalama_tests::fixtures::{Case, EVENING, acts, position, report, submission, words};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn said(people: &Cast, case: &Case, who: &str, entry: &Entry) -> Option<No> {
    let decision = judge(case, &people[who], entry);
    assert!(!matches!(decision, Decision::Unknown(_)), "{decision:?}");
    refused(&decision)
}

fn filing(people: &Cast, report: Report) -> Option<No> {
    let (audience, _) = audience_for(&report, &report.visibility_requested);
    said(people, &Case::new(1, audience), "own", &submission(report))
}

#[test]
fn a_question_keeps_the_handler_waiting_for_two_days_and_the_reporter_not_at_all() {
    let people = people();
    let mut case = case_in("needs_info", true, &people);
    assert_eq!(said(&people, &case, "own", &acts::info_given()), None);
    case.wait(DAY * 2 - HOUR);
    assert_eq!(said(&people, &case, "sup", &acts::triaged()), Some(No::TooEarly));
    case.wait(HOUR);
    assert_eq!(said(&people, &case, "sup", &acts::triaged()), None);
}

#[test]
fn a_reporter_reopens_once_within_fourteen_days_and_the_police_at_any_time() {
    let people = people();
    let reopen = Entry::with_comment(Act::Reopened(Nothing {}), words("It is going on again."));
    let mut case = case_in("resolved", true, &people);
    case.wait(DAY * 14 - HOUR);
    assert_eq!(said(&people, &case, "own", &reopen), None);
    assert_eq!(
        said(&people, &case, "own", &Act::Reopened(Nothing {}).into()),
        Some(No::Incomplete),
        "without a reason"
    );
    let mut late = case.clone();
    late.wait(HOUR);
    assert_eq!(said(&people, &late, "own", &reopen), Some(No::TooLate));
    assert_eq!(said(&people, &late, "pol", &reopen), None);
    assert_eq!(said(&people, &late, "mod", &reopen), None);
    case.then(&people["own"], &reopen).then(&people["pol"], &acts::resolved(Outcome::AdviceGiven));
    assert_eq!(said(&people, &case, "own", &reopen), Some(No::AlreadyDone), "once");
}

#[test]
fn a_duplicate_is_unlinked_within_thirty_days() {
    let mut people = people();
    let mut case = case_in("duplicate", true, &people);
    if let Some(official) = people.get_mut("rao") {
        official.grant.expires = EVENING.plus(DAY * 60);
    }
    let unlink = Act::Unlinked(Nothing {}).into();
    case.wait(DAY * 30 - HOUR);
    assert_eq!(said(&people, &case, "rao", &unlink), None);
    case.wait(HOUR);
    assert_eq!(said(&people, &case, "rao", &unlink), Some(No::TooLate));
}

#[test]
fn an_assignee_accepts_before_setting_out_and_arrives_within_a_hundred_metres_or_says_why_not() {
    let people = people();
    let mut case = case_in("triaged", true, &people);
    let assigned = acts::assigned(&people["grd_a"], None, case.now);
    case.then(&people["sup"], &assigned);
    assert_eq!(said(&people, &case, "grd_a", &acts::responding()), Some(No::NotAccepted));
    let case = case_in("responding", true, &people);
    // The fix is good to ten metres.
    assert_eq!(said(&people, &case, "grd_a", &acts::arrived(109.0)), None);
    assert_eq!(said(&people, &case, "grd_a", &acts::arrived(111.0)), Some(No::TooFar));
    let nowhere = Act::Arrived(Arrived { manual: false }).into();
    assert_eq!(said(&people, &case, "grd_a", &nowhere), Some(No::Incomplete));
    let by_hand = Act::Arrived(Arrived { manual: true });
    assert_eq!(said(&people, &case, "grd_a", &by_hand.clone().into()), Some(No::Incomplete));
    assert_eq!(said(&people, &case, "grd_a", &Entry::with_comment(by_hand, words("No sky in here."))), None);
}

#[test]
fn a_case_without_an_occurrence_book_number_needs_a_reason_after_a_day() {
    let people = people();
    let mut case = case_in("handover_offered", true, &people);
    let accept = acts::handover_accepted(&case.incident(), None);
    assert_eq!(said(&people, &case, "pol", &accept), None);
    case.then(&people["pol"], &accept);
    let record = Act::ObRecorded(ObRecorded { ob_number: Title::new("OB 3").unwrap() });
    let close = Act::ClosedNoAction(Closed { outcome: Outcome::NoOffence });
    let resolve = acts::resolved(Outcome::AdviceGiven).act;
    for act in [&record, &close, &resolve] {
        assert_eq!(said(&people, &case, "pol", &act.clone().into()), None, "within a day: {}", act.kind());
    }
    case.wait(DAY);
    for act in [&record, &close, &resolve] {
        assert_eq!(said(&people, &case, "pol", &act.clone().into()), Some(No::Incomplete), "{}", act.kind());
        let because = Entry::with_comment(act.clone(), words("The book was at the court."));
        assert_eq!(said(&people, &case, "pol", &because), None, "{}", act.kind());
    }
    case.then(&people["pol"], &Entry::with_comment(record, words("The book was at the court.")));
    assert_eq!(said(&people, &case, "pol", &close.into()), None, "now it has a number");
}

#[test]
fn s13_8_a_report_is_found_false_by_two_people_who_still_think_so() {
    let people = people();
    let mut case = case_in("with_police", true, &people);
    let find = |veracity| Entry::with_comment(Act::Assessed(Assessed { veracity }), words("The camera shows it."));
    let close = acts::resolved(Outcome::FalseReportConfirmed);
    assert_eq!(said(&people, &case, "pol", &close), Some(No::SecondPerson));
    assert_eq!(said(&people, &case, "mod", &find(Veracity::ConfirmedFalse)), Some(No::SecondPerson));
    case.then(&people["mod"], &find(Veracity::ProbablyFalse));
    assert_eq!(said(&people, &case, "mod", &find(Veracity::ConfirmedFalse)), Some(No::SecondPerson));
    assert_eq!(said(&people, &case, "pol", &find(Veracity::ConfirmedFalse)), None);
    assert_eq!(said(&people, &case, "pol", &close), None);
    case.then(&people["mod"], &find(Veracity::ProbablyTrue));
    assert_eq!(said(&people, &case, "pol", &close), Some(No::SecondPerson), "the first thought better of it");
}

#[test]
fn a_crime_is_confirmed_by_the_police_and_unconfirmed_by_somebody_else() {
    let people = people();
    let mut case = case_in("with_police", true, &people);
    let find = |veracity| Entry::with_comment(Act::Assessed(Assessed { veracity }), words("Statements taken."));
    assert_eq!(said(&people, &case, "mod", &find(Veracity::ConfirmedTrue)), Some(No::CrimeNeedsPolice));
    assert_eq!(said(&people, &case, "pol", &find(Veracity::ConfirmedTrue)), None);
    case.then(&people["pol"], &find(Veracity::ConfirmedTrue));
    assert_eq!(said(&people, &case, "pol", &find(Veracity::Unverifiable)), Some(No::SecondPerson));
    assert_eq!(said(&people, &case, "mod", &find(Veracity::Unverifiable)), None);
    let hazard = case_in("triaged", false, &people);
    assert_eq!(said(&people, &hazard, "mod", &find(Veracity::ConfirmedTrue)), None, "no crime");
}

#[test]
fn reports_of_harm_to_a_child_are_never_merged() {
    let people = people();
    for secondary in [false, true] {
        let mut filed = report(if secondary { Category::Assault } else { Category::ChildHarm }, Audience::Police);
        filed.secondary = if secondary { vec![Category::ChildHarm] } else { vec![] };
        let case = Case::reported(&people["own"], filed);
        assert_eq!(said(&people, &case, "pol", &duplicate()), Some(No::NeverMerged));
    }
}

#[test]
fn a_confidential_reporter_is_told_by_two_offices_and_a_named_one_need_not_be_asked_for() {
    let people = people();
    let ask = Entry::with_comment(Act::DisclosureRequested(Nothing {}), words("Needed as a witness."));
    let mut named = report(Category::Theft, Audience::Ra);
    named.anonymity = Anonymity::Named;
    assert_eq!(said(&people, &Case::reported(&people["own"], named), "pol", &ask), Some(No::Unavailable));
    let case = Case::reported(&people["own"], report(Category::Theft, Audience::Ra));
    assert_eq!(said(&people, &case, "pol", &ask), None);
    let mut desk = people["pol"].clone();
    desk.grant.capability = Some(Capability::Desk);
    assert_eq!(refused(&judge(&case, &desk, &ask)), Some(No::NotYourRole), "the officer commanding asks");
    let mut both = people["pol"].clone();
    (both.role, both.grant.role) = (Role::ProgrammeAdmin, Role::ProgrammeAdmin);
    let mut case = case;
    case.then(&people["pol"], &ask);
    let approve = usalama_tests::cast::entry_of("disclosure_approved", &both, &case, &people);
    assert_eq!(refused(&judge(&case, &both, &approve)), Some(No::SecondPerson), "who asked does not approve");
    assert_eq!(said(&people, &case, "adm", &approve), None);
    case.then(&people["adm"], &approve);
    assert_eq!(said(&people, &case, "adm", &approve), Some(No::AlreadyDone));
}

#[test]
fn s13_1_a_copy_goes_no_wider_than_its_author_asked_and_never_where_a_crowd_is_a_danger() {
    let people = people();
    let approve =
        |scope| Act::Moderated(Moderated { decision: PublicationStatus::Approved, reason: None, scope }).into();
    let case = |requested| Case::reported(&people["own"], report(Category::PhoneSnatching, requested));
    assert_eq!(said(&people, &case(Audience::Area), "mod", &approve(Audience::Area)), None);
    assert_eq!(said(&people, &case(Audience::Area), "mod", &approve(Audience::Public)), Some(No::AudienceTooWide));
    assert_eq!(said(&people, &case(Audience::Ra), "mod", &approve(Audience::Area)), Some(No::AudienceTooWide));
    let mut kept_back = case(Audience::Area);
    kept_back.then(&people["own"], &Act::Narrowed(Narrowed { to: Audience::Responders }).into());
    assert_eq!(said(&people, &kept_back, "mod", &approve(Audience::Area)), Some(No::AudienceTooWide));
    let reject = Moderated { decision: PublicationStatus::Rejected, reason: None, scope: Audience::Area };
    let said_why = said(&people, &case(Audience::Area), "mod", &Act::Moderated(reject).into());
    assert_eq!(said_why, Some(No::Incomplete), "a rejection has its reason");
    let mut crowd = report(Category::Theft, Audience::Responders);
    crowd.flags = vec![Flag::CrowdForming];
    let crowd = Case::reported(&people["own"], crowd);
    assert_eq!(said(&people, &crowd, "mod", &approve(Audience::Area)), Some(No::MobRisk));
}

#[test]
fn a_scope_is_only_ever_narrowed() {
    let people = people();
    let case = Case::reported(&people["own"], report(Category::Theft, Audience::Responders));
    for (to, allowed) in [
        (Audience::Police, true),
        (Audience::Responders, false),
        (Audience::Ra, false),
        (Audience::Public, false),
        (Audience::Care, false),
        (Audience::Oversight, false),
        (Audience::Own, false),
        (Audience::Other("county".into()), false),
    ] {
        let why = said(&people, &case, "mod", &Act::Narrowed(Narrowed { to: to.clone() }).into());
        assert_eq!(why, (!allowed).then_some(No::AudienceTooWide), "{to}");
    }
}

#[test]
fn a_report_is_refused_for_what_it_lacks_or_has_too_much_of() {
    let people = people();
    let with = |change: fn(&mut Report)| {
        let mut filed = report(Category::Theft, Audience::Ra);
        change(&mut filed);
        filing(&people, filed)
    };
    assert_eq!(with(|_| {}), None);
    assert_eq!(with(|r| r.secondary = vec![Category::Assault; 4]), Some(No::Incomplete));
    assert_eq!(with(|r| r.secondary = vec![Category::Vandalism; 3]), None);
    assert_eq!(with(|r| r.channel = Channel::Proxy), Some(No::Incomplete), "nobody's consent is told of");
    assert_eq!(with(|r| (r.channel, r.proxy_consent) = (Channel::Proxy, true)), None);
    assert_eq!(with(|r| r.channel = Channel::Import), Some(No::NotYourRole));
    assert_eq!(with(|r| r.anonymity = Anonymity::Anonymous), Some(No::Unavailable));
    assert_eq!(with(|r| r.category = Category::DrugSelling), Some(No::TipOnly));
    assert_eq!(with(|r| r.secondary = vec![Category::IllicitBrew]), Some(No::TipOnly));
    let case = Case::new(1, Audience::Ra);
    let filed = report(Category::Theft, Audience::Ra);
    let nowhere = Entry { place: None, ..submission(filed.clone()) };
    let in_area = |entry: &Entry| judge(&case, &people["own"], entry);
    assert_eq!(in_area(&nowhere), Decision::Allow, "the ward is enough");
    let no_map = judge_where(&case, &people["own"], &nowhere, |_, scene| scene.placement = None);
    assert_eq!(no_map, Decision::Unknown(Gap::Placement), "a ward that this phone has no map of");
    let empty = Place { position: None, place_text: None, indoor: None };
    let lost = Entry { place: Some(empty), ..submission(filed) };
    let nothing = usalama_core::policy::Placement::default();
    let (incident, audience) = (case.incident(), Audience::Ra);
    let scene = usalama_tests::fixtures::scene(&incident, &nothing, &audience, case.now);
    let decision = usalama_core::policy::may(&lost, &people["own"].standing(&incident), &scene);
    assert_eq!(refused(&decision), Some(No::Incomplete), "no place of any kind");
    let sixth = judge_where(&case, &people["own"], &submission(report(Category::Theft, Audience::Ra)), |_, scene| {
        scene.reports_last_hour = 5;
    });
    assert_eq!(refused(&sixth), Some(No::RateLimited));
}

#[test]
fn an_expired_grant_still_reports_and_no_longer_transitions() {
    let people = people();
    let mut case = case_in("submitted", true, &people);
    case.now = people["sup"].grant.expires;
    let fresh = Case { now: case.now, ..Case::new(2, Audience::Ra) };
    assert_eq!(said(&people, &fresh, "sup", &submission(report(Category::Theft, Audience::Ra))), None);
    assert_eq!(said(&people, &case, "sup", &acts::triaged()), Some(No::GrantExpired));
    let arriving = |case: &Case| judge_where(case, &people["sup"], &acts::triaged(), |_, s| s.on_arrival = true);
    case.wait(DAY * 7 - HOUR);
    assert_eq!(arriving(&case), Decision::Allow, "received within seven days");
    case.wait(HOUR);
    assert_eq!(refused(&arriving(&case)), Some(No::GrantExpired));
    let revoked = |entry: &Entry, case: &Case| judge_where(case, &people["sup"], entry, |who, _| who.revoked = true);
    let case = case_in("submitted", true, &people);
    assert_eq!(refused(&revoked(&acts::triaged(), &case)), Some(No::GrantRevoked));
    let report = submission(report(Category::Theft, Audience::Ra));
    assert_eq!(refused(&revoked(&report, &Case::new(3, Audience::Ra))), Some(No::GrantRevoked));
}

#[test]
fn nobody_reports_as_what_they_never_were() {
    let people = people();
    let filed = submission(report(Category::Theft, Audience::Ra));
    let without = |who: &str| judge_where(&Case::new(1, Audience::Ra), &people[who], &filed, |who, _| who.grant = None);
    assert_eq!(refused(&without("pol")), Some(No::NoGrant));
    assert_eq!(without("res"), Decision::Allow, "a resident needs none");
}

#[test]
fn a_new_account_corroborates_after_three_days() {
    let people = people();
    let copy = usalama_core::model::publication::Publication {
        id: usalama_core::event::SubjectId::random(),
        copy: usalama_core::model::publication::copy_of(
            &Case::reported(&people["own"], report(Category::PhoneSnatching, Audience::Area)).incident(),
            &Audience::Area,
            150,
            None,
            Terms::shared(),
            false,
        )
        .unwrap(),
        area: None,
        audience: Audience::Area,
        hidden: false,
        corroboration: None,
    };
    let here = usalama_tests::fixtures::placement();
    let says = |who: &str, joined: Duration, before: bool| {
        let scene = usalama_core::policy::CorroborationScene {
            copy: &copy,
            placement: Some(&here),
            now: EVENING.plus(joined),
            on_arrival: false,
            corroborated_before: before,
        };
        let incident = Incident::unknown(copy.id);
        let mut standing = people[who].standing(&incident);
        standing.joined_at = Some(EVENING);
        refused(&usalama_core::policy::may_corroborate_copy(&standing, &scene))
    };
    assert_eq!(says("res", HOUR * 71, false), Some(No::NewAccount));
    assert_eq!(says("res", HOUR * 72, false), None);
    assert_eq!(says("res", HOUR * 72, true), Some(No::AlreadyDone));
    assert_eq!(says("owk", HOUR, false), None, "outreach workers may too");
    assert_eq!(says("pol", HOUR, false), Some(No::NotYourRole));
    assert_eq!(says("rao_x", HOUR, false), Some(No::OutOfScope));
}

#[test]
fn the_cap_of_a_report_is_that_of_its_most_careful_category() {
    let cap = |primary: Category, secondary: Vec<Category>, flags: Vec<Flag>| {
        let mut filed = report(primary, Audience::Public);
        (filed.secondary, filed.flags) = (secondary, flags);
        audience_cap(&filed)
    };
    assert_eq!(cap(Category::Theft, vec![], vec![]), Audience::Public);
    assert_eq!(cap(Category::Theft, vec![Category::Gbv], vec![]), Audience::Police);
    assert_eq!(cap(Category::Medical, vec![Category::Gbv], vec![]), Audience::Police);
    assert_eq!(cap(Category::Theft, vec![Category::GuardMisconduct], vec![]), Audience::Oversight);
    for category in [Category::Theft, Category::Robbery, Category::Assault] {
        assert_eq!(cap(category.clone(), vec![], vec![Flag::CrowdForming]), Audience::Responders, "{category}");
    }
    assert_eq!(cap(Category::Fire, vec![], vec![Flag::CrowdForming]), Audience::Public);
    assert_eq!(cap(Category::MobViolence, vec![], vec![]), Audience::Responders);
    assert_eq!(cap(Category::Other("cattle_raid".into()), vec![], vec![]), Audience::Police);
}

#[test]
fn a_count_below_three_is_not_told() {
    assert_eq!([0, 1, 2, 3, 40].map(shown_count), [None, None, None, Some(3), Some(40)]);
}

fn case_at(number: u128, filed: Report, metres_north: f64) -> Incident {
    let entry = Entry {
        place: Some(Place { position: Some(position(metres_north)), place_text: None, indoor: None }),
        ..submission(filed)
    };
    Case::new(number, Audience::Ra).then(&people()["own"], &entry).incident()
}

#[test]
fn s13_5_the_same_break_in_reported_twice_is_suggested_and_neither_text_nor_category_alone_is_enough() {
    let burglary = |at: Timestamp| {
        let mut filed = report(Category::Burglary, Audience::Ra);
        filed.occurred.from = at;
        filed
    };
    let first = case_at(1, burglary(EVENING), 0.0);
    let other = |report, metres| is_candidate(&first, &case_at(2, report, metres));
    assert!(other(burglary(EVENING.plus(HOUR * 2)), 74.0));
    assert!(!other(burglary(EVENING.plus(HOUR * 2 + Duration::from_secs(1))), 0.0), "more than two hours");
    assert!(!other(burglary(EVENING), 76.0), "more than 75 m, and the fixes are good");
    assert!(other(report(Category::Theft, Audience::Ra), 0.0), "a category of the same group");
    assert!(!other(report(Category::Robbery, Audience::Ra), 0.0), "another group");
    assert!(!other(report(Category::Gbv, Audience::Police), 0.0), "a sensitive one");
    assert!(!is_candidate(&first, &first), "itself");
    let mut flood = report(Category::Flood, Audience::Area);
    let here = case_at(3, flood.clone(), 0.0);
    flood.occurred.from = EVENING.plus(HOUR * 24);
    assert!(is_candidate(&here, &case_at(4, flood, 0.0)), "a hazard lasts a day");
    let mut vague = first.clone();
    let at = vague.place.as_ref().and_then(|place| place.position.as_ref()).unwrap().at;
    let fix = Position::new(at, 90.0, PositionSource::Network, None).unwrap();
    vague.place.as_mut().unwrap().position = Some(fix);
    assert!(is_candidate(&vague, &case_at(5, burglary(EVENING), 99.0)), "both accuracies together");
}

#[test]
fn scenario_3_a_month_of_shoplifting_at_one_point_is_not_one_event() {
    // As in a register that tells the month and a point that many streets share, and no more.
    let month = |number| {
        let mut filed = report(Category::Theft, Audience::Ra);
        filed.occurred.from = Timestamp::from_millis(1_772_323_200_000);
        filed.occurred.precision = TimePrecision::Unknown;
        case_at(number, filed, 0.0)
    };
    let rows: Vec<Incident> = (1..=22).map(month).collect();
    for (i, this) in rows.iter().enumerate() {
        assert_eq!(this.duplicate_of, None);
        assert!(rows.iter().skip(i).all(|other| !is_candidate(this, other)));
    }
}
