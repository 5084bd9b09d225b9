//! How fast runs go through, without services and HTTP. Not rules but measurements: run them in release, by name.
//!
//! `cargo nextest run --release -p engine --test postgres --run-ignored only --no-capture speed`

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::graph::Workflow;
use domain::id::{RunId, WorkflowVersionId};
use domain::run::RunMode;
use persistence::TenantScope;
use persistence::runs::{Accepted, Lane, NewRun, Place, Trigger};
use ports::{Clock, Dispatch, RunRef, SystemClock};
use serde_json::{Value, json};
use testkit::new_uuid;

use crate::world::{Upstream, World};

const CALLERS: usize = 256;
/// Runs that may be accepted and not yet ended.
const AHEAD: u64 = 500;

fn seconds() -> Duration {
    Duration::from_secs(8)
}

fn five_steps() -> Value {
    let node = |index: usize| {
        let output = if index == 1 {
            json!({"n": 1})
        } else {
            json!({"n": format!("{{{{ steps.n{}.n + 1 }}}}", index - 1)})
        };
        json!({"id": format!("n{index}"), "type": "transform", "config": {"output": output}})
    };
    chain(4, node)
}

fn ten_calls() -> Value {
    chain(10, |index| {
        json!({"id": format!("n{index}"), "type": "http",
               "config": {"method": "GET", "url": format!("https://upstream.example/{index}")}})
    })
}

fn chain(count: usize, node: impl Fn(usize) -> Value) -> Value {
    let name = |index: usize| {
        if index == 0 {
            "start".to_owned()
        } else {
            format!("n{index}")
        }
    };
    let start = json!({"id": "start", "type": "start"});
    let nodes: Vec<Value> = std::iter::once(start).chain((1..=count).map(node)).collect();
    let edges: Vec<Value> = (1..=count)
        .map(|index| json!({"from": name(index - 1), "to": name(index)}))
        .collect();
    json!({"schema": "apex.workflow/v1", "name": "chain", "nodes": nodes, "edges": edges})
}

struct Caller {
    scope: TenantScope,
    version: WorkflowVersionId,
    document: Arc<Workflow>,
    engine: engine::EngineHandle,
    direct: bool,
}

impl Caller {
    async fn start(&self) {
        let run = NewRun {
            id: RunId::from_uuid(new_uuid()),
            version: self.version,
            inputs: json!({}),
            mode: RunMode::Live,
            trigger: Trigger::Api,
            lane: Lane::Normal,
            created_by_user: None,
            created_by_key: None,
            request_id: None,
            idempotency: None,
            at: SystemClock.now(),
        };
        let place = if self.direct { self.engine.reserve() } else { None };
        let kept = place.as_ref().map(|place| Place {
            worker: place.worker(),
            pools: place.pools().to_vec(),
        });
        let (accepted, begun) = self.scope.accept(run, Arc::clone(&self.document), kept).await.unwrap();
        let Accepted::Fresh(run) = accepted else {
            panic!("{accepted:?}")
        };
        match (begun, place) {
            (Some(run), Some(place)) => place.begin(run),
            _ => self.engine.ready(RunRef {
                tenant: self.scope.tenant(),
                run,
            }),
        }
    }
}

async fn measure(name: &str, document: Value, direct: bool) {
    let world = World::new(Upstream::answering(Duration::ZERO)).await;
    let (version, parsed) = world.publish_for_speed(&document).await;
    let running = world.engine_at_full_speed();
    let caller = Arc::new(Caller {
        scope: world.scope(),
        version,
        document: parsed,
        engine: running.handle.clone(),
        direct,
    });
    let (stop, accepted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let (caller, stop, accepted) = (Arc::clone(&caller), Arc::clone(&stop), Arc::clone(&accepted));
        callers.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let ahead = accepted
                    .load(Ordering::Relaxed)
                    .saturating_sub(caller.engine.stats().finished);
                if ahead > AHEAD {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    continue;
                }
                accepted.fetch_add(1, Ordering::Relaxed);
                caller.start().await;
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let figures = || {
        (
            running.handle.stats().finished,
            accepted.load(Ordering::Relaxed),
            world.upstream.count(),
        )
    };
    let (before, began) = (figures(), Instant::now());
    tokio::time::sleep(seconds()).await;
    let (after, took) = (figures(), began.elapsed().as_secs_f64());
    eprintln!(
        "{name}: {:.0} runs/s finished, {:.0} accepted, {:.0} calls/s, {} active",
        (after.0 - before.0) as f64 / took,
        (after.1 - before.1) as f64 / took,
        (after.2 - before.2) as f64 / took,
        running.handle.stats().active,
    );
    stop.store(true, Ordering::Relaxed);
    callers.join_all().await;
    while running.handle.stats().active > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run it in release"]
async fn speed_of_inline_runs_that_begin_at_once() {
    measure("inline, direct", five_steps(), true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run it in release"]
async fn speed_of_inline_runs_through_the_queue() {
    measure("inline, queued", five_steps(), false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: run it in release"]
async fn speed_of_effect_steps() {
    measure("effects", ten_calls(), true).await;
}
