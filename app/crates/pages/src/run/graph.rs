//! The workflow as it was run, each node with its status: a canvas to look at, not to edit.

use domain::graph::Node;
use domain::run::StepPath;
use flow::{Effect, Event, Flow, FlowCanvas, Mode, Options, Size};
use leptos::prelude::*;

use super::paint::{edge_states, node_states, painted};
use super::scene::Scene;
use crate::cards::document;

/// The size to assume until the browser says its own.
const SIZE: Size = Size::new(900.0, 480.0);

/// The canvas. Selecting a node selects its step.
#[component]
pub(super) fn RunGraph(scene: Scene) -> impl IntoView {
    let bare = scene.detail.with_value(|detail| document(&detail.graph));
    let doc = scene.state.with_untracked(|state| painted(&bare, state));
    let options = Options {
        mode: Mode::View,
        size: SIZE,
        ..Options::default()
    };
    let flow: Flow<Node> = Flow::new(doc, options);
    let selection = flow.selection();
    flow.on_effect(move |effect| {
        if effect == Effect::SelectionChanged
            && let Some(path) = selection.with_untracked(|selection| selection.nodes.first().and_then(step_of))
        {
            scene.select(path);
        }
    });
    effect(move || {
        let (nodes, edges) = scene
            .state
            .with(|state| (node_states(&bare, state), edge_states(&bare, state)));
        flow.dispatch(Event::Annotate { nodes, edges });
    });
    view! { <FlowCanvas flow=flow label="Workflow, each step with its status" id="run-graph" class="run__graph" /> }
}

fn step_of(id: &flow::NodeId) -> Option<StepPath> {
    id.parse().ok()
}
