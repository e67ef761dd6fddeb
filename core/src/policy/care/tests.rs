use super::*;
use crate::event::SubjectId;
use crate::model::grant::GrantId;
use crate::model::incident::Nothing;
use crate::model::referral::{
    Accepted, AgeBand, CentreWarning, ConsentBy, ContactMode, DeclineReason, Declined, FollowUpDone, FollowUpPlanned,
    FollowUpResult, IntakeType, Need, Referred, Transferred,
};
use crate::text::Title;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const CENTRE: OrgId = OrgId(Uuid::from_u128(1));
const OTHER_CENTRE: OrgId = OrgId(Uuid::from_u128(2));
const MINE: PublicKey = PublicKey::from_bytes([1; 32]);
const THEIRS: PublicKey = PublicKey::from_bytes([2; 32]);

fn asked() -> Asked {
    Asked {
        need: Need::Alcohol,
        service: Uuid::nil(),
        facility: CENTRE,
        urgency: RequestPriority::Routine,
        intake: IntakeType::Outpatient,
        transport_needed: false,
        replaces: None,
    }
}

fn subject(age_band: AgeBand) -> Referred {
    let pseudonym = Title::new("Jirani").unwrap();
    Referred { pseudonym, age_band, sex: None, contact: None, preferred_lang: "sw-KE".into() }
}

fn consent(by: ConsentBy, scope: &[ConsentScope]) -> Consent {
    Consent { by, form_version: Title::new("1").unwrap(), scope: scope.to_vec(), at: NOW, withdrawn_at: None }
}

fn referral(state: ReferralState) -> Referral {
    let gone = !matches!(state, ReferralState::Draft | ReferralState::Consented);
    Referral {
        state: Some(state.clone()),
        asked: Some(asked()),
        subject: Some(subject(AgeBand::From25)),
        requested_by: Some(MINE),
        role: Some(Role::OutreachWorker),
        consent: (state != ReferralState::Draft)
            .then(|| consent(ConsentBy::Own, &[ConsentScope::Centre, ConsentScope::FollowUp])),
        sent_at: gone.then_some(NOW),
        ..Referral::unknown(SubjectId(Uuid::nil()))
    }
}

fn grant(role: Role, org: Option<OrgId>) -> Grant {
    Grant {
        id: GrantId(Uuid::nil()),
        actor: ActorId(Uuid::nil()),
        role,
        key: MINE,
        org,
        areas: vec![],
        capability: None,
        max_audience: Audience::Care,
        credential: None,
        not_before: Timestamp::from_millis(0),
        expires: NOW.plus(std::time::Duration::from_secs(3600)),
    }
}

fn ask(
    entry: &ReferralEntry,
    role: &Role,
    org: Option<OrgId>,
    key: PublicKey,
    scene: &Referral,
) -> Result<(), RefusalCode> {
    ask_at(entry, role, org, key, scene, NOW, &CentreStanding::Accredited)
}

fn ask_at(
    entry: &ReferralEntry,
    role: &Role,
    org: Option<OrgId>,
    key: PublicKey,
    referral: &Referral,
    now: Timestamp,
    centre: &CentreStanding,
) -> Result<(), RefusalCode> {
    let held = Grant { expires: now.plus(std::time::Duration::from_secs(1)), ..grant(role.clone(), org) };
    let grant = (*role != Role::Resident).then_some(&held);
    let who = Standing { role, actor: None, grant, revoked: false, joined_at: None, is_reporter: false };
    let audience = care_audience();
    let scene = ReferralScene { referral, replaced: None, centre, key, now, audience: &audience, on_arrival: true };
    match may_on_referral(entry, &who, &scene) {
        Decision::Allow => Ok(()),
        Decision::Refuse(refusal) => Err(refusal.code),
        Decision::Unknown(gap) => panic!("{gap:?}"),
    }
}

fn draft(asked: Asked, age: AgeBand) -> ReferralEntry {
    ReferralEntry { subject: Some(subject(age)), ..ReferralAct::Drafted(Box::new(asked)).into() }
}

fn sent(despite_warning: bool) -> ReferralEntry {
    ReferralAct::Sent(Sent { despite_warning, emergency_first: false }).into()
}

