//! One card. Its box follows from the data; what changes alone has a signal of its own.

mod below;
mod ports;

use leptos::prelude::*;

use crate::geometry::round2;
use crate::model::{FlowNode, NodeId, NodeSize, Payload, Progress};
use crate::view::cells::{Mark, NodeCell};
use crate::view::flow::Flow;
use crate::view::icon::glyph;
use below::{below, who};
use ports::{input_port, output_port};

/// The card of a node.
pub(super) fn card<D: Payload>(flow: Flow<D>, id: &NodeId) -> AnyView {
    let Some(cell) = flow.core.with_value(|core| core.nodes.get(id).cloned()) else {
        return ().into_any();
    };
    let ports = ports(flow, id, cell.clone());
    let NodeCell { pos, mark, body, .. } = cell;
    let style = move || {
        let p = pos.get();
        format!("translate: {}px {}px", round2(p.x), round2(p.y))
    };
    let (stack, tone, status, problem, label) = (body.clone(), body.clone(), body.clone(), body.clone(), body.clone());
    let (current, state) = (mark.clone(), mark);
    let (head, foot) = (body.clone(), body);
    view! {
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
            {ports}
            {move || foot.with(|node| (who(node), below(flow, node)))}
        </article>
    }
}

fn classes<D>(node: &FlowNode<D>) -> &'static str {
    match (node.size, node.stacked) {
        (NodeSize::Regular, false) => "node",
        (NodeSize::Regular, true) => "node node--stack",
        (NodeSize::Compact, false) => "node node--compact",
        (NodeSize::Compact, true) => "node node--compact node--stack",
    }
}

fn state_of(mark: Mark) -> Option<&'static str> {
    match (mark.dragged, mark.dock) {
        (true, _) => Some("drag"),
        (false, Some(true)) => Some("hover"),
        (false, Some(false)) => Some("refused"),
        (false, None) => None,
    }
}

/// Tile, title, summary, and how far it is.
fn top<D>(node: &FlowNode<D>) -> AnyView {
    let (title, summary) = (node.title.to_string(), node.summary.to_string());
    let hint = (!summary.is_empty()).then(|| summary.clone());
    view! {
        <div class="node__head">
            <span class="node__icon">
                {glyph(&node.icon, "icon")}
            </span>
            <div class="node__text">
                <strong class="node__title" title=title>{title.clone()}</strong>
                <span class="node__summary" title=hint>{summary}</span>
            </div>
        </div>
        {node.state.progress.map(progress)}
    }
}

fn progress(progress: Progress) -> AnyView {
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
fn ports<D: Payload>(flow: Flow<D>, id: &NodeId, cell: NodeCell<D>) -> AnyView {
    let (id, body) = (id.clone(), cell.body);
    // Ports are made anew only when there are others, not when a status changes.
    let shape = memo(move || body.with(|node| (node.has_input, node.outputs.clone(), node.title.clone())));
    live(move || {
        let (has_input, outputs, title) = shape.get();
        let named = outputs.iter().any(|port| port.label.is_some());
        let port = |index: usize| {
            output_port(
                flow,
                id.clone(),
                &title,
                outputs[index].clone(),
                index,
                cell.ports.clone(),
            )
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
        let input = has_input.then(|| input_port(flow, id.clone(), &title, cell.ports.clone()));
        (rows, input, plain)
    })
}
