//! `cargo xtask demo` and `bench`: programs of the `tests` crate, with a real hub.

use camino::Utf8Path;

use crate::run::{Done, Failure, Report, stream};
use crate::tools;
use crate::workspace::{Profile, Workspace};

const TO_DO: &str = "see what it says above";

/// Builds the hub and shows phones talk to it.
pub fn demo(workspace: &Workspace, report: &mut Report) {
    let run = ["run", "--quiet", "--package", "usalama-tests", "--bin", "demo"];
    with_hub(workspace, report, Profile::Debug, "demo", &run);
}

/// Builds everything optimised and measures.
pub fn bench(workspace: &Workspace, report: &mut Report, quick: bool) {
    let mut run = vec!["run", "--quiet", "--release", "--package", "usalama-tests", "--bin", "bench"];
    if quick {
        run.extend(["--", "--quick"]);
    }
    tools::strace();
    if with_hub(workspace, report, Profile::Release, "bench", &run) {
        report.step("results", || {
            let results = workspace.target.join("bench.json");
            if !results.is_file() {
                return Err(Failure::new(format!("bench did not write {results}"), TO_DO));
            }
            println!("wrote {results}");
            Ok(Done::Passed)
        });
    } else {
        report.not_run("results", "bench did not finish");
    }
}

fn with_hub(workspace: &Workspace, report: &mut Report, profile: Profile, name: &str, run: &[&str]) -> bool {
    let built = report.step("build", || {
        let mut build = workspace.cargo(["build", "--package", "usalama-hub", "--package", "usalama-tests"]);
        if profile == Profile::Release {
            build.arg("--release");
        }
        stream(&mut build, "mend what the compiler says")?;
        require_hub(&workspace.hub(profile))
    });
    if !built {
        report.not_run(name, "the build failed");
        return false;
    }
    report.step(name, || {
        let mut run = workspace.cargo(run.iter().copied());
        run.env("USALAMA_HUB_BIN", workspace.hub(profile)).env("CARGO_TARGET_DIR", &workspace.target);
        stream(&mut run, TO_DO)
    })
}

/// The hub's program must be where the tests are told that it is.
pub fn require_hub(hub: &Utf8Path) -> Result<Done, Failure> {
    if hub.is_file() {
        return Ok(Done::Passed);
    }
    Err(Failure::new(format!("the build left no {hub}"), "the crate usalama-hub needs a binary of that name"))
}
