//! Latency of single requests, one at a time, next to the baselines of the same run.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;

use super::stage::Stage;
use super::table::{Table, percentiles};
use crate::cli::Failure;

pub(super) async fn table(stage: &Stage, requests: usize) -> Result<Table, Failure> {
    let mut table = Table::new("HTTP, one at a time", &["request", "p50", "p95", "p99"]);
    let get = |path: &str| stage.client.get(format!("{}{path}", stage.base));
    let cases: Vec<(&str, RequestBuilder)> = vec![
        ("GET /health (baseline: no database)", get("/health")),
        ("GET /health/db (baseline: one statement)", get("/health/db")),
        (
            "GET /api/v1/runs?pageSize=50",
            stage.api(get("/api/v1/runs?pageSize=50")),
        ),
        ("GET /api/v1/workflows", stage.api(get("/api/v1/workflows"))),
        ("GET /sign-in, first byte", get("/sign-in")),
        ("GET /studio, first byte", get("/studio")),
        ("GET /runs, first byte", get("/runs")),
    ];
    for (name, request) in cases {
        let samples = measure(&request, requests).await?;
        table.row([name.to_owned()].into_iter().chain(percentiles(samples)));
    }
    Ok(table)
}

/// Time to the first byte of each of `times` answers.
pub(super) async fn measure(request: &RequestBuilder, times: usize) -> Result<Vec<Duration>, Failure> {
    let mut samples = Vec::with_capacity(times);
    for _ in 0..times {
        let request = request
            .try_clone()
            .ok_or_else(|| Failure::failed("the request can't be repeated"))?;
        let started = Instant::now();
        let response = request.send().await.map_err(Failure::failed)?;
        samples.push(started.elapsed());
        if !response.status().is_success() {
            return Err(Failure::failed(format!(
                "{} answered {}",
                response.url(),
                response.status()
            )));
        }
        response.bytes().await.map_err(Failure::failed)?;
    }
    Ok(samples)
}
