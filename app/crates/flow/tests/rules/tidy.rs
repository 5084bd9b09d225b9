//! "Tidy up" and covers.

use std::collections::HashMap;

use flow::geometry::{cover, tidy};
use flow::*;
use proptest::prelude::*;

use crate::arbitrary::{chain, docs, editor, node};

fn tidied(doc: &Doc<u8>) -> Vec<(NodeId, Rect)> {
    let place: HashMap<NodeId, Point> = tidy::positions(doc).into_iter().collect();
    doc.nodes()
        .map(|node| (node.id.clone(), Rect::at(place[&node.id], node.extent())))
        .collect()
}

proptest! {
    #[test]
    fn tidy_leaves_room_between_all_cards(doc in docs(12)) {
        let all = tidied(&doc);
        prop_assert_eq!(all.len(), doc.len());
        for (i, (_, a)) in all.iter().enumerate() {
            for (_, b) in &all[i + 1..] {
                let room = Rect { h: a.h + 27.9, w: a.w + 43.9, ..*a };
                let other = Rect { h: b.h + 27.9, w: b.w + 43.9, ..*b };
                prop_assert!(!room.overlaps(other), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn tidy_is_on_the_grid_and_leads_to_the_right(doc in docs(12)) {
        let all: HashMap<NodeId, Rect> = tidied(&doc).into_iter().collect();
        for rect in all.values() {
            prop_assert!(rect.x % 4.0 == 0.0 && rect.y % 4.0 == 0.0, "{rect:?}");
        }
        for (key, _) in doc.edges() {
            if !doc.reaches(&key.to, &key.from) {
                prop_assert!(all[&key.from].right() < all[&key.to].x);
            }
        }
    }

    #[test]
    fn tidying_what_is_tidy_moves_nothing_out_of_its_column(doc in docs(10)) {
        let mut state = editor(doc);
        reduce(&mut state, Event::Tidy);
        let columns: Vec<f64> = state.doc().nodes().map(|node| node.pos.x).collect();
        reduce(&mut state, Event::Tidy);
        prop_assert_eq!(columns, state.doc().nodes().map(|node| node.pos.x).collect::<Vec<_>>());
    }

    #[test]
    fn a_cover_shows_every_node_inside_its_picture(doc in docs(14)) {
        let cover = cover::layout(&doc, Size::new(360.0, 160.0));
        prop_assert_eq!(cover.boxes.len(), doc.len());
        for (_, at) in &cover.boxes {
            let from = *at * cover.scale + cover.shift;
            let to = (*at + Point::new(64.0, 40.0)) * cover.scale + cover.shift;
            prop_assert!(from.x >= 0.0 && from.y >= 0.0 && to.x <= 360.0 && to.y <= 160.0);
        }
    }
}

#[test]
fn a_chain_stays_level() {
    let mut state = editor(Doc::new(
        chain()
            .nodes()
            .map(|node| FlowNode::clone(node))
            .rev()
            .map(|node| node.at(9.0, 3.0)),
        chain().edges().map(|(key, _)| FlowEdge {
            key: key.clone(),
            state: EdgeState::Idle,
        }),
    ));
    reduce(&mut state, Event::Tidy);
    let at = |id: &str| state.doc().node(id).unwrap().pos;
    assert_eq!(
        [at("a"), at("b"), at("c")],
        [Point::new(8.0, 4.0), Point::new(244.0, 4.0), Point::new(480.0, 4.0)]
    );
}

#[test]
fn branches_stand_around_their_source() {
    let nodes = [
        node("s", 0.0, 0.0),
        node("x", 0.0, 10.0),
        node("y", 0.0, 20.0),
        node("m", 0.0, 30.0),
    ];
    let edges = [("s", "x"), ("s", "y"), ("x", "m"), ("y", "m")].map(|(a, b)| FlowEdge::new(a, "out", b));
    let all: HashMap<NodeId, Rect> = tidied(&Doc::new(nodes, edges)).into_iter().collect();
    let y = |id: &str| all[id].y;
    assert_eq!((y("x"), y("y"), y("s"), y("m")), (0.0, 84.0, 44.0, 44.0));
}

#[test]
fn a_loop_is_laid_out_like_a_chain() {
    let nodes = [node("a", 0.0, 0.0), node("b", 0.0, 0.0), node("c", 0.0, 0.0)];
    let edges = [("a", "b"), ("b", "c"), ("c", "a")].map(|(a, b)| FlowEdge::new(a, "out", b));
    let all = tidied(&Doc::new(nodes, edges));
    assert_eq!(
        all.iter().map(|(_, rect)| rect.x).collect::<Vec<_>>(),
        [0.0, 236.0, 472.0]
    );
}

#[test]
fn a_long_chain_folds_in_its_cover() {
    let nodes = (0..14).map(|i| FlowNode::new(format!("n{i}"), "", 0_u8));
    let edges = (1..14).map(|i| FlowEdge::new(format!("n{}", i - 1), "out", format!("n{i}")));
    let cover = cover::layout(&Doc::new(nodes, edges), Size::new(360.0, 160.0));
    assert!(cover.scale > 0.5, "{}", cover.scale);
}
