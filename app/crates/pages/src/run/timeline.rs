//! The timeline: steps on a time axis, live.

use std::collections::BTreeSet;

use domain::run::StepPath;
use leptos::prelude::*;
use ui::{EmptyState, IconName, Waterfall, WaterfallRow};

use super::reveal::reveal_panel;
use super::rows::{Press, Turned, press, rows};
use super::scene::Scene;

/// Rows that select a step, and open and close loops.
#[component]
pub(super) fn Timeline(scene: Scene) -> impl IntoView {
    let turned = RwSignal::new(Turned::new());
    let shown = memo(move || {
        let axis = scene.axis.get();
        scene.state.with(|state| {
            scene
                .names
                .with_value(|names| turned.with(|turned| rows(state, names, turned, &axis)))
        })
    });
    let shown = memo(move || {
        let mut rows = shown.get();
        scene.kept.with_value(|kept| mark_kept(&mut rows, kept));
        rows
    });
    let step = scene.step();
    let pressed = move |id: String| {
        let selected = step.get_untracked();
        match scene.state.with_untracked(|state| press(&id, state, selected.as_ref())) {
            Press::Select(path) => {
                scene.select(path);
                reveal_panel();
            }
            Press::Turn => turned.update(|turned| {
                if !turned.remove(&id) {
                    turned.insert(id);
                }
            }),
        }
    };
    let none = move || {
        shown.with(Vec::is_empty).then(|| {
            view! { <EmptyState icon=IconName::Hourglass title="Nothing has happened yet" text="Steps appear here as soon as a worker takes the run." /> }
        })
    };
    view! {
        <Waterfall
            rows=shown
            total=Signal::derive(move || scene.axis.get().total())
            selected=Signal::derive(move || step.get().map(|step| step.to_string()))
            on_select=pressed
        />
        {none}
    }
}

/// The results of these steps were taken over: they took no time of this run.
fn mark_kept(rows: &mut [WaterfallRow], kept: &BTreeSet<StepPath>) {
    for row in rows.iter_mut().filter(|_| !kept.is_empty()) {
        if row.id.parse::<StepPath>().is_ok_and(|path| kept.contains(&path)) {
            row.end = "Kept".to_owned();
            row.bars.clear();
        }
    }
}
