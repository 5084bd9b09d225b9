//! Secrets reach the request and nothing else.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::run::{RunMode, RunStatus, StepPath};
use serde_json::json;

use crate::world::{Net, Reply, SECRET, World, http, transform, workflow};

#[tokio::test(start_paused = true)]
async fn a_secret_is_sent_and_never_journaled() {
    let world = World::new(Net::new(|request, _| {
        let sent = request
            .headers
            .iter()
            .find(|(name, _)| name == "authorization")
            .map(|(_, value)| value.clone());
        Reply::Json(
            200,
            json!({ "echo": sent, "nested": [{ SECRET: "k" }], "encoded": "s3cr3t-value%2F%2B" }),
        )
    }));
    let mut node = http("call", "GET", "https://x.example/?key={{ secrets.api_token }}");
    node["config"]["headers"] = json!({ "authorization": "Bearer {{ secrets.api_token }}" });
    let log = json!({ "id": "say", "type": "log", "config": { "message": "got {{ steps.call.body.echo }}" } });
    let run = world.accept(
        &workflow(&[node, log], &["start>call", "call>say"]),
        json!({}),
        RunMode::Live,
    );
    let (engine, shutdown) = world.engine(world.options());
    let state = world.store.until_final(run).await;
    shutdown.cancel();
    engine.drained().await;

    assert_eq!(state.status, RunStatus::Succeeded);
    assert!(
        world.net.requests.lock().unwrap()[0]
            .headers
            .contains(&("authorization".into(), format!("Bearer {SECRET}")))
    );
    let written = serde_json::to_string(&world.store.journal(run)).unwrap();
    assert!(!written.contains("s3cr3t"), "{written}");
    let call = &state.steps[&"call".parse::<StepPath>().unwrap()];
    assert_eq!(call.input["headers"]["authorization"], "Bearer ••••••");
    let published = world.heard.0.lock().unwrap();
    assert!(published.iter().flat_map(|batch| batch.events.iter()).count() >= 5);
}

#[tokio::test(start_paused = true)]
async fn a_secret_in_a_refusal_is_taken_out_of_the_error() {
    let world = World::new(Net::new(|_, _| Reply::With(401, vec![], "bad key s3cr3t-value/+")));
    let node = http("call", "GET", "https://x.example/?key={{ secrets.api_token }}");
    let state = world.run(&workflow(&[node], &["start>call"]), json!({})).await;
    let error = state.steps[&"call".parse::<StepPath>().unwrap()].error.clone().unwrap();
    assert_eq!(error.details, Some(json!({ "status": 401, "body": "bad key ••••••" })));
}

/// A run that was taken up again after its call; the call is answered with the secret only after that.
fn resumed(echo: &str) -> (World, domain::id::RunId) {
    let world = World::new(Net::new(|_, _| Reply::Json(200, json!({ "echo": SECRET }))));
    let wait = json!({ "id": "wait", "type": "wait", "config": { "ms": 60_000 } });
    let document = workflow(
        &[
            http("first", "GET", echo),
            wait,
            http("call", "GET", "https://x.example/later"),
        ],
        &["start>first", "first>wait", "wait>call"],
    );
    let run = world.accept(&document, json!({}), RunMode::Live);
    (world, run)
}

#[tokio::test(start_paused = true)]
async fn a_run_taken_up_again_waits_for_the_vault_before_it_writes() {
    let (world, run) = resumed("https://x.example/?key={{ secrets.api_token }}");
    let (engine, shutdown) = world.engine(world.options());
    world.store.until(run, |state| state.status == RunStatus::Waiting).await;
    world.vault.away.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(world.net.count(), 1, "nothing is done while nothing can be hidden");
    let asked = world.vault.asked.load(Ordering::SeqCst);
    assert!((10..60).contains(&asked), "asked {asked} times in four minutes");
    world.vault.away.store(false, Ordering::SeqCst);
    let state = world.store.until_final(run).await;
    shutdown.cancel();
    engine.drained().await;
    assert_eq!(state.status, RunStatus::Succeeded);
    let written = serde_json::to_string(&world.store.journal(run)).unwrap();
    assert!(!written.contains("s3cr3t"), "{written}");
}

#[tokio::test(start_paused = true)]
async fn a_run_without_secrets_does_not_wait_for_the_vault() {
    let (world, run) = resumed("https://x.example/");
    world.vault.away.store(true, Ordering::SeqCst);
    let (_engine, _shutdown) = world.engine(world.options());
    assert_eq!(world.store.until_final(run).await.status, RunStatus::Succeeded);
    assert_eq!(world.vault.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_waits_for_the_vault_can_be_cancelled() {
    let (world, run) = resumed("https://x.example/?key={{ secrets.api_token }}");
    let (_engine, _shutdown) = world.engine(world.options());
    world.store.until(run, |state| state.status == RunStatus::Waiting).await;
    world.vault.away.store(true, Ordering::SeqCst);
    world.store.request_cancel(run);
    assert_eq!(world.store.until_final(run).await.status, RunStatus::Cancelled);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_secret_fails_the_step_by_its_name_but_not_a_mock_run() {
    let node = http("call", "GET", "https://x.example/?key={{ secrets.nobody }}");
    let document = workflow(&[node], &["start>call"]);
    let state = World::quiet().run(&document, json!({})).await;
    let error = state.error.unwrap();
    assert_eq!(error.code, "secret_not_found");
    assert!(error.message.contains("`nobody`"));
    let mock = World::quiet().run_as(&document, json!({}), RunMode::Mock).await;
    assert_eq!(mock.status, RunStatus::Succeeded);
}

#[tokio::test(start_paused = true)]
async fn a_step_sees_only_the_secrets_that_its_own_settings_name() {
    let node = transform("t", json!("{{ secrets | length }}"));
    let document = workflow(&[node], &["start>t"]);
    let run = World::quiet();
    let state = run.run(&document, json!({})).await;
    // refused when it is validated, or empty when it runs: in no case a value
    assert!(!serde_json::to_string(&state.output).unwrap().contains("s3cr3t"));
}
