//! Files that mean harm, or came to harm: none brings the reader down, takes more than it may, or is believed by half.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use usalama_core::exchange::cap::{CapError, MAX_CAP_BYTES, MAX_CAP_POINTS, read, write};
use usalama_core::model::cap::{Alert, Rule};
use usalama_tests::xsd;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/cap")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join("messages").join(name)).unwrap()
}

fn thunderstorm() -> String {
    text("thunderstorm.cap")
}

/// The thunderstorm with this in place of its polygon.
fn with_place(place: &str) -> String {
    let storm = thunderstorm();
    let (before, rest) = storm.split_once("<polygon>").unwrap();
    let (_, after) = rest.split_once("</polygon>").unwrap();
    format!("{before}{place}{after}")
}

fn rules(xml: &str) -> Vec<Rule> {
    read(xml.as_bytes()).unwrap().breaches().into_iter().map(|breach| breach.rule).collect()
}

/// Reads within a time that a phone has.
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    // Unoptimised, on a busy machine. What is quadratic or worse takes minutes.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    done
}

#[test]
fn neither_a_file_of_the_phone_nor_a_billion_laughs_are_let_in() {
    assert_eq!(read(text("xee.cap").as_bytes()), Err(CapError::DocumentType));
    let storm = thunderstorm();
    let (_, rest) = storm.split_once('\n').unwrap();
    let external =
        format!("<!DOCTYPE alert [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}", rest.replace("SEVERE", "&x;"));
    assert_eq!(read(external.as_bytes()), Err(CapError::DocumentType));
    let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE alert [<!ENTITY l0 'ha'>{laughs}]>{}", rest.replace("SEVERE", "&l9;"));
    assert_eq!(read(laughs.as_bytes()), Err(CapError::DocumentType));
    let undeclared = storm.replace("SEVERE", "&x;");
    assert!(matches!(read(undeclared.as_bytes()), Err(CapError::Xml { .. })));
    let included = storm
        .replace("<info>", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/><info>");
    assert_eq!(read(included.as_bytes()), Err(CapError::Unknown { within: "alert" }));
}

#[test]
fn a_hundred_thousand_points_are_refused_and_as_many_as_are_allowed_are_looked_at() {
    let ring = |points: usize| {
        let turn = |n: usize| std::f64::consts::TAU * n as f64 / (points - 1) as f64;
        let point = |n: usize| format!("{:.6},{:.6}", turn(n % (points - 1)).sin(), turn(n % (points - 1)).cos());
        with_place(&format!("<polygon>{}</polygon>", (0..points).map(point).collect::<Vec<_>>().join(" ")))
    };
    let many = with_place(&format!("<polygon>{}</polygon>", "0,1 ".repeat(100_000)));
    assert_eq!(soon(|| read(many.as_bytes())), Err(CapError::TooManyPoints));
    let spread = with_place(&"<polygon>0,0 0,1 1,1 0,0</polygon>".repeat(MAX_CAP_POINTS / 4 + 1));
    assert_eq!(read(spread.as_bytes()), Err(CapError::TooManyPoints));
    assert!(read(ring(MAX_CAP_POINTS).as_bytes()).is_ok());
    // As many as are allowed take an unoptimised build too long.
    assert_eq!(soon(|| rules(&ring(MAX_CAP_POINTS / 4))), []);
}

#[test]
fn places_that_are_none_are_named() {
    let polygon = |points: &str| rules(&with_place(&format!("<polygon>{points}</polygon>")));
    assert_eq!(polygon("0,0 1,1 1,0 0,1 0,0"), [Rule::PolygonCrossing]);
    assert_eq!(polygon("0,179 0,-179 1,-179 1,179 0,179"), [Rule::PolygonAntimeridian]);
    assert_eq!(polygon("0,0 0,1 1,1"), [Rule::PolygonTooShort]);
    assert_eq!(polygon("0,0 0,1 1,1 1,0"), [Rule::PolygonOpen]);
    assert_eq!(polygon("0,0 0,1 1,1 181,0 0,0"), [Rule::PolygonOffEarth]);
    assert_eq!(polygon("36.8;-1.3"), [Rule::PolygonForm]);
    let circle = |words: &str| rules(&with_place(&format!("<circle>{words}</circle>")));
    assert_eq!(circle("-1.3,36.8 0"), []);
    assert_eq!(circle("-1.3,36.8 0.0"), []);
    assert_eq!(circle("-1.3,36.8 -1"), [Rule::CircleRadius]);
    assert_eq!(circle("-1.3,36.8"), [Rule::CircleForm]);
}

#[test]
fn what_is_too_large_too_deep_or_too_many_is_refused_at_once() {
    let long = with_place(&format!("</area><area><areaDesc>{}</areaDesc>", "x".repeat(MAX_CAP_BYTES)));
    assert_eq!(read(long.as_bytes()), Err(CapError::TooLarge));
    let largest = thunderstorm();
    let largest = largest.replace("SHELTER UNTIL", &"A".repeat(MAX_CAP_BYTES - 4096));
    assert!(soon(|| write(&read(largest.as_bytes()).unwrap())).is_ok());
    let deep = thunderstorm().replace("<info>", &"<info>".repeat(100_000));
    assert_eq!(soon(|| read(deep.as_bytes())), Err(CapError::TooDeep));
    let signature = |inside: &str| {
        thunderstorm()
            .replace("</info>", &format!("</info><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'>{inside}"))
    };
    assert_eq!(soon(|| read(signature(&"<a>".repeat(300_000)).as_bytes())), Err(CapError::TooDeep));
    let codes = thunderstorm().replace("<info>", &format!("{}<info>", "<code/>".repeat(100_000)));
    assert_eq!(soon(|| read(codes.as_bytes())), Err(CapError::TooManyElements));
    let names: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    assert!(soon(|| read(thunderstorm().replace("<info>", &format!("<info{names}>")).as_bytes())).is_err());
    let spaces: String = (0..40_000).map(|n| format!(" xmlns:a{n}='u'")).collect();
    assert!(soon(|| read(thunderstorm().replace("<alert", &format!("<alert{spaces}")).as_bytes())).is_err());
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    let whole = thunderstorm();
    let whole = whole.trim_end();
    for end in 0..whole.len() {
        assert!(matches!(read(&whole.as_bytes()[..end]), Err(CapError::Xml { .. })), "{end}");
    }
    assert!(read(whole.as_bytes()).is_ok());
}

#[test]
fn an_encoding_that_is_not_what_it_says_is_refused() {
    let letters = thunderstorm().replace("STORM", "Ó̈ 🌩");
    assert!(read(letters.as_bytes()).is_ok());
    let declared = |name: &str| letters.replace("UTF-8", name);
    for name in ["UTF-16", "windows-1252", "KOI8-R", "utf8\u{e9}"] {
        assert_eq!(read(declared(name).as_bytes()), Err(CapError::Encoding), "{name}");
    }
    let wide: Vec<u8> = letters.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&wide), Err(CapError::Encoding));
    let mut broken = letters.clone().into_bytes();
    let letter = letters.find('Ó').unwrap();
    broken[letter] = 0xff;
    assert_eq!(read(&broken), Err(CapError::Encoding));
}

