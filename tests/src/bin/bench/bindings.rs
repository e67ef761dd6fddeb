//! What the border costs: a page of incidents in Rust and in Kotlin on the same profile, the first start of the library from
//! Kotlin, and the size of the library that phones get.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use usalama_core::client::{IncidentFilter, Settings, Usalama};
use usalama_core::clock::ManualClock;
use usalama_core::keys::HostKey;

use crate::{Row, report};

/// Incidents of the profile that is read.
const INCIDENTS: usize = 200;
/// Incidents of a page.
const PAGE: usize = 50;

/// Measures `runs` pages on each side. What the machine cannot measure is named.
pub fn measure(runs: usize) -> Vec<Row> {
    let mut rows = kotlin(runs).unwrap_or_else(|why| {
        println!("NOT MEASURED: Kotlin ({why})");
        vec![]
    });
    match std::env::var("USALAMA_PHONE_LIBRARY").ok().and_then(|path| std::fs::metadata(path).ok()) {
        #[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
        Some(library) => rows.push(Row {
            name: "library_stripped_bytes",
            value: library.len() as f64,
            unit: "bytes, for this machine's processor",
            baseline: None,
            runs: 1,
        }),
        None => println!("NOT MEASURED: the library's size (USALAMA_PHONE_LIBRARY names none)"),
    }
    rows
}

fn kotlin(runs: usize) -> Result<Vec<Row>, String> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let (classes, library) = (variable("USALAMA_KOTLIN_CLASSPATH")?, variable("USALAMA_LIBRARY_DIR")?);
    let folder = tempfile::tempdir_in("target").map_err(|error| error.to_string())?;
    let rust = in_rust(folder.path(), runs);
    let output = Command::new("java")
        .arg(format!("-Djna.library.path={library}"))
        .args(["-cp", &classes, "ke.usalama.bench.BenchKt"])
        .arg(folder.path())
        .args([&runs.to_string(), &PAGE.to_string()])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figure = |name: &str| -> Result<f64, String> {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let said = String::from_utf8_lossy(&output.stderr);
        line.and_then(|value| value.trim().parse().ok()).ok_or_else(|| format!("no {name}: {text}{said}"))
    };
    let (page, start) = (figure("page_us")?, figure("cold_start_ms")?);
    let rust_us = rust.as_secs_f64() * 1e6;
    println!("a page of {PAGE} incidents: {rust_us:.0} µs in Rust, {page:.0} µs in Kotlin (medians)");
    Ok(vec![
        Row {
            name: "kotlin_page50_vs_rust",
            value: page / rust_us,
            unit: "ratio; the baseline is Rust in µs",
            baseline: Some(rust_us),
            runs,
        },
        Row {
            name: "kotlin_cold_start_ms",
            value: start,
            unit: "ms, from the first call to the opened profile, JVM running",
            baseline: None,
            runs: 1,
        },
    ])
}

/// Fills a profile and reads its first page, again and again.
fn in_rust(folder: &std::path::Path, runs: usize) -> Duration {
    let clock = Arc::new(ManualClock::starting_at(usalama_tests::phone::now()));
    let settings = Settings::new(folder).clock(clock.clone());
    let app = Usalama::open(settings, &HostKey::from_bytes([7; 32])).expect("the library opens");
    for number in 0..INCIDENTS {
        clock.advance(report::BETWEEN);
        app.report(report::snatching(number)).expect("the report is taken down");
    }
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            let page = app.incidents(IncidentFilter::default(), None, PAGE).expect("a page");
            assert_eq!(page.incidents.len(), PAGE);
            started.elapsed()
        })
        .collect();
    report::median(&mut times)
}
