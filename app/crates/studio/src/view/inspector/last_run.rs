//! What the node did in the run that the drawer shows.

use domain::run::StepState;
use leptos::prelude::*;
use ui::{EmptyState, IconName, JsonTree, StatusText};

use crate::run::describe::step_status;
use crate::run::masked::masked;
use crate::run::step::step_of;
use crate::state::subject::Subject;
use crate::view::fault::StepFault;

/// The third tab of a node.
#[component]
pub(super) fn LastRun(subject: Subject) -> impl IntoView {
    let studio = subject.studio;
    let step = memo(move || {
        studio
            .run
            .state
            .with(|run| step_of(run.as_ref()?, &subject.level(), &subject.id()).map(|(_, step)| step.clone()))
    });
    let root = format!("steps.{}", subject.id());
    move || match step.get() {
        Some(step) => view! { <Step step=step root=root.clone() /> }.into_any(),
        None => view! {
            <EmptyState
                icon=IconName::Activity
                title="Not run yet"
                text="Run the workflow: input, output and attempts of this step are shown here."
            />
        }
        .into_any(),
    }
}

#[component]
fn Step(step: StepState, root: String) -> impl IntoView {
    let mut facts = Vec::new();
    if let Some(ms) = step.duration_ms() {
        facts.push(ui::duration(ms));
    }
    if step.attempts > 1 {
        facts.push(format!("{} attempts", step.attempts));
    }
    let error = step.error.as_ref().map(|error| {
        view! {
            <StepFault error=error.clone() />
        }
    });
    let details = step.error.as_ref().and_then(|error| error.details.clone());
    let part = |title: &'static str, value: serde_json::Value, root: String| {
        (!value.is_null()).then(|| {
            view! {
                <section class="inspector__part">
                    <h3 class="field__label">{title}</h3>
                    <JsonTree value=value root=root label=title open_to=1 />
                </section>
            }
        })
    };
    view! {
        <p class="inspector__facts">
            <StatusText status=step_status(step.status) />
            <span class="num dim">{facts.join(" · ")}</span>
        </p>
        {error}
        {details.and_then(|details| part("Error details", details, "error".to_owned()))}
        {part("Output", step.output, root)}
        {part("Input", masked(&step.input), "input".to_owned())}
    }
}
