//! Scenarios as data (`scenarios/README.md`), played by Rust; and that a player can fail.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use usalama_core::event::{Audience, Role};
use usalama_core::model::alert::{AlertAnswer, AlertEvent, AlertState, Instruction};
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    CheckpointKind, ExceptionKind, Mandate, ObservationType, OccurrenceState, OrderMode, PatrolState, ReviewDecision,
    ShiftState, SkipReason, Strength, Transport, Verdict,
};
use usalama_core::model::incident::{CorroborationKind, Flag, HandoverRefusalReason, Outcome, RejectReason};
use usalama_core::model::refusal::RefusalCode;
use usalama_tests::play::{Mistake, play};
use usalama_tests::scenario::{files, folder};

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn schema() -> Value {
    read(&folder().join("schema.json"))
}

fn scenarios() -> Vec<(String, Value)> {
    files().iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(path))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_goes_as_it_is_written() {
    let files = files();
    assert!(!files.is_empty(), "there is no scenario");
    let mut failed = vec![];
    for path in &files {
        if let Err(mistake) = play(&std::fs::read_to_string(path).unwrap()).await {
            failed.push(format!("{}: {mistake}", path.display()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    // Past the harness, which keeps what a test that passes prints.
    writeln!(std::io::stdout(), "scenarios played by Rust: {}", files.len()).unwrap();
}

#[test]
fn every_scenario_keeps_to_the_schema_and_has_somebody_refused() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for (name, scenario) in scenarios() {
        let errors: Vec<String> =
            validator.iter_errors(&scenario).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let steps = scenario["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step.get("refused").is_some()), "{name}: nobody is refused anything");
    }
}

/// The schema is where players of other languages read the words: each must be one that is played somewhere.
#[test]
fn every_verb_and_every_key_of_the_schema_is_played() {
    let (schema, scenarios) = (schema(), scenarios());
    let steps: Vec<&Value> = scenarios.iter().flat_map(|(_, scenario)| scenario["steps"].as_array().unwrap()).collect();
    let keys = |value: &Value| value.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let mut defined = BTreeSet::new();
    for verb in schema["$defs"]["step"]["oneOf"].as_array().unwrap() {
        let properties = &verb["properties"];
        let name = properties["does"]["const"].as_str().unwrap();
        defined.insert(name.to_owned());
        for part in ["with", "expect"] {
            defined.extend(keys(&properties[part]["properties"]).iter().map(|key| format!("{name} {part} {key}")));
        }
    }
    let mut played = BTreeSet::new();
    for step in steps {
        let name = step["does"].as_str().unwrap();
        played.insert(name.to_owned());
        for part in ["with", "expect"] {
            played.extend(keys(&step[part]).iter().map(|key| format!("{name} {part} {key}")));
        }
    }
    assert_eq!(defined, played);
}

#[test]
fn the_words_of_the_schema_are_those_of_the_library() {
    let schema = schema();
    let words = |name: &str| -> BTreeSet<String> {
        let list = schema["$defs"][name]["enum"].as_array().unwrap_or_else(|| panic!("{name}"));
        list.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    macro_rules! same {
        ($name:literal, $vocabulary:ty, without $left_out:expr) => {
            let codes = <$vocabulary>::ALL.iter().map(|word| word.code().to_owned());
            assert_eq!(words($name), codes.filter(|code| $left_out != code).collect(), "{}", $name);
        };
    }
    same!("role", Role, without "hub");
    same!("audience", Audience, without "");
    same!("severity", Severity, without "");
    same!("flag", Flag, without "");
    same!("outcome", Outcome, without "");
    same!("corroboration", CorroborationKind, without "");
    same!("handover_refusal", HandoverRefusalReason, without "");
    same!("rejection", RejectReason, without "");
    same!("refusal", RefusalCode, without "");
    same!("checkpoint_kind", CheckpointKind, without "");
    same!("order", OrderMode, without "");
    same!("transport", Transport, without "");
    same!("mandate", Mandate, without "");
    same!("verdict", Verdict, without "");
    same!("strength", Strength, without "");
    same!("skip_reason", SkipReason, without "");
    same!("observation", ObservationType, without "");
    same!("exception", ExceptionKind, without "");
    same!("occurrence", OccurrenceState, without "");
    same!("shift_state", ShiftState, without "");
    same!("patrol_state", PatrolState, without "");
    same!("review", ReviewDecision, without "");
    same!("alert_event", AlertEvent, without "");
    same!("alert_state", AlertState, without "");
    same!("alert_answer", AlertAnswer, without "");
    same!("instruction", Instruction, without "");
}

/// How a step is spoilt.
type Change = fn(&mut Value);

/// A short scenario that goes well, with its last step changed.
fn told(change: impl FnOnce(&mut Value)) -> String {
    let mut scenario = json!({
        "title": "Amina looks at her own report", "source": "a test",
        "cast": [{ "name": "amina", "role": "resident", "area": "Mfano Mashariki" }],
        "steps": [
            { "who": "amina", "does": "report", "as": "fire",
              "with": { "category": "fire", "place": { "lat": -1.301, "lon": 36.91, "accuracy_m": 12 } } },
            { "who": "amina", "does": "see", "to": "fire", "expect": { "status": "submitted" } }
        ]
    });
    change(&mut scenario["steps"][1]);
    scenario.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_that_expects_what_is_not_so_fails() {
    play(&told(|_| {})).await.unwrap();
    let wrong: [(&str, Change); 6] = [
        ("status is \"submitted\"", |step| step["expect"]["status"] = json!("triaged")),
        ("it was not refused", |step| step["refused"] = json!("not_found")),
        ("nothing is known of colour here", |step| step["expect"]["colour"] = json!("red")),
        ("nothing is called flood yet", |step| step["to"] = json!("flood")),
        ("baraka is not of the cast", |step| step["who"] = json!("baraka")),
        ("there is nothing to be named", |step| step["as"] = json!("again")),
    ];
    for (what, change) in wrong {
        let mistake = play(&told(change)).await.expect_err(what);
        assert!(matches!(&mistake, Mistake::Step { number: 2, what: found, .. } if found == what), "{mistake}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_with_a_verb_or_a_key_that_there_is_not_fails_unplayed() {
    let wrong: [(&str, Change); 4] = [
        ("unknown variant `paint`", |step| step["does"] = json!("paint")),
        ("unknown field `colour`", |step| step["with"] = json!({ "colour": "red" })),
        ("unknown field `colour`", |step| step["colour"] = json!("red")),
        ("missing field `does`", |step| step.as_object_mut().unwrap().retain(|key, _| key != "does")),
    ];
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for (what, change) in wrong {
        let text = told(change);
        assert!(!validator.is_valid(&serde_json::from_str(&text).unwrap()), "the schema lets {what} pass");
        let mistake = play(&text).await.expect_err(what);
        assert!(matches!(&mistake, Mistake::Unreadable(error) if error.to_string().contains(what)), "{mistake}");
    }
}
