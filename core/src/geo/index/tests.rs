use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn id(number: u128) -> AreaId {
    AreaId::new(Uuid::from_u128(number))
}

/// A rectangle in degrees.
fn block(south: f64, north: f64, west: f64, east: f64) -> Option<Shape> {
    Some(Shape::from_ring(&[at(south, west), at(south, east), at(north, east), at(north, west)]).unwrap())
}

fn area(number: u128, kind: AreaKind, parents: &[u128], geometry: Option<Shape>) -> Area {
    let mut area = Area::named(id(number), kind, "drawn by hand", "test", "CC0");
    area.parents = parents.iter().copied().map(id).collect();
    area.geometry = geometry;
    area
}

/// County 1 (1° square) of constituencies 2 and 3 without outline; wards 4 and 5 in 2; 5, and 6 in 3, have no outline.
/// County 10 beside it, with ward 12 that covers its western half only.
fn two_counties() -> Vec<Area> {
    vec![
        area(4, AreaKind::Ward, &[2], block(-1.0, 0.0, 36.0, 36.5)),
        area(5, AreaKind::Ward, &[2], None),
        area(1, AreaKind::County, &[], block(-1.0, 0.0, 36.0, 37.0)),
        area(2, AreaKind::Constituency, &[1], None),
        area(3, AreaKind::Constituency, &[1], None),
        area(6, AreaKind::Ward, &[3], None),
        area(10, AreaKind::County, &[], block(-1.0, 0.0, 37.0, 38.0)),
        area(11, AreaKind::Constituency, &[10], block(-1.0, 0.0, 37.0, 38.0)),
        area(12, AreaKind::Ward, &[11], block(-1.0, 0.0, 37.0, 37.5)),
    ]
}

#[test]
fn a_point_is_in_its_ward_and_on_a_border_in_both() {
    let mut index = AreaIndex::from_areas(two_counties()).unwrap();
    assert_eq!(index.locate(at(-0.5, 36.2), &AreaKind::Ward), Located::In(vec![id(4)]));
    assert_eq!(index.locate(at(-0.5, 37.0), &AreaKind::County), Located::In(vec![id(1), id(10)]));
    index.insert(area(7, AreaKind::Ward, &[2], block(-1.0, 0.0, 36.5, 36.6))).unwrap();
    assert_eq!(index.locate(at(-0.5, 36.5), &AreaKind::Ward).ids(), [id(4), id(7)]);
}

#[test]
fn a_ward_without_outline_makes_the_rest_of_its_county_unknown() {
    let index = AreaIndex::from_areas(two_counties()).unwrap();
    assert_eq!(index.locate(at(-0.5, 36.7), &AreaKind::Ward), Located::Unknown);
    assert_eq!(index.locate(at(5.0, 40.0), &AreaKind::Ward), Located::Outside);
    assert_eq!(index.locate(at(5.0, 40.0), &AreaKind::County), Located::Outside);
}

#[test]
fn a_gap_between_wards_is_unknown_and_one_between_estates_is_outside() {
    let mut index = AreaIndex::from_areas(two_counties()).unwrap();
    assert_eq!(index.locate(at(-0.5, 37.7), &AreaKind::Ward), Located::Unknown);
    assert_eq!(index.locate(at(-0.5, 37.7), &AreaKind::Estate), Located::Unknown, "no estate is known at all");
    index.insert(area(20, AreaKind::Estate, &[12], block(-0.6, -0.5, 37.1, 37.2))).unwrap();
    assert_eq!(index.locate(at(-0.5, 37.7), &AreaKind::Estate), Located::Outside);
    assert_eq!(index.locate(at(-0.5, 37.3), &AreaKind::Estate), Located::Outside);
    index.insert(area(21, AreaKind::Estate, &[12], None)).unwrap();
    assert_eq!(index.locate(at(-0.5, 37.3), &AreaKind::Estate), Located::Unknown);
    assert_eq!(index.locate(at(-0.5, 37.7), &AreaKind::Estate), Located::Outside, "ward 12 is elsewhere");
}

#[test]
fn an_association_of_two_wards_could_be_in_either_and_one_of_unknown_wards_anywhere() {
    let mut index = AreaIndex::from_areas(two_counties()).unwrap();
    index.insert(area(30, AreaKind::Ra, &[4, 12], None)).unwrap();
    assert_eq!(index.locate(at(-0.5, 37.1), &AreaKind::Ra), Located::Unknown);
    assert_eq!(index.locate(at(-0.5, 37.9), &AreaKind::Ra), Located::Outside);
    index.insert(area(31, AreaKind::Ra, &[999], None)).unwrap();
    assert_eq!(index.locate(at(-0.5, 37.9), &AreaKind::Ra), Located::Unknown);
}

#[test]
fn hierarchies_overlap_and_each_is_followed() {
    let mut index = AreaIndex::from_areas(two_counties()).unwrap();
    index.insert(area(40, AreaKind::SubCounty, &[1], None)).unwrap();
    index.insert(area(41, AreaKind::PoliceArea, &[40], None)).unwrap();
    assert!(index.is_within(id(41), id(1)) && index.is_within(id(5), id(1)) && index.is_within(id(5), id(5)));
    assert!(!index.is_within(id(41), id(2)) && !index.is_within(id(1), id(5)));
    assert_eq!(index.ancestors(id(5)), [id(1), id(2)].into());
    assert_eq!(index.descendants(id(1)), [2, 3, 4, 5, 6, 40, 41].map(id).into());
}

