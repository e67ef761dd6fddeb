//! `cargo xtask package`: what an app on a desk is built with, from a clone to something that Maven or SwiftPM finds.

use clap::ValueEnum;

use crate::run::{Report, stream};
use crate::workspace::Workspace;
use crate::{kotlin, swift, tools};

/// A language that has a package.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// `ke.usalama:usalama`, into the local Maven repository
    Kotlin,
    /// `bindings/swift`, to be named by its path
    Swift,
}

/// Builds the library and the hub, and makes the package.
pub fn package(workspace: &Workspace, report: &mut Report, language: Language) {
    let ready = report.step("library and hub", || {
        // Said before anything is built.
        if language == Language::Kotlin {
            tools::maven()?;
        }
        // All at once, as `cargo xtask test` does: cargo would compile anew what is built with fewer features.
        stream(&mut workspace.cargo(["build", "--workspace"]), "mend what the compiler says")
    });
    if !ready {
        report.not_run("package", "there is no library");
        return;
    }
    report.step("package", || match language {
        Language::Kotlin => kotlin::install(workspace),
        Language::Swift => swift::place(workspace),
    });
}
