//! The main job, end to end: a real hub process, real clients on real SQLite files, four stories that a person can follow, and
//! then twenty phones on a bad network with two months of real reports.

#![allow(clippy::expect_used, clippy::panic, reason = "where a check fails, it has broken and says so")]

mod load;
mod night;
mod print;
mod rights;
mod story;
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
        let told = story::tell().await;
        let watched = night::keep_watch().await;
        let warned = warning::spread().await;
        let claimed = rights::claim().await;
        let loaded = load::bring_in().await;
        (told, watched, warned, claimed, loaded)
    });
    let Ok((told, watched, warned, claimed, loaded)) = played.await else { return std::process::ExitCode::FAILURE };
    let parts = [
        ("The break-in", told),
        ("The night", watched),
        ("The warning", warned),
        ("Rights", claimed),
        ("Twenty phones", loaded),
    ];
    print::table(&parts, started.elapsed());
    print::ok();
    std::process::ExitCode::SUCCESS
}
