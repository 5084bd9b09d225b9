//! Log lines: of the run with a filter by level and words, or of one step.

mod filter;

use domain::run::{LogLine, StepPath};
use leptos::prelude::*;
use ui::{Choice, SearchField, Select, clock_time};

use super::scene::Scene;
use filter::LogFilter;

/// All lines of the run, filtered.
#[component]
pub(super) fn RunLogs(scene: Scene) -> impl IntoView {
    let filter = RwSignal::new(LogFilter::default());
    let level = Signal::derive(move || filter.with(|filter| filter.least.as_str().to_owned()));
    let words = Signal::derive(move || filter.with(|filter| filter.words.clone()));
    let choices: Vec<Choice> = LogFilter::levels()
        .map(|(level, label)| Choice::new(level.as_str(), label))
        .collect();
    let lines = memo(move || {
        filter.with(|filter| {
            scene.state.with(|state| {
                scene.names.with_value(|names| {
                    let named = |step: &StepPath| names.title(step);
                    state
                        .logs
                        .iter()
                        .filter(|line| filter.lets_through(line, named))
                        .cloned()
                        .collect::<Vec<_>>()
                })
            })
        })
    });
    view! {
        <div class="run__log-filter">
            <SearchField label="Find in the log" value=words on_search=move |words: String| filter.update(|filter| filter.words = words) />
            <Select label="Level" choices=choices value=level block=false
                on_change=move |word: String| filter.update(|filter| filter.least = LogFilter::level(&word)) />
        </div>
        <Lines scene=scene lines=lines label="Log of the run" />
    }
}

/// The lines of one step.
#[component]
pub(super) fn LogLines(scene: Scene, step: Option<StepPath>) -> impl IntoView {
    let lines = memo(move || {
        scene.state.with(|state| {
            state
                .logs
                .iter()
                .filter(|line| line.step == step)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    view! { <Lines scene=scene lines=lines label="Log of the step" /> }
}

#[component]
fn Lines(scene: Scene, lines: Memo<Vec<LogLine>>, label: &'static str) -> impl IntoView {
    let none = move || {
        lines
            .with(Vec::is_empty)
            .then(|| view! { <p class="run__none">"No log lines"</p> })
    };
    view! {
        <div class="logs" tabindex="0" role="log" aria-label=label>
            <For each=move || lines.get() key=|line| line.seq let:line>
                {row(scene, line)}
            </For>
        </div>
        {none}
    }
}

fn row(scene: Scene, line: LogLine) -> AnyView {
    let step = line.step.map(|step| {
        let title = scene.names.with_value(|names| names.title(&step));
        view! { <span class="logs__step">{title}</span>" " }
    });
    view! {
        <p class="logs__row" data-level=line.level.as_str()>
            <time class="logs__ts" datetime=line.at.to_rfc3339()>{clock_time(line.at.timestamp_millis())}</time>
            <span class="logs__level">{line.level.as_str()}</span>
            <span class="logs__msg">{step}{line.message}</span>
        </p>
    }
}
