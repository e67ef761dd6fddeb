//! The row "Outreach event" of DOMAIN §12: every role against every act, and what each reads.

use uuid::Uuid;

use super::*;
use crate::event::{EventId, SubjectId};
use crate::geo::AreaKind;
use crate::keys::PublicKey;
use crate::model::actor::OrgId;
use crate::model::grant::GrantId;
use crate::model::incident::Nothing;
use crate::model::outreach::{
    CountedAge, CountedSex, FacilitatorRole, HeadcountCell, OutreachKind, OutreachState, OutreachSubject, Partner,
    ProgrammeDescription, Prong, Rescheduled, Score, Session, Target,
};
use crate::text::Title;

const WARD: AreaId = AreaId::new(Uuid::from_u128(1));
const COUNTY: AreaId = AreaId::new(Uuid::from_u128(2));
const ELSEWHERE: AreaId = AreaId::new(Uuid::from_u128(3));
const HOST: OrgId = OrgId(Uuid::from_u128(4));
const STATION: OrgId = OrgId(Uuid::from_u128(5));
const PROGRAMME: SubjectId = SubjectId(Uuid::from_u128(6));
const EVENT: SubjectId = SubjectId(Uuid::from_u128(7));
const LEADER: ActorId = ActorId(Uuid::from_u128(8));
const SOMEBODY: ActorId = ActorId(Uuid::from_u128(9));
const HOUR: u64 = 3600;

fn at(hours: u64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000).plus(Duration::from_secs(hours * HOUR))
}

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn grant(role: Role, org: Option<OrgId>, area: AreaId) -> Grant {
    Grant {
        id: GrantId(Uuid::nil()),
        actor: SOMEBODY,
        role,
        key: PublicKey::from_bytes([0; 32]),
        org,
        areas: vec![area],
        capability: None,
        max_audience: Audience::Ra,
        credential: None,
        not_before: at(0),
        expires: at(24 * 30),
    }
}

fn programme() -> Programme {
    let partners = vec![Partner { name: title("Mfano RA"), org: Some(HOST) }];
    let (prong, target) = (Prong::PeerEducation, Target::default());
    let described =
        ProgrammeDescription { prong, name: title("Clear heads"), partners, from: at(0), to: at(24 * 90), target };
    Programme { description: Some(described), area: Some(COUNTY), ..Programme::unknown(PROGRAMME) }
}

fn plan() -> Plan {
    Plan {
        programme: PROGRAMME,
        kind: OutreachKind::InspectionJoint,
        host_org: title("Mfano market"),
        host: Some(HOST),
        host_actor: None,
        invited: vec![STATION],
        from: at(48),
        to: at(50),
    }
}

fn event(state: Option<OutreachState>) -> Outreach {
    let unknown = OutreachEvent::unknown(EVENT);
    let Some(state) = state else { return Outreach::Event(Box::new(unknown)) };
    let headcount = (state == OutreachState::Held).then(|| people(30, 2));
    let event = OutreachEvent {
        state: Some(state),
        plan: Some(plan()),
        area: Some(WARD),
        shown: headcount.as_ref().map(shown_headcount),
        headcount,
        ..unknown
    };
    Outreach::Event(Box::new(event))
}

fn people(girls: u32, boys: u32) -> Headcount {
    let cell = |sex, count| HeadcountCell { sex, age: CountedAge::Under18, count };
    Headcount::new([cell(CountedSex::Female, girls), cell(CountedSex::Male, boys)]).unwrap()
}

fn held(headcount: &Headcount) -> Held {
    Held { shown: shown_headcount(headcount), materials: vec![] }
}

fn with_count(act: EventAct, headcount: Headcount) -> OutreachEntry {
    OutreachEntry { headcount: Some(headcount), ..act.into() }
}

fn scored(corrects: Option<EventId>) -> EventAct {
    EventAct::SessionRecorded(SessionRecorded {
        corrects,
        session: Session {
            topic: title("Bhang and the law"),
            curriculum_ref: None,
            facilitator: FacilitatorRole::PeerEducator,
            duration_min: 40,
            pre_score_avg: Score::from_percent(41.0).ok(),
            post_score_avg: Score::from_percent(68.0).ok(),
        },
    })
}

/// Every act, each with the state that it fits.
fn acts() -> Vec<(Outreach, OutreachEntry)> {
    use OutreachState as S;
    let described = ProgrammeAct::Described(Box::new(programme().description.unwrap()));
    let on = |state: S| event(Some(state));
    vec![
        (Outreach::unknown(OutreachSubject::Programme, PROGRAMME), described.into()),
        (Outreach::Programme(Box::new(programme())), ProgrammeAct::Closed(Nothing {}).into()),
        (event(None), EventAct::Planned(Box::new(plan())).into()),
        (on(S::Postponed), EventAct::Rescheduled(Rescheduled { from: at(72), to: at(74) }).into()),
        (on(S::Planned), EventAct::Postponed(Nothing {}).into()),
        (on(S::Planned), EventAct::Cancelled(Nothing {}).into()),
        (on(S::Planned), with_count(EventAct::Held(held(&people(30, 2))), people(30, 2))),
        (on(S::Held), with_count(EventAct::CountCorrected(held(&people(31, 4))), people(31, 4))),
        (on(S::Held), scored(None).into()),
    ]
}

