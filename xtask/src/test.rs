//! `cargo xtask test`: everything that a change has to pass, on a desk as in continuous integration.

use std::process::Command;

use crate::run::{Done, Failure, Report, stream};
use crate::workspace::{Profile, Workspace, is_ci};
use crate::{android, bindings, demo, deny, kotlin, swift};

/// Runs the checks of Rust, and unless `rust_alone` those of licences and bindings.
pub fn test(workspace: &Workspace, report: &mut Report, rust_alone: bool) {
    let built = rust(workspace, report);
    if rust_alone {
        return;
    }
    deny::deny(workspace, report);
    if built {
        bindings::check(workspace, report);
        kotlin::check(workspace, report);
        android::check(workspace, report);
        swift::check(workspace, report);
    } else {
        report.not_run("bindings", "the build failed");
        report.not_run("Kotlin package", "the build failed");
        report.not_run("Android sources, type-checked", "the build failed");
        report.not_run("Swift package", "the build failed");
    }
}

/// Says whether the workspace builds.
fn rust(workspace: &Workspace, report: &mut Report) -> bool {
    report.step("format", || stream(&mut workspace.cargo(["fmt", "--all", "--check"]), "run `cargo fmt --all`"));
    report.step("lints", || {
        let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        stream(&mut workspace.cargo(clippy), "mend what clippy says; an exception needs its reason beside it")
    });
    let built = report.step("build", || {
        // All at once, because cargo would compile the dependencies anew for the hub alone, with fewer features.
        stream(&mut workspace.cargo(["build", "--workspace"]), "mend what the compiler says")
    });
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
