//! The studio itself: panels flush with the frame, the canvas below them all.

use leptos::prelude::*;
use rpc::WorkflowDetail;
use ui::{Banner, Button, ButtonKind, ControlSize, PageTitle, RelativeTime, Sheet, Status};

use super::add_menu::AddMenu;
use super::bar::{Actions, Name};
use super::canvas::Board;
use super::chrome::Chrome;
use super::dialogs::Dialogs;
use super::drawer::Drawer;
use super::files::DropZone;
use super::inspector::Inspector;
use super::palette::Palette;
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
    let own_bar = (!Chrome::show(studio)).then(|| {
        view! {
            <header class="studio__bar">
                <Name studio=studio />
                <span class="topbar__gap"></span>
                <Actions studio=studio />
            </header>
        }
    });
    let doc = studio.top.doc();
    let empty = Memo::new(move |_| doc.with(flow::Doc::is_empty) && studio.levels.with(Vec::is_empty));
    let has_run = Memo::new(move |_| studio.run.id.get().is_some());
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
    let aside = move || !studio.panes.small.get() && (!empty.get() || has_run.get());
    view! {
        <PageTitle title=studio.name hide=true />
        <DropZone studio=studio>
            {own_bar}
            <Conflict studio=studio />
            <div class=class style:--drawer=drawer>
                <Board studio=studio empty=empty />
                <Show when=move || !studio.panes.small.get()>
                    <Palette studio=studio />
                </Show>
                <Show when=aside>
                    <aside class="panel studio__inspector" aria-label="Inspector">
                        <Inspector studio=studio />
                    </aside>
                </Show>
                <Show when=move || has_run.get()>
                    <Drawer studio=studio />
                </Show>
            </div>
        </DropZone>
        <Show when=move || studio.panes.small.get()>
            <Sheet id="inspector-sheet" open=studio.panes.sheet title="Inspector">
                <Inspector studio=studio />
            </Sheet>
        </Show>
        <AddMenu studio=studio />
        <Dialogs studio=studio />
    }
}

/// Somebody else saved meanwhile.
#[component]
fn Conflict(studio: Studio) -> impl IntoView {
    let loading = Signal::derive(move || studio.theirs.with(Option::is_none));
    let when = move || {
        studio
            .theirs
            .with(|theirs| theirs.as_ref().map(|theirs| theirs.updated_at.to_rfc3339()))
    };
    view! {
        <Show when=move || studio.in_conflict()>
            <Banner
                status=Status::Waiting
                title="Somebody else saved this workflow meanwhile"
                text="Your changes are safe in this browser, but not on the server yet."
            >
                {move || when().map(|at| view! { <span class="meta">"Saved " <RelativeTime at=at /></span> })}
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
