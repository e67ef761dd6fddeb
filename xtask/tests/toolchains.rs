//! A machine without Java, Maven or Swift, where nothing can be installed: the runs of Kotlin and Swift fail and say what to do.
#![cfg(unix)]

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A machine on which cargo does everything at once, and that has the programs of a bare system.
struct Machine(TempDir);

impl Machine {
    fn new() -> Outcome<Self> {
        let machine = Self(tempfile::tempdir()?);
        let target = machine.0.path().join("target");
        std::fs::create_dir_all(target.join("debug"))?;
        std::fs::write(target.join("debug/usalama-hub"), "")?;
        std::fs::create_dir_all(machine.programs())?;
        let metadata = format!("{{\"target_directory\": \"{}\"}}", target.display());
        machine.has("cargo", &format!("[ $1 != metadata ] || echo '{metadata}'"))?;
        machine.has("apt-get", "echo 'apt-get: no mirror answers' >&2; exit 100")?;
        machine.has("id", "echo 1000")?;
        for program in ["bash", "sh"] {
            let real = ["/bin", "/usr/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(program));
            let real = real.iter().find(|path| path.is_file()).ok_or("there is no shell")?;
            symlink(real, machine.programs().join(program))?;
        }
        Ok(machine)
    }

    fn programs(&self) -> PathBuf {
        self.0.path().join("programs")
    }

    /// Adds a program.
    fn has(&self, name: &str, script: &str) -> Outcome<()> {
        let path = self.programs().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n"))?;
        Ok(std::fs::set_permissions(&path, Permissions::from_mode(0o755))?)
    }

    /// Runs xtask on it, and gives whether it passed, with what it said of failures.
    fn xtask(&self, arguments: &[&str]) -> Outcome<(bool, String)> {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        xtask.args(arguments).env_clear().env("PATH", self.programs()).env("CARGO", self.programs().join("cargo"));
        let output = xtask.output()?;
        Ok((output.status.success(), String::from_utf8(output.stderr)?))
    }
}

#[test]
fn without_java_or_swift_the_whole_run_fails_and_says_what_to_install() {
    let (passed, said) = Machine::new().unwrap().xtask(&["test"]).unwrap();
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
    let machine = Machine::new().unwrap();
    let fails = |part, promise| {
        let (passed, said) = machine.xtask(&["test", part]).unwrap();
        assert!(!passed && said.contains(promise), "{part}: {said}");
    };
    let (java, swift) = ("install a JDK of version 17 or newer and Maven", "put a swift (6.0 or newer) on PATH");
    fails("--kotlin", java);
    fails("--swift", swift);
    // Java without Maven is not enough, and a Swift that is too old is none.
    machine.has("java", "").unwrap();
    machine.has("swift", "echo 'Swift version 5.10 (swift-5.10-RELEASE)'").unwrap();
    fails("--kotlin", java);
    fails("--swift", swift);
}

#[test]
fn rust_alone_needs_none_of_them_but_the_validator_of_alerts() {
    let machine = Machine::new().unwrap();
    let (passed, said) = machine.xtask(&["test", "--rust"]).unwrap();
    assert!(!passed && said.contains("what to do: install xmllint"), "{said}");
    machine.has("xmllint", "").unwrap();
    let (passed, said) = machine.xtask(&["test", "--rust"]).unwrap();
    assert!(passed, "{said}");
}
