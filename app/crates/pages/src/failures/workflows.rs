//! The workflows that fail most.

use leptos::prelude::*;
use rpc::FailingWorkflow;
use ui::{Card, Progress, Status, grouped, percent};

use super::place::{FailuresAddress, Range};

/// How many are in sight.
const MOST: usize = 6;

/// Each with how many of its runs fail; leads to its own report.
#[component]
pub(super) fn FailingWorkflows(workflows: Vec<FailingWorkflow>, range: Range) -> impl IntoView {
    let row = |workflow: FailingWorkflow| {
        let href = FailuresAddress {
            range,
            workflow: Some(workflow.workflow_id),
        }
        .href();
        let name = workflow.workflow_name;
        let words = format!(
            "{} of {} runs, {}",
            grouped(workflow.failures),
            grouped(workflow.runs),
            percent(workflow.rate)
        );
        view! {
            <li>
                <a class="link-row truncate" href=href title=name.clone()>{name.clone()}</a>
                <span class="meta num">{words}</span>
                <Progress value=Signal::stored(workflow.rate) label=format!("Share of failed runs of {name}") status=Status::Failed />
            </li>
        }
    };
    let rows = workflows.into_iter().take(MOST).map(row).collect_view();
    view! {
        <Card title="By workflow">
            <ul class="failures__workflows">{rows}</ul>
        </Card>
    }
}
