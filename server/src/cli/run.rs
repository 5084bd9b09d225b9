//! `apex run FILE`: a workflow file to its end, on the local data directory or on a server.

mod inputs;
mod local;
mod print;
mod remote;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use domain::graph::{Workflow, check_text};
use domain::run::{RunMode, RunStatus};
use rpc::RunBody;

use super::validate::read;
use super::{Failure, Outcome};
use crate::config::Config;

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// A workflow file (apex.workflow/v1); - reads standard input
    file: PathBuf,
    /// An input of the run, `name=value`; may be given several times
    #[arg(long = "input", value_name = "NAME=VALUE")]
    inputs: Vec<String>,
    /// Touch nothing outside: steps answer with their mock values
    #[arg(long)]
    mock: bool,
    /// Print the run as JSON instead of lines
    #[arg(long)]
    json: bool,
    /// Run on this server instead of the local data directory
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// API key for --url
    #[arg(long, env = "APEX_API_KEY", hide_env_values = true, value_name = "KEY")]
    key: Option<String>,
    /// Slug of the organisation to run in, on the local data directory
    #[arg(long, default_value = services::seed::DEMO_SLUG, value_name = "SLUG")]
    org: String,
}

impl RunArgs {
    fn mode(&self) -> RunMode {
        if self.mock { RunMode::Mock } else { RunMode::Live }
    }
}

/// Exit code 0 when the run succeeded, 1 when not, 2 when the input was bad.
pub(super) async fn run(config: Config, args: RunArgs) -> Outcome {
    let workflow = read_workflow(&args)?;
    let inputs = inputs::read(&workflow, &args.inputs)?;
    let body = match &args.url {
        Some(url) => remote::run(&args, url, &workflow, inputs).await?,
        None => local::run(config, &args, &workflow, inputs).await?,
    };
    finish(&args, &body)
}

fn read_workflow(args: &RunArgs) -> Result<Workflow, Failure> {
    let checked = check_text(&read(&args.file)?);
    for problem in &checked.problems {
        let level = if problem.is_error() { "error" } else { "warning" };
        eprintln!("{level} {} {}: {}", problem.path, problem.code, problem.message);
    }
    let valid = checked.is_valid();
    checked
        .workflow
        .filter(|_| valid)
        .ok_or_else(|| Failure::bad_input(format!("{} is not a valid workflow", args.file.display())))
}

fn finish(args: &RunArgs, body: &RunBody) -> Outcome {
    if args.json {
        print::json(body)?;
    } else {
        print::output(body)?;
    }
    Ok(if body.status == RunStatus::Succeeded {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}
