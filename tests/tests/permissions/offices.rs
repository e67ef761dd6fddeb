//! The rows of §12 about the directory, grants, one's own data and the audit log.

use usalama_core::event::{Audience, PartName, Role, SubjectId};
use usalama_core::geo::{AreaId, AreaKind};
use usalama_core::model::Model as _;
use usalama_core::model::actor::OrgId;
use usalama_core::model::custody::{Custody, CustodyAct, CustodyEntry, Looked};
use usalama_core::model::directory::{EntryKind, HsdsId, LocalFields, Organization};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{Category, Incident, Stamp};
use usalama_core::policy::{
    CustodyScene, Decision, Placement, Reader, custody_audience, custody_readership, may_erase_account, may_grant,
    may_on_custody, may_publish, may_read, may_read_custody, may_suggest, readership,
};
use usalama_tests::fixtures::{EVENING, Person, org, report};
use uuid::Uuid;

use crate::ask::{Asked, Row, legend};
use crate::world::{World, event, grants, on_arrival, standing};

pub const ROWS: [Row; 5] = [
    Row {
        name: "Directory read / suggest",
        legend: legend! { "R / C" => ["finds an entry", "suggests a correction"], "R" => ["finds an entry"] },
        ask: directory,
    },
    Row {
        name: "Directory publish",
        legend: legend! {
            "RA entry" => ["their own association's entry"],
            "firm entry" => ["their own firm's entry"],
            "station entry" => ["their own station's entry"],
            "facility entry" => ["their own facility's entry"],
            "T" => [
                "their own association's entry", "their own firm's entry", "their own station's entry",
                "their own facility's entry", "another's entry", "a new entry", "takes one out"
            ],
        },
        ask: publish,
    },
    Row {
        name: "Role grants",
        legend: legend! {
            "CML, GRD link to site" => ["makes a community leader", "makes a guard of their own"],
            "CML confirm" => ["makes a community leader"],
            "GRD s" => ["makes a guard of their own"],
            "POL(ocs) → desk" => ["makes a desk officer, as commander"],
            "T" => [
                "makes a community leader", "makes a guard of their own", "makes a desk officer, as commander",
                "makes a desk officer", "makes a moderator", "makes an officer of another station"
            ],
        },
        ask: give,
    },
    Row {
        name: "Export / delete own data",
        legend: legend! {
            "yes" => ["takes a copy", "is erased"],
            "yes (not chain)" => ["takes a copy", "is erased", "the firm keeps the chain of their work"],
            "audit-bound" => ["takes a copy"],
        },
        ask: own_data,
    },
    Row {
        name: "Audit log",
        legend: legend! {
            "own accesses" => ["who opened what they reported"],
            "own" => ["what they opened themselves"],
            "s" => ["what they opened themselves", "what others of their firm opened"],
            "station" => ["what they opened themselves", "what others of their station opened"],
            "A" => ["what they opened themselves", "what was opened here"],
            "R" => ["all of it, at the hub"],
        },
        ask: audit,
    },
];

fn directory(world: &World, role: &Role) -> Asked {
    let mut asked = Asked::default();
    let finds = world.office.finds_entries.contains(role.code());
    asked.reads("finds an entry", finds, finds);
    asked.may_anywhere("suggests a correction", |_| match may_suggest(role) {
        Ok(()) => Decision::Allow,
        Err(code) => Decision::Refuse(code.into()),
    });
    asked
}

fn entry(kind: EntryKind, kept_by: Option<OrgId>) -> Organization {
    Organization {
        id: HsdsId::from(Uuid::from_u128(1)),
        name: "Invented".into(),
        description: "Invented.".into(),
        phones: None,
        locations: None,
        services: None,
        parent_organization_id: None,
        local: Some(LocalFields { kept_by, ..LocalFields::of(kind) }),
        more: std::collections::BTreeMap::new(),
    }
}

