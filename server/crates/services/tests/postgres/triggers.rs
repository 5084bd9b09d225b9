//! Triggers on a real Postgres: what starts a run starts it once, whoever is killed, whoever comes twice.

mod failure;
mod hooks;
mod schedules;
mod settings;

use std::sync::Arc;
use std::time::Duration;

use domain::access::Caller;
use domain::id::WorkflowId;
use domain::trigger::{ScheduleConfig, WebhookConfig};
use rpc::service::Services;
use rpc::{ListQuery, NewTrigger, NewWorkflow, RunFilter, RunHeader, TriggerMade};
use serde_json::{Value, json};
use services::Context;
use testkit::{FakeClock, TestDb};

use crate::world::{context, owner_of_demo};

/// Longest that a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(20);

/// An organisation with a published workflow, and a clock to move.
pub(crate) struct Scene {
    pub(crate) db: TestDb,
    pub(crate) clock: FakeClock,
    pub(crate) context: Context,
    pub(crate) services: Services,
    pub(crate) owner: Caller,
    pub(crate) workflow: WorkflowId,
}

pub(crate) fn graph(inputs: &Value) -> Value {
    json!({"nodes": [{"id": "start", "type": "start", "config": {"inputs": inputs}}], "edges": []})
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let clock = FakeClock::new();
        let context = Context {
            clock: Arc::new(clock.clone()),
            ..context(&db)
        };
        let owner = owner_of_demo(&context).await;
        let services = context.services();
        let workflow = publish(&services, &owner, "Called", &json!([])).await;
        Self {
            db,
            clock,
            context,
            services,
            owner,
            workflow,
        }
    }

    pub(crate) async fn hook(&self, config: WebhookConfig) -> TriggerMade {
        let new = NewTrigger {
            name: "Orders".into(),
            enabled: None,
            webhook: Some(config),
            schedule: None,
            secret: None,
        };
        self.services
            .triggers
            .create(&self.owner, self.workflow, new)
            .await
            .unwrap()
    }

    pub(crate) async fn schedule(&self, config: ScheduleConfig) -> TriggerMade {
        let new = NewTrigger {
            name: "Every minute".into(),
            enabled: None,
            webhook: None,
            schedule: Some(config),
            secret: None,
        };
        self.services
            .triggers
            .create(&self.owner, self.workflow, new)
            .await
            .unwrap()
    }

    /// All runs, newest first.
    pub(crate) async fn runs(&self) -> Vec<RunHeader> {
        let query = ListQuery {
            page_size: 100,
            ..ListQuery::default()
        };
        let page = self
            .services
            .runs
            .list(&self.owner, &RunFilter::default(), &query)
            .await;
        page.unwrap().items
    }

    /// Waits until there are so many runs.
    pub(crate) async fn until_runs(&self, count: usize) -> Vec<RunHeader> {
        let waiting = async {
            loop {
                let runs = self.runs().await;
                if runs.len() >= count {
                    return runs;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("the runs come")
    }
}

pub(crate) async fn publish(services: &Services, owner: &Caller, name: &str, inputs: &Value) -> WorkflowId {
    let new = NewWorkflow {
        name: Some(name.to_owned()),
        graph: graph(inputs),
    };
    services.workflows.create(owner, new, false).await.unwrap().id
}
