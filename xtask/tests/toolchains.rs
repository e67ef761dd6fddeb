//! A machine without Java, Maven or Swift, where nothing can be installed: the runs of Kotlin and Swift fail and say what to do.
#![cfg(unix)]

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A machine on which cargo does everything at once, and that has the programs of a bare system.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        let target = machine.0.path().join("target");
        std::fs::create_dir_all(target.join("debug")).unwrap();
        std::fs::create_dir_all(machine.programs()).unwrap();
        std::fs::write(target.join("debug/usalama-hub"), "").unwrap();
        machine
            .has("cargo", &format!("[ $1 != metadata ] || echo '{{\"target_directory\": \"{}\"}}'", target.display()));
        machine.has("apt-get", "echo 'apt-get: no mirror answers' >&2; exit 100");
        machine.has("id", "echo 1000");
        for program in ["bash", "sh"] {
            let real = ["/bin", "/usr/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(program));
            let real = real.iter().find(|path| path.is_file()).unwrap();
            symlink(real, machine.programs().join(program)).unwrap();
        }
        machine
    }

    fn programs(&self) -> PathBuf {
        self.0.path().join("programs")
    }

    /// Adds a program.
    fn has(&self, name: &str, script: &str) {
        let path = self.programs().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs xtask on it, and gives how it ended with what it said of failures.
    fn xtask(&self, arguments: &[&str]) -> (bool, String) {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(arguments).env_clear().env("PATH", self.programs()).env("CARGO", self.programs().join("cargo"));
        let Output { status, stderr, .. } = xtask.output().unwrap();
        (status.success(), String::from_utf8_lossy(&stderr).into_owned())
    }
}

#[test]
fn without_java_or_swift_the_whole_run_fails_and_says_what_to_install() {
    let machine = Machine::new();
    let (passed, said) = machine.xtask(&["test"]);
    assert!(!passed);
    for promise in [
        "Kotlin package FAILED: `sh -c apt-get",
        "ended with exit status: 100",
        "what to do: install a JDK of version 17 or newer and Maven",
        "Swift package FAILED: `bash ",
        "what to do: put a swift (6.0 or newer) on PATH",
    ] {
        assert!(said.contains(promise), "missing: {promise}\n{said}");
    }
}

#[test]
fn each_runner_alone_fails_the_run() {
    let machine = Machine::new();
    for (part, step) in [("--kotlin", "Kotlin package FAILED"), ("--swift", "Swift package FAILED")] {
        let (passed, said) = machine.xtask(&["test", part]);
        assert!(!passed && said.contains(step), "{part}: {said}");
    }
    // Java alone is not enough.
    machine.has("java", "");
    assert!(machine.xtask(&["test", "--kotlin"]).1.contains("install a JDK of version 17 or newer and Maven"));
    // A Swift that is too old is none.
    machine.has("swift", "echo 'Swift version 5.10 (swift-5.10-RELEASE)'");
    assert!(machine.xtask(&["test", "--swift"]).1.contains("put a swift (6.0 or newer) on PATH"));
}

#[test]
fn rust_alone_needs_none_of_them() {
    let (passed, said) = Machine::new().xtask(&["test", "--rust"]);
    assert!(passed, "{said}");
}
