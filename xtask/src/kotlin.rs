//! The Kotlin package: generated, built, and tested with the real library and a real hub.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::bindings::{self, Language};
use crate::demo;
use crate::players;
use crate::quick_start;
use crate::run::{Done, Failure, Report, stream};
use crate::tools;
use crate::workspace::{Profile, Workspace};

/// Writes down where Maven keeps what the package is built upon.
const CLASSPATH: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

/// Generates, builds and tests it, and follows its quick start; the library and the hub must have been built.
pub fn check(workspace: &Workspace, report: &mut Report) {
    let tested = report.step("Kotlin package", || {
        tools::maven()?;
        demo::require_hub(&workspace.hub(Profile::Debug))?;
        let build = workspace.target.join("kotlin/build");
        // Maven leaves classes whose source is gone, and would run their tests.
        quick_start::empty(&build).map_err(|error| disk(&build, &error))?;
        let mut maven = maven(workspace, &build)?;
        maven.arg("verify").env("USALAMA_HUB_BIN", workspace.hub(Profile::Debug));
        players::run(workspace, "Kotlin", &mut maven)
    });
    if tested {
        report.step("Kotlin quick start", || {
            // Not the repository of whoever runs the tests, but with all that it has.
            let own = workspace.target.join("quick-start/maven");
            show_repository(&own).map_err(|error| disk(&own, &error))?;
            let options = std::env::var("MAVEN_OPTS").unwrap_or_default();
            let options = format!("{options} -Dmaven.repo.local={own}");
            quick_start::follow(workspace, "docs/kotlin.md", &[("MAVEN_OPTS", options)])
        });
    } else {
        report.not_run("Kotlin quick start", "the Kotlin package failed");
    }
}

/// Puts the package into the local Maven repository.
pub fn install(workspace: &Workspace) -> Result<Done, Failure> {
    let mut maven = maven(workspace, &workspace.target.join("kotlin/package"))?;
    stream(maven.args(["-Dmaven.test.skip=true", "install"]), "see what Maven says above")
}

/// Compiles the package and its benchmark, and says where the classes are, for `java -cp`.
pub fn classes(workspace: &Workspace) -> Result<String, Failure> {
    tools::maven()?;
    let (build, list) = (workspace.target.join("kotlin/bench"), workspace.target.join("kotlin/classpath.txt"));
    let mut maven = maven(workspace, &build)?;
    maven.args(["test-compile", CLASSPATH, "-Dmdep.includeScope=test"]).arg(format!("-Dmdep.outputFile={list}"));
    stream(&mut maven, "mend what the compiler says")?;
    let others = std::fs::read_to_string(&list).map_err(|error| disk(&list, &error))?;
    Ok(format!("{build}/classes:{build}/test-classes:{}", others.trim()))
}

/// Maven on the package, with what it is made of: the generated code, and the library where JNA looks for it in a jar.
fn maven(workspace: &Workspace, build: &Utf8Path) -> Result<Command, Failure> {
    let (generated, native) = (workspace.target.join("bindings/kotlin"), workspace.target.join("kotlin/native"));
    bindings::generate_from(workspace, Language::Kotlin, &generated)?;
    bindings::copy(&workspace.library(Profile::Debug), &native.join(jna_platform()))?;
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"]);
    maven.args(["--file", workspace.root.join("bindings/kotlin/pom.xml").as_str()]);
    maven.arg(format!("-Dusalama.generated={generated}")).arg(format!("-Dusalama.native={native}"));
    maven.arg(format!("-Dusalama.build={build}"));
    Ok(maven)
}

/// Makes a Maven repository that shows what the user's has, and keeps what is installed into it to itself.
fn show_repository(own: &Utf8Path) -> std::io::Result<()> {
    quick_start::empty(own)?;
    let users = std::env::home_dir().and_then(|home| Utf8PathBuf::try_from(home.join(".m2/repository")).ok());
    let Some(users) = users.filter(|users| users.is_dir()) else { return Ok(()) };
    for entry in users.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_name() != "ke" {
            quick_start::link(entry.path(), &own.join(entry.file_name()))?;
        }
    }
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
