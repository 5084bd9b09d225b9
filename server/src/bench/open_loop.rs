//! Acceptance under a steady load: requests are sent at their time, whether earlier ones were answered or not, and each
//! is measured from the time at which it was due.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use super::gates::{Figure, Measure};
use super::stage::Stage;
use super::table::{Table, percentile, percentiles};
use crate::cli::Failure;

const A_SECOND: u32 = 1_000;

/// The figure, and the table of its percentiles.
pub(super) async fn accept(stage: &Stage, span: Duration) -> Result<(Figure, Table), Failure> {
    let version = stage
        .publish("Five steps, open loop", super::compile::five_steps())
        .await?;
    // connections and plans are made before it counts
    load(stage, version, Duration::from_secs(2)).await?;
    let mut samples = load(stage, version, span).await?;
    samples.sort_unstable();
    let figure = Figure {
        what: "accept (POST /api/v1/runs), p99 at 1,000 a second",
        reached: Measure::Time(percentile(&samples, 0.99)),
        gate: Measure::Time(Duration::from_millis(25)),
        stretch: Some(Measure::Time(Duration::from_millis(10))),
    };
    let title = format!("Acceptance, {A_SECOND} a second, {} requests", samples.len());
    let mut table = Table::new(&title, &["request", "p50", "p95", "p99"]);
    table.row(["POST /api/v1/runs".to_owned()].into_iter().chain(percentiles(samples)));
    Ok((figure, table))
}

async fn load(stage: &Stage, version: domain::id::WorkflowVersionId, span: Duration) -> Result<Vec<Duration>, Failure> {
    let count = span.as_secs_f64() * f64::from(A_SECOND);
    let request = stage
        .api(stage.client.post(format!("{}/api/v1/runs", stage.base)))
        .json(&json!({"workflowVersionId": version, "inputs": {}}));
    let mut requests = JoinSet::new();
    let began = Instant::now();
    for index in 0..count as u32 {
        let due = began + Duration::from_secs(1) * index / A_SECOND;
        tokio::time::sleep_until(due.into()).await;
        let request = request
            .try_clone()
            .ok_or_else(|| Failure::failed("the request can't be repeated"))?;
        requests.spawn(async move {
            let response = request.send().await.map_err(Failure::failed)?;
            let took = due.elapsed();
            response
                .error_for_status()
                .map_err(Failure::failed)?
                .bytes()
                .await
                .map_err(Failure::failed)?;
            Ok::<_, Failure>(took)
        });
    }
    let mut samples = Vec::with_capacity(requests.len());
    while let Some(sample) = requests.join_next().await {
        samples.push(sample.map_err(Failure::failed)??);
    }
    Ok(samples)
}
