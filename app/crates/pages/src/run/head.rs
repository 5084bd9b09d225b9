//! The head of a run: whose it is, where it stands, and what can be done.

use domain::run::RunMode;
use leptos::prelude::*;
use rpc::api::run::cancel_run;
use ui::{Badge, Button, ButtonKind, IconName, LinkButton, PageHead, StatusPill, Toast, use_toasts};

use super::again::Again;
use super::scene::Scene;
use crate::outcome::of_run;
use crate::runs::VersionBadge;

/// Title, status, version, mode; cancel, replay, run again, open in the studio.
#[component]
pub(super) fn Head(scene: Scene) -> impl IntoView {
    let (title, version, mode, studio) = scene.header.with_value(|header| {
        (
            header.workflow_name.clone(),
            header.version,
            header.mode,
            format!("/studio/{}", header.workflow_id),
        )
    });
    let status = scene.status();
    let goes_on = memo(move || !status.get().is_final());
    view! {
        <PageHead
            title=title
            area="Run"
            beside=move || view! {
                <RunPill scene=scene />
                <VersionBadge version=version />
                {(mode == RunMode::Mock).then(|| view! { <Badge>"Mock"</Badge> })}
            }
        >
            <LinkButton href=studio icon=IconName::Workflow>"Open in Studio"</LinkButton>
            {move || if goes_on.get() {
                view! { <Cancel scene=scene /> }.into_any()
            } else {
                view! { <Again scene=scene /> }.into_any()
            }}
        </PageHead>
    }
}

/// Where the run stands.
#[component]
fn RunPill(scene: Scene) -> impl IntoView {
    let status = scene.status();
    let word = Signal::derive(move || {
        let asked = scene
            .state
            .with(|state| state.cancel_requested && !state.status.is_final());
        if asked { "Cancelling".to_owned() } else { String::new() }
    });
    view! {
        <span data-run-status=move || status.get().as_str() role="status">
            <StatusPill status=Signal::derive(move || of_run(status.get())) word=word />
        </span>
    }
}

#[component]
fn Cancel(scene: Scene) -> impl IntoView {
    let toasts = use_toasts();
    let run = scene.header.with_value(|header| header.id);
    let asking = RwSignal::new(false);
    let asked = Signal::derive(move || asking.get() || scene.state.with(|state| state.cancel_requested));
    let press = move || {
        asking.set(true);
        leptos::task::spawn_local(async move {
            if let Err(error) = cancel_run(run).await {
                asking.try_set(false);
                toasts.show(Toast::error("The run could not be cancelled").text(error.message));
            }
        });
    };
    view! { <Button kind=ButtonKind::Danger icon=IconName::CircleX busy=asked on_press=press>"Cancel run"</Button> }
}
