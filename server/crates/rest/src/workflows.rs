//! Workflows, drafts and versions.

mod create;
mod delete;
mod duplicate;
mod export;
mod get;
mod hybrids;
mod import;
mod list;
mod publish;
mod revision;
mod run;
mod save;
mod validate;
mod version;
mod versions;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(validate::validate))
        .routes(routes!(import::import))
        .routes(routes!(get::get, save::save, delete::delete))
        .routes(routes!(publish::publish))
        .routes(routes!(duplicate::duplicate))
        .routes(routes!(export::export))
        .routes(routes!(versions::versions))
        .routes(routes!(version::version))
        .routes(routes!(run::run))
        .routes(routes!(hybrids::create_hybrid, hybrids::list_hybrids))
        .routes(routes!(hybrids::get_hybrid))
        .routes(routes!(hybrids::run_hybrid))
}
