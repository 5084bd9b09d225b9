use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::graph::Workflow;
use domain::id::WorkflowId;
use http::header;
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiPath, ApiQuery, Signed};
use crate::problem::{ApiError, ProblemBody};

/// `?version=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichVersion {
    /// Number of a version; without it, the draft.
    version: Option<i32>,
}

/// The draft, or a version, as a document of the exchange format. Secrets never leave; only their names do.
#[utoipa::path(get, path = "/workflows/{id}/export", tag = "Workflows",
    params(("id" = WorkflowId, Path), WhichVersion), responses(
    (status = 200, body = Workflow),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn export(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<WorkflowId>,
    ApiQuery(query): ApiQuery<WhichVersion>,
) -> Result<impl IntoResponse, ApiError> {
    let document = state.services.workflows.export(&caller, id, query.version).await?;
    let disposition = format!("attachment; filename=\"{}.json\"", file_stem(&document.name));
    Ok(([(header::CONTENT_DISPOSITION, disposition)], Json(document)))
}

/// The name in letters that every file system takes.
fn file_stem(name: &str) -> String {
    let dashed: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let stem: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    if stem.is_empty() {
        "workflow".to_owned()
    } else {
        stem.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::file_stem;

    #[test]
    fn any_name_gives_a_file_name() {
        assert_eq!(file_stem("Fetch & summarise"), "fetch-summarise");
        assert_eq!(file_stem("../../etc/passwd\"\r\n"), "etc-passwd");
        assert_eq!(file_stem("日本"), "workflow");
    }
}
