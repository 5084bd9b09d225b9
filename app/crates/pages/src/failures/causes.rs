//! The most frequent causes, each with its trend and a run to look at.

use leptos::prelude::*;
use rpc::FailureCause;
use ui::{Column, RelativeTime, Sparkline, Table, grouped, percent};

use crate::address::address;
use crate::sentence::plain;

/// The columns of the causes.
pub(super) const CAUSE_COLUMNS: [Column; 7] = [
    Column::text("cause", "Cause"),
    Column::text("workflow", "Workflow"),
    Column::text("node", "Step"),
    Column::figure("count", "Runs"),
    Column::text("trend", "Trend"),
    Column::text("seen", "Last seen"),
    Column::text("run", "Example"),
];

/// The causes, the most frequent first.
#[component]
pub(super) fn Causes(causes: Vec<FailureCause>) -> impl IntoView {
    let rows = causes.into_iter().map(row).collect_view();
    view! {
        <section class="card stacks failures__causes" aria-label="Causes">
            <Table label="Causes" columns=CAUSE_COLUMNS.to_vec()>{rows}</Table>
        </section>
    }
}

fn row(cause: FailureCause) -> AnyView {
    let message = plain(&cause.message);
    let node = cause
        .node_title
        .clone()
        .or_else(|| cause.node_id.clone())
        .unwrap_or_else(|| "The run as a whole".to_owned());
    // the studio shows the example on the graph, where the node can be mended
    let studio = address(
        &format!("/studio/{}", cause.workflow_id),
        &[("run", &cause.example_run_id.to_string())],
    );
    let step = cause
        .example_step_id
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let example = address(&format!("/runs/{}", cause.example_run_id), &[("step", &step)]);
    let letters = (cause.dead > 0).then(|| {
        let workflow = cause.workflow_id.to_string();
        let href = address("/dead-letters", &[("workflow", &workflow), ("code", &cause.code)]);
        view! { <a class="link" href=href>{format!("{} given up", grouped(cause.dead))}</a> }
    });
    let values: Vec<f64> = cause.trend.iter().map(|count| *count as f64).collect();
    let average = mean(cause.attempts, cause.count);
    let help = format!("/docs/errors/{}", cause.code);
    view! {
        <tr class="failures__row">
            <td class="failures__cause" title=message>
                <span class="failures__message">{message.clone()}</span>
                <a class="link mono meta" href=help rel="external">{cause.code}</a>
            </td>
            <td class="failures__workflow"><a class="link" href=studio>{cause.workflow_name}</a></td>
            <td class="failures__node" title=cause.node_id.unwrap_or_default()>{node}</td>
            <td class="is-num">
                <span class="num" title=average>{grouped(cause.count)}" · "{percent(cause.share)}</span>
                {letters}
            </td>
            <td class="failures__spark"><Sparkline values=Signal::stored(values) /></td>
            <td><RelativeTime at=cause.last_seen.to_rfc3339() /></td>
            <td><a class="link" href=example>"Show run"<span class="vh">" with this cause"</span></a></td>
        </tr>
    }
}

/// "2.5 attempts a run".
fn mean(attempts: u64, runs: u64) -> String {
    if runs == 0 {
        return String::new();
    }
    format!("{:.1} attempts a run", attempts as f64 / runs as f64)
}

#[cfg(test)]
mod tests {
    use super::mean;

    #[test]
    fn attempts_are_told_for_one_run() {
        assert_eq!(mean(5, 2), "2.5 attempts a run");
        assert_eq!(mean(0, 0), "");
    }
}
