//! How the demonstration looks on a terminal: in colour where it has any.

use std::time::Duration;

use anstream::println;
use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, Table, presets};
use usalama_core::client::SyncReport;
use usalama_core::text::Label;

const TITLE: Style = AnsiColor::Cyan.on_default().bold();
const WHO: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Yellow.on_default();
const BROKEN: Style = AnsiColor::Red.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What a part of the demonstration came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// Acts recorded while there was no network.
    pub offline: u64,
    /// Requests and replies that the network lost.
    pub lost: u64,
    /// Requests that the network delivered twice.
    pub repeated: u64,
    /// What the syncs did.
    pub sync: SyncReport,
    /// Acts that policy refused on the phone.
    pub refused_here: u64,
    /// Seconds.
    pub seconds: f64,
}

/// A heading.
pub fn title(text: &str) {
    println!("\n{TITLE}{text}{TITLE:#}");
}

/// Somebody does something.
pub fn act(who: &str, what: &str) {
    println!("  {WHO}{who:<22}{WHO:#} {what}");
}

/// What a screen shows.
pub fn shows(label: Label) {
    println!("  {:<22} {GOOD}→ {} / {}{GOOD:#}", "", label.en, label.sw);
}

/// What is explained.
pub fn note(text: &str) {
    println!("  {:<22} {QUIET}{text}{QUIET:#}", "");
}

/// What was found in order.
pub fn good(text: &str) {
    println!("  {:<22} {GOOD}→ {text}{GOOD:#}", "");
}

/// A line of a guard's round: where, and what it is worth.
pub fn visit(place: &str, good: bool, worth: &str) {
    let (style, mark) = if good { (GOOD, '→') } else { (BAD, '✗') };
    println!("  {:<22} {place} {style}{mark} {worth}{style:#}", "");
}

/// A drawing.
pub fn drawing(rows: &[String]) {
    for row in rows {
        println!("  {:<22} {row}", "");
    }
}

/// What was refused, and why.
pub fn refused(label: Label) {
    println!("  {:<22} {BAD}✗ {} / {}{BAD:#}", "", label.en, label.sw);
}

/// What broke.
pub fn broke(reason: &str) {
    println!("\n{BROKEN}demo: FAILED{BROKEN:#} {reason}");
}

/// The last line.
pub fn ok() {
    println!("\n{GOOD}demo: ok{GOOD:#}");
}

/// The closing table.
pub fn table(parts: &[(&str, Count)], took: Duration) {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let mut head = vec![Cell::new("")];
    head.extend(parts.iter().map(|(name, _)| Cell::new(name).set_alignment(CellAlignment::Right)));
    table.set_header(head);
    type Figure = fn(&Count) -> String;
    let rows: [(&str, Figure); 12] = [
        ("acts recorded offline", |c| c.offline.to_string()),
        ("events sent, repeats included", |c| c.sync.sent.to_string()),
        ("  taken up by the hub", |c| c.sync.accepted.to_string()),
        ("  duplicates absorbed", |c| c.sync.duplicates.to_string()),
        ("  refused and parked", |c| c.sync.refused.to_string()),
        ("refused on the phone already", |c| c.refused_here.to_string()),
        ("events received", |c| c.sync.received.to_string()),
        ("requests", |c| c.sync.requests.to_string()),
        ("  lost by the network", |c| c.lost.to_string()),
        ("  delivered twice", |c| c.repeated.to_string()),
        ("bytes out / in, compressed", |c| format!("{} / {}", c.sync.bytes_out, c.sync.bytes_in)),
        ("seconds", |c| format!("{:.1}", c.seconds)),
    ];
    for (name, figure) in rows {
        let mut row = vec![Cell::new(name)];
        row.extend(parts.iter().map(|(_, count)| Cell::new(figure(count)).set_alignment(CellAlignment::Right)));
        table.add_row(row);
    }
    println!("\n{table}\n  {QUIET}{:.1} s in all{QUIET:#}", took.as_secs_f64());
}
