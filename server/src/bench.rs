//! `apex bench`: measures this machine with a fresh installation in a temporary folder, over real HTTP.
//!
//! Figures are only printed, never asserted: machines are shared and noisy. Compare them with the baselines of the
//! same run.

mod compile;
mod http;
mod machine;
mod runs;
mod sizes;
mod stage;
mod table;

use std::process::ExitCode;

use clap::Args;

use crate::cli::{Failure, Outcome, say};
use crate::config::Config;

use stage::Stage;
use table::Table;

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Requests of each kind
    #[arg(long, default_value_t = 500)]
    requests: usize,
    /// Runs for the throughput figure
    #[arg(long, default_value_t = 1000)]
    runs: usize,
}

/// Prints a table a group of figures.
pub(crate) async fn bench(config: Config, args: BenchArgs) -> Outcome {
    print(&machine::table());
    print(&compile::table());
    print(&sizes::table());
    let stage = Stage::open(config).await?;
    let figures = live(&stage, &args).await;
    stage.close().await;
    for table in figures? {
        print(&table);
    }
    Ok(ExitCode::SUCCESS)
}

async fn live(stage: &Stage, args: &BenchArgs) -> Result<Vec<Table>, Failure> {
    // runs first: lists are measured with runs in them
    let runs = runs::table(stage, args.runs).await?;
    let http = http::table(stage, args.requests).await?;
    Ok(vec![runs, http])
}

fn print(table: &Table) {
    say!("{table}");
}
