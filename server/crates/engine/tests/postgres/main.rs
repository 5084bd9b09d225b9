//! The driver on the real store: what only Postgres can show, such as two workers on one queue and a worker that is gone.
//!
//! Real time, short leases; every wait is for an event of the run, with a deadline that only a broken test meets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects by failing loudly"
)]

mod speed;
mod world;

use std::time::Duration;

use domain::run::{RunStatus, StepPath};
use persistence::runs::Cancelled;
use ports::Dispatch;
use serde_json::json;

use crate::world::{Upstream, World};

fn path(text: &str) -> StepPath {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_share_a_queue_and_no_run_is_done_twice() {
    let world = World::new(Upstream::answering(Duration::from_millis(20))).await;
    let mut runs = Vec::new();
    for n in 2..32 {
        runs.push(world.accept(json!({ "n": n })).await);
    }
    let (one, two) = (world.engine(), world.engine());
    for (n, run) in (2..).zip(&runs) {
        let state = world.until(*run, |state| state.status.is_final()).await;
        assert_eq!(
            (state.status, state.output),
            (RunStatus::Succeeded, json!({ "n": n, "status": 200 }))
        );
    }
    assert_eq!(world.upstream.count(), 30);
    assert_eq!(one.handle.stats().finished + two.handle.stats().finished, 30);
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_a_worker_that_is_gone_goes_on_without_repeating_what_is_recorded() {
    let world = World::new(Upstream::hanging_once("second")).await;
    let run = world.accept(json!({ "n": 1 })).await;
    let mut lost = world.engine_in_its_own_runtime();
    world
        .until(run, |state| {
            state.steps.get(&path("second")).is_some_and(|step| step.attempts == 1)
        })
        .await;
    lost.kill();
    let engine = world.engine();
    let state = world.until(run, |state| state.status.is_final()).await;
    assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
    assert_eq!(state.steps[&path("first")].attempts, 1);
    assert_eq!(state.steps[&path("second")].attempts, 2);
    assert_eq!(
        world.upstream.count_of("first"),
        1,
        "the recorded step is not called again"
    );
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_reaches_the_worker_that_holds_the_run() {
    let world = World::new(Upstream::hanging_once("second")).await;
    let run = world.accept(json!({ "n": 1 })).await;
    let engine = world.engine();
    world
        .until(run, |state| state.steps.contains_key(&path("second")))
        .await;
    assert!(matches!(world.request_cancel(run).await, Cancelled::Flagged));
    let state = world.until(run, |state| state.status.is_final()).await;
    assert_eq!(state.status, RunStatus::Cancelled);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parked_run_is_free_and_goes_on_in_time() {
    let world = World::new(Upstream::answering(Duration::ZERO)).await;
    let run = world.accept_waiting(1_500).await;
    let engine = world.engine();
    world.until(run, |state| state.status == RunStatus::Waiting).await;
    let state = world.until(run, |state| state.status.is_final()).await;
    assert!(state.output["waitedMs"].as_u64().unwrap() >= 1_500);
    assert_eq!(engine.handle.stats().parked, 1);
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_begins_where_it_is_accepted() {
    let world = World::new(Upstream::answering(Duration::ZERO)).await;
    let engine = world.engine();
    // once the worker is up and has found the queue empty
    let place = loop {
        match engine.handle.reserve() {
            Some(place) => break place,
            None => tokio::task::yield_now().await,
        }
    };
    let run = world.accept_at(json!({ "n": 2 }), place).await;
    let state = world.until(run, |state| state.status.is_final()).await;
    assert_eq!(
        (state.status, state.steps[&path("first")].attempts),
        (RunStatus::Succeeded, 1)
    );
    assert_eq!(engine.handle.stats().finished, 1);
    engine.stop().await;
}
