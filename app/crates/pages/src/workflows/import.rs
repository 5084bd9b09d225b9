//! Import: by a button or by dropping a file anywhere on the page. Faults are listed; a draft is kept all the same.

mod read;
mod report;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use rpc::api::workflow::import_workflow;
use rpc::{AppError, ImportReport};
use ui::{Button, IconName, Toast, Toasts, use_toasts};
use web_sys::File;

use super::desk::{Desk, Imported};
use read::text_of;

pub(super) use report::ImportReportDialog;

/// A button that asks for a file.
#[component]
pub(super) fn ImportButton(desk: Desk) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let import = use_import(desk);
    let ask = move || {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            import(file);
        }
        // the same file may be chosen again
        input.set_value("");
    };
    view! {
        <Button icon=IconName::FileUp on_press=ask>"Import"</Button>
        <input
            class="vh"
            type="file"
            accept=".json,application/json"
            aria-label="Workflow file"
            tabindex="-1"
            node_ref=input
            on:change=chosen
        />
    }
}

/// The page, which takes dropped files.
#[component]
pub(super) fn DropZone(desk: Desk, children: Children) -> impl IntoView {
    let over = RwSignal::new(false);
    let import = use_import(desk);
    let hover = move |event: web_sys::DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        over.set(false);
        let file = event.data_transfer().and_then(|data| data.files()?.get(0));
        if let Some(file) = file {
            event.prevent_default();
            import(file);
        }
    };
    view! {
        <div
            class="page drop"
            data-over=move || over.get().then_some("")
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            {children()}
        </div>
    }
}

fn carries_files(event: &web_sys::DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

/// Reads a file, sends it, and says what came of it.
fn use_import(desk: Desk) -> impl Fn(File) + Clone + Send + Sync + 'static {
    let toasts = use_toasts();
    let navigate = use_navigate();
    let open =
        Callback::new(move |report: ImportReport| navigate(&format!("/studio/{}", report.id), Default::default()));
    move |file: File| {
        leptos::task::spawn_local(async move {
            match imported(&file).await {
                Ok(report) if report.problems.is_empty() => open.run(report),
                Ok(report) => {
                    desk.report.set(Some(Imported::WithProblems(report)));
                    desk.refresh.run(());
                }
                Err(error) => refused(desk, toasts, error),
            }
        });
    }
}

async fn imported(file: &File) -> Result<ImportReport, AppError> {
    let text = text_of(file).await?;
    import_workflow(text).await
}

/// Faults are listed in a dialog; everything else is one line.
fn refused(desk: Desk, toasts: Toasts, error: AppError) {
    if error.problems.is_empty() {
        toasts.show(Toast::error("The file could not be imported").text(error.message));
    } else {
        desk.report.set(Some(Imported::Refused(error)));
    }
}
