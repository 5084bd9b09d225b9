//! Runs that Apex gave up on: look, replay, discard.

mod discard;
mod discard_many;
mod get;
mod list;
mod redrive;
mod reopen;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(redrive::redrive))
        .routes(routes!(discard_many::discard_many))
        .routes(routes!(reopen::reopen))
        .routes(routes!(get::get))
        .routes(routes!(discard::discard))
}
