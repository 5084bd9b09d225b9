//! What callers get wrong, or do at a bad moment: a clear answer, nothing lost, nothing done twice.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::stage::Stage;

/// The runs keep the version that they were accepted with.
#[tokio::test]
async fn the_queued_runs_of_a_deleted_workflow_end_and_no_more_are_taken() {
    let mut stage = Stage::open().await;
    let mut queued = Vec::new();
    for _ in 0..5 {
        queued.push(stage.begin().await);
    }
    let (status, workflows) = stage.apex.get("/api/v1/workflows?q=Test").await;
    assert_eq!(status, StatusCode::OK, "{workflows}");
    let workflow = workflows["items"][0]["id"].as_str().unwrap();
    let deleted = stage
        .apex
        .request(Method::DELETE, &format!("/api/v1/workflows/{workflow}"))
        .send()
        .await
        .unwrap();
    assert!(deleted.status().is_success(), "{}", deleted.status());
    let refused = stage.ask("after it was deleted").await.unwrap();
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);

    let _worker = stage.work();
    for run in queued {
        stage.succeeds(run).await;
        stage.assert_calls(run, ("held", 1));
    }
    stage.close().await;
}

#[tokio::test]
async fn a_run_that_can_not_be_begins_nothing() {
    let stage = Stage::open().await;
    let unknown = "wv_01k9v3e8s5e7cs0w3f6c1v9b4a";
    let huge = "x".repeat(2 * 1024 * 1024);
    let cases = [
        (
            json!({"workflowVersionId": unknown, "inputs": {}}),
            StatusCode::NOT_FOUND,
        ),
        (
            json!({"workflowVersionId": "run_01k9v3e8s5e7cs0w3f6c1v9b4a", "inputs": {}}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({"inputs": {}}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"workflowVersionId": unknown, "inputs": {"text": huge}}),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for (body, expected) in cases {
        let (status, problem) = stage.apex.post("/api/v1/runs", &body).await;
        assert_eq!(status, expected, "{problem}");
        assert!(
            problem["code"].is_string() && problem["requestId"].is_string(),
            "{problem}"
        );
    }
    assert_eq!(stage.number("SELECT count(*) FROM runs").await, 0);
    stage.close().await;
}

/// Some are within a step, many are queued: all end, and what has not begun never begins.
#[tokio::test]
async fn many_cancellations_in_the_middle_of_steps() {
    let mut stage = Stage::open().await;
    let _worker = stage.work();
    let mut begun = Vec::new();
    for _ in 0..4 {
        begun.push(stage.begin_in_the_middle().await);
    }
    for _ in 0..60 {
        stage.begin().await;
    }
    let (status, answer) = stage.apex.post("/api/v1/runs/cancel", &json!({"filter": {}})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let items = answer["items"].as_array().unwrap();
    let refused: Vec<&Value> = items
        .iter()
        .filter(|item| !["done", "accepted"].contains(&item["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!((items.len(), refused), (64, vec![]));
    let (status, again) = stage.apex.post("/api/v1/runs/cancel", &json!({"filter": {}})).await;
    assert_eq!(
        (status, again["items"].as_array().map(Vec::len)),
        (StatusCode::OK, Some(0))
    );
    for run in begun {
        assert_eq!(stage.apex.ended(&run.to_string()).await["status"], "cancelled");
        assert_eq!(stage.outside.calls(run, "last"), 0);
    }
    stage.outside.release("held");
    let sums = stage.close().await;
    assert_eq!(sums.ended.into_iter().collect::<Vec<_>>(), [("cancelled", 64)]);
}
