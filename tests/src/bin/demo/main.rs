//! The main job, end to end: a real hub process, real clients on real SQLite files, stories that a person can follow, then twenty
//! phones on a bad network with two months of real reports, and a county that is added while everything runs.

#![allow(clippy::expect_used, clippy::panic, reason = "where a check fails, it has broken and says so")]

mod caring;
mod county;
mod load;
mod night;
mod print;
mod rights;
mod school;
mod solve;
mod story;
mod together;
mod warning;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let started = std::time::Instant::now();
    // What breaks says so itself; here it is only given a last line.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("a check failed");
        print::broke(&format!("{reason}{place}"));
    }));
    let played = tokio::spawn(async {
        [
            ("The break-in", story::tell().await),
            ("The night", night::keep_watch().await),
            ("The warning", warning::spread().await),
            ("The tip", together::work_it_out().await),
            ("The road to help", caring::help().await),
            ("The lesson", school::teach().await),
            ("Rights", rights::claim().await),
            ("The lamps", solve::improve().await),
            ("Twenty phones", load::bring_in().await),
            ("A fourth county", county::join().await),
        ]
    });
    let Ok(parts) = played.await else { return std::process::ExitCode::FAILURE };
    print::table(&parts, started.elapsed());
    print::ok();
    std::process::ExitCode::SUCCESS
}
