//! What runs ask people: list, decide.

mod decide;
mod get;
mod list;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(get::get))
        .routes(routes!(decide::approve))
        .routes(routes!(decide::reject))
        .routes(routes!(decide::respond))
}
