//! The middle of the page: the canvas of the level in sight, and what floats on it.

mod context_menu;
mod crumbs;
mod start;

use domain::catalogue::Catalogue;
use flow::{CanvasToolbar, FlowCanvas, MiniMap, Point};
use leptos::prelude::*;

pub(crate) use context_menu::CanvasMenu;
use crumbs::LevelCrumbs;
use start::{NextStep, StartHere};

use crate::state::studio::Studio;

/// The canvas and its tools.
#[component]
pub(crate) fn Board(
    /// The studio.
    studio: Studio,
    /// There is nothing on it yet.
    empty: Memo<bool>,
) -> impl IntoView {
    let depth = memo(move || studio.levels.with(Vec::len));
    let drop = Callback::new(move |(at, text): (Point, String)| {
        if Catalogue::builtin().get(&text).is_some() {
            studio.add_node(&text, Some(at), None);
        }
    });
    // by key, so that another level brings elements of its own: what an element is tied to stays for its life
    let level = move || std::iter::once(depth.get());
    let tools = move || {
        view! {
            <For each=level key=|depth| *depth let:_depth>
                <CanvasToolbar flow=studio.flow_now() />
                <MiniMap flow=studio.flow_now() />
            </For>
        }
    };
    let zone = move || {
        if empty.get() {
            view! { <div class="studio__zone studio__zone--start"><StartHere studio=studio /></div> }.into_any()
        } else {
            view! {
                <div class="studio__zone">
                    <LevelCrumbs studio=studio />
                    <NextStep studio=studio />
                    {tools}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <For each=level key=|depth| *depth let:_depth>
            <FlowCanvas flow=studio.flow_now() class="studio__canvas" on_drop=drop />
        </For>
        {zone}
    }
}
