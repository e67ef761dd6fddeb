//! What is read and what is refused, on small messages; real ones are in `tests/tests/cap.rs`.

use super::*;
use crate::model::cap::{Rule, Severity, Status};

const HEAD: &str = "<identifier>1</identifier><sender>a@b</sender><sent>2026-06-01T08:00:00+03:00</sent>\
    <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>";
const INFO_HEAD: &str = "<category>Met</category><event>Flood</event><urgency>Future</urgency><severity>Minor</severity>\
    <certainty>Likely</certainty>";

fn message(inside: &str) -> String {
    format!("<alert xmlns='{CAP_NAMESPACE}'>{inside}</alert>")
}

fn with(inside: &str) -> String {
    message(&format!("{HEAD}{inside}"))
}

fn with_info(inside: &str) -> String {
    with(&format!("<info>{INFO_HEAD}{inside}</info>"))
}

fn with_area(inside: &str) -> String {
    with_info(&format!("<area><areaDesc>x</areaDesc>{inside}</area>"))
}

fn refused(xml: &str) -> CapError {
    super::read(xml.as_bytes()).expect_err(xml)
}

fn passes_through(xml: &str) -> cap::Alert {
    let alert = super::read(xml.as_bytes()).unwrap();
    let written = super::write(&alert).unwrap();
    assert_eq!(super::write(&super::read(written.as_bytes()).unwrap()).unwrap(), written);
    alert
}

#[test]
fn texts_keep_every_character_but_the_line_ends_of_windows() {
    let alert =
        passes_through(&with("<note> a\r\nb&#13;&lt;&amp;&#x1F600;<![CDATA[<p>&amp;]]>\t<!-- c -->]]&gt; </note>"));
    assert_eq!(alert.note.as_deref(), Some(" a\nb\r<&\u{1f600}<p>&amp;\t]]> "));
    assert_eq!(passes_through(&with("<note/><incidents> </incidents>")).incidents.as_deref(), Some(" "));
}

#[test]
fn a_prefix_and_a_hint_to_the_schema_change_nothing() {
    let prefixed = with("").replace("</", "\u{1}").replace('<', "<c:").replace('\u{1}', "</c:");
    let prefixed = prefixed
        .replace("xmlns=", "xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='u v' xmlns:c=");
    assert_eq!(passes_through(&prefixed), passes_through(&with("")));
}

