//! What comes and goes while something is under way: the edge being drawn, guides, the marquee.

use leptos::prelude::*;

use crate::geometry::round2;
use crate::model::Payload;
use crate::view::flow::Flow;

/// The edge that is being drawn, and the lines that a dragged card is aligned to.
pub(super) fn draft_edge<D: Payload>(flow: Flow<D>) -> AnyView {
    let overlay = flow.overlay;
    let draft = memo(move || overlay.with(|o| o.draft.clone()));
    let guides = memo(move || overlay.with(|o| o.guides.clone()));
    let refused = move || overlay.with(|o| o.dock.as_ref().is_some_and(|(_, may)| !may));
    let lines = move || {
        let line = |guide: crate::geometry::align::Guide| {
            view! {
                <line
                    class="guide"
                    x1=round2(guide.from.x).to_string()
                    y1=round2(guide.from.y).to_string()
                    x2=round2(guide.to.x).to_string()
                    y2=round2(guide.to.y).to_string()
                />
            }
        };
        guides.get().into_iter().map(line).collect_view()
    };
    view! {
        {move || draft.get().map(|d| view! { <path class="edge" data-state="draft" data-refused=refused d=d /> })}
        {lines}
    }
}

/// The frame that selects.
pub(super) fn marquee<D: Payload>(flow: Flow<D>) -> AnyView {
    let frame = memo(move || flow.overlay.with(|o| o.marquee));
    live(move || {
        frame.get().map(|r| {
            let (x, y, w, h) = (round2(r.x), round2(r.y), round2(r.w), round2(r.h));
            let style = format!("translate: {x}px {y}px; width: {w}px; height: {h}px");
            view! { <div class="marquee" style=style></div> }
        })
    })
}
