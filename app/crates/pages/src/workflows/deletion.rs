//! Deleting can't be undone: a person types the name first.

use leptos::prelude::*;
use rpc::api::workflow::delete_workflow;
use ui::{ConfirmDialog, Toast, use_toasts};

use super::desk::{Desk, Doomed};

/// The question, asked for whatever is doomed.
#[component]
pub(super) fn Deletion(desk: Desk) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    effect(move || {
        if desk.doomed.with(Option::is_some) {
            open.set(true);
        }
    });
    // closed by the person: nothing is doomed any more
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            desk.doomed.set(None);
        }
        now
    });
    // what was asked about stays in the words while the dialog closes
    let doomed = Memo::new(move |last: Option<&Doomed>| {
        let now = desk.doomed.get();
        now.or_else(|| last.cloned()).unwrap_or_default()
    });
    let confirm = move |()| {
        let Some(id) = doomed.with_untracked(|doomed| doomed.id) else {
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match delete_workflow(id).await {
                Ok(()) => {
                    let name = doomed.with_untracked(|doomed| doomed.name.clone());
                    toasts.success(format!("Deleted {name}"));
                    open.try_set(false);
                    desk.refresh.run(());
                }
                Err(error) => toasts.show(Toast::error("The workflow could not be deleted").text(error.message)),
            }
            busy.try_set(false);
        });
    };
    view! {
        <ConfirmDialog
            id="delete-workflow"
            open=open
            title=Signal::derive(move || format!("Delete {}?", doomed.get().name))
            text=Signal::derive(move || doomed.with(Doomed::loss))
            action="Delete workflow"
            expected=Signal::derive(move || doomed.get().name)
            busy=busy
            on_confirm=confirm
        />
    }
}
