//! The Kotlin package: generated, built, and tested with the real library and a real hub.

use std::process::Command;

use camino::Utf8Path;

use crate::bindings::{self, Language};
use crate::demo;
use crate::players;
use crate::run::{Failure, Report, stream};
use crate::tools;
use crate::workspace::{Profile, Workspace};

/// Writes down where Maven keeps what the package is built upon.
const CLASSPATH: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

/// Generates, builds and tests it; the library and the hub must have been built.
pub fn check(workspace: &Workspace, report: &mut Report) {
    report.step("Kotlin package", || {
        tools::maven()?;
        demo::require_hub(&workspace.hub(Profile::Debug))?;
        let generated = workspace.target.join("bindings/kotlin");
        bindings::generate_from(workspace, Language::Kotlin, &generated)?;
        let (native, build) = (workspace.target.join("kotlin/native"), workspace.target.join("kotlin/build"));
        lay_out(workspace, &native)?;
        // Maven leaves classes whose source is gone, and would run their tests.
        match std::fs::remove_dir_all(&build) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(disk(&build, &error)),
            _ => {}
        }
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"]);
        maven.args(["--file", workspace.root.join("bindings/kotlin/pom.xml").as_str(), "verify"]);
        maven.arg(format!("-Dusalama.generated={generated}")).arg(format!("-Dusalama.native={native}"));
        maven.arg(format!("-Dusalama.build={build}")).env("USALAMA_HUB_BIN", workspace.hub(Profile::Debug));
        players::run(workspace, "Kotlin", &mut maven)
    });
}

/// Compiles the package and its benchmark, and says where the classes are, for `java -cp`.
pub fn classes(workspace: &Workspace) -> Result<String, Failure> {
    tools::maven()?;
    let generated = workspace.target.join("bindings/kotlin");
    bindings::generate_from(workspace, Language::Kotlin, &generated)?;
    let (build, list) = (workspace.target.join("kotlin/bench"), workspace.target.join("kotlin/classpath.txt"));
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--quiet", "--file", workspace.root.join("bindings/kotlin/pom.xml").as_str()]);
    maven.args(["test-compile", CLASSPATH, "-Dmdep.includeScope=test"]).arg(format!("-Dmdep.outputFile={list}"));
    maven.arg(format!("-Dusalama.generated={generated}")).arg(format!("-Dusalama.build={build}"));
    stream(&mut maven, "mend what the compiler says")?;
    let others = std::fs::read_to_string(&list).map_err(|error| disk(&list, &error))?;
    Ok(format!("{build}/classes:{build}/test-classes:{}", others.trim()))
}

/// Puts the library where JNA looks for it in a jar.
fn lay_out(workspace: &Workspace, native: &Utf8Path) -> Result<(), Failure> {
    let library = workspace.library(Profile::Debug);
    let folder = native.join(jna_platform());
    let beside = folder.join(library.file_name().unwrap_or_default());
    std::fs::create_dir_all(&folder).map_err(|error| disk(&folder, &error))?;
    std::fs::copy(&library, &beside).map_err(|error| disk(&beside, &error))?;
    Ok(())
}

/// This machine as JNA names it, such as `linux-x86-64`.
fn jna_platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    format!("{system}-{}", std::env::consts::ARCH.replace('_', "-"))
}

fn disk(path: &Utf8Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{path}: {error}"), "see that the disk has room and the folder may be written")
}
