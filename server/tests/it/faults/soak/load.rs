//! Requests for runs: as many as go, or so many a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::Apex;

/// Callers that look for the peak.
const CALLERS: usize = 32;
/// Requests that may be under way when they come at a steady rate; more would only wait.
const MOST_UNDER_WAY: usize = 512;
const TICK: Duration = Duration::from_millis(10);

/// A caller of one server.
#[derive(Clone)]
pub(super) struct Load {
    client: Client,
    url: String,
    key: String,
    body: Value,
    accepted: Arc<AtomicUsize>,
}

/// What a steady load came to.
pub(super) struct Outcome {
    pub(super) accepted: usize,
    /// Of every answer, in order of length.
    pub(super) took: Vec<Duration>,
}

impl Load {
    pub(super) fn new(apex: &Apex, version: &str) -> Self {
        Self {
            client: apex.client.clone(),
            url: format!("{}/api/v1/runs", apex.base),
            key: apex.key.clone(),
            body: json!({"workflowVersionId": version, "inputs": {}}),
            accepted: Arc::default(),
        }
    }

    /// All runs accepted so far.
    pub(super) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Each caller asks again as soon as it has its answer. Gives runs a second.
    pub(super) async fn peak(&self, span: Duration) -> f64 {
        let (before, began) = (self.accepted(), Instant::now());
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let load = self.clone();
            callers.spawn(async move {
                while began.elapsed() < span {
                    load.ask().await;
                }
            });
        }
        callers.join_all().await;
        (self.accepted() - before) as f64 / began.elapsed().as_secs_f64()
    }

    /// So many a second, whether or not they are answered in time.
    pub(super) async fn steady(&self, rate: f64, span: Duration) -> Outcome {
        let (before, began) = (self.accepted(), Instant::now());
        let room = Arc::new(Semaphore::new(MOST_UNDER_WAY));
        let mut requests = JoinSet::new();
        let mut tick = tokio::time::interval(TICK);
        let (mut asked, mut took) = (0.0, Vec::new());
        while began.elapsed() < span {
            tick.tick().await;
            while asked < rate * began.elapsed().as_secs_f64() {
                asked += 1.0;
                let place = Arc::clone(&room).acquire_owned().await.unwrap();
                let load = self.clone();
                requests.spawn(async move {
                    let took = load.ask().await;
                    drop(place);
                    took
                });
            }
            while let Some(done) = requests.try_join_next() {
                took.push(done.unwrap());
            }
        }
        took.extend(requests.join_all().await);
        took.sort_unstable();
        Outcome {
            accepted: self.accepted() - before,
            took,
        }
    }

    async fn ask(&self) -> Duration {
        let began = Instant::now();
        let request = self.client.post(&self.url).bearer_auth(&self.key).json(&self.body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        answer.bytes().await.unwrap();
        self.accepted.fetch_add(1, Ordering::Relaxed);
        began.elapsed()
    }
}
