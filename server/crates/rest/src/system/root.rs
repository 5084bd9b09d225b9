use axum::Json;
use serde::Serialize;

/// The API's front page.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Root {
    /// Always `Apex API`.
    name: &'static str,
    /// The server's version.
    version: &'static str,
    /// Where the OpenAPI document is.
    openapi: &'static str,
    /// Where the document can be read by people.
    documentation: &'static str,
}

/// What this is and where its document is. Public.
#[utoipa::path(get, path = "/", tag = "System", security(()), responses((status = 200, body = Root)))]
pub(crate) async fn root() -> Json<Root> {
    Json(Root {
        name: "Apex API",
        version: env!("CARGO_PKG_VERSION"),
        openapi: "/v3/api-docs",
        documentation: "/swagger-ui",
    })
}
