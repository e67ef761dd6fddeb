//! The table of fields in `docs/dpia.md` against the models themselves: nothing that can hold a person's data is unassessed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use usalama_core::event::PartName;
use usalama_core::model::retention::{RetentionClass, rule};

/// Where the fields are: the types that are written into parts.
const TYPES: &[(&str, &[&str])] = &[
    (
        "core/src/model/incident/report.rs",
        &[
            "Report",
            "Occurred",
            "Linked",
            "ExternalRef",
            "Consent",
            "Words",
            "Place",
            "PeopleHint",
            "VehicleHint",
            "Sensitive",
            "HandoverDetail",
            "Identity",
        ],
    ),
    ("core/src/model/sos/act.rs", &["Raised", "Contacted", "Acknowledged"]),
    ("core/src/model/duty/shift.rs", &["ShiftPlan", "BookedOn", "WelfareAnswered"]),
    ("core/src/model/custody/mod.rs", &["Looked", "LegalHold"]),
];

const SENSITIVITIES: [&str; 4] = ["none", "indirect", "identifies", "special"];

struct Row {
    part: String,
    class: String,
    sensitivity: String,
    why: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn table() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(root().join("docs/dpia.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        let [field, part, class, sensitivity, why] = <[String; 5]>::try_from(cells).expect("five cells");
        (field.trim_matches('`').to_owned(), Row { part, class, sensitivity, why })
    })
    .collect()
}

fn fields() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for (file, types) in TYPES {
        let source = syn::parse_file(&std::fs::read_to_string(root().join(file)).unwrap()).unwrap();
        let mut found = 0;
        for item in &source.items {
            let syn::Item::Struct(of) = item else { continue };
            if !types.contains(&of.ident.to_string().as_str()) {
                continue;
            }
            found += 1;
            let named = of.fields.iter().filter_map(|field| field.ident.as_ref());
            fields.extend(named.map(|field| format!("{}.{field}", of.ident)));
        }
        assert_eq!(found, types.len(), "{file}");
    }
    fields
}

#[test]
fn every_field_is_assessed_and_every_assessed_field_is_there() {
    let (table, fields) = (table(), fields());
    let assessed: BTreeSet<String> = table.keys().cloned().collect();
    assert_eq!(assessed, fields);
    println!("{} fields", fields.len());
}

#[test]
fn what_identifies_is_in_no_core_without_a_reason_and_every_field_has_an_end() {
    let table = table();
    for (field, row) in &table {
        assert!(SENSITIVITIES.contains(&row.sensitivity.as_str()), "{field}");
        assert!(PartName::ALL.contains(&PartName::from(row.part.as_str())), "{field}");
        let class = RetentionClass::from(row.class.as_str());
        assert!(rule(&class).is_some(), "{field}: {class}");
        let told = matches!(row.sensitivity.as_str(), "identifies" | "special") && row.part == "core";
        assert_eq!(told, !row.why.is_empty(), "{field}");
    }
    let says = |what: &str| table.values().filter(|row| row.sensitivity == what).count();
    assert!(says("identifies") >= 6 && says("special") >= 3);
    for forbidden in ["ethnicity", "religion", "face", "suspect_name"] {
        assert!(table.keys().all(|field| !field.ends_with(forbidden)), "{forbidden}");
    }
}
