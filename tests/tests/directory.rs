//! The directory: HSDS 3 in and out, packs of counties, and what a phone makes of them offline (DOMAIN §11). The examples of HSDS
//! are named by `USALAMA_DATA` and are no part of this repository (CC BY-SA 4.0).

use std::path::PathBuf;

use serde_json::{Value, json};
use usalama_core::exchange::hsds::{self, HsdsError, Tables};
use usalama_core::model::directory::{Location, Organization, Service, ServiceAtLocation, ServiceStatus};

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

fn example(name: &str) -> Option<Vec<u8>> {
    let file = data()?.join("hsds").join(name);
    Some(std::fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(name: &str) {
    let Some(bytes) = example(name) else { return };
    let record: T = hsds::import(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let out = hsds::export(&record).unwrap();
    let (before, after): (Value, Value) =
        (serde_json::from_slice(&bytes).unwrap(), serde_json::from_slice(&out).unwrap());
    assert_eq!(before, after, "{name}");
}

#[test]
fn the_examples_of_hsds_come_out_as_they_went_in() {
    round_trip::<Organization>("organization_full.json");
    round_trip::<Service>("service_full.json");
    round_trip::<ServiceAtLocation>("service_at_location_full.json");
    round_trip::<Location>("location.json");
    round_trip::<Tables>("tabular.json");
}

#[test]
fn the_tables_of_hsds_nest_to_an_organisation_with_its_service() {
    let Some(bytes) = example("tabular.json") else { return };
    let nested = hsds::import::<Tables>(&bytes).unwrap().nested();
    assert_eq!(nested.len(), 1);
    let service = &nested[0].services.as_ref().unwrap()[0];
    assert_eq!((service.name.as_str(), &service.status), ("Community Counselling", &ServiceStatus::Active));
    let at = &service.service_at_locations.as_ref().unwrap()[0];
    assert_eq!(at.location.as_ref().unwrap().name.as_deref(), Some("MyCity Civic Center"));
    // Its numbers, 100 and 101, are no point on the Earth; they stay as they are written.
    assert_eq!(at.location.as_ref().unwrap().position(), None);
    assert_eq!(at.phones.as_ref().map(Vec::len), Some(1));
}

/// An invented organisation.
fn organization() -> Value {
    json!({
        "id": "0b1f0a52-0000-4000-8000-000000000001", "name": "Kituo cha Mfano", "description": "Invented.", "x-more": [1, null],
        "services": [{
            "id": "0b1f0a52-0000-4000-8000-000000000002", "name": "Counselling", "status": "paused for Ramadhan",
            "phones": [{ "id": "0b1f0a52-0000-4000-8000-000000000003", "number": "+254700000000" }],
        }],
        "usalama": { "kind": "sobriety_house", "verified_on": "2026-11-01", "mood": "calm" },
    })
}

fn refusal(change: impl FnOnce(&mut Value)) -> HsdsError {
    let mut changed = organization();
    change(&mut changed);
    hsds::import::<Organization>(changed.to_string().as_bytes()).unwrap_err()
}

#[test]
fn words_and_fields_of_a_newer_version_round_trip() {
    let record: Organization = hsds::import(organization().to_string().as_bytes()).unwrap();
    let out: Value = serde_json::from_slice(&hsds::export(&record).unwrap()).unwrap();
    assert_eq!(out, organization());
    assert!(record.kind().unwrap().label().is_none(), "unknown, and kept");
}

#[test]
fn what_is_missing_or_wrong_is_named_by_its_path_and_never_repeated() {
    let missing = |path: &str| HsdsError::Missing { path: path.to_owned() };
    assert_eq!(refusal(|o| drop(o.as_object_mut().unwrap().remove("name"))), missing("name"));
    assert_eq!(
        refusal(|o| drop(o["services"][0].as_object_mut().unwrap().remove("status"))),
        missing("services[0].status")
    );
    let phone = refusal(|o| drop(o["services"][0]["phones"][0].as_object_mut().unwrap().remove("number")));
    assert_eq!(phone, missing("services[0].phones[0].number"));
    assert_eq!(refusal(|o| drop(o["usalama"].as_object_mut().unwrap().remove("kind"))), missing("usalama.kind"));
    for (path, change) in [
        ("id", (|o: &mut Value| o["id"] = json!("secret-4711")) as fn(&mut Value)),
        ("description", |o| o["description"] = json!({ "secret-4711": 1 })),
        ("services", |o| o["services"] = json!("secret-4711")),
        ("services", |o| o["services"] = Value::Null),
        ("services[0].phones[0].number", |o| o["services"][0]["phones"][0]["number"] = json!(4711)),
        ("usalama.verified_on", |o| o["usalama"]["verified_on"] = json!("secret-4711")),
        ("usalama.level", |o| o["usalama"]["level"] = json!(-4711)),
    ] {
        match refusal(change) {
            HsdsError::Wrong { path: told, expected } => {
                assert_eq!(told, path);
                assert!(!expected.contains("4711"), "{expected}");
            }
            other => panic!("{path}: {other}"),
        }
    }
}

#[test]
fn what_is_too_large_or_no_json_is_refused() {
    let too_large = |path: &str| HsdsError::TooLarge { path: path.to_owned() };
    assert_eq!(refusal(|o| o["name"] = json!("x".repeat(10_001))), too_large("name"));
    assert_eq!(refusal(|o| o["services"] = json!(vec![1; 10_001])), too_large("services"));
    assert_eq!(hsds::import::<Organization>(&vec![b' '; (4 << 20) + 1]), Err(too_large("")));
    assert_eq!(hsds::import::<Organization>(b"{\n\"id\":"), Err(HsdsError::Json { line: 2 }));
    let deep = [b"{\"x\":".repeat(100_000), b"1".to_vec()].concat();
    assert!(matches!(hsds::import::<Organization>(&deep), Err(HsdsError::Json { .. })));
}
