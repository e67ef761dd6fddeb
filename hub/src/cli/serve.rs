//! `usalama-hub serve`: flags, then the environment, then a TOML file, then the defaults.

use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tracing_subscriber::EnvFilter;

use super::CliError;
use crate::error::HubError;
use crate::hub::Hub;
use crate::settings::{Choices, LogFormat};

/// Runs the service.
#[derive(Debug, Args)]
pub struct Serve {
    /// The hub's folder: database and key
    #[arg(long, env = "USALAMA_HUB_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes any that is free
    #[arg(long, env = "USALAMA_HUB_LISTEN", value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Prints one-time codes instead of sending them, and lets the clock be moved: never in public
    #[arg(long, env = "USALAMA_HUB_DEV")]
    dev: bool,
    /// Requests a second from one session or address
    #[arg(long, env = "USALAMA_HUB_REQUESTS_PER_SECOND", value_name = "N")]
    requests_per_second: Option<NonZeroU32>,
    /// Requests at once from the same
    #[arg(long, env = "USALAMA_HUB_BURST", value_name = "N")]
    burst: Option<NonZeroU32>,
    /// Seconds that a request may take
    #[arg(long, env = "USALAMA_HUB_TIMEOUT_S", value_name = "SECONDS")]
    timeout_s: Option<u64>,
    /// How logs are written, to standard error
    #[arg(long, env = "USALAMA_HUB_LOG", value_enum)]
    log: Option<LogFormat>,
    /// A TOML file with the same settings
    #[arg(long, env = "USALAMA_HUB_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn serve(serve: Serve) -> Result<(), CliError> {
    let file = match &serve.config {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|cause| CliError::File { path: path.clone(), cause })?;
            toml::from_str(&text).map_err(|cause| CliError::Content { what: "the settings", cause: cause.into() })?
        }
        None => Choices::default(),
    };
    let choices = Choices {
        data: serve.data,
        listen: serve.listen,
        dev: serve.dev.then_some(true),
        log: serve.log,
        requests_per_second: serve.requests_per_second,
        burst: serve.burst,
        timeout_s: serve.timeout_s,
    }
    .or(file);
    let settings = choices.settings().ok_or(CliError::Usage("name the hub's folder: --data DIR"))?;
    start_log(choices.log.unwrap_or_default());
    let listen = settings.listen;
    let hub = Arc::new(Hub::open(settings, None)?);
    let failed = |cause| HubError::Io { what: "the hub cannot start", cause };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let failed = |cause| HubError::Io { what: "the hub cannot listen there", cause };
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let mut out = std::io::stdout();
        writeln!(out, "listening on {address}").and_then(|()| out.flush()).map_err(failed)?;
        Ok(crate::http::serve(hub, listener, stopped()).await?)
    })
}

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Somebody may have set one up before.
    let _ = match format {
        LogFormat::Text => log.with_ansi(false).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
}

/// Done when the process is asked to stop.
async fn stopped() {
    let interrupted = async {
        // Without a handler there is nothing to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    interrupted.await;
}
