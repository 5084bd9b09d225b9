use axum::Json;
use axum::extract::State;
use domain::id::RunId;
use rpc::{BulkAnswer, ChosenLetters, OpenLetters, ReplayFrom};
use serde::Deserialize;

use crate::ApiState;
use crate::extract::{ApiJson, RequestId, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Which letters are replayed, and from where.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RedriveLetters {
    /// These runs, at most 1,000.
    #[serde(default)]
    run_ids: Option<Vec<RunId>>,
    /// Open letters that fit, the oldest first, at most 1,000 a call.
    #[serde(default)]
    filter: Option<OpenLetters>,
    /// `failed` (the default), `start`, or the `id` of a step that all of them have.
    #[serde(default)]
    #[schema(value_type = String, default = "failed")]
    from: ReplayFrom,
}

/// Replays many dead letters, each by itself: those named, or open ones that fit. At most 1,000 a call. A letter that
/// was replayed before is answered with that replay (`unchanged`), so that calling twice makes one replay.
#[utoipa::path(post, path = "/dead-letters/redrive", tag = "Dead letters", request_body = RedriveLetters, responses(
    (status = 200, body = BulkAnswer),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn redrive(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    RequestId(request_id): RequestId,
    ApiJson(letters): ApiJson<RedriveLetters>,
) -> Result<Json<BulkAnswer>, ApiError> {
    let chosen = ChosenLetters {
        run_ids: letters.run_ids,
        filter: letters.filter,
    };
    let service = &state.services.dead_letters;
    Ok(Json(service.redrive(&caller, chosen, letters.from, request_id).await?))
}
