//! Why a run did not succeed: at which step, why, after how many attempts.

use domain::run::{RunError, RunState, RunStatus, StepPath};
use leptos::prelude::*;
use ui::{Banner, Button, Status};

use super::names::Names;
use super::reveal::reveal_panel;
use super::scene::Scene;
use crate::sentence::plain;

/// The banner above the timeline; nothing while all is well.
#[component]
pub(super) fn Trouble(scene: Scene) -> impl IntoView {
    let told = memo(move || {
        scene
            .state
            .with(|state| scene.names.with_value(|names| told(state, names)))
    });
    move || {
        let Told {
            tone,
            title,
            text,
            step,
        } = told.get()?;
        let show = step.map(|step| {
            view! { <Button on_press=move || {
                scene.select(step.clone());
                reveal_panel();
            }>"Show step"</Button> }
        });
        Some(view! { <Banner status=tone title=title text=text>{show}</Banner> })
    }
}

/// What the banner says.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    tone: Status,
    title: String,
    text: String,
    step: Option<StepPath>,
}

fn told(state: &RunState, names: &Names) -> Option<Told> {
    match (state.status, &state.error) {
        (RunStatus::Failed | RunStatus::Dead, Some(error)) => Some(Told {
            tone: Status::Failed,
            title: title(error, names),
            text: plain(cause(state, error)),
            step: error.step_id.clone(),
        }),
        (RunStatus::Failed | RunStatus::Dead, None) => Some(Told {
            tone: Status::Failed,
            title: "The run failed".to_owned(),
            text: "Its journal names no cause.".to_owned(),
            step: None,
        }),
        (RunStatus::Cancelled, _) => Some(Told {
            tone: Status::Idle,
            title: "The run was cancelled".to_owned(),
            text: "Steps that had ended keep their output; the others were stopped.".to_owned(),
            step: None,
        }),
        (RunStatus::Queued | RunStatus::Running | RunStatus::Waiting | RunStatus::Succeeded, _) => None,
    }
}

/// The step's own words, where it is known: the title has named step and attempts already.
fn cause<'a>(state: &'a RunState, error: &'a RunError) -> &'a str {
    let step = error.step_id.as_ref().and_then(|step| state.steps.get(step));
    let own = step.and_then(|step| step.error.as_ref());
    own.map_or(&error.message, |own| &own.message)
}

fn title(error: &RunError, names: &Names) -> String {
    match (&error.step_id, error.attempts) {
        (None, _) => "The run failed".to_owned(),
        (Some(step), 0 | 1) => format!("{} failed", names.title(step)),
        (Some(step), attempts) => format!("{} failed after {attempts} attempts", names.title(step)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::journal::Journal;
    use domain::run::EventKind;
    use serde_json::Value;

    fn failed(attempts: u32) -> EventKind {
        EventKind::RunFinished {
            status: RunStatus::Failed,
            output: Value::Null,
            error: Some(RunError {
                code: "http_status".to_owned(),
                message: "Step `fetch` failed".to_owned(),
                step_id: Some("fetch".parse().unwrap()),
                attempts,
            }),
        }
    }

    #[test]
    fn the_step_its_attempts_and_its_own_words_are_told() {
        let journal = Journal::started()
            .begins(1, "fetch", 3)
            .fails(2, "fetch", 3)
            .and(3, failed(3));
        let told = told(&journal.state(), &Names::default()).unwrap();
        assert_eq!(told.title, "fetch failed after 3 attempts");
        assert_eq!(told.text, "It answered 404.");
        assert_eq!(told.step.map(|step| step.to_string()), Some("fetch".to_owned()));
    }

    #[test]
    fn one_attempt_goes_without_saying() {
        let journal = Journal::started().and(3, failed(1));
        let told = told(&journal.state(), &Names::default()).unwrap();
        assert_eq!(
            (told.title.as_str(), told.text.as_str()),
            ("fetch failed", "Step fetch failed.")
        );
    }

    #[test]
    fn all_is_well_while_it_goes_on() {
        let running = Journal::started();
        assert_eq!(told(&running.state(), &Names::default()), None);
        let done = Journal::started().ends(2, RunStatus::Succeeded);
        assert_eq!(told(&done.state(), &Names::default()), None);
    }
}
