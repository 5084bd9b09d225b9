//! Workflows that are started by the failure of others, and no endless chains of them.

use domain::id::RunId;
use rpc::service::Caller;
use rpc::{StartRun, WorkflowSettings};
use sea_orm::sqlx::query;
use serde_json::json;
use services::triggers::start_error_workflows;
use testkit::{Seat, new_uuid};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{Scene, publish};

#[expect(clippy::disallowed_methods, reason = "a test that ends its own task")]
fn worker(scene: &Scene) -> JoinHandle<()> {
    tokio::spawn(start_error_workflows(scene.context.clone(), CancellationToken::new()))
}

impl Scene {
    /// What the end of a failed run leaves in the outbox.
    async fn note_failure(&self, owner: &Caller, run: RunId) {
        let body = json!({"runId": run}).to_string();
        query(
            "INSERT INTO outbox (tenant_id, id, kind, body, at, next_at)
             VALUES ($1, $2, 'error_workflow', $3::json, '2026-01-01', '2026-01-01')",
        )
        .bind(owner.tenant.uuid())
        .bind(new_uuid())
        .bind(body)
        .execute(&mut self.db.connection(Seat::Engine).await)
        .await
        .unwrap();
    }

    async fn until_outbox_is_empty(&self) {
        let mut engine = self.db.connection(Seat::Engine).await;
        let waiting = async {
            loop {
                let row = query("SELECT count(*) FROM outbox")
                    .fetch_one(&mut engine)
                    .await
                    .unwrap();
                if sea_orm::sqlx::Row::get::<i64, _>(&row, 0) == 0 {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(super::PATIENCE, waiting)
            .await
            .expect("the outbox is worked on");
    }

    async fn start(&self) -> RunId {
        let started = self
            .services
            .runs
            .start_current(&self.owner, self.workflow, StartRun::default(), "api", None)
            .await;
        started.unwrap().run_id
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_starts_its_error_workflow_once_and_that_starts_none() {
    let scene = Scene::new().await;
    let handler = publish(&scene.services, &scene.owner, "Tell us", &json!([])).await;
    let settings = |of| WorkflowSettings {
        error_workflow_id: Some(of),
        ..WorkflowSettings::default()
    };
    // each is the other's error workflow: the worst that can be set
    let triggers = &scene.services.triggers;
    triggers
        .change_settings(&scene.owner, scene.workflow, settings(handler))
        .await
        .unwrap();
    triggers
        .change_settings(&scene.owner, handler, settings(scene.workflow))
        .await
        .unwrap();
    let failed = scene.start().await;
    scene.note_failure(&scene.owner, failed).await;
    let workers = [worker(&scene), worker(&scene)];
    scene.until_outbox_is_empty().await;
    let runs = scene.until_runs(2).await;
    assert_eq!(runs.len(), 2);
    let told = &runs[0];
    assert_eq!((told.trigger.as_str(), told.workflow_id), ("error", handler));
    let inputs = scene.services.runs.detail(&scene.owner, told.id).await.unwrap().inputs;
    assert_eq!(inputs["run"]["id"], failed.to_string());
    assert_eq!(inputs["run"]["workflowName"], "Called");
    assert!(inputs.get("error").is_some() && inputs.get("step").is_some());
    // the error workflow fails in its turn
    scene.note_failure(&scene.owner, told.id).await;
    scene.clock.advance(std::time::Duration::from_secs(3));
    scene.until_outbox_is_empty().await;
    assert_eq!(scene.runs().await.len(), 2);
    workers.iter().for_each(JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_can_not_be_done_is_given_up_after_its_attempts() {
    let scene = Scene::new().await;
    let new = rpc::NewWorkflow {
        name: Some("Draft".into()),
        graph: super::graph(&json!([])),
    };
    let draft = scene
        .services
        .workflows
        .create_draft(&scene.owner, new)
        .await
        .unwrap()
        .id;
    let settings = WorkflowSettings {
        error_workflow_id: Some(draft),
        ..WorkflowSettings::default()
    };
    let triggers = &scene.services.triggers;
    triggers
        .change_settings(&scene.owner, scene.workflow, settings)
        .await
        .unwrap();
    let failed = scene.start().await;
    scene.note_failure(&scene.owner, failed).await;
    let worker = worker(&scene);
    let given_up = async {
        loop {
            scene.clock.advance(std::time::Duration::from_secs(1_200));
            let mut engine = scene.db.connection(Seat::Engine).await;
            let row = query("SELECT count(*) FROM outbox")
                .fetch_one(&mut engine)
                .await
                .unwrap();
            if sea_orm::sqlx::Row::get::<i64, _>(&row, 0) == 0 {
                return;
            }
        }
    };
    tokio::time::timeout(super::PATIENCE, given_up)
        .await
        .expect("it is given up");
    assert_eq!(scene.runs().await.len(), 1);
    worker.abort();
}
