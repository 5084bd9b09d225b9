//! A dead letter as a row of a table.

use leptos::prelude::*;
use rpc::{DeadLetter, DeadLetterState};
use ui::{Checkbox, Column, RelativeTime, Status, StatusText};

use super::filters::word;
use super::selection::Selection;
use crate::sentence::plain;

/// The columns of the list.
pub(super) const LETTER_COLUMNS: [Column; 7] = [
    Column::tools("Select"),
    Column::text("workflow", "Workflow"),
    Column::text("cause", "Cause"),
    Column::text("step", "Step"),
    Column::figure("attempts", "Attempts"),
    Column::text("at", "Given up"),
    Column::text("state", "State"),
];

/// One letter; its workflow leads to the run.
#[component]
pub(super) fn LetterRow(letter: DeadLetter, selection: Selection) -> impl IntoView {
    let run = letter.run_id;
    let open = letter.state == DeadLetterState::Open;
    let chosen = selection.has(run);
    let choose = open.then(|| {
        let label = format!("Select the run of {}", letter.workflow_name);
        view! { <Checkbox checked=chosen label=label hide_label=true on_change=move |on| selection.choose(run, on) /> }
    });
    let step = letter.step_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let message = plain(&letter.message);
    let href = format!("/runs/{run}");
    let deleted = letter
        .workflow_deleted
        .then(|| view! { <span class="meta">" Deleted"</span> });
    view! {
        <tr class="letters__row" aria-selected=move || chosen.get().then_some("true")>
            <td class="is-tools">{choose}</td>
            <td class="letters__name">
                <a class="link-row" href=href title=run.to_string()>{letter.workflow_name}</a>
                {deleted}
            </td>
            <td class="letters__cause" title=message>
                <span class="letters__message">{message.clone()}</span>
                <span class="meta mono">{letter.code}</span>
            </td>
            <td class="letters__step mono">{step}</td>
            <td class="is-num letters__attempts">
                {letter.attempts}
                <span class="letters__unit">{if letter.attempts == 1 { " attempt" } else { " attempts" }}</span>
            </td>
            <td><RelativeTime at=letter.at.to_rfc3339() /></td>
            <td class="letters__state">
                <StatusText status=status(letter.state) word=word(letter.state) />
                {letter.replayed_by.map(|by| view! {
                    <a class="link" href=format!("/runs/{by}")>"Show replay"</a>
                })}
            </td>
        </tr>
    }
}

const fn status(state: DeadLetterState) -> Status {
    match state {
        DeadLetterState::Open => Status::Dead,
        DeadLetterState::Replayed => Status::Succeeded,
        DeadLetterState::Discarded => Status::Cancelled,
    }
}
