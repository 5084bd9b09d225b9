//! More than one thing selected, or an edge.

use flow::{EdgeKey, Event};
use leptos::prelude::*;
use ui::{Button, ButtonKind, IconName};

use crate::state::studio::Studio;

/// Several nodes: what can be done with all of them.
#[component]
pub(super) fn Several(studio: Studio, count: usize) -> impl IntoView {
    let locked = Signal::derive(move || !studio.can_edit());
    let send = move |event: Event<domain::graph::Node>| studio.flow_now().dispatch(event);
    view! {
        <div class="panel__head studio__inspector-head">
            <div class="studio__inspector-title">
                <h2 class="heading-13 truncate">{format!("{count} selected")}</h2>
                <p class="meta truncate">"Arrow keys move them together"</p>
            </div>
        </div>
        <div class="inspector__body">
            <Button icon=IconName::CopyPlus disabled=locked on_press=move || send(Event::Duplicate)>"Duplicate"</Button>
            <Button kind=ButtonKind::Danger icon=IconName::Trash2 disabled=locked on_press=move || send(Event::DeleteSelection)>
                "Delete"
            </Button>
        </div>
    }
}

/// An edge.
#[component]
pub(super) fn EdgeInspector(studio: Studio, edge: EdgeKey) -> impl IntoView {
    let flow = studio.flow_now();
    let name = |id: &str| {
        flow.node(id)
            .map_or_else(|| id.to_owned(), |node| node.title.to_string())
    };
    let words = format!("From {} to {}", name(&edge.from), name(&edge.to));
    let port = (&*edge.from_port != domain::graph::DEFAULT_PORT).then(|| format!("Leaves by “{}”", edge.from_port));
    let remove = move || flow.dispatch(Event::Disconnect(edge.clone()));
    view! {
        <div class="panel__head studio__inspector-head">
            <div class="studio__inspector-title">
                <h2 class="heading-13 truncate">"Connection"</h2>
                <p class="meta truncate">{words}</p>
            </div>
        </div>
        <div class="inspector__body">
            {port.map(|port| view! { <p>{port}</p> })}
            <Button kind=ButtonKind::Danger icon=IconName::Unlink disabled=move || !studio.can_edit() on_press=remove>
                "Disconnect"
            </Button>
        </div>
    }
}