#[test]
fn nothing_is_sent_without_consent_and_no_child_consents_alone() {
    let worker = &Role::OutreachWorker;
    let agree = |by, scope: &[ConsentScope]| ReferralEntry::from(ReferralAct::Consented(consent(by, scope)));
    let scope = [ConsentScope::Centre];
    let grown = referral(ReferralState::Draft);
    let child = Referral { subject: Some(subject(AgeBand::Under18)), ..grown.clone() };
    let unclear = Referral { subject: Some(subject(AgeBand::from("teen"))), ..grown.clone() };
    assert_eq!(ask(&sent(false), worker, None, MINE, &grown), Err(RefusalCode::NoConsent));
    assert_eq!(ask(&agree(ConsentBy::Own, &scope), worker, None, MINE, &grown), Ok(()));
    assert_eq!(ask(&agree(ConsentBy::Own, &[]), worker, None, MINE, &grown), Err(RefusalCode::NoConsent));
    assert_eq!(ask(&agree(ConsentBy::Guardian, &scope), worker, None, MINE, &grown), Err(RefusalCode::NoConsent));
    for minor in [&child, &unclear] {
        assert_eq!(ask(&agree(ConsentBy::Own, &scope), worker, None, MINE, minor), Err(RefusalCode::GuardianNeeded));
        assert_eq!(ask(&agree(ConsentBy::Guardian, &scope), worker, None, MINE, minor), Ok(()));
        assert_eq!(ask(&agree(ConsentBy::ChildrensOffice, &scope), worker, None, MINE, minor), Ok(()));
    }
    let agreed = referral(ReferralState::Consented);
    assert_eq!(ask(&sent(false), worker, None, MINE, &agreed), Ok(()));
    assert_eq!(ask(&sent(false), worker, None, THEIRS, &agreed), Err(RefusalCode::NotReporter), "another worker");
    let mut taken_back = agreed;
    taken_back.consent.as_mut().unwrap().withdrawn_at = Some(NOW);
    assert_eq!(ask(&sent(false), worker, None, MINE, &taken_back), Err(RefusalCode::NoConsent));
}

#[test]
fn a_centre_must_be_accredited_when_it_is_sent_and_a_warning_must_be_chosen() {
    let worker = &Role::OutreachWorker;
    let agreed = referral(ReferralState::Consented);
    let at = |entry: &ReferralEntry, centre| ask_at(entry, worker, None, MINE, &agreed, NOW, &centre);
    let lapsed = CentreStanding::Blocked(CentreWarning::Lapsed);
    let stale = CentreStanding::Warning(CentreWarning::StaleCheck);
    assert_eq!(at(&sent(false), lapsed.clone()), Err(RefusalCode::NotAccredited));
    assert_eq!(at(&sent(true), lapsed), Err(RefusalCode::NotAccredited), "nobody talks their way past it");
    assert_eq!(at(&sent(false), stale.clone()), Err(RefusalCode::NotAccredited));
    assert_eq!(at(&sent(true), stale), Ok(()));
    let mut urgent = agreed.clone();
    urgent.asked.as_mut().unwrap().urgency = RequestPriority::Stat;
    assert_eq!(ask(&sent(false), worker, None, MINE, &urgent), Err(RefusalCode::EmergencyFirst));
    let called = ReferralAct::Sent(Sent { despite_warning: false, emergency_first: true }).into();
    assert_eq!(ask(&called, worker, None, MINE, &urgent), Ok(()));
}

