//! An HTTP server that is not Apex: it counts its calls and answers when it is told to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use tokio::sync::Notify;

#[derive(Default)]
struct Ledger {
    calls: HashMap<String, usize>,
    keys: Vec<String>,
    held: HashMap<String, Arc<Notify>>,
    broken: HashMap<String, u16>,
}

#[derive(Clone, Default)]
struct Shared {
    ledger: Arc<Mutex<Ledger>>,
    called: Arc<Notify>,
}

/// Answers `{"path": …, "call": n}`. Special paths: `/status/{code}`, `/endless`, `/slow`.
pub(crate) struct Upstream {
    pub(crate) base: String,
    shared: Shared,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let shared = Shared::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(shared.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, shared }
    }

    pub(crate) fn calls(&self, path: &str) -> usize {
        self.shared.ledger.lock().unwrap().calls.get(path).copied().unwrap_or(0)
    }

    /// The `Idempotency-Key` of every call, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.shared.ledger.lock().unwrap().keys.clone()
    }

    /// Calls of this path wait until they are let go.
    pub(crate) fn hold(&self, path: &str) -> Arc<Notify> {
        let notify = Arc::new(Notify::new());
        self.shared
            .ledger
            .lock()
            .unwrap()
            .held
            .insert(path.to_owned(), Arc::clone(&notify));
        notify
    }

    /// Calls of this path wait no longer.
    pub(crate) fn release(&self, path: &str) {
        if let Some(notify) = self.shared.ledger.lock().unwrap().held.remove(path) {
            notify.notify_waiters();
        }
    }

    /// Calls of this path are answered with that status until it is mended.
    pub(crate) fn break_with(&self, path: &str, status: u16) {
        self.shared
            .ledger
            .lock()
            .unwrap()
            .broken
            .insert(path.to_owned(), status);
    }

    /// Calls of this path are answered as usual again.
    pub(crate) fn mend(&self, path: &str) {
        self.shared.ledger.lock().unwrap().broken.remove(path);
    }

    /// Returns once the path was called that often.
    pub(crate) async fn called(&self, path: &str, times: usize) {
        let wait = async {
            loop {
                let notified = self.shared.called.notified();
                if self.calls(path) >= times {
                    return;
                }
                notified.await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), wait)
            .await
            .expect("it is called within a minute");
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let (call, held, broken) = {
        let mut ledger = shared.ledger.lock().unwrap();
        let count = ledger.calls.entry(path.clone()).or_default();
        *count += 1;
        let call = *count;
        if let Some(key) = request.headers().get("idempotency-key") {
            ledger.keys.push(key.to_str().unwrap_or("").to_owned());
        }
        (call, ledger.held.get(&path).cloned(), ledger.broken.get(&path).copied())
    };
    shared.called.notify_waiters();
    if let Some(held) = held {
        held.notified().await;
    }
    if let Some(code) = broken {
        return (StatusCode::from_u16(code).unwrap(), "broken").into_response();
    }
    if let Some(code) = path.strip_prefix("/status/").and_then(|code| code.parse::<u16>().ok()) {
        return (StatusCode::from_u16(code).unwrap(), "as you wish").into_response();
    }
    if path == "/endless" {
        let chunks = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024]));
        return Response::new(Body::from_stream(chunks));
    }
    axum::Json(serde_json::json!({"path": path, "call": call})).into_response()
}
