//! A run as a row of a table.

use leptos::prelude::*;
use rpc::RunHeader;
use ui::{Badge, BadgeKind, Column, RelativeTime, StatusText, duration, use_now};

use crate::outcome::{mode_word, of_run, trigger};
use crate::sentence::plain;

/// The columns of a list of runs.
pub(crate) const RUN_COLUMNS: [Column; 7] = [
    Column::text("status", "Status"),
    Column::text("workflow", "Workflow"),
    Column::text("started", "Started"),
    Column::figure("duration", "Duration"),
    Column::text("trigger", "Trigger"),
    Column::text("mode", "Mode"),
    Column::text("error", "Error"),
];

/// A run; what changes while it runs follows the signal, the row itself stays.
#[component]
pub(crate) fn RunRow(
    /// The run as last heard of.
    #[prop(into)]
    run: Signal<RunHeader>,
) -> impl IntoView {
    let first = run.get_untracked();
    let href = format!("/runs/{}", first.id);
    let status = Signal::derive(move || of_run(run.with(|run| run.status)));
    let started = Signal::derive(move || run.with(|run| run.started_at.unwrap_or(run.queued_at).to_rfc3339()));
    let error = memo(move || run.with(|run| run.error.as_ref().map(|error| plain(&error.message))));
    view! {
        <tr class="runs__row">
            <td><StatusText status=status /></td>
            <td class="runs__name">
                <a class="link-row" href=href title=first.id.to_string()>{first.workflow_name}</a>
                <VersionBadge version=first.version />
            </td>
            <td><RelativeTime at=started /></td>
            <td class="is-num"><Elapsed run=run /></td>
            <td>{trigger(&first.trigger)}</td>
            <td>{mode_word(first.mode)}</td>
            <td class="runs__error truncate" title=move || error.get()>
                {move || error.get().unwrap_or_default()}
            </td>
        </tr>
    }
}

/// "v3", or "Draft" for a draft that was only run.
#[component]
pub(crate) fn VersionBadge(version: Option<i32>) -> impl IntoView {
    match version {
        Some(version) => view! { <Badge kind=BadgeKind::Mono>{format!("v{version}")}</Badge> },
        None => view! { <Badge>"Draft"</Badge> },
    }
}

/// How long it took, or takes by now.
#[component]
fn Elapsed(run: Signal<RunHeader>) -> impl IntoView {
    let now = use_now();
    move || {
        let (known, started) = run.with(|run| (run.duration_ms, run.started_at));
        known
            .or_else(|| since(started?.timestamp_millis(), now.get()?))
            .map(duration)
    }
}

fn since(started: i64, now: i64) -> Option<u64> {
    u64::try_from(now - started).ok()
}
