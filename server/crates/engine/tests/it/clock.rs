//! A machine's clock that leaps, back or ahead, while steps are under way.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::run::{RunMode, RunStatus, StepPath, StepStatus};
use serde_json::json;

use crate::world::{Net, Reply, World, http, workflow};

const HOUR_MS: i64 = 3_600_000;

/// Leaps within step `a`, and gives the world once the run has ended well.
async fn leap_within_a(by_ms: i64) -> World {
    let world = World::new(Net::new(|_, _| Reply::After(Duration::from_secs(9), json!({}))));
    let calls = [
        http("a", "GET", "https://x.example/a"),
        json!({ "id": "pause", "type": "wait", "config": { "ms": 500 } }),
        http("b", "GET", "https://x.example/b"),
    ];
    let run = world.accept(
        &workflow(&calls, &["start>a", "a>pause", "pause>b"]),
        json!({}),
        RunMode::Live,
    );
    let (engine, shutdown) = world.engine(world.options());
    let a: StepPath = "a".parse().unwrap();
    world
        .store
        .until(run, |state| {
            state
                .steps
                .get(&a)
                .is_some_and(|step| step.status == StepStatus::Running)
        })
        .await;
    world.offset.fetch_add(by_ms, Ordering::SeqCst);
    let state = world.store.until_final(run).await;
    assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
    let journal = world.store.journal(run);
    assert!(journal.iter().zip(1..).all(|(event, seq)| event.seq == seq), "gapless");
    shutdown.cancel();
    engine.drained().await;
    world
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_goes_back_repeats_nothing() {
    let world = leap_within_a(-HOUR_MS).await;
    assert_eq!(world.net.count(), 2, "each call once");
}

/// By its own clock the worker was silent for an hour: it stops, and the step under way is done again.
#[tokio::test(start_paused = true)]
async fn a_clock_that_leaps_ahead_repeats_the_step_under_way_at_most() {
    let world = leap_within_a(HOUR_MS).await;
    let requests = world.net.requests.lock().unwrap();
    let calls = |path: &str| requests.iter().filter(|request| request.url.ends_with(path)).count();
    assert_eq!((calls("/a"), calls("/b")), (2, 1));
}
