//! Why a run did not succeed: at which step, why, after how many attempts.

use domain::run::{RunError, RunStatus};
use leptos::prelude::*;
use ui::{Banner, Button, Status};

use super::names::Names;
use super::scene::Scene;

/// The banner above the timeline; nothing while all is well.
#[component]
pub(super) fn Trouble(scene: Scene) -> impl IntoView {
    let words = Memo::new(move |_| {
        scene.state.with(|state| {
            let error = state.error.as_ref();
            scene.names.with_value(|names| words(state.status, error, names))
        })
    });
    let culprit = Memo::new(move |_| scene.state.with(|state| state.error.as_ref()?.step_id.clone()));
    move || {
        let (status, title, text) = words.get()?;
        let show = move || {
            if let Some(step) = culprit.get_untracked() {
                scene.select(step);
            }
        };
        Some(view! {
            <Banner status=status title=title text=text>
                {culprit.get().map(|_| view! { <Button on_press=show>"Show step"</Button> })}
            </Banner>
        })
    }
}

/// Tone, what happened, and why.
fn words(status: RunStatus, error: Option<&RunError>, names: &Names) -> Option<(Status, String, String)> {
    match (status, error) {
        (RunStatus::Failed | RunStatus::Dead, Some(error)) => {
            Some((Status::Failed, title(error, names), error.message.clone()))
        }
        (RunStatus::Failed | RunStatus::Dead, None) => Some((
            Status::Failed,
            "The run failed".to_owned(),
            "Its journal names no cause.".to_owned(),
        )),
        (RunStatus::Cancelled, _) => Some((
            Status::Idle,
            "The run was cancelled".to_owned(),
            "Steps that had ended keep their output; the others were stopped.".to_owned(),
        )),
        (RunStatus::Queued | RunStatus::Running | RunStatus::Waiting | RunStatus::Succeeded, _) => None,
    }
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

    fn error(attempts: u32) -> RunError {
        RunError {
            code: "http_status".to_owned(),
            message: "It answered 503.".to_owned(),
            step_id: Some("fetch".parse().unwrap()),
            attempts,
        }
    }

    #[test]
    fn the_step_and_its_attempts_are_named() {
        let names = Names::default();
        let (tone, title, text) = words(RunStatus::Failed, Some(&error(3)), &names).unwrap();
        assert_eq!(
            (tone, title.as_str()),
            (Status::Failed, "fetch failed after 3 attempts")
        );
        assert_eq!(text, "It answered 503.");
        assert_eq!(
            words(RunStatus::Dead, Some(&error(1)), &names).unwrap().1,
            "fetch failed"
        );
    }

    #[test]
    fn all_is_well_while_it_goes_on() {
        assert_eq!(words(RunStatus::Running, None, &Names::default()), None);
        assert_eq!(words(RunStatus::Succeeded, None, &Names::default()), None);
    }
}
