//! What messages make of each other, whatever the order; and whom they concern.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::geo::{Area, AreaId, AreaIndex, AreaKind, LatLon, Position, PositionSource, Shape};
use crate::model::cap::{self, MsgType, Reference, Severity};

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn ring(south: f64, west: f64, size: f64) -> Vec<LatLon> {
    vec![at(south, west), at(south, west + size), at(south + size, west + size), at(south + size, west)]
}

fn message(id: u128, msg_type: MsgType, severity: Severity, about: &[&cap::Alert], place: AlertPlace) -> cap::Alert {
    let new = NewAlert::new(
        AlertEvent::Flood,
        severity,
        Bilingual::new("Flood", "Mafuriko"),
        place,
        NOW.plus(Duration::from_secs(3600)),
    );
    let references: Vec<Reference> = about.iter().map(|about| Reference::to(about)).collect();
    let envelope = Envelope {
        id: SubjectId(Uuid::from_u128(id)),
        sender: sender_of(Uuid::from_u128(7)),
        sender_name: None,
        sent: Timestamp::from_millis(NOW.as_millis() - 60_000 + i64::try_from(id).unwrap() * 1_000),
        msg_type,
        references: &references,
    };
    compose(&new, &envelope, &AreaIndex::new()).unwrap()
}

fn here() -> AlertPlace {
    AlertPlace { polygons: vec![ring(-1.3, 36.8, 0.01)], ..AlertPlace::default() }
}

/// A message that the hub let out as the nth.
fn out(id: u128, message: &cap::Alert, nth: i64) -> Alert {
    Alert {
        state: Some(AlertState::Issued),
        message: Some(Box::new(message.clone())),
        role: Some(Role::PoliceOfficer),
        issued_at: Some(Timestamp::from_millis(NOW.as_millis() - 1_000 + nth)),
        ..Alert::unknown(SubjectId(Uuid::from_u128(id)))
    }
}

fn states(alerts: &[Alert], now: Timestamp) -> Vec<AlertState> {
    let board = Board::of(alerts, now);
    alerts.iter().map(|alert| board.get(alert.id).unwrap().state.clone()).collect()
}

#[test]
fn a_cancellation_counts_before_and_after_what_it_calls_off() {
    let first = message(1, MsgType::Alert, Severity::Moderate, &[], here());
    let off = message(2, MsgType::Cancel, Severity::Moderate, &[&first], here());
    let (first, off) = (out(1, &first, 2), out(2, &off, 1));
    assert_eq!(states(&[off.clone(), first.clone()], NOW), [AlertState::Issued, AlertState::Cancelled]);
    assert_eq!(states(&[first.clone(), off], NOW), [AlertState::Cancelled, AlertState::Issued]);
    assert_eq!(states(&[first], NOW), [AlertState::Issued]);
}

#[test]
fn the_second_of_two_of_one_name_is_nobodys_news_and_an_unknown_reference_makes_an_update_an_alert() {
    let first = message(1, MsgType::Alert, Severity::Moderate, &[], here());
    let twice = [out(1, &first, 1), out(2, &first, 2)];
    let board = Board::of(&twice, NOW);
    assert!(!board.get(twice[0].id).unwrap().is_silent);
    assert!(board.get(twice[1].id).unwrap().is_silent);
    let update = message(3, MsgType::Update, Severity::Moderate, &[&first], here());
    let alone = [out(3, &update, 1)];
    assert!(!Board::of(&alone, NOW).get(alone[0].id).unwrap().is_silent);
}

#[test]
fn an_update_is_silent_where_it_is_no_worse_and_no_wider() {
    let first = message(1, MsgType::Alert, Severity::Moderate, &[], here());
    let wider = AlertPlace { polygons: vec![ring(-1.3, 36.8, 0.02)], ..AlertPlace::default() };
    for (severity, place, silent) in [
        (Severity::Moderate, here(), true),
        (Severity::Minor, here(), true),
        (Severity::Severe, here(), false),
        (Severity::Moderate, wider, false),
    ] {
        let update = message(2, MsgType::Update, severity, &[&first], place);
        let both = [out(1, &first, 1), out(2, &update, 2)];
        let board = Board::of(&both, NOW);
        assert_eq!(board.get(both[1].id).unwrap().is_silent, silent);
        assert_eq!(board.get(both[0].id).unwrap().state, AlertState::Updated);
    }
}

#[test]
fn another_systems_messages_move_their_own_alone() {
    let ours = message(1, MsgType::Alert, Severity::Moderate, &[], here());
    let mut theirs = message(2, MsgType::Cancel, Severity::Moderate, &[&ours], here());
    theirs.sender = "alerts@elsewhere.example".to_owned();
    let mut off = out(2, &theirs, 2);
    off.source = crate::text::Title::new("Elsewhere").ok();
    assert_eq!(states(&[out(1, &ours, 1), off], NOW), [AlertState::Issued, AlertState::Issued]);
}

