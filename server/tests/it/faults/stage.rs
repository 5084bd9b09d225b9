//! An installation to be harmed: a server without a worker, workers beside it, and all that is seen of their runs.

use std::path::PathBuf;
use std::process::Command;

use chrono::{DateTime, Utc};
use domain::id::{RunId, WorkerId};
use domain::run::{RunState, RunStatus, StepPath, StepStatus};
use localdb::{LocalDb, Options};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::history::{History, Sums};
use testkit::{Operator, Seat};

use super::outside::Outside;
use crate::support::{Apex, Process};

/// Pages and API only, so that workers can be killed beside it.
pub(super) const NO_WORKER: (&str, &str) = ("APEX_WORKER_SLOTS", "0");
/// A worker is given up on soon, so that tests need not wait for long.
pub(super) const SHORT_LEASE: (&str, &str) = ("APEX_LEASE_SECONDS", "2");

/// A worker is given up on only when it is really gone.
pub(super) const LONG_LEASE: (&str, &str) = ("APEX_LEASE_SECONDS", "60");

/// The whole of it.
pub(super) struct Stage {
    pub(super) apex: Apex,
    pub(super) outside: Outside,
    pub(super) operator: Operator,
    version: String,
    promised: Vec<RunId>,
}

impl Stage {
    /// A fresh installation with short leases, whose server executes nothing.
    pub(super) async fn open() -> Self {
        Self::open_with(&[NO_WORKER, SHORT_LEASE]).await
    }

    /// A fresh installation with these settings.
    pub(super) async fn open_with(env: &[(&str, &str)]) -> Self {
        let apex = Apex::start_with(env);
        let outside = Outside::start().await;
        let postgres = join(apex.data_dir()).await;
        let operator = Operator::of(&postgres);
        // Apex uses it too: it goes on
        postgres.stop().await.unwrap();
        operator.record().await;
        operator.gate_writes("INSERT", "step_events").await;
        let version = apex.publish(&chain(&outside.base)).await;
        Self {
            apex,
            outside,
            operator,
            version,
            promised: Vec::new(),
        }
    }

    /// A worker that takes runs.
    pub(super) fn work(&self) -> Process {
        self.apex.also_work(&[])
    }

    /// A run of the chain, accepted.
    pub(super) async fn begin(&mut self) -> RunId {
        let version = self.version.clone();
        self.begin_of(&version).await
    }

    /// A run of this version, accepted.
    pub(super) async fn begin_of(&mut self, version: &str) -> RunId {
        let run = self.apex.begin(version, json!({})).await.parse().unwrap();
        self.promised.push(run);
        run
    }

    /// A run whose step `held` is under way: its call is out, its result is not recorded.
    pub(super) async fn begin_in_the_middle(&mut self) -> RunId {
        self.outside.hold("held");
        let run = self.begin().await;
        self.outside.called(run, "held", 1).await;
        self.assert_in_the_middle(run, "held").await;
        run
    }

    /// Asks for a run and doesn't wait for the answer. The key makes it safe to ask again.
    pub(super) fn ask(&self, key: &str) -> impl Future<Output = Result<reqwest::Response, reqwest::Error>> + use<> {
        let body = json!({"workflowVersionId": self.version, "inputs": {}, "idempotencyKey": key});
        self.apex.request(Method::POST, "/api/v1/runs").json(&body).send()
    }

    /// Asks until there is an answer, which has to be an accepted run.
    pub(super) async fn ask_again(&mut self, key: &str) -> RunId {
        let answer = self.ask(key).await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        let body: Value = answer.json().await.unwrap();
        let run = body["runId"].as_str().unwrap().parse().unwrap();
        self.promised.push(run);
        run
    }

    /// What the journal says of a run.
    pub(super) async fn state(&self, run: RunId) -> RunState {
        let history = self.operator.history().await;
        let mut events: Vec<_> = history
            .journal
            .into_iter()
            .filter(|(of, _)| *of == run)
            .map(|(_, event)| event)
            .collect();
        events.sort_by_key(|event| event.seq);
        RunState::from_events(&events)
    }

    /// The step has begun and has no result, in the journal itself.
    pub(super) async fn assert_in_the_middle(&self, run: RunId, step: &str) {
        let state = self.state(run).await;
        let step = &state.steps[&step.parse::<StepPath>().unwrap()];
        assert_eq!(step.status, StepStatus::Running, "{step:?}");
    }

