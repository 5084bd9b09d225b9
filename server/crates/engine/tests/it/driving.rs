//! The driver: claims, waits, cancels, drains, fences itself and gives up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use domain::run::{EventKind, RunMode, RunStatus, StepError, StepPath, StepStatus};
use engine::{Executor, RunOne, RunOneError, StepContext, StepResult};
use serde_json::{Value, json};

use crate::world::{Net, Reply, World, http, reference, transform, workflow};

fn slow(ms: u64) -> World {
    World::new(Net::new(move |_, _| Reply::After(Duration::from_millis(ms), json!({}))))
}

fn one_call() -> Value {
    workflow(
        &[http("a", "GET", "https://x.example/"), transform("b", json!("done"))],
        &["start>a", "a>b"],
    )
}

fn path(text: &str) -> StepPath {
    text.parse().unwrap()
}

fn running(step: &str) -> impl Fn(&domain::run::RunState) -> bool {
    let step = path(step);
    move |state| {
        state
            .steps
            .get(&step)
            .is_some_and(|step| step.status == StepStatus::Running)
    }
}

fn wait(ms: u64) -> Value {
    json!({ "id": "wait", "type": "wait", "config": { "ms": ms } })
}

#[tokio::test(start_paused = true)]
async fn many_runs_share_the_slots() {
    let world = slow(50);
    let runs: Vec<_> = (0..40)
        .map(|_| world.accept(&one_call(), json!({}), RunMode::Live))
        .collect();
    let mut options = world.options();
    options.slots = 4;
    let (engine, shutdown) = world.engine(options);
    for run in &runs {
        assert_eq!(world.store.until_final(*run).await.status, RunStatus::Succeeded);
        assert!(engine.stats().active <= 4);
    }
    shutdown.cancel();
    engine.drained().await;
    let stats = engine.stats();
    assert_eq!(
        (stats.claimed, stats.finished, stats.active, stats.worker),
        (40, 40, 0, None)
    );
}

