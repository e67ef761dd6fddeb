//! The rows of §12 about alerts (with the limits of §8.2) and SOS.

use std::time::Duration;

use usalama_core::event::{PartName, Role, SubjectId};
use usalama_core::geo::LatLon;
use usalama_core::model::Model as _;
use usalama_core::model::alert::{
    Alert, AlertAct, AlertEntry, AlertEvent, AlertPlace, AlertState, Bilingual, Envelope, NewAlert, Proposed, compose,
    sender_of,
};
use usalama_core::model::cap::{self, MsgType, Reference, Severity};
use usalama_core::model::incident::{Nothing, Place, Stamp};
use usalama_core::model::sos::{Raised, Sos, SosAct, SosEntry, SosKind, SosMode, SosTrigger};
use usalama_core::policy::{
    AlertScene, Decision, Reader, SosScene, alert_audience, may_on_alert, may_on_sos, may_read_sos, needs_release,
    sos_audience, sos_readership,
};
use usalama_tests::fixtures::{EVENING, FIRM, Person};
use uuid::Uuid;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{World, event, grants, on_arrival, standing};

pub const ROWS: [Row; 3] = [
    Row { name: "Alert draft / release / cancel", legend: issuers, ask: alerts },
    Row { name: "SOS raise", legend: legend! { "C" => ["calls for help"] }, ask: raise },
    Row {
        name: "SOS see",
        legend: legend! {
            "o" => ["their own"],
            "opt-in A" => ["as somebody who was chosen"],
            "a" => ["at the site, at once", "at the site, when it went on", "at the site, in the end"],
            "s" => ["at the site, when it went on", "at the site, in the end"],
            "A" => ["at the site, in the end"],
            "k" => ["numbers alone"],
        },
        ask: see,
    },
];

/// The table of §8.2, for the letters of the cell that refer to it.
fn issuers(letters: &str, role: &Role) -> Option<&'static [&'static str]> {
    match (letters, role) {
        ("–", _) => Some(&[]),
        ("draft", _) => Some(&["drafts a minor one", "calls their own off"]),
        ("§8.2", Role::RaOfficial) => Some(&[
            "drafts a minor one",
            "drafts a moderate one",
            "drafts a severe one",
            "lets out a minor one alone",
            "lets out a moderate one alone",
            "releases a leader's",
            "calls their own off",
        ]),
        ("§8.2", Role::NgaoOfficer | Role::FirmSupervisor) => Some(&[
            "drafts a minor one",
            "drafts a moderate one",
            "lets out a minor one alone",
            "lets out a moderate one alone",
            "calls their own off",
        ]),
        ("§8.2", Role::PoliceOfficer) => Some(&[
            "drafts a minor one",
            "drafts a moderate one",
            "drafts a severe one",
            "drafts an extreme one",
            "lets out a minor one alone",
            "lets out a moderate one alone",
            "lets out a severe one alone",
            "lets out an extreme one alone",
            "releases a leader's",
            "calls their own off",
            "calls a leader's off",
        ]),
        ("§8.2", Role::ProgrammeAdmin) => Some(&[
            "drafts a minor one",
            "drafts a moderate one",
            "drafts a severe one",
            "drafts an extreme one",
            "calls their own off",
            "calls a leader's off",
        ]),
        _ => None,
    }
}

const ALERT: SubjectId = SubjectId(Uuid::from_u128(0xA1E7));
const OTHER: SubjectId = SubjectId(Uuid::from_u128(0xA1E8));

/// Some metres around the place: within everybody's area.
fn around(world: &World) -> AlertPlace {
    let corner =
        |north: f64, east: f64| LatLon::new(world.at.lat() + north * 1e-5, world.at.lon() + east * 1e-5).unwrap();
    let ring = vec![corner(-1.0, -1.0), corner(-1.0, 1.0), corner(1.0, 1.0), corner(1.0, -1.0)];
    AlertPlace { polygons: vec![ring], ..AlertPlace::default() }
}

fn sender(who: &Person) -> String {
    sender_of(who.grant.org.map_or(who.id.0, |org| org.0))
}

