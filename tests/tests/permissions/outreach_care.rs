//! The rows of §12 about outreach and referrals.

use std::time::Duration;

use usalama_core::event::{Audience, PartName, Realm, Role, SubjectId};
use usalama_core::geo::AreaKind;
use usalama_core::keys::Hash;
use usalama_core::model::Model as _;
use usalama_core::model::attendance::{AttendanceAct, AttendanceEntry, Opened, Sheet, TokenSeen};
use usalama_core::model::grant::Grant;
use usalama_core::model::incident::{Nothing, Stamp};
use usalama_core::model::outreach::{
    CountedAge, CountedSex, EventAct, Headcount, HeadcountCell, Outreach, OutreachEntry, OutreachEvent, OutreachKind,
    OutreachState, OutreachSubject, Plan, Programme, ProgrammeDescription, Prong, Target,
};
use usalama_core::model::referral::{
    AgeBand, Asked as Wanted, CentreStanding, Consent, ConsentBy, ConsentScope, IntakeType, Need, Referral,
    ReferralAct, ReferralEntry, ReferralState, Referred, RequestPriority,
};
use usalama_core::policy::{
    AttendanceScene, Decision, OutreachScene, Reader, ReferralScene, Standing, care_audience, is_grantable,
    may_on_attendance, may_on_outreach, may_on_referral, may_read_outreach, may_read_referral, outreach_audience,
    outreach_readership, referral_readership, shown_headcount,
};
use usalama_core::text::Title;
use usalama_tests::fixtures::{EVENING, Person, org};
use uuid::Uuid;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{CENTRE, World, days_before, event, grants, hours_after, on_arrival, standing};

pub const ROWS: [Row; 3] = [
    Row {
        name: "Outreach event",
        legend: legend! {
            "attend token" => ["is counted by a token of their own"],
            "host" => ["looks after what they host", "reads what they host"],
            "invited" => ["reads when and where they are invited"],
            "C R A" => ["plans one, here", "looks after one, here", "reads all of one, here"],
            "R k" => ["reads the shown numbers"],
        },
        ask: outreach,
    },
    Row {
        name: "Referral create",
        legend: legend! {
            "self" => ["drafts one"],
            "C o" => ["drafts one", "takes their own back"],
            "T a" => ["takes up what came to their centre"],
            "k" => ["numbers alone"],
            "**–**" => [],
        },
        ask: refer,
    },
    Row {
        name: "Referral read",
        legend: legend! {
            "self" => ["their own"],
            "o" => ["their own"],
            "a" => ["what came to their centre"],
            "k" => ["numbers alone"],
            "**–**" => [],
        },
        ask: read,
    },
];

const PROGRAMME: SubjectId = SubjectId(Uuid::from_u128(0x0901));
const EVENT: SubjectId = SubjectId(Uuid::from_u128(0x0902));
const REFERRAL: SubjectId = SubjectId(Uuid::from_u128(0x0903));

