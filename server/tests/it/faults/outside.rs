//! The world outside: answers `/<run>/<step>`, writes every call down, and lets a step wait for its answer.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use domain::id::RunId;
use http::{Method, StatusCode};
use testkit::history::Call;
use tokio::sync::watch;

const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Ledger {
    calls: Vec<Call>,
    held: HashSet<String>,
    /// Calls without an answer, by step.
    under_way: HashMap<String, usize>,
}

/// A server that is not Apex.
#[derive(Clone)]
pub(super) struct Outside {
    pub(super) base: String,
    ledger: Arc<Mutex<Ledger>>,
    /// Rises with every change of the ledger.
    changes: Arc<watch::Sender<u64>>,
}

impl Outside {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let outside = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            ledger: Arc::default(),
            changes: Arc::new(watch::Sender::new(0)),
        };
        let app = Router::new().fallback(answer).with_state(outside.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        outside
    }

    /// Calls of this step wait for their answer, whatever the run.
    pub(super) fn hold(&self, step: &str) {
        self.change(|ledger| ledger.held.insert(step.to_owned()));
    }

    /// They wait no longer.
    pub(super) fn release(&self, step: &str) {
        self.change(|ledger| ledger.held.remove(step));
    }

    /// How often this step of this run was asked for.
    pub(super) fn calls(&self, run: RunId, step: &str) -> usize {
        let ledger = self.ledger.lock().unwrap();
        ledger
            .calls
            .iter()
            .filter(|call| call.run == run && call.step == step)
            .count()
    }

    /// Returns once this step of this run was asked for so often.
    pub(super) async fn called(&self, run: RunId, step: &str, times: usize) {
        self.until(|ledger| {
            let calls = ledger.calls.iter().filter(|call| call.run == run && call.step == step);
            calls.count() >= times
        })
        .await;
    }

    /// Returns once so many calls of this step, of whatever runs, wait for their answer.
    pub(super) async fn under_way(&self, step: &str, calls: usize) {
        self.until(|ledger| ledger.under_way.get(step).is_some_and(|under_way| *under_way >= calls))
            .await;
    }

    /// All calls, in order.
    pub(super) fn log(&self) -> Vec<Call> {
        self.ledger.lock().unwrap().calls.clone()
    }

    async fn until(&self, is_so: impl Fn(&Ledger) -> bool) {
        let mut changes = self.changes.subscribe();
        let wait = async {
            loop {
                changes.borrow_and_update();
                if is_so(&self.ledger.lock().unwrap()) {
                    return;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .expect("it comes within a minute");
    }

    fn change<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> T {
        let answer = change(&mut self.ledger.lock().unwrap());
        self.changes.send_modify(|version| *version += 1);
        answer
    }
}

async fn answer(State(outside): State<Outside>, request: Request) -> Response {
    let Some((run, step)) = request.uri().path().trim_start_matches('/').split_once('/') else {
        return StatusCode::NOT_FOUND.into_response();
    };
    #[expect(clippy::disallowed_methods, reason = "real processes under a real clock")]
    let at = Utc::now();
    let call = Call {
        run: run.parse().unwrap(),
        step: step.to_owned(),
        at,
        is_repeatable: request.method() == Method::GET,
        key: request
            .headers()
            .get("idempotency-key")
            .map(|key| key.to_str().unwrap().to_owned()),
    };
    let body = axum::Json(serde_json::json!({"run": run, "step": step}));
    outside.change(|ledger| ledger.calls.push(call));
    let _here = Here::begin(&outside, step);
    outside.until(|ledger| !ledger.held.contains(step)).await;
    body.into_response()
}

/// Counts as under way until dropped, also when the caller has gone.
struct Here<'a> {
    outside: &'a Outside,
    step: &'a str,
}

impl<'a> Here<'a> {
    fn begin(outside: &'a Outside, step: &'a str) -> Self {
        outside.change(|ledger| *ledger.under_way.entry(step.to_owned()).or_default() += 1);
        Self { outside, step }
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        self.outside.change(|ledger| {
            if let Some(under_way) = ledger.under_way.get_mut(self.step) {
                *under_way -= 1;
            }
        });
    }
}
