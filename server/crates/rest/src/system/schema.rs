use axum::Json;
use serde_json::Value;

/// The JSON Schema of `apex.workflow/v1`. Public.
#[utoipa::path(get, path = "/schema/workflow", tag = "System", security(()), responses((status = 200, body = Object)))]
pub(crate) async fn workflow_schema() -> Json<Value> {
    Json(domain::graph::schema::json_schema())
}
