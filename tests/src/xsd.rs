//! Whether XML keeps a schema, as libxml2 sees it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What `xmllint` says against these documents; nothing where all of them keep the schema.
///
/// # Panics
/// Where there is no `xmllint`: what is not validated has not passed.
#[must_use]
pub fn faults(schema: &Path, documents: &[String]) -> Vec<String> {
    let folder = TempDir::new().expect("a folder for the documents");
    let files: Vec<PathBuf> = (0..documents.len()).map(|number| folder.path().join(format!("{number}.xml"))).collect();
    for (file, document) in files.iter().zip(documents) {
        std::fs::write(file, document).expect("a document is written");
    }
    let output = Command::new("xmllint").args(["--noout", "--nonet", "--schema"]).arg(schema).args(&files).output();
    let output = match output {
        Err(error) if error.kind() == ErrorKind::NotFound => panic!(
            "xmllint is not installed, so nothing was validated: install it (Debian and Ubuntu: apt-get install \
             libxml2-utils; macOS has it), or run `cargo xtask test`, which does"
        ),
        output => output.expect("xmllint starts"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let (kept, faults): (Vec<_>, Vec<_>) = said.lines().partition(|line| line.ends_with(" validates"));
    assert_eq!(
        output.status.success() && faults.is_empty(),
        kept.len() == documents.len(),
        "xmllint ended with {} and said: {said}",
        output.status
    );
    faults.into_iter().map(str::to_owned).collect()
}