fn publish(world: &World, role: &Role) -> Asked {
    let (mut asked, mut me) = (Asked::default(), world.here(role));
    // Everybody is of some organisation here, so that the kind of entry decides.
    let ours = me.grant.org.or(Some(org(0x40)));
    me.grant.org = ours;
    let county = world.area(&AreaKind::County);
    let in_area = me.grant.areas.iter().any(|own| world.areas.is_within(county, *own));
    let mut ask = |question, before: Option<&Organization>, after: Option<&Organization>| {
        asked.may_anywhere(question, |_| match may_publish(&me.grant, before, after, in_area) {
            Ok(()) => Decision::Allow,
            Err(code) => Decision::Refuse(code.into()),
        });
    };
    for (question, kind) in [
        ("their own association's entry", EntryKind::ResidentAssociation),
        ("their own firm's entry", EntryKind::SecurityFirm),
        ("their own station's entry", EntryKind::PoliceStation),
        ("their own facility's entry", EntryKind::RehabCentre),
    ] {
        let before = entry(kind, ours);
        let after = Organization { name: "Renamed".into(), ..before.clone() };
        ask(question, Some(&before), Some(&after));
    }
    let kind = match role {
        Role::FirmSupervisor => EntryKind::SecurityFirm,
        Role::PoliceOfficer => EntryKind::PoliceStation,
        Role::RehabIntake => EntryKind::RehabCentre,
        _ => EntryKind::ResidentAssociation,
    };
    let others = entry(kind.clone(), Some(org(0x41)));
    let renamed = Organization { name: "Renamed".into(), ..others.clone() };
    ask("another's entry", Some(&others), Some(&renamed));
    let new = entry(kind, ours);
    ask("a new entry", None, Some(&new));
    ask("takes one out", Some(&new), None);
    asked
}

fn give(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let mut commander = me.clone();
    commander.grant.capability = Some(Capability::Ocs);
    let mut desk = me.clone();
    desk.grant.capability = Some(Capability::Desk);
    let own: Vec<AreaId> = me.grant.areas.clone();
    let ask = |granter: &Person, role: &Role, org, areas: &[AreaId], rank: Option<&Capability>| {
        may_grant(&granter.grant, role, org, areas, rank, |area, of| world.areas.is_within(area, of)).is_ok()
    };
    // A phone holds nobody's grants but its own: whoever invites asks the hub.
    asked.hub("makes a community leader", ask(&me, &Role::CommunityLeader, None, &own, None));
    asked.hub("makes a guard of their own", ask(&me, &Role::Guard, me.grant.org.or(Some(org(0x40))), &own, None));
    let rank = Some(&Capability::Desk);
    asked.hub("makes a desk officer, as commander", ask(&commander, &Role::PoliceOfficer, me.grant.org, &own, rank));
    asked.hub("makes a desk officer", ask(&desk, &Role::PoliceOfficer, me.grant.org, &own, rank));
    asked.hub("makes a moderator", ask(&commander, &Role::Moderator, None, &own, None));
    let other = Some(usalama_tests::fixtures::OTHER_STATION);
    asked.hub("makes an officer of another station", ask(&commander, &Role::PoliceOfficer, other, &own, rank));
    let away = [world.elsewhere()];
    for given in [Role::CommunityLeader, Role::Guard] {
        let inside = me.grant.areas.iter().any(|area| world.areas.is_within(away[0], *area));
        let reaches = ask(&me, &given, me.grant.org, &away, None) && !inside;
        asked.hub("makes anybody where they are not", reaches);
    }
    asked
}

fn own_data(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    asked.reads("takes a copy", world.office.exports.contains(role.code()), world.office.exports.contains(role.code()));
    asked.may_anywhere("is erased", |_| match may_erase_account(&grants(&me)) {
        Ok(()) => Decision::Allow,
        Err(code) => Decision::Refuse(code.into()),
    });
    if *role == Role::Guard {
        asked.hub("the firm keeps the chain of their work", world.office.keeps_chain);
    }
    asked
}

/// A note that somebody opened a report.
fn look(by: &Person) -> (CustodyEntry, usalama_core::event::VerifiedEvent, Custody) {
    let looked = Looked { item: SubjectId(Uuid::from_u128(0xF0)), parts: vec![PartName::Text], org: by.grant.org };
    let entry = CustodyEntry::from(CustodyAct::Looked(looked));
    let id = SubjectId(Uuid::from_u128(0xF1));
    let signed = event(by, id, entry.act.kind(), custody_audience(), None, entry.parts().unwrap());
    let mut custody = Custody::unknown(id);
    assert!(custody.apply(&signed, &entry, Stamp::Confirmed { seq: 1, at: EVENING }));
    (entry, signed, custody)
}