#[test]
fn latin_1_is_read_where_it_is_declared_and_nothing_else_is() {
    let declared =
        |encoding: &str| format!("<?xml version = '1.0' encoding = \"{encoding}\"?>{}", with("<note>épreuve</note>"));
    let latin: Vec<u8> = declared("iso-8859-1").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(super::read(&latin).unwrap().note.as_deref(), Some("épreuve"));
    let undeclared: Vec<u8> = with("<note>é</note>").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(super::read(&undeclared), Err(CapError::Encoding));
    assert_eq!(super::read(declared("UTF-8").as_bytes()).unwrap().note.as_deref(), Some("épreuve"));
    let marked = format!("\u{feff}{}", declared("utf-8"));
    assert_eq!(super::read(marked.as_bytes()).unwrap().note.as_deref(), Some("épreuve"));
    assert_eq!(refused(&format!("\u{feff}{}", declared("ISO-8859-1"))), CapError::Encoding);
    for other in ["windows-1252", "UTF-16", "utf-7", "us-ascii", ""] {
        assert_eq!(refused(&declared(other)), CapError::Encoding, "{other}");
    }
    let wide: Vec<u8> = with("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(super::read(&wide), Err(CapError::Encoding));
    assert_eq!(refused(&format!("<?xml version='1.1'?>{}", with(""))), CapError::Encoding);
}

#[test]
fn a_document_type_is_refused_wherever_it_could_stand_and_its_name_in_a_text_is_not() {
    for before in ["", "<?xml version='1.0'?>\n", "<!-- <alert> --><?x y?> "] {
        let xml = format!("{before}<!DOCTYPE alert [<!ENTITY a 'b'>]>{}", with("<note>&a;</note>"));
        assert_eq!(refused(&xml), CapError::DocumentType, "{before}");
    }
    assert!(matches!(refused(&with("<!DOCTYPE alert>")), CapError::Xml { .. }));
    assert!(matches!(refused(&with("<note>&a;</note>")), CapError::Xml { .. }));
    passes_through(&with("<note><![CDATA[<!DOCTYPE html>]]></note><!-- <!DOCTYPE alert> -->"));
    passes_through(&format!("<!-- <!DOCTYPE alert> -->{}", with("")));
}

#[test]
fn what_is_no_xml_is_refused() {
    let cut = with("");
    for xml in ["", " ", "CAP", "<alert", &cut[..cut.len() - 3], &with("<note>"), &with("<note></info>")] {
        assert!(matches!(refused(xml), CapError::Xml { .. }), "{xml}");
    }
    for inside in [
        "<note>\u{1}</note>",
        "<note>&#1;</note>",
        "<note>&#xD800;</note>",
        "<note>\u{fffe}</note>",
        "<note a='1' a='2'/>",
    ] {
        assert!(matches!(refused(&with(inside)), CapError::Xml { .. }), "{inside}");
    }
    assert!(matches!(refused(&format!("{}{}", with(""), with(""))), CapError::Xml { .. }));
    assert!(matches!(refused(&format!("{} x", with(""))), CapError::Xml { .. }));
    assert!(matches!(refused(&with("<y:note/>")), CapError::Xml { .. }));
}

#[test]
fn other_files_and_other_versions_are_told_apart() {
    assert_eq!(refused("<feed xmlns='http://www.w3.org/2005/Atom'/>"), CapError::NotCap);
    assert_eq!(refused("<alert/>"), CapError::NotCap);
    assert_eq!(refused(&with("").replace("alert", "info")), CapError::NotCap);
    assert_eq!(refused(&with("").replace("cap:1.2", "cap:1.1")), CapError::WrongVersion { version: "1.1" });
    let oldest = with("").replace(CAP_NAMESPACE, "http://www.incident.com/cap/1.0");
    assert_eq!(refused(&oldest), CapError::WrongVersion { version: "1.0" });
}

#[test]
fn elements_are_where_the_schema_has_them() {
    let (within, element) = ("alert", "scope");
    let without = message(&HEAD.replace("<scope>Public</scope>", ""));
    assert_eq!(refused(&without), CapError::Missing { element, within });
    assert_eq!(refused(&message("")), CapError::Missing { element: "identifier", within });
    assert_eq!(refused(&with("<scope>Public</scope>")), CapError::Repeated { element, within });
    assert_eq!(refused(&with("<note/><note/>")), CapError::Repeated { element: "note", within });
    assert_eq!(refused(&with("<source/>")), CapError::Misplaced { element: "source", within });
    assert_eq!(refused(&with("<incidents/><note/>")), CapError::Misplaced { element: "note", within });
    let swapped = HEAD.replace("<identifier>1</identifier>", "") + "<identifier>1</identifier>";
    assert_eq!(refused(&message(&swapped)), CapError::Misplaced { element: "sender", within });
    for stranger in ["<siren/>", "<value/>", "<Signature/>", "<x xmlns='urn:x'/>"] {
        assert_eq!(refused(&with(stranger)), CapError::Unknown { within }, "{stranger}");
    }
    assert_eq!(refused(&with("<note><info/></note>")), CapError::Unknown { within: "note" });
    assert_eq!(refused(&with("<note>\u{a0}</note>loud")), CapError::Text { within });
    assert_eq!(refused(&with("<note lang='en'/>")), CapError::Attribute { element: "note" });
    assert_eq!(refused(&with_info("<info/>")), CapError::Unknown { within: "info" });
    let (element, within) = ("valueName", "parameter");
    assert_eq!(refused(&with_info("<parameter><value/></parameter>")), CapError::Missing { element, within });
    let swapped = "<parameter><value/><valueName/></parameter>";
    assert_eq!(refused(&with_info(swapped)), CapError::Misplaced { element: "value", within });
    assert_eq!(refused(&with("<info/>")), CapError::Missing { element: "category", within: "info" });
}

#[test]
fn values_are_those_of_the_schema() {
    let value = |xml: &str| match refused(xml) {
        CapError::Value { element, .. } => element,
        other => panic!("{other}"),
    };
    for (from, to, element) in [
        ("Actual", "actual", "status"),
        ("Actual", " Actual", "status"),
        ("<msgType>Alert", "<msgType>", "msgType"),
        ("Public", "public", "scope"),
        ("+03:00", "Z", "sent"),
        ("Met", "met", "category"),
        ("Future", "Soon", "urgency"),
        ("Minor", "minor", "severity"),
        ("Likely", "Very likely", "certainty"),
    ] {
        assert_eq!(value(&with_info("").replace(from, to)), element);
    }
    assert_eq!(value(&with_info("<expires>tomorrow</expires>")), "expires");
    assert_eq!(value(&with_info("").replace("<category>", "<language>English, UK</language><category>")), "language");
    let resource = "<resource><resourceDesc/><mimeType/><size>1.0</size></resource>";
    assert_eq!(value(&with_info(resource)), "size");
    assert_eq!(value(&with_area("<altitude>high</altitude>")), "altitude");
    let older = passes_through(&with_info("").replace("Likely", "Very Likely"));
    assert_eq!(older.info[0].certainty, cap::Certainty::Likely);
    let spaced = passes_through(&with_info("<expires>\n 2026-06-01T09:00:00+03:00 </expires><web> http://a b </web>"));
    assert_eq!(spaced.info[0].expires.as_ref().map(cap::DateTime::as_str), Some("2026-06-01T09:00:00+03:00"));
    assert_eq!(spaced.info[0].web.as_deref(), Some("http://a b"));
}

#[test]
fn a_signature_stays_what_it_says_wherever_its_namespaces_were_declared() {
    let inside = "<d:Signature Id='a&#10;b'><d:Object q='p:x'>\n<o xmlns=''><e/></o><!-- c --><?p q?>&lt;&#13;</d:Object></d:Signature>";
    let xml = with(inside).replace("<alert", "<alert xmlns:d='http://www.w3.org/2000/09/xmldsig#' xmlns:p='urn:p'");
    let alert = passes_through(&xml);
    let expected = "<d:Signature xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:p=\"urn:p\" Id=\"a&#10;b\"><d:Object q=\"p:x\">\n<o xmlns=\"\"><e></e></o><!-- c --><?p q?>&lt;&#13;</d:Object></d:Signature>";
    assert_eq!(alert.signature, [expected]);
    let prefixed = xml.replace("<alert xmlns:d", "<alert xmlns:c='urn:c' xmlns:d");
    assert_eq!(passes_through(&prefixed).signature.len(), 1);
    let late = with("<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/><note/>");
    assert_eq!(refused(&late), CapError::Misplaced { element: "note", within: "alert" });
    let deep = with_info("<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>");
    assert_eq!(refused(&deep), CapError::Unknown { within: "info" });
}

#[test]
fn what_would_take_too_much_is_refused() {
    assert_eq!(super::read(&vec![b' '; MAX_CAP_BYTES + 1]), Err(CapError::TooLarge));
    assert_eq!(refused(&with(&"<code/>".repeat(MAX_CAP_ELEMENTS))), CapError::TooManyElements);
    let signed = |inside: &str| with(&format!("<Signature xmlns='{SIGNATURES}'>{inside}"));
    assert_eq!(refused(&signed(&"<a>".repeat(200_000))), CapError::TooDeep);
    assert_eq!(refused(&message(&"<info>".repeat(100_000))), CapError::TooDeep);
    assert_eq!(refused(&signed(&"<a/>".repeat(200_000))), CapError::TooManyElements);
    let names: String = (0..80).map(|n| format!(" xmlns:a{n}='u'")).collect();
    assert!(matches!(refused(&signed(&format!("<a{names}/>"))), CapError::Xml { .. } | CapError::TooDeep));
    let ring = |points: usize| with_area(&format!("<polygon>{}</polygon>", "0,1 ".repeat(points)));
    assert_eq!(refused(&ring(100_000)), CapError::TooManyPoints);
    assert_eq!(passes_through(&ring(MAX_CAP_POINTS)).breaches()[0].rule, Rule::PolygonTooShort);
}

#[test]
fn what_cannot_be_written_is_refused_and_never_slips_through() {
    let good = super::read(with_info("").as_bytes()).unwrap();
    let tried = |change: &dyn Fn(&mut cap::Alert)| {
        let mut alert = good.clone();
        change(&mut alert);
        super::write(&alert).unwrap_err()
    };
    let value = |element| CapError::Value { element, rule: "it is a word of the list of CAP 1.2" };
    assert_eq!(tried(&|alert| alert.status = Status::from("Rumour")), value("status"));
    assert_eq!(tried(&|alert| alert.info[0].severity = Severity::from("Grave")), value("severity"));
    assert!(matches!(tried(&|alert| alert.identifier = "\u{1}".to_owned()), CapError::Xml { .. }));
    assert_eq!(
        tried(&|alert| alert.info[0].category.clear()),
        CapError::Missing { element: "category", within: "info" }
    );
    assert_eq!(tried(&|alert| alert.info[0].language = Some(" en".to_owned())), CapError::Changed);
    assert_eq!(tried(&|alert| alert.signature = vec!["<!-- -->".to_owned()]), CapError::Changed);
    let smuggled = "</alert><alert>".to_owned();
    assert!(matches!(tried(&|alert| alert.signature = vec![smuggled.clone()]), CapError::Xml { .. }));
    assert_eq!(tried(&|alert| alert.note = Some("x".repeat(MAX_CAP_BYTES))), CapError::TooLarge);
}

#[test]
fn errors_repeat_nothing_of_the_file() {
    for inside in ["<siri/>", "<note siri='siri'/>", "<note><siri/></note>", "siri", "<info><siri/></info>", "<siri"] {
        let error = refused(&with(inside));
        assert!(!format!("{error} {error:?}").contains("siri"), "{error:?}");
    }
}
