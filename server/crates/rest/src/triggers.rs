//! Triggers of workflows, what came to webhooks, and what holds for a workflow's runs.

mod create;
mod delete;
mod deliveries;
mod get;
mod list;
mod preview;
mod rotate;
mod settings;
mod try_delivery;
mod update;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(preview::preview))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(rotate::rotate))
        .routes(routes!(deliveries::deliveries))
        .routes(routes!(deliveries::delivery))
        .routes(routes!(try_delivery::try_delivery))
        .routes(routes!(settings::get, settings::put))
}
