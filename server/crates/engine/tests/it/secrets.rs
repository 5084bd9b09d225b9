//! Secrets reach the request and nothing else.

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
