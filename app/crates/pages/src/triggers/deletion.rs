//! Deleting a trigger: asked once more, since its address can't be had again.

use leptos::prelude::*;
use rpc::api::trigger::delete_trigger;
use ui::{ConfirmDialog, Toast, use_toasts};

use super::desk::Desk;

/// The question, asked for whatever is doomed.
#[component]
pub(super) fn Deletion(desk: Desk) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    effect(move || {
        if let Some((_, called)) = desk.doomed.get() {
            name.set(called);
            open.set(true);
        }
    });
    let confirm = move |()| {
        let Some((id, _)) = desk.doomed.get_untracked() else {
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match delete_trigger(id).await {
                Ok(()) => {
                    open.try_set(false);
                    desk.doomed.try_set(None);
                    toasts.success("Deleted");
                    desk.refresh.run(());
                }
                Err(error) => toasts.show(Toast::error("The trigger could not be deleted").text(error.message)),
            }
            busy.try_set(false);
        });
    };
    view! {
        <ConfirmDialog
            id="delete-trigger"
            open=open
            title=Signal::derive(move || format!("Delete {}?", name.get()))
            text="It starts nothing any more. The address of a webhook is gone for good; runs that it started stay."
            action="Delete trigger"
            busy=busy
            on_confirm=confirm
        />
    }
}
