use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::id::RunId;
use domain::run::RunEvent;
use futures::StreamExt;
use http::{HeaderMap, StatusCode, header};
use rpc::AppError;

use crate::ApiState;
use crate::extract::{ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Shorter than the idle time-out of common proxies (60 s).
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The run's journal as server-sent events (`step`, `log`, `run`), each with an id. Ends after the run does.
#[utoipa::path(get, path = "/runs/{id}/stream", tag = "Runs",
    params(("id" = RunId, Path), ("Last-Event-ID" = Option<i64>, Header, description = "Resume after this event")),
    responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = 204, description = "The run has ended and nothing is left to tell"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json", description = "Too many streams are open"),
))]
pub(crate) async fn stream(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<RunId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let after = last_event_id(&headers)?;
    let place = state.streams.take(&caller)?;
    let Some(events) = state.services.runs.watch(&caller, id, after).await? else {
        // tells an EventSource not to come back
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    // the place is the stream's: it ends with it, whoever ends it
    let frames = events.map(move |item| {
        let _of_this_stream = &place;
        item.map_err(axum::Error::new).and_then(|event| frame(&event))
    });
    // proxies that buffer would hold events back
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let body = Sse::new(frames).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok((headers, body).into_response())
}

/// The same as `/runs/{id}/stream`.
#[utoipa::path(get, path = "/workflow-runs/{id}/stream", tag = "Runs",
    params(("id" = RunId, Path), ("Last-Event-ID" = Option<i64>, Header, description = "Resume after this event")),
    responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json", description = "Too many streams are open"),
))]
pub(crate) async fn stream_workflow_run(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<RunId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    stream(state, caller, id, headers).await
}

fn last_event_id(headers: &HeaderMap) -> Result<i64, ApiError> {
    let Some(value) = headers.get("last-event-id") else {
        return Ok(0);
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .filter(|id| *id >= 0)
        .ok_or_else(|| {
            AppError::bad_request(
                "malformed_event_id",
                "`Last-Event-ID` is not the id of an event: a number from 0.",
            )
            .into()
        })
}

fn frame(event: &RunEvent) -> Result<Event, axum::Error> {
    Event::default()
        .id(event.seq.to_string())
        .event(event.kind.channel())
        .json_data(event)
}