#[test]
fn residents_refer_themselves_without_a_grant_and_a_centre_refers_on_alone() {
    let new = Referral::unknown(SubjectId(Uuid::nil()));
    let entry = draft(asked(), AgeBand::From18);
    assert_eq!(ask(&entry, &Role::Resident, None, MINE, &new), Ok(()));
    assert_eq!(ask(&entry, &Role::OutreachWorker, None, MINE, &new), Ok(()));
    assert_eq!(ask(&entry, &Role::RehabIntake, Some(CENTRE), MINE, &new), Err(RefusalCode::NotYourRole));
    let bare = ReferralEntry { subject: None, ..entry.clone() };
    assert_eq!(ask(&bare, &Role::Resident, None, MINE, &new), Err(RefusalCode::Incomplete));
    let mut odd = entry.clone();
    odd.subject.as_mut().unwrap().contact = Some("0712345678".into());
    assert_eq!(ask(&odd, &Role::Resident, None, MINE, &new), Err(RefusalCode::Incomplete));

    let on = Asked { facility: OTHER_CENTRE, replaces: Some(SubjectId(Uuid::from_u128(9))), ..asked() };
    let entry = draft(on.clone(), AgeBand::From25);
    assert_eq!(ask(&entry, &Role::OutreachWorker, None, MINE, &new), Err(RefusalCode::NotYourRole));
    let transfer = |old: &Referral, org, to: Asked| {
        let held = grant(Role::RehabIntake, Some(org));
        let role = Role::RehabIntake;
        let who = Standing {
            role: &role,
            actor: None,
            grant: Some(&held),
            revoked: false,
            joined_at: None,
            is_reporter: false,
        };
        let (audience, centre) = (care_audience(), CentreStanding::Accredited);
        let scene = ReferralScene {
            referral: &new,
            replaced: Some(old),
            centre: &centre,
            key: THEIRS,
            now: NOW,
            audience: &audience,
            on_arrival: true,
        };
        may_on_referral(&draft(to, AgeBand::From25), &who, &scene)
    };
    let mut old = referral(ReferralState::Accepted);
    let refuse = |code: RefusalCode| Decision::Refuse(code.into());
    assert_eq!(transfer(&old, CENTRE, on.clone()), refuse(RefusalCode::NoConsent));
    old.consent.as_mut().unwrap().scope.push(ConsentScope::Transfer);
    assert_eq!(transfer(&old, CENTRE, on.clone()), Decision::Allow);
    assert_eq!(transfer(&old, OTHER_CENTRE, on.clone()), refuse(RefusalCode::OutOfScope), "not its own");
    assert_eq!(transfer(&old, CENTRE, Asked { facility: CENTRE, ..on }), refuse(RefusalCode::OutOfScope), "to itself");
}

/// Every act of the table with a state from which it may be done.
fn later_acts() -> Vec<(ReferralAct, ReferralState)> {
    use ReferralState as S;
    let nothing = Nothing {};
    vec![
        (ReferralAct::Received(nothing), S::Sent),
        (ReferralAct::Accepted(Accepted { on: NOW }), S::Received),
        (ReferralAct::Waitlisted(nothing), S::Received),
        (ReferralAct::Declined(Declined { reason: DeclineReason::Full }), S::Received),
        (ReferralAct::Started(nothing), S::Accepted),
        (ReferralAct::Completed(nothing), S::Started),
        (ReferralAct::LeftEarly(nothing), S::Started),
        (ReferralAct::NotAttended(nothing), S::Accepted),
        (ReferralAct::Transferred(Transferred { replaced_by: SubjectId(Uuid::nil()) }), S::Accepted),
        (ReferralAct::Withdrawn(nothing), S::Accepted),
        (ReferralAct::EnteredInError(nothing), S::Accepted),
        (ReferralAct::FollowUpPlanned(FollowUpPlanned { due: NOW }), S::Completed),
        (
            ReferralAct::FollowUpDone(FollowUpDone { contact: ContactMode::Call, result: FollowUpResult::Engaged }),
            S::Completed,
        ),
    ]
}

#[test]
fn each_act_is_done_by_those_whom_the_table_names_and_by_nobody_else() {
    use Role::{OutreachWorker, RehabIntake};
    for (act, state) in later_acts() {
        let mut before = referral(state);
        before.consent.as_mut().unwrap().scope.push(ConsentScope::Transfer);
        let (kind, entry) = (act.kind(), ReferralEntry::from(act));
        for role in Role::ALL {
            let org = (*role == RehabIntake).then_some(CENTRE);
            let own = ask(&entry, role, org, MINE, &before).is_ok();
            let other = ask(&entry, role, org, THEIRS, &before).is_ok();
            let (expect_own, expect_other) = match (kind, role) {
                ("referral.withdrawn", Role::Resident | OutreachWorker) => (true, false),
                ("referral.withdrawn", _) => (false, false),
                ("referral.entered_in_error", Role::Hub) => (false, false),
                // A key is one role's: with another's nobody signs.
                ("referral.entered_in_error", _) => (true, false),
                ("referral.follow_up_planned" | "referral.follow_up_done", OutreachWorker) => (true, false),
                ("referral.not_attended", OutreachWorker) => (true, false),
                ("referral.follow_up_planned" | "referral.follow_up_done", _) => (false, false),
                (_, RehabIntake) => (true, true),
                _ => (false, false),
            };
            assert_eq!((own, other), (expect_own, expect_other), "{kind} as {role}");
        }
        if !matches!(kind, "referral.withdrawn" | "referral.entered_in_error") && !is_follow_up(kind) {
            let elsewhere = ask(&entry, &RehabIntake, Some(OTHER_CENTRE), THEIRS, &before);
            assert_eq!(elsewhere, Err(RefusalCode::OutOfScope), "{kind} at another centre");
        }
    }
}