/// What is read can be written, and says the same; nothing else comes of it.
fn holds(bytes: &[u8]) -> Option<Alert> {
    let alert = read(bytes).ok()?;
    let written = write(&alert).unwrap();
    assert_eq!(read(written.as_bytes()).unwrap(), alert);
    drop((alert.breaches(), alert.profile_breaches()));
    Some(alert)
}

/// Changes a few bytes, or moves, repeats or leaves out a piece, most often from one tag to another.
fn spoil(bytes: &mut Vec<u8>, random: &mut fastrand::Rng) {
    let tags: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| at).collect();
    let place = |random: &mut fastrand::Rng| {
        if random.bool() && !tags.is_empty() { tags[random.usize(..tags.len())] } else { random.usize(..bytes.len()) }
    };
    let (mut from, mut to) = (place(random), place(random));
    if from > to {
        std::mem::swap(&mut from, &mut to);
    }
    let at = place(random);
    let piece = bytes[from..to].to_vec();
    match random.u8(..5) {
        0 => bytes[at] = random.u8(..),
        1 => bytes[at] = *random.choice(b"<>&;\"'/ 0:-+\t\r\n!?[]Z").unwrap(),
        2 => drop(bytes.splice(from..to, [])),
        3 => drop(bytes.splice(at..at, piece)),
        _ => {
            let pieces: [&[u8]; 6] = [b"<!--x-->", b"&#13;", b"<note/>", b"]]>", b"<![CDATA[", b" a='b'"];
            drop(bytes.splice(at..at, random.choice(pieces).unwrap().to_vec()));
        }
    }
}

#[test]
fn whatever_of_a_spoilt_message_is_still_read_keeps_the_schema() {
    let sources = [thunderstorm(), text("43b080713727.cap")];
    let seed = 20_260_601;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut written = vec![];
    for round in 0..6000 {
        let source = &sources[usize::from(round % 8 == 0)];
        let mut bytes = source.clone().into_bytes();
        for _ in 0..=random.u8(..2) {
            spoil(&mut bytes, &mut random);
        }
        if let Some(alert) = holds(&bytes) {
            written.push(write(&alert).unwrap());
        }
    }
    println!("{} of 6000 spoilt messages are still read", written.len());
    assert!((100..5900).contains(&written.len()), "{}", written.len());
    let faults: Vec<_> = xsd::faults(&folder().join("schema/cap12.xsd"), &written);
    assert_eq!(faults, [""; 0]);
}

proptest! {
    #[test]
    fn a_damaged_message_never_panics(
        name in prop::sample::select(vec!["thunderstorm.cap", "canada.cap", "43b080713727.cap", "earthquake_signed.cap"]),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..8),
        cut in 0..8usize,
    ) {
        let mut bytes = text(name).into_bytes();
        let at = at.index(bytes.len());
        bytes.splice(at..(at + cut).min(bytes.len()), with);
        holds(&bytes);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        holds(&bytes);
        let start = thunderstorm();
        holds(&[&start.as_bytes()[..start.len() / 2], &bytes].concat());
    }
}
