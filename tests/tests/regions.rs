//! A county is added by data alone, while hub and phones run: nothing is built anew and nothing restarted. The real wards are named
//! by `USALAMA_DATA`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use usalama_core::client::IncidentFilter;
use usalama_core::event::Role;
use usalama_core::geo::{AreaCode, AreaId, AreaKind, LatLon, Position, PositionSource, WardCode};
use usalama_core::model::actor::OrgId;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::sync::wire::Reference;
use usalama_core::text::Description;
use usalama_tests::hub::Hub;
use usalama_tests::town::{Town, kisumu};

fn at(lat: f64, lon: f64) -> Position {
    Position::new(LatLon::new(lat, lon).unwrap(), 10.0, PositionSource::Gnss, None).unwrap()
}

fn area(kind: &AreaKind) -> AreaId {
    let reference: Reference = serde_json::from_str(kisumu::AREAS).unwrap();
    reference.areas.iter().find(|area| area.kind == *kind).unwrap().id
}

fn station() -> OrgId {
    serde_json::from_str::<Reference>(kisumu::AREAS).unwrap().organisations[0].id
}

#[tokio::test(flavor = "multi_thread")]
async fn kisumu_is_added_as_the_fourth_county_while_hub_and_phones_run() {
    let town = Town::start();
    let _ = kisumu::admin(&town, &["reference", "import"], "before.json", kisumu::BEFORE);
    let mover = town.resident().await;
    let stays = town.resident().await;
    let place = at(-0.10, 34.76);
    assert_eq!(mover.app.regions().unwrap(), []);
    let early = mover.app.report(NewIncident::new(Category::Barrier, place.clone())).unwrap().incident;
    mover.sync().await;
    assert_eq!(mover.app.incident(early.id).unwrap().view.incident.area, None, "no county reaches so far yet");

    kisumu::add(&town);
    // The same processes go on: the next sync brings the areas, the one after following them the directory.
    let before = mover.sync().await;
    assert!(before.requests >= 2, "the pull said that there is something newer: {before:?}");
    let ward = area(&AreaKind::Ward);
    mover.app.follow_areas(&BTreeSet::from([ward])).unwrap();
    mover.sync().await;
    let regions = mover.app.regions().unwrap();
    assert_eq!(regions.len(), 1);
    assert_eq!((regions[0].county, regions[0].entries), (kisumu::county(), 5));
    assert_eq!(regions[0].settings.languages, ["luo", "sw-KE", "en-KE"]);
    assert_eq!(regions[0].settings.coarsen_m, Some(300));
    stays.sync().await;
    assert_eq!(stays.app.regions().unwrap(), [], "whoever has no part in it holds nothing of it");

    let officer = town.phone();
    town.appoint_to(&officer, Role::PoliceOfficer, Some(station()), area(&AreaKind::PoliceArea), None).await;
    assert_eq!(officer.app.regions().unwrap()[0].county, kisumu::county(), "by grant, without following");
    let report = mover.app.report(NewIncident::new(Category::Theft, place)).unwrap().incident;
    assert!(report.reference.starts_with("042-"), "{}", report.reference);
    mover.sync().await;
    officer.sync().await;
    let seen = officer.app.incidents(IncidentFilter::default(), None, 10).unwrap().incidents;
    assert_eq!(seen.iter().map(|view| view.id).collect::<Vec<_>>(), [report.id]);
    assert_eq!(seen[0].incident.area, Some(ward));
    let elsewhere = town.recruit(Role::PoliceOfficer).await;
    assert!(elsewhere.app.incidents(IncidentFilter::default(), None, 10).unwrap().incidents.is_empty());

    let quiet = mover.sync().await;
    assert_eq!(quiet.requests, 1, "nothing changed, nothing was asked for");
    assert!(quiet.bytes_out + quiet.bytes_in < 200, "{quiet:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_reach_areas_and_phones_and_wrong_ones_change_nothing() {
    let town = Town::start();
    kisumu::add(&town);
    let listed = town.hub.admin(&["region", "list"]);
    let exported: Reference = serde_json::from_str(&town.hub.admin(&["reference", "export"])).unwrap();
    let edge = |id: AreaId| exported.areas.iter().find(|area| area.id == id).unwrap().coarsen_m;
    assert_eq!((edge(area(&AreaKind::Ward)), edge(area(&AreaKind::PoliceArea)), edge(town.ward())), (300, 300, 150));
    for wrong in
        [r#"{"coarsen_m":5}"#, r#"{"languages":["sw KE"]}"#, r#"{"dial":["999"]}"#, r#"{"languages":7}"#, "[]", "{"]
    {
        let file = town.hub.data().join("wrong.json");
        std::fs::write(&file, wrong).unwrap();
        let said = failed(&town.hub, &["region", "set", "--county", "42", file.to_str().unwrap()]);
        assert!(said.starts_with("error: "), "{wrong}: {said}");
    }
    let said = failed(&town.hub, &["region", "set", "--county", "48", "nothing.json"]);
    assert!(said.contains("county codes run from 1 to 47"), "{said}");
    assert_eq!(town.hub.admin(&["region", "list"]), listed);
}

/// What a command says that must not succeed.
fn failed(hub: &Hub, arguments: &[&str]) -> String {
    let output = std::process::Command::new(usalama_tests::hub::program())
        .args(["admin", "--data"])
        .arg(hub.data())
        .args(arguments)
        .output()
        .unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

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

/// The features of a register that lie in one of these counties; of wards also their constituencies, which have no outline there.
fn features(file: &std::path::Path, counties: &[u64], constituencies: bool) -> String {
    let mut all: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let features = all["features"].as_array_mut().unwrap();
    features.retain(|feature| counties.contains(&feature["properties"]["county_code"].as_u64().unwrap()));
    assert!(features.len() >= counties.len());
    if constituencies {
        let mut seen = BTreeSet::new();
        features.retain(|feature| seen.insert(feature["properties"]["constituency_code"].as_u64()));
        features.iter_mut().for_each(|feature| feature["geometry"] = Value::Null);
    }
    all.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_wards_of_kisumu_are_added_to_those_of_nairobi_mombasa_and_nakuru() {
    let Some(data) = data().map(|folder| folder.join("geo")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    let import = |file: &str, counties: &[u64], kind: &str| {
        let path = folder.path().join("import.geojson");
        std::fs::write(&path, features(&data.join(file), counties, kind == "constituency")).unwrap();
        let (name, code, parent) = match kind {
            "county" => ("name", "county_code", None),
            "constituency" => ("constituency", "constituency_code", Some(("county", "county_code"))),
            _ => ("ward", "ward_code", Some(("constituency", "constituency_code"))),
        };
        let path = path.to_str().unwrap();
        let mut arguments =
            vec!["area", "import", path, "--kind", kind, "--name-property", name, "--code-property", code];
        arguments.extend(["--source", "IEBC", "--licence", "none stated: for local tests only", "--kenya"]);
        if let Some((kind, property)) = parent {
            arguments.extend(["--parent-kind", kind, "--parent-property", property]);
        }
        hub.admin(&arguments).lines().count()
    };
    let (counties, wards) = ("kenya_counties_iebc2012_simplified.geojson", "kenya_wards_iebc2013_simplified.geojson");
    assert_eq!(import(counties, &[1, 32, 47], "county"), 3);
    assert!(import(wards, &[1, 32, 47], "constituency") > 30);
    assert!(import(wards, &[1, 32, 47], "ward") > 150);

    let phone = usalama_tests::phone::Phone::new(hub.address());
    let enrol = async |phone: &usalama_tests::phone::Phone, role: Role, area: AreaId| {
        let invitation = hub.admin(&["invite", "--role", role.code(), "--area", &area.to_string()]);
        let by = usalama_core::sync::wire::EnrolBy::Invitation { invitation };
        phone.app.enrol(by, None, std::time::Duration::from_secs(20)).await.unwrap();
        phone.sync().await;
    };
    let nairobi = AreaId::of_code(&AreaKind::County, &AreaCode::County("047".parse().unwrap()));
    enrol(&phone, Role::CommunityLeader, nairobi).await;
    let kondele = at(-0.0825, 34.7725);
    assert_eq!(import(counties, &[42], "county"), 1);
    assert_eq!(import(wards, &[42], "constituency"), 7);
    assert!(import(wards, &[42], "ward") >= 34);
    phone.sync().await;
    let county = AreaId::of_code(&AreaKind::County, &AreaCode::County(kisumu::county()));
    let officer = usalama_tests::phone::Phone::new(hub.address());
    enrol(&officer, Role::PoliceOfficer, county).await;

    let report = phone.app.report(NewIncident::new(Category::Theft, kondele)).unwrap().incident;
    phone.sync().await;
    officer.sync().await;
    let seen = officer.app.incidents(IncidentFilter::default(), None, 10).unwrap().incidents;
    assert_eq!(seen.iter().map(|view| view.id).collect::<Vec<_>>(), [report.id]);
    let placed = seen[0].incident.area.unwrap();
    let wards: Vec<AreaId> = (1186..=1220)
        .map(|number| AreaId::of_code(&AreaKind::Ward, &AreaCode::Ward(WardCode::new(number).unwrap())))
        .collect();
    assert!(wards.contains(&placed), "one of the wards of Kisumu: {placed}");
    assert!(report.reference.starts_with("042-"), "{}", report.reference);
}

/// Words that say who somebody is, in the list of one county alone.
const LISTS: &str = r#"{
    "languages": ["luo"],
    "terms": { "version": 1, "identity": ["jagem"], "person": ["moro"], "filler": ["ni", "kae"] }
}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_county_brings_its_own_lists_of_terms_and_phone_and_hub_go_by_them() {
    let town = Town::start();
    let _ = kisumu::admin(&town, &["reference", "import"], "kisumu.json", kisumu::AREAS);
    let _ = kisumu::admin(&town, &["region", "set", "--county", "42"], "settings.json", LISTS);
    let (here, away) = (town.resident().await, town.resident().await);
    here.app.follow_areas(&BTreeSet::from([area(&AreaKind::Ward)])).unwrap();
    here.sync().await;
    here.sync().await;
    assert!(here.app.regions().unwrap()[0].settings.terms.is_some());
    let said = |place| {
        let mut new = NewIncident::new(Category::SuspiciousActivity, place);
        new.description = Some(Description::new("Jagem moro ni kae").unwrap());
        new
    };
    // The phone goes by the list of the place, wherever its owner lives.
    let refused = here.app.report(said(at(-0.10, 34.76))).unwrap_err();
    assert_eq!(refused.code(), RefusalCode::ProfilingOnly.code());
    assert!(here.app.report(said(town.place())).is_ok(), "in another county the words are words like any other");
    // A phone that holds nothing of the county leaves it to the hub.
    assert!(away.app.report(said(at(-0.10, 34.76))).is_ok());
    assert_eq!(away.sync().await.refused, 1);
    let parked = away.app.sync_status().unwrap().parked;
    assert_eq!(parked[0].refusal.code, RefusalCode::ProfilingOnly);

    // A list that is none is not taken in.
    for wrong in [r#"{"terms": {"version": 1, "slurs": ["Capitals"]}}"#, r#"{"terms": {"slurs": []}}"#] {
        let file = town.hub.data().join("wrong.json");
        std::fs::write(&file, wrong).unwrap();
        let said = town.hub.admin_refuses(&["region", "set", "--county", "42", file.to_str().unwrap()]);
        assert!(!said.is_empty());
    }
}
