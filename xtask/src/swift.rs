//! The Swift package: generated, built, and tested with the real library and a real hub; what only iOS has is parsed.

use std::process::Command;

use camino::Utf8PathBuf;

use crate::bindings::{self, Language};
use crate::demo;
use crate::players;
use crate::quick_start;
use crate::run::{Done, Failure, Report, capture, stream};
use crate::workspace::{Profile, Workspace};

/// Where Swift is installed on a machine that has none, once for all clones.
const CHROOT: &str = "/opt/usalama-swift";

/// Generates, builds and tests it, and follows its quick start; the library and the hub must have been built.
pub fn check(workspace: &Workspace, report: &mut Report) {
    let tested = report.step("Swift package", || {
        install(workspace)?;
        demo::require_hub(&workspace.hub(Profile::Debug))?;
        place(workspace)?;
        test(workspace)
    });
    if !tested {
        report.not_run("Swift quick start", "the Swift package failed");
        report.not_run("iOS sources, parsed", "the Swift package failed");
        return;
    }
    report.step("Swift quick start", || quick_start::follow(workspace, "docs/swift.md", &shell(workspace)?));
    report.step("iOS sources, parsed", || {
        let mut files = sources(&workspace.root.join("ios/Sources/UsalamaOniOS"))?;
        files.push(workspace.root.join("ios/Package.swift"));
        let mut parse = swift(workspace, "swiftc");
        parse.arg("-parse").args(files);
        stream(&mut parse, "mend what the parser says of ios/")
    });
}

fn on_path() -> bool {
    let version = capture(Command::new("swift").arg("--version")).map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&version).into_owned();
    let major = text.split("Swift version ").nth(1).and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    major.is_some_and(|major| major >= 6)
}

fn install(workspace: &Workspace) -> Result<(), Failure> {
    if on_path() {
        return Ok(());
    }
    let script = workspace.root.join("bindings/swift/chroot.sh");
    let mut install = Command::new("bash");
    install.args([script.as_str(), "install", CHROOT]);
    stream(&mut install, "put a swift (6.0 or newer) on PATH; as root on Debian it is installed")?;
    Ok(())
}

/// A command of Swift, here or in its own Debian.
fn swift(workspace: &Workspace, program: &str) -> Command {
    if on_path() {
        let mut command = Command::new(program);
        command.current_dir(&workspace.root);
        return command;
    }
    let mut command = Command::new("bash");
    command.current_dir(&workspace.root).arg(workspace.root.join("bindings/swift/chroot.sh"));
    command.args(["run", CHROOT, workspace.root.as_str(), workspace.target.as_str(), "--", program]);
    command
}

/// What a shell needs to have a `swift`: nothing where it is on PATH, else a function that goes to where it is installed.
fn shell(workspace: &Workspace) -> Result<Vec<(&'static str, String)>, Failure> {
    if on_path() {
        return Ok(vec![]);
    }
    let script = workspace.root.join("bindings/swift/chroot.sh");
    let words = format!("bash '{script}' run {CHROOT} '{}' '{}' -- swift", workspace.root, workspace.target);
    let file = workspace.target.join("swift/function.sh");
    std::fs::write(&file, format!("swift() {{ {words} \"$@\"; }}\n"))
        .map_err(|error| Failure::new(format!("{file}: {error}"), "see that the folder may be written"))?;
    Ok(vec![("BASH_ENV", file.into_string())])
}

/// Puts what is generated, and the library, where the package has it.
pub fn place(workspace: &Workspace) -> Result<Done, Failure> {
    let generated = workspace.target.join("bindings/swift");
    bindings::generate_from(workspace, Language::Swift, &generated)?;
    let package = workspace.root.join("bindings/swift");
    for (from, to) in [
        ("Usalama.swift", "Sources/Usalama/Generated/Usalama.swift"),
        ("UsalamaFFI.h", "Sources/UsalamaFFI/UsalamaFFI.h"),
        ("UsalamaFFI.modulemap", "Sources/UsalamaFFI/module.modulemap"),
    ] {
        bindings::copy_as(&generated.join(from), &package.join(to))?;
    }
    bindings::copy(&workspace.library(Profile::Debug), &package.join("Library"))?;
    Ok(Done::Passed)
}

/// Builds and tests the package.
fn test(workspace: &Workspace) -> Result<Done, Failure> {
    let build = workspace.target.join("swift");
    let mut test = swift(workspace, "swift");
    test.args(["test", "--package-path", workspace.root.join("bindings/swift").as_str()]);
    test.args(["--scratch-path", build.as_str()]);
    test.env("USALAMA_HUB_BIN", workspace.hub(Profile::Debug));
    test.env("USALAMA_SCENARIOS", workspace.root.join("tests/scenarios"));
    // glibc counts what a thread keeps for itself as in use: the test of leaks would see threads come and go.
    test.env("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");
    players::run(workspace, "Swift", &mut test)
}

fn sources(folder: &camino::Utf8Path) -> Result<Vec<Utf8PathBuf>, Failure> {
    let read = folder.read_dir_utf8().and_then(|entries| {
        entries.map(|entry| entry.map(camino::Utf8DirEntry::into_path)).collect::<Result<Vec<_>, _>>()
    });
    read.map_err(|error| Failure::new(format!("{folder} cannot be read: {error}"), "see whether it is there"))
}
