//! `cargo xtask deny`: licences, sources and known weaknesses of everything that is built upon, as `deny.toml` wants it.

use std::process::Command;

use crate::run::{Done, Failure, Report, capture, stream};
use crate::tools;
use crate::workspace::Workspace;

/// Two steps: what can be told offline, and what needs the database of advisories.
pub fn deny(workspace: &Workspace, report: &mut Report) {
    report.step("licences, bans, sources", || {
        let to_do = "replace the crate that it names, or write the exception and its reason into deny.toml";
        stream(cargo_deny(workspace)?.args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]), to_do)
    });
    report.step("advisories", || {
        // The database is fetched anew: an old copy would say "nothing found" of what was found since.
        let fetch = capture(cargo_deny(workspace)?.args(["fetch", "db"]))?;
        if !fetch.status.success() {
            print!("{}", String::from_utf8_lossy(&fetch.stderr));
            return Ok(Done::NotRun("the database of advisories could not be fetched".to_owned()));
        }
        let to_do = "update the crate that it names (`cargo update -p NAME`)";
        stream(cargo_deny(workspace)?.args(["check", "advisories"]), to_do)
    });
}

fn cargo_deny(workspace: &Workspace) -> Result<Command, Failure> {
    let mut command = Command::new(tools::cargo_deny(workspace)?);
    command.current_dir(&workspace.root).env("GIT_TERMINAL_PROMPT", "0");
    Ok(command)
}
