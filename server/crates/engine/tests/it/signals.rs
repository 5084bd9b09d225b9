//! Runs that wait for others: signals that reach a worker, sub-workflows, circuits, loops with conditions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::id::WorkflowId;
use domain::run::{EventKind, RunMode, RunStatus, StepPath, StepStatus};
use ports::Dispatch;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Net, Reply, World, http, reference, transform, workflow};

fn path(text: &str) -> StepPath {
    text.parse().unwrap()
}

fn wait_for(name: &str) -> Value {
    json!({ "id": "wait", "type": "wait_for_signal", "config": { "name": name } })
}

fn child() -> WorkflowId {
    WorkflowId::from_uuid(Uuid::from_u128(500))
}

fn sub(inputs: Value) -> Value {
    json!({ "id": "sub", "type": "sub_workflow", "config": { "workflow": child().to_string(), "inputs": inputs } })
}

#[tokio::test(start_paused = true)]
async fn a_parked_run_wakes_with_its_signal() {
    let world = World::quiet();
    let document = workflow(
        &[wait_for("paid"), transform("z", json!("{{ steps.wait.amount }}"))],
        &["start>wait", "wait>z"],
    );
    let run = world.accept(&document, json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, |state| state.status == RunStatus::Waiting).await;
    world.store.signal(run, None, "paid", json!({ "amount": 5 }));
    engine.signal(reference(run));
    assert_eq!(world.store.until_final(run).await.output, json!(5));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_held_hears_of_its_signal_by_a_hint_and_by_the_heartbeat() {
    for hinted in [true, false] {
        let world = World::quiet();
        let document = workflow(&[wait_for("paid")], &["start>wait"]);
        let run = world.accept(&document, json!({}), RunMode::Live);
        let mut options = world.options();
        options.slots = 0;
        let (engine, _shutdown) = world.engine(options);
        let mut driven = tokio::task::JoinSet::new();
        driven.spawn({
            let engine = engine.clone();
            async move { engine.run_one(reference(run)).await }
        });
        let waits =
            |state: &domain::run::RunState| state.steps.get(&path("wait")).is_some_and(|step| step.awaits.is_some());
        world.store.until(run, waits).await;
        world.store.signal(run, None, "paid", json!("now"));
        if hinted {
            engine.signal(reference(run));
        }
        assert_eq!(world.store.until_final(run).await.output, json!("now"));
        driven.join_next().await.unwrap().unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_sub_workflow_takes_inputs_and_gives_its_output() {
    let world = World::quiet();
    world.store.publish(
        child(),
        &workflow(&[transform("double", json!("{{ inputs.n * 2 }}"))], &["start>double"]),
    );
    let document = workflow(
        &[
            sub(json!({ "n": "{{ inputs.n }}" })),
            transform("z", json!("{{ steps.sub + 1 }}")),
        ],
        &["start>sub", "sub>z"],
    );
    let state = world.run(&document, json!({ "n": 20 })).await;
    assert_eq!(state.output, json!(41), "{:?}", state.error);
    assert!(state.steps[&path("sub")].child.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_sub_workflow_that_fails_or_is_not_there_fails_the_step() {
    let world = World::new(Net::new(|_, _| Reply::Json(404, json!({}))));
    let document = workflow(&[sub(json!({}))], &["start>sub"]);
    let state = world.run(&document, json!({})).await;
    assert_eq!(state.error.unwrap().code, "unknown_workflow");

    let failing = workflow(&[http("call", "GET", "https://x.example/")], &["start>call"]);
    world.store.publish(child(), &failing);
    let state = world.run(&document, json!({})).await;
    let error = state.steps[&path("sub")].error.clone().unwrap();
    assert_eq!(error.code, "sub_workflow_failed");
    assert_eq!(error.details.unwrap()["error"]["code"], "http_status");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_goes_down() {
    let world = World::quiet();
    world
        .store
        .publish(child(), &workflow(&[wait_for("never")], &["start>wait"]));
    let run = world.accept(&workflow(&[sub(json!({}))], &["start>sub"]), json!({}), RunMode::Live);
    let (engine, _shutdown) = world.engine(world.options());
    world.store.until(run, |state| state.status == RunStatus::Waiting).await;
    let below = world.store.child(run, "sub").unwrap();
    world
        .store
        .until(below, |state| state.status == RunStatus::Waiting)
        .await;
    world.store.request_cancel(run);
    // the store makes a parked run ready when somebody asks for its end
    world.store.signal(run, None, "wake", json!(null));
    engine.wake();
    assert_eq!(world.store.until_final(run).await.status, RunStatus::Cancelled);
    assert_eq!(world.store.until_final(below).await.status, RunStatus::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn an_approval_in_a_mock_run_is_given_at_once() {
    let world = World::quiet();
    let ask = |mock: Value| json!({ "id": "ok", "type": "approval", "config": { "title": "Go?" }, "mock": mock });
    let nodes = |mock| [ask(mock), transform("yes", json!("yes")), transform("no", json!("no"))];
    let edges = ["start>ok", "ok:approved>yes", "ok:rejected>no"];
    for (approved, output) in [(true, "yes"), (false, "no")] {
        let document = workflow(&nodes(json!({ "output": { "approved": approved } })), &edges);
        let state = world.run_as(&document, json!({}), RunMode::Mock).await;
        assert_eq!(state.output, json!(output));
    }
}

#[tokio::test(start_paused = true)]
async fn a_question_is_asked_with_its_expressions_evaluated() {
    let world = World::quiet();
    let ask = json!({ "id": "ok", "type": "approval", "config": {
        "title": "Refund {{ inputs.amount }}?", "assignees": "ada@example.com, owner", "timeoutMs": 1000, "escalateAfterMs": 500 } });
    let document = workflow(&[ask], &["start>ok"]);
    let run = world.accept(&document, json!({ "amount": 5 }), RunMode::Live);
    let (_engine, _shutdown) = world.engine(world.options());
    let state = world.store.until_final(run).await;
    assert_eq!(state.error.unwrap().code, "timeout");
    let journal = world.store.journal(run);
    let asked = journal.iter().find_map(|event| match &event.kind {
        EventKind::ApprovalRequested { approval, .. } => Some(approval.clone()),
        _other => None,
    });
    let asked = asked.unwrap();
    assert_eq!(asked.title, "Refund 5?");
    assert_eq!(asked.assignees, ["ada@example.com", "owner"]);
    let escalated = |event: &domain::run::RunEvent| matches!(event.kind, EventKind::ApprovalEscalated { .. });
    assert!(journal.iter().any(escalated));
}

#[tokio::test(start_paused = true)]
async fn a_while_follows_pages_until_there_are_no_more() {
    let world = World::new(Net::new(|_, count| {
        Reply::Json(200, json!({ "n": count, "more": count < 3 }))
    }));
    let body = json!({ "nodes": [http("page", "GET", "https://x.example/page"),
                                 transform("keep", json!({ "n": "{{ steps.page.body.n }}", "more": "{{ steps.page.body.more }}", "turn": "{{ index }}" }))],
                       "edges": [{ "from": "page", "to": "keep" }] });
    let pages =
        json!({ "id": "pages", "type": "while", "config": { "while": "index == 0 or item.more", "body": body } });
    let state = world.run(&workflow(&[pages], &["start>pages"]), json!({})).await;
    assert_eq!(state.output["iterations"], 3, "{:?}", state.error);
    assert_eq!(state.output["last"], json!({ "n": 3, "more": false, "turn": 2 }));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_keeps_failing_is_left_alone_and_tried_again_later() {
    let well = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&well);
    let world = World::new(Net::new(move |_, _| {
        let status = if seen.load(Ordering::SeqCst) == 0 { 503 } else { 200 };
        Reply::Json(status, json!({}))
    }));
    let mut options = world.options();
    options.circuit.failures = 4;
    let calls = json!({ "id": "each", "type": "for_each", "config": { "items": "{{ range(10) | list }}", "concurrency": 1, "onItemError": "collect",
        "body": { "nodes": [{ "id": "call", "type": "http", "retry": { "maxAttempts": 1 }, "config": { "url": "https://x.example/" } }], "edges": [] } } });
    let late = json!({ "id": "late", "type": "http", "config": { "url": "https://x.example/late" },
                       "retry": { "maxAttempts": 2, "backoff": "none" } });
    let document = workflow(&[calls, late], &["start>each", "each>late"]);
    let run = world.accept(&document, json!({}), RunMode::Live);
    let (_engine, _shutdown) = world.engine(options);
    let refused = |state: &domain::run::RunState| {
        let late = state.steps.get(&path("late"));
        late.is_some_and(|step| step.status == StepStatus::Waiting)
    };
    let state = world.store.until(run, refused).await;
    assert_eq!(world.net.count(), 4, "the rest was not even sent");
    let results = &state.steps[&path("each")].output["results"];
    assert_eq!(results[9]["error"]["code"], "circuit_open");
    well.store(1, Ordering::SeqCst);
    let state = world.store.until_final(run).await;
    assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
    assert_eq!((world.net.count(), state.steps[&path("late")].attempts), (5, 2));
}
