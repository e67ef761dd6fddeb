//! `cargo xtask sim`: the simulator of the `tests` crate, optimised.

use crate::run::{Report, stream};
use crate::workspace::Workspace;

/// How many histories are played, and which.
#[derive(Clone, Copy, clap::Args)]
pub struct Histories {
    /// How many
    #[arg(long, default_value_t = 1000)]
    histories: u64,
    /// The seed of the first; each further one has the next
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Threads; as many as there are processors where it is not said
    #[arg(long)]
    jobs: Option<usize>,
}

/// Builds the simulator and plays.
pub fn sim(workspace: &Workspace, report: &mut Report, wanted: Histories) {
    let program = ["--release", "--package", "usalama-tests", "--bin", "sim"];
    let built =
        report.step("build", || stream(workspace.cargo(["build"]).args(program), "mend what the compiler says"));
    let Histories { histories, seed, jobs } = wanted;
    let name = format!("{histories} histories from seed {seed}");
    if !built {
        report.not_run(&name, "the build failed");
        return;
    }
    report.step(&name, || {
        let mut run = workspace.cargo(["run", "--quiet"]);
        run.args(program).args(["--", "--histories", &histories.to_string(), "--seed", &seed.to_string()]);
        if let Some(jobs) = jobs {
            run.args(["--jobs", &jobs.to_string()]);
        }
        stream(&mut run, "mend what the failing history shows; its seed replays it")
    });
}
