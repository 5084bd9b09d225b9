//! Start, watch and cancel runs. `/workflow-runs` is the same resource by its older name.

mod cancel;
mod cancel_many;
mod create;
mod get;
mod list;
mod places;
mod replay;
mod signal;
mod stream;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

pub use places::{StreamLimits, StreamPlaces};

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(get::get))
        .routes(routes!(cancel::cancel))
        .routes(routes!(cancel_many::cancel_many))
        .routes(routes!(replay::replay))
        .routes(routes!(signal::signal))
        .routes(routes!(stream::stream))
        .routes(routes!(get::get_workflow_run))
        .routes(routes!(stream::stream_workflow_run))
}
