use proptest::prelude::*;

use super::*;
use crate::model::incident::Category;

fn terms() -> Terms {
    Terms::built_in().expect("lists that can be read")
}

fn kinds(text: &str) -> Vec<&'static str> {
    hints(text, &terms())
        .iter()
        .map(|hint| HintKind::ALL.iter().find(|kind| **kind == hint.kind).map_or("?", HintKind::code))
        .collect()
}

#[test]
fn s13_4_numbers_plates_addresses_and_accusations_are_found_and_left_out() {
    for (text, kind) in [
        ("Call 0712 345 678 now", "phone"),
        ("+254712345678", "phone"),
        ("+44 is no number but +447700900123 is", "phone"),
        ("gari KDA 123B lilikuwa hapo", "plate"),
        ("pikipiki kmfx456c", "plate"),
        ("KMFX 456C", "plate"),
        ("ID 23456789", "id_number"),
        ("write to a.b@example.co.ke", "email"),
        ("Juma ni mwizi", "accusation"),
        ("he is a known drug dealer", "accusation"),
        ("huyo ni mwizi, achomwe", "incitement"),
    ] {
        assert!(kinds(text).contains(&kind), "{text}: {:?}", kinds(text));
    }
    for text in [
        "Wezi walivunja mlango saa tisa usiku.",
        "Two thieves broke the gate at 3 am and took 2 phones.",
        "Taa 14 hazifanyi kazi tangu 2024.",
        "Flood at Gate 3, water is 40 cm deep.",
        "Barabara imefungwa kwa 500m.",
        "",
    ] {
        assert_eq!(kinds(text), Vec::<&str>::new(), "{text}");
    }
    let text = "Juma Otieno ni mwizi, simu yake 0712345678, gari KDA 123B.";
    assert_eq!(without(text, &hints(text, &terms())), "…, simu yake …, gari ….");
}

#[test]
fn s13_3_what_was_done_comes_first() {
    assert_eq!(prompts(&Category::SuspiciousActivity).iter().map(|q| q.at_least).collect::<Vec<_>>(), [1, 2]);
    assert!(prompts(&Category::Fire).is_empty());
    let says = |text| says_what_was_done(text, &terms());
    for text in [
        "Two young men who look poor",
        "A foreigner with dreadlocks wearing shabby clothes",
        "Vijana wawili wa kabila",
        "some street boys in our estate",
        "watu wageni wanaonekana maskini",
    ] {
        assert!(!says(text), "{text}");
    }
    for text in [
        "Two young men tried the handles of parked cars",
        "Mtu amevaa koti nyekundu alipiga picha milango yote",
        "",
        "The lock of gate 3 has been cut",
    ] {
        assert!(says(text), "{text}");
    }
}

#[test]
fn lists_of_terms_are_data_and_bounded() {
    let own = Terms::from_json(r#"{"version":2,"slurs":["tusi baya"]}"#).expect("lists");
    assert_eq!(hints("Hilo ni TUSI  baya kabisa", &own).first().map(|hint| hint.kind.clone()), Some(HintKind::Slur));
    assert!(matches!(Terms::from_json("{"), Err(TermsError::Json(_))));
    assert!(matches!(Terms::from_json(r#"{"version":1,"slurs":["Tusi"]}"#), Err(TermsError::Form)));
    assert!(matches!(Terms::from_json(r#"{"version":1,"slurs":["a  b"]}"#), Err(TermsError::Form)));
    let long = format!(r#"{{"version":1,"slurs":["{}"]}}"#, "a".repeat(61));
    assert!(matches!(Terms::from_json(&long), Err(TermsError::TooLarge)));
}

proptest! {
    #[test]
    fn any_text_is_looked_over_without_a_fault(text in "\\PC{0,200}") {
        let found = hints(&text, &terms());
        for pair in found.windows(2) {
            prop_assert!(pair[0].at.end <= pair[1].at.start);
        }
        for hint in &found {
            prop_assert!(text.get(hint.at.clone()).is_some());
        }
        prop_assert!(without(&text, &found).len() <= text.len() + 3 * found.len());
        let _ = says_what_was_done(&text, &terms());
    }
}
