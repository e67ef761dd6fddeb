//! The invented areas of the demonstration are areas as the core wants them, and lie where the demonstration says.

use std::collections::BTreeSet;

use usalama_core::geo::{Area, AreaCode, AreaId, AreaIndex, AreaKind, LatLon, Located};
use usalama_core::model::actor::OrgKind;
use usalama_core::sync::wire::Reference;

const DEMO: &str = include_str!("../data/areas/demo.json");
const LONDON: &str = include_str!("../data/areas/city_of_london.json");
const SOURCE: &str = "invented for the demonstration";

fn read(text: &str) -> (Reference, AreaIndex) {
    let reference: Reference = serde_json::from_str(text).unwrap();
    let index = AreaIndex::from_areas(reference.areas.clone()).unwrap();
    (reference, index)
}

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

/// Names of the areas of a kind that a point is in.
fn names(index: &AreaIndex, at: LatLon, kind: &AreaKind) -> Vec<String> {
    index.locate(at, kind).ids().iter().filter_map(|id| index.get(*id)).map(|area| area.name_en.clone()).collect()
}

#[test]
fn a_report_from_the_gate_of_the_site_finds_ward_association_station_and_chief() {
    let (_, index) = read(DEMO);
    let gate = at(-1.3011, 36.9101);
    for (kind, name) in [
        (AreaKind::Country, "Kenya"),
        (AreaKind::County, "Nairobi City"),
        (AreaKind::Constituency, "Mfano"),
        (AreaKind::Ward, "Mfano Mashariki"),
        (AreaKind::SubCounty, "Mfano sub-county"),
        (AreaKind::Division, "Mfano division"),
        (AreaKind::Location, "Mfano location"),
        (AreaKind::SubLocation, "Mfano East sub-location"),
        (AreaKind::PoliceArea, "Mfano station area"),
        (AreaKind::Ra, "Mfano RA"),
        (AreaKind::Site, "Mfano Plaza"),
    ] {
        assert_eq!(names(&index, gate, &kind), [name], "{kind}");
    }
    assert_eq!(index.locate(gate, &AreaKind::Cluster), Located::Outside);
    assert_eq!(names(&index, at(-1.3025, 36.9075), &AreaKind::Cluster), ["Mfano court"]);
}

#[test]
fn the_neighbouring_ward_has_another_station_and_no_association() {
    let (_, index) = read(DEMO);
    let west = at(-1.30, 36.89);
    assert_eq!(names(&index, west, &AreaKind::Ward), ["Mfano Magharibi"]);
    assert_eq!(names(&index, west, &AreaKind::PoliceArea), ["Jirani station area"]);
    assert_eq!(index.locate(west, &AreaKind::Ra), Located::Outside);
}

#[test]
fn elsewhere_in_the_county_the_ward_is_unknown_and_never_outside() {
    let (_, index) = read(DEMO);
    let elsewhere = at(-1.25, 36.75);
    assert_eq!(names(&index, elsewhere, &AreaKind::County), ["Nairobi City"]);
    assert_eq!(index.locate(elsewhere, &AreaKind::Ward), Located::Unknown);
}

#[test]
fn every_area_is_marked_as_invented_and_comes_after_what_it_lies_in() {
    for (text, count) in [(DEMO, 15), (LONDON, 1)] {
        let (reference, _) = read(text);
        assert_eq!(reference.areas.len(), count);
        let mut before = BTreeSet::new();
        for area in &reference.areas {
            assert_eq!((area.source.as_str(), area.licence.as_str()), (SOURCE, "CC0-1.0"), "{}", area.name_en);
            assert!(area.parents.iter().all(|parent| before.contains(parent)), "{}", area.name_en);
            assert!(area.geometry.as_ref().zip(area.centroid).is_some_and(|(shape, centre)| shape.contains(centre)));
            assert_eq!(area.id, identity(area), "{}", area.name_en);
            before.insert(area.id);
        }
    }
}

/// The county alone is one that exists, so it alone has its official identity; a real pack replaces it.
fn identity(area: &Area) -> AreaId {
    match &area.code {
        Some(code @ AreaCode::County(_)) => AreaId::of_code(&area.kind, code),
        Some(_) => panic!("an invented area has no official code"),
        None => AreaId::in_source(&area.kind, SOURCE, &area.name_en),
    }
}

#[test]
fn every_organisation_has_its_area_and_the_firm_guards_the_site() {
    let (reference, index) = read(DEMO);
    let kind_of = |id: AreaId| index.get(id).map(|area| area.kind.clone());
    let mut kinds = Vec::new();
    for organisation in &reference.organisations {
        match organisation.kind {
            OrgKind::PoliceStation => assert_eq!(organisation.area.and_then(kind_of), Some(AreaKind::PoliceArea)),
            OrgKind::ResidentAssociation => assert_eq!(organisation.area.and_then(kind_of), Some(AreaKind::Ra)),
            OrgKind::SecurityFirm => {
                let sites: Vec<_> = organisation.sites.iter().filter_map(|site| kind_of(*site)).collect();
                assert_eq!(sites, [AreaKind::Site]);
                assert!(organisation.licence.is_some());
            }
            _ => panic!("{} is of a kind that the demonstration has no use for", organisation.name),
        }
        assert!(organisation.name.ends_with("(invented)"), "{}", organisation.name);
        kinds.push(organisation.kind.code().to_owned());
    }
    let wanted = ["police_station", "police_station", "security_firm", "resident_association", "security_firm"];
    assert_eq!(kinds, wanted);
}

#[test]
fn every_placed_row_of_the_london_test_data_lies_in_the_invented_city() {
    let (_, index) = read(LONDON);
    let (mut placed, mut unplaced) = (0, 0);
    for month in ["2019-05", "2019-06"] {
        let file = format!("{}/data/police-uk/{month}-city-of-london-street.csv", env!("CARGO_MANIFEST_DIR"));
        for row in csv::Reader::from_path(file).unwrap().deserialize() {
            let row: Row = row.unwrap();
            assert_eq!(row.month, month);
            let Some((lat, lon)) = row.latitude.zip(row.longitude) else {
                unplaced += 1;
                continue;
            };
            assert_eq!(names(&index, at(lat, lon), &AreaKind::Country), ["City of London (test data)"]);
            placed += 1;
        }
    }
    assert_eq!((placed, unplaced), (1519, 114));
}

/// What this test reads of a row of data.police.uk.
#[derive(serde::Deserialize)]
struct Row {
    #[serde(rename = "Month")]
    month: String,
    #[serde(rename = "Longitude")]
    longitude: Option<f64>,
    #[serde(rename = "Latitude")]
    latitude: Option<f64>,
}
