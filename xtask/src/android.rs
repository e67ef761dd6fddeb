//! Type-checks what only Android has, against Android's own API, as far as a machine without its SDK can.

use std::process::Command;

use crate::run::{Report, stream};
use crate::tools;
use crate::workspace::Workspace;

/// One step; the bindings for Kotlin must have been generated.
pub fn check(workspace: &Workspace, report: &mut Report) {
    report.step("Android sources, type-checked", || {
        tools::maven()?;
        let project = workspace.root.join("android/check/pom.xml");
        let generated = workspace.target.join("bindings/kotlin");
        let build = workspace.target.join("android");
        let mut maven = Command::new("mvn");
        maven.args(["--quiet", "--batch-mode", "--file", project.as_str(), "compile"]);
        maven.arg(format!("-Dusalama.generated={generated}")).arg(format!("-Dusalama.build={build}"));
        stream(&mut maven, "mend what the compiler says of android/ or bindings/kotlin")
    });
}
