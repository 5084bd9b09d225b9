use clap::{Args, ValueEnum};

use super::{Failure, Outcome};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Which format
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// `apex.workflow/v1`
    Workflow,
}

/// Prints a JSON Schema.
pub(super) fn schema(args: &SchemaArgs) -> Outcome {
    let schema = match args.format {
        Format::Workflow => domain::graph::schema::json_schema(),
    };
    say!("{}", serde_json::to_string_pretty(&schema).map_err(Failure::failed)?);
    Ok(ExitCode::SUCCESS)
}
