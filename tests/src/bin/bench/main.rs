//! Benchmarks. Every figure is measured against a baseline of the same run, on the same machine, disk and settings; a table is
//! printed, and `target/bench.json` written: `{"rows": [{"name", "value", "unit", "baseline", "runs"}]}`.

#![allow(clippy::expect_used, clippy::panic, reason = "where a check fails, it has broken and says so")]

mod alerts;
mod audit;
mod bare;
mod bindings;
mod exchange;
mod guarding;
mod large;
mod memory;
mod report;
mod syncs;
mod wire;

use comfy_table::{Table, presets};
use serde::Serialize;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Stays as it is once it is there.
    pub name: &'static str,
    /// The figure.
    pub value: f64,
    /// What it counts.
    pub unit: &'static str,
    /// What it is measured against, in the baseline's own unit; nothing where there is no baseline.
    pub baseline: Option<f64>,
    /// How often it was measured.
    pub runs: usize,
}

#[derive(Debug, Serialize)]
struct Results {
    rows: Vec<Row>,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if report::child(&arguments) || guarding::child(&arguments) || large::child(&arguments) {
        return Ok(());
    }
    let quick = std::env::args().any(|argument| argument == "--quick");
    if cfg!(debug_assertions) {
        println!("warning: this is a debug build; its figures mean nothing");
    }
    // What is named as `--alerts` is measured alone.
    let named: Vec<&str> = arguments.iter().filter_map(|argument| argument.strip_prefix("--")).collect();
    let wanted = |name: &str| named.contains(&name) || named.iter().all(|other| *other == "quick");
    let mut rows = vec![];
    if wanted("wire") {
        rows.extend(wire::measure().await);
        rows.extend(guarding::month().await);
    }
    if wanted("report") {
        rows.extend(report::measure(if quick { 200 } else { 2_000 }));
    }
    if wanted("exchange") {
        rows.extend(exchange::measure(if quick { 1_000 } else { 10_000 }).await);
    }
    if wanted("large") {
        rows.extend(large::measure(if quick { 2_000 } else { 50_000 }).await);
    }
    if wanted("guarding") {
        rows.extend(guarding::recorded(if quick { 2_000 } else { 20_000 }).await);
        rows.extend(audit::measure(if quick { 200 } else { 2_000 }));
    }
    if wanted("alerts") {
        rows.extend(alerts::measure(if quick { 2_000 } else { 20_000 }));
    }
    if wanted("bindings") {
        rows.extend(bindings::measure(if quick { 50 } else { 500 }));
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(["name", "value", "unit", "baseline", "runs"]);
    for row in &rows {
        let baseline = row.baseline.map_or_else(|| "–".to_owned(), |baseline| format!("{baseline:.2}"));
        table.add_row([
            row.name.to_owned(),
            format!("{:.2}", row.value),
            row.unit.to_owned(),
            baseline,
            row.runs.to_string(),
        ]);
    }
    println!("{table}");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), std::path::PathBuf::from);
    std::fs::create_dir_all(&target)?;
    let path = target.join("bench.json");
    std::fs::write(&path, serde_json::to_vec_pretty(&Results { rows })?)?;
    println!("written: {}", path.display());
    Ok(())
}
