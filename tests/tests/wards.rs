//! The real wards of Kenya: which ward is this? The data folder is named by `USALAMA_DATA`; its README says what is in it.

use std::path::PathBuf;
use std::sync::OnceLock;

use usalama_core::geo::{
    Area, AreaCode, AreaId, AreaIndex, AreaKind, AreaMapping, CodeError, ConstituencyCode, CountyCode, ImportSettings,
    Iso3166County, LatLon, Located, WardCode, areas_from_features, import::ParentRule, import_geojson,
};
use usalama_core::policy::Placement;

const SOURCE: &str = "IEBC 2013";
const LICENCE: &str = "none stated: for local tests only";

/// The folder. Where it is not named these tests fail, unless it is said that they may go without.
fn data() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("USALAMA_DATA") {
        return Some(folder.into());
    }
    println!("not run: USALAMA_DATA is not set");
    let optional = std::env::var("USALAMA_DATA_OPTIONAL").is_ok_and(|value| value == "1");
    assert!(optional, "set USALAMA_DATA to the data folder, or USALAMA_DATA_OPTIONAL=1 to go without");
    None
}

fn read(name: &str) -> Option<String> {
    data().map(|folder| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn imported(name: &str, kind: &AreaKind, text: &str) -> Vec<Area> {
    let (name_property, code_property, parent) = match kind {
        AreaKind::Ward => {
            let property = "constituency_code".to_owned();
            ("ward", "ward_code", ParentRule::ByCode { kind: AreaKind::Constituency, property })
        }
        _ => ("name", "county_code", ParentRule::None),
    };
    let mapping = AreaMapping {
        code_property: Some(code_property.to_owned()),
        parent,
        ..AreaMapping::by_name(kind.clone(), name_property, SOURCE, LICENCE)
    };
    let features = import_geojson(text, &ImportSettings::kenya()).unwrap_or_else(|error| panic!("{name}: {error}"));
    areas_from_features(features, &mapping).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn area_id(kind: &AreaKind, code: AreaCode) -> AreaId {
    AreaId::of_code(kind, &code)
}

fn ward(number: u16) -> AreaId {
    area_id(&AreaKind::Ward, AreaCode::Ward(WardCode::new(number).unwrap()))
}

/// A row of the hierarchy.
struct Row {
    county: CountyCode,
    iso: Iso3166County,
    constituency: ConstituencyCode,
    constituency_name: String,
    ward: WardCode,
    ward_name: String,
    at: Option<LatLon>,
    of_polygon: bool,
}

fn hierarchy() -> Option<Vec<Row>> {
    let text = read("geo/kenya_admin_hierarchy.csv")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        let at = record[7].parse().ok().zip(record[8].parse().ok());
        Row {
            county: record[0].parse().unwrap(),
            iso: record[1].parse().unwrap(),
            constituency: record[3].parse().unwrap(),
            constituency_name: record[4].to_owned(),
            ward: record[5].parse().unwrap(),
            ward_name: record[6].to_owned(),
            at: at.map(|(lon, lat)| LatLon::new(lat, lon).unwrap()),
            of_polygon: &record[9] == "iebc_polygon",
        }
    };
    Some(reader.records().map(row).collect())
}

/// All of it in one index: counties and wards with their outlines, finely drawn where there is a fine one; constituencies
/// and thirteen wards without.
fn kenya() -> Option<&'static AreaIndex> {
    static KENYA: OnceLock<Option<AreaIndex>> = OnceLock::new();
    KENYA
        .get_or_init(|| {
            let rows = hierarchy()?;
            let counties = "geo/kenya_counties_iebc2012_simplified.geojson";
            let coarse = "geo/kenya_wards_iebc2013_simplified.geojson";
            let fine = "geo/wards_nairobi_mombasa_nakuru_iebc2013.geojson";
            let named = |id, kind: &AreaKind, name: &str| Area::named(id, kind.clone(), name, SOURCE, LICENCE);
            let mut index = AreaIndex::from_areas(imported(counties, &AreaKind::County, &read(counties)?)).unwrap();
            let (mut constituencies, mut wards) = (std::collections::BTreeMap::new(), vec![]);
            for row in &rows {
                let id = area_id(&AreaKind::Constituency, AreaCode::Constituency(row.constituency));
                let mut constituency = named(id, &AreaKind::Constituency, &row.constituency_name);
                constituency.code = Some(AreaCode::Constituency(row.constituency));
                constituency.parents = vec![area_id(&AreaKind::County, AreaCode::County(row.county))];
                constituencies.insert(id, constituency);
                let code = AreaCode::Ward(row.ward);
                let mut ward = named(area_id(&AreaKind::Ward, code.clone()), &AreaKind::Ward, &row.ward_name);
                (ward.code, ward.parents) = (Some(code), vec![id]);
                wards.push(ward);
            }
            let drawn = imported(coarse, &AreaKind::Ward, &read(coarse)?);
            let finely = imported(fine, &AreaKind::Ward, &read(fine)?);
            for area in constituencies.into_values().chain(wards).chain(drawn).chain(finely) {
                index.insert(area).unwrap();
            }
            Some(index)
        })
        .as_ref()
}

fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn names(index: &AreaIndex, found: &Located) -> Vec<String> {
    found.ids().iter().filter_map(|id| index.get(*id)).map(|area| area.name_en.clone()).collect()
}

#[test]
fn the_registers_are_whole() {
    let Some(index) = kenya() else { return };
    let count = |kind: AreaKind| index.iter().filter(|area| area.kind == kind).count();
    assert_eq!(count(AreaKind::Ward), 1450);
    assert_eq!(count(AreaKind::Constituency), 290);
    assert_eq!(count(AreaKind::County), 47);
    let without: Vec<u16> = index
        .iter()
        .filter(|area| area.geometry.is_none())
        .filter_map(|area| match area.code {
            Some(AreaCode::Ward(code)) => Some(code.number()),
            _ => None,
        })
        .collect();
    let sorted = |mut numbers: Vec<u16>| {
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(sorted(without), [50, 210, 287, 571, 572, 573, 575, 576, 640, 676, 734, 735, 1448]);
    for area in index.iter().filter(|area| area.kind == AreaKind::Ward) {
        let above: Vec<AreaKind> =
            index.ancestors(area.id).iter().filter_map(|id| index.get(*id)).map(|a| a.kind.clone()).collect();
        assert_eq!(above.len(), 2, "{}: a constituency and a county", area.name_en);
    }
}

#[test]
fn known_places_are_in_their_wards() {
    let Some(index) = kenya() else { return };
    for (lat, lon, name) in [
        (-1.2886, 36.8233, "NAIROBI CENTRAL"),
        (-1.3120, 36.7860, "LINDI"),
        (-4.0627, 39.6795, "MJI WA KALE/MAKADARA"),
        (-0.2860, 36.0700, "LONDON"),
    ] {
        assert_eq!(names(index, &index.locate(at(lat, lon), &AreaKind::Ward)), [name]);
        let placement = Placement::look_up(index, Some(at(lat, lon)), None);
        assert_eq!(placement.of_kind(&AreaKind::Ward).count(), 1, "{name}");
        assert!(placement.triage().is_some(), "{name}: its county too");
    }
}

#[test]
fn a_place_in_none_of_three_counties_is_outside_of_what_they_know() {
    let Some(text) = read("geo/wards_nairobi_mombasa_nakuru_iebc2013.geojson") else { return };
    let areas = imported("three counties", &AreaKind::Ward, &text);
    assert_eq!(areas.len(), 169);
    let index = AreaIndex::from_areas(areas).unwrap();
    assert_eq!(index.locate(at(-0.10, 34.75), &AreaKind::Ward), Located::Outside);
    assert_eq!(names(&index, &index.locate(at(-1.2886, 36.8233), &AreaKind::Ward)), ["NAIROBI CENTRAL"]);
}

#[test]
fn a_place_in_a_ward_without_outline_is_unknown() {
    let (Some(index), Some(rows)) = (kenya(), hierarchy()) else { return };
    // Ngei, ward 1448: the middle of the hole that the fine outlines leave, for the register has no point of it either.
    let ngei = at(-1.2560, 36.8660);
    assert_eq!(index.locate(ngei, &AreaKind::Ward), Located::Unknown);
    let placement = Placement::look_up(index, Some(ngei), None);
    assert_eq!(placement.ward(), None);
    let nairobi = area_id(&AreaKind::County, AreaCode::County(CountyCode::new(47).unwrap()));
    assert_eq!(placement.triage(), Some(nairobi), "the county looks at it");
    // Of the others the register has a rough point; a roughly drawn neighbour may reach over it.
    let mut unknown = vec![];
    for row in rows.iter().filter(|row| !row.of_polygon) {
        let Some(centre) = row.at else { continue };
        match index.locate(centre, &AreaKind::Ward) {
            Located::Unknown => unknown.push(row.ward.number()),
            found => assert_eq!(names(index, &found), ["KIAGU"], "{}", row.ward_name),
        }
    }
    assert_eq!(unknown, [50, 210, 640, 676]);
}

#[test]
fn the_point_of_every_finely_drawn_ward_is_in_that_ward() {
    let (Some(index), Some(rows)) = (kenya(), hierarchy()) else { return };
    let (mut asked, mut elsewhere) = (0, vec![]);
    for row in rows.iter().filter(|row| row.of_polygon && [47, 1, 32].contains(&row.county.number())) {
        let Some(point) = row.at else { continue };
        asked += 1;
        if !index.locate(point, &AreaKind::Ward).ids().contains(&ward(row.ward.number())) {
            elsewhere.push(row.ward_name.clone());
        }
    }
    println!("{asked} points asked");
    assert_eq!((asked, elsewhere), (169, vec![]));
}

#[test]
fn scenario_19_the_two_numberings_of_counties_are_not_swapped() {
    // By the types: a number of one is no number of the other, and only the table leads from one to the other.
    let (iso, official): (Iso3166County, CountyCode) = ("KE-30".parse().unwrap(), "047".parse().unwrap());
    assert_eq!(CountyCode::from(iso), official);
    assert_eq!(Iso3166County::from(official), iso);
    let baringo: CountyCode = "30".parse().unwrap();
    assert_ne!(CountyCode::from(iso), baringo);
    let county = |code| area_id(&AreaKind::County, AreaCode::County(code));
    assert_ne!(county(baringo), county(official));
    // By what can be read.
    assert!(matches!("KE-47".parse::<Iso3166County>().map(CountyCode::from), Ok(code) if code != official));
    assert!(matches!("047".parse::<Iso3166County>(), Err(CodeError::Form { .. })));
    assert!(matches!("KE-047".parse::<Iso3166County>(), Err(CodeError::Form { .. })));
    assert!(matches!("KE-30".parse::<CountyCode>(), Err(CodeError::Form { .. })));
    assert!(matches!("KE-48".parse::<Iso3166County>(), Err(CodeError::OutOfRange { .. })));
    assert!(serde_json::from_str::<CountyCode>("\"KE-30\"").is_err());
    assert!(serde_json::from_str::<Iso3166County>("47").is_err());
    // By the registers: both say the same of every county and every ward.
    let (Some(text), Some(rows)) = (read("geo/iso3166-2-KE.csv"), hierarchy()) else { return };
    let mut counties = 0;
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let record = record.unwrap();
        let (iso, official): (Iso3166County, CountyCode) = (record[0].parse().unwrap(), record[2].parse().unwrap());
        assert_eq!(CountyCode::from(iso), official, "{iso}");
        assert_eq!(official.name(), &record[1]);
        counties += 1;
    }
    assert_eq!(counties, 47);
    assert_eq!(rows.len(), 1450);
    assert!(rows.iter().all(|row| CountyCode::from(row.iso) == row.county));
}
