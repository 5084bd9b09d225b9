//! What is mounted.

use flow::geometry::cull;
use flow::*;
use proptest::prelude::*;

fn large(n: usize) -> Doc<()> {
    let nodes = (0..n).map(|i| {
        let (x, y) = ((i % 40) as f64 * 236.0, (i / 40) as f64 * 112.0);
        FlowNode::new(format!("n{i}"), "", ()).at(x, y)
    });
    let edges = (1..n).map(|i| FlowEdge::new(format!("n{}", i - 1), "out", format!("n{i}")));
    Doc::new(nodes, edges)
}

proptest! {
    #[test]
    fn what_can_be_seen_is_mounted(x in -2000.0..10_000.0_f64, y in -2000.0..3000.0_f64, w in 100.0..3000.0_f64) {
        let doc = large(500);
        let view = Rect::new(x, y, w, w * 0.6);
        let mounted = cull::nodes(&doc, view, |_| false);
        for node in doc.nodes().filter(|node| node.rect().overlaps(view)) {
            prop_assert!(mounted.contains(&node.id));
        }
        let lines = cull::edges(&doc, view, &mounted);
        for (key, _) in doc.edges().filter(|(key, _)| mounted.contains(&key.from)) {
            prop_assert!(lines.contains(key));
        }
    }
}

#[test]
fn a_small_document_is_mounted_whole() {
    let doc = large(300);
    assert_eq!(cull::nodes(&doc, Rect::default(), |_| false).len(), 300);
    assert_eq!(cull::edges(&doc, Rect::default(), &[]).len(), 299);
}

#[test]
fn a_large_one_only_where_it_is_seen_or_held() {
    let doc = large(1000);
    let mounted = cull::nodes(&doc, Rect::new(0.0, 0.0, 800.0, 600.0), |id| &**id == "n999");
    assert!(mounted.len() < 60);
    assert!(mounted.iter().any(|id| &**id == "n999"));
}

#[test]
fn edges_are_drawn_in_order_of_weight() {
    let mut active = FlowEdge::new("n0", "out", "n1");
    active.state = EdgeState::Active;
    let nodes = (0..3).map(|i| FlowNode::new(format!("n{i}"), "", ()));
    let doc = Doc::new(nodes, [active, FlowEdge::new("n1", "out", "n2")]);
    let lines = cull::edges(&doc, Rect::default(), &[]);
    assert_eq!(lines.last(), Some(&EdgeKey::new("n0", "out", "n1")));
}
