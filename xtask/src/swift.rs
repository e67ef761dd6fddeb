//! The Swift package: generated, built, and tested with the real library and a real hub; what only iOS has is parsed.

use std::process::Command;

use camino::Utf8PathBuf;

use crate::bindings::{self, Language};
use crate::demo;
use crate::players;
use crate::run::{Done, Failure, Report, capture, stream};
use crate::workspace::{Profile, Workspace};

/// Where Swift is installed on a machine that has none, once for all clones.
const CHROOT: &str = "/opt/usalama-swift";

/// Generates, builds and tests it; the library and the hub must have been built.
pub fn check(workspace: &Workspace, report: &mut Report) {
    let tested = report.step("Swift package", || {
        demo::require_hub(&workspace.hub(Profile::Debug))?;
        install(workspace)?;
        place(workspace)?;
        test(workspace)
    });
    if !tested {
        report.not_run("iOS sources, parsed", "the Swift package failed");
        return;
    }
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

/// Puts what is generated where the package has it.
fn place(workspace: &Workspace) -> Result<(), Failure> {
    let generated = workspace.target.join("bindings/swift");
    bindings::generate_from(workspace, Language::Swift, &generated)?;
    let sources = workspace.root.join("bindings/swift/Sources");
    for (from, folder, to) in [
        ("Usalama.swift", "Usalama/Generated", "Usalama.swift"),
        ("UsalamaFFI.h", "UsalamaFFI", "UsalamaFFI.h"),
        ("UsalamaFFI.modulemap", "UsalamaFFI", "module.modulemap"),
    ] {
        let folder = sources.join(folder);
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::copy(generated.join(from), folder.join(to)))
            .map_err(|error| Failure::new(format!("{to} could not be placed: {error}"), "free some disk space"))?;
    }
    Ok(())
}

/// Builds and tests the package.
fn test(workspace: &Workspace) -> Result<Done, Failure> {
    let library = workspace.library(Profile::Debug);
    let folder =
        library.parent().ok_or_else(|| Failure::new("the library has no folder", "run it from the repository"))?;
    let build = workspace.target.join("swift");
    let mut test = swift(workspace, "swift");
    test.args(["test", "--package-path", workspace.root.join("bindings/swift").as_str()]);
    test.args(["--scratch-path", build.as_str(), "-Xlinker"]).arg(format!("-L{folder}"));
    test.env("LD_LIBRARY_PATH", folder).env("USALAMA_HUB_BIN", workspace.hub(Profile::Debug));
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
