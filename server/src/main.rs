//! The binary `apex`: wiring only. Rules live in the crates under `server/crates` and `app/crates`.

mod announce;
mod bench;
mod cli;
mod config;
mod installation;
mod listen;
mod master_key;
mod middleware;
mod router;
mod telemetry;
mod tls;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
