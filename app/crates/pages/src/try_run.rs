//! Runs a workflow with the values that its inputs have by themselves, and shows the run.

use domain::id::WorkflowId;
use domain::run::RunMode;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::api::run::start_run;
use serde_json::{Map, Value};
use ui::{Button, IconName, Toast, use_toasts};

/// "Try run": starts the workflow and goes to the run. Where inputs are missing, it leads to the studio.
#[component]
pub(crate) fn TryRun(
    /// The workflow.
    id: WorkflowId,
    /// Its name, for those who can't see where the button stands.
    name: String,
) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let press = move || {
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match start_run(id, Value::Object(Map::new()), RunMode::Live, None).await {
                Ok(created) => navigate(&format!("/runs/{}", created.run_id), Default::default()),
                Err(error) => {
                    let open = move || navigate(&format!("/studio/{id}"), Default::default());
                    toasts.show(
                        Toast::error("The run could not be started")
                            .text(error.message)
                            .action("Open in Studio", open),
                    );
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <Button icon=IconName::Play busy=busy on_press=press>
            "Try run"
            <span class="vh">" of "{name}</span>
        </Button>
    }
}