#[test]
fn a_parent_that_is_not_here_yet_still_counts() {
    let mut index = AreaIndex::from_areas([area(4, AreaKind::Ward, &[2], None)]).unwrap();
    assert!(index.is_within(id(4), id(2)));
    index.insert(area(2, AreaKind::Constituency, &[1], None)).unwrap();
    assert!(index.is_within(id(4), id(1)));
    assert!(matches!(
        index.insert(area(1, AreaKind::Ward, &[], None)),
        Err(IndexError::Area { reason: AreaError::WrongParentKind { .. }, .. })
    ));
    assert_eq!(index.len(), 2);
}

#[test]
fn an_area_cannot_lie_in_itself_by_any_way() {
    let newer = |number, parents: &[u128]| area(number, AreaKind::Other("beat".into()), parents, None);
    let mut index = AreaIndex::from_areas([newer(1, &[2]), newer(2, &[3])]).unwrap();
    assert_eq!(index.insert(newer(3, &[1])), Err(IndexError::Cycle { id: id(3) }));
    assert!(AreaIndex::from_areas([newer(1, &[2]), newer(2, &[1])]).is_err());
    assert_eq!(AreaIndex::from_areas([newer(1, &[]), newer(1, &[])]).err(), Some(IndexError::Twice { id: id(1) }));
}

#[test]
fn a_chain_of_a_hundred_thousand_areas_does_not_overflow_the_stack() {
    let newer = |number: u128| area(number, AreaKind::Other("beat".into()), &[number + 1], None);
    // From the top down, so that each check is short.
    let index = AreaIndex::from_areas((0..2_000).rev().map(newer)).unwrap();
    assert_eq!(index.ancestors(id(0)).len(), 2_000);
    assert_eq!(index.locate(at(0.0, 36.0), &AreaKind::Other("beat".into())), Located::Unknown);
}

#[test]
fn replacing_an_area_moves_it() {
    let mut index = AreaIndex::from_areas(two_counties()).unwrap();
    let former = index.insert(area(4, AreaKind::Ward, &[3], block(-1.0, 0.0, 36.8, 36.9))).unwrap();
    assert_eq!(former.map(|a| a.parents), Some(vec![id(2)]));
    assert_eq!(index.locate(at(-0.5, 36.85), &AreaKind::Ward), Located::In(vec![id(4)]));
    assert_eq!(index.locate(at(-0.5, 36.2), &AreaKind::Ward), Located::Unknown);
    assert_eq!(index.descendants(id(3)), [4, 6].map(id).into());
    assert_eq!(index.descendants(id(2)), [id(5)].into());
}

#[test]
fn areas_nearby_are_sorted_by_distance() {
    let index = AreaIndex::from_areas(two_counties()).unwrap();
    let near = index.within_radius(at(-0.5, 36.99), 2_000.0);
    assert_eq!(near.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 10, 11, 12].map(id));
    assert!(near.iter().all(|(found, d)| (*found == id(1)) == (*d == 0.0)));
    assert!((near[1].1 - 1_112.0).abs() < 5.0, "{}", near[1].1);
    assert_eq!(index.nearest(at(20.0, -60.0), &AreaKind::Ward, 1)[0].0, id(4));
    assert_eq!(index.nearest(at(-0.5, 36.2), &AreaKind::Ward, 9).len(), 2);
    assert!(index.nearest(at(-0.5, 36.2), &AreaKind::Ra, 1).is_empty());
    assert!(index.within_radius(at(-0.5, 36.2), f64::NAN).is_empty());
}

#[test]
fn the_antimeridian_and_the_poles_do_not_hide_what_is_near() {
    let index = AreaIndex::from_areas([
        area(1, AreaKind::Site, &[], block(0.0, 1.0, 179.0, 179.999)),
        area(2, AreaKind::Site, &[], block(89.0, 89.9, 10.0, 20.0)),
    ])
    .unwrap();
    assert_eq!(index.within_radius(at(0.5, -179.999), 500.0)[0].0, id(1));
    assert_eq!(index.nearest(at(90.0, 0.0), &AreaKind::Site, 1)[0].0, id(2));
}

#[test]
fn an_alert_meets_the_areas_it_touches() {
    let index = AreaIndex::from_areas(two_counties()).unwrap();
    let alert = Shape::circle(at(-0.5, 36.999), 500.0).unwrap();
    assert_eq!(index.intersecting(&alert), [1, 10, 11, 12].map(id));
}

#[test]
fn the_smallest_area_decides_how_coarse_a_place_is_shown() {
    let mut areas = two_counties();
    let mut spacious = area(50, AreaKind::Estate, &[4], block(-0.6, -0.5, 36.1, 36.2));
    spacious.coarsen_m = 500;
    areas.push(spacious);
    let index = AreaIndex::from_areas(areas).unwrap();
    assert_eq!(index.coarsen_m_at(at(-0.55, 36.15)), 500);
    assert_eq!(index.containing(at(-0.55, 36.15)), [1, 4, 50].map(id));
    assert_eq!(index.coarsen_m_at(at(-0.3, 36.15)), 150);
    assert_eq!(index.coarsen_m_at(at(9.0, 36.15)), COARSEN_M_WITHOUT_AREA);
}

proptest! {
    #[test]
    fn the_order_of_arrival_does_not_matter(
        areas in Just(two_counties()).prop_shuffle(),
        lat in -1.2..0.2f64,
        lon in 35.8..38.2f64,
    ) {
        let bulk = AreaIndex::from_areas(two_counties()).unwrap();
        let mut single = AreaIndex::new();
        for area in areas {
            single.insert(area).unwrap();
        }
        for kind in [AreaKind::Ward, AreaKind::County, AreaKind::Constituency] {
            prop_assert_eq!(single.locate(at(lat, lon), &kind), bulk.locate(at(lat, lon), &kind));
        }
        prop_assert_eq!(single.within_radius(at(lat, lon), 30_000.0), bulk.within_radius(at(lat, lon), 30_000.0));
    }
}
