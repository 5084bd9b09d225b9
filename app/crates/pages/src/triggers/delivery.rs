//! A test that was kept: what came, and running the draft with it.

use domain::id::DeliveryId;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::AppError;
use rpc::api::trigger::{get_delivery, try_delivery};
use serde_json::Value;
use ui::{Button, ButtonKind, IconName, JsonTree, Loading, Skeleton, SkeletonShape, Toast, copy, use_toasts};

/// The event as a tree.
#[component]
pub(super) fn Captured(id: DeliveryId) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Value, AppError>>);
    effect(move || {
        leptos::task::spawn_local(async move {
            let answer = get_delivery(id).await;
            found.try_set(Some(answer.map(|delivery| delivery.event.unwrap_or(Value::Null))));
        });
    });
    move || match found.get() {
        None => {
            view! { <Loading label="Loading the event"><Skeleton shape=SkeletonShape::Block /></Loading> }.into_any()
        }
        Some(Err(error)) => view! { <p class="triggers__hint">{error.message}</p> }.into_any(),
        Some(Ok(event)) => view! { <Event id=id event=event /> }.into_any(),
    }
}

#[component]
fn Event(id: DeliveryId, event: Value) -> impl IntoView {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let try_it = move || {
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match try_delivery(id).await {
                Ok(created) => navigate(&format!("/runs/{}", created.run_id), Default::default()),
                Err(error) => {
                    let why = error
                        .problems
                        .first()
                        .map_or(error.message.clone(), |problem| problem.message.clone());
                    toasts.show(Toast::error("The draft could not be run").text(why));
                }
            }
            busy.try_set(false);
        });
    };
    let text = serde_json::to_string_pretty(&serde_json::json!({ "event": &event })).unwrap_or_default();
    let keep = move || {
        copy(&text);
        toasts.success("Copied as inputs");
    };
    view! {
        <div class="triggers__event">
            <div class="triggers__actions">
                <Button kind=ButtonKind::Primary icon=IconName::Play busy=busy on_press=try_it>"Run the draft with it"</Button>
                <Button icon=IconName::Copy on_press=keep>"Copy as inputs"</Button>
            </div>
            <JsonTree value=event root="inputs.event" label="Test event" />
        </div>
    }
}
