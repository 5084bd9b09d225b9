//! The picture beside the form: a workflow that has almost run through.

use flow::{Doc, FlowEdge, FlowNode, StaticFlow, Tone};
use leptos::prelude::*;

/// The picture and what it stands for.
#[component]
pub(super) fn Art() -> impl IntoView {
    view! {
        <aside class="signin__art" aria-label="What Apex does">
            <div class="signin__picture">
                <StaticFlow doc=example() label="A workflow: an order comes in, two steps look at it at once, a report leaves" />
            </div>
            <div class="signin__say">
                <p class="heading-20">"Draw it once. It runs until it is done."</p>
                <p class="read dim">
                    "Steps survive restarts, retries are counted, and every run shows what went in and what came out."
                </p>
            </div>
        </aside>
    }
}

fn example() -> Doc<()> {
    let node = |id: &str, icon: &str, tone, x, y| FlowNode {
        icon: icon.into(),
        tone,
        ..FlowNode::new(id, id, ()).at(x, y)
    };
    Doc::new(
        [
            node("order", "webhook", Tone::Trigger, 0.0, 104.0),
            node("note", "sparkles", Tone::Ai, 240.0, 0.0),
            node("stock", "globe", Tone::Io, 240.0, 208.0),
            node("both", "merge", Tone::Flow, 480.0, 104.0),
            node("report", "braces", Tone::Data, 720.0, 104.0),
        ],
        [
            FlowEdge::new("order", "out", "note"),
            FlowEdge::new("order", "out", "stock"),
            FlowEdge::new("note", "out", "both"),
            FlowEdge::new("stock", "out", "both"),
            FlowEdge::new("both", "out", "report"),
        ],
    )
}
