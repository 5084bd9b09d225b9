//! `apex bench`: measures this machine with a fresh installation in a temporary folder, over real HTTP.
//!
//! Figures are only printed, never asserted: machines are shared and noisy. Compare them with the baselines of the
//! same run.

mod compile;
mod gates;
mod http;
mod idle;
mod listing;
mod machine;
mod open_loop;
mod overhead;
mod runs;
mod sizes;
mod stage;
mod sustained;
mod table;
mod upstream;

use std::process::ExitCode;
use std::time::Duration;

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
    /// Seconds of each sustained load
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Most stored runs for the figure of lists; making a million takes minutes
    #[arg(long, default_value_t = 1_000_000)]
    stored: u32,
}

/// Prints a table a group of figures.
pub(crate) async fn bench(config: Config, args: BenchArgs) -> Outcome {
    print(&machine::table());
    print(&compile::table());
    print(&sizes::table());
    let stage = Box::pin(Stage::open(config)).await?;
    let figures = live(&stage, &args).await;
    stage.close().await;
    for table in figures? {
        print(&table);
    }
    Ok(ExitCode::SUCCESS)
}

async fn live(stage: &Stage, args: &BenchArgs) -> Result<Vec<Table>, Failure> {
    // runs first: lists are measured with runs in them
    let span = Duration::from_secs(args.seconds);
    let mut figures = vec![
        sustained::inline_runs(stage, span).await?,
        sustained::effect_steps(stage, span).await?,
    ];
    let (accept, accepting) = open_loop::accept(stage, span).await?;
    figures.extend([accept, compile::fifty_nodes(), overhead::a_step(stage).await?]);
    let runs = runs::table(stage, args.runs).await?;
    let http = http::table(stage, args.requests).await?;
    figures.extend(idle::worker(stage).await?);
    let (list, lists) = listing::last_fifty(stage, args.stored).await?;
    figures.push(list);
    Ok(vec![accepting, runs, http, lists, gates::table(&figures)])
}

fn print(table: &Table) {
    say!("{table}");
}
