//! The drawer's head: tabs, the run's status and time, what can be done with it.

use domain::run::{RunMode, RunStatus};
use leptos::prelude::*;
use ui::{
    Badge, Button, ButtonKind, ControlSize, Icon, IconButton, IconName, IconSize, StatusPill, Tab, Tabs, TabsPlace,
};

use super::super::dialogs::previous::PreviousRuns;
use crate::run::describe::{elapsed_ms, run_status, short_id};
use crate::state::studio::Studio;

/// The head.
#[component]
pub(super) fn Head(studio: Studio) -> impl IntoView {
    let run = studio.run;
    let open = studio.panes.drawer;
    let lines = memo(move || {
        run.state
            .with(|state| state.as_ref().map_or(0, |state| state.logs.len()))
    });
    let tabs = Signal::derive(move || {
        let mut logs = Tab::new("logs", "Logs");
        if lines.get() > 0 {
            logs = logs.count(lines.get() as u64);
        }
        vec![Tab::new("timeline", "Timeline"), logs, Tab::new("output", "Output")]
    });
    let status = memo(move || {
        run.state
            .with(|state| state.as_ref().map_or(RunStatus::Queued, |state| state.status))
    });
    let elapsed = move || {
        run.state.with(|state| {
            let now = state
                .as_ref()
                .filter(|state| !state.status.is_final())
                .and_then(|_| run.now.get());
            state
                .as_ref()
                .map(|state| ui::duration(elapsed_ms(state, now)))
                .unwrap_or_default()
        })
    };
    let id = memo(move || run.id.get().map(|id| id.to_string()).unwrap_or_default());
    let select = move |tab: String| {
        run.tab.set(tab);
        open.set(true);
    };
    let mock = move || (run.mode.get() == RunMode::Mock).then(|| view! { <Badge>"Mock"</Badge> });
    view! {
        <div class="studio__drawer-head">
            <Tabs id="drawer" label="Run view" tabs=tabs selected=run.tab on_select=select place=TabsPlace::Panel />
            <span class="topbar__gap"></span>
            {mock}
            <span data-run-status=move || status.get().as_str()>
                <StatusPill status=move || run_status(status.get()) />
            </span>
            <span class="num dim" data-run-elapsed="">{elapsed}</span>
            <span class="faint" aria-hidden="true">"·"</span>
            <a class="mono dim" href=move || format!("/runs/{}", id.get()) title=id>
                {move || short_id(&id.get())}
            </a>
            <span class="studio__rule"></span>
            <Show when=move || run.is_live()>
                <Button
                    kind=ButtonKind::Ghost
                    size=ControlSize::Small
                    icon=IconName::Square
                    busy=run.cancelling
                    on_press=move || studio.cancel()
                >
                    "Cancel"
                </Button>
            </Show>
            <PreviousRuns studio=studio />
            <a class="btn btn--ghost btn--icon btn--sm" href=move || format!("/runs/{}", id.get()) title="Open the run page">
                <Icon name=IconName::ArrowUpRight size=IconSize::Small />
                <span class="vh">"Open the run page"</span>
            </a>
            <IconButton
                icon=move || if open.get() { IconName::ChevronDown } else { IconName::ChevronUp }
                label=move || if open.get() { "Hide drawer".to_owned() } else { "Show drawer".to_owned() }
                size=ControlSize::Small
                on_press=move || open.update(|open| *open = !*open)
            />
        </div>
    }
}
