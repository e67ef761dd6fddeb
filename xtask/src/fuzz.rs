//! `cargo xtask fuzz`: cargo-fuzz throws bytes at the targets of `tests/fuzz`, each for so many seconds, and keeps what breaks one.
//!
//! The flags that watch memory and coverage are those of a nightly compiler. The stable one has them too, and takes them where
//! `RUSTC_BOOTSTRAP` is set: so one compiler builds, tests and fuzzes.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::run::{Done, Failure, Report, capture, stream};
use crate::tools;
use crate::workspace::Workspace;

/// Examples to start from, by target: folders below the repository.
const SEEDS: [(&str, &str); 1] = [("cap", "tests/data/cap/messages")];

/// Bytes of an input, at most: enough for every example, and few enough to be quick.
const LENGTH: u32 = 65_536;

/// Fuzzes the targets that are named, or all of them.
pub fn fuzz(workspace: &Workspace, report: &mut Report, seconds: u32, wanted: &[String]) {
    let mut targets = vec![];
    let ready = report.step("fuzzer", || {
        sanitizer(workspace)?;
        targets = list(workspace)?;
        let known = targets.join(", ");
        if let Some(stranger) = wanted.iter().find(|name| !targets.contains(name)) {
            return Err(Failure::new(format!("there is no target {stranger}"), format!("name one of {known}")));
        }
        println!("targets: {known}");
        Ok(Done::Passed)
    });
    if !wanted.is_empty() {
        targets = wanted.to_vec();
    }
    for target in &targets {
        let name = format!("fuzz {target}, {seconds} s");
        if ready {
            report.step(&name, || run(workspace, target, seconds));
        } else {
            report.not_run(&name, "the fuzzer is not ready");
        }
    }
}

/// The programs that `tests/fuzz/Cargo.toml` lists.
fn list(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let output = capture(command(workspace, "list")?.args(["--fuzz-dir", folder(workspace).as_str()]))?;
    let names: Vec<String> =
        String::from_utf8_lossy(&output.stdout).lines().map(|name| name.trim().to_owned()).collect();
    if output.status.success() && !names.is_empty() {
        return Ok(names);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::new(format!("`cargo fuzz list` did not answer: {said}"), "mend tests/fuzz/Cargo.toml"))
}

fn run(workspace: &Workspace, target: &str, seconds: u32) -> Result<Done, Failure> {
    let folder = folder(workspace);
    let corpus = folder.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| {
        Failure::new(format!("{corpus} cannot be made: {error}"), "see to the disk and its permissions")
    })?;
    let mut fuzz = command(workspace, "run")?;
    fuzz.args(["--fuzz-dir", folder.as_str(), "--target-dir", workspace.target.join("fuzz").as_str(), target]);
    // What is new is kept in the first folder; the examples are only read.
    fuzz.arg(corpus.as_str());
    fuzz.args(
        SEEDS.iter().filter(|(name, _)| *name == target).map(|(_, seeds)| workspace.root.join(seeds).into_string()),
    );
    fuzz.arg("--").args([format!("-max_total_time={seconds}"), format!("-max_len={LENGTH}"), "-timeout=20".to_owned()]);
    fuzz.args(["-rss_limit_mb=2048", "-print_final_stats=1"]);
    let words = folder.join(format!("{target}.dict"));
    if words.is_file() {
        fuzz.arg(format!("-dict={words}"));
    }
    let to_do = format!(
        "play again what broke it: the file that is named above, below tests/fuzz/artifacts/{target}, \
         as `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz {target} FILE`; make a test of it, then mend the code"
    );
    stream(&mut fuzz, &to_do)
}

fn folder(workspace: &Workspace) -> Utf8PathBuf {
    workspace.root.join("tests/fuzz")
}

fn command(workspace: &Workspace, verb: &str) -> Result<Command, Failure> {
    let mut fuzz = Command::new(tools::cargo_fuzz(workspace)?);
    fuzz.args(["fuzz", verb]).current_dir(&workspace.root);
    fuzz.env("RUSTC_BOOTSTRAP", "1");
    Ok(fuzz)
}

/// Whether the compiler came with what watches memory while a target runs.
fn sanitizer(workspace: &Workspace) -> Result<(), Failure> {
    let rustc = |question: [&str; 2]| -> Result<String, Failure> {
        let output = capture(Command::new("rustc").args(question).current_dir(&workspace.root))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let host = capture(Command::new("rustc").arg("-vV"))?;
    let host =
        String::from_utf8_lossy(&host.stdout).lines().find_map(|line| line.strip_prefix("host: ").map(str::to_owned));
    let folder =
        Utf8Path::new(&rustc(["--print", "sysroot"])?).join("lib/rustlib").join(host.unwrap_or_default()).join("lib");
    let there = folder
        .read_dir_utf8()
        .is_ok_and(|mut files| files.any(|file| file.is_ok_and(|file| file.file_name().contains("rt.asan"))));
    if there {
        return Ok(());
    }
    Err(Failure::new(
        format!("the compiler has no address sanitizer: no file named …rt.asan… in {folder}"),
        "use the toolchain of rustup for x86_64 or aarch64, Linux (gnu) or macOS",
    ))
}
