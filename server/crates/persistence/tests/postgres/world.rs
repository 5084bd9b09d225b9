//! What most tests begin with: an organisation with a published workflow.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::graph::Workflow;
use domain::id::{ApiKeyId, RunId, TenantId, UserId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{EventKind, RunEvent, RunMode, RunStatus};
use persistence::accounts::{self, NewApiKey, NewTenant, NewUser};
use persistence::runs::{self, Accepted, Idempotency, Lane, NewRun, Trigger};
use persistence::workflows::{self, NewVersion, NewWorkflow, Origin};
use persistence::{Database, PageRequest, PgRunStore, TenantTx};
use ports::{RunRef, RunStore};
use serde_json::json;
use testkit::{TestDb, new_uuid, uuid_at};

pub(crate) const FIRST_PAGE: PageRequest = PageRequest { page: 1, page_size: 50 };
pub(crate) const TTL: Duration = Duration::from_secs(15);

/// So many seconds after the beginning of the test's time.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_268_800, 0).unwrap() + TimeDelta::seconds(seconds)
}

pub(crate) struct Org {
    pub(crate) database: Database,
    pub(crate) tenant: TenantId,
    pub(crate) user: UserId,
    pub(crate) workflow: WorkflowId,
    pub(crate) version: WorkflowVersionId,
}

pub(crate) async fn world() -> (TestDb, Org) {
    let db = TestDb::new().await;
    let org = Org::new(&db.database(), "acme").await;
    (db, org)
}

impl Org {
    pub(crate) async fn new(database: &Database, slug: &str) -> Self {
        let user = NewUser {
            id: UserId::from_uuid(new_uuid()),
            email: format!("owner@{slug}.test"),
            name: slug.into(),
            at: at(0),
        };
        let user = accounts::put_user(database, user).await.unwrap().id;
        let org = Self {
            database: database.clone(),
            tenant: TenantId::from_uuid(new_uuid()),
            user,
            workflow: WorkflowId::from_uuid(new_uuid()),
            version: WorkflowVersionId::from_uuid(new_uuid()),
        };
        let tx = org.begin().await;
        let tenant = NewTenant {
            slug: slug.into(),
            name: slug.into(),
            region: "local".into(),
            at: at(0),
        };
        accounts::create_tenant(&tx, tenant).await.unwrap();
        accounts::put_membership(&tx, user, "owner", at(0)).await.unwrap();
        workflows::create(&tx, org.new_workflow(org.workflow, "Fetch and summarise"))
            .await
            .unwrap();
        org.publish(&tx, org.version).await;
        tx.commit().await.unwrap();
        org
    }

    pub(crate) fn new_workflow(&self, id: WorkflowId, name: &str) -> NewWorkflow {
        NewWorkflow {
            id,
            name: name.into(),
            description: None,
            draft: json!({"z": 1, "a": "nul \u{0}"}),
            origin: Origin::Studio,
            created_by: Some(self.user),
            at: at(0),
        }
    }

    pub(crate) async fn publish(&self, tx: &TenantTx, id: WorkflowVersionId) -> Option<i32> {
        let document = Workflow::new("Fetch and summarise");
        let version = NewVersion {
            id,
            document: &document,
            message: None,
            created_by: Some(self.user),
            at: at(0),
        };
        workflows::publish(tx, self.workflow, version).await.unwrap()
    }

    pub(crate) async fn begin(&self) -> TenantTx {
        self.database.tenant(self.tenant).begin().await.unwrap()
    }

    pub(crate) fn new_run(&self, accepted_at: DateTime<Utc>) -> NewRun {
        NewRun {
            id: RunId::from_uuid(uuid_at(accepted_at)),
            version: self.version,
            inputs: json!({"url": "http://x.test", "nul": "\u{0}"}),
            mode: RunMode::Live,
            trigger: Trigger::Api,
            lane: Lane::Normal,
            created_by_user: Some(self.user),
            created_by_key: None,
            request_id: Some("req-1".into()),
            idempotency: None,
            at: accepted_at,
        }
    }

    pub(crate) async fn accept(&self, run: NewRun) -> Accepted {
        let tx = self.begin().await;
        let accepted = runs::accept(&tx, run).await.unwrap();
        tx.commit().await.unwrap();
        accepted
    }

    /// A queued run.
    pub(crate) async fn run(&self, accepted_at: DateTime<Utc>) -> RunRef {
        let run = self.new_run(accepted_at);
        let id = run.id;
        assert_eq!(self.accept(run).await, Accepted::Fresh(id));
        RunRef {
            tenant: self.tenant,
            run: id,
        }
    }

    pub(crate) async fn header(&self, run: RunId) -> runs::RunHeader {
        let tx = self.begin().await;
        runs::header(&tx, run).await.unwrap().unwrap()
    }

    pub(crate) async fn events(&self, run: RunId) -> Vec<RunEvent> {
        let tx = self.begin().await;
        runs::events(&tx, run, 0, 1_000).await.unwrap()
    }

    pub(crate) async fn cancel(&self, run: RunId, wished_at: DateTime<Utc>) -> runs::Cancelled {
        let tx = self.begin().await;
        let cancelled = runs::request_cancel(&tx, run, wished_at).await.unwrap();
        tx.commit().await.unwrap();
        cancelled
    }

    /// At least one row in every table.
    pub(crate) async fn fill_every_table(&self, store: &PgRunStore) {
        let tx = self.begin().await;
        let key = NewApiKey {
            id: ApiKeyId::from_uuid(new_uuid()),
            name: "ci".into(),
            prefix: "apx_".into(),
            hash: hash(self.tenant),
            scopes: vec!["*".into()],
            created_by: None,
            at: at(0),
            expires_at: None,
        };
        accounts::create_api_key(&tx, key).await.unwrap();
        crate::triggers::fill(&tx, self).await;
        tx.commit().await.unwrap();
        let held = self.run(at(0)).await;
        let worker = worker(store, at(0)).await;
        assert!(store.claim_run(worker, held, at(0)).await.unwrap().is_some());
        let once = Idempotency {
            scope: "runs".into(),
            key: "k".into(),
            request_hash: [1; 32],
            expires_at: at(60),
        };
        let queued = NewRun {
            idempotency: Some(once),
            ..self.new_run(at(1))
        };
        self.accept(queued).await;
    }
}

/// A hash that differs from tenant to tenant.
pub(crate) fn hash(tenant: TenantId) -> [u8; 32] {
    let mut hash = [7; 32];
    hash[..16].copy_from_slice(tenant.uuid().as_bytes());
    hash
}

/// A worker that lives from `now` on.
pub(crate) async fn worker(store: &PgRunStore, now: DateTime<Utc>) -> WorkerId {
    let worker = WorkerId::from_uuid(new_uuid());
    assert!(store.heartbeat(worker, now, TTL).await.unwrap().alive);
    worker
}

pub(crate) fn event(seq: i64, kind: EventKind) -> RunEvent {
    RunEvent { seq, at: at(seq), kind }
}

pub(crate) fn succeeded(seq: i64) -> RunEvent {
    let output = json!({"note": "done \u{0}"});
    event(
        seq,
        EventKind::RunFinished {
            status: RunStatus::Succeeded,
            output,
            error: None,
        },
    )
}
