//! What runs ask people, for our own pages.

use crate::json::Json;
use domain::id::{ApprovalId, RunId};
use domain::run::StepPath;
use leptos::prelude::*;

use crate::{AppError, Approval, ApprovalFilter, Decision, ListQuery, Page, ResumeLink};

/// Questions: those that wait, the oldest first; any others, the newest first.
#[server(prefix = "/rpc", endpoint = "approvals/list", input = Json, output = Json)]
pub async fn list_approvals(filter: ApprovalFilter, query: ListQuery) -> Result<Page<Approval>, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.approvals.list(&caller, &filter, &query).await)
}

/// One question.
#[server(prefix = "/rpc", endpoint = "approvals/get", input = Json, output = Json)]
pub async fn get_approval(id: ApprovalId) -> Result<Approval, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.approvals.get(&caller, id).await)
}

/// Decides a question.
#[server(prefix = "/rpc", endpoint = "approvals/decide", input = Json, output = Json)]
pub async fn decide_approval(id: ApprovalId, decision: Decision) -> Result<Approval, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.approvals.decide(&caller, id, decision).await)
}

/// Where an outside system lets a waiting step go on.
#[server(prefix = "/rpc", endpoint = "runs/resume-link", input = Json, output = Json)]
pub async fn find_resume_link(run: RunId, step: StepPath) -> Result<ResumeLink, AppError> {
    use super::context::{answer, scene};
    let (services, caller) = answer(scene())?;
    answer(services.signals.resume_link(&caller, run, step).await)
}
