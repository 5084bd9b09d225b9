//! What the server renders.

use flow::*;
use leptos::prelude::*;

use crate::arbitrary::{chain, node};

fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

#[test]
fn the_server_draws_the_whole_canvas() {
    let mut doc: Vec<_> = chain().nodes().map(|node| FlowNode::clone(node)).collect();
    doc[1].state = NodeState {
        meta: Some("312 ms".into()),
        ..NodeState::of(NodeStatus::Succeeded)
    };
    doc[1].kind = "HTTP".into();
    let doc = Doc::new(
        doc,
        chain().edges().map(|(key, _)| FlowEdge {
            key: key.clone(),
            state: EdgeState::Done,
        }),
    );
    let html = render(|| {
        let flow = Flow::new(
            doc,
            Options {
                size: Size::new(1000.0, 600.0),
                ..Options::default()
            },
        );
        view! { <FlowCanvas flow class="studio__canvas" /> }
    });
    for part in [
        "class=\"canvas studio__canvas\"",
        "--x: 168px; --y: 272px; --z: 1",
        "translate(168px, 272px) scale(1)",
        "aria-label=\"HTTP: Node b, succeeded\"",
        "data-status=\"succeeded\"",
        "translate: 236px 0px",
        "data-state=\"done\" d=\"M192 28H236\" class=\"edge\"",
        "data-state=\"done\"",
        "aria-label=\"Connect from Node a\"",
        "href=\"/sprite.svg#circle-check\"",
        "312 ms",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[test]
fn read_only_there_is_nothing_to_press_on_a_card() {
    let html = render(|| {
        let flow = Flow::new(
            chain(),
            Options {
                mode: Mode::View,
                ..Options::default()
            },
        );
        view! { <FlowCanvas flow /> <CanvasToolbar flow /> }
    });
    assert!(!html.contains("Connect from") && !html.contains("Tidy up") && html.contains("Zoom in"));
}

#[test]
fn an_error_says_what_to_do() {
    let mut failed = node("a", 0.0, 0.0);
    failed.state = NodeState {
        error: Some(NodeError {
            head: "503 after 3 attempts.".into(),
            text: "The run goes on without it.".into(),
            actions: vec![NodeAction {
                id: "retry".into(),
                label: "Retry step".into(),
            }],
        }),
        ..NodeState::of(NodeStatus::Failed)
    };
    let html = render(|| {
        let flow = Flow::new(Doc::new([failed], []), Options::default());
        view! { <FlowCanvas flow /> }
    });
    assert!(html.contains("node__error") && html.contains("Retry step") && !html.contains("node__meta"));
}

#[test]
fn map_outline_and_cover_draw_the_same_graph() {
    let html = render(|| {
        let flow = Flow::new(chain(), Options::default());
        view! { <MiniMap flow /> <Outline flow /> <StaticFlow doc=chain() label="Graph of Test" /> }
    });
    assert!(html.contains("minimap__view") && html.contains("Delete Node b") && html.contains("cover__tile"));
    assert!(html.contains("aria-label=\"Connect Node a\"") && html.contains("to Node c"));
}
