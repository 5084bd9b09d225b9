//! The OpenAPI document: what the routes themselves can't say.

use utoipa::Modify;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::problem::ProblemBody;

/// Title, tags and security of the document; the routes add themselves.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Apex API",
        description = "Draw workflows, publish versions, run them durably, watch them live.\n\n\
            Errors are `application/problem+json` (RFC 9457) with a stable `code`. Lists take `page`, `pageSize` and `q`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody)),
    modifiers(&ApiKey),
    security(("apiKey" = [])),
    tags(
        (name = "System", description = "The API itself and the caller"),
        (name = "Workflows", description = "Workflows, drafts and versions"),
        (name = "Runs", description = "Start, watch and cancel runs"),
    )
)]
pub struct ApiDoc;

struct ApiKey;

impl Modify for ApiKey {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("API key")
            .description(Some("An API key, made with `apex admin create-key`."))
            .build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("apiKey", SecurityScheme::Http(scheme));
    }
}

/// The document without routes.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    ApiDoc::openapi()
}
