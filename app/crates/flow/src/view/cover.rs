//! A still picture of a graph, for cards in a gallery: SVG from the same geometry.

use leptos::prelude::*;

use crate::geometry::cover::{self, BOX};
use crate::geometry::{Size, round2};
use crate::model::{Doc, Payload};
use crate::view::icon::glyph;

/// Width and height of a cover's own pixels; CSS scales it.
const CANVAS: Size = Size::new(360.0, 160.0);

/// The cover of a document.
#[component]
pub fn StaticFlow<D: Payload>(
    /// What it shows.
    doc: Doc<D>,
    /// Its name: `Graph of Ticket triage`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let cover = cover::layout(&doc, CANVAS);
    let (x, y, z) = (
        round2(cover.shift.x),
        round2(cover.shift.y),
        (cover.scale * 1000.0).round() / 1000.0,
    );
    let curves = cover.curves.into_iter().map(|d| view! { <path d=d /> }).collect_view();
    let nodes = doc.nodes;
    let cards = cover.boxes.into_iter().filter_map(|(id, at)| {
        let node = nodes.get(&id)?;
        Some(view! {
            <g data-kind=node.tone.as_str() transform=format!("translate({} {})", round2(at.x), round2(at.y))>
                <rect class="cover__node" width=BOX.w.to_string() height=BOX.h.to_string() rx="9" />
                <rect class="cover__tile" x="7" y="8" width="24" height="24" rx="6" />
                <svg x="11" y="12" width="16" height="16">
                    {glyph(&node.icon, "icon")}
                </svg>
                <rect class="cover__bar" x="37" y="14" width="18" height="4" rx="2" />
                <rect class="cover__bar cover__bar--2" x="37" y="22" width="12" height="4" rx="2" />
            </g>
        })
    });
    view! {
        <svg class="cover" viewBox=format!("0 0 {} {}", CANVAS.w, CANVAS.h) role="img" aria-label=label>
            <g transform=format!("translate({x} {y}) scale({z})")>
                <g class="cover__edges">{curves}</g>
                {cards.collect_view()}
            </g>
        </svg>
    }
}
