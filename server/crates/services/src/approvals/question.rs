//! A question as people see it.

use chrono::{DateTime, Utc};
use domain::access::Caller;
use persistence::approvals::{ApprovalRecord, ApprovalState as Stored};
use rpc::{Approval, ApprovalState};

use super::asked::{is_asked, is_escalated};

pub(super) fn question(record: ApprovalRecord, caller: &Caller, now: DateTime<Utc>) -> Approval {
    let state = state(record.state_at(now));
    let escalated = is_escalated(&record.request, record.escalated_at, now);
    let may_decide = state == ApprovalState::Pending && is_asked(caller, &record.request, escalated);
    let is_over_unsaid = state == ApprovalState::Expired && record.decided_at.is_none();
    Approval {
        id: record.id,
        run_id: record.run,
        step_id: record.step,
        workflow_id: record.workflow,
        workflow_name: record.workflow_name,
        title: record.request.title,
        message: record.request.message,
        assignees: record.request.assignees,
        fields: record.request.fields,
        state,
        requested_at: record.requested_at,
        due_at: record.due_at,
        escalate_at: record.request.escalate_at,
        escalate_to: record.request.escalate_to,
        escalated_at: record.escalated_at,
        may_decide,
        decided_at: if is_over_unsaid {
            record.due_at
        } else {
            record.decided_at
        },
        decided_by: record.decided_by,
        answer: record.answer,
        comment: record.comment,
    }
}

const fn state(state: Stored) -> ApprovalState {
    match state {
        Stored::Pending => ApprovalState::Pending,
        Stored::Approved => ApprovalState::Approved,
        Stored::Rejected => ApprovalState::Rejected,
        Stored::Expired => ApprovalState::Expired,
        Stored::Cancelled => ApprovalState::Cancelled,
    }
}

pub(super) const fn stored(state: ApprovalState) -> Stored {
    match state {
        ApprovalState::Pending => Stored::Pending,
        ApprovalState::Approved => Stored::Approved,
        ApprovalState::Rejected => Stored::Rejected,
        ApprovalState::Expired => Stored::Expired,
        ApprovalState::Cancelled => Stored::Cancelled,
    }
}
