//! The world around an engine under test. Time is tokio's paused clock: it moves only when nothing else can happen.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::catalogue::Catalogue;
use domain::expr::{ExprError, LocatedError, Scope, render_value};
use domain::id::{RunId, TenantId, WorkerId, WorkflowId, WorkflowVersionId};
use domain::run::{RunMode, RunState};
use engine::{Engine, EngineHandle, Executors, Options, Ports};
use futures::StreamExt;
use futures::stream::BoxStream;
use ports::{
    Clock, Completion, CompletionRequest, ExpressionSandbox, Fanout, ModelError, ModelProvider, Outbound,
    OutboundError, OutboundRequest, OutboundResponse, RunEvents, RunNews, RunRef, RunSpec, SandboxJob, SecretVault,
    Usage, VaultError,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::memory::{MemoryStore, tenant};

/// Tokio's clock, counted on from where an earlier runtime stopped.
pub(crate) struct TestClock {
    began: tokio::time::Instant,
    offset: Arc<AtomicI64>,
}

impl TestClock {
    fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap() + self.offset.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        epoch() + TimeDelta::milliseconds(self.elapsed_ms())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

pub(crate) fn epoch() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// What a server answers to the n-th request (from 1) of a step.
pub(crate) enum Reply {
    Json(u16, Value),
    With(u16, Vec<(&'static str, &'static str)>, &'static str),
    After(Duration, Value),
    Never,
    Fails(OutboundError),
}

type Script = Box<dyn Fn(&OutboundRequest, usize) -> Reply + Send + Sync>;

/// Servers on the net.
pub(crate) struct Net {
    script: Script,
    pub(crate) requests: Mutex<Vec<OutboundRequest>>,
}

impl Net {
    pub(crate) fn new(script: impl Fn(&OutboundRequest, usize) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            script: Box::new(script),
            requests: Mutex::default(),
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

#[async_trait]
impl Outbound for Net {
    async fn send(&self, request: OutboundRequest) -> Result<OutboundResponse, OutboundError> {
        let reply = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request.clone());
            let count = requests.iter().filter(|known| known.url == request.url).count();
            (self.script)(&request, count)
        };
        let json = |status: u16, body: Value| OutboundResponse {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: Bytes::from(body.to_string()),
        };
        match reply {
            Reply::Json(status, body) => Ok(json(status, body)),
            Reply::With(status, headers, body) => Ok(OutboundResponse {
                status,
                headers: headers
                    .into_iter()
                    .map(|(name, value)| (name.into(), value.into()))
                    .collect(),
                body: Bytes::from(body),
            }),
            Reply::After(span, body) => {
                tokio::time::sleep(span).await;
                Ok(json(200, body))
            }
            Reply::Never => std::future::pending().await,
            Reply::Fails(error) => Err(error),
        }
    }
}

/// Echoes the prompt.
pub(crate) struct Echo;

#[async_trait]
impl ModelProvider for Echo {
    async fn complete(&self, request: CompletionRequest) -> Result<Completion, ModelError> {
        let usage = Usage {
            input_tokens: 2,
            output_tokens: 3,
        };
        Ok(Completion {
            text: request.prompt,
            usage,
            finish_reason: "stop".into(),
        })
    }

    fn models(&self) -> Vec<String> {
        vec!["echo".into()]
    }
}

/// Knows one secret, unless it is away.
#[derive(Default)]
pub(crate) struct Vault {
    pub(crate) away: AtomicBool,
    /// Questions so far.
    pub(crate) asked: AtomicU64,
}

pub(crate) const SECRET: &str = "s3cr3t-value/+";

#[async_trait]
impl SecretVault for Vault {
    async fn reveal(&self, _tenant: TenantId, names: &[String]) -> Result<BTreeMap<String, String>, VaultError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(VaultError::Unavailable);
        }
        let known = |name: &String| match name.as_str() {
            "api_token" => Ok((name.clone(), SECRET.to_owned())),
            _unknown => Err(VaultError::NotFound(name.clone())),
        };
        names.iter().map(known).collect()
    }
}

/// Counts its jobs and answers with the number of inputs it was given.
#[derive(Default)]
pub(crate) struct Sandbox(pub(crate) AtomicU64);

#[async_trait]
impl ExpressionSandbox for Sandbox {
    async fn render(&self, job: SandboxJob) -> Result<Value, LocatedError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        match render_value(&job.value, &Scope::from_value(job.scope)) {
            Err(LocatedError {
                error: ExprError::NeedsSandbox,
                ..
            }) => Ok(json!("from the sandbox")),
            other => other,
        }
    }
}

/// Keeps what was published.
#[derive(Default)]
pub(crate) struct Heard(pub(crate) Mutex<Vec<RunEvents>>);

impl Fanout for Heard {
    fn publish(&self, events: RunEvents) {
        self.0.lock().unwrap().push(events);
    }

