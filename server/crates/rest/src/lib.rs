//! `/api/v1`: handlers and the OpenAPI document.
//!
//! A handler takes inputs, finds the caller, calls one service, converts. Rules live in `services`.

mod dead_letters;
pub mod document;
pub mod extract;
mod failures;
mod hitl;
mod hooks;
pub mod problem;
mod resume;
mod runs;
mod system;
mod triggers;
mod workers;
mod workflows;

use axum::Router;
use rpc::service::Services;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use document::ApiDoc;
pub use hooks::hooks;
pub use problem::ProblemBody;
pub use resume::resume;
pub use runs::{StreamLimits, StreamPlaces};
pub use system::{DatabaseProbe, SystemInfo};

/// What every handler needs.
#[derive(Clone)]
pub struct ApiState {
    /// The application layer.
    pub services: Services,
    /// What the services stand on, for files that `apex run --url` sends.
    pub context: services::Context,
    /// Places of event streams.
    pub streams: StreamPlaces,
    /// What `GET /api/v1` and `/api/v1/status` tell.
    pub system: SystemInfo,
}

/// The routes under `/api/v1` and the document that describes all of them.
pub fn api(state: ApiState) -> (Router, OpenApi) {
    let (router, openapi) = routes().split_for_parts();
    (router.with_state(state), document::with_common_answers(openapi))
}

fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(document::base()).nest(
        "/api/v1",
        system::routes()
            .merge(workflows::routes())
            .merge(runs::routes())
            .merge(dead_letters::routes())
            .merge(failures::routes())
            .merge(hitl::routes())
            .merge(triggers::routes())
            .merge(workers::routes()),
    )
}

/// The OpenAPI document alone.
#[must_use]
pub fn openapi() -> OpenApi {
    document::with_common_answers(routes().split_for_parts().1)
}
