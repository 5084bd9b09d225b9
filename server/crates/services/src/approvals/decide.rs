use chrono::{DateTime, Utc};
use domain::access::{Caller, Permission, Principal};
use domain::id::{ApprovalId, SignalId};
use domain::limits::{MAX_COMMENT_CHARS, MAX_SIGNAL_BYTES};
use domain::run::APPROVAL_SIGNAL;
use persistence::TenantTx;
use persistence::approvals::{self, ApprovalRecord, ApprovalState, Decision as Stored};
use persistence::runs::{self, NewSignal, Signalled};
use ports::RunRef;
use rpc::{AppError, Approval, Decision};
use serde_json::json;

use super::answer::faults;
use super::asked::{is_asked, is_escalated};
use super::get::read;
use super::question::question;
use crate::Context;
use crate::authorize::require;
use crate::error::from_db;
use crate::signals::announce;

/// See [`rpc::service::ApprovalService::decide`].
pub(super) async fn decide(
    context: &Context,
    caller: &Caller,
    id: ApprovalId,
    decision: Decision,
) -> Result<Approval, AppError> {
    require(caller, Permission::RunsWrite)?;
    check_size(&decision)?;
    let now = context.clock.now();
    let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
    let record = read(&tx, id).await?;
    check_open(&record, now)?;
    check_asked(caller, &record, now)?;
    check_answer(&record, &decision)?;
    let decision = stored(caller, decision, now);
    if !tell(&tx, &record, &decision).await? {
        tx.rollback().await.map_err(from_db)?;
        return Err(overtaken(context, caller, id).await);
    }
    let record = read(&tx, id).await?;
    tx.commit().await.map_err(from_db)?;
    announce(
        context,
        RunRef {
            tenant: caller.tenant,
            run: record.run,
        },
    );
    Ok(question(record, caller, now))
}

/// Writes the decision and what carries it to the run; false when somebody was faster.
async fn tell(tx: &TenantTx, record: &ApprovalRecord, decision: &Stored) -> Result<bool, AppError> {
    let signal = NewSignal {
        // a decision is said once
        id: SignalId::from_uuid(record.id.uuid()),
        name: APPROVAL_SIGNAL.into(),
        step: Some(record.step.clone()),
        payload: json!({
            "approved": decision.approved,
            "answer": decision.answer,
            "by": decision.by,
            "at": decision.at,
            "comment": decision.comment,
        }),
        at: decision.at,
        most: None,
    };
    match runs::signal(tx, record.run, &signal).await.map_err(from_db)? {
        Signalled::Stored => approvals::decide(tx, record.id, decision).await.map_err(from_db),
        Signalled::Repeated | Signalled::Differs | Signalled::Full => Ok(false),
        Signalled::Ended(status) => Err(AppError::conflict(
            "run_finished",
            format!("The run has ended already: it is {status}."),
        )),
        Signalled::NotFound => Err(AppError::not_found("run")),
    }
}

/// Why there is nothing left to decide.
async fn overtaken(context: &Context, caller: &Caller, id: ApprovalId) -> AppError {
    let looked = async {
        let tx = context.db.tenant(caller.tenant).begin().await.map_err(from_db)?;
        let record = read(&tx, id).await?;
        tx.commit().await.map_err(from_db)?;
        check_open(&record, context.clock.now())
    };
    match looked.await {
        Err(error) => error,
        Ok(()) => AppError::conflict("already_decided", "Somebody else has just decided this."),
    }
}

fn check_size(decision: &Decision) -> Result<(), AppError> {
    let too_long = |text: &String| text.chars().count() > MAX_COMMENT_CHARS;
    if decision.comment.as_ref().is_some_and(too_long) {
        let message = format!("A comment has at most {MAX_COMMENT_CHARS} characters.");
        return Err(AppError::new(422, "value_refused", message));
    }
    if decision.answer.to_string().len() > MAX_SIGNAL_BYTES {
        let message = format!("An answer has at most {MAX_SIGNAL_BYTES} bytes of JSON.");
        return Err(AppError::new(413, "signal_too_large", message));
    }
    Ok(())
}

fn check_open(record: &ApprovalRecord, now: DateTime<Utc>) -> Result<(), AppError> {
    let told = match record.state_at(now) {
        ApprovalState::Pending => return Ok(()),
        ApprovalState::Approved => "approved",
        ApprovalState::Rejected => "rejected",
        ApprovalState::Expired => {
            let message = "The time to decide is up: the run goes on without an answer.";
            return Err(AppError::conflict("approval_expired", message));
        }
        ApprovalState::Cancelled => {
            let message = "The run doesn't ask any more: it has ended, or gone on without the step.";
            return Err(AppError::conflict("approval_cancelled", message));
        }
    };
    let by = record.decided_by.as_deref().unwrap_or("somebody");
    let at = record
        .decided_at
        .unwrap_or(record.requested_at)
        .format("%Y-%m-%d %H:%M UTC");
    let message = format!("This was {told} by {by} at {at}. The first decision stands.");
    Err(AppError::conflict("already_decided", message))
}

fn check_asked(caller: &Caller, record: &ApprovalRecord, now: DateTime<Utc>) -> Result<(), AppError> {
    let escalated = is_escalated(&record.request, record.escalated_at, now);
    if is_asked(caller, &record.request, escalated) {
        return Ok(());
    }
    let asked = record.request.assignees.join(", ");
    let message = format!("Others are asked to decide this: {asked}.");
    Err(AppError::new(403, "not_asked", message))
}

/// A yes has to be what the question asks for; a no needs no answer, but one that is given is held to it.
fn check_answer(record: &ApprovalRecord, decision: &Decision) -> Result<(), AppError> {
    if !decision.approved && decision.answer.is_null() {
        return Ok(());
    }
    let faults = faults(&record.request.fields, &decision.answer);
    if faults.is_empty() {
        return Ok(());
    }
    Err(AppError::invalid(
        "invalid_answer",
        "The answer is not what the question asks for.",
        faults,
    ))
}

fn stored(caller: &Caller, decision: Decision, at: DateTime<Utc>) -> Stored {
    let (key, by) = match &caller.principal {
        Principal::User { email, .. } => (None, email.clone()),
        Principal::Key { id, name, .. } => (Some(*id), format!("key {name}")),
        Principal::System { name } => (None, name.clone()),
    };
    Stored {
        approved: decision.approved,
        answer: decision.answer,
        comment: decision.comment.filter(|comment| !comment.trim().is_empty()),
        user: caller.user(),
        key,
        by,
        at,
    }
}
