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
    let depth = Memo::new(move |_| studio.levels.with(Vec::len));
    let drop = Callback::new(move |(at, text): (Point, String)| {
        if Catalogue::builtin().get(&text).is_some() {
            studio.add_node(&text, Some(at), None);
        }
    });
    let canvas = move || {
        depth.track();
        let flow = untrack(|| studio.flow());
        view! { <FlowCanvas flow=flow class="studio__canvas" on_drop=drop /> }
    };
    let tools = move || {
        depth.track();
        let flow = untrack(|| studio.flow());
        view! {
            <CanvasToolbar flow=flow />
            <MiniMap flow=flow />
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
        {canvas}
        {zone}
    }
}
