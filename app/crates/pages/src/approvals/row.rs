//! A question as a row of a table.

use leptos::prelude::*;
use rpc::{Approval, ApprovalState};
use ui::{Badge, Column, RelativeTime, Status, StatusText};

/// The columns of the list.
pub(super) const QUESTION_COLUMNS: [Column; 5] = [
    Column::text("question", "Question"),
    Column::text("workflow", "Workflow"),
    Column::text("asked", "Asked"),
    Column::text("due", "Until"),
    Column::text("state", "State"),
];

/// One question; its title leads to it.
#[component]
pub(super) fn QuestionRow(
    /// The question.
    #[prop(into)]
    question: Signal<Approval>,
) -> impl IntoView {
    let first = question.get_untracked();
    let href = format!("/approvals/{}", first.id);
    let due = move || {
        let (due, over) = question.with(|question| (question.due_at, question.decided_at));
        let at = over.or(due).map(|at| at.to_rfc3339());
        match at {
            Some(at) => view! { <RelativeTime at=at /> }.into_any(),
            None => view! { <span class="dim">"No limit"</span> }.into_any(),
        }
    };
    let state = memo(move || question.with(|question| question.state));
    let escalated = move || {
        let shown =
            question.with(|question| question.escalated_at.is_some() && question.state == ApprovalState::Pending);
        shown.then(|| view! { <Badge>"Escalated"</Badge> })
    };
    view! {
        <tr class="approvals__row">
            <td class="approvals__title">
                <a class="link-row" href=href>{first.title.clone()}</a>
                {escalated}
            </td>
            <td class="approvals__workflow">{first.workflow_name}</td>
            <td><RelativeTime at=first.requested_at.to_rfc3339() /></td>
            <td>{due}</td>
            <td class="approvals__state">
                <StatusText status=Signal::derive(move || status(state.get())) word=Signal::derive(move || word(state.get()).to_owned()) />
                {move || question.with(|question| question.decided_by.clone()).map(|by| view! { <span class="meta">{by}</span> })}
            </td>
        </tr>
    }
}

/// The state in words.
pub(super) const fn word(state: ApprovalState) -> &'static str {
    match state {
        ApprovalState::Pending => "Waiting",
        ApprovalState::Approved => "Approved",
        ApprovalState::Rejected => "Rejected",
        ApprovalState::Expired => "Expired",
        ApprovalState::Cancelled => "Cancelled",
    }
}

/// The state as the design system's.
pub(super) const fn status(state: ApprovalState) -> Status {
    match state {
        ApprovalState::Pending => Status::Waiting,
        ApprovalState::Approved => Status::Succeeded,
        ApprovalState::Rejected => Status::Failed,
        ApprovalState::Expired => Status::Dead,
        ApprovalState::Cancelled => Status::Cancelled,
    }
}