    /// Who has the run.
    pub(super) async fn holder(&self, run: RunId) -> WorkerId {
        let leases = self.operator.history().await.leases;
        let last = leases.iter().rfind(|lease| lease.run == run).unwrap();
        assert!(last.is_given, "nobody has it");
        last.worker
    }

    /// Waits for the run's end, which has to be a good one. Asks the database: the server may be in trouble.
    pub(super) async fn succeeds(&self, run: RunId) {
        let is_over = format!(
            "SELECT status NOT IN ('queued', 'running', 'waiting') FROM runs WHERE id = '{}'",
            run.uuid()
        );
        self.operator.until(&is_over).await;
        let state = self.state(run).await;
        assert_eq!(state.status, RunStatus::Succeeded, "{:?}", state.error);
    }

    /// A run that is asked for until the server has found its connections again.
    pub(super) async fn begin_when_it_answers(&mut self) -> RunId {
        let key = format!("after {} runs", self.promised.len());
        while self.ask(&key).await.unwrap().status() == StatusCode::SERVICE_UNAVAILABLE {}
        self.ask_again(&key).await
    }

    /// Each call that the chain makes was made once, but for those of `held`.
    pub(super) fn assert_calls(&self, run: RunId, held: (&str, usize)) {
        for step in CALLS {
            let expected = if step == held.0 { held.1 } else { 1 };
            assert_eq!(self.outside.calls(run, step), expected, "{step} of {run}");
        }
    }

    /// Ends Postgres, or its first process. Gives when that one was started.
    pub(super) async fn signal_postgres(&self, signal: &str) -> DateTime<Utc> {
        let started = self.operator.started().await;
        let postgres = join(self.apex.data_dir()).await;
        let pid = postgres.pid().await.to_string();
        // Apex uses it too: it goes on
        postgres.stop().await.unwrap();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status();
        assert!(sent.unwrap().success());
        started
    }

    /// The last look: every promise was kept. All runs must have ended.
    pub(super) async fn close(self) -> Sums {
        self.operator
            .until("SELECT NOT EXISTS (SELECT FROM runs WHERE status IN ('queued', 'running', 'waiting'))")
            .await;
        let history = History {
            promised: self.promised,
            calls: self.outside.log(),
            ..self.operator.history().await
        };
        match history.check() {
            Ok(sums) => sums,
            Err(broken) => panic!("{broken:#?}"),
        }
    }

    /// The number that this statement gives to the engine.
    pub(super) async fn number(&self, sql: &str) -> i64 {
        self.operator.number(Seat::Engine, sql).await
    }
}

/// The steps of the chain that call.
pub(super) const CALLS: [&str; 7] = [
    "first",
    "held",
    "each.0.item",
    "each.1.item",
    "each.2.item",
    "pay",
    "last",
];

/// first -> held -> each of three items -> note -> pay, which must not be repeated -> last.
pub(super) fn chain(base: &str) -> Value {
    let loop_body = json!({"nodes": [call(base, "item", "each.{{ index }}.item")], "edges": []});
    let each = json!({"items": [10, 20, 30], "concurrency": 2, "body": loop_body});
    let mut pay = call(base, "pay", "pay");
    pay["config"]["method"] = json!("POST");
    in_a_row(&[
        call(base, "first", "first"),
        call(base, "held", "held"),
        json!({"id": "each", "type": "for_each", "config": each}),
        json!({"id": "note", "type": "transform", "config": {"output": {"seen": "{{ steps.held.body.step }}"}}}),
        pay,
        call(base, "last", "last"),
    ])
}

/// A start and these nodes, one after the other.
pub(super) fn in_a_row(nodes: &[Value]) -> Value {
    let mut all = vec![json!({"id": "start", "type": "start"})];
    all.extend(nodes.iter().cloned());
    let edges: Vec<Value> = all
        .windows(2)
        .map(|pair| json!({"from": pair[0]["id"], "to": pair[1]["id"]}))
        .collect();
    json!({"nodes": all, "edges": edges})
}

/// A GET of this step's own path.
pub(super) fn call(base: &str, id: &str, path: &str) -> Value {
    json!({"id": id, "type": "http", "config": {"url": format!("{base}/{{{{ run.id }}}}/{path}")}})
}

/// Joins the private Postgres of this folder. [`LocalDb::stop`] leaves it again.
pub(super) async fn join(data_dir: PathBuf) -> LocalDb {
    LocalDb::start_or_join(Options::new(data_dir)).await.unwrap()
}
