//! Steps and their table, and running a command.
//!
//! A step passes, fails, or is NOT RUN for a reason that the table names; there is no fourth way out, so nothing is skipped
//! in silence. What fails says what to do.

use std::fmt;
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::{Duration, Instant};

/// Why a step failed, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    what: String,
    to_do: String,
}

impl Failure {
    pub fn new(what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { what: what.into(), to_do: to_do.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  what to do: {}", self.what, self.to_do)
    }
}

/// What became of a step that did not fail.
pub enum Done {
    Passed,
    /// For this reason.
    NotRun(String),
}

enum Outcome {
    Passed(Duration),
    NotRun(String),
    Failed(Duration, Failure),
}

/// The steps so far.
#[derive(Default)]
pub struct Report {
    steps: Vec<(String, Outcome)>,
}

impl Report {
    /// Runs a step under a heading. Says whether it passed, for what can only be done after it.
    pub fn step(&mut self, name: &str, step: impl FnOnce() -> Result<Done, Failure>) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = match step() {
            Ok(Done::Passed) => Outcome::Passed(start.elapsed()),
            Ok(Done::NotRun(reason)) => Outcome::NotRun(reason),
            Err(failure) => Outcome::Failed(start.elapsed(), failure),
        };
        println!("--- {name}: {}", word(&outcome));
        let passed = matches!(outcome, Outcome::Passed(_));
        self.steps.push((name.to_owned(), outcome));
        passed
    }

    /// Names a step that is not run.
    pub fn not_run(&mut self, name: &str, reason: &str) {
        self.step(name, || Ok(Done::NotRun(reason.to_owned())));
    }

    /// Prints the table. Any failure makes the status that of a failure.
    pub fn finish(self) -> ExitCode {
        let width = self.steps.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        println!("\n=== Summary");
        for (name, outcome) in &self.steps {
            println!("{name:width$}  {}", word(outcome));
        }
        let failures: Vec<_> = self
            .steps
            .iter()
            .filter_map(|(name, outcome)| match outcome {
                Outcome::Failed(_, failure) => Some((name, failure)),
                Outcome::Passed(_) | Outcome::NotRun(_) => None,
            })
            .collect();
        for (name, failure) in &failures {
            eprintln!("\n{name} FAILED: {failure}");
        }
        if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed(took) => format!("passed   {:>6.1} s", took.as_secs_f64()),
        Outcome::NotRun(reason) => format!("NOT RUN: {reason}"),
        Outcome::Failed(took, _) => format!("FAILED   {:>6.1} s", took.as_secs_f64()),
    }
}

/// Runs a command with its output going straight to the terminal.
pub fn stream(command: &mut Command, to_do: &str) -> Result<Done, Failure> {
    println!("$ {}", words(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(Done::Passed);
    }
    Err(Failure::new(format!("`{}` ended with {status}", words(command)), to_do))
}

/// Runs a command and keeps its output, whether or not it succeeds.
pub fn capture(command: &mut Command) -> Result<Output, Failure> {
    command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().display();
    Failure::new(format!("`{program}` could not be started: {error}"), format!("install {program}, or add it to PATH"))
}

fn words(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(arguments).collect::<Vec<_>>().join(" ")
}
