//! `usalama-hub serve`.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::CommandError;
use crate::error::HubError;
use crate::hub::Hub;
use crate::settings::{Choices, LogFormat, Settings};

/// What can be said to `serve`. A flag outweighs the environment, that the file, and that the default.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// A TOML file with any of these settings.
    #[arg(long, env = "USALAMA_HUB_CONFIG")]
    config: Option<PathBuf>,
    /// Where the database and the key are kept.
    #[arg(long, env = "USALAMA_HUB_DATA")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes any that is free [default: 127.0.0.1:8470].
    #[arg(long, env = "USALAMA_HUB_LISTEN")]
    listen: Option<SocketAddr>,
    /// Prints one-time codes instead of sending them, and lets the clock be moved. Never in public.
    #[arg(long, env = "USALAMA_HUB_DEV")]
    dev: bool,
    /// How logs are written [default: text].
    #[arg(long, env = "USALAMA_HUB_LOG")]
    log: Option<LogFormat>,
    /// Requests a second from one session or address [default: 50].
    #[arg(long, env = "USALAMA_HUB_REQUESTS_PER_SECOND")]
    requests_per_second: Option<NonZeroU32>,
    /// Requests at once from the same [default: 200].
    #[arg(long, env = "USALAMA_HUB_BURST")]
    burst: Option<NonZeroU32>,
    /// Seconds that a request may take [default: 30].
    #[arg(long, env = "USALAMA_HUB_TIMEOUT_S")]
    timeout_s: Option<u64>,
    /// Work that each anonymous request costs its sender, as a power of two [default: 20].
    #[arg(long, env = "USALAMA_HUB_ANONYMOUS_WORK_BITS", value_parser = clap::value_parser!(u8).range(0..=40))]
    anonymous_work_bits: Option<u8>,
}

/// Runs the hub until it is told to stop.
pub fn serve(arguments: ServeArguments) -> Result<(), CommandError> {
    let (settings, log) = choose(arguments)?;
    start_logging(log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| HubError::Io { what: "the threads cannot be started", cause })?;
    runtime.block_on(async {
        let hub = Hub::open(settings, None)?;
        let dev = hub.settings.dev;
        // Told before the address is printed: whoever reads it may ask for the end at once.
        let told = told_to_stop()?;
        let running = crate::http::start(hub).await?;
        writeln!(std::io::stdout(), "listening on {}", running.address())?;
        std::io::stdout().flush()?;
        tracing::info!(dev, "the hub serves");
        told.await;
        tracing::info!("the hub stops");
        running.stop().await?;
        Ok(())
    })
}

fn choose(arguments: ServeArguments) -> Result<(Settings, LogFormat), CommandError> {
    let file = match &arguments.config {
        None => Choices::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path)?;
            toml::from_str(&text).map_err(|error| CommandError::Usage(format!("the settings file: {error}")))?
        }
    };
    let said = Choices {
        data: arguments.data,
        listen: arguments.listen,
        dev: arguments.dev.then_some(true),
        log: arguments.log,
        requests_per_second: arguments.requests_per_second,
        burst: arguments.burst,
        timeout_s: arguments.timeout_s,
        cap_feeds: vec![],
        anonymous_work_bits: arguments.anonymous_work_bits,
    };
    let choices = said.or(file);
    let settings = choices.settings().ok_or_else(|| CommandError::Usage("name a directory with --data".to_owned()))?;
    Ok((settings, choices.log.unwrap_or_default()))
}

fn start_logging(format: LogFormat) {
    let filter = EnvFilter::try_from_env("USALAMA_HUB_FILTER").unwrap_or_else(|_| EnvFilter::new("info"));
    let coloured = std::io::stderr().is_terminal();
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(coloured).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}

/// Done when the process is asked to end.
fn told_to_stop() -> Result<impl Future<Output = ()>, HubError> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = |cause| HubError::Io { what: "signals cannot be listened to", cause };
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Without a way to be told, it runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
