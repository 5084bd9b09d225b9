//! What the engine itself costs a step: a store in memory, no database, no network.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::graph::parse_text;
use domain::id::{RunId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{EventKind, RunEvent, RunMode, StepPath};
use engine::{Engine, Executors, Options, Ports};
use futures::StreamExt;
use futures::stream::BoxStream;
use ports::{
    ChildAnswer, ChildRefused, ChildRun, ClaimedRun, Fanout, Heartbeat, Lease, RunEvents, RunNews, RunRef, RunSpec,
    RunStore, Signal, StoreError, SystemClock,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::gates::{Figure, Measure};
use super::stage::Stage;
use crate::cli::Failure;

const STEPS: usize = 50;
const RUNS: usize = 400;

/// Time a step, of runs of fifty steps without effects.
pub(super) async fn a_step(stage: &Stage) -> Result<Figure, Failure> {
    let document = parse_text(&super::compile::document(STEPS).to_string());
    let document = Arc::new(document.map_err(|_| Failure::failed("the measured workflow is not valid"))?);
    let spec = RunSpec {
        workflow: WorkflowId::from_uuid(services::new_worker_id().uuid()),
        version: WorkflowVersionId::from_uuid(services::new_worker_id().uuid()),
        document,
        inputs: json!({}),
        mode: RunMode::Live,
        queued_at: DateTime::UNIX_EPOCH,
        request_id: None,
    };
    let store = Arc::new(InMemory::new(&spec));
    let stop = CancellationToken::new();
    let ports = Ports {
        store: Arc::clone(&store) as _,
        clock: Arc::new(SystemClock),
        fanout: Arc::new(Silence),
        sandbox: stage.installation().sandbox().map_err(Failure::failed)?,
        vault: stage.installation().vault(),
        executors: Executors::builtin(
            Arc::clone(&stage.upstream) as _,
            Arc::new(providers::Registry::builtin()),
        ),
        catalogue: Catalogue::builtin().clone(),
    };
    let began = Instant::now();
    let engine = Engine::new(Options::new(services::new_worker_id), ports).start(&stop);
    while engine.stats().finished < RUNS as u64 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let took = began.elapsed();
    stop.cancel();
    engine.drained().await;
    Ok(Figure {
        what: "engine overhead a step, in memory",
        reached: Measure::Time(took / u32::try_from(RUNS * STEPS).unwrap_or(u32::MAX)),
        gate: Measure::Time(Duration::from_micros(200)),
        stretch: Some(Measure::Time(Duration::from_micros(50))),
    })
}

struct Silence;

impl Fanout for Silence {
    fn publish(&self, _: RunEvents) {}

    fn watch(&self, _: RunId) -> BoxStream<'static, RunNews> {
        futures::stream::pending().boxed()
    }
}

/// Gives out its runs once, and believes every write.
struct InMemory(Mutex<VecDeque<ClaimedRun>>);

impl InMemory {
    fn new(spec: &RunSpec) -> Self {
        let run = |_| {
            let run = RunRef {
                tenant: TenantId::from_uuid(services::new_worker_id().uuid()),
                run: RunId::from_uuid(services::new_worker_id().uuid()),
            };
            let queued = RunEvent {
                seq: 1,
                at: spec.queued_at,
                kind: EventKind::RunQueued,
            };
            ClaimedRun {
                lease: Lease {
                    run,
                    worker: services::new_worker_id(),
                    fence: 1,
                },
                spec: spec.clone(),
                events: vec![queued],
                crashes: 0,
                cancel_requested: false,
                signals: Vec::new(),
            }
        };
        Self(Mutex::new((0..RUNS).map(run).collect()))
    }
}

#[async_trait]
impl RunStore for InMemory {
    async fn claim(&self, _: WorkerId, limit: u32, _: DateTime<Utc>) -> Result<Vec<ClaimedRun>, StoreError> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = left.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(left.drain(..count).collect())
    }

    async fn claim_run(&self, _: WorkerId, _: RunRef, _: DateTime<Utc>) -> Result<Option<ClaimedRun>, StoreError> {
        Ok(None)
    }

    async fn append(&self, _: &Lease, _: &[RunEvent]) -> Result<(), StoreError> {
        Ok(())
    }

    async fn park(&self, _: &Lease, _: &[RunEvent], _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn put_aside(&self, _: &Lease, _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn release(&self, _: &Lease, _: &[RunEvent]) -> Result<(), StoreError> {
        Ok(())
    }

    async fn finish(&self, _: &Lease, _: &[RunEvent]) -> Result<(), StoreError> {
        Ok(())
    }

    async fn signals(&self, _: &Lease) -> Result<Vec<Signal>, StoreError> {
        Ok(Vec::new())
    }

    async fn start_child(&self, _: &Lease, _: ChildRun) -> Result<ChildAnswer, StoreError> {
        Ok(ChildAnswer::Refused(ChildRefused::UnknownWorkflow))
    }

    async fn cancel_children(&self, _: &Lease, _: Option<&StepPath>, _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn heartbeat(&self, _: WorkerId, _: DateTime<Utc>, _: Duration) -> Result<Heartbeat, StoreError> {
        Ok(Heartbeat {
            alive: true,
            ..Heartbeat::default()
        })
    }

    async fn reap(&self, _: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(0)
    }

    async fn leave(&self, _: WorkerId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(None)
    }
}
