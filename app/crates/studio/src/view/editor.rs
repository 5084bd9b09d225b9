//! The studio itself: panels flush with the frame, the canvas below them all.

use leptos::prelude::*;
use rpc::WorkflowDetail;
use ui::{Banner, Button, ButtonKind, ControlSize, FrameKind, PageFrame, PageTitle, Sheet, Status};

use super::add_menu::AddMenu;
use super::bar::{Actions, Name};
use super::canvas::{Board, CanvasMenu};
use super::dialogs::Dialogs;
use super::drawer::Drawer;
use super::files::DropZone;
use super::inspector::Inspector;
use super::palette::Palette;
use super::time::hour_and_minute;
use super::wire::wire;
use crate::state::studio::Studio;

/// The editor of a workflow.
#[component]
pub(crate) fn Editor(
    /// The workflow as the server gave it.
    detail: WorkflowDetail,
) -> impl IntoView {
    let studio = Studio::new(&detail);
    wire(studio, detail);
    let doc = studio.top.doc();
    let empty = memo(move || doc.with(flow::Doc::is_empty) && studio.levels.with(Vec::is_empty));
    let has_run = memo(move || studio.run.id.get().is_some());
    let class = move || {
        if empty.get() && !has_run.get() {
            "studio studio--empty"
        } else {
            "studio"
        }
    };
    let drawer = move || match (has_run.get(), studio.panes.drawer.get()) {
        (false, _) => "0px",
        (true, false) => "40px",
        (true, true) => "",
    };
    // not as soon as a card is selected: the browser closes a sheet that opens before the finger is up
    let tapped = move |event: leptos::ev::MouseEvent| {
        let chosen = studio.flow_now().read(|state| state.selection().only_node().is_some());
        if studio.panes.phone.get_untracked() && chosen && on_canvas(&event) {
            studio.panes.sheet.set(true);
        }
    };
    // so that a tap on the same card opens it again
    let close_sheet = move || studio.flow_now().dispatch(flow::Event::ClearSelection);
    let aside = move || !studio.panes.small.get() && (!empty.get() || has_run.get());
    view! {
        <PageFrame
            kind=FrameKind::Fixed
            crumbs=move || view! { <Name studio=studio /> }
            actions=move || view! { <Actions studio=studio /> }
        >
            <PageTitle title=studio.name area="Studio" hide=true />
            <DropZone studio=studio>
                <Conflict studio=studio />
                <div class=class style:--drawer=drawer on:click=tapped>
                    <Board studio=studio empty=empty />
                    <Show when=move || !studio.panes.small.get()>
                        <Palette studio=studio />
                    </Show>
                    <Show when=aside>
                        <aside
                            class="panel studio__inspector"
                            aria-label="Inspector"
                            on:keydown=move |event| leave_inspector(studio, &event)
                        >
                            <Inspector studio=studio />
                        </aside>
                    </Show>
                    <Show when=move || has_run.get()>
                        <Drawer studio=studio />
                    </Show>
                </div>
            </DropZone>
            <Show when=move || studio.panes.small.get()>
                <Sheet id="inspector-sheet" open=studio.panes.sheet title="Inspector" on_close=close_sheet>
                    <Inspector studio=studio />
                </Sheet>
            </Show>
            <CanvasMenu studio=studio />
            <AddMenu studio=studio />
            <Dialogs studio=studio />
        </PageFrame>
    }
}

/// Whether the canvas was meant, not a panel over it.
fn on_canvas(event: &leptos::ev::MouseEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(".canvas").ok().flatten().is_some())
}

/// Escape leads back to the canvas; what is open within the inspector, such as a menu, takes it first.
fn leave_inspector(studio: Studio, event: &leptos::ev::KeyboardEvent) {
    use wasm_bindgen::JsCast;
    if event.key() != "Escape" || event.default_prevented() {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let open = target.is_some_and(|target| target.closest("[popover]").ok().flatten().is_some());
    if !open {
        event.prevent_default();
        studio.flow_now().take_focus();
    }
}

/// Somebody else saved meanwhile.
#[component]
fn Conflict(studio: Studio) -> impl IntoView {
    let loading = Signal::derive(move || studio.theirs.with(Option::is_none));
    let when = move || {
        let theirs = studio.theirs.read();
        theirs.as_ref().map(|theirs| hour_and_minute(theirs.updated_at))
    };
    view! {
        <Show when=move || studio.in_conflict()>
            <Banner
                status=Status::Waiting
                title="Somebody else saved this workflow meanwhile"
                text="Your changes are safe in this browser, but not on the server yet."
            >
                {move || when().map(|at| view! { <span class="meta">"Saved " {at}</span> })}
                <Button size=ControlSize::Small disabled=loading on_press=move || studio.load_theirs()>
                    "Load theirs"
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    size=ControlSize::Small
                    disabled=loading
                    on_press=move || studio.keep_mine()
                >
                    "Keep mine"
                </Button>
            </Banner>
        </Show>
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use leptos_router::components::Router;
    use leptos_router::location::RequestUrl;
    use serde_json::json;
    use ui::{FrameParts, NavItem};

    use super::*;

    fn detail(nodes: &serde_json::Value, edges: &serde_json::Value) -> WorkflowDetail {
        let id = "wf_01k9v3e8s5e7cs0w3f6c1v9b4a";
        serde_json::from_value(json!({
            "id": id, "name": "Ticket triage", "revision": 3, "version": 14, "workflowVersionId": null,
            "hasChanges": true, "createdAt": "2026-11-20T12:00:00Z", "updatedAt": "2026-11-20T12:04:00Z",
            "graph": { "schema": "apex.workflow/v1", "name": "Ticket triage", "nodes": nodes, "edges": edges },
        }))
        .unwrap()
    }

    fn html(detail: WorkflowDetail) -> String {
        let owner = Owner::new();
        owner.with(|| {
            provide_context(RequestUrl::new("/studio/wf_01k9v3e8s5e7cs0w3f6c1v9b4a"));
            leptos_meta::provide_meta_context();
            provide_context(FrameParts {
                path: Signal::stored("/studio".to_owned()),
                nav: Signal::stored(Vec::<NavItem>::new()),
                nav_end: Signal::stored(Vec::new()),
                org: ViewFn::from(|| ()),
                account: ViewFn::from(|| ()),
                on_search: Callback::new(|()| ()),
            });
            view! { <Router><Editor detail=detail /></Router> }.to_html()
        })
    }

    #[test]
    fn the_server_draws_the_whole_studio() {
        let nodes = json!([
            { "id": "start", "type": "start", "position": { "x": 0, "y": 0 } },
            { "id": "fetch", "type": "http", "title": "Fetch it", "position": { "x": 200, "y": 0 }, "config": { "url": "" } },
        ]);
        let html = html(detail(&nodes, &json!([{ "from": "start", "to": "fetch" }])));
        for part in [
            "Fetch it",
            "data-node=\"fetch\"",
            "Find a node",
            "v14",
            "Unpublished changes",
            "data-save-state=\"saved\"",
        ] {
            assert!(html.contains(part), "{part} is missing");
        }
        assert!(
            html.contains("data-problem"),
            "an address that is missing shows on its card"
        );
        assert!(!html.contains("studio--empty"));
    }

    #[test]
    fn an_empty_draft_is_met_with_offers() {
        let html = html(detail(&json!([]), &json!([])));
        assert!(html.contains("studio--empty") && html.contains("Start with something that runs"));
        assert!(html.contains("Ask a model"));
    }
}
