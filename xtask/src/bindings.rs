//! `cargo xtask bindings`: Kotlin, Swift or Python from the built library, with the settings of the root `uniffi.toml`.

use std::process::Command;

use camino::Utf8Path;
use clap::ValueEnum;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

use crate::run::{Done, Failure, Report, stream};
use crate::tools;
use crate::workspace::{Profile, Workspace, is_ci};

/// A language that the bindings are made for.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Kotlin,
    Swift,
    /// To call the library from a test; no product.
    Python,
}

impl Language {
    /// A file that the generator writes for it.
    const fn main_file(self) -> &'static str {
        match self {
            Self::Kotlin => "ke/usalama/usalama.kt",
            Self::Swift => "Usalama.swift",
            Self::Python => "usalama.py",
        }
    }
}

impl From<Language> for TargetLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::Kotlin => Self::Kotlin,
            Language::Swift => Self::Swift,
            Language::Python => Self::Python,
        }
    }
}

/// Builds the library and generates one language.
pub fn bindings(workspace: &Workspace, report: &mut Report, language: Language, out: &Utf8Path) {
    let built = report.step("library", || {
        // Never a stripped build: the generator reads what the macros left in the symbols.
        let mut build = workspace.cargo(["build", "--package", "usalama", "--lib"]);
        stream(&mut build, "mend what the compiler says")
    });
    if built {
        report.step("bindings", || {
            generate_from(workspace, language, out)?;
            println!("wrote {}", out.join(language.main_file()));
            Ok(Done::Passed)
        });
    } else {
        report.not_run("bindings", "the library was not built");
    }
}

/// Generates every language from the library that was built, and calls it from Python.
pub fn check(workspace: &Workspace, report: &mut Report) {
    let out = workspace.target.join("bindings");
    report.step("bindings generate", || {
        for language in [Language::Kotlin, Language::Swift, Language::Python] {
            generate_from(workspace, language, &out)?;
        }
        Ok(Done::Passed)
    });
    report.step("bindings called from Python", || {
        if !tools::has_python() {
            return match is_ci() {
                true => Err(Failure::new("there is no python3", "install python3")),
                false => Ok(Done::NotRun("there is no python3".to_owned())),
            };
        }
        copy(&workspace.library(Profile::Debug), &out)?;
        let script = workspace.root.join("bindings/tests/calls.py");
        let mut python = Command::new("python3");
        python.args(["-B", script.as_str()]).env("PYTHONPATH", &out);
        stream(&mut python, "see which call answered otherwise: bindings/tests/calls.py")
    });
}

/// How the generated Kotlin meets half a character, as when a text was cut at a number of `Char`s: by an exception of its own.
const STRICT: &str = "onMalformedInput(CodingErrorAction.REPORT)";
/// As Swift does: U+FFFD stands for it.
const LENIENT: &str = "onMalformedInput(CodingErrorAction.REPLACE).replaceWith(byteArrayOf(-17, -65, -67))";

/// Puts a file into a folder, under the name that it has.
pub fn copy(file: &Utf8Path, folder: &Utf8Path) -> Result<(), Failure> {
    copy_as(file, &folder.join(file.file_name().unwrap_or_default()))
}

/// Puts a copy of a file where it is named.
pub fn copy_as(file: &Utf8Path, named: &Utf8Path) -> Result<(), Failure> {
    let made = named.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::copy(file, named).map(drop)).map_err(|error| {
        Failure::new(format!("{file} could not be copied to {named}: {error}"), "see that the disk has room")
    })
}

/// Generates one language from the library that was built.
pub fn generate_from(workspace: &Workspace, language: Language, out: &Utf8Path) -> Result<(), Failure> {
    let library = workspace.library(Profile::Debug);
    let failed = |what: String| Failure::new(what, "compare uniffi.toml with the generator's settings");
    generate(GenerateOptions {
        languages: vec![language.into()],
        source: library,
        out_dir: out.to_owned(),
        config_override: Some(workspace.root.join("uniffi.toml")),
        format: false,
        crate_filter: Some("usalama".to_owned()),
        metadata_no_deps: true,
    })
    .map_err(|error| failed(format!("the generator failed: {error:#}")))?;
    let file = out.join(language.main_file());
    let unread = |error| failed(format!("the generator did not write {file}: {error}"));
    let text = std::fs::read_to_string(&file).map_err(unread)?;
    if language == Language::Kotlin {
        // Throwing there, with the client's handle already taken, would keep the client open for good.
        let mended = text.replace(STRICT, LENIENT);
        if mended == text {
            return Err(failed(format!("{file} has no `{STRICT}`: see how the generator writes texts now")));
        }
        std::fs::write(&file, mended).map_err(unread)?;
    }
    Ok(())
}
