//! `cargo xtask test`: everything that a change has to pass, on a desk as in continuous integration.

use std::process::Command;

use crate::run::{Done, Failure, Report, stream};
use crate::workspace::{Profile, Workspace, is_ci};
use crate::{android, bindings, demo, deny, kotlin, swift, tools};

/// Which part is run; all of them where none is named.
#[derive(Clone, Copy, clap::Args)]
#[group(multiple = false)]
pub struct Part {
    /// Rust alone: no licences, no bindings
    #[arg(long)]
    rust: bool,
    /// Kotlin and Android alone
    #[arg(long)]
    kotlin: bool,
    /// Swift and iOS alone
    #[arg(long)]
    swift: bool,
}

/// Runs the checks.
pub fn test(workspace: &Workspace, report: &mut Report, part: Part) {
    let all = !(part.rust || part.kotlin || part.swift);
    let built = if all || part.rust { rust(workspace, report) } else { build(workspace, report) };
    if all {
        deny::deny(workspace, report);
    }
    type Check = fn(&Workspace, &mut Report);
    let checks: [(&str, bool, Check); 4] = [
        ("bindings", all, bindings::check),
        ("Kotlin package", all || part.kotlin, kotlin::check),
        ("Android sources, type-checked", all || part.kotlin, android::check),
        ("Swift package", all || part.swift, swift::check),
    ];
    for (name, _, check) in checks.into_iter().filter(|(_, wanted, _)| *wanted) {
        if built { check(workspace, report) } else { report.not_run(name, "the build failed") }
    }
}

/// Says whether the workspace builds.
fn rust(workspace: &Workspace, report: &mut Report) -> bool {
    report.step("format", || stream(&mut workspace.cargo(["fmt", "--all", "--check"]), "run `cargo fmt --all`"));
    report.step("lints", || {
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        stream(&mut workspace.cargo(clippy), "mend what clippy says; an exception needs its reason beside it")
    });
    let built = build(workspace, report);
    if built {
        tests(workspace, report);
    } else {
        report.not_run("tests", "the build failed");
        report.not_run("store tests, encrypted", "the build failed");
        report.not_run("documentation tests", "the build failed");
    }
    report.step("documentation", || {
        let mut doc = workspace.cargo(["doc", "--workspace", "--no-deps"]);
        stream(doc.env("RUSTDOCFLAGS", "-D warnings"), "mend the links and comments that rustdoc names")
    });
    built
}

fn build(workspace: &Workspace, report: &mut Report) -> bool {
    // All at once, because cargo would compile the dependencies anew for the hub alone, with fewer features.
    report.step("build", || stream(&mut workspace.cargo(["build", "--workspace"]), "mend what the compiler says"))
}

/// The tests that are about what lies on a phone's disk.
const STORE_TESTS: [&str; 5] = ["store", "encryption", "offline", "convergence", "identity"];

fn tests(workspace: &Workspace, report: &mut Report) {
    let real_data = workspace.real_data();
    report.step("real wards", || match &real_data {
        Some(folder) if folder.is_dir() => {
            println!("the tests read {folder}");
            Ok(Done::Passed)
        }
        Some(folder) => {
            Err(Failure::new(format!("USALAMA_DATA is no folder: {folder}"), "name the folder of the data"))
        }
        None if is_ci() => Err(Failure::new(
            "there is neither USALAMA_DATA nor shared/data beside the repository",
            "put the data there: where CI is set, every test must run",
        )),
        None => Ok(Done::NotRun("neither USALAMA_DATA nor shared/data beside the repository is there".to_owned())),
    });
    let prepare = |command: &mut Command| {
        command.env("USALAMA_HUB_BIN", workspace.hub(Profile::Debug));
        match &real_data {
            Some(folder) => command.env("USALAMA_DATA", folder),
            None => command.env_remove("USALAMA_DATA").env("USALAMA_DATA_OPTIONAL", "1"),
        };
    };
    let to_do = "mend what the failing test's name says no longer holds";
    report.step("tests", || {
        demo::require_hub(&workspace.hub(Profile::Debug))?;
        tools::xmllint()?;
        let mut test = workspace.cargo(["test", "--workspace", "--all-targets", "--no-fail-fast"]);
        prepare(&mut test);
        stream(&mut test, to_do)
    });
    // Only what opens a store: SQLite and what is built on it is compiled a second time for this, and OpenSSL once.
    report.step("store tests, encrypted", || {
        let mut core =
            workspace.cargo(["test", "-p", "usalama-core", "--features", "encrypted", "--lib", "--", "store::"]);
        stream(&mut core, to_do)?;
        let mut test = workspace.cargo(["test", "-p", "usalama-tests", "--features", "encrypted", "--no-fail-fast"]);
        test.args(STORE_TESTS.iter().flat_map(|name| ["--test", name]));
        prepare(&mut test);
        stream(&mut test, to_do)
    });
    report.step("documentation tests", || {
        let mut test = workspace.cargo(["test", "--workspace", "--doc", "--no-fail-fast"]);
        prepare(&mut test);
        stream(&mut test, to_do)
    });
}
