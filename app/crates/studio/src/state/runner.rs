//! Starting a run, showing one, ending it.

use domain::catalogue::Catalogue;
use domain::id::RunId;
use domain::inputs::input_specs;
use domain::run::{RunMode, RunState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rpc::RunDetail;
use rpc::api::run::{cancel_run, get_run, start_run};
use serde_json::{Value, json};
use ui::Toast;

use super::storage::{keep, recall};
use super::studio::Studio;

impl Studio {
    /// Runs the draft: asks for inputs when it declares some.
    pub(crate) fn ask_to_run(&self) {
        if self.run.starting.get_untracked() || self.refuse_faulty() {
            return;
        }
        if input_specs(&self.workflow_now()).is_empty() {
            self.start(json!({}), self.usual_mode());
        } else {
            self.panes.run_form.set(true);
        }
    }

    /// A faulty draft is not run: leads to its first fault instead.
    fn refuse_faulty(self) -> bool {
        self.check_now();
        let first = self
            .problems
            .with_untracked(|problems| problems.iter().find(|located| located.problem.is_error()).cloned());
        let Some(first) = first else { return false };
        let text = crate::problem::words(&first.problem);
        self.toasts.show(
            Toast::warning("The draft can't run yet")
                .text(text)
                .action("Show", move || self.while_open(|| self.go_to(&first))),
        );
        self.panes.overview.set("problems".to_owned());
        true
    }

    /// Saves, then starts a run of the draft.
    pub(crate) fn start(&self, inputs: Value, mode: RunMode) {
        let studio = *self;
        keep(&self.inputs_key(), &inputs.to_string());
        keep(&self.mode_key(), mode.as_str());
        self.run.starting.set(true);
        self.flush(move |saved| {
            if saved {
                studio.start_saved(inputs.clone(), mode);
            } else {
                studio.run.starting.set(false);
                studio
                    .toasts
                    .show(Toast::error("Not started").text("The draft could not be saved first."));
            }
        });
    }

    fn start_saved(self, inputs: Value, mode: RunMode) {
        let graph = self.workflow_now().graph();
        spawn_local(async move {
            let answer = start_run(self.id, inputs.clone(), mode, None).await;
            self.run.starting.try_set(false);
            match answer {
                Ok(_) if self.is_closed() => {}
                Ok(created) => {
                    self.run.graph.set(graph);
                    self.run.inputs.set(inputs);
                    self.run.mode.set(mode);
                    self.panes.run_form.set(false);
                    self.watch(created.run_id, RunState::default());
                    self.announcer.say("Run started");
                }
                Err(error) => {
                    let first = error.problems.first().map(crate::problem::words);
                    self.toasts
                        .show(Toast::error("The run could not be started").text(first.unwrap_or(error.message)));
                }
            }
        });
    }

    /// Shows a run that was started before.
    pub(crate) fn open_run(&self, id: RunId) {
        let studio = *self;
        spawn_local(async move {
            match get_run(id).await {
                Ok(detail) if detail.header.workflow_id == studio.id => studio.while_open(|| studio.show_run(detail)),
                Ok(_) => {}
                Err(error) => {
                    let request = error.request_id.map(|id| format!(" Request {id}.")).unwrap_or_default();
                    let toast = Toast::error("The run could not be loaded").text(error.message + &request);
                    studio
                        .toasts
                        .show(toast.action("Retry", move || studio.while_open(|| studio.open_run(id))));
                }
            }
        });
    }

    fn show_run(self, detail: RunDetail) {
        self.run.graph.set(detail.graph.graph());
        self.run.inputs.set(detail.inputs);
        self.run.mode.set(detail.header.mode);
        self.watch(detail.header.id, RunState::from_events(&detail.events));
    }

    /// Asks for the end of the run.
    pub(crate) fn cancel(&self) {
        let Some(id) = self.run.id.get_untracked() else { return };
        let run = self.run;
        let toasts = self.toasts;
        run.cancelling.set(true);
        spawn_local(async move {
            if let Err(error) = cancel_run(id).await {
                run.cancelling.try_set(false);
                toasts.show(Toast::error("The run could not be cancelled").text(error.message));
            }
        });
    }

    /// Live, unless it was mock the last time or a kind of the draft knows nothing else.
    pub(crate) fn usual_mode(&self) -> RunMode {
        let remembered = recall(&self.mode_key()).and_then(|word| word.parse().ok());
        let mock_only = || {
            let kind_of = |node: &domain::graph::Node| Catalogue::builtin().get(&node.kind);
            let workflow = self.workflow_now();
            workflow.nodes.iter().filter_map(kind_of).any(|kind| kind.mock_only)
        };
        remembered.unwrap_or_else(|| if mock_only() { RunMode::Mock } else { RunMode::Live })
    }

    /// The inputs of the last run that was started here.
    pub(crate) fn last_inputs(&self) -> Value {
        recall(&self.inputs_key())
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or(Value::Null)
    }

    fn inputs_key(self) -> String {
        format!("apex.inputs.{}", self.id)
    }

    fn mode_key(self) -> String {
        format!("apex.mode.{}", self.id)
    }
}
