//! An organisation with two workflows, servers to call, and engines to start and kill.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::catalogue::Catalogue;
use domain::expr::LocatedError;
use domain::graph::Workflow;
use domain::id::{RunId, TenantId, UserId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{RunMode, RunState};
use engine::{Engine, EngineHandle, Executors, Options, Ports};
use futures::StreamExt;
use futures::stream::BoxStream;
use persistence::accounts::{self, NewTenant, NewUser};
use persistence::runs::{self, Accepted, Cancelled, Lane, NewRun, Place, Trigger};
use persistence::workflows::{self, NewVersion, NewWorkflow, Origin};
use persistence::{Database, DatabaseOptions};
use ports::{
    Clock, Completion, CompletionRequest, ExpressionSandbox, Fanout, ModelError, ModelProvider, Outbound,
    OutboundError, OutboundRequest, OutboundResponse, Reservation, RunEvents, RunNews, SandboxJob, SecretVault,
    SystemClock, VaultError,
};
use serde_json::{Value, json};
use testkit::{Seat, TestDb, new_uuid};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Servers that are called; the last part of the path names the step.
pub(crate) struct Upstream {
    pause: Duration,
    hang: Option<&'static str>,
    calls: Mutex<Vec<String>>,
}

impl Upstream {
    pub(crate) fn answering(pause: Duration) -> Arc<Self> {
        Arc::new(Self {
            pause,
            hang: None,
            calls: Mutex::default(),
        })
    }

    /// The first call of this step never ends.
    pub(crate) fn hanging_once(step: &'static str) -> Arc<Self> {
        Arc::new(Self {
            pause: Duration::ZERO,
            hang: Some(step),
            calls: Mutex::default(),
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.calls.lock().unwrap().len()
    }

    pub(crate) fn count_of(&self, step: &str) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| *call == step).count()
    }
}

#[async_trait]
impl Outbound for Upstream {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        let step = request.url.rsplit('/').next().unwrap().to_owned();
        self.calls.lock().unwrap().push(step.clone());
        if self.hang == Some(step.as_str()) && self.count_of(&step) == 1 {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(self.pause).await;
        Ok(OutboundResponse {
            status: 200,
            headers: Vec::new(),
            body: Bytes::new(),
        })
    }
}

/// Answers, renders and reveals nothing: these runs need none of it.
struct Nothing;

#[async_trait]
impl ModelProvider for Nothing {
    async fn complete(&self, _request: CompletionRequest) -> Result<Completion, ModelError> {
        panic!("no model is asked")
    }

    fn models(&self) -> Vec<String> {
        Vec::new()
    }
}

#[async_trait]
impl ExpressionSandbox for Nothing {
    async fn render(&self, _job: SandboxJob) -> Result<Value, LocatedError> {
        panic!("nothing needs the sandbox")
    }
}

#[async_trait]
impl SecretVault for Nothing {
    async fn reveal(&self, _tenant: TenantId, _names: &[String]) -> Result<BTreeMap<String, String>, VaultError> {
        Err(VaultError::Unavailable)
    }
}

/// Rings when something was journaled.
#[derive(Default)]
struct Bell(Notify);

impl Fanout for Bell {
    fn publish(&self, _events: RunEvents) {
        self.0.notify_waiters();
    }

    fn watch(&self, _run: RunId) -> BoxStream<'static, RunNews> {
        futures::stream::pending().boxed()
    }
}

pub(crate) struct World {
    db: TestDb,
    database: Database,
    tenant: TenantId,
    calling: WorkflowVersionId,
    bell: Arc<Bell>,
    pub(crate) upstream: Arc<Upstream>,
}

pub(crate) struct Running {
    pub(crate) handle: EngineHandle,
    shutdown: CancellationToken,
}

impl Running {
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.handle.drained().await;
    }
}

/// An engine whose runtime can be pulled from under it.
pub(crate) struct Killable(Option<tokio::runtime::Runtime>);

