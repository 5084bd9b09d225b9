//! The list of the last 50 runs, among many.

use std::time::Duration;

use super::gates::{Figure, Measure};
use super::http::measure;
use super::stage::Stage;
use super::table::{Table, percentile, percentiles};
use crate::cli::Failure;

/// The figure, and a row for each number of stored runs.
pub(super) async fn last_fifty(stage: &Stage, most: u32) -> Result<(Figure, Table), Failure> {
    let version = stage.publish("Many runs", super::compile::five_steps()).await?;
    let mut table = Table::new("GET /api/v1/runs?pageSize=50", &["runs stored", "p50", "p95", "p99"]);
    let (mut stored, mut slowest) = (0, Duration::ZERO);
    for wanted in [1_000, 100_000, 1_000_000].into_iter().filter(|wanted| *wanted <= most) {
        stage.fill(version, wanted - stored).await?;
        stored = wanted;
        let request = stage.api(stage.client.get(format!("{}/api/v1/runs?pageSize=50", stage.base)));
        let mut samples = measure(&request, 200).await?;
        samples.sort_unstable();
        slowest = percentile(&samples, 0.95);
        table.row([wanted.to_string()].into_iter().chain(percentiles(samples)));
    }
    let figure = Figure {
        what: "list of the last 50 runs, p95, with 1 M stored",
        reached: Measure::Time(slowest),
        gate: Measure::Time(Duration::from_millis(20)),
        stretch: Some(Measure::Time(Duration::from_millis(5))),
    };
    Ok((figure, table))
}