#[tokio::test(start_paused = true)]
async fn an_effect_begins_only_after_its_beginning_is_durable() {
    let world = std::sync::Arc::new(std::sync::OnceLock::<(std::sync::Arc<crate::memory::MemoryStore>, _)>::new());
    let seen = std::sync::Arc::clone(&world);
    let made = World::new(Net::new(move |_, _| {
        let (store, run) = seen.get().unwrap();
        assert!(store.is_begun(*run, &path("a")));
        Reply::Json(200, json!({}))
    }));
    let run = made.accept(&one_call(), json!({}), RunMode::Live);
    world.set((std::sync::Arc::clone(&made.store), run)).ok();
    let (_engine, _shutdown) = made.engine(made.options());
    assert_eq!(made.store.until_final(run).await.status, RunStatus::Succeeded);
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_gives_the_run_back_and_goes_on_in_time() {
    let world = World::quiet();
    let run = world.accept(&workflow(&[wait(60_000)], &["start>wait"]), json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, |state| state.status == RunStatus::Waiting).await;
    assert!(!world.store.is_held(run));
    let state = world.store.until_final(run).await;
    let waited = state.output["waitedMs"].as_i64().unwrap();
    assert!((60_000..63_000).contains(&waited), "waited {waited} ms");
    assert_eq!(engine.stats().parked, 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_driven_by_hand_waits_in_place() {
    let world = World::quiet();
    let run = world.accept(&workflow(&[wait(60_000)], &["start>wait"]), json!({}), RunMode::Live);
    let mut options = world.options();
    options.slots = 0;
    let (engine, _shutdown) = world.engine(options);
    let ended = engine.run_one(reference(run)).await.unwrap();
    assert_eq!(ended, RunOne::Finished(RunStatus::Succeeded));
    let journal = world.store.journal(run);
    assert!(
        !journal
            .iter()
            .any(|event| matches!(event.kind, EventKind::RunParked { .. }))
    );
    assert_eq!(engine.run_one(reference(run)).await.unwrap(), RunOne::NotReady);
}

#[tokio::test(start_paused = true)]
async fn a_cancel_from_this_process_stops_the_step_at_once() {
    let world = World::new(Net::new(|_, _| Reply::Never));
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    world.store.request_cancel(run);
    assert!(engine.cancel(run));
    let state = world.store.until_final(run).await;
    assert_eq!(state.status, RunStatus::Cancelled);
    assert!(state.cancel_requested);
    assert_eq!(state.steps[&path("a")].status, StepStatus::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn a_cancel_from_elsewhere_is_heard_with_the_heartbeat() {
    let world = World::new(Net::new(|_, _| Reply::Never));
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let (_engine, _shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    world.store.request_cancel(run);
    assert_eq!(world.store.until_final(run).await.status, RunStatus::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn on_the_way_down_a_step_in_flight_ends_and_the_run_goes_on_elsewhere() {
    let world = slow(3_000);
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let (first, shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    shutdown.cancel();
    first.drained().await;
    let state = world.store.state(run);
    assert_eq!(state.steps[&path("a")].status, StepStatus::Succeeded);
    assert!(!world.store.is_held(run));
    assert!(!state.status.is_final());

    let (_second, _shutdown) = world.engine(world.options());
    let state = world.store.until_final(run).await;
    assert_eq!((state.status, world.net.count()), (RunStatus::Succeeded, 1));
}

#[tokio::test(start_paused = true)]
async fn a_step_that_outlives_the_grace_is_begun_again_elsewhere() {
    let world = World::new(Net::new(|_, count| match count {
        1 => Reply::Never,
        _later => Reply::Json(200, json!({})),
    }));
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let mut options = world.options();
    options.drain_grace = Duration::from_secs(2);
    let (first, shutdown) = world.engine(options);
    world.store.until(run, running("a")).await;
    shutdown.cancel();
    first.drained().await;
    assert!(!world.store.is_held(run));

    let (_second, _shutdown) = world.engine(world.options());
    let state = world.store.until_final(run).await;
    assert_eq!(
        (state.status, state.steps[&path("a")].attempts),
        (RunStatus::Succeeded, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_worker_whose_run_was_taken_away_writes_nothing_more() {
    let world = slow(3_000);
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let (engine, shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    world.store.steal(run);
    let before = world.store.journal(run).len();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(world.store.journal(run).len(), before);
    assert_eq!((engine.stats().lost, engine.stats().active), (1, 0));
    shutdown.cancel();
    engine.drained().await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_can_not_renew_stops_before_its_next_effect() {
    let world = slow(30_000);
    let two = [
        http("a", "GET", "https://x.example/a"),
        http("b", "GET", "https://x.example/b"),
    ];
    let mut two = two.map(|mut node| {
        node["timeoutMs"] = json!(60_000);
        node
    });
    two[1]["config"]["url"] = json!("https://x.example/b");
    let run = world.accept(&workflow(&two, &["start>a", "a>b"]), json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    world.store.set_away(true);
    tokio::time::sleep(Duration::from_secs(25)).await;
    assert_eq!(
        (engine.stats().lost, engine.stats().active, engine.stats().worker),
        (1, 0, None)
    );
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(world.net.count(), 1, "b never began");

    world.store.set_away(false);
    let state = world.store.until_final(run).await;
    assert_eq!(
        (state.status, world.net.count()),
        (RunStatus::Succeeded, 3),
        "a was repeated under a new worker id"
    );
}

#[tokio::test(start_paused = true)]
async fn a_short_absence_of_the_database_costs_time_and_nothing_else() {
    let world = slow(2_000);
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, running("a")).await;
    world.store.set_away(true);
    tokio::time::sleep(Duration::from_secs(8)).await;
    world.store.set_away(false);
    let state = world.store.until_final(run).await;
    assert_eq!(
        (state.status, world.net.count(), engine.stats().lost),
        (RunStatus::Succeeded, 1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn a_run_that_takes_its_worker_down_again_and_again_is_dead() {
    let world = World::quiet();
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    world.store.set_crashes(run, 20);
    let (_engine, _shutdown) = world.engine(world.options());
    let state = world.store.until_final(run).await;
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Dead, "crash_loop")
    );
    assert_eq!(world.net.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_apex_fails_on_again_and_again_is_dead() {
    struct Bomb;
    #[async_trait]
    impl Executor for Bomb {
        async fn run(&self, _context: StepContext) -> Result<StepResult, StepError> {
            panic!("boom")
        }
    }
    // pure steps are computed in the engine's own task
    let mut world = World::quiet();
    world.executors = world.executors.with("transform", Bomb);
    let document = workflow(&[transform("t", json!("never"))], &["start>t"]);
    let state = world.run(&document, json!({})).await;
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Dead, "crash_loop")
    );
}

#[tokio::test(start_paused = true)]
async fn many_large_results_are_written_in_several_commits() {
    let large = "x".repeat(domain::limits::MAX_INPUT_BYTES);
    let nodes: Vec<Value> = (0..40)
        .map(|number| transform(&format!("t{number}"), json!("{{ inputs.x }}")))
        .chain([transform("end", json!(1))])
        .collect();
    let edges: Vec<String> = (0..40)
        .flat_map(|number| [format!("start>t{number}"), format!("t{number}>end")])
        .collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let world = World::quiet();
    let state = world.run(&workflow(&nodes, &edges), json!({ "x": large })).await;
    assert_eq!(state.status, RunStatus::Succeeded);
    let heard = world.heard.0.lock().unwrap();
    let bytes = |batch: &ports::RunEvents| serde_json::to_string(&batch.events[..]).unwrap().len();
    let largest = heard.iter().map(bytes).max().unwrap();
    assert!(largest < 16 * 1024 * 1024, "{largest} bytes in one commit");
}

#[tokio::test(start_paused = true)]
async fn of_many_ready_steps_only_so_many_are_under_way_at_once() {
    #[derive(Default)]
    struct Counted {
        now: AtomicUsize,
        most: AtomicUsize,
    }
    struct Slow(Arc<Counted>);
    #[async_trait]
    impl Executor for Slow {
        async fn run(&self, _context: StepContext) -> Result<StepResult, StepError> {
            let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.most.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(50)).await;
            self.0.now.fetch_sub(1, Ordering::SeqCst);
            Ok(StepResult::output(json!(1)))
        }
    }
    let counted = Arc::new(Counted::default());
    let mut world = World::quiet();
    world.executors = world.executors.with("http", Slow(Arc::clone(&counted)));
    let nodes: Vec<Value> = (0..600)
        .map(|number| {
            http(
                &format!("n{number}"),
                "GET",
                "https://x.example/{{ secrets.api_token }}",
            )
        })
        .collect();
    let edges: Vec<String> = (0..600).map(|number| format!("start>n{number}")).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let state = world.run(&workflow(&nodes, &edges), json!({})).await;
    assert_eq!(state.status, RunStatus::Succeeded);
    assert_eq!(state.output.as_object().unwrap().len(), 600);
    let most = counted.most.load(Ordering::SeqCst);
    assert!((2..=256).contains(&most), "{most} at once");
}

#[tokio::test(start_paused = true)]
async fn a_version_that_can_not_be_compiled_fails_its_run() {
    let world = World::quiet();
    let unknown = json!({ "id": "x", "type": "no_such_kind" });
    let state = world.run(&workflow(&[unknown], &["start>x"]), json!({})).await;
    assert_eq!(
        (state.status, state.error.unwrap().code.as_str()),
        (RunStatus::Failed, "workflow_invalid")
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_driven_by_hand_on_the_way_down() {
    let world = slow(100_000);
    let run = world.accept(&one_call(), json!({}), RunMode::Live);
    let mut options = world.options();
    (options.slots, options.drain_grace) = (0, Duration::from_secs(1));
    let (engine, shutdown) = world.engine(options);
    let driving = engine.run_one(reference(run));
    let end = async {
        world.store.until(run, running("a")).await;
        shutdown.cancel();
        engine.drained().await;
    };
    let (driven, ()) = tokio::join!(driving, end);
    assert!(matches!(driven, Err(RunOneError::GoingDown)));
    assert!(matches!(
        engine.run_one(reference(run)).await,
        Err(RunOneError::GoingDown)
    ));
    assert!(!world.store.is_held(run));
}

#[tokio::test(start_paused = true)]
async fn watchers_hear_every_event_in_order_once_it_is_durable() {
    let world = World::quiet();
    let state = world.run(&one_call(), json!({})).await;
    assert_eq!(state.status, RunStatus::Succeeded);
    let heard = world.heard.0.lock().unwrap();
    let seqs: Vec<i64> = heard
        .iter()
        .flat_map(|batch| batch.events.iter().map(|event| event.seq))
        .collect();
    assert_eq!(seqs, (2..=state.last_seq).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_loop_of_ten_thousand_items_ends() {
    let body = json!({ "nodes": [transform("t", json!("{{ item + index }}"))], "edges": [] });
    let config = json!({ "items": "{{ inputs.list }}", "concurrency": 8, "body": body });
    let document = workflow(
        &[json!({ "id": "each", "type": "for_each", "config": config })],
        &["start>each"],
    );
    let list: Vec<usize> = (0..domain::limits::MAX_ITEMS).collect();
    let state = World::quiet().run(&document, json!({ "list": list })).await;
    assert_eq!(state.output["results"][9_999], 19_998);
}