impl Killable {
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn calling() -> Value {
    let call = |id: &str| {
        json!({ "id": id, "type": "http", "timeoutMs": 60_000,
                "config": { "method": "GET", "url": format!("https://upstream.example/{id}") } })
    };
    json!({
        "schema": "apex.workflow/v1", "name": "calling",
        "nodes": [
            { "id": "start", "type": "start" }, call("first"),
            { "id": "more", "type": "condition", "config": { "if": "inputs.n == 1" } }, call("second"),
            { "id": "result", "type": "transform",
              "config": { "output": { "n": "{{ inputs.n }}", "status": "{{ steps.first.status }}" } } }
        ],
        "edges": [
            { "from": "start", "to": "first" }, { "from": "first", "to": "more" },
            { "from": "more", "fromPort": "true", "to": "second" },
            { "from": "more", "fromPort": "false", "to": "result" }
        ]
    })
}

impl World {
    pub(crate) async fn new(upstream: Arc<Upstream>) -> Self {
        let db = TestDb::new().await;
        let database = db.database();
        let user = NewUser {
            id: UserId::from_uuid(new_uuid()),
            email: "owner@acme.test".into(),
            name: "Owner".into(),
            at: SystemClock.now(),
        };
        accounts::put_user(&database, user).await.unwrap();
        let tenant = TenantId::from_uuid(new_uuid());
        let tx = database.tenant(tenant).begin().await.unwrap();
        let new = NewTenant {
            slug: "acme".into(),
            name: "Acme".into(),
            region: "local".into(),
            at: SystemClock.now(),
        };
        accounts::create_tenant(&tx, new).await.unwrap();
        tx.commit().await.unwrap();
        let mut world = Self {
            db,
            database,
            tenant,
            calling: WorkflowVersionId::from_uuid(new_uuid()),
            bell: Arc::default(),
            upstream,
        };
        world.calling = world.publish(&calling()).await;
        world
    }

    async fn publish(&self, document: &Value) -> WorkflowVersionId {
        let document = domain::graph::parse_value(document).unwrap();
        let (workflow, version) = (
            WorkflowId::from_uuid(new_uuid()),
            WorkflowVersionId::from_uuid(new_uuid()),
        );
        let tx = self.database.tenant(self.tenant).begin().await.unwrap();
        let new = NewWorkflow {
            id: workflow,
            name: document.name.clone(),
            description: None,
            draft: json!({}),
            origin: Origin::Api,
            created_by: None,
            at: SystemClock.now(),
        };
        workflows::create(&tx, new).await.unwrap();
        let new = NewVersion {
            id: version,
            document: &document,
            message: None,
            created_by: None,
            at: SystemClock.now(),
        };
        workflows::publish(&tx, workflow, new).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        version
    }

    pub(crate) async fn accept(&self, inputs: Value) -> RunId {
        self.accept_version(self.calling, inputs).await
    }

    pub(crate) async fn accept_waiting(&self, ms: u64) -> RunId {
        let document = json!({
            "schema": "apex.workflow/v1", "name": "waiting",
            "nodes": [{ "id": "start", "type": "start" }, { "id": "wait", "type": "wait", "config": { "ms": ms } }],
            "edges": [{ "from": "start", "to": "wait" }]
        });
        let version = self.publish(&document).await;
        self.accept_version(version, json!({})).await
    }

    /// At a place that a worker keeps, which drives it at once.
    pub(crate) async fn accept_at(&self, inputs: Value, place: Reservation) -> RunId {
        let document = Arc::new(domain::graph::parse_value(&calling()).unwrap());
        let kept = Place {
            worker: place.worker(),
            pools: place.pools().to_vec(),
        };
        let scope = self.scope();
        let accepted = scope.accept(new_run(self.calling, inputs), document, Some(kept)).await;
        let claimed = accepted.unwrap().1.unwrap();
        let run = claimed.lease.run.run;
        place.begin(claimed);
        run
    }

    async fn accept_version(&self, version: WorkflowVersionId, inputs: Value) -> RunId {
        let tx = self.database.tenant(self.tenant).begin().await.unwrap();
        let run = new_run(version, inputs);
        let accepted = runs::accept(&tx, run).await.unwrap();
        tx.commit().await.unwrap();
        let Accepted::Fresh(run) = accepted else {
            panic!("{accepted:?}")
        };
        run
    }

