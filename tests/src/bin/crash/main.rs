//! Power cuts, faults of the disk, a full disk and damage, tried on the real library and the real hub: `cargo xtask crash`. Prints its
//! figures, and fails where a promise was broken, or where the control, whose writes are not forced, lost nothing: then the harness is.

#![allow(clippy::expect_used, clippy::panic, reason = "where a check fails, it has broken and says so")]

use std::process::ExitCode;

use comfy_table::{Table, presets};
use usalama_tests::crash::hub::World;
use usalama_tests::crash::{Cuts, damage, full, io, phone};
use usalama_tests::town::Town;

/// The figure behind a word.
fn figure(name: &str) -> Option<u64> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|argument| argument == name)?;
    arguments.get(at + 1)?.parse().ok()
}

#[tokio::main]
async fn main() -> ExitCode {
    // A failure names its seed; `--exactly` begins there.
    let seed = figure("--exactly").unwrap_or(figure("--seed").unwrap_or(1) << 32);
    let mut good = true;
    if let Some(number) = figure("--cuts") {
        good &= cuts(number, seed).await;
    }
    if std::env::args().any(|argument| argument == "--io") {
        let town = Town::start();
        let before = io::Before::make(&town).await;
        let rows = tokio::task::block_in_place(|| io::table(&before, 1));
        println!("{}", io::printed(&rows));
        good &= rows.iter().all(|row| row.third == 0);
        println!("{}", full::fill(&town, 200_000).await);
    }
    if let Some(number) = figure("--damage") {
        println!("{}", tokio::task::block_in_place(|| damage::table(number, seed)));
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn cuts(number: u64, seed: u64) -> bool {
    let control = (number / 10).clamp(5, 50);
    let town = Town::start();
    let (mut phone, mut phone_lax) = (Cuts::default(), Cuts::default());
    for n in 0..number {
        phone = phone.plus(phone::cut(&town, seed + n, false).await);
        if n < control {
            phone_lax = phone_lax.plus(phone::cut(&town, seed + n, true).await);
        }
        if n % 100 == 99 {
            println!("phone: {} cuts", n + 1);
        }
    }
    // A tenth of them at the hub, where each takes four phones and all that they said before.
    let (mut hub, mut hub_lax) = (Cuts::default(), Cuts::default());
    let mut world = World::found().await;
    for n in 0..number.div_ceil(10) {
        if n % 10 == 9 {
            world = World::found().await;
        }
        hub = hub.plus(world.cut(seed + n, false).await);
    }
    for n in 0..5 {
        hub_lax = hub_lax.plus(World::found().await.cut(seed + n, true).await);
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "power cuts of",
        "cuts",
        "again while opening",
        "acknowledged",
        "lost",
        "unsound files",
        "positions (not forced)",
        "of these lost",
    ]);
    for (name, cuts) in
        [("phone", phone), ("hub", hub), ("phone, NORMAL (control)", phone_lax), ("hub, NORMAL (control)", hub_lax)]
    {
        let figures =
            [cuts.cuts, cuts.again, cuts.acknowledged, cuts.lost, cuts.unsound, cuts.positions, cuts.positions_lost];
        table.add_row(std::iter::once(name.to_owned()).chain(figures.map(|figure| figure.to_string())));
    }
    println!("{table}");
    for (name, lost) in [("phone", phone_lax.lost), ("hub", hub_lax.lost)] {
        if lost == 0 {
            println!("the control of the {name} lost nothing: the harness is broken");
        }
    }
    phone.lost + hub.lost + phone.unsound + hub.unsound == 0 && phone_lax.lost > 0 && hub_lax.lost > 0
}