/// Whether somebody is handed a note, and a phone that is shows who looked.
fn handed(
    world: &World,
    reader: &Person,
    by: &Person,
    data_subject: Option<&Person>,
    moderated: &Placement,
) -> (bool, bool) {
    let (_, signed, custody) = look(by);
    let subject = data_subject.map(|person| person.id);
    let grants = grants(reader);
    let policy = Reader { actor: reader.id, grants: &grants };
    let wrote = reader.id == by.id;
    let hub = world.reached(reader, custody_readership(&custody, subject, moderated))
        && may_read_custody(&custody, subject, moderated, &policy, wrote);
    let kept = signed.keeping(|_| hub);
    let mut seen = Custody::unknown(custody.id);
    let known = CustodyEntry::read(&kept)
        .ok()
        .flatten()
        .is_some_and(|entry| seen.apply(&kept, &entry, Stamp::Confirmed { seq: 1, at: EVENING }));
    (hub, known && seen.by == Some(by.id))
}

/// Whether a role has any record to open: of some scope it gets more than the core. Intake staff open referrals, in another realm.
fn opens_records(world: &World, me: &Person) -> bool {
    let grants = grants(me);
    let policy = Reader { actor: me.id, grants: &grants };
    Audience::ALL.iter().any(|scope| {
        let mut filed = report(Category::Gbv, scope.clone());
        filed.category = Category::Medical;
        let case = usalama_tests::fixtures::Case::reported(&world.reporter(), filed);
        let assigned = usalama_tests::fixtures::acts::assigned(me, me.grant.org, case.now);
        let mut case = case;
        case.audience = scope.clone();
        if me.role == Role::Guard {
            case.then(&world.colleague(&Role::FirmSupervisor), &assigned);
        }
        let incident = Incident { visibility: scope.clone(), ..case.incident() };
        let mut header = case.events[0].0.header().clone();
        header.audience = scope.clone();
        let open = world.reached(me, readership(&incident, world.here, None).into_keys());
        open && [PartName::Text, PartName::Place]
            .iter()
            .any(|part| may_read(part, &header, &incident, world.here, &policy, false, false))
    })
}

fn audit(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let officer = world.away(&Role::PoliceOfficer);
    let nowhere = Placement::default();
    if *role == Role::Resident {
        let (hub, phone) = handed(world, &me, &officer, Some(&me), &nowhere);
        asked.reads("who opened what they reported", hub, phone);
    }
    let (entry, _, _) = look(&me);
    let notes = |side| {
        let (custody, audience) = (Custody::unknown(SubjectId(Uuid::from_u128(0xF1))), custody_audience());
        let scene = CustodyScene {
            custody: &custody,
            placement: world.placement(side),
            own_case: false,
            now: EVENING,
            audience: &audience,
            on_arrival: on_arrival(side),
        };
        may_on_custody(&entry, &standing(&me, false), &scene) == Decision::Allow
    };
    let opens = opens_records(world, &me) || *role == Role::RehabIntake;
    let (hub, phone) = handed(world, &me, &me, None, &nowhere);
    asked.reads(
        "what they opened themselves",
        opens && hub && notes(crate::ask::Side::Hub),
        opens && phone && notes(crate::ask::Side::Phone),
    );
    let question = match role {
        Role::PoliceOfficer => "what others of their station opened",
        _ => "what others of their firm opened",
    };
    let (hub, phone) = handed(world, &me, &world.colleague(role), None, &nowhere);
    asked.reads(question, hub, phone);
    let (hub, phone) = handed(world, &me, &officer, None, world.here);
    asked.reads("what was opened here", hub, phone);
    let (hub, phone) = handed(world, &me, &officer, None, &nowhere);
    asked.reads("what was opened here of what moderators do not read", hub, phone);
    world.office.lists(&mut asked, role, |office| office.audit);
    asked
}