#[test]
fn who_did_not_come_is_known_after_fourteen_days() {
    let entry = ReferralEntry::from(ReferralAct::NotAttended(Nothing {}));
    let before = Referral { appointment: Some(NOW), ..referral(ReferralState::Accepted) };
    let day = std::time::Duration::from_secs(24 * 3600);
    for (role, org) in [(Role::RehabIntake, Some(CENTRE)), (Role::OutreachWorker, None)] {
        let at =
            |days: u32| ask_at(&entry, &role, org, MINE, &before, NOW.plus(days * day), &CentreStanding::Accredited);
        assert_eq!(at(13), Err(RefusalCode::TooEarly));
        assert_eq!(at(14), Ok(()));
    }
}

#[test]
fn a_follow_up_needs_its_own_consent() {
    let entry = ReferralEntry::from(ReferralAct::FollowUpPlanned(FollowUpPlanned { due: NOW }));
    let mut before = referral(ReferralState::Started);
    before.consent = Some(consent(ConsentBy::Own, &[ConsentScope::Centre]));
    assert_eq!(ask(&entry, &Role::OutreachWorker, None, MINE, &before), Err(RefusalCode::NoConsent));
}

#[test]
fn nobody_but_the_centre_and_whoever_refers_reads_anything() {
    let me = ActorId(Uuid::from_u128(7));
    for state in ReferralState::ALL {
        let now = referral(state.clone());
        let at_centre = is_at_centre(&now);
        let buckets = referral_readership(&now, Some(me));
        assert_eq!(buckets.contains(&Bucket::Org(CENTRE)), at_centre, "{state}");
        assert_eq!(buckets.len(), 1 + usize::from(at_centre));
    }
    assert!(!is_at_centre(&referral(ReferralState::Consented)) && !is_at_centre(&referral(ReferralState::Withdrawn)));
    for realm in [Realm::Care] {
        for role in Role::ALL {
            let (bare, of_centre) = (is_grantable(&realm, role, None), is_grantable(&realm, role, Some(CENTRE)));
            let expected = match role {
                Role::RehabIntake => (false, true),
                Role::OutreachWorker | Role::ProgrammeAdmin => (true, false),
                _ => (false, false),
            };
            assert_eq!((bare, of_centre), expected, "{role}");
        }
    }
    assert!(is_grantable(&Realm::Safety, &Role::PoliceOfficer, Some(CENTRE)));
}

#[test]
fn nobody_is_on_a_sheet_by_name_without_consent_and_no_child_without_a_guardian() {
    use crate::model::attendance::{Attendee, Named, Opened};
    let name = || Title::new("Elimu rika").unwrap();
    let opened = Opened { programme: name(), topic: name() };
    let sheet = Sheet { opened: Some(opened), opened_by: Some(MINE), ..Sheet::unknown(SubjectId(Uuid::nil())) };
    let held = grant(Role::OutreachWorker, None);
    let ask = |by: ConsentBy, age_band: AgeBand, role: Role, key: PublicKey| {
        let act = AttendanceAct::Named(Named { by, form_version: name(), at: NOW, age_band });
        let entry = AttendanceEntry { act, attendee: Some(Attendee { name: name() }) };
        let who = Standing {
            role: &role,
            actor: None,
            grant: Some(&held),
            revoked: false,
            joined_at: None,
            is_reporter: false,
        };
        let audience = care_audience();
        let scene = AttendanceScene { sheet: &sheet, key, now: NOW, audience: &audience, on_arrival: true };
        may_on_attendance(&entry, &who, &scene)
    };
    let worker = || Role::OutreachWorker;
    let refuse = |code: RefusalCode| Decision::Refuse(code.into());
    assert_eq!(ask(ConsentBy::Own, AgeBand::From18, worker(), MINE), Decision::Allow);
    assert_eq!(ask(ConsentBy::Own, AgeBand::Under18, worker(), MINE), refuse(RefusalCode::GuardianNeeded));
    assert_eq!(ask(ConsentBy::Guardian, AgeBand::Under18, worker(), MINE), Decision::Allow);
    assert_eq!(ask(ConsentBy::Guardian, AgeBand::From35, worker(), MINE), refuse(RefusalCode::NoConsent));
    assert_eq!(ask(ConsentBy::Own, AgeBand::From18, worker(), THEIRS), refuse(RefusalCode::NotReporter));
    assert_eq!(ask(ConsentBy::Own, AgeBand::From18, Role::PoliceOfficer, MINE), refuse(RefusalCode::NotYourRole));
}