    pub(crate) async fn request_cancel(&self, run: RunId) -> Cancelled {
        let tx = self.database.tenant(self.tenant).begin().await.unwrap();
        let cancelled = runs::request_cancel(&tx, run, SystemClock.now()).await.unwrap();
        tx.commit().await.unwrap();
        cancelled
    }

    /// Returns once `done` holds of the run as its journal tells it.
    pub(crate) async fn until(&self, run: RunId, done: impl Fn(&RunState) -> bool) -> RunState {
        let watching = async {
            loop {
                let rung = self.bell.0.notified();
                tokio::pin!(rung);
                rung.as_mut().enable();
                let tx = self.database.tenant(self.tenant).begin().await.unwrap();
                let state = RunState::from_events(&runs::events(&tx, run, 0, 10_000).await.unwrap());
                tx.commit().await.unwrap();
                if done(&state) {
                    return state;
                }
                rung.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), watching).await.unwrap()
    }

    pub(crate) async fn publish_for_speed(&self, document: &Value) -> (WorkflowVersionId, Arc<Workflow>) {
        let parsed = domain::graph::parse_value(document).unwrap();
        (self.publish(document).await, Arc::new(parsed))
    }

    pub(crate) fn scope(&self) -> persistence::TenantScope {
        self.database.tenant(self.tenant)
    }

    /// With the settings of a server.
    pub(crate) fn engine_at_full_speed(&self) -> Running {
        let shutdown = CancellationToken::new();
        let ports = ports(&self.database, &self.upstream, &self.bell);
        let options = Options {
            slots: 256,
            ..Options::new(|| WorkerId::from_uuid(new_uuid()))
        };
        Running {
            handle: Engine::new(options, ports).start(&shutdown),
            shutdown,
        }
    }

    pub(crate) fn engine(&self) -> Running {
        let shutdown = CancellationToken::new();
        Running {
            handle: start(&self.database, &self.upstream, &self.bell, &shutdown),
            shutdown,
        }
    }

    /// On a runtime of its own; its connections are its own, too, and die with it.
    pub(crate) fn engine_in_its_own_runtime(&self) -> Killable {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (upstream, bell) = (Arc::clone(&self.upstream), Arc::clone(&self.bell));
        let options = DatabaseOptions {
            engine_url: Some(self.db.url(Seat::Engine)),
            ..DatabaseOptions::new(self.db.url(Seat::App))
        };
        runtime.spawn(async move {
            let database = Database::connect(options).await.unwrap();
            let shutdown = CancellationToken::new();
            start(&database, &upstream, &bell, &shutdown).drained().await;
        });
        Killable(Some(runtime))
    }
}

fn new_run(version: WorkflowVersionId, inputs: Value) -> NewRun {
    NewRun {
        id: RunId::from_uuid(new_uuid()),
        version,
        inputs,
        mode: RunMode::Live,
        trigger: Trigger::Api,
        lane: Lane::Normal,
        created_by_user: None,
        created_by_key: None,
        request_id: None,
        idempotency: None,
        at: SystemClock.now(),
    }
}

fn start(
    database: &Database,
    upstream: &Arc<Upstream>,
    bell: &Arc<Bell>,
    shutdown: &CancellationToken,
) -> EngineHandle {
    let mut options = Options::new(|| WorkerId::from_uuid(new_uuid()));
    options.lease_ttl = Duration::from_secs(2);
    options.heartbeat = Duration::from_millis(500);
    options.reap_every = Some(Duration::from_millis(500));
    options.poll_max = Duration::from_millis(200);
    Engine::new(options, ports(database, upstream, bell)).start(shutdown)
}

fn ports(database: &Database, upstream: &Arc<Upstream>, bell: &Arc<Bell>) -> Ports {
    Ports {
        store: Arc::new(database.run_store()),
        clock: Arc::new(SystemClock),
        fanout: Arc::clone(bell) as _,
        sandbox: Arc::new(Nothing),
        vault: Arc::new(Nothing),
        executors: Executors::builtin(Arc::clone(upstream) as Arc<dyn Outbound>, Arc::new(Nothing)),
        catalogue: Catalogue::builtin().clone(),
    }
}
