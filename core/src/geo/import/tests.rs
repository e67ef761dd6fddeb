use super::*;
use crate::geo::area::AreaCode;
use crate::geo::codes::CountyCode;
use crate::geo::position::LatLon;
use proptest::prelude::*;
use serde_json::json;

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[36,-1],[37,-1],[37,0],[36,0],[36,-1]]]}"#;

fn import(text: &str) -> Result<Vec<ImportedFeature>, GeoJsonError> {
    import_geojson(text, &ImportSettings::default())
}

fn refused(ring: &str) -> ShapeError {
    let text = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    match import_geojson(&text, &ImportSettings { region: Some(Region::KENYA), ..ImportSettings::default() }) {
        Err(GeoJsonError::Shape { feature: 0, reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn collection(features: &str) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

fn feature(properties: &str) -> String {
    format!(r#"{{"type":"Feature","id":7,"properties":{properties},"geometry":{SQUARE}}}"#)
}

#[test]
fn a_collection_a_feature_and_a_bare_geometry_are_read() {
    for text in [SQUARE.to_owned(), feature("null"), collection(&feature("{}"))] {
        let features = import(&text).unwrap();
        assert!(features[0].geometry.as_ref().unwrap().contains(LatLon::new(-0.5, 36.5).unwrap()));
    }
    let features = import(&collection(&format!("{},{}", feature(r#"{"name":"A"}"#), feature("{}")))).unwrap();
    assert_eq!((features.len(), features[0].id.as_deref()), (2, Some("7")));
    assert_eq!(features[0].properties.get("name"), Some(&json!("A")));
}

#[test]
fn what_is_no_geojson_is_refused() {
    for text in ["", "{", r#"{"type":"Polygon","coordinates":[[[NaN,0]]]}"#, "\u{0}"] {
        assert!(matches!(import(text), Err(GeoJsonError::NotJson { .. })), "{text}");
    }
    for text in [
        "{}",
        "[]",
        "[1,",
        "36,-1",
        "null",
        r#"{"type":"Circle"}"#,
        r#"{"type":"Polygon"}"#,
        r#"{"type":"FeatureCollection"}"#,
    ] {
        assert!(matches!(import(text), Err(GeoJsonError::NotGeoJson { .. })), "{text}: {:?}", import(text));
    }
    assert!(matches!(
        import(r#"{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[1,1],[1e999,0]]]}"#),
        Err(GeoJsonError::NotJson { .. })
    ));
    assert_eq!(import(&collection("")), Err(GeoJsonError::NoPolygon));
}

#[test]
fn an_outline_that_is_none_is_refused_with_its_reason() {
    assert_eq!(refused("[[36,-1],[37,-1],[37,0],[36,0]]"), ShapeError::UnclosedRing);
    assert_eq!(refused("[[36,-1],[37,-1],[36,-1]]"), ShapeError::TooFewPositions);
    assert_eq!(refused("[[36,-1],[37,0],[37,-1],[36,0],[36,-1]]"), ShapeError::SelfCrossing);
    assert_eq!(
        refused("[[36,-1],[37,-1],[37,0],[36,0],[36,-1]],[[38,-1],[39,-1],[39,0],[38,-1]]"),
        ShapeError::HoleOutsideShell
    );
    assert_eq!(refused("[[-1,36],[-1,37],[0,37],[0,36],[-1,36]]"), ShapeError::SwappedAxes);
    assert_eq!(refused("[[6,-1],[7,-1],[7,0],[6,0],[6,-1]]"), ShapeError::OutsideRegion);
    assert_eq!(refused("[[36,-91],[37,-1],[37,0],[36,-91]]"), ShapeError::OutOfRange);
    assert_eq!(refused(""), ShapeError::Empty);
}

#[test]
fn nothing_is_imported_where_one_feature_is_bad() {
    let bad = r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[36,0]}}"#;
    let text = collection(&format!("{},{bad}", feature("{}")));
    assert_eq!(import(&text), Err(GeoJsonError::Shape { feature: 1, reason: ShapeError::NotAPolygon("Point") }));
    let empty = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    let text = collection(&format!("{},{empty}", feature("{}")));
    assert_eq!(import(&text), Err(GeoJsonError::WithoutPolygon { feature: 1 }));
    let kept = import_geojson(&text, &ImportSettings::kenya()).unwrap();
    assert!(kept[0].geometry.is_some() && kept[1].geometry.is_none());
}

#[test]
fn repair_mends_crossings_but_not_what_is_out_of_range() {
    let settings = ImportSettings::kenya();
    let eight = r#"{"type":"Polygon","coordinates":[[[36,-1],[37,0],[37,-1],[36,0],[36,-1]]]}"#;
    let features = import_geojson(eight, &settings).unwrap();
    assert_eq!(features[0].repaired, Some(ShapeError::SelfCrossing));
    assert_eq!(import_geojson(SQUARE, &settings).unwrap()[0].repaired, None);
    assert!(import_geojson(&SQUARE.replace("37", "97"), &settings).is_err());
    let flat = r#"{"type":"Polygon","coordinates":[[[36,-1],[37,-1],[36.5,-1],[36,-1]]]}"#;
    assert!(import_geojson(flat, &settings).is_err());
}

#[test]
fn another_reference_system_is_refused_wherever_it_is_named() {
    let with = |crs: &str| collection(&feature("{}")).replace(r#","features""#, &format!(r#","crs":{crs},"features""#));
    let named = |name: &str| with(&format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#));
    assert!(import(&named("urn:ogc:def:crs:OGC:1.3:CRS84")).is_ok());
    assert!(import(&named("EPSG:4326")).is_ok());
    assert!(import(&with("null")).is_ok());
    for text in [named("urn:ogc:def:crs:EPSG::21037"), with("{}"), with("\"EPSG:4326\"")] {
        assert_eq!(import(&text), Err(GeoJsonError::UnsupportedCrs));
    }
    let in_geometry =
        SQUARE.replace(r#","coord"#, r#","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"coord"#);
    assert_eq!(import(&in_geometry), Err(GeoJsonError::UnsupportedCrs));
}

#[test]
fn a_monstrous_document_is_refused() {
    let ring = "[36.1234567,-1.1234567],".repeat(3_000_000);
    let text = format!(r#"{{"type":"Polygon","coordinates":[[{ring}[36.1234567,-1.1234567]]]}}"#);
    assert!(matches!(import(&text), Err(GeoJsonError::TooLarge { .. })));
    let roomy = ImportSettings { max_bytes: usize::MAX, ..ImportSettings::default() };
    assert_eq!(import_geojson(&text, &roomy), Err(GeoJsonError::TooManyPositions { limit: 200_000 }));
}

#[test]
fn a_document_nested_without_end_is_refused() {
    for text in ["[".repeat(1_000_000), r#"{"a":"#.repeat(1_000_000)] {
        assert_eq!(import(&text), Err(GeoJsonError::TooDeep));
    }
    let nested = r#"{"type":"GeometryCollection","geometries":["#.repeat(40_000);
    assert_eq!(import(&nested), Err(GeoJsonError::TooDeep));
    let text = feature(&format!(r#"{{"name":"{}"}}"#, "[{".repeat(100)));
    assert!(import(&text).is_ok(), "brackets in a text do not nest");
}

#[test]
fn features_become_areas_of_one_identity_everywhere() {
    let mapping = AreaMapping {
        code_property: Some("county_code".into()),
        title_case: true,
        ..AreaMapping::by_name(AreaKind::County, "name", "IEBC", "none stated")
    };
    let text = collection(&feature(r#"{"name":"MURANG'A","county_code":21}"#));
    let areas = areas_from_features(import(&text).unwrap(), &mapping).unwrap();
    let code = AreaCode::County(CountyCode::new(21).unwrap());
    assert_eq!(areas[0].id, AreaId::of_code(&AreaKind::County, &code));
    assert_eq!((areas[0].name_en.as_str(), areas[0].code.as_ref()), ("Murang'a", Some(&code)));
    assert!(areas[0].centroid.is_some());
    assert_eq!(title_case("MJI WA KALE/MAKADARA"), "Mji Wa Kale/Makadara");
}

#[test]
fn areas_without_what_the_mapping_needs_are_refused() {
    let mapping = AreaMapping {
        code_property: Some("code".into()),
        parent: ParentRule::ByCode { kind: AreaKind::Constituency, property: "constituency".into() },
        ..AreaMapping::by_name(AreaKind::Ward, "name", "IEBC", "none stated")
    };
    let made = |properties: &[&str]| {
        let features: Vec<String> = properties.iter().map(|p| feature(p)).collect();
        areas_from_features(import(&collection(&features.join(","))).unwrap(), &mapping)
    };
    let good = r#"{"name":"A","code":1,"constituency":"1"}"#;
    assert_eq!(made(&[good]).unwrap()[0].parents.len(), 1);
    assert_eq!(made(&[good, good]), Err(GeoJsonError::Duplicate { feature: 1 }));
    assert!(matches!(made(&[r#"{"code":1,"constituency":1}"#]), Err(GeoJsonError::Property { feature: 0, .. })));
    assert!(matches!(made(&[r#"{"name":"A","code":1.5,"constituency":1}"#]), Err(GeoJsonError::Property { .. })));
    assert!(matches!(made(&[r#"{"name":"A","code":1451,"constituency":1}"#]), Err(GeoJsonError::Code { .. })));
    assert!(matches!(made(&[r#"{"name":"A","code":1,"constituency":"KE-30"}"#]), Err(GeoJsonError::Code { .. })));
}

proptest! {
    #[test]
    fn no_text_makes_the_import_panic(text in "[\\[\\]{}\",:a-z0-9.\\-]{0,200}") {
        let _ = import(&text);
    }

    #[test]
    fn a_ring_of_any_positions_is_mended_or_refused(ring in proptest::collection::vec((36.0..37.0f64, -1.0..0.0f64), 3..12)) {
        let mut ring: Vec<[f64; 2]> = ring.into_iter().map(|(x, y)| [x, y]).collect();
        ring.push(ring[0]);
        let text = json!({"type": "Polygon", "coordinates": [ring]}).to_string();
        if let Ok(features) = import_geojson(&text, &ImportSettings::kenya()) {
            let shape = features[0].geometry.as_ref().unwrap();
            let json = serde_json::to_string(shape).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Shape>(&json).unwrap(), shape);
        }
    }
}