fn message(world: &World, who: &Person, id: SubjectId, severity: Severity) -> cap::Alert {
    let headline = Bilingual::new("Water is cut off", "Maji yamekatika");
    let expires = EVENING.plus(Duration::from_secs(6 * 3600));
    let new = NewAlert {
        restricted: who.role == Role::FirmSupervisor,
        ..NewAlert::new(AlertEvent::UtilityFailure, severity, headline, around(world), expires)
    };
    let envelope = Envelope {
        id,
        sender: sender(who),
        sender_name: None,
        sent: EVENING,
        msg_type: MsgType::Alert,
        references: &[],
    };
    compose(&new, &envelope, &world.areas).unwrap()
}

fn proposed(alert: cap::Alert, needs_release: bool) -> AlertEntry {
    AlertAct::Proposed(Box::new(Proposed { alert, needs_release, person_ob_number: None })).into()
}

fn decide(
    world: &World,
    side: Side,
    who: &Person,
    entry: &AlertEntry,
    alert: &Alert,
    referenced: &[Alert],
) -> Decision {
    let unmapped = usalama_core::geo::AreaIndex::new();
    let audience = alert_audience(&entry.act, alert);
    let scene = AlertScene {
        alert,
        id: alert.id,
        referenced,
        areas: if side == Side::NoMap { &unmapped } else { &world.areas },
        now: EVENING.plus(Duration::from_secs(60)),
        audience: &audience,
        on_arrival: on_arrival(side),
    };
    may_on_alert(entry, &standing(who, false), &scene)
}

/// One that somebody handed in.
fn handed_in(world: &World, by: &Person, id: SubjectId, severity: Severity, state: AlertState) -> Alert {
    Alert {
        state: Some(state),
        message: Some(Box::new(message(world, by, id, severity))),
        by: Some(by.id),
        role: Some(by.role.clone()),
        issued_at: Some(EVENING),
        ..Alert::unknown(id)
    }
}

/// What calls another one off, by the words of the earlier message.
fn calling_off(world: &World, who: &Person, earlier: &Alert) -> AlertEntry {
    let before = earlier.message.as_deref().unwrap();
    let mut off = message(world, who, ALERT, Severity::Minor);
    off.scope = if who.role == Role::FirmSupervisor { cap::Scope::Restricted } else { cap::Scope::Public };
    let references = [Reference::to(before)];
    let envelope = Envelope {
        id: ALERT,
        sender: sender(who),
        sender_name: None,
        sent: EVENING.plus(Duration::from_secs(60)),
        msg_type: MsgType::Cancel,
        references: &references,
    };
    let headline = Bilingual::new("Water is back", "Maji yamerudi");
    let expires = EVENING.plus(Duration::from_secs(6 * 3600));
    let new = NewAlert {
        restricted: who.role == Role::FirmSupervisor,
        ..NewAlert::new(AlertEvent::UtilityFailure, Severity::Minor, headline, around(world), expires)
    };
    proposed(compose(&new, &envelope, &world.areas).unwrap(), false)
}

fn alerts(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away) = (Asked::default(), world.here(role), world.away(role));
    let new = Alert::unknown(ALERT);
    for (drafts, alone, severity) in [
        ("drafts a minor one", "lets out a minor one alone", Severity::Minor),
        ("drafts a moderate one", "lets out a moderate one alone", Severity::Moderate),
        ("drafts a severe one", "lets out a severe one alone", Severity::Severe),
        ("drafts an extreme one", "lets out an extreme one alone", Severity::Extreme),
    ] {
        let message = message(world, &me, ALERT, severity);
        let by_rule = needs_release(&message, &me.grant, &world.areas);
        let (as_asked, at_once) = (proposed(message.clone(), by_rule), proposed(message, false));
        asked.may(drafts, |side| decide(world, side, &me, &as_asked, &new, &[]));
        asked.may(alone, |side| decide(world, side, &me, &at_once, &new, &[]));
    }
    let elsewhere = message(world, &away, ALERT, Severity::Minor);
    let by_rule = needs_release(&elsewhere, &away.grant, &world.areas);
    let elsewhere = proposed(elsewhere, by_rule);
    asked.may("drafts a minor one, elsewhere", |side| decide(world, side, &away, &elsewhere, &new, &[]));
    let leader = world.colleague(&Role::CommunityLeader);
    let waiting = handed_in(world, &leader, OTHER, Severity::Minor, AlertState::PendingRelease);
    let release: AlertEntry = AlertAct::Released(Nothing {}).into();
    asked.may("releases a leader's", |side| decide(world, side, &me, &release, &waiting, &[]));
    asked.may("releases a leader's, elsewhere", |side| decide(world, side, &away, &release, &waiting, &[]));
    let mine = handed_in(world, &me, OTHER, Severity::Minor, AlertState::Issued);
    let off = calling_off(world, &me, &mine);
    asked.may("calls their own off", |side| decide(world, side, &me, &off, &new, std::slice::from_ref(&mine)));
    let theirs = handed_in(world, &leader, OTHER, Severity::Minor, AlertState::Issued);
    let off = calling_off(world, &me, &theirs);
    asked.may("calls a leader's off", |side| decide(world, side, &me, &off, &new, std::slice::from_ref(&theirs)));
    asked
}

