//! Documents, fragments, and the difference of two.

use flow::*;
use proptest::prelude::*;

use crate::arbitrary::{chain, docs, node};

proptest! {
    #[test]
    fn the_difference_leads_from_one_to_the_other_and_back(a in docs(7), b in docs(7)) {
        let changes = a.diff(&b);
        let mut there = a.clone();
        there.apply_all(&changes);
        prop_assert_eq!(&there, &b);
        there.apply_all(&changes.iter().rev().map(Change::inverted).collect::<Vec<_>>());
        prop_assert_eq!(there, a);
    }

    #[test]
    fn equal_documents_do_not_differ(a in docs(7)) {
        prop_assert!(a.diff(&a).is_empty());
    }
}

#[test]
fn the_first_of_two_nodes_with_one_id_stays_and_loose_edges_go() {
    let doc = Doc::new(
        [node("a", 1.0, 0.0), node("a", 2.0, 0.0)],
        [FlowEdge::new("a", "out", "ghost")],
    );
    assert_eq!((doc.len(), doc.edges().len()), (1, 0));
    assert_eq!(doc.node("a").map(|node| node.pos.x), Some(1.0));
}

#[test]
fn a_fragment_takes_only_the_edges_within_and_new_names_reach_them() {
    let piece = chain().fragment(&["a".into(), "b".into()]);
    let piece = piece
        .renamed(|node| format!("{}_2", node.id).into())
        .moved_to(Point::new(100.0, 50.0));
    assert_eq!(
        piece.edges.iter().map(|edge| edge.key.clone()).collect::<Vec<_>>(),
        [EdgeKey::new("a_2", "out", "b_2")]
    );
    assert_eq!(
        piece.nodes.iter().map(|node| node.pos).collect::<Vec<_>>(),
        [Point::new(100.0, 50.0), Point::new(336.0, 50.0)]
    );
}

#[test]
fn only_another_order_is_still_a_difference() {
    let a = Doc::new([node("a", 0.0, 0.0), node("b", 0.0, 0.0)], []);
    let b = Doc::new([node("b", 0.0, 0.0), node("a", 0.0, 0.0)], []);
    let mut there = a.clone();
    there.apply_all(&a.diff(&b));
    assert_eq!(there, b);
}