fn placement_of(outreach: &Outreach) -> (AreaId, Placement) {
    match outreach {
        Outreach::Programme(_) => (COUNTY, Placement::new([(COUNTY, AreaKind::County)])),
        Outreach::Event(_) => (WARD, Placement::new([(WARD, AreaKind::Ward), (COUNTY, AreaKind::County)])),
    }
}

fn ask(outreach: &Outreach, entry: &OutreachEntry, grant: Option<&Grant>, role: &Role, actor: ActorId) -> Decision {
    let (programme, (area, placement)) = (programme(), placement_of(outreach));
    let scene = OutreachScene {
        outreach,
        programme: Some(&programme),
        area: Some(area),
        placement: Some(&placement),
        now: at(50),
        audience: &outreach_audience(),
        on_arrival: true,
    };
    let who = Standing { role, actor: Some(actor), grant, revoked: false, joined_at: None, is_reporter: false };
    may_on_outreach(entry, &who, &scene)
}

fn code(decision: &Decision) -> Option<RefusalCode> {
    match decision {
        Decision::Refuse(refusal) => Some(refusal.code.clone()),
        Decision::Allow | Decision::Unknown(_) => None,
    }
}

#[test]
fn domain_12_outreach_event_every_role_does_what_its_row_says_and_nothing_else() {
    let mut allowed = 0;
    for role in Role::ALL {
        let org = if *role == Role::PoliceOfficer { STATION } else { HOST };
        let grant = grant(role.clone(), Some(org), COUNTY);
        for (number, (outreach, entry)) in acts().iter().enumerate() {
            // Hosts see to what they host; they neither begin it nor touch programmes.
            let may = match role {
                Role::OutreachWorker => true,
                Role::RaOfficial | Role::CommunityLeader | Role::NgaoOfficer => number >= 3,
                _ => false,
            };
            let decision = ask(outreach, entry, Some(&grant), role, SOMEBODY);
            let expected = if may { None } else { Some(RefusalCode::NotYourRole) };
            assert_eq!(code(&decision), expected, "{role}: {}", entry.act.kind());
            assert_eq!(decision == Decision::Allow, may, "{role}: {}", entry.act.kind());
            allowed += usize::from(may);
        }
    }
    assert_eq!(allowed, 9 + 3 * 6);
}

#[test]
fn workers_stay_in_their_area_and_hosts_with_what_names_them() {
    let cases = acts();
    for (outreach, entry) in &cases {
        let away = grant(Role::OutreachWorker, None, ELSEWHERE);
        let decision = ask(outreach, entry, Some(&away), &Role::OutreachWorker, SOMEBODY);
        assert_eq!(code(&decision), Some(RefusalCode::OutOfScope), "{}", entry.act.kind());
        assert_eq!(code(&ask(outreach, entry, None, &Role::OutreachWorker, SOMEBODY)), Some(RefusalCode::NoGrant));
    }
    let (outreach, entry) = &cases[4];
    let other = grant(Role::RaOfficial, Some(STATION), COUNTY);
    assert_eq!(code(&ask(outreach, entry, Some(&other), &Role::RaOfficial, SOMEBODY)), Some(RefusalCode::OutOfScope));
    // A leader without an organisation hosts what names the leader.
    let elder = grant(Role::CommunityLeader, None, WARD);
    let Outreach::Event(event) = outreach.clone() else { panic!() };
    let named = OutreachEvent { plan: Some(Plan { host: None, host_actor: Some(LEADER), ..plan() }), ..*event };
    let named = Outreach::Event(Box::new(named));
    assert_eq!(ask(&named, entry, Some(&elder), &Role::CommunityLeader, LEADER), Decision::Allow);
    let decision = ask(&named, entry, Some(&elder), &Role::CommunityLeader, SOMEBODY);
    assert_eq!(code(&decision), Some(RefusalCode::OutOfScope));
}

