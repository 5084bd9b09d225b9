//! The figures of a run.

use leptos::prelude::*;
use ui::{CopyButton, Fact, Facts, RelativeTime, duration};

use super::scene::Scene;
use crate::outcome::{mode_word, trigger};

/// When, how long, how many steps, by what, and the run's id.
#[component]
pub(super) fn RunFacts(scene: Scene) -> impl IntoView {
    let (id, by, mode, queued) = scene.header.with_value(|header| {
        (
            header.id.to_string(),
            trigger(&header.trigger),
            mode_word(header.mode),
            header.queued_at,
        )
    });
    let started = Signal::derive(move || {
        scene
            .state
            .with(|state| state.started_at.unwrap_or(queued).to_rfc3339())
    });
    let took = move || {
        let begun = scene.state.with(|state| state.started_at.is_some());
        if begun {
            duration(scene.axis.get().total())
        } else {
            "Not begun".to_owned()
        }
    };
    let steps = move || {
        scene
            .state
            .with(|state| state.steps.values().filter(|step| step.status.is_final()).count())
    };
    let attempts = move || {
        scene.state.with(|state| {
            state
                .steps
                .values()
                .map(|step| step.attempts.saturating_sub(1))
                .sum::<u32>()
        })
    };
    let shown = id.clone();
    view! {
        <Facts>
            <Fact label="Started"><RelativeTime at=started /></Fact>
            <Fact label="Duration"><span class="num">{took}</span></Fact>
            <Fact label="Steps done"><span class="num">{steps}</span></Fact>
            <Fact label="Retries"><span class="num">{attempts}</span></Fact>
            <Fact label="Trigger"><span class="truncate">{by}</span></Fact>
            <Fact label="Mode">{mode}</Fact>
            <div class="facts__wide">
                <dt>"Run"</dt>
                <dd class="facts__id">
                    <span class="mono truncate" title=shown.clone()>{shown.clone()}</span>
                    <CopyButton text=id label="Copy run id" />
                </dd>
            </div>
        </Facts>
    }
}
