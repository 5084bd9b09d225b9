//! Accepting runs, and executing them.

use std::time::{Duration, Instant};

use domain::id::WorkflowVersionId;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::json;

use super::compile::five_steps;
use super::stage::Stage;
use super::table::{Table, percentiles, shown};
use crate::cli::Failure;

/// Requests under way at once.
const CONCURRENCY: usize = 8;
/// How often the worker's figures are looked at.
const LOOK: Duration = Duration::from_millis(5);

pub(super) async fn table(stage: &Stage, count: usize) -> Result<Table, Failure> {
    let version = stage.publish("Five steps at once", five_steps()).await?;
    let before = stage.engine.stats().finished;
    let started = Instant::now();
    let samples: Vec<Duration> = stream::iter(0..count)
        .map(|_| accept(stage, &version))
        .buffer_unordered(CONCURRENCY)
        .try_collect()
        .await?;
    let accepted = started.elapsed();
    while stage.engine.stats().finished - before < count as u64 {
        tokio::time::sleep(LOOK).await;
    }
    let finished = started.elapsed();
    let title = format!("Runs: {count} of 5 steps without effects, {CONCURRENCY} requests at once");
    let mut table = Table::new(&title, &["what", "p50", "p95", "p99", "a second"]);
    let rate = |time: Duration| format!("{:.0}", count as f64 / time.as_secs_f64());
    let accept = ["POST /api/v1/runs".to_owned()]
        .into_iter()
        .chain(percentiles(samples))
        .chain([rate(accepted)]);
    table.row(accept);
    let all = format!("accepted to the last end, {}", shown(finished));
    table.row([all, String::new(), String::new(), String::new(), rate(finished)]);
    Ok(table)
}

async fn accept(stage: &Stage, version: &WorkflowVersionId) -> Result<Duration, Failure> {
    let body = json!({"workflowVersionId": version, "inputs": {}});
    let request = stage
        .api(stage.client.post(format!("{}/api/v1/runs", stage.base)))
        .json(&body);
    let started = Instant::now();
    let response = request.send().await.map_err(Failure::failed)?;
    let took = started.elapsed();
    response
        .error_for_status()
        .map_err(Failure::failed)?
        .bytes()
        .await
        .map_err(Failure::failed)?;
    Ok(took)
}
