//! What stands under a card, outside its box: an error and what to do, a problem, or status and duration.

use leptos::prelude::*;

use crate::model::{FlowNode, NodeError, NodeId, NodeState, NodeStatus, Payload};
use crate::view::flow::Flow;
use crate::view::icon::glyph;

/// An error, else a problem, else the status; nothing when all is calm.
pub(super) fn below<D: Payload>(flow: Flow<D>, node: &FlowNode<D>) -> Option<AnyView> {
    let state = &node.state;
    match (&state.error, state.problems.first(), state.status) {
        (Some(text), _, _) => Some(error(flow, &node.id, text)),
        (None, Some(first), NodeStatus::Idle) => Some(problem(first, state.problems.len())),
        (None, None, NodeStatus::Idle) => None,
        (
            None,
            _,
            NodeStatus::Queued
            | NodeStatus::Running
            | NodeStatus::Waiting
            | NodeStatus::Succeeded
            | NodeStatus::Failed
            | NodeStatus::Skipped
            | NodeStatus::Cancelled,
        ) => Some(status(state)),
    }
}

fn error<D: Payload>(flow: Flow<D>, id: &NodeId, error: &NodeError) -> AnyView {
    let actions = error.actions.iter().enumerate().map(|(index, action)| {
        let (node, chosen) = (id.clone(), action.id.clone());
        view! {
            {(index > 0).then_some(" · ")}
            <button type="button" class="link" on:click=move |_| flow.on_action(node.clone(), chosen.clone())>
                {action.label.to_string()}
            </button>
        }
    });
    let actions = (!error.actions.is_empty()).then(|| view! { <p>{actions.collect_view()}</p> });
    view! {
        <div class="node__error">
            <p>
                <b>{error.head.to_string()}</b>
                " "
                {error.text.to_string()}
            </p>
            {actions}
        </div>
    }
}

fn problem(first: &str, count: usize) -> AnyView {
    let more = (count > 1).then(|| format!(" +{}", count - 1));
    view! {
        <p class="node__meta">
            {glyph("triangle-alert", "icon icon--14")}
            {first.to_owned()}
            {more}
        </p>
    }
}

fn status(state: &NodeState) -> AnyView {
    let class = if state.status == NodeStatus::Running {
        "icon icon--14 spin"
    } else {
        "icon icon--14"
    };
    let words = state
        .meta
        .as_deref()
        .or(state.status.word())
        .unwrap_or_default()
        .to_owned();
    let cost = state
        .cost
        .as_ref()
        .map(|cost| view! { <span class="node__cost">{format!("· {cost}")}</span> });
    view! {
        <p class="node__meta">
            {glyph(state.status.icon(), class)}
            {words}
            " "
            {cost}
        </p>
    }
}

/// Someone else who edits the node.
pub(super) fn who<D>(node: &FlowNode<D>) -> Option<AnyView> {
    let who = node.state.who.as_ref();
    who.map(|who| view! { <span class="node__who" data-kind=who.tone.as_str()>{who.name.to_string()}</span> })
}
