//! What can be done with a run that has ended: go on where it failed, or run it once more from the beginning.

use domain::id::RunId;
use domain::inputs::input_specs;
use domain::run::{RunStatus, StepPath};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::api::run::replay_run;
use rpc::{Replay, ReplayFrom};
use ui::{Button, ButtonKind, IconName, Toast, use_toasts};

use super::run_form::RunForm;
use super::scene::Scene;

/// Starts replays of the run in sight, one at a time, and goes to the new run.
#[derive(Clone, Copy)]
pub(super) struct Replays {
    /// One is being started.
    pub(super) busy: RwSignal<bool>,
    start: Callback<Replay>,
}

impl Replays {
    /// For this run.
    pub(super) fn of(run: RunId) -> Self {
        let toasts = use_toasts();
        let navigate = use_navigate();
        let busy = RwSignal::new(false);
        let start = Callback::new(move |replay: Replay| {
            // the same press twice starts one
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let navigate = navigate.clone();
            leptos::task::spawn_local(async move {
                match replay_run(run, replay).await {
                    Ok(created) => navigate(&format!("/runs/{}", created.run_id), Default::default()),
                    Err(error) => {
                        let first = error.problems.first().map(|problem| problem.message.clone());
                        let text = crate::sentence::sentence(&first.unwrap_or(error.message));
                        toasts.show(Toast::error("The run could not be replayed").text(text));
                    }
                }
                busy.try_set(false);
            });
        });
        Self { busy, start }
    }

    /// Starts one.
    pub(super) fn start(self, replay: Replay) {
        self.start.run(replay);
    }

    /// Starts one that keeps what it can.
    pub(super) fn from(self, from: ReplayFrom) {
        self.start(Replay {
            from,
            ..Replay::default()
        });
    }
}

/// The buttons in the run's head, once it has ended.
#[component]
pub(super) fn Again(scene: Scene) -> impl IntoView {
    let replays = scene.replays;
    let (asks, inputs) = scene.detail.with_value(|detail| {
        let asks = !input_specs(&detail.graph).is_empty();
        (asks, detail.inputs.clone())
    });
    let form = RwSignal::new(false);
    let again = move || {
        if asks {
            form.set(true);
        } else {
            replays.from(ReplayFrom::Start);
        }
    };
    let status = scene.status();
    let go_on = move || {
        let words = words(status.get())?;
        Some(view! {
            <Button kind=ButtonKind::Primary icon=IconName::CirclePlay busy=replays.busy on_press=move || replays.from(ReplayFrom::Failed)>
                {words}
            </Button>
        })
    };
    view! {
        <Button icon=IconName::RotateCcw busy=replays.busy on_press=again>
            {if asks { "Run again…" } else { "Run again" }}
        </Button>
        {go_on}
        {asks.then(|| view! { <RunForm scene=scene open=form inputs=inputs /> })}
    }
}

/// What going on is called; none where nothing failed.
const fn words(status: RunStatus) -> Option<&'static str> {
    match status {
        RunStatus::Failed | RunStatus::Dead => Some("Replay from failed step"),
        RunStatus::Cancelled => Some("Go on where it stopped"),
        RunStatus::Queued | RunStatus::Running | RunStatus::Waiting | RunStatus::Succeeded => None,
    }
}

/// In the panel of a step: begin anew here.
#[component]
pub(super) fn FromHere(scene: Scene, path: StepPath) -> impl IntoView {
    let replays = scene.replays;
    let status = scene.status();
    let from = StoredValue::new(ReplayFrom::Step(path.to_string()));
    let known = memo(move || status.get().is_final() && scene.state.with(|state| state.steps.contains_key(&path)));
    move || {
        known.get().then(|| {
            view! {
                <Button
                    icon=IconName::RotateCcw
                    busy=replays.busy
                    title="A new run that keeps the results before this step"
                    on_press=move || replays.from(from.get_value())
                >
                    "Replay from here"
                </Button>
            }
        })
    }
}
