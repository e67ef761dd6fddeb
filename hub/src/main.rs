//! `usalama-hub serve` and `usalama-hub admin`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match usalama_hub::cli::run(usalama_hub::cli::Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("usalama-hub: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(because) = cause {
                eprintln!("  because {because}");
                cause = because.source();
            }
            ExitCode::FAILURE
        }
    }
}
