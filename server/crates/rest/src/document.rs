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
        (name = "Runs", description = "Start, watch, cancel and replay runs"),
        (name = "Dead letters", description = "Runs that Apex gave up on: replay or discard them"),
        (name = "Failures", description = "Why runs fail"),
        (name = "Approvals", description = "What runs ask people, and how they decide"),
        (name = "Triggers", description = "Webhooks and schedules that start a workflow"),
        (name = "Workers", description = "Who executes runs"),
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

/// Answers that every operation behind sign-in can give.
const COMMON: [(&str, &str); 4] = [
    ("401", "No key, or one that is not valid"),
    ("403", "The key or role does not carry the permission"),
    ("500", "A fault of ours; the log has the cause under the request id"),
    ("503", "The database is away; try again after `Retry-After`"),
];

/// Adds the answers that every operation behind sign-in can give, where the operation doesn't describe them itself.
#[must_use]
pub fn with_common_answers(mut openapi: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for item in openapi.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.patch,
            &mut item.delete,
        ];
        for operation in operations
            .into_iter()
            .flatten()
            .filter(|operation| operation.security.is_none())
        {
            for (status, description) in COMMON {
                let answers = &mut operation.responses.responses;
                answers
                    .entry(status.to_owned())
                    .or_insert_with(|| problem(description).into());
            }
        }
    }
    openapi
}

fn problem(description: &str) -> utoipa::openapi::Response {
    let schema = utoipa::openapi::Ref::from_schema_name("ProblemBody");
    let content = utoipa::openapi::ContentBuilder::new().schema(Some(schema)).build();
    utoipa::openapi::ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
}

/// The document without routes.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    ApiDoc::openapi()
}
