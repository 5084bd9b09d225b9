//! What holds for a workflow's runs.

use rpc::{RunLane, WorkflowSettings};

use super::{Scene, publish};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_comes_back_and_what_is_out_of_bounds_is_refused_at_once() {
    let scene = Scene::new().await;
    let triggers = &scene.services.triggers;
    let none = triggers.settings(&scene.owner, scene.workflow).await.unwrap();
    assert_eq!(none, WorkflowSettings::default());
    let other = publish(&scene.services, &scene.owner, "Other", &serde_json::json!([])).await;
    let all = WorkflowSettings {
        max_concurrent_runs: Some(3),
        error_workflow_id: Some(other),
        pool: Some("gpu-1".into()),
        lane: Some(RunLane::Bulk),
        retention_days: Some(7),
    };
    triggers
        .change_settings(&scene.owner, scene.workflow, all.clone())
        .await
        .unwrap();
    assert_eq!(triggers.settings(&scene.owner, scene.workflow).await.unwrap(), all);
    let wrong = WorkflowSettings {
        max_concurrent_runs: Some(0),
        error_workflow_id: Some(scene.workflow),
        pool: Some("GPU 1".into()),
        lane: None,
        retention_days: Some(100_000),
    };
    let refused = triggers
        .change_settings(&scene.owner, scene.workflow, wrong)
        .await
        .unwrap_err();
    let mut paths: Vec<_> = refused.problems.iter().map(|problem| problem.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        ["/errorWorkflowId", "/maxConcurrentRuns", "/pool", "/retentionDays"]
    );
    assert_eq!(triggers.settings(&scene.owner, scene.workflow).await.unwrap(), all);
}
