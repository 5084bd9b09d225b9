use domain::graph::Workflow;
use domain::inputs::{coerce_cli, input_specs};
use serde_json::Value;

use crate::cli::Failure;

/// `name=value` pairs, read as the start node declares them.
pub(super) fn read(workflow: &Workflow, given: &[String]) -> Result<Value, Failure> {
    let pairs = given
        .iter()
        .map(|text| {
            let pair = text
                .split_once('=')
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            pair.ok_or_else(|| Failure::bad_input(format!("--input {text}: write name=value")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    coerce_cli(&input_specs(workflow), &pairs).map_err(|problems| {
        let lines: Vec<String> = problems
            .iter()
            .map(|p| format!("input {}: {}", p.path.trim_start_matches('/'), p.message))
            .collect();
        Failure::bad_input(lines.join("\n      "))
    })
}
