//! `/health` and `/ready` of a process that only executes runs.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use dispatch::Post;
use engine::EngineHandle;
use http::StatusCode;
use persistence::Database;
use serde_json::{Value, json};

/// What is asked for its health.
#[derive(Clone)]
pub(crate) struct WorkerHealth {
    pub(crate) engine: EngineHandle,
    pub(crate) db: Database,
    pub(crate) post: Post,
    pub(crate) pools: Vec<String>,
}

/// Everything else is 404.
pub(crate) fn routes(health: WorkerHealth) -> Router {
    Router::new()
        .route("/health", get(live))
        .route("/ready", get(ready))
        .with_state(health)
}

async fn live(State(health): State<WorkerHealth>) -> Json<Value> {
    Json(figures(&health, "ok"))
}

/// Ready: the database answers and knows this worker.
async fn ready(State(health): State<WorkerHealth>) -> (StatusCode, Json<Value>) {
    let is_ready = health.engine.stats().worker.is_some() && health.db.ping().await.is_ok();
    let (code, word) = if is_ready {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "down")
    };
    (code, Json(figures(&health, word)))
}

fn figures(health: &WorkerHealth, status: &str) -> Value {
    let stats = health.engine.stats();
    json!({
        "status": status,
        "worker": stats.worker,
        "pools": health.pools,
        "slots": stats.slots,
        "active": stats.active,
        "claimed": stats.claimed,
        "finished": stats.finished,
        "nats": health.post.nats().as_str(),
    })
}
