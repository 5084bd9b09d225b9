//! Documents in and out: dropped, picked, downloaded.

use domain::limits::MAX_DOCUMENT_BYTES;
use domain::problem::Problem;
use leptos::task::spawn_local;
use leptos::{ev, html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, Url};

use crate::document::ids::slug;
use crate::state::panes::RefusedFile;
use crate::state::studio::Studio;

/// Takes files that are dropped anywhere on it.
#[component]
pub(crate) fn DropZone(studio: Studio, children: Children) -> impl IntoView {
    let dragging = studio.panes.dragging;
    let over = move |event: ev::DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            dragging.set(true);
        }
    };
    let drop = move |event: ev::DragEvent| {
        dragging.set(false);
        let file = event.data_transfer().and_then(|data| data.files()?.get(0));
        if let Some(file) = file {
            event.prevent_default();
            read(studio, file);
        }
    };
    // leaving one child for another is no leaving
    let leave = move |event: ev::DragEvent| {
        if event.related_target().is_none() {
            dragging.set(false);
        }
    };
    view! {
        <div class="studio__page" on:dragover=over on:drop=drop on:dragleave=leave>
            {children()}
            <Show when=move || dragging.get()>
                <p class="studio__drop" aria-hidden="true">"Drop a workflow file to import it"</p>
            </Show>
        </div>
    }
}

fn carries_files(event: &ev::DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
}

/// Opens the browser's own file dialog.
pub(crate) fn pick_file(picker: NodeRef<html::Input>) {
    if let Some(input) = picker.get_untracked() {
        // so that the same file can be chosen twice
        input.set_value("");
        input.click();
    }
}

/// A file was chosen.
pub(crate) fn picked(studio: Studio, event: &ev::Event) {
    let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
    if let Some(file) = input.and_then(|input| input.files()?.get(0)) {
        read(studio, file);
    }
}

fn read(studio: Studio, file: File) {
    let name = file.name();
    let limit = MAX_DOCUMENT_BYTES;
    if file.size() > limit as f64 {
        let fault = Problem::error("", "too_large", format!("the file is larger than {} KB", limit / 1024))
            .hint("Leave out what isn't the workflow, or split it.");
        studio.panes.refused.set(Some(RefusedFile {
            name,
            problems: vec![fault],
        }));
        return;
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
            Some(text) => studio.import(&name, &text),
            None => studio.toasts.error(format!("{name} could not be read")),
        }
    });
}

/// Gives the draft as a file.
pub(crate) fn download(studio: Studio) {
    let workflow = studio.workflow_now();
    let Ok(text) = serde_json::to_string_pretty(&workflow) else {
        return;
    };
    let name = match slug(&workflow.name).as_str() {
        "" => "workflow.json".to_owned(),
        name => format!("{name}.json"),
    };
    if offer(&text, &name).is_err() {
        studio.toasts.error("The browser refused the download");
    }
}

fn offer(text: &str, name: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
