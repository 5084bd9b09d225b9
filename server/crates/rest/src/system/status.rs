use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::ApiState;

/// How the system is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    /// `ok`, or `degraded` when a part is down.
    status: &'static str,
    /// The server's version.
    version: &'static str,
    /// Seconds since this process began to serve.
    uptime_seconds: u64,
    /// Its parts.
    components: Components,
}

/// Parts of the system.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Components {
    /// `up` or `down`.
    database: &'static str,
}

/// How the system is. Public.
#[utoipa::path(get, path = "/status", tag = "System", security(()), responses((status = 200, body = Status)))]
pub(crate) async fn status(State(state): State<ApiState>) -> Json<Status> {
    let up = state.system.database.is_up().await;
    Json(Status {
        status: if up { "ok" } else { "degraded" },
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: state.system.started.elapsed().as_secs(),
        components: Components {
            database: if up { "up" } else { "down" },
        },
    })
}
