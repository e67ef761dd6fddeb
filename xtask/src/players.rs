//! What plays the scenarios in another language: runs it with its output going on to the terminal, and holds it to play them all.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::run::{Done, Failure};
use crate::workspace::Workspace;

/// Runs the tests of a language; they must say that every scenario was played.
pub fn run(workspace: &Workspace, language: &str, tests: &mut Command) -> Result<Done, Failure> {
    println!("$ {tests:?}");
    let failed = |what: String| Failure::new(what, "mend what the compiler or the failing test's name says");
    let started = tests.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child =
        started.map_err(|error| failed(format!("the tests of {language} could not be started: {error}")))?;
    let played = child.stdout.take().and_then(|output| pass_on(output, language));
    let status = child.wait().map_err(|error| failed(format!("the tests of {language} did not end: {error}")))?;
    if !status.success() {
        return Err(failed(format!("the tests of {language} ended with {status}")));
    }
    let written = scenarios(workspace)?;
    if played == Some(written) {
        return Ok(Done::Passed);
    }
    let played = played.map_or_else(|| "an unknown number".to_owned(), |played| played.to_string());
    let what = format!("{language} played {played} of {written} scenarios");
    Err(Failure::new(what, "see the tests of the scenarios in the folder bindings"))
}

/// Passes the output on, and reads the number of scenarios from it.
fn pass_on(output: impl Read, language: &str) -> Option<usize> {
    let said = format!("scenarios played by {language}: ");
    let mut played = None;
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        played = line.split_once(&said).and_then(|(_, number)| number.trim().parse().ok()).or(played);
    }
    played
}

/// How many scenarios there are.
fn scenarios(workspace: &Workspace) -> Result<usize, Failure> {
    let folder = workspace.root.join("tests/scenarios");
    let unreadable = |error| Failure::new(format!("{folder} cannot be read: {error}"), "see whether it is there");
    let mut count = 0;
    for entry in folder.read_dir_utf8().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.into_path();
        count += usize::from(path.extension() == Some("json") && path.file_name() != Some("schema.json"));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_scenarios_is_read_from_what_the_tests_print() {
        let output = "[INFO] Running\nscenarios played by Kotlin: 10\n[INFO] Tests run: 13\n";
        assert_eq!(pass_on(output.as_bytes(), "Kotlin"), Some(10));
        assert_eq!(pass_on(output.as_bytes(), "Swift"), None);
        assert_eq!(pass_on("[INFO] Tests run: 13\n".as_bytes(), "Kotlin"), None);
    }
}
