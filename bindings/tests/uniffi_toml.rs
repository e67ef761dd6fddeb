//! The settings at the top of the repository are the ones that the generator follows.
//!
//! Kotlin is generated from the library that this test was built with, so what is read is what an app would load.

use std::path::Path;

use camino::Utf8PathBuf;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const SETTINGS: &str = include_str!("../../uniffi.toml");

/// The shared library: cargo puts it beside the test, or one folder up.
fn library() -> Outcome<Utf8PathBuf> {
    let name = format!("{}usalama{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let test = std::env::current_exe()?;
    let found = test.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    Ok(Utf8PathBuf::try_from(found.ok_or_else(|| format!("no {name} near {}", test.display()))?)?)
}

/// The Kotlin that these settings give, with the folder of its package.
fn kotlin(settings: &str) -> Outcome<(String, String)> {
    let folder = tempfile::tempdir()?;
    let config = folder.path().join("uniffi.toml");
    std::fs::write(&config, settings)?;
    let out = folder.path().join("out");
    generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library()?,
        out_dir: Utf8PathBuf::try_from(out.clone())?,
        config_override: Some(Utf8PathBuf::try_from(config)?),
        format: false,
        crate_filter: Some("usalama".to_owned()),
        metadata_no_deps: true,
    })?;
    let file = only_file(&out)?;
    let package = file.strip_prefix(&out)?.parent().map(|path| path.display().to_string()).unwrap_or_default();
    Ok((package, std::fs::read_to_string(file)?))
}

/// The one file below a folder.
fn only_file(folder: &Path) -> Outcome<std::path::PathBuf> {
    let entries: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    match entries.as_slice() {
        [entry] if entry.path().is_dir() => only_file(&entry.path()),
        [entry] => Ok(entry.path()),
        _ => Err(format!("expected one entry in {}, found {}", folder.display(), entries.len()).into()),
    }
}

#[test]
fn kotlin_follows_the_settings_at_the_top_and_nothing_else_changes() {
    let (package, ours) = kotlin(SETTINGS).unwrap();
    assert_eq!(package, "ke/usalama");
    assert!(ours.contains("\npackage ke.usalama\n"));

    let renamed = SETTINGS.replace("package_name = \"ke.usalama\"", "package_name = \"ke.mfano.usalama\"");
    assert_ne!(renamed, SETTINGS);
    let (package, theirs) = kotlin(&renamed).unwrap();
    assert_eq!(package, "ke/mfano/usalama");
    assert_eq!(ours.lines().count(), theirs.lines().count());
    let differing: Vec<_> = ours.lines().zip(theirs.lines()).filter(|(our, their)| our != their).collect();
    assert!(!differing.is_empty());
    for (our, their) in differing {
        assert_eq!(our.replace("ke.usalama", "ke.mfano.usalama"), their);
    }
}

#[test]
fn kotlin_gets_the_calls_immutable_records_and_one_exception_with_its_code() {
    let (_, kotlin) = kotlin(SETTINGS).unwrap();
    for promise in [
        "fun `version`(): kotlin.String",
        "fun `categories`(): List<CategoryFacts>",
        "@Throws(UsalamaException::class) fun `checkReference`(`text`: kotlin.String): kotlin.String",
        "val `sensitive`: kotlin.Boolean",
        "sealed class UsalamaException: kotlin.Exception()",
        "val `code`: ErrorCode",
        "REFERENCE_CHECK",
    ] {
        assert!(kotlin.contains(promise), "missing: {promise}");
    }
    assert!(!kotlin.contains("var `sensitive`"));
}
