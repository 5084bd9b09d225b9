//! One card. Its box follows from the data; what changes alone has a signal of its own.

mod below;
mod ports;

use leptos::either::Either;
use leptos::prelude::*;

use crate::geometry::round2;
use crate::model::{FlowNode, NodeId, NodeSize, Payload, Progress};
use crate::view::flow::Flow;
use crate::view::icon::Glyph;
use below::{below, who};
use ports::{InputPort, OutputPort};

/// The card of a node.
#[component]
pub(super) fn Card<D: Payload>(flow: Flow<D>, id: NodeId) -> impl IntoView {
    let Some(cell) = flow.core.with_value(|core| core.nodes.get(&id).cloned()) else {
        return Either::Left(());
    };
    let (pos, mark, body) = (cell.pos.clone(), cell.mark.clone(), cell.body.clone());
    let style = move || {
        let p = pos.get();
        format!("translate: {}px {}px", round2(p.x), round2(p.y))
    };
    let (stack, tone, status, problem, label) = (body.clone(), body.clone(), body.clone(), body.clone(), body.clone());
    let (current, state) = (mark.clone(), mark);
    let (head, foot) = (body.clone(), body);
    let node_id = id.clone();
    Either::Right(view! {
        <article
            class=move || stack.with(|node| classes(node))
            data-node=id.to_string()
            data-kind=move || tone.with(|node| node.tone.as_str())
            data-status=move || status.with(|node| node.state.status.attr())
            data-problem=move || problem.with(|node| node.state.status.attr().is_none() && !node.state.problems.is_empty())
            data-state=move || state.with(|mark| state_of(*mark))
            aria-current=move || current.with(|mark| mark.selected.then_some("true"))
            aria-label=move || label.with(|node| node.label())
            tabindex="0"
            style=style
        >
            {move || head.with(|node| top(node))}
            <Ports flow id=node_id.clone() />
            {move || foot.with(|node| (who(node), below(flow, node)))}
        </article>
    })
}

fn classes<D>(node: &FlowNode<D>) -> &'static str {
    match (node.size, node.stacked) {
        (NodeSize::Regular, false) => "node",
        (NodeSize::Regular, true) => "node node--stack",
        (NodeSize::Compact, false) => "node node--compact",
        (NodeSize::Compact, true) => "node node--compact node--stack",
    }
}

fn state_of(mark: super::cells::Mark) -> Option<&'static str> {
    match (mark.dragged, mark.dock) {
        (true, _) => Some("drag"),
        (false, Some(true)) => Some("hover"),
        (false, Some(false)) => Some("refused"),
        (false, None) => None,
    }
}

/// Tile, title, summary, and how far it is.
fn top<D>(node: &FlowNode<D>) -> impl IntoView + use<D> {
    let (title, summary) = (node.title.to_string(), node.summary.to_string());
    view! {
        <div class="node__head">
            <span class="node__icon">
                <Glyph name=node.icon.clone() />
            </span>
            <div class="node__text">
                <strong class="node__title" title=title.clone()>{title.clone()}</strong>
                <span class="node__summary" title=summary.clone()>{summary.clone()}</span>
            </div>
        </div>
        {node.state.progress.map(progress)}
    }
}

fn progress(progress: Progress) -> impl IntoView {
    let style = format!("width: {}%", progress.percent());
    view! {
        <div class="node__progress">
            <span>{format!("{} of {}", progress.done, progress.total)}</span>
            <span class="progress">
                <span style=style></span>
            </span>
        </div>
    }
}

/// All ports. Rows of named ones, then those beside the head.
#[component]
fn Ports<D: Payload>(flow: Flow<D>, id: NodeId) -> impl IntoView {
    let Some(cell) = flow.core.with_value(|core| core.nodes.get(&id).cloned()) else {
        return Either::Left(());
    };
    let body = cell.body.clone();
    // Ports are made anew only when there are others, not when a status changes.
    let shape = Memo::new(move |_| body.with(|node| (node.has_input, node.outputs.clone(), node.title.clone())));
    Either::Right(move || {
        let (has_input, outputs, title) = shape.get();
        let named = outputs.iter().any(|port| port.label.is_some());
        let port = |index: usize| {
            let (marks, port, name) = (cell.ports.clone(), outputs[index].clone(), title.clone());
            view! { <OutputPort flow node=id.clone() name port index marks /> }
        };
        let rows = (0..outputs.len()).filter_map(|index| {
            let label = outputs[index].label.as_ref()?.to_string();
            Some(view! { <li class="node__row">{label} {port(index)}</li> })
        });
        let rows = named.then(|| view! { <ul class="node__rows">{rows.collect_view()}</ul> });
        let plain = (0..outputs.len())
            .filter(|index| outputs[*index].label.is_none())
            .map(port)
            .collect_view();
        let input = has_input.then(|| {
            view! { <InputPort flow node=id.clone() name=title.clone() marks=cell.ports.clone() /> }
        });
        (rows, input, plain)
    })
}
