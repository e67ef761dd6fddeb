//! `cargo xtask demo` and `bench`: programs of the `tests` crate, with a real hub.

use camino::Utf8Path;

use crate::run::{Done, Failure, Report, stream};
use crate::workspace::{Profile, Workspace};
use crate::{kotlin, tools};

const TO_DO: &str = "see what it says above";

/// Builds the hub and shows phones talk to it.
pub fn demo(workspace: &Workspace, report: &mut Report) {
    let run = ["run", "--quiet", "--package", "usalama-tests", "--bin", "demo"];
    with_hub(workspace, report, Profile::Debug, "demo", &run, &[]);
}

/// Builds everything optimised and tries what the disk may do to it.
pub fn crash(workspace: &Workspace, report: &mut Report, run: &[&str]) {
    with_hub(workspace, report, Profile::Release, "crash", run, &[]);
}

/// Builds everything optimised and measures.
pub fn bench(workspace: &Workspace, report: &mut Report, quick: bool) {
    let mut run = vec!["run", "--quiet", "--release", "--package", "usalama-tests", "--bin", "bench"];
    if quick {
        run.extend(["--", "--quick"]);
    }
    tools::strace();
    let mut settings = vec![];
    report.step("Kotlin and the library for phones", || {
        stream(&mut workspace.cargo(["build", "--package", "usalama"]), TO_DO)?;
        stream(&mut workspace.cargo(["build", "--release", "--package", "usalama"]), TO_DO)?;
        let phone = ["build", "--profile", "phone", "--package", "usalama", "--features", "encrypted"];
        stream(&mut workspace.cargo(phone), TO_DO)?;
        settings.push(("USALAMA_KOTLIN_CLASSPATH", kotlin::classes(workspace)?));
        let folder = workspace.library(Profile::Release).parent().map(Utf8Path::to_string).unwrap_or_default();
        settings.push(("USALAMA_LIBRARY_DIR", folder));
        settings.push(("USALAMA_PHONE_LIBRARY", workspace.library(Profile::Phone).to_string()));
        Ok(Done::Passed)
    });
    if with_hub(workspace, report, Profile::Release, "bench", &run, &settings) {
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

fn with_hub(
    workspace: &Workspace,
    report: &mut Report,
    profile: Profile,
    name: &str,
    run: &[&str],
    settings: &[(&str, String)],
) -> bool {
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
        run.envs(settings.iter().map(|(name, value)| (name, value)));
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
