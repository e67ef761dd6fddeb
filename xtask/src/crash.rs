//! `cargo xtask crash`: power cuts, faults of the disk, damage: a program of the `tests` crate, with a real hub.

use crate::demo;
use crate::run::Report;
use crate::workspace::Workspace;

/// What is tried; the power cuts where nothing is named.
#[derive(Clone, Copy, clap::Args)]
pub struct Wanted {
    /// So many power cuts of a phone, and a tenth of them of the hub
    #[arg(long)]
    cuts: Option<u32>,
    /// Lets each call of the disk fail, for each call of the library, and fills a disk
    #[arg(long)]
    io: bool,
    /// So many damaged files
    #[arg(long)]
    damage: Option<u32>,
    /// Chance follows from it
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// Builds everything optimised and tries it.
pub fn crash(workspace: &Workspace, report: &mut Report, wanted: Wanted) {
    let cuts = wanted.cuts.or_else(|| (!wanted.io && wanted.damage.is_none()).then_some(100));
    let number = |name: &str, number: Option<u32>| number.map(|number| [name.to_owned(), number.to_string()]);
    let mut arguments: Vec<String> =
        [number("--cuts", cuts), number("--damage", wanted.damage), number("--seed", Some(wanted.seed))]
            .into_iter()
            .flatten()
            .flatten()
            .collect();
    if wanted.io {
        arguments.push("--io".to_owned());
    }
    let mut run = vec!["run", "--quiet", "--release", "--package", "usalama-tests", "--bin", "crash", "--"];
    run.extend(arguments.iter().map(String::as_str));
    demo::crash(workspace, report, &run);
}