fn title(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn programme(world: &World) -> Programme {
    let described = ProgrammeDescription {
        prong: Prong::PeerEducation,
        name: title("Clear heads"),
        partners: vec![],
        from: days_before(30),
        to: hours_after(24 * 30),
        target: Target::default(),
    };
    Programme {
        description: Some(described),
        area: Some(world.area(&AreaKind::County)),
        ..Programme::unknown(PROGRAMME)
    }
}

/// An event that hosts and stations of these people see to.
fn plan(host: &Person, invited: &Person) -> Plan {
    Plan {
        programme: PROGRAMME,
        kind: OutreachKind::InspectionJoint,
        host_org: title("Mfano market"),
        host: host.grant.org,
        host_actor: host.grant.org.is_none().then_some(host.id),
        invited: invited.grant.org.into_iter().collect(),
        from: days_before(1),
        to: days_before(1).plus(Duration::from_secs(7200)),
    }
}

/// What is planned, or has been held, where nobody but those that it names has a part in it.
fn held(world: &World, plan: Plan, state: OutreachState) -> Outreach {
    let headcount = (state == OutreachState::Held).then(|| {
        let cell = |sex, count| HeadcountCell { sex, age: CountedAge::Under18, count };
        Headcount::new([cell(CountedSex::Female, 30), cell(CountedSex::Male, 2)]).unwrap()
    });
    Outreach::Event(Box::new(OutreachEvent {
        state: Some(state),
        plan: Some(plan),
        area: world.here.ward(),
        shown: headcount.as_ref().map(shown_headcount),
        headcount,
        ..OutreachEvent::unknown(EVENT)
    }))
}

fn decide(world: &World, side: Side, who: &Person, entry: &OutreachEntry, on: &Outreach) -> Decision {
    let (programme, audience) = (programme(world), outreach_audience());
    let scene = OutreachScene {
        outreach: on,
        programme: Some(&programme),
        area: world.here.ward(),
        placement: world.placement(side),
        now: EVENING,
        audience: &audience,
        on_arrival: on_arrival(side),
    };
    may_on_outreach(entry, &standing(who, false), &scene)
}

/// Whether somebody is handed a part of it; what a phone shows is the part.
fn handed(world: &World, reader: &Person, on: &Outreach, part: &PartName) -> bool {
    let grants = grants(reader);
    let policy = Reader { actor: reader.id, grants: &grants };
    world.reached(reader, outreach_readership(on)) && may_read_outreach(part, on, world.here, &policy, false)
}

fn outreach(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let nobody = world.colleague(&Role::CommunityLeader);
    let mut stranger = world.colleague(&Role::PoliceOfficer);
    stranger.grant.org = Some(org(0x50));
    let unknown = Outreach::unknown(OutreachSubject::Event, EVENT);
    let new = EventAct::Planned(Box::new(plan(&nobody, &stranger))).into();
    asked.may("plans one, here", |side| decide(world, side, &me, &new, &unknown));
    asked.may("plans one, elsewhere", |side| decide(world, side, &away, &new, &unknown));
    let (cancel, planned) = (OutreachEntry::from(EventAct::Cancelled(Nothing {})), OutreachState::Planned);
    let others = held(world, plan(&nobody, &stranger), planned.clone());
    asked.may("looks after one, here", |side| decide(world, side, &me, &cancel, &others));
    asked.may("looks after one, elsewhere", |side| decide(world, side, &away, &cancel, &others));
    // It is hosted by whoever is asked about, and its leaders by themselves.
    let hosts = held(world, plan(&me, &stranger), planned);
    let is_worker = *role == Role::OutreachWorker;
    if !is_worker {
        asked.may("looks after what they host", |side| decide(world, side, &me, &cancel, &hosts));
        let text = handed(world, &me, &hosts, &PartName::Text);
        asked.reads("reads what they host", text, text);
    }
    let done = held(world, plan(&nobody, &stranger), OutreachState::Held);
    let text = handed(world, &me, &done, &PartName::Text);
    asked.reads("reads all of one, here", text, text);
    let core = handed(world, &me, &done, &PartName::Core);
    if !is_worker {
        asked.reads("reads the shown numbers", core, core);
        let exact = handed(world, &me, &done, &PartName::Sensitive);
        asked.reads("reads the exact numbers", exact, exact);
    }
    let core = handed(world, &away, &done, &PartName::Core);
    asked.reads("reads one, elsewhere", core, core);
    let invites = held(world, plan(&nobody, &me), OutreachState::Planned);
    if *role == Role::PoliceOfficer {
        let place = handed(world, &me, &invites, &PartName::Place);
        asked.reads("reads when and where they are invited", place, place);
        let words = handed(world, &me, &invites, &PartName::Text);
        asked.reads("reads the notes of what they are invited to", words, words);
    }
    if *role == Role::Resident {
        asked.may_anywhere("is counted by a token of their own", |side| token_is_taken(world, side));
    }
    asked
}

/// Whether the worker who keeps the sheet may count a token that somebody shows: it names nobody.
fn token_is_taken(world: &World, side: Side) -> Decision {
    let worker = world.here(&Role::OutreachWorker);
    let opened = AttendanceAct::Opened(Opened { programme: title("Clear heads"), topic: title("Bhang") }).into();
    let mut sheet = Sheet::unknown(SubjectId(Uuid::from_u128(0x0904)));
    let signed = in_care(&worker, sheet.id, AttendanceAct::KINDS[0], AttendanceEntry::parts(&opened).unwrap());
    assert!(sheet.apply(&signed, &opened, Stamp::Confirmed { seq: 1, at: EVENING }));
    let seen: AttendanceEntry = AttendanceAct::TokenSeen(TokenSeen { token: Hash::of("a token", &[]) }).into();
    assert!(!seen.parts().unwrap().keys().any(|part| *part != PartName::Core), "a token and nothing else");
    let audience = care_audience();
    let scene = AttendanceScene {
        sheet: &sheet,
        key: worker.key.public(),
        now: EVENING,
        audience: &audience,
        on_arrival: on_arrival(side),
    };
    may_on_attendance(&seen, &standing(&worker, false), &scene)
}

fn in_care(
    who: &Person,
    subject: SubjectId,
    kind: &'static str,
    parts: usalama_core::event::Parts,
) -> usalama_core::event::VerifiedEvent {
    event(who, subject, kind, Audience::Care, None, parts)
}

fn subject() -> Referred {
    Referred {
        pseudonym: title("Simba"),
        age_band: AgeBand::From25,
        sex: None,
        contact: None,
        preferred_lang: "sw-KE".into(),
    }
}

fn wanted() -> Wanted {
    Wanted {
        need: Need::Alcohol,
        service: Uuid::nil(),
        facility: CENTRE,
        urgency: RequestPriority::Routine,
        intake: IntakeType::Outpatient,
        transport_needed: false,
        replaces: None,
    }
}

fn drafted() -> ReferralEntry {
    ReferralEntry { subject: Some(subject()), ..ReferralAct::Drafted(Box::new(wanted())).into() }
}

/// A referral that somebody sent to the centre.
fn sent(by: &Person) -> Referral {
    let consent = Consent {
        by: ConsentBy::Own,
        form_version: title("1"),
        scope: vec![ConsentScope::Centre],
        at: days_before(2),
        withdrawn_at: None,
    };
    Referral {
        state: Some(ReferralState::Sent),
        asked: Some(wanted()),
        subject: Some(subject()),
        requested_by: Some(by.key.public()),
        role: Some(by.role.clone()),
        consent: Some(consent),
        sent_at: Some(days_before(1)),
        ..Referral::unknown(REFERRAL)
    }
}

/// The grant that somebody can hold where people are cared for.
fn care_grant(who: &Person) -> Option<Grant> {
    is_grantable(&Realm::Care, &who.role, who.grant.org).then(|| who.grant.clone())
}

fn decide_care(side: Side, who: &Person, entry: &ReferralEntry, on: &Referral) -> Decision {
    let grant = care_grant(who);
    let own = on.requested_by == Some(who.key.public());
    let who_asks = Standing { grant: grant.as_ref(), ..standing(who, own) };
    let (centre, audience) = (CentreStanding::Accredited, care_audience());
    let scene = ReferralScene {
        referral: on,
        replaced: None,
        centre: &centre,
        key: who.key.public(),
        now: EVENING,
        audience: &audience,
        on_arrival: on_arrival(side),
    };
    may_on_referral(entry, &who_asks, &scene)
}

fn refer(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let (nobodys, unknown) = (sent(&world.colleague(&Role::OutreachWorker)), Referral::unknown(REFERRAL));
    asked.may_anywhere("drafts one", |side| decide_care(side, &me, &drafted(), &unknown));
    let receive: ReferralEntry = ReferralAct::Received(Nothing {}).into();
    asked.may_anywhere("takes up what came to their centre", |side| decide_care(side, &me, &receive, &nobodys));
    asked.may_anywhere("takes up what came to another centre", |side| decide_care(side, &away, &receive, &nobodys));
    let back: ReferralEntry = ReferralAct::Withdrawn(Nothing {}).into();
    asked.may_anywhere("takes somebody else's back", |side| decide_care(side, &me, &back, &nobodys));
    if *role == Role::OutreachWorker {
        let mine = sent(&me);
        asked.may_anywhere("takes their own back", |side| decide_care(side, &me, &back, &mine));
    }
    world.office.counts(&mut asked, role, |office| office.referrals);
    asked
}

/// Whether somebody is handed the sensitive part of a referral, and whether that phone's fold shows whom it is about.
fn handed_referral(reader: &Person, by: &Person) -> (bool, bool) {
    let entry = drafted();
    let signed = in_care(by, REFERRAL, entry.act.kind(), entry.parts().unwrap());
    let stands = sent(by);
    let grants: Vec<Grant> = care_grant(reader).into_iter().collect();
    let policy = Reader { actor: reader.id, grants: &grants };
    let open = usalama_core::policy::buckets_of(&policy, EVENING, |area| vec![area]);
    let (own, wrote) = (reader.id == by.id, reader.id == by.id);
    if !referral_readership(&stands, Some(by.id)).iter().any(|bucket| open.contains(bucket)) {
        return (false, false);
    }
    let kept = signed.clone().keeping(|part| may_read_referral(part, signed.header(), &stands, &policy, wrote, own));
    let mut seen = Referral::unknown(REFERRAL);
    let stamp = Stamp::Confirmed { seq: 1, at: EVENING };
    let known = ReferralEntry::read(&kept).ok().flatten().is_some_and(|entry| seen.apply(&kept, &entry, stamp));
    (kept.parts().contains_key(&PartName::Sensitive), known && seen.subject.is_some())
}

fn read(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let worker = world.colleague(&Role::OutreachWorker);
    if matches!(role, Role::Resident | Role::OutreachWorker) {
        let (hub, phone) = handed_referral(&me, &me);
        asked.reads("their own", hub, phone);
    }
    let (hub, phone) = handed_referral(&me, &worker);
    let question = if *role == Role::RehabIntake { "what came to their centre" } else { "somebody else's" };
    asked.reads(question, hub, phone);
    let (hub, phone) = handed_referral(&away, &worker);
    asked.reads("what came to another centre", hub, phone);
    world.office.counts(&mut asked, role, |office| office.referrals);
    asked
}
