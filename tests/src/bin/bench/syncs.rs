//! How often a file is forced to the disk: counted by the kernel, as `strace` sees it, in a child that does the work alone.

use std::process::{Command, Stdio};

/// Forced writes (`fsync`, `fdatasync`) of this program run with these arguments; nothing where there is no `strace`.
pub fn of_child(arguments: &[&str]) -> Option<u64> {
    let me = std::env::current_exe().ok()?;
    let out = tempfile::NamedTempFile::new().ok()?;
    let status = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync", "-o"])
        .arg(out.path())
        .arg(me)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .ok()?;
    let calls = std::fs::read_to_string(out.path()).ok()?;
    let forced = |line: &&str| line.contains("fsync(") || line.contains("fdatasync(");
    status.success().then(|| calls.lines().filter(forced).count() as u64)
}
