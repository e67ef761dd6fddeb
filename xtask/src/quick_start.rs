//! What a newcomer does: the quick start of a page, followed word for word from an empty folder.
//!
//! In: the section [`HEADING`] of a page, whose fences are files, each under a line that names it, and commands, a shell for
//! each. Out: whether they work, one after the other, and whether the hub has the report then. Two things alone are not as the
//! page has them: the hub's port, so that two runs may go on at once, and where cargo builds, if that is not `target`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use camino::Utf8Path;

use crate::run::{Done, Failure};
use crate::workspace::Workspace;

/// The heading of the section.
const HEADING: &str = "## From an empty folder";
/// The hub's port on the page.
const PORT: &str = "8470";
/// How many lines a program may have that reports and syncs.
const LINES: usize = 15;
/// Files that say how a program is built.
const PROJECTS: [&str; 2] = ["pom.xml", "Package.swift"];
/// What the program says of its report before there is a hub, and after.
const SAID: [&str; 2] = ["Only on this phone", "Received"];

/// A fence of the page.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// A file and what is in it.
    File(String, String),
    /// Commands.
    Shell(String),
}

/// Follows a page with these settings of the environment.
pub fn follow(workspace: &Workspace, page: &str, settings: &[(&str, String)]) -> Result<Done, Failure> {
    let wrong = |what: String| Failure::new(what, format!("mend {page}, or what no longer does what it says"));
    let disk = |error: std::io::Error| Failure::new(error.to_string(), "see that target/quick-start may be written");
    let text = std::fs::read_to_string(workspace.root.join(page)).map_err(disk)?;

    let above = workspace.target.join("quick-start").join(Utf8Path::new(page).file_stem().unwrap_or(page));
    let folder = above.join("first");
    empty(&above).and_then(|()| std::fs::create_dir(&folder)).map_err(disk)?;
    link(&workspace.root, &above.join("usalama")).map_err(disk)?;
    let mut text = text.replace(PORT, &free_port().map_err(disk)?);
    if workspace.target != workspace.root.join("target") {
        text = text.replace("../usalama/target/", &format!("{}/", workspace.target));
    }

    // Runs until this function ends, however it ends.
    let mut _hub = None;
    let mut said = String::new();
    for step in steps(&text).map_err(wrong)? {
        match step {
            Step::File(name, text) => write(&folder.join(name), &text).map_err(wrong)?,
            Step::Shell(words) => {
                println!("$ {words}");
                let mut shell = Command::new("bash");
                shell.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped());
                shell.envs(settings.iter().map(|(name, value)| (name, value)));
                if words.contains(" serve ") {
                    _hub = Some(Hub::start(shell.args(["-c", &format!("exec {words}")])).map_err(wrong)?);
                } else {
                    said += &run(shell.args(["-euo", "pipefail", "-c", &words])).map_err(wrong)?;
                }
            }
        }
    }
    reported(&said).map(|()| Done::Passed).map_err(wrong)
}

/// Writes a file of the page, if it is not too long for a first program.
fn write(file: &Utf8Path, text: &str) -> Result<(), String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    println!("{file}: {lines} lines");
    if lines > LINES && !PROJECTS.contains(&file.file_name().unwrap_or_default()) {
        return Err(format!("{file} has {lines} lines; a first program may have {LINES}"));
    }
    let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(file, text)).map_err(|error| format!("{file}: {error}"))
}

/// Runs commands that must succeed, and gives what they print.
fn run(shell: &mut Command) -> Result<String, String> {
    let output = shell.stderr(Stdio::inherit()).output().map_err(|error| format!("no bash: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{text}");
    if output.status.success() { Ok(text) } else { Err(format!("the last command ended with {}", output.status)) }
}

/// Whether the program reported without a hub and then was told that the hub has it; and whether the hub says so too.
fn reported(said: &str) -> Result<(), String> {
    let mut at = 0;
    for words in SAID {
        at += said[at..].find(words).ok_or_else(|| format!("the program did not say `{words}` at its time"))?;
    }
    let held = said[at..].contains("\"category\":\"phone_snatching\"");
    if held { Ok(()) } else { Err("the hub does not have the report".to_owned()) }
}

/// The fences of the section. A file's name stands in backquotes at the end of the line before it.
fn steps(page: &str) -> Result<Vec<Step>, String> {
    let (_, after) = page.split_once(HEADING).ok_or_else(|| format!("there is no `{HEADING}`"))?;
    let section = after.split("\n## ").next().unwrap_or_default();
    let mut steps = vec![];
    let mut before = "";
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix("```") {
            Some(language) => {
                let text: String =
                    lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
                steps.push(match (language, before.strip_suffix("`:").and_then(|name| name.rsplit('`').next())) {
                    ("sh", _) => Step::Shell(text.trim().to_owned()),
                    (_, Some(name)) => Step::File(name.to_owned(), text),
                    _ => return Err(format!("no line names the file of a fence of {language}")),
                });
            }
            None if line.trim().is_empty() => {}
            None => before = line,
        }
    }
    Ok(steps)
}

/// A hub that runs until it is dropped, with what it prints.
struct Hub(Child, Option<BufReader<ChildStdout>>);

impl Hub {
    fn start(command: &mut Command) -> Result<Self, String> {
        let mut hub = Self(command.spawn().map_err(|error| error.to_string())?, None);
        hub.1 = hub.0.stdout.take().map(BufReader::new);
        let mut first = String::new();
        hub.1.as_mut().map(|output| output.read_line(&mut first));
        if first.starts_with("listening on ") { Ok(hub) } else { Err(format!("the hub does not listen: {first}")) }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> std::io::Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string())
}

/// A folder with nothing in it.
pub fn empty(folder: &Utf8Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    std::fs::create_dir_all(folder)
}

/// Shows something under another name too.
pub fn link(there: &Utf8Path, here: &Utf8Path) -> std::io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(there, here);
    #[cfg(not(unix))]
    std::os::windows::fs::symlink_dir(there, here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fences_of_the_section_are_its_steps() {
        let page = "# Page\n\n```sh\nno\n```\n\n## From an empty folder\n\nBuild it:\n\n```sh\none\ntwo\n```\n\n`a/b.kt`:\n\n\
                    ```kotlin\nfun main() {\n}\n```\n\n## Next\n\n```sh\nno\n```\n";
        let file = Step::File("a/b.kt".to_owned(), "fun main() {\n}\n".to_owned());
        assert_eq!(steps(page), Ok(vec![Step::Shell("one\ntwo".to_owned()), file]));
        assert!(steps("# Page\n").is_err());
        assert!(steps(&page.replace("`a/b.kt`:", "A file:")).is_err());
    }

    #[test]
    fn a_report_is_held_where_both_say_so() {
        let (before, after) = ("047-1: Only on this phone\n", "047-1: Received\n");
        let views = "{\"category\":\"phone_snatching\"}\n";
        assert_eq!(reported(&format!("{before}{after}{views}")), Ok(()));
        assert!(reported(&format!("{after}{before}{views}")).is_err());
        assert!(reported(&format!("{before}{after}")).is_err());
        assert!(reported(&format!("{views}{before}{after}")).is_err());
        assert!(reported(&format!("{before}{views}")).is_err());
    }
}
