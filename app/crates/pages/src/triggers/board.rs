//! The page once its data is there.

use leptos::prelude::*;
use rpc::{Trigger, TriggerBoard};
use ui::{Banner, Button, ButtonKind, Column, EmptyState, IconName, LinkButton, PageHead, Status, Table};

use super::desk::Desk;
use super::on_failure::OnFailure;
use super::row::TriggerRow;

/// The columns.
pub(super) const COLUMNS: [Column; 5] = [
    Column::text("name", "Trigger"),
    Column::text("on", "On"),
    Column::text("next", "Next"),
    Column::text("last", "Last"),
    Column::tools("Actions"),
];

/// Triggers, and what a failure starts.
#[component]
pub(super) fn Board(
    /// What the server knows.
    board: TriggerBoard,
    desk: Desk,
) -> impl IntoView {
    let TriggerBoard {
        workflow_id,
        workflow_name,
        version,
        triggers,
        error_workflow,
    } = board;
    let text = format!("What starts {workflow_name} without a person.");
    let unpublished = version.is_none().then(|| {
        view! {
            <Banner
                status=Status::Waiting
                title="Not published yet"
                text="Triggers start the published version. Test addresses of webhooks take deliveries already."
            >
                <LinkButton href=format!("/studio/{workflow_id}")>"Open in Studio"</LinkButton>
            </Banner>
        }
    });
    view! {
        <PageHead title="Triggers" area="Studio" text=text>
            <Button icon=IconName::Webhook on_press=move || desk.begin(true)>"New webhook"</Button>
            <Button kind=ButtonKind::Primary icon=IconName::CalendarClock on_press=move || desk.begin(false)>
                "New schedule"
            </Button>
        </PageHead>
        <div class="triggers">
            {unpublished}
            <List triggers=triggers desk=desk />
            <OnFailure workflow=workflow_id chosen=error_workflow />
        </div>
    }
}

#[component]
fn List(triggers: Vec<Trigger>, desk: Desk) -> impl IntoView {
    if triggers.is_empty() {
        return view! {
            <div class="card">
                <EmptyState
                    icon=IconName::Webhook
                    title="Nothing starts it yet"
                    text="A webhook gives it an address that other systems call. A schedule starts it by the clock."
                >
                    <Button kind=ButtonKind::Primary icon=IconName::Webhook on_press=move || desk.begin(true)>
                        "Make a webhook"
                    </Button>
                    <Button icon=IconName::CalendarClock on_press=move || desk.begin(false)>"Make a schedule"</Button>
                </EmptyState>
            </div>
        }
        .into_any();
    }
    let rows = triggers
        .into_iter()
        .map(|trigger| view! { <TriggerRow trigger=trigger desk=desk /> })
        .collect_view();
    view! {
        <div class="card stacks">
            <Table label="Triggers" columns=COLUMNS.to_vec()>{rows}</Table>
        </div>
    }
    .into_any()
}
