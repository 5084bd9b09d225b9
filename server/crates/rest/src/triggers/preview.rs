use axum::Json;
use axum::extract::State;
use rpc::{PreviewSchedule, SchedulePreview};

use crate::ApiState;
use crate::extract::{ApiJson, Signed};
use crate::problem::{ApiError, ProblemBody};

/// The next five times of a schedule that isn't made yet, and its pattern in words.
#[utoipa::path(post, path = "/triggers/preview", tag = "Triggers", request_body = PreviewSchedule, responses(
    (status = 200, body = SchedulePreview),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "The pattern can't be read, or would never start anything"),
))]
pub(crate) async fn preview(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiJson(schedule): ApiJson<PreviewSchedule>,
) -> Result<Json<SchedulePreview>, ApiError> {
    Ok(Json(state.services.triggers.preview(&caller, schedule).await?))
}
