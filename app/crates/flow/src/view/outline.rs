//! The same graph as a list: every node with where it leads, and everything that can be done with it.

use leptos::prelude::*;

use crate::editor::{Event, Mode};
use crate::geometry::spatial;
use crate::model::{Doc, EdgeKey, NodeId, Payload, PortRef};
use crate::view::flow::Flow;
use crate::view::icon::glyph;

/// The outline of a canvas, in reading order.
#[component]
pub fn Outline<D: Payload>(
    /// The canvas.
    flow: Flow<D>,
) -> impl IntoView {
    let order = memo(move || flow.doc.with(spatial::reading_order));
    view! {
        <ol class="outline" aria-label="Nodes">
            <For each=move || order.get() key=Clone::clone let:id>
                {item(flow, id)}
            </For>
        </ol>
    }
}

/// One node: go to it, connect it, delete it.
fn item<D: Payload>(flow: Flow<D>, id: NodeId) -> AnyView {
    let node = {
        let id = id.clone();
        memo(move || {
            flow.doc
                .with(|doc| doc.node(&id).map(|node| (node.label(), node.title.to_string())))
        })
    };
    let label = move || node.get().map(|(label, _)| label);
    let selected = {
        let id = id.clone();
        move || flow.selection.with(|s| s.nodes.contains(&id)).then_some("true")
    };
    let (show, gone) = (id.clone(), id.clone());
    let delete = move || format!("Delete {}", node.get().map(|(_, title)| title).unwrap_or_default());
    view! {
        <li class="outline__item">
            <button
                type="button"
                class="outline__node"
                aria-current=selected
                on:click=move |_| {
                    flow.dispatch(Event::Select(vec![show.clone()]));
                    flow.dispatch(Event::Reveal(show.clone()));
                    flow.focus_soon(Some(show.clone()));
                }
            >
                {label}
            </button>
            <Show when=move || flow.mode.get() == Mode::Edit>
                <button
                    type="button"
                    class="btn btn--ghost btn--icon"
                    aria-label=delete
                    on:click={
                        let gone = gone.clone();
                        move |_| flow.dispatch(Event::Remove { nodes: vec![gone.clone()], edges: Vec::new() })
                    }
                >
                    {glyph("trash-2", "icon")}
                </button>
            </Show>
            {leads(flow, id.clone())}
            {connect(flow, id)}
        </li>
    }
}

/// The edges that leave a node.
fn leads<D: Payload>(flow: Flow<D>, id: NodeId) -> AnyView {
    let edges = memo(move || flow.doc.with(|doc| doc.outgoing(&id).cloned().collect::<Vec<_>>()));
    let row = move |key: EdgeKey| {
        let words = flow.doc.with_untracked(|doc| edge_words(doc, &key));
        let delete = format!("Disconnect {words}");
        view! {
            <li class="outline__edge">
                <span>{words}</span>
                <Show when=move || flow.mode.get() == Mode::Edit>
                    <button
                        type="button"
                        class="btn btn--ghost btn--icon"
                        aria-label=delete.clone()
                        on:click={
                            let key = key.clone();
                            move |_| flow.dispatch(Event::Disconnect(key.clone()))
                        }
                    >
                        {glyph("unplug", "icon")}
                    </button>
                </Show>
            </li>
        }
    };
    live(move || {
        let edges = edges.get();
        (!edges.is_empty())
            .then(|| view! { <ul class="outline__edges">{edges.into_iter().map(row).collect_view()}</ul> })
    })
}

/// `to Draft reply`, `true to Read attachments`.
fn edge_words<D>(doc: &Doc<D>, key: &EdgeKey) -> String {
    let to = doc
        .node(&key.to)
        .map_or_else(|| key.to.to_string(), |node| node.title.to_string());
    let label = doc
        .node(&key.from)
        .and_then(|node| node.output(&key.from_port)?.label.clone());
    label.map_or_else(|| format!("to {to}"), |label| format!("{label} to {to}"))
}

/// A choice of all that a node may be connected to, from each of its ways out. Found when it is reached for:
/// for every node at once it would be too many.
fn connect<D: Payload>(flow: Flow<D>, id: NodeId) -> AnyView {
    let wanted = RwSignal::new(false);
    let title = {
        let id = id.clone();
        move || {
            flow.doc.with(|doc| {
                doc.node(&id)
                    .filter(|node| !node.outputs.is_empty())
                    .map(|node| node.title.clone())
            })
        }
    };
    let choices = memo(move || {
        flow.doc.track();
        if wanted.get() { choices(flow, &id) } else { Vec::new() }
    });
    let option = move |(index, key): (usize, EdgeKey)| {
        let words = flow.doc.with_untracked(|doc| edge_words(doc, &key));
        view! { <option value=index.to_string()>{words}</option> }
    };
    let choose = move |ev: leptos::ev::Event| {
        let chosen = event_target_value(&ev).parse::<usize>().ok();
        if let Some(key) = choices.with_untracked(|keys| chosen.and_then(|i| keys.get(i)).cloned()) {
            flow.dispatch(Event::Connect {
                from: key.source(),
                to: key.to,
            });
        }
    };
    live(move || {
        title().filter(|_| flow.mode.get() == Mode::Edit).map(|title| {
            view! {
                <select
                    class="outline__connect"
                    aria-label=format!("Connect {title}")
                    on:pointerenter=move |_| wanted.set(true)
                    on:focus=move |_| wanted.set(true)
                    on:change=choose
                >
                    <option value="">"Connect…"</option>
                    {move || choices.get().into_iter().enumerate().map(option).collect_view()}
                </select>
            }
        })
    })
}

fn choices<D: Payload>(flow: Flow<D>, id: &NodeId) -> Vec<EdgeKey> {
    flow.read(|state| {
        let Some(node) = state.doc().node(id) else {
            return Vec::new();
        };
        let ports = node.outputs.iter().map(|port| PortRef {
            node: id.clone(),
            port: port.id.clone(),
        });
        let targets = |port: PortRef| {
            let may = state
                .doc()
                .nodes()
                .filter(|to| state.may_connect(&port, &to.id).is_ok());
            may.map(|to| EdgeKey::new(port.node.clone(), port.port.clone(), to.id.clone()))
                .collect::<Vec<_>>()
        };
        ports.flat_map(targets).collect()
    })
}
