use axum::Json;
use axum::extract::State;
use domain::id::ApprovalId;
use rpc::{Approval, Decision, Remark};

use crate::ApiState;
use crate::extract::{ApiJson, ApiPath, Signed};
use crate::problem::{ApiError, ProblemBody};

/// Says yes. The step leaves by `approved`, with the answer in its output.
#[utoipa::path(post, path = "/hitl/{id}/approve", tag = "Approvals", params(("id" = ApprovalId, Path)),
    request_body = Remark, responses(
    (status = 200, body = Approval),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Others are asked"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "It is decided, or over: the first decision stands"),
    (status = 413, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is larger than 64 KiB"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is not what the question asks for"),
))]
pub(crate) async fn approve(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<ApprovalId>,
    ApiJson(remark): ApiJson<Remark>,
) -> Result<Json<Approval>, ApiError> {
    decide(state, caller, id, decision(remark, true)).await
}

/// Says no. The step leaves by `rejected`.
#[utoipa::path(post, path = "/hitl/{id}/reject", tag = "Approvals", params(("id" = ApprovalId, Path)),
    request_body = Remark, responses(
    (status = 200, body = Approval),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Others are asked"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "It is decided, or over: the first decision stands"),
    (status = 413, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is larger than 64 KiB"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is not what the question asks for"),
))]
pub(crate) async fn reject(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<ApprovalId>,
    ApiJson(remark): ApiJson<Remark>,
) -> Result<Json<Approval>, ApiError> {
    decide(state, caller, id, decision(remark, false)).await
}

/// Answers with what the question asks for; a yes unless `approved` is false.
#[utoipa::path(post, path = "/hitl/{id}/respond", tag = "Approvals", params(("id" = ApprovalId, Path)),
    request_body = Decision, responses(
    (status = 200, body = Approval),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Others are asked"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "It is decided, or over: the first decision stands"),
    (status = 413, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is larger than 64 KiB"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "The answer is not what the question asks for"),
))]
pub(crate) async fn respond(
    state: State<ApiState>,
    caller: Signed,
    id: ApiPath<ApprovalId>,
    ApiJson(decision): ApiJson<Decision>,
) -> Result<Json<Approval>, ApiError> {
    decide(state, caller, id, decision).await
}

fn decision(remark: Remark, approved: bool) -> Decision {
    Decision {
        answer: remark.answer,
        comment: remark.comment,
        approved,
    }
}

async fn decide(
    State(state): State<ApiState>,
    Signed(caller): Signed,
    ApiPath(id): ApiPath<ApprovalId>,
    decision: Decision,
) -> Result<Json<Approval>, ApiError> {
    Ok(Json(state.services.approvals.decide(&caller, id, decision).await?))
}
