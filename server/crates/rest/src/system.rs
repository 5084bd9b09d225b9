//! The API itself and the caller.

mod me;
mod root;
mod schema;
mod status;

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

/// Whether the database answers.
#[async_trait]
pub trait DatabaseProbe: Send + Sync {
    /// True when a trivial statement went through.
    async fn is_up(&self) -> bool;
}

/// What the system tells of itself.
#[derive(Clone)]
pub struct SystemInfo {
    /// When this process began to serve.
    pub started: Instant,
    /// Asks the database.
    pub database: Arc<dyn DatabaseProbe>,
}

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(root::root))
        .routes(routes!(status::status))
        .routes(routes!(me::me))
        .routes(routes!(schema::workflow_schema))
}
