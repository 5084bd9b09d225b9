//! Runs from acceptance to end, for a while, through the services: no HTTP, whose client would share the cores.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::id::WorkflowVersionId;
use engine::EngineHandle;
use rpc::NewRun;
use serde_json::{Value, json};

use super::compile::five_steps;
use super::gates::{Figure, Measure};
use super::stage::Stage;
use crate::cli::Failure;

/// Callers at once.
const CALLERS: usize = 256;
/// Before it is measured.
const WARM_UP: Duration = Duration::from_secs(2);
/// Runs that may be accepted and not yet ended.
const AHEAD: u64 = 500;
const LOOK: Duration = Duration::from_millis(2);

/// Five steps without effects.
pub(super) async fn inline_runs(stage: &Stage, span: Duration) -> Result<Figure, Failure> {
    let version = stage.publish("Five steps", five_steps()).await?;
    let finished = drive(stage, version, span).await?;
    Ok(Figure {
        what: "5-step inline runs, sustained",
        reached: Measure::Rate(finished.runs),
        gate: Measure::Rate(3_000.0),
        stretch: Some(Measure::Rate(5_000.0)),
    })
}

/// Ten calls one after the other, answered in this process: each is a barrier.
pub(super) async fn effect_steps(stage: &Stage, span: Duration) -> Result<Figure, Failure> {
    let version = stage.publish("Ten calls", calls(10)).await?;
    let finished = drive(stage, version, span).await?;
    Ok(Figure {
        what: "durable effect steps",
        reached: Measure::Rate(finished.calls),
        gate: Measure::Rate(5_000.0),
        stretch: Some(Measure::Rate(10_000.0)),
    })
}

fn calls(count: usize) -> Value {
    let call = |index: usize| {
        json!({"id": format!("n{index}"), "type": "http",
               "config": {"method": "GET", "url": format!("https://upstream.example/{index}")}})
    };
    let start = json!({"id": "start", "type": "start"});
    let nodes: Vec<Value> = std::iter::once(start).chain((1..=count).map(call)).collect();
    let name = |index: usize| {
        if index == 0 {
            "start".to_owned()
        } else {
            format!("n{index}")
        }
    };
    let edges: Vec<Value> = (1..=count)
        .map(|index| json!({"from": name(index - 1), "to": name(index)}))
        .collect();
    json!({"schema": "apex.workflow/v1", "name": "Ten calls", "nodes": nodes, "edges": edges})
}

/// Keeps acceptance and execution together: a queue that only grows is no sustained load.
struct Pace {
    stop: AtomicBool,
    accepted: AtomicU64,
    engine: EngineHandle,
}

impl Pace {
    fn is_ahead(&self) -> bool {
        let accepted = self.accepted.load(Ordering::Relaxed);
        accepted.saturating_sub(self.engine.stats().finished) > AHEAD
    }
}

/// What happened in a second.
struct Rates {
    runs: f64,
    calls: f64,
}

/// Keeps runs coming for a while and counts those that end within it.
async fn drive(stage: &Stage, version: WorkflowVersionId, span: Duration) -> Result<Rates, Failure> {
    let pace = Arc::new(Pace {
        stop: AtomicBool::new(false),
        accepted: AtomicU64::new(stage.engine.stats().finished),
        engine: stage.engine.clone(),
    });
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(call_on(stage.runs(), stage.caller(), version, Arc::clone(&pace)));
    }
    tokio::time::sleep(WARM_UP).await;
    let (runs, calls, began) = (stage.engine.stats().finished, stage.upstream.count(), Instant::now());
    tokio::time::sleep(span).await;
    let took = began.elapsed().as_secs_f64();
    let rates = Rates {
        runs: (stage.engine.stats().finished - runs) as f64 / took,
        calls: (stage.upstream.count() - calls) as f64 / took,
    };
    pace.stop.store(true, Ordering::Relaxed);
    while let Some(caller) = callers.join_next().await {
        caller.map_err(Failure::failed)??;
    }
    while stage.engine.stats().finished < pace.accepted.load(Ordering::Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
    Ok(rates)
}

/// One caller: the next run once the one before is accepted, and unless acceptance is far ahead of the worker.
async fn call_on(
    runs: Arc<dyn rpc::service::RunService>,
    caller: domain::access::Caller,
    version: WorkflowVersionId,
    pace: Arc<Pace>,
) -> Result<(), Failure> {
    while !pace.stop.load(Ordering::Relaxed) {
        if pace.is_ahead() {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        pace.accepted.fetch_add(1, Ordering::Relaxed);
        let new = NewRun {
            workflow_version_id: version,
            inputs: json!({}),
            idempotency_key: None,
            mode: domain::run::RunMode::Live,
        };
        runs.start(&caller, new, "api", None).await.map_err(Failure::failed)?;
    }
    Ok(())
}