    fn watch(&self, _run: RunId) -> BoxStream<'static, RunNews> {
        futures::stream::pending().boxed()
    }
}

/// An engine's surroundings; they outlive it.
pub(crate) struct World {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) net: Arc<Net>,
    pub(crate) heard: Arc<Heard>,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) catalogue: Catalogue,
    pub(crate) executors: Executors,
    /// Time that earlier runtimes lived through, in milliseconds.
    pub(crate) offset: Arc<AtomicI64>,
    workers: Arc<AtomicU64>,
    runs: AtomicU64,
}

impl World {
    pub(crate) fn new(net: Arc<Net>) -> Self {
        Self {
            store: Arc::default(),
            executors: Executors::builtin(Arc::clone(&net) as Arc<dyn Outbound>, Arc::new(Echo)),
            net,
            heard: Arc::default(),
            sandbox: Arc::default(),
            vault: Arc::default(),
            catalogue: Catalogue::builtin().clone(),
            offset: Arc::default(),
            workers: Arc::default(),
            runs: AtomicU64::new(1),
        }
    }

    /// Servers that answer 200 with `{}`.
    pub(crate) fn quiet() -> Self {
        Self::new(Net::new(|_, _| Reply::Json(200, json!({}))))
    }

    pub(crate) fn clock(&self) -> TestClock {
        TestClock {
            began: tokio::time::Instant::now(),
            offset: Arc::clone(&self.offset),
        }
    }

    pub(crate) fn options(&self) -> Options {
        let workers = Arc::clone(&self.workers);
        let mut options = Options::new(move || {
            WorkerId::from_uuid(Uuid::from_u128(u128::from(workers.fetch_add(1, Ordering::SeqCst))))
        });
        options.seed = Some(1);
        options
    }

    pub(crate) fn engine(&self, options: Options) -> (EngineHandle, CancellationToken) {
        let ports = Ports {
            store: Arc::clone(&self.store) as _,
            clock: Arc::new(self.clock()),
            fanout: Arc::clone(&self.heard) as _,
            sandbox: Arc::clone(&self.sandbox) as _,
            vault: Arc::clone(&self.vault) as _,
            executors: self.executors.clone(),
            catalogue: self.catalogue.clone(),
        };
        let shutdown = CancellationToken::new();
        (Engine::new(options, ports).start(&shutdown), shutdown)
    }

    pub(crate) fn accept(&self, document: &Value, inputs: Value, mode: RunMode) -> RunId {
        let document = domain::graph::parse_value(document).unwrap_or_else(|problems| panic!("{problems:?}"));
        let number = u128::from(self.runs.fetch_add(1, Ordering::SeqCst));
        let run = RunId::from_uuid(Uuid::from_u128(number));
        let spec = RunSpec {
            workflow: WorkflowId::from_uuid(Uuid::from_u128(number)),
            version: WorkflowVersionId::from_uuid(Uuid::from_u128(number)),
            document: Arc::new(document),
            inputs,
            mode,
            queued_at: epoch(),
            request_id: Some("req-1".into()),
        };
        self.store.accept(run, spec);
        run
    }

    /// Runs a workflow live on a fresh engine, to its end.
    pub(crate) async fn run(&self, document: &Value, inputs: Value) -> RunState {
        self.run_as(document, inputs, RunMode::Live).await
    }

    pub(crate) async fn run_as(&self, document: &Value, inputs: Value, mode: RunMode) -> RunState {
        let run = self.accept(document, inputs, mode);
        let (engine, shutdown) = self.engine(self.options());
        let state = self.store.until_final(run).await;
        shutdown.cancel();
        engine.drained().await;
        state
    }
}

pub(crate) fn reference(run: RunId) -> RunRef {
    RunRef { tenant: tenant(), run }
}

/// A document of a start, these nodes and these edges (`a>b`, `a:port>b`).
pub(crate) fn workflow(nodes: &[Value], edges: &[&str]) -> Value {
    let mut all = vec![json!({ "id": "start", "type": "start" })];
    all.extend(nodes.iter().cloned());
    let edges: Vec<Value> = edges.iter().map(|edge| edge_of(edge)).collect();
    json!({ "schema": "apex.workflow/v1", "name": "test", "nodes": all, "edges": edges })
}

pub(crate) fn edge_of(edge: &str) -> Value {
    let (from, to) = edge.split_once('>').unwrap();
    match from.split_once(':') {
        Some((from, port)) => json!({ "from": from, "fromPort": port, "to": to }),
        None => json!({ "from": from, "to": to }),
    }
}

pub(crate) fn http(id: &str, method: &str, url: &str) -> Value {
    json!({ "id": id, "type": "http", "config": { "method": method, "url": url },
            "retry": { "maxAttempts": 3, "backoff": "fixed", "initialMs": 200, "maxMs": 10_000, "jitter": false } })
}

pub(crate) fn transform(id: &str, output: Value) -> Value {
    json!({ "id": id, "type": "transform", "config": { "output": output } })
}