const SOS: SubjectId = SubjectId(Uuid::from_u128(0x505));

fn raised(contacts: Vec<usalama_core::event::ActorId>) -> SosEntry {
    let raised = Raised::new(SosTrigger::Button, SosMode::Loud, SosKind::Attack);
    SosAct::Raised(Box::new(Raised { contacts, firm: Some(FIRM), ..raised })).into()
}

fn raise(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let (unknown, audience, entry) = (Sos::unknown(SOS), sos_audience(), raised(vec![]));
    asked.may("calls for help", |side| {
        let scene = SosScene {
            sos: &unknown,
            placement: world.placement(side),
            made_at: EVENING,
            key: me.key.public(),
            now: EVENING,
            audience: &audience,
            on_arrival: on_arrival(side),
        };
        may_on_sos(&entry, &standing(&me, true), &scene)
    });
    asked
}

/// An SOS that somebody raised, at a tier; whether somebody is handed it with its place, and sees it.
fn sees(world: &World, reader: &Person, raiser: &Person, tier: u8, contacts: &[&Person]) -> (bool, bool) {
    let place = Place { position: Some(world.position()), place_text: None, indoor: None };
    let entry = SosEntry { place: Some(place), ..raised(contacts.iter().map(|contact| contact.id).collect()) };
    let signed = event(raiser, SOS, entry.act.kind(), sos_audience(), world.here.ward(), entry.parts().unwrap());
    let mut sos = Sos::unknown(SOS);
    let stamp = Stamp::Confirmed { seq: 1, at: EVENING };
    assert!(sos.apply(&signed, &entry, stamp));
    sos.tier = tier;
    if !world.reached(reader, sos_readership(&sos, world.here, Some(raiser.id))) {
        return (false, false);
    }
    let grants = grants(reader);
    let policy = Reader { actor: reader.id, grants: &grants };
    let own = reader.id == raiser.id;
    let kept = signed.clone().keeping(|part| may_read_sos(part, signed.header(), &sos, world.here, &policy, own, own));
    let mut seen = Sos::unknown(SOS);
    let known = SosEntry::read(&kept).ok().flatten().is_some_and(|entry| seen.apply(&kept, &entry, stamp));
    (kept.parts().contains_key(&PartName::Place), known && seen.began_at.is_some())
}

fn see(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away, raiser) = (Asked::default(), world.here(role), world.away(role), world.reporter());
    for (question, tier) in
        [("at the site, at once", 1), ("at the site, when it went on", 2), ("at the site, in the end", 3)]
    {
        let (hub, phone) = sees(world, &me, &raiser, tier, &[]);
        asked.reads(question, hub, phone);
    }
    let (hub, phone) = sees(world, &away, &raiser, 3, &[]);
    asked.reads("elsewhere", hub, phone);
    if *role == Role::Resident {
        let (hub, phone) = sees(world, &me, &me, 1, &[]);
        asked.reads("their own", hub, phone);
    }
    if *role == Role::RaOfficial {
        let (hub, phone) = sees(world, &me, &raiser, 1, &[&me]);
        asked.reads("as somebody who was chosen", hub, phone);
    }
    world.office.counts(&mut asked, role, |office| office.sos);
    asked
}
