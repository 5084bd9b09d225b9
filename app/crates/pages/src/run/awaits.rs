//! What a step waits for, and the way there: a person, another system, another run.

use domain::id::RunId;
use domain::run::{APPROVAL_SIGNAL, CHILD_SIGNAL, StepPath, StepState};
use leptos::prelude::*;
use rpc::api::approval::find_resume_link;
use ui::{Button, IconName, RelativeTime, Toast, copy, use_toasts};

use super::scene::Scene;
use super::short;
use crate::address::address;
use crate::sentence::sentence;

/// One line where the step waits for somebody, or has started another run; else nothing.
#[component]
pub(super) fn Awaits(scene: Scene, path: StepPath, state: Memo<StepState>) -> impl IntoView {
    let run = scene.header.with_value(|header| header.id);
    let awaited = memo(move || state.with(awaited));
    let child = memo(move || state.with(|state| state.child));
    let until = memo(move || state.with(|state| state.until.map(|at| at.to_rfc3339())));
    let until = move || until.get().map(|at| view! { ", until "<RelativeTime at=at /> });
    let path = StoredValue::new(path);
    view! {
        {move || awaited.get().map(|awaited| match awaited {
            Awaited::Person => view! {
                <p class="run__awaits">"Waits for a person: "<a class="link" href=questions(run)>"see the approval"</a>{until}"."</p>
            }
            .into_any(),
            Awaited::Signal(name) => view! {
                <div class="run__awaits">
                    <p>"Waits for the signal "<span class="mono">{name}</span>{until}"."</p>
                    <CopyLink run=run path=path.get_value() />
                </div>
            }
            .into_any(),
        })}
        {move || child.get().map(|child| {
            let id = child.to_string();
            let (href, shown) = (format!("/runs/{id}"), short(&id));
            view! { <p class="run__awaits">"Its run: "<a class="link mono" href=href title=id>{shown}</a></p> }
        })}
    }
}

/// Copies the address that lets the step go on without a key.
#[component]
fn CopyLink(run: RunId, path: StepPath) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let press = move || {
        let path = path.clone();
        busy.set(true);
        leptos::task::spawn_local(async move {
            match find_resume_link(run, path).await {
                Ok(link) => {
                    let origin = window().location().origin().unwrap_or_default();
                    copy(&format!("{origin}{}", link.path));
                    toasts.success("Copied. A POST to this address lets the step go on, once.");
                }
                Err(error) => {
                    toasts.show(Toast::error("There is no such address").text(sentence(&error.message)));
                }
            }
            busy.try_set(false);
        });
    };
    view! { <Button icon=IconName::Link busy=busy on_press=press>"Copy resume address"</Button> }
}

/// For whom a step waits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Awaited {
    Person,
    Signal(String),
}

fn awaited(step: &StepState) -> Option<Awaited> {
    let name = step.awaits.as_deref().filter(|_| !step.status.is_final())?;
    match name {
        APPROVAL_SIGNAL => Some(Awaited::Person),
        CHILD_SIGNAL => None,
        name => Some(Awaited::Signal(name.to_owned())),
    }
}

fn questions(run: RunId) -> String {
    address("/approvals", &[("q", &run.to_string())])
}

#[cfg(test)]
mod tests {
    use domain::run::StepStatus;

    use super::*;

    #[test]
    fn only_what_others_can_answer_is_told() {
        let step = |name: &str, status: StepStatus| StepState {
            awaits: Some(name.to_owned()),
            status,
            ..StepState::default()
        };
        assert_eq!(awaited(&step("approval", StepStatus::Waiting)), Some(Awaited::Person));
        assert_eq!(
            awaited(&step("paid", StepStatus::Waiting)),
            Some(Awaited::Signal("paid".to_owned()))
        );
        assert_eq!(awaited(&step("sub_workflow", StepStatus::Waiting)), None);
        assert_eq!(awaited(&step("paid", StepStatus::Succeeded)), None);
    }
}
