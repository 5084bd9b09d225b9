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
    let order = Memo::new(move |_| flow.doc.with(spatial::reading_order));
    view! {
        <ol class="outline" aria-label="Nodes">
            <For each=move || order.get() key=Clone::clone let:id>
                {item(flow, id)}
            </For>
        </ol>
    }
}

/// One node: go to it, connect it, delete it.
fn item<D: Payload>(flow: Flow<D>, id: NodeId) -> impl IntoView {
    let node = {
        let id = id.clone();
        Memo::new(move |_| {
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
fn leads<D: Payload>(flow: Flow<D>, id: NodeId) -> impl IntoView {
    let edges = Memo::new(move |_| flow.doc.with(|doc| doc.outgoing(&id).cloned().collect::<Vec<_>>()));
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
    move || {
        let edges = edges.get();
        (!edges.is_empty())
            .then(|| view! { <ul class="outline__edges">{edges.into_iter().map(row).collect_view()}</ul> })
    }
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

/// A choice of all that the node may be connected to, from each of its ways out.
fn connect<D: Payload>(flow: Flow<D>, id: NodeId) -> impl IntoView {
    let choices = Memo::new(move |_| {
        flow.doc.track();
        flow.mode.track();
        flow.read(|state| {
            let node = state.doc().node(&id)?;
            let targets = |port: PortRef| {
                let may = state
                    .doc()
                    .nodes()
                    .filter(|to| state.may_connect(&port, &to.id).is_ok());
                may.map(|to| EdgeKey::new(port.node.clone(), port.port.clone(), to.id.clone()))
                    .collect::<Vec<_>>()
            };
            let ports = node.outputs.iter().map(|port| PortRef {
                node: id.clone(),
                port: port.id.clone(),
            });
            let keys: Vec<EdgeKey> = ports.flat_map(targets).collect();
            Some((node.title.to_string(), keys))
        })
    });
    move || {
        choices.get().filter(|(_, keys)| !keys.is_empty()).map(|(title, keys)| {
            let words = keys
                .iter()
                .map(|key| flow.doc.with_untracked(|doc| edge_words(doc, key)));
            let options = words
                .enumerate()
                .map(|(i, words)| view! { <option value=i.to_string()>{words}</option> });
            let options = options.collect_view();
            let choose = move |ev: leptos::ev::Event| {
                let chosen = event_target_value(&ev).parse::<usize>().ok();
                if let Some(key) = chosen.and_then(|i| keys.get(i)) {
                    flow.dispatch(Event::Connect {
                        from: key.source(),
                        to: key.to.clone(),
                    });
                }
            };
            view! {
                <select class="outline__connect" aria-label=format!("Connect {title}") on:change=choose>
                    <option value="">"Connect…"</option>
                    {options}
                </select>
            }
        })
    }
}
