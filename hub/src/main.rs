//! `usalama-hub`: see `usalama-hub --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    usalama_hub::cli::main()
}
