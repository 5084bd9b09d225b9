//! `/health`, `/health/db`, `/health/redis`, `/ready`.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use persistence::Database;
use serde_json::{Value, json};

/// Health of the process and its parts.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(db: Database) -> Router<S> {
    Router::new()
        .route("/health", get(live))
        .route("/health/db", get(database))
        .route("/health/redis", get(redis))
        .route("/ready", get(ready))
        .with_state(db)
}

async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

async fn database(State(db): State<Database>) -> (StatusCode, Json<Value>) {
    up_or_down(&db).await
}

/// This version keeps nothing in Redis.
async fn redis() -> Json<Value> {
    Json(json!({ "status": "disabled" }))
}

/// Ready to be sent requests: the database answers.
async fn ready(State(db): State<Database>) -> (StatusCode, Json<Value>) {
    up_or_down(&db).await
}

async fn up_or_down(db: &Database) -> (StatusCode, Json<Value>) {
    match db.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "down" }))),
    }
}
