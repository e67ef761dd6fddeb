//! How much memory a process takes, as the kernel tells: of a child that does the work alone.

use usalama_core::keys::HostKey;

/// What this program prints, in KiB, when it is run with these arguments; nothing where the kernel does not tell.
pub fn of_child(arguments: &[&str]) -> Option<f64> {
    let output = std::process::Command::new(std::env::current_exe().ok()?).args(arguments).output().ok()?;
    let kilobytes: f64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    println!("{}: {kilobytes:.0} KiB", arguments.first()?);
    (kilobytes > 0.0).then_some(kilobytes)
}

/// Memory of this process in KiB: `VmRSS:` as it is now, `VmHWM:` at its highest.
pub fn of_this(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|found| found.starts_with(line))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A host's key as an argument.
pub fn hex(key: &HostKey) -> String {
    use std::fmt::Write as _;
    key.as_bytes().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The host's key that an argument names.
pub fn key(hex: &str) -> HostKey {
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap_or("0"), 16).unwrap_or(0);
    }
    HostKey::from_bytes(bytes)
}
