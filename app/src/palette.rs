//! The command palette: places, workflows by name, recent runs, a new workflow, the theme.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use pages::use_new_workflow;
use rpc::api::run::list_runs;
use rpc::api::workflow::list_workflows;
use rpc::{ListQuery, RunFilter};
use ui::{Command, CommandPalette, set_theme};

use crate::commands::{Act, act, of_run, of_workflow, places, themes};

/// How many of the newest runs can be found.
const RECENT: u32 = 8;

/// The palette; opens with ⌘K from the frame.
#[component]
pub(crate) fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let found = RwSignal::new(Vec::<Command>::new());
    effect(move || {
        if open.get() {
            leptos::task::spawn_local(async move {
                let rows = found_on_server().await;
                found.try_set(rows);
            });
        }
    });
    let commands = Signal::derive(move || {
        let mut all = places();
        found.with(|found| all.extend(found.iter().cloned()));
        all.extend(themes());
        all
    });
    let navigate = use_navigate();
    let new_workflow = use_new_workflow();
    let pick = move |command: Command| match act(&command.id) {
        Some(Act::Go(address)) => navigate(&address, Default::default()),
        Some(Act::Dress(theme)) => set_theme(theme),
        Some(Act::NewWorkflow) => new_workflow.run(()),
        None => {}
    };
    view! { <CommandPalette open=open commands=commands on_pick=pick /> }
}

/// Workflows and recent runs. What can't be had is left out: the standing commands still work.
async fn found_on_server() -> Vec<Command> {
    let newest = ListQuery {
        page_size: ListQuery::MAX_PAGE_SIZE,
        ..ListQuery::default()
    };
    let mut rows = Vec::new();
    if let Ok(page) = list_workflows(newest).await {
        rows.extend(page.items.iter().map(of_workflow));
    }
    let recent = ListQuery {
        page_size: RECENT,
        ..ListQuery::default()
    };
    if let Ok(page) = list_runs(RunFilter::default(), recent).await {
        rows.extend(page.items.iter().map(of_run));
    }
    rows
}
