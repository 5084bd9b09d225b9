//! The right panel: the node that is selected, else the workflow as a whole.

mod body;
mod cases;
mod completion;
mod expression;
mod field;
mod form;
mod head;
mod inputs;
mod json_box;
mod json_text;
mod last_run;
mod literal;
mod node;
mod overview;
mod pair_rows;
mod pairs;
mod policy;
mod several;
mod workflow;

use leptos::prelude::*;

use ui::{Icon, IconName, IconSize};

use crate::state::studio::Studio;
use node::NodeInspector;
use overview::Overview;
use several::{EdgeInspector, Several};

/// What is selected.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Chosen {
    Nothing,
    Node(String),
    Edge(flow::EdgeKey),
    Several(usize),
}

/// The inspector.
#[component]
pub(crate) fn Inspector(studio: Studio) -> impl IntoView {
    // the level too: two canvases may each have a node of that id
    let chosen = memo(move || {
        let flow = studio.flow();
        let selection = flow.selection().get();
        let chosen = match (selection.only_node(), selection.nodes.len(), selection.edges.len()) {
            (Some(id), _, _) => Chosen::Node(id.to_string()),
            (None, 0, 0) => Chosen::Nothing,
            (None, 0, 1) => selection
                .edges
                .first()
                .map_or(Chosen::Nothing, |key| Chosen::Edge(key.clone())),
            (None, nodes, _) => Chosen::Several(nodes),
        };
        (studio.levels.with(Vec::len), chosen)
    });
    let content = move |chosen: Chosen| match chosen {
        Chosen::Nothing => view! { <Overview studio=studio /> }.into_any(),
        Chosen::Node(id) => view! { <NodeInspector studio=studio id=id /> }.into_any(),
        Chosen::Edge(key) => view! { <EdgeInspector studio=studio edge=key /> }.into_any(),
        Chosen::Several(count) => view! { <Several studio=studio count=count /> }.into_any(),
    };
    // by key, so that each node brings elements of its own: no box keeps what was typed for another
    view! {
        <Show when=move || !studio.can_edit()>
            <p class="inspector__note" role="note">
                <Icon name=IconName::Info size=IconSize::Small />
                "On a phone you look at a workflow and run it. To change it, open it on a wider screen."
            </p>
        </Show>
        <For each=move || std::iter::once(chosen.get()) key=Clone::clone let:shown>
            {content(shown.1)}
        </For>
    }
}
