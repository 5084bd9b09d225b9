//! The lines that the run wrote.

use domain::run::LogLine;
use leptos::prelude::*;
use ui::{EmptyState, IconName};

use crate::state::studio::Studio;

/// All lines of the run.
#[component]
pub(super) fn Logs(studio: Studio) -> impl IntoView {
    let state = studio.run.state;
    let lines = memo(move || state.with(|state| state.as_ref().map(|state| state.logs.clone()).unwrap_or_default()));
    view! { <LogLines lines=lines /> }
}

/// Log lines, or word that there are none.
#[component]
pub(super) fn LogLines(#[prop(into)] lines: Signal<Vec<LogLine>>) -> impl IntoView {
    let none = move || lines.with(Vec::is_empty);
    view! {
        <Show
            when=move || !none()
            fallback=|| view! { <EmptyState icon=IconName::ScrollText title="No log lines" text="Log steps write here." /> }
        >
            <div class="logs" role="log" aria-label="Log">
                <For each=move || lines.get() key=|line| line.seq let:line>{row(line)}</For>
            </div>
        </Show>
    }
}

fn row(line: LogLine) -> AnyView {
    let at = line.at.to_rfc3339();
    let time = ui::clock_time(line.at.timestamp_millis());
    let step = line
        .step
        .map(|step| view! { <span class="meta mono">{step.to_string()}" "</span> });
    view! {
        <div class="logs__row" data-level=line.level.as_str()>
            <time class="logs__ts" datetime=at.clone() title=at>{time}</time>
            <span class="logs__level">{line.level.as_str()}</span>
            <span class="logs__msg">{step}{line.message}</span>
        </div>
    }
}
