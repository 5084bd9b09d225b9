//! The one layer of edges under the cards.

use leptos::prelude::*;

use crate::model::{EdgeKey, EdgeState, Payload};
use crate::view::cells::EdgeCell;
use crate::view::flow::Flow;

/// All mounted edges, what matters most last.
pub(super) fn edges<D: Payload>(flow: Flow<D>) -> AnyView {
    view! {
        <For each=move || flow.lines.get() key=Clone::clone let:key>
            {edge(flow, &key)}
        </For>
    }
}

/// One edge; while data flows along it, with a track under its dashes. By a port that its card doesn't show it is
/// dashed.
fn edge<D: Payload>(flow: Flow<D>, key: &EdgeKey) -> AnyView {
    let (EdgeCell { path, look }, hidden) = flow.core.with_value(|core| {
        let source = core.state.doc().node(&key.from);
        let hidden = source.is_some_and(|node| node.output(&key.from_port).is_none());
        (core.edges.get(key).cloned().unwrap_or_default(), hidden)
    });
    let (track, state) = (path.clone(), look.clone());
    let attr = move || {
        let look = look.get();
        if look.selected {
            Some("selected")
        } else {
            look.state.attr()
        }
    };
    view! {
        <g data-from=key.from.to_string() data-to=key.to.to_string() data-port=key.from_port.to_string()>
            {move || {
                let path = track.clone();
                let flowing = state.get().state == EdgeState::Active;
                flowing.then(|| view! { <path class="edge" data-state="active-track" d=move || path.get() /> })
            }}
            <path class="edge" data-state=attr stroke-dasharray=hidden.then_some("5 4") d=move || path.get() />
        </g>
    }
}
