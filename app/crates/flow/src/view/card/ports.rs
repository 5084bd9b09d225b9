//! Ports: small dots with a target of 24 px. Reached by pointer, by `C` on the card, and by screen readers.

use leptos::either::Either;
use leptos::prelude::*;

use crate::editor::Mode;
use crate::model::{NodeId, Payload, Port, PortRef};
use crate::view::cells::{PortMark, PortMarks};
use crate::view::flow::Flow;

/// Where edges end.
pub(super) fn input_port<D: Payload>(
    flow: Flow<D>,
    node: NodeId,
    name: &str,
    marks: ArcRwSignal<PortMarks>,
) -> AnyView {
    let label = format!("Connect to {name}");
    let state = ArcMemo::new(move |_| marks.with(|marks| marks.input).attr());
    live(move || {
        let (state, node) = (state.clone(), node.clone());
        match flow.mode.get() {
            Mode::View => Either::Left(view! { <span class="port port--in" data-state=move || state.get()></span> }),
            Mode::Edit => Either::Right(view! {
                <button
                    type="button"
                    class="port port--in"
                    tabindex="-1"
                    aria-label=label.clone()
                    data-state=move || state.get()
                    on:click=move |_| flow.on_input_click(node.clone())
                ></button>
            }),
        }
    })
}

/// Where edges begin.
pub(super) fn output_port<D: Payload>(
    flow: Flow<D>,
    node: NodeId,
    name: &str,
    port: Port,
    index: usize,
    marks: ArcRwSignal<PortMarks>,
) -> AnyView {
    let label = match &port.label {
        Some(label) => format!("Connect from {name}, {label}"),
        None => format!("Connect from {name}"),
    };
    let mark = move || {
        marks
            .with(|marks| marks.outputs.get(index).copied().unwrap_or(PortMark::Plain))
            .attr()
    };
    let state = ArcMemo::new(move |_| mark());
    live(move || {
        let state = state.clone();
        let from = PortRef {
            node: node.clone(),
            port: port.id.clone(),
        };
        let id = port.id.to_string();
        match flow.mode.get() {
            Mode::View => {
                Either::Left(view! { <span class="port port--out" data-port=id data-state=move || state.get()></span> })
            }
            Mode::Edit => Either::Right(view! {
                <button
                    type="button"
                    class="port port--out"
                    tabindex="-1"
                    aria-label=label.clone()
                    data-port=id
                    data-state=move || state.get()
                    on:click=move |_| flow.on_output_click(from.clone())
                ></button>
            }),
        }
    })
}
