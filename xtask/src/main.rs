//! The commands that anyone has to know: `cargo xtask demo`, `test`, `bench`, `sim`, `fuzz`, `package`, `bindings`, `deny`.
//!
//! In: one command. Out: its steps, each with a heading and what it took, a table of what passed, failed or was NOT RUN,
//! and an exit status. Nothing here knows what a step is about: the rules live in the crates and in their tests.
//!
//! - [`run`]: steps, the table, running a command
//! - [`workspace`]: where things are
//! - [`tools`]: what has to be installed
//! - [`mod@test`], [`deny`], [`bindings`], [`package`], [`demo`], [`sim`], [`crash`], [`fuzz`]: the commands
//! - [`kotlin`], [`android`], [`swift`]: parts of `test`; [`players`]: what plays the scenarios; [`quick_start`]: what newcomers do

mod android;
mod bindings;
mod crash;
mod demo;
mod deny;
mod fuzz;
mod kotlin;
mod package;
mod players;
mod quick_start;
mod run;
mod sim;
mod swift;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Parser, Subcommand};

use crate::run::{Failure, Report};
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The commands that anyone has to know")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows it work: phones and a hub, offline and online
    Demo,
    /// Checks everything that a change has to pass, or one part of it
    Test {
        #[command(flatten)]
        part: test::Part,
    },
    /// Measures, and writes target/bench.json
    Bench {
        /// Fewer rounds: shows that it runs, not how fast
        #[arg(long)]
        quick: bool,
    },
    /// Lets phones and a hub live through histories in which everything goes wrong, and checks what must hold all the same
    Sim {
        #[command(flatten)]
        histories: sim::Histories,
    },
    /// Cuts the power, lets the disk fail and damages files, while phones and a hub write
    Crash {
        #[command(flatten)]
        wanted: crash::Wanted,
    },
    /// Throws bytes at everything that reads what anybody may have written
    Fuzz {
        /// How long at each target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// Which targets; all of them where none is named
        targets: Vec<String>,
    },
    /// Builds the library and makes the package of a language from it, for use on this machine
    Package {
        /// Which
        #[arg(value_enum)]
        language: package::Language,
    },
    /// Generates the bindings of one language from the library
    Bindings {
        /// Which
        #[arg(long, value_enum)]
        language: bindings::Language,
        /// Where the files go
        #[arg(long, value_name = "DIR")]
        out: Utf8PathBuf,
    },
    /// Checks licences, sources and known weaknesses of what is built upon
    Deny,
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().command) {
        Ok(report) => report.finish(),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<Report, Failure> {
    let workspace = Workspace::find()?;
    let mut report = Report::default();
    match command {
        Command::Demo => demo::demo(&workspace, &mut report),
        Command::Test { part } => test::test(&workspace, &mut report, part),
        Command::Bench { quick } => demo::bench(&workspace, &mut report, quick),
        Command::Sim { histories } => sim::sim(&workspace, &mut report, histories),
        Command::Crash { wanted } => crash::crash(&workspace, &mut report, wanted),
        Command::Fuzz { seconds, targets } => fuzz::fuzz(&workspace, &mut report, seconds, &targets),
        Command::Package { language } => package::package(&workspace, &mut report, language),
        Command::Bindings { language, out } => bindings::bindings(&workspace, &mut report, language, &out),
        Command::Deny => deny::deny(&workspace, &mut report),
    }
    Ok(report)
}
