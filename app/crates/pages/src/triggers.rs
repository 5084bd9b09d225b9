//! What starts a workflow without a person: webhooks, schedules, and what its failure starts.

mod board;
mod deletion;
mod deliveries;
mod delivery;
mod desk;
mod details;
mod form;
mod form_view;
mod on_failure;
mod reveal;
mod row;
mod skeleton;
mod words;

use domain::id::WorkflowId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use rpc::api::trigger::trigger_board;
use rpc::{AppError, TriggerBoard};
use ui::{Crumb, Crumbs, PageFrame};

use crate::loaded::{Asked, Loaded, shows};
use board::Board;
use deletion::Deletion;
use desk::Desk;
use details::Details;
use form_view::FormDialog;
use reveal::Reveal;
use skeleton::BoardSkeleton;

/// The triggers of the workflow that the address names.
#[component]
pub fn TriggersPage() -> impl IntoView {
    let params = use_params_map();
    let id = memo(move || params.with(|params| params.get("id").unwrap_or_default()));
    let board: Asked<TriggerBoard> = Resource::new(move || id.get(), asked);
    let name = RwSignal::new(String::new());
    let steps = Signal::derive(move || {
        let workflow = Crumb::link(or_dash(name.get()), format!("/studio/{}", id.get()));
        vec![Crumb::link("Studio", "/studio"), workflow, Crumb::here("Triggers")]
    });
    let workflow = Signal::derive(move || id.with(|id| id.parse::<WorkflowId>().ok()));
    let desk = Desk::new(workflow, Callback::new(move |()| board.refetch()));
    let show = shows(move |found: TriggerBoard| {
        name.set(found.workflow_name.clone());
        desk.known.set(found.triggers.clone());
        view! { <Board board=found desk=desk /> }
    });
    view! {
        <PageFrame crumbs=move || view! { <Crumbs crumbs=steps /> }>
            <div class="page">
                <Loaded
                    of=board
                    titled=true
                    failure="The triggers could not be loaded"
                    skeleton=|| view! { <BoardSkeleton /> }
                    show=show
                />
                <Details desk=desk />
                <FormDialog desk=desk />
                <Reveal desk=desk />
                <Deletion desk=desk />
            </div>
        </PageFrame>
    }
    .into_any()
}

fn or_dash(name: String) -> String {
    if name.is_empty() { "Workflow".to_owned() } else { name }
}

async fn asked(id: String) -> Result<TriggerBoard, AppError> {
    match id.parse::<WorkflowId>() {
        Ok(id) => trigger_board(id).await,
        Err(_) => {
            let error = AppError::not_found("workflow");
            #[cfg(feature = "ssr")]
            rpc::api::context::set_status(error.status);
            Err(error)
        }
    }
}