#[test]
fn what_is_said_has_to_hold() {
    use RefusalCode as No;
    let grant = grant(Role::OutreachWorker, None, COUNTY);
    let refused = |outreach: &Outreach, entry: OutreachEntry| {
        code(&ask(outreach, &entry, Some(&grant), &Role::OutreachWorker, SOMEBODY))
    };
    let none = event(None);
    let planned = |change: fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        EventAct::Planned(Box::new(plan)).into()
    };
    assert_eq!(refused(&none, planned(|plan| plan.to = plan.from)), Some(No::Incomplete));
    assert_eq!(
        refused(&none, planned(|plan| plan.to = plan.from.plus(Duration::from_secs(15 * 24 * HOUR)))),
        Some(No::Incomplete)
    );
    assert_eq!(
        refused(&none, planned(|plan| (plan.from, plan.to) = (at(24 * 91), at(24 * 91 + 1)))),
        Some(No::TooLate)
    );
    assert_eq!(refused(&none, planned(|plan| plan.kind = OutreachKind::SupportGroup)), Some(No::AudienceTooWide));
    assert_eq!(refused(&none, planned(|plan| plan.invited = vec![STATION; 9])), Some(No::Incomplete));
    let at_school = event(Some(OutreachState::Held));
    // The small numbers are told to the organisers alone, and the shown ones are not anybody's to choose.
    let told = Held { shown: people(30, 2), materials: vec![] };
    assert_eq!(
        refused(&event(Some(OutreachState::Planned)), with_count(EventAct::Held(told), people(30, 2))),
        Some(No::AudienceTooWide)
    );
    assert_eq!(
        refused(&event(Some(OutreachState::Planned)), EventAct::Held(held(&people(30, 2))).into()),
        Some(No::Incomplete)
    );
    assert_eq!(refused(&event(Some(OutreachState::Planned)), scored(None).into()), Some(No::WrongStatus));
    let unknown = Some(EventId(Uuid::from_u128(99)));
    assert_eq!(refused(&at_school, scored(unknown).into()), Some(No::UnknownSubject));
    let Outreach::Event(mut two) = at_school.clone() else { panic!() };
    two.headcount = Some(people(0, 2));
    assert_eq!(refused(&Outreach::Event(two), scored(None).into()), Some(No::Incomplete), "the average of two");
    let mut early = plan();
    (early.from, early.to) = (at(24 * 10), at(24 * 10 + 2));
    let Outreach::Event(mut later) = event(Some(OutreachState::Planned)) else { panic!() };
    later.plan = Some(early);
    let hold = with_count(EventAct::Held(held(&people(30, 2))), people(30, 2));
    assert_eq!(refused(&Outreach::Event(later), hold), Some(No::TooEarly));
}

#[test]
fn a_phone_that_does_not_know_the_programme_leaves_it_to_the_hub() {
    let (outreach, entry) = acts().swap_remove(2);
    let (area, placement) = placement_of(&outreach);
    let grant = grant(Role::OutreachWorker, None, COUNTY);
    let role = Role::OutreachWorker;
    let who = Standing {
        role: &role,
        actor: Some(SOMEBODY),
        grant: Some(&grant),
        revoked: false,
        joined_at: None,
        is_reporter: false,
    };
    let mut scene = OutreachScene {
        outreach: &outreach,
        programme: None,
        area: Some(area),
        placement: Some(&placement),
        now: at(1),
        audience: &outreach_audience(),
        on_arrival: false,
    };
    assert_eq!(may_on_outreach(&entry, &who, &scene), Decision::Unknown(Gap::History));
    let closed = Programme { closed_at: Some(at(1)), ..programme() };
    scene.programme = Some(&closed);
    assert_eq!(code(&may_on_outreach(&entry, &who, &scene)), Some(RefusalCode::WrongStatus));
    scene.audience = &Audience::Area;
    assert_eq!(code(&may_on_outreach(&entry, &who, &scene)), Some(RefusalCode::AudienceTooWide));
}

#[test]
fn small_numbers_notes_and_places_are_the_organisers_and_nobody_elses() {
    let outreach = event(Some(OutreachState::Held));
    let (_, placement) = placement_of(&outreach);
    let parts = [PartName::Core, PartName::Place, PartName::Text, PartName::Sensitive];
    for role in Role::ALL {
        let org = if *role == Role::PoliceOfficer { STATION } else { HOST };
        let grants = [grant(role.clone(), Some(org), WARD)];
        let reader = Reader { actor: SOMEBODY, grants: &grants };
        let read = parts.iter().filter(|part| may_read_outreach(part, &outreach, &placement, &reader, false)).count();
        let expected = match role {
            Role::OutreachWorker | Role::RaOfficial | Role::CommunityLeader | Role::NgaoOfficer => 4,
            Role::PoliceOfficer => 2,
            Role::ProgrammeAdmin => 1,
            _ => 0,
        };
        assert_eq!(read, expected, "{role}");
        // Another organisation's officials, and another area's workers and administrators, read nothing.
        let elsewhere = [grant(role.clone(), Some(OrgId(Uuid::from_u128(77))), ELSEWHERE)];
        let reader = Reader { actor: SOMEBODY, grants: &elsewhere };
        assert!(parts.iter().all(|part| !may_read_outreach(part, &outreach, &placement, &reader, false)), "{role}");
    }
}

#[test]
fn a_station_that_is_no_longer_invited_loses_it() {
    let before = event(Some(OutreachState::Planned));
    let Outreach::Event(mut changed) = before.clone() else { panic!() };
    changed.plan = Some(Plan { invited: vec![], ..plan() });
    let routing = route_outreach(&before, &Outreach::Event(changed));
    assert_eq!(routing.evict, BTreeSet::from([Bucket::Org(STATION)]));
    assert_eq!(routing.add, BTreeSet::from([Bucket::Outreach(WARD), Bucket::Org(HOST)]));
    assert!(routing.backfill.is_empty());
}