proptest! {
    #[test]
    fn whatever_the_order_in_which_they_come_messages_stand_the_same(
        links in prop::collection::vec((0_u8..3, 0_usize..6), 1..7),
        seed: u64,
    ) {
        let mut messages: Vec<cap::Alert> = vec![];
        for (number, (kind, about)) in (1..).zip(&links) {
            let earlier: Vec<&cap::Alert> = messages.get(*about).into_iter().collect();
            let kind = if earlier.is_empty() { 0 } else { *kind };
            let msg_type = [MsgType::Alert, MsgType::Update, MsgType::Cancel][usize::from(kind)].clone();
            let about = if kind == 0 { vec![] } else { earlier };
            messages.push(message(number, msg_type, Severity::Moderate, &about, here()));
        }
        let mut alerts: Vec<Alert> = (1..).zip(&messages).map(|(id, message)| out(id, message, id as i64)).collect();
        let ordered = Board::of(&alerts, NOW);
        let mut chance = seed;
        for at in (1..alerts.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            alerts.swap(at, (chance >> 33) as usize % (at + 1));
        }
        let shuffled = Board::of(&alerts, NOW);
        for alert in &alerts {
            prop_assert_eq!(ordered.get(alert.id), shuffled.get(alert.id));
        }
    }

    #[test]
    fn an_index_finds_what_a_look_at_every_alert_finds(
        places in prop::collection::vec((-1.4_f64..-1.2, 36.7_f64..36.9, 0.0005_f64..0.03), 1..40),
        lat in -1.42_f64..-1.18, lon in 36.68_f64..36.92, accuracy in 1.0_f32..2_000.0,
    ) {
        let areas = AreaIndex::new();
        let messages: Vec<(SubjectId, cap::Alert)> = (1_u128..)
            .zip(&places)
            .map(|(id, (south, west, size))| {
                let place = AlertPlace { polygons: vec![ring(*south, *west, *size)], ..AlertPlace::default() };
                (SubjectId(Uuid::from_u128(id)), message(id, MsgType::Alert, Severity::Minor, &[], place))
            })
            .collect();
        let index = AlertIndex::new(messages.iter().map(|(id, message)| (*id, message)), &areas);
        let position = Position::new(at(lat, lon), accuracy, PositionSource::Gnss, None).unwrap();
        let here = Whereabouts { position: Some((&position, NOW)), ..Whereabouts::default() };
        let found: BTreeSet<SubjectId> = index.matching(&here, &areas, NOW).into_iter().map(|found| found.id).collect();
        let buffer = f64::from(accuracy).max(BUFFER_M);
        let all: BTreeSet<SubjectId> = messages
            .iter()
            .filter(|(_, message)| Reach::of(message).distance_m(position.at, &areas).is_some_and(|far| far <= buffer))
            .map(|(id, _)| *id)
            .collect();
        prop_assert_eq!(found, all);
    }
}

#[test]
fn zero_radius_codes_of_places_and_areas_without_a_map_are_matched() {
    let county = AreaId::of_code(&AreaKind::County, &crate::geo::AreaCode::County("047".parse().unwrap()));
    let mut ward = Area::named(AreaId::new(Uuid::from_u128(5)), AreaKind::Constituency, "Invented", "test", "none");
    ward.parents = BTreeSet::from([county]).into_iter().collect();
    ward.geometry = Some(Shape::from_ring(&ring(-1.31, 36.79, 0.005)).unwrap());
    let areas = AreaIndex::from_areas([ward.clone()]).unwrap();
    let point = AlertPlace { circles: vec![(at(-1.3, 36.8), 0.0)], ..AlertPlace::default() };
    let whole = AlertPlace { areas: vec![county], ..AlertPlace::default() };
    let (point, whole) = (
        message(1, MsgType::Alert, Severity::Minor, &[], point),
        message(2, MsgType::Alert, Severity::Minor, &[], whole),
    );
    let ids = [SubjectId(Uuid::from_u128(1)), SubjectId(Uuid::from_u128(2))];
    let index = AlertIndex::new([(ids[0], &point), (ids[1], &whole)], &areas);
    assert_eq!(index.at(at(-1.3004, 36.8), BUFFER_M).len(), 1, "a circle without a radius is a place");
    assert_eq!(index.at(at(-1.302, 36.8), BUFFER_M), []);
    let home = Whereabouts { position: None, areas: BTreeSet::from([ward.id]) };
    let found: Vec<SubjectId> = index.matching(&home, &areas, NOW).into_iter().map(|found| found.id).collect();
    assert_eq!(found, [ids[1]], "home lies in the county, of which there is no outline");
}
